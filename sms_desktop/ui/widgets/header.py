"""The head of the window: the screen's name, year and term, the search field, the bell, and the account."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from sms_desktop.core.i18n import _, ngettext
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.widgets.search_box import SearchBox

#: Below these widths of the window the account's name, and then the term's, are left away.
NO_NAME, NO_TERM = 1000, 760


class Header(QFrame):
    """Holds the parts and says what was clicked."""

    term_clicked = Signal()
    bell_clicked = Signal()

    def __init__(self, search: SearchBox, account: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "main.header", "header")
        self.search = search
        self._title = named(QLabel(), "main.title")
        self.term, self.bell = named(QToolButton(), "main.term", "outlined"), named(QToolButton(), "main.bell")
        self.account = named(QToolButton(), "main.account", "account")
        self._count = named(QLabel(self.bell), "main.bell_count", "count")
        self._user, self._term, self._unread, self._wide = "", "", 0, 10_000
        self._dress(account)
        self._lay_out()
        self.retranslate()

    def show_title(self, title: str) -> None:
        """Names the screen that is open."""
        self._title.setText(title)

    def set_term(self, text: str) -> None:
        """The current year and term; none hides the button."""
        self._term = text
        self.fit(self._wide)
        self.retranslate()

    def set_user(self, name: str) -> None:
        """Who is signed in."""
        self._user = name
        self.retranslate()

    def set_unread(self, count: int) -> None:
        """How many notifications are unread."""
        self._unread = count
        self.retranslate()

    def fit(self, window_width: int) -> None:
        """Leaves away what a narrow window has no room for."""
        self._wide = window_width
        wide = window_width >= NO_NAME
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if wide else Qt.ToolButtonStyle.ToolButtonIconOnly
        self.account.setToolButtonStyle(style)
        self.term.setVisible(bool(self._term) and window_width >= NO_TERM)

    def retranslate(self) -> None:
        """Words in the new language."""
        self.term.setText(self._term)
        self.term.setToolTip(_("Current year and term"))
        self.term.setAccessibleName(_("Current year and term: {term}").format(term=self._term))
        self.account.setText("  " + self._user)
        self.account.setToolTip(_("Language, theme, sign out"))
        self.account.setAccessibleName(_("Account of {name}").format(name=self._user))
        unread = ngettext("{n} unread notification", "{n} unread notifications", self._unread)
        self.bell.setToolTip(unread.format(n=self._unread) if self._unread else _("No unread notifications"))
        self.bell.setAccessibleName(self.bell.toolTip())
        self._count.setText("99+" if self._unread > 99 else str(self._unread))
        self._count.setVisible(self._unread > 0)
        self._count.resize(max(16, self._count.sizeHint().width()), 16)
        self._count.move(self.bell.sizeHint().width() - self._count.width(), 0)

    def _dress(self, account: QMenu) -> None:
        theme.scale(self._title, 1.35, QFont.Weight.DemiBold)
        icons.put(self.bell, "bell")
        icons.put(self.account, "circle-user-round")
        for button in (self.bell, self.account):
            button.setIconSize(QSize(20, 20))
        for button in (self.term, self.bell, self.account):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.account.setMenu(account)
        self.account.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.term.clicked.connect(self.term_clicked)
        self.bell.clicked.connect(self.bell_clicked)
        theme.scale(self._count, 0.8, QFont.Weight.DemiBold)
        self._count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._title.setMinimumWidth(90)
        self.search.setMinimumWidth(140)
        self.search.setMaximumWidth(440)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 12, 8)
        row.setSpacing(theme.STEP * 2)
        row.addWidget(self._title, 3)
        row.addWidget(self.search, 4)
        row.addStretch(1)
        for part in (self.term, self.bell, self.account):
            row.addWidget(part)
