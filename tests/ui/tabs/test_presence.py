"""The person at the desk: the own password, rights that change meanwhile, handing over, and backups by themselves."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication

from sms_desktop.core.actor import Actor
from sms_desktop.core.permissions import SECRETARY, VIEWER, rights_of
from sms_desktop.db.accounts import User
from sms_desktop.db.database import Database
from sms_desktop.services import accounts, backups
from sms_desktop.ui.dialogs.own_password import OwnPasswordDialog
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.operations import operations_tab
from tests.conftest import Transaction
from tests.ui.tabs.conftest import Sit

OTHER = "nine yellow paper boats"


def own_password_dialog() -> OwnPasswordDialog:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, OwnPasswordDialog) and w.isVisible())


def fill(dialog: OwnPasswordDialog, old: str, new: str, again: str) -> None:
    for name, text in (("old", old), ("password", new), ("again", again)):
        dialog.form.fields[name].set_value(text)
    dialog.submit()


def test_the_own_password_is_changed_by_the_old_one_and_the_new_one_twice(
    sit: Sit, database: Database, admin: Actor, known_password: str
) -> None:
    desk = sit(operations_tab)
    desk.window.commands.action("own_password").trigger()
    dialog = own_password_dialog()
    fill(dialog, known_password, OTHER, "something different altogether")
    assert dialog.form.fields["again"].problem == "The two passwords are not the same."
    fill(dialog, "not the one it was", OTHER, OTHER)
    settle(desk.window)
    assert dialog.form.fields["old"].problem
    fill(dialog, known_password, OTHER, OTHER)
    settle(desk.window)
    accounts.prove_again(database, admin, OTHER)


def test_a_password_that_was_given_has_to_be_replaced_before_anything_else(sit: Sit, known_password: str) -> None:
    desk = sit(operations_tab)
    left: list[bool] = []
    desk.signed_out.connect(lambda: left.append(True))
    desk.presence.require_own_password()
    own_password_dialog().cancel_button.click()
    assert left == [True]


def test_rights_that_change_count_at_once_and_a_closed_account_is_signed_out(sit: Sit, write: Transaction) -> None:
    with write("create") as session:
        user = User(name="sia", role=SECRETARY, verifier="")
        session.add(user)
        session.flush()
        number = user.id
    desk = sit(operations_tab, actor=Actor(number, "sia", rights_of(SECRETARY), "office-pc"))
    left: list[bool] = []
    desk.signed_out.connect(lambda: left.append(True))
    with write() as session:
        session.get_one(User, number).role = VIEWER
    settle(desk.window)
    assert desk.actor.rights == rights_of(VIEWER)
    assert left == []
    with write() as session:
        session.get_one(User, number).active = False
    settle(desk.window)
    assert left == [True]


def test_the_account_menu_locks_changes_the_password_and_hands_over(sit: Sit) -> None:
    desk = sit(operations_tab)
    texts = [action.text() for action in desk.window.menu.account.actions()]
    assert texts[-4:] == ["Lock", "Change your password…", "Switch user…", "Sign out"]
    left: list[bool] = []
    desk.signed_out.connect(lambda: left.append(desk.somebody_else))
    desk.window.commands.action("switch_user").trigger()
    assert left == [True]


def test_a_backup_that_is_due_is_made_and_the_status_bar_says_how_old_it_is(
    sit: Sit, database: Database, admin: Actor
) -> None:
    desk = sit(operations_tab)
    said: Any = desk.window._backup
    assert said.text() == "No backup yet"
    desk.backups.tick()
    settle(desk.window)
    assert said.text() == "Last backup: just now"
    assert [backup.reason for backup in backups.listed(database, admin)] == ["scheduled"]


def test_a_backup_that_fails_is_said_in_the_status_bar(sit: Sit, database: Database) -> None:
    desk = sit(operations_tab)
    (database.folder / "backups").rmdir() if (database.folder / "backups").exists() else None
    (database.folder / "backups").write_text("in the way")
    desk.backups.tick()
    settle(desk.window)
    assert desk.window._backup.text() == "The last backup failed"
    assert desk.window._toast.text().startswith("The backup by schedule failed.")
