"""Signing in by name and password, or with the printed recovery key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.errors import Invalid, StorageProblem, UserError
from sms_desktop.core.i18n import _
from sms_desktop.core.progress import Progress
from sms_desktop.services import welcome
from sms_desktop.services.access import accounts, attempts
from sms_desktop.ui import theme
from sms_desktop.ui.dialogs.door import Door, title_label
from sms_desktop.ui.dialogs.password_hint import PasswordHint
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import SecretField, Text, TextField
from sms_desktop.ui.form import Form
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.language import Languages
from sms_desktop.ui.memory import Memory
from sms_desktop.ui.widgets.notice import Notice

LAST_USER = "door.user"


class SignIn(Door):
    """Two pages: the usual one, and the recovery key's. Keys and passwords are worked on in a job.

    After wrong passwords the usual one waits, and says how long; the recovery key never does.
    """

    def __init__(self, folder: Path, jobs: Jobs, languages: Languages, habits: Memory) -> None:
        super().__init__("sign_in", languages, habits)
        self._folder, self._jobs = folder, jobs
        self.usual, self.recovery = _Usual(encrypted=welcome.has_recovery_key(folder)), _Recovery()
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._look_how_long)
        self.usual.form.fields["user"].changed.connect(self._look_how_long)
        for page in (self.usual, self.recovery):
            self.card.addWidget(page)
            page.other.clicked.connect(self._turn)
        self.recovery.hide()
        self.usual.button.clicked.connect(self.submit)
        self.recovery.button.clicked.connect(self.submit_key)
        self.usual.other.setVisible(welcome.has_recovery_key(folder))
        self.retranslate()
        user = self._propose_user()
        self.usual.form.fields["password" if user else "user"].editor.setFocus()
        self.be(560, 580)

    def _propose_user(self) -> str:
        """Who signed in here last, else the administrator; what is wrong with the key file is said at once."""
        self.usual.form.load({})
        try:
            user = self.habits.get(LAST_USER) or accounts.only_administrator(self._folder) or ""
        except StorageProblem as error:
            self.usual.form.show_invalid(error)
            return ""
        self.usual.form.load({"user": user})
        return str(user)

    def tell(self, farewell: Text) -> None:
        """Says why whoever was here had to go."""
        self.usual.farewell = farewell
        self.usual.retranslate()

    def ask_name(self) -> None:
        """Proposes nobody: somebody else than before wants in."""
        self.usual.form.load({})
        self.usual.form.fields["user"].editor.setFocus()

    def enter_as(self, name: str, password: str) -> None:
        """Signs in with what was typed elsewhere; what fails is said here."""
        self.usual.form.load({"user": name, "password": password})
        self.submit()

    def submit(self) -> None:
        """Signs in, or says at the field why not; not while it has to wait."""
        folder = self._folder
        if self.usual.waiting:
            return
        self._try(
            self.usual,
            lambda values: welcome.welcome(accounts.sign_in(folder, values["user"], values["password"])),
        )

    def submit_key(self) -> None:
        """Opens the school with the recovery key and sets the new password."""
        folder = self._folder

        def work(values: dict[str, Any]) -> welcome.Welcome:
            signed_in = accounts.sign_in_with_recovery_key(folder, values["key"], values["password"])
            return welcome.welcome(signed_in)

        self._try(self.recovery, work)

    def retranslate(self) -> None:
        """In the new language."""
        super().retranslate()
        self.setWindowTitle(_("Sign in – SMS Desktop"))
        for page in (self.usual, self.recovery):
            page.retranslate()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_at_work():
            event.ignore()  # what is being opened has to be closed by somebody
        else:
            super().closeEvent(event)

    def reject(self) -> None:
        if not self.recovery.isHidden():
            self._turn()
        elif not self._is_at_work():
            super().reject()

    def _is_at_work(self) -> bool:
        return not self.frame.isEnabled()

    def _turn(self) -> None:
        """To the other page."""
        page, other = (self.recovery, self.usual) if self.recovery.isHidden() else (self.usual, self.recovery)
        other.hide()
        page.show()
        page.button.setDefault(True)
        next(iter(page.form.fields.values())).editor.setFocus()

    def _try(self, page: _Page, work: Callable[[dict[str, Any]], welcome.Welcome]) -> None:
        try:
            values = page.collect()
        except Invalid:
            return
        self.frame.setEnabled(False)
        page.say_working(True)

        def open_up(_progress: Progress) -> welcome.Welcome:
            return work(values)

        self._jobs.apart(self, open_up, self._opened, lambda error: self._failed(page, error))

    def _opened(self, found: welcome.Welcome) -> None:
        self.habits.put(LAST_USER, found.signed_in.actor.name)
        self.entered.emit(found)

    def _failed(self, page: _Page, error: Exception) -> None:
        self.frame.setEnabled(True)
        page.say_working(False)
        if not isinstance(error, UserError):
            show_error(self, error)
            return
        page.form.show_invalid(error)
        secret = page.form.fields["password"]
        if not isinstance(error, Invalid):
            secret.set_value("")
            secret.editor.setFocus()
        if page is self.usual:
            self._look_how_long(begin=True)

    def _look_how_long(self, *, begin: bool = False) -> None:
        """How long the name typed has to wait, looked at each second until that is over."""
        if not (begin or self._second.isActive()):
            return
        name = str(self.usual.form.fields["user"].value() or "")
        seconds = attempts.seconds_left(self._folder, name)
        if self.usual.waiting and not seconds:
            self.usual.form.show_invalid(Invalid())
        self.usual.wait(seconds)
        if not seconds:
            self._second.stop()
        elif begin:
            self._second.start()


class _Page(QWidget):
    """A title, a form, the button that does it, and a quiet one to the other page."""

    def __init__(self, name: str, form: Form) -> None:
        super().__init__()
        self.form, self.title, self.about = form, title_label(), roled(QLabel(wordWrap=True), "muted")
        self.button = named(QPushButton(), f"{name}.enter", "primary")
        self.other = named(QPushButton(), f"{name}.other", "quiet")
        self.other.setAutoDefault(False)
        self._working = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 3)
        for part in (self.title, self.about, self.form, self.button):
            column.addWidget(part)
        column.addWidget(self.other, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def collect(self) -> dict[str, Any]:
        """The values; raises `Invalid`, which is shown already."""
        return self.form.collect()

    def say_working(self, working: bool) -> None:
        """Says on the button that the program is at it."""
        self._working = working
        self.retranslate()

    def retranslate(self) -> None:
        """In the new language."""
        raise NotImplementedError


class _Usual(_Page):
    def __init__(self, *, encrypted: bool) -> None:
        form = Form("sign_in")
        form.add(TextField("user", lambda: _("User name"), required=True))
        form.add(SecretField("password", lambda: _("Password"), required=True))
        self.waiting, self._encrypted = 0, encrypted
        self.farewell: Text = str
        super().__init__("sign_in", form)
        self.button.setDefault(True)
        self._notice = Notice("notice")
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, self._notice)

    def wait(self, seconds: int) -> None:
        """Says on the button how long it is closed; 0 opens it."""
        if seconds != self.waiting:
            self.waiting = seconds
            self.button.setEnabled(not seconds)
            self.retranslate()

    def retranslate(self) -> None:
        self.title.setText(_("Sign in"))
        self._notice.say(self.farewell())
        open_to_all = _("The school's data is not encrypted: whoever has the computer can read it without a password.")
        self.about.setText(
            _("The school's data is encrypted. Your password opens it.") if self._encrypted else open_to_all
        )
        self.button.setText(_("Opening…") if self._working else _("Sign in"))
        if self.waiting:
            self.button.setText(_("Try again in {time}").format(time=attempts.in_words(self.waiting)))
        self.other.setText(_("Use the recovery key instead"))


class _Recovery(_Page):
    def __init__(self) -> None:
        form = Form("recovery")
        form.add(TextField("key", lambda: _("Recovery key"), required=True, hint=_key_hint))
        form.add(SecretField("password", lambda: _("New password"), required=True))
        form.add(SecretField("again", lambda: _("New password again"), required=True))
        super().__init__("recovery", form)
        self._hint = PasswordHint(form.fields["password"])
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.indexOf(self.button), self._hint)

    def collect(self) -> dict[str, Any]:
        values = self.form.collect()
        if values["password"] != values["again"]:
            wrong = Invalid(again=_("The two passwords are not the same."))
            self.form.show_invalid(wrong)
            raise wrong
        return values

    def retranslate(self) -> None:
        self.title.setText(_("Use the recovery key"))
        self.about.setText(_("It was printed when the school was set up. The administrator gets a new password."))
        self.button.setText(_("Opening…") if self._working else _("Set the password and open"))
        self.other.setText(_("Back"))


def _key_hint() -> str:
    return _("In groups of four letters and digits, as it was printed.")
