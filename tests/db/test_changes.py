"""Each transaction that writes leaves exactly one change set, which says what it did."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Conflict, StorageProblem
from sms_desktop.core.events import Changed
from sms_desktop.db.changes import describe
from sms_desktop.db.courses import Course
from sms_desktop.db.database import Database
from sms_desktop.db.operations import Setting
from sms_desktop.db.people import Programme, Student, StudentPhoto
from tests.conftest import Transaction
from tests.content import change_sets, content, entries, last_change


def person(number: str = "S1", **more: object) -> Student:
    return Student(**({"student_number": number, "first_name": "Maria", "last_name": "Pappa"} | more))


def interrupted(write: Transaction) -> None:
    with write("create") as session:
        session.add(person("S9"))
        session.flush()
        raise RuntimeError("stop")


def test_a_transaction_that_writes_leaves_exactly_one_change_set(database: Database, write: Transaction) -> None:
    before = len(change_sets(database))
    with write("create") as session:
        session.add(person("S1"))
        session.flush()
        session.add(person("S2"))
    with write() as session:
        session.scalars(select(Student)).first().first_name = "Anna"  # type: ignore[union-attr]
    log = change_sets(database)
    assert [row.action for row in log[before:]] == ["create", "update"]
    assert [row.id for row in log] == list(range(1, len(log) + 1))


def test_a_transaction_that_writes_nothing_leaves_none(database: Database, write: Transaction) -> None:
    before = len(change_sets(database))
    with write("create") as session:
        session.add(person())
    with write() as session:
        session.scalars(select(Student)).all()
    with write() as session:
        row = session.scalars(select(Student)).one()
        row.first_name = str(row.first_name)
    assert len(change_sets(database)) == before + 1


def test_an_edit_that_changes_nothing_leaves_no_change_set_although_it_has_a_name(
    database: Database, write: Transaction
) -> None:
    before = len(change_sets(database))
    with write() as session:
        describe(session, "Edit student {name}", action="update", name="Pappa Maria")
    assert len(change_sets(database)) == before


def test_what_happens_without_touching_a_row_is_kept_by_its_name(database: Database, write: Transaction) -> None:
    with write() as session:
        describe(session, "{name} signed in", action="login", name="admin")
    last = change_sets(database)[-1]
    assert (last.action, last.summary, last.details) == ("login", "{name} signed in", {"name": "admin"})


def test_a_rollback_leaves_neither_rows_nor_a_change_set(database: Database, write: Transaction) -> None:
    before = content(database), len(change_sets(database))
    with pytest.raises(RuntimeError, match="stop"):
        interrupted(write)
    assert (content(database), len(change_sets(database))) == before


def test_a_change_set_says_who_when_where_and_why(database: Database) -> None:
    who = Actor(7, "eleni", frozenset(), "desk-2")
    with database.begin(who, "create", reason="late enrolment", operation_id="a" * 32) as session:
        session.add(person())
    last = change_sets(database)[-1]
    assert (last.user_id, last.user_name, last.workstation) == (7, "eleni", "desk-2")
    assert (last.reason, last.operation_id, last.undoes) == ("late enrolment", "a" * 32, None)


def test_the_first_description_of_a_transaction_stands(database: Database, write: Transaction) -> None:
    with write() as session:
        describe(session, "Import {file}", action="import", file="a.csv")
        describe(session, "Add student {name}", action="create", name="Pappa")
        session.add(person())
    last = change_sets(database)[-1]
    assert (last.action, last.summary) == ("import", "Import {file}")


def test_a_created_row_is_kept_with_all_its_values(database: Database, write: Transaction) -> None:
    with write("create") as session:
        session.add(person(date_of_birth=date(2007, 3, 9), extra={"bus": "12"}))
    change = last_change(database)
    [(table, operation, values)] = entries(database, change)
    assert (table, operation, values["ids"]) == ("students", "create", [1])
    assert values["after"]["date_of_birth"] == ["2007-03-09"]
    assert values["after"]["extra"] == ['{"bus": "12"}']
    assert values["after"]["status"] == ["active"]
    assert values["after"]["version"] == [change]
    assert set(values["after"]) == set(Student.__table__.c.keys())


def test_an_edit_keeps_the_changed_values_before_and_after_and_no_others(
    database: Database, write: Transaction
) -> None:
    with write("create") as session:
        session.add(Course(course_code="MAT1", course_name="Algebra", credits=Decimal("4.5")))
    made = last_change(database)
    with write() as session:
        row = session.get_one(Course, 1)
        row.credits, row.study_year, row.course_name = Decimal(5), 2, "Algebra"
    edited = last_change(database)
    [(table, operation, values)] = entries(database, edited)
    assert (table, operation) == ("courses", "update")
    assert values["before"] == {"version": [made], "credits": [450], "study_year": [None]}
    assert values["after"] == {"version": [edited], "credits": [500], "study_year": [2]}


def test_a_value_that_was_not_read_before_it_was_changed_is_kept_all_the_same(
    database: Database, write: Transaction
) -> None:
    with write("create") as session:
        session.add(person())
    with write() as session:
        row = session.get_one(Student, 1)
        session.expire(row)
        row.first_name = "Anna"
    [(_, _, values)] = entries(database, last_change(database))
    assert values["before"]["first_name"] == ["Maria"]
    assert values["before"]["version"] == [last_change(database) - 1]


def test_a_removed_row_is_kept_whole_with_its_bytes(database: Database, write: Transaction) -> None:
    with write("create") as session:
        session.add(person())
        session.flush()
        session.add(StudentPhoto(student_id=1, media_type="image/png", image=b"\x89PNG\x00\xff"))
    with write() as session:
        session.delete(session.get_one(StudentPhoto, 1))
    [(table, operation, values)] = entries(database, last_change(database))
    assert (table, operation) == ("student_photos", "remove")
    assert values["before"]["image"] == ["iVBORwD/"]
    assert values["before"]["media_type"] == ["image/png"]


def test_rows_made_one_after_the_other_share_an_entry(database: Database, write: Transaction) -> None:
    with write("create") as session:
        session.add_all(person(f"S{n}") for n in range(300))
    [(_, _, values)] = entries(database, last_change(database))
    assert values["ids"] == list(range(1, 301))
    assert values["after"]["student_number"] == [f"S{n}" for n in range(300)]


def test_the_version_of_a_row_is_the_change_set_that_made_it_as_it_is(database: Database, write: Transaction) -> None:
    with write("create") as session:
        session.add_all([person("S1"), person("S2")])
    made = last_change(database)
    with write() as session:
        session.get_one(Student, 2).first_name = "Anna"
    versions = {row_id: row["version"] for row_id, row in content(database)["students"].items()}
    assert versions == {1: made, 2: made + 1}


def test_listeners_hear_of_a_change_once_it_is_committed_and_of_no_other(
    database: Database, write: Transaction
) -> None:
    heard: list[Changed] = []
    database.events.subscribe(heard.append)
    with write("create") as session:
        session.add_all([person(), Programme(code="AUT", name="Cars"), Setting(key="school.name", value="Test")])
        assert heard == []
    with pytest.raises(RuntimeError, match="stop"):
        interrupted(write)
    assert heard == [Changed(last_change(database), frozenset({"students", "programmes", "settings"}), "create")]


def test_a_clash_says_that_the_entry_exists(write: Transaction) -> None:
    with write("create") as session:
        session.add(person())
    with pytest.raises(Conflict) as caught, write("create") as session:
        session.add(person())
    assert caught.value.code == "taken"


def test_a_row_that_is_referred_to_can_not_be_removed(write: Transaction) -> None:
    with write("create") as session:
        session.add(Programme(code="AUT", name="Cars"))
        session.flush()
        session.add(person(programme_id=1))
    with pytest.raises(Conflict) as caught, write() as session:
        session.delete(session.get_one(Programme, 1))
    assert caught.value.code == "in_use"


def test_a_missing_value_is_not_said_to_exist_already(database: Database, write: Transaction) -> None:
    before = content(database)
    with pytest.raises(StorageProblem) as caught, write("create") as session:
        session.add(Student(student_number="S1", first_name="Maria"))
    assert caught.value.code == "database"
    assert content(database) == before


def reading(session: Session) -> str:
    return session.scalars(select(Student.first_name)).one()


def test_a_reader_sees_one_moment_of_the_data(read: Transaction, write: Transaction) -> None:
    with write("create") as session:
        session.add(person())
    with read() as session:
        assert reading(session) == "Maria"
        with write() as other:
            other.get_one(Student, 1).first_name = "Anna"
        assert reading(session) == "Maria"
    with read() as session:
        assert reading(session) == "Anna"
