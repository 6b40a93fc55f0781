"""A line over the sheet that says something and offers what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.widgets.notice import SIGNS


@dataclass(frozen=True)
class Offer:
    """A button: its name, what it says, and what it does."""

    name: str
    text: str
    act: Callable[[], object]


class Bar(QFrame):
    """`say(kind, sentence, *offers)` shows a line of a kind (`problem`, `notice`); `hush()` takes it away."""

    def __init__(self, name: str) -> None:
        super().__init__()
        named(self, name)
        self._sign, self._text = QLabel(), QLabel(wordWrap=True)
        self._buttons: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 4, 6, 4)
        self._row.setSpacing(theme.STEP * 2)
        self._row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self._text, 1)
        self._text.setMinimumHeight(7 * theme.STEP)
        self.hide()

    def say(self, kind: str, sentence: str, *offers: Offer) -> None:
        """Shows the sentence with a button for each offer."""
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [self._button(offer) for offer in offers]
        roled(self, kind)
        icons.put_picture(self._sign, SIGNS[kind][0], 16, SIGNS[kind][1])
        self._text.setText(sentence)
        self.setAccessibleName(sentence)
        self.show()

    def hush(self) -> None:
        """Says nothing any more."""
        self._text.setText("")
        self.hide()

    def text(self) -> str:
        """The sentence shown; empty while there is none."""
        return self._text.text()

    def button(self, name: str) -> QPushButton:
        """The button of an offer by its name."""
        return next(button for button in self._buttons if button.objectName() == f"{self.objectName()}_{name}")

    def _button(self, offer: Offer) -> QPushButton:
        button = named(QPushButton(offer.text), f"{self.objectName()}_{offer.name}", "quiet")
        button.clicked.connect(lambda _checked=False: offer.act())
        self._row.addWidget(button)
        return button
