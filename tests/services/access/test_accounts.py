"""Making a school and signing in: wholly or not at all, and one answer to whoever may not."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sms_desktop.core.errors import Conflict, Denied, Invalid, StorageProblem
from sms_desktop.core.events import Changed, EventBus
from sms_desktop.db import keys, migrate, opening
from sms_desktop.db.accounts import User
from sms_desktop.db.chain import problems
from sms_desktop.db.database import Database
from sms_desktop.services import settings, years
from sms_desktop.services.access import accounts
from sms_desktop.services.access.accounts import NewSchool, SignedIn
from sms_desktop.services.years import TermDates
from tests.content import change_sets, content
from tests.dying import DIED, LIVED, ended
from tests.schools import CHEAP

PASSWORD = "a long sentence"
NEW = NewSchool(admin="eleni", password=PASSWORD, language="el", name="Σχολή", year="2026-2027")


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A school made as a person makes it, closed, and its recovery key."""
    folder = tmp_path_factory.mktemp("made") / "data"
    made = accounts.make_school(folder, NEW, cost=CHEAP)
    made.database.close()
    assert made.recovery_key is not None
    return folder, made.recovery_key


@pytest.fixture
def folder(made_once: tuple[Path, str], tmp_path: Path) -> Path:
    shutil.copytree(made_once[0], tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def recovery_key(made_once: tuple[Path, str]) -> str:
    return made_once[1]


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work for an unknown name costs what the school's own slots do."""
    monkeypatch.setattr(keys, "STRONG", CHEAP)


def by_sql(database: Database, statement: str) -> None:
    with database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(statement)


def closed(signed_in: SignedIn) -> SignedIn:
    signed_in.database.close()
    return signed_in


def opens(folder: Path, name: str | None, password: str) -> bool:
    try:
        return bool(closed(accounts.sign_in(folder, name, password)))
    except Denied as error:
        assert error.code == "wrong_password"
        return False


def test_a_new_school_has_its_administrator_settings_year_and_terms(folder: Path) -> None:
    signed_in = accounts.sign_in(folder, "eleni", PASSWORD)
    with signed_in.database.read(signed_in.actor) as session:
        assert settings.read(session, "school.name") == "Σχολή"
        assert settings.read(session, "school.language") == "el"
        assert [term.title for term in years.terms(session)] == ["2026-2027 · Α' Εξάμηνο", "2026-2027 · Β' Εξάμηνο"]
        assert list(problems(session, signed_in.database.audit_key)) == []
    log = change_sets(closed(signed_in).database)
    assert [(row.action, row.summary) for row in log] == [("create", "School made"), ("login", "Signed in")]
    assert (signed_in.actor.name, signed_in.actor.user_id) == ("eleni", 1)
    assert signed_in.actor.may("anything:at-all")
    assert signed_in.recovery_key is None


def test_what_a_school_leaves_in_its_folder_opens_nothing_by_itself(folder: Path, recovery_key: str) -> None:
    assert {path.name for path in folder.iterdir()} <= {
        "school.db", "keys.json", "making.lock", "upgrade.lock", "sign-in.lock",
    }  # fmt: skip
    found = b"".join(path.read_bytes() for path in folder.iterdir())
    for secret in (PASSWORD, recovery_key, recovery_key.replace("-", "")):
        assert secret.encode() not in found


def test_the_same_answer_for_a_wrong_password_and_for_nobody(folder: Path) -> None:
    told = set()
    for name, password in (("eleni", "wrong password"), ("nobody", PASSWORD), ("ELENI", PASSWORD), ("", PASSWORD)):
        with pytest.raises(Denied) as caught:
            accounts.sign_in(folder, name, password)
        told.add(str(caught.value))
    assert len(told) == 1


def test_without_a_name_the_administrator_is_meant(folder: Path) -> None:
    assert accounts.only_administrator(folder) == "eleni"
    assert opens(folder, None, PASSWORD)
    assert not opens(folder, None, "wrong password")


def changed(folder: Path, **values: Any) -> None:
    signed_in = accounts.sign_in(folder, "eleni", PASSWORD)
    with signed_in.database.begin(signed_in.actor) as session:
        row = session.get_one(User, 1)
        for name, value in values.items():
            setattr(row, name, value)
    signed_in.database.close()


@pytest.mark.parametrize("values", [{"active": False}, {"verifier": "$argon2id$m=64,t=1,p=1$AA==$AA=="}])
def test_an_account_that_is_disabled_or_has_another_password_by_now_is_not_let_in(
    folder: Path, values: dict[str, Any]
) -> None:
    changed(folder, **values)
    assert not opens(folder, "eleni", PASSWORD)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"admin": "  "}, "admin"),
        ({"admin": "x" * 101}, "admin"),
        ({"password": "short"}, "password"),
        ({"password": "x" * 129}, "password"),
        ({"password": "Eleni-the-first", "admin": "eleni-the-first"}, "password"),
        ({"year": "next year"}, "year"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_made(tmp_path: Path, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        accounts.make_school(tmp_path / "data", replace(NEW, **values), cost=CHEAP)
    assert list(caught.value.fields) == [field]
    assert not opening.exists(tmp_path / "data")


def test_a_school_whose_first_rows_fail_is_not_made_and_can_be_made_again(tmp_path: Path) -> None:
    backwards = [TermDates("A", date(2026, 9, 1), date(2026, 8, 1))]
    for wrong in (replace(NEW, language="fr"), replace(NEW, terms=backwards)):
        with pytest.raises(Invalid):
            accounts.make_school(tmp_path / "data", wrong, cost=CHEAP)
        assert not opening.exists(tmp_path / "data")
    assert closed(accounts.make_school(tmp_path / "data", NEW, cost=CHEAP)).recovery_key


def test_a_school_is_not_made_over_another(folder: Path) -> None:
    with pytest.raises(Conflict):
        accounts.make_school(folder, NEW, cost=CHEAP)
    assert opens(folder, "eleni", PASSWORD)


def test_blanks_around_a_name_are_not_part_of_it(tmp_path: Path) -> None:
    closed(accounts.make_school(tmp_path / "data", replace(NEW, admin=" eleni "), cost=CHEAP))
    assert opens(tmp_path / "data", "eleni", PASSWORD)


def test_listeners_are_the_callers(folder: Path) -> None:
    heard: list[Changed] = []
    events = EventBus()
    events.subscribe(heard.append)
    signed_in = accounts.sign_in(folder, "eleni", PASSWORD, events=events)
    with signed_in.database.begin(signed_in.actor) as session:
        settings.write(session, "school.name", "Άλλη")
    closed(signed_in)
    assert [event.action for event in heard] == ["login", "settings_change"]


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    made = accounts.make_school(tmp_path / "plain", replace(NEW, plain=True), cost=CHEAP)
    assert made.recovery_key is None
    made.database.close()
    return tmp_path / "plain"


def test_a_plain_school_asks_for_the_password_all_the_same(plain: Path) -> None:
    assert not (plain / "keys.json").exists()
    assert accounts.only_administrator(plain) is None
    assert opens(plain, "eleni", PASSWORD)
    assert opens(plain, None, PASSWORD)
    assert not opens(plain, "eleni", "wrong password")
    assert not opens(plain, "nobody", PASSWORD)
    with_log = opening.open_existing(plain, None)
    assert change_sets(with_log)[0].details == {"plain": True}
    with_log.close()


def test_there_is_no_school_to_sign_in_to(tmp_path: Path) -> None:
    assert accounts.only_administrator(tmp_path) is None
    with pytest.raises(StorageProblem) as caught:
        accounts.sign_in(tmp_path, "eleni", PASSWORD)
    assert caught.value.code == "no_school"


@pytest.mark.parametrize("text", [None, "", "{}", '{"format": 1, "slots": [{}]}'])
def test_a_school_without_its_keys_says_so(folder: Path, recovery_key: str, text: str | None) -> None:
    (folder / "keys.json").unlink()
    if text is not None:
        (folder / "keys.json").write_text(text)
    for work in (
        lambda: accounts.sign_in(folder, "eleni", PASSWORD),
        lambda: accounts.sign_in_with_recovery_key(folder, recovery_key, "another sentence"),
    ):
        with pytest.raises(StorageProblem) as caught:
            work()
        assert caught.value.code == "key_file"


def test_key_files_without_slots_open_nothing(folder: Path, recovery_key: str) -> None:
    (folder / "keys.json").write_text(json.dumps({"format": 1, "slots": []}))
    assert not opens(folder, None, PASSWORD)
    with pytest.raises(StorageProblem):
        accounts.sign_in_with_recovery_key(folder, recovery_key, "another sentence")


def test_the_recovery_key_sets_a_new_password_and_the_old_one_is_gone(folder: Path, recovery_key: str) -> None:
    typed = recovery_key.lower().replace("-", " ")
    signed_in = closed(accounts.sign_in_with_recovery_key(folder, typed, "another sentence", cost=CHEAP))
    assert signed_in.actor.name == "eleni"
    assert opens(folder, "eleni", "another sentence")
    assert not opens(folder, "eleni", PASSWORD)
    assert [slot.kind for slot in keys.read_slots(folder / "keys.json")] == ["password", "recovery"]
    again = closed(accounts.sign_in_with_recovery_key(folder, recovery_key, PASSWORD, cost=CHEAP))
    log = [row.action for row in change_sets(again.database)]
    assert [action for action in log if action == "password_change"] == ["password_change"] * 2
    assert log[-1] == "login"


def test_the_recovery_key_lets_an_administrator_in_where_none_can_sign_in(folder: Path, recovery_key: str) -> None:
    made = accounts.sign_in(folder, "eleni", PASSWORD)
    by_sql(made.database, "UPDATE users SET active = 0")
    made.database.close()
    assert not opens(folder, "eleni", PASSWORD)
    found = closed(accounts.sign_in_with_recovery_key(folder, recovery_key, "another sentence", cost=CHEAP))
    assert found.actor.name == "eleni"
    assert opens(folder, "eleni", "another sentence")


def test_where_there_is_no_administrator_the_recovery_key_says_so(folder: Path, recovery_key: str) -> None:
    made = accounts.sign_in(folder, "eleni", PASSWORD)
    by_sql(made.database, "UPDATE users SET role = 'viewer'")
    made.database.close()
    with pytest.raises(Conflict, match="no administrator"):
        accounts.sign_in_with_recovery_key(folder, recovery_key, "another sentence", cost=CHEAP)


def test_a_wrong_recovery_key_or_a_weak_password_changes_nothing(folder: Path, recovery_key: str) -> None:
    before = (folder / "keys.json").read_bytes()
    with pytest.raises(Denied):
        accounts.sign_in_with_recovery_key(folder, keys.new_recovery_key(), "another sentence", cost=CHEAP)
    with pytest.raises(Invalid):
        accounts.sign_in_with_recovery_key(folder, recovery_key, "eleni", cost=CHEAP)
    assert (folder / "keys.json").read_bytes() == before
    assert opens(folder, "eleni", PASSWORD)


def recovering(folder: Path, recovery_key: str, at: int) -> None:
    """A change of password that dies before its `at`th write of the key file or its commit."""
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

    keys.write_slots = writing
    Database.begin = lambda self, *a, **k: (step(), begin(self, *a, **k))[1]  # type: ignore[method-assign,func-returns-value]
    accounts.sign_in_with_recovery_key(folder, recovery_key, "another sentence", cost=CHEAP)
    os._exit(LIVED)


@pytest.mark.parametrize("at", range(1, 9))
def test_a_change_of_password_that_dies_leaves_the_old_password_or_the_new(
    folder: Path, recovery_key: str, at: int
) -> None:
    how = ended(recovering, folder, recovery_key, at)
    assert how == DIED
    old, new = opens(folder, "eleni", PASSWORD), opens(folder, "eleni", "another sentence")
    assert [old, new].count(True) == 1
    closed(accounts.sign_in_with_recovery_key(folder, recovery_key, "yet another one", cost=CHEAP))
    assert opens(folder, "eleni", "yet another one")
    assert [slot.kind for slot in keys.read_slots(folder / "keys.json")] == ["password", "recovery"]


def making(folder: Path, at: int) -> None:
    """A first start that dies at one of its renames, or before the first."""
    from sms_desktop.core import files

    left, replace_file = at, files.replace

    def replacing(*arguments: Any, **more: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os._exit(DIED)
        replace_file(*arguments, **more)

    files.replace = replacing
    accounts.make_school(folder, NEW, cost=CHEAP)
    os._exit(LIVED)


@pytest.mark.parametrize("at", range(1, 5))
def test_a_first_start_that_dies_can_be_begun_anew(tmp_path: Path, at: int) -> None:
    folder = tmp_path / "data"
    how = ended(making, folder, at)
    assert opening.exists(folder) is (how == LIVED)
    if how == DIED:
        closed(accounts.make_school(folder, NEW, cost=CHEAP))
    assert opens(folder, "eleni", PASSWORD)
    assert not (folder / ".new").exists()


def test_signing_in_brings_the_schema_up_to_date(folder: Path) -> None:
    signed_in = accounts.sign_in(folder, "eleni", PASSWORD)
    assert migrate.current(signed_in.database) == migrate.SCHEMA
    assert content(signed_in.database)["users"]
    closed(signed_in)
