"""Long work at the terminal: how far it is, and Ctrl+C as a wish that it takes back what it began."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from sms_desktop.cli.output import Output
from sms_desktop.core.errors import Cancelled
from sms_desktop.core.i18n import _, format_number
from sms_desktop.core.progress import Progress

_SECONDS_BETWEEN = 0.1
_CLEAR_LINE = "\r\x1b[K"


class _Watched:
    """Progress that shows itself on a terminal and turns the first Ctrl+C into `Cancelled`."""

    def __init__(self, out: Output) -> None:
        self.asked_to_stop = False
        self._out = out
        self._shows = sys.stderr.isatty()
        self._shown_at = 0.0

    def __call__(self, done: int, total: int, /) -> None:
        if self.asked_to_stop:
            raise Cancelled
        now = time.monotonic()
        if self._shows and now - self._shown_at >= _SECONDS_BETWEEN:
            self._shown_at = now
            text = _("{done} of {total}").format(done=format_number(done), total=format_number(total))
            sys.stderr.write(_CLEAR_LINE + (text if total else format_number(done)))
            sys.stderr.flush()

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Ctrl+C: once to take back, twice to break off (what was begun is then rolled back by the database)."""
        if self.asked_to_stop:
            raise KeyboardInterrupt
        self.asked_to_stop = True
        with suppress(RuntimeError):  # the program was just writing there itself
            self._out.note(_("Stopping; what was begun is taken back."))

    def end(self) -> None:
        if self._shows and self._shown_at:
            sys.stderr.write(_CLEAR_LINE)


@contextmanager
def cancellable(out: Output) -> Iterator[Progress]:
    """Progress for long work; where Ctrl+C was pressed, whatever error the work ends with is `Cancelled`.

    (A terminal sends Ctrl+C to helper processes too, whose end then looks like a fault of the file.)
    """
    watched = _Watched(out)
    before: Any = None
    if threading.current_thread() is threading.main_thread():
        before = signal.signal(signal.SIGINT, watched.stop)
    try:
        yield watched
    except Exception as error:
        if watched.asked_to_stop:
            raise Cancelled from error
        raise
    finally:
        watched.end()
        if before is not None:
            signal.signal(signal.SIGINT, before)
