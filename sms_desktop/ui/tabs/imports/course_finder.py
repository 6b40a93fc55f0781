"""Suggestions of courses while a code is typed: found by code or name, whatever the accents."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QWidget

from sms_desktop.core.folding import fold

_CODE, _FOLDED = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_SHOWN = 12


def course_entry(code: str, name: str) -> QStandardItem:
    """A course for the finder's model."""
    item = QStandardItem(f"{code} · {name}")
    item.setData(code, _CODE)
    item.setData(fold(f"{code} {name}"), _FOLDED)
    return item


class CourseFinder(QCompleter):
    """Completes a line of text with a course's code."""

    def __init__(self, model: QStandardItemModel, parent: QWidget) -> None:
        super().__init__(model, parent)
        self.setCompletionRole(_FOLDED)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setMaxVisibleItems(_SHOWN)

    def splitPath(self, path: str) -> list[str]:
        return [fold(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(_CODE))
