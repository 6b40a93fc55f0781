"""Absences against their limits, those over it first, and the Directorate's extensions (domain.md 4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Subquery, Table, and_, func, select
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.absences import STATUSES, Counts, Limit
from sms_desktop.core.errors import Invalid, NotFound
from sms_desktop.core.i18n import N_, _
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.changes import actor, describe
from sms_desktop.db.courses import Course, Enrolment, Offering
from sms_desktop.db.people import Student
from sms_desktop.services import teaching, term_lock
from sms_desktop.services.access import scope
from sms_desktop.services.checks import misfits, same_version
from sms_desktop.services.teaching import Taught

_ENROLMENTS = cast(Table, Enrolment.__table__)
#: Those over the limit first, then those near it; those without a schedule can't be judged and come last.
_ORDER = ("insufficient", "warning", "ok", "unknown")
_NEEDING_ATTENTION = frozenset({"insufficient", "warning"})


@dataclass(frozen=True)
class LimitRow:
    """An enrolment against its absence limit; `extended_on` None: no extension. `version` is the enrolment's."""

    enrolment_id: int
    version: int
    student_id: int
    student_number: str
    last_name: str
    first_name: str
    offering_id: int
    course_code: str
    course_name: str
    term: str
    section: str
    limit: Limit
    counts: Counts
    extended_on: date | None
    extended_by: str
    limit_note: str
    year: str = ""


def limits(
    session: Session,
    *,
    term_id: int | None = None,
    offering_id: int | None = None,
    student_id: int | None = None,
    course_id: int | None = None,
    attention: bool = False,
) -> list[LimitRow]:
    """Enrolments against their limits: insufficient first, then warnings, in each those with least left, by name.

    Dropped ones are left out (domain.md 4); `attention` leaves out all but insufficient ones and warnings.
    """
    own = scope.offerings(session, "attendance:view")
    wanted = {Offering.term_id: term_id, Offering.id: offering_id, Offering.course_id: course_id}
    where: ColumnElement[bool] = and_(own, *(column == value for column, value in wanted.items() if value is not None))
    if student_id is not None:
        theirs = select(Enrolment.offering_id).where(Enrolment.student_id == student_id)
        where = and_(where, Offering.id.in_(theirs))
    offered = teaching.taught_in(session, where, schedules=False)
    found = _absences(session, where, student_id, _fewest(offered.values()) if attention else 0)
    rows = _judged(found, offered, _NEEDING_ATTENTION if attention else _ORDER)
    return sorted(rows, key=lambda row: (_ORDER.index(row.limit.status), row.limit.remaining or 0, -row.limit.absences))


def _fewest(offered: Iterable[Taught]) -> int:
    """The fewest absences with which any of these offerings has something to say: what has fewer isn't looked at."""
    kinds = {(t.periods_per_week, t.hours_per_week, t.teaching_weeks, t.absence_limit): t for t in offered}
    return min((_first_warning(one) for one in kinds.values()), default=1)


def _first_warning(taught: Taught) -> int:
    allowed = taught.limit(Counts(), False).allowed
    most = (allowed or 0) + 1
    return next((n for n in range(1, most) if taught.limit(Counts(absent=n), False).status != "ok"), most)


def _absences(session: Session, where: ColumnElement[bool], student_id: int | None, fewest: int) -> Iterable[Any]:
    """Enrolments by name, with how many periods of each status are recorded: added up by the database."""
    theirs = [] if student_id is None else [Enrolment.student_id == student_id]
    wanted = and_(where, Offering.deleted_at.is_(None), Enrolment.deleted_at.is_(None), *theirs)
    added = _added(wanted, fewest)
    columns: tuple[Any, ...] = (
        Enrolment.id, Enrolment.version, Enrolment.student_id, Student.student_number, Student.last_name,
        Student.first_name, Enrolment.offering_id, Enrolment.limit_extended_on, Enrolment.limit_extended_by,
        Enrolment.limit_note, *(func.coalesce(added.c[status], 0) for status in STATUSES),
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(Offering, Offering.id == Enrolment.offering_id)
        .join(Student, Student.id == Enrolment.student_id)
        .join(added, added.c.enrolment_id == Enrolment.id, isouter=fewest == 0)
        .where(wanted, Enrolment.status != "dropped", Student.deleted_at.is_(None))
        .order_by(Student.sort_key, Student.id)
    )
    return session.execute(statement)


