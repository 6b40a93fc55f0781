"""Accounts and roles by command: added, disabled, given rights; each by those who may, and noted where refused."""

from __future__ import annotations

import io

import pytest

from sms_desktop.core.permissions import ROLES
from sms_desktop.services.access import accounts
from tests.cli.office import PASSWORD, Office
from tests.content import change_sets

NEW = "another longer sentence"
OWN = "one of his own choosing"


@pytest.fixture
def staffed(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A school with a secretary `nikos` who has not signed in yet; `NEW` is the new password of all commands."""
    monkeypatch.setenv("SMS_NEW_PASSWORD", NEW)
    made = office.json("users", "add", "nikos", "--role", "Secretary", "--full-name", "Νίκος Γεωργίου")
    assert (made["role"], made["full_name"], made["active"], made["must_change"]) == (
        "secretary", "Νίκος Γεωργίου", True, True,
    )  # fmt: skip
    return office


@pytest.fixture
def nikos(staffed: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The school, and `nikos` with a password of his own."""
    with monkeypatch.context() as patch:
        patch.setenv("SMS_PASSWORD", NEW)
        patch.setenv("SMS_NEW_PASSWORD", OWN)
        assert staffed.json("users", "password", "--user", "nikos") == {"changed": "nikos"}
    return staffed


def as_nikos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMS_PASSWORD", OWN)


def test_accounts_are_listed_with_role_and_state(staffed: Office) -> None:
    rows = staffed.json("users", "list")
    assert [(row["name"], row["role"]) for row in rows] == [("nikos", "secretary"), ("office", "administrator")]
    assert rows[0]["last_sign_in"] is None
    assert rows[1]["last_sign_in"].endswith("Z")
    text = staffed.run("users").out
    assert "password to be changed" in text
    assert "Secretary" in text


def test_whose_password_somebody_else_set_is_told_so_until_it_is_changed(
    staffed: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMS_PASSWORD", NEW)
    answer = staffed.run("search", "x", "--user", "nikos", "--json")
    assert (answer.code, answer.document) == (0, [])
    assert "smsctl users password" in answer.err
    monkeypatch.setenv("SMS_NEW_PASSWORD", OWN)
    assert staffed.run("users", "password", "--user", "nikos").code == 0
    as_nikos(monkeypatch)
    answer = staffed.run("search", "x", "--user", "nikos")
    assert (answer.code, "smsctl users password" in answer.err) == (0, False)


def test_a_disabled_account_is_answered_like_a_wrong_password(nikos: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert nikos.json("users", "disable", "nikos")["active"] is False
    assert "disabled" in nikos.run("users").out
    with monkeypatch.context() as patch:
        as_nikos(patch)
        answer = nikos.run("jobs", "--user", "nikos", "--json")
        assert (answer.code, answer.document["error"]["code"]) == (3, "wrong_password")
    assert nikos.json("users", "enable", "nikos")["must_change"]
    assert nikos.json("users", "remove", "nikos") == {"removed": "nikos"}
    assert [row["name"] for row in nikos.json("users")] == ["office"]


def test_an_administrator_sets_a_password_for_somebody(nikos: Office) -> None:
    assert nikos.json("users", "password", "nikos")["must_change"]
    accounts.sign_in(nikos.folder, "nikos", NEW).database.close()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("users", "add", "nikos", "--role", "viewer"), "invalid"),
        (("users", "add", "maria", "--role", "headmaster"), "invalid"),
        (("users", "role", "nobody", "viewer"), "not_found"),
        (("users", "grant", "nikos", "students:burn"), "invalid"),
        (("users", "revoke", "nikos", "audit:view"), "not_found"),
        (("users", "grant", "nikos", "audit:view", "--until", "1/1/2020"), "invalid"),
        (("users", "grant", "nikos", "audit:view", "--until", "soon"), "usage"),
        (("roles", "show", "headmaster"), "invalid"),
        (("roles", "set", "teacher", "--keys", "students:view"), "built_in_role"),
        (("roles", "delete", "teacher"), "built_in_role"),
    ],
)
def test_bad_input_ends_with_2_and_a_code(staffed: Office, words: tuple[str, ...], code: str) -> None:
    answer = staffed.run(*words, "--json")
    assert (answer.code, answer.document["error"]["code"]) == (2, code)


