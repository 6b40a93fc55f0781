"""News of committed changes, brought from the thread that committed into the window's thread."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QObject, Qt, Signal

from sms_desktop.core.events import Changed, EventBus


class ChangeFeed(QObject):
    """Emits `changed` with each `Changed` of the bus, in the window's thread; screens reload what they show of it."""

    changed = Signal(object)
    _woken = Signal()

    def __init__(self, bus: EventBus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._news: deque[Changed] = deque()
        self._woken.connect(self._tell_one, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = bus.subscribe(self._keep)

    def close(self) -> None:
        """Listens no longer."""
        self._unsubscribe()

    def _keep(self, event: Changed) -> None:
        self._news.append(event)
        self._woken.emit()

    def _tell_one(self) -> None:
        if self._news:
            self.changed.emit(self._news.popleft())
