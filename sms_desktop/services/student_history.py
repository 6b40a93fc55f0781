"""What happened to a student's record, for who may see it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from sms_desktop.db.changes import actor
from sms_desktop.db.people import Programme
from sms_desktop.services import undo
from sms_desktop.services.students import SENSITIVE

#: Told by the kind of change, not as a field.
_UNTOLD = frozenset({"deleted_at"})


def history(session: Session, student_id: int, limit: int = 200) -> list[undo.Change]:
    """All changes of one student, the newest first; sensitive fields only for who may see them (domain.md 7)."""
    actor(session).require("students:view")
    hidden = _UNTOLD if actor(session).may("students:sensitive") else _UNTOLD | frozenset(SENSITIVE)
    return [_told(session, change, hidden) for change in undo.history(session, "students", student_id, limit)]


def _told(session: Session, change: undo.Change, hidden: frozenset[str]) -> undo.Change:
    fields = [_readable(session, *field) for field in change.fields if field[0] not in hidden]
    return replace(change, fields=tuple(fields))


def _readable(session: Session, name: str, before: Any, after: Any) -> tuple[str, Any, Any]:
    if name == "programme_id":
        return "programme", _code(session, before), _code(session, after)
    return name, before, after


def _code(session: Session, programme_id: int | None) -> str:
    row = session.get(Programme, programme_id) if programme_id else None
    return row.code if row else ""
