"""The page of settings: values, saving at once, refusals at the editor, undo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from sms_desktop.services import settings
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.operations import operations_tab
from sms_desktop.ui.tabs.operations.settings import SettingsPage
from sms_desktop.ui.tabs.operations.tab import OperationsTab
from tests.conftest import Transaction
from tests.ui.tabs.conftest import Sit


def opened(desk: Desk) -> SettingsPage:
    screen = desk.window.tab("operations")
    assert isinstance(screen, OperationsTab)
    page = screen.open_page("settings")
    assert isinstance(page, SettingsPage)
    settle(desk.window)
    return page


def kept(read: Transaction, key: str) -> Any:
    with read() as session:
        return settings.read(session, key)


def type_over(qtbot: Any, page: SettingsPage, key: str, text: str) -> None:
    editor = page.rows[key].field.editor
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_every_setting_is_on_the_page_with_its_value(sit: Sit) -> None:
    page = opened(sit(operations_tab))
    assert set(page.rows) == set(settings.KNOWN) - {"grades.scales"}
    for key, row in page.rows.items():
        assert row.field.value() == settings.KNOWN[key].default, key


def test_what_is_typed_is_kept_at_once_and_can_be_taken_back(sit: Sit, read: Transaction, qtbot: Any) -> None:
    desk = sit(operations_tab)
    page = opened(desk)
    type_over(qtbot, page, "school.name", "Paphos College")
    settle(desk.window)
    assert kept(read, "school.name") == "Paphos College"
    desk.context.undo.undo()
    settle(desk.window)
    assert kept(read, "school.name") == ""
    assert page.rows["school.name"].field.value() == ""


def test_a_value_out_of_bounds_is_refused_at_its_editor(sit: Sit, read: Transaction, qtbot: Any) -> None:
    desk = sit(operations_tab)
    page = opened(desk)
    type_over(qtbot, page, "security.lock_minutes", "45")
    settle(desk.window)
    assert page.rows["security.lock_minutes"].field.problem == "At most 30, please."
    assert kept(read, "security.lock_minutes") == 5


def test_what_the_service_refuses_is_said_at_the_editor(sit: Sit, read: Transaction, qtbot: Any) -> None:
    desk = sit(operations_tab)
    page = opened(desk)
    row = page.rows["school.name"]
    row.field.set_value("x\u0081y")
    row.entered.emit()
    settle(desk.window)
    assert "does not fit" in page.rows["school.name"].field.problem
    assert kept(read, "school.name") == ""


def test_a_change_made_elsewhere_is_shown(sit: Sit, write: Transaction, tmp_path: Path) -> None:
    desk = sit(operations_tab)
    page = opened(desk)
    with write() as session:
        settings.write(session, "backups.second_place", str(tmp_path))
    settle(desk.window)
    assert page.rows["backups.second_place"].field.value() == str(tmp_path)
