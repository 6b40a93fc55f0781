"""Enrolling many students at once, and exporting the list, from the Students screen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sms_desktop.core.progress import silent
from sms_desktop.services import enrolments
from sms_desktop.services.tasks import TASKS
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs.password_again import PasswordAgain
from sms_desktop.ui.tabs.students import students_tab
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.students_screen import come_to_rest, dialog, screen


@pytest.fixture
def offered(make: Make) -> int:
    """CAR1 and ELE1 of the term that today falls in; the id of ELE1's offering."""
    today = date.today()
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
    make.term(date.today().year - 1)
    desk = sit(students_tab)
    screen(desk).acts.enrol()
    opened = dialog("students.enrol_dialog")
    come_to_rest(desk)
    assert not opened.button.isEnabled()
    opened.enrol()
    assert opened.isVisible()
    opened.reject()


def _run_here(desk: Desk) -> None:
    """Has heavy work done in this process: tests/services tries the worker itself."""
    database, actor = desk.context.database, desk.context.actor
    desk.jobs._run_task = lambda task, arguments, _p: TASKS[task](database, actor, arguments, silent)  # type: ignore[arg-type]


def test_what_the_list_shows_is_written_to_a_file(sit: Sit, make: Make, tmp_path: Path) -> None:
    for name in ("Abbot", "Brown", "Carter"):
        make.student(last_name=name, mobile="99000001")
    desk = sit(students_tab)
    _run_here(desk)
    tab = screen(desk)
    tab.filters.text.setText("brown")
    come_to_rest(desk)
    tab.acts.export_button.write(tmp_path / "shown.csv")
    come_to_rest(desk)
    lines = (tmp_path / "shown.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines] == ["Last name", "Brown"]
    assert "99000001" not in "".join(lines)
    assert desk.window._toast.text() == "Wrote 1 student to shown.csv."


def test_several_selected_are_written_alone_and_with_all_columns_where_asked(
    sit: Sit, make: Make, tmp_path: Path
) -> None:
    for name in ("Abbot", "Brown", "Carter"):
        make.student(last_name=name, mobile="99000001")
    desk = sit(students_tab)
    _run_here(desk)
    tab = screen(desk)
    tab.table.selectAll()
    flags = tab.table.selectionModel().SelectionFlag
    tab.table.selectionModel().select(tab.model.index(1, 0), flags.Deselect | flags.Rows)
    come_to_rest(desk)
    button = tab.acts.export_button
    button._fill()
    button._all_columns.setChecked(True)
    button._sensitive.setChecked(True)
    assert button._menu.actions()[0].text() == "Export the 2 selected students"
    button.write(tmp_path / "chosen.csv")
    come_to_rest(desk)
    lines = (tmp_path / "chosen.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["Abbot", "Carter"]
    assert "99000001" in lines[1]


def test_the_whole_list_goes_out_after_the_own_password_alone(
    sit: Sit, make: Make, tmp_path: Path, known_password: str
) -> None:
    for _one in range(12):
        make.student()
    desk = sit(students_tab)
    _run_here(desk)
    button = screen(desk).acts.export_button
    button.write(tmp_path / "all.csv")
    again = screen(desk).findChild(PasswordAgain)
    assert again is not None
    assert "the whole list" in again._text.text()
    come_to_rest(desk)
    assert not (tmp_path / "all.csv").exists()
    again.field.set_value(known_password)
    again.submit()
    come_to_rest(desk)
    assert len((tmp_path / "all.csv").read_text(encoding="utf-8-sig").splitlines()) == 13
