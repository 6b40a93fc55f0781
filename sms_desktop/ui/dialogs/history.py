"""What happened to a mark, a record of a register, a contact: a dialog over any screen, where values are put back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QStackedWidget, QVBoxLayout, QWidget

from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _
from sms_desktop.services.history.undo import Change, Put
from sms_desktop.ui import theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.putting_back import put_back
from sms_desktop.ui.widgets.changes_page import ChangesPage
from sms_desktop.ui.widgets.state import StatePanel, Words

#: `read(session)` gives the changes, each in words.
Read = Callable[[Any], Sequence[Change]]
Text = Callable[[], str]
WIDTH, HEIGHT = 620, 460


def show_history(parent: QWidget, context: Context, about: Text, read: Read) -> HistoryDialog:
    """Opens the history of what `about` names."""
    dialog = HistoryDialog(parent, context, about, read)
    dialog.open()
    return dialog


class HistoryDialog(QDialog):
    """Changes, the newest first; asked for again when something is put back, here or elsewhere."""

    def __init__(self, parent: QWidget, context: Context, about: Text, read: Read) -> None:
        super().__init__(parent)
        named(self, "history").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._about, self._read = context, about, read
        self._title = QLabel(wordWrap=True)
        self._what = roled(QLabel(wordWrap=True), "muted")
        self.page = ChangesPage("history.page", str, lambda _name, value: str(value or ""))
        self._panel, self._stack = StatePanel(self, "history.state"), QStackedWidget()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._buttons.rejected.connect(self.reject)
        self.page.restore_wanted.connect(self._put_back)
        context.changes.changed.connect(self._heard)
        self._lay_out()
        self.retranslate()

    def retranslate(self) -> None:
        """In the new language, the changes too."""
        self.setWindowTitle(_("History"))
        self._title.setText(_("History"))
        self._what.setText(self._about())
        self.ask()

    def ask(self) -> None:
        """Asks for the changes."""
        read = self._read
        self._context.jobs.read(self, lambda session, _progress: read(session), self._show, self._failed, key="changes")

    def _show(self, changes: Sequence[Change]) -> None:
        self.page.show_changes(changes)
        if not changes:
            text = _("What is older than the oldest entry of the log is in its archive.")
            self._panel.show_words(Words("history", _("No changes in the log"), text))
        self._stack.setCurrentWidget(self.page if changes else self._panel)

    def _failed(self, error: Exception) -> None:
        self._panel.show_error(error, self.ask)
        self._stack.setCurrentWidget(self._panel)

    def _heard(self, _event: Changed) -> None:
        self.ask()

    def _put_back(self, change_set_id: int, put: Put) -> None:
        put_back(self, self._context, change_set_id, put, self.ask)

    def _lay_out(self) -> None:
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.STEP * 2)
        self._stack.addWidget(self._panel)
        self._stack.addWidget(self.page)
        for part in (self._title, self._what):
            column.addWidget(part)
        column.addWidget(self._stack, 1)
        column.addWidget(self._buttons)
        self.resize(WIDTH, HEIGHT)
