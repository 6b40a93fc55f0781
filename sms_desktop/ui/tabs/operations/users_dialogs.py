"""The dialogs of accounts: a new one, its name and role, a password, a permission for a while."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from sms_desktop.core.actor import OWN
from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _
from sms_desktop.core.permissions import every_permission, may_be_own
from sms_desktop.services.access import grants, users
from sms_desktop.services.access.roles import RoleRow
from sms_desktop.services.access.users import UserData, UserRow
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs.form_dialog import FormDialog
from sms_desktop.ui.dialogs.password_hint import PasswordHint
from sms_desktop.ui.fields import ChoiceField, DateField, SecretField, TextField
from sms_desktop.ui.form import Form
from sms_desktop.ui.tabs.operations.rights_words import permission_title

Roles = tuple[RoleRow, ...]


class _WithPassword(FormDialog):
    """A form with a password, typed twice, and how good it is."""

    def __init__(self, form: Form, context: Context, save: Any, **more: Any) -> None:
        form.add(SecretField("password", lambda: _("New password"), required=True, hint=_handed_over))
        form.add(SecretField("again", lambda: _("New password again"), required=True))
        super().__init__(form, context.jobs, save, **more)
        self._hint = PasswordHint(form.fields["password"], self._whose)
        column: Any = self.layout()
        column.insertWidget(2, self._hint)

    def submit(self) -> None:
        fields = self.form.fields
        if fields["password"].value() != fields["again"].value():
            self.form.show_invalid(Invalid(again=_("The two passwords are not the same.")))
            return
        super().submit()

    def _whose(self) -> str:
        name = self.form.fields.get("name")
        return str(name.value()) if name is not None else ""


class AddUser(_WithPassword):
    """A new account with its first password."""

    def __init__(self, context: Context, known: Roles, parent: QWidget) -> None:
        database: Any = context.database
        form = Form("add_user")
        form.add(TextField("name", lambda: _("User name"), required=True, most=100))
        _add_person(form, known)

        def save(session: Any, values: dict[str, Any]) -> int:
            data = UserData(values["name"], values["full_name"], values["role"])
            return users.add(session, database, data, values["password"])

        super().__init__(
            form, context, save, title=lambda: _("New account"), action="create",
            job_title=lambda values: _("Adding the account {name}").format(name=values["name"]), parent=parent,
        )  # fmt: skip


class EditUser(FormDialog):
    """Full name and role; one's own role stays."""

    def __init__(self, context: Context, user: UserRow, known: Roles, parent: QWidget) -> None:
        form = Form("edit_user")
        _add_person(form, known)
        form.load(user)
        form.set_enabled(["role"], not user.is_me)

        def save(session: Any, values: dict[str, Any]) -> int:
            return users.update(session, user.id, values["full_name"], values["role"], user.version)

        super().__init__(
            form, context.jobs, save, title=lambda: _("Account {name}").format(name=user.name),
            job_title=lambda _values: _("Editing the account {name}").format(name=user.name), parent=parent,
        )  # fmt: skip


class SetPassword(_WithPassword):
    """A new password for somebody else, which lets a disabled account sign in again."""

    def __init__(self, context: Context, user: UserRow, parent: QWidget) -> None:
        database: Any = context.database
        self._name = user.name
        write = users.set_password if user.active else users.enable

        def save(session: Any, values: dict[str, Any]) -> None:
            write(session, database, user.id, values["password"])

        def title() -> str:
            words = _("Set the password of {name}") if user.active else _("Let {name} sign in again")
            return words.format(name=user.name)

        super().__init__(
            Form("set_password"), context, save, title=title, action="password_change" if user.active else "update",
            job_title=lambda _values: title(), parent=parent,
        )  # fmt: skip

    def _whose(self) -> str:
        return self._name


class GrantDialog(FormDialog):
    """A permission beyond the role, to the end of a day or for good."""

    def __init__(self, context: Context, user: UserRow, parent: QWidget) -> None:
        form = Form("grant")
        form.add(ChoiceField("permission", lambda: _("Permission"), _permissions, required=True))
        form.add(DateField("expires_on", lambda: _("Until"), hint=lambda: _("Leave it empty for good.")))
        form.add(TextField("reason", lambda: _("Why"), most=500))

        def save(session: Any, values: dict[str, Any]) -> int:
            return grants.grant(session, user.id, values["permission"], values["expires_on"], values["reason"])

        def title() -> str:
            return _("Grant a permission to {name}").format(name=user.name)

        super().__init__(
            form, context.jobs, save, title=title, job_title=lambda _values: title(), action="permission_grant",
            parent=parent,
        )  # fmt: skip


def _add_person(form: Form, known: Roles) -> None:
    form.add(TextField("full_name", lambda: _("Full name"), most=200, hint=_as_teacher))
    choices = [(role.name, role.title) for role in known]
    form.add(ChoiceField("role", lambda: _("Role"), lambda: choices, required=True))


def _permissions() -> list[tuple[str, str]]:
    found = []
    for key in every_permission():
        found.append((key, permission_title(key)))
        if may_be_own(key):
            found.append((key + OWN, permission_title(key + OWN)))
    return found


def _handed_over() -> str:
    return _("Whoever signs in with it has to choose an own one at once.")


def _as_teacher() -> str:
    return _("Classes that name a teacher of this name become the account's own.")
