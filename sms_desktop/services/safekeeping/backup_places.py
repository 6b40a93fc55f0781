"""Where backups lie: the folder beside the data, and a second place of the school's choice (a stick, a share)."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sms_desktop.core import files
from sms_desktop.core.actor import system_actor
from sms_desktop.core.errors import Conflict, UserError
from sms_desktop.core.i18n import _
from sms_desktop.db import backup_file, locks, opening
from sms_desktop.db.backup_file import Contents
from sms_desktop.db.database import Database
from sms_desktop.services import settings

#: The folder beside the data.
FOLDER = "backups"
_LOCK = "backup"
_WAIT_SECONDS = 120
_READ_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Backup:
    """A backup as lists show it.

    `made_at` is UTC; `size` is the file's, in bytes; `second` where it lies in the second place; `own` where it is of
    this school. Where the file can't be read, `problem` is a sentence that says why, and `made_at` is the file's time.
    """

    path: Path
    made_at: datetime
    size: int
    second: bool = False
    own: bool = False
    made_by: str = ""
    reason: str = ""
    school: str = ""
    school_id: str = ""
    schema: str = ""
    app_version: str = ""
    plain: bool = False
    chain_length: int = 0
    chain_head: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""


def main_folder(database: Database) -> Path:
    """The folder beside the data, which is made where it is not there."""
    folder = database.folder / FOLDER
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder


def second_place(database: Database) -> Path | None:
    """The second place by the settings; None where the school has none."""
    with database.read(system_actor()) as session:
        chosen: str = settings.read(session, "backups.second_place")
    return Path(chosen) if chosen else None


def found_in(folder: Path, own_id: str, *, second: bool = False) -> list[Backup]:
    """The backups in a folder by their headers, the newest first; those that can't be read last."""
    try:
        paths = [path for path in folder.iterdir() if path.suffix == backup_file.SUFFIX and path.name[0] != "."]
    except OSError:
        return []
    found = [described(path, own_id, second=second) for path in paths]
    return sorted(found, key=lambda backup: (not backup.problem, backup.made_at, backup.path.name), reverse=True)


def described(path: Path, own_id: str, *, second: bool = False) -> Backup:
    """One file, by its header."""
    try:
        contents = backup_file.look(path)
        return of_contents(path, contents, own_id, second=second)
    except UserError as error:
        return Backup(path, _file_time(path), _size(path), second, problem=str(error))


def of_contents(path: Path, contents: Contents, own_id: str, *, second: bool = False) -> Backup:
    """A backup whose header was read."""
    names = ("made_by", "reason", "school", "school_id", "schema", "app_version", "plain", "chain_length", "chain_head")
    values = {name: getattr(contents, name) for name in names}
    own = contents.school_id == own_id
    return Backup(path, contents.made, _size(path), second, own, rows=dict(contents.rows), **values)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _file_time(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None)
    except OSError:
        return datetime.min


def copied(path: Path, folder: Path) -> Path:
    """A copy of a finished backup in another place, read back before it has its name; raises `StorageProblem`."""
    files.sweep(folder)  # which several computers may share: another one may be at an unfinished file
    target, digest = folder / path.name, hashlib.sha256()
    with (
        files.atomic_writer(target, lambda made: _must_be(made, digest.digest())) as out,
        path.open("rb") as source,
    ):
        while part := source.read(_READ_AT_ONCE):
            digest.update(part)
            out.write(part)
    return target


def _must_be(path: Path, digest: bytes) -> None:
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").digest() != digest:
            raise OSError("what was read back is not what was written")


@contextmanager
def working(folder: Path, wait: float = _WAIT_SECONDS) -> Iterator[None]:
    """The one who works on backups and keys of this data folder; raises `Conflict` where another one stays at it."""
    held = locks.take(folder, _LOCK, wait)
    if held is None:
        raise busy()
    try:
        yield
    finally:
        held.release()


def busy() -> Conflict:
    """The sentence for a backup, a restore or a change of key that another process is at."""
    return Conflict(
        _("Another window or command is making or restoring a backup just now."),
        _("Wait until it has finished, then try again."),
        code="backup_busy",
    )


def tidy(folder: Path) -> None:
    """Removes what a crash left of unfinished backups, restores and key files; not while somebody is at them."""
    with suppress(Conflict, OSError), working(folder, 0):
        opening.tidy(folder)
        swept(folder)
        swept(folder / FOLDER)


def swept(folder: Path) -> None:
    """Removes unfinished files and folders of ours, however young: somebody at work has the lock."""
    for left in folder.glob(f".*{files.UNFINISHED}*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
            continue
        with suppress(OSError):
            left.unlink()
