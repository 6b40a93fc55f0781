"""The changes of what belongs to a record, each in words, among the record's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.db import tables
from sms_desktop.db.operations import ChangeEntry
from sms_desktop.db.stored import unpack
from sms_desktop.services import undo
from sms_desktop.services.undo import Change

Values = dict[str, Any]


def merged(own: Sequence[Change], parts: Sequence[Change], limit: int) -> list[Change]:
    """One entry for each change set, the newest first, with the record's own fields before those of its parts."""
    found: dict[int, Change] = {}
    for change in (*reversed(own), *parts):
        there = found.get(change.change_set_id)
        found[change.change_set_id] = replace(there, fields=there.fields + change.fields) if there else change
    return [found[number] for number in sorted(found, reverse=True)][:limit]


def parts(
    session: Session, table: str, owner: str, owner_id: int, field: str, words: Callable[[Values], str]
) -> list[Change]:
    """The changes of rows that belong to a record, each as one field: the row in words, before and after.

    A row that is deleted has no words. Asks for the right to view the rows' own table.
    """
    found = []
    for row_id in _ids(session, table, owner, owner_id):
        values = _now(session, table, row_id)
        for change in undo.changes_of(session, table, row_id):
            old = {**values, **{name: before for name, before, _after in change.fields}}
            before = _words(words, old) if change.operation != "create" else ""
            after = _words(words, values) if change.operation != "remove" else ""
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


def _words(words: Callable[[Values], str], values: Values) -> str:
    return "" if values.get("deleted_at") else words(values)
