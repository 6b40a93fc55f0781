"""What a start is measured by: the first paint of a table with data in it, and the least table to compare with."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QTableView

_ROWS, _COLUMNS = 400, 8


class FirstPaint(QObject):
    """Tells once when a table has been painted with a row of data in it."""

    def __init__(self, app: QApplication, name: str, told: Callable[[float], None]) -> None:
        super().__init__(app)
        self._name, self._told = name, told
        self._seen = False
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        if event.type() == QEvent.Type.Paint and not self._seen and self._is_filled(watched.parent()):
            self._seen = True
            QTimer.singleShot(0, lambda: self._told(time.monotonic()))  # after this paint
        return False

    def _is_filled(self, view: QObject | None) -> bool:
        if not isinstance(view, QTableView) or view.objectName() != self._name or not view.isVisible():
            return False
        model = view.model()
        return any(model.index(0, column).data() for column in range(model.columnCount()))


class Cells(QAbstractTableModel):
    """The least that fills a table."""

    def rowCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008, N802
        return _ROWS

    def columnCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008, N802
        return _COLUMNS

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return f"cell {index.row()} {index.column()}" if role == Qt.ItemDataRole.DisplayRole else None
