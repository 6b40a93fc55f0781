"""The register of issued documents: found by number, name or day, looked at as issued, copied, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import LANGUAGES, _, format_number, ngettext, pgettext
from sms_desktop.services.papers import issued
from sms_desktop.services.papers.issued import IssuedRow
from sms_desktop.services.papers.letter_originals import kind_words
from sms_desktop.ui import icons, theme
from sms_desktop.ui.button_menu import add_buttons
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.issued_document import cancelled_words
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.issued_acts import RIGHT, IssuedActs
from sms_desktop.ui.listing import ListingSource
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.paging import PagedModel
from sms_desktop.ui.table import Column, State
from sms_desktop.ui.tabs.operations.heading import Heading
from sms_desktop.ui.tabs.operations.issued_filters import Filters
from sms_desktop.ui.tabs.operations.page import PageSpec
from sms_desktop.ui.widgets.flow import Flow
from sms_desktop.ui.widgets.scroll import filling
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

TABLES = frozenset({"issued_documents", "students"})
#: The least height of the list, in logical pixels.
LEAST = 180


def page(context: Context, window: MainWindow) -> PageSpec:
    """The page of the register."""
    return PageSpec("issued", "archive", lambda: _("Issued documents"), RIGHT, lambda: IssuedPage(context, window))


class IssuedPage(QWidget):
    """The newest first, a page at a time from the database."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__()
        self._context, self._window = context, window
        self.filters = Filters()
        source = ListingSource(issued.count, issued.page)
        self.model = PagedModel(columns(), source, context.jobs, id_of=attrgetter("id"), parent=self)
        self.table = TableView(self.model, context.memory, "operations.issued")
        self.acts = IssuedActs(context, window.toast, self)
        self.buttons = {name: named(QPushButton(), f"issued.{name}") for name in _ICONS}
        self._count = roled(named(QLabel(), "operations.issued_count"), "muted")
        self._stale = False
        self._lay_out()
        self._connect()
        self.retranslate()
        self.model.set_filter(self.filters.listing())

    def refresh(self) -> None:
        """Asks for the list again."""
        self._stale = False
        self.model.refresh()

    def shown(self) -> None:
        """What was issued meanwhile is in the register by now."""
        if self._stale:
            self.refresh()

    def retranslate(self) -> None:
        """In the new language."""
        self.table.setAccessibleName(_("Issued documents"))
        words = {
            "open": (_("&Open"), _("Look at it as it was issued (Enter)")),
            "print": (_("&Print…"), _("Print a copy")),
            "save": (_("&Save as PDF…"), _("Save a copy as it was issued")),
            "student": (_("&Record"), _("The student's record")),
            "cancel": (_("&Cancel…"), _("Cancel the document, with a reason")),
        }
        for name, (text, tip) in words.items():
            self.buttons[name].setText(" " + text)
            self.buttons[name].setToolTip(tip)
        self._show_count()

    def _run(self, name: str) -> None:
        """Does what a button says with the documents that are selected."""
        rows = self.table.selected_rows()
        if not rows or not self.buttons[name].isEnabled():
            return
        acts = {
            "open": lambda: self.acts.look(rows[0]),
            "print": lambda: self.acts.print(rows),
            "save": lambda: self.acts.save(rows),
            "student": lambda: self._open_student(rows[0]),
            "cancel": lambda: self.acts.cancel(rows[0]),
        }
        acts[name]()

    def _open_student(self, row: IssuedRow) -> None:
        screen: Any = self._window.show_tab("students")
        screen.open_record(row.student_id, "papers")

    def _fit(self, rows: Sequence[IssuedRow]) -> None:
        one, valid = len(rows) == 1, [row for row in rows if row.cancelled_at is None]
        self.buttons["open"].setEnabled(one)
        self.buttons["student"].setEnabled(one and rows[0].student_id is not None)
        self.buttons["student"].setVisible(any(spec.name == "students" for spec in self._window.specs))
        self.buttons["print"].setEnabled(bool(valid))
        self.buttons["save"].setEnabled(bool(valid))
        self.buttons["cancel"].setEnabled(one and bool(valid))

    def _heard(self, event: Changed) -> None:
        if TABLES & set(event.tables):
            self._stale = True
            if self.isVisible():
                self.refresh()

    def _show_count(self) -> None:
        number = self.model.rowCount()
        text = ngettext("{n} document", "{n} documents", number).format(n=format_number(number))
        self._count.setText(text if self.model.state is not State.LOADING else "")

    def _empty(self) -> Words:
        if self.filters.narrowed():
            text = _("No document fits what you chose above.")
            return Words("search", _("Nothing fits"), text, _("Show all"), self.filters.clear)
        return Words(
            "archive",
            _("Nothing was issued yet"),
            _("Each certificate and letter that is issued stands here with its number, and can be opened again."),
        )

    def _fill_menu(self, menu: QMenu) -> None:
        add_buttons(menu, self.buttons.values())

    def _connect(self) -> None:
        for name, icon in _ICONS.items():
            icons.put(self.buttons[name], icon)
            self.buttons[name].clicked.connect(lambda _checked=False, name=name: self._run(name))
        self.filters.changed.connect(lambda: self.model.set_filter(self.filters.listing()))
        self.table.selected.connect(self._fit)
        self.table.opened.connect(self.acts.look)
        self.table.empty = self._empty
        self.table.context_menu = self._fill_menu
        self.model.state_changed.connect(lambda _state: self._show_count())
        self.model.replaced.connect(self._show_count)
        self._context.changes.changed.connect(self._heard)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.filters.focus_text)
        self._fit([])

    def _lay_out(self) -> None:
        head = Heading(
            lambda: _("Issued documents"),
            lambda: _("Every certificate and letter that left the office, with its number, and as it was."),
        )
        content, foot, tools = QWidget(), QHBoxLayout(), QWidget()
        column, whole = QVBoxLayout(content), QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(filling(content))
        column.setContentsMargins(0, 0, 0, 0)
        self.table.setMinimumHeight(LEAST)
        column.setSpacing(theme.STEP * 3)
        flow = Flow(tools)
        for button in self.buttons.values():
            flow.addWidget(button)
        foot.addWidget(self._count, 1)
        foot.addWidget(self.table.columns_button())
        for part in (head, self.filters, tools):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.setFocusProxy(self.table)


