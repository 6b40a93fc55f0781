"""What happened to a student, asked for when looked at."""

from __future__ import annotations

from sms_desktop.core.i18n import _
from sms_desktop.services.restore_value import restorable, restore_value
from sms_desktop.services.student_history import history
from sms_desktop.ui.context import Context
from sms_desktop.ui.errors import describe
from sms_desktop.ui.tabs.students.words import field_name, shown
from sms_desktop.ui.widgets.changes_page import ChangesPage


class History(ChangesPage):
    """The changes of one student."""

    def __init__(self, context: Context) -> None:
        super().__init__("students.history", field_name, shown)
        self._context = context
        may = context.actor.may("students:edit")
        self.may_restore = lambda field: may and restorable("students", field)
        self.restore_wanted.connect(self._put_back)
        self._student: int | None = None

    def show_student(self, student_id: int) -> None:
        """Asks for the history of a student."""
        if student_id != self._student:
            self.show_changes(())
        self._student = student_id
        self._context.jobs.read(
            self,
            lambda session, _progress: history(session, student_id),
            self.show_changes,
            self._failed,
            key="history",
        )

    def _put_back(self, change_set_id: int, field: str) -> None:
        student = self._student
        if student is None:
            return
        self._context.jobs.write(
            self,
            lambda session, _progress: restore_value(session, "students", student, field, change_set_id),
            lambda _nothing: self.show_student(student),
            title=_("Putting an earlier value back"),
        )

    def _failed(self, error: Exception) -> None:
        problem = describe(error)
        self.setPlainText(f"{problem.sentence} {problem.way_out}")
