"""The first column of a table, which stays in sight while the others scroll sideways."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from sms_desktop.ui.widgets.table_view import RowDelegate


class FrozenColumn(QTableView):
    """Lies over the first column of `table`, whose model, selection and rows it shares; `delegate` draws it alone."""

    def __init__(self, table: QTableView, delegate: RowDelegate) -> None:
        super().__init__(table)
        self._table = table
        self.setObjectName(f"{table.objectName()}.frozen")
        self.setModel(table.model())
        self.setSelectionModel(table.selectionModel())
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTableView { border: 0; border-radius: 0; }")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(table.verticalScrollMode())
        for policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(table.verticalScrollBar().setValue)
        table.horizontalHeader().sectionResized.connect(lambda *_sizes: self.place())
        table.model().modelReset.connect(self.place)
        table.installEventFilter(self)
        table.viewport().installEventFilter(self)

    def place(self) -> None:
        """To its place, as wide and high as what it lies over."""
        table, model = self._table, self._table.model()
        self.setVisible(model.columnCount() > 0 and not table.isColumnHidden(0))
        if not model.columnCount():
            return
        for column in range(1, model.columnCount()):
            self.setColumnHidden(column, True)
        self.setColumnWidth(0, table.columnWidth(0))
        self.verticalHeader().setDefaultSectionSize(table.verticalHeader().defaultSectionSize())
        head, edge = table.horizontalHeader().height(), table.frameWidth()
        self.horizontalHeader().setFixedHeight(head)
        self.setGeometry(edge, edge, table.columnWidth(0), table.viewport().height() + head)
        self.verticalScrollBar().setValue(table.verticalScrollBar().value())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.StyleChange):
            self.place()
        return super().eventFilter(watched, event)
