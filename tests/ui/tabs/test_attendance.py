"""The register: taken by keyboard in one save, days without lessons, leaving, ratings, and what others do meanwhile."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sms_desktop.core import clock
from sms_desktop.core.actor import Actor
from sms_desktop.core.schedule import Lesson
from sms_desktop.db.database import Database
from sms_desktop.services import register_entry, registers
from sms_desktop.services.register_entry import Status
from sms_desktop.ui.tabs.attendance import attendance_tab
from sms_desktop.ui.tabs.attendance.tab import AttendanceTab
from sms_desktop.ui.tabs.courses import courses_tab
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.attendance_screen import (
    HOLIDAY,
    MONDAY,
    TUESDAY,
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


@pytest.fixture
def tab(sit: Sit, engines: School) -> AttendanceTab:
    """The screen on a Monday."""
    return opened(sit(attendance_tab), engines.offering)


def rest(tab: AttendanceTab) -> None:
    for _round in range(3):
        QApplication.processEvents()
        tab.context.jobs.wait_idle()


def save(tab: AttendanceTab, qtbot: QtBot) -> None:
    qtbot.keyClick(tab.register.table, Key.Key_S, Control)
    rest(tab)


def test_a_class_of_thirty_with_six_periods_is_taken_by_keyboard_in_one_save(
    sit: Sit, make: Make, database: Database, admin: Actor, qtbot: QtBot
) -> None:
    made = school(make, *(f"Student{number:02d}" for number in range(30)), periods=6)
    desk = sit(attendance_tab)
    page = opened(desk, made.offering).register
    assert page.table.hasFocus()
    qtbot.keyClick(page.table, Key.Key_F8)
    assert seen(page) == ["PPPPPP"] * 30
    for key in (Key.Key_Down, Key.Key_Down):
        qtbot.keyClick(page.table, key)
    qtbot.keyClicks(page.table, "al")
    page.table.go_to(9, 1)
    qtbot.keyClicks(page.table, "E", Shift)
    heard: list[int] = []
    database.events.subscribe(lambda event: heard.append(event.change_set_id))
    qtbot.keyClick(page.table, Key.Key_S, Control)
    come_to_rest(desk)
    lines = letters(stored(database, admin, made.offering))
    assert (lines[2:4], lines[9], lines.count("PPPPPP")) == (["APPPPP", "LPPPPP"], "EEEEEE", 27)
    assert len(heard) == 1
    assert not page.dirty
    assert desk.window._toast.text() == "Register of 14/10/2024 saved."


@pytest.mark.parametrize("keys", ["pale", "PALE", "παλε", "ΠΑΛΕ"])
def test_the_letters_count_in_both_alphabets_and_go_on_to_the_next(sit: Sit, make: Make, keys: str) -> None:
    page = opened(sit(attendance_tab), school(make, "Adams", "Brown").offering).register
    for key in keys:
        type_letter(page.table, key)
    assert seen(page) == ["PL", "AE"]


def test_enter_space_delete_and_the_whole_day(tab: AttendanceTab, qtbot: QtBot) -> None:
    page, table = tab.register, tab.register.table
    for _time in range(3):
        qtbot.keyClick(table, Key.Key_Space)
    assert seen(page) == ["L-", "--", "--"]
    qtbot.keyClick(table, Key.Key_Return)
    qtbot.keyClicks(table, "A", Shift)
    assert seen(page) == ["L-", "AA", "--"]
    table.go_to(2, 0)
    qtbot.keyClicks(table, "e")
    assert seen(page) == ["L-", "AA", "EE"]
    table.selectAll()
    qtbot.keyClick(table, Key.Key_Delete)
    assert seen(page) == ["--", "--", "--"]
    assert not page.dirty


def test_what_is_not_saved_is_taken_back_by_step_and_what_is_saved_by_the_windows_undo(
    tab: AttendanceTab, qtbot: QtBot, database: Database, admin: Actor, engines: School
) -> None:
    page = tab.register
    page.all_present.click()
    qtbot.keyClicks(page.table, "a")
    assert seen(page)[0] == "AP"
    qtbot.keyClick(page.table, Key.Key_Z, Control)
    assert seen(page)[0] == "PP"
    save(tab, qtbot)
    assert not page.dirty
    tab.window_._toast.button.click()
    rest(tab)
    assert seen(page) == ["--", "--", "--"]
    assert letters(stored(database, admin, engines.offering)) == ["--", "--", "--"]


def test_all_present_fills_only_what_is_empty_and_discard_goes_back(tab: AttendanceTab, qtbot: QtBot) -> None:
    page = tab.register
    qtbot.keyClicks(page.table, "a")
    page.all_present.click()
    assert seen(page) == ["AP", "PP", "PP"]
    assert page.summary.text() == "Present 5 · Absent 1 · 6 changes not saved yet"
    page.discard_button.click()
    assert seen(page) == ["--", "--", "--"]
    assert page.discard_button.isHidden()


def test_leaving_for_another_day_saves_and_says_so(
    tab: AttendanceTab, database: Database, admin: Actor, engines: School, qtbot: QtBot
) -> None:
    tab.register.all_present.click()
    qtbot.keyClick(tab.register.table, Key.Key_Right, Control)
    rest(tab)
    assert tab.day == NEXT_MONDAY
    assert tab.chooser.date.day() == NEXT_MONDAY
    assert tab.window_._toast.text() == "Register of 14/10/2024 saved."
    assert letters(stored(database, admin, engines.offering)) == ["PP", "PP", "PP"]
    qtbot.keyClick(tab.register.table, Key.Key_Left, Control)
    rest(tab)
    assert seen(tab.register) == ["PP", "PP", "PP"]


def test_leaving_for_another_screen_saves_too(sit: Sit, engines: School, database: Database, admin: Actor) -> None:
    desk = sit(attendance_tab, courses_tab)
    tab = opened(desk, engines.offering)
    tab.register.all_present.click()
    assert tab.unsaved() == "Register of 14/10/2024"
    desk.window.show_tab("courses")
    come_to_rest(desk)
    assert tab.unsaved() == ""
    assert letters(stored(database, admin, engines.offering)) == ["PP", "PP", "PP"]


@pytest.mark.parametrize(
    ("day", "title", "text"),
    [
        (HOLIDAY, "Ochi Day", "There are no lessons on 28/10/2024."),
        (date(2024, 8, 5), "Outside the term", "Winter term is from 16/09/2024 to"),
        (TUESDAY, "No lesson on Tuesday", "The weekly schedule of this course has no lesson on this day."),
    ],
)
def test_a_day_without_a_lesson_says_why(tab: AttendanceTab, day: date, title: str, text: str) -> None:
    tab.chooser.day_wanted.emit(day)
    rest(tab)
    none = tab.register.none
    assert none.isVisible()
    assert none.title.text() == title
    assert none._text.text().startswith(text)
    assert not tab.register.all_present.isEnabled()


def test_from_a_holiday_one_goes_on_to_the_next_teaching_day(tab: AttendanceTab) -> None:
    tab.open_register(tab.offering_id, HOLIDAY)
    rest(tab)
    assert tab.register.none.after.text() == "After: Mon 04/11/2024"
    tab.register.none.after.click()
    rest(tab)
    assert tab.day == date(2024, 11, 4)
    assert tab.register.table.isVisible()


def test_a_make_up_lesson_is_added_on_a_holiday_and_removed_again(tab: AttendanceTab) -> None:
    tab.open_register(tab.offering_id, HOLIDAY)
    rest(tab)
    tab.register.none.lesson.click()
    box = dialog("attendance.lesson.dialog")
    fill_in(box.form, periods="2", start="9.30")
    box.save_button.click()
    rest(tab)
    assert seen(tab.register) == ["--", "--", "--"]
    head = tab.register.model.headerData(1, Qt.Orientation.Horizontal)
    assert head.split("\n")[1] == "09:30"
    press(tab.register.acts, "attendance.lesson_remove")
    rest(tab)
    assert tab.register.none.isVisible()


def test_ratings_are_typed_beside_the_register_and_a_wrong_one_is_marked_in_place(
    tab: AttendanceTab, qtbot: QtBot, database: Database, admin: Actor, engines: School
) -> None:
    page, table = tab.register, tab.register.table
    for text in ("8,5", "12"):
        column = [head.kind for head in page.model.heads].index("rating")
        table.go_to(0 if text == "8,5" else 1, column)
        qtbot.keyClicks(table, text[0])
        editor = QApplication.focusWidget()
        qtbot.keyClicks(editor, text[1:])
        qtbot.keyClick(editor, Key.Key_Return)
        QApplication.processEvents()
    assert page.problem.text() == "“12” is over the maximum of 10."
    assert table.model().index(1, column).data() == "12"
    save(tab, qtbot)
    rows = stored(database, admin, engines.offering).rows
    assert [next(iter(row.ratings.values())).score if row.ratings else None for row in rows] == [
        Decimal("8.5"),
        None,
        None,
    ]
    assert table.model().index(1, column).data() == "12"
    tab._go(segment="month")
    rest(tab)
    assert tab.segment == "register"
    table.go_to(1, column)
    qtbot.keyClick(table, Key.Key_Delete)
    tab._go(segment="month")
    rest(tab)
    assert tab.segment == "month"


def test_who_is_absent_the_whole_day_loses_its_ratings_after_asking(
    tab: AttendanceTab, qtbot: QtBot, database: Database, admin: Actor, engines: School
) -> None:
    page = tab.register
    rule = next(head.key for head in page.model.heads if head.kind == "rating")
    page.draft.rate((engines.enrolments[0], rule), Decimal(9))
    save(tab, qtbot)
    qtbot.keyClicks(page.table, "A", Shift)
    save(tab, qtbot)
    box = dialog("attendance.ratings_of_absent")
    assert "Adams Ada" in box.text()
    next(button for button in box.buttons() if button.text() == "Take the ratings out and save").click()
    rest(tab)
    register = stored(database, admin, engines.offering)
    assert letters(register)[0] == "AA"
    assert not register.rows[0].ratings


@pytest.mark.parametrize(("answer", "kept"), [("What I entered", "A-"), ("What is stored", "L-")])
def test_what_somebody_else_wrote_meanwhile_is_not_overwritten_without_asking(
    tab: AttendanceTab, qtbot: QtBot, write: Transaction, database: Database, admin: Actor, engines: School,
    answer: str, kept: str,
) -> None:  # fmt: skip
    qtbot.keyClicks(tab.register.table, "a")
    with write() as session:
        register_entry.take(session, engines.offering, MONDAY, [Status(engines.enrolments[0], 1, "L")])
    rest(tab)
    assert seen(tab.register)[0] == "A-"
    save(tab, qtbot)
    box = dialog("attendance.changed_meanwhile")
    next(button for button in box.buttons() if button.text() == answer).click()
    rest(tab)
    assert letters(stored(database, admin, engines.offering))[0] == kept
    assert seen(tab.register)[0] == kept


def test_what_somebody_else_writes_shows_at_once_and_the_cursor_stays(
    tab: AttendanceTab, write: Transaction, engines: School
) -> None:
    tab.register.table.go_to(1, 2)
    with write() as session:
        register_entry.take(session, engines.offering, MONDAY, [Status(engines.enrolments[2], 2, "E", "ill", "7/24")])
    rest(tab)
    assert seen(tab.register) == ["--", "--", "-E"]
    here = tab.register.table.currentIndex()
    assert (here.row(), here.column()) == (1, 2)
    note = tab.register.model.index(2, tab.register.model.columnCount() - 1)
    assert note.data() == "2: ill · 7/24"


def test_a_second_save_right_after_the_first_meets_no_conflict(tab: AttendanceTab, qtbot: QtBot) -> None:
    qtbot.keyClicks(tab.register.table, "p")
    qtbot.keyClick(tab.register.table, Key.Key_S, Control)
    tab.register.table.go_to(0, 1)
    qtbot.keyClicks(tab.register.table, "a")
    rest(tab)
    assert seen(tab.register)[0] == "A-"
    save(tab, qtbot)
    assert not tab.register.dirty
    with tab.context.database.read(tab.context.actor) as session:
        assert letters(registers.register(session, tab.offering_id, MONDAY))[0] == "A-"


def test_going_on_while_it_is_being_saved_waits_for_the_save(tab: AttendanceTab, qtbot: QtBot) -> None:
    tab.register.all_present.click()
    qtbot.keyClick(tab.register.table, Key.Key_S, Control)
    qtbot.keyClick(tab.register.table, Key.Key_Right, Control)
    rest(tab)
    assert tab.day == NEXT_MONDAY
    assert seen(tab.register) == ["--", "--", "--"]


def test_a_register_is_not_taken_in_advance(sit: Sit, make: Make) -> None:
    term, lessons = make.term(clock.today().year + 1), tuple(Lesson(weekday, 1) for weekday in range(5))
    later = make.offering(term_id=term, lessons=lessons)
    make.enrolment(make.student(last_name="Adams"), later)
    desk = sit(attendance_tab)
    tab = opened(desk, later, date(clock.today().year + 1, 10, 12))
    if tab.register.none.isVisible():
        tab.register.none.after.click()
        come_to_rest(desk)
    assert not tab.register.all_present.isEnabled()
    assert tab.register.summary.text() == "This day is still to come; its register is taken then."


def test_who_only_looks_has_no_buttons_for_more(make: Make, sit: Sit, engines: School) -> None:
    screen = opened(sit(attendance_tab, actor=make.user("viewer")), engines.offering)
    rest(screen)
    page = screen.register
    hidden = (page.all_present, page.save_button, *page.legend.buttons.values())
    assert [button.objectName() for button in hidden if button.isVisibleTo(page)] == []
    assert screen.register.table.isVisible()
