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
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import sms_desktop
from sms_desktop.core import files
from sms_desktop.core.errors import BadFile, Denied, StorageProblem
from sms_desktop.core.greek import romanise
from sms_desktop.core.i18n import _, format_number
from sms_desktop.core.progress import Progress, portion, silent
from sms_desktop.db import backup_trial, key_ring, keys, opening, sealed
from sms_desktop.db.database import Database, connect
from sms_desktop.db.faults import translated

MAGIC = b"SMSBKUP\x01"
SUFFIX = ".smsbackup"
_PAGES_AT_ONCE = 2_000
#: The copy is thrown away, be it by a crash: what is kept is forced to disk once it is sealed.
_FLEETING = ("journal_mode=OFF", "synchronous=OFF")
_LABEL = "backup"
#: What anybody may write into a header is looked at before it is compared with anything.
_TEXTS = ("school_id", "school", "made_at", "made_by", "reason", "schema", "app_version", "chain_head")
_MOST = 1 << 63
#: How many times the size of the database is needed while a backup is made: the copy and the sealed file.
_SIZES = 2
_MEGA = 1_000_000
#: Percent of making a backup after which the copy is made, the file sealed, and read back.
_COPIED, _SEALED, _READ_BACK = 55, 70, 75
#: Percent of proving one after which its database is written.
_WRITTEN = 20


