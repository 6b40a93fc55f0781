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

from sms_desktop.core.files import atomic_writer

FILE = "audit-head.json"
_FORMAT = 1


@dataclass(frozen=True)
class Head:
    """How long the log was (the number of its newest change set), that one's hash, and when (UTC, no zone attached)."""

    length: int
    hash: str
    at: datetime


class Forged(Exception):
    """The note is there, but it was not written by this school's program."""


def write(folder: Path, audit_key: bytes, head: Head) -> None:
    """Keeps the head; raises `StorageProblem` where the folder can't be written to."""
    plain = {"format": _FORMAT, **asdict(head), "at": head.at.isoformat()}
    with atomic_writer(folder / FILE) as file:
        file.write(json.dumps({**plain, "signature": signature(audit_key, plain)}, indent=1).encode())


def read(folder: Path, audit_key: bytes) -> Head | None:
    """The head that was kept last; None where there is no note. Raises `Forged`."""
    try:
        found = json.loads((folder / FILE).read_bytes())
        signed = found.pop("signature")
        if not hmac.compare_digest(str(signed), signature(audit_key, found)):
            raise Forged
        return Head(int(found["length"]), str(found["hash"]), datetime.fromisoformat(found["at"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Forged from error


def signature(audit_key: bytes, plain: dict[str, Any]) -> str:
    """HMAC-SHA-256 over a note's fields."""
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    return hmac.digest(audit_key, b"sms-desktop/head\0" + text.encode(), "sha256").hex()
