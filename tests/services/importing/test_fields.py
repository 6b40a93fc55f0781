"""Fields read column by column, and columns put together as what they mean."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sms_desktop.core.errors import Invalid
from sms_desktop.core.values import DateOrder, Decimals
from sms_desktop.services.importing.fields import (
    COURSES,
    ENROLMENTS,
    KINDS,
    STUDENTS,
    ColumnStyle,
    Field,
    Kind,
    assemble,
    read_column,
    split_full_name,
)

DAY_FIRST = ColumnStyle(dates=DateOrder.DAY_FIRST, decimals=Decimals.COMMA, today=date(2026, 9, 1))


def field(kind: Kind, name: str) -> Field:
    found = kind.field(name)
    assert found is not None
    return found


def read(kind: Kind, name: str, *texts: str) -> list[object]:
    values, wrong = read_column(field(kind, name), texts, DAY_FIRST)
    assert wrong == {}
    return values


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_field_has_one_name_a_title_and_an_empty_value(kind: Kind) -> None:
    names = [one.name for one in kind.fields]
    assert len(names) == len(set(names))
    for one in kind.fields:
        assert one.title()
        assert one.value("", DAY_FIRST) == one.value(" - ", DAY_FIRST) == one.empty


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("student_number", "1234.0", "1234"),
        ("last_name", "  Βήτα   Γάμμα ", "Βήτα Γάμμα"),
        ("last_name", "Null", "Null"),
        ("email", "mailto:A@School.CY", "A@school.cy"),
        ("date_of_birth", "3/4/05", date(2005, 4, 3)),
        ("date_of_birth", "NaN", None),
        ("enrolment_date", "2025-09-01 10:22:33", date(2025, 9, 1)),
        ("study_year", "Β΄", 2),
        ("academic_year", "2025 - 2026", "2025-2026"),
        ("status", "Ενεργή", "active"),
        ("gender", "Θήλυ", "female"),
        ("mobile", "99123456.0", "99123456"),
        ("private_note", "α\n\nβ", "α\n\nβ"),
        ("last_name", "Παπα\nΔοπούλου", "Παπα Δοπούλου"),
    ],
)
def test_a_students_cell_becomes_its_value(name: str, text: str, value: object) -> None:
    assert read(STUDENTS, name, text) == [value]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("course_code", "aut0101", "AUT0101"),
        ("periods_per_week", "2,0", Decimal("2.0")),
        ("credits", "", None),
        ("semester", "Γ' Εξάμηνο", 3),
        ("teachers", "Α. Βήτα; Γ. Δέλτα", ("Α. Βήτα", "Γ. Δέλτα")),
        ("evaluation_rules", "", ()),
        ("rule:Τελική", "40%", Decimal(40)),
        ("rule:Τελική", "", None),
    ],
)
def test_a_courses_cell_becomes_its_value(name: str, text: str, value: object) -> None:
    assert read(COURSES, name, text) == [value]


def test_rules_and_lessons_are_read_whole() -> None:
    [rules], [lessons] = (read(COURSES, name, text) for name, text in
                          (("evaluation_rules", "Α 40% + Β 60%"), ("schedule", "Δευ 08:00 2 περ.")))  # fmt: skip
    assert isinstance(rules, list) and [str(rule.weight) for rule in rules] == ["40", "60"]  # noqa: PT018
    assert isinstance(lessons, list) and lessons[0].start == "08:00"  # noqa: PT018


def test_every_wrong_cell_is_named_by_its_place_with_its_reason() -> None:
    values, wrong = read_column(field(STUDENTS, "email"), ["a@b.cy", "x", "", "x"], DAY_FIRST)
    assert values == ["a@b.cy", "", "", ""]
    assert {place: refused.code for place, refused in wrong.items()} == {1: "not_an_email", 3: "not_an_email"}


def test_a_text_longer_than_its_field_is_refused_and_not_cut() -> None:
    __, wrong = read_column(field(STUDENTS, "section"), ["Α" * 51], DAY_FIRST)
    assert wrong[0].code == "too_long"


def test_a_weight_over_a_hundred_percent_is_refused() -> None:
    __, wrong = read_column(field(COURSES, "rule:Τελική"), ["140%"], DAY_FIRST)
    assert wrong[0].code == "out_of_range"


def test_fields_there_are_not_are_not_made_up() -> None:
    assert STUDENTS.field("rule:Τελική") is None
    assert COURSES.field("rule:") is None
    assert STUDENTS.field("shoe_size") is None


@pytest.mark.parametrize(
    ("kind", "mapped", "missing"),
    [
        (STUDENTS, {"last_name", "first_name", "student_number"}, 0),
        (STUDENTS, {"full_name", "email"}, 0),
        (STUDENTS, {"last_name", "email"}, 1),
        (STUDENTS, set(), 2),
        (COURSES, {"course_code"}, 0),
        (COURSES, {"course_name"}, 1),
        (ENROLMENTS, {"student_number", "course_code"}, 0),
        (ENROLMENTS, {"last_name", "first_name", "date_of_birth", "course_code"}, 0),
        (ENROLMENTS, {"last_name", "first_name", "course_code"}, 1),
    ],
)
def test_what_no_column_says_is_said(kind: Kind, mapped: set[str], missing: int) -> None:
    assert len(kind.missing(mapped)) == missing


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Βήτα Άννα", ("Βήτα", "Άννα")),
        ("Βήτα, Άννα Μαρία", ("Βήτα", "Άννα Μαρία")),
        ("Βήτα Άννα Μαρία", ("Βήτα", "Άννα Μαρία")),
        ("van der Berg Anna", ("van der Berg", "Anna")),
        ("Άννα", ("Άννα", "")),
        ("De Anna", ("De", "Anna")),
        ("", ("", "")),
    ],
)
def test_a_full_name_is_last_name_first(full: str, parts: tuple[str, str]) -> None:
    assert split_full_name(full) == parts


def test_full_names_fill_only_what_other_columns_leave_open() -> None:
    columns = {"full_name": ["Βήτα Άννα", "Γάμμα Εύα"], "last_name": ["", "Δέλτα"]}
    assemble(columns)
    assert columns == {"last_name": ["Βήτα", "Δέλτα"], "first_name": ["Άννα", "Εύα"]}


def test_a_contacts_name_is_put_together_from_its_parts() -> None:
    columns = {
        "contact1_last_name": ["Βήτα", ""],
        "contact1_first_name": ["Μαρία", ""],
        "contact2_last_name": ["Α", "Β"],
    }
    assemble(columns)
    assert columns == {"contact1_name": ["Βήτα Μαρία", ""], "contact2_name": ["Α", "Β"]}


def test_parents_who_can_be_reached_become_contacts() -> None:
    columns = {"father_name": ["Γιώργος", "Νίκος"], "father_phone": ["99123456", ""], "contact1_name": ["Θεία", ""],
               "mother_email": ["m@b.cy", ""]}  # fmt: skip
    assemble(columns)
    assert columns["contact2_name"] == ["Γιώργος", ""]
    assert columns["contact2_relation"] == ["father", ""]
    assert columns["contact2_phone"] == ["99123456", ""]
    assert (columns["contact3_relation"], columns["contact3_email"]) == (["mother", ""], ["m@b.cy", ""])
    assert columns["father_name"] == ["Γιώργος", "Νίκος"]
    assert "father_phone" not in columns


def test_a_contact_there_is_no_room_for_is_not_lost_in_silence() -> None:
    columns = {f"contact{n}_name": ["Α"] for n in (1, 2, 3)} | {"father_phone": ["99123456"]}
    with pytest.raises(Invalid, match="three contacts"):
        assemble(columns)
