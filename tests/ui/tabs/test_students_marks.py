"""Marks in the student's record: averages, courses by term, the derivation, and what if."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from sms_desktop.core.actor import Actor
from sms_desktop.core.evaluation import Rule
from sms_desktop.core.scales import Scales
from sms_desktop.db.attendance import Attendance
from sms_desktop.services import enrolments, scale_settings, student_marks
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.language import Languages
from sms_desktop.ui.tabs.grades import grades_tab
from sms_desktop.ui.tabs.students import students_tab
from sms_desktop.ui.tabs.students.marks import Marks
from sms_desktop.ui.tabs.students.marks_tree import ABSENCES, COURSE, GRADE, RESULT, USED
from sms_desktop.ui.tabs.students.record import PAGES
from sms_desktop.ui.tabs.students.what_if import WhatIf
from sms_desktop.ui.theme import Theme
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.students_screen import come_to_rest, dialog, screen, type_into

RULES = (
    Rule("Tests", Decimal(40), "continuous"),
    Rule("Final exam", Decimal(60), "final", latest_only=True),
)


@dataclass(frozen=True)
class Marked:
    """Abbot's courses: A100 is finished in 2025 with 15.20; in B200 of 2026 only a test of 8 is in."""

    student: int
    old: int
    new: int
    test: int
    exam: int


@pytest.fixture
def marked(make: Make) -> Marked:
    """The student with the two courses."""
    student = make.student(last_name="Abbot", first_name="Ada")
    first = make.course(course_code="A100", credits=Decimal(4))
    second = make.course(course_code="B200", credits=Decimal(6), periods_per_week=Decimal(3))
    done = make.offering(course_id=first, term_id=make.term(2025), rules=RULES)
    now = make.offering(course_id=second, term_id=make.term(2026), rules=RULES)
    old, new = make.enrolment(student, done), make.enrolment(student, now)
    make.mark(old, make.assessment(done, "Test", "Tests"), "14")
    make.mark(old, make.assessment(done, "Exam", "Final exam"), "16")
    test, exam = make.assessment(now, "Test", "Tests"), make.assessment(now, "Exam", "Final exam")
    make.mark(new, test, "8")
    return Marked(student, old, new, test, exam)


def opened(desk: Desk) -> Marks:
    """The page in front."""
    screen(desk).record.open_page("marks")
    come_to_rest(desk)
    return screen(desk).record.marks


def lines(page: Marks) -> list[list[str]]:
    """The tree as it is read, from the top."""
    terms = [page.tree.topLevelItem(place) for place in range(page.tree.topLevelItemCount())]
    items = [item for term in terms if term for item in (term, *(term.child(row) for row in range(term.childCount())))]
    return [[item.text(column).split("  ")[0] for column in (COURSE, GRADE, RESULT, USED)] for item in items]


def ask(desk: Desk, page: Marks) -> WhatIf:
    page.ask.click()
    come_to_rest(desk)
    found: WhatIf = dialog("what_if")
    return found


def test_courses_stand_by_term_the_newest_first_with_averages_weighted_by_credits(sit: Sit, marked: Marked) -> None:
    page = opened(sit(students_tab))
    assert lines(page) == [
        ["2026-2027 · Winter term", "8.00", "grade points 1.60", ""],
        ["B200", "8.00", "Fails so far", "40 %"],
        ["2025-2026 · Winter term", "15.20", "grade points 3.04", ""],
        ["A100", "15.20", "Passes", "100 %"],
    ]
    assert page.average.text() == "Average 10.88"
    about = page.about.text().replace("\xa0", " ")
    assert "grade points 2.18" in about
    assert "2 courses" in about


def test_the_grade_that_is_looked_at_is_explained(sit: Sit, marked: Marked) -> None:
    desk = sit(students_tab)
    page = opened(desk)
    assert "B200" in page.why.toPlainText(), "the first course, until another is chosen"
    term = page.tree.topLevelItem(1)
    assert term is not None
    page.tree.setCurrentItem(term.child(0))
    text = page.why.toPlainText()
    assert "Final grade 15.20 of 20 (76.00 %)" in text
    assert "48.00 points" in text


def test_a_term_that_is_yet_to_come_is_not_what_is_looked_at_first(sit: Sit, make: Make, marked: Marked) -> None:
    make.enrolment(marked.student, make.offering(course_id=make.course(course_code="C300"), term_id=make.term(2027)))
    page = opened(sit(students_tab))
    assert lines(page)[1][0] == "C300"
    current = page.tree.current()
    assert current is not None
    assert current.course_code == "B200"


def test_what_has_no_effect_yet_is_named_too(sit: Sit, make: Make, marked: Marked, read: Transaction) -> None:
    with read() as session:
        offering = student_marks.of_enrolment(session, marked.new).offering_id
    make.mark(marked.new, make.assessment(offering, "Quiz"), "15")
    make.mark(marked.new, make.assessment(offering, "Talk"), None)
    text = opened(sit(students_tab)).why.toPlainText()
    assert "Not marked yet: Exam." in text
    assert "In no category, and so without effect: Quiz (15 of 20), Talk (excused)." in text


