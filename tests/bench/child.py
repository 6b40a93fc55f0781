"""What is measured in a process of its own: `python -m tests.bench.child TASK ARGUMENTS`, the answer as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sms_desktop.core.progress import silent
from sms_desktop.db import opening
from sms_desktop.db.database import Database, connect
from sms_desktop.services.exporting import exports, read_rows
from sms_desktop.services.exporting.exports import Asked
from sms_desktop.services.exporting.lists import LISTS
from sms_desktop.services.importing import imports
from sms_desktop.services.importing.model import Options
from sms_desktop.services.importing.sources import Given
from sms_desktop.services.listing import ALL, Condition, Listing
from sms_desktop.services.safekeeping import backups
from sms_desktop.services.welcome import open_demo
from tests.schools import ADMIN

Answer = dict[str, Any]


def _open(folder: str, key: str) -> Database:
    return opening.open_existing(Path(folder), bytes.fromhex(key))


def run_import(folder: str, key: str, file: str, take_back: bool = False) -> Answer:
    """Runs an import, and takes it back where that is asked for."""
    database = _open(folder, key)
    began = time.perf_counter()
    report = imports.run(database, ADMIN, Given(Path(file)), Options())
    ran = time.perf_counter()
    answer: Answer = {"run": ran - began, "new": report.counts["new"], "memory": peak_memory()}
    if take_back:
        assert report.import_id is not None
        imports.take_back(database, ADMIN, report.import_id)
        answer["undo"] = time.perf_counter() - ran
    database.close()
    return answer


def preview(folder: str, key: str, file: str) -> Answer:
    """Previews an import."""
    database = _open(folder, key)
    began = time.perf_counter()
    report = imports.preview(database, ADMIN, Given(Path(file)), Options())
    answer: Answer = {"run": time.perf_counter() - began, "new": report.counts["new"], "memory": peak_memory()}
    database.close()
    return answer


def read_cells(file: str) -> Answer:
    """Reads every cell of a workbook by python-calamine alone."""
    from python_calamine import CalamineWorkbook

    began = time.perf_counter()
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    return {"run": time.perf_counter() - began, "new": len(rows)}


def backup(folder: str, place: str, work: str) -> Answer:
    """Copies a school with SQLite's backup API, or makes a backup of it, or proves the one that is there."""
    opened = open_demo(Path(folder), "el").signed_in
    (path,) = [*Path(place).glob("*.smsbackup"), None][:1]
    if work == "create" and path is not None:
        path.unlink()
    began = time.perf_counter()
    if work == "copy":
        _copied(opened.database, Path(place) / "copy.db")
    elif work == "create":
        backups.create(opened.database, opened.actor, to=Path(place))
    else:
        assert path is not None
        assert backups.verify(opened.database, opened.actor, path).ok
    answer: Answer = {"run": time.perf_counter() - began, "memory": peak_memory()}
    opened.database.close()
    return answer


def _copied(database: Database, target: Path) -> None:
    """What there is to compare with: every page, into a file that outlives a power cut."""
    target.unlink(missing_ok=True)
    target.touch()
    safe = ("journal_mode=DELETE", "synchronous=FULL")
    with closing(connect(database.path, database.key)) as source, closing(connect(target, database.key, safe)) as copy:
        source.backup(copy)


def export(folder: str, target: str, most: int = 0) -> Answer:
    """Writes the grades of a school to a file, up to the one with that id."""
    opened = open_demo(Path(folder), "el").signed_in
    asked = Asked("grades", Listing(where=(Condition("id", "<=", most),)) if most else ALL)
    began = time.perf_counter()
    done = exports.export(opened.database, opened.actor, asked, Path(target))
    answer: Answer = {"run": time.perf_counter() - began, "rows": done.rows, "memory": peak_memory()}
    opened.database.close()
    return answer


def openpyxl_write(folder: str, target: str) -> Answer:
    """Writes the same grades by openpyxl alone, in the way that is quickest and keeps no row; they are at hand."""
    from openpyxl import Workbook

    opened, what = open_demo(Path(folder), "el").signed_in, LISTS["grades"]
    columns = list(what.columns)
    with opened.database.read(opened.actor) as session:
        statement, total = read_rows.chosen(session, what, ALL, columns, opened.actor)
        rows = list(read_rows.rows(session, statement, columns, "xlsx", total, silent))
    opened.database.close()
    began = time.perf_counter()
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(target)
    answer: Answer = {"run": time.perf_counter() - began, "rows": len(rows)}
    Path(target).unlink()
    return answer


def peak_memory() -> int:
    """The most memory this process had at once, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) * 1024
    import psutil

    found: int = psutil.Process().memory_info().peak_wset
    return found


TASKS: dict[str, Callable[..., Answer]] = {
    "import": run_import,
    "preview": preview,
    "cells": read_cells,
    "export": export,
    "openpyxl": openpyxl_write,
    "backup": backup,
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](**json.loads(sys.argv[2]))))
