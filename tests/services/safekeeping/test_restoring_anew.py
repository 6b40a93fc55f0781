"""A backup into a new data folder: with only a password, or the printed key; else nothing is made there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from sms_desktop.core.errors import BadFile, Conflict, Denied, StorageProblem, UserError
from sms_desktop.db import backup_file, chain, keys, migrate, opening
from sms_desktop.services import students
from sms_desktop.services.access import accounts, users
from sms_desktop.services.access.accounts import NewSchool, SignedIn
from sms_desktop.services.safekeeping import backups
from sms_desktop.services.safekeeping.backup_keys import Secret
from sms_desktop.services.safekeeping.restoring_anew import restore_into
from sms_desktop.services.students import StudentData
from tests.content import change_sets, content
from tests.schools import CHEAP
from tests.services.safekeeping.test_restoring import add_user

PASSWORD = "a long sentence is a good password"
OTHER = "the password of somebody else"


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signing in would make the slots as dear as they are everywhere else."""
    monkeypatch.setattr(keys, "STRONG", CHEAP)


@pytest.fixture
def school(tmp_path: Path) -> Iterator[SignedIn]:
    made = accounts.make_school(tmp_path / "school", NewSchool("eleni", PASSWORD), cost=CHEAP)
    with made.database.begin(made.actor) as session:
        students.create(session, StudentData("Μαρία", "Παππά", "S1"))
    add_user(made, "sia", OTHER)
    yield made
    made.database.close()


@pytest.fixture
def stick(school: SignedIn, tmp_path: Path) -> Path:
    """The backup on a stick, and nothing else of the school."""
    backup = backups.create(school.database, school.actor).backup.path
    school.database.close()
    target = tmp_path / "stick.smsbackup"
    backup.rename(target)
    return target


@pytest.mark.parametrize("user", [None, "eleni"])
def test_a_password_is_enough_on_a_computer_that_never_saw_the_school(
    school: SignedIn, stick: Path, tmp_path: Path, user: str | None
) -> None:
    before = content(school.database)
    school.database.close()
    shutil.rmtree(school.database.folder)
    restored = restore_into(tmp_path / "new", stick, Secret(PASSWORD, user))
    assert restored.encrypted
    signed_in = accounts.sign_in(tmp_path / "new", "eleni", PASSWORD)
    found = content(signed_in.database)
    assert {**found, "users": {}} == {**before, "users": {}}
    assert "backup_restore" in [row.action for row in change_sets(signed_in.database)]
    with signed_in.database.read(signed_in.actor) as session:
        assert list(chain.problems(session, signed_in.database.audit_key)) == []
    signed_in.database.close()
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_the_printed_key_is_enough(school: SignedIn, stick: Path, tmp_path: Path) -> None:
    assert school.recovery_key is not None
    restore_into(tmp_path / "new", stick, Secret(recovery_key=school.recovery_key))
    opened = accounts.sign_in_with_recovery_key(tmp_path / "new", school.recovery_key, OTHER, cost=CHEAP)
    opened.database.close()


@pytest.mark.parametrize(
    ("secret", "code"),
    [
        (Secret("not the password at all", "eleni"), "wrong_password"),
        (Secret(PASSWORD, "nobody"), "wrong_password"),
        (Secret(OTHER, "sia"), "denied"),
        (Secret(recovery_key=keys.new_recovery_key()), "wrong_recovery_key"),
        (Secret(), "other_key"),
    ],
)
def test_another_secret_or_one_who_may_not_restore_makes_nothing(
    stick: Path, tmp_path: Path, secret: Secret, code: str
) -> None:
    with pytest.raises(Denied) as raised:
        restore_into(tmp_path / "new", stick, secret)
    assert raised.value.code == code
    assert not opening.exists(tmp_path / "new")


def test_a_folder_with_a_school_is_left_as_it_is(school: SignedIn, stick: Path) -> None:
    with pytest.raises(Conflict):
        restore_into(school.database.folder, stick, Secret(PASSWORD))
    accounts.sign_in(school.database.folder, "eleni", PASSWORD).database.close()