def _added(wanted: ColumnElement[bool], fewest: int) -> Subquery:
    """Counts by enrolment, apart from the names: grouping what is joined would carry all of that along."""
    enrolments = select(Enrolment.id).join(Offering, Offering.id == Enrolment.offering_id).where(wanted)
    numbers = [func.count().filter(Attendance.status == status).label(status) for status in STATUSES]
    statement = (
        select(Attendance.enrolment_id, *numbers)
        .where(Attendance.enrolment_id.in_(enrolments))
        .group_by(Attendance.enrolment_id)
    )
    if fewest:
        statement = statement.having(func.count().filter(Attendance.status.in_(("A", "E"))) >= fewest)
    return statement.subquery()


def _judged(found: Iterable[Any], offered: Mapping[int, Taught], wanted: Collection[str]) -> list[LimitRow]:
    known: dict[tuple[int, bool, Counts], Limit] = {}
    rows = []
    for *who, offering_id, extended_on, by, note, present, absent, late, excused in found:
        taught, counts = offered[offering_id], Counts(present, absent, late, excused)
        place = offering_id, extended_on is not None, counts
        if place not in known:
            known[place] = taught.limit(counts, extended_on is not None)
        if known[place].status in wanted:
            course = (offering_id, taught.course_code, taught.course_name, taught.term, taught.section)
            rows.append(LimitRow(*(*who, *course, known[place], counts, extended_on, by, note, taught.year)))
    return rows


def extend(session: Session, enrolment_id: int, on: date, note: str = "", seen_version: int | None = None) -> int:
    """Keeps that the Directorate approved the extended limit on that day; returns the enrolment's version.

    Whoever enters it is kept beside it. Raises `Invalid` (`on`, `note`), `NotFound`, `Conflict`.
    """
    row, name, code = _enrolment(session, enrolment_id, seen_version)
    note = note.strip()
    unfit = misfits(_ENROLMENTS, _Note(note))
    wrong = {"note": unfit["limit_note"]} if unfit else {}
    if on > clock.today():
        wrong["on"] = _("The day of the approval is still to come.")
    if wrong:
        raise Invalid(**wrong)
    row.limit_extended_on, row.limit_extended_by, row.limit_note = on, actor(session).name, note
    describe(session, N_("Extend the absence limit of {student} in {code}"), action="update", student=name, code=code)
    session.flush()
    return row.version


@dataclass(frozen=True)
class _Note:
    limit_note: str


def withdraw_extension(session: Session, enrolment_id: int, seen_version: int | None = None) -> int:
    """Takes an extension back; returns the enrolment's version. Raises `NotFound`, `Conflict`."""
    row, name, code = _enrolment(session, enrolment_id, seen_version)
    row.limit_extended_on, row.limit_extended_by, row.limit_note = None, "", ""
    summary = N_("Withdraw the extended absence limit of {student} in {code}")
    describe(session, summary, action="update", student=name, code=code)
    session.flush()
    return row.version


def _enrolment(session: Session, enrolment_id: int, seen_version: int | None) -> tuple[Enrolment, str, str]:
    """An enrolment whose limit may be changed now, with the names of student and course."""
    scope.require_enrolments(session, "enrolments:edit", [enrolment_id])
    statement = (
        select(Enrolment, Student.last_name, Student.first_name, Course.course_code)
        .join(Student, Student.id == Enrolment.student_id)
        .join(Offering, Offering.id == Enrolment.offering_id)
        .join(Course, Course.id == Offering.course_id)
        .where(Enrolment.id == enrolment_id, Enrolment.deleted_at.is_(None), Student.deleted_at.is_(None))
    )
    found = session.execute(statement).first()
    if found is None:
        raise NotFound(_("This enrolment is not there any more."), _("The list has been refreshed."))
    row, last_name, first_name, code = found
    name = f"{last_name} {first_name}"
    term_lock.require_open(session, [row.offering_id])
    same_version(row.version, seen_version, name)
    return row, name, code
