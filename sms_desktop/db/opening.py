"""Creating and opening a data folder, in the order of reliability.md 7.1: nothing is created by accident."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2

from sms_desktop.core import clock, files
from sms_desktop.core.errors import Conflict, StorageProblem
from sms_desktop.core.events import EventBus
from sms_desktop.core.i18n import _
from sms_desktop.db import key_ring, keys, locks
from sms_desktop.db.database import APPLICATION_ID, Database, connect
from sms_desktop.db.faults import problem, translated

DATABASE = "school.db"
KEYS = "keys.json"
PLAIN = "plain.json"
#: Versions in which the WAL-reset corruption is mended (reliability.md 0.1).
_SAFE_SQLITE = (3, 51, 3)
_SMALLEST = 512
_UNFINISHED = ".new"


def exists(folder: Path) -> bool:
    """Whether there is a school in this folder."""
    return (folder / DATABASE).exists()


def is_plain(folder: Path) -> bool:
    """Whether the school's data is, by explicit choice, not encrypted."""
    return (folder / PLAIN).exists()


@contextmanager
def being_made(folder: Path, make_room: Callable[[], None] | None = None) -> Iterator[Path]:
    """A place to make a new school in, which becomes the one of `folder` when the block ends well, else is gone.

    Wholly or not at all, even if the process is killed. Close the database before the end of the block. Raises
    `Conflict` where there is a school already, unless `make_room` moves it away once the new one is ready.
    """
    keys.lock_down_folder(folder)
    held = locks.take(folder, "making")
    if held is None:
        raise locks.taken(folder, "making")
    place = folder / _UNFINISHED
    try:
        if make_room is None:
            _nothing_there(folder)
        shutil.rmtree(place, ignore_errors=True)  # left by one that was killed
        keys.lock_down_folder(place)
        yield place
        if make_room is not None:
            make_room()
        _move_in(place, folder)
    finally:
        shutil.rmtree(place, ignore_errors=True)
        held.release()


def tidy(folder: Path) -> None:
    """Takes away what is left where a process was killed just after its new school had moved in; raises `OSError`."""
    place = folder / _UNFINISHED
    held = locks.take(folder, "making", 0) if place.exists() else None
    if held is not None:
        shutil.rmtree(place, ignore_errors=True)
        held.release()


def _move_in(place: Path, folder: Path) -> None:
    """The database comes last: until then there is no school, and it can be made anew."""
    if (folder / KEYS).exists():  # the keys of a school whose database is not here: never overwritten
        files.replace(folder / KEYS, folder / f"keys-{clock.here():%Y%m%d-%H%M%S}.json")
    for name in (KEYS, PLAIN, DATABASE):
        if (place / name).exists():
            files.replace(place / name, folder / name)


def _nothing_there(folder: Path) -> None:
    if exists(folder):
        raise Conflict(
            _("There is a school in {folder} already.").format(folder=folder),
            _("Choose another folder, or open that school."),
            code="school_exists",
        )


def create(folder: Path, data_key: bytes | None) -> Database:
    """A new, empty database file in `folder`, encrypted with `data_key` (None: plain).

    Raises `Conflict` where there is one already.
    """
    _check_version()
    keys.lock_down_folder(folder)
    _nothing_there(folder)
    path = folder / DATABASE
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with translated(), closing(connect(path, data_key)) as connection:
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        if data_key is None:
            with files.atomic_writer(folder / PLAIN) as file:
                file.write(json.dumps({"audit_key": secrets.token_hex(keys.KEY_BYTES)}).encode())
    except BaseException:
        path.unlink()
        raise
    return _database(folder, data_key, None)


def open_existing(folder: Path, data_key: bytes | None, events: EventBus | None = None) -> Database:
    """The school in `folder`; raises `StorageProblem` for anything that is not one, before a byte is written."""
    _check_version()
    path = folder / DATABASE
    if not path.exists():
        raise StorageProblem(
            _("There is no school in {folder}.").format(folder=folder),
            _("Choose the right data folder, or make a new school with “smsctl init”."),
            code="no_school",
        )
    if path.stat().st_size < _SMALLEST:
        raise _not_ours(path)
    with translated():
        data_key = _fitting(path, data_key)
        _check_file(path, data_key)
    return _database(folder, data_key, events)


def _fitting(path: Path, data_key: bytes | None) -> bytes | None:
    """The key that the file is under: where a change of the key was cut short, that may be the other one."""
    other = None if data_key is None else key_ring.other_key(path.with_name(KEYS), data_key)
    if other is None:
        return data_key
    try:
        connect(path, data_key, ()).close()
    except dbapi2.DatabaseError:
        return other
    return data_key


def _check_file(path: Path, data_key: bytes | None) -> None:
    """Raises unless it is a database of ours of the right length; sets nothing, for it may be somebody else's."""
    with closing(connect(path, data_key, pragmas=())) as connection:
        # SQLCipher answers with a text what SQLite answers with a number.
        pragmas = (f"PRAGMA {name}" for name in ("application_id", "page_count", "page_size"))
        found, pages, page_size = (int(connection.execute(pragma).fetchone()[0]) for pragma in pragmas)
        if found != APPLICATION_ID:
            raise _not_ours(path)
        log = path.with_name(path.name + "-wal")
        pages_in_log = log.exists() and log.stat().st_size > 0
        if path.stat().st_size != pages * page_size and not pages_in_log:
            raise problem(dbapi2.DatabaseError("database disk image is malformed"))


def _database(folder: Path, data_key: bytes | None, events: EventBus | None) -> Database:
    audit_key = _plain_audit_key(folder) if data_key is None else key_ring.audit_key(folder / KEYS, data_key)
    return Database(folder / DATABASE, data_key, audit_key, events=events)


def _plain_audit_key(folder: Path) -> bytes:
    try:
        audit_key = bytes.fromhex(json.loads((folder / PLAIN).read_bytes())["audit_key"])
    except (OSError, ValueError, KeyError, TypeError):
        audit_key = b""
    if len(audit_key) != keys.KEY_BYTES:
        raise StorageProblem(
            _("The file {name} is missing or damaged.").format(name=PLAIN),
            _("Put it back from a backup; without it the change log can't be checked or continued."),
            code="key_file",
        )
    return audit_key


def _not_ours(path: Path) -> StorageProblem:
    return StorageProblem(
        _("{name} is not a school of this program, or it is damaged.").format(name=path.name),
        _("Nothing was written to it. Choose the right folder, or restore a backup."),
        code="not_a_school",
    )


def _check_version() -> None:
    if dbapi2.sqlite_version_info < _SAFE_SQLITE:
        raise StorageProblem(
            _("This SQLite ({version}) has a fault that can damage data.").format(version=dbapi2.sqlite_version),
            _("Install the sqlcipher3 that this program was made for."),
            code="unsafe_sqlite",
        )
