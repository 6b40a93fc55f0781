"""Notices that nobody has touched keyboard or mouse for a while, or that the computer was asleep."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

#: Milliseconds between two looks; a gap of so many seconds between them means that the computer slept.
EVERY, SLEPT = 5_000, 60.0
#: Seconds after which the password is wanted again whoever is there and works (S08).
LONGEST = 10 * 3600
_INPUT = frozenset(
    {
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.KeyPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove,
    }
)


class IdleWatch(QObject):
    """Emits `idle` after `minutes` without input (0: never), and `worn_out` ten hours after the password was shown.

    Input is seen at the platform's windows, before widgets: so no filter stands in the way of every event of the
    program, which would slow all painting down.
    """

    idle = Signal()
    worn_out = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.minutes = 0
        self._touched = self._shown = time.monotonic()
        self._looked = time.time()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(lambda: self.look(time.monotonic(), time.time()))
        self._timer.start()
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._watch)
        self._watch(QGuiApplication.focusWindow())

    def touch(self) -> None:
        """Somebody is there."""
        self._touched = time.monotonic()

    def begin_anew(self) -> None:
        """The password was shown just now."""
        self.touch()
        self._shown = time.monotonic()

    def look(self, now: float, wall: float) -> None:
        """Emits what it is time for; `now` is `time.monotonic()`, `wall` the clock on the wall, in seconds."""
        slept = wall - self._looked > SLEPT
        self._looked = wall
        if self.minutes and (slept or now - self._touched >= self.minutes * 60):
            self.touch()
            self.idle.emit()
        if now - self._shown >= LONGEST:
            self._shown = now
            self.worn_out.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self.touch()
        return False

    def _watch(self, window: QWindow | None) -> None:
        """From its first focus on, what is typed and clicked in a window counts."""
        if window is None:
            return
        self.touch()
        window.removeEventFilter(self)
        window.installEventFilter(self)
