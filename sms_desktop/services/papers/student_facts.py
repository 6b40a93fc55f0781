"""What papers say of a student beside the results: number, names, father's name, birth, programme, year, section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.db.people import Programme, Student
from sms_desktop.services.access import scope

_AT_ONCE = 500
_OWN = ("id", "student_number", "last_name", "first_name", "father_name", "date_of_birth", "study_year", "section",
        "enrolment_date", "status", "status_date")  # fmt: skip


@dataclass(frozen=True)
class StudentFacts:
    """A student as the head of a paper has it; nothing of it is sensitive or withheld from papers.

    `programme` is code and name. `deleted`: the student was deleted meanwhile, and gets no paper.
    """

    id: int
    student_number: str
    last_name: str
    first_name: str
    father_name: str
    date_of_birth: date | None
    programme: str
    study_year: int | None
    section: str
    enrolment_date: date | None
    status: str
    status_date: date | None
    deleted: bool

    @property
    def name(self) -> str:
        """Last name first, as registers have it."""
        return f"{self.last_name} {self.first_name}"


def of_students(session: Session, student_ids: Sequence[int]) -> dict[int, StudentFacts]:
    """The facts by id, in the order asked for; deleted ones are marked, and those that never were are not there."""
    scope.require_students(session, "students:view", student_ids)
    own = [getattr(Student, name).label(name) for name in _OWN]
    names = (Programme.code.label("programme_code"), Programme.name.label("programme_name"))
    statement = select(*own, Student.deleted_at, *names).outerjoin(Programme, Programme.id == Student.programme_id)
    found: dict[int, StudentFacts] = {}
    for start in range(0, len(student_ids), _AT_ONCE):
        chunk = student_ids[start : start + _AT_ONCE]
        rows = session.execute(statement.where(Student.id.in_(chunk))).mappings()
        found.update((row["id"], _facts(row)) for row in rows)
    return {student_id: found[student_id] for student_id in student_ids if student_id in found}


def _facts(row: Any) -> StudentFacts:
    code, name = row["programme_code"], row["programme_name"]
    programme = " · ".join(dict.fromkeys(filter(None, (code, name))))
    return StudentFacts(**{one: row[one] for one in _OWN}, programme=programme, deleted=row["deleted_at"] is not None)
