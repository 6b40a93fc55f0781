"""A backup over the open school: what would be lost is told, what was there is kept, and accounts stay today's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import BadFile, Cancelled, Conflict, Denied, StorageProblem
from sms_desktop.core.permissions import ADMINISTRATOR, SECRETARY, rights_of
from sms_desktop.db import alone, backup_file, chain, keys, migrate, opening
from sms_desktop.db.accounts import User
from sms_desktop.db.database import Database, connect
from sms_desktop.services import students
from sms_desktop.services.access import accounts
from sms_desktop.services.access.accounts import NewSchool
from sms_desktop.services.safekeeping import backups, restoring
from sms_desktop.services.safekeeping.backup_keys import Secret
from sms_desktop.services.safekeeping.restoring import TableCount
from tests.content import change_sets, content
from tests.makers import Make
from tests.schools import ADMIN, CHEAP

PASSWORD = "a long sentence is a good password"


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signing in would make the slots as dear as they are everywhere else."""
    monkeypatch.setattr(keys, "STRONG", CHEAP)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alone, "_PATIENCE", 0.2)


def names(database: Database) -> list[str]:
    with database.read(ADMIN) as session:
        return sorted(row.last_name for row in students.page(session))


def tables(counts: tuple[TableCount, ...]) -> dict[str, tuple[int, int]]:
    return {count.table: (count.now, count.then) for count in counts if count.now != count.then}


@pytest.fixture
def backup(database: Database, make: Make) -> Path:
    make.student(last_name="Kept")
    return backups.create(database, ADMIN).backup.path


def test_a_rehearsal_says_what_is_in_it_against_what_is_now(database: Database, make: Make, backup: Path) -> None:
    make.student(last_name="Later")
    before = content(database)
    found = restoring.rehearse(database, ADMIN, backup)
    assert tables(found.rows)["students"] == (2, 1)
    assert (found.lost, len(found.newest_lost)) == (2, 2)
    assert found.newest_lost[0].user_name == ADMIN.name
    assert "Later" in found.newest_lost[0].title
    assert (found.upgrades, found.problems, found.newer) == (False, (), None)
    assert content(database) == before
    assert not list(database.folder.glob(".restore*"))


def test_an_older_one_than_the_newest_is_named(database: Database, make: Make, backup: Path) -> None:
    make.student()
    newest = backups.create(database, ADMIN).backup
    assert restoring.rehearse(database, ADMIN, backup).newer == newest


def test_a_restore_brings_back_what_was_and_keeps_what_it_replaced(
    database: Database, make: Make, backup: Path
) -> None:
    make.student(last_name="Later")
    done = restoring.restore(database, ADMIN, backup)
    assert names(database) == ["Kept"]
    log = change_sets(database)
    assert log[-1].action == "backup_restore"
    assert log[-1].details["kept"] == done.kept.path.name
    assert (log[-1].details["backup_length"], log[-1].details["replaced_length"]) == (2, 4)
    with database.read(ADMIN) as session:
        assert list(chain.problems(session, database.audit_key)) == []
    restoring.restore(database, ADMIN, done.kept.path)
    assert names(database) == ["Kept", "Later"]
    make.student(last_name="Still writes")
    assert not list(database.folder.glob(".restore*"))


def test_the_schedule_notices_that_the_school_is_another_one_now(database: Database, make: Make, backup: Path) -> None:
    make.student()
    backups.create(database, ADMIN)
    restoring.restore(database, ADMIN, backup)
    newest = backups.newest_good(database)
    assert newest is not None
    assert backups.changed_since(database, newest)
    assert restoring.rehearse(database, ADMIN, newest.path).lost == 1


def test_while_somebody_else_has_it_open_nothing_is_restored(database: Database, make: Make, backup: Path) -> None:
    make.student(last_name="Later")
    other = connect(database.path, database.key)
    other.execute("SELECT count(*) FROM students").fetchone()
    with pytest.raises(Conflict) as raised:
        restoring.restore(database, ADMIN, backup)
    assert raised.value.code == "in_use_elsewhere"
    other.close()
    assert names(database) == ["Kept", "Later"]
    assert [row.path for row in backups.listed(database, ADMIN)] == [backup]
    restoring.restore(database, ADMIN, backup)
    assert names(database) == ["Kept"]


def stopped(database: Database, backup: Path, at: int) -> bool:
    """Whether a restore could be stopped when it had told `at` times how far it is."""
    calls: list[int] = []

    def stop(done: int, total: int, /) -> None:
        calls.append(done)
        if len(calls) > at:
            raise Cancelled

    try:
        restoring.restore(database, ADMIN, backup, progress=stop)
    except Cancelled:
        return True
    return False


def test_stopped_at_any_time_it_is_the_school_it_was(
    database: Database, make: Make, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "_PAGES_AT_ONCE", 20)
    make.student(last_name="Later")
    before, stops = content(database), 0
    while stopped(database, backup, stops):
        assert content(database) == before
        stops += 1
    assert stops > 5
    assert names(database) == ["Kept"]


def test_who_may_only_make_backups_may_not_restore(database: Database, backup: Path) -> None:
    secretary = Actor(2, "sia", rights_of(SECRETARY), "desk")
    for call in (restoring.rehearse, restoring.restore):
        with pytest.raises(Denied):
            call(database, secretary, backup)


