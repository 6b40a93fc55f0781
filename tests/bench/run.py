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
from tests.bench import before_term, files
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
        return self._made(f"students-{rows}.csv", lambda path: files.write_csv(path, files.HEADERS, files.rows(rows)))

    def xlsx(self, rows: int) -> Path:
        """The same rows as a workbook."""
        return self._made(f"students-{rows}.xlsx", lambda path: files.write_xlsx(path, files.HEADERS, files.rows(rows)))

    def marks_csv(self, rows: int) -> Path:
        """A file of marks for the school before its term, made once."""
        return self._made(
            f"marks-{rows}.csv", lambda path: files.write_csv(path, files.MARK_HEADERS, before_term.marks(self, rows))
        )

    def marks_xlsx(self, rows: int) -> Path:
        """The same marks as a workbook."""
        return self._made(
            f"marks-{rows}.xlsx", lambda path: files.write_xlsx(path, files.MARK_HEADERS, before_term.marks(self, rows))
        )

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

    def school_before_term(self, rows: int) -> MadeOnce:
        """A school with enrolments enough for a file of so many marks, and no mark yet; to be copied."""
        folder = self.folder / f"before-term-{rows}"
        if not folder.exists():
            before_term.make(self.empty_school, folder, rows // files.MARKS_OF_ENROLMENT)
        return MadeOnce(folder, self.empty_school.data_key)

    def fresh(self, school: MadeOnce | None = None) -> dict[str, str]:
        """A copy of a school (the empty one), as children open it."""
        target, school = self.folder / f"copy-{time.monotonic_ns()}", school or self.empty_school
        assert school.data_key is not None
        return {"folder": str(school.copied(target)), "key": school.data_key.hex()}


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
