"""What stands where a list would be: empty, loading or failed, each with a sentence and a way on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _
from sms_desktop.ui import icons, theme
from sms_desktop.ui.errors import ErrorDialog, describe

#: The widest a paragraph gets: some 70 letters a line.
PARAGRAPH = 440


@dataclass(frozen=True)
class Words:
    """An empty state: an icon, what this is, what one can do, and the button that begins (none without `action`)."""

    icon: str
    title: str
    text: str = ""
    button: str = ""
    action: Callable[[], object] | None = None


class StatePanel(QWidget):
    """Shows `Words`, that something is loading, or an error with Retry and Details; in the middle of what it covers."""

    def __init__(self, parent: QWidget | None = None, name: str = "state") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "cover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._picture, self._title, self._text = QLabel(), QLabel(), QLabel()
        self._button, self._more = QPushButton(), QPushButton()
        self._button.setObjectName(f"{name}.button")
        self._more.setObjectName(f"{name}.details")
        self._more.setProperty("role", "quiet")
        self._action: Callable[[], object] | None = None
        self._error: Exception | None = None
        self._button.clicked.connect(lambda: self._action and self._action())
        self._more.clicked.connect(self._show_details)
        self._lay_out()

    def show_words(self, words: Words) -> None:
        """Shows an empty state."""
        self._show(words, "accent", details=False)

    def show_loading(self) -> None:
        """Says that rows are on their way."""
        self._show(Words("loader-circle", _("Loading…")), "muted", details=False)

    def show_error(self, error: Exception, retry: Callable[[], object]) -> None:
        """Says what happened and what to do, with Retry; the operation id is under Details."""
        problem = describe(error)
        self._error = error
        words = Words("circle-alert", problem.sentence, problem.way_out, _("Try again"), retry)
        self._show(words, "danger", details=True)

    def _show(self, words: Words, tint: str, *, details: bool) -> None:
        icons.put_picture(self._picture, words.icon, 40, tint)
        theme.scale(self._title, 1.15, QFont.Weight.DemiBold)
        self._title.setText(words.title)
        self._text.setText(words.text)
        self._text.setVisible(bool(words.text))
        self._button.setText(words.button)
        self._button.setVisible(bool(words.button and words.action))
        self._action = words.action
        self._more.setText(_("Details"))
        self._more.setVisible(details)
        self.setAccessibleName(words.title)
        self.show()
        self.raise_()

    def _show_details(self) -> None:
        if self._error:
            problem = describe(self._error)
            details = problem.details or _("Operation id: {id}").format(id=problem.operation)
            ErrorDialog(type(problem)(problem.sentence, problem.way_out, problem.operation, details), self).open()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addStretch(2)
        for label in (self._picture, self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(label is not self._picture)
            label.setMaximumWidth(PARAGRAPH)
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(label, 100)
            row.addStretch(1)
            column.addLayout(row)
        self._text.setProperty("role", "muted")
        self._button.setProperty("role", "primary")
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 8, 0, 0)
        buttons.addStretch(1)
        buttons.addWidget(self._button)
        buttons.addWidget(self._more)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(3)
