"""The first sight of Imports: a place to drop a file, and the imports there were."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named
from sms_desktop.ui.tabs.imports.history import History

#: The least height of the history, and the least width of the words beside the buttons, in logical pixels.
LEAST, READABLE = 300, 240


class Landing(QWidget):
    """Emits `choose_wanted` and `paste_wanted`; the history does its own."""

    choose_wanted = Signal()
    paste_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.history = History(context)
        self.choose = named(QPushButton(), "imports.choose", "primary")
        self.paste = named(QPushButton(), "imports.paste")
        self._zone = named(QFrame(), "imports.drop", "drop")
        self._picture, self._title, self._formats, self._past = QLabel(), QLabel(wordWrap=True), QLabel(), QLabel()
        self._formats.setWordWrap(True)
        self.choose.clicked.connect(self.choose_wanted)
        self.paste.clicked.connect(self.paste_wanted)
        self._lay_out()
        self.setFocusProxy(self.choose)
        self.retranslate()

    def retranslate(self) -> None:
        """Everything in the new language."""
        self._title.setText(_("Drop a file here, or anywhere on the window"))
        self._formats.setText(
            _(
                "Students, courses, enrolments, grades or attendance from CSV and other text, Excel, LibreOffice or "
                "JSON, and gradebooks of Moodle and Canvas. "
                "You see what is in it before anything is changed."
            )
        )
        self.choose.setText(_("&Choose a file…"))
        self.choose.setToolTip(_("Choose a file to import (Ctrl+O)"))
        self.paste.setText(_("&Paste cells"))
        self.paste.setToolTip(_("Paste cells that you copied in a spreadsheet (Ctrl+V)"))
        self._past.setText(_("Imports so far"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_wanted.emit()
            return
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        icons.put_picture(self._picture, "file-input", 40, "accent")
        icons.put(self.choose, "folder-open", "on_accent")
        icons.put(self.paste, "clipboard-paste")
        theme.scale(self._title, 1.15, QFont.Weight.DemiBold)
        theme.scale(self._past, 1.15, QFont.Weight.DemiBold)
        self._formats.setProperty("role", "muted")
        zone, texts, column = QHBoxLayout(self._zone), QVBoxLayout(), QVBoxLayout(self)
        zone.setContentsMargins(28, 28, 28, 28)
        zone.setSpacing(theme.STEP * 5)
        texts.setSpacing(theme.STEP)
        texts.addWidget(self._title)
        texts.addWidget(self._formats)
        zone.addWidget(self._picture)
        zone.addLayout(texts, 1)
        for button in (self.choose, self.paste):
            zone.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 3)
        column.addWidget(self._zone)
        column.addSpacing(theme.STEP * 2)
        column.addWidget(self._past)
        column.addWidget(self.history, 1)
        self.history.setMinimumHeight(LEAST)
        for label in (self._title, self._formats):
            label.setMinimumWidth(READABLE)
