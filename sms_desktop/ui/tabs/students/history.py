"""What happened to a student, asked for when looked at."""

from __future__ import annotations

from sms_desktop.services.history.student_history import history
from sms_desktop.services.history.undo import Put
from sms_desktop.ui.context import Context
from sms_desktop.ui.errors import describe
from sms_desktop.ui.putting_back import put_back
from sms_desktop.ui.tabs.students.words import field_name, shown
from sms_desktop.ui.widgets.changes_page import ChangesPage


class History(ChangesPage):
    """The changes of one student, of contacts, enrolments and highlights too."""

    def __init__(self, context: Context) -> None:
        super().__init__("students.history", field_name, shown)
        self._context = context
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

    def _put_back(self, change_set_id: int, put: Put) -> None:
        student = self._student
        if student is not None:
            put_back(self, self._context, change_set_id, put, lambda: self.show_student(student))

    def _failed(self, error: Exception) -> None:
        problem = describe(error)
        self.setPlainText(f"{problem.sentence} {problem.way_out}")
