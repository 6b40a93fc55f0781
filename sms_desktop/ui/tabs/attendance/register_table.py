"""The register on screen, filled in by keyboard: a letter sets a status and goes on to the next student."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QFontMetrics, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from sms_desktop.ui import theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.tabs.attendance import words
from sms_desktop.ui.tabs.attendance.frozen import FrozenColumn
from sms_desktop.ui.tabs.attendance.register_delegate import RegisterDelegate
from sms_desktop.ui.tabs.attendance.register_model import CELL_ROLE, Index, RegisterModel

_NAME, _PERIOD, _LIMIT, _NOTE = 196, 66, 112, 160
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_Flag = QItemSelectionModel.SelectionFlag


class RegisterTable(QTableView):
    """P A L E (Π Α Λ Ε) set cells, with Shift or on a name the whole day; the space bar changes, Del clears.

    `note_wanted(index)` on Shift+F2, `today_wanted()` on T; `fill_menu`, when set, fills the right button's menu.
    """

    note_wanted = Signal(object)
    today_wanted = Signal()

    def __init__(self, model: RegisterModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "attendance.table")
        self.register = model
        self.fill_menu: Callable[[QMenu], None] | None = None
        self.setModel(model)
        self._delegate = RegisterDelegate(self)
        self.setItemDelegate(self._delegate)
        self._behave()
        self.frozen = FrozenColumn(self, RegisterDelegate(self))
        self.frozen.clicked.connect(lambda _index: self.setFocus())
        model.modelReset.connect(self._fit)

    def chosen(self) -> list[Index]:
        """The selected cells, or the one that is pointed at."""
        found: list[Index] = list(self.selectedIndexes())
        here = self.currentIndex()
        return found or ([here] if here.isValid() else [])

    def put(self, status: str | None, *, whole_day: bool = False) -> None:
        """Gives the chosen cells a status; a single one is left for the next student's."""
        chosen = self.chosen()
        kinds = {self.register.heads[index.column()].kind for index in chosen}
        if not chosen or (kinds == {"rating"} and not whole_day):
            return
        self.register.put(chosen, status, whole_day=whole_day)
        if len(chosen) == 1 and self.register.editable:
            self._go_on()

    def go_to(self, row: int, column: int) -> None:
        """Points at a cell."""
        if 0 <= row < self.register.rowCount() and 0 <= column < self.register.columnCount():
            index = self.register.index(row, column)
            self.selectionModel().setCurrentIndex(index, _Flag.ClearAndSelect)
            self.scrollTo(index)

    def begin(self) -> None:
        """Points at the first student's first period."""
        self.go_to(0, min(1, self.register.columnCount() - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() != QAbstractItemView.State.EditingState and (self._typed(event) or self._moved(event)):
            event.accept()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are statuses here, not beginnings of names."""

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._undoes(event):
            event.accept()
            return True
        return super().event(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._go_on()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.data(CELL_ROLE) is not None:
            self._cycle()
        else:
            super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.fill_menu is not None and self.currentIndex().isValid():
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.fill_menu(menu)
            menu.popup(event.globalPos())

    def retranslate(self) -> None:
        """The columns as wide as their titles in the new language."""
        self.register.repaint()
        self._fit()

    def _undoes(self, event: QKeyEvent) -> bool:
        draft = self.register.draft
        return event.matches(QKeySequence.StandardKey.Undo) and draft is not None and draft.can_undo

    def _typed(self, event: QKeyEvent) -> bool:
        """Whether the key changed something."""
        if self._undoes(event):
            self.register.undo()
            return True
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.register.clear(self.chosen())
        elif event.key() == Qt.Key.Key_Space:
            self._cycle()
        elif event.key() == Qt.Key.Key_F2 and shift:
            self.note_wanted.emit(self.currentIndex())
        elif status := words.status_of(event.text()):
            self.put(status, whole_day=shift)
        elif event.text().upper() in ("T", "Τ"):  # the Latin letter and the Greek one on its key
            self.today_wanted.emit()
        else:
            return False
        return True

    def _moved(self, event: QKeyEvent) -> bool:
        if event.key() not in _ENTER or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        step = -1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        here = self.currentIndex()
        self.go_to(here.row() + step, here.column())
        return True

    def _go_on(self) -> None:
        """Down the class list; at its end to the first student's next period."""
        here, heads = self.currentIndex(), self.register.heads
        if here.row() + 1 < self.register.rowCount():
            self.go_to(here.row() + 1, here.column())
        elif [head.kind for head in heads[here.column() : here.column() + 2]] == ["period", "period"]:
            self.go_to(0, here.column() + 1)

    def _cycle(self) -> None:
        here: Any = self.currentIndex().data(CELL_ROLE)
        chosen = self.chosen()
        if here is None or not chosen:
            return
        place = words.STATUSES.index(here.status) if here.status else -1
        self.register.put(chosen, words.STATUSES[(place + 1) % len(words.STATUSES)])

    def _behave(self) -> None:
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(True)
        rows, head = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 3 * theme.STEP)
        head.setHighlightSections(False)
        head.setMinimumSectionSize(40)
        head.setStretchLastSection(True)

    def _fit(self) -> None:
        """Each column as wide as its kind and its title need."""
        bold = QFontMetrics(theme.font(self.font().pointSizeF(), QFont.Weight.DemiBold))
        widths = {"name": _NAME, "period": _PERIOD, "rating": _PERIOD, "limit": _LIMIT, "note": _NOTE}
        for column, head in enumerate(self.register.heads):
            title = str(self.register.headerData(column, Qt.Orientation.Horizontal) or "")
            needed = max(bold.horizontalAdvance(line) for line in title.split("\n")) + 26
            self.setColumnWidth(column, max(widths[head.kind], min(needed, 180)))
        self.frozen.place()
