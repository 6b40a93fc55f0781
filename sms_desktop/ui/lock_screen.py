"""The page that stands in the window's place while it is locked: nothing of the data, one field for the password."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QPushButton

from sms_desktop.core.i18n import _, ngettext
from sms_desktop.ui import icons
from sms_desktop.ui.dialogs.door import Door, title_label
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.fields import SecretField, Text
from sms_desktop.ui.form import Form
from sms_desktop.ui.language import Languages
from sms_desktop.ui.memory import Memory
from sms_desktop.ui.widgets.notice import Notice


class LockScreen(Door):
    """Emits `tried(password)`, `other_wanted` for somebody else, and `close_wanted`."""

    tried = Signal(str)
    other_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, user: str, languages: Languages, habits: Memory) -> None:
        super().__init__("lock", languages, habits)
        self._user, self._working, self._lost = user, False, 0
        self.form = Form("lock")
        self.secret = SecretField("password", lambda: _("Password"), required=True)
        self.form.add(self.secret)
        self._sign, self._title, self._about = QLabel(), title_label(), roled(QLabel(wordWrap=True), "muted")
        icons.put_picture(self._sign, "lock", 28, "accent")
        self.why, self.warning = Notice("notice"), Notice("notice")
        self._because: Text = str
        self.button, self.other = named(QPushButton(), "lock.enter", "primary"), named(QPushButton(), "lock.other")
        roled(self.other, "quiet")
        self.button.setDefault(True)
        self.other.setAutoDefault(False)
        self.button.clicked.connect(self.submit)
        self.other.clicked.connect(self.other_wanted)
        for part in (self._sign, self._title, self.why, self._about, self.form, self.warning, self.button):
            self.card.addWidget(part)
        self.card.addWidget(self.other, 0, Qt.AlignmentFlag.AlignHCenter)
        self.retranslate()
        self.secret.editor.setFocus()

    def submit(self) -> None:
        """Tries what was typed."""
        typed = str(self.secret.value())
        if not typed:
            self.secret.show_problem(_("Please fill this in."))
            return
        self.say_working(True)
        self.tried.emit(typed)

    def refuse(self, sentence: str) -> None:
        """Says why the window stays locked."""
        self.say_working(False)
        self.secret.set_value("")
        self.secret.show_problem(sentence)
        self.secret.editor.setFocus()

    def tell(self, because: Text) -> None:
        """Says why the window was locked, where it was not for want of somebody at it."""
        self._because = because
        self.retranslate()

    def warn(self, lost: int) -> None:
        """Says how much would be lost if somebody else came in now; what it is stays unsaid here."""
        self._lost = lost
        self.retranslate()

    def say_working(self, working: bool) -> None:
        """Says on the button that the program is at it."""
        self._working = working
        self.frame.setEnabled(not working)
        self.retranslate()

    def retranslate(self) -> None:
        """In the new language."""
        super().retranslate()
        self.setWindowTitle(_("Locked – SMS Desktop"))
        self._title.setText(_("The window is locked"))
        about = _("{name} is signed in. Everything is as it was left, and opens with the password.")
        self._about.setText(about.format(name=self._user))
        self.why.say(self._because())
        self.button.setText(_("Opening…") if self._working else _("Unlock"))
        self.other.setText(_("Sign in all the same") if self._lost else _("Sign in as somebody else"))
        lost = ngettext(
            "{n} thing here is not saved or not finished, and would be lost.",
            "{n} things here are not saved or not finished, and would be lost.",
            self._lost,
        )
        self.warning.say(lost.format(n=self._lost) if self._lost else "")

    def reject(self) -> None:
        """Escape does nothing here."""

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.close_wanted.emit()
