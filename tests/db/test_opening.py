"""Opening a data folder: nothing is made by accident, nothing foreign is touched, nothing damaged goes unnoticed."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from sms_desktop.core.errors import Conflict, StorageProblem
from sms_desktop.db import keys, migrate, opening
from sms_desktop.db.database import APPLICATION_ID, connect
from sms_desktop.db.people import Student
from tests.content import content
from tests.schools import ADMIN, MadeOnce, made_once


def refused(folder: Path, data_key: bytes | None) -> str:
    """The code of the refusal, once it is sure that nothing was written or made."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(StorageProblem) as caught:
        opening.open_existing(folder, data_key)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert caught.value.sentence
    return caught.value.code


@pytest.fixture
def folder(school_made_once: MadeOnce, tmp_path: Path) -> Path:
    return school_made_once.copied(tmp_path / "data")


@pytest.fixture
def key(school_made_once: MadeOnce) -> bytes:
    assert school_made_once.data_key is not None
    return school_made_once.data_key


def test_a_school_that_is_not_there_is_not_made_by_opening_it(tmp_path: Path) -> None:
    assert refused(tmp_path, keys.new_data_key()) == "no_school"
    assert not opening.exists(tmp_path)


def test_a_folder_that_is_not_there_is_not_made_by_opening_it(tmp_path: Path) -> None:
    with pytest.raises(StorageProblem):
        opening.open_existing(tmp_path / "nowhere", None)
    assert not (tmp_path / "nowhere").exists()


def test_a_school_is_never_made_over_another(folder: Path) -> None:
    before = (folder / opening.DATABASE).read_bytes()
    with pytest.raises(Conflict) as caught:
        opening.create(folder, keys.new_data_key())
    assert caught.value.code == "school_exists"
    assert (folder / opening.DATABASE).read_bytes() == before


@pytest.mark.parametrize("size", [0, 1, 100, 511])
def test_a_file_that_is_hardly_there_is_refused(folder: Path, key: bytes, size: int) -> None:
    path = folder / opening.DATABASE
    path.write_bytes(path.read_bytes()[:size])
    assert refused(folder, key) == "not_a_school"


@pytest.mark.parametrize("size", [512, 4000, 4096, 4096 * 10, 4096 * 40 + 17, -4096, -1])
def test_a_file_that_was_cut_is_refused(folder: Path, key: bytes, size: int) -> None:
    path = folder / opening.DATABASE
    path.write_bytes(path.read_bytes()[:size])
    assert refused(folder, key) == "damaged"


def test_a_file_that_has_grown_a_tail_is_refused(folder: Path, key: bytes) -> None:
    with (folder / opening.DATABASE).open("ab") as file:
        file.write(bytes(4096))
    assert refused(folder, key) == "damaged"


def test_a_file_of_other_bytes_is_refused(folder: Path, key: bytes) -> None:
    (folder / opening.DATABASE).write_bytes(random.Random(1).randbytes(8192))
    assert refused(folder, key) == "damaged"
    (folder / opening.DATABASE).write_bytes(b"student_number;last_name\n" * 400)
    assert refused(folder, key) == "damaged"


def test_another_schools_key_is_refused(folder: Path) -> None:
    assert refused(folder, keys.new_data_key()) == "damaged"


def test_an_encrypted_school_is_not_opened_without_a_key(folder: Path) -> None:
    (folder / opening.PLAIN).write_text(json.dumps({"audit_key": "00" * 32}))
    assert refused(folder, None) == "damaged"


@pytest.mark.parametrize("application_id", [0, 1, APPLICATION_ID + 1])
def test_a_database_of_another_program_is_refused_and_not_touched(tmp_path: Path, application_id: int) -> None:
    (tmp_path / opening.PLAIN).write_text(json.dumps({"audit_key": "00" * 32}))
    foreign = dbapi2.connect(str(tmp_path / opening.DATABASE), isolation_level=None)
    foreign.execute(f"PRAGMA application_id={application_id}")
    foreign.execute("CREATE TABLE theirs (a)")
    foreign.close()
    assert refused(tmp_path, None) == "not_a_school"


def test_an_old_sqlite_is_refused(folder: Path, key: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbapi2, "sqlite_version_info", (3, 51, 2))
    assert refused(folder, key) == "unsafe_sqlite"


def test_a_school_written_by_a_newer_version_is_refused_untouched(folder: Path, key: bytes, tmp_path: Path) -> None:
    connection = connect(folder / opening.DATABASE, key)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    database = opening.open_existing(folder, key)
    with pytest.raises(StorageProblem) as caught:
        migrate.bring_up(database, tmp_path / "copies")
    database.close()
    assert caught.value.code == "newer_schema"
    assert not (tmp_path / "copies").exists()


def test_a_school_that_was_killed_with_work_in_its_log_opens_with_all_of_it(folder: Path, key: bytes) -> None:
    database = opening.open_existing(folder, key)
    with database.begin(ADMIN, "create") as session:
        session.add(Student(student_number="S1", first_name="Maria", last_name="Pappa"))
    after = content(database)
    killed = folder.with_name("killed")
    shutil.copytree(folder, killed)
    database.close()
    assert (killed / "school.db-wal").stat().st_size > 0
    reopened = opening.open_existing(killed, key)
    assert content(reopened) == after
    reopened.close()