@dataclass(frozen=True)
class Contents:
    """What is in a backup: of which school, when, why, at which schema, how many rows, and the change log's head.

    `school_id` follows from the key of the change log: it is the same in every copy of one school, whatever became
    of its other keys, and in no other.
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
        """When it was made (UTC, no zone attached)."""
        return datetime.fromisoformat(self.made_at)


@dataclass(frozen=True)
class Opening:
    """What opens a backup elsewhere: the slots of passwords and recovery key, and the wrapped keys of before."""

    slots: tuple[keys.Slot, ...] = ()
    earlier: tuple[Mapping[str, str], ...] = ()
    audit_key: bytes | None = None


def opening_of(database: Database) -> Opening:
    """What opens backups of the open school, by its key file; raises `StorageProblem` where that is missing."""
    if database.key is None:
        return Opening(audit_key=database.audit_key)
    path = database.folder / opening.KEYS
    earlier = key_ring.wrapped_all(key_ring.earlier_keys(path, database.key), database.key)
    return Opening(tuple(keys.read_slots(path)), tuple(earlier))


def file_name(contents: Contents) -> str:
    """What a backup is called: school, moment (UTC) and length of the change log, in plain small letters."""
    slug = re.sub("[^a-z0-9]+", "-", romanise(contents.school).lower()).strip("-")[:40] or "school"
    return f"{slug}-{contents.made:%Y%m%d-%H%M%S}-{contents.chain_length}{SUFFIX}"


def school_id(audit_key: bytes) -> str:
    """What tells one school from another: 32 hexadecimal digits that nothing can be read from."""
    return keys.derived(audit_key, "school").hex()[:32]


def write(
    database: Database,
    folder: Path,
    reason: str,
    made_by: str,
    progress: Progress = silent,
) -> tuple[Path, Contents]:
    """Makes a backup of the open school in `folder`; it has its name only once it was restored in trial and is whole.

    The trial: each byte of the database that the finished file gives back is compared with the copy that it was made
    of, while the copy is looked at as `backup_trial` does and compared with what the live database held. No backup is
    ever overwritten. Raises `StorageProblem` for what the disk does or where the key file is missing, `Damaged` where
    the trial fails; then there is no file.
    """
    openers = opening_of(database)
    must_have_room(folder, _SIZES * _size_of(database))
    with _scratch(folder / "backup", "copy") as copy:
        contents = _copied(database, copy, reason, made_by, portion(progress, 0, _COPIED))
        target = _free(folder / file_name(contents))
        file_key = secrets.token_bytes(keys.KEY_BYTES)
        header = {"contents": asdict(contents), **_keys_for(database, file_key, openers)}
        sealing, reading = portion(progress, _COPIED, _SEALED), portion(progress, _SEALED, _READ_BACK)
        wanted = partial(progress, _READ_BACK, 100)
        with copy.open("rb") as source, backup_trial.beside(copy, database.key, wanted, thorough=False) as found:

            def proven(made: Path) -> None:
                source.seek(0)
                if not _holds(made, database.key, contents, source, reading) or not _agrees(found(), contents):
                    raise sealed.damaged()
                progress(100, 100)

            with files.atomic_writer(target, proven) as file:
                sealed.seal(source, file, file_key, MAGIC, header, lambda done: sealing(done, contents.size))
    return target, contents


def _size_of(database: Database) -> int:
    log = database.path.with_name(database.path.name + "-wal")
    return sum(path.stat().st_size for path in (database.path, log) if path.exists())


def must_have_room(folder: Path, needed: int) -> None:
    """Raises `StorageProblem` (`disk_full`) unless so many bytes are free where `folder` is."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise files.storage_problem(error, folder) from error
    if free < needed:
        raise StorageProblem(
            _("There is not enough room in {folder}: {needed} MB are needed, {free} MB are free.").format(
                folder=folder, needed=format_number(-(-needed // _MEGA)), free=format_number(free // _MEGA)
            ),
            _("Free some space or choose another place, and try again."),
            code="disk_full",
        )


def _free(path: Path) -> Path:
    """The path, or where something has that name already, the next one that nothing has."""
    names = (path, *(path.with_stem(f"{path.stem}-{n}") for n in range(2, 1000)))
    return next(name for name in names if not name.exists())


def _copied(database: Database, copy: Path, reason: str, made_by: str, progress: Progress) -> Contents:
    """SQLite's online backup: a moment of the live database, while others go on; and what the header says of it."""

    def told(_status: int, remaining: int, total: int) -> None:
        progress(total - remaining, total)

    with (
        translated(),
        closing(connect(database.path, database.key, backup_trial.WARY)) as source,
        closing(connect(copy, database.key, _FLEETING)) as target,
    ):
        source.execute("BEGIN")  # one moment: writers meanwhile don't make the copy begin anew
        contents = _looked_at(source, database, reason, made_by)
        source.backup(target, pages=_PAGES_AT_ONCE, progress=told)
    return contents


def _looked_at(connection: Any, database: Database, reason: str, made_by: str) -> Contents:
    """What the header says, read from the live database at the moment that is copied."""
    length, head = backup_trial.chain(connection)
    named = connection.execute("SELECT value FROM settings WHERE key = 'school.name'").fetchone()
    (schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    # SQLCipher answers in text.
    pages, bytes_each = (int(connection.execute(f"PRAGMA page_{name}").fetchone()[0]) for name in ("count", "size"))
    return Contents(
        school_id=school_id(database.audit_key),
        school=str(json.loads(named[0])) if named else "",
        made_at=database.clock().isoformat(),
        made_by=made_by,
        reason=reason,
        schema=schema,
        app_version=sms_desktop.__version__,
        plain=database.key is None,
        size=pages * bytes_each,
        chain_length=length,
        chain_head=head,
        rows=backup_trial.rows(connection),
    )


def _keys_for(database: Database, file_key: bytes, openers: Opening) -> dict[str, Any]:
    """The header's keys; a school that is by choice not encrypted has backups that are not either."""
    if database.key is None:
        return {"key": {"open": base64.b64encode(file_key).decode()}, "audit_key": database.audit_key.hex()}
    return {
        "key": key_ring.wrap(file_key, database.key, _LABEL),
        "slots": [asdict(slot) for slot in openers.slots],
        "earlier": list(openers.earlier),
    }


def look(path: Path) -> Contents:
    """What a backup says of itself, without a key and so without a proof; raises `BadFile`, `StorageProblem`.

    One whose copying was cut short says so by its length.
    """
    with _reading(path) as file:
        header, _about = sealed.read_header(file, MAGIC)
        contents, rest = _contents(header), os.fstat(file.fileno()).st_size - file.tell()
    if rest != sealed.length(contents.size):
        raise sealed.damaged()
    return contents


def opening_in(path: Path) -> Opening:
    """What opens the backup: whose passwords, the printed key; raises `BadFile`, `StorageProblem`."""
    with _reading(path) as file:
        header, _about = sealed.read_header(file, MAGIC)
    try:
        slots = tuple(keys.slot_of(document) for document in header.get("slots", ()))
        audit_key = header.get("audit_key")
        return Opening(slots, tuple(header.get("earlier", ())), None if audit_key is None else bytes.fromhex(audit_key))
    except (KeyError, TypeError, ValueError):
        raise sealed.damaged() from None


def fitting_key(path: Path, candidates: Iterable[bytes | None]) -> bytes | None:
    """The one of these data keys under which the backup was made; None stands for a school that is not encrypted.

    Raises `Denied` (code `other_key`, `plain_backup`) where none of them is it, `BadFile`, `StorageProblem`.
    """
    with _reading(path) as file:
        header, _about = sealed.read_header(file, MAGIC)
    plain = _contents(header).plain
    for data_key in candidates:
        if (data_key is None) == plain and _unwrapped(header, data_key) is not None:
            return data_key
    raise plain_backup() if plain else other_key()


def prove(path: Path, data_key: bytes | None, progress: Progress = silent, *, thorough: bool = True) -> Contents:
    """Restores a backup in trial beside it and compares what is there with what it says; raises `Damaged`.

    Its seal, the database's pages, references, the number of rows of each table and the head of the change log are
    looked at, and where it is to be `thorough` each entry of each index too. Raises `Denied` for another key.
    """
    with _scratch(path, "trial") as trial:
        contents = extract(path, data_key, trial, portion(progress, 0, _WRITTEN))
        wanted = partial(progress, _WRITTEN, 100)
        with backup_trial.beside(trial, data_key, wanted, thorough=thorough) as found:
            if not _agrees(found(), contents):
                raise sealed.damaged()
    progress(100, 100)
    return contents


def _agrees(found: backup_trial.Found | None, contents: Contents) -> bool:
    """Whether a database that was looked at is in order, and what a backup says of it."""
    return found == backup_trial.Found(dict(contents.rows), contents.chain_length, contents.chain_head)


def extract(path: Path, data_key: bytes | None, target: Path, progress: Progress = silent) -> Contents:
    """Writes the database that is in a backup into `target`, an existing empty file; raises `Damaged`, `Denied`.

    What is written is encrypted under the data key, as at home. It counts only after the whole of it was written.
    """
    with _reading(path) as file:
        contents, chunks = _opened(file, data_key)
        try:
            with target.open("wb") as out:
                for chunk in chunks:
                    out.write(chunk)
                    progress(out.tell(), contents.size)
                size = out.tell()
        except OSError as error:
            raise files.storage_problem(error, target) from error
    if size != contents.size:
        raise sealed.damaged()
    return contents


def _holds(path: Path, data_key: bytes | None, contents: Contents, source: BinaryIO, progress: Progress) -> bool:
    """Whether a backup says `contents` of itself and gives back, byte for byte, what is in `source`."""
    with _reading(path) as file:
        said, chunks = _opened(file, data_key)
        for chunk in chunks:
            if source.read(len(chunk)) != chunk:
                return False
            progress(source.tell(), contents.size)
    return said == contents and source.tell() == contents.size and not source.read(1)


def _opened(file: BinaryIO, data_key: bytes | None) -> tuple[Contents, Iterator[bytes]]:
    """What a backup says of itself, and the chunks of its database, each proven before it is given."""
    header, about = sealed.read_header(file, MAGIC)
    contents, file_key = _contents(header), _unwrapped(header, data_key)
    if file_key is None:
        raise other_key()
    return contents, sealed.opened(file, file_key, about)


def _contents(header: Mapping[str, Any]) -> Contents:
    try:
        contents = Contents(**header["contents"])
        numbers: list[Any] = [*contents.rows.values(), contents.size, contents.chain_length]
        texts = [getattr(contents, name) for name in _TEXTS]
        if not all(isinstance(number, int) and 0 <= number < _MOST for number in numbers):
            raise ValueError
        if not all(isinstance(text, str) for text in texts) or contents.made.tzinfo is not None:
            raise ValueError
        return contents
    except (KeyError, TypeError, ValueError, AttributeError):
        raise sealed.damaged() from None


def _unwrapped(header: Mapping[str, Any], data_key: bytes | None) -> bytes | None:
    """The file's key; None where `data_key` is not the one that it was made under."""
    try:
        found = header["key"]
        if data_key is None:
            return base64.b64decode(found["open"], validate=True)
        return None if "open" in found else key_ring.unwrap(found, data_key, _LABEL)
    except (KeyError, TypeError, ValueError):
        raise sealed.damaged() from None


def other_key() -> Denied:
    """The sentence for a backup that this school's keys don't open."""
    return Denied(
        _("This backup is of another school, or was made under another key."),
        _("Open it with the password or the recovery key of the time when it was made."),
        code="other_key",
    )


def plain_backup() -> Denied:
    """The sentence for a backup that anybody could have written, where the school is encrypted."""
    return Denied(
        _("This backup is not encrypted, so nobody can tell who wrote it; this school takes only its own."),
        _("Restore it into a new data folder to look at it."),
        code="plain_backup",
    )


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
    path = beside.with_name(f".{beside.name.strip('.')[:80]}.{secrets.token_hex(4)}.{what}{files.UNFINISHED}")
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield path
    except OSError as error:
        raise files.storage_problem(error, beside) from error
    finally:
        for name in (path, *(path.with_name(path.name + end) for end in ("-journal", "-wal", "-shm"))):
            with suppress(OSError):
                name.unlink(missing_ok=True)
