"""When offerings are taught and to whom: weekly lessons, term, holidays, make-up lessons, class list (domain.md 3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.absences import Counts, Limit, limit
from sms_desktop.core.errors import Invalid, NotFound
from sms_desktop.core.i18n import _, format_date
from sms_desktop.core.schedule import Lesson
from sms_desktop.core.teaching_days import Day, Period, periods_on, teaching_days
from sms_desktop.db.attendance import MakeUpLesson
from sms_desktop.db.courses import AcademicYear, Course, Enrolment, Holiday, Offering, Term
from sms_desktop.db.courses import Lesson as LessonRow
from sms_desktop.db.people import Student
from sms_desktop.services import settings

Holidays = tuple[tuple[date, date, str], ...]
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class MadeUp:
    """A make-up lesson of an offering: its id, the date it is held on, its periods."""

    id: int
    date: date
    lesson: Lesson
    note: str = ""


@dataclass(frozen=True)
class Taught:
    """An offering with all that decides which periods a date has and how many absences it allows.

    `absence_limit` and `extended_limit` are in percent of the scheduled periods.
    """

    offering_id: int
    course_id: int
    course_code: str
    course_name: str
    section: str
    term_id: int
    term: str
    year: str
    term_state: str
    first_day: date
    last_day: date
    teaching_weeks: int
    periods_per_week: Decimal | None
    hours_per_week: Decimal | None
    absence_limit: Decimal
    extended_limit: Decimal
    lessons: tuple[Lesson, ...] = ()
    holidays: Holidays = ()
    made_up: tuple[MadeUp, ...] = ()

    @property
    def title(self) -> str:
        """The offering as headings name it."""
        return " · ".join(filter(None, (self.course_code, self.course_name, self.term, self.section)))

    def on(self, day: date) -> Day:
        """The periods of a date by schedule and make-up lessons; where there are none, why (domain.md 3)."""
        held = [one.lesson for one in self.made_up if one.date == day]
        return periods_on(day, self.lessons, self.first_day, self.last_day, self.holidays, held)

    def days(self, first: date, last: date) -> list[date]:
        """The dates from `first` to `last`, both included, that have periods."""
        found = teaching_days(first, last, self.lessons, self.first_day, self.last_day, self.holidays)
        held = {one.date for one in self.made_up if first <= one.date <= last}
        return sorted({*found, *held}) if held else found

    def before(self, day: date) -> date | None:
        """The last date with periods before `day`."""
        earliest = min((self.first_day, *(one.date for one in self.made_up)))
        return max(self.days(earliest, day - _DAY), default=None)

    def after(self, day: date) -> date | None:
        """The first date with periods after `day`."""
        latest = max((self.last_day, *(one.date for one in self.made_up)))
        return min(self.days(day + _DAY, latest), default=None)

    def limit(self, counts: Counts, extended: bool) -> Limit:
        """The absence limit of one enrolment (domain.md 4); `extended` once the Directorate has approved it."""
        percent = max(self.absence_limit, self.extended_limit) if extended else self.absence_limit
        return limit(counts, self.periods_per_week, self.hours_per_week, self.teaching_weeks, percent)


@dataclass(frozen=True)
class Pupil:
    """An enrolment of an offering, whatever its status."""

    enrolment_id: int
    student_id: int
    student_number: str
    last_name: str
    first_name: str
    status: str
    limit_extended_on: date | None

    @property
    def name(self) -> str:
        return f"{self.last_name} {self.first_name}"


def taught(session: Session, offering_id: int) -> Taught:
    """One offering with its schedule; raises `NotFound`."""
    found = _with_schedules(session, _facts(session, Offering.id == offering_id), Offering.id == offering_id)
    if not found:
        raise _gone()
    return found[offering_id]


def _gone() -> NotFound:
    return NotFound(_("This offering is not there any more."), _("The list has been refreshed."))


def facts(session: Session, offering_id: int) -> Taught:
    """One offering without its schedule; raises `NotFound`."""
    found = _facts(session, Offering.id == offering_id)
    if not found:
        raise _gone()
    return found[0]


def taught_in(session: Session, where: ColumnElement[bool], *, schedules: bool = True) -> dict[int, Taught]:
    """The offerings that meet a condition on `Offering`, by id, in the same few statements however many they are."""
    facts = _facts(session, where)
    return _with_schedules(session, facts, where) if schedules else {one.offering_id: one for one in facts}


def _facts(session: Session, where: ColumnElement[bool]) -> list[Taught]:
    columns: tuple[Any, ...] = (
        Offering.id, Course.id, Course.course_code, Course.course_name, Offering.section, Term.id, Term.name,
        AcademicYear.name, Term.state, Term.first_day, Term.last_day, Term.teaching_weeks,
        Offering.periods_per_week, Offering.hours_per_week, Offering.absence_limit,
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(Course, Course.id == Offering.course_id)
        .join(Term, Term.id == Offering.term_id)
        .join(AcademicYear, AcademicYear.id == Term.year_id)
        .where(Offering.deleted_at.is_(None), where)
        .order_by(Course.sort_key, Offering.section, Offering.id)
    )
    extended = Decimal(settings.read(session, "attendance.extended_limit_percent"))
    return [Taught(*(*row, extended)) for row in session.execute(statement)]


def _with_schedules(session: Session, facts: Sequence[Taught], where: ColumnElement[bool]) -> dict[int, Taught]:
    lessons, made_up = _lessons(session, where), _made_up(session, where)
    holidays = _holidays(session, {one.term_id for one in facts})
    return {
        one.offering_id: replace(
            one,
            lessons=tuple(lessons.get(one.offering_id, ())),
            holidays=holidays.get(one.term_id, ()),
            made_up=tuple(made_up.get(one.offering_id, ())),
        )
        for one in facts
    }


def _lessons(session: Session, where: ColumnElement[bool]) -> Mapping[int, list[Lesson]]:
    columns = [getattr(LessonRow, field.name) for field in fields(Lesson)]
    statement = select(LessonRow.offering_id, *columns).join(Offering, Offering.id == LessonRow.offering_id)
    found: dict[int, list[Lesson]] = {}
    for offering_id, *values in session.execute(statement.where(where).order_by(LessonRow.id)):
        found.setdefault(offering_id, []).append(Lesson(*values))
    return found


def _made_up(session: Session, where: ColumnElement[bool]) -> Mapping[int, list[MadeUp]]:
    statement = select(MakeUpLesson).join(Offering, Offering.id == MakeUpLesson.offering_id)
    found: dict[int, list[MadeUp]] = {}
    for row in session.scalars(statement.where(where).order_by(MakeUpLesson.date, MakeUpLesson.id)):
        found.setdefault(row.offering_id, []).append(made_up_of(row))
    return found


def made_up_of(row: MakeUpLesson) -> MadeUp:
    """A make-up lesson as a plain value."""
    lesson = Lesson(row.date.weekday(), row.first_period, row.periods, row.start, row.minutes)
    return MadeUp(row.id, row.date, lesson, row.note)


def _holidays(session: Session, term_ids: Iterable[int]) -> Mapping[int, Holidays]:
    statement = select(Holiday).where(Holiday.term_id.in_(sorted(term_ids))).order_by(Holiday.first_day)
    found: dict[int, Holidays] = {}
    for row in session.scalars(statement):
        found[row.term_id] = (*found.get(row.term_id, ()), (row.first_day, row.last_day, row.name))
    return found


def class_list(session: Session, offering_id: int) -> list[Pupil]:
    """Who is or was in an offering, by name; those who dropped it too, deleted ones never."""
    columns: tuple[Any, ...] = (
        Enrolment.id, Enrolment.student_id, Student.student_number, Student.last_name, Student.first_name,
        Enrolment.status, Enrolment.limit_extended_on,
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(Student, Student.id == Enrolment.student_id)
        .where(Enrolment.offering_id == offering_id, Enrolment.deleted_at.is_(None), Student.deleted_at.is_(None))
        .order_by(Student.sort_key, Student.id)
    )
    return [Pupil(*row) for row in session.execute(statement)]


def taking_part(session: Session, offering_id: int) -> list[Pupil]:
    """`class_list` without those who dropped it."""
    return [one for one in class_list(session, offering_id) if one.status != "dropped"]


def with_recorded(day: Day, numbers: Iterable[int]) -> Day:
    """The date with a period for each number that has records though neither schedule nor make-up lesson has it."""
    missing = sorted(set(numbers) - {one.number for one in day.periods})
    if not missing:
        return day
    periods = sorted((*day.periods, *(Period(number, "", 0) for number in missing)), key=lambda one: one.number)
    return replace(day, periods=tuple(periods))


def in_time(taught: Taught, day: date) -> None:
    """Raises `Invalid` (`date`) for a date in the future, or outside the term without a make-up lesson on it."""
    not_to_come(date=day)
    if not taught.first_day <= day <= taught.last_day and all(one.date != day for one in taught.made_up):
        sentence = _("{date} is outside the term ({first} to {last}) and has no make-up lesson.")
        dates = {"date": day, "first": taught.first_day, "last": taught.last_day}
        raise Invalid(date=sentence.format(**{name: format_date(value) for name, value in dates.items()}))


def not_to_come(**days: date) -> None:
    """Raises `Invalid` at the field of a date in the future."""
    for field, day in days.items():
        if day > clock.today():
            sentence = _("{date} is still to come; registers are not taken in advance.")
            raise Invalid(**{field: sentence.format(date=format_date(day))})
