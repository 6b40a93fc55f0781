"""What a school holds, as plain values that two moments can be compared by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from sms_desktop.core.actor import system_actor
from sms_desktop.db import tables
from sms_desktop.db.database import Database
from sms_desktop.db.operations import ChangeEntry, ChangeSet
from sms_desktop.db.stored import unpack

Content = dict[str, dict[int, dict[str, Any]]]


def content(database: Database, *, versions: bool = True) -> Content:
    """Every row of every audited table, deleted ones too: by table, then id, then column."""
    found: Content = {}
    with database.read(system_actor()) as session:
        for name, table in tables.audited().items():
            rows = session.execute(select(table).order_by(table.c.id)).mappings()
            found[name] = {row["id"]: dict(row) for row in rows}
    if not versions:
        for rows_by_id in found.values():
            for values in rows_by_id.values():
                del values["version"]
    return found


def change_sets(database: Database) -> list[ChangeSet]:
    """The change log, oldest first."""
    with database.read(system_actor()) as session:
        return list(session.scalars(select(ChangeSet).order_by(ChangeSet.id)))


def last_change(database: Database) -> int:
    """The id of the newest change set; 0 where there is none."""
    log = change_sets(database)
    return log[-1].id if log else 0


def entries(database: Database, change_set_id: int) -> list[tuple[str, str, dict[str, Any]]]:
    """Table, operation and values (`ids`, `before`, `after`) of a change set's entries, in their order."""
    with database.read(system_actor()) as session:
        rows = session.scalars(
            select(ChangeEntry).where(ChangeEntry.change_set_id == change_set_id).order_by(ChangeEntry.position)
        )
        found = []
        for row in rows:
            document = unpack(row.payload)
            document["ids"] = document["ids"] or list(range(row.first_id, row.last_id + 1))
            found.append((row.table_name, row.operation, document))
    return found
