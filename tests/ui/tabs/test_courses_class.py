"""The class of an offering: enrolling many at once, completing, dropping, deleting, and taking it back."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from sms_desktop.services import enrolments, students
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tab import TabSpec
from sms_desktop.ui.tabs.courses import courses_tab
from sms_desktop.ui.tabs.courses.enrol_dialog import EnrolDialog
from sms_desktop.ui.tabs.courses.offering_record import OfferingPanel
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.test_courses import dialog_named, press, screen


@pytest.fixture
def offering(make: Make) -> int:
    """Engines for section A1 of the cars' first year."""
    course = make.course(course_code="A100", programme="CARS", study_year=1)
    return make.offering(course_id=course, section="A1")


def opened(desk: Desk, offering: int) -> OfferingPanel:
    tab = screen(desk)
    tab.open_offering(offering, "class")
    settle(desk.window)
    return tab.offering


def enrol_dialog(desk: Desk, panel: OfferingPanel, *, everybody: bool = True) -> EnrolDialog:
    panel.pupils.enrol_wanted.emit()
    settle(desk.window)
    dialog = dialog_named("enrol")
    assert isinstance(dialog, EnrolDialog)
    if everybody:
        button = dialog.found_table.findChild(QPushButton, "enrol.found.state.button")
        assert button is not None
        button.click()
        settle(desk.window)
    return dialog


def names(rows: list[object]) -> list[str]:
    return [row.last_name for row in rows]  # type: ignore[attr-defined]


def statuses(panel: OfferingPanel) -> list[str]:
    return [row.status for _place, row in panel.pupils.model.loaded()]


def test_a_whole_section_is_enrolled_at_once_and_taken_back(
    sit: Sit, make: Make, offering: int, read: Transaction
) -> None:
    for name, section in (("Adams", "A1"), ("Brown", "A1"), ("Clark", "B1")):
        make.student(last_name=name, section=section, programme="CARS", study_year=1)
    make.student(last_name="Davis", section="A1", programme="COOKS", study_year=1)
    desk = sit(courses_tab)
    panel = opened(desk, offering)
    dialog = enrol_dialog(desk, panel, everybody=False)
    assert dialog.boxes["section"].currentData() == "A1"
    dialog.add_all.click()
    settle(desk.window)
    assert names(dialog.chosen_rows()) == ["Adams", "Brown"]
    assert dialog.go.text() == "Enrol 2 students"
    dialog.go.click()
    settle(desk.window)
    assert statuses(panel) == ["active", "active"]
    assert desk.window._toast.text() == "Enrolled 2 students."
    desk.window._toast.button.click()
    settle(desk.window)
    assert statuses(panel) == []
    with read() as session:
        assert enrolments.of_offering(session, offering) == []


def test_students_are_collected_by_typing_and_enter(sit: Sit, make: Make, offering: int, qtbot: QtBot) -> None:
    for name in ("Παπαδόπουλος", "Παπαγεωργίου", "Smith"):
        make.student(last_name=name)
    desk = sit(courses_tab)
    dialog = enrol_dialog(desk, opened(desk, offering))
    for typed in ("papad", "smi"):
        qtbot.keyClicks(dialog.search, typed)
        qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: dialog.search.text() == "")
        settle(desk.window)
    assert names(dialog.chosen_rows()) == ["Παπαδόπουλος", "Smith"]
    dialog.chosen_table.selectRow(0)
    qtbot.keyClick(dialog.chosen_table, Qt.Key.Key_Delete)
    assert names(dialog.chosen_rows()) == ["Smith"]
    dialog.reject()
    press(dialog_named("discard"), "Close without enrolling")
    QApplication.processEvents()


