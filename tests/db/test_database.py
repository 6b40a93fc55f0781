"""Transactions: wholly kept or wholly gone, one writer after the other, faults of the disk in plain sentences."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from sms_desktop.core.errors import StorageProblem
from sms_desktop.db import bulk, opening
from sms_desktop.db.chain import problems
from sms_desktop.db.database import Database
from sms_desktop.db.people import Programme, Student
from tests.conftest import Transaction
from tests.content import change_sets, content
from tests.dying import LIVED, ended
from tests.schools import ADMIN, MadeOnce

STUDENTS: Any = Student.__table__
PROGRAMMES: Any = Programme.__table__


def pragma(database: Database, statement: str) -> None:
    """Says it on every connection from now on."""
    event.listen(database.engine, "checkout", lambda raw, record, proxy: raw.execute(f"PRAGMA {statement}"))


def pages(database: Database) -> int:
    with database.engine.connect() as connection:
        return int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())


def many_students(session: Session, count: int = 4000) -> None:
    numbers = [f"S{n}" for n in range(count)]
    bulk.insert_columns(
        session, STUDENTS, {"student_number": numbers, "first_name": numbers, "last_name": numbers}, count
    )


def test_the_connection_is_set_as_the_measurements_decided(database: Database) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "secure_delete": 1,
        "temp_store": 2,
    }
    with database.engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    assert found == wanted


def test_two_writers_after_each_other_lose_no_update(database: Database, write: Transaction) -> None:
    with write("create") as session:
        session.add(Programme(code="AUT", name="0"))

    def count_up() -> None:
        for _ in range(20):
            with database.begin(ADMIN) as session:
                row = session.get_one(Programme, 1)
                row.name = str(int(row.name) + 1)

    threads = [threading.Thread(target=count_up) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert content(database)["programmes"][1]["name"] == "60"
    assert len(change_sets(database)) == 62
    with database.read(ADMIN) as session:
        assert list(problems(session, database.audit_key)) == []


def test_who_finds_another_writing_is_told_so_and_has_changed_nothing(
    database: Database, school_made_once: MadeOnce, write: Transaction
) -> None:
    pragma(database, "busy_timeout=20")
    with write("create") as session:
        session.add(Programme(code="AUT", name="Cars"))
    before = content(database)
    other = opening.open_existing(database.folder, school_made_once.data_key)
    with other.begin(ADMIN) as session:
        session.get_one(Programme, 1)
        with pytest.raises(StorageProblem) as caught, write() as mine:
            mine.get_one(Programme, 1).name = "Boats"
        assert content(database) == before
    other.close()
    assert caught.value.code == "locked"
    with write() as session:
        session.get_one(Programme, 1).name = "Boats"
    assert content(database)["programmes"][1]["name"] == "Boats"


def test_a_reader_is_not_held_up_by_a_writer(database: Database, write: Transaction, read: Transaction) -> None:
    pragma(database, "busy_timeout=0")
    with write("create") as session:
        many_students(session)
        with read() as looking:
            assert looking.scalars(select(Student)).all() == []


def test_a_full_disk_changes_nothing_and_is_named(database: Database, write: Transaction) -> None:
    with write("create") as session:
        session.add(Programme(code="AUT", name="Cars"))
    before = content(database)
    pragma(database, f"max_page_count={pages(database) + 10}")
    with pytest.raises(StorageProblem) as caught, write("import") as session:
        many_students(session)
    assert caught.value.code == "disk_full"
    assert content(database) == before
    with write() as session:
        session.get_one(Programme, 1).name = "Boats"
    assert [row.action for row in change_sets(database)][1:] == ["create", "update"]


def one_by_one(session: Session) -> None:
    for n in range(4000):
        with suppress(SQLAlchemyError):
            session.execute(insert(PROGRAMMES), [{"version": 1, "code": f"P{n}", "name": "x" * 200}])


def raw_one_by_one(session: Session) -> None:
    for n in range(4000):
        with suppress(SQLAlchemyError):
            session.connection().exec_driver_sql(
                "INSERT INTO programmes (version, code, name) VALUES (1, ?, ?)", (f"P{n}", "x" * 200)
            )


def in_bulk_twice(session: Session) -> None:
    for _ in range(2):
        with suppress(SQLAlchemyError):
            many_students(session)
    session.add(Programme(code="AUT", name="Cars"))


def by_the_unit_of_work(session: Session) -> None:
    with suppress(SQLAlchemyError):
        session.add_all(Programme(code=f"P{n}", name="x" * 200) for n in range(4000))
        session.flush()
    with suppress(SQLAlchemyError):
        session.add(Programme(code="AUT", name="Cars"))
        session.flush()


@pytest.mark.parametrize("work", [one_by_one, raw_one_by_one, in_bulk_twice, by_the_unit_of_work])
def test_work_that_swallows_the_error_of_a_full_disk_and_goes_on_leaves_nothing_behind(
    database: Database, work: Callable[[Session], None]
) -> None:
    before, log = content(database), len(change_sets(database))
    pragma(database, f"max_page_count={pages(database) + 10}")
    with pytest.raises(StorageProblem), database.begin(ADMIN, "import") as session:
        work(session)
    assert content(database) == before
    assert len(change_sets(database)) == log
    with database.begin(ADMIN, "create") as session:
        session.add(Programme(code="AUT", name="Cars"))
    assert len(content(database)["programmes"]) == 1


def test_work_that_swallows_an_ordinary_error_goes_on_within_its_transaction(
    database: Database, write: Transaction
) -> None:
    with write() as session:
        with suppress(SQLAlchemyError):
            session.execute(text("SELECT nonsense"))
        session.add(Programme(code="AUT", name="Cars"))
    assert len(content(database)["programmes"]) == 1


def test_a_read_session_that_writes_leaves_nothing_behind(database: Database, read: Transaction) -> None:
    with read() as session:
        session.execute(insert(PROGRAMMES), [{"version": 1, "code": "AUT", "name": "Cars"}])
    assert content(database)["programmes"] == {}


def test_a_damaged_page_is_noticed_when_it_is_read(database: Database, write: Transaction) -> None:
    with write("import") as session:
        many_students(session)
    database.close()
    size = database.path.stat().st_size
    with open(database.path, "r+b") as file:
        for place in range(4096 * 60, size, 4096):
            file.seek(place + 100)
            file.write(b"\0\0\0\0")
    with pytest.raises(StorageProblem) as caught:
        content(database)
    assert caught.value.code == "damaged"


def test_closing_leaves_one_file_and_lets_it_go(database: Database, write: Transaction) -> None:
    with write("create") as session:
        session.add(Programme(code="AUT", name="Cars"))
    assert (database.folder / "school.db-wal").exists()
    database.close()
    assert sorted(path.name for path in database.folder.glob("school.db*")) == ["school.db"]


def test_closing_while_another_window_reads_loses_nothing(
    database: Database, school_made_once: MadeOnce, write: Transaction
) -> None:
    pragma(database, "busy_timeout=20")
    other = opening.open_existing(database.folder, school_made_once.data_key)
    with other.read(ADMIN) as session:
        session.scalars(select(Student)).all()
        with write("create") as writing:
            writing.add(Programme(code="AUT", name="Cars"))
        database.close()
    assert len(content(other)["programmes"]) == 1
    other.close()


NEEDLES = ("Ζηναΐδα-Καρυοφυλλιά", "needle@needles.example", "6999987654")


def test_no_file_of_an_encrypted_school_holds_a_readable_name(
    database: Database, write: Transaction, tmp_path: Path
) -> None:
    for round_ in range(2):
        with write("create") as session:
            session.add_all(
                Student(
                    student_number=f"N{round_}-{n}", first_name="A", last_name=NEEDLES[0], email=NEEDLES[1],
                    mobile=NEEDLES[2], private_note=" ".join(NEEDLES),
                )
                for n in range(200)
            )  # fmt: skip
    files = [path for path in database.folder.rglob("*") if path.is_file()]
    assert {"school.db", "school.db-wal"} <= {path.name for path in files}
    found = b"".join(path.read_bytes() for path in files)
    for needle in NEEDLES:
        for encoding in ("utf-8", "utf-16-le", "iso8859-7" if needle.isascii() else "utf-8"):
            assert needle.encode(encoding) not in found
    assert b"CREATE TABLE" not in found


def importing_into_little_room(folder: Path, data_key: bytes, room: int) -> None:
    """An import while the file may grow by `room` bytes; ends as `LIVED` where the disk was named as the reason."""
    import resource

    database = opening.open_existing(folder, data_key)
    most = database.path.stat().st_size + room
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    try:
        with database.begin(ADMIN, "import") as session:
            many_students(session)
    except StorageProblem as error:
        os._exit(LIVED if error.code in ("disk_full", "disk_error") else 2)
    os._exit(3)


@pytest.mark.parametrize("room", [0, 4096, 100_000])
def test_an_import_into_a_disk_without_room_leaves_the_school_as_it_was(
    database: Database, write: Transaction, room: int
) -> None:
    with write("create") as session:
        session.add(Programme(code="AUT", name="Cars"))
    before = content(database)
    database.close()
    assert ended(importing_into_little_room, database.folder, database.key, room) == LIVED
    assert content(database) == before
    with database.read(ADMIN) as session:
        assert list(problems(session, database.audit_key)) == []


def test_the_logs_files_are_the_users_alone(database: Database, write: Transaction) -> None:
    with write("create") as session:
        session.add(Programme(code="AUT", name="Cars"))
    assert os.stat(database.path).st_mode & 0o077 == 0
    for name in ("school.db-wal", "school.db-shm"):
        assert (database.folder / name).stat().st_mode & 0o077 == 0
