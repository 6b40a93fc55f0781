"""Measures, prints one table and writes `bench-results/<moment>.json`; reports, and never fails."""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sms_desktop.core import i18n
from tests.bench import backing_up, classroom, exporting, importing, papers, reading, window
from tests.bench.figures import Figure, heading, line, save
from tests.bench.run import HOME, Run

PARTS: dict[str, Callable[[Run], Iterator[Figure]]] = {
    "import": importing.figures,
    "export": exporting.figures,
    "read": reading.figures,
    "class": classroom.figures,
    "backup": backing_up.figures,
    "paper": papers.figures,
    "window": window.figures,
}


def main() -> int:
    wanted = _arguments()
    i18n.set_language("en")
    began = time.monotonic()
    found: list[Figure] = []
    print(heading())
    with tempfile.TemporaryDirectory(prefix="sms-bench-", dir=wanted.folder) as folder:
        run = Run(Path(folder), wanted.quick)
        for name in wanted.only or PARTS:
            for figure in PARTS[name](run):
                found.append(figure)
                print(line(figure), flush=True)
    seconds = time.monotonic() - began
    about = {"quick": wanted.quick, "seconds": round(seconds), "commit": _commit()}
    target = save(found, HOME / "bench-results", about)
    missed = sum(figure.verdict == "missed" for figure in found)
    print(f"{len(found)} figures in {seconds:.0f} s, {missed} missed their goal. Kept in {target.relative_to(HOME)}.")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("dev.py bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and rows, under two minutes")
    parser.add_argument("--only", action="append", choices=list(PARTS), help="one part only; may be repeated")
    parser.add_argument("--folder", help="where temporary files go (as much as 5 GB)")
    return parser.parse_args()


def _commit() -> str:
    """The commit that was measured, where git knows."""
    try:
        return subprocess.run(
            ["git", "describe", "--always", "--dirty"], cwd=HOME, capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


if __name__ == "__main__":
    raise SystemExit(main())
