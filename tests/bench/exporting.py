"""The figures on exports: a whole list of marks as CSV and XLSX, and ten and twenty times as many in flat memory."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from sms_desktop.db.database import Database, connect
from sms_desktop.services.exporting import read_rows
from sms_desktop.services.exporting.lists import LISTS
from sms_desktop.services.listing import ALL
from sms_desktop.services.welcome import open_demo
from tests.bench.figures import TIMES, Figure, alternating, not_measured, quantile, ratio
from tests.bench.run import Run, ask
from tests.schools import ADMIN

_GOAL_CSV, _GOAL_XLSX, _GOAL_MEMORY = 4, 0.2, 1.3
#: So many marks a student has in a made-up school.
_MARKS_OF_STUDENT = 22
_MEGABYTE = 1 << 20
#: No sheet of Excel has more than 1,048,575 rows.
_MOST = 1_000_000


def figures(run: Run) -> Iterator[Figure]:
    """Everything about exports of lists."""
    small = run.demo(run.rows // _MARKS_OF_STUDENT)
    yield from _against_references(run, small)
    yield from _in_flat_memory(run, small)


def _export(run: Run, school: Path, form: str, most: int = 0) -> dict[str, float]:
    target = run.folder / f"grades.{form}"
    answer: dict[str, float] = ask("export", folder=str(school), target=str(target), most=most)
    target.unlink()
    return answer


def _against_references(run: Run, school: Path) -> Iterator[Figure]:
    rows = int(_export(run, school, "csv")["rows"])
    plain, query = _in_plain(run, school)
    found = alternating(
        run.rounds,
        csv=lambda: _export(run, school, "csv")["run"],
        sqlite=lambda: _shell(run, plain, query) if shutil.which("sqlite3") else 0.0,
        xlsx=lambda: _export(run, school, "xlsx")["run"],
        openpyxl=lambda: float(ask("openpyxl", folder=str(school), target=str(run.folder / "theirs.xlsx"))["run"]),
    )
    plain.unlink()
    name = f"export {rows:,} grades to"
    reference = "sqlite3 shell, same query, unencrypted"
    if any(found["sqlite"]):
        yield ratio(f"{name} CSV", reference, found["csv"], found["sqlite"], _GOAL_CSV, _median(found["csv"]))
    else:
        yield not_measured(f"{name} CSV", reference, TIMES, _GOAL_CSV, "there is no sqlite3 shell here")
    theirs = "openpyxl write-only, rows at hand"
    yield ratio(f"{name} XLSX", theirs, found["xlsx"], found["openpyxl"], _GOAL_XLSX, _median(found["xlsx"]))


def _median(seconds: Sequence[float]) -> str:
    return f"median {quantile(seconds, 50):.2f} s"


def _in_plain(run: Run, school: Path) -> tuple[Path, str]:
    """The school without its key, as the shell can read it, and the query of the export."""
    opened = open_demo(school, "el").signed_in.database
    target = run.folder / "plain.db"
    target.unlink(missing_ok=True)
    query = _query(opened)
    with closing(connect(opened.path, opened.key)) as connection:
        connection.execute("ATTACH ? AS plain KEY ''", (str(target),))
        connection.execute("SELECT sqlcipher_export('plain')")
        connection.execute("DETACH plain")
    opened.close()
    return target, query


def _query(database: Database) -> str:
    what = LISTS["grades"]
    with database.read(ADMIN) as session:
        statement, _total = read_rows.chosen(session, what, ALL, list(what.columns), ADMIN)
        dialect = session.get_bind().dialect
        return str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def _shell(run: Run, plain: Path, query: str) -> float:
    target = run.folder / "shell.csv"
    began = time.perf_counter()
    with target.open("wb") as file:
        subprocess.run(["sqlite3", "-csv", "-header", str(plain), query], check=True, stdout=file)
    seconds = time.perf_counter() - began
    target.unlink()
    return seconds


def _in_flat_memory(run: Run, small: Path) -> Iterator[Figure]:
    large = run.demo(run.students)
    for form in ("csv", "xlsx"):
        few, many = _export(run, small, form), _export(run, large, form, _MOST if form == "xlsx" else 0)
        note = f"{many['memory'] / _MEGABYTE:.0f} MB against {few['memory'] / _MEGABYTE:.0f} MB; {many['run']:.1f} s"
        yield ratio(
            f"memory of an export of {int(many['rows']):,} grades to {form.upper()}", f"{int(few['rows']):,} rows",
            [many["memory"]], [few["memory"]], _GOAL_MEMORY, note,
        )  # fmt: skip
