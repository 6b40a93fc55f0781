"""What the log knows of the door: who came, who failed and when, who left; and what a sign-in renews."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sms_desktop.core.errors import Denied
from sms_desktop.db import keys
from sms_desktop.db.accounts import User
from sms_desktop.db.chain import problems
from sms_desktop.services.access import accounts, attempts, grants, users
from tests.content import change_sets
from tests.schools import CHEAP
from tests.services.staff import BOSS, BOSS_PASSWORD, PASSWORD, Staff


def actions(staff: Staff) -> list[str]:
    return [row.action for row in change_sets(staff.database)]


def test_failures_are_in_the_log_with_the_next_sign_in_with_name_and_moments(staff: Staff) -> None:
    staff.add("nikos", "viewer")
    before = len(actions(staff))
    assert not staff.opens("nikos", "not the one")
    assert not staff.opens("nikos", "not the other")
    assert not staff.opens("nobody-of-that-name", "not the one")
    assert len(actions(staff)) == before, "without a key nothing can be written"
    assert staff.opens(BOSS, BOSS_PASSWORD)
    log = change_sets(staff.database)[before:]
    assert [row.action for row in log] == ["login_failed", "login_failed", "login"]
    by_name = {row.details["name"]: row.details for row in log[:2]}
    assert (by_name["nikos"]["count"], by_name[""]["count"]) == (2, 1)
    now = staff.database.clock()
    assert all(now - timedelta(minutes=1) < row.at <= now for row in log)
    assert len(by_name["nikos"]["times"]) == 2
    assert by_name["nikos"]["times"][0].endswith("Z")
    assert "nobody-of-that-name" not in str([row.details for row in log])
    assert staff.opens("nikos"), "two failures are no delay, and they are told once"
    assert actions(staff)[before + 3 :] == ["login"]
    with staff.database.read(staff.boss) as session:
        assert list(problems(session, staff.database.audit_key)) == []


def test_leaving_is_in_the_log(staff: Staff) -> None:
    accounts.sign_out(staff.database, staff.boss)
    row = change_sets(staff.database)[-1]
    assert (row.action, row.user_name, row.summary) == ("logout", BOSS, "Signed out")


def test_while_another_writes_for_long_one_comes_in_and_the_log_hears_of_it_later(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sms_desktop.db.database._BUSY_SECONDS", 0.05)
    assert not staff.opens(BOSS, "not the one")
    before = len(actions(staff))
    with staff.database.begin(staff.boss) as session:
        session.get(User, 1)
        assert staff.opens(BOSS, BOSS_PASSWORD)
    assert len(actions(staff)) == before
    assert staff.opens(BOSS, BOSS_PASSWORD)
    log = change_sets(staff.database)[before:]
    assert [row.action for row in log] == ["login_failed", "login", "login"]
    assert log[1].details["name"] == BOSS


def test_an_old_cost_of_guessing_is_brought_up_to_todays_at_sign_in(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = keys.Cost(memory=128, passes=2, lanes=1)
    monkeypatch.setattr(keys, "STRONG", today)
    for __ in range(2):
        assert staff.opens(BOSS, BOSS_PASSWORD)
        assert [slot.cost for slot in keys.read_slots(staff.folder / "keys.json") if slot.kind == "password"] == [today]
    with staff.database.read(staff.boss) as session:
        assert "m=128,t=2" in session.get_one(User, 1).verifier
    monkeypatch.setattr(keys, "STRONG", CHEAP)
    assert staff.opens(BOSS, BOSS_PASSWORD)
    assert keys.read_slots(staff.folder / "keys.json")[0].cost == today, "never weaker than it is"


def test_nobody_a_wrong_password_and_a_disabled_account_cost_the_same_work(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    nikos, worked = staff.add("nikos", "viewer"), list[keys.Cost]()
    with staff.database.begin(staff.boss) as session:
        users.disable(session, staff.database, nikos.user_id or 0)
    derive = keys._argon2

    def counted(password: str, salt: bytes, cost: keys.Cost) -> bytes:
        worked.append(cost)
        return derive(password, salt, cost)

    monkeypatch.setattr(keys, "_argon2", counted)
    told = set()
    for name, password in (("nobody", PASSWORD), (BOSS, PASSWORD), ("nikos", PASSWORD)):
        with pytest.raises(Denied) as caught:
            accounts.sign_in(staff.folder, name, password)
        told.add((str(caught.value), caught.value.code))
    assert (len(told), worked) == (1, [CHEAP] * 3)


@pytest.mark.usefixtures("long_delay")
def test_the_recovery_key_opens_while_the_door_is_closed_and_opens_it(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "STRONG", CHEAP)
    folder = tmp_path / "data"
    made = accounts.make_school(folder, accounts.NewSchool(BOSS, BOSS_PASSWORD), cost=CHEAP)
    made.database.close()
    for __ in range(3):
        with pytest.raises(Denied), attempts.guarded(folder, BOSS):
            raise keys.wrong_password()
    with pytest.raises(attempts.TooSoon):
        accounts.sign_in(folder, BOSS, BOSS_PASSWORD)
    opened = accounts.sign_in_with_recovery_key(folder, made.recovery_key or "", PASSWORD)
    opened.database.close()
    accounts.sign_in(folder, BOSS, PASSWORD).database.close()


def test_a_school_of_before_with_a_short_password_still_opens(staff: Staff) -> None:
    file = staff.folder / "keys.json"
    assert staff.database.key is not None
    slot, verifier = keys.password_slot(BOSS, "short", staff.database.key, CHEAP)
    keys.write_slots(file, [slot, *keys.read_slots(file)])
    with staff.database.begin(staff.boss) as session:
        session.get_one(User, 1).verifier = verifier
    assert staff.opens(BOSS, "short")
    assert not staff.opens(BOSS, BOSS_PASSWORD)


def test_a_person_at_an_open_window_is_who_the_account_is_by_now(staff: Staff) -> None:
    nikos = staff.add("nikos", "viewer")
    assert staff.now(nikos.user_id) == nikos
    with staff.database.begin(staff.boss) as session:
        grants.grant(session, nikos.user_id or 0, "audit:view")
    now = staff.now(nikos.user_id)
    assert now is not None
    assert now.rights == nikos.rights | {"audit:view"}
    assert staff.now(999) is None
