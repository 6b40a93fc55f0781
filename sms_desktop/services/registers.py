"""Registers as they are looked at: a class on a date, a class or a student in a month, those not taken yet."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Any

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from sms_desktop.core.absences import Counts, Limit
from sms_desktop.core.teaching_days import Day
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.changes import actor
from sms_desktop.db.courses import Enrolment, Offering
from sms_desktop.db.people import Student
from sms_desktop.services import class_marks, daily_ratings, teaching
from sms_desktop.services.access import scope
from sms_desktop.services.daily_ratings import Rating
from sms_desktop.services.gradebook import CategoryHead
from sms_desktop.services.result_cache import kept
from sms_desktop.services.teaching import MadeUp, Pupil, Taught

_AT_ONCE = 500
#: What decides which registers are to be taken, and which are.
_MADE_FROM = frozenset({
    "attendance", "enrolments", "students", "offerings", "lessons", "make_up_lessons", "terms", "holidays",
})  # fmt: skip


@dataclass(frozen=True)
class Recorded:
    """One record: `status` P, A, L or E; `version` is what `register_entry.Status.seen` compares."""

    id: int
    version: int
    status: str
    note: str = ""
    document: str = ""


@dataclass(frozen=True)
class RegisterRow:
    """A student of the class on a date: records by period number, the date's ratings by category.

    `counts` and `limit` are over the whole term. `status` dropped: only shown because of records on this date.
    """

    enrolment_id: int
    student_id: int
    student_number: str
    last_name: str
    first_name: str
    status: str
    marks: Mapping[int, Recorded]
    ratings: Mapping[int, Rating]
    counts: Counts
    limit: Limit
    extended: bool


@dataclass(frozen=True)
class Register:
    """The register of a class on a date.

    `day` has the periods of schedule, make-up lessons and records; `day.why` says why the first two have none.
    `taken`: somebody has a record. `first_day` and `last_day` are the term's; `previous` and `next` the dates with
    periods around this one. `categories` are those that count daily ratings (none without the right to see marks).
    """

    offering_id: int
    title: str
    course_code: str
    course_name: str
    section: str
    term_id: int
    term: str
    term_state: str
    first_day: date
    last_day: date
    previous: date | None
    next: date | None
    date: date
    day: Day
    made_up: tuple[MadeUp, ...]
    categories: tuple[CategoryHead, ...]
    rows: tuple[RegisterRow, ...]
    taken: bool


@dataclass(frozen=True)
class MonthDay:
    """A date of a month: how many periods are taught (0: `why` says why none), and the name of its holiday."""

    date: date
    periods: int
    why: str
    holiday: str = ""


@dataclass(frozen=True)
class MonthRow:
    """A student of the class in a month: the letters of each date's records in the order of the periods ("PPA").

    `counts` are the month's: their rates are `counts.presence` and `counts.attendance`.
    """

    enrolment_id: int
    student_id: int
    student_number: str
    last_name: str
    first_name: str
    status: str
    marks: Mapping[date, str]
    counts: Counts


@dataclass(frozen=True)
class Month:
    """A class in a month."""

    offering_id: int
    title: str
    course_code: str
    term_state: str
    days: tuple[MonthDay, ...]
    rows: tuple[MonthRow, ...]


@dataclass(frozen=True)
class CourseMonth:
    """One of a student's offerings in a month: its days, and the letters of each date's records ("PPA")."""

    enrolment_id: int
    offering_id: int
    course_code: str
    course_name: str
    section: str
    term: str
    status: str
    days: tuple[MonthDay, ...]
    marks: Mapping[date, str]
    counts: Counts


@dataclass(frozen=True)
class StudentMonth:
    """A student in a month, over all offerings; `counts` are all of theirs together."""

    student_id: int
    dates: tuple[date, ...]
    rows: tuple[CourseMonth, ...]
    counts: Counts


@dataclass(frozen=True)
class NotTaken:
    """A date on which a class was taught `periods` periods and nobody has a record."""

    offering_id: int
    course_code: str
    course_name: str
    section: str
    date: date
    periods: int


def register(session: Session, offering_id: int, day: date) -> Register:
    """The register of a class on a date, by name, in a handful of statements. Raises `NotFound`."""
    scope.require_offerings(session, "attendance:view", [offering_id])
    taught, pupils = teaching.taught(session, offering_id), teaching.class_list(session, offering_id)
    ids = [one.enrolment_id for one in pupils]
    marks = _marks_on(session, ids, day)
    shown = [one for one in pupils if one.status != "dropped" or one.enrolment_id in marks]
    sees_marks = scope.allows(session, "grades:view", scope.require_offerings, offering_id)
    ratings = daily_ratings.on(session, ids, day) if sees_marks else {}
    counts = class_marks.counts(session, [one.enrolment_id for one in shown])
    rows = [
        _row(taught, one, marks.get(one.enrolment_id, {}), ratings.get(one.enrolment_id, {}), counts) for one in shown
    ]
    return Register(
        offering_id=offering_id,
        title=taught.title,
        course_code=taught.course_code,
        course_name=taught.course_name,
        section=taught.section,
        term_id=taught.term_id,
        term=taught.term,
        term_state=taught.term_state,
        first_day=taught.first_day,
        last_day=taught.last_day,
        previous=taught.before(day),
        next=taught.after(day),
        date=day,
        day=teaching.with_recorded(taught.on(day), {number for found in marks.values() for number in found}),
        made_up=tuple(one for one in taught.made_up if one.date == day),
        categories=daily_ratings.categories(session, offering_id) if sees_marks else (),
        rows=tuple(rows),
        taken=bool(marks),
    )


def _marks_on(session: Session, enrolment_ids: Sequence[int], day: date) -> dict[int, dict[int, Recorded]]:
    columns: tuple[Any, ...] = (
        Attendance.enrolment_id, Attendance.period, Attendance.id, Attendance.version, Attendance.status,
        Attendance.note, Attendance.document,
    )  # fmt: skip
    found: dict[int, dict[int, Recorded]] = {}
    for chunk in _chunks(enrolment_ids):
        statement = select(*columns).where(Attendance.enrolment_id.in_(chunk), Attendance.date == day)
        for enrolment, period, *values in session.execute(statement):
            found.setdefault(enrolment, {})[period] = Recorded(*values)
    return found


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    found = iter(ids)
    while chunk := list(islice(found, _AT_ONCE)):
        yield chunk


def _row(
    taught: Taught,
    pupil: Pupil,
    marks: Mapping[int, Recorded],
    ratings: Mapping[int, Rating],
    counts: Mapping[int, Counts],
) -> RegisterRow:
    there, extended = counts.get(pupil.enrolment_id, Counts()), pupil.limit_extended_on is not None
    return RegisterRow(
        enrolment_id=pupil.enrolment_id,
        student_id=pupil.student_id,
        student_number=pupil.student_number,
        last_name=pupil.last_name,
        first_name=pupil.first_name,
        status=pupil.status,
        marks=marks,
        ratings=ratings,
        counts=there,
        limit=taught.limit(there, extended),
        extended=extended,
    )


def month(session: Session, offering_id: int, year: int, month: int) -> Month:
    """A class in a month: all who did not drop it, and those who did where they have records. Raises `NotFound`."""
    scope.require_offerings(session, "attendance:view", [offering_id])
    taught, pupils = teaching.taught(session, offering_id), teaching.class_list(session, offering_id)
    dates = _dates(year, month)
    letters = _letters(session, [one.enrolment_id for one in pupils], dates)
    rows = tuple(
        MonthRow(
            enrolment_id=one.enrolment_id,
            student_id=one.student_id,
            student_number=one.student_number,
            last_name=one.last_name,
            first_name=one.first_name,
            status=one.status,
            marks=letters.get(one.enrolment_id, {}),
            counts=_counted(letters.get(one.enrolment_id, {})),
        )
        for one in pupils
        if one.status != "dropped" or one.enrolment_id in letters
    )
    return Month(offering_id, taught.title, taught.course_code, taught.term_state, _month_days(taught, dates), rows)


def _dates(year: int, month: int) -> list[date]:
    return [date(year, month, number + 1) for number in range(monthrange(year, month)[1])]


def _month_days(taught: Taught, dates: Sequence[date]) -> tuple[MonthDay, ...]:
    days = ((day, taught.on(day)) for day in dates)
    return tuple(MonthDay(day, len(found.periods), found.why, found.holiday) for day, found in days)


def _letters(session: Session, enrolment_ids: Sequence[int], dates: Sequence[date]) -> dict[int, dict[date, str]]:
    """The statuses by enrolment and date, in the order of the periods."""
    found: dict[int, dict[date, str]] = {}
    for chunk in _chunks(enrolment_ids):
        statement = (
            select(Attendance.enrolment_id, Attendance.date, Attendance.status)
            .where(Attendance.enrolment_id.in_(chunk), Attendance.date.between(dates[0], dates[-1]))
            .order_by(Attendance.enrolment_id, Attendance.date, Attendance.period)
        )
        for enrolment, day, status in session.execute(statement):
            by_day = found.setdefault(enrolment, {})
            by_day[day] = by_day.get(day, "") + status
    return found


def _counted(letters: Mapping[date, str]) -> Counts:
    return Counts.of("".join(letters.values()))


def student_month(session: Session, student_id: int, year: int, month: int) -> StudentMonth:
    """A student in a month: offerings that are taught then or have records, by course; those dropped with records."""
    scope.require_students(session, "attendance:view", [student_id])
    own = scope.enrolments(session, "attendance:view")
    dates = _dates(year, month)
    statement = (
        select(Enrolment.offering_id, Enrolment.id, Enrolment.status)
        .join(Student, Student.id == Enrolment.student_id)
        .where(Enrolment.student_id == student_id, Enrolment.deleted_at.is_(None), Student.deleted_at.is_(None), own)
    )
    enrolled = {row.offering_id: row for row in session.execute(statement)}
    letters = _letters(session, [row.id for row in enrolled.values()], dates)
    offered = teaching.taught_in(session, Offering.id.in_(enrolled))
    rows = [
        _course_month(taught, enrolled[offering_id], dates, letters.get(enrolled[offering_id].id, {}))
        for offering_id, taught in offered.items()
        if enrolled[offering_id].id in letters or _taught_then(taught, enrolled[offering_id].status, dates)
    ]
    return StudentMonth(student_id, tuple(dates), tuple(rows), sum((row.counts for row in rows), Counts()))


def _taught_then(taught: Taught, status: str, dates: Sequence[date]) -> bool:
    return status != "dropped" and taught.first_day <= dates[-1] and taught.last_day >= dates[0]


def _course_month(taught: Taught, enrolment: Any, dates: Sequence[date], letters: Mapping[date, str]) -> CourseMonth:
    return CourseMonth(
        enrolment_id=enrolment.id,
        offering_id=taught.offering_id,
        course_code=taught.course_code,
        course_name=taught.course_name,
        section=taught.section,
        term=taught.term,
        status=enrolment.status,
        days=_month_days(taught, dates),
        marks=letters,
        counts=_counted(letters),
    )


def not_taken(
    session: Session, term_id: int, until: date, offering_id: int | None = None, most: int | None = None
) -> list[NotTaken]:
    """Dates of a term up to `until` (included) on which a class was taught and nobody has a record, newest first.

    At most `most`; `count_not_taken` says how many there are. Classes that nobody is in are left out.
    """
    found = sorted(_missing(session, term_id, until, offering_id), key=itemgetter(0), reverse=True)
    return [_not_taken(taught, day) for day, taught in found[:most]]


def count_not_taken(session: Session, term_id: int, until: date, offering_id: int | None = None) -> int:
    """How many registers of a term are not taken up to `until`; kept until something of it changes."""
    actor(session).require("attendance:view")
    return kept(session, _MADE_FROM, _count_missing, term_id, until, offering_id)


def _count_missing(session: Session, term_id: int, until: date, offering_id: int | None) -> int:
    return sum(1 for _found in _missing(session, term_id, until, offering_id))


def _missing(session: Session, term_id: int, until: date, offering_id: int | None) -> Iterator[tuple[date, Taught]]:
    only = [] if offering_id is None else [Offering.id == offering_id]
    where = and_(Offering.term_id == term_id, scope.offerings(session, "attendance:view"), *only)
    there = (Enrolment.deleted_at.is_(None), Enrolment.status != "dropped", Student.deleted_at.is_(None))
    whose = and_(Enrolment.offering_id == Offering.id, Student.id == Enrolment.student_id)
    attended = set(session.scalars(select(Offering.id).where(where, exists().where(whose, *there))))
    recorded = (
        select(Enrolment.offering_id, Attendance.date)
        .join(Attendance, Attendance.enrolment_id == Enrolment.id)
        .join(Offering, Offering.id == Enrolment.offering_id)
        .where(where, Enrolment.deleted_at.is_(None), Attendance.date <= until)
        .distinct()
    )
    taken = {(row.offering_id, row.date) for row in session.execute(recorded)}
    days: dict[tuple[int, frozenset[int]], list[date]] = {}
    for number, taught in teaching.taught_in(session, where).items():
        if number in attended:
            yield from ((day, taught) for day in _taught_on(taught, until, days) if (number, day) not in taken)


def _taught_on(taught: Taught, until: date, known: dict[tuple[int, frozenset[int]], list[date]]) -> list[date]:
    """The dates with periods up to `until`; `known` has those of a term by weekdays, which many classes share."""
    if taught.made_up:
        return taught.days(min(taught.first_day, *(one.date for one in taught.made_up)), until)
    week = taught.term_id, frozenset(lesson.weekday for lesson in taught.lessons)
    if week not in known:
        known[week] = taught.days(taught.first_day, until)
    return known[week]


def _not_taken(taught: Taught, day: date) -> NotTaken:
    return NotTaken(
        taught.offering_id,
        taught.course_code,
        taught.course_name,
        taught.section,
        day,
        len(taught.on(day).periods),
    )
