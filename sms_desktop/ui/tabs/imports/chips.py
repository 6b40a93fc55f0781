"""The counts of a preview, each a filter for the table below."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from sms_desktop.core.i18n import _, format_number
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.tabs.imports import words


class Chips(QWidget):
    """One button for each outcome, with its count. Emits `chosen(name)`."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._counts: dict[str, int] = {}
        self.buttons = {name: named(QToolButton(), f"imports.show_{name}", "outlined") for name in words.CHIPS}
        for button in self.buttons.values():
            button.setCheckable(True)
        group, row = QButtonGroup(self), QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP * 2)
        for name, button in self.buttons.items():
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(QSize(16, 16))
            icons.put(button, words.SIGNS[name].icon, words.SIGNS[name].tone)
            button.clicked.connect(lambda _checked=False, name=name: self.chosen.emit(name))
            group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """The counts by name; those of nothing can't be chosen."""
        self._counts = dict(counts)
        self.retranslate()

    def choose(self, name: str) -> None:
        """Marks a chip as chosen."""
        self.buttons[name].setChecked(True)

    def choice(self) -> str:
        """The chip that is chosen."""
        return next((name for name, button in self.buttons.items() if button.isChecked()), words.ALL)

    def retranslate(self) -> None:
        """Words and counts."""
        for name, button in self.buttons.items():
            count = self._counts.get(name, 0)
            text = _("{what}  {count}").format(what=words.outcome_word(name), count=format_number(count))
            button.setText(text)
            button.setAccessibleName(text)
            button.setVisible(bool(count) or name not in (words.WARNINGS,))
            button.setEnabled(bool(count) or name == words.ALL)
