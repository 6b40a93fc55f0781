"""The figures on imports: against SQLite's own shell, against each other, and against ten times the rows."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from tests.bench import files
from tests.bench.figures import TIMES, Figure, alternating, not_measured, ratio
from tests.bench.run import Run, ask

#: The file's columns, with the indexes that our table of students has.
_SCHEMA = """
CREATE TABLE students (student_number TEXT, last_name TEXT, first_name TEXT, father_name TEXT, email TEXT, mobile TEXT,
  date_of_birth TEXT, street TEXT, street_number TEXT, city TEXT, postal_code TEXT, study_year TEXT, section TEXT,
  enrolment_date TEXT);
CREATE UNIQUE INDEX uq_number ON students (student_number);
CREATE INDEX ix_sort ON students (last_name, first_name);
CREATE INDEX ix_search ON students (last_name, first_name, student_number, email);
CREATE INDEX ix_email ON students (email);
CREATE INDEX ix_programme ON students (section);
"""
_GOAL_IMPORT, _GOAL_PREVIEW, _GOAL_UNDO, _GOAL_XLSX, _GOAL_TIME, _GOAL_MEMORY = 5, 0.7, 1.0, 1.5, 11, 1.3
_MEGABYTE = 1 << 20


def figures(run: Run) -> Iterator[Figure]:
    """Everything about imports."""
    yield from _against_references(run)
    yield from _ten_times(run)


def _import(run: Run, file: Path, **more: Any) -> dict[str, Any]:
    school = run.fresh()
    answer = ask("import", **school, file=str(file), **more)
    shutil.rmtree(school["folder"])
    return answer


def _preview(run: Run, file: Path) -> float:
    school = run.fresh()
    seconds: float = ask("preview", **school, file=str(file))["run"]
    shutil.rmtree(school["folder"])
    return seconds


def _against_references(run: Run) -> Iterator[Figure]:
    csv, xlsx = run.csv(run.rows), run.xlsx(run.rows)
    undone: list[float] = []

    def import_and_undo() -> float:
        answer = _import(run, csv, take_back=True)
        undone.append(answer["undo"])
        seconds: float = answer["run"]
        return seconds

    found = alternating(
        run.rounds,
        csv=import_and_undo,
        sqlite=lambda: (_shell if shutil.which("sqlite3") else _executemany)(run, csv),
        preview=lambda: _preview(run, csv),
        xlsx=lambda: _import(run, xlsx)["run"],
        cells=lambda: ask("cells", file=str(xlsx))["run"],
    )
    rows = f"{run.rows:,}"
    shell = (
        "sqlite3 .import, same indexes" if shutil.which("sqlite3") else "sqlcipher3 without key, executemany (no shell)"
    )
    both = [cells + csv for cells, csv in zip(found["cells"], found["csv"], strict=True)]
    yield ratio(f"import {rows} students from CSV", shell, found["csv"], found["sqlite"], _GOAL_IMPORT, run.scale)
    yield ratio(f"preview of {rows} students", "their import", found["preview"], found["csv"], _GOAL_PREVIEW)
    yield ratio(f"undo of the import of {rows} students", "the import", undone, found["csv"], _GOAL_UNDO)
    yield ratio(f"import {rows} students from XLSX", "cells read + CSV import", found["xlsx"], both, _GOAL_XLSX)


def _shell(run: Run, file: Path) -> float:
    """SQLite's shell bringing the file into a table of its own."""
    target = run.folder / "shell.db"
    subprocess.run(["sqlite3", str(target), _SCHEMA], check=True)
    began = time.perf_counter()
    steps = [".mode csv", ".separator ;", f".import --skip 1 {file} students", "SELECT count(*) FROM students"]
    done = subprocess.run(["sqlite3", str(target), *steps], check=True, stdout=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - began
    assert int(done.stdout) == run.rows
    target.unlink()
    return seconds


def _executemany(run: Run, file: Path) -> float:
    """The stand-in where there is no shell: the driver alone, from rows in memory."""
    target = run.folder / "driver.db"
    rows = list(files.rows(run.rows))
    connection = dbapi2.connect(target)
    connection.executescript(_SCHEMA)
    began = time.perf_counter()
    marks = ", ".join("?" * len(files.HEADERS))
    connection.executemany(f"INSERT INTO students VALUES ({marks})", rows)
    connection.commit()
    seconds = time.perf_counter() - began
    connection.close()
    target.unlink()
    return seconds


def _ten_times(run: Run) -> Iterator[Figure]:
    few = run.rows
    names = f"import {10 * few:,} rows", f"import {10 * few:,} rows: peak memory of the process"
    if shutil.disk_usage(run.folder).free < 4 << 30:
        why = "needs 4 GB of free space for temporary files"
        yield not_measured(names[0], f"{few:,} rows", TIMES, _GOAL_TIME, why)
        return
    answers: dict[str, list[dict[str, Any]]] = {"few": [], "many": []}
    for _turn in range(1 if run.quick else run.rounds):
        answers["few"].append(_import(run, run.csv(few)))
        answers["many"].append(_import(run, run.csv(10 * few)))
    seconds = {name: [answer["run"] for answer in found] for name, found in answers.items()}
    memory = {name: [answer["memory"] / _MEGABYTE for answer in found] for name, found in answers.items()}
    yield ratio(names[0], f"{few:,} rows", seconds["many"], seconds["few"], _GOAL_TIME)
    note = f"{memory['many'][0]:.0f} MB against {memory['few'][0]:.0f} MB"
    yield ratio(names[1], f"{few:,} rows", memory["many"], memory["few"], _GOAL_MEMORY, note)
