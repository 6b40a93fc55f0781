"""What happened to a course or an offering: its rules, lessons, teachers and assessments included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from sms_desktop.core.i18n import _, day_name, format_date, format_number, format_percent, ngettext
from sms_desktop.db.courses import Course, Term
from sms_desktop.db.people import Programme
from sms_desktop.services.access import scope
from sms_desktop.services.history import part_history, undo
from sms_desktop.services.history.part_history import Values
from sms_desktop.services.history.undo import Change

#: Told by the kind of change, or by what it belongs to.
_UNTOLD = frozenset({"deleted_at", "position", "offering_id", "user_id"})


def of_course(session: Session, course_id: int, limit: int = 100) -> list[Change]:
    """All changes of a course and of its template of rules, the newest first."""
    scope.require_courses(session, "courses:view", [course_id])
    own = undo.history(session, "courses", course_id, limit)
    rules = part_history.parts(session, "course_rules", "course_id", course_id, "rule", _rule)
    return _told(session, "courses", course_id, own, rules, limit)


def of_offering(session: Session, offering_id: int, limit: int = 100) -> list[Change]:
    """All changes of an offering, its rules, lessons, teachers and assessments, the newest first."""
    scope.require_offerings(session, "offerings:view", [offering_id])
    own = undo.history(session, "offerings", offering_id, limit)
    parts = [
        *part_history.parts(session, "offering_rules", "offering_id", offering_id, "rule", _rule),
        *part_history.parts(session, "lessons", "offering_id", offering_id, "lesson", _lesson),
        *part_history.parts(session, "offering_teachers", "offering_id", offering_id, "teacher", _teacher),
    ]
    if scope.allows(session, "grades:view", scope.require_offerings, offering_id):
        parts += part_history.parts(session, "assessments", "offering_id", offering_id, "assessment", _assessment)
    if scope.allows(session, "attendance:view", scope.require_offerings, offering_id):
        parts += part_history.parts(session, "make_up_lessons", "offering_id", offering_id, "make_up_lesson", _made_up)
    return _told(session, "offerings", offering_id, own, parts, limit)


def _told(
    session: Session, table: str, row_id: int, own: Sequence[Change], parts: Sequence[Change], limit: int
) -> list[Change]:
    kept = (part_history.told(session, table, row_id, change, _UNTOLD) for change in own)
    readable = [replace(change, fields=tuple(_readable(session, *field) for field in change.fields)) for change in kept]
    return part_history.merged(readable, parts, limit)


def _readable(session: Session, name: str, before: Any, after: Any) -> tuple[str, Any, Any]:
    """A reference by the name of what it refers to."""
    names: dict[str, tuple[Any, str]] = {
        "programme_id": (Programme, "code"),
        "term_id": (Term, "name"),
        "course_id": (Course, "course_code"),
    }
    if name not in names:
        return name, before, after
    table, column = names[name]
    old, new = (session.get(table, value) if value else None for value in (before, after))
    return name.removesuffix("_id"), getattr(old, column, ""), getattr(new, column, "")


def _rule(values: Values) -> str:
    weight: Decimal = values.get("weight") or Decimal(0)
    return f"{values.get('name', '')} {format_percent(weight)}"


def _lesson(values: Values) -> str:
    number = values.get("periods") or 1
    periods = ngettext("{n} period", "{n} periods", number).format(n=number)
    text = _("{day}, period {period}: {periods}")
    text = text.format(
        day=day_name(values.get("weekday") or 0), period=values.get("first_period") or 1, periods=periods
    )
    return f"{text}, {values['start']}" if values.get("start") else text


def _teacher(values: Values) -> str:
    return str(values.get("name", ""))


def _assessment(values: Values) -> str:
    maximum, weight = (format_number(values.get(name) or Decimal(0)) for name in ("max_score", "weight"))
    text = _("{title}: of {maximum}, weight {weight}")
    text = text.format(title=values.get("title", ""), maximum=maximum, weight=weight)
    words = [text, format_date(values.get("assigned_on")), _("locked") if values.get("locked") else ""]
    return ", ".join(filter(None, words))


def _made_up(values: Values) -> str:
    number = values.get("periods") or 1
    periods = ngettext("{n} period", "{n} periods", number).format(n=number)
    text = _("{day}, period {period}: {periods}")
    return text.format(day=format_date(values.get("date")), period=values.get("first_period") or 1, periods=periods)
