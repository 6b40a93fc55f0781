"""A database that is looked at in trial: what is found in it, what is wrong with it, and how a look ends early."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from sms_desktop.core.errors import Cancelled
from sms_desktop.db import backup_trial, keys
from sms_desktop.db.database import Database, connect
from tests.makers import Make

#: What a school's database has at the least, and a table whose rows take a while to be looked at.
_SCHEMA = """
CREATE TABLE change_sets (id INTEGER PRIMARY KEY, chain_hash TEXT);
INSERT INTO change_sets VALUES (1, 'first'), (2, 'second');
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE marks (id INTEGER PRIMARY KEY, person INTEGER REFERENCES people (id));
CREATE INDEX by_person ON marks (person);
"""
_ROWS = 20_000


@pytest.fixture
def key() -> bytes:
    return keys.new_data_key()


@pytest.fixture
def file(key: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "trial.db"
    path.touch()
    numbers = f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {_ROWS}) "
    with closing(connect(path, key, ("journal_mode=OFF", "synchronous=OFF"))) as connection:
        connection.executescript(_SCHEMA)
        connection.execute(f"INSERT INTO people {numbers} SELECT i, 'name ' || i FROM n")
        connection.execute(f"INSERT INTO marks {numbers} SELECT i, i FROM n")
    return path


def changed(path: Path, key: bytes, statement: str) -> None:
    with closing(connect(path, key, ("foreign_keys=OFF", "writable_schema=ON"))) as connection:
        connection.execute(statement)


@pytest.mark.parametrize("thorough", [False, True])
def test_it_says_how_many_rows_there_are_and_where_the_log_ends(file: Path, key: bytes, thorough: bool) -> None:
    rows = {"change_sets": 2, "marks": _ROWS, "people": _ROWS}
    assert backup_trial.looked_at(file, key, thorough=thorough) == backup_trial.Found(rows, 2, "second")


def test_a_school_is_in_order(database: Database, make: Make) -> None:
    make.student()
    found = backup_trial.looked_at(database.path, database.key, thorough=True)
    assert found is not None
    assert found.rows["students"] == 1


def test_a_row_that_refers_to_nothing_is_found(file: Path, key: bytes) -> None:
    changed(file, key, "DELETE FROM people WHERE id = 77")
    assert backup_trial.looked_at(file, key, thorough=False) is None


def test_an_index_that_says_something_else_is_found_where_it_is_to_be_thorough(file: Path, key: bytes) -> None:
    changed(file, key, "UPDATE sqlite_master SET sql = sql || ' WHERE id <> 5' WHERE name = 'by_person'")
    changed(file, key, "UPDATE marks SET person = 6 WHERE id = 5")
    changed(file, key, "UPDATE sqlite_master SET sql = replace(sql, ' WHERE id <> 5', '') WHERE name = 'by_person'")
    assert backup_trial.looked_at(file, key, thorough=False) is not None
    assert backup_trial.looked_at(file, key, thorough=True) is None


@pytest.mark.parametrize("page", [0, 1, 40, -1])
def test_a_page_with_another_byte_is_found(file: Path, key: bytes, page: int) -> None:
    content = bytearray(file.read_bytes())
    content[page * 4096 % len(content) + 100] ^= 1
    file.write_bytes(content)
    assert backup_trial.looked_at(file, key, thorough=False) is None


def test_another_key_opens_nothing(file: Path) -> None:
    assert backup_trial.looked_at(file, keys.new_data_key(), thorough=False) is None


def test_a_look_that_is_no_longer_wanted_ends(file: Path, key: bytes) -> None:
    stop = Event()
    stop.set()
    assert backup_trial.looked_at(file, key, thorough=True, stop=stop) is None


def test_what_waits_for_it_may_stop_it_and_no_thread_stays(file: Path, key: bytes) -> None:
    before = threading.active_count()
    with closing(connect(file, key, ("journal_mode=DELETE",))) as other:
        other.execute("BEGIN EXCLUSIVE")  # the look can't begin

        def no_longer() -> None:
            other.execute("ROLLBACK")
            raise Cancelled

        with pytest.raises(Cancelled), backup_trial.beside(file, key, no_longer, thorough=False) as found:
            found()
    assert threading.active_count() == before


def test_beside_other_work_it_finds_the_same(file: Path, key: bytes) -> None:
    with backup_trial.beside(file, key, lambda: None, thorough=False) as found:
        assert found() == backup_trial.looked_at(file, key, thorough=False)
