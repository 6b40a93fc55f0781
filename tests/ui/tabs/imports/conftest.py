"""What tests of the Imports screen get: the window over a school, files to bring in, and a person's hands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from sms_desktop.core.actor import Actor
from sms_desktop.db.database import Database
from sms_desktop.services import students
from sms_desktop.services.tasks import TASKS
from sms_desktop.ui.context import Context
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.language import Languages
from sms_desktop.ui.memory import Forgetful
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tab import TabSpec
from sms_desktop.ui.tabs.imports import imports_tab
from sms_desktop.ui.tabs.imports.tab import ImportsTab
from sms_desktop.ui.tabs.imports.wizard import COLUMNS, PREVIEW
from sms_desktop.ui.theme import Theme
from tests.conftest import Transaction

HEAD = "Student number;Last name;First name;Date of birth;Remark of the office"
GOOD = (HEAD, "S1;Doe;Ann;25/12/2004;", "S2;Roe;Tom;13/01/2005;early")
ONE_BAD = (*GOOD, "S3;Poe;Eve;31/02/2004;")
Write = Callable[..., Path]


@pytest.fixture
def desk(database: Database, admin: Actor, memory: Forgetful, theme: Theme, languages: Languages) -> Iterator[Desk]:
    """The window over a school, Imports beside a screen of students; tasks run in a thread instead of a process."""

    def run_task(task: str, arguments: Any, progress: Any) -> dict[str, Any]:
        return TASKS[task](database, admin, arguments, progress)

    def screens(context: Context) -> list[TabSpec]:
        plain = [TabSpec(name, "users", name.title, lambda _window: QPushButton()) for name in ("students", "courses")]
        return [*plain, imports_tab(context)]

    made = Desk(database, admin, run_task, memory, theme, languages, screens, title="SMS Desktop")
    made.window.resize(1366, 768)
    made.window.show()
    made.window.activateWindow()
    settle(made.window)
    yield made
    settle(made.window)
    made.window.close()
    assert made.close()
    QApplication.processEvents()


@pytest.fixture
def screen(desk: Desk) -> ImportsTab:
    """The Imports screen, open."""
    tab = desk.window.show_tab("imports")
    settle(desk.window)
    assert isinstance(tab, ImportsTab)
    return tab


@pytest.fixture
def file(tmp_path: Path) -> Write:
    """Writes lines as a file: `file("a.csv", *lines)`."""

    def write(name: str, *lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return path

    return write


def press(desk: Desk, qtbot: Any, *keys: Any) -> None:
    for key in keys:
        modifier = Qt.KeyboardModifier.NoModifier
        if isinstance(key, tuple):
            modifier, key = key
        qtbot.keyClick(desk.window.focusWidget() or desk.window, key, modifier)
        settle(desk.window)


def numbers(read: Transaction) -> list[str]:
    with read() as session:
        return sorted(row.student_number for row in students.page(session))


def preview_of(desk: Desk, screen: ImportsTab, path: Path) -> None:
    screen.open_file(path)
    settle(desk.window)
    for _step in (COLUMNS, PREVIEW):
        screen.wizard.go_on()
        settle(desk.window)


def imported(desk: Desk, screen: ImportsTab, path: Path) -> None:
    preview_of(desk, screen, path)
    screen.wizard.run.click()
    settle(desk.window)


def cells(screen: ImportsTab, column: str) -> list[str]:
    assert screen.wizard.preview.table is not None
    model = screen.wizard.preview.table.table_model
    found = next(one for one in model.columns if one.title() == column)
    return [found.text(row) for _place, row in model.loaded()]


CTRL = Qt.KeyboardModifier.ControlModifier
