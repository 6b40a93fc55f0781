"""Values of erased people taken out of the change log, and its chain sealed anew from there (docs/decisions/0012).

The log can only be added to: this is the one exception, within one transaction and told by the change set that does
it. What was done, when and by whom stays; what was known of the person goes.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import JSON, bindparam, select, text, update
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Conflict
from sms_desktop.core.i18n import _
from sms_desktop.db import chain, tables
from sms_desktop.db.changes import REMOVE, recorder
from sms_desktop.db.operations import ChangeEntry, ChangeSet
from sms_desktop.db.stored import pack, unpack

#: What stands instead: by row, then column, in stored form.
Instead = Mapping[int, Mapping[str, Any]]
#: A change set's details and reason as they are to be, from its number, its details and its reason.
Told = Callable[[int, Mapping[str, Any], str], tuple[Mapping[str, Any], str]]
_AT_ONCE = 1000


@dataclass(frozen=True)
class Resealed:
    """What was sealed anew: from which change set to which, in how many values went, and the head that was."""

    first: int
    last: int
    blanked: int
    former_head: str


@dataclass
class Blanked:
    """What taking values out of entries found: new payloads by entry, touched change sets, and what was there."""

    payloads: dict[int, bytes] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)
    was: dict[tuple[str, int, str], set[Any]] = field(default_factory=dict)


def gone_rows(session: Session, table: str, owner: str, owners: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Rows of a table that are there no more, by id, as the log keeps them: those whose `owner` was one of `owners`."""
    wanted, found = set(owners), dict[int, dict[str, Any]]()
    statement = select(ChangeEntry.payload).where(ChangeEntry.table_name == table, ChangeEntry.operation == REMOVE)
    for payload in session.scalars(statement, execution_options={"yield_per": 200}):
        before = unpack(payload).get("before", {})
        for place, whose in enumerate(before.get(owner, ())):
            if whose in wanted:
                found[before["id"][place]] = {name: values[place] for name, values in before.items()}
    return found


def blanked(session: Session, instead: Mapping[str, Instead]) -> Blanked:
    """Looks for the values in every entry of these rows, by table; nothing is written yet."""
    found = Blanked()
    for table, rows in instead.items():
        ids = sorted(rows)
        if ids:
            for entry in _entries(session, table, ids):
                _blank(found, table, entry, rows, _within(ids, entry.first_id, entry.last_id))
    return found


def _entries(session: Session, table: str, ids: Sequence[int]) -> Iterator[Any]:
    row = ChangeEntry
    statement = select(row.id, row.change_set_id, row.first_id, row.last_id, row.payload).where(
        row.table_name == table, row.first_id <= ids[-1], row.last_id >= ids[0]
    )
    for entry in session.execute(statement, execution_options={"yield_per": 200}):
        if _within(ids, entry.first_id, entry.last_id):
            yield entry


def _within(ids: Sequence[int], first: int, last: int) -> Sequence[int]:
    return ids[bisect_left(ids, first) : bisect_left(ids, last + 1)]


def _blank(found: Blanked, table: str, entry: Any, rows: Instead, ids: Sequence[int]) -> None:
    document = unpack(entry.payload)
    held = document["ids"]
    places = {i: n for n, i in enumerate(held)} if held else {i: i - entry.first_id for i in ids}
    changed = False
    for row_id in (i for i in ids if i in places):
        found.touched.add(entry.change_set_id)
        for part in (document.get("before", {}), document.get("after", {})):
            for name, value in rows[row_id].items():
                values = part.get(name)
                if values and values[places[row_id]] not in (None, "", value):
                    found.was.setdefault((table, row_id, name), set()).add(values[places[row_id]])
                    values[places[row_id]] = value
                    changed = True
    if changed:
        found.payloads[entry.id] = pack(document)
        found.changed.add(entry.change_set_id)


def reworded(
    session: Session, found: Blanked, places: Mapping[str, Collection[str]], replace: Callable[[Any], Any]
) -> None:
    """Replaces words in what entries hold of these columns, by table, whosever rows; nothing is written yet."""
    for name, columns in places.items():
        table, row = tables.metadata.tables[name], ChangeEntry
        kinds = {column: isinstance(table.c[column].type, JSON) for column in columns}
        statement = select(row.id, row.change_set_id, row.payload).where(row.table_name == name)
        for entry in session.execute(statement, execution_options={"yield_per": 200}):
            document = unpack(found.payloads.get(entry.id, entry.payload))
            if _reword(document, kinds, replace):
                found.payloads[entry.id] = pack(document)
                found.changed.add(entry.change_set_id)


