"""The screens of later steps: what will be there, and what can be done today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.tab import TabSpec

#: The widest the page's text gets.
WIDTH = 560


@dataclass(frozen=True)
class Coming:
    """What a screen will hold, what one can do until then, and the screen where."""

    title: str
    points: tuple[str, ...]
    today: str
    go: str
    button: str


def analytics() -> Coming:
    """Charts of marks and absences."""
    return Coming(
        _("Analytics are not here yet"),
        (
            _("Cards and charts of marks, absences and enrolments, with one filter for all"),
            _("Click a bar to see the students behind it"),
            _("Save what is shown as PDF, Excel or a picture"),
        ),
        _("Today the sheet of a class shows how its marks are spread, and Attendance who is near the limit."),
        "grades",
        _("Open grades"),
    )


def specs() -> list[TabSpec]:
    """The screens that are still to come, for the places where they will stand."""
    return [
        TabSpec("analytics", "chart-column", lambda: _("Analytics"), lambda w: ComingTab(analytics, w.show_tab)),
    ]


class ComingTab(QScrollArea):
    """A quiet page in the middle of the screen."""

    def __init__(self, words: Callable[[], Coming], go: Callable[[str], object]) -> None:
        super().__init__()
        self._words, self._go = words, go
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.retranslate()

    def retranslate(self) -> None:
        """The page in the new language."""
        words = self._words()
        page, middle = roled(QWidget(), "page"), QGridLayout()
        card = roled(QFrame(), "panel")
        card.setMaximumWidth(WIDTH)
        self._fill(QVBoxLayout(card), words)
        middle.setColumnStretch(0, 1)
        middle.setColumnStretch(1, 100)
        middle.setColumnStretch(2, 1)
        middle.setRowStretch(0, 2)
        middle.setRowStretch(2, 3)
        middle.addWidget(card, 1, 1)
        page.setLayout(middle)
        self.setWidget(page)

    def _fill(self, column: QVBoxLayout, words: Coming) -> None:
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(theme.STEP * 3)
        title = QLabel(words.title, wordWrap=True)
        theme.scale(title, 1.4, QFont.Weight.DemiBold)
        column.addWidget(title)
        column.addWidget(roled(QLabel(_("What will be here:")), "muted"))
        for point in words.points:
            column.addLayout(_point(point))
        column.addWidget(roled(QFrame(), "line"))
        column.addWidget(QLabel(words.today, wordWrap=True))
        button = named(QPushButton(words.button), "coming.go", "primary")
        button.clicked.connect(lambda: self._go(words.go))
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


def _point(text: str) -> QHBoxLayout:
    row, sign, words = QHBoxLayout(), QLabel(), QLabel(text, wordWrap=True)
    icons.put_picture(sign, "clock", 16, "muted")
    row.setSpacing(theme.STEP * 3)
    row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return row
