"""A start of the program on a school, up to its first rows or its door: `python -m tests.start_child FOLDER [door]`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QTableView, QWidget

_PATIENCE = 20_000


def _told_at(shows: Callable[[QWidget], bool], then: Callable[[], object]) -> QTimer:
    """Prints the modules that are there once some widget shows what is waited for, as JSON, and calls `then`."""
    look = QTimer(interval=1)

    def looked() -> None:
        if any(widget.isVisible() and shows(widget) for widget in QApplication.allWidgets()):
            look.stop()
            sys.stdout.write(json.dumps(sorted(sys.modules)) + "\n")
            then()

    look.timeout.connect(looked)
    look.start()
    return look


def _has_rows(widget: QWidget) -> bool:
    is_list = isinstance(widget, QTableView) and widget.objectName() == "students.table"
    return is_list and widget.model().rowCount() > 0


def to_rows(app: QApplication, folder: str) -> int:
    """Up to the first rows of a made-up school, which it signs in to by itself."""
    from sms_desktop.app import main as window

    look = _told_at(_has_rows, lambda: app.exit(0))
    found = window(["--demo", "--data", folder, "--language", "en"])
    look.stop()
    return found


def to_door(app: QApplication, folder: str) -> int:
    """Up to the sign-in, and until what comes after it was imported beside it."""
    from sms_desktop.app import main as window
    from sms_desktop.ui import screens

    def end_when_prepared() -> None:
        if set(screens.FIRST) <= set(sys.modules):
            app.exit(0)

    wait = QTimer(interval=1)
    wait.timeout.connect(end_when_prepared)
    look = _told_at(lambda widget: widget.objectName() == "sign_in", wait.start)
    found = window(["--data", folder, "--language", "en"])
    look.stop()
    wait.stop()
    return found


def main(folder: str, place: str = "rows") -> int:
    """Ends with 0 where it got so far in time."""
    app = QApplication(["sms-desktop"])
    QTimer.singleShot(_PATIENCE, lambda: app.exit(1))
    return {"rows": to_rows, "door": to_door}[place](app, folder)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
