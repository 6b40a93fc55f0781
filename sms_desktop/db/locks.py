"""Kernel locks in the data folder: freed by the system however a process dies (reliability.md 4 (2.7))."""

from __future__ import annotations

import json
import os
import platform
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from sms_desktop.core.errors import Conflict
from sms_desktop.core.i18n import _

#: Seconds after which a lock is another's: the system may take longer to free that of a process than to end it.
_A_MOMENT, _BETWEEN_TRIES = 0.5, 0.02


class Held:
    """A lock in our hands; `release` gives it back, as does the end of the process."""

    def __init__(self, lock: FileLock, note: Path) -> None:
        self._lock = lock
        self._note = note

    def release(self) -> None:
        with suppress(OSError):
            self._note.unlink()
        self._lock.release()


def take(folder: Path, name: str, wait: float = _A_MOMENT) -> Held | None:
    """The lock `name` of this data folder, or None where another process has had it for `wait` seconds."""
    lock = FileLock(folder / f"{name}.lock", mode=0o600, thread_local=False, is_singleton=False)
    try:
        lock.acquire(timeout=wait, poll_interval=_BETWEEN_TRIES)
    except Timeout:
        return None
    note = folder / f"{name}.holder.json"
    with suppress(OSError):  # it only helps to tell who has it
        _write(note, json.dumps({"pid": os.getpid(), "computer": platform.node()}))
    return Held(lock, note)


def _write(note: Path, text: str) -> None:
    note.unlink(missing_ok=True)
    with os.fdopen(os.open(note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def holder(folder: Path, name: str) -> str:
    """Who holds the lock, as told in a message: the process and the computer."""
    try:
        note = json.loads((folder / f"{name}.holder.json").read_text())
        return _("process {pid} on {computer}").format(pid=note["pid"], computer=note["computer"])
    except (OSError, ValueError, KeyError, TypeError):
        return _("another process")


def taken(folder: Path, name: str) -> Conflict:
    """The sentence for a lock that somebody else has."""
    return Conflict(
        _("The school's data is in use by {holder}.").format(holder=holder(folder, name)),
        _("Close it there first, then try again."),
        code="in_use_elsewhere",
    )
