"""The columns of the sheet, the states around it, choosing a course, a locked term, and who may do what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from sms_desktop.core.evaluation import Rule
from sms_desktop.services import term_lock
from sms_desktop.ui.dialogs.form_dialog import FormDialog
from sms_desktop.ui.dialogs.reason import ReasonDialog
from sms_desktop.ui.memory import Forgetful
from sms_desktop.ui.tabs.courses import courses_tab
from sms_desktop.ui.tabs.grades import column_acts, grades_tab, menus
from sms_desktop.ui.tabs.grades.grid import NUMBER
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.grades_screen import Ctrl, Key, Shift, Typist, screen

Alt = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def at(make: Make, sit: Sit, qtbot: QtBot, read: Transaction) -> Typist:
    """Somebody at the sheet of a class of three, with two columns in Midterm and one in Final exam."""
    offering = make.offering(section="A1")
    pupils = make.klass(offering, 3)
    first = make.assessment(offering, "Test 1", "Midterm")
    make.assessment(offering, "Test 2", "Midterm")
    make.assessment(offering, "Exam", "Final exam")
    for pupil, score in zip(pupils, ("12", "18", "6"), strict=True):
        make.mark(pupil, first, score)
    return Typist(qtbot, sit(grades_tab), read)


def dialog(at: Typist) -> FormDialog:
    at.settle()
    (found,) = [one for one in at.tab.findChildren(FormDialog) if one.isVisible()]
    return found


def titles(at: Typist) -> list[str]:
    return [assessment.title for assessment in at.tab.grid.assessments()]


def entries(menu: QMenu) -> dict[str, Any]:
    return {action.text().split("\t")[0]: action for action in menu.actions()}


def test_the_first_column_is_added_by_keyboard_and_typed_into(
    make: Make, sit: Sit, qtbot: QtBot, read: Transaction
) -> None:
    offering = make.offering()
    make.klass(offering, 2)
    at = Typist(qtbot, sit(grades_tab), read)
    assert at.tab.panel.isVisible()
    column_acts.add(at.tab)
    asked = dialog(at)
    asked.form.fields["title"].set_value("Quiz")
    asked.form.fields["title"].changed.emit()
    asked.submit()
    at.settle()
    assert titles(at) == ["Quiz"]
    assert at.tab.view.current == (0, 0)
    at.tab.view.setFocus()
    at.keys("15", Key.Key_Return)
    assert at.stored([0], [0]) == [["15"]]


def test_a_new_column_begins_as_the_one_it_stands_beside(at: Typist) -> None:
    at.tab.view.go_to((0, 2))
    at.keys(Key.Key_N, held=Ctrl)
    form = dialog(at).form
    assert form.fields["rule_id"].value() == at.tab.grid.columns[2].category.id
    assert (form.fields["max_score"].value(), form.fields["weight"].value()) == (20, 1)
    dialog(at).reject()


def test_f2_on_a_selected_column_changes_it_and_its_marks_follow(at: Typist) -> None:
    at.keys(Key.Key_Space, held=Ctrl)
    at.keys(Key.Key_F2)
    asked = dialog(at)
    asked.form.fields["title"].set_value("First test")
    asked.form.fields["max_score"].set_value(Decimal(40))
    asked.submit()
    at.settle()
    assert titles(at)[0] == "First test"
    assert at.tab.grid.head(0).small == "/40"
    assert at.tab.grid.look(0, 0).tone == "danger"


def test_a_maximum_below_the_marks_is_refused_in_the_dialog(at: Typist) -> None:
    column_acts.edit(at.tab, 0)
    asked = dialog(at)
    asked.form.fields["max_score"].set_value(Decimal(10))
    asked.submit()
    at.settle()
    assert asked.isVisible()
    asked.form.mark_clean()
    asked.reject()
    assert at.tab.grid.head(0).small == "/20"


def test_columns_are_moved_within_their_category_by_key(at: Typist) -> None:
    at.keys(Key.Key_Right, held=Alt)
    at.settle()
    assert titles(at) == ["Test 2", "Test 1", "Exam"]
    assert at.tab.view.current == (0, 1)
    at.keys(Key.Key_Right, held=Alt)
    at.settle()
    assert titles(at) == ["Test 2", "Test 1", "Exam"]
    at.keys(Key.Key_Left, held=Alt)
    at.settle()
    assert titles(at) == ["Test 1", "Test 2", "Exam"]


def test_a_locked_column_takes_no_typing_and_says_so(at: Typist) -> None:
    column_acts.set_locked(at.tab, 0, True)
    at.settle()
    assert at.tab.grid.head(0).icon == "lock"
    at.keys("9")
    assert "is locked" in at.tab.bar.text()
    at.paste("1\t2\r\n")
    assert "1 cell there is locked" in at.tab.bar.text()
    assert at.stored([0], [0, 1])[0][1] == "-"
    column_acts.edit(at.tab, 0)
    assert not [one for one in at.tab.findChildren(FormDialog) if one.isVisible()]
    column_acts.set_locked(at.tab, 0, False)
    at.settle()
    at.keys("9", Key.Key_Return)
    assert at.stored([0], [0]) == [["9"]]


def test_a_deleted_column_comes_back_with_its_marks(at: Typist) -> None:
    before = at.stored(range(3), [0])
    column_acts.delete(at.tab, 0)
    at.settle()
    assert titles(at) == ["Test 2", "Exam"]
    toast = at.desk.window._toast
    assert toast.text() == "Deleted “Test 1” with 3 marks."
    toast.button.click()
    at.settle()
    assert titles(at) == ["Test 1", "Test 2", "Exam"]
    assert at.stored(range(3), [0]) == before


def test_rows_are_put_in_order_once_and_typing_moves_none(at: Typist) -> None:
    at.tab.sort(("mark", at.tab.grid.columns[0].assessment.id), True)
    assert [at.shown(row, 0) for row in range(3)] == ["18", "12", "6"]
    assert at.tab.grid.head(0).icon == "chevron-down"
    at.tab.view.go_to((0, 0))
    at.keys("5", Key.Key_Return)
    at.settle()
    at.tab.refresh()
    at.settle()
    assert [at.shown(row, 0) for row in range(3)] == ["5", "12", "6"]
    at.tab.sort(NUMBER, False)
    numbers = [at.tab.grid.side(row).small for row in range(3)]
    assert numbers == sorted(numbers)


def test_the_details_of_a_mark_are_typed_in_a_dialog_and_show_as_a_corner(at: Typist) -> None:
    at.keys(Key.Key_F2, held=Shift)
    asked = dialog(at)
    asked.form.fields["note"].set_value("Handed in late")
    asked.form.fields["submitted_on"].set_value(date(2026, 11, 2))
    asked.submit()
    at.settle()
    look = at.tab.grid.look(0, 0)
    assert look.corner
    assert "Handed in late" in look.tip
    at.tab.view.go_to((0, 1))
    at.keys(Key.Key_F2, held=Shift)
    assert "no mark here yet" in at.tab.bar.text()


def test_menus_hold_what_the_keys_do(at: Typist) -> None:
    menu = QMenu(at.tab)
    menus.fill_cell(at.tab, menu)
    entries(menu)["Excuse"].trigger()
    assert at.stored([0], [0]) == [["EX"]]
    head = QMenu(at.tab)
    menus.fill_head(at.tab, head, 0)
    assert not entries(head)["Move left"].isEnabled()
    entries(head)["Lock against changes"].trigger()
    at.settle()
    assert at.tab.grid.columns[0].assessment.locked
    side, corner = QMenu(at.tab), at.tab.corner.menu()
    menus.fill_side(at.tab, side, 1)
    entries(side)["How this grade came about"].trigger()
    assert at.tab.why.isVisible()
    corner.aboutToShow.emit()
    entries(corner)["Sort by final grade, lowest first"].trigger()
    assert at.tab.grid.sorted_by == (("final", 0), False)
    at.tab.view.heads.customContextMenuRequested.emit(QPoint(10, 50))
    (shown,) = [one for one in at.tab.view.findChildren(QMenu) if one.isVisible()]
    shown.close()


def test_averages_are_shown_where_they_are_wanted_and_remembered(at: Typist, memory: Forgetful) -> None:
    at.tab.averages.click()
    kinds = [column.kind for column in at.tab.grid.columns]
    assert kinds == ["mark", "mark", "average", "mark", "average", "absences", "used", "final"]
    assert at.shown(0, 2) == f"{at.shown(0, 0)}.00"
    assert memory.get("grades.averages") is True
    QApplication.clipboard().setText("5\t6\t7\r\n")
    at.tab.view.go_to((0, 0))
    at.keys(Key.Key_V, held=Ctrl)
    assert at.stored([0], [0, 1, 3]) == [["5", "6", "7"]]


def test_a_course_is_found_by_typing_and_the_next_one_by_key(at: Typist, make: Make, memory: Forgetful) -> None:
    other = make.offering(course_id=make.course(course_code="ZZZ1", course_name="Ηλεκτρολογία"))
    make.klass(other, 1)
    make.assessment(other, "Quiz", "Midterm")
    at.settle()
    at.keys(Key.Key_PageDown, held=Ctrl)
    at.settle()
    assert at.tab.grid.book is not None
    assert at.tab.grid.book.offering_id == other == memory.get("grades.offering")
    assert not at.tab.picker.on.isEnabled()
    at.tab.picker.back.click()
    at.settle()
    box = at.tab.picker.box
    box.setFocus()
    line = box.lineEdit()
    line.selectAll()
    at.qtbot.keyClicks(line, "ilektro")
    popup = box.completer().popup()
    assert popup.isVisible()
    at.qtbot.keyClick(popup, Key.Key_Down)
    at.qtbot.keyClick(popup, Key.Key_Return)
    at.settle()
    assert at.tab.grid.book.offering_id == other
    at.keys(Key.Key_F, held=Ctrl)
    line.setText("nothing of the kind")
    left = QSignalSpy(box.left)
    at.qtbot.keyClick(box, Key.Key_Escape)
    assert left.count() == 1
    assert line.text() == "ZZZ1 · Ηλεκτρολογία"


def test_a_locked_term_is_changed_only_with_a_reason_that_is_kept(
    at: Typist, write: Transaction, read: Transaction
) -> None:
    assert at.tab.grid.book is not None
    with write() as session:
        term_lock.lock(session, at.tab.grid.book.term_id)
    at.settle()
    assert "This term is locked" in at.tab.lock.text()
    assert not at.tab.add.isVisible()
    at.tab.view.setFocus()
    at.keys("7")
    assert "term is locked" in at.tab.bar.text()
    at.tab.lock.button("reason").click()
    (asked,) = [one for one in at.tab.findChildren(ReasonDialog) if one.isVisible()]
    asked.field.set_value("Appeal of the student")
    asked.ok.click()
    at.tab.view.setFocus()
    at.keys("7", Key.Key_Return)
    assert at.stored([0], [0]) == [["7"]]
    with read() as session:
        from sqlalchemy import text

        newest = session.scalar(text("select reason from change_sets order by id desc limit 1"))
    assert newest == "Appeal of the student"
    at.tab.lock.button("stop").click()
    at.tab.view.setFocus()
    at.keys("8")
    assert at.tab.view.line is None


def test_who_may_only_look_looks(at: Typist, make: Make, sit: Sit, qtbot: QtBot, read: Transaction) -> None:
    viewer = Typist(qtbot, sit(grades_tab, actor=make.user("viewer")), read)
    assert not viewer.tab.add.isVisible()
    viewer.keys("5")
    assert "may look at these marks but not change them" in viewer.tab.bar.text()
    menu = QMenu(viewer.tab)
    menus.fill_head(viewer.tab, menu, 0)
    assert "Delete column" not in entries(menu)


def test_who_may_not_see_marks_is_told_whom_to_ask(at: Typist, make: Make, sit: Sit) -> None:
    viewer = make.user("viewer")
    blind = replace(viewer, rights=frozenset(viewer.rights - {"grades:view"}))
    tab = screen(sit(grades_tab, actor=blind))
    assert tab.panel.accessibleName() == "You may not see marks"
    assert tab.grid.rowCount() == 0
    assert not tab.add.isVisible()


def test_each_empty_state_says_what_is_missing_and_leads_there(make: Make, sit: Sit, qtbot: QtBot) -> None:
    make.term()
    desk = sit(grades_tab, courses_tab)
    tab = screen(desk)
    assert tab.panel.accessibleName() == "No courses in this term"
    nobody = make.offering()
    desk.jobs.wait_idle()
    tab.open_offering(nobody)
    desk.jobs.wait_idle()
    assert tab.panel.accessibleName() == "Nobody is enrolled"
    make.klass(nobody, 1)
    desk.jobs.wait_idle()
    QApplication.processEvents()
    desk.jobs.wait_idle()
    assert tab.panel.accessibleName() == "No columns yet"
    plain = make.offering(course_id=make.course(rules=()), rules=())
    make.klass(plain, 1)
    tab.open_offering(plain)
    desk.jobs.wait_idle()
    assert tab.panel.accessibleName() == "No evaluation rules"
    tab.panel._button.click()
    desk.jobs.wait_idle()
    assert desk.window.current_tab() == "courses"


def test_a_category_filled_by_registers_has_its_average_in_sight(make: Make, sit: Sit, qtbot: QtBot) -> None:
    rules = (Rule("Presence", Decimal(40), "attendance"), Rule("Exam", Decimal(60), "final"))
    offering = make.offering(rules=rules)
    make.klass(offering, 1)
    make.assessment(offering, "Exam", "Exam")
    tab = screen(sit(grades_tab))
    assert [column.kind for column in tab.grid.columns] == ["average", "mark", "absences", "used", "final"]
    assert [group.title for group in tab.grid.groups()] == ["Presence", "Exam", "Result"]


def test_the_sheet_speaks_greek_at_once(at: Typist) -> None:
    at.tab.view.go_to((0, 0))
    at.keys("12,5", Key.Key_Return)
    at.settle()
    at.desk.window.languages.choose("el")
    assert at.shown(0, 0) == "12,5"
    assert at.final(0) == "12,50"


def test_where_only_the_latest_counts_a_resit_is_awaited_of_nobody(
    make: Make, sit: Sit, qtbot: QtBot, read: Transaction
) -> None:
    offering = make.offering(rules=(Rule("Exam", Decimal(100), "final", latest_only=True),))
    pupils = make.klass(offering, 3)
    exam, resit = make.assessment(offering, "Exam", "Exam"), make.assessment(offering, "Resit", "Exam")
    make.mark(pupils[0], exam, "6")
    make.mark(pupils[0], resit, "11")
    make.mark(pupils[1], exam, "14")
    at = Typist(qtbot, sit(grades_tab), read)
    rows = [at.tab.grid.order.index(pupil) for pupil in pupils]
    assert [at.tab.grid.look(row, 1).missing for row in rows] == [False, False, True]
    assert at.final(rows[0]) == "11.00"


def test_the_menu_of_the_cells_opens_by_key_too(at: Typist) -> None:
    at.keys(Key.Key_F10, held=Shift)
    (menu,) = [one for one in at.tab.view.findChildren(QMenu) if one.isVisible() and one.parent() is at.tab.view]
    assert "Fill down" in entries(menu)
    menu.close()
