"""The sheet on screen: one rectangle of selected cells, walked and typed through by the keys of a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QScrollBar, QTableView, QWidget

from sms_desktop.ui import theme
from sms_desktop.ui.widgets.sheet import keys
from sms_desktop.ui.widgets.sheet.area import Area, Ground
from sms_desktop.ui.widgets.sheet.delegate import CellDelegate, CellLine
from sms_desktop.ui.widgets.sheet.heads import ColumnHeads, RowHeads
from sms_desktop.ui.widgets.sheet.model import Place, SheetModel
from sms_desktop.ui.widgets.sheet.pinned import PinnedColumns

Index = QModelIndex | QPersistentModelIndex
_Flag = QItemSelectionModel.SelectionFlag
_Shift = Qt.KeyboardModifier.ShiftModifier
#: Lower than this, in logical pixels, the heads of the columns take one line.
LOW = 260
#: So much room, in logical pixels, is left to the columns that are not pinned.
LEAST = 200


class SheetView(QTableView):
    """A `SheetModel` as a spreadsheet. The current cell is the one typed into; `area` is what is selected.

    `moved()` after each step or change of the selection; `closed(row, column)` when a cell that takes no text was typed
    into, `unfit(Fit)` when a pasted block has no room, `opened(row, column)` for Ctrl+Enter, Space or a click on such a
    cell. `undo_wanted`, `redo_wanted`; `head_pressed(column)` for a double click or F2 on a column's head.
    `cell_menu(menu)`, `head_menu(menu, column)` and `side_menu(menu, row)` fill the menus of the right button.
    """

    moved = Signal()
    closed = Signal(int, int)
    unfit = Signal(object)
    opened = Signal(int, int)
    details_wanted = Signal(int, int)
    undo_wanted = Signal()
    redo_wanted = Signal()
    head_pressed = Signal(int)

    def __init__(self, sheet: SheetModel, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.sheet = sheet
        self.area = Area(0, 0, 0, 0)
        self.lead: Place = (0, 0)
        #: The column that a run of Tabs began in: Enter goes back under it.
        self.run: int | None = None
        self.cell_menu: Callable[[QMenu], None] | None = None
        self.head_menu: Callable[[QMenu, int], None] | None = None
        self.side_menu: Callable[[QMenu, int], None] | None = None
        self._delegate = CellDelegate(self, self._take, self.leave, self._fill)
        self.setItemDelegate(self._delegate)
        self.setModel(sheet)
        self.heads, self.sides = ColumnHeads(self, sheet), RowHeads(self, sheet)
        self.pinned = PinnedColumns(self, sheet)
        self.corner = QWidget(self)
        self._behave()
        self._connect()
        self.fit()

    @property
    def current(self) -> Place:
        """The cell that is typed into."""
        index = self.currentIndex()
        return (index.row(), index.column()) if index.isValid() else (0, 0)

    @property
    def line(self) -> CellLine | None:
        """The line that is being typed into, None while none is open."""
        return self._delegate.line

    @property
    def ground(self) -> Ground:
        """What steps go over."""
        page = max(self.viewport().height() // max(self.verticalHeader().defaultSectionSize(), 1) - 1, 1)
        model = self.sheet
        return Ground(model.rowCount(), model.columnCount(), page, lambda place: bool(model.text(*place)))

    def whole_columns(self) -> bool:
        """Whether all of one column or several is selected."""
        rows = self.sheet.rowCount()
        return self.area.height == rows > 1

    def go_to(self, place: Place) -> None:
        """Selects one cell and brings it into sight."""
        self.select(Area.between(place, place), place)

    def extend_to(self, place: Place) -> None:
        """Selects from the current cell to that one."""
        here = self.current
        self.select(Area.between(here, place), here, lead=place)

    def select(self, area: Area, current: Place, *, lead: Place | None = None) -> None:
        """Selects a rectangle; `current` is the cell in it that is typed into, `lead` the one to bring into sight."""
        if not (self.sheet.rowCount() and self.sheet.columnCount()):
            return
        before = self._delegate.current
        self.area, self.lead = area, lead or current
        self._delegate.current = self.pinned.painter.current = current
        corners = self.sheet.index(area.top, area.left), self.sheet.index(area.bottom, area.right)
        self.selectionModel().setCurrentIndex(self.sheet.index(*current), _Flag.NoUpdate)
        self.selectionModel().select(QItemSelection(*corners), _Flag.ClearAndSelect)
        for place in (before, current):
            for part in (self, self.pinned):
                part.update(self.sheet.index(*place))
        self._point_heads()
        self.scrollTo(self.sheet.index(*self.lead))
        self.moved.emit()

    def _point_heads(self) -> None:
        """The heads of what is selected stand out; only those that change are drawn again."""
        area = self.area
        for heads, chosen in (
            (self.heads, range(area.left, area.right + 1)),
            (self.pinned.heads, range(area.left, area.right + 1)),
            (self.sides, range(area.top, area.bottom + 1)),
        ):
            if heads.chosen != chosen:
                heads.chosen = chosen
                heads.viewport().update()

    def begin(self, text: str | None = None) -> None:
        """Opens the current cell: to be corrected, or with `text` instead of what is there."""
        if self._delegate.line is not None:
            self._delegate.line.insert(text or "")
            return
        row, column = self.current
        if not self.sheet.writable(row, column):
            self.closed.emit(row, column)
            return
        self.scrollTo(self.currentIndex())
        self.edit(self.currentIndex())
        line = self._delegate.line
        if line is not None:
            line.correcting = text is None
            if text is not None:
                line.setText(text)
            line.end(False)

    def finish_typing(self) -> None:
        """Takes what is still being typed."""
        if self._delegate.line is not None:
            self._delegate.finish(self._delegate.line)

    def leave(self, event: QKeyEvent) -> None:
        """Goes on from a cell by the key that ended the typing."""
        keys.press(self, event)

    def fit(self) -> None:
        """Gives every column and name the room it needs; call after the model has other rows, columns or words."""
        self.heads.flat = self.pinned.heads.flat = self.height() < LOW
        self.sides.fit(self.corner.sizeHint().width())
        wide = [self.heads.sectionSizeFromContents(column).width() for column in range(self.sheet.columnCount())]
        count = self.sheet.pinned
        while count > 1 and self.width() - self.sides.width() - sum(wide[-count:]) < LEAST:
            count -= 1
        for column, width in enumerate(wide):
            self.setColumnHidden(column, column >= len(wide) - count)
            self.setColumnWidth(column, width)
        self.pinned.fit(count)
        self.updateGeometries()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        if hasattr(self, "corner"):
            self._place_parts()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Clear of the pinned columns; of one of those itself only the row is brought into sight."""
        row, column = index.row(), index.column()
        _into_sight(self.verticalScrollBar(), self.rowViewportPosition(row), self.rowHeight(row),
                    self.viewport().height())  # fmt: skip
        if not self.isColumnHidden(column):
            _into_sight(self.horizontalScrollBar(), self.columnViewportPosition(column), self.columnWidth(column),
                        self.viewport().width() - self.pinned.wanted())  # fmt: skip

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and keys.is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (self.sheet.rowCount() and self.sheet.columnCount() and keys.press(self, event)):
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.go_to((0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pointed(event, self.indexAt(event.position().toPoint()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointed(event, self.indexAt(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.pointed(event, self.indexAt(event.position().toPoint()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.pointed(event, self.indexAt(event.position().toPoint()))

    def pointed(self, event: QMouseEvent, index: Index) -> None:
        """What the mouse did on a cell: a press selects, a drag or Shift extends, a double click opens."""
        kind, left = event.type(), event.button() == Qt.MouseButton.LeftButton
        if not index.isValid():
            return
        place = index.row(), index.column()
        if kind == QEvent.Type.MouseMove and event.buttons() & Qt.MouseButton.LeftButton:
            if place != self.lead:
                self.extend_to(place)
        elif kind == QEvent.Type.MouseButtonPress:
            self._pressed(place, extend=bool(left and event.modifiers() & _Shift), left=left)
        elif kind == QEvent.Type.MouseButtonDblClick and left:
            self.go_to(place)
            if self.sheet.takes(place[1]):
                self.begin()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        self.open_menu(event.globalPos() if by_mouse else None)

    def open_menu(self, at: QPoint | None = None) -> None:
        """Opens the menu of the selected cells, there or under the current cell."""
        pane = self.pinned if self.isColumnHidden(self.current[1]) else self
        under = pane.viewport().mapToGlobal(pane.visualRect(self.currentIndex()).bottomLeft())
        self._show_menu(self.cell_menu if self.sheet.rowCount() else None, at or under)

    def _pressed(self, place: Place, *, extend: bool, left: bool) -> None:
        self.finish_typing()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.run = None
        if extend:
            self.extend_to(place)
        elif left or place not in self.area:
            self.go_to(place)
            if left and not self.sheet.takes(place[1]):
                self.opened.emit(*place)

    def _show_menu(self, fill: Callable[[QMenu], object] | None, at: QPoint) -> None:
        if fill is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill(menu)
        if menu.isEmpty():
            menu.deleteLater()
        else:
            menu.popup(at)

    def _head_menu(self, heads: ColumnHeads, at: QPoint) -> None:
        column, fill = heads.logicalIndexAt(at), self.head_menu
        if fill is not None and column >= 0:
            self._show_menu(partial(_filled, fill, column), heads.viewport().mapToGlobal(at))

    def _side_menu(self, at: QPoint) -> None:
        row, fill = self.sides.logicalIndexAt(at), self.side_menu
        if fill is not None and row >= 0:
            self._show_menu(partial(_filled, fill, row), self.sides.viewport().mapToGlobal(at))

    def select_column(self, column: int) -> None:
        """All of a column; its first cell is typed into."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.select(Area(0, column, self.sheet.rowCount() - 1, column), (0, column), lead=(0, column))

    def select_row(self, row: int) -> None:
        """All of a row."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.select(Area(row, 0, row, self.sheet.columnCount() - 1), (row, 0), lead=(row, 0))

    def _take(self, index: Index, text: str) -> None:
        self.sheet.put([(index.row(), index.column(), text)])

    def _fill(self, text: str) -> None:
        """What was typed, into every selected cell that takes it (Ctrl+Enter)."""
        cells = [(row, column, text) for row, column in self.area.places() if self.sheet.writable(row, column)]
        self.sheet.put(cells)

    def _place_parts(self) -> None:
        frame, view, wide = self.frameWidth(), self.viewport().geometry(), self.pinned.wanted()
        head = self.horizontalHeader().height()
        self.corner.setGeometry(frame, frame, self.verticalHeader().width(), head)
        open_width = max(view.width() - wide, 0)
        self.horizontalScrollBar().setRange(0, max(self.heads.length() - open_width, 0))
        self.horizontalScrollBar().setPageStep(open_width)
        self.heads.room = open_width
        left = view.left() + min(self.heads.length(), open_width)
        self.pinned.heads.setFixedHeight(head)
        self.pinned.setGeometry(left, frame, wide, view.bottom() + 1 - frame)

    def _behave(self) -> None:
        self.setHorizontalHeader(self.heads)
        self.setVerticalHeader(self.sides)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.sides.setDefaultSectionSize(self.fontMetrics().height() + 3 * theme.STEP)
        self.heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for part in (self.heads, self.pinned.heads, self.sides):
            part.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def _connect(self) -> None:
        for bar, other in ((self, self.pinned), (self.pinned, self)):
            bar.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)
        for heads in (self.heads, self.pinned.heads):
            heads.sectionClicked.connect(self.select_column)
            heads.sectionDoubleClicked.connect(self.head_pressed)
            heads.customContextMenuRequested.connect(lambda at, heads=heads: self._head_menu(heads, at))
        self.sides.sectionClicked.connect(self.select_row)
        self.sides.customContextMenuRequested.connect(self._side_menu)


def _into_sight(bar: QScrollBar, at: int, size: int, room: int) -> None:
    """Scrolls just so far that all of it is seen, its beginning before its end."""
    beyond = min(max(at + size - room, 0), at) if at >= 0 else at
    bar.setValue(bar.value() + beyond)


def _filled(fill: Callable[[QMenu, int], None], place: int, menu: QMenu) -> None:
    fill(menu, place)
