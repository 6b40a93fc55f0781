"""A line of text with suggestions from what the school has already: typed freely, or picked from the list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit

from sms_desktop.ui import icons
from sms_desktop.ui.fields import Text, TextField

_VALUE = Qt.ItemDataRole.UserRole


class SuggestField(TextField):
    """`offer` sets the suggestions, pairs of value and what the list says of it; the arrow shows all of them."""

    def __init__(self, name: str, label: Text, *, required: bool = False, hint: Text | None = None) -> None:
        super().__init__(name, label, required=required, hint=hint)
        self._model = QStandardItemModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionRole(_VALUE)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.activated.connect(lambda _text: self._edited())
        self.line.setCompleter(self._completer)
        arrow = self.line.addAction(icons.icon("chevron-down", "muted"), QLineEdit.ActionPosition.TrailingPosition)
        icons.put(arrow, "chevron-down", "muted")
        arrow.triggered.connect(self._show_all)

    def offer(self, suggestions: Sequence[tuple[str, str]]) -> None:
        """Suggests these, in their order."""
        self._model.clear()
        for value, label in suggestions:
            item = QStandardItem(label)
            item.setData(value, _VALUE)
            self._model.appendRow(item)

    def _show_all(self) -> None:
        self._completer.setCompletionPrefix("")
        self._completer.complete()