_ICONS = {"open": "eye", "print": "printer", "save": "download", "student": "user-round", "cancel": "circle-x"}


def columns() -> list[Column]:
    """The columns of the register."""
    return [
        Column("number", lambda: pgettext("document", "Number"), attrgetter("number_text"), width=92,
               sort_field="id", bold=True),
        Column("issued_at", lambda: _("Issued"), attrgetter("issued_at"), width=132, sort_field="issued_at"),
        Column("title", lambda: pgettext("document", "Document"), attrgetter("title"), width=196, sort_field="title",
               tooltip=attrgetter("title")),
        Column("student", lambda: _("Student"), attrgetter("student"), width=170, sort_field="name",
               tooltip=attrgetter("student_number")),
        Column("state", lambda: _("State"), attrgetter("cancelled_at"), _state, width=104, icon=_sign, tone=_tone,
               sort_field="cancelled", tooltip=cancelled_words),
        Column("purpose", lambda: _("Purpose"), attrgetter("purpose"), width=132, sort_field="purpose",
               tooltip=attrgetter("purpose")),
        Column("issued_by", lambda: _("Who"), attrgetter("issued_by"), width=84, sort_field="issued_by"),
        Column("recipient", lambda: _("Recipient"), attrgetter("recipient"), width=170, sort_field="recipient",
               tooltip=attrgetter("recipient"), hidden=True),
        Column("kind", lambda: _("Kind"), attrgetter("kind"), kind_words, width=170, sort_field="kind", hidden=True),
        Column("language", lambda: _("Language"), attrgetter("language"), _language, width=90, sort_field="language",
               hidden=True),
        Column("student_number", lambda: _("Student number"), attrgetter("student_number"), width=120,
               sort_field="student_number", hidden=True),
    ]  # fmt: skip


def _language(code: str) -> str:
    return LANGUAGES.get(code, code)


def _state(cancelled_at: object) -> str:
    return _("Cancelled") if cancelled_at else _("Valid")


def _tone(row: IssuedRow) -> str:
    return "danger" if row.cancelled_at else ""


def _sign(row: IssuedRow) -> QIcon:
    return icons.icon("circle-x", "danger") if row.cancelled_at else icons.icon("check", "success")
