"""The log of all that was done: filtered above, listed at the left, one entry told in full beside it."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _, format_number, ngettext
from sms_desktop.services.history import audit
from sms_desktop.services.history.audit import Details, LogRow
from sms_desktop.services.history.audit_words import action_word
from sms_desktop.services.history.row_names import table_words
from sms_desktop.ui import theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.exporting import ExportButton, Source, of_listed
from sms_desktop.ui.listing import ListingSource
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.paging import PagedModel
from sms_desktop.ui.table import Column, State
from sms_desktop.ui.tabs.operations import audit_jump
from sms_desktop.ui.tabs.operations.audit_detail import DetailPane
from sms_desktop.ui.tabs.operations.audit_filters import Filters
from sms_desktop.ui.tabs.operations.heading import Heading
from sms_desktop.ui.tabs.operations.page import PageSpec
from sms_desktop.ui.widgets.scroll import filling
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

RIGHT = audit.RIGHT
#: Below this width of the page the entry stands under the list.
NARROW = 760
#: The least height of the list and of the entry, in logical pixels.
LEAST = 160


def page(context: Context, window: MainWindow) -> PageSpec:
    """The page of the log."""
    return PageSpec("audit", "history", lambda: _("Audit log"), RIGHT, lambda: AuditPage(context, window))


class AuditPage(QWidget):
    """The newest first; what is done meanwhile is asked for when the page is looked at."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__()
        self._context = context
        self.filters = Filters()
        source = ListingSource(audit.count, audit.page, audit.ids)
        self.model = PagedModel(_columns(), source, context.jobs, id_of=attrgetter("id"), parent=self)
        self.table = TableView(self.model, context.memory, "operations.audit")
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.empty = self._empty
        self.detail = DetailPane()
        self.detail.place_wanted.connect(lambda place: audit_jump.open_place(window, place))
        self.export = ExportButton(context, self.export_sources, "operations.audit_export")
        self.table.export_sources = self.export_sources
        self._count = roled(named(QLabel(), "operations.audit_count"), "muted")
        self._split = QSplitter()
        self._stale, self._begins = False, 0
        self._lay_out()
        self._connect()
        self.retranslate()
        self._ask_users()
        self.model.set_filter(self.filters.listing())

    def export_sources(self) -> list[Source]:
        """What an export writes: the entries that the filters let through."""
        return [of_listed(self.table, "audit", shown=self.filters.listing())]

    def refresh(self) -> None:
        """Asks for the list again."""
        self._stale = False
        self.model.refresh()

    def shown(self) -> None:
        """What was done meanwhile, here or elsewhere, is in the log by now."""
        if self._stale:
            self.refresh()

    def retranslate(self) -> None:
        """The list's name and what is told of the entry, in the new language."""
        self.table.setAccessibleName(_("Audit log"))
        self._show_count()
        self._show(self.table.selected_rows())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._split.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)

    def _ask_users(self) -> None:
        def work(session: Any, _progress: object) -> list[str]:
            return audit.users(session)

        def first(session: Any, _progress: object) -> int:
            begins = audit.begins_at(session)
            return begins[0] if begins else 0

        self._context.jobs.read(self, work, self.filters.set_users, key="users")
        self._context.jobs.read(self, first, self._begins_at, key="begins")

    def _begins_at(self, number: int) -> None:
        self._begins = number
        self._show_count()

    def _show(self, rows: Sequence[LogRow]) -> None:
        if not rows:
            self.detail.show_nothing()
            return
        number = rows[0].id

        def work(session: Any, _progress: object) -> Details:
            return audit.details(session, number)

        self._context.jobs.read(self, work, self.detail.show_details, self.detail.fail, key="details")

    def _heard(self, _event: Changed) -> None:
        self._stale = True
        if self.isVisible() and not self.table.selected_count():
            self.refresh()

    def _show_count(self) -> None:
        number = self.model.rowCount()
        text = ngettext("{n} entry", "{n} entries", number).format(n=format_number(number))
        if self._begins:
            archived = _("What came before entry {number} is in an archive.").format(number=self._begins)
            text = f"{text} · {archived}"
        self._count.setText(text if self.model.state is not State.LOADING else "")

    def _empty(self) -> Words:
        if self.filters.narrowed():
            text = _("No entry of the log fits what you chose above.")
            return Words("search", _("Nothing fits"), text, _("Show all"), self.filters.clear)
        return Words("history", _("Nothing was done yet"), _("Whatever changes the data is listed here."))

    def _connect(self) -> None:
        self.filters.changed.connect(lambda: self.model.set_filter(self.filters.listing()))
        self.table.selected.connect(self._show)
        self.model.state_changed.connect(self._show_count)
        self.model.replaced.connect(self._show_count)
        self._context.changes.changed.connect(self._heard)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.filters.focus_text)

    def _lay_out(self) -> None:
        head = Heading(
            lambda: _("Audit log"),
            lambda: _("Who did what, and when. Nobody can change it unnoticed."),
        )
        head.acts.addWidget(self.export)
        content, foot, whole = QWidget(), QHBoxLayout(), QVBoxLayout(self)
        column = QVBoxLayout(content)
        for layout in (whole, column):
            layout.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 3)
        self._split.addWidget(self.table)
        self._split.addWidget(self.detail)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        self._split.setChildrenCollapsible(False)
        for part in (self.table, self.detail):
            part.setMinimumHeight(LEAST)
        foot.addWidget(self._count, 1)
        foot.addWidget(self.table.columns_button())
        column.addWidget(head)
        column.addWidget(self.filters)
        column.addWidget(self._split, 1)
        column.addLayout(foot)
        whole.addWidget(filling(content))
        self.setFocusProxy(self.table)


def _rows_of(row: LogRow) -> str:
    return ", ".join(map(table_words, row.tables))


def _columns() -> list[Column]:
    return [
        Column("at", lambda: _("When"), attrgetter("at"), width=132),
        Column("user", lambda: _("Who"), attrgetter("user_name"), width=100, sort_field="user"),
        Column("title", lambda: _("What was done"), attrgetter("title"), width=258, bold=True,
               tooltip=attrgetter("title")),
        Column("rows", lambda: _("Rows"), attrgetter("rows"), width=60, tooltip=_rows_of),
        Column("action", lambda: _("Action"), attrgetter("action"), action_word, width=130, sort_field="action",
               hidden=True),
        Column("entities", lambda: _("Rows of"), _rows_of, width=160, hidden=True),
        Column("reason", lambda: _("Reason"), attrgetter("reason"), width=180, tooltip=attrgetter("reason"),
               hidden=True),
        Column("workstation", lambda: _("Computer"), attrgetter("workstation"), width=150, hidden=True),
        Column("id", lambda: _("Number"), attrgetter("id"), width=80, sort_field="id", hidden=True),
        Column("operation_id", lambda: _("Operation id"), attrgetter("operation_id"), width=250, hidden=True),
    ]  # fmt: skip
