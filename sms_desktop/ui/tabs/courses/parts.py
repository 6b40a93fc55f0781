"""The small parts that records are put together from: the bar that saves, pages, and rows of tools."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named, roled


class SaveBar(QFrame):
    """Says that there is something to save; hidden while there is not."""

    def __init__(self, name: str, save: Callable[[], object], discard: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._text = QLabel()
        self.save, self.discard = (
            named(QPushButton(), f"{name}.save", "primary"),
            named(QPushButton(), f"{name}.discard"),
        )
        self.save.clicked.connect(save)
        self.discard.clicked.connect(discard)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(theme.STEP * 2)
        for part, stretch in ((self._text, 1), (self.discard, 0), (self.save, 0)):
            row.addWidget(part, stretch)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        """The words in the new language."""
        self._text.setText(_("Changes not saved yet"))
        self.save.setText(_("Save"))
        self.save.setToolTip(_("Save (Ctrl+S)"))
        self.discard.setText(_("Discard"))


def page_of(*parts: QWidget | QHBoxLayout, stretch: int = 0) -> QWidget:
    """A page with its parts one under the other; `stretch` is the place of the one that grows."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 12, 0, 0)
    column.setSpacing(theme.STEP * 2)
    for place, part in enumerate(parts):
        if isinstance(part, QWidget):
            column.addWidget(part, 1 if place == stretch else 0)
        else:
            column.addLayout(part)
    return page


def roomy(content: QWidget) -> QScrollArea:
    """A page that grows with the window, and scrolls where there is less room than its parts need."""
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(roled(content, "page"))
    return area


def tool(name: str, icon: str) -> QPushButton:
    """A quiet button with an icon, for a row of tools."""
    button = named(QPushButton(), name, "quiet")
    icons.put(button, icon, "accent")
    return button
