"""News of committed changes, brought from the thread that committed into the window's thread."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QObject, Qt, Signal

from sms_desktop.core.events import Changed, EventBus

#: So many of the window's own change sets are remembered as such.
_OWN = 500


class ChangeFeed(QObject):
    """Emits `changed` with each `Changed` of the bus, in the window's thread; screens reload what they show of it."""

    changed = Signal(object)
    _woken = Signal()

    def __init__(self, bus: EventBus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._news: deque[Changed] = deque()
        self._own: deque[int] = deque(maxlen=_OWN)
        self._woken.connect(self._tell_one, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = bus.subscribe(self._keep)

    def is_own(self, change_set_id: int) -> bool:
        """Whether this window committed it, also before `changed` tells of it; else another program did."""
        return change_set_id in self._own

    def close(self) -> None:
        """Listens no longer."""
        self._unsubscribe()

    def _keep(self, event: Changed) -> None:
        self._own.append(event.change_set_id)
        self._news.append(event)
        self._woken.emit()

    def _tell_one(self) -> None:
        if self._news:
            self.changed.emit(self._news.popleft())
