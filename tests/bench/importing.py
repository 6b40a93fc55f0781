"""The figures on imports: against SQLite's own shell, against each other, and against ten times the rows."""

from __future__ import annotations

import csv
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from tests.bench.figures import TIMES, Figure, alternating, not_measured, quantile, ratio
from tests.bench.run import Run, ask
from tests.schools import MadeOnce

#: The file's columns, with the indexes that our table of students has.
_STUDENTS = """
CREATE TABLE rows (student_number TEXT, last_name TEXT, first_name TEXT, father_name TEXT, email TEXT, mobile TEXT,
  date_of_birth TEXT, street TEXT, street_number TEXT, city TEXT, postal_code TEXT, study_year TEXT, section TEXT,
  enrolment_date TEXT);
CREATE UNIQUE INDEX uq_number ON rows (student_number);
CREATE INDEX ix_sort ON rows (last_name, first_name);
CREATE INDEX ix_search ON rows (last_name, first_name, student_number, email);
CREATE INDEX ix_email ON rows (email);
CREATE INDEX ix_programme ON rows (section);
"""
#: The same for marks: what tells one from another, and the assessment.
_MARKS = """
CREATE TABLE rows (student_number TEXT, course_code TEXT, category TEXT, title TEXT, score TEXT, max_score TEXT,
  date_assigned TEXT);
CREATE UNIQUE INDEX uq_place ON rows (student_number, course_code, category, title);
CREATE INDEX ix_assessment ON rows (course_code, category, title);
"""
_GOAL_IMPORT, _GOAL_PREVIEW, _GOAL_UNDO, _GOAL_XLSX, _GOAL_TIME, _GOAL_MEMORY = 5, 0.7, 1.0, 1.5, 11, 1.3
_MEGABYTE = 1 << 20
#: A million rows take most of a minute: three turns tell as much as five.
_TURNS = 3


@dataclass(frozen=True)
class Imported:
    """What is imported: its files by number of rows, the table it is compared with, and the school it goes into,
    which is large enough for the file."""

    name: str
    schema: str
    csv: Callable[[int], Path]
    xlsx: Callable[[int], Path]
    school: Callable[[int], MadeOnce]


def figures(run: Run) -> Iterator[Figure]:
    """Everything about imports."""
    students = Imported("students", _STUDENTS, run.csv, run.xlsx, lambda _rows: run.empty_school)
    marks = Imported("marks", _MARKS, run.marks_csv, run.marks_xlsx, run.school_before_term)
    yield from _against_references(run, marks)
    yield from _ten_times(run, marks)
    yield from _against_references(run, students)


def _import(run: Run, of: Imported, file: Path, rows: int, fits: int = 0, **more: Any) -> dict[str, Any]:
    """Imports a file into a school that it fits, or one that a file of `fits` rows does."""
    school = run.fresh(of.school(fits or rows))
    answer = ask("import", **school, file=str(file), **more)
    assert answer["new"] == rows, f"{answer['new']} of {rows} rows were new"
    shutil.rmtree(school["folder"])
    return answer


def _preview(run: Run, of: Imported, file: Path) -> float:
    school = run.fresh(of.school(run.rows))
    seconds: float = ask("preview", **school, file=str(file))["run"]
    shutil.rmtree(school["folder"])
    return seconds


