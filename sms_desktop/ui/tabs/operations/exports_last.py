"""The last exports as the log has them: who took how many rows of what, and what for."""

from __future__ import annotations

from operator import attrgetter

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sms_desktop.core.i18n import _
from sms_desktop.services.exporting.lists import LISTS
from sms_desktop.services.history import audit
from sms_desktop.services.history.audit import LogRow
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.ui import theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.listing import ListingSource
from sms_desktop.ui.paging import PagedModel
from sms_desktop.ui.table import Column
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

#: What the log calls an export.
EXPORTS = Listing(where=(Condition("action", "=", "export"),))


class LastExports(QWidget):
    """The newest first, page by page."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        named(self, "exports.last_page")
        source = ListingSource(audit.count, audit.page, audit.ids)
        self.model = PagedModel(_columns(), source, context.jobs, id_of=attrgetter("id"), parent=self)
        self.table = TableView(self.model, context.memory, "exports.last", self)
        self.table.empty = lambda: Words(
            "download", _("Nothing has left the program yet"), _("Each export is listed here, with its purpose.")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.STEP * 2, 0, 0)
        column.addWidget(self.table)
        self.setFocusProxy(self.table)
        self.retranslate()

    def refresh(self) -> None:
        """Asks for the list again."""
        self.model.set_filter(EXPORTS)

    def retranslate(self) -> None:
        """The list's name; the table sees to its own words."""
        self.table.setAccessibleName(_("Last exports"))


def what(row: LogRow) -> str:
    """What was taken, as people call it."""
    name = str(row.details.get("list", ""))
    others = {
        "everything": _("Everything of the school"),
        "import-template": _("Import template"),
        "timetable": _("Timetable as a calendar"),
        "vcards": _("Contacts as vCards"),
    }
    if name in LISTS:
        return _(LISTS[name].label)
    return others.get(name) or name or row.title


def _columns() -> list[Column]:
    return [
        Column("at", lambda: _("When"), attrgetter("at"), width=132),
        Column("user", lambda: _("Who"), attrgetter("user_name"), width=120, sort_field="user"),
        Column("what", lambda: _("List or file"), what, width=220, bold=True, tooltip=attrgetter("title")),
        Column("rows", lambda: _("Rows"), lambda row: row.details.get("rows"), width=84),
        Column("form", lambda: _("Format"), lambda row: str(row.details.get("format", "")), width=84),
        Column("purpose", lambda: _("Purpose"), attrgetter("reason"), width=220, tooltip=attrgetter("reason")),
        Column("workstation", lambda: _("Computer"), attrgetter("workstation"), width=150, hidden=True),
    ]  # fmt: skip
