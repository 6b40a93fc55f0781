"""The dialog that exports as tests handle it, and the worker's tasks done in this process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sms_desktop.core.progress import silent
from sms_desktop.services.tasks import TASKS
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs.export import ExportDialog
from sms_desktop.ui.screenshots import settle


def work_here(desk: Desk, folder: Path) -> None:
    """Has heavy work done in this process (tests/services tries the worker itself), its files put into a folder."""
    database: Any = desk.context.database
    desk.jobs._run_task = lambda task, arguments, _p: TASKS[task](database, desk.context.actor, arguments, silent)
    desk.context.memory.put("export.folder", str(folder))


def at(desk: Desk, widget: Any) -> None:
    """Gives the keys to a widget."""
    desk.window.activateWindow()
    widget.setFocus(Qt.FocusReason.OtherFocusReason)
    QApplication.processEvents()


def press(desk: Desk) -> ExportDialog:
    """Ctrl+Shift+E where the focus is; the dialog that opens."""
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(QApplication.focusWidget() or desk.window, Qt.Key.Key_E, both)
    settle(desk.window)
    return shown()


def shown() -> ExportDialog:
    """The one dialog that is open."""
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, ExportDialog) and one.isVisible()]
    assert len(found) == 1
    return found[0]


def enter(desk: Desk, dialog: ExportDialog) -> None:
    """Enter, and the work that it begins."""
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(desk.window)


def lines(file: Path, parted: str = ",") -> list[list[str]]:
    """The rows of a CSV file, with its titles."""
    return [line.split(parted) for line in file.read_text(encoding="utf-8-sig").splitlines()]


def only(folder: Path, ending: str) -> Path:
    """The one file of that ending in a folder."""
    [found] = folder.glob(f"*.{ending}")
    return found
