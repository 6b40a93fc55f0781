"""Whether a row of any table is of the person's own classes: for histories and undo, which know tables and ids."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.db import tables
from sms_desktop.db.operations import ChangeEntry
from sms_desktop.services.access import scope
from sms_desktop.services.history import undo_terms

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
}


def require(session: Session, permission: str, table: str, row_id: int) -> None:
    """Raises `Denied` unless the person may use `permission` on this row; a row that is gone is nobody's own."""
    if not scope.only_own(session, permission):
        return
    column, require_own = _owner(permission, table)
    known = tables.metadata.tables[table].c
    owner = session.scalar(select(known[column]).where(known.id == row_id))
    require_own(session, permission, [owner or 0])


def require_changed(session: Session, permission: str, table: str, change_set_id: int) -> None:
    """Raises `Denied` unless the person may use `permission` on all rows of a table that a change set touched."""
    if not scope.only_own(session, permission):
        return
    column, require_own = _owner(permission, table)
    entries = select(ChangeEntry).where(ChangeEntry.change_set_id == change_set_id, ChangeEntry.table_name == table)
    for entry in session.scalars(entries).all():
        require_own(session, permission, undo_terms.owned(session, entry, column))


def _owner(permission: str, table: str) -> tuple[str, Any]:
    """The column that says whose a row is, and what asks that; raises `Denied` for what is everybody's."""
    if table in _THEMSELVES:
        return "id", _THEMSELVES[table]
    columns = tables.metadata.tables[table].c
    for name, require_own in _OWNERS:
        if name in columns:
            return name, require_own
    raise scope.not_whole(permission)
