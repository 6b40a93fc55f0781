"""Taking a change set back: what it created goes, what it changed returns, what somebody changed since stays.

Works on what change sets keep and on nothing else, so an undo is a change set too and can itself be undone (redo).
A row that was put back gets its old version back: it is again as that earlier change set left it, and an undo of
that one finds it untouched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sms_desktop.core.errors import NotFound
from sms_desktop.core.i18n import _
from sms_desktop.db import bulk, page_cache, tables
from sms_desktop.db.changes import CREATE, UPDATE, recorder
from sms_desktop.db.operations import ChangeEntry, ChangeSet
from sms_desktop.db.stored import unpack

Write = Callable[[Sequence[int]], None]

#: From so many rows on it is worth a look in which order they are.
_MANY = 500
#: Rows that are read before they are taken out: of those brought in by the thousand one entry names them all.
_AT_ONCE = 5000
CHANGED, IN_USE, GONE, CLASHES = "changed", "in_use", "gone", "clashes"


@dataclass(frozen=True)
class Left:
    """A row that the undo left as it is, and why: changed, in_use, gone or clashes."""

    table: str
    row_id: int
    why: str


@dataclass
class Reverted:
    """What an undo did: rows put back by table, and rows left alone."""

    rows: Counter[str] = field(default_factory=Counter)
    left: list[Left] = field(default_factory=list)


def revert(session: Session, change_set_id: int) -> Reverted:
    """Takes the change set back within the transaction of `session`; raises `NotFound` where there is none."""
    if session.get(ChangeSet, change_set_id) is None:
        raise NotFound(_("There is no change number {number}.").format(number=change_set_id))
    session.flush()
    recorder(session).undoes = change_set_id
    reverted = Reverted()
    with page_cache.as_before(session):
        _revert_entries(session, change_set_id, reverted)
    session.expire_all()
    reverted.left = list(dict.fromkeys(reverted.left))
    return reverted


def _revert_entries(session: Session, change_set_id: int, reverted: Reverted) -> None:
    known, order = tables.audited(), page_cache.Order(session)
    newest_first = select(ChangeEntry.id).where(ChangeEntry.change_set_id == change_set_id)
    for entry_id in session.scalars(newest_first.order_by(ChangeEntry.position.desc())).all():
        entry = session.get_one(ChangeEntry, entry_id)
        _revert_entry(session, known[entry.table_name], entry, order, reverted)
        session.expunge(entry)


def _revert_entry(
    session: Session, table: Table, entry: ChangeEntry, order: page_cache.Order, reverted: Reverted
) -> None:
    document = unpack(entry.payload)
    ids: Sequence[int] = document["ids"] or range(entry.first_id, entry.last_id + 1)
    said = document.get("after") or document.get("before") or {}
    if len(ids) >= _MANY and "enrolment_id" in said:
        order.watch(said["enrolment_id"])
    if entry.operation == CREATE:
        left_as = _versions_left(document, entry, len(ids))
        for start in range(0, len(ids), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            _take_out(session, table, ids[part], left_as[part], reverted)
    elif entry.operation == UPDATE:
        _change_back(session, table, ids, document, _versions_left(document, entry, len(ids)), reverted)
    else:
        _put_back(session, table, document["before"], reverted)


def _versions_left(document: dict[str, Any], entry: ChangeEntry, count: int) -> Sequence[int]:
    """The version each row had once the change was made: its own id, or the old one that an undo put back."""
    after = document.get("after", {})
    return after.get("version") or [entry.change_set_id] * count


def _leave(reverted: Reverted, table: Table, ids: Iterable[int], why: str) -> None:
    reverted.left.extend(Left(table.name, row_id, why) for row_id in ids)


def _take_out(session: Session, table: Table, ids: Sequence[int], left_as: Sequence[int], reverted: Reverted) -> None:
    expected = dict(zip(ids, left_as, strict=True))
    ids = sorted(ids)
    there = bulk.read_columns(session, table, ids, ["id", "version"])
    versions = dict(zip(there["id"], there["version"], strict=True))
    changed = {i for i, version in versions.items() if version != expected[i]}
    used = _in_use(session, table, ids) - changed
    _leave(reverted, table, (i for i in ids if i not in versions), GONE)
    _leave(reverted, table, sorted(changed), CHANGED)
    _leave(reverted, table, sorted(used), IN_USE)
    free = [i for i in versions if i not in changed and i not in used]
    bulk.remove_rows(session, table, free)
    reverted.rows[table.name] += len(free)


def _in_use(session: Session, table: Table, ids: Sequence[int]) -> set[int]:
    """Those of `ids` that rows of other tables point at."""
    used: set[int] = set()
    for other in tables.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is table:
                column = key.parent
                found = select(column).distinct().where(column.between(ids[0], ids[-1]))
                used.update(session.scalars(found))
    return used & set(ids)


def _change_back(
    session: Session,
    table: Table,
    ids: Sequence[int],
    document: dict[str, Any],
    left_as: Sequence[int],
    reverted: Reverted,
) -> None:
    # Without a version among its values, the entry found the row as this same change set had left it.
    before = {"version": left_as, **document["before"]}
    after = {"version": left_as, **document["after"]}
    names = [name for name in after if name != "version"]
    order = sorted(range(len(ids)), key=lambda n: ids[n])
    now = bulk.read_columns(session, table, [ids[n] for n in order], ["id", "version", *names])
    at = {row_id: n for n, row_id in enumerate(now["id"])}
    whole, fields = [], []
    for n in order:
        row = at.get(ids[n])
        if row is None:
            _leave(reverted, table, [ids[n]], GONE)
        elif now["version"][row] == left_as[n]:
            whole.append(n)
        elif not names:
            continue  # it was only marked as changed, and is marked otherwise by now
        elif all(now[name][row] == after[name][n] for name in names):
            fields.append(n)
        else:
            _leave(reverted, table, [ids[n]], CHANGED)
    for rows, columns in ((whole, list(after)), (fields, names)):
        _write_back(session, table, [ids[n] for n in rows], _picked(after, columns, rows),
                    _picked(before, columns, rows), reverted)  # fmt: skip


def _picked(values: dict[str, list[Any]], names: Sequence[str], rows: Sequence[int]) -> dict[str, list[Any]]:
    return {name: [values[name][n] for n in rows] for name in names}


def _write_back(
    session: Session, table: Table, ids: list[int], now: dict[str, list[Any]], then: dict[str, list[Any]],
    reverted: Reverted,
) -> None:  # fmt: skip
    def write(rows: Sequence[int]) -> None:
        bulk.update_rows(
            session, table, [ids[n] for n in rows], _picked(now, list(now), rows), _picked(then, list(then), rows)
        )

    _all_or_each(session, table, ids, write, reverted)


def _put_back(session: Session, table: Table, before: dict[str, list[Any]], reverted: Reverted) -> None:
    def write(rows: Sequence[int]) -> None:
        bulk.insert_rows(session, table, _picked(before, list(before), rows))

    _all_or_each(session, table, before["id"], write, reverted)


def _all_or_each(session: Session, table: Table, ids: Sequence[int], write: Write, reverted: Reverted) -> None:
    """Writes all rows at once; where a key is taken by now, one by one, leaving those that clash."""
    everything = range(len(ids))
    if _tried(session, write, everything):
        reverted.rows[table.name] += len(ids)
        return
    for n in everything:
        if _tried(session, write, [n]):
            reverted.rows[table.name] += 1
        else:
            _leave(reverted, table, [ids[n]], CLASHES)


def _tried(session: Session, write: Write, rows: Sequence[int]) -> bool:
    try:
        with session.begin_nested():
            write(rows)
    except IntegrityError:
        return False
    return True
