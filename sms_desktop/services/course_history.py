"""What happened to a course or an offering, its rules, lessons and teachers included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import _, day_name, format_number, ngettext
from sms_desktop.db import tables
from sms_desktop.db.changes import actor
from sms_desktop.db.courses import Course, Term
from sms_desktop.db.operations import ChangeEntry
from sms_desktop.db.people import Programme
from sms_desktop.db.stored import unpack
from sms_desktop.services import undo
from sms_desktop.services.undo import Change

Values = dict[str, Any]
#: Told by the kind of change, or by what it belongs to.
_UNTOLD = frozenset({"deleted_at", "position", "course_id", "offering_id", "user_id"})


def of_course(session: Session, course_id: int, limit: int = 100) -> list[Change]:
    """All changes of a course and of its template of rules, the newest first."""
    actor(session).require("courses:view")
    own = undo.history(session, "courses", course_id, limit)
    rules = _parts(session, "course_rules", "course_id", course_id, "rule", _rule)
    return _told(session, own, rules, limit)


def of_offering(session: Session, offering_id: int, limit: int = 100) -> list[Change]:
    """All changes of an offering, its rules, lessons and teachers, the newest first."""
    actor(session).require("offerings:view")
    own = undo.history(session, "offerings", offering_id, limit)
    parts = [
        *_parts(session, "offering_rules", "offering_id", offering_id, "rule", _rule),
        *_parts(session, "lessons", "offering_id", offering_id, "lesson", _lesson),
        *_parts(session, "offering_teachers", "offering_id", offering_id, "teacher", _teacher),
    ]
    return _told(session, own, parts, limit)


def _told(session: Session, own: Sequence[Change], parts: Sequence[Change], limit: int) -> list[Change]:
    """One entry for each change set, with the record's own fields before those of its parts."""
    readable = [
        replace(change, fields=tuple(_readable(session, *field) for field in change.fields if _is_told(field[0])))
        for change in own
    ]
    found: dict[int, Change] = {}
    for change in (*reversed(readable), *parts):
        there = found.get(change.change_set_id)
        found[change.change_set_id] = replace(there, fields=there.fields + change.fields) if there else change
    return [found[number] for number in sorted(found, reverse=True)][:limit]


def _is_told(name: str) -> bool:
    return name not in _UNTOLD or name == "course_id"


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


def _parts(
    session: Session, table: str, owner: str, owner_id: int, field: str, words: Callable[[Values], str]
) -> list[Change]:
    """The changes of rows that belong to a record, each as one field: the row in words, before and after."""
    found = []
    for row_id in _ids(session, table, owner, owner_id):
        values = _now(session, table, row_id)
        for change in undo.history(session, table, row_id):
            old = {**values, **{name: before for name, before, _after in change.fields}}
            before = words(old) if change.operation != "create" else ""
            after = words(values) if change.operation != "remove" else ""
            if before != after:
                found.append(replace(change, fields=((field, before, after),)))
            values = old
    return found


def _now(session: Session, table: str, row_id: int) -> Values:
    """A row as it stands, from which its changes lead backwards; nothing where it is gone."""
    known = tables.metadata.tables[table]
    row = session.execute(select(known).where(known.c.id == row_id)).mappings().first()
    return dict(row) if row else {}


def _ids(session: Session, table: str, owner: str, owner_id: int) -> Iterable[int]:
    """The rows that belong to a record, and those that did."""
    known = tables.metadata.tables[table]
    live = session.scalars(select(known.c.id).where(known.c[owner] == owner_id).order_by(known.c.id))
    return sorted({*live, *_removed(session, table, owner, owner_id)})


def _removed(session: Session, table: str, owner: str, owner_id: int) -> Iterable[int]:
    payloads = select(ChangeEntry).where(ChangeEntry.table_name == table, ChangeEntry.operation == "remove")
    for entry in session.scalars(payloads):
        document = unpack(entry.payload)
        ids = document["ids"] or range(entry.first_id, entry.last_id + 1)
        for row_id, found in zip(ids, document["before"][owner], strict=True):
            if found == owner_id:
                yield row_id


def _rule(values: Values) -> str:
    weight: Decimal = values.get("weight") or Decimal(0)
    return _("{name} {weight} %").format(name=values.get("name", ""), weight=format_number(weight))


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
