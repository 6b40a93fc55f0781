"""Which rows a list on paper has, in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from sms_desktop.core import i18n
from sms_desktop.core.actor import Actor
from sms_desktop.db.database import Database
from sms_desktop.formats.paper.lists import Boxes
from sms_desktop.services.exporting import exports, paper_heads, screen_tables
from sms_desktop.services.exporting.exports import Asked
from sms_desktop.services.exporting.lists import LISTS
from sms_desktop.services.exporting.screen_tables import Sheet
from sms_desktop.services.listing import Condition, Listing
from tests.conftest import Transaction
from tests.makers import Make

COLUMNS = {column.name: column for column in LISTS["grades"].columns}


LACKED = "letters that the PDF's font can't write"
WAY_OUT = " XLSX and CSV keep them."


def one(field: str, value: object) -> Listing:
    return Listing(where=(Condition(field, "=", value),))


def test_a_class_a_term_and_a_student_are_told_by_name(read: Transaction, make: Make) -> None:
    term = make.term(2026)
    offering = make.offering(course_id=make.course(course_code="ELE1"), term_id=term, section="A1")
    student = make.student(last_name="Abbot", first_name="Ada")
    with read() as session:
        assert paper_heads.told(one("offering_id", offering), COLUMNS, session).startswith("ELE1 · 2026-2027")
        assert paper_heads.told(one("id", offering), {}, session, own="offering_id").startswith("ELE1 · ")
        assert paper_heads.told(one("student_id", student), COLUMNS, session) == "Abbot Ada"
        assert paper_heads.told(one("term_id", term), COLUMNS, session).startswith("Term: 2026-2027")


def test_chosen_rows_are_counted_and_other_conditions_said(read: Transaction) -> None:
    with read() as session:
        both = Listing("abb", (Condition("id", "=", [1, 2]), Condition("score", "<", 10)))
        assert paper_heads.told(both, COLUMNS, session) == "Search: “abb”  ·  2 chosen rows  ·  Score < 10"


def test_a_student_of_others_is_not_named_to_a_teacher(database: Database, make: Make) -> None:
    student = make.student(last_name="Abbot")
    teacher: Actor = make.teacher(make.offering())
    with database.read(teacher) as session:
        assert "Abbot" not in paper_heads.told(one("student_id", student), COLUMNS, session)


def test_what_was_asked_of_a_sensitive_field_is_told_with_sensitive_fields_alone(read: Transaction) -> None:
    columns = {column.name: column for column in LISTS["students"].columns}
    asked = Listing(where=(Condition("health_note", "contains", "asthma"), Condition("section", "=", "A1")))
    with read() as session:
        assert "asthma" in paper_heads.told(asked, columns, session)
        assert paper_heads.told(asked, columns, session, sensitive=False) == "Section = A1  ·  By a sensitive field"


@pytest.mark.parametrize(
    ("boxes", "told"),
    [
        (
            Boxes("", 1, 7, "李", 1),
            f"1 row has {LACKED}, and boxes in their place: “李” in row 7, on page 1.",
        ),
        (
            Boxes("", 1200, 12, "李", 3),
            f"1,200 rows have {LACKED}, and boxes in their place, first “李” in row 12, on page 3.",
        ),
        (
            Boxes("Search: “李”"),
            f"What stands above the list has {LACKED}: Search: “李”.",
        ),
    ],
)
def test_boxes_instead_of_letters_are_told_in_one_sentence(boxes: Boxes, told: str) -> None:
    assert paper_heads.boxed(boxes) == (told + WAY_OUT,)


def test_boxes_in_head_and_rows_are_told_and_none_are_not() -> None:
    assert len(paper_heads.boxed(Boxes("李", 1, 1, "李", 1))) == 2
    assert paper_heads.boxed(Boxes()) == ()


def test_a_list_or_table_as_pdf_tells_of_letters_that_the_font_lacks_in_the_readers_language(
    database: Database, admin: Actor, make: Make, tmp_path: Path
) -> None:
    make.student(last_name="Abbot")
    make.student(last_name="Bruce", first_name="李小龙")
    i18n.set_language("el")
    done = exports.export(database, admin, Asked("students", language="en"), tmp_path / "list.pdf")
    assert len(done.notes) == 1
    assert "«李小龙» στη γραμμή 2, στη σελίδα 1" in done.notes[0]
    sheet = Sheet("Names", ("name",), ("Name",), [("Abbot",), ("Bruce",), ("李小龙",)])
    (note,) = screen_tables.export(database, admin, sheet, "en", tmp_path / "table.pdf").notes
    assert "στη γραμμή 3" in note


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_other_formats_keep_every_letter_and_tell_of_none(
    database: Database, admin: Actor, make: Make, tmp_path: Path, ending: str
) -> None:
    make.student(first_name="李小龙")
    assert exports.export(database, admin, Asked("students"), tmp_path / f"list.{ending}").notes == ()
