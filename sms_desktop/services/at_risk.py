"""Who may fail a term, with a score and its reasons, for the whole school at once (domain.md 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, islice
from typing import Any

from sqlalchemy import false, select
from sqlalchemy.orm import Session

from sms_desktop.core.absences import Counts
from sms_desktop.core.collecting import cycles_left
from sms_desktop.core.grading import Category, FinalGrade, Mark, final_grade, half_up, percentage
from sms_desktop.core.risk import LOW, Risk, at_least, risk
from sms_desktop.core.scales import Scales, overall
from sms_desktop.core.trend import trend
from sms_desktop.db.changes import actor
from sms_desktop.db.courses import Course, Enrolment, Offering
from sms_desktop.db.people import Student
from sms_desktop.services import class_marks, scale_settings, scope
from sms_desktop.services.class_marks import MarkRow
from sms_desktop.services.result_cache import kept

_STUDENTS_AT_ONCE, _ROWS_AT_ONCE = 500, 5000
#: Who has left is in no danger any more.
_GONE = ("withdrawn", "transferred")
MADE_FROM = frozenset({
    "students", "enrolments", "offerings", "offering_rules", "courses", "terms", "assessments", "grades",
    "daily_ratings", "attendance", "settings",
})  # fmt: skip


@dataclass(frozen=True)
class AtRisk:
    """A student in a term: `average` is that of the courses with a result (percent, two places), by credits.

    `attendance` is present and late of the recorded periods in percent, two places; `trend` goes by the marks of the
    term; `failing` of the `courses` stand below the pass mark. Id, number and names are left out for who sees figures
    alone.
    """

    student_id: int
    student_number: str
    last_name: str
    first_name: str
    study_year: int | None
    section: str
    average: Decimal | None
    attendance: Decimal | None
    trend: str
    courses: int
    failing: int
    risk: Risk

    @property
    def name(self) -> str:
        """Last name first, as registers have it."""
        return f"{self.last_name} {self.first_name}".strip()


def rows(session: Session, term_id: int, least: str = LOW, offering_id: int | None = None) -> tuple[AtRisk, ...]:
    """Students with a course in the term whose risk is at least `least`, the highest first, then by name.

    For who sees the own classes alone, from those classes. `offering_id`: those of one class. Kept until something of
    it changes. Raises `Denied`.
    """
    scope.only_own(session, "analytics:view")
    found = kept(session, MADE_FROM, _rows, term_id, offering_id)
    return tuple(one for one in found if at_least(one.risk.level, least))


def series(marks: Iterable[Mark]) -> list[Fraction]:
    """The percentages of marks, oldest first, for a trend; one without a date stands where it was entered."""
    dated: list[tuple[date, Mark]] = []
    known = date.min
    for mark in sorted(marks, key=lambda one: one.key):
        known = max(known, mark.day or known)
        if mark.score is not None:
            dated.append((mark.day or known, mark))
    ordered = sorted(dated, key=lambda pair: pair[0])
    return [percentage(mark.score, mark.maximum) for _day, mark in ordered if mark.score is not None]


@dataclass(frozen=True)
class _Course:
    """One enrolment of a student with all that is known of it."""

    final: FinalGrade
    credits: Decimal | None
    marks: Sequence[MarkRow]
    counts: Counts


@dataclass(frozen=True)
class _Rules:
    """How the offerings of the term are graded."""

    categories: Mapping[int, tuple[Category, ...]]
    penalties: Mapping[int, Decimal]
    scales: Scales


def _rows(session: Session, term_id: int, offering_id: int | None) -> tuple[AtRisk, ...]:
    offered = session.scalars(select(Offering.id).where(Offering.term_id == term_id)).all()
    rules = _Rules(*class_marks.graded_by(session, offered), scale_settings.read(session))
    people = groupby(_enrolments(session, term_id, offering_id), key=lambda one: one.student_id)
    groups = (list(group) for _student, group in people)
    found: list[AtRisk] = []
    with cycles_left():
        while part := list(islice(groups, _STUDENTS_AT_ONCE)):
            found += _part(session, part, rules)
    return tuple(sorted(found, key=lambda one: -one.risk.score))


def _part(session: Session, people: Sequence[Sequence[Any]], rules: _Rules) -> Iterator[AtRisk]:
    """Some students, each with the enrolments of the term."""
    ids = [one.id for group in people for one in group]
    marks, ratings = class_marks.marks(session, ids), class_marks.ratings(session, ids)
    counts = class_marks.counts(session, ids)
    for group in people:
        courses = []
        for one in group:
            own, there = marks.get(one.id, {}), counts.get(one.id, Counts())
            final = final_grade(
                rules.categories.get(one.offering_id, ()),
                class_marks.in_categories(own),
                ratings.get(one.id, {}),
                there,
                rules.penalties[one.offering_id],
            )
            courses.append(_Course(final, one.credits, list(own.values()), there))
        yield _judged(group[0], courses, rules.scales)


def _judged(who: Any, courses: Sequence[_Course], scales: Scales) -> AtRisk:
    results = [(one.final.exact, one.credits) for one in courses if one.final.exact is not None]
    exact, rate = overall(results), sum((one.counts for one in courses), Counts()).attendance
    goes = trend(series(row.mark for one in courses for row in one.marks))
    named = bool(who.named)
    return AtRisk(
        student_id=who.student_id if named else 0,
        student_number=who.student_number if named else "",
        last_name=who.last_name if named else "",
        first_name=who.first_name if named else "",
        study_year=who.study_year,
        section=who.section,
        average=None if exact is None else half_up(exact),
        attendance=None if rate is None else half_up(rate),
        trend=goes,
        courses=len(courses),
        failing=sum(not scales.passed(result) for result, _credits in results),
        risk=risk(exact, rate, goes),
    )


def _enrolments(session: Session, term_id: int, offering_id: int | None) -> Iterable[Any]:
    """Who takes part in a course of the term, by name; `named` says whether the name may be told."""
    named = scope.students(session, "analytics:names", Enrolment.student_id) if _knows_names(session) else false()
    columns: tuple[Any, ...] = (
        Enrolment.id, Enrolment.offering_id, Enrolment.student_id, Course.credits, Student.student_number,
        Student.last_name, Student.first_name, Student.study_year, Student.section, named.label("named"),
    )  # fmt: skip
    where = [] if offering_id is None else [Offering.id == offering_id]
    statement = (
        select(*columns)
        .join(Offering, Offering.id == Enrolment.offering_id)
        .join(Course, Course.id == Offering.course_id)
        .join(Student, Student.id == Enrolment.student_id)
        .where(Offering.term_id == term_id, scope.offerings(session, "analytics:view"), *where)
        .where(Enrolment.deleted_at.is_(None), Offering.deleted_at.is_(None), Enrolment.status != "dropped")
        .where(Student.deleted_at.is_(None), Student.status.not_in(_GONE))
        .order_by(Student.sort_key, Student.id, Enrolment.id)
    )
    return session.execute(statement, execution_options={"yield_per": _ROWS_AT_ONCE})


def _knows_names(session: Session) -> bool:
    return actor(session).may("analytics:names")
