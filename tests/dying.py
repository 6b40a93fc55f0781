"""Work that dies in the middle, in a process of its own: as if the power had gone, nothing of it runs on."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine, event

import tests.day  # noqa: F401

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


def lasting(work: Callable[..., None], arguments: tuple[Any, ...], longest: float | None = None) -> float | None:
    """The seconds that `work` takes once its process has begun; None where it was killed after the `longest` of it."""
    here, there = _context().Pipe()
    process = _context().Process(target=_told_of, args=(there, work, arguments))
    process.start()
    there.close()
    here.recv()  # it begins now
    began = time.monotonic()
    process.join(longest)
    took = time.monotonic() - began
    process.kill()
    process.join()
    here.close()
    assert process.exitcode <= LIVED, "it neither came through nor was killed"
    return took if process.exitcode == LIVED else None


class Killer:
    """Kills `work` at random moments of the time that it takes, which is learned anew from each trial.

    The machine may be busy now and quiet the next moment: by the time of one trial at the beginning, all others would
    be killed before anything was done, or come through.
    """

    def __init__(self, work: Callable[..., None], whole: tuple[Any, ...], seed: int | str) -> None:
        took = lasting(work, whole)
        assert took is not None
        self._work, self._takes, self._chance = work, took, Random(seed)

    def spares(self, *arguments: Any) -> bool:
        """Does the work once more; whether it came through."""
        took = lasting(self._work, arguments, self._chance.uniform(0, self._takes * 1.05))
        self._takes = self._takes * 1.1 if took is None else took
        return took is not None


def turns(trials: int, seen: Callable[[], object]) -> Iterator[int]:
    """Counts `trials`, and up to ten times as many until that was `seen` which chance must bring sooner or later."""
    for turn in range(10 * trials):
        if turn >= trials and seen():
            return
        yield turn


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
