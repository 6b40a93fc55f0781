"""What can wait until the window is there: modules are imported beside it, a few milliseconds at a time."""

from __future__ import annotations

import importlib
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sms_desktop.core.progress import Progress

#: Seconds that the window has to itself between two modules.
BREATH = 0.005


def bring(modules: Sequence[str], progress: Progress) -> None:
    """Imports modules with all that they import, in a job's thread; `Cancelled` between two of them.

    Only the longest module by itself, and not all of them together, holds up what the window does meanwhile.
    """
    with _breathing():
        for number, name in enumerate(modules, 1):
            importlib.import_module(name)
            progress(number, len(modules))


@contextmanager
def _breathing() -> Iterator[None]:
    pause = _Breath()
    sys.meta_path.insert(0, pause)
    try:
        yield
    finally:
        sys.meta_path.remove(pause)


class _Breath:
    """Finds no module, but is asked before each: its own thread then sleeps, unless another one needs a module now."""

    def __init__(self) -> None:
        self._thread, self._hurry = threading.get_ident(), False

    def find_spec(self, _name: str, _path: object = None, _target: object = None) -> None:
        """Called by the interpreter for each module that is not there yet."""
        if threading.get_ident() != self._thread:
            self._hurry = True  # a click may wait for what is being imported here
        elif not self._hurry:
            time.sleep(BREATH)
