"""Moving old entries of the log to a sealed file, with a proof: never silently dropped (reliability.md 0.9).

The file is `db.sealed` with one JSON document a line: a change set with its entries, as they were. It is proven before
anything goes from the log. What is left begins with the hash at which the file ends, and says so in an entry.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from sms_desktop.core import files
from sms_desktop.core.actor import Actor
from sms_desktop.core.clock import midnight
from sms_desktop.core.errors import BadFile, Conflict, Invalid
from sms_desktop.core.i18n import N_, _
from sms_desktop.core.progress import Progress, portion, silent
from sms_desktop.db import backup_file, chain, key_ring, keys, sealed
from sms_desktop.db.changes import describe
from sms_desktop.db.database import Database
from sms_desktop.db.operations import AuditArchive, ChangeSet
from sms_desktop.services.history import audit
from sms_desktop.services.safekeeping import check_log

MAGIC = b"SMSAUDT\x01"
_LABEL = "audit-archive"
_RIGHTS = (audit.RIGHT, "settings:edit")


@dataclass(frozen=True)
class Archived:
    """The entries `first` to `last` in a file, and the hash at which they end."""

    file: Path
    first: int
    last: int
    head: str
    made_at: datetime


def archive(
    database: Database, who: Actor, before: date, to: Path, progress: Progress = silent, *, reason: str = ""
) -> Archived:
    """Moves all entries older than a day to a file, proven, then takes them out of the log in one transaction.

    Entries that later ones take back stay. The log keeps the `reason`. Raises `Invalid` (`before`) where
    none is so old, `Conflict` where the log is not whole or the file is there already, `StorageProblem`.
    """
    for right in _RIGHTS:
        who.require(right)
    if to.exists():
        raise Conflict(_("There is a file “{name}” already.").format(name=to.name), _("Choose another name."))
    with database.read(who) as session:
        wrong = check_log.problems(session, database, portion(progress, 0, 30))
        if wrong:
            raise Conflict(wrong[0], _("Nothing was archived. Restore a good backup first."), code="change_log")
        begin = chain.start(session)
        last = _last(session, before, begin.first)
        if last < begin.first:
            raise Invalid(before=_("Nothing in the log is so old, or what is so old is taken back by later entries."))
        done = _written(session, database, begin, last, to, portion(progress, 30, 80))
    _taken_out(database, who, done, reason)
    progress(100, 100)
    return done


def verify(database: Database, who: Actor, file: Path, progress: Progress = silent) -> Archived:
    """Looks through a whole archive: its seal, each entry, and that they follow one another up to its end.

    Raises `Damaged`, `BadFile` for another kind of file or another school's.
    """
    for right in _RIGHTS:
        who.require(right)
    header, lines = _opened(database, file)
    previous, expected = header["previous"], header["first"]
    for one in lines:
        plain, entries = _read(one)
        follows = plain["id"] == expected and plain["previous_hash"] == previous
        if not follows or not chain.intact(database.audit_key, plain, entries):
            raise sealed.damaged()
        previous, expected = plain["chain_hash"], expected + 1
        progress(expected - header["first"], header["last"] - header["first"] + 1)
    if (expected - 1, previous) != (header["last"], header["head"]):
        raise sealed.damaged()
    return Archived(file, header["first"], header["last"], header["head"], datetime.fromisoformat(header["made_at"]))


def _last(session: Session, before: date, first: int) -> int:
    """The last entry that may go: all up to it are older, and nothing after it takes one of them back."""
    later = session.scalar(select(func.min(ChangeSet.id)).where(ChangeSet.at >= midnight(before)))
    last = (later or chain.newest(session)) - 1  # the newest one stays: the next is numbered and chained after it
    while last >= first:
        taken_back = session.scalar(select(func.min(ChangeSet.undoes)).where(ChangeSet.id > last))
        if taken_back is None or taken_back > last:
            break
        last = taken_back - 1
    return last


def _written(
    session: Session, database: Database, begin: chain.Start, last: int, to: Path, progress: Progress
) -> Archived:
    head, now = chain.hash_of(session, last) or "", database.clock()
    file_key = secrets.token_bytes(keys.KEY_BYTES)
    header = {
        "school_id": backup_file.school_id(database.audit_key), "first": begin.first, "last": last,
        "previous": begin.previous, "head": head, "made_at": now.isoformat(),
        "key": key_ring.wrap(file_key, database.audit_key, _LABEL),
    }  # fmt: skip
    lines = _Stream(_lines(session, begin.first, last, progress))
    source = io.BufferedReader(lines, sealed.CHUNK)
    done = Archived(to, begin.first, last, head, now)
    with files.atomic_writer(to, lambda made: _proven(database, made, done)) as target:
        sealed.seal(source, target, file_key, MAGIC, header)
    return done


def _proven(database: Database, made: Path, wanted: Archived) -> None:
    from sms_desktop.core.actor import system_actor

    found = verify(database, system_actor(), made)
    if (found.first, found.last, found.head) != (wanted.first, wanted.last, wanted.head):
        raise sealed.damaged()


def _taken_out(database: Database, who: Actor, done: Archived, reason: str) -> None:
    digest = _digest(done.file)
    with database.begin(who, chain.ARCHIVE, reason=reason) as session:
        connection = session.connection()
        seals = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN"
                 " ('change_sets', 'change_entries')")
        ).all()  # fmt: skip
        for name, _sql in seals:
            connection.execute(text(f'DROP TRIGGER "{name}"'))
        for statement in ("DELETE FROM change_entries WHERE change_set_id <= :last",
                          "DELETE FROM change_sets WHERE id <= :last"):  # fmt: skip
            connection.execute(text(statement), {"last": done.last})
        for _name, sql in seals:
            connection.exec_driver_sql(sql)
        session.add(
            AuditArchive(made_at=done.made_at, made_by=who.name, first_change=done.first, last_change=done.last,
                         head_hash=done.head, file_name=done.file.name, file_hash=digest)
        )  # fmt: skip
        describe(
            session, N_("Entries {first} to {last} of the log moved to {file}"), action=chain.ARCHIVE,
            first=done.first, last=done.last, head=done.head, file=done.file.name, hash=digest,
        )  # fmt: skip


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _opened(database: Database, file: Path) -> tuple[dict[str, Any], Iterator[bytes]]:
    """The header and the lines of an archive of this school."""
    try:
        header, about = _header(file)
        if header["school_id"] != backup_file.school_id(database.audit_key):
            raise BadFile(_("This archive is of another school."), _("Open it there."), code="other_school")
        file_key = key_ring.unwrap(header["key"], database.audit_key, _LABEL)
        numbers = (int(header["first"]), int(header["last"]), str(header["previous"]), str(header["head"]))
    except (KeyError, TypeError, ValueError):
        raise sealed.damaged() from None
    if file_key is None or numbers[0] > numbers[1]:
        raise sealed.damaged()
    return header, _split(_chunks(file, file_key, about))


def _header(file: Path) -> tuple[dict[str, Any], bytes]:
    try:
        with file.open("rb") as source:
            return sealed.read_header(source, MAGIC)
    except FileNotFoundError:
        raise BadFile(_("There is no file “{name}”.").format(name=file.name), code="no_file") from None
    except OSError as error:
        raise files.storage_problem(error, file) from error


def _chunks(file: Path, file_key: bytes, about: bytes) -> Iterator[bytes]:
    with file.open("rb") as source:
        sealed.read_header(source, MAGIC)
        yield from sealed.opened(source, file_key, about)


def _split(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Whole lines out of chunks."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
    if rest:
        raise sealed.damaged()


def _lines(session: Session, first: int, last: int, progress: Progress) -> Iterator[bytes]:
    for header, entries in chain.walk(session, first, last):
        progress(header["id"] - first + 1, last - first + 1)
        plain = {**header, "at": header["at"].isoformat()}
        packed = [{**entry, "payload": base64.b64encode(entry["payload"]).decode()} for entry in entries]
        yield json.dumps({"set": plain, "entries": packed}, ensure_ascii=False).encode() + b"\n"


def _read(line: bytes) -> tuple[Mapping[str, Any], list[dict[str, Any]]]:
    try:
        document = json.loads(line)
        header = {**document["set"], "at": datetime.fromisoformat(document["set"]["at"])}
        entries = [{**entry, "payload": base64.b64decode(entry["payload"])} for entry in document["entries"]]
        return header, entries
    except (ValueError, KeyError, TypeError):
        raise sealed.damaged() from None


class _Stream(io.RawIOBase):
    """Lines as they come, read like a file."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        super().__init__()
        self._lines, self._rest = lines, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = next(self._lines, b"")
        part, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)
