"""Rules of an offering that has marks: kept by id, judged before they are saved, copied, and locked with the term."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from sms_desktop.core.evaluation import Rule
from sms_desktop.services import gradebook, offering_rules, term_lock
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.courses import courses_tab
from sms_desktop.ui.tabs.courses.offering_record import OfferingPanel
from sms_desktop.ui.tabs.courses.rules_change import ChangeDialog
from tests.conftest import Transaction
from tests.makers import RULES, Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.students_screen import dialog
from tests.ui.tabs.test_courses import screen
from tests.ui.tabs.test_courses_rules import names, put


@dataclass(frozen=True)
class Class:
    """An offering with two students who have marks in both categories: 14 and 16 of 20, and 8 and 12."""

    offering: int
    enrolments: list[int]


@pytest.fixture
def graded(make: Make) -> Class:
    """The class, with its marks."""
    offering = make.offering(course_id=make.course(course_code="A100"))
    enrolments = make.klass(offering, 2)
    for title, category, marks in (("Test", "Midterm", ("14", "8")), ("Exam", "Final exam", ("16", "12"))):
        column = make.assessment(offering, title, category)
        for enrolment, mark in zip(enrolments, marks, strict=True):
            make.mark(enrolment, column, mark)
    return Class(offering, enrolments)


def opened(desk: Desk, offering: int) -> OfferingPanel:
    """The offering's record, at its rules."""
    tab = screen(desk)
    tab.open_offering(offering, "rules")
    settle(desk.window)
    return tab.offering


def save(desk: Desk, panel: OfferingPanel) -> None:
    panel.save()
    settle(desk.window)


def rules(read: Transaction, offering: int) -> list[str]:
    with read() as session:
        return [f"{edit.rule.name} {edit.rule.weight}" for edit in offering_rules.current(session, offering)]


def finals(read: Transaction, made: Class) -> list[Decimal | None]:
    with read() as session:
        found = gradebook.final_of(session, made.enrolments)
        return [found[number].percentage for number in made.enrolments]


def cells(shown: ChangeDialog, column: str) -> list[str]:
    place = [each.name for each in shown.model.columns].index(column)
    return [shown.model.index(row, place).data() for row in range(shown.model.rowCount())]


def test_what_a_change_does_to_whom_is_shown_before_it_is_done(sit: Sit, graded: Class, read: Transaction) -> None:
    desk = sit(courses_tab)
    panel = opened(desk, graded.offering)
    put(panel.rules, 0, "weight", "90")
    put(panel.rules, 1, "weight", "10")
    save(desk, panel)
    shown: ChangeDialog = dialog("rules.change")
    assert rules(read, graded.offering) == ["Midterm 40", "Final exam 60"], "nothing is written yet"
    assert shown._sum.text() == "The final grades of 2 students become others."
    assert cells(shown, "before") == ["10.40", "15.20"]
    assert cells(shown, "after") == ["8.40", "14.20"]
    assert cells(shown, "by") == ["−10.00", "−5.00"], "the largest change first"
    assert cells(shown, "outcome") == ["Fails now", ""]
    shown.save.click()
    settle(desk.window)
    assert rules(read, graded.offering) == ["Midterm 90", "Final exam 10"]
    assert finals(read, graded) == [71, 42]
    assert not panel.dirty


def test_whoever_goes_back_to_editing_has_changed_nothing(sit: Sit, graded: Class, read: Transaction) -> None:
    desk = sit(courses_tab)
    panel = opened(desk, graded.offering)
    put(panel.rules, 0, "weight", "50")
    put(panel.rules, 1, "weight", "50")
    save(desk, panel)
    dialog("rules.change").keep.click()
    settle(desk.window)
    assert rules(read, graded.offering) == ["Midterm 40", "Final exam 60"]
    assert panel.dirty
    assert panel._bar.save.isEnabled()
    panel.discard()


def test_a_renamed_category_keeps_its_marks_and_nobody_is_asked(sit: Sit, graded: Class, read: Transaction) -> None:
    desk = sit(courses_tab)
    panel = opened(desk, graded.offering)
    put(panel.rules, 0, "name", "First half")
    save(desk, panel)
    assert rules(read, graded.offering) == ["First half 40", "Final exam 60"]
    assert finals(read, graded) == [76, 52]
    assert "No one's grade changes" in desk.window._toast.text()


def test_a_penalty_that_changes_no_grade_is_saved_without_asking(sit: Sit, graded: Class) -> None:
    desk = sit(courses_tab)
    panel = opened(desk, graded.offering)
    penalty = panel.form.fields["absence_penalty"]
    penalty.set_value(Decimal(2))
    penalty.changed.emit()
    save(desk, panel)
    assert not panel.dirty


