"""Change sets: each transaction that writes leaves exactly one, taken from what the session flushes.

Audit log, history, undo, cache dropping and screen refresh all read them (architecture.md). They are chained by an
HMAC, so that an altered, removed or reordered one is found (`db.chain`).
"""

from __future__ import annotations

import uuid
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any, cast

from sqlalchemy import Column, Table, event, func, insert, inspect, select
from sqlalchemy.orm import InstanceState, Session

import sms_desktop
from sms_desktop.core.actor import Actor
from sms_desktop.core.clock import Clock
from sms_desktop.core.events import Changed
from sms_desktop.db.base import Audited
from sms_desktop.db.chain import GENESIS, digest_entries, link
from sms_desktop.db.operations import ChangeEntry, ChangeSet
from sms_desktop.db.stored import pack, to_stored

CREATE, UPDATE, REMOVE = "create", "update", "remove"
#: What is done to rows: where no row changed, nothing was done. Signing in or an export touches none, and is kept, as
#: is what was `done_to_files`.
_TO_ROWS = frozenset({CREATE, UPDATE, "delete", "restore", "settings_change"})
#: From so many rows on their values are packed when they are reported, in payloads of so many rows.
_MANY, _PACKED_AT_ONCE = 500, 5000


@dataclass(frozen=True)
class Rows:
    """Rows of one table that went through one kind of change; values in stored form, by column.

    `ids` are in order. `after` is missing for most rows brought in by the thousand: what they were made as is what
    they are now, taken back through later changes. `packed` is the payload where it is made already.
    """

    table: str
    operation: str
    ids: Sequence[int]
    before: dict[str, list[Any]] = field(default_factory=dict)
    after: dict[str, list[Any]] = field(default_factory=dict)
    packed: bytes = b""


class Recorder:
    """Collects what one transaction changes and writes it as one change set at its end."""

    def __init__(
        self, actor: Actor, action: str, reason: str, audit_key: bytes, clock: Clock, operation_id: str | None
    ) -> None:
        self.actor = actor
        self.action = action
        self.reason = reason
        self.operation_id = operation_id or uuid.uuid4().hex
        self.summary = ""
        self.details: dict[str, Any] = {}
        self.undoes: int | None = None
        self.outside = False
        self.audit_key = audit_key
        self._clock = clock
        self._id: int | None = None
        self._rows: list[Rows] = []

    def change_id(self, session: Session) -> int:
        """The id this change set will have: the next one, which nobody else can take while we write."""
        if self._id is None:
            with session.no_autoflush:
                self._id = (session.scalar(select(func.max(ChangeSet.id))) or 0) + 1
        return self._id

    def add(self, rows: Rows) -> None:
        """Adds what a bulk statement did (`db.bulk`), or one row of a flush; values of many are packed at once."""
        if rows.ids:
            self._rows.extend(_pieces(rows))

    def finish(self, session: Session) -> Changed | None:
        """Writes the change set and its entries; None where nothing was done that is kept."""
        if not self._rows and (not self.summary or (self.action in _TO_ROWS and not self.outside)):
            return None
        change_id = self.change_id(session)
        entries = [_entry(change_id, n, rows) for n, rows in enumerate(_merged(self._rows))]
        previous = session.scalar(select(ChangeSet.chain_hash).where(ChangeSet.id == change_id - 1)) or GENESIS
        header = self._header(change_id, previous, digest_entries(entries))
        header["chain_hash"] = link(self.audit_key, header)
        session.execute(insert(ChangeSet), [header])
        if entries:
            session.execute(insert(ChangeEntry), entries)
        return Changed(change_id, frozenset(rows.table for rows in self._rows), self.action)

    def _header(self, change_id: int, previous: str, digest: str) -> dict[str, Any]:
        return {
            "id": change_id,
            "at": self._clock(),
            "user_id": self.actor.user_id,
            "user_name": self.actor.name,
            "workstation": self.actor.workstation,
            "operation_id": self.operation_id,
            "action": self.action,
            "summary": self.summary,
            "details": self.details,
            "reason": self.reason,
            "undoes": self.undoes,
            "app_version": sms_desktop.__version__,
            "entries_digest": digest,
            "previous_hash": previous,
        }


def recorder(session: Session) -> Recorder:
    """The recorder of the transaction that `session` is in."""
    found: Recorder = session.info["recorder"]
    return found


def actor(session: Session) -> Actor:
    """Who acts in this session."""
    found: Actor = session.info["actor"]
    return found


def describe(session: Session, summary: str, *, action: str | None = None, **details: Any) -> None:
    """Names the change set for people: `summary` is an untranslated text (`N_`) with `{placeholders}` for `details`.

    The first description of a transaction stands, so that a service that calls others keeps its own name.
    """
    record = recorder(session)
    if not record.summary:
        record.summary, record.details = summary, details
        record.action = action or record.action


def done_to_files(session: Session) -> None:
    """Keeps the change set although no row changes: what it names was done outside the database."""
    recorder(session).outside = True


