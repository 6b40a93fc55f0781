"""Accounts: who may sign in, with which role, what each may do, and the classes each teaches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QMessageBox, QPushButton, QSplitter, QVBoxLayout, QWidget

from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _
from sms_desktop.services.access import grants, roles, teachers, users
from sms_desktop.services.access.grants import GrantRow
from sms_desktop.services.access.users import UserRow
from sms_desktop.ui import icons, theme
from sms_desktop.ui.button_menu import add_buttons
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs import password_again
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.table import Column, TableModel
from sms_desktop.ui.tabs.operations.heading import Heading
from sms_desktop.ui.tabs.operations.page import PageSpec
from sms_desktop.ui.tabs.operations.rights_words import permission_title
from sms_desktop.ui.tabs.operations.users_detail import Person, UserDetail
from sms_desktop.ui.tabs.operations.users_dialogs import AddUser, EditUser, GrantDialog, SetPassword
from sms_desktop.ui.widgets.flow import Flow
from sms_desktop.ui.widgets.scroll import filling
from sms_desktop.ui.widgets.table_view import TableView

RIGHT = "users:manage"
TABLES = frozenset({"users", "roles", "grants", "offering_teachers"})
#: The least height of a list, in logical pixels.
LEAST = 160
Read = tuple[list[UserRow], roles.Matrix]


def page(context: Context, window: MainWindow) -> PageSpec:
    """The page of accounts."""
    return PageSpec("users", "users", lambda: _("Accounts"), RIGHT, lambda: UsersPage(context, window))


class UsersPage(QWidget):
    """The accounts above, what the selected one may do below them."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__()
        self._context, self._window = context, window
        self._roles: tuple[roles.RoleRow, ...] = ()
        self.model = TableModel(_columns(), id_of=attrgetter("id"), parent=self)
        self.table = TableView(self.model, context.memory, "operations.users")
        self.detail = UserDetail(context.memory)
        self.add, self.edit = named(QPushButton(), "users.add", "primary"), named(QPushButton(), "users.edit")
        self.password, self.disable = named(QPushButton(), "users.password"), named(QPushButton(), "users.disable")
        self.remove = named(QPushButton(), "users.remove")
        self._dress()
        self._lay_out()
        self.retranslate()

    def refresh(self) -> None:
        """Asks for the accounts again."""

        def work(session: Any, _progress: object) -> Read:
            return users.everyone(session), roles.matrix(session)

        self._context.jobs.read(self, work, self._came, self.model.fail, key="users")

    def shown(self) -> None:
        """Somebody may have signed in meanwhile."""
        self.refresh()

    def selected(self) -> UserRow | None:
        """The account that is selected."""
        return next(iter(self.table.selected_rows()), None)

    def retranslate(self) -> None:
        """In the new language, in which the roles' names are asked for anew."""
        self.table.setAccessibleName(_("Accounts"))
        self.add.setText(_("&New account…"))
        self.edit.setText(" " + _("Edi&t…"))
        self.password.setText(" " + _("Set &password…"))
        self.remove.setText(" " + _("&Remove…"))
        self._fit()
        self.refresh()

    def open_add(self) -> None:
        """The form of a new account."""
        self._after_password(lambda: AddUser(self._context, self._roles, self).open())

    def open_edit(self) -> None:
        """The form of the selected account."""
        if user := self.selected():
            self._after_password(lambda: EditUser(self._context, user, self._roles, self).open())

    def open_password(self) -> None:
        """A new password for the selected account."""
        if (user := self.selected()) and not user.is_me:
            self._after_password(lambda: SetPassword(self._context, user, self).open())

    def turn(self) -> None:
        """Disables the selected account after asking, or enables it with a new password."""
        user, database = self.selected(), self._context.database
        if user is None or user.is_me:
            return
        if not user.active:
            self.open_password()
            return
        self._ask(
            "users.ask_disable",
            _("Disable the account {name}?").format(name=user.name),
            _("It can't sign in any more, until an administrator enables it with a new password."),
            _("Disable"),
            lambda session: users.disable(session, _any(database), user.id),
            "update",
        )

    def take_away(self) -> None:
        """Removes the selected account after asking."""
        user, database = self.selected(), self._context.database
        if user is None or user.is_me:
            return
        self._ask(
            "users.ask_remove",
            _("Remove the account {name}?").format(name=user.name),
            _("This can't be undone. The log keeps the name with all that was done."),
            _("Remove"),
            lambda session: users.remove(session, _any(database), user.id),
            "delete",
        )

    def revoke(self, grant: GrantRow) -> None:
        """Takes a granted permission back after asking."""
        self._ask(
            "users.ask_revoke",
            _("Revoke “{permission}”?").format(permission=permission_title(grant.permission)),
            _("The account keeps what its role lets it do."),
            _("Revoke"),
            lambda session: grants.revoke(session, grant.id),
            "permission_revoke",
        )

    def _ask(self, name: str, question: str, about: str, yes: str, work: Callable[[Any], object], action: str) -> None:
        box = QMessageBox(QMessageBox.Icon.NoIcon, question, question, parent=self)
        box.setObjectName(name)
        box.setInformativeText(about)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        keep = box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        go = box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
        roled(go, "danger")
        go.clicked.connect(lambda: self._after_password(partial(self._write, work, question, action)))
        box.open()

    def _after_password(self, then: Callable[[], object]) -> None:
        """Accounts are changed by who shows the own password, lest an open window be enough (S10)."""
        password_again.ask(self, self._context, then, why=why_password)

    def _write(self, work: Callable[[Any], object], title: str, action: str) -> None:
        self._context.jobs.write(
            self, lambda session, _progress: work(session), lambda _done: None, title=title.rstrip("?;"), action=action
        )

    def _came(self, found: Read) -> None:
        self._roles = found[1].roles
        self.model.set_rows(found[0])
        if found[0] and self.selected() is None:
            self.table.selectRow(0)
        self._show(self.table.selected_rows())

    def _show(self, rows: Sequence[UserRow]) -> None:
        self._fit()
        if not rows:
            self.detail.show_person(None)
            return
        user = rows[0]

        def work(session: Any, _progress: object) -> Person:
            right, granted = users.rights(session, user.id), grants.of_user(session, user.id)
            return Person(user, tuple(right), tuple(granted), tuple(teachers.teaching(session, user.id)))

        self._context.jobs.read(self, work, self.detail.show_person, key="person")

    def _fit(self) -> None:
        user = self.selected()
        other = user is not None and not user.is_me
        self.edit.setEnabled(user is not None)
        for button in (self.password, self.disable, self.remove):
            button.setEnabled(other)
        on = user is None or user.active
        self.password.setVisible(on)
        self.disable.setText(" " + (_("&Disable…") if on else _("&Enable…")))
        icons.put(self.disable, "user-minus" if on else "user-check")

    def _heard(self, event: Changed) -> None:
        if TABLES & set(event.tables) or event.action in ("login", "logout"):
            self.refresh()

    def _fill_menu(self, menu: QMenu) -> None:
        add_buttons(menu, (self.edit, self.password, self.disable, self.remove))

    def _dress(self) -> None:
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.context_menu = self._fill_menu
        self.table.selected.connect(self._show)
        self.table.opened.connect(lambda _row: self.open_edit())
        self.setFocusProxy(self.table)
        for button, icon in ((self.edit, "pencil"), (self.password, "key-round"), (self.remove, "trash-2")):
            icons.put(button, icon)
        self.add.clicked.connect(self.open_add)
        self.edit.clicked.connect(self.open_edit)
        self.password.clicked.connect(self.open_password)
        self.disable.clicked.connect(self.turn)
        self.remove.clicked.connect(self.take_away)
        self.detail.grant_wanted.connect(self._open_grant)
        self.detail.revoke_wanted.connect(self.revoke)
        self._context.changes.changed.connect(self._heard)

    def _open_grant(self) -> None:
        if user := self.selected():
            self._after_password(lambda: GrantDialog(self._context, user, self).open())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 3)
        self._head = Heading(
            lambda: _("Accounts"), lambda: _("Who may sign in, with which role, and what each may do.")
        )
        self._head.acts.addWidget(self.add)
        tools, parts = QWidget(), QSplitter(Qt.Orientation.Vertical)
        flow = Flow(tools)
        for button in (self.edit, self.password, self.disable, self.remove):
            flow.addWidget(button)
        for part in (self.table, self.detail):
            parts.addWidget(part)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(theme.STEP * 3)
        self.table.setMinimumHeight(LEAST)
        self.detail.setMinimumHeight(LEAST + 64)
        content, inner = QWidget(), QVBoxLayout()
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.STEP * 3)
        inner.addWidget(self._head)
        inner.addWidget(tools)
        inner.addWidget(parts, 1)
        content.setLayout(inner)
        column.addWidget(filling(content))


def _columns() -> list[Column]:
    return [
        Column("name", lambda: _("User name"), attrgetter("name"), width=130, bold=True, tooltip=_me),
        Column("full_name", lambda: _("Full name"), attrgetter("full_name"), width=230),
        Column("role", lambda: _("Role"), attrgetter("role_title"), width=160),
        Column("last_sign_in", lambda: _("Last sign-in"), attrgetter("last_sign_in"), width=130),
        Column("state", lambda: _("State"), _state, width=220, icon=_sign),
    ]


def why_password() -> str:
    """What the password is asked for again before accounts and roles are changed."""
    return _("Accounts and roles decide who sees what. Show that it is you before you change them.")


def _me(user: UserRow) -> str:
    return _("This is your own account.") if user.is_me else ""


def _state(user: UserRow) -> str:
    if not user.active:
        return _("Disabled")
    return _("Has to choose a password") if user.must_change else _("May sign in")


def _sign(user: UserRow) -> Any:
    if not user.active:
        return icons.icon("lock", "muted")
    return icons.icon("key-round", "warning") if user.must_change else icons.icon("check", "success")


def _any(database: object) -> Any:
    """The open school as the services know it; the window knows no more of it than `context.School`."""
    return database
