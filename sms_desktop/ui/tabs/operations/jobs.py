"""The long pieces of work there were: who began them, how they ended, and why one failed."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _
from sms_desktop.services import jobs
from sms_desktop.services.jobs import JobRow
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.tabs.operations.heading import Heading
from sms_desktop.ui.tabs.operations.page import PageSpec
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.state import Words
from sms_desktop.ui.widgets.table_view import TableView

RIGHT = "jobs:view"
_SIGNS = {
    jobs.PENDING: ("clock", "muted"),
    jobs.PROCESSING: ("loader-circle", "accent"),
    jobs.COMPLETED: ("check", "success"),
    jobs.FAILED: ("circle-alert", "danger"),
    jobs.CANCELLED: ("x", "muted"),
}


def page(context: Context, window: MainWindow) -> PageSpec:
    """The page of jobs."""
    return PageSpec("jobs", "list-checks", lambda: _("Jobs"), RIGHT, lambda: JobsPage(context))


class JobsPage(QWidget):
    """The newest jobs first; the reason of a failure stands under the list."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.model = _Jobs(_columns(), self.refresh)
        self.model.setParent(self)
        self.table = TableView(self.model, context.memory, "operations.jobs")
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.empty = lambda: Words(
            "list-checks", _("No jobs yet"), _("Imports, exports and backups are listed here.")
        )
        self.failed = Notice("problem")
        head = Heading(
            lambda: _("Jobs"), lambda: _("Work that takes its time: imports, exports and backups, and how each ended.")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 3)
        column.addWidget(head)
        column.addWidget(self.table, 1)
        column.addWidget(self.failed)
        self.setFocusProxy(self.table)
        self.table.selected.connect(self._show)
        context.changes.changed.connect(self._heard)
        self.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Asks for the jobs again."""

        def work(session: Any, _progress: object) -> list[JobRow]:
            return jobs.recent(session)

        self._context.jobs.read(self, work, self.model.set_rows, self.model.fail, key="jobs")

    def retranslate(self) -> None:
        """The list's name; the table sees to its own words."""
        self.table.setAccessibleName(_("Jobs"))

    def shown(self) -> None:
        """Jobs of other programs may have ended meanwhile."""
        self.refresh()

    def _heard(self, event: Changed) -> None:
        if "jobs" in event.tables or event.action in ("import", "import_undo", "export", "backup_create"):
            self.refresh()

    def _show(self, rows: Sequence[JobRow]) -> None:
        self.failed.say(rows[0].error if rows else "")


class _Jobs(TableModel):
    def __init__(self, columns: Sequence[Column], again: Any) -> None:
        super().__init__(columns, id_of=attrgetter("id"))
        self._again = again

    def retry(self) -> None:
        self._again()


def state_word(state: str) -> str:
    """How a job stands, in words."""
    words = {
        jobs.PENDING: _("Waiting"),
        jobs.PROCESSING: _("At work"),
        jobs.COMPLETED: _("Done"),
        jobs.FAILED: _("Failed"),
        jobs.CANCELLED: _("Cancelled"),
    }
    return words.get(state, state)


def _icon(row: JobRow) -> QIcon:
    return icons.icon(*_SIGNS.get(row.state, ("info", "muted")))


def _columns() -> list[Column]:
    return [
        Column("state", lambda: _("State"), attrgetter("state"), state_word, width=136, icon=_icon,
               tooltip=attrgetter("error")),
        Column("title", lambda: _("What"), attrgetter("title"), width=300, bold=True, tooltip=attrgetter("title")),
        Column("user", lambda: _("Who"), attrgetter("user_name"), width=120),
        Column("created_at", lambda: _("Begun"), attrgetter("created_at"), width=140),
        Column("ended_at", lambda: _("Ended"), attrgetter("ended_at"), width=140),
        Column("operation", lambda: _("Operation id"), attrgetter("operation_id"), width=250, hidden=True),
    ]  # fmt: skip
