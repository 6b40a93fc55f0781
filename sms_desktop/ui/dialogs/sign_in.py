"""Signing in: user name and password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout

from sms_desktop.core.errors import Invalid, UserError
from sms_desktop.core.i18n import _
from sms_desktop.ui.dress import named
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import SecretField, TextField
from sms_desktop.ui.form import Form
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.language import Languages


class SignIn(QDialog):
    """Asks for user and password; `entered(result)` with what `enter(user, password)` gave."""

    entered = Signal(object)

    def __init__(self, jobs: Jobs, enter: Callable[[str, str], Any], languages: Languages) -> None:
        super().__init__()
        named(self, "sign_in")
        self._jobs, self._enter = jobs, enter
        self.form = Form("sign_in")
        self.form.add(TextField("user", lambda: _("User"), required=True))
        self.form.add(SecretField("password", lambda: _("Password"), required=True))
        self.button = named(QPushButton(), "sign_in.enter", "primary")
        self.button.clicked.connect(self.submit)
        column = QVBoxLayout(self)
        column.addWidget(self.form)
        column.addWidget(self.button)
        self.retranslate()

    def retranslate(self) -> None:
        """In the new language."""
        self.setWindowTitle(_("Sign in"))
        self.button.setText(_("Sign in"))

    def submit(self) -> None:
        """Signs in, or says why not."""
        try:
            values = self.form.collect()
        except Invalid:
            return
        self.setEnabled(False)
        enter = self._enter
        self._jobs.apart(self, lambda _p: enter(values["user"], values["password"]), self.entered.emit, self._failed)

    def _failed(self, error: Exception) -> None:
        self.setEnabled(True)
        if isinstance(error, UserError):
            self.form.show_invalid(error)
        else:
            show_error(self, error)
