"""When a student was not there: absences, late arrivals and excuses over all courses (domain.md 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.db.attendance import Attendance
from sms_desktop.db.courses import Course, Enrolment, Offering, Term
from sms_desktop.services.access import scope

#: Absent, late, excused.
NOT_THERE = ("A", "L", "E")


@dataclass(frozen=True)
class AbsenceRow:
    """One period that a student missed or came late to; `status` is A, L or E, `term_state` whether it can change."""

    id: int
    enrolment_id: int
    offering_id: int
    course_code: str
    course_name: str
    section: str
    term_state: str
    date: date
    period: int
    status: str
    note: str
    document: str


_COLUMNS: tuple[Any, ...] = (
    Attendance.id, Attendance.enrolment_id, Offering.id, Course.course_code, Course.course_name, Offering.section,
    Term.state, Attendance.date, Attendance.period, Attendance.status, Attendance.note, Attendance.document,
)  # fmt: skip


def of_student(
    session: Session,
    student_id: int,
    term_id: int | None = None,
    statuses: Sequence[str] = NOT_THERE,
    limit: int = 1000,
) -> list[AbsenceRow]:
    """What a student missed, the newest first, at most `limit`; `term_id` None is all terms."""
    scope.require_students(session, "attendance:view", [student_id])
    own = scope.offerings(session, "attendance:view")
    statement = (
        select(*_COLUMNS)
        .join(Enrolment, Enrolment.id == Attendance.enrolment_id)
        .join(Offering, Offering.id == Enrolment.offering_id)
        .join(Course, Course.id == Offering.course_id)
        .join(Term, Term.id == Offering.term_id)
        .where(Enrolment.student_id == student_id, Enrolment.deleted_at.is_(None), Offering.deleted_at.is_(None))
        .where(Attendance.status.in_(statuses), own)
        .order_by(Attendance.date.desc(), Attendance.period.desc(), Attendance.id.desc())
        .limit(limit)
    )
    if term_id is not None:
        statement = statement.where(Offering.term_id == term_id)
    return [AbsenceRow(*row) for row in session.execute(statement)]
