"""Changing one's own password: the old one, and the new one twice."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _
from sms_desktop.services.access import users
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.form_dialog import FormDialog
from sms_desktop.ui.dialogs.password_hint import PasswordHint
from sms_desktop.ui.fields import SecretField
from sms_desktop.ui.form import Form


class OwnPasswordDialog(FormDialog):
    """With `must` it says that somebody else set the present one, and the button to leave signs out."""

    def __init__(self, context: Context, parent: QWidget | None = None, *, must: bool = False) -> None:
        database: Any = context.database
        self._must = must
        super().__init__(
            _form(must),
            context.jobs,
            lambda session, values: users.change_own_password(session, database, values["old"], values["password"]),
            title=lambda: _("Choose a password of your own") if must else _("Change your password"),
            job_title=lambda _values: _("Changing your password"),
            action="password_change",
            parent=parent,
        )
        self._hint = PasswordHint(self.form.fields["password"], lambda: context.actor.name)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(2, self._hint)

    def submit(self) -> None:
        fields = self.form.fields
        if fields["password"].value() != fields["again"].value():
            self.form.show_invalid(Invalid(again=_("The two passwords are not the same.")))
            return
        super().submit()

    def retranslate(self) -> None:
        super().retranslate()
        if self._must:
            self.cancel_button.setText(_("Sign out"))


def _form(must: bool) -> Form:
    def about() -> str:
        return _("The one you were given; only you know the new one.") if must else ""

    form = Form("own_password")
    form.add(SecretField("old", lambda: _("Present password"), required=True, hint=about))
    form.add(SecretField("password", lambda: _("New password"), required=True))
    form.add(SecretField("again", lambda: _("New password again"), required=True))
    return form
