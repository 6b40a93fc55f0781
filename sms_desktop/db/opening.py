"""Creating and opening a data folder, in the order of reliability.md 7.1: nothing is created by accident."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlcipher3 import dbapi2

from sms_desktop.core.errors import Conflict, StorageProblem
from sms_desktop.core.events import EventBus
from sms_desktop.core.i18n import _
from sms_desktop.db import keys
from sms_desktop.db.database import APPLICATION_ID, Database, connect
from sms_desktop.db.faults import problem

DATABASE = "school.db"
KEYS = "keys.json"
PLAIN = "plain.json"
#: Versions in which the WAL-reset corruption is mended (reliability.md 0.1).
_SAFE_SQLITE = (3, 51, 3)
_SMALLEST = 512


def exists(folder: Path) -> bool:
    """Whether there is a school in this folder."""
    return (folder / DATABASE).exists()


def is_plain(folder: Path) -> bool:
    """Whether the school's data is, by explicit choice, not encrypted."""
    return (folder / PLAIN).exists()


def create(folder: Path, data_key: bytes | None) -> Database:
    """A new, empty database file in `folder`, encrypted with `data_key` (None: plain).

    Raises `Conflict` where there is one already.
    """
    _check_version()
    keys.lock_down_folder(folder)
    path = folder / DATABASE
    if path.exists():
        raise Conflict(
            _("There is a school in {folder} already.").format(folder=folder),
            _("Choose another folder, or open that school."),
            code="school_exists",
        )
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    connection = connect(path, data_key)
    try:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    finally:
        connection.close()
    if data_key is None:
        (folder / PLAIN).write_text(json.dumps({"audit_key": secrets.token_hex(32)}))
        (folder / PLAIN).chmod(0o600)
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
    try:
        connection = connect(path, data_key)
        try:
            found = connection.execute("PRAGMA application_id").fetchone()[0]
        finally:
            connection.close()
    except dbapi2.DatabaseError as error:
        raise problem(error) from error
    if found != APPLICATION_ID:
        raise _not_ours(path)
    return _database(folder, data_key, events)


def discard(folder: Path) -> None:
    """Takes away a school that was only half made."""
    for name in (DATABASE, DATABASE + "-wal", DATABASE + "-shm", KEYS, PLAIN):
        with suppress(FileNotFoundError):
            (folder / name).unlink()


def make_whole(folder: Path, make: Callable[[], None]) -> None:
    """Runs `make`; where it fails, no half school stays behind."""
    try:
        make()
    except BaseException:
        discard(folder)
        raise


def _database(folder: Path, data_key: bytes | None, events: EventBus | None) -> Database:
    if data_key is not None:
        audit_key = keys.derived(data_key, "audit")
    else:
        audit_key = bytes.fromhex(json.loads((folder / PLAIN).read_text())["audit_key"])
    return Database(folder / DATABASE, data_key, audit_key, events=events)


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
