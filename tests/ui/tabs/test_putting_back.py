"""The history of a record offers the earlier value of each field; putting it back is a change like any other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QUrl

from sms_desktop.core.actor import Actor
from sms_desktop.core.permissions import VIEWER, rights_of
from sms_desktop.services import courses, students
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.courses import courses_tab
from sms_desktop.ui.tabs.students.history import History
from tests.conftest import Transaction
from tests.content import last_change
from tests.makers import Make
from tests.ui.tabs.conftest import Sit


def test_an_earlier_value_of_a_student_is_put_back(
    sit: Sit, make: Make, write: Transaction, read: Transaction, database: Any
) -> None:
    student = make.student(city="Nicosia")
    with write() as session:
        students.update(session, student, replace(students.get(session, student).data, city="Larnaca"))
    desk = sit(courses_tab)
    page = History(desk.context)
    page.setParent(desk.window)
    page.show_student(student)
    settle(desk.window)
    assert page.toHtml().count("Put back") == 1
    page.anchorClicked.emit(QUrl(f"restore:{last_change(database)}/city"))
    settle(desk.window)
    with read() as session:
        assert students.get(session, student).data.city == "Nicosia"
    assert page.toHtml().count("Put back") == 2


def test_an_earlier_value_of_a_course_is_put_back(
    sit: Sit, make: Make, write: Transaction, read: Transaction, database: Any
) -> None:
    course = make.course(course_name="Physics")
    with write() as session:
        courses.update(session, course, replace(courses.get(session, course).data, course_name="Chemistry"))
    desk = sit(courses_tab)
    tab: Any = desk.window.tab("courses")
    settle(desk.window)
    panel = tab.sides[0].record
    panel.open(course)
    settle(desk.window)
    assert "Put back" in panel.history.toHtml()
    panel.history.anchorClicked.emit(QUrl(f"restore:{last_change(database)}/course_name"))
    settle(desk.window)
    with read() as session:
        assert courses.get(session, course).data.course_name == "Physics"


def test_who_may_not_edit_is_offered_nothing(sit: Sit, make: Make, write: Transaction) -> None:
    student = make.student()
    with write() as session:
        students.update(session, student, replace(students.get(session, student).data, city="Larnaca"))
    desk = sit(courses_tab, actor=Actor(2, "viewer", rights_of(VIEWER), "office-pc"))
    page = History(desk.context)
    page.setParent(desk.window)
    page.show_student(student)
    settle(desk.window)
    assert "Larnaca" in page.toPlainText()
    assert "Put back" not in page.toHtml()
