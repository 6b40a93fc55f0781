"""Whether the change log is whole: its chain, its head as it was kept elsewhere, and the rows that it vouches for.

The log of a database holds together by itself even when its end was cut off, or all of it was exchanged for an older
one; what was kept outside tells (reliability.md 0.9, F37, F38).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import StorageProblem
from sms_desktop.core.i18n import N_, _, format_moment, ngettext
from sms_desktop.core.progress import Progress, silent
from sms_desktop.db import backup_file, bulk, chain, chain_head
from sms_desktop.db.changes import CREATE, REMOVE, actor
from sms_desktop.db.database import Database
from sms_desktop.db.operations import ChangeEntry
from sms_desktop.db.stored import unpack
from sms_desktop.services.safekeeping import backup_places, keyring_store

#: Rows whose values are compared with what the log says of them.
PROTECTED = ("users", "roles", "grants", "grades")
#: So many of the newest entries are looked at whenever a school is opened.
AT_START = 1000
#: Under this name the keyring has the head.
KEPT = "audit-head"
_ROWS_AT_ONCE = 20_000
_NAMED_AT_MOST = 10


@dataclass(frozen=True)
class Anchor:
    """How long the log was at some moment, and its head, as kept outside; `where` is an untranslated text."""

    where: str
    length: int
    head: str
    at: datetime


@dataclass
class _Row:
    """What the log says of one row: whether it is there, its known values, and which change sets touched it."""

    there: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)


def problems(session: Session, database: Database, progress: Progress = silent) -> list[str]:
    """A sentence for the first entry of the log that was altered, removed, moved or added, and for a log cut short.

    Looks at all of it, at the note beside the database, at the newest backups, and at what the system's keyring has,
    which is given the head of a log that is whole. Needs `settings:edit`.
    """
    actor(session).require("settings:edit")
    found = list(chain.problems(session, database.audit_key, progress=progress))
    found = found or list(_against_anchors(session, database))
    if not found:
        _keep_in_keyring(session, database)
    return found


def _keep_in_keyring(session: Session, database: Database) -> None:
    """Keeps the head of a log that was found whole where the computer has a keyring: no file that could be deleted."""
    newest = chain.newest(session)
    head = chain_head.Head(newest, chain.hash_of(session, newest) or "", database.clock())
    with suppress(StorageProblem):
        keyring_store.keep(database.folder, KEPT, chain_head.to_text(database.audit_key, head))


def newest_problems(session: Session, database: Database) -> list[str]:
    """As `problems`, for the newest entries alone: what is looked at when a school is opened. Open to everybody."""
    found = list(chain.problems(session, database.audit_key, AT_START))
    return found or list(_against_anchors(session, database, backups=False))


def _against_anchors(session: Session, database: Database, *, backups: bool = True) -> Iterator[str]:
    """The first sentence that what was kept outside has against the log."""
    for problem, _drop in _forged(database.folder, database.audit_key, keyring=backups):
        yield problem
        return
    anchors = list(_anchors(database.folder, database.audit_key, backups=backups))
    contradicted = ((anchor, sentence) for anchor in anchors if (sentence := _contradicted(session, anchor)))
    for anchor, sentence in contradicted:
        if not chain_head.has_new_past(session.connection(), anchor.length):
            yield sentence
            return


def forged(database: Database) -> list[str]:
    """A sentence for each note of the log's length that this school's program did not write."""
    return [sentence for sentence, _drop in _forged(database.folder, database.audit_key, keyring=True)]


def drop_forged(folder: Path, audit_key: bytes) -> list[str]:
    """Drops notes of the log's length that say nothing, so that new ones are kept; a sentence for each."""
    told = []
    for sentence, drop in _forged(folder, audit_key, keyring=True):
        drop()
        told.append(_("{problem} It is kept anew.").format(problem=sentence))
    return told


def _forged(folder: Path, audit_key: bytes, *, keyring: bool) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is to be said of each note that this school's program did not write, and what takes it away."""
    try:
        chain_head.read(folder, audit_key)
    except chain_head.Forged:
        text = _("The note of the change log's length ({file}) is damaged or was altered.")
        yield text.format(file=chain_head.FILE), partial((folder / chain_head.FILE).unlink, missing_ok=True)
    try:
        chain_head.from_text(audit_key, keyring_store.fetch(folder, KEPT) if keyring else None)
    except chain_head.Forged:
        text = _("The note of the change log's length in the system's keyring is damaged or was altered.")
        yield text, partial(keyring_store.forget, folder, KEPT)


def longest(folder: Path, audit_key: bytes) -> int:
    """How long the log was at most, as far as anything kept outside it says: a restore outdates all of that."""
    found = [0]
    with suppress(chain_head.Forged):
        found += (anchor.length for anchor in _anchors(folder, audit_key, backups=False))
    with suppress(chain_head.Forged):
        found += (anchor.length for anchor in _elsewhere(folder, audit_key))
    return max(found)


