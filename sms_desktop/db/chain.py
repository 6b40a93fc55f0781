"""The chain of change sets: each carries an HMAC over itself and the one before (reliability.md 0.9, domain.md 8)."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import _
from sms_desktop.db.operations import ChangeEntry, ChangeSet

GENESIS = "0" * 64
_ENTRY_FIELDS = ("position", "table_name", "operation", "first_id", "last_id", "row_count")


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


def problems(session: Session, audit_key: bytes, last: int | None = None) -> Iterator[str]:
    """A sentence for the first change set that is not as it was written, if any; `last` checks only the newest ones."""
    newest = session.scalar(select(ChangeSet.id).order_by(ChangeSet.id.desc()).limit(1)) or 0
    start = 1 if last is None else max(1, newest - last + 1)
    previous = GENESIS if start == 1 else session.scalar(select(ChangeSet.chain_hash).where(ChangeSet.id == start - 1))
    expected = start
    for row in session.scalars(select(ChangeSet).where(ChangeSet.id >= start).order_by(ChangeSet.id)):
        if row.id != expected:
            yield _("Entry {number} of the change log is missing.").format(number=expected)
            return
        if row.previous_hash != previous or not _intact(session, audit_key, row):
            yield _("Entry {number} of the change log was altered.").format(number=row.id)
            return
        previous, expected = row.chain_hash, expected + 1


def _intact(session: Session, audit_key: bytes, row: ChangeSet) -> bool:
    header = {column.key: getattr(row, column.key) for column in ChangeSet.__table__.c}
    entries = session.execute(
        select(ChangeEntry.__table__).where(ChangeEntry.change_set_id == row.id).order_by(ChangeEntry.position)
    ).mappings()
    digest = digest_entries([dict(entry) for entry in entries])
    return digest == row.entries_digest and hmac.compare_digest(link(audit_key, header), row.chain_hash)
