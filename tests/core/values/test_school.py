"""School words in the spellings that real files have."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.values import (
    BadValue,
    clean_course_code,
    clean_student_number,
    parse_academic_year,
    parse_enrolment_status,
    parse_gender,
    parse_semester,
    parse_status,
    parse_study_year,
)

READERS: list[Callable[[str], object]] = [
    *(clean_course_code, clean_student_number, parse_academic_year, parse_enrolment_status, parse_gender),
    *(parse_semester, parse_status, parse_study_year),
]


@pytest.mark.parametrize(
    ("texts", "year"),
    [
        ("Α' Α΄ Α’ Α A A' 1 1ο 1η 1.0 First I Ι Πρώτο 1st", 1),
        ("Β΄ Β B' b 2 2ο II ΙΙ Second Δεύτερο 2nd", 2),
        ("Γ’ γ 3 3ο III Τρίτη Third", 3),
        ("Δ' 4 IV Τέταρτο Fourth Δʹ", 4),
        ("ΣΤ' 6", 6),
    ],
)
def test_a_study_year_is_read_however_it_is_written(texts: str, year: int) -> None:
    assert {parse_study_year(text) for text in texts.split()} == {year}


@pytest.mark.parametrize("text", ["Α' Έτος", "Year 1", "1ο Έτος Σπουδών", "Α΄ τάξη", "1st year of study"])
def test_words_around_a_study_year_do_not_matter(text: str) -> None:
    assert parse_study_year(text) == 1


@pytest.mark.parametrize(
    ("text", "semester"),
    [
        *(("Α' Εξάμηνο", 1), ("1ο εξάμηνο", 1), ("Semester 2", 2), ("Δ΄ εξ.", 4), ("S3", 3), ("Γ' ΕΞΑΜΗΝΟ", 3)),
        *(("Χειμερινό", 1), ("Εαρινό εξάμηνο", 2), ("Fall", 1), ("Spring", 2)),
    ],
)
def test_a_semester_is_read_however_it_is_written(text: str, semester: int) -> None:
    assert parse_semester(text) == semester


@pytest.mark.parametrize("text", ["2025-2026", "2025 - 2026", "2025/26", "2025–2026", "2025_2026", " 2025/2026 "])
def test_a_school_year_has_one_name(text: str) -> None:
    assert parse_academic_year(text) == "2025-2026"


def test_the_turn_of_a_century_is_a_school_year_too() -> None:
    assert parse_academic_year("1999/00") == "1999-2000"


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        *((parse_academic_year, text) for text in ("2025", "2025-2027", "2025/25", "Α'")),
        *((parse_study_year, text) for text in ("", "13", "0", "Α Β", "φοιτητής")),
        *((parse_semester, text) for text in ("", "13", "χειμερινό εαρινό", "Μαθηματικά", "Spring 2026")),
        *((parse_status, text) for text in ("", "άγνωστο", "A")),
        *((clean_student_number, text) for text in ("", "12 34", "-1", "Ω12", "a" * 51, "1.2E+09")),
        *((clean_course_code, text) for text in ("", "--", "A" * 51)),
        *((parse_gender, text) for text in ("", "U", "2")),
    ],
)
def test_what_is_something_else_is_refused(reader: Callable[[str], object], text: str) -> None:
    with pytest.raises(BadValue) as caught:
        reader(text)
    assert caught.value.sentence


@pytest.mark.parametrize(
    ("texts", "status"),
    [
        ("Ενεργός ενεργή ACTIVE enrolled Φοιτά TRUE Εγγεγραμμένος", "active"),
        ("Απόφοιτος αποφοίτησε Graduated completed", "graduated"),
        ("Διαγραφή διαγράφηκε Withdrawn Inactive ανενεργός dropped αποχώρησε", "withdrawn"),
        ("Μετεγγραφή μετεγγράφηκε Transferred", "transferred"),
    ],
)
def test_a_students_status_is_one_of_four(texts: str, status: str) -> None:
    assert {parse_status(text) for text in texts.split()} == {status}


@pytest.mark.parametrize(
    ("texts", "status"),
    [("Ενεργή active", "active"), ("Ολοκληρώθηκε completed", "completed"), ("Διαγραφή dropped tobedeleted", "dropped")],
)
def test_an_enrolments_status_is_one_of_three(texts: str, status: str) -> None:
    assert {parse_enrolment_status(text) for text in texts.split()} == {status}


def test_gender_is_read_from_words_and_letters() -> None:
    assert {parse_gender(text) for text in ["Α", "Άρρεν", "M", "male", "Αγόρι", "Άνδρας"]} == {"male"}
    assert {parse_gender(text) for text in ["Θ", "Θήλυ", "F", "Female", "Κορίτσι", "Γυναίκα"]} == {"female"}


@pytest.mark.parametrize(("text", "number"), [("1234.0", "1234"), (" AB-12_c ", "AB-12_c"), ("ΑΒ123", "AB123")])
def test_a_student_number_is_mended_where_it_is_plain_what_it_was(text: str, number: str) -> None:
    assert clean_student_number(text) == number


def test_a_course_code_is_in_capitals() -> None:
    assert clean_course_code(" aut  0101 ") == "AUT 0101"
    assert clean_course_code("101.0") == "101"
    assert clean_course_code("μηχ-1") == "ΜΗΧ-1"


@given(st.text(max_size=60), st.sampled_from(READERS))
def test_any_text_is_a_value_or_a_refusal(text: str, reader: Callable[[str], object]) -> None:
    with suppress(BadValue):
        assert reader(text)
