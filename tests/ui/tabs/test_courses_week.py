"""The weekly schedule on the screen: lessons added, moved and taken away, and clashes told as one edits."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sms_desktop.core.schedule import Lesson
from sms_desktop.services import offerings
from sms_desktop.services.clashes import Beside
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.courses import courses_tab
from sms_desktop.ui.tabs.courses.lesson_strip import read_clock
from sms_desktop.ui.tabs.courses.schedule_editor import ScheduleEditor
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.test_courses import screen

Key, Alt = Qt.Key, Qt.KeyboardModifier.AltModifier
MONDAY = Lesson(0, 2, 2, "08:45")


@pytest.fixture
def editor(qtbot: QtBot) -> ScheduleEditor:
    """The editor alone, with a lesson on Monday."""
    made = ScheduleEditor("offerings")
    made.load((MONDAY,), None)
    made.resize(700, 600)
    made.show()
    made.activateWindow()
    QApplication.processEvents()
    return made


def click(editor: ScheduleEditor, qtbot: QtBot, day: int, period: int, *, at: float = 0.5) -> None:
    area = editor.grid.visualRect(editor.model.index(period - 1, day))
    where = QPoint(area.left() + int(area.width() * at), area.center().y())
    qtbot.mouseClick(editor.grid.viewport(), Qt.MouseButton.LeftButton, pos=where)


def test_a_click_on_a_free_period_adds_a_lesson_and_on_a_lesson_shows_it(editor: ScheduleEditor, qtbot: QtBot) -> None:
    click(editor, qtbot, 2, 5)
    assert editor.lessons() == (MONDAY, Lesson(2, 5))
    assert editor.dirty
    click(editor, qtbot, 0, 2)
    assert editor.strip.start.text() == "08:45"
    assert editor.lessons() == (MONDAY, Lesson(2, 5))


def test_a_lesson_in_a_period_that_has_a_time_already_takes_that_time(editor: ScheduleEditor, qtbot: QtBot) -> None:
    click(editor, qtbot, 3, 2)
    assert editor.lessons()[1] == Lesson(3, 2, 1, "08:45")


def test_the_week_is_planned_by_keyboard_alone(editor: ScheduleEditor, qtbot: QtBot) -> None:
    grid = editor.grid
    grid.setFocus()
    grid.setCurrentIndex(editor.model.index(0, 1))
    qtbot.keyClick(grid, Key.Key_Return)
    qtbot.keyClicks(grid, "+")
    assert editor.lessons()[1] == Lesson(1, 1, 2)
    qtbot.keyClick(grid, Key.Key_Right, Alt)
    qtbot.keyClick(grid, Key.Key_Down, Alt)
    assert editor.lessons()[1] == Lesson(2, 2, 2)
    qtbot.keyClicks(grid, "-")
    qtbot.keyClicks(grid, "-")
    assert editor.lessons()[1] == Lesson(2, 2, 1)
    qtbot.keyClick(grid, Key.Key_Delete)
    assert editor.lessons() == (MONDAY,)
    assert not editor.dirty


def test_a_lesson_never_leaves_the_week(editor: ScheduleEditor, qtbot: QtBot) -> None:
    editor.grid.choose(0)
    for key in (Key.Key_Left, Key.Key_Up, Key.Key_Up):
        qtbot.keyClick(editor.grid, key, Alt)
    assert editor.lessons() == (Lesson(0, 1, 2, "08:45"),)


def test_the_chosen_lessons_fields_change_it(editor: ScheduleEditor, qtbot: QtBot) -> None:
    click(editor, qtbot, 0, 2)
    editor.strip.periods.setValue(3)
    editor.strip.start.selectAll()
    qtbot.keyClicks(editor.strip.start, "9.30")
    editor.strip.minutes.setValue(50)
    assert editor.lessons() == (Lesson(0, 2, 3, "09:30", 50),)
    editor.strip.start.selectAll()
    qtbot.keyClicks(editor.strip.start, "noon")
    assert editor.strip.start.property("invalid")
    editor.strip.remove.click()
    assert editor.lessons() == ()


@pytest.mark.parametrize(
    ("text", "clock"),
    [("", ""), ("8", "08:00"), ("8.30", "08:30"), ("0830", "08:30"), ("18:05", "18:05"), ("24:00", None), ("x", None)],
)
def test_times_of_day_are_read_as_people_type_them(text: str, clock: str | None) -> None:
    assert read_clock(text) == clock


def test_saturday_and_sunday_show_when_they_are_used_or_wanted(editor: ScheduleEditor) -> None:
    assert editor.model.columnCount() == 5
    editor.weekend.click()
    assert editor.model.columnCount() == 7
    editor.weekend.click()
    editor.load((Lesson(5, 1),), None)
    assert editor.model.columnCount() == 7


def test_two_own_lessons_at_once_stand_side_by_side_with_a_warning(editor: ScheduleEditor, qtbot: QtBot) -> None:
    editor.load((Lesson(0, 1, 2), Lesson(0, 2, 2)), None)
    assert "Two lessons of this offering are at the same time." in editor.warning.text()
    click(editor, qtbot, 0, 2, at=0.9)
    assert editor.model.lessons[editor.grid.chosen_place] == Lesson(0, 2, 2)
    click(editor, qtbot, 0, 2, at=0.1)
    assert editor.model.lessons[editor.grid.chosen_place] == Lesson(0, 1, 2)
    qtbot.keyClick(editor.grid, Key.Key_Space)
    assert editor.model.lessons[editor.grid.chosen_place] == Lesson(0, 2, 2)


def test_clashes_are_told_in_whole_sentences_and_cells_read_aloud(editor: ScheduleEditor) -> None:
    shares = [(("room", "E12"),), (("teacher", "Roe"),), (("section", "A"),)]
    editor.show_beside([Beside(n, f"B{n}", "Brakes", "A", "E12", Lesson(0, 3), one) for n, one in enumerate(shares)])
    assert editor.warning.text().splitlines() == [
        "Monday, period 2: room E12 is taken by B0 Brakes (A).",
        "Monday, period 2: Roe teaches B1 Brakes (A).",
        "Monday, period 2: section A has B2 Brakes.",
    ]
    aloud = editor.model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert aloud == "Monday, period 2: 2 periods, 08:45–10:15"
    free = editor.model.index(4, 4).data(Qt.ItemDataRole.AccessibleTextRole)
    assert free == "Friday, period 5: free"


def test_the_room_that_is_being_typed_is_looked_at_before_it_is_saved(
    sit: Sit, make: Make, read: Transaction, qtbot: QtBot
) -> None:
    term = make.term()
    make.offering(course_id=make.course(course_code="B200"), term_id=term, room="E12", lessons=(MONDAY,))
    offering = make.offering(course_id=make.course(course_code="A100"), term_id=term, lessons=(MONDAY,))
    desk = sit(courses_tab)
    tab = screen(desk)
    tab.open_offering(offering, "details")
    settle(desk.window)
    room = tab.offering.form.fields["room"].editor
    qtbot.keyClicks(room, "E12")
    qtbot.waitUntil(lambda: "room E12 is taken by B200" in tab.offering.schedule.warning.text())
    tab.offering.schedule.grid.choose(0)
    qtbot.keyClick(tab.offering.schedule.grid, Key.Key_Right, Alt)
    assert tab.offering.schedule.warning.text() == ""
    tab.offering.save()
    settle(desk.window)
    with read() as session:
        stored = offerings.get(session, offering).data
    assert (stored.room, stored.lessons) == ("E12", (Lesson(1, 2, 2, "08:45"),))
    assert "Tuesday, period 2" in tab.offering.history.toPlainText()
    desk.context.undo.undo()
    settle(desk.window)
    assert tab.offering.schedule.lessons() == (MONDAY,)
