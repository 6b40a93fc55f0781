"""Rows by the thousand leave what the unit of work would have left: the same rows, the same kind of change set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sms_desktop.db import bulk, opening, tables
from sms_desktop.db.courses import Course
from sms_desktop.db.database import Database
from sms_desktop.db.people import Student, StudentPhoto
from sms_desktop.db.stored import from_stored, pack, stored_columns, to_stored, unpack
from tests.conftest import Transaction
from tests.content import content, entries, last_change
from tests.schools import ADMIN, MadeOnce

STUDENTS: Any = Student.__table__
COURSES: Any = Course.__table__
PHOTOS: Any = StudentPhoto.__table__

VALUES: dict[str, list[Any]] = {
    "student_number": ["S1", "S2", "S3"],
    "first_name": ["Maria", "Νίκος", "D'Arcy"],
    "last_name": ["Pappa", "Παππάς", 'the "Third"'],
    "date_of_birth": [date(2007, 1, 2), None, date(1999, 12, 31)],
    "extra": [{"bus": "12"}, None, {"Ω": ["a", 1, None]}],
    "study_year": [1, None, 4],
}


@pytest.fixture
def another(school_made_once: MadeOnce, tmp_path: Path) -> Iterator[Database]:
    opened = opening.open_existing(school_made_once.copied(tmp_path / "another"), school_made_once.data_key)
    yield opened
    opened.close()


def by_orm(database: Database) -> None:
    with database.begin(ADMIN, "create") as session:
        for row in zip(*VALUES.values(), strict=True):
            session.add(Student(**dict(zip(VALUES, row, strict=True))))


def in_bulk(database: Database) -> range:
    with database.begin(ADMIN, "create") as session:
        columns = stored_columns(STUDENTS, list(VALUES), list(VALUES.values()))
        return bulk.insert_columns(session, STUDENTS, dict(zip(VALUES, columns, strict=True)), 3)


def test_rows_inserted_in_bulk_are_those_of_the_unit_of_work(database: Database, another: Database) -> None:
    by_orm(database)
    assert in_bulk(another) == range(1, 4)
    assert content(another) == content(database)


def test_rows_changed_in_bulk_are_those_of_the_unit_of_work_and_so_is_the_change_set(
    database: Database, another: Database
) -> None:
    in_bulk(database)
    in_bulk(another)
    with database.begin(ADMIN) as session:
        for row_id, born in ((1, None), (3, date(2001, 2, 3))):
            row = session.get_one(Student, row_id)
            row.city, row.date_of_birth = "Πάφος", born
    with another.begin(ADMIN) as session:
        before = bulk.read_columns(session, STUDENTS, [1, 3], ["city", "date_of_birth"])
        after = {"city": ["Πάφος"] * 2, "date_of_birth": [None, "2001-02-03"]}
        bulk.update_rows(session, STUDENTS, [1, 3], before, after)
    assert content(another) == content(database)
    assert entries(another, last_change(another)) == entries(database, last_change(database))


def test_rows_removed_in_bulk_leave_the_change_set_of_the_unit_of_work(database: Database, another: Database) -> None:
    in_bulk(database)
    in_bulk(another)
    with database.begin(ADMIN) as session:
        for row_id in (1, 3):
            session.delete(session.get_one(Student, row_id))
    with another.begin(ADMIN) as session:
        bulk.remove_rows(session, STUDENTS, [1, 3])
    assert content(another) == content(database)
    assert entries(another, last_change(another)) == entries(database, last_change(database))


def test_hundredths_dates_and_bytes_go_and_come_back(database: Database, write: Transaction) -> None:
    by_orm(database)
    with write("create") as session:
        session.add(Course(course_code="A", course_name="B", credits=Decimal("4.5"), absence_penalty=Decimal("0.25")))
        session.add(StudentPhoto(student_id=1, media_type="image/png", image=bytes(range(256))))
    before = content(database)
    for table in (COURSES, PHOTOS):
        with write() as session:
            columns = bulk.read_columns(session, table, [1], table.c.keys())
            bulk.remove_rows(session, table, [1])
        assert not content(database)[table.name]
        with write() as session:
            bulk.insert_rows(session, table, columns)
    assert content(database) == before


def test_bytes_are_changed_in_bulk_as_by_the_unit_of_work(database: Database, another: Database) -> None:
    for school in (database, another):
        by_orm(school)
        with school.begin(ADMIN, "create") as session:
            session.add(StudentPhoto(student_id=1, media_type="image/png", image=b"old"))
    with database.begin(ADMIN) as session:
        session.get_one(StudentPhoto, 1).image = b"\xff\x00new"
    with another.begin(ADMIN) as session:
        before = bulk.read_columns(session, PHOTOS, [1], ["image"])
        bulk.update_rows(session, PHOTOS, [1], before, {"image": ["/wBuZXc="]})
    assert content(another) == content(database)
    assert entries(another, last_change(another)) == entries(database, last_change(database))


def test_ids_are_never_used_twice(database: Database, write: Transaction) -> None:
    in_bulk(database)
    with write() as session:
        bulk.remove_rows(session, STUDENTS, [2, 3])
    with write() as session:
        assert bulk.reserve_ids(session, STUDENTS, 2) == range(4, 6)


def test_ids_follow_those_of_the_same_transaction(write: Transaction) -> None:
    with write("create") as session:
        session.add(Student(student_number="S0", first_name="Anna", last_name="Nikou"))
        columns = {"student_number": ["S1"], "first_name": ["Maria"], "last_name": ["Pappa"]}
        assert bulk.insert_columns(session, STUDENTS, columns, 1) == range(2, 3)


def test_nothing_written_in_bulk_is_no_change(database: Database, write: Transaction) -> None:
    newest = last_change(database)
    with write() as session:
        bulk.insert_columns(session, STUDENTS, {"student_number": []}, 0)
        bulk.update_rows(session, STUDENTS, [], {}, {})
        bulk.remove_rows(session, STUDENTS, [])
    assert last_change(database) == newest


@pytest.mark.parametrize("ids", [[1], [3, 1], [1, 3, 2], [1, 7, 3], [7, 1, 2, 3], [2, 99]])
def test_columns_are_read_of_exactly_the_rows_asked_for_in_their_order(write: Transaction, ids: list[int]) -> None:
    with write("create") as session:
        numbers = [f"S{n}" for n in range(1, 9)]
        bulk.insert_columns(
            session, STUDENTS, {"student_number": numbers, "first_name": numbers, "last_name": numbers}, 8
        )
        found = bulk.read_columns(session, STUDENTS, ids, ["id", "student_number"])
        there = [row_id for row_id in ids if row_id <= 8]
        assert found == {"id": there, "student_number": [f"S{row_id}" for row_id in there]}


def test_rows_given_out_of_order_are_changed_and_removed_all_the_same(database: Database, write: Transaction) -> None:
    in_bulk(database)
    with write() as session:
        bulk.update_rows(session, STUDENTS, [3, 1, 2], {"city": ["", "", ""]}, {"city": ["c", "a", "b"]})
    with write() as session:
        bulk.remove_rows(session, STUDENTS, [1, 3])
    assert {row_id: row["city"] for row_id, row in content(database)["students"].items()} == {2: "b"}


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
VALUE_OF = {
    "String": texts,
    "Integer": st.integers(-(2**63), 2**63 - 1),
    "BigInteger": st.integers(-(2**63), 2**63 - 1),
    "Boolean": st.booleans(),
    "Date": st.dates(),
    "DateTime": st.datetimes(),
    "Exact": st.decimals(-(10**9), 10**9, places=2),
    "Scaled": st.decimals(-(10**9), 10**9, places=5),
    "LargeBinary": st.binary(max_size=20),
    "JSON": st.recursive(texts | st.integers(-(2**53), 2**53) | st.booleans(), st.lists, max_leaves=5),
}
COLUMNS = [column for table in tables.audited().values() for column in table.c]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_every_value_survives_its_stored_form(data: st.DataObject) -> None:
    column = data.draw(st.sampled_from(COLUMNS))
    value = data.draw(VALUE_OF[type(column.type).__name__])
    stored = unpack(pack({"value": to_stored(column)(value)}))["value"]
    assert from_stored(column)(stored) == value
    assert to_stored(column)(from_stored(column)(stored)) == stored
