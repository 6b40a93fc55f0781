"""The Students screen: the list with its filter, adding, deleting, restoring, undoing, and news from outside."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from sms_desktop.core.permissions import VIEWER
from sms_desktop.services import students
from sms_desktop.services.listing import Listing
from sms_desktop.ui.language import Languages
from sms_desktop.ui.memory import Forgetful
from sms_desktop.ui.tabs.students import students_tab
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.students_screen import come_to_rest, dialog, listed, press, screen, select, type_into


@pytest.fixture
def three(make: Make) -> list[int]:
    """Abbot, Brown and Παπαδόπουλος."""
    return [
        make.student(last_name="Abbot", first_name="Ada", programme="AUT", study_year=1, section="A1"),
        make.student(last_name="Brown", first_name="Ben", programme="ELE", study_year=2, section="B1"),
        make.student(last_name="Παπαδόπουλος", first_name="Νίκος", programme="AUT", study_year=2, section="A1"),
    ]


def test_the_register_is_listed_by_name_and_the_first_record_shown(sit: Sit, three: list[int]) -> None:
    tab = screen(sit(students_tab))
    assert listed(tab) == ["Abbot", "Brown", "Παπαδόπουλος"]
    assert tab.record.record is not None
    assert tab.record.record.id == three[0]


@pytest.mark.parametrize("typed", ["παπαδοπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "papadopoulos", "Παπαδόπουλος"])
def test_typing_finds_people_in_either_alphabet(sit: Sit, three: list[int], typed: str) -> None:
    desk = sit(students_tab)
    screen(desk).filters.text.setText(typed)
    come_to_rest(desk)
    assert listed(screen(desk)) == ["Παπαδόπουλος"]


def test_programme_year_section_and_status_narrow_the_list(sit: Sit, three: list[int]) -> None:
    desk = sit(students_tab)
    boxes = screen(desk).filters.boxes
    for name, value, left in (
        ("programme", "AUT", ["Abbot", "Παπαδόπουλος"]),
        ("study_year", 2, ["Παπαδόπουλος"]),
        ("section", "A1", ["Παπαδόπουλος"]),
        ("status", "withdrawn", []),
    ):
        boxes[name].setCurrentIndex(boxes[name].findData(value))
        boxes[name].activated.emit(boxes[name].currentIndex())
        come_to_rest(desk)
        assert listed(screen(desk)) == left, name


def test_where_nobody_fits_one_button_shows_all_again(sit: Sit, three: list[int]) -> None:
    desk = sit(students_tab)
    tab = screen(desk)
    tab.filters.text.setText("nobody at all")
    come_to_rest(desk)
    button = tab.table.findChild(QPushButton, "students.table.state.button")
    assert button is not None
    button.click()
    come_to_rest(desk)
    assert len(listed(tab)) == 3
    assert tab.filters.clear_button.isHidden()


def test_choosing_all_of_them_is_no_filter(sit: Sit, three: list[int]) -> None:
    desk = sit(students_tab)
    box = screen(desk).filters.boxes["programme"]
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert (box.currentIndex(), screen(desk).filters.is_on) == (-1, False)


def test_filters_are_remembered_but_never_what_was_typed(sit: Sit, three: list[int], memory: Forgetful) -> None:
    desk = sit(students_tab)
    filters = screen(desk).filters
    filters.boxes["section"].setCurrentIndex(filters.boxes["section"].findData("A1"))
    filters.boxes["section"].activated.emit(1)
    filters.text.setText("Abbot")
    come_to_rest(desk)
    again = screen(sit(students_tab))
    assert listed(again) == ["Abbot", "Παπαδόπουλος"]
    assert "Abbot" not in str(vars(memory))


def test_the_database_sorts_by_the_column_that_is_clicked(sit: Sit, three: list[int]) -> None:
    desk = sit(students_tab)
    tab = screen(desk)
    names = [column.name for column in tab.model.columns]
    tab.table.sortByColumn(names.index("first_name"), Qt.SortOrder.DescendingOrder)
    come_to_rest(desk)
    assert tab.model.query.sort == "first_name"
    assert listed(tab) == ["Παπαδόπουλος", "Brown", "Abbot"]


def test_a_student_is_added_by_keyboard_and_shown(sit: Sit, three: list[int], read: Transaction, qtbot: QtBot) -> None:
    desk = sit(students_tab)
    tab = screen(desk)
    tab.table.setFocus()
    qtbot.keyClick(tab.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    new = dialog("students.new.dialog")
    type_into(new.form, last_name="Carter", first_name="Cleo")
    new.submit()
    come_to_rest(desk)
    with read() as session:
        found = students.page(session, Listing(text="carter"))
    assert [row.id for row in tab.table.selected_rows()] == [found[0].id]
    assert tab.record.student_id == found[0].id
    assert found[0].student_number


def test_what_is_wrong_with_a_new_student_is_said_at_its_field(sit: Sit, three: list[int]) -> None:
    desk = sit(students_tab)
    screen(desk).acts.add()
    new = dialog("students.new.dialog")
    type_into(new.form, last_name="Carter", first_name="Cleo", student_number="M0001")
    new.submit()
    come_to_rest(desk)
    assert new.isVisible()
    assert "Abbot" in new.form.fields["student_number"].problem
    new.form.mark_clean()
    new.reject()


def test_delete_goes_at_once_and_the_toast_takes_it_back(sit: Sit, three: list[int], qtbot: QtBot) -> None:
    desk = sit(students_tab)
    tab = screen(desk)
    select(desk, 1)
    qtbot.keyClick(tab.table, Qt.Key.Key_Delete)
    come_to_rest(desk)
    assert listed(tab) == ["Abbot", "Παπαδόπουλος"]
    assert desk.window._toast.text() == "Deleted 1 student."
    assert tab.record.student_id == three[2], "the next one is shown"
    desk.window._toast.button.click()
    come_to_rest(desk)
    assert listed(tab) == ["Abbot", "Brown", "Παπαδόπουλος"]


def test_several_are_deleted_as_one_act_that_the_menu_names(sit: Sit, three: list[int]) -> None:
    desk = sit(students_tab)
    tab = screen(desk)
    tab.table.selectAll()
    come_to_rest(desk)
    tab.acts.delete_button.click()
    come_to_rest(desk)
    assert listed(tab) == []
    undo = desk.window.commands.action("undo")
    assert undo.text() == "Undo: Delete 3 students"
    undo.trigger()
    come_to_rest(desk)
    assert len(listed(tab)) == 3


def test_the_deleted_are_looked_at_and_restored(sit: Sit, three: list[int], write: Transaction) -> None:
    with write("delete") as session:
        students.delete(session, [three[1]])
    desk = sit(students_tab)
    tab = screen(desk)
    tab.filters.deleted.setChecked(True)
    come_to_rest(desk)
    assert listed(tab) == ["Brown"]
    assert not tab.record.details.form.isEnabled()
    assert tab.acts.delete_button.isHidden()
    tab.acts.restore_button.click()
    come_to_rest(desk)
    tab.filters.deleted.setChecked(False)
    come_to_rest(desk)
    assert listed(tab) == ["Abbot", "Brown", "Παπαδόπουλος"]


def test_a_change_elsewhere_is_shown_and_the_selection_stays(sit: Sit, three: list[int], make: Make) -> None:
    desk = sit(students_tab)
    select(desk, 1)
    make.student(last_name="Adams")
    come_to_rest(desk)
    tab = screen(desk)
    assert listed(tab) == ["Abbot", "Adams", "Brown", "Παπαδόπουλος"]
    assert [row.last_name for row in tab.table.selected_rows()] == ["Brown"]


def test_several_selected_are_counted_and_no_record_is_shown(sit: Sit, three: list[int]) -> None:
    desk = sit(students_tab)
    tab = screen(desk)
    tab.table.selectAll()
    come_to_rest(desk)
    assert tab.record.student_id is None
    assert tab.register._count.text() == "3 students  ·  3 selected"


def test_who_may_only_look_can_change_nothing(sit: Sit, three: list[int], make: Make) -> None:
    desk = sit(students_tab, actor=make.user(VIEWER))
    tab = screen(desk)
    form = tab.record.details.form
    assert not form.isEnabled()
    assert not form.fields["mobile"].isVisible()
    assert not any(
        button.isVisible() for button in (tab.acts.add_button, tab.acts.delete_button, tab.acts.enrol_button)
    )
    assert tab.acts.export_button.isHidden()


def test_in_a_narrow_window_list_and_record_take_turns(sit: Sit, three: list[int], qtbot: QtBot) -> None:
    desk = sit(students_tab, size=(683, 420))
    tab = screen(desk)
    assert tab.register.isVisible()
    assert not tab.record.isVisible()
    qtbot.keyClick(tab.table, Qt.Key.Key_Return)
    assert tab.record.isVisible()
    assert not tab.register.isVisible()
    tab.record.head.back.click()
    assert tab.register.isVisible()


def test_the_right_button_offers_the_same_acts(sit: Sit, three: list[int]) -> None:
    tab = screen(sit(students_tab))
    menu = QMenu()
    tab.acts.fill_menu(menu)
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert texts[:4] == ["Edit", "Enrol in…", "Copy", "Delete"]
    assert texts[4:7] == ["Certificate…", "Fill in a form…", "Reports"]
    assert texts[7:] == ["Everything about this person…", "Restrict…", "Erase…"]


def test_the_screen_changes_its_language_at_once(sit: Sit, three: list[int], languages: Languages) -> None:
    desk = sit(students_tab)
    tab = screen(desk)
    languages.choose("el")
    come_to_rest(desk)
    assert "φοιτητ" in tab.register._count.text()
    assert tab.acts.add_button.text() != " &Add student"
    languages.choose("en")
    assert tab.acts.add_button.text() == " &Add student"


def test_ctrl_f_goes_to_the_filter_and_enter_back_to_the_list(sit: Sit, three: list[int], qtbot: QtBot) -> None:
    desk = sit(students_tab)
    tab = screen(desk)
    tab.table.setFocus()
    qtbot.keyClick(tab.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert tab.filters.text.hasFocus()
    qtbot.keyClick(tab.filters.text, Qt.Key.Key_Return)
    assert tab.table.hasFocus()


def test_closing_with_something_typed_asks_first(sit: Sit, three: list[int]) -> None:
    desk = sit(students_tab)
    tab = screen(desk)
    type_into(tab.record.details.form, city="Paphos")
    assert not desk.window.close()
    box = dialog("parting")
    assert "Abbot Ada" in box.informativeText()
    press(box, "Stay")
    assert desk.window.isVisible()
    tab.record.details.cancel()


def test_an_empty_list_offers_to_add_students_to_those_alone_who_may(sit: Sit, make: Make) -> None:
    for actor, offered in ((make.user("secretary"), True), (make.user(VIEWER), False)):
        table = screen(sit(students_tab, actor=actor)).table
        assert (table.empty().button != "") is offered
