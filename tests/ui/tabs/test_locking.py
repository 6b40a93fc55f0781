"""Locking the window: everything is hidden as it is, and comes back with the password alone."""

from __future__ import annotations

import time
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from sms_desktop.services import settings
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.idle import IdleWatch
from sms_desktop.ui.lock_screen import LockScreen
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.operations import operations_tab
from sms_desktop.ui.tabs.students import students_tab
from tests.conftest import Transaction
from tests.ui.tabs.conftest import PASSWORD, Sit
from tests.ui.tabs.students_screen import come_to_rest


@pytest.fixture
def desk(sit: Sit, known_password: str) -> Desk:
    return sit(students_tab, operations_tab)


def lock_of(desk: Desk) -> LockScreen:
    screen = desk.locking.screen
    assert screen is not None
    return screen


def visible() -> set[str]:
    return {widget.objectName() for widget in QApplication.topLevelWidgets() if widget.isVisible()}


def unlock(desk: Desk, password: str = PASSWORD) -> None:
    screen = lock_of(desk)
    screen.secret.set_value(password)
    screen.submit()
    settle(desk.window)


def test_nothing_but_the_lock_is_to_be_seen_and_the_password_brings_all_back(desk: Desk) -> None:
    desk.window.commands.action("shortcuts").trigger()
    before = visible()
    assert len(before) == 2
    desk.window.commands.action("lock").trigger()
    assert visible() == {"lock"}
    assert lock_of(desk).geometry() == desk.window.geometry()
    unlock(desk)
    assert (desk.locking.screen, visible()) == (None, before)
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog):
            widget.close()


def test_a_wrong_password_is_refused_at_its_field(desk: Desk) -> None:
    desk.locking.lock()
    unlock(desk, "something else entirely")
    assert lock_of(desk).secret.problem == "The password is not right."
    assert lock_of(desk).secret.value() == ""
    unlock(desk)
    assert desk.locking.screen is None


def test_what_was_typed_in_a_form_is_still_there_after_unlocking(desk: Desk) -> None:
    desk.window.commands.action("own_password").trigger()
    settle(desk.window)
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible())
    field: Any = dialog.form.fields["old"]  # type: ignore[attr-defined]
    field.set_value("Abbot")
    desk.locking.lock()
    assert not dialog.isVisible()
    unlock(desk)
    assert dialog.isVisible()
    assert dialog.isModal()
    assert field.value() == "Abbot"
    field.set_value("")
    dialog.close()


def test_messages_that_come_meanwhile_wait(desk: Desk, qtbot: Any) -> None:
    desk.locking.lock()
    dialog = show_error(desk.window, ValueError("hidden"))
    assert dialog is not None
    qtbot.waitUntil(lambda: visible() == {"lock"})
    unlock(desk)
    assert dialog.isVisible()
    assert dialog.windowOpacity() == 1.0
    dialog.close()


def test_no_shortcut_reaches_the_window(desk: Desk) -> None:
    tab = desk.window.current_tab()
    desk.locking.lock()
    QTest.keyClick(lock_of(desk), Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(lock_of(desk), Qt.Key.Key_Escape)
    assert (desk.window.current_tab(), visible()) == (tab, {"lock"})
    unlock(desk)


def test_starting_the_program_again_shows_the_lock(desk: Desk) -> None:
    assert desk.front() is desk.window
    desk.locking.lock()
    assert desk.front() is lock_of(desk)
    unlock(desk)


def test_somebody_else_is_told_that_something_would_be_lost(desk: Desk) -> None:
    left: list[bool] = []
    desk.signed_out.connect(lambda: left.append(desk.somebody_else))
    desk.window.commands.action("own_password").trigger()
    settle(desk.window)
    desk.locking.lock()
    lock_of(desk).other.click()
    assert left == []
    assert "would be lost" in lock_of(desk).warning.text()
    assert "Sign in all the same" in lock_of(desk).other.text()
    lock_of(desk).other.click()
    assert left == [True]


def test_a_locked_window_without_work_is_closed_by_its_cross(desk: Desk) -> None:
    closed: list[bool] = []
    desk.closed.connect(lambda: closed.append(True))
    desk.locking.lock()
    lock_of(desk).close()
    assert closed == [True]


def test_the_minutes_of_the_settings_count_at_once(desk: Desk, write: Transaction) -> None:
    assert desk.locking.idle.minutes == 5
    with write() as session:
        settings.write(session, "security.lock_minutes", 2)
    come_to_rest(desk)
    assert desk.locking.idle.minutes == 2
    touched = desk.locking.idle._touched  # a busy machine may need a second from there to here
    desk.locking.idle.look(touched + 119, time.time())
    assert desk.locking.screen is None
    desk.locking.idle.look(touched + 121, time.time())
    assert desk.locking.screen is not None
    unlock(desk)


def test_input_is_activity_and_sleep_is_absence(desk: Desk) -> None:
    told: list[bool] = []
    watch = IdleWatch(desk)
    watch.minutes = 1
    watch.idle.connect(lambda: told.append(True))
    watch._touched -= 100
    handle = desk.window.windowHandle()
    watch._watch(handle)
    watch._touched -= 100
    QTest.mouseMove(handle)
    watch.look(time.monotonic(), time.time())
    assert told == []
    watch.look(time.monotonic(), time.time() + 300)
    assert told == [True]
    watch.minutes = 0
    watch.look(time.monotonic() + 10_000, time.time() + 10_000)
    assert told == [True]


def test_a_made_up_school_is_never_locked(desk: Desk) -> None:
    desk.locking.never()
    desk.window.commands.action("lock").trigger()
    desk.locking.lock()
    desk.locking._ask_minutes()
    settle(desk.window)
    assert (desk.locking.screen, desk.locking.idle.minutes) == (None, 0)


def test_ten_hours_after_the_password_it_is_asked_for_whoever_works(desk: Desk, write: Transaction) -> None:
    with write() as session:
        settings.write(session, "security.lock_minutes", 0)
    come_to_rest(desk)
    shown = desk.locking.idle._shown
    desk.locking.idle.look(shown + 35_990, time.time())
    assert desk.locking.screen is None
    desk.locking.idle.look(shown + 36_010, time.time())
    assert lock_of(desk).why.text().startswith("Ten hours")
    unlock(desk)
    desk.locking.idle.look(time.monotonic() + 100, time.time())
    assert desk.locking.screen is None


def test_the_systems_own_lock_locks_the_window_at_once(desk: Desk) -> None:
    desk.locking.system.turned(True)
    assert visible() == {"lock"}
    assert lock_of(desk).why.text() == ""
    desk.locking.system.lock_asked()
    unlock(desk)
    assert desk.locking.screen is None


def test_a_dialog_for_files_is_closed_and_nothing_of_it_comes_later(desk: Desk) -> None:
    chosen: list[str] = []
    dialog = QFileDialog(desk.window)
    dialog.fileSelected.connect(chosen.append)
    dialog.open()
    desk.locking.lock()
    assert visible() == {"lock"}
    assert not dialog.isVisible()
    unlock(desk)
    assert not dialog.isVisible()
    assert chosen == []
