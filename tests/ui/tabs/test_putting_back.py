"""The history of a record offers the earlier value of each field; putting it back is a change like any other."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox
from sqlalchemy import select

from sms_desktop.core.actor import Actor
from sms_desktop.core.permissions import VIEWER, rights_of
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.grades import Grade
from sms_desktop.services import courses, highlights, register_entry, students, term_lock
from sms_desktop.services.history import row_history
from sms_desktop.services.history.undo import Put
from sms_desktop.services.privacy import restriction
from sms_desktop.ui import putting_back
from sms_desktop.ui.dialogs.history import HistoryDialog, show_history
from sms_desktop.ui.dialogs.reason import ReasonDialog
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.attendance import attendance_tab
from sms_desktop.ui.tabs.courses import courses_tab
from sms_desktop.ui.tabs.grades import grades_tab, menus
from sms_desktop.ui.tabs.students import students_tab
from sms_desktop.ui.tabs.students.history import History
from tests.conftest import Transaction
from tests.content import change_sets, last_change
from tests.makers import Make
from tests.ui.tabs import attendance_screen
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
    assert page.toHtml().count("restore:") == 1
    page.anchorClicked.emit(QUrl(f"restore:{last_change(database)}/students/{student}/city"))
    settle(desk.window)
    with read() as session:
        assert students.get(session, student).data.city == "Nicosia"
    assert page.toHtml().count("restore:") == 2


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
    assert "restore:" in panel.history.toHtml()
    panel.history.anchorClicked.emit(QUrl(f"restore:{last_change(database)}/courses/{course}/course_name"))
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
    assert "restore:" not in page.toHtml()


def history_of(desk: Any) -> HistoryDialog:
    """The history that is open over the window."""
    settle(desk.window)
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, HistoryDialog) and one.isVisible()]
    assert len(found) == 1
    return found[0]


def links(dialog: HistoryDialog) -> list[str]:
    return re.findall(r'href="(restore:[^"]+)"', dialog.page.toHtml())


def follow(desk: Any, dialog: HistoryDialog, place: int = 0) -> None:
    dialog.page.anchorClicked.emit(QUrl(links(dialog)[place]))
    settle(desk.window)


@pytest.fixture
def marked(make: Make) -> tuple[int, int, int]:
    """A class of one, whose mark was 14 and is 15: its offering, enrolment and assessment."""
    offering = make.offering()
    [enrolment] = make.klass(offering, 1)
    exam = make.assessment(offering, "Exam")
    for score in ("14", "15"):
        make.mark(enrolment, exam, score)
    return offering, enrolment, exam


def score(read: Transaction) -> Decimal | None:
    with read() as session:
        return session.scalars(select(Grade.score)).one()


def test_a_mark_gets_an_earlier_score_from_the_menu_of_its_cell(
    sit: Sit, marked: tuple[int, int, int], read: Transaction
) -> None:
    desk = sit(grades_tab)
    tab: Any = desk.window.show_tab("grades")
    tab.open_offering(marked[0])
    settle(desk.window)
    menu = QMenu()
    menus.fill_cell(tab, menu)
    [entry] = [action for action in menu.actions() if action.text() == "History of the mark…"]
    entry.trigger()
    dialog = history_of(desk)
    assert "14 of 20 → 15 of 20" in dialog.page.toPlainText()
    follow(desk, dialog)
    assert score(read) == Decimal(14)
    assert len(links(dialog)) == 2
    dialog.reject()
    settle(desk.window)
    assert tab.grid.look(*tab.view.current).text == "14"


def test_what_was_changed_again_is_put_back_after_asking(
    sit: Sit, make: Make, marked: tuple[int, int, int], read: Transaction
) -> None:
    make.mark(marked[1], marked[2], "16")
    desk = sit(students_tab)
    tab: Any = desk.window.tab("students")
    tab.open_record(1)
    settle(desk.window)
    tab.record.open_page("marks")
    settle(desk.window)
    page = tab.record.marks
    page.past.click()
    dialog = history_of(desk)
    follow(desk, dialog, 1)
    box = dialog.findChild(QMessageBox, "putting_back")
    assert box is not None
    assert "now it is: 16." in box.text()
    [go] = [button for button in box.buttons() if button.text() == "Put back"]
    go.click()
    settle(desk.window)
    assert score(read) == Decimal(14)
    dialog.reject()


def test_a_locked_term_asks_for_a_reason(
    sit: Sit, marked: tuple[int, int, int], write: Transaction, read: Transaction, database: Any
) -> None:
    with write() as session:
        term_lock.lock(session, 1)
    desk = sit(grades_tab)
    dialog = show_history(
        desk.window, desk.context, lambda: "Exam", lambda session: row_history.of_mark(session, *marked[1:])
    )
    settle(desk.window)
    follow(desk, dialog)
    reason = dialog.findChild(ReasonDialog)
    assert reason is not None
    reason.field.set_value("An appeal")
    reason.submit()
    settle(desk.window)
    assert score(read) == Decimal(14)
    assert change_sets(database)[-1].reason == "An appeal"
    dialog.reject()


def test_a_restricted_students_field_asks_for_the_reason_of_the_correction(
    sit: Sit, make: Make, write: Transaction, read: Transaction, database: Any
) -> None:
    student = make.student(city="Nicosia")
    with write() as session:
        students.update(session, student, replace(students.get(session, student).data, city="Larnaca"))
    changed = last_change(database)
    with write() as session:
        restriction.restrict(session, student, "A court's order")
    desk = sit(students_tab)
    putting_back.put_back(desk.window, desk.context, changed, Put("students", student, "city"), lambda: None)
    settle(desk.window)
    reason = desk.window.findChild(ReasonDialog)
    assert reason is not None
    reason.field.set_value("He asked for it")
    reason.submit()
    settle(desk.window)
    with read() as session:
        assert students.get(session, student).data.city == "Nicosia"
    assert change_sets(database)[-1].reason == "He asked for it"


def test_contacts_enrolments_highlights_and_absences_have_their_history(
    sit: Sit, make: Make, write: Transaction
) -> None:
    student, offering = make.student(), make.offering()
    enrolment = make.enrolment(student, offering)
    make.contact(student)
    with write() as session:
        highlights.add(session, student, highlights.HighlightData("Helped"))
        session.add(Attendance(enrolment_id=enrolment, date=date(2026, 10, 5), period=1, status="A"))
    desk = sit(students_tab)
    tab: Any = desk.window.tab("students")
    tab.open_record(student)
    settle(desk.window)
    record = tab.record
    for page, part in (("contacts", record.contacts), ("enrolments", record.enrolments),
                       ("highlights", record.highlights), ("attendance", record.attendance.absences)):  # fmt: skip
        record.open_page(page)
        settle(desk.window)
        part.table.selectRow(0)
        menu = QMenu()
        part.table.context_menu(menu)
        [entry] = [action for action in menu.actions() if action.text() == "History…"]
        entry.trigger()
        dialog = history_of(desk)
        assert dialog.page.toPlainText()
        dialog.reject()
        settle(desk.window)


def test_a_record_of_a_register_gets_an_earlier_letter_from_its_menu(
    sit: Sit, make: Make, write: Transaction, read: Transaction
) -> None:
    made = attendance_screen.school(make, "Abbot")
    for letter in "PA":
        with write() as session:
            status = register_entry.Status(made.enrolments[0], 1, letter)
            register_entry.take(session, made.offering, attendance_screen.MONDAY, [status])
    desk = sit(attendance_tab)
    tab = attendance_screen.opened(desk, made.offering)
    page = tab.register
    page.table.setCurrentIndex(page.model.index(0, 0))
    attendance_screen.press(page.acts, "attendance.history")
    dialog = history_of(desk)
    assert "Present → Absent" in dialog.page.toPlainText()
    follow(desk, dialog)
    with read() as session:
        assert session.scalars(select(Attendance.status)).all() == ["P"]
    dialog.reject()
    settle(desk.window)
    assert attendance_screen.seen(page)[0].startswith("P")
