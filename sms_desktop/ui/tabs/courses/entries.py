"""Fields that only this screen has: one course among many by typing, and teachers by their names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit

from sms_desktop.core.i18n import _
from sms_desktop.core.names import search_key
from sms_desktop.services.courses import CourseRow
from sms_desktop.ui.fields import Field, Text, TextField, Wrong

_KEY = Qt.ItemDataRole.UserRole
_ID = Qt.ItemDataRole.UserRole + 1


class FoldingCompleter(QCompleter):
    """Finds entries by any part of them, whatever the case, the accents and the alphabet (domain.md 6)."""

    def __init__(self, model: QStandardItemModel) -> None:
        super().__init__(model)
        self.setCompletionRole(_KEY)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setMaxVisibleItems(12)

    @property
    def open(self) -> bool:
        """Whether what was found is offered now."""
        popup = self.popup()
        return popup is not None and popup.isVisible()

    def splitPath(self, path: str) -> list[str]:
        return [search_key(*path.split())]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data())


class CourseField(Field):
    """A course of the catalogue, found as one types; its value is the id."""

    def __init__(self, name: str, label: Text, courses: Sequence[CourseRow]) -> None:
        self.line = QLineEdit(clearButtonEnabled=True)
        self._courses = {row.id: f"{row.course_code} · {row.course_name}" for row in courses}
        self._model = QStandardItemModel()
        for row in courses:
            item = QStandardItem(self._courses[row.id])
            item.setData(search_key(row.course_code, row.course_name), _KEY)
            item.setData(row.id, _ID)
            self._model.appendRow(item)
        super().__init__(name, label, self.line, required=True)
        self._model.setParent(self)
        self.completer = FoldingCompleter(self._model)
        self.completer.setParent(self)
        self.line.setCompleter(self.completer)
        self.line.textChanged.connect(self._edited)
        self.retranslate()

    def value(self) -> Any:
        text = self.line.text().strip()
        if not text:
            return None
        key = search_key(*text.split())
        fitting = [
            course_id
            for course_id, label in self._courses.items()
            if text == label or text.upper() == label.split(" · ")[0] or key == search_key(*label.split())
        ]
        if not fitting:
            raise Wrong(_("There is no such course. Choose one of the list that opens as you type."))
        return fitting[0]

    def set_value(self, value: Any) -> None:
        self.line.setText(self._courses.get(value, ""))

    def retranslate(self) -> None:
        super().retranslate()
        self.line.setPlaceholderText(_("Code or name"))


class TeachersField(TextField):
    """Names of teachers, with commas or semicolons between them; the value is a tuple."""

    def value(self) -> Any:
        names = [" ".join(name.split()) for name in self.line.text().replace(";", ",").split(",")]
        return tuple(dict.fromkeys(name for name in names if name))

    def set_value(self, value: Any) -> None:
        self.line.setText(", ".join(value or ()))
        self.line.setCursorPosition(0)
