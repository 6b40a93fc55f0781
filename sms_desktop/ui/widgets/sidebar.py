"""The slim bar of screens at the left: icons with names, or icons alone where the window is narrow."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import dress_again, named

WIDE, SLIM = 200, 60
#: Below this width of the window only icons are shown.
NARROW = 960


class Sidebar(QFrame):
    """Emits `chosen(place)` when the person picks a screen."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("main.sidebar")
        self.setProperty("role", "sidebar")
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)
        self._titles: list[Callable[[], str]] = []
        self._buttons: list[QToolButton] = []
        self.wanted_slim = False
        self._narrow = False
        self.toggle = self._button("main.sidebar_toggle", "panel-left")
        self.toggle.clicked.connect(self.toggle_slim)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 12, 10, 10)
        self._column.setSpacing(theme.STEP)
        self._column.addStretch(1)
        self._column.addWidget(self.toggle)
        self._arrange()

    @property
    def slim(self) -> bool:
        """Whether only icons are shown."""
        return self.wanted_slim or self._narrow

    def add(self, name: str, icon: str, title: Callable[[], str]) -> None:
        """Adds a screen under the last one."""
        button = self._button(f"main.tab_{name}", icon)
        button.setCheckable(True)
        self._group.addButton(button, len(self._titles))
        self._titles.append(title)
        self._buttons.append(button)
        self._column.insertWidget(len(self._titles) - 1, button)
        self._arrange()

    def point_at(self, place: int) -> None:
        """Shows which screen is open: that one's button is where Tab comes to, and arrow keys go on from."""
        for button in self._buttons:
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._buttons[place].setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._buttons[place].setChecked(True)

    def set_slim(self, slim: bool) -> None:
        """Shows icons alone because the person wants it so."""
        self.wanted_slim = slim
        self._arrange()

    def toggle_slim(self) -> None:
        """Names on or off."""
        self.set_slim(not self.wanted_slim)

    def fit(self, window_width: int) -> None:
        """Shows icons alone while the window is narrow."""
        narrow = window_width < NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange()

    def retranslate(self) -> None:
        """The names in the new language."""
        self._arrange()

    def _arrange(self) -> None:
        self.setProperty("slim", self.slim)
        dress_again(self)
        self.setFixedWidth(SLIM if self.slim else self._width())
        for place, title in enumerate(self._titles):
            self._name(self._buttons[place], title(), f"Ctrl+{place + 1}")
        self._name(self.toggle, _("Show names") if self.slim else _("Icons only"), "Ctrl+B")
        self.toggle.setVisible(not self._narrow)

    def _width(self) -> int:
        texts = [title() for title in self._titles] + [_("Icons only")]
        return max(WIDE, max(self.fontMetrics().horizontalAdvance(text) for text in texts) + 88)

    def _name(self, button: QToolButton, text: str, keys: str) -> None:
        alone, beside = Qt.ToolButtonStyle.ToolButtonIconOnly, Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        button.setToolButtonStyle(alone if self.slim else beside)
        button.setText("  " + text)
        button.setToolTip(f"{text}  ({keys})")
        button.setAccessibleName(text)
        dress_again(button)

    def _button(self, name: str, icon: str) -> QToolButton:
        button = named(QToolButton(), name)
        button.setIconSize(QSize(20, 20))
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        icons.put(button, icon, "muted", "accent")
        return button
