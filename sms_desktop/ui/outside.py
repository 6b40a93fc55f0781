"""Changes made by other programs (smsctl, a second computer) while the window is open, noticed by looking."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer

from sms_desktop.core.events import Changed
from sms_desktop.services.news import changes_after, newest_change
from sms_desktop.ui.changes import ChangeFeed
from sms_desktop.ui.jobs import Jobs

#: Milliseconds between two looks: a disabled account is out within a second (S09).
EVERY = 900


class OutsideChanges(QObject):
    """Has `feed` tell of change sets that did not come over this window's own bus."""

    def __init__(self, jobs: Jobs, feed: ChangeFeed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._feed = jobs, feed
        self._known: int | None = None
        self._told: set[int] = set()
        feed.changed.connect(self._note)
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Asks what is new, in a job; a look that fails is made up for by the next."""
        known = self._known

        def work(session: Any, _progress: object) -> tuple[int, list[Changed]]:
            newest = newest_change(session)
            return newest, changes_after(session, known) if known is not None and newest > known else []

        self._jobs.read(self, work, self._found, lambda _error: None, key="outside")

    def close(self) -> None:
        """Looks no longer."""
        self._timer.stop()

    def _note(self, event: Changed) -> None:
        self._told.add(event.change_set_id)

    def _found(self, answer: tuple[int, list[Changed]]) -> None:
        self._known, found = answer
        for event in found:
            if event.change_set_id not in self._told:
                self._feed.changed.emit(event)
        self._told = {number for number in self._told if number > self._known}
