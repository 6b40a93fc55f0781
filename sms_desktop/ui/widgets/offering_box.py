"""One of a term's offerings, found as one types its code, name or section."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QLineEdit

from sms_desktop.core.i18n import _
from sms_desktop.core.names import search_key
from sms_desktop.services.offerings import OfferingRow
from sms_desktop.ui.dress import named
from sms_desktop.ui.fields import CalmComboBox
from sms_desktop.ui.tabs.courses.entries import FoldingCompleter

_KEY = Qt.ItemDataRole.UserRole
_ID = Qt.ItemDataRole.UserRole + 1


class OfferingBox(CalmComboBox):
    """Emits `chosen(id)` when the person picks another one; Enter takes the first that fits what was typed.

    Escape lets go of what was typed and emits `left`.
    """

    chosen = Signal(int)
    left = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        named(self, name)
        self._now = 0
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(16)
        line = self._line
        line.setStyleSheet("border: 0; padding: 0; min-height: 0; background: transparent;")
        self._completer = FoldingCompleter(self._model)
        self._completer.setParent(self)
        self.setCompleter(self._completer)
        line.returnPressed.connect(self._take_first)
        self.activated.connect(self._activated)
        self.retranslate()

    @property
    def _line(self) -> QLineEdit:
        line = self.lineEdit()
        assert line is not None, "a box that is typed into has one"
        return line

    @property
    def offering(self) -> int:
        """The id of what is chosen; 0 for nothing."""
        return self._now

    def fill(self, rows: Sequence[OfferingRow]) -> None:
        """Offers these; what is chosen stays chosen if it is among them. While one types, the list stays as it is."""
        if self._completer.open:
            return
        self._model.clear()
        for row in rows:
            item = QStandardItem(offering_label(row))
            item.setData(search_key(row.course_code, row.course_name, row.section), _KEY)
            item.setData(row.id, _ID)
            self._model.appendRow(item)
        self.show_offering(self._now)

    def show_offering(self, offering: int) -> None:
        """Shows one as chosen, without telling."""
        self._now = offering
        self.setCurrentIndex(self.findData(offering, _ID))
        self._line.setText(self.itemText(self.currentIndex()) if self.currentIndex() >= 0 else "")
        self._line.setCursorPosition(0)

    def ids(self) -> list[int]:
        """The ids of all that are offered, in their order."""
        return [self.itemData(place, _ID) for place in range(self.count())]

    def retranslate(self) -> None:
        """In the new language."""
        self.setAccessibleName(_("Course"))
        self._line.setPlaceholderText(_("Course code or name"))
        self.setToolTip(_("Type to find a course (Ctrl+F); Ctrl+PgUp and Ctrl+PgDn go to the next"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.show_offering(self._now)
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._line.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.show_offering(self._now)

    def _activated(self, place: int) -> None:
        found = self.itemData(place, _ID)
        if found is not None and found != self._now:
            self.chosen.emit(int(found))
        elif found is not None:
            self.show_offering(self._now)

    def _take_first(self) -> None:
        self._completer.setCompletionPrefix(self._line.text())
        if self._line.text().strip() and self._completer.completionCount():
            self._completer.setCurrentRow(0)
            found = self.findText(self._completer.currentCompletion())
            self.setCurrentIndex(found)
            self._activated(found)
        else:
            self.show_offering(self._now)


def offering_label(row: OfferingRow) -> str:
    """An offering as the list names it."""
    return " · ".join(filter(None, (row.course_code, row.course_name, row.section)))
