"""The sheet of grades, typed, pasted, corrected, undone: as somebody who comes from Excel does it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from sms_desktop.db.database import Database
from sms_desktop.services import assessments, enrolments, grade_entry
from sms_desktop.services.grade_entry import Entry
from sms_desktop.ui.errors import ErrorDialog
from sms_desktop.ui.parting import reasons_to_stay
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.grades import grades_tab
from sms_desktop.ui.tabs.students import students_tab
from tests.conftest import Transaction
from tests.makers import Make
from tests.schools import ADMIN
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.grades_screen import Ctrl, Key, Shift, Typist

Sheet = tuple[int, list[int], list[int]]


@pytest.fixture
def sheet(make: Make) -> Sheet:
    """An offering of four students with two columns in Midterm (40 %) and one in Final exam (60 %)."""
    offering = make.offering()
    pupils = make.klass(offering, 4)
    columns = [
        make.assessment(offering, "Test 1", "Midterm"),
        make.assessment(offering, "Test 2", "Midterm", max_score=Decimal(100)),
        make.assessment(offering, "Exam", "Final exam"),
    ]
    return offering, pupils, columns


@pytest.fixture
def at(sheet: Sheet, sit: Sit, qtbot: QtBot, read: Transaction) -> Typist:
    """Somebody at that sheet."""
    return Typist(qtbot, sit(grades_tab), read)


def test_a_screen_that_is_gone_to_by_its_key_can_be_typed_into_at_once(sheet: Sheet, sit: Sit, make: Make) -> None:
    desk = sit(students_tab, grades_tab)
    desk.window.activateWindow()
    settle(desk.window)
    for name in ("grades", "students", "grades"):
        desk.window.shower(name)()
        settle(desk.window)
        held = QApplication.focusWidget()
        assert held is not None
        assert desk.window.tab(name).isAncestorOf(held), name


def test_a_class_of_thirty_is_entered_by_keyboard_alone(make: Make, sit: Sit, qtbot: QtBot, read: Transaction) -> None:
    offering = make.offering()
    make.klass(offering, 30)
    for number in range(5):
        make.assessment(offering, f"Test {number + 1}", "Midterm" if number < 4 else "Final exam")
    at = Typist(qtbot, sit(grades_tab), read)
    for row in range(30):
        for column in range(5):
            at.keys(f"{(row + column) % 20},5" if column % 2 else str((row * 3 + column) % 21))
            at.keys(Key.Key_Tab if column < 4 else Key.Key_Return)
    expected = [
        [f"{(row + column) % 20}.5" if column % 2 else str((row * 3 + column) % 21) for column in range(5)]
        for row in range(30)
    ]
    assert at.stored(range(30), range(5)) == expected
    assert at.tab.status.state.text() == "All saved"
    assert at.final(0) == at.book().scales.shown_as(at.book().rows[0].final.percentage)


def test_the_final_grade_follows_each_mark_at_once_and_is_the_stored_one(at: Typist) -> None:
    assert at.final(0) == "–"
    at.keys("10", Key.Key_Tab)
    assert at.final(0) == "10.00"
    at.keys("100", Key.Key_Tab, "20", Key.Key_Return)
    before = at.final(0)
    at.settle()
    row = next(row for row in at.book().rows if row.enrolment_id == at.tab.grid.order[0])
    assert before == at.final(0) == at.book().scales.shown_as(row.final.percentage)


def test_a_block_of_excel_is_pasted_in_one_act_and_undone_in_one(at: Typist) -> None:
    at.paste("14,5\t80\r\n8\tEX\r\n\t55,25\r\n")
    assert at.stored(range(4), [0, 1]) == [["14.5", "80"], ["8", "EX"], ["-", "55.25"], ["-", "-"]]
    assert at.tab.context.undo.undo_title() == "5 marks of CRS001"
    at.keys(Key.Key_Z, held=Ctrl)
    assert at.stored(range(4), [0, 1]) == [["-", "-"]] * 4
    assert at.shown(0, 0) == ""


def test_a_block_that_does_not_fit_changes_nothing_until_that_is_wanted(at: Typist) -> None:
    at.tab.view.go_to((3, 2))
    at.paste("1\t2\r\n3\t4\r\n")
    assert at.stored([3], [2]) == [["-"]]
    assert "1 row of it is below the last student" in at.tab.bar.text()
    assert "1 column of it is beyond" in at.tab.bar.text()
    at.tab.bar.button("rest").click()
    assert at.stored([3], [2]) == [["1"]]
    assert at.tab.bar.text() == ""


def test_a_wrong_value_is_marked_in_its_cell_with_the_reason_and_stops_nothing(at: Typist) -> None:
    at.keys("25", Key.Key_Return, "12", Key.Key_Return)
    assert at.stored([0, 1], [0]) == [["-"], ["12"]]
    look = at.tab.grid.look(0, 0)
    assert (look.text, look.wrong, look.sign) == ("25", True, "circle-alert")
    assert "over the maximum of 20" in look.tip
    assert at.tab.status.state.text() == "1 cell not saved"
    assert "over the maximum" not in at.tab.bar.text()
    at.tab.status.state.click()
    assert at.tab.view.current == (0, 0)
    assert "over the maximum of 20" in at.tab.bar.text()
    assert at.tab.unsaved()
    at.keys("15", Key.Key_Return)
    assert at.stored([0], [0]) == [["15"]]
    assert at.tab.status.state.text() == "All saved"
    assert not at.tab.unsaved()


def test_wrong_values_of_a_block_wait_while_the_rest_is_saved(at: Typist) -> None:
    at.paste("14\r\nabc\r\n-3\r\n12\r\n")
    assert at.stored(range(4), [0]) == [["14"], ["-"], ["-"], ["12"]]
    assert at.tab.status.state.text() == "2 cells not saved"
    at.tab.view.go_to((1, 0))
    at.keys(Key.Key_Escape)
    assert at.shown(1, 0) == ""
    assert at.tab.status.state.text() == "1 cell not saved"
    at.tab.view.go_to((2, 0))
    at.tab.bar.button("back").click()
    assert at.tab.status.state.text() == "All saved"


def test_a_wrong_value_is_still_there_after_a_look_at_another_course(make: Make, at: Typist, sheet: Sheet) -> None:
    at.keys("25", Key.Key_Return)
    other = make.offering()
    at.settle()
    at.tab.open_offering(other)
    at.settle()
    assert at.tab.panel.isVisible()
    assert at.tab.unsaved()
    at.tab.open_offering(sheet[0])
    at.settle()
    assert at.shown(0, 0) == "25"


def test_ten_steps_are_undone_and_done_again(at: Typist) -> None:
    for number in range(10):
        at.tab.view.go_to((number % 4, number // 4))
        at.keys(str(number), Key.Key_Return)
    expected = at.stored(range(4), range(3))
    assert expected == [["0", "4", "8"], ["1", "5", "9"], ["2", "6", "-"], ["3", "7", "-"]]
    for _step in range(10):
        at.keys(Key.Key_Z, held=Ctrl)
    assert at.stored(range(4), range(3)) == [["-"] * 3] * 4
    assert at.tab.context.undo.redo_title().startswith("Mark of")
    for _step in range(10):
        at.keys(Key.Key_Y, held=Ctrl)
    assert at.stored(range(4), range(3)) == expected
    assert [at.shown(row, 0) for row in range(4)] == ["0", "1", "2", "3"]


def test_an_undo_right_after_typing_takes_back_what_was_typed(at: Typist) -> None:
    at.keys("12", Key.Key_Return, "13", Key.Key_Return)
    at.keys(Key.Key_Z, held=Ctrl)
    assert at.stored([0, 1], [0]) == [["12"], ["-"]]
    assert at.tab.view.current == (1, 0)


def test_a_second_sheet_on_the_same_school_sees_a_change_at_once(
    at: Typist, sit: Sit, qtbot: QtBot, read: Transaction
) -> None:
    other = Typist(qtbot, sit(grades_tab), read)
    at.keys("17", Key.Key_Return)
    at.settle()
    other.settle()
    assert other.shown(0, 0) == "17"
    assert other.final(0) == at.final(0) == "17.00"


def test_what_another_program_writes_shows_and_leaves_the_typing_alone(
    at: Typist, sheet: Sheet, write: Transaction
) -> None:
    offering, _pupils, columns = sheet
    at.tab.view.go_to((1, 0))
    at.keys("1")
    with write() as session:
        grade_entry.enter(session, offering, [Entry(at.tab.grid.order[0], columns[0], Decimal(9))])
    at.settle()
    assert at.shown(0, 0) == "9"
    at.keys("8", Key.Key_Return)
    assert at.stored([0, 1], [0]) == [["9"], ["18"]]


def test_a_mark_that_somebody_changed_meanwhile_is_not_overwritten_unasked(
    at: Typist, sheet: Sheet, write: Transaction
) -> None:
    offering, _pupils, columns = sheet
    at.tab.hide()  # nothing is read again while nobody looks, as when the news is still on its way
    with write() as session:
        grade_entry.enter(session, offering, [Entry(at.tab.grid.order[0], columns[0], Decimal(14))])
    at.settle()
    at.tab.grid.put([(0, 0, "15"), (1, 0, "11")])
    at.tab.show()
    assert at.stored([0, 1], [0]) == [["14"], ["11"]]
    assert at.shown(0, 0) == "14"
    assert at.tab.status.state.text() == "1 cell not saved"
    at.tab.view.go_to((0, 0))
    assert f"{ADMIN.name} wrote 14 meanwhile; yours is 15." in at.tab.bar.text()
    at.tab.bar.button("mine").click()
    assert at.stored([0], [0]) == [["15"]]
    assert at.tab.status.state.text() == "All saved"


def test_delete_takes_marks_out_and_ctrl_d_fills_down(at: Typist) -> None:
    at.keys("11", Key.Key_Return)
    at.tab.view.go_to((0, 0))
    at.keys(Key.Key_Down, Key.Key_Down, held=Shift)
    at.keys(Key.Key_D, held=Ctrl)
    assert at.stored(range(4), [0]) == [["11"], ["11"], ["11"], ["-"]]
    at.keys(Key.Key_Delete)
    assert at.stored(range(4), [0]) == [["-"]] * 4
    assert at.tab.context.undo.undo_title() == "3 marks in “Test 1” of CRS001"


def test_a_result_takes_no_typing_and_explains_itself(at: Typist) -> None:
    at.keys("12", Key.Key_Return)
    at.tab.view.go_to((0, 0))
    at.keys(Key.Key_End, "5")
    assert "calculated" in at.tab.bar.text()
    at.keys(Key.Key_Space)
    at.settle()
    assert at.tab.why.isVisible()
    assert "Test 1" in at.tab.why.page.toPlainText()
    at.tab.view.go_to((1, 0))
    assert "Not graded yet" in at.tab.why.page.toPlainText()
    at.tab.why.close_button.click()
    assert not at.tab.why.isVisible()
    assert at.tab.view.hasFocus()


def test_marks_below_the_pass_mark_and_missing_ones_show_without_colour_too(at: Typist) -> None:
    at.keys("4,5", Key.Key_Return)
    look = at.tab.grid.look(0, 0)
    assert (look.tone, look.sign) == ("danger", "chevron-down")
    assert "below the pass mark" in look.spoken
    assert at.tab.grid.look(1, 0).missing
    assert not at.tab.grid.look(1, 1).missing
    assert not at.tab.grid.look(0, 1).missing
    at.tab.view.go_to((0, 1))
    at.keys("80", Key.Key_Return)
    assert at.tab.grid.look(2, 1).missing
    index = at.tab.grid.index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == look.spoken


def test_the_figures_of_the_column_and_of_the_selection_stand_below(at: Typist) -> None:
    at.paste("10\r\n20\r\n9\r\n")
    at.tab.view.go_to((0, 0))
    said = at.tab.status.text()
    assert "3 marks · 1 missing · average 13 · median 10 · from 9 to 20 · 67 % pass" in said
    at.keys(Key.Key_Down, held=Shift)
    assert at.tab.status.text().startswith("2 marks · average 15")
    assert "40–50 %: 1" not in at.tab.status.spread.accessibleDescription()
    assert "90–100 %: 1" in at.tab.status.spread.accessibleDescription()


def test_greek_letters_for_excused_and_a_decimal_comma_are_understood(at: Typist) -> None:
    at.keys("12,25", Key.Key_Return)
    at.tab.grid.put([(1, 0, "εξ")])
    assert at.stored([0, 1], [0]) == [["12.25"], ["EX"]]


def test_closing_with_a_mark_that_is_not_saved_says_so(at: Typist) -> None:
    assert reasons_to_stay(at.desk.window) == []
    at.keys("99", Key.Key_Return)
    (reason,) = reasons_to_stay(at.desk.window)
    assert reason == "The changes to CRS001 · Course 1 · Winter term are not saved."
    at.tab.grid.take_back(0, 0)
    assert reasons_to_stay(at.desk.window) == []


def test_what_could_not_be_written_is_kept_and_tried_again(at: Typist, database: Database) -> None:
    with database.begin(ADMIN, "update") as session:
        session.execute(text("CREATE TRIGGER full BEFORE INSERT ON grades BEGIN SELECT raise(FAIL, 'disk'); END"))
    at.keys("12", Key.Key_Return, "13", Key.Key_Return)
    at.settle()
    assert at.tab.status.state.text() == "2 marks are not saved"
    assert at.shown(0, 0) == "12"
    assert at.tab.unsaved()
    (told,) = [one for one in at.tab.findChildren(ErrorDialog) if one.isVisible()]
    told.accept()
    with database.begin(ADMIN, "update") as session:
        session.execute(text("DROP TRIGGER full"))
    at.tab.status.state.click()
    assert at.stored([0, 1], [0]) == [["12"], ["13"]]
    assert at.tab.status.state.text() == "All saved"


def test_a_column_that_is_locked_meanwhile_refuses_its_marks_and_lets_the_others_through(
    at: Typist, sheet: Sheet, write: Transaction
) -> None:
    at.tab.hide()
    with write() as session:
        assessments.set_locked(session, [sheet[2][0]], True)
    at.settle()
    at.tab.grid.put([(0, 0, "15"), (0, 1, "70")])
    assert at.stored([0], [0, 1]) == [["-", "70"]]
    assert at.tab.grid.refused_at(0, 0).text == "15"
    assert "is locked" in at.tab.grid.look(0, 0).tip


def test_a_mark_somebody_took_out_meanwhile_is_told_and_can_be_left_out(
    at: Typist, sheet: Sheet, write: Transaction
) -> None:
    offering, _pupils, columns = sheet
    at.keys("10", Key.Key_Return)
    at.settle()
    at.tab.hide()
    with write() as session:
        grade_entry.enter(session, offering, [Entry(at.tab.grid.order[0], columns[0], None)])
    at.settle()
    at.tab.grid.put([(0, 0, "11")])
    at.settle()
    at.tab.show()
    at.tab.view.go_to((0, 0))
    assert "took this mark out meanwhile; yours is 11" in at.tab.bar.text()
    at.tab.bar.button("theirs").click()
    assert at.stored([0], [0]) == [["-"]]
    assert at.tab.status.state.text() == "All saved"


def test_a_student_who_leaves_the_course_meanwhile_takes_the_mark_along(
    at: Typist, sheet: Sheet, write: Transaction
) -> None:
    gone = at.tab.grid.order[0]
    at.tab.hide()
    with write() as session:
        enrolments.delete(session, [gone])
    at.settle()
    at.tab.grid.put([(0, 0, "15"), (1, 0, "12")])
    at.settle()
    assert gone not in at.tab.grid.order
    assert at.stored([0], [0]) == [["12"]]


def test_what_is_copied_is_what_a_spreadsheet_takes(at: Typist) -> None:
    at.keys("12,5", Key.Key_Return)
    at.tab.view.go_to((0, 0))
    at.keys(Key.Key_Space, held=Shift)
    at.keys(Key.Key_C, held=Ctrl)
    assert QGuiApplication.clipboard().text() == "12.5\t\t\t0\t40 %\t12.50\r\n"
