"""The own password once more, before what can't be taken back or carries much away (S10): the one way to ask for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.errors import UserError
from sms_desktop.core.i18n import _, ngettext
from sms_desktop.services import bulk
from sms_desktop.services.access import accounts
from sms_desktop.ui import theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import SecretField, Text
from sms_desktop.ui.proof import GRACE

Then = Callable[[], object]


def ask(window: QWidget, context: Context, then: Then, *, why: Text) -> PasswordAgain | None:
    """Calls `then()` once the person has shown the own password; at once where that was less than 5 minutes ago.

    `why` says in a sentence what it is asked for. Returns the dialog where there is one; where the person thinks
    better of it nothing is called.
    """
    if context.proof.holds():
        then()
        return None
    dialog = PasswordAgain(context, why, window)
    dialog.proven.connect(lambda _password: then())
    dialog.open()
    return dialog


def before_export(
    window: QWidget,
    context: Context,
    then: Then,
    *,
    list_name: str,
    rows: int,
    sensitive: bool = False,
    whole: bool = False,
) -> PasswordAgain | None:
    """As `ask`, where what goes out is much (`services.bulk`): else `then()` at once.

    `list_name` is one of `exports.LISTS`; `rows` how many are to be written, `whole` where nothing narrows the list.
    """
    if not bulk.is_much(list_name, rows, sensitive=sensitive, whole=whole):
        then()
        return None
    return ask(window, context, then, why=lambda: bulk.why(list_name, sensitive=sensitive))


class PasswordAgain(QDialog):
    """One field; emits `proven(password)` and closes once it is right. A wrong one counts as at the sign-in (S05)."""

    proven = Signal(str)

    def __init__(self, context: Context, why: Text, parent: QWidget, *, lasts: bool = True) -> None:
        super().__init__(parent)
        self._context, self._why, self._lasts = context, why, lasts
        named(self, "password_again").setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._title, self._text = QLabel(wordWrap=True), roled(QLabel(wordWrap=True), "muted")
        theme.scale(self._title, 1.4, QFont.Weight.DemiBold)
        self.field = SecretField("password", lambda: _("Your password"), required=True, hint=self._hint)
        named(self.field.editor, "password_again.password")
        self.ok = named(QPushButton(), "password_again.ok", "primary")
        self.cancel = named(QPushButton(), "password_again.cancel")
        self.ok.setDefault(True)
        self.cancel.setAutoDefault(False)
        self.ok.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.reject)
        self._lay_out()
        self.retranslate()
        self.field.editor.setFocus()

    def submit(self) -> None:
        """Tries what was typed."""
        typed = str(self.field.value())
        if not typed:
            self.field.show_problem(_("Please fill this in."))
            return
        database: Any = self._context.database
        who = self._context.actor
        self._open_up(False)
        self._context.jobs.apart(
            self, lambda _p: accounts.prove_again(database, who, typed), lambda _n: self._proven(typed), self._refused
        )

    def retranslate(self) -> None:
        """In the new language."""
        self.setWindowTitle(_("Your password again"))
        self._title.setText(_("Your password again"))
        self._text.setText(self._why())
        self.ok.setText(_("Continue"))
        self.cancel.setText(_("Cancel"))

    def _hint(self) -> str:
        if not self._lasts:
            return ""
        hint = ngettext(
            "Then you are not asked again for {n} minute.", "Then you are not asked again for {n} minutes.", GRACE
        )
        return hint.format(n=GRACE)

    def _proven(self, typed: str) -> None:
        if self._lasts:
            self._context.proof.give()
        self.accept()
        self.proven.emit(typed)

    def _refused(self, error: Exception) -> None:
        self._open_up(True)
        self.field.set_value("")
        if isinstance(error, UserError):
            wrong = error.code == "wrong_password"
            self.field.show_problem(_("The password is not right.") if wrong else str(error))
        else:
            show_error(self, error)
        self.field.editor.setFocus()

    def _open_up(self, opened: bool) -> None:
        for part in (self.field, self.ok):
            part.setEnabled(opened)

    def _lay_out(self) -> None:
        column, asked, buttons = QVBoxLayout(self), QVBoxLayout(), QHBoxLayout()
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.STEP * 3)
        asked.setSpacing(theme.STEP)
        for part in (self.field.caption, self.field):
            asked.addWidget(part)
        for part in (self._title, self._text):
            column.addWidget(part)
        column.addLayout(asked)
        column.addStretch(1)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.ok)
        column.addLayout(buttons)
        self.setMinimumWidth(480)
