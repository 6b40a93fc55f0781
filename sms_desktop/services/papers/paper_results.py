"""What papers may say of a student's results: courses as rows, averages and absences of the term, as the screens do."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.i18n import N_, _
from sms_desktop.core.scales import Scales
from sms_desktop.services import student_marks, years
from sms_desktop.services.exporting.columns import enrolment_status
from sms_desktop.services.student_marks import Average, CourseMarks, StudentMarks, TermMarks

Row = dict[str, object]
#: The status of an absence limit in words (domain.md 4).
LIMITS = {
    "ok": N_("within the limit"),
    "warning": N_("close to the limit"),
    "insufficient": N_("over the limit"),
    "unknown": N_("not known"),
}
#: Which courses of the current term an absence warning is about.
_OF_CONCERN = ("warning", "insufficient")
_WHOLE = 100
#: Whether the term of a row has begun; no field that can be named.
BEGUN = "begun"
_NO_CREDITS = Decimal(0)
_NONE = Average(None, None, None, 0, Decimal(0))


def values(session: Session, student_ids: Sequence[int], term_id: int | None) -> dict[int, dict[str, object]]:
    """The fields `average.…`, `absences.…` and the rows `courses`, `term_courses`, `warnings` by student.

    Courses are the oldest term first, without dropped ones; `warnings` are the courses of the current term whose
    absence limit is near or passed. The figures are those of `student_marks`. Raises `Denied`.
    """
    found = student_marks.marks_of_students(session, student_ids)
    begun = frozenset(term.id for term in years.terms(session) if term.first_day <= clock.today())
    return {student_id: _of(marks, term_id, begun) for student_id, marks in found.items()}


def _of(marks: StudentMarks, term_id: int | None, begun: Container[int]) -> dict[str, object]:
    terms = list(reversed(marks.terms))
    current = [term for term in terms if term.term_id == term_id]
    now = _rows(current, marks.scales, begun)
    return {
        **_average("average", marks.average, marks.scales),
        **_average("term_average", current[0].average if current else _NONE, marks.scales),
        "average.credits_passed": credits(
            [one for one in marks.courses if one.status != "dropped"], marks.scales
        ).earned,
        **_absences(current),
        "courses": _rows(terms, marks.scales, begun),
        "term_courses": now,
        "warnings": [row for row in now if row["limit_status_code"] in _OF_CONCERN],
    }


def _average(name: str, found: Average, scales: Scales) -> dict[str, object]:
    return {
        f"{name}.grade": found.grade20,
        f"{name}.percentage": found.percentage,
        f"{name}.gpa": found.gpa,
        f"{name}.word": None if found.percentage is None else scales.word(found.percentage),
        f"{name}.courses": found.courses,
        f"{name}.credits": found.credits,
    }


@dataclass(frozen=True)
class Credits:
    """The credits of courses that are over: of every attempt, and of the passed ones, each course once."""

    attempted: Decimal
    earned: Decimal


def credits(courses: Iterable[CourseMarks], scales: Scales) -> Credits:
    """The credits of those among the courses that are over, or wholly graded; a course passed twice earns them once."""
    over = [one for one in courses if finished(one)]
    passed = {
        one.course_id: one.credits or _NO_CREDITS for one in over if one.final.exact and scales.passed(one.final.exact)
    }
    return Credits(sum((one.credits or _NO_CREDITS for one in over), _NO_CREDITS), sum(passed.values(), _NO_CREDITS))


def finished(one: CourseMarks) -> bool:
    """Whether a course has its final result: it is over, or all of its evaluation is in."""
    return one.final.exact is not None and (one.status == "completed" or one.final.weight_used >= _WHOLE)


def _absences(terms: Sequence[TermMarks]) -> dict[str, object]:
    limits = [one.limit for term in terms for one in term.courses if one.status != "dropped"]
    return {
        "absences.total": sum(one.absences for one in limits),
        "absences.unexcused": sum(one.unexcused for one in limits),
        "absences.excused": sum(one.excused for one in limits),
    }


def _rows(terms: Sequence[TermMarks], scales: Scales, begun: Container[int]) -> list[Row]:
    courses = [(term, one) for term in terms for one in term.courses if one.status != "dropped"]
    return [{**_row(n, term, one, scales), BEGUN: term.term_id in begun} for n, (term, one) in enumerate(courses, 1)]


def _row(number: int, term: TermMarks, one: CourseMarks, scales: Scales) -> Row:
    return {
        "no": number,
        "code": one.course_code,
        "name": one.course_name,
        "credits": one.credits,
        "term": term.term,
        "year": term.year,
        "section": one.section,
        "status": enrolment_status(one.status),
        **graded(one, scales),
        "absences": one.limit.absences,
        "unexcused": one.limit.unexcused,
        "excused": one.limit.excused,
        "allowed": one.limit.allowed,
        "remaining": one.limit.remaining,
        "limit_status": _(LIMITS[one.limit.status]),
        "limit_status_code": one.limit.status,
    }


def graded(one: CourseMarks, scales: Scales) -> Row:
    """A final grade on each scale; None where the course is not graded yet (domain.md 2).

    `in_progress`: the course goes on and not all of its evaluation is in, so that the grade may change.
    """
    final = one.final
    exact = final.exact
    return {
        "grade": final.grade20,
        "percentage": final.percentage,
        "gpa": final.gpa,
        "word": None if exact is None else scales.word(exact),
        "passed": None if exact is None else scales.passed(exact),
        "in_progress": one.status == "active" and final.weight_used < _WHOLE,
    }
