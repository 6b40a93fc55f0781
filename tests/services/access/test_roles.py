"""Roles of the school's own, what they let people do, and single permissions besides them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.actor import EVERYTHING, Actor
from sms_desktop.core.errors import Conflict, Denied, Invalid, NotFound
from sms_desktop.core.permissions import ROLES, every_permission, may_be_own
from sms_desktop.db.accounts import Role, User
from sms_desktop.services.access import grants, roles
from sms_desktop.services.access.roles import RoleData
from tests.conftest import Transaction
from tests.content import change_sets
from tests.makers import Make
from tests.services.staff import Staff

COUNSELLOR = RoleData("Counsellor", "Looks after people", frozenset({"students:view", "grades:view:own"}))


def done(staff: Staff, work: Callable[[Session], Any], who: Actor | None = None) -> Any:
    with staff.database.begin(who or staff.boss) as session:
        return work(session)


@pytest.fixture
def counsellor(staff: Staff) -> int:
    """The id of a role of the school's own."""
    made: int = done(staff, lambda s: roles.create(s, COUNSELLOR))
    return made


def test_a_role_lets_people_do_what_its_keys_say(staff: Staff, counsellor: int) -> None:
    anna = staff.add("anna", "counsellor")
    assert anna.rights == COUNSELLOR.keys
    assert anna.may_all("students:view")
    assert anna.may("grades:view")
    assert not anna.may_all("grades:view")
    done(staff, lambda s: roles.update(s, counsellor, replace(COUNSELLOR, keys=frozenset({"courses:view"}))))
    changed = staff.now(anna.user_id)
    assert changed is not None
    assert changed.rights == {"courses:view"}
    assert change_sets(staff.database)[-1].action == "role_change"


def test_a_role_that_is_renamed_stays_with_those_who_have_it(staff: Staff, counsellor: int) -> None:
    anna = staff.add("anna", "Counsellor")
    done(staff, lambda s: roles.update(s, counsellor, replace(COUNSELLOR, name="Σύμβουλος")))
    changed = staff.now(anna.user_id)
    assert changed is not None
    assert changed.rights == COUNSELLOR.keys
    with staff.database.read(staff.boss) as session:
        assert session.get_one(User, anna.user_id).role == "Σύμβουλος"


