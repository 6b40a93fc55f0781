"""The register: taken by keyboard in one save, days without lessons, leaving, and what others do meanwhile."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sms_desktop.core.actor import Actor
from sms_desktop.db.database import Database
from sms_desktop.ui.tabs.attendance import attendance_tab
from tests.makers import Make
from tests.ui.tabs.attendance_screen import MONDAY, come_to_rest, letters, opened, school, seen, stored
from tests.ui.tabs.conftest import Sit

Key = Qt.Key


def test_a_class_of_thirty_with_six_periods_is_taken_by_keyboard_in_one_save(
    sit: Sit, make: Make, database: Database, admin: Actor, qtbot: QtBot
) -> None:
    names = [f"Student{number:02d}" for number in range(30)]
    made = school(make, *names, periods=6)
    desk = sit(attendance_tab)
    tab = opened(desk, made.offering)
    page, table = tab.register, tab.register.table
    assert table.hasFocus()
    qtbot.keyClick(table, Key.Key_F8)
    assert seen(page) == ["PPPPPP"] * 30
    table.go_to(2, 1)
    qtbot.keyClicks(table, "al")
    table.go_to(9, 1)
    qtbot.keyClicks(table, "E", Qt.KeyboardModifier.ShiftModifier)
    heard: list[int] = []
    database.events.subscribe(lambda event: heard.append(event.change_set_id))
    qtbot.keyClick(table, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    come_to_rest(desk)
    lines = letters(stored(database, admin, made.offering))
    assert lines[2:4] == ["APPPPP", "LPPPPP"]
    assert lines[9] == "EEEEEE"
    assert lines.count("PPPPPP") == 27
    assert len(heard) == 1
    assert not page.dirty
    assert desk.window._toast.text() == "Register of 14/10/2024 saved."
    QApplication.processEvents()
    assert MONDAY.weekday() == 0
