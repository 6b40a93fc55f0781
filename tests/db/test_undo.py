"""Undo puts back what a change set changed, redo does it again, and what somebody changed since stays."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import NotFound
from sms_desktop.db import bulk
from sms_desktop.db.database import Database
from sms_desktop.db.people import Contact, Programme, Student, StudentContact
from sms_desktop.db.undo import CHANGED, CLASHES, GONE, IN_USE, Left, Reverted, revert
from tests.conftest import Transaction
from tests.content import Content, change_sets, content, entries, last_change
from tests.schools import ADMIN, MadeOnce

STUDENTS: Any = Student.__table__


def person(number: str = "S1", **more: object) -> Student:
    return Student(**({"student_number": number, "first_name": "Maria", "last_name": "Pappa"} | more))


def undo(database: Database, change: int | None = None) -> Reverted:
    with database.begin(ADMIN) as session:
        return revert(session, change or last_change(database))


def edit(database: Database, row_id: int, **values: object) -> int:
    with database.begin(ADMIN) as session:
        for name, value in values.items():
            setattr(session.get_one(Student, row_id), name, value)
    return last_change(database)


@pytest.fixture
def maria(write: Transaction) -> int:
    with write("create") as session:
        session.add(person())
    return 1


def test_an_edit_taken_back_leaves_the_row_as_it_was_version_included(database: Database, maria: int) -> None:
    before = content(database)
    edit(database, maria, first_name="Anna", study_year=2)
    reverted = undo(database)
    assert reverted.rows == {"students": 1}
    assert content(database) == before


def test_a_row_that_was_made_goes_and_comes_back_by_redo(database: Database, maria: int) -> None:
    after = content(database)
    undo(database)
    assert content(database)["students"] == {}
    undo(database)
    assert content(database) == after


def test_a_row_edited_twice_in_one_transaction_is_put_back_so_that_earlier_changes_can_be_too(
    database: Database, maria: int, write: Transaction
) -> None:
    made = last_change(database)
    before = content(database)
    with write() as session:
        for name in ("Anna", "Eleni", "Sofia"):
            session.get_one(Student, maria).first_name = name
            session.flush()
    after = content(database)
    undo(database)
    assert content(database) == before
    undo(database)
    assert content(database) == after
    undo(database)
    assert undo(database, made).left == []


def test_a_row_made_and_edited_in_one_transaction_goes_as_a_whole(database: Database, write: Transaction) -> None:
    with write("create") as session:
        session.add(person())
        session.flush()
        session.get_one(Student, 1).first_name = "Anna"
    after = content(database)
    assert undo(database).left == []
    assert content(database)["students"] == {}
    undo(database)
    assert content(database) == after


def test_undone_twice_a_change_is_not_taken_back_again(database: Database, maria: int) -> None:
    change = edit(database, maria, first_name="Anna")
    undo(database, change)
    edit(database, maria, last_name="Nikou")
    before = content(database, versions=False)
    assert undo(database, change).left == [Left("students", maria, CHANGED)]
    assert content(database, versions=False) == before


def test_a_field_that_somebody_changed_since_stays_and_is_named(database: Database, maria: int) -> None:
    change = edit(database, maria, first_name="Anna")
    edit(database, maria, first_name="Eleni")
    before = content(database)
    reverted = undo(database, change)
    assert (reverted.left, sum(reverted.rows.values())) == ([Left("students", maria, CHANGED)], 0)
    assert content(database) == before


def test_a_change_of_other_fields_since_does_not_stand_in_the_way(database: Database, maria: int) -> None:
    change = edit(database, maria, first_name="Anna")
    edit(database, maria, city="Nicosia")
    assert undo(database, change).left == []
    row = content(database)["students"][maria]
    assert (row["first_name"], row["city"], row["version"]) == ("Maria", "Nicosia", last_change(database))


def test_a_new_row_that_somebody_edited_since_stays(database: Database, maria: int) -> None:
    made = last_change(database)
    edit(database, maria, city="Nicosia")
    assert undo(database, made).left == [Left("students", maria, CHANGED)]
    assert list(content(database)["students"]) == [maria]


def test_a_new_row_that_is_in_use_stays(database: Database, write: Transaction) -> None:
    with write("create") as session:
        session.add(Programme(code="AUT", name="Cars"))
    made = last_change(database)
    with write("create") as session:
        session.add(person(programme_id=1))
    assert undo(database, made).left == [Left("programmes", 1, IN_USE)]
    undo(database, made + 1)
    assert undo(database, made).left == []


def test_a_row_that_is_gone_is_named(database: Database, maria: int) -> None:
    made = last_change(database)
    edited = edit(database, maria, city="Nicosia")
    undo(database, edited)
    undo(database, made)
    assert undo(database, edited).left == [Left("students", maria, GONE)]
    assert undo(database, made).left == [Left("students", maria, GONE)]


def test_a_number_that_is_taken_by_now_leaves_the_row_deleted_and_the_others_come_back(
    database: Database, write: Transaction
) -> None:
    with write("create") as session:
        session.add_all([person("S1"), person("S2"), person("S3")])
    with write("delete") as session:
        for row in session.scalars(select(Student)):
            row.deleted_at = datetime(2026, 9, 1)
    deleted = last_change(database)
    with write("create") as session:
        session.add(person("S2"))
    reverted = undo(database, deleted)
    assert (reverted.rows["students"], reverted.left) == (2, [Left("students", 2, CLASHES)])
    live = {row_id for row_id, row in content(database)["students"].items() if row["deleted_at"] is None}
    assert live == {1, 3, 4}


def test_a_removed_row_whose_place_is_taken_stays_away(database: Database, write: Transaction) -> None:
    with write("create") as session:
        session.add_all([person(), Contact(name="Nikos Pappas")])
        session.flush()
        session.add(StudentContact(student_id=1, contact_id=1))
    with write("delete") as session:
        session.delete(session.get_one(StudentContact, 1))
    removed = last_change(database)
    with write("create") as session:
        session.add(StudentContact(student_id=1, contact_id=1))
    assert undo(database, removed).left == [Left("student_contacts", 1, CLASHES)]
    assert list(content(database)["student_contacts"]) == [2]


def test_thousands_brought_in_at_once_go_but_for_those_in_use_or_changed_since(
    database: Database, write: Transaction
) -> None:
    count = 5003
    columns: dict[str, list[Any]] = {"student_number": [f"S{n}" for n in range(count)]}
    columns |= {"first_name": ["Maria"] * count, "last_name": ["Pappa"] * count}
    with write("import") as session:
        bulk.insert_columns(session, STUDENTS, columns, count)
    made = last_change(database)
    edit(database, 5002, first_name="Anna")
    with write() as session:
        session.add(Contact(name="Nikos"))
        session.flush()
        session.add(StudentContact(student_id=7, contact_id=1))
    reverted = undo(database, made)
    assert reverted.left == [Left("students", 7, IN_USE), Left("students", 5002, CHANGED)]
    assert reverted.rows == {"students": count - 2}
    assert sorted(row for row in content(database)["students"]) == [7, 5002]


def test_an_undo_is_a_change_set_that_names_what_it_took_back(database: Database, maria: int) -> None:
    change = edit(database, maria, first_name="Anna")
    undo(database)
    assert [row.undoes for row in change_sets(database)][-2:] == [None, change]


def test_an_undo_that_leaves_everything_alone_is_no_change(database: Database, maria: int) -> None:
    change = edit(database, maria, first_name="Anna")
    newest = edit(database, maria, first_name="Eleni")
    undo(database, change)
    assert last_change(database) == newest


def test_a_change_that_does_not_exist_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound):
        undo(database, 99)


def test_what_a_session_read_before_an_undo_is_read_anew_after_it(
    database: Database, maria: int, write: Transaction
) -> None:
    change = edit(database, maria, first_name="Anna")
    with write() as session:
        row = session.get_one(Student, maria)
        assert row.first_name == "Anna"
        revert(session, change)
        assert row.first_name == "Maria"


# A random history: whatever was done by whichever road, undone step by step in reverse it was all there before.

Operation = Callable[[Session], None]


def making(number: int) -> Operation:
    def do(session: Session) -> None:
        if session.scalar(select(Student.id).where(Student.student_number == f"S{number}")) is None:
            session.add(person(f"S{number}", study_year=number))
            session.flush()

    return do


def editing(pick: int, city: str) -> Operation:
    def do(session: Session) -> None:
        rows = session.scalars(select(Student).order_by(Student.id)).all()
        for row in rows[pick % (len(rows) or 1) :][:2]:
            row.city, row.deleted_at = city, None
        session.flush()

    return do


def deleting(pick: int) -> Operation:
    def do(session: Session) -> None:
        rows = session.scalars(select(Student).order_by(Student.id)).all()
        for row in rows[pick % (len(rows) or 1) :][:2]:
            row.deleted_at = datetime(2026, 9, 1 + pick)

    return do


def linking(pick: int, name: str) -> Operation:
    def do(session: Session) -> None:
        rows = session.scalars(select(Student.id).order_by(Student.id)).all()
        contact = Contact(name=name)
        session.add(contact)
        session.flush()
        if rows:
            session.add(StudentContact(student_id=rows[pick % len(rows)], contact_id=contact.id, emergency=True))

    return do


def unlinking(pick: int) -> Operation:
    def do(session: Session) -> None:
        rows = session.scalars(select(StudentContact).order_by(StudentContact.id)).all()
        if rows:
            session.delete(rows[pick % len(rows)])

    return do


def bringing_in(first: int, count: int) -> Operation:
    def do(session: Session) -> None:
        last = session.scalar(select(Student.id).order_by(Student.id.desc()).limit(1)) or 0
        numbers = [f"B{last}-{first}-{n}" for n in range(count)]
        values = {"student_number": numbers, "first_name": ["Ann"] * count, "last_name": ["Doe"] * count}
        bulk.insert_columns(session, STUDENTS, values, count)

    return do


def moving(pick: int) -> Operation:
    def do(session: Session) -> None:
        session.flush()
        ids = session.scalars(select(Student.id).where(Student.id % (pick % 3 + 1) == 0).order_by(Student.id)).all()
        now = bulk.read_columns(session, STUDENTS, ids, ["section"])
        bulk.update_rows(session, STUDENTS, ids, now, {"section": [f"{pick}-{row_id}" for row_id in ids]})
        session.expire_all()

    return do


small = st.integers(0, 5)
operations = st.one_of(
    st.builds(making, small),
    st.builds(editing, small, st.sampled_from(["Nicosia", "Πάφος", ""])),
    st.builds(deleting, small),
    st.builds(linking, small, st.text("αβc '", min_size=1, max_size=3)),
    st.builds(unlinking, small),
    st.builds(bringing_in, small, st.integers(1, 4)),
    st.builds(moving, small),
)
histories = st.lists(st.lists(operations, min_size=1, max_size=5), min_size=1, max_size=6)


@contextmanager
def fresh(school: MadeOnce) -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        database = school.opened(Path(folder) / "data")
        try:
            yield database
        finally:
            database.close()


def played(database: Database, history: list[list[Operation]]) -> list[tuple[int, Content]]:
    """The change sets of a history, each with the content it left."""
    done = []
    for transaction in history:
        newest = last_change(database)
        with database.begin(ADMIN) as session:
            for operation in transaction:
                operation(session)
        if last_change(database) > newest:
            done.append((newest + 1, content(database)))
    return done


@settings(max_examples=25, deadline=None)
@given(history=histories)
def test_any_history_is_taken_back_step_by_step_and_done_again(
    school_made_once: MadeOnce, history: list[list[Operation]]
) -> None:
    with fresh(school_made_once) as database:
        states = [(last_change(database), content(database)), *played(database, history)]
        undone = []
        for (change, _), (_, earlier) in reversed(list(zip(states[1:], states, strict=False))):
            assert undo(database, change).left == []
            undone.append(last_change(database))
            assert content(database) == earlier
        for change, (_, later) in zip(reversed(undone), states[1:], strict=True):
            assert undo(database, change).left == []
            assert content(database) == later


@settings(max_examples=25, deadline=None)
@given(history=histories, pick=small)
def test_a_change_from_the_middle_taken_back_touches_no_row_but_its_own(
    school_made_once: MadeOnce, history: list[list[Operation]], pick: int
) -> None:
    with fresh(school_made_once) as database:
        done = played(database, history)
        if not done:
            return
        change, __ = done[pick % len(done)]
        own = {(table, row_id) for table, __, values in entries(database, change) for row_id in values["ids"]}
        before = content(database)
        left = {(row.table, row.row_id) for row in undo(database, change).left}
        after = content(database)
        differ = {
            (table, row_id)
            for table in before
            for row_id in {*before[table], *after[table]}
            if before[table].get(row_id) != after[table].get(row_id)
        }
        assert differ <= own
        assert left <= own
