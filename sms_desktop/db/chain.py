"""The chain of change sets: each carries an HMAC over itself and the one before (reliability.md 0.9, domain.md 8)."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import _
from sms_desktop.core.progress import Progress, silent
from sms_desktop.db.operations import AuditArchive, ChangeSet

GENESIS = "0" * 64
#: What the change set is called that says which ones went into an archive, by its details.
ARCHIVE = "archive"
_ENTRY_FIELDS = ("position", "table_name", "operation", "first_id", "last_id", "row_count")
_AT_ONCE = 1000
_SETS = ChangeSet.__table__


@dataclass(frozen=True)
class Start:
    """Where the chain begins: the first change set that is there, and the hash that it follows."""

    first: int = 1
    previous: str = GENESIS


def link(audit_key: bytes, header: Mapping[str, Any]) -> str:
    """The chain hash of a change set: HMAC-SHA-256 over all its fields, the hash of the one before among them."""
    plain = {name: value for name, value in header.items() if name != "chain_hash"}
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, default=_text)
    return hmac.digest(audit_key, text.encode(), "sha256").hex()


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def digest_entries(entries: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 over a change set's entries in their order."""
    digest = hashlib.sha256()
    for entry in entries:
        digest.update("|".join(str(entry[name]) for name in _ENTRY_FIELDS).encode())
        digest.update(hashlib.sha256(entry["payload"]).digest())
    return digest.hexdigest()


def newest(session: Session) -> int:
    """The number of the newest change set; 0 where there is none."""
    return session.scalar(select(func.max(ChangeSet.id))) or 0


def hash_of(session: Session, number: int) -> str | None:
    """The chain hash of a change set; None where it is not there."""
    return session.scalar(select(ChangeSet.chain_hash).where(ChangeSet.id == number))


def start(session: Session) -> Start:
    """Where the chain begins: after the newest archive, where there is one."""
    archive = _newest_archive(session)
    return Start() if archive is None else Start(archive.last_change + 1, archive.head_hash)


def _newest_archive(session: Session) -> AuditArchive | None:
    return session.scalar(select(AuditArchive).order_by(AuditArchive.last_change.desc()).limit(1))


def problems(session: Session, audit_key: bytes, last: int | None = None, progress: Progress = silent) -> Iterator[str]:
    """A sentence for the first change set that is not as it was written, if any; `last` checks only the newest ones.

    Change sets before the newest archive may be missing where one that came later says so.
    """
    begin, end = start(session), newest(session)
    lowest = session.scalar(select(func.min(ChangeSet.id)))
    if lowest is not None and lowest < begin.first:
        yield _("Entry {number} of the change log was not written by the program.").format(number=lowest)
        return
    if begin.first > 1 and not _archived(session, begin):
        yield _("Entry {number} of the change log is missing.").format(number=1)
        return
    if last is not None and end - last >= begin.first:
        begin = Start(end - last + 1, hash_of(session, end - last) or "")
    previous, expected = begin.previous, begin.first
    for header, entries in walk(session, begin.first, end):
        number = header["id"]
        if number != expected:
            yield _("Entry {number} of the change log is missing.").format(number=expected)
            return
        if header["previous_hash"] != previous or not intact(audit_key, header, entries):
            yield _("Entry {number} of the change log was altered.").format(number=number)
            return
        previous, expected = header["chain_hash"], expected + 1
        progress(number - begin.first + 1, end - begin.first + 1)


def _archived(session: Session, begin: Start) -> bool:
    """Whether a change set says that all before `begin` went into the archive that is named, and with which head."""
    row = _newest_archive(session)
    said = select(ChangeSet.details).where(ChangeSet.action == ARCHIVE, ChangeSet.id >= begin.first)
    names = ("first", "last", "head", "file", "hash")
    wanted = row and (row.first_change, row.last_change, row.head_hash, row.file_name, row.file_hash)
    return any(tuple(map(details.get, names)) == wanted for details in session.scalars(said))


def walk(session: Session, first: int, end: int) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Change sets in their order, as columns by name, each with its entries; some hundred in memory at a time."""
    for low in range(first, end + 1, _AT_ONCE):
        high = min(low + _AT_ONCE - 1, end)
        entries = session.connection().exec_driver_sql(  # as they are stored: what is no value must not stop the check
            "SELECT * FROM change_entries WHERE change_set_id BETWEEN ? AND ? ORDER BY change_set_id, position",
            (low, high),
            execution_options={"yield_per": _AT_ONCE},
        )
        yield from _paired(_headers(session, low, high), entries)


def _headers(session: Session, low: int, high: int) -> list[dict[str, Any]]:
    """Change sets as columns by name; one that can't even be read has nothing that fits."""
    within = ChangeSet.id.between(low, high)
    try:
        rows = session.execute(select(_SETS).where(within).order_by(ChangeSet.id))
        return [dict(row._mapping) for row in rows]
    except (ValueError, TypeError):
        if low < high:
            numbers = session.scalars(select(ChangeSet.id).where(within).order_by(ChangeSet.id))
            return [header for number in numbers for header in _headers(session, number, number)]
        return [{"id": low, **dict.fromkeys(("previous_hash", "entries_digest", "chain_hash"), "")}]


def _paired(headers: Sequence[dict[str, Any]], entries: Any) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    groups = groupby((dict(entry) for entry in entries.mappings()), key=lambda entry: entry["change_set_id"])
    number, group = next(groups, (None, ()))
    for header in headers:
        while number is not None and number < header["id"]:  # entries of a change set that is not there
            number, group = next(groups, (None, ()))
        yield header, list(group) if number == header["id"] else []


def intact(audit_key: bytes, header: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a change set is as it was written: its entries as in its digest, all of it as in its hash."""
    if not all(isinstance(entry["payload"], bytes) for entry in entries):
        return False
    if digest_entries(entries) != header["entries_digest"]:
        return False
    return hmac.compare_digest(link(audit_key, header), header["chain_hash"])
