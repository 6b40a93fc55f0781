"""Ctrl+K over a real school: students, contacts, courses, screens and commands, each opened where it belongs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from sms_desktop.ui.desk import Desk
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.courses import courses_tab
from sms_desktop.ui.tabs.students import students_tab
from tests.makers import Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.test_courses import dialog_named


def find(desk: Desk, qtbot: QtBot, text: str, kind: str) -> None:
    """Types into the search field, waits for a hit of that kind and takes the first such hit by keyboard."""
    search = desk.window.header.search
    desk.window.find_anything()
    search.insert(text)  # Qt's test keyboard has no Greek letters
    qtbot.waitUntil(lambda: search.popup.isVisible() and kind in [hit.kind for hit in search.popup.hits()])
    for _hit in range([hit.kind for hit in search.popup.hits()].index(kind)):
        qtbot.keyClick(search, Qt.Key.Key_Down)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    settle(desk.window)


@pytest.mark.parametrize("typed", ["παπαδοπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "papadopoulos", "Παπαδόπουλος"])
def test_a_student_is_found_in_either_alphabet_and_opened(sit: Sit, make: Make, qtbot: QtBot, typed: str) -> None:
    make.student(last_name="Abbot")
    student = make.student(last_name="Παπαδόπουλος")
    desk = sit(students_tab, courses_tab)
    find(desk, qtbot, typed, "student")
    assert desk.window.current_tab() == "students"
    assert desk.window.tab("students").record.student_id == student  # type: ignore[attr-defined]


def test_a_contact_opens_its_student_at_the_contacts(sit: Sit, make: Make, qtbot: QtBot) -> None:
    make.student(last_name="Abbot")
    student = make.student(last_name="Young")
    make.contact(student, name="Morgan Webb")
    desk = sit(students_tab, courses_tab)
    find(desk, qtbot, "webb", "contact")
    record = desk.window.tab("students").record  # type: ignore[attr-defined]
    assert record.student_id == student
    assert record.contacts.isVisible()


def test_a_course_opens_in_the_catalogue_from_another_screen(sit: Sit, make: Make, qtbot: QtBot) -> None:
    make.course(course_code="A100", course_name="Engines")
    course = make.course(course_code="B200", course_name="Brakes")
    desk = sit(students_tab, courses_tab)
    find(desk, qtbot, "b200", "course")
    assert desk.window.current_tab() == "courses"
    tab = desk.window.tab("courses")
    assert tab.course.record_id == course  # type: ignore[attr-defined]
    assert [row.id for row in tab.catalogue.table.selected_rows()] == [course]  # type: ignore[attr-defined]


def test_screens_and_commands_are_found_too(sit: Sit, qtbot: QtBot) -> None:
    desk = sit(students_tab, courses_tab)
    find(desk, qtbot, "cour", "screen")
    assert desk.window.current_tab() == "courses"
    desk.window.show_tab("students")
    find(desk, qtbot, "add cou", "command")
    assert desk.window.current_tab() == "courses"
    dialog = dialog_named("course_new.dialog")
    QDialog.reject(dialog)


def test_many_people_leave_room_for_a_course(sit: Sit, make: Make, qtbot: QtBot) -> None:
    for _number in range(26):
        make.student(last_name="Mechanos")
    make.course(course_code="A100", course_name="Mechanics")
    desk = sit(students_tab, courses_tab)
    find(desk, qtbot, "mechan", "course")
    assert desk.window.tab("courses").course.title() == "Mechanics"  # type: ignore[attr-defined]
