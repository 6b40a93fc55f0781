"""Looks through all the data and the whole change log once a day while a window is open, in a process of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from sms_desktop.core.clock import Clock, utc_now
from sms_desktop.core.i18n import _
from sms_desktop.ui.context import Context

#: When the last check was, for this person at this computer.
REMEMBERED = "operations.checked"
RIGHT = "settings:edit"
#: Milliseconds between two looks at whether a check is due.
EVERY = 15 * 60_000
_DAY = timedelta(days=1)


class DailyCheck(QObject):
    """Emits `found(sentences)` where something is not in order; at work for who may check."""

    found = Signal(object)

    def __init__(self, context: Context, clock: Clock = utc_now, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._clock = context, clock
        self._at_work = not context.actor.may(RIGHT)
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.tick)
        self._timer.start()

    def tick(self) -> None:
        """Checks where the last check is a day ago; one at a time."""
        if self._at_work or not self._due():
            return
        self._at_work = True
        self._context.jobs.heavy(
            self, "check.run", {}, self._checked, self._failed, title=_("Daily check of the data"), beside=True
        )

    def close(self) -> None:
        """Looks no longer."""
        self._timer.stop()
        self._at_work = True

    def _due(self) -> bool:
        try:
            last = datetime.fromisoformat(str(self._context.memory.get(REMEMBERED)))
        except ValueError:
            return True
        return not timedelta() <= self._clock() - last < _DAY

    def _checked(self, answer: Mapping[str, Any]) -> None:
        self._at_work = False
        self._context.memory.put(REMEMBERED, self._clock().isoformat(timespec="seconds"))
        sentences = [str(problem["sentence"]) for problem in answer["problems"]]
        if sentences:
            self.found.emit(sentences)

    def _failed(self, _error: Exception) -> None:
        self._at_work = False  # tried again at the next look: what fails for good is told by who asks for a check
