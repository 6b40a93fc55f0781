"""Notices that the system was locked, goes to sleep or is handed to somebody else (S08), where it tells so."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from string import digits
from typing import Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

_LOGIN, _MANAGER = "org.freedesktop.login1", "/org/freedesktop/login1"
#: Windows: what a message is, and which of its kinds mean that nobody is here any more.
SESSION_CHANGE, POWER_CHANGE = 0x02B1, 0x0218
_NOBODY_HERE = {SESSION_CHANGE: frozenset({0x2, 0x4, 0x6, 0x7}), POWER_CHANGE: frozenset({0x4})}


class SystemLock(QObject):
    """Emits `locked`. Where there is nobody to listen to (no message bus, another system) it is simply quiet."""

    locked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ear: QWidget | None = None
        if sys.platform == "win32":
            self._ear = _WindowsEar(self)
        elif sys.platform != "darwin":
            with suppress(ImportError):  # libdbus is not there
                self._listen()

    def close(self) -> None:
        """Listens no longer."""
        if self._ear is not None:
            self._ear.deleteLater()
            self._ear = None

    @Slot()
    def lock_asked(self) -> None:
        """The session is being locked."""
        self.locked.emit()

    @Slot(bool)
    def turned(self, on: bool) -> None:
        """The screen's lock went on or off; the computer is about to sleep, or woke up."""
        if on:
            self.locked.emit()

    def _listen(self) -> None:
        from PySide6.QtDBus import QDBusConnection

        for bus, found in ((QDBusConnection.systemBus, _SYSTEM), (QDBusConnection.sessionBus, _SESSION)):
            connection = bus()
            if connection.isConnected():
                for path, interface, name, slot in found:
                    where = session_path() if path is None else path
                    connection.connect("", where, interface, name, self, SLOT(slot))  # type: ignore[call-overload]


#: What is listened to: path (None: the own session's), interface, name of the signal, slot.
_SYSTEM: tuple[tuple[str | None, str, str, str], ...] = (
    (None, f"{_LOGIN}.Session", "Lock", "lock_asked()"),
    (_MANAGER, f"{_LOGIN}.Manager", "PrepareForSleep", "turned(bool)"),
)
_SESSION: tuple[tuple[str | None, str, str, str], ...] = tuple(
    ("", interface, "ActiveChanged", "turned(bool)")
    for interface in (
        "org.freedesktop.ScreenSaver",
        "org.gnome.ScreenSaver",
        "org.cinnamon.ScreenSaver",
        "org.mate.ScreenSaver",
        "org.xfce.ScreenSaver",
    )
)


def session_path() -> str:
    """The own session as logind names it on the bus; empty (any) where the environment does not say which it is."""
    name = os.environ.get("XDG_SESSION_ID", "")
    plain = [
        (letter.isascii() and letter.isalpha()) or (place > 0 and letter in digits) for place, letter in enumerate(name)
    ]
    label = "".join(letter if keep else f"_{ord(letter):02x}" for letter, keep in zip(name, plain, strict=True))
    return f"{_MANAGER}/session/{label}" if label else ""


def means_nobody(message: int, kind: int) -> bool:
    """Whether a message of Windows says that the session was locked, left or logged off, or that it goes to sleep."""
    return kind in _NOBODY_HERE.get(message, frozenset())


class _WindowsEar(QWidget):
    """A window that is never shown: Windows tells windows, and so only these messages go through Python."""

    def __init__(self, owner: SystemLock) -> None:
        super().__init__()
        self._owner = owner
        if sys.platform == "win32":
            import ctypes

            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(int(self.winId()), 0)

    def nativeEvent(self, kind: Any, message: Any) -> tuple[bool, int]:
        """Looks at what Windows says, and leaves it to Qt as well."""
        if sys.platform == "win32":
            from ctypes import wintypes

            found = wintypes.MSG.from_address(int(message))
            if means_nobody(found.message, found.wParam):
                self._owner.locked.emit()
        return False, 0


def close_system_dialogs() -> None:
    """Closes the system's own dialogs of this program (files, printers), which Qt can't hide; on Windows alone."""
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        user, close, longest = ctypes.windll.user32, 0x0010, 16
        kind = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)

        def look(window: int, _own: int) -> bool:
            name = ctypes.create_unicode_buffer(longest)
            user.GetClassNameW(window, name, longest)
            if name.value == "#32770" and user.IsWindowVisible(window):
                user.PostMessageW(window, close, 0, 0)
            return True

        user.EnumThreadWindows(ctypes.windll.kernel32.GetCurrentThreadId(), kind(look), 0)
