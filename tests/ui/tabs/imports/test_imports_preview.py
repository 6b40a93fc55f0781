"""Columns and preview of an import: what is missing is asked for, what is wrong is mended, choices are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit

from sms_desktop.services import students
from sms_desktop.services.privacy import restriction
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs.reason import ReasonDialog
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.imports.tab import ImportsTab
from sms_desktop.ui.tabs.imports.wizard import WHAT
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.imports.conftest import GOOD, HEAD, ONE_BAD, Write, cells, numbers, press, preview_of


def test_columns_that_are_missing_are_asked_for_and_found_by_typing(
    desk: Desk, screen: ImportsTab, file: Write, read: Transaction, qtbot: Any
) -> None:
    screen.open_file(file("odd.csv", "AM;Last name;First name;xyz", "S1;Doe;Ann;25/12/2004", "S2;Roe;Tom;2/3/2005"))
    settle(desk.window)
    screen.wizard.go_on()
    columns = screen.wizard.columns
    columns.pickers["AM"].picked.emit("")
    columns.pickers["xyz"].picked.emit("")
    assert "No column says how a student is found again" in columns.missing.text()
    assert not screen.wizard.next.isEnabled()
    assert "AM, xyz" in columns.left_out.text()
    settle(desk.window)
    columns.focus_first()
    picker = columns.pickers["AM"]
    assert desk.window.focusWidget() in (picker, picker.lineEdit())
    picker.lineEdit().selectAll()
    qtbot.keyClicks(picker.lineEdit(), "student num")
    qtbot.keyClick(picker.lineEdit(), Qt.Key.Key_Return)
    settle(desk.window)
    assert picker.choice() == "student_number"
    assert columns.missing.text() == ""
    assert columns._how["AM"].text() == "by you"
    screen.wizard.go_on()
    settle(desk.window)
    screen.wizard.run.click()
    settle(desk.window)
    assert numbers(read) == ["S1", "S2"]


def test_one_value_can_stand_for_all_rows(
    desk: Desk, screen: ImportsTab, file: Write, read: Transaction, qtbot: Any
) -> None:
    screen.open_file(file("new.csv", *GOOD))
    settle(desk.window)
    screen.wizard.go_on()
    constants = screen.wizard.columns.constants
    constants.add_button.click()
    line = constants._lines.itemAt(0).widget()
    line.picker._take(line.picker.findData("section"))
    qtbot.keyClicks(screen.findChild(QLineEdit, "imports.constant_1"), "B2")
    qtbot.keyClick(screen.findChild(QLineEdit, "imports.constant_1"), Qt.Key.Key_Return)
    screen.wizard.go_on()
    settle(desk.window)
    screen.wizard.run.click()
    settle(desk.window)
    with read() as session:
        assert {row.section for row in students.page(session)} == {"B2"}


def test_a_rejected_cell_is_mended_in_place(
    desk: Desk, screen: ImportsTab, file: Write, read: Transaction, qtbot: Any
) -> None:
    preview_of(desk, screen, file("bad.csv", *ONE_BAD))
    preview = screen.wizard.preview
    assert not screen.wizard.run.isEnabled()
    assert screen.wizard.sentence.text().startswith("1 row can't be taken.")
    assert cells(screen, "What happens") == ["Rejected"]
    assert desk.window.focusWidget() is preview.table
    assert "31/02/2004" in preview.reason.label.text()
    press(desk, qtbot, Qt.Key.Key_Return)
    editor = desk.window.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "31/02/2004"
    editor.selectAll()
    qtbot.keyClicks(editor, "28/02/2004")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settle(desk.window)
    assert preview.chips.choice() == "all"
    assert screen.wizard.run.isEnabled()
    screen.wizard.run.click()
    settle(desk.window)
    assert numbers(read) == ["S1", "S2", "S3"]


def test_valid_rows_can_be_imported_and_the_rest_saved(
    desk: Desk, screen: ImportsTab, file: Write, read: Transaction, tmp_path: Path
) -> None:
    preview_of(desk, screen, file("bad.csv", *ONE_BAD))
    screen.wizard.preview.valid_only.click()
    assert screen.wizard.run.text() == "&Import 2 rows"
    screen.wizard.run.click()
    settle(desk.window)
    assert numbers(read) == ["S1", "S2"]
    screen.wizard.run_step.buttons["save"].click()
    dialog = screen.findChild(QFileDialog, "imports.save_dialog")
    dialog.fileSelected.emit(str(tmp_path / "left.csv"))
    dialog.reject()
    settle(desk.window)
    assert "31/02/2004" in (tmp_path / "left.csv").read_text(encoding="utf-8-sig")
    assert desk.window._toast.text() == "1 row saved as left.csv."


def test_old_and_new_values_stand_in_their_cells(desk: Desk, screen: ImportsTab, file: Write, make: Make) -> None:
    make.student(student_number="S1", last_name="Doe", first_name="Anna")
    preview_of(desk, screen, file("new.csv", *GOOD))
    assert cells(screen, "What happens") == ["Changed", "New"]
    assert cells(screen, "First name") == ["Anna → Ann", "Tom"]
    screen.wizard.preview.chips.buttons["new"].click()
    assert cells(screen, "Student number") == ["S2"]


def test_known_rows_can_be_left_as_they_are(desk: Desk, screen: ImportsTab, file: Write, make: Make) -> None:
    make.student(student_number="S1", last_name="Doe", first_name="Anna")
    preview_of(desk, screen, file("new.csv", *GOOD))
    box = screen.wizard.preview.on_known
    box.setCurrentIndex(box.findData("skip"))
    box.activated.emit(box.currentIndex())
    settle(desk.window)
    assert cells(screen, "What happens") == ["Unchanged", "New"]


def test_choices_about_columns_outlive_a_look_back(desk: Desk, screen: ImportsTab, file: Write) -> None:
    screen.open_file(file("new.csv", *GOOD))
    settle(desk.window)
    wizard = screen.wizard
    wizard.go_on()
    picker = wizard.columns.pickers["Remark of the office"]
    picker._take(picker.findData("private_note"))
    wizard.back.click()
    settle(desk.window)
    assert wizard.place == WHAT
    wizard.go_on()
    assert wizard.columns.pickers["Remark of the office"].choice() == "private_note"


def test_of_two_columns_with_one_name_the_person_says_which_is_meant(
    desk: Desk, screen: ImportsTab, file: Write, read: Transaction
) -> None:
    head = HEAD.replace("Remark of the office", "Date of birth")
    screen.open_file(file("twice.csv", head, "S1;Doe;Ann;x;13/2/2004", "S2;Roe;Tom;y;14/2/2004"))
    settle(desk.window)
    screen.wizard.go_on()
    columns = screen.wizard.columns
    assert "Several columns are called “Date of birth”" in columns.missing.text()
    columns.pickers["#5"]._take(columns.pickers["#5"].findData("date_of_birth"))
    assert columns.missing.text() == ""
    screen.wizard.go_on()
    settle(desk.window)
    assert cells(screen, "What happens") == ["New", "New"]
    screen.wizard.run.click()
    settle(desk.window)
    assert numbers(read) == ["S1", "S2"]


def test_a_table_without_rows_says_so(desk: Desk, screen: ImportsTab, file: Write) -> None:
    screen.open_file(file("none.csv", HEAD))
    settle(desk.window)
    assert not screen.wizard.next.isEnabled()


def test_a_restricted_student_is_changed_once_somebody_has_said_why(
    desk: Desk, screen: ImportsTab, file: Write, read: Transaction, write: Transaction, make: Make
) -> None:
    one = make.student(student_number="S1", last_name="Doe", first_name="Ann", city="Hidden")
    with write() as session:
        restriction.restrict(session, one, "A court's order")
    preview_of(desk, screen, file("town.csv", "Student number;Last name;First name;City", "S1;Doe;Ann;Paphos"))
    step = screen.wizard.preview
    assert step.say_why.isVisible()
    assert "is restricted" in step.reason.label.text()
    step.say_why.click()
    dialog = step.findChild(ReasonDialog)
    assert dialog is not None
    dialog.field.set_value("She has moved")
    dialog.submit()
    settle(desk.window)
    assert not step.say_why.isVisible()
    screen.wizard.run.click()
    settle(desk.window)
    with read() as session:
        assert students.get(session, one).data.city == "Paphos"
