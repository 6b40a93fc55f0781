"""What an entry of a register does to a record, and being absent all day to daily ratings (domain.md 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from sms_desktop.core.absences import STATUSES
from sms_desktop.core.errors import Conflict, Invalid
from sms_desktop.core.i18n import _
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.grades import DailyRating
from sms_desktop.services import daily_ratings
from sms_desktop.services.access import scope
from sms_desktop.services.checks import misfits, trimmed

_ATTENDANCE = cast(Table, Attendance.__table__)
_AT_ONCE, _NAMED = 500, 5
#: Enrolment, date and period: a record's natural key.
Place = tuple[int, date, int]
#: An enrolment on a date.
Whole = tuple[int, date]
Names = Mapping[int, str]


@dataclass(frozen=True)
class Status:
    """What a student's record in a period shall be: `status` P, A, L or E; None clears it.

    `note` and `document` None leave them as they are (a record that is no longer excused loses its document). `seen`
    is the version of the record that the person saw (0: there was none); None does not look.
    """

    enrolment_id: int
    period: int
    status: str | None
    note: str | None = None
    document: str | None = None
    seen: int | None = None


def records(session: Session, enrolment_ids: Sequence[int], first: date, last: date) -> dict[Place, Attendance]:
    """The rows of enrolments from `first` to `last`, both included."""
    found: dict[Place, Attendance] = {}
    for start in range(0, len(enrolment_ids), _AT_ONCE):
        chunk = enrolment_ids[start : start + _AT_ONCE]
        statement = select(Attendance).where(Attendance.enrolment_id.in_(chunk), Attendance.date.between(first, last))
        found.update(((row.enrolment_id, row.date, row.period), row) for row in session.scalars(statement))
    return found


def checked(entry: Status) -> Status:
    """The entry with its texts trimmed; raises `Invalid` for a status or text that can't be kept."""
    entry = trimmed(entry)
    wrong = misfits(_ATTENDANCE, entry)
    if entry.status is not None and entry.status not in STATUSES:
        wrong["status"] = _("A record is present, absent, late or excused.")
    if wrong:
        raise Invalid(**wrong)
    return entry


def put(session: Session, place: Place, entry: Status, row: Attendance | None, names: Names) -> str:
    """Writes one record; returns what that was: new, changed, removed, or nothing. Raises `Conflict`."""
    values = _wanted(entry, row)
    if (row is None and entry.status is None) or (row is not None and _holds(row, values)):
        return ""
    _as_seen(entry, row, names)
    if row is None:
        enrolment_id, day, period = place
        session.add(Attendance(enrolment_id=enrolment_id, date=day, period=period, **values))
        return "new"
    if entry.status is None:
        session.delete(row)
        return "removed"
    for name, value in values.items():
        setattr(row, name, value)
    return "changed"


def _wanted(entry: Status, row: Attendance | None) -> dict[str, str]:
    """Status, note and document as they shall be."""
    note, document = ("", "") if row is None else (row.note, row.document)
    if row is not None and row.status == "E" != entry.status:
        document = ""
    return {
        "status": entry.status or "",
        "note": note if entry.note is None else entry.note,
        "document": document if entry.document is None else entry.document,
    }


def _holds(row: Attendance, values: Mapping[str, str]) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())


def _as_seen(entry: Status, row: Attendance | None, names: Names) -> None:
    if entry.seen is not None and entry.seen != (0 if row is None else row.version):
        raise Conflict(
            _("Somebody changed the register of {student} meanwhile.").format(student=names[entry.enrolment_id]),
            _("Look at what is there now, then enter yours again if it is the right one."),
            code="changed_meanwhile",
        )


def absent_all_day(
    entries: Mapping[Place, Status],
    there: Mapping[Place, Attendance],
    changed: Iterable[Place],
    scheduled: Callable[[int, date], Iterable[int]],
) -> set[Whole]:
    """Who is Absent in all periods of a date by these changes; `scheduled` says which periods an enrolment has then."""
    now: dict[Whole, dict[int, str | None]] = {}
    was = {place: row.status for place, row in there.items()}
    for (enrolment, day, period), status in {**was, **{place: e.status for place, e in entries.items()}}.items():
        now.setdefault((enrolment, day), {})[period] = status
    return {
        (enrolment, day)
        for enrolment, day in {(enrolment, day) for enrolment, day, _period in changed}
        if set(now[enrolment, day].values()) - {None} == {"A"}
        and all(now[enrolment, day].get(period) == "A" for period in scheduled(enrolment, day))
    }


def clear_ratings(session: Session, absent: set[Whole], rated: Iterable[int], names: Names, *, agreed: bool) -> int:
    """Takes out the daily ratings of those absent all day, which must be `agreed` to; returns how many.

    `rated` are enrolments that are about to get one. Raises `Conflict` (`ratings_of_absent`) naming the students.
    """
    rows = _ratings_of(session, absent)
    whose = {row.enrolment_id for row in rows} | ({enrolment for enrolment, _day in absent} & set(rated))
    if whose and not agreed:
        students = _listed(names[enrolment] for enrolment in names if enrolment in whose)
        raise Conflict(
            _("Absent all day, but with a daily rating: {students}.").format(students=students),
            _("Clear these ratings, or correct the register."),
            code="ratings_of_absent",
        )
    if rows:
        scope.require_enrolments(session, "grades:edit", {row.enrolment_id for row in rows})
    for row in rows:
        session.delete(row)
    return len(rows)


def _ratings_of(session: Session, absent: set[Whole]) -> list[DailyRating]:
    if not absent:
        return []
    days = [day for _enrolment, day in absent]
    rows = daily_ratings.of_day(session, sorted({enrolment for enrolment, _day in absent}), min(days), max(days))
    return [row for row in rows if (row.enrolment_id, row.date) in absent]


def _listed(names: Iterable[str]) -> str:
    """The first few names, and a sign that there are more."""
    found = list(dict.fromkeys(names))
    return ", ".join([*found[:_NAMED], *(["…"] if len(found) > _NAMED else [])])
