"""Backups in one file: proven when they are made, and refused when a byte of them is another."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest

from sms_desktop.core.errors import BadFile, Denied, StorageProblem, UserError
from sms_desktop.db import backup_file, backup_trial, keys, migrate, opening
from sms_desktop.db.database import Database
from sms_desktop.db.people import Student
from sms_desktop.db.sealed import Damaged
from sms_desktop.services import settings
from tests.conftest import Transaction
from tests.content import content
from tests.makers import Make
from tests.schools import CHEAP


@pytest.fixture
def backup(database: Database, make: Make, tmp_path: Path) -> Path:
    assert database.key is not None
    make.student(last_name="Needle")
    file = database.folder / opening.KEYS
    slot, _verifier = keys.password_slot("eleni", "a long password", database.key, CHEAP)
    keys.write_slots(file, [slot, *keys.read_slots(file)])
    folder = tmp_path / "stick"
    folder.mkdir()
    return backup_file.write(database, folder, "by hand", "eleni")[0]


def test_a_backup_says_what_is_in_it(database: Database, backup: Path) -> None:
    contents = backup_file.look(backup)
    assert (contents.reason, contents.made_by, contents.schema) == ("by hand", "eleni", migrate.SCHEMA)
    assert contents.rows["students"] == 1
    assert contents.chain_length == contents.rows["change_sets"]
    assert not contents.plain
    assert contents.made.tzinfo is None or contents.made.utcoffset() is not None


def test_it_restores_to_what_was_there(database: Database, backup: Path, make: Make, tmp_path: Path) -> None:
    before = content(database)
    make.student(last_name="Later")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / opening.DATABASE).touch(0o600)
    backup_file.extract(backup, database.key, folder / opening.DATABASE)
    restored = opening.open_existing(folder, database.key)
    try:
        assert content(restored) == before
    finally:
        restored.close()


def test_nothing_is_left_beside_it_and_nobody_else_may_read_it(backup: Path, database: Database) -> None:
    assert list(backup.parent.iterdir()) == [backup]
    assert backup.stat().st_mode & 0o077 == 0
    assert b"Needle" not in backup.read_bytes()


def test_its_slots_open_it_without_the_school(backup: Path, database: Database) -> None:
    password, _recovery = backup_file.opening_in(backup).slots
    data_key, _verifier = keys.open_password_slot(password, "a long password")
    assert data_key == database.key
    backup_file.prove(backup, data_key)


def test_writing_goes_on_while_it_is_made(database: Database, make: Make, tmp_path: Path) -> None:
    made: list[int] = []

    def meanwhile(done: int, total: int, /) -> None:
        if not made:
            made.append(make.student())

    make.student()
    _path, contents = backup_file.write(database, tmp_path, "", "", meanwhile)
    assert made
    assert contents.rows["students"] == 1


def test_what_is_not_yet_kept_is_not_in_it(database: Database, write: Transaction, make: Make, tmp_path: Path) -> None:
    make.student()
    with write("create") as session:
        session.add(Student(first_name="A", last_name="B", student_number="C"))
        session.flush()
        assert backup_file.write(database, tmp_path, "", "")[1].rows["students"] == 1


def test_another_schools_key_is_named(backup: Path) -> None:
    with pytest.raises(Denied) as raised:
        backup_file.prove(backup, keys.new_data_key())
    assert raised.value.code == "other_key"


@pytest.mark.parametrize("seed", range(40))
def test_a_flipped_byte_or_a_cut_end_is_refused(seed: int, backup: Path, database: Database) -> None:
    chance, file = Random(seed), bytearray(backup.read_bytes())
    if seed % 4:
        file[chance.randrange(len(file))] ^= 1 << chance.randrange(8)
    else:
        del file[chance.randrange(len(file)) :]
    altered = backup.with_name("altered.smsbackup")
    altered.write_bytes(file)
    with pytest.raises(UserError) as raised:
        backup_file.prove(altered, database.key)
    assert raised.value.sentence
    assert set(backup.parent.iterdir()) == {altered, backup}


def test_a_backup_whose_header_lies_about_the_rows_is_not_one(
    backup: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = backup_file.Contents.__init__

    def lying(self: backup_file.Contents, **values: object) -> None:
        real(self, **values | {"rows": {"students": 99}})  # type: ignore[arg-type]

    monkeypatch.setattr(backup_file.Contents, "__init__", lying)
    with pytest.raises(Damaged):
        backup_file.prove(backup, database.key)


@dataclass
class Fault:
    """Progress that makes one byte another one in an unfinished file once the work has come so far."""

    folder: Path
    pattern: str
    percent: int
    place: int
    hit: bool = False

    def __call__(self, done: int, total: int, /) -> None:
        if self.hit or done < self.percent:
            return
        (path,) = self.folder.glob(self.pattern)
        with path.open("r+b") as file:
            file.seek(self.place)
            (found,) = file.read(1)
            file.seek(self.place)
            file.write(bytes([found ^ 1]))
        self.hit = True


@pytest.mark.parametrize("place", [20, 5_000, 150_000])
@pytest.mark.parametrize(
    ("pattern", "percent"),
    [
        (".*.copy.part", 55),  # copied wrongly: sealed as it is, and found by looking at the copy
        (".*.copy.part", 70),  # sealed, and then another byte: what is read back is not what was looked at
        (".*.smsbackup.*.part", 70),  # the file itself is another one on the disk
    ],
)
def test_what_is_not_on_the_disk_as_it_should_be_never_gets_a_name(
    database: Database, make: Make, tmp_path: Path, pattern: str, percent: int, place: int
) -> None:
    make.student()
    folder = tmp_path / "stick"
    folder.mkdir()
    fault = Fault(folder, pattern, percent, place)
    with pytest.raises(BadFile) as raised:
        backup_file.write(database, folder, "", "", fault)
    assert fault.hit
    assert raised.value.sentence
    assert not list(folder.iterdir())


def test_it_is_proven_against_what_the_live_database_held(
    database: Database, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted, live = backup_trial.rows, []

    def once_wrong(connection: object) -> dict[str, int]:
        live.append(connection)
        return counted(connection) | ({"students": 7} if len(live) == 1 else {})

    make.student()
    monkeypatch.setattr(backup_trial, "rows", once_wrong)
    with pytest.raises(Damaged):
        backup_file.write(database, tmp_path, "", "")
    assert len(live) == 2
    assert not list(tmp_path.glob("*backup*"))


def test_room_is_asked_for_the_copy_and_the_file(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    size = database.path.stat().st_size
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=2 * size - 1))
    with pytest.raises(StorageProblem) as raised:
        backup_file.write(database, tmp_path, "", "")
    assert raised.value.code == "disk_full"
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=2 * size))
    path, contents = backup_file.write(database, tmp_path, "", "")
    assert (path.exists(), contents.size) == (True, size)


def test_no_backup_is_overwritten(database: Database, tmp_path: Path) -> None:
    database.clock = lambda: datetime(2026, 11, 21, 9, 30)
    made = [backup_file.write(database, tmp_path, "", "")[0].name for _turn in range(3)]
    assert made == [f"school-20261121-093000-1{end}.smsbackup" for end in ("", "-2", "-3")]


def test_its_name_is_the_schools_in_plain_letters(database: Database, write: Transaction, tmp_path: Path) -> None:
    with write() as session:
        settings.write(session, "school.name", "ΙΕΚ «Άνω Λιοσίων»/../Αθήνα 2")
    name = backup_file.write(database, tmp_path, "", "")[0].name
    assert re.fullmatch(r"iek-ano-liosion-athina-2-\d{8}-\d{6}-2\.smsbackup", name)


def test_a_school_without_its_key_file_has_no_backup_that_nobody_could_open(database: Database, tmp_path: Path) -> None:
    (database.folder / opening.KEYS).unlink()
    with pytest.raises(StorageProblem) as raised:
        backup_file.write(database, tmp_path, "", "")
    assert raised.value.code == "key_file"
    assert not list(tmp_path.glob("*.smsbackup"))


def test_no_place_to_write_leaves_no_file(database: Database, tmp_path: Path) -> None:
    with pytest.raises(StorageProblem):
        backup_file.write(database, tmp_path / "missing", "", "")
    assert not (tmp_path / "missing").exists()


def test_what_is_no_backup_is_said_to_be_none(tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("Dear parents")
    with pytest.raises(BadFile) as raised:
        backup_file.look(other)
    assert raised.value.code == "not_this_kind"
    with pytest.raises(BadFile, match="There is no backup"):
        backup_file.look(tmp_path / "none.smsbackup")


def test_a_school_that_is_not_encrypted_has_backups_that_say_so(tmp_path: Path) -> None:
    from sms_desktop.services.access.accounts import NewSchool, make_school

    made = make_school(tmp_path / "plain", NewSchool("admin", "a long password", plain=True), cost=CHEAP)
    try:
        path, contents = backup_file.write(made.database, tmp_path, "", "")
        assert contents.plain
        assert backup_file.prove(path, None) == contents
        assert backup_file.fitting_key(path, [keys.new_data_key(), None]) is None
        with pytest.raises(Denied) as raised:
            backup_file.fitting_key(path, [keys.new_data_key()])
        assert raised.value.code == "plain_backup"
    finally:
        made.database.close()
        shutil.rmtree(tmp_path / "plain")
