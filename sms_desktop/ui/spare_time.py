"""What can wait until the window is there: modules are imported beside it, a few milliseconds at a time."""

from __future__ import annotations

import importlib
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer

from sms_desktop.core.progress import Progress

#: Seconds that the window has to itself between two modules.
BREATH = 0.005
#: Milliseconds between two beats of the window's thread, and seconds without one after which it is held up.
_BEAT, _HELD_UP = 20, 0.06


class Pulse(QObject):
    """Tells other threads whether the window's own is at its events or held up, such as by an import it waits for."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._last = time.monotonic()
        self._timer = QTimer(self, interval=_BEAT)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def is_held_up(self) -> bool:
        """Whether it has not been heard of for a while."""
        return time.monotonic() - self._last > _HELD_UP

    def _beat(self) -> None:
        self._last = time.monotonic()


def bring(modules: Sequence[str], is_held_up: Callable[[], bool], progress: Progress) -> None:
    """Imports modules with all that they import, in a job's thread; `Cancelled` between two of them.

    Only the longest module by itself, and not all of them together, holds up what the window does meanwhile; where it
    is held up all the same, it may be waiting for this, and nothing sleeps.
    """
    with _breathing(is_held_up):
        for number, name in enumerate(modules, 1):
            importlib.import_module(name)
            progress(number, len(modules))


@contextmanager
def _breathing(is_held_up: Callable[[], bool]) -> Iterator[None]:
    pause = _Breath(is_held_up)
    sys.meta_path.insert(0, pause)
    try:
        yield
    finally:
        sys.meta_path.remove(pause)


class _Breath:
    """Finds no module, but is asked before each: its own thread then sleeps, unless another one needs a module now."""

    def __init__(self, is_held_up: Callable[[], bool]) -> None:
        self._thread, self._hurry, self._is_held_up = threading.get_ident(), False, is_held_up

    def find_spec(self, _name: str, _path: object = None, _target: object = None) -> None:
        """Called by the interpreter for each module that is not there yet."""
        if threading.get_ident() != self._thread:
            self._hurry = True  # a click may wait for what is being imported here
        elif not self._hurry and not self._is_held_up():
            time.sleep(BREATH)
