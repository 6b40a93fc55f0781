"""Taking and correcting registers: a class on a date in one save, a student over a range of days, excuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Invalid, NotFound
from sms_desktop.core.i18n import N_, _, format_date
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.changes import actor, describe
from sms_desktop.db.courses import Enrolment, Offering
from sms_desktop.db.people import Student
from sms_desktop.services import daily_ratings, teaching, term_lock
from sms_desktop.services.access import scope
from sms_desktop.services.checks import student_there
from sms_desktop.services.daily_ratings import RatingEntry
from sms_desktop.services.make_up_lessons import MakeUp, add_lesson, remove_lesson
from sms_desktop.services.register_records import (
    Names,
    Place,
    Status,
    absent_all_day,
    checked,
    clear_ratings,
    put,
    records,
)
from sms_desktop.services.teaching import Taught

__all__ = [
    "MakeUp", "RatingEntry", "Status", "Taken", "add_lesson", "excuse", "remove_lesson", "set_range", "take",
    "unexcuse",
]  # fmt: skip
_AT_ONCE, _LONGEST_RANGE = 500, 366


@dataclass(frozen=True)
class Taken:
    """What saving a register did, in numbers of records; `ratings` are the daily ratings written or taken out."""

    new: int
    changed: int
    removed: int
    ratings: int = 0


def take(
    session: Session,
    offering_id: int,
    day: date,
    statuses: Sequence[Status],
    ratings: Sequence[RatingEntry] = (),
    *,
    clear_ratings_of_absent: bool = False,
) -> Taken:
    """Saves the register of a class, all of it or nothing; what is so already is not written again (domain.md 3).

    Whoever is Absent in all periods of the date by this loses that date's ratings, with `clear_ratings_of_absent`.
    Raises `Conflict` (`ratings_of_absent` without it, `changed_meanwhile`, `term_locked`), `Invalid` (`date`,
    `period`, `status`, `score`), `NotFound`.
    """
    scope.require_offerings(session, "attendance:edit", [offering_id])
    if ratings:
        scope.require_offerings(session, "grades:edit", [offering_id])
    term_lock.require_open(session, [offering_id])
    taught = teaching.taught(session, offering_id)
    teaching.in_time(taught, day)
    names, there = _class(session, offering_id, day)
    entries = {(entry.enrolment_id, day, entry.period): checked(entry) for entry in statuses}
    _check_places(entries, taught, day, names, {period for _enrolment, _day, period in there})
    outcomes = {place: put(session, place, entry, there.get(place), names) for place, entry in entries.items()}
    scheduled = [one.number for one in taught.on(day).periods]
    changed = [place for place, outcome in outcomes.items() if outcome]
    absent = absent_all_day(entries, there, changed, lambda _enrolment, _day: scheduled)
    rated = [entry.enrolment_id for entry in ratings if entry.score is not None]
    cleared = clear_ratings(session, absent, rated, names, agreed=clear_ratings_of_absent)
    kept = [entry for entry in ratings if (entry.enrolment_id, day) not in absent]
    written = daily_ratings.write(session, taught, day, kept, names)
    _describe(session, taught, day)
    session.flush()
    found = list(outcomes.values())
    return Taken(found.count("new"), found.count("changed"), found.count("removed"), written + cleared)


def _describe(session: Session, taught: Taught, day: date) -> None:
    code, on = taught.course_code, format_date(day)
    describe(session, N_("Register of {code}, {date}"), action="update", code=code, date=on)


def _class(session: Session, offering_id: int, day: date) -> tuple[Names, dict[Place, Attendance]]:
    """The students that the register of a date shows, by enrolment, and their records."""
    pupils = teaching.class_list(session, offering_id)
    there = records(session, [one.enrolment_id for one in pupils], day, day)
    recorded = {enrolment for enrolment, _day, _period in there}
    names = {one.enrolment_id: one.name for one in pupils if one.status != "dropped" or one.enrolment_id in recorded}
    return names, there


def _check_places(entries: Mapping[Place, Status], taught: Taught, day: date, names: Names, recorded: set[int]) -> None:
    known = recorded | {one.number for one in taught.on(day).periods}
    for enrolment_id, _day, period in entries:
        if enrolment_id not in names:
            raise NotFound(
                _("A student of this register is not enrolled in the course any more."),
                _("The register has been refreshed."),
            )
        if period not in known:
            raise Invalid(period=_no_period(taught, day, period))


def _no_period(taught: Taught, day: date, period: int) -> str:
    found = taught.on(day)
    if found.why == "holiday":
        sentence = _("{date} is a holiday ({name}). Add a make-up lesson if there was one.")
    elif found.why:
        sentence = _("{code} has no lesson on {date}. Add a make-up lesson if there was one.")
    else:
        sentence = _("{code} has no period {period} on {date}.")
    return sentence.format(code=taught.course_code, date=format_date(day), name=found.holiday, period=period)


_RANGES = {
    "P": N_("Present: {student}, {first} to {last}"),
    "A": N_("Absent: {student}, {first} to {last}"),
    "L": N_("Late: {student}, {first} to {last}"),
    "E": N_("Excused: {student}, {first} to {last}"),
}


def set_range(
    session: Session,
    student_id: int,
    first: date,
    last: date,
    status: str,
    *,
    offering_ids: Sequence[int] | None = None,
    note: str = "",
    document: str = "",
    clear_ratings_of_absent: bool = False,
) -> int:
    """Gives a student one status in every period from `first` to `last`, both included; returns how many records.

    All offerings but dropped ones, or those chosen. Records of another status are changed, those that are so already
    are not written again; an empty note or document leaves what is there. Raises `Invalid` (`first`, `last`,
    `status`), `NotFound`, `Conflict` (`ratings_of_absent`, `term_locked`).
    """
    scope.require_students(session, "attendance:edit", [student_id])
    _check_range(first, last)
    form = checked(Status(0, 0, status, note or None, document or None))
    if form.status is None:
        raise Invalid(status=_("A record is present, absent, late or excused."))
    name, taught = _lessons_of(session, student_id, offering_ids)
    names = dict.fromkeys(taught, name)
    entries = {
        (enrolment, day, one.number): form
        for enrolment, course in taught.items()
        for day in course.days(first, last)
        for one in course.on(day).periods
    }
    term_lock.require_open(session, {taught[enrolment].offering_id for enrolment, _day, _period in entries})
    there = records(session, list(taught), first, last)
    changed = [place for place, entry in entries.items() if put(session, place, entry, there.get(place), names)]
    absent = absent_all_day(entries, there, changed, lambda e, day: [one.number for one in taught[e].on(day).periods])
    clear_ratings(session, absent, (), names, agreed=clear_ratings_of_absent)
    dates = {"first": format_date(first), "last": format_date(last)}
    describe(session, _RANGES[form.status], action="update", student=name, **dates)
    session.flush()
    return len(changed)


def _check_range(first: date, last: date) -> None:
    teaching.not_to_come(last=last)
    if last < first:
        raise Invalid(last=_("The last day is before the first."))
    if (last - first).days >= _LONGEST_RANGE:
        raise Invalid(last=_("At most {most} days at once.").format(most=_LONGEST_RANGE))


def _lessons_of(session: Session, student_id: int, offering_ids: Sequence[int] | None) -> tuple[str, dict[int, Taught]]:
    """A student's name, and by enrolment what is taught in it."""
    student = student_there(session, student_id)
    statement = select(Enrolment.offering_id, Enrolment.id).where(
        Enrolment.student_id == student_id,
        Enrolment.deleted_at.is_(None),
        Enrolment.status != "dropped",
        *([scope.enrolments(session, "attendance:edit")] if offering_ids is None else []),
    )
    enrolled = {row.offering_id: row.id for row in session.execute(statement)}
    if offering_ids is not None:
        enrolled = {offering: row_id for offering, row_id in enrolled.items() if offering in set(offering_ids)}
    scope.require_offerings(session, "attendance:edit", enrolled)
    offered = teaching.taught_in(session, Offering.id.in_(enrolled))
    name = f"{student.last_name} {student.first_name}"
    return name, {enrolled[offering_id]: one for offering_id, one in offered.items()}


