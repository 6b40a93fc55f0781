"""The system's own lock: who tells of it is listened to, and who is not there is not missed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from sms_desktop.ui import system_lock
from sms_desktop.ui.system_lock import POWER_CHANGE, SESSION_CHANGE, SystemLock, means_nobody, session_path

#: Listens, has a screen saver told of as a desktop does it, and says what was heard, if anything, within half a minute.
_TRIAL = """
import subprocess, sys
from PySide6.QtCore import QCoreApplication, QTimer
from sms_desktop.ui.system_lock import SystemLock
app = QCoreApplication([])
lock = SystemLock(app)
lock.locked.connect(lambda: (print("locked"), app.quit()))
QTimer.singleShot(0, lambda: subprocess.run(["dbus-send", "--session", "--type=signal", *sys.argv[1:]], check=True))
QTimer.singleShot(30_000, app.quit)
app.exec()
"""


@pytest.fixture
def heard(qapp: QObject) -> tuple[SystemLock, list[bool]]:
    told: list[bool] = []
    lock = SystemLock(qapp)
    lock.locked.connect(lambda: told.append(True))
    return lock, told


def test_a_lock_and_a_screen_saver_that_goes_on_lock_the_window(heard: tuple[SystemLock, list[bool]]) -> None:
    lock, told = heard
    lock.turned(False)
    assert told == []
    lock.turned(True)
    lock.lock_asked()
    assert told == [True, True]
    lock.close()
    lock.deleteLater()


def test_each_signal_that_is_listened_to_has_a_slot(heard: tuple[SystemLock, list[bool]]) -> None:
    lock, _told = heard
    slots = {
        lock.metaObject().method(n).methodSignature().data().decode() for n in range(lock.metaObject().methodCount())
    }
    assert {slot for *_what, slot in (*system_lock._SYSTEM, *system_lock._SESSION)} <= slots
    lock.deleteLater()


@pytest.mark.parametrize(
    ("session", "path"),
    [
        ("", ""),
        ("2", "/org/freedesktop/login1/session/_32"),
        ("c1", "/org/freedesktop/login1/session/c1"),
        ("a-b", "/org/freedesktop/login1/session/a_2db"),
    ],
)
def test_the_own_session_is_named_as_on_the_bus(monkeypatch: pytest.MonkeyPatch, session: str, path: str) -> None:
    monkeypatch.setenv("XDG_SESSION_ID", session)
    assert session_path() == path


def test_windows_says_that_nobody_is_here_by_lock_leaving_and_sleep() -> None:
    says = [kind for kind in range(16) if means_nobody(SESSION_CHANGE, kind)]
    assert says == [2, 4, 6, 7]
    assert [kind for kind in range(32) if means_nobody(POWER_CHANGE, kind)] == [4]
    assert not means_nobody(0x0010, 7)


@pytest.mark.message_bus
def test_a_desktop_that_locks_its_screen_is_heard_over_its_bus() -> None:
    told = ["/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", "boolean:true"]
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", _TRIAL, *told],
        capture_output=True, text=True, cwd=Path(__file__).parents[2], check=True,
    )  # fmt: skip
    assert done.stdout == "locked\n", done.stderr
