"""Whether a row of any table is of the person's own classes: for histories and undo, which know tables and ids."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.db import tables
from sms_desktop.services import scope

#: Whom a column of a row names, and who says whether that is the person's own.
_OWNERS: tuple[tuple[str, Any], ...] = (
    ("offering_id", scope.require_offerings),
    ("enrolment_id", scope.require_enrolments),
    ("student_id", scope.require_students),
    ("course_id", scope.require_courses),
    ("contact_id", scope.require_contacts),
)
_THEMSELVES = {
    "students": scope.require_students,
    "contacts": scope.require_contacts,
    "courses": scope.require_courses,
    "offerings": scope.require_offerings,
    "enrolments": scope.require_enrolments,
}


def require(session: Session, permission: str, table: str, row_id: int) -> None:
    """Raises `Denied` unless the person may use `permission` on this row; a row that is gone is nobody's own."""
    if not scope.only_own(session, permission):
        return
    if table in _THEMSELVES:
        _THEMSELVES[table](session, permission, [row_id])
        return
    columns = tables.metadata.tables[table].c
    for name, require_own in _OWNERS:
        if name in columns:
            owner = session.scalar(select(columns[name]).where(columns.id == row_id))
            require_own(session, permission, [owner or 0])
            return
