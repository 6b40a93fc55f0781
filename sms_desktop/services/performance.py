"""How a student did in a period: marks, averages, trend, attendance, risk and highlights, course by course.

Standing and absence limit of a course are those that the window shows: both come from `services.student_marks`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy.orm import Session

from sms_desktop.core.absences import Counts
from sms_desktop.core.errors import NotFound
from sms_desktop.core.grading import Mark, average
from sms_desktop.core.i18n import _
from sms_desktop.core.risk import Risk, risk
from sms_desktop.core.scales import Scales
from sms_desktop.core.trend import trend
from sms_desktop.services import class_marks, highlights, student_marks, years
from sms_desktop.services.access import scope
from sms_desktop.services.highlights import HighlightRow
from sms_desktop.services.result_cache import kept
from sms_desktop.services.student_marks import AssessmentMark, Average, CourseMarks, StudentMarks
from sms_desktop.services.years import TermRow

#: Lengths of a period as people choose them, in days.
PERIODS = (7, 30, 120, 365)
_MADE_FROM = frozenset({
    "students", "enrolments", "offerings", "offering_rules", "courses", "terms", "academic_years", "assessments",
    "grades", "daily_ratings", "attendance", "highlights", "settings",
})  # fmt: skip


@dataclass(frozen=True)
class Given:
    """A mark of the period: `day` is that of submission, else of assignment; `percentage` is exact."""

    day: date
    course_code: str
    title: str
    mark: AssessmentMark
    percentage: Fraction


@dataclass(frozen=True)
class CoursePerformance:
    """A course of the period: `marks` is its standing as the record shows it, all else of the period alone.

    `average` is the mean of the period's marks by their weights, in percent, exactly; None without any.
    """

    marks: CourseMarks
    term: str
    year: str
    given: tuple[Given, ...]
    average: Fraction | None
    trend: str
    counts: Counts


@dataclass(frozen=True)
class Performance:
    """A student in a period, both days included.

    `average` is that of the courses' standings, by credits; `of_period` the mean of the period's marks in percent;
    `risk` is judged by the standings' average and by attendance and trend of the period.
    """

    student_id: int
    student_number: str
    last_name: str
    first_name: str
    first: date
    last: date
    courses: tuple[CoursePerformance, ...]
    average: Average
    of_period: Fraction | None
    trend: str
    counts: Counts
    risk: Risk
    highlights: tuple[HighlightRow, ...]
    scales: Scales

    @property
    def given(self) -> tuple[Given, ...]:
        """All marks of the period, oldest first."""
        return tuple(sorted((one for course in self.courses for one in course.given), key=lambda one: one.day))


def performance(session: Session, student_ids: Sequence[int], first: date, last: date) -> dict[int, Performance]:
    """The performance of students by id, in the order asked for; those that are not there are left out.

    Courses are those of terms that the period meets, and those with a mark in it; dropped ones are left out. Who wants
    thousands asks in parts. Raises `Denied`.
    """
    scope.require_students(session, "grades:view", student_ids)
    scope.require_students(session, "attendance:view", student_ids)
    found = student_marks.marks_of_students(session, student_ids)
    terms = {term.id: term for term in years.terms(session)}
    chosen = {number: list(_courses(marks, terms, first, last)) for number, marks in found.items()}
    enrolments = [course.enrolment_id for each in chosen.values() for _term, course in each]
    counts = class_marks.counts(session, enrolments, first, last)
    noted = highlights.of_students(session, list(found))
    return {
        number: _summed(marks, chosen[number], counts, noted.get(number, ()), first, last)
        for number, marks in found.items()
    }


def of_student(session: Session, student_id: int, first: date, last: date) -> Performance:
    """The performance of one student, kept until something of it changes; raises `NotFound`, `Denied`."""
    scope.require_students(session, "grades:view", [student_id])
    scope.require_students(session, "attendance:view", [student_id])
    return kept(session, _MADE_FROM, _one, student_id, first, last)


def _one(session: Session, student_id: int, first: date, last: date) -> Performance:
    found = performance(session, [student_id], first, last)
    if student_id not in found:
        raise NotFound(_("This student is not there any more."), _("The list has been refreshed."))
    return found[student_id]


def _courses(
    marks: StudentMarks, terms: Mapping[int, TermRow], first: date, last: date
) -> list[tuple[student_marks.TermMarks, CourseMarks]]:
    def meets(term: student_marks.TermMarks) -> bool:
        dates = terms.get(term.term_id)
        return dates is not None and dates.first_day <= last and first <= dates.last_day

    return [
        (term, course)
        for term in marks.terms
        for course in term.courses
        if course.status != "dropped" and (meets(term) or _given(course, first, last))
    ]


def _given(course: CourseMarks, first: date, last: date) -> tuple[Given, ...]:
    found = []
    for one in course.assessments:
        day, percent = one.submitted_on or one.assigned_on, one.percentage
        if one.mark_id is not None and percent is not None and day is not None and first <= day <= last:
            found.append(Given(day, course.course_code, one.title, one, percent))
    return tuple(sorted(found, key=lambda one: (one.day, one.mark.mark_id or 0)))


def _summed(
    marks: StudentMarks,
    chosen: Sequence[tuple[student_marks.TermMarks, CourseMarks]],
    counts: Mapping[int, Counts],
    noted: Sequence[HighlightRow],
    first: date,
    last: date,
) -> Performance:
    courses = tuple(_course(term, course, counts, first, last) for term, course in chosen)
    given = sorted(
        (one for course in courses for one in course.given), key=lambda one: (one.day, one.mark.mark_id or 0)
    )
    there = sum((course.counts for course in courses), Counts())
    standing = student_marks.average_of(course for _term, course in chosen)
    goes = trend([one.percentage for one in given])
    return Performance(
        student_id=marks.student_id,
        student_number=marks.student_number,
        last_name=marks.last_name,
        first_name=marks.first_name,
        first=first,
        last=last,
        courses=courses,
        average=standing,
        of_period=average(_mark(one) for one in given),
        trend=goes,
        counts=there,
        risk=risk(standing.percentage, there.attendance, goes),
        highlights=tuple(one for one in noted if one.data.noted_on is not None and first <= one.data.noted_on <= last),
        scales=marks.scales,
    )


def _course(
    term: student_marks.TermMarks, course: CourseMarks, counts: Mapping[int, Counts], first: date, last: date
) -> CoursePerformance:
    given = _given(course, first, last)
    return CoursePerformance(
        marks=course,
        term=term.term,
        year=term.year,
        given=given,
        average=average(_mark(one) for one in given),
        trend=trend([one.percentage for one in given]),
        counts=counts.get(course.enrolment_id, Counts()),
    )


def _mark(one: Given) -> Mark:
    return Mark(one.mark.score, one.mark.max_score, one.mark.weight)