def _against_references(run: Run, of: Imported) -> Iterator[Figure]:
    text, book = of.csv(run.rows), of.xlsx(run.rows)
    undone: list[float] = []

    def import_and_undo() -> float:
        answer = _import(run, of, text, run.rows, take_back=True)
        undone.append(answer["undo"])
        seconds: float = answer["run"]
        return seconds

    found = alternating(
        run.rounds,
        csv=import_and_undo,
        sqlite=lambda: (_shell if shutil.which("sqlite3") else _executemany)(run, of, text),
        preview=lambda: _preview(run, of, text),
        xlsx=lambda: _import(run, of, book, run.rows)["run"],
        cells=lambda: ask("cells", file=str(book))["run"],
    )
    rows = f"{run.rows:,} {of.name}"
    shell = (
        "sqlite3 .import, same indexes" if shutil.which("sqlite3") else "sqlcipher3 without key, executemany (no shell)"
    )
    both = [cells + ours for cells, ours in zip(found["cells"], found["csv"], strict=True)]
    yield ratio(f"import {rows} from CSV", shell, found["csv"], found["sqlite"], _GOAL_IMPORT, _median(found["csv"]))
    yield ratio(
        f"preview of {rows}", "their import", found["preview"], found["csv"], _GOAL_PREVIEW, _median(found["preview"])
    )
    yield ratio(f"undo of the import of {rows}", "the import", undone, found["csv"], _GOAL_UNDO, _median(undone))
    yield ratio(
        f"import {rows} from XLSX", "cells read + CSV import", found["xlsx"], both, _GOAL_XLSX, _median(found["xlsx"])
    )


def _median(seconds: Sequence[float]) -> str:
    return f"median {quantile(seconds, 50):.2f} s"


def _shell(run: Run, of: Imported, file: Path) -> float:
    """SQLite's shell bringing the file into a table of its own."""
    target = run.folder / "shell.db"
    subprocess.run(["sqlite3", str(target), of.schema], check=True)
    began = time.perf_counter()
    steps = [".mode csv", ".separator ;", f".import --skip 1 {file} rows", "SELECT count(*) FROM rows"]
    done = subprocess.run(["sqlite3", str(target), *steps], check=True, stdout=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - began
    assert int(done.stdout) == run.rows
    target.unlink()
    return seconds


def _executemany(run: Run, of: Imported, file: Path) -> float:
    """The stand-in where there is no shell: the driver alone, from rows in memory."""
    target = run.folder / "driver.db"
    with file.open(encoding="utf-8", newline="") as opened:
        header, *rows = csv.reader(opened, delimiter=";")
    connection = dbapi2.connect(target)
    connection.executescript(of.schema)
    began = time.perf_counter()
    marks = ", ".join("?" * len(header))
    connection.executemany(f"INSERT INTO rows VALUES ({marks})", rows)
    connection.commit()
    seconds = time.perf_counter() - began
    connection.close()
    target.unlink()
    return seconds


def _beginning(file: Path, rows: int) -> Path:
    """The first rows of a file, under its header."""
    target = file.with_stem(f"{file.stem}-first-{rows}")
    with file.open(encoding="utf-8") as whole, target.open("w", encoding="utf-8") as part:
        part.writelines(islice(whole, rows + 1))
    return target


def _ten_times(run: Run, of: Imported) -> Iterator[Figure]:
    few = run.rows
    names = (
        f"import {10 * few:,} {of.name}",
        f"import {10 * few:,} {of.name}: peak memory of the process",
    )
    if shutil.disk_usage(run.folder).free < 4 << 30:
        why = "needs 4 GB of free space for temporary files"
        yield not_measured(names[0], f"{few:,} rows", TIMES, _GOAL_TIME, why)
        return
    few_rows = _beginning(of.csv(10 * few), few)  # the same school for both
    answers: dict[str, list[dict[str, Any]]] = {"few": [], "many": []}
    for _turn in range(1 if run.quick else _TURNS):
        answers["few"].append(_import(run, of, few_rows, few, fits=10 * few))
        answers["many"].append(_import(run, of, of.csv(10 * few), 10 * few))
    seconds = {name: [answer["run"] for answer in found] for name, found in answers.items()}
    memory = {name: [answer["memory"] / _MEGABYTE for answer in found] for name, found in answers.items()}
    yield ratio(names[0], f"{few:,} rows", seconds["many"], seconds["few"], _GOAL_TIME, _median(seconds["many"]))
    note = f"{memory['many'][0]:.0f} MB against {memory['few'][0]:.0f} MB"
    yield ratio(names[1], f"{few:,} rows", memory["many"], memory["few"], _GOAL_MEMORY, note)
