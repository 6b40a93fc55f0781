"""A figure: what was measured against what, how often, and whether it reaches its goal."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

Timed = Callable[[], float]
TIMES, MILLISECONDS = "times", "ms"
_WIDTHS = (58, 38, 9, 9)


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    `value` is in `unit`: times the reference, or milliseconds; None where it could not be measured, and `note` says
    why. `ours` and `theirs` are the single measurements, in seconds (or what `note` says).
    """

    name: str
    reference: str
    value: float | None
    unit: str
    goal: float
    ours: tuple[float, ...] = ()
    theirs: tuple[float, ...] = ()
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.value is None:
            return "not measured"
        return "reached" if self.value <= self.goal else "missed"


def ratio(
    name: str, reference: str, ours: Sequence[float], theirs: Sequence[float], goal: float, note: str = ""
) -> Figure:
    """The median of ours against the median of the reference."""
    value = statistics.median(ours) / statistics.median(theirs)
    return Figure(name, reference, value, TIMES, goal, tuple(ours), tuple(theirs), note)


def p95(name: str, seconds: Sequence[float], goal: float, note: str = "", reference: str = "") -> Figure:
    """The time that 95 of 100 stay under, in milliseconds."""
    return Figure(name, reference, quantile(seconds, 95) * 1000, MILLISECONDS, goal, tuple(seconds), (), note)


def not_measured(name: str, reference: str, unit: str, goal: float, why: str) -> Figure:
    """A line that says why there is no figure."""
    return Figure(name, reference, None, unit, goal, note=why)


def quantile(values: Sequence[float], percent: int) -> float:
    """The smallest value that `percent` of 100 values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def alternating(rounds: int, **measures: Timed) -> dict[str, list[float]]:
    """Each measure `rounds` times, one after the other, every round in the opposite order of the one before."""
    found: dict[str, list[float]] = {name: [] for name in measures}
    for turn in range(rounds):
        names = list(measures) if turn % 2 == 0 else list(measures)[::-1]
        for name in names:
            found[name].append(measures[name]())
    return found


def heading() -> str:
    """The first line of the table."""
    return _line(("figure", "against", "measured", "goal"), "")


def line(figure: Figure) -> str:
    """A figure as a line of the table, its note below it."""
    shown = "-" if figure.value is None else _amount(figure.value, figure.unit)
    first = _line((figure.name, figure.reference, shown, _amount(figure.goal, figure.unit)), figure.verdict)
    return f"{first}\n    {figure.note}" if figure.note else first


def _line(cells: Iterable[str], verdict: str) -> str:
    pairs = zip(cells, _WIDTHS, strict=True)
    padded = [cell.ljust(width) if n < 2 else cell.rjust(width) for n, (cell, width) in enumerate(pairs)]
    return "  ".join([*padded, verdict]).rstrip()


def _amount(value: float, unit: str) -> str:
    return f"{value:.2f} x" if unit == TIMES else f"{value:.1f} ms"


def save(figures: Sequence[Figure], folder: Path, about: Mapping[str, object]) -> Path:
    """Writes a run to a file of its own and returns it."""
    folder.mkdir(exist_ok=True)
    now = datetime.now()
    document = {
        "at": now.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        **about,
        "figures": [{**asdict(figure), "verdict": figure.verdict} for figure in figures],
    }
    target = folder / f"{now:%Y-%m-%d-%H%M%S}.json"
    target.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    return target
