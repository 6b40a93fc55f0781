"""Python's cycle collector kept in the window's thread: elsewhere it may destroy a widget and the process with it."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

#: Milliseconds between two looks.
EVERY = 1000


class CollectAtHome(QObject):
    """Switches automatic collection off and does it here, by the interpreter's own thresholds, once a second."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY)

    def look(self) -> None:
        """Collects each generation that has grown past its threshold, youngest to oldest."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [generation for generation in (0, 1, 2) if counts[generation] > thresholds[generation]]
        if due:
            gc.collect(due[-1])

    def close(self) -> None:
        """Hands collection back to the interpreter."""
        self._timer.stop()
        gc.enable()
