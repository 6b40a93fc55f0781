"""The table of a preview: what becomes of each row and why, old and new values, and cells to be mended in place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from sms_desktop.core.i18n import _
from sms_desktop.ui import icons
from sms_desktop.ui.memory import Forgetful
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.tabs.imports import words
from sms_desktop.ui.tabs.imports.grid import width_for
from sms_desktop.ui.tabs.imports.preview_rows import PreviewRow
from sms_desktop.ui.widgets.table_view import TableView

#: Columns before those of the file: row number, outcome, reasons.
FIRST, WHY = 3, 2


class PreviewModel(TableModel):
    """Rows of a preview; emits `mended(row, header, text)` for a cell that was typed into."""

    mended = Signal(int, str, str)

    def __init__(self, headers: Sequence[str], sample: Sequence[PreviewRow], read: Sequence[bool]) -> None:
        self.headers = tuple(headers)
        own = [
            _cell_column(place, header, sample, read=used)
            for place, (header, used) in enumerate(zip(headers, read, strict=True))
        ]
        super().__init__([*_own_columns(), *own], id_of=lambda row: row.number)

    def can_sort(self, column: int) -> bool:
        return column < FIRST

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        alone = index.column() >= FIRST and self.headers.count(self.headers[index.column() - FIRST]) == 1
        return flags | Qt.ItemFlag.ItemIsEditable if alone else flags

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row())
        if role == Qt.ItemDataRole.EditRole and row is not None and index.column() >= FIRST:
            place = index.column() - FIRST
            return row.cells[place] if place < len(row.cells) else ""
        return super().data(index, role)

    def setData(
        self, index: QModelIndex | QPersistentModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        row, place = self.row(index.row()), index.column() - FIRST
        if role != Qt.ItemDataRole.EditRole or row is None or place < 0 or str(value) == self.data(index, role):
            return False
        self._rows[index.row()] = row.mended(place, str(value))
        self.touch(index.row(), index.row())
        self.mended.emit(row.number, self.headers[place], str(value))
        return True


class PreviewTable(TableView):
    """A table of cells: arrows go from cell to cell, Enter, F2 or typing mends one."""

    def __init__(self, model: PreviewModel, parent: QWidget | None = None) -> None:
        super().__init__(model, Forgetful(), "imports.preview", parent)
        model.setParent(self)
        triggers = QAbstractItemView.EditTrigger
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked | triggers.AnyKeyPressed)
        self.setAccessibleName(_("Preview"))

    def go_to(self, place: int, column: int) -> None:
        """To one cell."""
        model = self.table_model
        if model.rowCount():
            index = model.index(min(max(place, 0), model.rowCount() - 1), min(column, model.columnCount() - 1))
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    def go_to_trouble(self, place: int) -> None:
        """To the first cell of that row that something is said about, else to its outcome."""
        model = self.table_model
        row = model.row(min(max(place, 0), model.rowCount() - 1)) if model.rowCount() else None
        if isinstance(model, PreviewModel) and row is not None:
            said = [n for n, header in enumerate(model.headers, FIRST) if row.at(header) is not None]
            self.go_to(place, said[0] if said else 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.state() != QAbstractItemView.State.EditingState:
            if self.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable:
                self.edit(self.currentIndex())
            return
        super().keyPressEvent(event)


def _own_columns() -> list[Column]:
    return [
        Column("row", lambda: _("Row"), lambda row: row.number, width=64),
        Column(
            "outcome",
            lambda: _("What happens"),
            lambda row: words.outcome_word(row.outcome),
            width=128,
            icon=lambda row: icons.icon(words.SIGNS[row.outcome].icon, words.SIGNS[row.outcome].tone),
            tone=lambda row: words.SIGNS[row.outcome].tone,
        ),
        Column("why", lambda: _("Why"), lambda row: row.why, width=240, tooltip=lambda row: row.why),
    ]


def _cell_column(place: int, header: str, sample: Sequence[PreviewRow], *, read: bool) -> Column:
    """A column of the file; of several with one name only one is `read`, and has remarks and changes."""

    def text(row: PreviewRow) -> str:
        return row.text(place, header if read else "")

    def tooltip(row: PreviewRow) -> str:
        said = [remark.message for remark in row.remarks if remark.header == header]
        return "\n".join(said if read else []) or text(row)

    width = width_for(header, [text(row) for row in sample[:100]])
    return Column(
        str(place),
        lambda: header,
        text,
        width=width,
        tooltip=tooltip,
        icon=partial(_cell_icon, header) if read else None,
        tone=partial(_cell_tone, header) if read else None,
    )


def _cell_icon(header: str, row: PreviewRow) -> QIcon:
    said = row.at(header)
    if said is None:
        return QIcon()
    return icons.icon("circle-alert", "danger") if said.error else icons.icon("triangle-alert", "warning")


def _cell_tone(header: str, row: PreviewRow) -> str:
    said = row.at(header)
    if said is not None:
        return "danger" if said.error else "warning"
    return "accent" if header in row.changes else ""
