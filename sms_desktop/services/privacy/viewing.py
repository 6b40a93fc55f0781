"""Looking at a health note, and the log of who did: once for each person, student and day (issue 4, domain.md 8)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.clock import utc_now
from sms_desktop.core.i18n import N_
from sms_desktop.db.changes import actor, describe, recorder
from sms_desktop.db.operations import ChangeSet
from sms_desktop.db.people import Student
from sms_desktop.services.access import scope
from sms_desktop.services.checks import student_there

VIEW = "view"


@dataclass(frozen=True)
class View:
    """Somebody looked at a student's health note; `name` is empty where the student was erased since."""

    change_set_id: int
    at: datetime
    user_name: str
    workstation: str
    student_id: int
    student_number: str
    name: str


def health_note(session: Session, student_id: int) -> str:
    """The health note of a student; that it was looked at is kept in the log, so this needs a session that writes.

    Raises `NotFound`, `Denied`.
    """
    scope.require_students(session, "students:sensitive", [student_id])
    scope.require_students(session, "students:view", [student_id])
    row = student_there(session, student_id, deleted=True)
    if row.health_note:
        _keep(session, row)
    return row.health_note


def _keep(session: Session, row: Student) -> None:
    """A change set without rows, unless there is one of today; its operation says whose look at whom on which day."""
    operation = _operation(actor(session).user_id, row.id, utc_now())
    if session.scalar(select(ChangeSet.id).where(ChangeSet.operation_id == operation)) is None:
        recorder(session).operation_id = operation
        describe(
            session, N_("Look at the health note of {name}"),
            action=VIEW, name=f"{row.last_name} {row.first_name}", number=row.student_number, student_id=row.id,
        )  # fmt: skip


def _operation(user_id: int | None, student_id: int, at: datetime) -> str:
    return hashlib.sha256(f"{VIEW}/{user_id}/{student_id}/{at:%Y-%m-%d}".encode()).hexdigest()[:32]


def views(session: Session, student_id: int | None = None, limit: int = 1000) -> list[View]:
    """Who looked at health notes, or at that of one student, the newest first."""
    actor(session).require("privacy:manage")
    statement = select(ChangeSet).where(ChangeSet.action == VIEW).order_by(ChangeSet.id.desc())
    if student_id is not None:
        statement = statement.where(ChangeSet.details["student_id"].as_integer() == student_id)
    return [
        View(
            change_set_id=row.id,
            at=row.at,
            user_name=row.user_name,
            workstation=row.workstation,
            student_id=row.details.get("student_id", 0),
            student_number=row.details.get("number", ""),
            name=row.details.get("name", ""),
        )
        for row in session.scalars(statement.limit(limit))
    ]
