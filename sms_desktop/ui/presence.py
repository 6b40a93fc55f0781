"""The person at the desk: locking, the own password, handing over to somebody else, an account that changes meanwhile.

What other windows and `smsctl` do to the account reaches this one within a second (S09): a changed password locks it,
a disabled account is signed out, other rights have the screens built anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import _
from sms_desktop.services.access import accounts
from sms_desktop.services.access.accounts import Standing
from sms_desktop.ui.commands import Command
from sms_desktop.ui.parting import reasons_to_stay

if TYPE_CHECKING:
    from sms_desktop.ui.desk import Desk

#: What a person may do follows from these tables.
_TABLES = frozenset({"users", "roles", "grants"})
#: Milliseconds between two looks at the account: some rights end by their date.
_EVERY = 15 * 60_000
#: Milliseconds between two looks whether the screens can be built anew without losing anything.
_PATIENCE = 1000


class Presence(QObject):
    """Belongs to a desk, which it signs out where the person's account is closed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._password, self._must_change = "", False
        desk.context.changes.changed.connect(self._heard)
        desk.locking.unlocked.connect(self._unlocked)
        self._timer, self._waiting = QTimer(self, interval=_EVERY), QTimer(self, interval=_PATIENCE)
        self._timer.timeout.connect(self.look)
        self._waiting.timeout.connect(self.renew)
        self._timer.start()
        self._ask(self._begin)

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
        """Asks how the account stands by now."""
        self._ask(self._now)

    def renew(self) -> None:
        """Has the screens built anew with the rights of this moment, once nothing is left open or unsaved."""
        if self._is_in_the_middle():
            self._waiting.start()
        else:
            self._waiting.stop()
            self._desk.renewing.emit()

    def _ask(self, then: Callable[[Standing | None], object]) -> None:
        user = self._desk.actor.user_id
        if user is not None:
            jobs = self._desk.jobs
            jobs.read(self, lambda session, _p: accounts.standing(session, user), then, lambda _e: None, key="standing")

    def _begin(self, now: Standing | None) -> None:
        """The password of the sign-in, which a later one is told from."""
        if now is not None:
            self._password, self._must_change = now.password, now.must_change

    def _heard(self, event: Changed) -> None:
        if event.tables & _TABLES:
            self.look()

    def _now(self, now: Standing | None) -> None:
        if now is None:
            self._desk.send_away(_account_closed)
            return
        self._see_password(now)
        desk = self._desk
        if now.actor.rights != desk.actor.rights:
            desk.actor = replace(desk.actor, rights=now.actor.rights)
            desk.context.proof.take_back()
            if self._is_in_the_middle():
                desk.window.toast(
                    _("What you may do has changed. The screens follow once all here is saved or closed.")
                )
            self.renew()

    def _see_password(self, now: Standing) -> None:
        """Locks where the password is another one by now, unless it was changed in this window."""
        before, self._password, self._must_change = self._password, now.password, now.must_change
        if before and before != now.password and not self._desk.context.changes.is_own(now.changed_by):
            self._desk.locking.lock(_password_changed)

    def _unlocked(self) -> None:
        """Who came back with a password that somebody else had set chooses an own one first."""
        if self._must_change:
            self.require_own_password()

    def _is_in_the_middle(self) -> bool:
        window = self._desk.window
        dialogs = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
        return bool(
            self._desk.locking.screen is not None
            or dialogs
            or QApplication.activePopupWidget() is not None
            or reasons_to_stay(window)
            or any(job.title for job in window.jobs.running())
        )


def _account_closed() -> str:
    return _("Your account was disabled or removed, so you were signed out. Ask an administrator.")


def _password_changed() -> str:
    return _("The password of your account was changed in another place. The new one opens the window.")