def excuse(session: Session, record_ids: Sequence[int], note: str, document: str = "") -> int:
    """Excuses absences for a reason, with the reference of a document; returns how many records that changed.

    Excused ones get the new reason and document; Present and Late ones are left. Raises `Invalid` (`note`),
    `NotFound`, `Conflict` (`term_locked`).
    """
    entry = checked(Status(0, 0, "E", note, document))
    if not entry.note:
        raise Invalid(note=_("Say why the absence is excused."))
    values = {"status": "E", "note": entry.note, "document": entry.document}
    return _change(session, record_ids, "AE", values, N_("Excuse {count} absences of {student}"))


def unexcuse(session: Session, record_ids: Sequence[int]) -> int:
    """Makes excused absences unexcused again, without their document; returns how many. Raises as `excuse` does."""
    values = {"status": "A", "document": ""}
    return _change(session, record_ids, "E", values, N_("Take back the excuse of {count} absences of {student}"))


def _change(session: Session, record_ids: Sequence[int], of: str, values: Mapping[str, Any], summary: str) -> int:
    actor(session).require("attendance:edit")
    found = _rows(session, record_ids)
    offered, gone = {offering_id for _row, offering_id, _name in found}, len(found) < len(set(record_ids))
    scope.require_offerings(session, "attendance:edit", offered | ({0} if gone else set()))
    if gone:
        raise NotFound(_("One of these records is not there any more."), _("The list has been refreshed."))
    term_lock.require_open(session, offered)
    changed = [
        (row, name)
        for row, _offering, name in found
        if row.status in of and any(getattr(row, field) != value for field, value in values.items())
    ]
    for row, _name in changed:
        for field, value in values.items():
            setattr(row, field, value)
    students = list(dict.fromkeys(name for _row, name in changed))
    named = ", ".join(students[:3]) + (" …" if len(students) > 3 else "")
    describe(session, summary, action="update", count=len(changed), student=named)
    session.flush()
    return len(changed)


def _rows(session: Session, record_ids: Sequence[int]) -> list[tuple[Attendance, int, str]]:
    """The records that are there, each with its offering and the student's name."""
    wanted, found = sorted(set(record_ids)), list[tuple[Attendance, int, str]]()
    for start in range(0, len(wanted), _AT_ONCE):
        statement = (
            select(Attendance, Enrolment.offering_id, Student.last_name, Student.first_name)
            .join(Enrolment, Enrolment.id == Attendance.enrolment_id)
            .join(Student, Student.id == Enrolment.student_id)
            .where(Attendance.id.in_(wanted[start : start + _AT_ONCE]), Enrolment.deleted_at.is_(None))
            .order_by(Attendance.id)
        )
        found.extend((row, offering, f"{last} {first}") for row, offering, last, first in session.execute(statement))
    return found
