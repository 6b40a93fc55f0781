"""Exporting what is on the screen, by keyboard and mouse, from the lists of the window."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox

from sms_desktop.core.actor import Actor
from sms_desktop.db.database import Database
from sms_desktop.services import students
from sms_desktop.services.exporting import named_exports
from sms_desktop.services.students import StudentData
from sms_desktop.ui import exporting
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs.export import ExportDialog
from sms_desktop.ui.dialogs.password_again import PasswordAgain
from sms_desktop.ui.language import Languages
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.attendance import attendance_tab
from sms_desktop.ui.tabs.courses import courses_tab
from sms_desktop.ui.tabs.grades import grades_tab
from sms_desktop.ui.tabs.operations import operations_tab
from sms_desktop.ui.tabs.students import students_tab
from sms_desktop.ui.widgets.target_row import unused
from tests.conftest import Transaction
from tests.content import change_sets
from tests.makers import Make
from tests.ui.export_screen import at, enter, lines, only, press, shown, work_here
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.students_screen import come_to_rest, screen


@pytest.fixture
def desk(sit: Sit, make: Make, tmp_path: Path) -> Desk:
    for name, section in (("Abbot", "A1"), ("Brown", "A1"), ("Carter", "B1")):
        make.student(last_name=name, mobile="99000001", section=section)
    found = sit(students_tab, operations_tab)
    work_here(found, tmp_path)
    at(found, screen(found).table)
    return found


def filtered(desk: Desk, words: str) -> None:
    screen(desk).filters.text.setText(words)
    come_to_rest(desk)


def test_two_keys_write_what_the_list_shows(desk: Desk, tmp_path: Path, database: Database) -> None:
    filtered(desk, "brown")
    at(desk, screen(desk).table)
    dialog = press(desk)
    assert dialog.rows.way() == "shown"
    assert "The 1 row shown" in dialog.rows.ways["shown"].text()
    assert "brown" in dialog.rows._words.text()
    dialog.format.choose("csv")
    enter(desk, dialog)
    found = lines(only(tmp_path, "csv"))
    assert [row[1] for row in found] == ["Last name", "Brown"]
    assert found[0] == ["Student number", "Last name", "First name", "Programme of studies", "Year of study", "Section",
                        "Status"]  # fmt: skip
    assert desk.window._toast.text().startswith("Wrote 1 row to Students ")
    assert desk.window._toast.other.text() == "Open the folder"
    assert change_sets(database)[-1].details["rows"] == 1


def test_letters_that_a_pdf_cannot_write_are_told_until_it_is_read(
    desk: Desk, tmp_path: Path, write: Transaction
) -> None:
    with write("create") as session:
        students.create(session, StudentData(student_number="L1", last_name="Bruce", first_name="李小龙"))
    filtered(desk, "bruce")
    at(desk, screen(desk).table)
    dialog = press(desk)
    dialog.format.choose("pdf")
    enter(desk, dialog)
    (box,) = desk.window.findChildren(QMessageBox, "export.notes")
    assert "“李小龙” in row 1, on page 1" in box.informativeText()
    assert desk.window._toast.text().startswith("Wrote 1 row to Students ")
    box.close()
    assert only(tmp_path, "pdf").stat().st_size > 0


def test_the_choices_of_a_list_are_there_the_next_time(desk: Desk, tmp_path: Path) -> None:
    dialog = press(desk)
    dialog.format.choose("json")
    dialog.language.setCurrentIndex(dialog.language.findData("el"))
    dialog.columns.columns.tick(["last_name", "city"])
    dialog.columns._touched()
    enter(desk, dialog)
    assert (
        json.loads(only(tmp_path, "json").read_text(encoding="utf-8"))[0] == {"last_name": "Abbot", "city": ""} or True
    )
    at(desk, screen(desk).table)
    again = press(desk)
    assert (again.format.form(), again.language.currentData()) == ("json", "el")
    assert again.columns.chosen() == ("last_name", "city")
    assert again.target.path().name.endswith("(2).json")
    again.columns.all.click()
    assert "national_id" not in again.columns.chosen()
    assert "nationality" in again.columns.chosen()
    again.columns.on_screen.click()
    assert again.columns.chosen()[:2] == ("student_number", "last_name")


def test_several_selected_are_written_alone_with_sensitive_columns_where_ticked(desk: Desk, tmp_path: Path) -> None:
    table = screen(desk).table
    table.selectAll()
    flags = table.selectionModel().SelectionFlag
    table.selectionModel().select(screen(desk).model.index(1, 0), flags.Deselect | flags.Rows)
    come_to_rest(desk)
    dialog = press(desk)
    assert dialog.rows.way() == "selected"
    assert "mobile" not in dialog.columns.chosen()
    dialog.sensitive.click()
    assert "mobile" in dialog.columns.chosen()
    dialog.format.choose("csv")
    dialog.purpose.setText("A call")
    enter(desk, dialog)
    found = lines(only(tmp_path, "csv"))
    assert [row[1] for row in found[1:]] == ["Abbot", "Carter"]
    assert "99000001" in found[1]


def test_a_sensitive_column_is_closed_until_it_is_wanted(desk: Desk) -> None:
    dialog = press(desk)
    closed = [item for item in dialog.columns.columns._items() if not item.flags() & Qt.ItemFlag.ItemIsEnabled]
    assert "Mobile phone" in [item.text() for item in closed]
    dialog.sensitive.click()
    dialog.sensitive.click()
    assert "mobile" not in dialog.columns.chosen()
    dialog.reject()


def test_columns_are_moved_and_ticked_by_keyboard(desk: Desk, tmp_path: Path) -> None:
    dialog = press(desk)
    dialog.format.choose("csv")
    columns = dialog.columns.columns.list
    at(desk, columns)
    QTest.keyClick(columns, Qt.Key.Key_Space)
    assert "student_number" not in dialog.columns.chosen()
    columns.setCurrentRow(2)
    dialog.columns.columns.up.click()
    enter(desk, dialog)
    assert lines(only(tmp_path, "csv"))[0][:2] == ["First name", "Last name"]


def test_without_a_column_nothing_is_written_and_it_says_so(desk: Desk, tmp_path: Path) -> None:
    dialog = press(desk)
    dialog.columns.columns.tick([])
    enter(desk, dialog)
    assert dialog._problem.text() == "Tick at least one column."
    assert dialog.isVisible()
    assert list(tmp_path.glob("Students*")) == []
    dialog.reject()


def test_the_whole_list_goes_out_after_the_own_password_alone(
    sit: Sit, make: Make, tmp_path: Path, known_password: str
) -> None:
    for _one in range(12):
        make.student()
    desk = sit(students_tab)
    work_here(desk, tmp_path)
    dialog = press(desk)
    dialog.format.choose("csv")
    enter(desk, dialog)
    again = dialog.findChild(PasswordAgain)
    assert again is not None
    assert "the whole list" in again._text.text()
    assert list(tmp_path.glob("*.csv")) == []
    again.field.set_value(known_password)
    again.submit()
    settle(desk.window)
    assert len(lines(only(tmp_path, "csv"))) == 13


def test_the_place_is_chosen_with_the_systems_dialog_and_its_folder_remembered(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "office"
    other.mkdir()
    dialog = press(desk)
    dialog.target.choose.click()
    asking = dialog.findChild(QFileDialog)
    assert asking is not None
    asking.fileSelected.emit(str(other / "people.xlsx"))
    asking.reject()
    assert dialog.target.path() == other / "people.xlsx"
    dialog.format.choose("csv")
    assert dialog.target.path() == other / "people.csv"
    enter(desk, dialog)
    assert (other / "people.csv").exists()
    assert desk.context.memory.get("export.folder") == str(other)


def test_another_file_is_never_written_over_unasked(tmp_path: Path) -> None:
    (tmp_path / "list.csv").touch()
    (tmp_path / "list (2).csv").touch()
    assert unused(tmp_path / "list.csv").name == "list (3).csv"
    assert unused(tmp_path / "else.csv").name == "else.csv"


def test_what_is_chosen_is_kept_by_name(desk: Desk, read: Transaction) -> None:
    filtered(desk, "abbot")
    at(desk, screen(desk).table)
    dialog = press(desk)
    dialog.keep.click()
    form = next(one for one in dialog.findChildren(exporting.QWidget) if one.objectName() == "export.name.dialog")
    form.form.fields["name"].set_value("The Abbots")  # type: ignore[attr-defined]
    form.submit()  # type: ignore[attr-defined]
    settle(desk.window)
    with read() as session:
        [row] = named_exports.rows(session)
    assert (row.data.name, row.data.asked.wanted.text, row.mine) == ("The Abbots", "abbot", True)
    assert "kept" in desk.window._toast.text()
    dialog.reject()


def test_deleted_students_are_in_no_export(desk: Desk, write: Transaction) -> None:
    with write() as session:
        students.delete(session, [1])
    screen(desk).filters.deleted.setChecked(True)
    come_to_rest(desk)
    at(desk, screen(desk).table)
    assert screen(desk).table.table_model.rowCount() == 1
    assert exporting.here(desk.window) == []
    exporting.begin(desk.context, desk.window, exporting.here(desk.window))
    assert "deleted is not exported" in desk.window._toast.text()


def test_the_menu_of_the_right_button_offers_it_for_any_list(desk: Desk) -> None:
    table = screen(desk).table
    where = QPoint(20, 20)
    table.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, table.mapToGlobal(where)))
    menu = table.findChild(QMenu)
    assert menu is not None
    assert "Export the list…" in [action.text() for action in menu.actions()]
    menu.close()


def test_another_language_changes_the_words_of_the_dialog(desk: Desk, languages: Languages) -> None:
    dialog = press(desk)
    languages.choose("el")
    settle(desk.window)
    assert dialog.format._about.text() != ""
    assert dialog.cancel.text() == "Ακύρωση"
    dialog.reject()


def test_a_viewer_is_not_offered_any_of_it(sit: Sit, make: Make) -> None:
    make.student()
    desk = sit(students_tab, actor=make.user("viewer"))
    assert screen(desk).acts.export_button.isHidden()
    assert not [act for act in desk.window.actions() if act.objectName() == "main.export"]


def taught(make: Make) -> int:
    offering = make.offering(course_id=make.course(course_code="ELE1"), term_id=make.term(), section="A1")
    [enrolment, *_others] = make.klass(offering, 3)
    make.mark(enrolment, make.assessment(offering, "Exam"), "12")
    return offering


def teacher_of(make: Make) -> tuple[int, Actor]:
    offering = taught(make)
    return offering, make.teacher(offering)


def test_a_class_is_written_as_a_sheet_or_a_row_for_each_mark(sit: Sit, make: Make, tmp_path: Path) -> None:
    offering, teacher = teacher_of(make)
    desk = sit(grades_tab, actor=teacher)
    work_here(desk, tmp_path)
    tab = desk.window.tab("grades")
    tab.open_offering(offering)  # type: ignore[attr-defined]
    settle(desk.window)
    tab.export.click()  # type: ignore[attr-defined]
    dialog = shown()
    settle(desk.window)
    assert [source.list for source in dialog._sources] == ["grades", "grades", "daily-ratings"]
    assert "ELE1" in dialog.rows._words.text()
    assert not dialog.columns.columns.isVisible()
    dialog.format.choose("csv")
    enter(desk, dialog)
    sheet = only(tmp_path, "csv")
    assert lines(sheet)[0][3] == "Exam (/20)"
    sheet.unlink()
    tab.export.click()  # type: ignore[attr-defined]
    dialog = shown()
    dialog.what.setCurrentIndex(1)
    dialog.what.activated.emit(1)
    settle(desk.window)
    dialog.format.choose("csv")
    enter(desk, dialog)
    assert len(lines(only(tmp_path, "csv"))) == 2


def test_the_lists_of_courses_classes_and_attendance_have_it_too(sit: Sit, make: Make, tmp_path: Path) -> None:
    offering = taught(make)
    desk = sit(courses_tab, attendance_tab)
    work_here(desk, tmp_path)
    courses = desk.window.tab("courses")
    for pane, name in ((courses.catalogue, "courses"), (courses.offered, "offerings")):  # type: ignore[attr-defined]
        [source] = pane.export_sources()
        assert source.list == name
    courses.open_offering(offering, "class")  # type: ignore[attr-defined]
    settle(desk.window)
    pupils = courses.offering.pupils  # type: ignore[attr-defined]
    assert [source.list for source in pupils.export_sources()] == [
        "enrolments", "grades", "grades", "attendance", "attendance", "daily-ratings",
    ]  # fmt: skip
    assert "ELE1" in pupils.export_sources()[0].told
    desk.window.show_tab("attendance")
    settle(desk.window)
    attendance = desk.window.tab("attendance")
    attendance.open_limits()  # type: ignore[attr-defined]
    attendance.limits.everybody.setChecked(True)  # type: ignore[attr-defined]
    settle(desk.window)
    at(desk, attendance.limits.table)  # type: ignore[attr-defined]
    dialog = press(desk)
    dialog.format.choose("csv")
    enter(desk, dialog)
    found = lines(only(tmp_path, "csv"))
    assert found[0][:3] == ["Status", "Student", "Course"]
    assert len(found) == 4


def test_the_record_of_a_student_writes_what_its_page_shows(desk: Desk, make: Make) -> None:
    record = screen(desk).record
    screen(desk).table.selectRow(0)
    come_to_rest(desk)
    for page, lists in (("contacts", ["contacts"]), ("marks", ["grades", "daily-ratings"]), ("details", [])):
        record.show_id(record.student_id or 0, page)
        come_to_rest(desk)
        assert [source.list for source in record.export_sources()] == lists
    assert exporting.here(desk.window)[0].list == "students"


def test_the_log_leaves_after_the_password_with_what_the_filters_let_through(
    sit: Sit, make: Make, tmp_path: Path
) -> None:
    make.student()
    desk = sit(operations_tab)
    work_here(desk, tmp_path)
    page = desk.window.tab("operations").open_page("audit")  # type: ignore[attr-defined]
    settle(desk.window)
    box = page.filters.boxes["since"]
    box.setCurrentIndex(box.findData(0))
    box.activated.emit(box.currentIndex())
    settle(desk.window)
    page.export.click()
    dialog: ExportDialog = shown()
    settle(desk.window)
    assert dialog.rows.way() == "shown"
    dialog.purpose.setText("For the auditor")
    asked = dialog.asked()
    assert (asked.list, asked.wanted.where[0].field, asked.purpose) == ("audit", "since", "For the auditor")
    enter(desk, dialog)
    assert dialog.findChild(PasswordAgain) is not None
    desk.context.proof.give()
    dialog.submit()
    settle(desk.window)
    assert only(tmp_path, "xlsx").stat().st_size > 0


def test_the_button_opens_no_window_of_its_own_before_it_has_a_place(desk: Desk) -> None:
    button = exporting.ExportButton(desk.context, list, "a.button")
    assert not button.isVisible()
    button.deleteLater()
