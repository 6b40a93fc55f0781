"""Work that dies in the middle, in a process of its own: as if the power had gone, nothing of it runs on."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

#: How a process ends that died where it was told to, and one that came through alive.
DIED, LIVED = 9, 0
_MODULES = [
    "tests.dying",
    "sms_desktop.db.migrate",
    "alembic.command",
    "alembic.config",
    "sms_desktop.services.students",
    "sms_desktop.services.safekeeping.key_rotation",
    "sms_desktop.services.safekeeping.restoring_anew",
    "sms_desktop.services.exporting.everything",
    "sms_desktop.services.papers.issuing",
    "sms_desktop.formats.paper.writing",
    "sms_desktop.reports.own_form",
]


def _context() -> Any:
    kind = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context: Any = multiprocessing.get_context(kind)
    if kind == "forkserver":
        context.set_forkserver_preload(_MODULES)
    return context


def killed(work: Callable[..., None], arguments: tuple[Any, ...], after: float | None) -> bool:
    """Does `work` in a process that is killed `after` so many seconds of it (None: never); whether it came through."""
    here, there = _context().Pipe()
    process = _context().Process(target=_told_of, args=(there, work, arguments))
    process.start()
    there.close()
    here.recv()  # it begins now
    process.join(after)
    process.kill()
    process.join()
    here.close()
    return bool(process.exitcode == LIVED)


def lasting(work: Callable[..., None], arguments: tuple[Any, ...]) -> float:
    """The seconds that `work` takes once its process has begun, which is when `killed` begins to count."""
    here, there = _context().Pipe()
    process = _context().Process(target=_told_of, args=(there, work, arguments))
    process.start()
    there.close()
    here.recv()
    began = time.monotonic()
    process.join()
    here.close()
    assert process.exitcode == LIVED
    return time.monotonic() - began


def _told_of(there: Any, work: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    there.send(True)
    work(*arguments)
    os._exit(LIVED)


def ended(work: Callable[..., None], *arguments: Any) -> int:
    """How a process ended that did `work`: `DIED`, `LIVED` or, after an error, 1."""
    process = _context().Process(target=work, args=arguments)
    process.start()
    process.join()
    return int(process.exitcode)


def die_at(engine: Engine, statement: int) -> None:
    """Ends this process before its `statement`th statement (a commit counts as one), leaving files as they are."""
    left = statement

    def count(*details: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os._exit(DIED)

    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)


def migrating(
    folder: Path, data_key: bytes | None, scripts: Path, direction: str, revision: str, statement: int
) -> None:
    """A migration of the school in `folder` that dies before its `statement`th statement."""
    from sms_desktop.core import paths
    from sms_desktop.db import migrate, opening

    paths.migrations = lambda: scripts
    database = opening.open_existing(folder, data_key)
    die_at(database.engine, statement)
    migrate.run(database, direction, revision)
    os._exit(LIVED)
