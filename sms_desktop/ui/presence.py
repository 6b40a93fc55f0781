"""The person at the desk: locking, the own password, handing over to somebody else, rights that change meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from sms_desktop.core.actor import Actor
from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _
from sms_desktop.services import accounts
from sms_desktop.ui.commands import Command

if TYPE_CHECKING:
    from sms_desktop.ui.desk import Desk

#: What a person may do follows from these tables.
_TABLES = frozenset({"users", "roles", "grants"})
#: Milliseconds between two looks at the rights, of which some end by their date.
_EVERY = 15 * 60_000


class Presence(QObject):
    """Belongs to a desk, which it signs out where the person's account is closed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        desk.context.changes.changed.connect(self._heard)
        self._timer = QTimer(self, interval=_EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def add_commands(self) -> None:
        """Lock, own password and switching users, in the File menu and in the account menu."""
        window, desk = self._desk.window, self._desk
        before = window.commands.action("sign_out")
        for command in (
            Command("lock", lambda: _("Lock"), desk.locking.lock, "Ctrl+L", "lock"),
            Command("own_password", lambda: _("Change your password…"), self.change_password, "", "key-round"),
            Command(
                "switch_user",
                lambda: _("Switch user…"),
                lambda: desk.sign_out(somebody_else=True),
                "",
                "users",
            ),
        ):
            action = window.commands.add(command, before)
            window.menu.account.insertAction(before, action)

    def change_password(self) -> None:
        """Opens the dialog for the own password."""
        from sms_desktop.ui.dialogs.own_password import OwnPasswordDialog

        dialog = OwnPasswordDialog(self._desk.context, self._desk.window)
        dialog.saved.connect(lambda _nothing: self._desk.window.toast(_("Your password is changed.")))
        dialog.open()

    def require_own_password(self) -> None:
        """Has the person choose a password before anything else, or leave."""
        from sms_desktop.ui.dialogs.own_password import OwnPasswordDialog

        dialog = OwnPasswordDialog(self._desk.context, self._desk.window, must=True)
        dialog.rejected.connect(self._desk.leave)
        dialog.open()

    def look(self) -> None:
        """Asks who the person is by now and what they may do."""
        user = self._desk.actor.user_id
        if user is not None:
            jobs = self._desk.jobs
            jobs.read(
                self, lambda session, _p: accounts.actor_now(session, user), self._now, lambda _e: None, key="actor"
            )

    def _heard(self, event: Changed) -> None:
        if event.tables & _TABLES:
            self.look()

    def _now(self, now: Actor | None) -> None:
        desk = self._desk
        if now is None:
            desk.leave()
        elif now.rights != desk.actor.rights:
            desk.actor = replace(desk.actor, rights=now.rights)
            desk.window.toast(_("What you may do has changed. Sign in again to see all of it."))
