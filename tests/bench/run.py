"""What one run of the bench works with: sizes, rounds, a folder for what is made, and processes to measure in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sms_desktop.db import keys
from sms_desktop.services.welcome import open_demo
from tests.bench import files
from tests.schools import MadeOnce, made_once

HOME = Path(__file__).resolve().parents[2]


@dataclass
class Run:
    """One run. `rows` are those of a file, `students` those of the school that is searched and listed."""

    folder: Path
    quick: bool

    @property
    def rows(self) -> int:
        return 20_000 if self.quick else 100_000

    @property
    def students(self) -> int:
        return 20_000 if self.quick else 100_000

    @property
    def rounds(self) -> int:
        return 2 if self.quick else 5

    @property
    def scale(self) -> str:
        """What a row of the table says where the run was a quick one."""
        return f"quick: {self.rounds} rounds, {self.rows:,} rows" if self.quick else ""

    def csv(self, rows: int) -> Path:
        """A file of students, made once."""
        return self._made(f"students-{rows}.csv", lambda path: files.write_csv(path, rows))

    def xlsx(self, rows: int) -> Path:
        """The same rows as a workbook."""
        return self._made(f"students-{rows}.xlsx", lambda path: files.write_xlsx(path, rows))

    def _made(self, name: str, make: Any) -> Path:
        path = self.folder / name
        if not path.exists():
            make(path)
        return path

    def demo(self, students: int) -> Path:
        """The folder of a made-up school, as `--demo` makes and opens it; made once."""
        folder = self.folder / f"demo-{students}"
        if not folder.exists():
            folder.mkdir(mode=0o700)
            open_demo(folder, "el", students).signed_in.database.close()
        return folder

    @cached_property
    def empty_school(self) -> MadeOnce:
        """A new school, to be copied."""
        return made_once(self.folder / "empty", keys.new_data_key())

    def fresh(self) -> dict[str, str]:
        """A copy of the empty school, as children open it."""
        target = self.folder / f"copy-{time.monotonic_ns()}"
        assert self.empty_school.data_key is not None
        return {"folder": str(self.empty_school.copied(target)), "key": self.empty_school.data_key.hex()}


def compiled() -> dict[str, str]:
    """The environment of children: modules are compiled once and kept, as they are where the program is installed."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def ask(task: str, **arguments: Any) -> dict[str, Any]:
    """Runs a task of `tests.bench.child` in a process of its own, so that nothing is warm, and returns its answer."""
    command = [sys.executable, "-m", "tests.bench.child", task, json.dumps(arguments)]
    done = subprocess.run(
        command, cwd=HOME, env=compiled(), stdout=subprocess.PIPE, check=True, text=True, encoding="utf-8"
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