def _reword(document: Mapping[str, Any], kinds: Mapping[str, bool], replace: Callable[[Any], Any]) -> bool:
    changed = False
    for part in (document.get("before", {}), document.get("after", {})):
        for column in kinds.keys() & part.keys():
            values = part[column]
            new = {value: _in_stored(value, kinds[column], replace) for value in {*values} if value}
            if any(value != instead for value, instead in new.items()):
                part[column], changed = [new.get(value, value) for value in values], True
    return changed


def _in_stored(value: Any, is_json: bool, replace: Callable[[Any], Any]) -> Any:
    if not is_json:
        return replace(value)
    plain = json.loads(value)
    new = replace(plain)
    return value if new == plain else json.dumps(new)


def reseal(session: Session, found: Blanked, told: Told) -> Resealed:
    """Writes the payloads and the texts, and seals the chain anew from the first change set that is another now.

    Raises `Conflict` where the log is not as it was written: what was altered must not get a seal.
    """
    key = recorder(session).audit_key
    for sentence in chain.problems(session, key):
        raise Conflict(sentence, _("Nothing was erased: first find out who altered the log."), code="log_altered")
    last = chain.newest(session)
    former = chain.hash_of(session, last) or ""
    with _Unlocked(session):
        _write_payloads(session, found.payloads)
        first = _sealed(session, key, found, told, last)
    return Resealed(first, last if first else 0, len(found.changed), former)


class _Unlocked:
    """The log without the triggers that hold it, which are back at the end of the block."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._triggers: list[tuple[str, str]] = []

    def __enter__(self) -> None:
        statement = text(
            "SELECT name, sql FROM sqlite_master"
            " WHERE type = 'trigger' AND tbl_name IN ('change_sets', 'change_entries')"
        )
        self._triggers = [(name, sql) for name, sql in self._session.execute(statement)]
        for name, _sql in self._triggers:
            self._session.execute(text(f"DROP TRIGGER {name}"))

    def __exit__(self, *problem: object) -> None:
        if problem[0] is None:  # else all of it is rolled back, the triggers' absence too
            for _name, sql in self._triggers:
                self._session.execute(text(sql))


def _write_payloads(session: Session, payloads: Mapping[int, bytes]) -> None:
    table = ChangeEntry.__table__
    statement = update(ChangeEntry).where(table.c.id == bindparam("entry")).values(payload=bindparam("new"))
    if payloads:
        rows = [{"entry": number, "new": payload} for number, payload in payloads.items()]
        session.connection().execute(statement, rows)


def _sealed(session: Session, key: bytes, found: Blanked, told: Told, last: int) -> int:
    """Seals what follows the first changed change set; returns its number, 0 where none is."""
    begin = chain.start(session).first
    first, previous = 0, ""
    for low in range(begin, last + 1, _AT_ONCE):
        new = []
        for header in _headers(session, low, min(low + _AT_ONCE - 1, last)):
            details, reason = told(header["id"], header["details"], header["reason"])
            changed = header["id"] in found.changed or (details, reason) != (header["details"], header["reason"])
            if not first and not changed:
                continue
            first, previous = first or header["id"], previous or header["previous_hash"]
            header |= {"details": dict(details), "reason": reason, "previous_hash": previous}
            if header["id"] in found.changed:
                header["entries_digest"] = _digest(session, header["id"])
            header["chain_hash"] = previous = chain.link(key, header)
            new.append(header)
        _write_headers(session, new)
    return first


def _headers(session: Session, low: int, high: int) -> list[dict[str, Any]]:
    table = ChangeSet.__table__
    rows = session.execute(select(table).where(ChangeSet.id.between(low, high)).order_by(ChangeSet.id))
    return [dict(row._mapping) for row in rows]


def _digest(session: Session, number: int) -> str:
    table = ChangeEntry.__table__
    rows = session.execute(select(table).where(ChangeEntry.change_set_id == number).order_by(ChangeEntry.position))
    return chain.digest_entries([dict(row._mapping) for row in rows])


def _write_headers(session: Session, headers: Sequence[Mapping[str, Any]]) -> None:
    names = ("details", "reason", "entries_digest", "previous_hash", "chain_hash")
    table = ChangeSet.__table__
    statement = update(ChangeSet).where(table.c.id == bindparam("number"))
    statement = statement.values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names})
    rows = [{"number": each["id"]} | {f"new_{name}": each[name] for name in names} for each in headers]
    if rows:
        session.connection().execute(statement, rows)