def test_the_last_administrator_stays(staffed: Office) -> None:
    for words in (("disable", "office"), ("remove", "office"), ("role", "office", "viewer")):
        assert staffed.run("users", *words).code in (2, 3)
    assert staffed.run("users").code == 0


def test_a_permission_is_granted_until_a_day_and_taken_back(nikos: Office) -> None:
    words = ("users", "grant", "nikos", "audit:view", "--until", "1/1/2099", "--reason", "inspection")
    (row,) = nikos.json(*words)
    assert (row["permission"], row["expires_on"], row["reason"]) == ("audit:view", "2099-01-01", "inspection")
    shown = nikos.json("users", "show", "nikos")
    assert {"permission": "audit:view", "scope": "all", "by_role": False, "until": "2099-01-01"} in shown["rights"]
    text = nikos.run("users", "show", "nikos").out
    assert "audit:view granted until 01/01/2099" in text
    assert nikos.json("users", "revoke", "nikos", "audit:view") == []


def test_a_role_of_the_schools_own_is_made_given_and_deleted(nikos: Office) -> None:
    keys = "students:view, grades:view:own"
    made = nikos.json("roles", "set", "Counsellor", "--keys", keys, "--description", "Looks after people")
    assert (made["keys"], made["built_in"]) == (["grades:view:own", "students:view"], False)
    assert nikos.json("users", "role", "nikos", "counsellor")["role"] == "Counsellor"
    assert nikos.run("roles", "delete", "Counsellor").code == 2
    changed = nikos.json("roles", "set", "Counsellor", "--keys", "students:view")
    assert (changed["keys"], changed["description"], changed["users"]) == (["students:view"], "Looks after people", 1)
    assert nikos.run("roles", "show", "Counsellor").out.split() == ["Permission", "For", "students:view", "all"]
    nikos.json("users", "role", "nikos", "secretary")
    assert nikos.json("roles", "delete", "Counsellor") == {"deleted": "Counsellor"}
    assert [row["name"] for row in nikos.json("roles")] == list(ROLES)
    assert "administrator" in nikos.run("roles").out


def test_who_may_not_is_refused_with_3_and_it_is_in_the_log(nikos: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        as_nikos(patch)
        for words in (("users",), ("roles",), ("users", "add", "x", "--role", "viewer")):
            answer = nikos.run(*words, "--user", "nikos", "--json")
            assert (answer.code, answer.document["error"]["code"]) == (3, "denied")
            assert "users:manage" in answer.err
    opened = accounts.sign_in(nikos.folder, None, PASSWORD)
    rows = [row for row in change_sets(opened.database) if row.action == "denied"]
    opened.database.close()
    assert [(row.user_name, row.details["permission"]) for row in rows] == [("nikos", "users:manage")]


def test_without_a_new_password_and_a_terminal_nothing_is_done(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    answer = office.run("users", "add", "maria", "--role", "viewer", "--json")
    assert answer.code == 3
    assert "SMS_NEW_PASSWORD" in answer.err
    assert len(office.json("users")) == 1


def test_a_weak_new_password_is_refused_in_words(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMS_NEW_PASSWORD", "password1234")
    answer = office.run("users", "add", "maria", "--role", "viewer", "--json")
    assert answer.code == 2
    assert "first that are tried" in answer.document["error"]["fields"]["password"]


@pytest.mark.usefixtures("long_delay")
def test_wrong_passwords_are_slowed_and_told_to_whoever_signs_in_next(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("SMS_PASSWORD", "not the one at all")
        codes = [office.run("jobs", "--json").document["error"]["code"] for __ in range(4)]
    assert codes == ["wrong_password"] * 3 + ["too_many_tries"]
    answer = office.run("jobs", "--json")
    assert (answer.code, answer.document["error"]["code"]) == (3, "too_many_tries")
    (office.folder / "sign-ins.json").unlink()
    assert office.run("jobs").code == 0
