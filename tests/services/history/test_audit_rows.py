"""What an entry of the log tells of its rows: in words for each table, with their place, also of rows made at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest
from sqlalchemy import Table, select

from sms_desktop.db import bulk, tables
from sms_desktop.db.courses import Course
from sms_desktop.db.database import Database
from sms_desktop.db.grades import Grade
from sms_desktop.db.people import Student
from sms_desktop.services import grade_entry, make_up_lessons, register_entry
from sms_desktop.services.grade_entry import Entry
from sms_desktop.services.history import audit, audit_places, undo
from sms_desktop.services.history.audit_places import Place
from sms_desktop.services.history.audit_words import field_word, value_word
from tests.conftest import Transaction
from tests.content import last_change
from tests.makers import Make
from tests.schools import ADMIN

STUDENTS = cast(Table, Student.__table__)


def test_every_column_of_every_table_has_a_word() -> None:
    for table, columns in tables.audited().items():
        names = [column.name for column in columns.c if column.name not in audit._NEVER]
        bare = [name for name in names if field_word(name, table) == name.replace("_", " ")]
        assert bare == [], table


@pytest.mark.parametrize(
    ("table", "name", "value", "words"),
    [
        ("users", "role", "secretary", "Secretary"),
        ("terms", "state", "locked", "Locked"),
        ("student_contacts", "relation", "father", "father"),
        ("offering_rules", "kind", "final", "Final exam"),
        ("offering_rules", "kind", "strange", "strange"),
        ("letter_templates", "language", "el", "Ελληνικά"),
        ("students", "extra", {"bus": True, "seat": 3}, "bus: Yes, seat: 3"),
        ("roles", "keys", ["a:b", "c:d"], "a:b, c:d"),
        ("own_forms", "content", b"x", "(a file)"),
        ("student_photos", "image", b"x", "(a picture)"),
        ("settings", "key", "grades.pass_mark", "Pass mark, out of 20"),
        ("settings", "key", "no.such", "no.such"),
    ],
)  # fmt: skip
def test_values_are_told_as_people_read_them(read: Transaction, table: str, name: str, value: Any, words: str) -> None:
    with read() as session:
        assert value_word(session, table, name, value) == words


@pytest.fixture
def brought_in(database: Database) -> int:
    """Three students whom an import brought in at once; one of them was edited since, and one taken out again."""
    with database.begin(ADMIN, "import") as session:
        values = {name: ["x"] * 3 for name in ("first_name", "search_key", "sort_key")}
        numbers = {"last_name": ["Abbot", "Brown", "Clark"], "student_number": ["1", "2", "3"]}
        bulk.insert_columns(session, STUDENTS, {**values, **numbers}, 3)
    number = last_change(database)
    with database.begin(ADMIN) as session:
        session.get_one(Student, 1).last_name = "Adams"
    with database.begin(ADMIN) as session:
        bulk.remove_rows(session, STUDENTS, [3])
    return number


def test_rows_that_were_made_at_once_are_told_as_they_were_made(brought_in: int, database: Database) -> None:
    def names() -> list[str]:
        with database.read(ADMIN) as session:
            records = audit.details(session, brought_in).records
        return [field.after_words for one in records for field in one.fields if field.name == "last_name"]

    assert names() == ["Abbot", "Brown", "Clark"]
    with database.begin(ADMIN) as session:
        undo.undo(session, brought_in)
    assert names() == ["Abbot", "Brown", "Clark"]
    with database.begin(ADMIN) as session:
        undo.undo(session, last_change(database), redo=True)
    assert names() == ["Abbot", "Brown", "Clark"]


def test_a_mark_of_an_import_is_told_with_its_score(database: Database, make: Make) -> None:
    offering = make.offering()
    [one] = make.klass(offering, 1)
    exam = make.assessment(offering, "Exam")
    with database.begin(ADMIN, "import") as session:
        values = {"enrolment_id": [one], "assessment_id": [exam], "score": [1_400_000], "max_score": [2_000_000]}
        bulk.insert_columns(session, cast(Table, Grade.__table__), values, 1)
    number = last_change(database)
    with database.begin(ADMIN) as session:
        grade_entry.enter(session, offering, [Entry(one, exam, Decimal(9))])
    with database.read(ADMIN) as session:
        [record] = audit.details(session, number).records
    assert {field.name: field.after_words for field in record.fields}["score"] == "14"
    assert record.place == Place(audit_places.SHEET, offering)


def test_each_row_has_the_place_where_it_is_looked_at(database: Database, make: Make, write: Transaction) -> None:
    student, offering, day = make.student(), make.offering(), date(2026, 9, 21)
    contact, enrolment = make.contact(student), make.enrolment(student, offering)
    exam = make.assessment(offering, "Exam")
    make.mark(enrolment, exam, "12")
    with write() as session:
        lesson = make_up_lessons.add_lesson(session, offering, register_entry.MakeUp(day))
    with write() as session:
        course = session.scalars(select(Course.id)).one()
        places = {
            ("students", student): Place("student", student, "details"),
            ("contacts", contact): Place("student", student, "contacts"),
            ("student_contacts", 1): Place("student", student, "contacts"),
            ("enrolments", enrolment): Place("student", student, "enrolments"),
            ("courses", course): Place("course", course),
            ("course_rules", 1): Place("course", course),
            ("offerings", offering): Place("offering", offering),
            ("offering_rules", 1): Place("offering", offering),
            ("assessments", exam): Place("sheet", offering),
            ("grades", 1): Place("sheet", offering),
            ("make_up_lessons", lesson): Place("register", offering, day=day),
            ("users", 1): Place("operations", page="users"),
            ("settings", 99): Place("operations", page="settings"),
            ("terms", 1): None,
            ("grades", 99): None,
        }
        for (table, row_id), place in places.items():
            assert audit_places.place_of(session, table, row_id) == place, table