def _pieces(rows: Rows) -> Iterator[Rows]:
    """The rows as they are kept until the end; the values of many in payloads of some thousand rows, for memory."""
    if len(rows.ids) < _MANY or not (rows.before or rows.after):
        yield rows
        return
    for start in range(0, len(rows.ids), _PACKED_AT_ONCE):
        part = slice(start, start + _PACKED_AT_ONCE)
        before, after = ({name: v[part] for name, v in side.items()} for side in (rows.before, rows.after))
        ids = _close(rows.ids[part])
        yield Rows(
            rows.table, rows.operation, ids, packed=_payload(Rows(rows.table, rows.operation, ids, before, after))
        )


def _close(ids: Sequence[int]) -> Sequence[int]:
    """The same ids in little room, since they are kept to the end."""
    whole = range(ids[0], ids[0] + len(ids))
    return whole if list(ids) == list(whole) else array("q", ids)


def _entry(change_id: int, position: int, rows: Rows) -> dict[str, Any]:
    return {
        "change_set_id": change_id,
        "position": position,
        "table_name": rows.table,
        "operation": rows.operation,
        "first_id": min(rows.ids),
        "last_id": max(rows.ids),
        "row_count": len(rows.ids),
        "payload": rows.packed or _payload(rows),
    }


def _payload(rows: Rows) -> bytes:
    first, last = min(rows.ids), max(rows.ids)
    contiguous = isinstance(rows.ids, range) or list(rows.ids) == list(range(first, last + 1))
    document: dict[str, Any] = {"ids": None if contiguous else list(rows.ids)}
    document |= {name: values for name, values in (("before", rows.before), ("after", rows.after)) if values}
    return pack(document)


def _merged(rows: list[Rows]) -> list[Rows]:
    """Neighbours of one table, kind and set of columns as one: ranges are joined, columns put end to end."""
    merged: list[Rows] = []
    for __, group in groupby(rows, key=lambda r: (r.table, r.operation, tuple(r.before), tuple(r.after), r.packed)):
        merged.extend(_joined_ranges(list(group)))
    return merged


def _joined_ranges(group: list[Rows]) -> list[Rows]:
    head = group[0]
    ids = _joined_ids(group) if len(group) > 1 else None
    if ids is None:
        return group
    before = {name: [v for rows in group for v in rows.before[name]] for name in head.before}
    after = {name: [v for rows in group for v in rows.after[name]] for name in head.after}
    return [Rows(head.table, head.operation, ids, before, after)]


def _joined_ids(group: list[Rows]) -> Sequence[int] | None:
    """The ids end to end: one range of ranges that meet, however long; None where they can't stand together."""
    if group[0].packed:
        return None
    ranges = [rows.ids for rows in group if isinstance(rows.ids, range)]
    if len(ranges) == len(group):
        meet = all(one.stop == next_one.start for one, next_one in pairwise(ranges))
        return range(ranges[0].start, ranges[-1].stop) if meet else None
    ids = [i for rows in group for i in rows.ids]
    if len(set(ids)) != len(ids):  # one row changed twice: each change keeps its own entry
        return None
    return ids


def watch(session: Session) -> None:
    """Makes every flush of `session` report to its recorder."""
    event.listen(session, "before_flush", _before_flush)
    event.listen(session, "after_flush", _after_flush)


def _before_flush(session: Session, context: Any, instances: Any) -> None:
    record = recorder(session)
    for row in session.dirty:
        if isinstance(row, Audited) and session.is_modified(row):
            state: InstanceState[Any] = inspect(row)
            row.version = record.change_id(session)
            record.add(_updated(session, state))
    for row in session.new:
        if isinstance(row, Audited):
            row.version = record.change_id(session)
    for row in session.deleted:
        if isinstance(row, Audited):
            record.add(_removed(inspect(row)))


def _after_flush(session: Session, context: Any) -> None:
    for row in session.new:
        if isinstance(row, Audited):
            state: InstanceState[Any] = inspect(row)
            recorder(session).add(Rows(_table(state).name, CREATE, [row.id], after=_all_values(state)))


def _updated(session: Session, state: InstanceState[Any]) -> Rows:
    table = _table(state)
    before: dict[str, list[Any]] = {}
    after: dict[str, list[Any]] = {}
    for column in table.c:
        history = state.attrs[column.key].load_history()
        if history.added:
            convert = to_stored(column)
            old = history.deleted[0] if history.deleted else _still_stored(session, state, column)
            if convert(old) != convert(history.added[0]):
                before[column.key], after[column.key] = [convert(old)], [convert(history.added[0])]
    return Rows(table.name, UPDATE, [_row(state).id], before, after)


def _still_stored(session: Session, state: InstanceState[Any], column: Column[Any]) -> Any:
    """The value in the database: the unit of work does not read what is set without having been looked at."""
    return session.scalar(select(column).where(_table(state).c.id == _row(state).id))


def _removed(state: InstanceState[Any]) -> Rows:
    return Rows(_table(state).name, REMOVE, [_row(state).id], before=_all_values(state))


def _table(state: InstanceState[Any]) -> Table:
    return cast(Table, state.mapper.local_table)


def _row(state: InstanceState[Any]) -> Audited:
    return cast(Audited, state.obj())


def _all_values(state: InstanceState[Any]) -> dict[str, list[Any]]:
    row = _row(state)
    return {column.key: [to_stored(column)(getattr(row, column.key))] for column in _table(state).c}