def test_a_plain_school_is_made_only_where_that_is_said_and_is_marked(tmp_path: Path) -> None:
    plain = made_once(tmp_path / "plain", None).folder
    encrypted = made_once(tmp_path / "encrypted", keys.new_data_key()).folder
    assert opening.is_plain(plain)
    assert not opening.is_plain(encrypted)
    assert (plain / opening.DATABASE).read_bytes().startswith(b"SQLite format 3")
    assert not (encrypted / opening.DATABASE).read_bytes().startswith(b"SQLite")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"audit_key": 5}', '{"audit_key": "xyz"}', '{"audit_key": ""}'])
def test_a_plain_school_whose_audit_key_is_damaged_says_so(tmp_path: Path, text: str) -> None:
    plain = made_once(tmp_path / "plain", None).folder
    (plain / opening.PLAIN).write_text(text)
    assert refused(plain, None) == "key_file"


def test_folder_and_files_are_the_users_alone(tmp_path: Path) -> None:
    for name, data_key in (("plain", None), ("encrypted", keys.new_data_key())):
        folder = tmp_path / name / "data"
        database = opening.create(folder, data_key)
        migrate.bring_up(database, folder / "backups")
        with database.begin(ADMIN, "create") as session:
            session.add(Student(student_number="S1", first_name="Maria", last_name="Pappa"))
        modes = {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}
        database.close()
        assert modes.pop("data") == 0o700
        assert set(modes.values()) == {0o600}


def test_a_school_that_could_not_be_made_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbapi2, "connect", None)
    with pytest.raises(TypeError):
        opening.create(tmp_path / "data", keys.new_data_key())
    assert not opening.exists(tmp_path / "data")


def test_what_was_half_made_is_taken_away(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="power"), opening.being_made(tmp_path) as place:
        opening.create(place, keys.new_data_key()).close()
        raise RuntimeError("power")
    assert not opening.exists(tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".lock"] == []


def test_a_school_is_there_once_it_is_wholly_made(tmp_path: Path) -> None:
    data_key = keys.new_data_key()
    (tmp_path / ".new").mkdir()
    (tmp_path / ".new" / opening.DATABASE).write_bytes(b"left by one that was killed")
    with opening.being_made(tmp_path) as place:
        opening.create(place, data_key).close()
        keys.write_slots(place / opening.KEYS, [])
        assert not opening.exists(tmp_path)
    opening.open_existing(tmp_path, data_key).close()
    assert {path.name for path in tmp_path.iterdir() if path.suffix != ".lock"} == {opening.DATABASE, opening.KEYS}


def test_what_a_made_school_left_goes_but_not_while_another_is_made(tmp_path: Path) -> None:
    with opening.being_made(tmp_path) as place:
        opening.create(place, keys.new_data_key()).close()
        opening.tidy(tmp_path)
        assert opening.exists(place)
    place.mkdir()
    opening.tidy(tmp_path)
    assert not place.exists()
    assert opening.exists(tmp_path)


def test_a_school_in_the_making_is_not_made_twice_nor_over_another(tmp_path: Path) -> None:
    with opening.being_made(tmp_path) as place:
        opening.create(place, keys.new_data_key()).close()
        with pytest.raises(Conflict) as caught, opening.being_made(tmp_path):
            pass
        assert caught.value.code == "in_use_elsewhere"
    with pytest.raises(Conflict) as caught, opening.being_made(tmp_path):
        pass
    assert caught.value.code == "school_exists"


def test_the_keys_of_a_school_whose_database_is_elsewhere_are_kept(tmp_path: Path) -> None:
    (tmp_path / opening.KEYS).write_bytes(b"old keys")
    with opening.being_made(tmp_path) as place:
        opening.create(place, keys.new_data_key()).close()
        keys.write_slots(place / opening.KEYS, [])
    [kept] = tmp_path.glob("keys-*.json")
    assert kept.read_bytes() == b"old keys"
    assert keys.read_slots(tmp_path / opening.KEYS) == []


def noticed(path: Path, key: bytes) -> bool:
    try:
        connection = connect(path, key)
    except dbapi2.DatabaseError:
        return True
    try:
        return bool(connection.execute("PRAGMA cipher_integrity_check").fetchall())
    finally:
        connection.close()


def test_each_of_200_bits_flipped_at_random_is_noticed(folder: Path, key: bytes) -> None:
    path = folder / opening.DATABASE
    whole = path.read_bytes()
    assert not noticed(path, key)
    dice = random.Random(20260101)
    for _ in range(200):
        bit = dice.randrange(len(whole) * 8)
        with path.open("r+b") as file:
            file.seek(bit // 8)
            file.write(bytes([whole[bit // 8] ^ (1 << bit % 8)]))
        assert noticed(path, key), f"bit {bit}"
        with path.open("r+b") as file:
            file.seek(bit // 8)
            file.write(whole[bit // 8 : bit // 8 + 1])
    assert path.read_bytes() == whole
