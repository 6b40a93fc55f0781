"""The note of who was erased, kept beside the database and the backups, so that a restore can't bring anybody back.

A backup from before an erasure doesn't know of it, and the log that does is replaced by the backup's. `erased.json`
has row numbers and operations of the log, no name; it is signed with the log's key (reliability.md S41).
"""

from __future__ import annotations

import hmac
import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import StorageProblem
from sms_desktop.core.files import atomic_writer
from sms_desktop.db.changes import CREATE, recorder
from sms_desktop.db.operations import ChangeEntry, ChangeSet
from sms_desktop.db.stored import unpack
from sms_desktop.services import settings

FILE = "erased.json"
#: What the change set of an erasure is called.
ACTION = "erase"
_BACKUPS = "backups"
_FORMAT = 1


@dataclass(frozen=True)
class Noted:
    """One student who was erased: the row's number, the operation that made the row, how, when (UTC), and by which one.

    Row numbers begin anew after a restore: with `made_by` (empty: not known) nobody is taken for somebody else.
    """

    student_id: int
    made_by: str
    mode: str
    at: datetime
    operation: str


class Forged(Exception):
    """The note is there, but it was not written by this school's program."""


def after_commit(session: Session, student_ids: Sequence[int], mode: str) -> None:
    """Has the note written as soon as the transaction of an erasure is kept, and not if it is not."""
    record, folder, now = recorder(session), session.info["folder"], utc_now()
    made = makers(session, student_ids)
    found = [Noted(each, made.get(each, ""), mode, now, record.operation_id) for each in student_ids]
    places = _places(session, folder)
    event.listen(session, "after_commit", lambda _session: _spread(places, record.audit_key, found), once=True)


def keep(session: Session, folder: Path, audit_key: bytes) -> None:
    """Adds to the note what the log knows of erasures: before it is replaced, and where the note was lost."""
    _spread(_places(session, folder), audit_key, _of_log(session))


def _places(session: Session, folder: Path) -> list[Path]:
    """Where the note lies: beside the database and in both places of the backups, for whoever restores elsewhere."""
    second: str = settings.read(session, "backups.second_place")
    return [folder, folder / _BACKUPS, *([Path(second)] if second else [])]


def _spread(places: Iterable[Path], audit_key: bytes, found: Sequence[Noted]) -> None:
    """Adds to the note in each place that is there; what can't be written is added the next time."""
    for place in places:
        with suppress(OSError, StorageProblem, Forged):
            if place.is_dir():
                add(place, audit_key, found)


def add(folder: Path, audit_key: bytes, found: Iterable[Noted]) -> None:
    """Adds to the note of a folder what is not in it yet. Raises `StorageProblem`; `Forged`, and leaves it as it is."""
    there = read(folder, audit_key)
    known = {(one.student_id, one.operation) for one in there}
    new = [one for one in found if (one.student_id, one.operation) not in known]
    if new:
        plain = {"format": _FORMAT, "erased": [{**asdict(one), "at": one.at.isoformat()} for one in (*there, *new)]}
        with atomic_writer(folder / FILE) as file:
            file.write(json.dumps({**plain, "signature": _signature(audit_key, plain)}, indent=1).encode())


def carry(source: Path, target: Path, audit_key: bytes) -> None:
    """Adds what the note of one folder says to another's, as when a backup goes there; what is not ours is left."""
    with suppress(OSError, StorageProblem, Forged):
        add(target, audit_key, read(source, audit_key))


def read(folder: Path, audit_key: bytes) -> list[Noted]:
    """Who was erased by the note of a folder; nobody where there is none. Raises `Forged`."""
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
        signed = found.pop("signature")
        if not hmac.compare_digest(str(signed), _signature(audit_key, found)):
            raise Forged
        return [Noted(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in found["erased"]]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Forged from error


def _signature(audit_key: bytes, plain: Mapping[str, Any]) -> str:
    text = json.dumps(plain, sort_keys=True)
    return hmac.digest(audit_key, b"sms-desktop/erased\0" + text.encode(), "sha256").hex()


def _of_log(session: Session) -> list[Noted]:
    sets = session.scalars(select(ChangeSet).where(ChangeSet.action == ACTION).order_by(ChangeSet.id)).all()
    made = makers(session, [each for one in sets for each in one.details.get("students", ())])
    return [
        Noted(each, made.get(each, ""), one.details.get("mode", ""), one.at, one.operation_id)
        for one in sets
        for each in one.details.get("students", ())
    ]


def makers(session: Session, student_ids: Sequence[int]) -> dict[int, str]:
    """The operations that made these students' rows, as far as the log still has them."""
    ids, row, found = sorted(set(student_ids)), ChangeEntry, dict[int, str]()
    if not ids:
        return found
    statement = (
        select(row.id, row.first_id, row.last_id, row.row_count, ChangeSet.operation_id)
        .join(ChangeSet, ChangeSet.id == row.change_set_id)
        .where(row.table_name == "students", row.operation == CREATE, row.first_id <= ids[-1], row.last_id >= ids[0])
        .order_by(row.change_set_id.desc())
    )
    for entry_id, first, last, count, operation in session.execute(statement):
        within = ids[bisect_left(ids, first) : bisect_left(ids, last + 1)]
        if within and count != last - first + 1:
            there = _ids(session, entry_id)
            within = [each for each in within if each in there]
        found.update((each, operation) for each in within)
    return found


def _ids(session: Session, entry_id: int) -> set[int]:
    payload = session.scalar(select(ChangeEntry.payload).where(ChangeEntry.id == entry_id))
    return set(unpack(payload)["ids"] or ()) if payload else set()
