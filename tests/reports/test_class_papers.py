"""The papers of a class say what the window says: list, register sheet, grade sheet, absences."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from sms_desktop.core.errors import Denied
from sms_desktop.core.grading import half_up
from sms_desktop.formats.paper.model import NewPage, Table
from sms_desktop.reports import running
from sms_desktop.reports.report import SCHOOL, Left
from sms_desktop.reports.running import Wanted
from sms_desktop.services import absence_limits, enrolments, grade_entry, offerings, registers
from sms_desktop.services.gradebook import gradebook
from sms_desktop.services.privacy import restriction
from tests.reports.klass import klass
from tests.reports.papers import School, blocks, fact, rows, words


def cells(document: object) -> list[tuple[str, ...]]:
    return [tuple(row.cells) for row in rows(document)]  # type: ignore[arg-type]


def titles(document: object) -> list[list[str]]:
    found = [block for block in blocks(document) if isinstance(block, Table)]  # type: ignore[arg-type]
    return [[column.title for column in table.columns] for table in found]


# Class list


def test_a_class_list_has_who_takes_part_by_name(school: School) -> None:
    found = klass(school, "Ωραίου", "Αβραάμ")
    document = school.document("class-list", found.offering)
    assert cells(document) == [
        ("1", "K2", "Αβραάμ Άλκης", "Πέτρος", "B1"),
        ("2", "K1", "Ωραίου Άλκης", "Πέτρος", "B1"),
    ]
    facts = [fact(document, label) for label in ("Section", "Teacher", "Room", "Students")]
    assert document.subtitle == "PHY Φυσική"
    assert facts == ["B1", "Μαρία Νίκου", "E12", "2"]


def test_telephones_are_there_on_asking_and_withheld_of_the_restricted(school: School) -> None:
    found = klass(school, "Abel", "Baker")
    with school.database.begin(school.admin) as session:
        restriction.restrict(session, found.students[1], "A court's order")
    plain, whole = (school.document("class-list", found.offering, sensitive=each) for each in (False, True))
    assert "99123456" not in words(plain)
    assert [row[-2:] for row in cells(whole)] == [("k1@post.example", "99123456"), ("", "")]


def test_a_list_to_sign_is_ruled_and_has_room(school: School) -> None:
    document = school.document("class-list", klass(school, "Abel").offering, to_sign=True)
    (table,) = [block for block in blocks(document) if isinstance(block, Table)]
    assert (table.ruled, table.height, table.columns[-1].title) == (True, 8.5, "Signature")


def test_who_dropped_out_is_on_no_list_and_an_empty_or_deleted_class_has_none(school: School) -> None:
    found, gone = klass(school, "Abel", "Baker"), school.make.offering(term_id=school.term)
    with school.database.begin(school.admin) as session:
        enrolments.set_status(session, list(found.enrolments), "dropped")
        offerings.delete(session, [gone])
    for name in ("class-list", "register", "grade-sheet", "absences"):
        assert [one.sentence for one in school.built(name, found.offering, gone) if isinstance(one, Left)] == [
            "PHY Φυσική · B1: nobody is enrolled.", "A class is not there any more.",
        ]  # fmt: skip


# Register sheet


def test_a_grade_sheet_without_assessments_or_marks_says_so(school: School) -> None:
    found = klass(school, "Abel")
    assert "No assessment has been set up in this class yet." in words(school.document("grade-sheet", found.offering))
    found.marked("Exam", None, category="Final exam")
    assert "No mark has been entered in this class yet." in words(school.document("grade-sheet", found.offering))


def test_a_register_sheet_has_a_column_for_each_period_that_the_register_has(school: School) -> None:
    found = klass(school, "Abel")
    document = school.document("register", found.offering, first=date(2025, 10, 1), last=date(2025, 10, 10))
    # 1 October, a Wednesday, is a holiday.
    assert titles(document) == [
        ["No.", "Student", "Mon 06/10 · 1", "Mon 06/10 · 2", "Wed 08/10 · 3"],
    ]
    with school.database.read(school.admin) as session:
        day = registers.register(session, found.offering, date(2025, 10, 6)).day
    assert [period.number for period in day.periods] == [1, 2]
    assert cells(document) == [
        ("1", "Abel Άλκης", "", "", ""), ("", "Teacher's initials", "", "", ""),
    ]  # fmt: skip
    assert "P = Present" in words(document)


def test_without_days_it_is_of_the_month_within_the_term(school: School) -> None:
    document = school.document("register", klass(school, "Abel").offering)
    assert fact(document, "Days") == "01/12/2025 – 17/12/2025"


@pytest.mark.parametrize(
    ("lessons", "wanted", "columns"), [(True, 12, 12), (False, None, 20), (True, 999, 60), (True, -5, 1)]
)
def test_days_without_a_date_are_filled_by_hand(
    school: School, lessons: bool, wanted: int | None, columns: int
) -> None:
    found = klass(school, "Abel") if lessons else klass(school, "Abel", lessons=())
    document = school.document("register", found.offering, blank_days=wanted)
    assert sum(len(each) - 2 for each in titles(document)) == columns
    assert titles(document)[0][2] == "…… / ……"


def test_many_periods_go_on_on_another_sheet_with_the_names(school: School) -> None:
    found = klass(school, "Abel")
    document = school.document("register", found.offering, first=date(2025, 9, 15), last=date(2025, 12, 19))
    assert sum(isinstance(block, NewPage) for block in document.blocks) == len(titles(document)) - 1 > 0
    assert all(len(each) <= 22 and each[1] == "Student" for each in titles(document))


def test_its_letters_are_those_of_its_language(school: School) -> None:
    document = school.document("register", klass(school, "Abel").offering, language="el")
    assert "Π = Παρουσία" in words(document)


# Grade sheet


def test_a_grade_sheet_has_the_figures_of_the_window(school: School) -> None:
    found = klass(school, "Abel", "Baker", "Cole")
    found.marked("Test", "15", "12.5")
    found.marked("Exam", "16", category="Final exam")
    with school.database.read(school.admin) as session:
        book = gradebook(session, found.offering)
    document = school.document("grade-sheet", found.offering)
    assert titles(document) == [
        ["No.", "Number", "Student", "Test (20)", "Exam (20)", "Final grade", "Percent", "In words"],
    ]  # fmt: skip
    abel, baker, cole, average = cells(document)
    assert abel == ("1", "K1", "Abel Άλκης", "15", "16", "15.60", "78.00\u00a0%", "Good")
    assert baker == ("2", "K2", "Baker Άλκης", "12.5", "", "12.50", "62.50\u00a0%", "Pass\u00a0*")
    assert cole[3:] == ("", "", "–", "–", "not graded yet")
    finals = [Fraction(row.final.exact) for row in book.rows if row.final.exact is not None]
    assert average[2:6] == ("Average", "13.8", "16", book.scales.shown_as(sum(finals, Fraction(0)) / 2))
    assert half_up(sum(finals, Fraction(0)) / 2) == half_up(Fraction("70.25"))
    assert "Distribution: 2 of 2 pass" in words(document)
    assert "Good: 1   ·   Pass: 1" in words(document)


def test_long_titles_are_told_apart_by_their_ends(school: School) -> None:
    found = klass(school, "Abel")
    for n in (1, 2):
        found.marked(f"Laboratory exercise of the week number {n}", "15")
    assert titles(school.document("grade-sheet", found.offering))[0][3:5] == [
        "Laboratory e…mber 1 (20)", "Laboratory e…mber 2 (20)",
    ]  # fmt: skip


def test_an_excused_mark_and_one_of_another_maximum_are_told(school: School) -> None:
    found = klass(school, "Abel", "Baker")
    test = found.marked("Test", "15", None)
    with school.database.begin(school.admin) as session:
        grade_entry.enter(session, found.offering, [grade_entry.Entry(found.enrolments[1], test, None, True)])
        grade_entry.set_details(session, found.enrolments[0], test, grade_entry.MarkDetails(Decimal(50), Decimal(1)))
    document = school.document("grade-sheet", found.offering)
    assert [row[3] for row in cells(document)][:2] == ["15/50", "EX"]


def test_many_assessments_stand_on_pages_on_their_side(school: School) -> None:
    found = klass(school, "Abel")
    for n in range(20):
        found.marked(f"Test {n}", "15")
    document = school.document("grade-sheet", found.offering)
    assert document.landscape
    first, second = titles(document)
    assert (len(first), len(second)) == (13, 16)
    assert "Final grade" not in first


def test_a_class_without_assessments_has_a_sheet_all_the_same(school: School) -> None:
    document = school.document("grade-sheet", klass(school, "Abel").offering)
    assert cells(document)[0][3:] == ("–", "–", "not graded yet")


# Absences


def test_absences_are_those_of_the_window_the_worst_first(school: School) -> None:
    found = klass(school, "Abel", "Baker", "Cole")
    found.attend(1, "AAAAE")
    found.attend(2, "AAAL")
    with school.database.begin(school.admin) as session:
        absence_limits.extend(session, found.enrolments[2], date(2025, 11, 3), "Directorate")
    document = school.document("absences", found.offering)
    with school.database.read(school.admin) as session:
        limits = absence_limits.limits(session, offering_id=found.offering)
    assert [row[1] for row in cells(document)] == [f"{one.last_name} {one.first_name}" for one in limits]
    assert cells(document)[0] == ("1", "Baker Άλκης", "K2", "4", "1", "5", "4", "0", "■ Over the limit")
    assert [row[-1] for row in cells(document)][1:] == ["Within the limit\u00a0*", "Within the limit"]
    assert "1 over the limit · 0 close to it" in words(document)
    assert "which the Directorate approved: Cole Άλκης on 03/11/2025." in words(document)
    assert fact(document, "Allowed absences") == "10\u00a0% of 42 periods: 4; 15\u00a0% of 42 periods: 6"


def test_of_a_term_they_are_of_who_is_near_the_limit(school: School) -> None:
    found = klass(school, "Abel", "Baker")
    found.attend(1, "AAAA")
    school.attend(school.enrolment, "AAAAA")
    document = school.document("absences", *(), about=SCHOOL)
    assert document.landscape
    assert [(row[3], row[-1]) for row in cells(document)] == [
        ("ALG Άλγεβρα", "■ Over the limit"), ("PHY Φυσική B1", "▲ Close to the limit"),
    ]  # fmt: skip
    assert document.subtitle == "2025-2026 · Winter term"


def test_a_class_without_a_schedule_has_no_limit(school: School) -> None:
    found = klass(school, "Abel", lessons=(), periods_per_week=None)
    document = school.document("absences", found.offering)
    assert cells(document)[0][-1] == "No limit known"
    assert fact(document, "Allowed absences") == "unknown: nothing is scheduled"


# Whose


@pytest.mark.parametrize("name", ["class-list", "register", "grade-sheet", "absences"])
def test_a_teacher_has_papers_of_the_own_classes_alone(school: School, name: str) -> None:
    found = klass(school, "Abel")
    teacher = school.make.teacher(found.offering)
    for offering, refused in ((found.offering, False), (school.offering, True)):
        wanted = Wanted(name, (offering,), term_id=school.term)
        try:
            running.preview(school.database, teacher, wanted)
        except Denied:
            assert refused
        else:
            assert not refused
