"""What happened to a student's record, with enrolments and highlights, for who may see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from sms_desktop.core.i18n import _, format_date
from sms_desktop.db.changes import actor
from sms_desktop.db.people import Programme
from sms_desktop.services import part_history, row_names, scope, undo
from sms_desktop.services.export_columns import enrolment_status
from sms_desktop.services.part_history import Values

#: Told by the kind of change, not as a field.
_UNTOLD = frozenset({"deleted_at"})


def history(session: Session, student_id: int, limit: int = 200) -> list[undo.Change]:
    """All changes of one student, the newest first; sensitive fields only for who may see them (domain.md 7)."""
    who = actor(session)
    scope.require_students(session, "students:view", [student_id])
    own = [_told(session, change) for change in undo.history(session, "students", student_id, limit)]
    parts = []
    if who.may("enrolments:view"):
        parts += _parts(session, "enrolments", student_id, "enrolment", partial(_enrolment, session))
    if scope.allows(session, "grades:view", scope.require_students, student_id):
        parts += _parts(session, "highlights", student_id, "highlight", _highlight)
    return part_history.merged(own, parts, limit)


def _parts(
    session: Session, table: str, student_id: int, field: str, words: Callable[[Values], str]
) -> list[undo.Change]:
    return part_history.parts(session, table, "student_id", student_id, field, words)


def _told(session: Session, change: undo.Change) -> undo.Change:
    fields = [_readable(session, *field) for field in change.fields if field[0] not in _UNTOLD]
    return replace(change, fields=tuple(fields))


def _readable(session: Session, name: str, before: Any, after: Any) -> tuple[str, Any, Any]:
    if name == "programme_id":
        return "programme", _code(session, before), _code(session, after)
    return name, before, after


def _code(session: Session, programme_id: int | None) -> str:
    row = session.get(Programme, programme_id) if programme_id else None
    return row.code if row else ""


def _enrolment(session: Session, values: Values) -> str:
    """The class, whether it was left or completed, and an extended absence limit; nothing of others' classes."""
    if not scope.allows(session, "enrolments:view", scope.require_offerings, values["offering_id"]):
        return ""
    words = [row_names.offering(session, values["offering_id"])]
    if values.get("status", "active") != "active":
        words.append(enrolment_status(values["status"]))
    if values.get("limit_extended_on"):
        words.append(_("absence limit extended on {date}").format(date=format_date(values["limit_extended_on"])))
    return ", ".join(words)


def _highlight(values: Values) -> str:
    return ": ".join(filter(None, (format_date(values.get("noted_on")), values.get("text", ""))))
