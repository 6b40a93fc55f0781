"""The pages and dialogs of papers as tests handle them: worker tasks at once, and waiting until all is at rest."""

from __future__ import annotations

import threading
from typing import Any

from PySide6.QtWidgets import QApplication, QDialog

from sms_desktop.core import i18n
from sms_desktop.core.actor import Actor
from sms_desktop.core.progress import Progress
from sms_desktop.db.database import Database
from sms_desktop.reports import tasks as reports
from sms_desktop.services import tasks as services
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.operations.tab import OperationsTab

_ONE = threading.Lock()


def with_tasks(desk: Desk, database: Database, actor: Actor) -> list[str]:
    """Has the worker's tasks done in this process, one at a time; returns the names of those that were asked for."""
    asked: list[str] = []

    def run_task(task: str, arguments: Any, progress: Progress) -> Any:
        with _ONE, i18n.speaking("en"):
            asked.append(task)
            return {**services.TASKS, **reports.TASKS}[task](database, actor, arguments, progress)

    desk.jobs._run_task = run_task
    return asked


def page(desk: Desk, name: str) -> Any:
    """A page of Operations, opened and at rest."""
    screen = desk.window.show_tab("operations")
    assert isinstance(screen, OperationsTab)
    found = screen.open_page(name)
    rest(desk)
    return found


def dialog(name: str) -> Any:
    """The one open dialog of that name."""
    found = [box for box in QApplication.topLevelWidgets() if box.objectName() == name and box.isVisible()]
    assert len(found) == 1, name
    return found[0]


def is_open(name: str) -> bool:
    """Whether a dialog of that name is open."""
    return any(box.objectName() == name and box.isVisible() for box in QApplication.topLevelWidgets())


def rest(desk: Desk, *previews: Any) -> None:
    """Until nothing is under way, in these previews neither."""
    for preview in previews:
        preview._soon.setInterval(0)
    settle(desk.window)
    while any(preview.is_waiting() for preview in previews) or desk.jobs.running():
        QApplication.processEvents()
        settle(desk.window)


def close(box: QDialog) -> None:
    """Closes a dialog, whatever is typed in it."""
    QDialog.reject(box)
    QApplication.processEvents()
