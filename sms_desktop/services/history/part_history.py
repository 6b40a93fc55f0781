"""The changes of what belongs to a record, each in words, among the record's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.db import tables
from sms_desktop.db.operations import ChangeEntry
from sms_desktop.db.stored import to_stored, unpack
from sms_desktop.services.history import restore_value, undo
from sms_desktop.services.history.undo import Change

Values = dict[str, Any]
_MANY = 1000
#: What a row is called among the changes of its record: a field's name, or a text made of the row's values.
Label = str | Callable[[Values], str]


def merged(own: Sequence[Change], parts: Sequence[Change], limit: int) -> list[Change]:
    """One entry for each change set, the newest first, with the record's own fields before those of its parts."""
    found: dict[int, Change] = {}
    for change in (*reversed(own), *parts):
        there = found.get(change.change_set_id)
        found[change.change_set_id] = _joined(there, change) if there else change
    return [found[number] for number in sorted(found, reverse=True)][:limit]


def _joined(one: Change, other: Change) -> Change:
    puts = [*(change.puts or (None,) * len(change.fields) for change in (one, other))]
    return replace(one, fields=one.fields + other.fields, puts=puts[0] + puts[1])


def told(session: Session, table: str, row_id: int, change: Change, untold: frozenset[str]) -> Change:
    """A record's own change without the fields that are told otherwise; each with what puts its value back."""
    puts = restore_value.puts(session, table, row_id, change)
    kept = [(field, put) for field, put in zip(change.fields, puts, strict=True) if field[0] not in untold]
    return replace(change, fields=tuple(field for field, _put in kept), puts=tuple(put for _field, put in kept))


def parts(
    session: Session, table: str, owner: str, owner_id: int, label: Label, words: Callable[[Values], str]
) -> list[Change]:
    """The changes of rows that belong to a record, each as one field: the row in words, before and after.

    A row that is deleted has no words. Asks for the right to view the rows' own table.
    """
    return of_rows(session, table, rows_of(session, table, owner, owner_id), label, words)


def of_rows(
    session: Session, table: str, row_ids: Iterable[int], label: Label, words: Callable[[Values], str]
) -> list[Change]:
    """The changes of these rows as `parts` tells them, with what puts the whole row back."""
    found = []
    for row_id in row_ids:
        values = _now(session, table, row_id)
        for change in undo.changes_of(session, table, row_id):
            old = {**values, **{name: before for name, before, _after in change.fields}}
            before = _words(words, old) if change.operation != "create" else ""
            after = _words(words, values) if change.operation != "remove" else ""
            if before != after:
                name = label if isinstance(label, str) else label(values or old)
                put = restore_value.whole(session, table, row_id, change)
                found.append(replace(change, fields=((name, before, after),), puts=(put,)))
            values = old
    return found


def _now(session: Session, table: str, row_id: int) -> Values:
    """A row as it stands, from which its changes lead backwards; nothing where it is gone."""
    known = tables.metadata.tables[table]
    row = session.execute(select(known).where(known.c.id == row_id)).mappings().first()
    return dict(row) if row else {}


def rows_of(session: Session, table: str, owner: str, owner_id: int, **also: Any) -> list[int]:
    """The ids of the rows that belong to a record, and of those that did; `also` are other columns with their value."""
    known = tables.metadata.tables[table]
    wanted = {owner: owner_id, **also}
    live = session.scalars(select(known.c.id).where(*(known.c[name] == value for name, value in wanted.items())))
    return sorted({*live, *_removed(session, table, wanted)})


def _removed(session: Session, table: str, wanted: Values) -> Iterable[int]:
    """Those that were taken out, but for what went by the thousand: an import that was taken back is no history."""
    columns = tables.metadata.tables[table].c
    stored = {name: to_stored(columns[name])(value) for name, value in wanted.items()}
    one_by_one = ChangeEntry.operation == "remove", ChangeEntry.row_count <= _MANY
    for entry in session.scalars(select(ChangeEntry).where(ChangeEntry.table_name == table, *one_by_one)):
        document = unpack(entry.payload)
        ids = document["ids"] or range(entry.first_id, entry.last_id + 1)
        held = [document["before"][name] for name in stored]
        for row_id, *found in zip(ids, *held, strict=True):
            if found == list(stored.values()):
                yield row_id


def _words(words: Callable[[Values], str], values: Values) -> str:
    return "" if values.get("deleted_at") else words(values)