def test_a_damaged_one_is_refused_and_nothing_is_overwritten(database: Database, make: Make, backup: Path) -> None:
    make.student(last_name="Later")
    before = content(database)
    file = bytearray(backup.read_bytes())
    file[-100] ^= 1
    backup.write_bytes(file)
    for call in (restoring.rehearse, restoring.restore):
        with pytest.raises(BadFile):
            call(database, ADMIN, backup)
    assert content(database) == before
    assert [row.path for row in backups.listed(database, ADMIN)] == [backup]


def test_another_schools_is_named(database: Database, tmp_path: Path) -> None:
    made = accounts.make_school(tmp_path / "b", NewSchool("admin", PASSWORD, name="The other"), cost=CHEAP)
    foreign = backups.create(made.database, made.actor).backup.path
    made.database.close()
    with pytest.raises(Conflict) as raised:
        restoring.restore(database, ADMIN, foreign)
    assert raised.value.code == "other_school"
    assert "The other" in raised.value.sentence


def test_a_newer_versions_is_named(database: Database, backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "SCHEMA", "0000")
    with pytest.raises(StorageProblem) as raised:
        restoring.restore(database, ADMIN, backup)
    assert raised.value.code == "newer_schema"


def test_one_that_is_not_encrypted_is_not_taken_by_a_school_that_is(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = accounts.make_school(tmp_path / "plain", NewSchool("admin", PASSWORD, plain=True), cost=CHEAP)
    ours = backups.own_id(database)
    with monkeypatch.context() as patch:
        patch.setattr(backup_file, "school_id", lambda _key: ours)
        forged = backups.create(made.database, made.actor).backup.path
    made.database.close()
    with pytest.raises(Denied) as raised:
        restoring.restore(database, ADMIN, forged)
    assert raised.value.code == "plain_backup"


def test_one_of_an_older_version_is_upgraded(database: Database, make: Make, tmp_path: Path) -> None:
    migrate.run(database, "downgrade", "0002")
    path, _contents = backup_file.write(database, tmp_path, "", "")
    migrate.run(database, "upgrade", migrate.SCHEMA)
    make.student(last_name="Later")
    assert restoring.rehearse(database, ADMIN, path).upgrades
    restoring.restore(database, ADMIN, path)
    assert migrate.current(database) == migrate.SCHEMA
    assert names(database) == []


@pytest.fixture
def signed_in(tmp_path: Path) -> Iterator[accounts.SignedIn]:
    made = accounts.make_school(tmp_path / "school", NewSchool("eleni", PASSWORD), cost=CHEAP)
    yield made
    made.database.close()


def add_user(signed_in: accounts.SignedIn, name: str, password: str, role: str = SECRETARY) -> None:
    database = signed_in.database
    assert database.key is not None
    slot, verifier = keys.password_slot(name, password, database.key, CHEAP)
    file = database.folder / opening.KEYS
    keys.write_slots(file, [*(one for one in keys.read_slots(file) if one.name != name), slot])
    with database.begin(signed_in.actor) as session:
        user = next((one for one in session.query(User) if one.name == name), None) or User(name=name)
        user.role, user.verifier, user.active = role, verifier, True
        session.add(user)


def opens(folder: Path, name: str, password: str) -> bool:
    try:
        accounts.sign_in(folder, name, password).database.close()
    except Denied:
        return False
    return True


def test_passwords_roles_and_who_is_shut_out_stay_as_they_are_today(signed_in: accounts.SignedIn) -> None:
    database, folder = signed_in.database, signed_in.database.folder
    add_user(signed_in, "sia", "the password of old")
    add_user(signed_in, "gone", "the password of gone")
    backup = backups.create(database, signed_in.actor).backup.path
    add_user(signed_in, "sia", "the password of today", ADMINISTRATOR)
    add_user(signed_in, "new", "the password of new")
    with database.begin(signed_in.actor) as session:
        session.query(User).filter(User.name == "gone").one().active = False
    restoring.restore(database, signed_in.actor, backup)
    database.close()
    assert opens(folder, "eleni", PASSWORD)
    assert opens(folder, "sia", "the password of today")
    assert not opens(folder, "sia", "the password of old")
    assert opens(folder, "new", "the password of new")
    assert not opens(folder, "gone", "the password of gone")
    again = accounts.sign_in(folder, "sia", "the password of today")
    assert again.actor.may("users:manage")
    again.database.close()


def test_one_made_elsewhere_under_a_key_of_its_own_opens_by_the_password_of_its_time(
    signed_in: accounts.SignedIn, tmp_path: Path
) -> None:
    database = signed_in.database
    assert database.key is not None
    backup = backups.create(database, signed_in.actor).backup.path
    shutil.move(str(backup), tmp_path / "b.smsbackup")
    other_key = replace_key(database)
    with pytest.raises(Denied) as raised:
        restoring.rehearse(other_key, signed_in.actor, tmp_path / "b.smsbackup")
    assert raised.value.code == "other_key"
    secret = Secret(PASSWORD, "eleni")
    assert restoring.rehearse(other_key, signed_in.actor, tmp_path / "b.smsbackup", secret).lost == 1
    with pytest.raises(Denied):
        restoring.rehearse(other_key, signed_in.actor, tmp_path / "b.smsbackup", replace(secret, password="wrong one"))
    other_key.close()


def replace_key(database: Database) -> Database:
    """The same school under a new key that knows nothing of the one before, as after a hand-made move."""
    new = keys.new_data_key()
    with alone.alone(database) as connection:
        connection.execute(f"PRAGMA rekey=\"x'{new.hex()}'\"")
    keys.write_slots(database.folder / opening.KEYS, [keys.recovery_slot(keys.new_recovery_key(), new)])
    return Database(database.path, new, database.audit_key)