def test_who_is_in_already_is_marked_and_passed_over(sit: Sit, make: Make, offering: int) -> None:
    there, new = make.student(last_name="Adams"), make.student(last_name="Brown")
    make.enrolment(there, offering)
    desk = sit(courses_tab)
    dialog = enrol_dialog(desk, opened(desk, offering))
    column = [dialog.found.index(row, 3).data() for row in range(2)]
    assert column == ["Enrolled already", ""]
    dialog.take_all()
    settle(desk.window)
    assert [row.id for row in dialog.chosen_rows()] == [new]
    dialog.put_back()
    dialog.chosen.set_rows([])
    dialog.reject()


def test_a_student_who_is_gone_meanwhile_is_said_in_the_dialog(
    sit: Sit, make: Make, offering: int, write: Transaction
) -> None:
    gone = make.student(last_name="Adams")
    desk = sit(courses_tab)
    dialog = enrol_dialog(desk, opened(desk, offering))
    dialog.take_all()
    settle(desk.window)
    with write() as session:
        students.delete(session, [gone])
    dialog.submit()
    settle(desk.window)
    assert "1 of these students are not there any more" in dialog.problem.text()
    dialog.chosen.set_rows([])
    dialog.reject()


def test_enrolments_are_completed_dropped_and_made_active_again(sit: Sit, make: Make, offering: int) -> None:
    for name in ("Adams", "Brown"):
        make.enrolment(make.student(last_name=name), offering)
    desk = sit(courses_tab)
    panel = opened(desk, offering)
    acts = {act.name: button for act, button in panel.pupils._acts}
    assert not acts["drop"].isEnabled()
    panel.pupils.table.selectRow(0)
    for name, status, said in (
        ("complete", "completed", "Completed 1 enrolment."),
        ("drop", "dropped", "Dropped 1 enrolment."),
        ("activate", "active", "1 enrolment is active again."),
    ):
        acts[name].click()
        settle(desk.window)
        assert statuses(panel) == [status, "active"]
        assert desk.window._toast.text() == said
        assert not acts[name].isEnabled()


def test_an_enrolment_made_by_mistake_is_deleted_and_comes_back(
    sit: Sit, make: Make, offering: int, qtbot: QtBot
) -> None:
    make.enrolment(make.student(), offering)
    desk = sit(courses_tab)
    panel = opened(desk, offering)
    panel.pupils.table.selectRow(0)
    qtbot.keyClick(panel.pupils.table, Qt.Key.Key_Delete)
    settle(desk.window)
    assert statuses(panel) == []
    desk.context.undo.undo()
    settle(desk.window)
    assert statuses(panel) == ["active"]


def test_a_student_of_the_class_opens_in_the_screen_of_students(
    sit: Sit, make: Make, offering: int, qtbot: QtBot
) -> None:
    student, shown = make.student(), []

    class Students(QLabel):
        def open_record(self, student_id: int) -> None:
            shown.append(student_id)

    make.enrolment(student, offering)
    desk = sit(courses_tab, lambda _context: TabSpec("students", "users", lambda: "Students", lambda _w: Students()))
    panel = opened(desk, offering)
    panel.pupils.table.selectRow(0)
    qtbot.keyClick(panel.pupils.table, Qt.Key.Key_Return)
    assert shown == [student]
    assert desk.window.current_tab() == "students"


def test_an_offering_with_a_class_says_why_it_is_not_deleted(sit: Sit, make: Make, offering: int) -> None:
    make.enrolment(make.student(), offering)
    desk = sit(courses_tab)
    opened(desk, offering)
    screen(desk).offered.act_on_selected()
    settle(desk.window)
    dialog = dialog_named("error")
    assert "1 student is enrolled" in " ".join(label.text() for label in dialog.findChildren(QLabel))
    dialog.accept()


def test_a_class_remembers_since_when(sit: Sit, make: Make, offering: int) -> None:
    make.enrolment(make.student(), offering)
    panel = opened(sit(courses_tab), offering)
    (row,) = [row for _place, row in panel.pupils.model.loaded()]
    assert row.enrolled_at == date(2026, 9, 21)
    assert panel.pupils._count.text() == "1 active"
