"""Headers that differ in spelling only are the same, and a file is known again by them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.services.importing.headers import header_words, headers_fingerprint

SAME = [
    ["Ημερομηνία Γέννησης:", "ΗΜΕΡΟΜΗΝΙΑ ΓΕΝΝΗΣΗΣ", "Ημ/νία γέννησης", "Ημερ. Γέννησης", "ημ. γεννησης"],
    [
        "Student ID",
        "student_id",
        "studentId",
        "StudentID",
        "STUDENT-ID",
        "Student's ID",
        "<b>Student</b> ID:",
        "studentid",
    ],
    ["Αρ. Μητρώου", "Αριθμός Μητρώου", "ΑΡΙΘΜΟΣ ΜΗΤΡΩΟΥ"],
    ["Α.Μ.", "ΑΜ", "Α Μ", "α/μ"],
    ["Κινητό τηλ.", "Κινητό τηλέφωνο", "ΚΙΝ. ΤΗΛ."],
    ["Τηλ1", "ΤΗΛ. 1", "Τηλέφωνο 1"],
    ["Enrolment date", "Enrollment Date", "enrolment_date", "EnrolmentDate"],
    ["Health (optional)", "Health", "Health&nbsp;"],
    ["E-mail", "email", "e mail", "EMAIL"],
]


@pytest.mark.parametrize("headers", SAME, ids=lambda headers: headers[0])
def test_spellings_of_one_header_have_the_same_words(headers: list[str]) -> None:
    assert len({header_words(header) for header in headers}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Όνομα", "Επώνυμο"), ("Τηλ1", "Τηλ2"), ("Όνομα πατέρα", "Όνομα μητέρας"), ("Αρ. Μητρώου", "Όνομα μητρός")],
)
def test_different_headers_have_different_words(one: str, other: str) -> None:
    assert header_words(one) != header_words(other)


@given(st.text(max_size=80))
def test_any_header_has_words_or_none(header: str) -> None:
    assert all(word and not word.isspace() for word in header_words(header))


def test_a_file_is_known_again_however_its_headers_are_spelled() -> None:
    known = headers_fingerprint(["Επώνυμο:", "Αρ. Μητρώου"])
    assert known == headers_fingerprint(["ΕΠΩΝΥΜΟ", "Αριθμός μητρώου"])
    assert known != headers_fingerprint(["Αρ. Μητρώου", "Επώνυμο"])
    assert known != headers_fingerprint(["Επώνυμο", "Αρ. Μητρώου", "Email"])
    assert len(known) == 64
