"""Enrolling many students at once, from the Students screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sms_desktop.core import clock
from sms_desktop.services import enrolments
from sms_desktop.ui.tabs.students import students_tab
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.students_screen import come_to_rest, dialog, screen


@pytest.fixture
def offered(make: Make) -> int:
    """CAR1 and ELE1 of the term that today falls in; the id of ELE1's offering."""
    today = clock.today()
    term = make.term(today.year if today.month >= 9 else today.year - 1)
    make.offering(course_id=make.course(course_code="CAR1", course_name="Μηχανολογία"), term_id=term)
    return make.offering(course_id=make.course(course_code="ELE1", course_name="Ηλεκτρολογία"), term_id=term)


def test_all_selected_are_enrolled_in_the_course_that_is_typed(
    sit: Sit, make: Make, offered: int, read: Transaction, qtbot: QtBot
) -> None:
    already = make.student()
    make.enrolment(already, offered)
    for _n in range(3):
        make.student()
    desk = sit(students_tab)
    tab = screen(desk)
    tab.table.selectAll()
    come_to_rest(desk)
    qtbot.keyClick(tab.table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    opened = dialog("students.enrol_dialog")
    assert opened.windowTitle() == "Enrol 4 students"
    come_to_rest(desk)
    qtbot.keyClicks(opened.text, "ele")
    qtbot.waitUntil(lambda: [row.course_code for _n, row in opened._model.loaded()] == ["ELE1"])
    qtbot.keyClick(opened.text, Qt.Key.Key_Return)
    come_to_rest(desk)
    with read() as session:
        assert len(enrolments.of_offering(session, offered)) == 4
    assert desk.window._toast.text() == "Enrolled 3 students in ELE1. 1 was enrolled already."
    assert desk.context.undo.undo_title() == "Enrol 4 students in ELE1"


def test_arrows_move_through_the_courses_while_one_types(sit: Sit, make: Make, offered: int, qtbot: QtBot) -> None:
    make.student(last_name="Abbot", first_name="Ada")
    desk = sit(students_tab)
    screen(desk).acts.enrol()
    opened = dialog("students.enrol_dialog")
    come_to_rest(desk)
    assert opened.windowTitle() == "Enrol Abbot Ada"
    assert [row.course_code for row in opened.table.selected_rows()] == ["CAR1"]
    qtbot.keyClick(opened.text, Qt.Key.Key_Down)
    assert [row.course_code for row in opened.table.selected_rows()] == ["ELE1"]
    qtbot.keyClick(opened.text, Qt.Key.Key_Escape)
    assert not opened.isVisible()


def test_without_a_course_there_is_nothing_to_enrol_in(sit: Sit, make: Make) -> None:
    make.student()
    make.term(clock.today().year - 1)
    desk = sit(students_tab)
    screen(desk).acts.enrol()
    opened = dialog("students.enrol_dialog")
    come_to_rest(desk)
    assert not opened.button.isEnabled()
    opened.enrol()
    assert opened.isVisible()
    opened.reject()
