"""Attendance beyond one day: notes, excuses, ranges, months, limits, registers not taken, locked terms."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from sms_desktop.core.actor import Actor
from sms_desktop.core.permissions import VIEWER
from sms_desktop.core.schedule import Lesson
from sms_desktop.db.database import Database
from sms_desktop.db.operations import ChangeSet
from sms_desktop.services import absence_limits, offerings, register_entry, term_lock
from sms_desktop.services.register_entry import Status
from sms_desktop.ui.language import Languages
from sms_desktop.ui.memory import Forgetful
from sms_desktop.ui.tabs.attendance import attendance_tab
from sms_desktop.ui.tabs.attendance.month_model import TOTALS
from sms_desktop.ui.tabs.students import students_tab
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.attendance_screen import (
    MONDAY,
    School,
    come_to_rest,
    dialog,
    fill_in,
    letters,
    opened,
    press,
    school,
    seen,
    stored,
    type_letter,
)
from tests.ui.tabs.conftest import Sit

Key, Shift, Control = Qt.Key, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
NEXT_MONDAY = date(2024, 10, 21)


@pytest.fixture
def engines(make: Make) -> School:
    """Three students, two periods every Monday."""
    return school(make, "Adams", "Brown", "Clark")


def record(write: Transaction, made: School, day: date, *lines: str) -> None:
    """Stores a line of letters for each student."""
    entries = [
        Status(enrolment, period, status)
        for enrolment, line in zip(made.enrolments, lines, strict=False)
        for period, status in enumerate(line, 1)
        if status != "-"
    ]
    with write() as session:
        register_entry.take(session, made.offering, day, entries)


def test_a_note_belongs_to_cells_and_is_saved_with_the_register(
    sit: Sit, engines: School, database: Database, admin: Actor, qtbot: QtBot
) -> None:
    desk = sit(attendance_tab)
    page = opened(desk, engines.offering).register
    qtbot.keyClicks(page.table, "L", Shift)
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Key.Key_F2, Shift)
    box = dialog("attendance.note")
    fill_in(box.form, note="bus was late")
    box.ok.click()
    assert page.model.index(0, page.model.columnCount() - 1).data() == "1, 2: bus was late"
    page.save_button.click()
    come_to_rest(desk)
    marks = stored(database, admin, engines.offering).rows[0].marks
    assert {period: (mark.status, mark.note) for period, mark in marks.items()} == {
        1: ("L", "bus was late"),
        2: ("L", "bus was late"),
    }


def test_an_absence_is_excused_with_reason_and_document_and_back_again_by_undo(
    sit: Sit, engines: School, write: Transaction, database: Database, admin: Actor
) -> None:
    record(write, engines, MONDAY, "AA", "PP", "PP")
    desk = sit(attendance_tab)
    page = opened(desk, engines.offering).register
    page.table.selectRow(0)
    press(page.acts, "attendance.excuse")
    box = dialog("attendance.note")
    box.ok.click()
    assert box.form.fields["note"].problem == "Please fill this in."
    fill_in(box.form, note="fever", document="12/2024")
    box.ok.click()
    page.save_button.click()
    come_to_rest(desk)
    mark = stored(database, admin, engines.offering).rows[0].marks[1]
    assert (mark.status, mark.note, mark.document) == ("E", "fever", "12/2024")
    desk.context.undo.undo()
    come_to_rest(desk)
    assert seen(page)[0] == "AA"


def test_a_student_over_a_range_of_days_in_all_courses(
    sit: Sit, make: Make, engines: School, database: Database, admin: Actor
) -> None:
    course = make.course(course_code="WELD")
    lessons = (Lesson(2, 1, 3, "08:00"),)
    other = make.offering(course_id=course, term_id=engines.term, lessons=lessons)
    make.enrolment(engines.students[0], other)
    desk = sit(attendance_tab)
    page = opened(desk, engines.offering).register
    press(page.acts, "attendance.range")
    box = dialog("attendance.range.dialog")
    fill_in(box.form, last="21/10/2024", note="hospital", document="H-7")
    box.save_button.click()
    come_to_rest(desk)
    assert desk.window._toast.text() == "7 records written."
    assert seen(page) == ["EE", "--", "--"]
    assert letters(stored(database, admin, other, date(2024, 10, 16))) == ["EEE"]
    assert letters(stored(database, admin, engines.offering, NEXT_MONDAY)) == ["EE", "--", "--"]


def test_a_month_shows_the_class_then_one_student_and_leads_to_a_day(
    sit: Sit, engines: School, write: Transaction, qtbot: QtBot
) -> None:
    record(write, engines, MONDAY, "AP", "PP", "LE")
    desk = sit(attendance_tab, students_tab)
    tab = opened(desk, engines.offering)
    tab.segments["month"].click()
    come_to_rest(desk)
    page, model = tab.month, tab.month.model
    assert page.title.text() == "October 2024"
    assert [line.title for line in model.lines] == ["Adams Ada", "Brown Ada", "Clark Ada"]
    column = 1 + MONDAY.day - 1
    said = model.index(0, column).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Adams Ada, Monday 14/10/2024: Present 1 period, Absent 1 period"
    totals = [model.index(2, model.columnCount() - len(TOTALS) + place).data() for place in range(len(TOTALS))]
    assert totals == ["", "1", "1", "0.0", "50.0"]
    assert "Ochi Day" in model.headerData(28, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    page.table.setCurrentIndex(model.index(0, 0))
    qtbot.keyClick(page.table, Key.Key_Return)
    come_to_rest(desk)
    assert [line.title for line in model.lines] == ["ENG1 · A1"]
    page.table.setCurrentIndex(model.index(0, column))
    qtbot.keyClick(page.table, Key.Key_Return)
    come_to_rest(desk)
    assert (tab.segment, tab.day) == ("register", MONDAY)
    assert seen(tab.register) == ["AP", "PP", "LE"]


def test_the_month_goes_back_and_forth_over_the_year(sit: Sit, engines: School, qtbot: QtBot) -> None:
    desk = sit(attendance_tab)
    tab = opened(desk, engines.offering)
    tab.segments["month"].click()
    come_to_rest(desk)
    for _month in range(3):
        qtbot.keyClick(tab.month.table, Key.Key_Right, Control)
    come_to_rest(desk)
    assert tab.month.title.text() == "January 2025"


def over_the_limit(make: Make, write: Transaction) -> School:
    """Eight of 84 periods are allowed: Brown missed as many, Clark nine."""
    made = school(make, "Adams", "Brown", "Clark", "Davis", periods=6)
    record(write, made, date(2024, 9, 16), "PPPPPP", "AAAAAA", "EEEAPP", "PPPPPP")
    record(write, made, date(2024, 9, 23), "PPPPPP", "PPPAAP", "EEEAAP", "PPPPPP")
    return made


def test_the_same_student_over_the_limit_shows_in_the_register_and_first_in_the_panel(
    sit: Sit, make: Make, write: Transaction
) -> None:
    made = over_the_limit(make, write)
    desk = sit(attendance_tab, students_tab)
    tab = opened(desk, made.offering, date(2024, 9, 23))
    share = [head.kind for head in tab.register.model.heads].index("limit")
    assert [tab.register.model.index(row, share).data() for row in range(4)] == ["0/8", "8/8", "9/8", "0/8"]
    tab.segments["limits"].click()
    come_to_rest(desk)
    rows = [row for _place, row in tab.limits.model.loaded()]
    assert [(row.last_name, row.limit.status) for row in rows] == [("Clark", "insufficient"), ("Brown", "warning")]
    assert tab.limits.summary.text() == "1 over the limit · 1 close to it"
    tab.limits.everybody.click()
    come_to_rest(desk)
    assert tab.limits.model.rowCount() == 4
    tab.limits.acts["student"].click()
    come_to_rest(desk)
    assert desk.window.current_tab() == "students"


def test_an_extended_limit_is_approved_and_withdrawn(
    sit: Sit, make: Make, write: Transaction, read: Transaction
) -> None:
    made = over_the_limit(make, write)
    desk = sit(attendance_tab)
    tab = opened(desk, made.offering)
    tab.segments["limits"].click()
    come_to_rest(desk)
    page = tab.limits
    assert not page.acts["withdraw"].isEnabled()
    page.acts["extend"].click()
    box = dialog("attendance.extension.dialog")
    fill_in(box.form, on="1/10/2024", note="Decision 5")
    box.save_button.click()
    come_to_rest(desk)
    with read() as session:
        row = next(one for one in absence_limits.limits(session) if one.last_name == "Clark")
    assert (row.extended_on, row.extended_by, row.limit_note) == (date(2024, 10, 1), "admin", "Decision 5")
    assert [one.last_name for _place, one in page.model.loaded()] == ["Brown"]
    page.everybody.click()
    come_to_rest(desk)
    page.table.select_id(row.enrolment_id)
    page.acts["withdraw"].click()
    come_to_rest(desk)
    assert next(one.last_name for _place, one in page.model.loaded()) == "Clark"


def test_absences_of_a_student_are_excused_from_the_panel(
    sit: Sit, make: Make, write: Transaction, database: Database, admin: Actor
) -> None:
    made = school(make, "Adams", "Brown", periods=6)
    record(write, made, MONDAY, "AAAAAA", "PPPPPP")
    record(write, made, NEXT_MONDAY, "AAAAPP", "PPPPPP")
    desk = sit(attendance_tab)
    tab = opened(desk, made.offering)
    tab.segments["limits"].click()
    come_to_rest(desk)
    tab.limits.acts["excuse"].click()
    come_to_rest(desk)
    box = dialog("attendance.excuse")
    assert box.ok.text() == "Excuse 4 absences"
    fill_in(box.form, note="flu", document="9/24")
    box.ok.click()
    come_to_rest(desk)
    assert desk.window._toast.text() == "Excused 4 absences."
    assert letters(stored(database, admin, made.offering, NEXT_MONDAY))[0] == "EEEEPP"
    assert letters(stored(database, admin, made.offering))[0] == "AAAAAA"


def test_registers_not_taken_are_listed_and_fewer_once_one_is_saved(sit: Sit, engines: School, qtbot: QtBot) -> None:
    desk = sit(attendance_tab)
    tab = opened(desk, engines.offering)
    tab.segments["not_taken"].click()
    come_to_rest(desk)
    page = tab.not_taken
    before = page.model.rowCount()
    assert before > 10
    assert tab.segments["not_taken"].text() == f"Not taken ({before})"
    newest = page.model.row(0).date
    qtbot.keyClick(page.table, Key.Key_Return)
    come_to_rest(desk)
    assert (tab.segment, tab.day) == ("register", newest)
    assert tab.register.table.hasFocus()
    qtbot.keyClick(tab.register.table, Key.Key_F8)
    qtbot.keyClick(tab.register.table, Key.Key_S, Control)
    come_to_rest(desk)
    assert tab.segments["not_taken"].text() == f"Not taken ({before - 1})"
    tab.segments["not_taken"].click()
    come_to_rest(desk)
    assert page.model.row(0).date < newest


def test_a_locked_term_is_changed_by_an_administrator_with_a_reason_only(
    sit: Sit, engines: School, write: Transaction, read: Transaction, database: Database, admin: Actor
) -> None:
    with write() as session:
        term_lock.lock(session, engines.term)
    desk = sit(attendance_tab)
    page = opened(desk, engines.offering).register
    assert page.banner.isVisible()
    type_letter(page.table, "a")
    assert seen(page)[0] == "--"
    assert not page.all_present.isEnabled()
    page.banner.button.click()
    box = dialog("reason")
    box.field.area.setPlainText("the teacher was ill")
    box.ok.click()
    assert page.banner.button.isHidden()
    type_letter(page.table, "a")
    press(page.acts, "attendance.range")
    come_to_rest(desk)
    assert letters(stored(database, admin, engines.offering))[0] == "A-"
    box = dialog("attendance.range.dialog")
    fill_in(box.form, last="21/10/2024")
    box.save_button.click()
    come_to_rest(desk)
    with read() as session:
        assert (
            list(session.scalars(select(ChangeSet.reason).order_by(ChangeSet.id)))[-2:] == ["the teacher was ill"] * 2
        )


def test_who_may_only_look_changes_nothing(sit: Sit, make: Make, engines: School) -> None:
    page = opened(sit(attendance_tab, actor=make.user(VIEWER)), engines.offering).register
    type_letter(page.table, "a")
    assert seen(page)[0] == "--"
    assert not page.all_present.isEnabled()
    assert not page.save_button.isEnabled()


@pytest.mark.parametrize("name", ["register", "month"])
def test_the_keys_stay_with_the_screen_while_a_page_is_slow_to_come(
    sit: Sit, make: Make, engines: School, qtbot: QtBot, name: str
) -> None:
    other = make.offering(course_id=make.course(course_code="WELD"), term_id=engines.term)
    desk = sit(attendance_tab)
    tab = opened(desk, engines.offering)
    tab.segments[name].click()
    come_to_rest(desk)
    page = tab.register if name == "register" else tab.month
    page.table.setFocus()
    qtbot.keyClick(page.table, Key.Key_PageDown, Control)
    page._show_loading()
    come_to_rest(desk)
    assert tab.offering_id == other
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Key.Key_PageUp, Control)
    come_to_rest(desk)
    assert tab.offering_id == engines.offering


def test_a_course_is_found_by_typing_in_either_alphabet(sit: Sit, make: Make, engines: School, qtbot: QtBot) -> None:
    course = make.course(course_code="WELD", course_name="Συγκολλήσεις")
    other = make.offering(course_id=course, term_id=engines.term)
    desk = sit(attendance_tab)
    tab = opened(desk, engines.offering)
    qtbot.keyClick(tab.register.table, Key.Key_F, Control)
    box = tab.chooser.offering
    box.lineEdit().setText("sygkoll")
    qtbot.keyClick(box.lineEdit(), Key.Key_Return)
    come_to_rest(desk)
    assert tab.offering_id == other == box.offering
    assert tab.context.memory.get("attendance.offering") == other
    qtbot.keyClick(tab.register.table, Key.Key_PageUp, Control)
    come_to_rest(desk)
    assert tab.offering_id == engines.offering
    qtbot.keyClick(tab.register.table, Key.Key_PageDown, Control)
    come_to_rest(desk)
    box.lineEdit().setText("nothing like it")
    qtbot.keyClick(box.lineEdit(), Key.Key_Return)
    assert box.lineEdit().text() == "WELD · Συγκολλήσεις"


def test_the_last_course_is_remembered_with_its_term(sit: Sit, make: Make, engines: School, memory: Forgetful) -> None:
    make.offering(term_id=make.term(2025))
    memory.put("attendance.offering", engines.offering)
    desk = sit(attendance_tab)
    tab = desk.window.tab("attendance")
    come_to_rest(desk)
    assert tab.offering_id == engines.offering
    assert tab.chooser.term.currentText() == "2024-2025 · Winter term"
    tab.chooser.term_wanted.emit(make.term(2025))
    come_to_rest(desk)
    assert tab.chooser.term.currentText() == "2025-2026 · Winter term"
    assert tab.offering_id not in (0, engines.offering)


def test_without_courses_or_students_the_screen_says_what_to_do(sit: Sit, make: Make, write: Transaction) -> None:
    made = school(make)
    desk = sit(attendance_tab)
    tab = opened(desk, made.offering)
    assert tab.register._state._title.text() == "Nobody is enrolled"
    with write() as session:
        offerings.delete(session, [made.offering])
    come_to_rest(desk)
    assert tab.register._state._title.text() == "No courses in this term"


def test_a_change_of_language_changes_every_word_and_loses_nothing(
    sit: Sit, engines: School, languages: Languages, qtbot: QtBot
) -> None:
    desk = sit(attendance_tab)
    tab = opened(desk, engines.offering)
    qtbot.keyClicks(tab.register.table, "a")
    languages.choose("el")
    QApplication.processEvents()
    assert tab.register.dirty
    assert tab.chooser.date.text().startswith("Δευ")
    languages.choose("en")
    assert tab.chooser.date.text() == "Mon 14/10/2024"
