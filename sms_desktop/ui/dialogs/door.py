"""What sign-in and first start have in common: a calm card with the program's sign, and the languages above it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sms_desktop.core.i18n import LANGUAGES, _, language
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.language import Languages
from sms_desktop.ui.memory import Memory


class Door(QDialog):
    """A window with `card`, a column to be filled. `entered(Welcome)` once a school is open; `habits` outlive it."""

    entered = Signal(object)

    def __init__(
        self, name: str, languages: Languages, habits: Memory, *, width: int = 440, tall: bool = False
    ) -> None:
        super().__init__()
        named(self, name)
        self.languages, self.habits = languages, habits
        self.setWindowIcon(icons.app_icon())
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.setWindowFlag(Qt.WindowType.WindowMinimizeButtonHint, True)
        self.frame = roled(QFrame(), "panel")
        self.frame.setFixedWidth(width)
        self.card = QVBoxLayout(self.frame)
        self._tongues = QButtonGroup(self)
        self._build(tall)

    def retranslate(self) -> None:
        """Which language is in use."""
        for button in self._tongues.buttons():
            button.setChecked(button.property("language") == language())
            button.setToolTip(_("Language: {name}").format(name=button.text()))

    def choose_language(self, code: str) -> None:
        """Switches at once, and remembers it for the next start."""
        self.languages.choose(code)
        self.habits.put("main.language", code)

    def _build(self, tall: bool) -> None:
        column, top, middle = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(32, 20, 32, 24)
        column.setSpacing(theme.STEP * 4)
        sign, name = QLabel(), QLabel("SMS Desktop")
        sign.setPixmap(icons.app_icon().pixmap(QSize(28, 28)))
        theme.scale(name, 1.1, QFont.Weight.DemiBold)
        top.addWidget(sign)
        top.addWidget(name)
        top.addStretch(1)
        for code, words in LANGUAGES.items():
            top.addWidget(self._tongue(code, words))
        middle.addStretch(1)
        middle.addWidget(self.frame)
        middle.addStretch(1)
        column.addLayout(top)
        column.addWidget(self._scrolling(middle, tall), 1)
        self.card.setContentsMargins(32, 28, 32, 28)
        self.card.setSpacing(theme.STEP * 3)

    def _scrolling(self, middle: QHBoxLayout, tall: bool) -> QScrollArea:
        """The card in the middle of what there is, within reach also on the smallest screen."""
        page, area, column = roled(QWidget(), "page"), QScrollArea(), QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(2)
        column.addLayout(middle, 100 if tall else 0)
        column.addStretch(3)
        page.setLayout(column)
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def be(self, width: int, height: int) -> None:
        """Takes this size, or what the screen has."""
        room = self.screen().availableSize()
        self.resize(min(width, room.width()), min(height, room.height() - 40))

    def _tongue(self, code: str, words: str) -> QToolButton:
        button = named(QToolButton(), f"{self.objectName()}.{code}")
        button.setText(words)
        button.setCheckable(True)
        button.setProperty("language", code)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.choose_language(code))
        self._tongues.addButton(button)
        return button


def title_label() -> QLabel:
    """The title of a page."""
    label = QLabel(wordWrap=True)
    theme.scale(label, 1.5, QFont.Weight.DemiBold)
    return label