def test_a_damaged_school_is_set_aside_for_its_backup(school: SignedIn, stick: Path) -> None:
    folder = school.database.folder
    (folder / opening.DATABASE).write_bytes(b"\0" * 8192)
    restored = restore_into(folder, stick, Secret(PASSWORD), set_aside=True)
    assert restored.aside is not None
    assert {path.name for path in restored.aside.iterdir()} == {opening.DATABASE, opening.KEYS}
    accounts.sign_in(folder, "eleni", PASSWORD).database.close()


def test_who_was_shut_out_since_the_backup_is_named(school: SignedIn, stick: Path) -> None:
    folder = school.database.folder
    again = accounts.sign_in(folder, "eleni", PASSWORD)
    with again.database.begin(again.actor) as session:
        users.disable(session, again.database, users.by_name(session, "sia"))
    again.database.close()
    (folder / opening.DATABASE).write_bytes(b"\0" * 8192)
    assert restore_into(folder, stick, Secret(PASSWORD), set_aside=True).let_in == ("sia",)


def test_where_the_key_file_is_gone_too_nobody_is_named(school: SignedIn, stick: Path) -> None:
    folder = school.database.folder
    (folder / opening.KEYS).unlink()
    assert restore_into(folder, stick, Secret(PASSWORD), set_aside=True).let_in == ()


def test_a_damaged_backup_sets_nothing_aside(school: SignedIn, stick: Path) -> None:
    stick.write_bytes(stick.read_bytes()[:-1])
    with pytest.raises(BadFile):
        restore_into(school.database.folder, stick, Secret(PASSWORD), set_aside=True)
    accounts.sign_in(school.database.folder, "eleni", PASSWORD).database.close()


def test_a_newer_versions_is_named(stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "SCHEMA", "0000")
    with pytest.raises(StorageProblem) as raised:
        restore_into(tmp_path / "new", stick, Secret(PASSWORD))
    assert raised.value.code == "newer_schema"


def test_a_school_that_is_not_encrypted_comes_back_as_such(tmp_path: Path) -> None:
    made = accounts.make_school(tmp_path / "plain", NewSchool("eleni", PASSWORD, plain=True), cost=CHEAP)
    backup = backups.create(made.database, made.actor).backup
    made.database.close()
    assert backup.plain
    with pytest.raises(Denied):
        restore_into(tmp_path / "new", backup.path, Secret("not the password at all"))
    assert not restore_into(tmp_path / "new", backup.path, Secret(PASSWORD)).encrypted
    signed_in = accounts.sign_in(tmp_path / "new", "eleni", PASSWORD)
    with signed_in.database.read(signed_in.actor) as session:
        assert list(chain.problems(session, signed_in.database.audit_key)) == []
    signed_in.database.close()


def test_a_thousand_altered_backups_are_each_refused_with_a_sentence(
    school: SignedIn, stick: Path, tmp_path: Path
) -> None:
    data_key, chance = school.database.key, Random(4)
    whole, altered = stick.read_bytes(), tmp_path / "altered.smsbackup"
    header = len(whole) - backup_file.look(stick).size
    trial = tmp_path / "trial"
    trial.touch()
    for turn in range(1000):
        file = bytearray(whole)
        if turn % 5 == 0:
            del file[chance.randrange(len(file)) :]
        else:
            place = chance.randrange(header if turn % 5 == 1 else len(file))
            file[place] ^= 1 << chance.randrange(8)
        altered.write_bytes(file)
        with pytest.raises(UserError) as raised:
            backup_file.extract(altered, backup_file.fitting_key(altered, [data_key]), trial)
        assert raised.value.sentence
        if turn % 50 == 0:
            with pytest.raises(UserError):
                restore_into(tmp_path / "new", altered, Secret(PASSWORD))
            assert not opening.exists(tmp_path / "new")
