"""The head of a page of Operations: its title, and a sentence on what it is for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sms_desktop.ui import theme
from sms_desktop.ui.dress import roled

Text = Callable[[], str]


class Heading(QWidget):
    """Title and sentence at the left, `acts` for buttons at the right."""

    def __init__(self, title: Text, about: Text) -> None:
        super().__init__()
        self._title_text, self._about_text = title, about
        self._title, self._about = QLabel(), roled(QLabel(wordWrap=True), "muted")
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        self.acts = QHBoxLayout()
        self.acts.setSpacing(theme.STEP * 2)
        words, row = QVBoxLayout(), QHBoxLayout(self)
        words.setSpacing(theme.STEP)
        words.addWidget(self._title)
        words.addWidget(self._about)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP * 4)
        row.addLayout(words, 1)
        row.addLayout(self.acts)
        self.retranslate()

    def retranslate(self) -> None:
        """In the new language."""
        self._title.setText(self._title_text())
        self._about.setText(self._about_text())
