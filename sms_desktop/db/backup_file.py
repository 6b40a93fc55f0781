"""A backup of a school in one file: made from the open database, proven by restoring it, readable on its own.

`db.sealed` with the database file as its content, itself encrypted as at home. The header says what is in it and
carries the key twice over: the file's key wrapped by one that follows from the school's data key (`derived(...,
"backup")`), and the data key's own slots (`db.keys`), so that an administrator's password or the recovery key opens
the backup on a computer that has never seen the school. See docs/backup-format.md.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlcipher3 import dbapi2

import sms_desktop
from sms_desktop.core import files
from sms_desktop.core.errors import BadFile, Denied, StorageProblem
from sms_desktop.core.i18n import _
from sms_desktop.core.progress import Progress, silent
from sms_desktop.db import keys, sealed
from sms_desktop.db.database import Database, connect
from sms_desktop.db.faults import translated

MAGIC = b"SMSBKUP\x01"
SUFFIX = ".smsbackup"
_PAGES_AT_ONCE = 2_000
_SAFE = ("journal_mode=DELETE", "synchronous=FULL")
#: How a file that came from elsewhere is looked at.
_WARY = ("trusted_schema=OFF", "cell_size_check=ON")
_AAD = b"sms-desktop/backup-key"


@dataclass(frozen=True)
class Contents:
    """What is in a backup: of which school, when, why, at which schema, how many rows, and the change log's head.

    `school_id` is the first link of the change log's chain: it is the same in every copy of one school and in no other.
    """

    school_id: str
    school: str
    made_at: str
    made_by: str
    reason: str
    schema: str
    app_version: str
    plain: bool
    size: int
    chain_length: int
    chain_head: str
    rows: Mapping[str, int] = field(default_factory=dict)

    @property
    def made(self) -> datetime:
        """When it was made (UTC)."""
        return datetime.fromisoformat(self.made_at)


def write(
    database: Database, target: Path, reason: str, slots: Sequence[keys.Slot], made_by: str, progress: Progress = silent
) -> Contents:
    """Makes a backup of the open school as `target`, which exists only once it was restored in trial and found whole.

    Raises `StorageProblem` for what the disk does, and where the trial fails; then there is no file.
    """
    with _scratch(target, "copy") as copy:
        _copy(database, copy, progress)
        contents = _looked_at(copy, database.key, database.clock(), reason, made_by)
        file_key = secrets.token_bytes(keys.KEY_BYTES)
        header = {"contents": asdict(contents), "key": _wrapped(file_key, database.key), "slots": _portable(slots)}
        with (
            files.atomic_writer(target, lambda made: prove(made, database.key)) as file,
            copy.open("rb") as source,
        ):
            sealed.seal(source, file, file_key, MAGIC, header)
    return contents


def _copy(database: Database, copy: Path, progress: Progress) -> None:
    """SQLite's online backup: a moment of the live database, while others go on reading and writing."""

    def told(_status: int, remaining: int, total: int) -> None:
        progress(total - remaining, total)

    with (
        translated(),
        closing(connect(database.path, database.key)) as source,
        closing(connect(copy, database.key, _SAFE)) as target,
    ):
        source.execute("BEGIN")  # one moment: writers meanwhile don't make the copy begin anew
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=_PAGES_AT_ONCE, progress=told)


def _looked_at(copy: Path, data_key: bytes | None, made: datetime, reason: str, made_by: str) -> Contents:
    """What the header says of the copy; all of it is read from the copy itself."""
    with translated(), closing(connect(copy, data_key, ())) as connection:
        first = connection.execute("SELECT chain_hash FROM change_sets WHERE id = 1").fetchone()
        length, head = _chain(connection)
        named = connection.execute("SELECT value FROM settings WHERE key = 'school.name'").fetchone()
        schema = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        rows = _rows(connection)
    return Contents(
        school_id=first[0][:32] if first else "",
        school=str(json.loads(named[0])) if named else "",
        made_at=made.isoformat(),
        made_by=made_by,
        reason=reason,
        schema=schema[0],
        app_version=sms_desktop.__version__,
        plain=data_key is None,
        size=copy.stat().st_size,
        chain_length=length,
        chain_head=head,
        rows=rows,
    )


def _chain(connection: Any) -> tuple[int, str]:
    found = connection.execute("SELECT id, chain_hash FROM change_sets ORDER BY id DESC LIMIT 1").fetchone()
    return (found[0], found[1]) if found else (0, "")


def _rows(connection: Any) -> dict[str, int]:
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    own = sorted(name for name in names if name.isidentifier() and not name.startswith(("sqlite_", "alembic_")))
    return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in own}


