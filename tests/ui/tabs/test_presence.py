"""The person at the desk: the own password, rights that change meanwhile, handing over, and backups by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QApplication

from sms_desktop.core.actor import Actor
from sms_desktop.core.permissions import SECRETARY, VIEWER, rights_of
from sms_desktop.db import opening
from sms_desktop.db.database import Database
from sms_desktop.services.access import accounts, grants, users
from sms_desktop.services.safekeeping import backups
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs.own_password import OwnPasswordDialog
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.operations import operations_tab
from tests.conftest import Transaction
from tests.makers import Make
from tests.schools import CHEAP
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


@pytest.fixture
def other(database: Database) -> Iterator[Database]:
    """The same school, opened by another program."""
    opened = opening.open_existing(database.folder, database.key)
    yield opened
    opened.close()


def hear(desk: Desk) -> None:
    """What the other program did reaches the window, as at each look."""
    desk._outside.look()
    settle(desk.window)


def sia(make: Make, role: str = SECRETARY) -> Actor:
    who = make.user(role)
    return replace(who, workstation="office-pc")


def test_other_rights_count_at_once_and_have_the_screens_built_anew(
    sit: Sit, make: Make, write: Transaction, other: Database, admin: Actor
) -> None:
    who = sia(make)
    desk = sit(operations_tab, actor=who)
    renewed: list[bool] = []
    desk.renewing.connect(lambda: renewed.append(True))
    desk.context.proof.give()
    assert desk.context.actor.may("imports:run")
    with other.begin(admin, "role_change") as session:
        users.update(session, who.user_id or 0, "", VIEWER)
    hear(desk)
    assert desk.context.actor.rights == rights_of(VIEWER)
    assert (renewed, desk.context.proof.holds()) == ([True], False)


def test_a_grant_that_is_given_and_taken_back_reaches_the_window(
    sit: Sit, make: Make, other: Database, admin: Actor
) -> None:
    who = sia(make, VIEWER)
    desk = sit(operations_tab, actor=who)
    with other.begin(admin, "permission_grant") as session:
        number = grants.grant(session, who.user_id or 0, "exports:run")
    hear(desk)
    assert desk.context.actor.may("exports:run")
    with other.begin(admin, "permission_revoke") as session:
        grants.revoke(session, number)
    hear(desk)
    assert not desk.context.actor.may("exports:run")


def test_screens_with_something_unsaved_wait_until_that_is_closed(
    sit: Sit, make: Make, other: Database, admin: Actor, qtbot: Any
) -> None:
    who = sia(make)
    desk = sit(operations_tab, actor=who)
    renewed: list[bool] = []
    desk.renewing.connect(lambda: renewed.append(True))
    desk.window.commands.action("own_password").trigger()
    dialog = own_password_dialog()
    with other.begin(admin, "role_change") as session:
        users.update(session, who.user_id or 0, "", VIEWER)
    hear(desk)
    assert (desk.context.actor.rights, renewed) == (rights_of(VIEWER), [])
    assert "follow" in desk.window._toast.text()
    dialog.reject()
    desk.presence.renew()
    assert renewed == [True]


def test_a_disabled_account_is_signed_out_with_a_sentence_even_while_locked(
    sit: Sit, make: Make, other: Database, admin: Actor
) -> None:
    for locked in (False, True):
        who = sia(make)
        desk = sit(operations_tab, actor=who)
        left: list[bool] = []
        desk.signed_out.connect(partial(left.append, True))
        if locked:
            desk.locking.lock()
        with other.begin(admin) as session:
            users.disable(session, other, who.user_id or 0)
        hear(desk)
        assert left == [True]
        assert desk.farewell().startswith("Your account was disabled or removed")


def test_a_password_changed_elsewhere_locks_the_window_until_the_new_one_is_given(
    sit: Sit, known_password: str, other: Database, admin: Actor
) -> None:
    desk = sit(operations_tab)
    with other.begin(admin, "password_change") as session:
        users.change_own_password(session, other, known_password, OTHER, CHEAP)
    hear(desk)
    screen = desk.locking.screen
    assert screen is not None
    assert screen.why.text().startswith("The password of your account was changed in another place.")
    for typed in (known_password, OTHER):
        assert desk.locking.screen is screen
        screen.secret.set_value(typed)
        screen.submit()
        settle(desk.window)
    assert desk.locking.screen is None
    hear(desk)
    assert desk.locking.screen is None


def test_a_password_that_an_administrator_set_has_to_be_replaced_after_unlocking(
    sit: Sit, make: Make, known_password: str, other: Database, admin: Actor
) -> None:
    who = sia(make)
    desk = sit(operations_tab, actor=who)
    desk.locking.lock()
    with other.begin(admin, "password_change") as session:
        users.set_password(session, other, who.user_id or 0, OTHER, CHEAP)
    hear(desk)
    screen = desk.locking.screen
    assert screen is not None
    assert screen.why.text()
    screen.secret.set_value(OTHER)
    screen.submit()
    settle(desk.window)
    assert own_password_dialog().cancel_button.text() == "Sign out"
    own_password_dialog().done(1)


def test_ones_own_change_of_password_locks_nothing(sit: Sit, known_password: str) -> None:
    desk = sit(operations_tab)
    desk.presence.change_password()
    fill(own_password_dialog(), known_password, OTHER, OTHER)
    settle(desk.window)
    hear(desk)
    assert desk.locking.screen is None


def test_ones_own_change_of_password_locks_nothing_also_where_a_look_is_ahead_of_the_news(
    sit: Sit, known_password: str
) -> None:
    desk = sit(operations_tab)
    settle(desk.window)
    user, database = desk.actor.user_id or 0, cast(Database, desk.context.database)
    with database.begin(desk.actor, "password_change") as session:
        users.change_own_password(session, database, known_password, OTHER)
    with database.read(desk.actor) as session:
        now = accounts.standing(session, user)
    desk.presence._now(now)
    settle(desk.window)
    assert desk.locking.screen is None


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
