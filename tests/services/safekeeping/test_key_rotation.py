"""A new data key: the acting administrator and a new recovery key open the school, old backups stay readable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sms_desktop.core.errors import Conflict, Denied, StorageProblem
from sms_desktop.db import alone, chain, key_ring, keys, opening
from sms_desktop.db.database import connect
from sms_desktop.services import settings
from sms_desktop.services.access import accounts
from sms_desktop.services.access.accounts import NewSchool, SignedIn
from sms_desktop.services.safekeeping import backups, key_rotation, restoring
from tests.content import change_sets, content
from tests.schools import CHEAP
from tests.services.safekeeping.test_restoring import add_user, opens

PASSWORD = "a long sentence is a good password"
OTHER = "the password of somebody else"


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signing in would make the slots as dear as they are everywhere else."""
    monkeypatch.setattr(keys, "STRONG", CHEAP)


@pytest.fixture
def school(tmp_path: Path) -> Iterator[SignedIn]:
    made = accounts.make_school(tmp_path / "school", NewSchool("eleni", PASSWORD), cost=CHEAP)
    add_user(made, "sia", OTHER)
    yield made
    made.database.close()


def again(school: SignedIn) -> SignedIn:
    return accounts.sign_in(school.database.folder, "eleni", PASSWORD)


def test_afterwards_the_administrator_and_the_new_printed_key_open_it_and_nothing_else_does(school: SignedIn) -> None:
    folder, old, before = school.database.folder, school.database.key, content(school.database)
    done = key_rotation.rotate(school.database, school.actor, PASSWORD)
    assert done.locked_out == ("sia",)
    assert opens(folder, "eleni", PASSWORD)
    assert not opens(folder, "sia", OTHER)
    with pytest.raises(StorageProblem):
        opening.open_existing(folder, old)
    assert school.recovery_key is not None
    with pytest.raises(Denied):
        accounts.sign_in_with_recovery_key(folder, school.recovery_key, "another long sentence", cost=CHEAP)
    signed_in = again(school)
    assert {**content(signed_in.database), "users": {}} == {**before, "users": {}}
    noted = [row for row in change_sets(signed_in.database) if row.details.get("names")]
    assert [(row.action, row.user_name, row.details["names"]) for row in noted] == [
        ("settings_change", "eleni", ["sia"])
    ]
    signed_in.database.close()
    by_key = accounts.sign_in_with_recovery_key(folder, done.recovery_key, "another long sentence", cost=CHEAP)
    by_key.database.close()
    assert not key_rotation.is_unfinished(folder)


def test_the_change_log_is_one_chain_through_every_key(school: SignedIn) -> None:
    signed_in = school
    for turn in range(3):
        key_rotation.rotate(signed_in.database, signed_in.actor, PASSWORD)
        signed_in = again(school)
        with signed_in.database.begin(signed_in.actor) as session:
            settings.write(session, "school.name", f"School {turn}")
        with signed_in.database.read(signed_in.actor) as session:
            assert list(chain.problems(session, signed_in.database.audit_key)) == []
        if turn < 2:
            continue
        signed_in.database.close()


def test_old_backups_stay_readable_and_can_be_restored_over_the_school(school: SignedIn, tmp_path: Path) -> None:
    old = backups.create(school.database, school.actor).backup
    done = key_rotation.rotate(school.database, school.actor, PASSWORD)
    signed_in = again(school)
    for path in (old.path, done.kept.path, done.made.path):
        assert backups.verify(signed_in.database, signed_in.actor, path).ok
    restoring.restore(signed_in.database, signed_in.actor, old.path)
    signed_in.database.close()
    assert opens(school.database.folder, "eleni", PASSWORD)
    signed_in = again(school)
    with signed_in.database.read(signed_in.actor) as session:
        assert list(chain.problems(session, signed_in.database.audit_key)) == []
    signed_in.database.close()


def test_a_wrong_password_or_another_window_changes_nothing(school: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alone, "_PATIENCE", 0.2)
    file = school.database.folder / opening.KEYS
    before = file.read_bytes()
    with pytest.raises(Denied):
        key_rotation.rotate(school.database, school.actor, "not the password at all")
    other = connect(school.database.path, school.database.key)
    with pytest.raises(Conflict):
        key_rotation.rotate(school.database, school.actor, PASSWORD)
    other.close()
    assert file.read_bytes() == before
    assert opens(school.database.folder, "sia", OTHER)


def test_a_school_that_is_not_encrypted_has_no_key(tmp_path: Path) -> None:
    made = accounts.make_school(tmp_path / "plain", NewSchool("eleni", PASSWORD, plain=True), cost=CHEAP)
    with pytest.raises(Conflict) as raised:
        key_rotation.rotate(made.database, made.actor, PASSWORD)
    assert raised.value.code == "not_encrypted"
    made.database.close()


def test_who_may_not_manage_accounts_may_not_change_the_key(school: SignedIn) -> None:
    secretary = accounts.sign_in(school.database.folder, "sia", OTHER)
    assert not secretary.actor.may("users:manage")
    with pytest.raises(Denied):
        key_rotation.rotate(secretary.database, secretary.actor, OTHER)
    secretary.database.close()


@pytest.mark.parametrize("moment", ["before the database has it", "after the database has it"])
def test_cut_short_everybody_still_opens_it_and_it_can_be_done_again(school: SignedIn, moment: str) -> None:
    folder, old = school.database.folder, school.database.key
    assert old is not None
    new = keys.new_data_key()
    key_ring.begin_change(folder / opening.KEYS, old, new, [keys.recovery_slot(keys.new_recovery_key(), new)])
    if moment.startswith("after"):
        with alone.alone(school.database) as connection:
            connection.execute(f"PRAGMA rekey=\"x'{new.hex()}'\"")
    school.database.close()
    assert key_rotation.is_unfinished(folder)
    assert opens(folder, "eleni", PASSWORD)
    assert opens(folder, "sia", OTHER)
    assert school.recovery_key is not None
    by_key = accounts.sign_in_with_recovery_key(folder, school.recovery_key, PASSWORD, cost=CHEAP)
    with by_key.database.read(by_key.actor) as session:
        assert list(chain.problems(session, by_key.database.audit_key)) == []
    meanwhile = backups.create(by_key.database, by_key.actor).backup
    done = key_rotation.rotate(by_key.database, by_key.actor, PASSWORD)
    signed_in = again(school)
    assert not key_rotation.is_unfinished(folder)
    assert not opens(folder, "sia", OTHER)
    for path in (meanwhile.path, done.kept.path, done.made.path):
        assert backups.verify(signed_in.database, signed_in.actor, path).ok
    with signed_in.database.read(signed_in.actor) as session:
        assert list(chain.problems(session, signed_in.database.audit_key)) == []
    signed_in.database.close()


def test_other_changes_of_the_key_file_keep_the_keys_of_before(school: SignedIn) -> None:
    old = backups.create(school.database, school.actor).backup
    key_rotation.rotate(school.database, school.actor, PASSWORD)
    signed_in = again(school)
    add_user(signed_in, "nikos", OTHER)
    assert backups.verify(signed_in.database, signed_in.actor, old.path).ok
    signed_in.database.close()
    assert opens(school.database.folder, "nikos", OTHER)
