"""Marks and registers brought in by the window: the course named once, columns as assessments, cells that change."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from sms_desktop.core.schedule import Lesson
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.courses import OfferingRule
from sms_desktop.db.grades import Assessment, Grade
from sms_desktop.services import years
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.imports.draft import LEFT_OUT, MARK
from sms_desktop.ui.tabs.imports.tab import ImportsTab
from sms_desktop.ui.tabs.imports.wizard import COLUMNS, PREVIEW
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.imports.conftest import Write, cells

HEADERS = "First name,Last name,ID number,Email address,Assignment: Essay 1 (Real),Quiz: Midterm (Real),Poster"
MOODLE = (
    f"{HEADERS},Course total (Real),Last downloaded from this course",
    "Ann,Doe,S1,,85.00,14.00,9,99.00,1700000000",
    "Tom,Roe,S2,,-,9.50,8,9.50,1700000000",
)


@pytest.fixture
def course(make: Make, read: Transaction) -> int:
    """A course of two students, with a lesson of two periods on Mondays."""
    offering = make.offering(course_id=make.course(course_code="AUT1", course_name="Κινητήρες"), term_id=make.term(),
                             lessons=(Lesson(0, 1, 2, "08:00", 50),))  # fmt: skip
    for number in ("S1", "S2"):
        make.enrolment(make.student(student_number=number), offering)
    return offering


def picture(desk: Desk, name: str) -> None:
    """Saves what is seen where a person wants to look at it."""
    if folder := os.environ.get("SMS_PICTURES"):
        desk.window.grab().save(str(Path(folder) / f"{name}.png"))


def at_columns(desk: Desk, screen: ImportsTab, path: Path) -> None:
    screen.open_file(path)
    settle(desk.window)
    screen.wizard.go_on()
    settle(desk.window)
    assert screen.wizard.place == COLUMNS


def name_course(desk: Desk, screen: ImportsTab, code: str, qtbot: Any) -> None:
    line = screen.wizard.columns.constants.findChild(object, "imports.constant_1")
    line.setFocus()
    qtbot.keyClicks(line, code)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    settle(desk.window)


def test_a_gradebook_without_a_course_asks_for_its_code_and_offers_its_categories(
    desk: Desk, screen: ImportsTab, file: Write, course: int, read: Transaction, qtbot: Any
) -> None:
    at_columns(desk, screen, file("moodle.csv", *MOODLE))
    columns = screen.wizard.columns
    assert "No column says which course" in columns.missing.text()
    assert not screen.wizard.next.isEnabled()
    name_course(desk, screen, "AUT1", qtbot)
    assert screen.wizard.next.isEnabled()
    essay = columns.details["Assignment: Essay 1 (Real)"]
    assert [essay.category.itemText(n) for n in range(essay.category.count())] == ["", "Midterm", "Final exam"]
    essay.category.setCurrentText("Final exam")
    essay.category.activated.emit(2)
    assert essay.maximum.isVisible()
    assert not columns.details["Poster"].isVisible()
    columns.pickers["Poster"].picked.emit(MARK)
    columns.details["Poster"].maximum.setText("10")
    columns.details["Poster"].maximum.editingFinished.emit()
    settle(desk.window)
    picture(desk, "columns")
    screen.wizard.go_on()
    settle(desk.window)
    assert screen.wizard.place == PREVIEW
    assert cells(screen, "What happens") == ["New", "New"]
    picture(desk, "preview")
    screen.wizard.run.click()
    settle(desk.window)
    with read() as session:
        statement = (
            select(Assessment.title, OfferingRule.name, Assessment.max_score)
            .outerjoin(OfferingRule, OfferingRule.id == Assessment.rule_id)
            .order_by(Assessment.position)
        )
        found = [(title, rule, str(most.normalize())) for title, rule, most in session.execute(statement)]
        assert found == [("Essay 1", "Final exam", "1E+2"), ("Midterm", "Midterm", "1E+2"), ("Poster", None, "1E+1")]
        assert len(session.scalars(select(Grade.id)).all()) == 5


def test_a_second_look_shows_old_and_new_in_their_cells(
    desk: Desk, screen: ImportsTab, file: Write, course: int, qtbot: Any
) -> None:
    head = "student_number,course_code,Midterm,Final exam"
    for lines in ((head, "S1,AUT1,12,"), (head, "S1,AUT1,13,15", "S2,AUT1,25,")):
        at_columns(desk, screen, file("sheet.csv", *lines))
        screen.wizard.go_on()
        settle(desk.window)
        if len(lines) == 2:
            screen.wizard.run.click()
            settle(desk.window)
    assert cells(screen, "What happens") == ["Rejected"]
    screen.wizard.preview.chips.buttons["all"].click()
    assert cells(screen, "Midterm")[0] == "12 → 13"
    assert cells(screen, "Final exam")[0] == "– → 15"
    assert "over the maximum" in cells(screen, "Why")[1]
    picture(desk, "preview-wide")


def test_a_register_with_the_days_across_comes_in(
    desk: Desk, screen: ImportsTab, file: Write, course: int, read: Transaction, qtbot: Any
) -> None:
    with read() as session:
        term = years.terms(session)[0]
    monday = term.first_day + timedelta(days=7 - term.first_day.weekday())
    head = f"ΑΜ;Επώνυμο;Όνομα;{monday:%d/%m};{monday + timedelta(days=7):%d/%m}"
    at_columns(desk, screen, file("register.csv", head, "S1;Doe;Ann;Π;Α", "S2;Roe;Tom;Κ;Π"))
    name_course(desk, screen, "AUT1", qtbot)
    picture(desk, "columns-register")
    screen.wizard.go_on()
    settle(desk.window)
    screen.wizard.run.click()
    settle(desk.window)
    with read() as session:
        assert sorted(session.scalars(select(Attendance.status))) == ["A", "A", "L", "L", "P", "P", "P", "P"]


def test_a_column_that_is_no_assessment_any_more_loses_what_was_said_of_it(
    desk: Desk, screen: ImportsTab, file: Write, course: int
) -> None:
    at_columns(desk, screen, file("sheet.csv", "student_number,course_code,Test 1 /20", "S1,AUT1,12"))
    columns = screen.wizard.draft.columns
    assert columns is not None
    assert columns.constants == {"max_score:Test 1": "20"}
    screen.wizard.columns.pickers["Test 1 /20"].picked.emit(LEFT_OUT)
    assert columns.constants == {}
    screen.wizard.columns.pickers["Test 1 /20"].picked.emit(MARK)
    assert columns.constants == {"max_score:Test 1": "20"}
