"""What is measured of windows, in a process of its own: `python -m tests.bench.window_child TASK BEGAN ...`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

_TICK = 0.005
_PATIENCE = 20_000


def _answer(**found: Any) -> None:
    print(json.dumps(found), flush=True)


def bare(began: float) -> None:
    """A window with one table and nothing else."""
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

    from tests.bench.first_paint import Cells, FirstPaint

    app = QApplication(["bare"])
    window, view, model = QMainWindow(), QTableView(), Cells()
    view.setObjectName("bare.table")
    view.setModel(model)
    window.setCentralWidget(view)
    window.resize(1366, 768)
    FirstPaint(app, "bare.table", partial(_painted, app, began))
    window.show()
    app.exec()


def program(began: float, folder: str) -> None:
    """The program itself, on a made-up school that it signs in to by itself."""
    from sms_desktop.__main__ import library, main

    library()
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from tests.bench.first_paint import FirstPaint

    app = QApplication(["sms-desktop"])
    FirstPaint(app, "students.table", partial(_painted, app, began))
    QTimer.singleShot(_PATIENCE, lambda: app.exit(1))
    sys.argv = ["sms-desktop", "--demo", "--data", folder, "--language", "el"]
    if main():
        raise SystemExit("the window was not painted")


def _painted(app: QApplication, began: float, now: float) -> None:
    _answer(seconds=now - began)
    app.exit(0)


def run_import(_began: float, folder: str, key: str, file: str) -> None:
    """Imports a file by a worker process behind a job, with a timer ticking in the window's thread meanwhile."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from sms_desktop.db import opening
    from sms_desktop.services import worker_process
    from sms_desktop.services.importing.model import Options
    from sms_desktop.ui.jobs import Jobs
    from tests.schools import ADMIN

    app = QApplication(["import"])
    database = opening.open_existing(Path(folder), bytes.fromhex(key))
    jobs = Jobs(database, lambda: ADMIN, run_task=partial(worker_process.run_task, database, ADMIN))
    jobs.progressed.connect(lambda _info: None)
    failed: list[Exception] = []
    ticks = [time.perf_counter()]
    timer = QTimer(timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start(round(_TICK * 1000))
    arguments = {"path": file, "options": Options().to_json()}
    jobs.finished.connect(lambda _info: app.quit())
    jobs.heavy(None, "imports.run", arguments, failed=failed.append, title="import")
    app.exec()
    timer.stop()
    jobs.close()
    database.close()
    if failed:
        raise failed[0]
    gaps = pairwise(ticks[1:])  # the first tick waits for the event loop to start
    _answer(late=[max(0.0, later - earlier - _TICK) for earlier, later in gaps])


TASKS: dict[str, Callable[..., None]] = {"bare": bare, "program": program, "import": run_import}

if __name__ == "__main__":
    TASKS[sys.argv[1]](float(sys.argv[2]), *sys.argv[3:])
