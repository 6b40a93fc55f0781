"""Accounts: added, changed, disabled, removed; nobody gives more than he or she has, and one administrator stays."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Conflict, Denied, Invalid, NotFound
from sms_desktop.core.permissions import ROLES
from sms_desktop.db import keys
from sms_desktop.db.chain import problems
from sms_desktop.db.database import Database
from sms_desktop.services.access import accounts, attempts, grants, roles, users
from sms_desktop.services.access.roles import RoleData
from sms_desktop.services.access.users import UserData, UserRow
from sms_desktop.services.history import undo
from tests.content import change_sets, content
from tests.dying import DIED, LIVED, ended
from tests.schools import CHEAP
from tests.services.staff import BOSS, BOSS_PASSWORD, PASSWORD, Staff

NEW_PASSWORD = "yet another sentence"


def row(staff: Staff, name: str) -> UserRow:
    with staff.database.read(staff.boss) as session:
        return next(row for row in users.everyone(session) if row.name == name)


def done(staff: Staff, work: Callable[[Session], object], who: Actor | None = None) -> None:
    with staff.database.begin(who or staff.boss) as session:
        work(session)


def test_a_new_account_signs_in_with_its_role_and_has_to_choose_a_password(staff: Staff) -> None:
    added = staff.add("nikos", "secretary", "Νίκος Γεωργίου")
    assert added.rights == ROLES["secretary"]
    found = staff.signed_in("nikos")
    assert (found.actor.name, found.must_change) == ("nikos", True)
    assert staff.slots() == [BOSS, "nikos"]
    made = row(staff, "nikos")
    assert (made.full_name, made.role, made.role_title, made.active, made.must_change, made.is_me) == (
        "Νίκος Γεωργίου", "secretary", "Secretary", True, True, False,
    )  # fmt: skip
    assert made.last_sign_in is not None
    assert row(staff, BOSS).is_me


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "ELENI"}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "ΕLENI"}, "name"),
        ({"name": "eleni\u200b"}, "name"),
        ({"name": "nikos\nadmin"}, "name"),
        ({"full_name": "x" * 201}, "full_name"),
        ({"role": "headmaster"}, "role"),
        ({"password": "short"}, "password"),
        ({"password": "nikos-nikos-nikos"}, "password"),
        ({"password": "password1234"}, "password"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_made(staff: Staff, values: dict[str, str], field: str) -> None:
    password = values.pop("password", PASSWORD)
    data = UserData(**{"name": "nikos", "full_name": "", "role": "viewer", **values})
    before = (staff.folder / "keys.json").read_bytes()
    with pytest.raises(Invalid) as caught:
        done(staff, lambda session: users.add(session, staff.database, data, password, CHEAP))
    assert list(caught.value.fields) == [field]
    assert (staff.folder / "keys.json").read_bytes() == before


def test_two_accounts_are_told_from_each_other_on_sight(staff: Staff) -> None:
    staff.add("anna", "viewer")
    with pytest.raises(Invalid, match="looks the same"):
        staff.add("ΑΝΝΑ", "viewer")
    staff.add("Ελένη", "viewer")


def test_an_account_that_was_taken_back_leaves_no_slot(staff: Staff) -> None:
    with pytest.raises(RuntimeError), staff.database.begin(staff.boss) as session:
        users.add(session, staff.database, UserData("nikos", "", "viewer"), PASSWORD, CHEAP)
        assert staff.slots() == [BOSS, "nikos"]
        raise RuntimeError
    assert staff.slots() == [BOSS]
    assert not staff.opens("nikos")


def test_full_name_and_role_are_changed_and_the_log_says_so(staff: Staff) -> None:
    nikos = staff.add("nikos", "viewer")
    assert nikos.user_id
    done(staff, lambda s: users.update(s, nikos.user_id or 0, "Νίκος", "viewer"))
    done(staff, lambda s: users.update(s, nikos.user_id or 0, "Νίκος", "teacher"))
    assert (row(staff, "nikos").full_name, row(staff, "nikos").role) == ("Νίκος", "teacher")
    assert [change.action for change in change_sets(staff.database)][-2:] == ["update", "role_change"]
    changed = staff.now(nikos.user_id)
    assert changed is not None
    assert changed.rights == ROLES["teacher"]
    with pytest.raises(Conflict):
        done(staff, lambda s: users.update(s, nikos.user_id or 0, "X", "teacher", seen_version=1))


def test_what_was_done_to_accounts_is_not_undone(staff: Staff) -> None:
    nikos = staff.add("nikos", "viewer")
    done(staff, lambda s: users.update(s, nikos.user_id or 0, "Νίκος", "teacher"))
    for change in change_sets(staff.database)[-2:]:
        with pytest.raises(Conflict) as caught:
            done(staff, lambda s, number=change.id: undo.undo(s, number))  # type: ignore[misc]
        assert caught.value.code == "not_undoable"


def test_disabling_ends_access_and_its_slot_and_enabling_asks_for_a_password(staff: Staff) -> None:
    nikos = staff.add("nikos", "secretary")
    assert staff.opens("nikos")
    done(staff, lambda s: users.disable(s, staff.database, nikos.user_id or 0))
    assert staff.now(nikos.user_id) is None
    assert staff.slots() == [BOSS]
    assert not staff.opens("nikos")
    assert not row(staff, "nikos").active
    with pytest.raises(Conflict):
        done(staff, lambda s: users.set_password(s, staff.database, nikos.user_id or 0, NEW_PASSWORD, CHEAP))
    done(staff, lambda s: users.enable(s, staff.database, nikos.user_id or 0, NEW_PASSWORD, CHEAP))
    assert staff.opens("nikos", NEW_PASSWORD)
    assert not staff.opens("nikos")


def test_a_removed_account_frees_its_name_and_the_log_keeps_who_it_was(staff: Staff) -> None:
    nikos = staff.add("nikos", "secretary")
    done(staff, lambda s: grants.grant(s, nikos.user_id or 0, "audit:view"))
    done(staff, lambda s: users.remove(s, staff.database, nikos.user_id or 0))
    assert (staff.now(nikos.user_id), staff.slots()) == (None, [BOSS])
    assert content(staff.database)["grants"] == {}
    again = staff.add("nikos", "viewer")
    assert again.user_id != nikos.user_id
    with staff.database.read(staff.boss) as session, pytest.raises(NotFound):
        users.get(session, nikos.user_id or 0)


def test_an_administrator_sets_a_password_that_has_to_be_changed(staff: Staff) -> None:
    nikos = staff.add("nikos", "secretary")
    done(staff, lambda s: users.change_own_password(s, staff.database, PASSWORD, "one of his own", CHEAP), nikos)
    assert not staff.signed_in("nikos", "one of his own").must_change
    done(staff, lambda s: users.set_password(s, staff.database, nikos.user_id or 0, NEW_PASSWORD, CHEAP))
    assert staff.signed_in("nikos", NEW_PASSWORD).must_change
    assert not staff.opens("nikos", "one of his own")
    assert staff.slots() == [BOSS, "nikos"]


@pytest.mark.usefixtures("long_delay")
def test_a_new_password_by_an_administrator_lets_one_in_at_once(staff: Staff) -> None:
    nikos = staff.add("nikos", "secretary")
    for __ in range(3):
        assert not staff.opens("nikos", "a wrong one")
    assert attempts.seconds_left(staff.folder, "nikos") > 0
    done(staff, lambda s: users.set_password(s, staff.database, nikos.user_id or 0, NEW_PASSWORD, CHEAP))
    assert staff.opens("nikos", NEW_PASSWORD)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [("not it", NEW_PASSWORD, "old"), (PASSWORD, PASSWORD, "password"), (PASSWORD, "short", "password")],
)
def test_changing_ones_own_password_wants_the_old_one_and_a_better_new_one(
    staff: Staff, old: str, new: str, field: str
) -> None:
    nikos = staff.add("nikos", "viewer")
    with pytest.raises(Invalid) as caught:
        done(staff, lambda s: users.change_own_password(s, staff.database, old, new, CHEAP), nikos)
    assert list(caught.value.fields) == [field]
    assert staff.opens("nikos")


@pytest.mark.usefixtures("long_delay")
def test_guessing_at_an_open_window_is_slowed_too(staff: Staff) -> None:
    nikos = staff.add("nikos", "viewer")
    for __ in range(2):
        with pytest.raises(Denied):
            accounts.prove_again(staff.database, nikos, "not it")
    with pytest.raises(Invalid):
        done(staff, lambda s: users.change_own_password(s, staff.database, "not it", NEW_PASSWORD, CHEAP), nikos)
    with pytest.raises(attempts.TooSoon):
        accounts.prove_again(staff.database, nikos, PASSWORD)


def test_whoever_is_signed_in_proves_it_again(staff: Staff) -> None:
    nikos = staff.add("nikos", "viewer")
    accounts.prove_again(staff.database, nikos, PASSWORD)
    done(staff, lambda s: users.disable(s, staff.database, nikos.user_id or 0))
    for who in (nikos, Actor(None, "nobody"), Actor(99, "nobody")):
        with pytest.raises(Denied) as caught:
            accounts.prove_again(staff.database, who, PASSWORD)
        assert caught.value.code == "wrong_password"
    with pytest.raises(Denied) as caught:
        done(staff, lambda s: users.change_own_password(s, staff.database, PASSWORD, NEW_PASSWORD, CHEAP), nikos)
    assert caught.value.code == "no_account"


def test_the_only_administrator_stays_one(staff: Staff) -> None:
    program = Actor(None, "system", frozenset({"*"}))
    attempted: list[Callable[[Session], Any]] = [
        lambda s: users.update(s, 1, "E", "viewer"),
        lambda s: users.disable(s, staff.database, 1),
        lambda s: users.remove(s, staff.database, 1),
    ]
    for attempt in attempted:
        with pytest.raises(Conflict) as caught:
            done(staff, attempt, program)
        assert caught.value.code == "last_administrator"
        with pytest.raises(Denied):
            done(staff, attempt)
    second = staff.add("maria", "administrator")
    done(staff, lambda s: users.disable(s, staff.database, second.user_id or 0))
    with pytest.raises(Conflict):
        done(staff, attempted[1], program)
    done(staff, lambda s: users.enable(s, staff.database, second.user_id or 0, NEW_PASSWORD, CHEAP))
    done(staff, attempted[0], second)
    assert row(staff, BOSS).role == "viewer"


@pytest.fixture
def manager(staff: Staff) -> Actor:
    """Somebody who may manage accounts and view students, and no more."""
    data = RoleData("Account desk", "", frozenset({"users:manage", "students:view"}))
    done(staff, lambda s: roles.create(s, data))
    return staff.add("maria", "Account desk")


def test_nobody_gives_takes_or_resets_more_than_he_or_she_has(staff: Staff, manager: Actor) -> None:
    secretary = staff.add("nikos", "secretary")
    boss, clerk = staff.boss.user_id or 0, secretary.user_id or 0
    data = UserData("kostas", "", "administrator")
    attempted: list[Callable[[Session], Any]] = [
        lambda s: users.add(s, staff.database, data, PASSWORD, CHEAP),
        lambda s: users.update(s, clerk, "N", "viewer"),
        lambda s: users.update(s, manager.user_id or 0, "M", "administrator"),
        lambda s: users.set_password(s, staff.database, boss, PASSWORD, CHEAP),
        lambda s: users.set_password(s, staff.database, clerk, PASSWORD, CHEAP),
        lambda s: users.disable(s, staff.database, boss),
        lambda s: users.enable(s, staff.database, clerk, PASSWORD, CHEAP),
        lambda s: users.remove(s, staff.database, clerk),
        lambda s: grants.grant(s, clerk, "students:edit"),
        lambda s: grants.grant(s, manager.user_id or 0, "students:view"),
        lambda s: roles.create(s, RoleData("R", "", frozenset({"students:edit:own"}))),
    ]
    before = content(staff.database)
    for attempt in attempted:
        with pytest.raises(Denied):
            done(staff, attempt, manager)
    assert content(staff.database) == before
    assert staff.opens(BOSS, BOSS_PASSWORD)


def test_nobody_becomes_a_teacher_by_taking_the_name(staff: Staff, manager: Actor) -> None:
    with pytest.raises(Denied) as caught:
        done(staff, lambda s: users.update(s, manager.user_id or 0, "Νίκος Γεωργίου", "Account desk"), manager)
    assert caught.value.code == "own_account"
    done(staff, lambda s: users.update(s, 1, "Ελένη", "administrator"))
    assert row(staff, BOSS).full_name == "Ελένη"


def test_what_one_holds_can_be_given_to_others_also_for_the_own_classes_alone(staff: Staff, manager: Actor) -> None:
    data = RoleData("Reader", "", frozenset({"students:view:own"}))
    done(staff, lambda s: roles.create(s, data), manager)
    done(staff, lambda s: users.add(s, staff.database, UserData("a", "", "Reader"), PASSWORD, CHEAP), manager)
    assert row(staff, "a").role == "Reader"


def test_what_a_person_may_do_says_where_it_comes_from(staff: Staff) -> None:
    nikos = staff.add("nikos", "teacher")
    done(staff, lambda s: grants.grant(s, nikos.user_id or 0, "audit:view", date(2999, 1, 1)))
    with staff.database.read(staff.boss) as session:
        found = {right.permission: right for right in users.rights(session, nikos.user_id or 0)}
    assert (found["grades:edit"].scope, found["grades:edit"].by_role) == ("own", True)
    assert (found["audit:view"].scope, found["audit:view"].by_role) == ("all", False)
    assert found["audit:view"].until == date(2999, 1, 1)
    assert "users:manage" not in found
    with staff.database.read(nikos) as session:
        assert users.rights(session, nikos.user_id or 0) == list(found.values())
        assert users.get(session, nikos.user_id or 0).is_me
        with pytest.raises(Denied):
            users.rights(session, 1)


def test_accounts_are_found_by_name(staff: Staff) -> None:
    with staff.database.read(staff.boss) as session:
        assert users.by_name(session, f" {BOSS} ") == 1
        with pytest.raises(NotFound):
            users.by_name(session, "nobody")


def test_a_plain_school_has_accounts_without_a_key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "STRONG", CHEAP)
    new = accounts.NewSchool(BOSS, BOSS_PASSWORD, year="2026-2027", plain=True)
    made = accounts.make_school(tmp_path / "plain", new, cost=CHEAP)
    staff = Staff(made.database, made.actor)
    nikos = staff.add("nikos", "viewer")
    assert staff.opens("nikos")
    done(staff, lambda s: users.disable(s, staff.database, nikos.user_id or 0))
    assert not staff.opens("nikos")
    assert not (staff.folder / "keys.json").exists()
    made.database.close()


def test_the_chain_of_the_log_holds_through_all_of_it(staff: Staff) -> None:
    nikos = staff.add("nikos", "viewer")
    done(staff, lambda s: users.set_password(s, staff.database, nikos.user_id or 0, NEW_PASSWORD, CHEAP))
    assert not staff.opens("nikos")
    assert staff.opens("nikos", NEW_PASSWORD)
    with staff.database.read(staff.boss) as session:
        assert list(problems(session, staff.database.audit_key)) == []


def changing(folder: Path, at: int) -> None:
    """A change of the own password that dies before its `at`th write of the key file, or at its commit."""
    left = at

    def step() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os._exit(DIED)

    write_slots, begin = keys.write_slots, Database.begin

    def writing(path: Path, slots: list[keys.Slot]) -> None:
        step()
        write_slots(path, slots)
        step()

    keys.STRONG = CHEAP
    signed_in = accounts.sign_in(folder, BOSS, BOSS_PASSWORD)
    keys.write_slots = writing
    Database.begin = lambda self, *a, **k: (step(), begin(self, *a, **k))[1]  # type: ignore[method-assign,func-returns-value]
    with signed_in.database.begin(signed_in.actor) as session:
        users.change_own_password(session, signed_in.database, BOSS_PASSWORD, NEW_PASSWORD, CHEAP)
    os._exit(LIVED)


@pytest.mark.parametrize("at", range(1, 8))
def test_a_change_of_password_that_dies_leaves_the_old_one_or_the_new_and_the_next_sign_in_tidies(
    staff: Staff, at: int
) -> None:
    how = ended(changing, staff.folder, at)
    assert how == (LIVED if at == 7 else DIED)
    opened = [password for password in (BOSS_PASSWORD, NEW_PASSWORD) if staff.opens(BOSS, password)]
    assert len(opened) == 1
    assert staff.slots() == [BOSS]
