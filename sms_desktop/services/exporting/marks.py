"""The lists of marks, daily ratings, registers and highlights that can be exported, one row for each (formats.md 3)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import case, literal
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import operators
from sqlalchemy.sql.expression import UnaryExpression

from sms_desktop.core.i18n import N_
from sms_desktop.core.values import presence_word
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.courses import AcademicYear, Course, Enrolment, Offering, OfferingRule, Term
from sms_desktop.db.grades import Assessment, DailyRating, Grade, Highlight, Score
from sms_desktop.db.people import Student
from sms_desktop.services import highlights, listing
from sms_desktop.services.exporting.columns import TERM, WHOSE, Column, ExportList, known, yes_no

#: What stands for a mark that is excused; so learning platforms write it too.
EXCUSED = "EX"
_EXCUSED_SCORE = Decimal(-1)


def _score_words(score: Decimal) -> object:
    return EXCUSED if score == _EXCUSED_SCORE else score


def _score_data(score: Decimal) -> object:
    return None if score == _EXCUSED_SCORE else score


_WHERE = (
    known("enrolments", "course_code", Course.course_code),
    known("enrolments", "term", TERM),
    known("enrolments", "section", Offering.section),
)
_CLASS_FIELDS: dict[str, listing.Field] = {
    "student_number": Student.student_number,
    "last_name": Student.last_name,
    "first_name": Student.first_name,
    "study_year": Student.study_year,
    "name": Student.sort_key,
    "course_code": Course.course_code,
    "course_name": Course.course_name,
    "term": Term.name,
    "year": AcademicYear.name,
    "section": Offering.section,
    "enrolment_status": Enrolment.status,
    "student_id": Enrolment.student_id,
    "offering_id": Enrolment.offering_id,
    "enrolment_id": Enrolment.id,
}
_BY_STUDENT = (Student.sort_key, Student.id, AcademicYear.first_day, Term.number, Course.sort_key)


def _of_enrolments(row: Any, narrower: Callable[[Any], Any] | None = None) -> dict[str, Any]:
    """How rows that belong to enrolments are brought together with whose and what they are; deleted ones stay out."""

    def joined(statement: Any, in_order: bool = False) -> Any:
        student, enrolment = (_followed(key) if in_order else key for key in (Student.id, Enrolment.id))
        found = (
            statement.select_from(row)
            .join(Enrolment, enrolment == row.enrolment_id)
            .join(Student, student == Enrolment.student_id)
            .join(Offering, Offering.id == Enrolment.offering_id)
            .join(Course, Course.id == Offering.course_id)
            .join(Term, Term.id == Offering.term_id)
            .join(AcademicYear, AcademicYear.id == Term.year_id)
            .where(Enrolment.deleted_at.is_(None), Student.deleted_at.is_(None), Offering.deleted_at.is_(None))
        )
        return narrower(found) if narrower is not None else found

    return {"joined": joined, "whole": partial(joined, in_order=True)}


def _followed(key: Any) -> Any:
    """A key that the database goes on from and does not look up by: so it begins with the students, by their names.

    Two million rows, sorted as a whole, would be held in memory (half a gigabyte); so only one student's are.
    """
    return UnaryExpression(key.expression, operator=operators.custom_op("+"), type_=key.type)


def _fields(row: Any, *names: str, **others: listing.Field) -> dict[str, listing.Field]:
    own: dict[str, InstrumentedAttribute[Any]] = {name: getattr(row, name) for name in ("id", *names)}
    return {**own, **_CLASS_FIELDS, **others}


_SCORE = case((Grade.excused, literal(_EXCUSED_SCORE, Score)), else_=Grade.score)

GRADES = ExportList(
    "grades",
    N_("Grades"),
    "grades",
    (
        *WHOSE,
        *_WHERE,
        known("grades", "category", OfferingRule.name),
        known("grades", "title", Assessment.title),
        known("grades", "score", _SCORE, words=_score_words, data=_score_data),
        known("grades", "max_score", Grade.max_score),
        known("grades", "weight", Grade.weight),
        known("grades", "date_assigned", Grade.assigned_on),
        known("grades", "date_submitted", Grade.submitted_on),
        known("grades", "note", Grade.note),
    ),
    _fields(
        Grade, "score", "max_score", "weight", "excused", "note",
        category=OfferingRule.name, kind=OfferingRule.kind, title=Assessment.title, assessment_id=Assessment.id,
        date_assigned=Grade.assigned_on, date_submitted=Grade.submitted_on,
    ),
    Student.search_key,
    Grade.id,
    (*_BY_STUDENT, OfferingRule.position, Assessment.position, Grade.id),
    **_of_enrolments(
        Grade,
        lambda statement: (
            statement.join(Assessment, Assessment.id == Grade.assessment_id)
            .outerjoin(OfferingRule, OfferingRule.id == Assessment.rule_id)
            .where(Assessment.deleted_at.is_(None))
        ),
    ),
)  # fmt: skip

ATTENDANCE = ExportList(
    "attendance",
    N_("Attendance"),
    "attendance",
    (
        *WHOSE,
        *_WHERE,
        known("attendance", "date", Attendance.date),
        known("attendance", "period", Attendance.period),
        known("attendance", "status", Attendance.status, words=presence_word),
        known("attendance", "note", Attendance.note),
        known("attendance", "document", Attendance.document),
    ),
    _fields(Attendance, "date", "period", "status", "note", "document"),
    Student.search_key,
    Attendance.id,
    (*_BY_STUDENT, Attendance.date, Attendance.period, Attendance.id),
    **_of_enrolments(Attendance),
)

DAILY_RATINGS = ExportList(
    "daily-ratings",
    N_("Daily ratings"),
    "grades",
    (
        *WHOSE,
        *_WHERE,
        Column("category", N_("Category"), OfferingRule.name),
        Column("date", N_("Date"), DailyRating.date),
        Column("score", N_("Score"), DailyRating.score),
        Column("max_score", N_("Maximum"), DailyRating.max_score),
        Column("note", N_("Note"), DailyRating.note),
    ),
    _fields(
        DailyRating, "date", "score", "max_score", "note", category=OfferingRule.name, kind=OfferingRule.kind
    ),
    Student.search_key,
    DailyRating.id,
    (*_BY_STUDENT, DailyRating.date, OfferingRule.position, DailyRating.id),
    **_of_enrolments(
        DailyRating, lambda statement: statement.join(OfferingRule, OfferingRule.id == DailyRating.rule_id)
    ),
)  # fmt: skip

HIGHLIGHTS = ExportList(
    "highlights",
    N_("Highlights"),
    "grades",
    (
        *WHOSE,
        known("enrolments", "term", TERM),
        Column("date", N_("Date"), Highlight.noted_on),
        Column("category", N_("Category"), Highlight.category),
        Column("rating", N_("Rating"), Highlight.rating),
        Column("text", N_("Text"), Highlight.text),
        Column("is_positive", N_("Positive"), Highlight.is_positive, words=yes_no),
    ),
    {**highlights.FIELDS, "date": Highlight.noted_on},
    Student.search_key,
    Highlight.id,
    (Student.sort_key, Student.id, Highlight.noted_on, Highlight.id),
    lambda statement: (
        statement.select_from(Highlight)
        .join(Student, Student.id == Highlight.student_id)
        .outerjoin(Term, Term.id == Highlight.term_id)
        .outerjoin(AcademicYear, AcademicYear.id == Term.year_id)
        .where(Highlight.deleted_at.is_(None), Student.deleted_at.is_(None))
    ),
)

LISTS = (GRADES, ATTENDANCE, DAILY_RATINGS, HIGHLIGHTS)