def _anchors(folder: Path, audit_key: bytes, *, backups: bool) -> Iterator[Anchor]:
    head = chain_head.read(folder, audit_key)
    if head is not None:
        yield Anchor(N_("the note beside the database"), head.length, head.hash, head.at)
    if backups:
        yield from _elsewhere(folder, audit_key)


def _elsewhere(folder: Path, audit_key: bytes) -> Iterator[Anchor]:
    with suppress(OSError):
        own = backup_file.school_id(audit_key)
        for backup in backup_places.found_in(folder / backup_places.FOLDER, own):
            if backup.own and not backup.problem:
                yield Anchor(N_("a backup"), backup.chain_length, backup.chain_head, backup.made_at)
    kept = chain_head.from_text(audit_key, keyring_store.fetch(folder, KEPT))
    if kept is not None:
        yield Anchor(N_("the system's keyring"), kept.length, kept.hash, kept.at)


def _contradicted(session: Session, anchor: Anchor) -> str | None:
    """What the anchor has against the log; nothing where it is of entries that went into an archive since."""
    end, begin = chain.newest(session), chain.start(session)
    where, when = _(anchor.where), format_moment(anchor.at)
    if end < anchor.length:
        text = _("Entry {number} of the change log is missing, and all after it: on {when} it had {length} ({where}).")
        return text.format(number=end + 1, when=when, length=anchor.length, where=where)
    if anchor.length >= begin.first and chain.hash_of(session, anchor.length) != anchor.head:
        text = _("Entry {number} of the change log is not the one that was there on {when} ({where}).")
        return text.format(number=anchor.length, when=when, where=where)
    return None


def changed_outside(session: Session) -> Iterator[str]:
    """A sentence for each account, role, right and mark that is not as the log says it was left (at most ten a kind).

    Marks brought in by the thousand are in the log with their values; those of a log that is older than this rule are
    known by their later changes alone.
    """
    actor(session).require("settings:edit")
    from sms_desktop.db import tables  # every table and its words: a start looks at none of these rows
    from sms_desktop.services.history.row_names import name_of, table_words

    known = tables.audited()
    archived = chain.start(session).first - 1
    for name in PROTECTED:
        wrong = _wrong(session, known[name], archived)
        for row_id in islice(wrong, _NAMED_AT_MOST):
            yield _("{name} was changed without the program.").format(name=name_of(session, name, row_id))
        more = sum(1 for __ in wrong)
        if more:
            text = ngettext("And {n} more of the {rows}.", "And {n} more of the {rows}.", more)
            yield text.format(n=more, rows=table_words(name))


def _wrong(session: Session, table: Table, archived: int) -> Iterator[int]:
    """The ids of rows that the log contradicts, some thousand looked at at a time."""
    highest = max(
        session.scalar(select(func.max(table.c.id))) or 0,
        session.scalar(select(func.max(ChangeEntry.last_id)).where(ChangeEntry.table_name == table.name)) or 0,
    )
    columns = [column.name for column in table.c]
    for low in range(1, highest + 1, _ROWS_AT_ONCE):
        ids = range(low, low + _ROWS_AT_ONCE)
        said = _said(session, table.name, ids)
        found = bulk.read_columns(session, table, ids, columns)
        there = {row_id: n for n, row_id in enumerate(found["id"])}
        for row_id in sorted(said.keys() | there.keys()):
            if not _as_said(said.get(row_id), found, there.get(row_id), archived):
                yield row_id


def _said(session: Session, table: str, ids: range) -> dict[int, _Row]:
    """What the log says of these rows, from its beginning on."""
    statement = (
        select(ChangeEntry)
        .where(ChangeEntry.table_name == table, ChangeEntry.last_id >= ids.start, ChangeEntry.first_id < ids.stop)
        .order_by(ChangeEntry.change_set_id, ChangeEntry.position)
    )
    said: dict[int, _Row] = {}
    for entry in session.scalars(statement, execution_options={"yield_per": 500}):
        document = unpack(entry.payload)
        after = document.get("after", {})
        touched = document["ids"] or range(entry.first_id, entry.last_id + 1)
        for place, row_id in enumerate(touched):
            if row_id in ids:
                _retold(said.setdefault(row_id, _Row()), entry, after, place)
    session.expunge_all()
    return said


def _retold(row: _Row, entry: ChangeEntry, after: dict[str, list[Any]], place: int) -> None:
    row.touched.add(entry.change_set_id)
    if entry.operation in (CREATE, REMOVE):
        row.values = {}
    row.there = entry.operation != REMOVE
    row.values.update((name, values[place]) for name, values in after.items())


def _as_said(said: _Row | None, found: dict[str, list[Any]], place: int | None, archived: int) -> bool:
    if place is None:
        return said is None or not said.there
    version = found["version"][place]
    if said is None:
        return bool(version <= archived)
    values = {name: value for name, value in said.values.items() if name in found and name != "version"}
    if not said.there or any(found[name][place] != value for name, value in values.items()):
        return False
    return version in said.touched or version <= archived
