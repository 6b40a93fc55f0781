"""Everything about the marks of one student: courses by term, averages, and what is still needed (domain.md 2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, select, true
from sqlalchemy.orm import Session

from sms_desktop.core.absences import Counts, Limit
from sms_desktop.core.errors import NotFound
from sms_desktop.core.grading import FinalGrade, half_up, percentage
from sms_desktop.core.i18n import _
from sms_desktop.core.scales import Scales, overall
from sms_desktop.core.what_if import Needed, Part, Work
from sms_desktop.core.what_if import needed as still_needed
from sms_desktop.db.courses import AcademicYear, Course, Enrolment, Offering, Term
from sms_desktop.db.grades import Assessment
from sms_desktop.db.people import Student
from sms_desktop.services import class_marks, scale_settings, teaching
from sms_desktop.services.access import scope
from sms_desktop.services.class_marks import MarkRow

_AT_ONCE = 500


@dataclass(frozen=True)
class AssessmentMark:
    """An assessment of a course with the student's mark; `mark_id` None where there is none, `rule_id` its category.

    Maximum, weight and dates are the mark's own where there is one.
    """

    assessment_id: int
    rule_id: int | None
    title: str
    mark_id: int | None
    score: Decimal | None
    excused: bool
    max_score: Decimal
    weight: Decimal
    assigned_on: date | None
    submitted_on: date | None = None
    note: str = ""

    @property
    def percentage(self) -> Fraction | None:
        """The score in percent, exactly; None where there is none."""
        return None if self.score is None else percentage(self.score, self.max_score)


@dataclass(frozen=True)
class CourseMarks:
    """One enrolment of the student with all that its final grade comes from."""

    enrolment_id: int
    offering_id: int
    course_id: int
    course_code: str
    course_name: str
    credits: Decimal | None
    section: str
    status: str
    limit_extended_on: date | None
    assessments: tuple[AssessmentMark, ...]
    work: Work
    final: FinalGrade
    limit: Limit

    @property
    def counts(self) -> Counts:
        """The recorded periods of the student in this course."""
        return self.work.counts

    @property
    def counted(self) -> bool:
        """Whether the course is in the averages: not dropped, and with a result."""
        return self.status != "dropped" and self.final.exact is not None

    def part(self, assessment_id: int) -> Part | None:
        """An assessment as a mark that may come; None where it is not there or in no category."""
        found = next((one for one in self.assessments if one.assessment_id == assessment_id), None)
        return None if found is None or found.rule_id is None else _part(found.rule_id, found)

    def next_in(self, category_id: int) -> Part | None:
        """The next mark that may come in a category; None where there is no such category."""
        coming = [part for part in self.open if part.category_id == category_id]
        named = (one.rule.name for one in self.work.categories if one.id == category_id)
        return coming[0] if coming else next((Part(category_id, name) for name in named), None)

    @property
    def open(self) -> tuple[Part, ...]:
        """What is still to come: assessments without a mark, and categories with nothing in them yet.

        Attendance comes from the registers, and is none.
        """
        found: list[Part] = []
        for result in self.final.categories:
            if result.kind != "attendance":
                listed = [one for one in self.assessments if one.rule_id == result.id]
                missing = [_part(result.id, one) for one in listed if one.mark_id is None]
                found += missing if missing or result.items else [Part(result.id, result.name)]
        return tuple(found)


@dataclass(frozen=True)
class Average:
    """A mean of final percentages weighted by credits; None without any result. `courses` are counted in it."""

    percentage: Decimal | None
    grade20: Decimal | None
    gpa: Decimal | None
    courses: int
    credits: Decimal


@dataclass(frozen=True)
class TermMarks:
    """The courses of one term, by code."""

    term_id: int
    term: str
    year: str
    state: str
    courses: tuple[CourseMarks, ...]
    average: Average


@dataclass(frozen=True)
class StudentMarks:
    """All marks of one student, the newest term first."""

    student_id: int
    student_number: str
    last_name: str
    first_name: str
    terms: tuple[TermMarks, ...]
    average: Average
    scales: Scales

    @property
    def courses(self) -> tuple[CourseMarks, ...]:
        """The courses of all terms, the newest first."""
        return tuple(course for term in self.terms for course in term.courses)


def marks_of_student(session: Session, student_id: int) -> StudentMarks:
    """All marks of a student, in the same few statements however many courses there are. Raises `NotFound`."""
    found = marks_of_students(session, [student_id])
    if student_id not in found:
        raise NotFound(_("This student is not there any more."), _("The list has been refreshed."))
    return found[student_id]


def marks_of_students(
    session: Session, student_ids: Sequence[int], term_id: int | None = None
) -> dict[int, StudentMarks]:
    """The marks of students, of one term or of all; who is deleted is left out.

    In few statements, whose number does not grow with each student; who wants thousands asks in parts, for the memory.
    """
    scope.require_students(session, "grades:view", student_ids)
    # + 0: found from the students; from all classes of the term it took a second in a school with thousands of them
    in_term = true() if term_id is None else Offering.term_id + 0 == term_id
    own = and_(in_term, scope.enrolments(session, "grades:view"))
    scales, found = scale_settings.read(session), {}
    for start in range(0, len(student_ids), _AT_ONCE):
        chunk = student_ids[start : start + _AT_ONCE]
        people = session.scalars(select(Student).where(Student.id.in_(chunk), Student.deleted_at.is_(None))).all()
        theirs: dict[int, list[tuple[teaching.Taught, CourseMarks]]] = {one.id: [] for one in people}
        for student_id, taught, course in _courses(session, and_(Enrolment.student_id.in_(chunk), own)):
            theirs[student_id].append((taught, course))
        found.update({one.id: _of_student(one, theirs[one.id], scales) for one in people})
    return {student_id: found[student_id] for student_id in student_ids if student_id in found}


def _of_student(student: Student, found: Sequence[tuple[teaching.Taught, CourseMarks]], scales: Scales) -> StudentMarks:
    terms = []
    for term_id, group in groupby(found, key=lambda one: one[0].term_id):
        rows = list(group)
        courses = tuple(sorted((course for _taught, course in rows), key=lambda one: (one.course_code, one.section)))
        facts = rows[0][0]
        terms.append(TermMarks(term_id, facts.term, facts.year, facts.term_state, courses, average_of(courses)))
    return StudentMarks(
        student_id=student.id,
        student_number=student.student_number,
        last_name=student.last_name,
        first_name=student.first_name,
        terms=tuple(terms),
        average=average_of([course for _taught, course in found]),
        scales=scales,
    )


def of_enrolment(session: Session, enrolment_id: int) -> CourseMarks:
    """The marks of one enrolment; raises `NotFound`."""
    scope.require_enrolments(session, "grades:view", [enrolment_id])
    found = _courses(session, Enrolment.id == enrolment_id)
    if not found:
        raise NotFound(_("This enrolment is not there any more."), _("The list has been refreshed."))
    return found[0][2]


def needed(
    session: Session,
    enrolment_id: int,
    target: Decimal,
    *,
    category_id: int | None = None,
    assessment_id: int | None = None,
) -> Needed:
    """What is needed to reach a final percentage: in an assessment, in a category, or in all that is still open.

    Raises `NotFound` for what the enrolment's course does not have.
    """
    course = of_enrolment(session, enrolment_id)
    if category_id is None and assessment_id is None:
        return still_needed(course.work, course.open, target)
    part = course.part(assessment_id) if assessment_id is not None else course.next_in(category_id or 0)
    if part is None:
        raise NotFound(_("This course has no such category any more."), _("Open the record again."))
    return still_needed(course.work, [part], target)


def average_of(courses: Iterable[CourseMarks]) -> Average:
    """The average of the courses that have a result, weighted by their credits; dropped ones are left out."""
    counted = [one for one in courses if one.counted]
    exact = overall([(one.final.exact, one.credits) for one in counted if one.final.exact is not None])
    total = sum((one.credits for one in counted if one.credits), Decimal(0))
    if exact is None:
        return Average(None, None, None, 0, Decimal(0))
    return Average(half_up(exact), half_up(exact / 5), half_up(exact / 25), len(counted), total)


def _courses(session: Session, where: ColumnElement[bool]) -> list[tuple[int, teaching.Taught, CourseMarks]]:
    """The enrolments that meet a condition, each with the id of its student, the newest term first."""
    enrolments = _enrolments(session, where)
    ids = [one.id for one in enrolments]
    offered = sorted({one.offering_id for one in enrolments})
    taught = teaching.taught_in(session, Offering.id.in_(offered), schedules=False)
    rules, penalties = class_marks.graded_by(session, offered)
    marks, ratings = class_marks.marks(session, ids), class_marks.ratings(session, ids)
    counts, columns = class_marks.counts(session, ids), _assessments(session, offered)
    found = []
    for one in enrolments:
        own = marks.get(one.id, {})
        work = Work(
            categories=rules.get(one.offering_id, ()),
            marks=class_marks.in_categories(own),
            ratings=ratings.get(one.id, {}),
            counts=counts.get(one.id, Counts()),
            penalty=penalties[one.offering_id],
        )
        listed = tuple(_assessment(column, own.get(column.id)) for column in columns.get(one.offering_id, ()))
        course = _course(one, taught[one.offering_id], work, listed)
        found.append((one.student_id, taught[one.offering_id], course))
    return found


def _course(enrolment: Any, taught: teaching.Taught, work: Work, listed: tuple[AssessmentMark, ...]) -> CourseMarks:
    return CourseMarks(
        enrolment_id=enrolment.id,
        offering_id=taught.offering_id,
        course_id=taught.course_id,
        course_code=taught.course_code,
        course_name=taught.course_name,
        credits=enrolment.credits,
        section=taught.section,
        status=enrolment.status,
        limit_extended_on=enrolment.limit_extended_on,
        assessments=listed,
        work=work,
        final=work.final,
        limit=taught.limit(work.counts, enrolment.limit_extended_on is not None),
    )


def _enrolments(session: Session, where: ColumnElement[bool]) -> Sequence[Any]:
    columns: tuple[Any, ...] = (
        Enrolment.id, Enrolment.student_id, Enrolment.offering_id, Enrolment.status, Enrolment.limit_extended_on,
        Course.credits,
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(Student, Student.id == Enrolment.student_id)
        .join(Offering, Offering.id == Enrolment.offering_id)
        .join(Course, Course.id == Offering.course_id)
        .join(Term, Term.id == Offering.term_id)
        .join(AcademicYear, AcademicYear.id == Term.year_id)
        .where(where, Enrolment.deleted_at.is_(None), Student.deleted_at.is_(None), Offering.deleted_at.is_(None))
        .order_by(AcademicYear.first_day.desc(), Term.number.desc(), Term.id, Enrolment.id)
    )
    return session.execute(statement).all()


def _assessments(session: Session, offering_ids: Sequence[int]) -> Mapping[int, list[Any]]:
    columns: tuple[Any, ...] = (
        Assessment.id, Assessment.offering_id, Assessment.rule_id, Assessment.title, Assessment.max_score,
        Assessment.weight, Assessment.assigned_on,
    )  # fmt: skip
    statement = (
        select(*columns)
        .where(Assessment.offering_id.in_(offering_ids), Assessment.deleted_at.is_(None))
        .order_by(Assessment.offering_id, Assessment.position, Assessment.id)
    )
    rows = session.execute(statement)
    return {offering: list(group) for offering, group in groupby(rows, key=lambda row: row.offering_id)}


def _assessment(column: Any, mark: MarkRow | None) -> AssessmentMark:
    own = mark or column
    return AssessmentMark(
        assessment_id=column.id,
        rule_id=column.rule_id,
        title=column.title,
        mark_id=mark.id if mark else None,
        score=mark.score if mark else None,
        excused=mark.excused if mark else False,
        max_score=own.max_score,
        weight=own.weight,
        assigned_on=own.assigned_on or column.assigned_on,
        submitted_on=mark.submitted_on if mark else None,
        note=mark.note if mark else "",
    )


def _part(category_id: int, found: AssessmentMark) -> Part:
    return Part(
        category_id=category_id,
        title=found.title,
        maximum=found.max_score,
        weight=found.weight,
        assigned=found.assigned_on,
        assessment_id=found.assessment_id,
        replaces=found.mark_id or 0,
    )
