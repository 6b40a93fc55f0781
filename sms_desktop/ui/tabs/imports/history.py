"""The imports there were, each with what it did, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _, format_moment, format_number
from sms_desktop.services.importing import imports
from sms_desktop.services.importing.imports import ImportRow
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.tabs.imports import words
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

DETAIL_WIDTH = 256
_ACTIONS = frozenset({"import", "import_undo"})


class History(QWidget):
    """The table and the detail of the selected import. Emits `undo_wanted(ImportRow)`."""

    undo_wanted = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.model = _HistoryModel(_columns(), self.refresh)
        self.model.setParent(self)
        self.table = TableView(self.model, context.memory, "imports.history")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.empty = lambda: Words(
            "history", _("Nothing was imported yet"), _("Each import is listed here and can be taken back.")
        )
        self.table.context_menu = self._fill_menu
        self.detail = Detail()
        self.detail.undo.clicked.connect(self._undo_selected)
        self.table.selected.connect(self._show)
        self.table.delete_pressed.connect(self._undo_selected)
        context.changes.changed.connect(self._heard)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP * 4)
        row.addWidget(self.table, 1)
        row.addWidget(self.detail)
        self.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Asks for the imports again; the selection stays."""

        def work(session: Any, _progress: object) -> list[ImportRow]:
            return imports.history(session)

        self._context.jobs.read(self, work, self._came, self.model.fail, key="history")

    def selected(self) -> ImportRow | None:
        """The import that is selected."""
        rows = self.table.selected_rows()
        return rows[0] if rows else None

    def retranslate(self) -> None:
        """The detail in the new language; the table sees to itself."""
        self.table.setAccessibleName(_("Imports so far"))
        self._show(self.table.selected_rows())

    def _came(self, rows: Sequence[ImportRow]) -> None:
        self.model.set_rows(rows)
        if rows and self.selected() is None:
            self.table.selectRow(0)
        self._show(self.table.selected_rows())

    def _heard(self, event: Changed) -> None:
        if event.action in _ACTIONS or "imports" in event.tables:
            self.refresh()

    def _show(self, rows: Sequence[ImportRow]) -> None:
        self.detail.show_import(rows[0] if rows else None)

    def _undo_selected(self) -> None:
        row = self.selected()
        if row is not None and row.state != "undone":
            self.undo_wanted.emit(row)

    def _fill_menu(self, menu: QMenu) -> None:
        undo = menu.addAction(_("Undo this import"))
        undo.setEnabled(self.detail.undo.isEnabled())
        undo.triggered.connect(self._undo_selected)
        menu.addAction(_("Copy")).triggered.connect(self.table.copy)


class _HistoryModel(TableModel):
    def __init__(self, columns: Sequence[Column], again: Any) -> None:
        super().__init__(columns, id_of=lambda row: row.id)
        self._again = again

    def retry(self) -> None:
        self._again()


class Detail(QFrame):
    """One import in all its figures, with the button that takes it back."""

    def __init__(self) -> None:
        super().__init__()
        roled(self, "panel").setFixedWidth(DETAIL_WIDTH)
        self._title = QLabel(wordWrap=True)
        self.undo = named(QPushButton(), "imports.undo_selected")
        self._labels, self._values = [QLabel() for _n in range(9)], [QLabel() for _n in range(9)]
        icons.put(self.undo, "undo-2")
        theme.scale(self._title, 1.15, QFont.Weight.DemiBold)
        column, form = QVBoxLayout(self), QFormLayout()
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(theme.STEP * 3)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(theme.STEP)
        form.setHorizontalSpacing(theme.STEP * 4)
        for label, value in zip(self._labels, self._values, strict=True):
            value.setWordWrap(True)
            form.addRow(roled(label, "muted"), value)
        column.addWidget(self._title)
        column.addLayout(form)
        column.addWidget(self.undo)
        column.addStretch(1)
        self.show_import(None)

    def show_import(self, row: ImportRow | None) -> None:
        """Shows an import, or nothing."""
        self.setVisible(row is not None)
        if row is None:
            return
        self._title.setText(row.file_name)
        self._title.setToolTip(row.file_name)
        for (label, text), caption, value in zip(_lines(row), self._labels, self._values, strict=True):
            caption.setText(label)
            value.setText(text)
        open_still = row.state != "undone"
        self.undo.setText(_("&Undo this import"))
        self.undo.setToolTip(_("Brings back exactly what was before (Del)"))
        self.undo.setEnabled(open_still)
        self.undo.setVisible(open_still)


def _lines(row: ImportRow) -> list[tuple[str, str]]:
    state = words.state_word(row.state)
    if row.undone_at is not None:
        state = _("{state} on {moment}").format(state=state, moment=format_moment(row.undone_at))
    return [
        (_("When"), format_moment(row.at)),
        (_("Who"), row.user_name),
        (_("Kind"), words.kind_title(row.kind)),
        (_("New"), format_number(row.new)),
        (_("Changed"), format_number(row.changed)),
        (_("Unchanged"), format_number(row.unchanged)),
        (_("Rejected"), format_number(row.rejected)),
        (_("Warnings"), format_number(row.warnings)),
        (_("State"), state),
    ]


def _columns() -> list[Column]:
    counts = {
        "new": lambda: _("New"),
        "changed": lambda: _("Changed"),
        "unchanged": lambda: _("Unchanged"),
        "rejected": lambda: _("Rejected"),
    }
    return [
        Column("at", lambda: _("When"), lambda row: row.at, width=136),
        Column("file", lambda: _("File"), lambda row: row.file_name, width=180, tooltip=lambda row: row.file_name),
        Column("kind", lambda: _("Kind"), lambda row: words.kind_title(row.kind), width=104),
        Column(
            "state",
            lambda: _("State"),
            lambda row: words.state_word(row.state),
            width=128,
            icon=lambda row: icons.icon(*_STATES.get(row.state, _STATES["completed"])),
        ),
        *(Column(name, title, partial(_count, name), width=76) for name, title in counts.items()),
        Column("user", lambda: _("Who"), lambda row: row.user_name, width=92),
    ]


_STATES = {"completed": ("check", "success"), "undone": ("undo-2", "muted")}


def _count(name: str, row: ImportRow) -> int:
    return int(getattr(row, name))
