"""What rows were made as of which the log keeps no values: what they are, or last were, taken back through the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.db import bulk, tables
from sms_desktop.db.changes import CREATE, REMOVE
from sms_desktop.db.operations import ChangeEntry
from sms_desktop.db.stored import unpack


def made_as(session: Session, table: str, row_ids: Sequence[int], change_set_id: int) -> dict[str, list[Any]]:
    """By column, in stored form and in the order of the ids, what rows were once that change set had made them.

    None in every column for a row that neither the table nor the log knows.
    """
    known = tables.metadata.tables[table]
    names = [column.name for column in known.c]
    found = bulk.read_columns(session, known, sorted(row_ids), names)
    rows = {found["id"][n]: {name: found[name][n] for name in names} for n in range(len(found["id"]))}
    later = (
        select(ChangeEntry)
        .where(
            ChangeEntry.table_name == table, ChangeEntry.change_set_id > change_set_id,
            ChangeEntry.first_id <= max(row_ids), ChangeEntry.last_id >= min(row_ids),
        )
        .order_by(ChangeEntry.change_set_id.desc(), ChangeEntry.position.desc())
    )  # fmt: skip
    for entry in session.scalars(later):
        _take_back(entry, rows, set(row_ids))
    return {name: [rows.get(row_id, {}).get(name) for row_id in row_ids] for name in names}


def _take_back(entry: ChangeEntry, rows: dict[int, dict[str, Any]], wanted: set[int]) -> None:
    document = unpack(entry.payload)
    ids = document["ids"] or range(entry.first_id, entry.last_id + 1)
    before = document.get("before", {})
    for place, row_id in enumerate(ids):
        if row_id not in wanted:
            continue
        if entry.operation in (CREATE, REMOVE):
            rows[row_id] = {}
        rows.setdefault(row_id, {}).update((name, values[place]) for name, values in before.items())
