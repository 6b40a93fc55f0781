"""The figures on backups of a large school: making and proving one, against copying it with SQLite's backup API."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figures import TIMES, Figure, alternating, ratio
from tests.bench.run import Run, ask

_GOAL, _MOST_MEMORY = 2.5, 200 << 20
_COPY = "copying the file with SQLite's backup API"


def figures(run: Run) -> Iterator[Figure]:
    """Everything about backups."""
    school, place = run.demo(run.students), run.folder / "backups"
    place.mkdir(exist_ok=True)
    memory: list[int] = []

    def measured(work: str) -> float:
        answer = ask("backup", folder=str(school), place=str(place), work=work)
        if work != "copy":
            memory.append(answer["memory"])
        return float(answer["run"])

    measured("create")  # one to be proven, and everything in the system's cache for each of them
    found = alternating(
        run.rounds, copy=lambda: measured("copy"), create=lambda: measured("create"), verify=lambda: measured("verify")
    )
    note = run.scale or f"{_size(place)} MB"
    yield ratio("backup, with its trial restore", _COPY, found["create"], found["copy"], _GOAL, note)
    yield ratio("proving a backup again, thoroughly", _COPY, found["verify"], found["copy"], _GOAL, note)
    most = [amount / _MOST_MEMORY for amount in memory]
    yield Figure("memory of a backup and of its proof", "200 MB", max(most), TIMES, 1.0, tuple(most), (), run.scale)
    shutil.rmtree(place)


def _size(place: Path) -> int:
    return max(path.stat().st_size for path in place.iterdir()) >> 20