def test_a_role_in_use_is_not_deleted(staff: Staff, counsellor: int) -> None:
    staff.add("anna", "Counsellor")
    with pytest.raises(Conflict, match="1 account has"):
        done(staff, lambda s: roles.delete(s, counsellor))
    other = done(staff, lambda s: roles.create(s, replace(COUNSELLOR, name="Other")))
    done(staff, lambda s: roles.delete(s, other))
    with pytest.raises(NotFound):
        done(staff, lambda s: roles.delete(s, other))
    assert done(staff, lambda s: roles.create(s, replace(COUNSELLOR, name="Other"))) != other


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 51}, "name"),
        ({"name": "TEACHER"}, "name"),
        ({"name": "counsellor"}, "name"),
        ({"description": "x" * 501}, "description"),
        ({"keys": frozenset({"students:burn"})}, "keys"),
        ({"keys": frozenset({"settings:edit:own"})}, "keys"),
        ({"keys": frozenset({EVERYTHING})}, "keys"),
    ],
)
def test_what_is_wrong_with_a_role_is_named(staff: Staff, counsellor: int, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        done(staff, lambda s: roles.create(s, replace(RoleData("New"), **values)))
    assert list(caught.value.fields) == [field]


def test_a_role_changed_meanwhile_is_not_overwritten(staff: Staff, counsellor: int) -> None:
    with pytest.raises(Conflict):
        done(staff, lambda s: roles.update(s, counsellor, COUNSELLOR, seen_version=1))


def test_nobody_changes_the_role_that_he_or_she_has(staff: Staff) -> None:
    desk = RoleData("Desk", "", frozenset({"users:manage", "students:view"}))
    number = done(staff, lambda s: roles.create(s, desk))
    maria = staff.add("maria", "Desk")
    for work in (lambda s: roles.update(s, number, RoleData("Desk")), lambda s: roles.delete(s, number)):
        with pytest.raises(Denied) as caught:
            done(staff, work, maria)
        assert caught.value.code == "own_role"


def test_the_matrix_has_every_permission_and_role(staff: Staff, counsellor: int) -> None:
    staff.add("anna", "Counsellor")
    with staff.database.read(staff.boss) as session:
        found = roles.matrix(session)
    assert found.permissions == tuple(every_permission())
    by_name = {row.name: row for row in found.roles}
    assert list(by_name) == [*ROLES, "Counsellor"]
    assert (by_name["administrator"].users, by_name["Counsellor"].users, by_name["viewer"].users) == (1, 1, 0)
    assert by_name["administrator"].scope("users:manage") == "all"
    assert by_name["teacher"].scope("grades:edit") == "own"
    assert by_name["viewer"].scope("grades:edit") == ""
    assert by_name["Counsellor"].id == counsellor
    assert by_name["secretary"].id is None
    assert by_name["secretary"].title == "Secretary"


def test_a_role_is_found_by_its_name_in_any_case_and_an_unknown_one_lists_those_there_are(
    staff: Staff, counsellor: int
) -> None:
    with staff.database.read(staff.boss) as session:
        assert [roles.find(session, name) for name in (" Teacher", "COUNSELLOR")] == ["teacher", "Counsellor"]
        with pytest.raises(Invalid, match="Counsellor"):
            roles.find(session, "headmaster")


def test_a_key_from_a_newer_program_gives_nothing(write: Transaction, read: Transaction) -> None:
    with write() as session:
        session.add(Role(name="Newer", keys=["students:view", "students:teleport", EVERYTHING, "users:manage:own"]))
    with read() as session:
        assert roles.rights_of_role(session, "Newer") == {"students:view"}
        assert roles.rights_of_role(session, "gone") == frozenset()


def test_a_grant_holds_to_the_end_of_its_day(staff: Staff) -> None:
    anna = staff.add("anna", "viewer")
    today = clock.today()
    tomorrow = today + timedelta(days=1)
    done(staff, lambda s: grants.grant(s, anna.user_id or 0, "exports:run:own", tomorrow, "for the inspection"))
    with staff.database.read(staff.boss) as session:
        user = session.get_one(User, anna.user_id)
        rights = [
            "exports:run:own" in roles.rights_of_user(session, user, day)
            for day in (today, tomorrow, tomorrow + timedelta(days=1))
        ]
        (row,) = grants.of_user(session, user.id)
    assert rights == [True, True, False]
    assert (row.permission, row.expires_on, row.granted_by, row.reason, row.expired) == (
        "exports:run:own", tomorrow, "eleni", "for the inspection", False,
    )  # fmt: skip


def test_granting_again_changes_the_day_and_revoking_ends_it(staff: Staff) -> None:
    anna = staff.add("anna", "viewer")
    user_id = anna.user_id or 0
    one = done(staff, lambda s: grants.grant(s, user_id, "audit:view", clock.today()))
    assert done(staff, lambda s: grants.grant(s, user_id, "audit:view")) == one
    now = staff.now(user_id)
    assert now is not None
    assert now.may("audit:view")
    done(staff, lambda s: grants.revoke(s, one))
    now = staff.now(user_id)
    assert now is not None
    assert now.rights == ROLES["viewer"]
    with pytest.raises(NotFound):
        done(staff, lambda s: grants.revoke(s, one))
    actions = [row.action for row in change_sets(staff.database)]
    assert actions[-3:] == ["permission_grant", "permission_grant", "permission_revoke"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"permission": "students:burn"}, "permission"),
        ({"permission": "settings:edit:own"}, "permission"),
        ({"permission": "*"}, "permission"),
        ({"expires_on": clock.today() - timedelta(days=1)}, "expires_on"),
        ({"reason": "x" * 501}, "reason"),
    ],
)
def test_what_is_wrong_with_a_grant_is_named(staff: Staff, values: dict[str, Any], field: str) -> None:
    anna = staff.add("anna", "viewer")
    with pytest.raises(Invalid) as caught:
        done(staff, lambda s: grants.grant(s, anna.user_id or 0, **{"permission": "audit:view", **values}))
    assert list(caught.value.fields) == [field]


def test_nobody_grants_to_himself_or_to_nobody(staff: Staff) -> None:
    with pytest.raises(Denied) as caught:
        done(staff, lambda s: grants.grant(s, 1, "audit:view"))
    assert caught.value.code == "own_role"
    with pytest.raises(NotFound):
        done(staff, lambda s: grants.grant(s, 999, "audit:view"))


def test_ones_own_grants_can_be_looked_at_and_others_not(staff: Staff) -> None:
    anna = staff.add("anna", "viewer")
    with staff.database.read(anna) as session:
        assert grants.of_user(session, anna.user_id or 0) == []
        with pytest.raises(Denied):
            grants.of_user(session, 1)


KEYS = st.frozensets(
    st.sampled_from([*every_permission(), *(f"{key}:own" for key in every_permission() if may_be_own(key))]), max_size=8
)


@given(held=KEYS, given_away=KEYS)
def test_what_can_be_given_away_never_lets_another_do_more(held: frozenset[str], given_away: frozenset[str]) -> None:
    class Session:
        info = {"actor": Actor(7, "somebody", held)}  # noqa: RUF012 - all that is asked of it

    me, other = Actor(7, "somebody", held), Actor(8, "other", given_away)
    try:
        roles.require_covered(Session(), given_away)  # type: ignore[arg-type]
    except Denied as error:
        assert error.permission in given_away
        return
    for permission in every_permission():
        assert me.may(permission) or not other.may(permission)
        assert me.may_all(permission) or not other.may_all(permission)


def test_a_teacher_of_a_built_in_role_has_no_rights_beyond_it(make: Make, read: Transaction) -> None:
    teacher = make.user("teacher")
    with read() as session:
        assert roles.rights_of_user(session, session.get_one(User, teacher.user_id)) == ROLES["teacher"]
