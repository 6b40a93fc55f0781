"""The columns of the register."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from sms_desktop.core.actor import Actor
from sms_desktop.core.i18n import _, pgettext
from sms_desktop.services.students import SENSITIVE, StudentRow
from sms_desktop.ui.table import Column
from sms_desktop.ui.tabs.students.words import FIELDS, status_word

_TONES = {"active": "", "graduated": "muted", "withdrawn": "warning", "transferred": "warning"}


def sees_phones(who: Actor, view: str) -> bool:
    """Whether the lists under the permission `view` show this person telephones, as `scope.sees_sensitive` decides."""
    return who.may_all("students:sensitive") or (who.may("students:sensitive") and not who.may_all(view))


def columns(*, sensitive: bool) -> list[Column]:
    """Those that the person may see, in the order they stand at first; every one is sorted by the database."""
    found = [
        _column("student_number", 98, title=lambda: pgettext("student", "Number"), align="left"),
        _column("last_name", 106, bold=True, sort="name"),
        _column("first_name", 92),
        _column("programme", 90),
        _column("study_year", 60, title=lambda: pgettext("of study", "Year")),
        _column("section", 76),
        _status(),
        _column("father_name", 120, hidden=True),
        _column("email", 200, hidden=True),
        _column("mobile", 110, hidden=True),
        _column("date_of_birth", 110, hidden=True),
        _column("city", 120, hidden=True),
        _column("enrolment_date", 120, hidden=True),
    ]
    return [column for column in found if sensitive or column.name not in SENSITIVE]


def _column(name: str, width: int, *, title: Callable[[], str] | None = None, sort: str = "", **more: object) -> Column:
    return Column(name, title or FIELDS[name], attrgetter(name), width=width, sort_field=sort or name, **more)  # type: ignore[arg-type]


def _status() -> Column:
    def tone(row: StudentRow) -> str:
        return _TONES.get(row.status, "")

    return Column(
        "status", lambda: _("Status"), attrgetter("status"), status_word, width=88, sort_field="status", tone=tone
    )
