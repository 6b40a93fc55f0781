"""What happened to a course or an offering, in the words of the catalogue."""

from __future__ import annotations

from collections.abc import Callable

from sms_desktop.core.i18n import _
from sms_desktop.services.restore_value import restorable, restore_value
from sms_desktop.ui.context import Context
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
    """The changes of a course or an offering."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}.history", field_name, lambda _name, value: plain(value))
        self._table = name

    def puts_back(self, context: Context, record_id: Callable[[], int | None]) -> None:
        """Offers earlier values of the record shown; the record itself hears of the change."""
        table, may = self._table, context.actor.may(f"{self._table}:edit")

        def put_back(change_set_id: int, field: str) -> None:
            row_id = record_id()
            if row_id is not None:
                context.jobs.write(
                    self,
                    lambda session, _progress: restore_value(session, table, row_id, field, change_set_id),
                    title=_("Putting an earlier value back"),
                )

        self.may_restore = lambda field: may and restorable(table, field)
        self.restore_wanted.connect(put_back)
