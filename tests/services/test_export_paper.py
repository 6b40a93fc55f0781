"""Which rows a list on paper has, in words."""

from __future__ import annotations

from sms_desktop.core.actor import Actor
from sms_desktop.db.database import Database
from sms_desktop.services import export_paper
from sms_desktop.services.export_lists import LISTS
from sms_desktop.services.listing import Condition, Listing
from tests.conftest import Transaction
from tests.makers import Make

COLUMNS = {column.name: column for column in LISTS["grades"].columns}


def one(field: str, value: object) -> Listing:
    return Listing(where=(Condition(field, "=", value),))


def test_a_class_a_term_and_a_student_are_told_by_name(read: Transaction, make: Make) -> None:
    term = make.term(2026)
    offering = make.offering(course_id=make.course(course_code="ELE1"), term_id=term, section="A1")
    student = make.student(last_name="Abbot", first_name="Ada")
    with read() as session:
        assert export_paper.told(one("offering_id", offering), COLUMNS, session).startswith("ELE1 · 2026-2027")
        assert export_paper.told(one("id", offering), {}, session, own="offering_id").startswith("ELE1 · ")
        assert export_paper.told(one("student_id", student), COLUMNS, session) == "Abbot Ada"
        assert export_paper.told(one("term_id", term), COLUMNS, session).startswith("Term: 2026-2027")


def test_chosen_rows_are_counted_and_other_conditions_said(read: Transaction) -> None:
    with read() as session:
        both = Listing("abb", (Condition("id", "=", [1, 2]), Condition("score", "<", 10)))
        assert export_paper.told(both, COLUMNS, session) == "Search: “abb”  ·  2 chosen rows  ·  Score < 10"


def test_a_student_of_others_is_not_named_to_a_teacher(database: Database, make: Make) -> None:
    student = make.student(last_name="Abbot")
    teacher: Actor = make.teacher(make.offering())
    with database.read(teacher) as session:
        assert "Abbot" not in export_paper.told(one("student_id", student), COLUMNS, session)


def test_what_was_asked_of_a_sensitive_field_is_told_with_sensitive_fields_alone(read: Transaction) -> None:
    columns = {column.name: column for column in LISTS["students"].columns}
    asked = Listing(where=(Condition("health_note", "contains", "asthma"), Condition("section", "=", "A1")))
    with read() as session:
        assert "asthma" in export_paper.told(asked, columns, session)
        assert export_paper.told(asked, columns, session, sensitive=False) == "Section = A1  ·  By a sensitive field"
