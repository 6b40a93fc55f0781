"""The transcript: every figure that of the record, what is not graded or not finished said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sms_desktop.formats.paper.model import GROUP, MUTED, STRONG, Document
from sms_desktop.reports.report import Left
from sms_desktop.services import enrolments, offerings, student_marks, students
from tests.reports.papers import RULES, School, fact, rows, words

D = Decimal


def test_it_says_whose_it_is(school: School) -> None:
    document = school.document("transcript")
    facts = {label: fact(document, label) for label in ("Name", "Student number", "Father's name", "Date of birth")}
    assert facts == {
        "Name": "Papadopoulou Anna (Παπαδοπούλου Άννα)", "Student number": "S1",
        "Father's name": "Nikolaos (Νικόλαος)", "Date of birth": "04/05/2006",
    }  # fmt: skip
    assert (fact(document, "Programme"), fact(document, "Study year"), fact(document, "Section")) == (
        "AUT",
        "Year 2",
        "B1",
    )
    assert document.file_stem == "B1 Παπαδοπούλου Άννα S1 Transcript of grades"


def test_its_figures_are_those_of_the_record(school: School) -> None:
    document = school.document("transcript")
    with school.database.read(school.admin) as session:
        marks = student_marks.marks_of_student(session, school.student)
    (course,) = [one for one in marks.courses if one.course_code == "ALG"]
    assert (course.final.grade20, course.final.percentage, course.final.gpa) == (D("15.00"), D("75.00"), D("3.00"))
    assert marks.average.percentage == D("75.00")
    assert [row.cells for row in rows(document)] == [
        ("2025-2026 · Winter term",),
        ("ALG", "Άλγεβρα", "5", "15.00", "75.00\u00a0%", "3.00", "Good\u00a0*"),
        ("ZOO", "Ζωολογία", "3", "–", "–", "–", "not graded yet"),
        ("", "Average of the term", "5", "15.00", "75.00\u00a0%", "3.00", "Good"),
        ("", "Overall average", "5", "15.00", "75.00\u00a0%", "3.00", "Good"),
    ]
    assert [row.look for row in rows(document)] == [GROUP, "plain", MUTED, STRONG, STRONG]
    assert "not a final result" in words(document)


def test_credits_are_earned_once_a_course_is_over_and_passed(school: School) -> None:
    document = school.document("transcript")
    assert totals(document) == ("0 passed, 0 failed, 2 not finished", "0 earned of 0 attempted")
    exam = school.make.assessment(school.offering, "Exam", "Final exam")
    school.make.mark(school.enrolment, exam, "16")
    document = school.document("transcript")
    assert totals(document) == ("1 passed, 0 failed, 1 not finished", "5 earned of 5 attempted")
    assert "not a final result" not in words(document)


def test_terms_stand_oldest_first_and_dropped_courses_are_left_out(school: School) -> None:
    older = school.make.offering(term_id=school.make.term(2024), rules=RULES)
    school.make.enrolment(school.student, older)
    with school.database.begin(school.admin) as session:
        enrolments.set_status(session, [school.enrolment], "dropped")
    document = school.document("transcript")
    assert [row.cells[0] for row in rows(document) if row.look == GROUP] == [
        "2024-2025 · Winter term", "2025-2026 · Winter term",
    ]  # fmt: skip
    assert "ALG" not in words(document)


def test_the_scale_is_explained_in_the_language_of_the_paper(school: School) -> None:
    assert "18 to 20 Excellent · 16 to 17.99 Very good" in words(school.document("transcript"))
    assert "Άριστα" in words(school.document("transcript", language="el"))


def test_without_a_course_there_is_no_transcript(school: School) -> None:
    (left,) = school.built("transcript", school.make.student(last_name="Abbot", first_name="Ada", student_number="S9"))
    assert isinstance(left, Left)
    assert left.sentence == "Abbot Ada (S9) is not enrolled in any course yet."


def test_why_there_is_none_is_said_in_the_readers_language_and_not_in_the_papers(school: School) -> None:
    (left,) = school.built("transcript", school.make.student(last_name="Abbot", first_name="Ada"), language="el")
    assert isinstance(left, Left)
    assert left.sentence.endswith("is not enrolled in any course yet.")


def test_who_dropped_everything_or_begins_later_is_told_so(school: School) -> None:
    dropped = school.make.student(last_name="Abbot", first_name="Ada", student_number="S9")
    enrolment = school.make.enrolment(dropped, school.offering)
    with school.database.begin(school.admin) as session:
        enrolments.set_status(session, [enrolment], "dropped")
    later = school.make.student(last_name="Doe", first_name="Jo", student_number="S10")
    coming = school.make.offering(term_id=school.make.term(2090), rules=RULES)
    school.make.enrolment(later, coming)
    found = school.built("transcript", dropped, later)
    assert [one.sentence for one in found if isinstance(one, Left)] == [
        "Abbot Ada (S9) has dropped every course.", "Doe Jo (S10) has no course that has begun.",
    ]  # fmt: skip
    school.make.enrolment(school.student, coming)
    assert "2090" not in words(school.document("transcript"))


def test_a_course_taken_twice_counts_twice_in_averages_and_earns_its_credits_once(school: School) -> None:
    before = school.make.offering(course_id=course_of(school), term_id=school.make.term(2024), rules=RULES)
    first = school.make.enrolment(school.student, before)
    school.make.mark(first, school.make.assessment(before, "Exam", "Final exam"), "4")
    with school.database.begin(school.admin) as session:
        enrolments.set_status(session, [first, school.enrolment], "completed")
    document = school.document("transcript")
    assert [row.cells[1] for row in rows(document) if row.cells[0] == "ALG"] == ["Άλγεβρα\u00a0†"] * 2
    assert totals(document) == ("1 passed, 1 failed, 1 not finished", "5 earned of 10 attempted")
    assert "Taken more than once" in words(document)
    school.make.mark(first, school.make.assessment(before, "Resit", "Final exam"), "20")
    again = totals(school.document("transcript"))
    assert again == ("2 passed, 0 failed, 1 not finished", "5 earned of 10 attempted")


def totals(document: Document) -> tuple[str, str]:
    return fact(document, "Courses"), fact(document, "Credits")


def course_of(school: School) -> int:
    with school.database.read(school.admin) as session:
        return offerings.get(session, school.offering).data.course_id


def test_who_has_left_is_said_with_the_day(school: School) -> None:
    with school.database.begin(school.admin) as session:
        data = students.get(session, school.student).data
        students.update(session, school.student, replace(data, status="graduated", status_date=date(2026, 6, 30)))
    assert fact(school.document("transcript"), "Status") == "graduated · 30/06/2026"


@pytest.mark.parametrize("count", [60])
def test_sixty_courses_are_sixty_rows(school: School, count: int) -> None:
    for _n in range(count - 2):
        school.make.enrolment(school.student, school.make.offering(term_id=school.term, rules=RULES))
    document = school.document("transcript")
    assert isinstance(document, Document)
    assert sum(row.look in ("plain", MUTED) for row in rows(document)) == count
