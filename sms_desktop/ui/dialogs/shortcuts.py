"""The list under F1: every command that has a shortcut, and the keys that work in lists and forms."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sms_desktop.core.i18n import _
from sms_desktop.ui import theme
from sms_desktop.ui.dress import named, roled


def keys_of_lists() -> list[tuple[str, str]]:
    """What works in every list and form, as (title, keys)."""
    return [
        (_("Open the selected row"), "Return"),
        (_("Delete the selected rows"), "Del"),
        (_("Select all"), "Ctrl+A"),
        (_("Copy the selected rows for Excel"), "Ctrl+C"),
        (_("Next field"), "Tab"),
        (_("Close a dialog or a list"), "Esc"),
    ]


class ShortcutsDialog(QDialog):
    """Shows (title, keys) pairs under two headings."""

    def __init__(self, commands: Iterable[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self.setWindowTitle(_("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page = roled(QWidget(), "page")
        self._grid = QGridLayout(page)
        self._grid.setContentsMargins(24, 20, 24, 8)
        self._grid.setVerticalSpacing(theme.STEP * 2)
        self._grid.setColumnStretch(0, 1)
        self._add(_("Commands"), commands)
        self._add(_("In lists and forms"), keys_of_lists())
        self._lay_out(page)
        self.resize(460, 520)

    def _add(self, heading: str, pairs: Iterable[tuple[str, str]]) -> None:
        title = QLabel(heading)
        theme.scale(title, 1.15, QFont.Weight.DemiBold)
        title.setContentsMargins(0, theme.STEP * 2, 0, 0)
        self._grid.addWidget(title, self._grid.rowCount(), 0, 1, 2)
        for text, keys in pairs:
            row = self._grid.rowCount()
            key = roled(QLabel(QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)), "key")
            self._grid.addWidget(QLabel(text), row, 0)
            self._grid.addWidget(key, row, 1, Qt.AlignmentFlag.AlignRight)

    def _lay_out(self, page: QWidget) -> None:
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(page)
        close = named(QPushButton(_("Close")), "shortcuts.close", "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons, column = QHBoxLayout(), QVBoxLayout(self)
        buttons.setContentsMargins(24, 0, 24, 0)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column.setContentsMargins(0, 0, 0, 16)
        column.addWidget(area, 1)
        column.addLayout(buttons)
