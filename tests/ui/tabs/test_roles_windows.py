"""What the windows of the roles show and leave out, and that Tab comes to everything in them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from sms_desktop.core.permissions import rights_of
from sms_desktop.ui import screens
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tab_order import first_part
from sms_desktop.ui.tabs.grades import grades_tab
from sms_desktop.ui.tabs.operations import operations_tab
from sms_desktop.ui.tabs.students import students_tab
from tests.makers import Make
from tests.schools import ADMIN
from tests.ui.tabs.conftest import Sit


class Anybody:
    """Stands for a context as far as the choice of screens goes."""

    def __init__(self, *rights: str) -> None:
        self.actor = replace(ADMIN, rights=frozenset(rights))


def visited(window: QWidget) -> list[str]:
    """The names of what Tab comes to, until it is where it began."""
    found: list[str] = []
    window.activateWindow()
    QApplication.processEvents()
    for _press in range(120):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused.objectName() in found[:1]:
            break
        found.append(focused.objectName())
    return found


def test_screens_that_one_may_not_look_into_are_not_there() -> None:
    names = [spec.name for spec in screens.specs(Anybody("students:view", "attendance:view:own"))]  # type: ignore[arg-type]
    assert names == ["students", "courses", "attendance", "operations"]


def test_who_may_add_and_delete_nobody_has_no_buttons_commands_and_columns_for_it(make: Make, sit: Sit) -> None:
    make.student()
    desk = sit(students_tab, actor=replace(ADMIN, rights=rights_of("viewer")))
    desk.window.show_tab("students")
    settle(desk.window)
    screen = desk.window.tab("students")
    names = [command.name for command, _action in desk.window.commands.all()]
    assert "students_add" not in names
    assert screen.filters.deleted.isHidden()  # type: ignore[attr-defined]
    assert "mobile" not in [column.name for column in screen.model.columns]  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", ["backups", "users", "audit", "privacy"])
def test_tab_comes_to_what_stands_over_a_list_of_operations(sit: Sit, page: str) -> None:
    desk = sit(operations_tab)
    tab = desk.window.show_tab("operations")
    tab.open_page(page)  # type: ignore[attr-defined]
    settle(desk.window)
    tab.setFocus()
    over = {"backups": "backups.now", "users": "users.add", "audit": "operations.audit_text", "privacy": "privacy.file"}
    stops = visited(desk.window)
    assert over[page] in stops
    assert "main.search" in stops


def test_tab_leaves_the_students_for_the_head_of_the_window_and_comes_back(make: Make, sit: Sit) -> None:
    make.student()
    desk = sit(students_tab, grades_tab)
    screen = desk.window.show_tab("students")
    settle(desk.window)
    screen.setFocus()
    stops = visited(desk.window)
    assert {"main.search", "main.account", "students.filter", "students.table"} <= set(stops)


def test_a_screen_still_hands_the_focus_to_its_list_after_tab_was_pressed(make: Make, sit: Sit) -> None:
    make.student()
    desk = sit(students_tab)
    screen = desk.window.show_tab("students")
    settle(desk.window)
    QTest.keyClick(desk.window, Qt.Key.Key_Tab)
    assert first_part(screen) is screen.table  # type: ignore[attr-defined]
    screen.setFocus()
    assert screen.table.hasFocus()  # type: ignore[attr-defined]
