"""The report card: a term's grades by category, how much is in, absences against the limit, what was noted."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sms_desktop.core.errors import Invalid
from sms_desktop.formats.paper.model import Block, Facts, Signatures, Table, Text, Together
from sms_desktop.reports.office_paper import percent
from sms_desktop.reports.report import Left
from sms_desktop.services import absence_limits, student_marks, students
from tests.reports.papers import School, blocks, fact, rows, words


def test_its_figures_are_those_of_the_window(school: School) -> None:
    school.attend(school.enrolment, "PPAAE")
    document = school.document("report-card")
    with school.database.read(school.admin) as session:
        limits = {row.course_code: row.limit for row in absence_limits.limits(session, student_id=school.student)}
    assert (limits["ALG"].absences, limits["ALG"].excused, limits["ALG"].allowed) == (3, 1, 4)
    assert [row.cells for row in rows(document)][:3] == [
        ("ALG Άλγεβρα", "Coursework\u00a015.00", "15.00", "40\u00a0%", "Good", "3\u00a0(1)", "4"),
        ("ZOO Ζωολογία", "", "–", "0\u00a0%", "not graded yet", "0", "4"),
        ("Average and sum", "", "15.00", "", "Good", "3\u00a0(1)", ""),
    ]
    assert "how many of them are excused" in words(document)
    assert document.subtitle == "2025-2026 · Winter term"


def test_once_all_is_in_it_does_not_say_how_much_is(school: School) -> None:
    exam = school.make.assessment(school.offering, "Exam", "Final exam")
    school.make.mark(school.enrolment, exam, "16")
    with school.database.begin(school.admin) as session:
        from sms_desktop.services import enrolments

        zoo = [row.id for row in enrolments.of_student(session, school.student) if row.course_code == "ZOO"]
        enrolments.set_status(session, zoo, "dropped")
    document = school.document("report-card")
    assert rows(document)[0].cells[:4] == (
        "ALG Άλγεβρα", "Coursework\u00a015.00 · Final\u00a0exam\u00a016.00", "15.60", "Good",
    )  # fmt: skip
    assert "Graded" not in words(document)


def test_it_says_where_the_limit_is_exceeded_and_what_was_noted(school: School) -> None:
    school.attend(school.enrolment, "AAAAA")
    school.note("Helps others", category="Cooperation", rating="Excellent")
    document = school.document("report-card")
    assert "The absence limit is exceeded in: Άλγεβρα." in words(document)
    assert ("13/10/2025", "Cooperation", "Excellent", "Helps others") in [row.cells for row in rows(document)]
    assert "Συνεργασία" in words(school.document("report-card", language="el"))


def test_parents_and_the_school_sign(school: School) -> None:
    (signatures,) = [one for one in blocks(school.document("report-card")) if isinstance(one, Signatures)]
    assert signatures.places == (("Parent or guardian",), ("The Director",))
    assert signatures.stamp == "Stamp"


def test_the_signatures_are_on_one_page_with_the_figures_or_with_what_was_noted(school: School) -> None:
    def signed(blocks: Sequence[Block]) -> list[type]:
        (found,) = [block.blocks for block in blocks if isinstance(block, Together)]
        return [type(block) for block in found]

    assert signed(school.document("report-card").blocks) == [Facts, Text, Text, Table, Signatures]
    school.note("Helps others")
    assert signed(school.document("report-card").blocks) == [Text, Table, Signatures]


def test_who_takes_no_course_in_the_term_and_who_was_deleted_get_none(school: School) -> None:
    idle = school.make.student(last_name="Abbot", first_name="Ada", student_number="S9")
    gone = school.make.student(last_name="Gone", first_name="Al", student_number="S8")
    with school.database.begin(school.admin) as session:
        students.delete(session, [gone])
    found = school.built("report-card", idle, gone, school.student, 999)
    assert [one.sentence if isinstance(one, Left) else one.file_stem for one in found] == [
        "Abbot Ada (S9) takes no course in 2025-2026 · Winter term.",
        "Gone Al (S8) was deleted meanwhile. Restore the student, and make the paper again.",
        "B1 Παπαδοπούλου Άννα S1 Report card",
        "A student is not there any more.",
    ]


def test_a_term_that_is_not_there_is_named_at_its_field(school: School) -> None:
    with pytest.raises(Invalid) as caught:
        school.built("report-card", term_id=999)
    assert "term_id" in caught.value.fields


def test_a_card_without_any_grade_says_so(school: School) -> None:
    other = school.make.student(last_name="Abbot", first_name="Ada")
    school.make.enrolment(other, school.offering)
    assert "There is no grade in this term yet." in words(school.document("report-card", other))
    assert "There is no grade" not in words(school.document("report-card"))


def test_the_term_in_figures_is_that_of_the_record(school: School) -> None:
    school.attend(school.enrolment, "PPAL")
    document = school.document("report-card")
    with school.database.read(school.admin) as session:
        course = student_marks.of_enrolment(session, school.enrolment)
    assert fact(document, "Average") == "75.00\u00a0% · GPA 3.00"
    assert fact(document, "Attendance") == percent(course.counts.attendance) == "75.00\u00a0%"
    school.make.mark(school.enrolment, school.make.assessment(school.offering, "Exam", "Final exam"), "16")
    assert fact(school.document("report-card"), "Credits") == "5 earned of 5 attempted"
