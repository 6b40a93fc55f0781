"""The columns at the right that stay in sight: a second view of the same sheet, led by the first."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from sms_desktop.ui.widgets.sheet.delegate import CellPainter
from sms_desktop.ui.widgets.sheet.heads import ColumnHeads
from sms_desktop.ui.widgets.sheet.model import SheetModel


class PinnedColumns(QTableView):
    """Lies over the right edge of `view`; never has the focus, and hands what the mouse does to the view."""

    def __init__(self, view: QTableView, sheet: SheetModel) -> None:
        super().__init__(view)
        self._view, self._sheet = view, sheet
        self.setObjectName(f"{view.objectName()}.pinned")
        self.setProperty("role", "pinned")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.painter = CellPainter(self)
        self.setItemDelegate(self.painter)
        self.setModel(sheet)
        self.setSelectionModel(view.selectionModel())
        self.heads = ColumnHeads(self, sheet)
        self.setHorizontalHeader(self.heads)
        self.heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def wanted(self) -> int:
        """The width of its columns; 0 while there are none."""
        return self.heads.length() if self.isVisibleTo(self._view) else 0

    def fit(self, count: int) -> None:
        """Shows the last `count` columns and no others, each as wide as it needs."""
        first = self._sheet.columnCount() - count
        for column in range(self._sheet.columnCount()):
            self.setColumnHidden(column, column < first)
            if column >= first:
                self.setColumnWidth(column, self.heads.sectionSizeFromContents(column).width())
        self.verticalHeader().setDefaultSectionSize(self._view.verticalHeader().defaultSectionSize())
        self.setVisible(bool(count and self._sheet.rowCount()))

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """It goes where the view goes."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._hand_over(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hand_over(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._hand_over(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._hand_over(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._view.wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._view.contextMenuEvent(event)

    def _hand_over(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self._view.pointed(event, index)  # type: ignore[attr-defined]  # a SheetView, which imports this
