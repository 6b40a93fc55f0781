"""Evaluation rules on the screen: typed, pasted, moved, summed to 100 %, and refused at their place."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from sms_desktop.core.evaluation import Rule
from sms_desktop.services import courses, offerings
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.courses import courses_tab
from sms_desktop.ui.tabs.courses.paste_rules import PasteRules
from sms_desktop.ui.tabs.courses.rules_editor import RulesEditor
from sms_desktop.ui.tabs.courses.rules_model import PLACES
from tests.conftest import Transaction
from tests.makers import RULES, Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.test_courses import screen

Key, Alt = Qt.Key, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def editor(qtbot: QtBot) -> RulesEditor:
    """The editor alone, with two rules."""
    made = RulesEditor("courses")
    made.load(RULES)
    made.resize(600, 400)
    made.show()
    made.activateWindow()
    QApplication.processEvents()
    return made


def names(editor: RulesEditor) -> list[str]:
    return [rule.name for rule in editor.model.rules]


def put(editor: RulesEditor, place: int, field: str, text: str) -> bool:
    return editor.model.setData(editor.model.index(place, PLACES[field]), text)


def total(editor: RulesEditor) -> str:
    return editor._total.text.text()


def test_the_total_runs_along_and_says_in_words_what_is_wrong(editor: RulesEditor) -> None:
    assert total(editor) == "Total 100 %"
    put(editor, 0, "weight", "30")
    assert total(editor) == "Total 90 %: 10 % are missing"
    put(editor, 0, "weight", "52,5")
    assert total(editor) == "Total 112.5 %: 12.5 % too much"
    editor.put([])
    assert total(editor).startswith("No rules yet")


def test_a_rule_is_added_by_keyboard_with_what_is_left_and_what_its_name_tells(
    editor: RulesEditor, qtbot: QtBot
) -> None:
    put(editor, 1, "weight", "50")
    editor.table.setFocus()
    qtbot.keyClick(editor.table, Key.Key_Insert)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    qtbot.keyClicks(line, "Participation")
    qtbot.keyClick(line, Key.Key_Return)
    QApplication.processEvents()
    assert editor.model.rules[2] == Rule("Participation", Decimal(10), "participation", counts_daily=True)
    assert total(editor) == "Total 100 %"


def test_enter_types_into_a_cell_and_del_and_alt_with_arrows_work_on_the_rule(
    editor: RulesEditor, qtbot: QtBot
) -> None:
    editor.table.setFocus()
    editor.table.setCurrentIndex(editor.model.index(0, PLACES["weight"]))
    qtbot.keyClick(editor.table, Key.Key_Return)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    line.selectAll()
    qtbot.keyClicks(line, "45")
    qtbot.keyClick(line, Key.Key_Return)
    QApplication.processEvents()
    assert editor.model.rules[0].weight == 45
    editor.table.setFocus()
    qtbot.keyClick(editor.table, Key.Key_Down, Alt)
    assert names(editor) == ["Final exam", "Midterm"]
    qtbot.keyClick(editor.table, Key.Key_Delete)
    assert names(editor) == ["Final exam"]


def test_the_kind_is_chosen_from_a_list_and_boxes_are_ticked(editor: RulesEditor, qtbot: QtBot) -> None:
    index = editor.model.index(0, PLACES["kind"])
    editor.table.setCurrentIndex(index)
    editor.table.edit(index)
    (box,) = editor.table.findChildren(QComboBox)
    box.setCurrentIndex(box.findData("lab"))
    box.activated.emit(box.currentIndex())
    assert editor.model.rules[0].kind == "lab"
    assert index.data() == "Laboratory"
    tick = editor.model.index(0, PLACES["latest_only"])
    assert editor.model.setData(tick, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert editor.model.rules[0].latest_only
    assert tick.data(Qt.ItemDataRole.AccessibleTextRole) == "Yes"


def test_what_is_no_weight_stays_out_with_the_reason(editor: RulesEditor) -> None:
    assert not put(editor, 0, "weight", "much")
    assert "much" in editor.problem.text()
    assert editor.model.rules[0].weight == 40
    assert not editor.dirty
    put(editor, 0, "weight", "41")
    assert editor.problem.text() == ""


def test_rules_on_the_clipboard_are_pasted_as_they_are_written(editor: RulesEditor, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("Συμμετοχή 10% + Εργασίες 30% + Τελική εξέταση 60%")
    editor.table.setFocus()
    qtbot.keyClick(editor.table, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert names(editor) == ["Συμμετοχή", "Εργασίες", "Τελική εξέταση"]
    assert editor.dirty
    assert total(editor) == "Total 100 %"


def test_without_rules_on_the_clipboard_the_text_is_asked_for(editor: RulesEditor, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("nothing of the kind")
    with qtbot.waitSignal(editor.paste_wanted):
        editor.tools["paste"].click()
    dialog = PasteRules(editor.put, editor)
    dialog.field.set_value("no weights here")
    dialog.ok.click()
    assert "can't be read as evaluation rules" in dialog.field.problem
    dialog.field.set_value("Lab 50%\nFinal exam 50%")
    dialog.ok.click()
    assert names(editor) == ["Lab", "Final exam"]


def test_save_is_refused_at_the_rules_with_the_sentence_of_what_is_wrong(
    sit: Sit, make: Make, read: Transaction
) -> None:
    course = make.course(course_code="A100")
    desk = sit(courses_tab)
    tab = screen(desk)
    put(tab.course.rules, 0, "weight", "30")
    assert tab.course.dirty
    tab.course.save()
    settle(desk.window)
    assert tab.course.pages.currentWidget().property("page") == "rules"
    assert tab.course.rules.problem.text() == "The weights sum to 90 %, not to 100 %."
    with read() as session:
        assert courses.get(session, course).data.rules == RULES
    tab.course.discard()
    assert tab.course.rules.problem.text() == ""
    assert not tab.course.dirty


def test_rules_that_sum_to_100_are_saved_and_stand_in_the_history(sit: Sit, make: Make, read: Transaction) -> None:
    course = make.course(course_code="A100")
    desk = sit(courses_tab)
    tab = screen(desk)
    put(tab.course.rules, 0, "weight", "30")
    put(tab.course.rules, 1, "weight", "70")
    tab.course.save()
    settle(desk.window)
    with read() as session:
        assert [rule.weight for rule in courses.get(session, course).data.rules] == [30, 70]
    text = tab.course.history.toPlainText()
    assert "Edit course A100" in text
    assert "Midterm 40 % → Midterm 30 %" in text


def test_an_offering_takes_the_rules_of_its_course_again(sit: Sit, make: Make, read: Transaction) -> None:
    own = (Rule("Project", Decimal(100), "project"),)
    offering = make.offering(course_id=make.course(course_code="A100"), rules=own)
    desk = sit(courses_tab)
    tab = screen(desk)
    tab.open_offering(offering, "rules")
    settle(desk.window)
    assert names(tab.offering.rules) == ["Project"]
    tab.offering.rules.tools["copy"].click()
    assert names(tab.offering.rules) == [rule.name for rule in RULES]
    tab.offering.save()
    settle(desk.window)
    with read() as session:
        assert offerings.get(session, offering).data.rules == RULES


def test_what_is_still_being_typed_is_saved_too(sit: Sit, make: Make, read: Transaction, qtbot: QtBot) -> None:
    course = make.course(course_code="A100")
    desk = sit(courses_tab)
    tab = screen(desk)
    tab.course.show_page("rules")
    table = tab.course.rules.table
    table.setFocus()
    table.setCurrentIndex(tab.course.rules.model.index(0, 0))
    qtbot.keyClick(table, Key.Key_Return)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    line.setText("First half")
    qtbot.keyClick(line, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(desk.window)
    with read() as session:
        assert courses.get(session, course).data.rules[0].name == "First half"
