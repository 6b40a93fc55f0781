"""The head of the change log's chain, kept outside the database, so that a log whose end was cut off is found (S37).

`audit-head.json` beside the database says how long the log was, its newest hash and when, signed with the log's key.
It may lag behind, after a crash say; one that is ahead of the log, or has another hash, shows that the log was cut,
written anew or exchanged.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from sms_desktop.core.files import atomic_writer

FILE = "audit-head.json"
#: After these the log has, by right, another past than what was kept before them says.
ERASE = "erase"
NEW_PAST = ("backup_restore", ERASE)
_FORMAT = 1


@dataclass(frozen=True)
class Head:
    """How long the log was (the number of its newest change set), that one's hash, and when (UTC, no zone attached)."""

    length: int
    hash: str
    at: datetime


class Forged(Exception):
    """The note is there, but it was not written by this school's program."""


def keep(connection: Connection, folder: Path, audit_key: bytes, now: datetime) -> None:
    """Keeps the head that the log has now, unless the log contradicts the one that was kept, which then stays."""
    row = connection.exec_driver_sql("SELECT id, chain_hash FROM change_sets ORDER BY id DESC LIMIT 1").first()
    try:
        kept = read(folder, audit_key)
    except Forged:
        return
    if row is not None and (kept is None or not contradicted(connection, kept)):
        write(folder, audit_key, Head(row[0], row[1], now))


def contradicted(connection: Connection, head: Head) -> bool:
    """Whether the log is shorter than the head says, or has another hash there, without having been given a new past.

    What went into an archive since is not there to contradict it.
    """
    first, last = connection.exec_driver_sql("SELECT min(id), max(id) FROM change_sets").one()
    found = connection.exec_driver_sql("SELECT chain_hash FROM change_sets WHERE id = ?", (head.length,)).scalar()
    if found == head.hash or (first is not None and head.length < first <= last):
        return False
    return not has_new_past(connection, head.length)


def has_new_past(connection: Connection, length: int) -> bool:
    """Whether the log says that by right it has another past at `length` than what was kept before.

    Entries say up to which number, and not their times: a clock that was wrong must not make a restore look like an
    attack, nor an attack like a restore.
    """
    marks = ", ".join("?" * len(NEW_PAST))
    rows = connection.exec_driver_sql(f"SELECT action, details FROM change_sets WHERE action IN ({marks})", NEW_PAST)
    return any(_outdates(action, json.loads(details), length) for action, details in rows)


def _outdates(action: str, details: dict[str, Any], length: int) -> bool:
    if action == ERASE:  # it sealed anew what there was, and took nothing away
        return 0 < int(details.get("sealed_from", 0)) <= length <= int(details.get("sealed_to", 0))
    return length <= max(int(details.get(name, 0)) for name in ("longest", "replaced_length", "backup_length"))


def write(folder: Path, audit_key: bytes, head: Head) -> None:
    """Keeps the head; raises `StorageProblem` where the folder can't be written to."""
    with atomic_writer(folder / FILE) as file:
        file.write(to_text(audit_key, head).encode())


def to_text(audit_key: bytes, head: Head) -> str:
    """The head as it is kept, signed."""
    plain = {"format": _FORMAT, **asdict(head), "at": head.at.isoformat()}
    return json.dumps({**plain, "signature": signature(audit_key, plain)}, indent=1)


def read(folder: Path, audit_key: bytes) -> Head | None:
    """The head that was kept last; None where there is no note. Raises `Forged`."""
    try:
        return from_text(audit_key, (folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise Forged from error


def from_text(audit_key: bytes, text: str | None) -> Head | None:
    """The head that was kept; None for nothing. Raises `Forged`."""
    if text is None:
        return None
    try:
        found = json.loads(text)
        signed = found.pop("signature")
        if not hmac.compare_digest(str(signed), signature(audit_key, found)):
            raise Forged
        return Head(int(found["length"]), str(found["hash"]), datetime.fromisoformat(found["at"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Forged from error


def signature(audit_key: bytes, plain: dict[str, Any]) -> str:
    """HMAC-SHA-256 over a note's fields."""
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    return hmac.digest(audit_key, b"sms-desktop/head\0" + text.encode(), "sha256").hex()