def test_a_new_mark_shows_at_once_and_what_was_looked_at_stays(sit: Sit, make: Make, marked: Marked) -> None:
    desk = sit(students_tab)
    page = opened(desk)
    term = page.tree.topLevelItem(1)
    assert term is not None
    page.tree.setCurrentItem(term.child(0))
    make.mark(marked.new, marked.exam, "18")
    come_to_rest(desk)
    assert ["B200", "14.00", "Passes", "100 %"] in lines(page)
    current = page.tree.current()
    assert current is not None
    assert current.course_code == "A100"


def test_grades_are_shown_on_the_schools_scale_and_in_the_readers_language(
    sit: Sit, marked: Marked, write: Transaction, languages: Languages, theme: Theme
) -> None:
    with write() as session:
        scale_settings.write(session, Scales(shown="letters"))
    page = opened(sit(students_tab))
    assert lines(page)[1][1] == "F"
    assert lines(page)[3][1] == "C"
    theme.choose("dark")
    languages.choose("el")
    assert page.tree.headerItem().text(COURSE) == "Μάθημα"


def test_absences_over_the_limit_and_dropped_courses_are_flagged_in_words_too(
    sit: Sit, marked: Marked, write: Transaction, make: Make
) -> None:
    with write() as session:
        session.add_all(
            Attendance(enrolment_id=marked.new, date=date(2026, 10, day), period=1, status="A") for day in range(1, 10)
        )
        enrolments.set_status(session, [marked.old], "dropped")
    page = opened(sit(students_tab))
    assert lines(page)[3][2] == "Dropped"
    assert lines(page)[2][1] == "", "a dropped course is in no average"
    now = page.tree.topLevelItem(0)
    assert now is not None
    assert now.child(0).text(ABSENCES) == "9 of 4"
    assert "Over the limit" in now.child(0).toolTip(COURSE)


def test_marks_that_come_while_another_screen_is_open_are_there_when_one_comes_back(
    sit: Sit, make: Make, marked: Marked
) -> None:
    desk = sit(students_tab, grades_tab)
    page = opened(desk)
    page.tree.itemActivated.emit(page.tree.currentItem(), COURSE)
    come_to_rest(desk)
    assert desk.window.current_tab() == "grades", "Enter on a course opens its sheet"
    sheet: Any = desk.window.tab("grades")
    assert sheet.grid.book.course_code == "B200"
    make.mark(marked.new, marked.exam, "18")
    come_to_rest(desk)
    desk.window.show_tab("students")
    come_to_rest(desk)
    assert ["B200", "14.00", "Passes", "100 %"] in lines(page)


def test_a_student_without_courses_has_no_marks_yet(sit: Sit, make: Make) -> None:
    make.student()
    page = opened(sit(students_tab))
    assert page._stack.currentIndex() == 0
    assert page._panel._title.text() == "No marks yet"


def test_who_may_not_see_marks_has_no_such_page(sit: Sit, marked: Marked) -> None:
    record = screen(sit(students_tab, actor=Actor(1, "desk", frozenset({"students:view"})))).record
    shown = [name for place, name in enumerate(PAGES) if record.tabs.isTabVisible(place)]
    assert "marks" not in shown
    assert "attendance" not in shown
    assert "history" in shown


def test_what_is_needed_in_the_final_exam_is_said_with_its_course_and_target(sit: Sit, marked: Marked) -> None:
    desk = sit(students_tab)
    shown = ask(desk, opened(desk))
    assert shown.form.fields["target"].value() == 10, "the pass mark, until another is typed"
    assert shown.sentence.text() == "11.34 of 20 is needed in “Exam” to reach 10 of 20."
    assert shown.then.text() == "As it stands: 8.00 of 20 (Fail)."
    type_into(shown.form, target=Decimal(18))
    assert shown.sentence.text() == "18 of 20 is out of reach: at most 15.20 is possible."
    type_into(shown.form, target=Decimal(3))
    assert shown.sentence.text() == "3 of 20 is reached, whatever comes."
    type_into(shown.form, target=None)
    assert shown.sentence.text() == ""
    shown.close()


def test_marks_are_tried_as_they_are_typed_and_none_is_kept(
    sit: Sit, marked: Marked, qtbot: QtBot, read: Transaction
) -> None:
    desk = sit(students_tab)
    page = opened(desk)
    shown = ask(desk, page)
    exam = next(row for row in shown.rows if row.part.title == "Exam")
    qtbot.keyClicks(exam.line, "16,5")
    assert shown.then.text() == "With these marks: 13.10 of 20 (Good)."
    exam.line.selectAll()
    qtbot.keyClicks(exam.line, "25")
    assert shown.then.text() == ""
    assert "20" in exam.note.text()
    shown.close()
    come_to_rest(desk)
    assert lines(page)[1][1] == "8.00"


def test_where_everything_is_marked_a_resit_is_what_may_come(sit: Sit, marked: Marked, make: Make) -> None:
    make.mark(marked.new, marked.exam, "5")
    desk = sit(students_tab)
    shown = ask(desk, opened(desk))
    assert [row.caption.text() for row in shown.rows] == ["Final exam, once more"]
    assert shown.sentence.text() == "11.34 of 20 is needed in “Final exam” to reach 10 of 20."
    type_into(shown.form, course=marked.old)
    assert shown.sentence.text() == "10 of 20 is reached, whatever comes."
    shown.close()
