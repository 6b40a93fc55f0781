"""Notes of where files are being written, so that the next start takes away what a process that was killed left there.

Unfinished files have people's data in them and lie in folders that only whoever chose them knows. A note has the
folder, and of the files' names a digest.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sms_desktop.core import files
from sms_desktop.core.clock import utc_now
from sms_desktop.db import locks
from sms_desktop.services import own_folder
from sms_desktop.services.own_folder import Place

_FOLDER, _NAME = "jobs", "writing-"
#: How long it is waited for a stick to come back that was not there at a start.
_KEPT = timedelta(days=30)


@contextmanager
def noted(school: Place, folder: Path, names: Sequence[str] = ("",)) -> Iterator[None]:
    """Inside, files of these names are written into `folder`; an empty name is a folder of unfinished files.

    Where no note can be kept (a full disk) the files are written all the same. Raises `StorageProblem` for what would
    lie among the school's own data.
    """
    for one in names:
        own_folder.require_outside(school, folder / (one or files.UNFINISHED))
    kept, name = school.folder / _FOLDER, f"{_NAME}{secrets.token_hex(8)}"
    held = None
    with suppress(OSError):
        kept.mkdir(exist_ok=True, mode=0o700)
        held = locks.take(kept, name)
        _write(kept / f"{name}.json", folder, names)
    try:
        yield
    finally:
        _forget(kept, name, held)


def tidy(school: Place) -> int:
    """Takes away what the notes of processes that are no more lead to; returns how many notes were done with.

    A folder that is not there just now is looked at again at the next start.
    """
    kept, done = school.folder / _FOLDER, 0
    for name in sorted({path.name.partition(".")[0] for path in kept.glob(f"{_NAME}*")}):
        held, note = locks.take(kept, name), kept / f"{name}.json"
        if held is None:
            continue  # somebody is still at it
        there = note.exists()
        if _done_with(note):
            _forget(kept, name, held)
            done += there
        else:
            held.release()
    return done


def _write(note: Path, folder: Path, names: Sequence[str]) -> None:
    plain = {"folder": str(folder.absolute()), "names": sorted({_digest(name) for name in names}), "at": utc_now(),
             "computer": platform.node()}  # fmt: skip
    with files.created(note) as file:
        file.write(json.dumps(plain, default=datetime.isoformat).encode())


def _done_with(note: Path) -> bool:
    try:
        plain: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
        folder, names, at = Path(plain["folder"]), set(plain["names"]), datetime.fromisoformat(plain["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return True  # killed before it was written, and so before anything else was, or after all was taken away
    here = plain.get("computer") in (None, platform.node())  # on another computer it is another folder
    if not here or not os.path.isdir(folder):  # nor is it where asking fails: a drive's fault keeps nobody out
        return utc_now() - at > _KEPT
    files.sweep(folder, of=lambda name: _digest(name) in names)
    return True


def _digest(name: str) -> str:
    return hashlib.sha256(files.as_unfinished(name).encode("utf-8", "surrogatepass")).hexdigest()


def _forget(kept: Path, name: str, held: locks.Held | None) -> None:
    lock = kept / f"{name}.lock"
    with suppress(OSError):
        (kept / f"{name}.json").unlink(missing_ok=True)
    with suppress(OSError):  # while it is ours: whoever waits for it sees that, and makes a new one
        lock.unlink(missing_ok=True)
    if held is not None:
        held.release()
    if os.name == "nt":  # there it can't go while it is held
        with suppress(OSError):
            lock.unlink(missing_ok=True)
