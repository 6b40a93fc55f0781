"""Roles: what each lets people do, as a matrix; the school's own are made by copying one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.errors import Cancelled, UserError
from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _, ngettext
from sms_desktop.core.permissions import every_permission
from sms_desktop.services.access import roles, users
from sms_desktop.services.access.roles import Matrix, RoleData, RoleRow
from sms_desktop.services.access.users import UserRow
from sms_desktop.ui import icons, theme
from sms_desktop.ui.context import Context
from sms_desktop.ui.dialogs import password_again
from sms_desktop.ui.dialogs.form_dialog import FormDialog
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.errors import show_error
from sms_desktop.ui.fields import LongTextField, TextField
from sms_desktop.ui.form import Form
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.tabs.operations.heading import Heading
from sms_desktop.ui.tabs.operations.page import PageSpec
from sms_desktop.ui.tabs.operations.roles_matrix import HEADS, MatrixModel, MatrixView
from sms_desktop.ui.tabs.operations.users import why_password
from sms_desktop.ui.widgets.flow import Flow
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.scroll import filling

RIGHT = "users:manage"
#: The least height of the matrix, in logical pixels.
LEAST = 200
#: More names than this are not listed one by one.
_MANY = 8
Read = tuple[Matrix, list[UserRow]]


def page(context: Context, window: MainWindow) -> PageSpec:
    """The page of roles."""
    return PageSpec("roles", "shield-check", lambda: _("Roles"), RIGHT, lambda: RolesPage(context, window))


class RolesPage(QWidget):
    """The matrix, what can be done with the role under the cursor, and who has that role."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__()
        self._context, self._window = context, window
        self._people: list[UserRow] = []
        self._wanted = ""
        self.model = MatrixModel()
        self.model.setParent(self)
        self.matrix = MatrixView(self.model)
        self.who, self.problem = roled(QLabel(wordWrap=True), "muted"), Notice("problem")
        self.save, self.discard = named(QPushButton(), "roles.save", "primary"), named(QPushButton(), "roles.discard")
        self.copy, self.rename = named(QPushButton(), "roles.copy"), named(QPushButton(), "roles.rename")
        self.remove = named(QPushButton(), "roles.remove")
        self._dress()
        self._lay_out()
        self.retranslate()

    def refresh(self) -> None:
        """Asks for the roles again, unless something here is not saved."""
        if self.model.edited():
            return

        def work(session: Any, _progress: object) -> Read:
            return roles.matrix(session), users.everyone(session)

        self._context.jobs.read(self, work, self._came, key="roles")

    def unsaved(self) -> str:
        """The roles that were changed here and are not saved."""
        return ", ".join(role.title for role in self.model.edited())

    def retranslate(self) -> None:
        """In the new language, in which the roles' names are asked for anew."""
        self.matrix.setAccessibleName(_("Roles and their permissions"))
        self.save.setText(_("&Save"))
        self.discard.setText(_("&Discard"))
        self.copy.setText(" " + _("&Copy as a new role…"))
        self.rename.setText(" " + _("Re&name…"))
        self.remove.setText(" " + _("De&lete…"))
        self.model.retranslate()
        self.matrix.fit()
        self._tell()
        self.refresh()

    def role(self) -> RoleRow | None:
        """The role of the column under the cursor."""
        return self.model.role_at(self.matrix.currentIndex())

    def keep(self) -> None:
        """Saves all changed roles, or none."""
        edited = self.model.edited()

        def work(session: Any, _progress: object) -> None:
            for role in edited:
                roles.update(session, role.id or 0, RoleData(role.name, role.description, role.keys), role.version)

        self._write(work, _("Saving the roles"), edited[0].name if edited else "")

    def throw_away(self) -> None:
        """Shows the roles as they are stored."""
        self.model.load((), ())
        self.problem.say("")
        self.refresh()

    def open_copy(self) -> None:
        """A new role that lets people do what this one does."""
        if role := self.role():
            keys = frozenset(every_permission()) if "*" in role.keys else role.keys
            name = _("Copy of {role}").format(role=role.title)
            self._after_password(partial(self._open, name, role.description, None, keys))

    def open_rename(self) -> None:
        """Another name or description for a role of the school's own."""
        role = self.role()
        if role is not None and role.id is not None:
            self._after_password(partial(self._open, role.name, role.description, role, role.keys))

    def take_away(self) -> None:
        """Deletes the role after asking."""
        role = self.role()
        if role is None or role.id is None:
            return
        number = role.id
        question = _("Delete the role {name}?").format(name=role.name)
        box = QMessageBox(QMessageBox.Icon.NoIcon, question, question, parent=self)
        box.setObjectName("roles.ask_delete")
        box.setInformativeText(_("This can't be undone."))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setDefaultButton(box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole))
        go = box.addButton(_("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        roled(go, "danger")
        go.clicked.connect(
            lambda: self._write(lambda session, _progress: roles.delete(session, number), _("Deleting a role"), "")
        )
        box.open()

    def _open(self, name: str, description: str, role: RoleRow | None, keys: frozenset[str]) -> None:
        form = Form("role")
        form.add(TextField("name", lambda: _("Name"), required=True, most=100))
        form.add(LongTextField("description", lambda: _("Description")))
        form.load({"name": name, "description": description})

        def save(session: Any, values: dict[str, Any]) -> str:
            data = RoleData(values["name"], values["description"], keys)
            if role is None or role.id is None:
                roles.create(session, data)
            else:
                roles.update(session, role.id, data, role.version)
            return data.name

        dialog = FormDialog(
            form, self._context.jobs, save, title=lambda: _("Rename the role") if role else _("New role"),
            job_title=lambda values: _("Saving the role {name}").format(name=values["name"]), action="role_change",
            parent=self,
        )  # fmt: skip
        dialog.saved.connect(self._go_to)
        dialog.open()

    def _after_password(self, then: Callable[[], object]) -> None:
        """Roles are changed by who shows the own password, lest an open window be enough (S10)."""
        password_again.ask(self, self._context, then, why=why_password)

    def _go_to(self, name: str) -> None:
        self._wanted = name
        self.refresh()

    def _write(self, work: Any, title: str, then: str) -> None:
        self._after_password(partial(self._write_now, work, title, then))

    def _write_now(self, work: Any, title: str, then: str) -> None:
        self.setEnabled(False)
        self._context.jobs.write(
            self, work, partial(self._saved, then), self._failed, title=title, action="role_change"
        )

    def _saved(self, then: str, _nothing: object) -> None:
        self.setEnabled(True)
        self._wanted = then
        self.throw_away()

    def _failed(self, error: Exception) -> None:
        self.setEnabled(True)
        if isinstance(error, UserError):
            self.problem.say(str(error))
        elif not isinstance(error, Cancelled):
            show_error(self, error)

    def _came(self, found: Read) -> None:
        row, column = max(self.matrix.currentIndex().row(), 0), max(self.matrix.currentIndex().column(), HEADS)
        matrix, self._people = found
        self.model.load(matrix.permissions, matrix.roles)
        names = [role.name for role in matrix.roles]
        if self._wanted in names:
            column = HEADS + names.index(self._wanted)
        self._wanted = ""
        self.matrix.setCurrentIndex(self.model.index(row, min(column, self.model.columnCount() - 1)))
        self._tell()

    def _tell(self, _now: QModelIndex | None = None, _before: QModelIndex | None = None) -> None:
        """Who has the role under the cursor, and what can be done with it."""
        role, edited = self.role(), bool(self.model.edited())
        own = role is not None and role.id is not None
        self.copy.setEnabled(role is not None and not edited)
        self.rename.setEnabled(own and not edited)
        self.remove.setEnabled(own and not edited)
        self.save.setVisible(edited)
        self.discard.setVisible(edited)
        self.who.setText(self._about(role) if role else _("Choose a role by its column."))

    def _about(self, role: RoleRow) -> str:
        names = [person.full_name or person.name for person in self._people if person.role == role.name]
        number = ngettext("{n} account has the role {role}", "{n} accounts have the role {role}", len(names))
        text = number.format(n=len(names), role=role.title)
        listed = ", ".join(names[:_MANY]) + (" …" if len(names) > _MANY else "")
        return ": ".join(filter(None, (text, listed))) + (f"\n{role.description}" if role.description else "")

    def _heard(self, event: Changed) -> None:
        if {"roles", "users"} & set(event.tables):
            self.refresh()

    def _dress(self) -> None:
        for button, icon in ((self.copy, "copy"), (self.rename, "pencil"), (self.remove, "trash-2")):
            icons.put(button, icon)
        self.save.clicked.connect(self.keep)
        self.discard.clicked.connect(self.throw_away)
        self.copy.clicked.connect(self.open_copy)
        self.rename.clicked.connect(self.open_rename)
        self.remove.clicked.connect(self.take_away)
        self.model.changed.connect(self._tell)
        self.matrix.selectionModel().currentChanged.connect(self._tell)
        self.setFocusProxy(self.matrix)
        self._context.changes.changed.connect(self._heard)

    def _lay_out(self) -> None:
        content, tools, whole = QWidget(), QWidget(), QVBoxLayout(self)
        column = QVBoxLayout(content)
        for layout in (whole, column):
            layout.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 3)
        head = Heading(
            lambda: _("Roles"),
            lambda: _("What each role lets people do. Space changes a permission of a role that you made."),
        )
        head.acts.addWidget(self.discard)
        head.acts.addWidget(self.save)
        flow = Flow(tools)
        for button in (self.copy, self.rename, self.remove):
            flow.addWidget(button)
        for part in (head, tools, self.problem):
            column.addWidget(part)
        self.matrix.setMinimumHeight(LEAST)
        column.addWidget(self.matrix, 1)
        column.addWidget(self.who)
        whole.addWidget(filling(content))
