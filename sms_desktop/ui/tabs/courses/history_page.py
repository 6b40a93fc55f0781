"""What happened to a course or an offering, in the words of the catalogue."""

from __future__ import annotations

from sms_desktop.core.i18n import _
from sms_desktop.services.history.undo import Put
from sms_desktop.ui.context import Context
from sms_desktop.ui.putting_back import put_back
from sms_desktop.ui.table import plain
from sms_desktop.ui.widgets.changes_page import ChangesPage


def field_name(name: str) -> str:
    """A field of a course or an offering as people call it."""
    names = {
        "course_code": _("Code"),
        "course_name": _("Name"),
        "credits": _("Credits"),
        "hours_per_week": _("Hours a week"),
        "periods_per_week": _("Periods a week"),
        "absence_penalty": _("Absence penalty"),
        "absence_limit": _("Absence limit (%)"),
        "description": _("Description"),
        "programme": _("Programme"),
        "study_year": _("Year of study"),
        "semester": _("Semester"),
        "section": _("Section"),
        "room": _("Room"),
        "rule": _("Rule"),
        "lesson": _("Lesson"),
        "teacher": _("Teacher"),
        "assessment": _("Assessment"),
        "make_up_lesson": _("Make-up lesson"),
        "term": _("Term"),
        "course": _("Course"),
    }
    return names.get(name, name.replace("_", " "))


class HistoryPage(ChangesPage):
    """The changes of a course or an offering; the record itself hears of a value that is put back."""

    def __init__(self, name: str, context: Context) -> None:
        super().__init__(f"{name}.history", field_name, lambda _name, value: plain(value))
        self._context = context
        self.restore_wanted.connect(self._put_back)

    def _put_back(self, change_set_id: int, put: Put) -> None:
        put_back(self, self._context, change_set_id, put, lambda: None)
