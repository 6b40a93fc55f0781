"""A start of the program on a school, up to its first rows or its door: `python -m tests.start_child FOLDER [door]`."""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QTableView

#: Milliseconds, of which a busy machine may take many more than the second or two of a quiet one.
_PATIENCE = 50_000


def _tell_modules() -> None:
    sys.stdout.write(json.dumps(sorted(sys.modules)) + "\n")


class _Door(QObject):
    """Tells the modules that are there at the moment in which the sign-in is shown."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        if event.type() == QEvent.Type.Show and watched.objectName() == "sign_in":
            _tell_modules()
        return False


def to_rows(app: QApplication, folder: str) -> int:
    """Tells the modules that are there once the list of students is, in a made-up school."""
    from sms_desktop.app import main as window

    look = QTimer(interval=1)

    def looked() -> None:
        lists = [widget for widget in app.allWidgets() if widget.objectName() == "students.table"]
        if lists and isinstance(lists[0], QTableView) and lists[0].isVisible() and lists[0].model().rowCount():
            look.stop()
            _tell_modules()
            app.exit(0)

    look.timeout.connect(looked)
    look.start()
    return window(["--demo", "--data", folder, "--language", "en"])


def to_door(app: QApplication, folder: str) -> int:
    """As `_Door`, and ends once what comes after the sign-in was imported beside it."""
    from sms_desktop.app import main as window
    from sms_desktop.ui import screens

    look, door = QTimer(interval=1), _Door()

    def looked() -> None:
        if set(screens.FIRST) <= set(sys.modules):
            look.stop()
            app.exit(0)

    app.installEventFilter(door)
    look.timeout.connect(looked)
    look.start()
    return window(["--data", folder, "--language", "en"])


def main(folder: str, place: str = "rows") -> int:
    """Ends with 0 where it got so far in time."""
    app = QApplication(["sms-desktop"])
    QTimer.singleShot(_PATIENCE, lambda: app.exit(1))
    return {"rows": to_rows, "door": to_door}[place](app, folder)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
