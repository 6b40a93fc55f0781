"""The Courses screen: both lists, filters, the records, deleting with undo, and what comes from outside."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from sms_desktop.core import clock
from sms_desktop.core.permissions import VIEWER
from sms_desktop.services import courses, offerings, years
from sms_desktop.services.courses import CourseData
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.language import Languages
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tab import TabSpec
from sms_desktop.ui.tabs.courses import courses_tab
from sms_desktop.ui.tabs.courses.list_pane import ListPane
from sms_desktop.ui.tabs.courses.tab import CoursesTab
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.conftest import Sit


def screen(desk: Desk) -> CoursesTab:
    tab = desk.window.tab("courses")
    assert isinstance(tab, CoursesTab)
    return tab


def codes(pane: ListPane) -> list[str]:
    return [row.course_code for _place, row in pane.model.loaded()]


def fill_in(dialog: Any, **texts: str) -> None:
    for name, text in texts.items():
        dialog.form.fields[name].line.setText(text)


def dialog_named(name: str) -> Any:
    found = [widget for widget in QApplication.topLevelWidgets() if widget.objectName() == name and widget.isVisible()]
    assert len(found) == 1, name
    return found[0]


def press(box: QMessageBox | QDialog, text: str) -> None:
    next(button for button in box.findChildren(QPushButton) if button.text() == text).click()


@pytest.fixture
def this_term(make: Make) -> int:
    """The term that today falls in, or the next one."""
    today = clock.today()
    return make.term(today.year if today.month >= 9 else today.year - 1)


def test_the_catalogue_is_listed_and_its_first_course_shown(sit: Sit, make: Make, qtbot: QtBot) -> None:
    make.course(course_code="B200", course_name="Brakes", programme="CARS", study_year=2)
    make.course(course_code="A100", course_name="Engines")
    tab = screen(sit(courses_tab))
    assert codes(tab.catalogue) == ["A100", "B200"]
    qtbot.waitUntil(lambda: tab.course.form.fields["course_name"].value() == "Engines")


def test_typing_finds_courses_in_either_alphabet(sit: Sit, make: Make, qtbot: QtBot) -> None:
    make.course(course_code="A100", course_name="Μηχανική")
    make.course(course_code="B200", course_name="Ηλεκτρολογία")
    desk = sit(courses_tab)
    tab = screen(desk)
    qtbot.keyClicks(tab.catalogue.filter, "mixan")
    qtbot.waitUntil(lambda: codes(tab.catalogue) == ["A100"])
    qtbot.keyClicks(tab.catalogue.filter, "zzz")
    qtbot.waitUntil(lambda: codes(tab.catalogue) == [])
    button = tab.catalogue.table.findChild(QPushButton, "courses.table.state.button")
    assert button is not None
    button.click()
    settle(desk.window)
    assert codes(tab.catalogue) == ["A100", "B200"]


def test_programme_and_year_of_study_narrow_the_list(sit: Sit, make: Make) -> None:
    make.course(course_code="A100", programme="CARS", study_year=1)
    make.course(course_code="B200", programme="CARS", study_year=2)
    make.course(course_code="C300", programme="COOKS", study_year=2)
    desk = sit(courses_tab)
    boxes = screen(desk).catalogue.boxes
    for field, value in (("programme", "CARS"), ("study_year", 2)):
        boxes[field].setCurrentIndex(boxes[field].findData(value))
        boxes[field].activated.emit(boxes[field].currentIndex())
    settle(desk.window)
    assert codes(screen(desk).catalogue) == ["B200"]


def test_a_course_is_added_by_keyboard_and_its_record_opens(sit: Sit, read: Transaction, qtbot: QtBot) -> None:
    desk = sit(courses_tab)
    tab = screen(desk)
    tab.catalogue.table.setFocus()
    qtbot.keyClick(tab.catalogue.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_named("course_new.dialog")
    fill_in(dialog, course_code="new1", course_name="New course", credits="4")
    dialog.submit()
    settle(desk.window)
    with read() as session:
        stored = courses.get(session, courses.by_code(session, "NEW1")).data
    assert stored == CourseData("NEW1", "New course", Decimal(4))
    assert codes(tab.catalogue) == ["NEW1"]
    assert tab.course.title() == "New course"
    assert desk.window.menu.commands.action("undo").text() == "Undo: Add course NEW1"


def test_a_code_that_is_taken_is_said_at_the_field(sit: Sit, make: Make) -> None:
    make.course(course_code="A100", course_name="Engines")
    desk = sit(courses_tab)
    screen(desk).add_course()
    dialog = dialog_named("course_new.dialog")
    fill_in(dialog, course_code="a100", course_name="Other")
    dialog.submit()
    settle(desk.window)
    assert "taken by “Engines”" in dialog.form.fields["course_code"].problem
    dialog.form.mark_clean()
    dialog.reject()


def test_editing_saves_in_one_change_that_can_be_undone(sit: Sit, make: Make, read: Transaction) -> None:
    course = make.course(course_code="A100", course_name="Engines")
    desk = sit(courses_tab)
    tab = screen(desk)
    name = tab.course.form.fields["course_name"].editor
    name.selectAll()
    name.insert("Motors")
    name.textEdited.emit("Motors")
    assert tab.course.dirty
    tab.course.save()
    settle(desk.window)
    assert not tab.course.dirty
    assert [row.course_name for row in tab.catalogue.table.selected_rows()] == ["Motors"]
    desk.context.undo.undo()
    settle(desk.window)
    with read() as session:
        assert courses.get(session, course).data.course_name == "Engines"
    assert tab.course.title() == "Engines"


def test_going_elsewhere_with_something_unsaved_asks_and_can_stay(sit: Sit, make: Make) -> None:
    for code in ("A100", "B200"):
        make.course(course_code=code, course_name=f"Course {code}")
    desk = sit(courses_tab)
    tab = screen(desk)
    tab.course.form.fields["course_name"].set_value("Changed")
    tab.course.form.fields["course_name"].changed.emit()
    tab.catalogue.table.clearSelection()
    tab.catalogue.table.selectRow(1)
    press(dialog_named("unsaved"), "Keep editing")
    settle(desk.window)
    assert tab.course.dirty
    assert [row.course_code for row in tab.catalogue.table.selected_rows()] == ["A100"]
    assert tab.unsaved() == "Course A100"
    tab.catalogue.table.clearSelection()
    tab.catalogue.table.selectRow(1)
    press(dialog_named("unsaved"), "Save")
    settle(desk.window)
    assert codes(tab.catalogue) == ["A100", "B200"]
    assert next(row for _place, row in tab.catalogue.model.loaded()).course_name == "Changed"
    assert tab.course.title() == "Course B200"


def test_a_record_that_somebody_changed_meanwhile_is_not_overwritten(sit: Sit, make: Make, write: Transaction) -> None:
    course = make.course(course_code="A100", course_name="Engines")
    desk = sit(courses_tab)
    tab = screen(desk)
    tab.course.form.fields["course_name"].set_value("Mine")
    tab.course.form.fields["course_name"].changed.emit()
    with write() as session:
        courses.update(session, course, CourseData("A100", "Theirs"))
    settle(desk.window)
    tab.course.save()
    settle(desk.window)
    press(dialog_named("changed_meanwhile"), "Show the new record")
    settle(desk.window)
    assert tab.course.form.fields["course_name"].value() == "Theirs"


def test_deleted_courses_come_back_by_undo_or_from_the_deleted_list(sit: Sit, make: Make, qtbot: QtBot) -> None:
    for code in ("A100", "B200"):
        make.course(course_code=code)
    desk = sit(courses_tab)
    tab, toast = screen(desk), desk.window._toast
    tab.catalogue.table.selectAll()
    qtbot.keyClick(tab.catalogue.table, Qt.Key.Key_Delete)
    settle(desk.window)
    assert codes(tab.catalogue) == []
    assert toast.text() == "Deleted 2 courses."
    toast.button.click()
    settle(desk.window)
    assert codes(tab.catalogue) == ["A100", "B200"]
    tab.catalogue.table.clearSelection()
    tab.catalogue.table.selectRow(0)
    tab.catalogue.act.click()
    settle(desk.window)
    tab.catalogue.deleted.click()
    settle(desk.window)
    assert codes(tab.catalogue) == ["A100"]
    tab.catalogue.table.selectRow(0)
    assert tab.catalogue.act.text() == "Restore"
    tab.catalogue.act.click()
    settle(desk.window)
    assert codes(tab.catalogue) == []
    tab.catalogue.deleted.click()
    settle(desk.window)
    assert codes(tab.catalogue) == ["A100", "B200"]


def test_a_course_that_is_offered_says_why_it_is_not_deleted(sit: Sit, make: Make, this_term: int) -> None:
    make.offering(course_id=make.course(course_code="A100"), term_id=this_term)
    desk = sit(courses_tab)
    tab = screen(desk)
    tab.catalogue.act.click()
    settle(desk.window)
    dialog = dialog_named("error")
    assert "A100 is offered in a term" in " ".join(label.text() for label in dialog.findChildren(QLabel))
    dialog.accept()


def test_offerings_are_this_terms_until_another_is_chosen(
    sit: Sit, make: Make, this_term: int, read: Transaction
) -> None:
    with read() as session:
        spring = next(term.id for term in years.terms(session) if term.id != this_term)
        current = years.current_term(session, clock.today())
    assert current is not None
    for code, term in (("A100", this_term), ("B200", spring)):
        make.offering(course_id=make.course(course_code=code), term_id=term)
    desk = sit(courses_tab)
    tab = screen(desk)
    tab.switches["offerings"].click()
    assert codes(tab.offered) == ["A100" if current.id == this_term else "B200"]
    tab.offered.clear_filters()
    settle(desk.window)
    assert codes(tab.offered) == ["A100", "B200"]


def test_a_course_is_offered_and_opens_with_the_courses_own_rules(
    sit: Sit, make: Make, this_term: int, read: Transaction
) -> None:
    course = make.course(course_code="A100", course_name="Μηχανική", periods_per_week=Decimal(4))
    desk = sit(courses_tab)
    tab = screen(desk)
    tab.add_offering()
    settle(desk.window)
    dialog = dialog_named("offering_new.dialog")
    fill_in(dialog, course_id="a100", section="A1", room="E12", teachers="Roe P.; Doe J.")
    dialog.submit()
    settle(desk.window)
    assert tab.side.name == "offerings"
    with read() as session:
        (row,) = offerings.of_course(session, course)
        stored = offerings.get(session, row.id).data
    assert (stored.section, stored.room, stored.teachers) == ("A1", "E12", ("Roe P.", "Doe J."))
    assert [rule.name for rule in tab.offering.rules.model.rules] == [rule.name for rule in stored.rules] != []
    assert tab.offering.record_id == row.id
    tab.offering.course.click()
    settle(desk.window)
    assert (tab.side.name, tab.course.record_id) == ("catalogue", course)
    assert [row.section for _place, row in tab.course.offered.loaded()] == ["A1"]


def test_what_the_search_finds_is_shown_even_where_the_filter_hides_it(sit: Sit, make: Make, qtbot: QtBot) -> None:
    make.course(course_code="A100", course_name="Engines")
    wanted = make.course(course_code="B200", course_name="Brakes")
    desk = sit(courses_tab)
    tab = screen(desk)
    qtbot.keyClicks(tab.catalogue.filter, "engines")
    qtbot.waitUntil(lambda: codes(tab.catalogue) == ["A100"])
    search = desk.window.header.search
    desk.window.find_anything()
    qtbot.keyClicks(search, "brak")
    qtbot.waitUntil(lambda: [hit.kind for hit in search.popup.hits()] == ["course"])
    qtbot.keyClick(search, Qt.Key.Key_Return)
    settle(desk.window)
    assert tab.course.record_id == wanted
    assert [row.id for row in tab.catalogue.table.selected_rows()] == [wanted]


def test_changes_made_elsewhere_show_at_once_or_when_the_screen_is_opened_again(
    sit: Sit, make: Make, write: Transaction
) -> None:
    course = make.course(course_code="A100", course_name="Engines")
    desk = sit(courses_tab, lambda _context: TabSpec("other", "users", lambda: "Other", lambda _window: QLabel("")))
    tab = screen(desk)
    with write() as session:
        courses.update(session, course, CourseData("A100", "Motors"))
    settle(desk.window)
    assert tab.course.title() == "Motors"
    desk.window.show_tab("other")
    with write() as session:
        courses.update(session, course, CourseData("A100", "Drives"))
    settle(desk.window)
    assert tab.course.title() == "Motors"
    desk.window.show_tab("courses")
    settle(desk.window)
    assert tab.course.title() == "Drives"


def test_who_may_only_look_finds_nothing_to_change(sit: Sit, make: Make) -> None:
    make.course(course_code="A100")
    desk = sit(courses_tab, actor=make.user(VIEWER))
    tab = screen(desk)
    assert not tab.add.isVisible()
    assert not tab.catalogue.act.isVisible()
    assert not tab.course.form.isEnabled()
    tab.course.show_page("rules")
    assert not any(button.isVisible() for button in tab.course.rules.tools.values())


def test_in_a_narrow_window_list_and_record_take_turns(sit: Sit, make: Make, qtbot: QtBot) -> None:
    make.course(course_code="A100")
    tab = screen(sit(courses_tab, size=(683, 500)))
    assert tab.catalogue.isVisible()
    assert not tab.course.isVisible()
    qtbot.keyClick(tab.catalogue.table, Qt.Key.Key_Return)
    assert not tab.catalogue.isVisible()
    assert tab.course.isVisible()
    tab.course.back.click()
    assert tab.catalogue.isVisible()


def test_the_whole_screen_changes_its_language(sit: Sit, make: Make, languages: Languages, this_term: int) -> None:
    make.offering(course_id=make.course(course_code="A100"), term_id=this_term)
    desk = sit(courses_tab)
    tab = screen(desk)
    tab.open_offering(1, "schedule")
    settle(desk.window)
    languages.choose("el")
    days = [tab.offering.schedule.model.headerData(day, Qt.Orientation.Horizontal) for day in range(5)]
    assert days[0] == "Δευτέρα"
    assert codes(tab.offered) == ["A100"]


def test_taking_back_a_new_course_closes_its_record(sit: Sit) -> None:
    desk = sit(courses_tab)
    tab = screen(desk)
    tab.add_course()
    dialog = dialog_named("course_new.dialog")
    fill_in(dialog, course_code="A100", course_name="Engines")
    dialog.submit()
    settle(desk.window)
    assert tab.course.record_id is not None
    desk.context.undo.undo()
    settle(desk.window)
    assert tab.course.record_id is None
    assert codes(tab.catalogue) == []
