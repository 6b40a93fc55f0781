"""The figures on the window: how soon it can be used, and how long it stands still while an import runs."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.figures import MILLISECONDS, TIMES, Figure, alternating, not_measured, quantile, ratio
from tests.bench.run import HOME, Run, compiled

_GOAL_START, _GOAL_LARGE, _GOAL_P99, _GOAL_LONGEST = 2, 1.3, 33, 100
_SMALL = 400


class _NoAnswer(Exception):
    """The window did not get as far as being measured."""


def figures(run: Run) -> Iterator[Figure]:
    """Everything about the window; without the window only why not."""
    if importlib.util.find_spec("PySide6") is None:
        yield not_measured("window", "", TIMES, _GOAL_START, "PySide6 is not installed")
        return
    for name, part, unit, goal in (
        ("start to a usable window", _start, TIMES, _GOAL_START),
        ("window's pause during an import", _pauses, MILLISECONDS, _GOAL_LONGEST),
    ):
        try:
            yield from part(run)
        except _NoAnswer as why:
            yield not_measured(name, "", unit, goal, str(why))


def _child(task: str, *arguments: str) -> dict[str, Any]:
    """Runs `tests.bench.window_child` unseen; `began` is the moment before its process was started."""
    command = [sys.executable, "-m", "tests.bench.window_child", task, repr(time.monotonic()), *arguments]
    environment = {**compiled(), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=HOME, env=environment, capture_output=True, text=True, encoding="utf-8")
    if done.returncode or not done.stdout:
        raise _NoAnswer((done.stderr.splitlines() or ["no answer"])[-1])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _seconds(task: str, *arguments: str) -> float:
    seconds: float = _child(task, *arguments)["seconds"]
    return seconds


def _start(run: Run) -> Iterator[Figure]:
    small, large = str(run.demo(_SMALL)), str(run.demo(run.students))
    for folder in (small, large):
        _seconds("program", folder)  # once, so that every file is in the system's cache
    found = alternating(
        run.rounds,
        bare=lambda: _seconds("bare"),
        small=lambda: _seconds("program", small),
        large=lambda: _seconds("program", large),
    )
    bare, program = (quantile(found[name], 50) * 1000 for name in ("bare", "small"))
    note = f"{program:.0f} ms against {bare:.0f} ms, from the start of the process to the list's first paint"
    yield ratio(
        f"start to a usable window, {_SMALL} students",
        "a bare PySide6 window with one table",
        found["small"], found["bare"], _GOAL_START, note,
    )  # fmt: skip
    yield ratio(
        f"start to a usable window, {run.students:,} students",
        f"{_SMALL} students",
        found["large"], found["small"], _GOAL_LARGE,
    )  # fmt: skip


def _pauses(run: Run) -> Iterator[Figure]:
    """How late a timer of 5 ms is in the window's thread while a worker process imports."""
    file: Path = run.csv(run.rows)
    late: list[float] = []
    longest: list[float] = []
    for _turn in range(run.rounds):
        school = run.fresh()
        found = _child("import", school["folder"], school["key"], str(file))
        shutil.rmtree(school["folder"])
        late.extend(found["late"])
        longest.append(max(found["late"]))
    name = f"window's pause during an import of {run.rows:,} rows"
    note = f"{len(late):,} ticks in {run.rounds} imports"
    yield Figure(
        f"{name}, p99", "lateness of a 5 ms timer", quantile(late, 99) * 1000, MILLISECONDS, _GOAL_P99, note=note
    )
    each = ", ".join(f"{seconds * 1000:.0f}" for seconds in longest)
    value = max(longest) * 1000
    yield Figure(f"{name}, longest", "lateness of a 5 ms timer", value, MILLISECONDS, _GOAL_LONGEST, tuple(longest), (),
                 f"longest of each import: {each} ms")  # fmt: skip
