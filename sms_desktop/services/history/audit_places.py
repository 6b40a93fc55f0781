"""Where in the program a row stands that the log tells of: a student's record, a grade sheet, the register of a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.db import tables
from sms_desktop.db.courses import Enrolment, Offering
from sms_desktop.db.people import StudentContact

STUDENT, COURSE, OFFERING, SHEET, REGISTER = "student", "course", "offering", "sheet", "register"
PAGE = "operations"
_PAGES = {"users": "users", "grants": "users", "roles": "roles", "settings": "settings"}
#: The page of a student's record on which a row of a table stands.
_OF_STUDENT = {
    "students": "details", "student_photos": "details", "student_contacts": "contacts", "highlights": "highlights",
    "enrolments": "enrolments",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """What to open: `kind` is student, course, offering, sheet, register or operations; `page` a page of it."""

    kind: str
    id: int = 0
    page: str = ""
    day: date | None = None


def place_of(session: Session, table: str, row_id: int) -> Place | None:
    """Where a row stands; None where it is nowhere to be looked at, or gone for good.

    Whoever opens the place is asked for the rights there.
    """
    if table in _PAGES:
        return Place(PAGE, page=_PAGES[table])
    known = tables.metadata.tables[table]
    row = session.execute(select(known).where(known.c.id == row_id)).mappings().first()
    return _place(session, table, dict(row)) if row is not None else None


def _place(session: Session, table: str, row: dict[str, Any]) -> Place | None:
    if table in _OF_STUDENT:
        return Place(STUDENT, row["id"] if table == "students" else row["student_id"], _OF_STUDENT[table])
    found = _FOUND.get(table)
    return found(session, row) if found is not None else None


def _contact(session: Session, row: dict[str, Any]) -> Place | None:
    whose = select(StudentContact.student_id).where(StudentContact.contact_id == row["id"]).limit(1)
    student = session.scalar(whose)
    return Place(STUDENT, student, "contacts") if student else None


def _course(_session: Session, row: dict[str, Any]) -> Place:
    return Place(COURSE, row.get("course_id") or row["id"])


def _offering(_session: Session, row: dict[str, Any]) -> Place:
    return Place(OFFERING, row.get("offering_id") or row["id"])


def _sheet(session: Session, row: dict[str, Any]) -> Place | None:
    offering = row.get("offering_id") or _offering_of(session, row["enrolment_id"])
    return Place(SHEET, offering) if offering else None


def _register(session: Session, row: dict[str, Any]) -> Place | None:
    offering = row.get("offering_id") or _offering_of(session, row["enrolment_id"])
    return Place(REGISTER, offering, day=row["date"]) if offering else None


def _offering_of(session: Session, enrolment_id: int) -> int | None:
    live = select(Enrolment.offering_id).join(Offering, Offering.id == Enrolment.offering_id)
    return session.scalar(live.where(Enrolment.id == enrolment_id, Offering.deleted_at.is_(None)))


_FOUND: dict[str, Callable[[Session, dict[str, Any]], Place | None]] = {
    "contacts": _contact,
    "courses": _course,
    "course_rules": _course,
    "offerings": _offering,
    "offering_rules": _offering,
    "offering_teachers": _offering,
    "lessons": _offering,
    "assessments": _sheet,
    "grades": _sheet,
    "daily_ratings": _register,
    "attendance": _register,
    "make_up_lessons": _register,
}