def look(path: Path) -> Contents:
    """What a backup says of itself, without a key and so without a proof; raises `BadFile`, `StorageProblem`."""
    with _reading(path) as file:
        header, _about = sealed.read_header(file, MAGIC)
    return _contents(header)


def slots_in(path: Path) -> list[keys.Slot]:
    """The slots of those whose password, or printed key, opens the backup."""
    with _reading(path) as file:
        header, _about = sealed.read_header(file, MAGIC)
    try:
        return [keys.slot_of(document) for document in header["slots"]]
    except (KeyError, TypeError, ValueError):
        raise sealed.damaged() from None


def prove(path: Path, data_key: bytes | None) -> Contents:
    """Restores a backup in trial beside it and compares what is there with what it says; raises `Damaged`.

    Its seal, the database's pages and indexes, references, the number of rows of each table, and the head of the
    change log are looked at. Raises `Denied` where the key is not that of its school.
    """
    with _scratch(path, "trial") as trial:
        contents = extract(path, data_key, trial)
        try:
            with closing(connect(trial, data_key, _WARY)) as connection:
                whole = _is_whole(connection, contents)
        except dbapi2.Error as error:
            raise sealed.damaged() from error
    if not whole:
        raise sealed.damaged()
    return contents


def _is_whole(connection: Any, contents: Contents) -> bool:
    return (
        connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        and connection.execute("PRAGMA foreign_key_check").fetchone() is None
        and _rows(connection) == dict(contents.rows)
        and _chain(connection) == (contents.chain_length, contents.chain_head)
    )


def extract(path: Path, data_key: bytes | None, target: Path) -> Contents:
    """Writes the database that is in a backup into `target`, an existing empty file; raises `Damaged`, `Denied`.

    What is written is encrypted under the data key, as at home. It counts only after the whole of it was written.
    """
    with _reading(path) as file:
        header, about = sealed.read_header(file, MAGIC)
        contents = _contents(header)
        file_key = _unwrapped(header, data_key)
        try:
            with target.open("wb") as out:
                for chunk in sealed.opened(file, file_key, about):
                    out.write(chunk)
                size = out.tell()
        except OSError as error:
            raise files.storage_problem(error, target) from error
    if size != contents.size:
        raise sealed.damaged()
    return contents


def _contents(header: Mapping[str, Any]) -> Contents:
    try:
        contents = Contents(**header["contents"])
        contents.made  # noqa: B018 - a date that is none is found here
        if not all(isinstance(number, int) for number in contents.rows.values()):
            raise TypeError
        return contents
    except (KeyError, TypeError, ValueError, AttributeError):
        raise sealed.damaged() from None


def _wrapped(file_key: bytes, data_key: bytes | None) -> dict[str, str]:
    """The file's key for the header; a school that is by choice not encrypted has backups that are not either."""
    if data_key is None:
        return {"open": base64.b64encode(file_key).decode()}
    nonce = secrets.token_bytes(12)
    wrapped = AESGCM(keys.derived(data_key, "backup")).encrypt(nonce, file_key, _AAD)
    return {"nonce": base64.b64encode(nonce).decode(), "wrapped": base64.b64encode(wrapped).decode()}


def _unwrapped(header: Mapping[str, Any], data_key: bytes | None) -> bytes:
    try:
        found = header["key"]
        if data_key is None:
            return base64.b64decode(found["open"], validate=True)
        nonce, wrapped = (base64.b64decode(found[name], validate=True) for name in ("nonce", "wrapped"))
        return AESGCM(keys.derived(data_key, "backup")).decrypt(nonce, wrapped, _AAD)
    except InvalidTag:
        raise Denied(
            _("This backup is of another school, or was made under another key."),
            _("Open it with the password or the recovery key of the time when it was made."),
            code="other_key",
        ) from None
    except (KeyError, TypeError, ValueError):
        raise sealed.damaged() from None


def _portable(slots: Sequence[keys.Slot]) -> list[dict[str, Any]]:
    return [asdict(slot) for slot in slots]


@contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise BadFile(_("There is no backup “{name}”.").format(name=path.name), code="no_backup") from None
    except OSError as error:
        sentence = _("The backup “{name}” can't be read.").format(name=path.name)
        raise StorageProblem(sentence, _("See that the disk or stick is there.")) from error


@contextmanager
def _scratch(beside: Path, what: str) -> Iterator[Path]:
    """An empty file of our own beside another, for this user alone, that is gone after the block."""
    path = beside.with_name(f".{beside.name[:100]}.{secrets.token_hex(4)}.{what}{files.UNFINISHED}")
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield path
    except OSError as error:
        raise files.storage_problem(error, beside) from error
    finally:
        for name in (path, *(path.with_name(path.name + end) for end in ("-journal", "-wal", "-shm"))):
            with suppress(OSError):
                name.unlink(missing_ok=True)
