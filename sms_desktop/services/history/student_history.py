"""What happened to a student's record, with enrolments and highlights, for who may see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import _, format_date
from sms_desktop.db.changes import actor
from sms_desktop.db.people import Contact, Programme, Student, StudentContact
from sms_desktop.services.access import scope
from sms_desktop.services.exporting.columns import enrolment_status
from sms_desktop.services.history import part_history, row_names, undo
from sms_desktop.services.history.audit_words import field_word
from sms_desktop.services.history.part_history import Values

#: Told by the kind of change, not as a field.
_UNTOLD = frozenset({"deleted_at"})


def history(session: Session, student_id: int, limit: int = 200) -> list[undo.Change]:
    """All changes of one student, the newest first; sensitive fields only for who may see them (domain.md 7)."""
    who = actor(session)
    scope.require_students(session, "students:view", [student_id])
    own = [_told(session, student_id, change) for change in undo.history(session, "students", student_id, limit)]
    parts = []
    if who.may("enrolments:view"):
        parts += _parts(session, "enrolments", student_id, "enrolment", partial(_enrolment, session))
    if who.may("contacts:view"):
        parts += _contacts(session, student_id)
    if scope.allows(session, "grades:view", scope.require_students, student_id):
        parts += _parts(session, "highlights", student_id, "highlight", _highlight)
    return part_history.merged(own, parts, limit)


def _parts(
    session: Session, table: str, student_id: int, field: str, words: Callable[[Values], str]
) -> list[undo.Change]:
    return part_history.parts(session, table, "student_id", student_id, field, words)


def _contacts(session: Session, student_id: int) -> list[undo.Change]:
    """Contacts and what they are to the student; of a restricted one only for who may see sensitive fields."""
    sensitive = scope.allows(session, scope.SENSITIVE, scope.require_students, student_id)
    if not sensitive and session.get_one(Student, student_id).restricted_at is not None:
        return []
    links = part_history.rows_of(session, "student_contacts", "student_id", student_id)
    rows = select(StudentContact.contact_id).where(StudentContact.id.in_(links)).order_by(StudentContact.contact_id)
    words = partial(_contact, sensitive=sensitive)
    found = part_history.of_rows(session, "contacts", session.scalars(rows).all(), "contact", words)
    named = partial(_relation, session)
    return found + part_history.of_rows(session, "student_contacts", links, "relation", named)


def _told(session: Session, student_id: int, change: undo.Change) -> undo.Change:
    change = part_history.told(session, "students", student_id, change, _UNTOLD)
    return replace(change, fields=tuple(_readable(session, *field) for field in change.fields))


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


def _contact(values: Values, *, sensitive: bool) -> str:
    names = ("name", "phone", "email", "note") if sensitive else ("name", "email")
    return ", ".join(filter(None, (values.get(name) for name in names)))


def _relation(session: Session, values: Values) -> str:
    """Who it is, what to the student, and what for; nothing of a contact that is gone."""
    row = session.get(Contact, values.get("contact_id") or 0)
    flags = ("emergency", "may_be_contacted", "may_pick_up")
    relation = values.get("relation") or ""  # the translation of nothing is the catalogue's head
    words = [_(relation) if relation else "", *(field_word(name) for name in flags if values.get(name))]
    return f"{row.name}: {', '.join(filter(None, words))}" if row is not None else ""