def test_the_marks_of_a_category_that_goes_move_to_another_or_to_none(
    sit: Sit, graded: Class, read: Transaction
) -> None:
    desk = sit(courses_tab)
    panel = opened(desk, graded.offering)
    panel.rules.put([Rule("Exam", Decimal(100), "other")])
    save(desk, panel)
    shown: ChangeDialog = dialog("rules.change")
    midterm, final = shown.boxes.values()
    assert midterm.caption.text() == "Midterm: 2 marks"
    assert not shown.save.isEnabled(), "what happens to the marks is to be decided first"
    final.setCurrentIndex(final.findData(0))
    final.activated.emit(final.currentIndex())
    settle(desk.window)
    assert cells(shown, "after") == ["12.00", "16.00"], "the larger change first"
    midterm.setCurrentIndex(midterm.findData(None))
    midterm.activated.emit(midterm.currentIndex())
    settle(desk.window)
    shown.save.click()
    settle(desk.window)
    assert rules(read, graded.offering) == ["Exam 100"]
    assert finals(read, graded) == [80, 60]
    with read() as session:
        found = {column.title: column.rule_id for column in gradebook.assessments(session, graded.offering)}
    assert found["Test"] is None
    assert found["Exam"] is not None


def test_a_new_category_of_the_same_kind_is_where_the_marks_likely_go(sit: Sit, graded: Class) -> None:
    desk = sit(courses_tab)
    panel = opened(desk, graded.offering)
    panel.rules.put([Rule("Test", Decimal(50), "midterm"), Rule("Last exam", Decimal(50), "final")])
    save(desk, panel)
    shown: ChangeDialog = dialog("rules.change")
    assert [box.currentText() for box in shown.boxes.values()] == ["Test", "Last exam"]
    assert shown.save.isEnabled()
    shown.reject()
    settle(desk.window)
    panel.discard()


def test_all_rules_are_taken_away_where_there_are_no_marks(sit: Sit, make: Make, read: Transaction) -> None:
    offering = make.offering()
    desk = sit(courses_tab)
    panel = opened(desk, offering)
    panel.rules.put([])
    save(desk, panel)
    assert rules(read, offering) == []


def test_rules_are_copied_from_last_term_or_from_the_course(sit: Sit, make: Make, qtbot: QtBot) -> None:
    course = make.course(course_code="A100")
    make.offering(course_id=course, term_id=make.term(2025), rules=(Rule("Project", Decimal(100), "project"),))
    offering = make.offering(course_id=course, term_id=make.term(2026), rules=(Rule("Talk", Decimal(100)),))
    desk = sit(courses_tab)
    panel = opened(desk, offering)
    panel.rules.tools["copy"].click()
    menu = panel.findChild(QMenu, "offerings.rules_sources")
    titles = [action.text() for action in menu.actions()]
    assert titles[0] == "The course's template"
    assert titles[1].startswith("2025-2026")
    assert menu.actions()[1].toolTip() == "Project 100 %"
    menu.actions()[1].trigger()
    menu.close()
    assert names(panel.rules) == ["Project"]
    panel.discard()
    assert names(panel.rules) == ["Talk"]


def test_rules_of_a_locked_term_change_only_with_a_reason(
    sit: Sit, graded: Class, make: Make, read: Transaction, write: Transaction
) -> None:
    with write() as session:
        term_lock.lock(session, make.term())
    desk = sit(courses_tab)
    panel = opened(desk, graded.offering)
    put(panel.rules, 0, "name", "First half")
    save(desk, panel)
    assert rules(read, graded.offering)[0] == f"{RULES[0].name} 40"
    why = dialog("reason")
    why.field.set_value("As the council decided")
    why.ok.click()
    settle(desk.window)
    assert rules(read, graded.offering)[0] == "First half 40"
    assert not panel.dirty


def test_a_change_of_rules_with_its_moved_marks_is_taken_back_whole(sit: Sit, graded: Class, read: Transaction) -> None:
    desk = sit(courses_tab)
    panel = opened(desk, graded.offering)
    panel.rules.put([Rule("Test", Decimal(50), "midterm"), Rule("Last exam", Decimal(50), "final")])
    save(desk, panel)
    dialog("rules.change").save.click()
    settle(desk.window)
    assert finals(read, graded) == [75, 50]
    assert desk.window.commands.action("undo").text() == "Undo: Evaluation rules of A100"
    desk.window.commands.action("undo").trigger()
    settle(desk.window)
    assert rules(read, graded.offering) == ["Midterm 40", "Final exam 60"]
    assert finals(read, graded) == [76, 52]
    assert names(panel.rules) == ["Midterm", "Final exam"]
