"""The record of a student: edited in place, with contacts, enrolments and history."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sms_desktop.services import contacts, enrolments, students
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.tabs.students import students_tab
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.students_screen import come_to_rest, dialog, press, screen, select, type_into


@pytest.fixture
def two(make: Make) -> list[int]:
    """Abbot and Brown."""
    return [make.student(last_name="Abbot", first_name="Ada"), make.student(last_name="Brown", first_name="Ben")]


def stored(read: Transaction, student_id: int) -> students.StudentData:
    with read() as session:
        return students.get(session, student_id).data


def page(desk: Desk, name: str) -> None:
    screen(desk).record.open_page(name)
    come_to_rest(desk)


def test_a_change_is_saved_in_place_by_keyboard(sit: Sit, two: list[int], read: Transaction, qtbot: QtBot) -> None:
    desk = sit(students_tab)
    details = screen(desk).record.details
    assert not details.bar.isVisible()
    qtbot.keyClick(screen(desk).table, Qt.Key.Key_F2)
    assert details.form.fields["last_name"].editor.hasFocus()
    qtbot.keyClicks(details.form.fields["last_name"].editor, "Abbott")
    assert details.bar.isVisible()
    qtbot.keyClick(details.form.fields["last_name"].editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    come_to_rest(desk)
    assert stored(read, two[0]).last_name == "Abbott"
    assert not details.bar.isVisible()
    assert [row.last_name for row in screen(desk).table.selected_rows()] == ["Abbott"]


def test_enter_in_a_field_saves_and_escape_shows_it_as_it_was(
    sit: Sit, two: list[int], read: Transaction, qtbot: QtBot
) -> None:
    desk = sit(students_tab)
    city = screen(desk).record.details.form.fields["city"].editor
    qtbot.keyClicks(city, "Paphos")
    qtbot.keyClick(city, Qt.Key.Key_Return)
    come_to_rest(desk)
    assert stored(read, two[0]).city == "Paphos"
    qtbot.keyClicks(city, "XX")
    qtbot.keyClick(city, Qt.Key.Key_Escape)
    assert screen(desk).record.details.form.fields["city"].value() == "Paphos"


def test_cancel_shows_the_record_as_it_was(sit: Sit, two: list[int]) -> None:
    desk = sit(students_tab)
    details = screen(desk).record.details
    type_into(details.form, city="Paphos")
    details.bar.cancel.click()
    assert details.form.fields["city"].value() == ""
    assert not details.bar.isVisible()


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(sit: Sit, two: list[int], read: Transaction) -> None:
    desk = sit(students_tab)
    details = screen(desk).record.details
    type_into(details.form, email="not an address", city="Paphos")
    details.save()
    come_to_rest(desk)
    assert details.form.fields["email"].problem == "This is not an e-mail address."
    assert stored(read, two[0]).city == ""
    details.cancel()


def test_a_record_that_somebody_else_changed_is_not_overwritten(
    sit: Sit, two: list[int], read: Transaction, write: Transaction
) -> None:
    desk = sit(students_tab)
    details = screen(desk).record.details
    type_into(details.form, city="Paphos")
    with write() as session:
        students.update(session, two[0], replace(students.get(session, two[0]).data, city="Larnaca"))
    come_to_rest(desk)
    assert details.form.fields["city"].value() == "Paphos", "what was typed stays"
    details.save()
    come_to_rest(desk)
    assert "Abbot Ada" in details._conflict._notice.text()
    assert stored(read, two[0]).city == "Larnaca"
    details._conflict.button.click()
    come_to_rest(desk)
    assert details.form.fields["city"].value() == "Larnaca"
    assert not details._conflict.isVisible()


@pytest.mark.parametrize(
    ("answer", "kept", "shown"), [("Save", "Paphos", 1), ("Don't save", "", 1), ("Keep editing", "", 0)]
)
def test_going_on_with_something_unsaved_asks(
    sit: Sit, two: list[int], read: Transaction, answer: str, kept: str, shown: int
) -> None:
    desk = sit(students_tab)
    tab = screen(desk)
    type_into(tab.record.details.form, city="Paphos")
    select(desk, 1)
    press(dialog("students.leave"), answer)
    come_to_rest(desk)
    assert stored(read, two[0]).city == kept
    assert tab.record.student_id == two[shown]
    assert [row.id for row in tab.table.selected_rows()] == [two[shown]]
    assert tab.record.details.dirty == (answer == "Keep editing")
    tab.record.details.cancel()


def test_who_may_not_see_sensitive_fields_sees_none(sit: Sit, make: Make) -> None:
    offering = make.offering()
    make.enrolment(make.student(last_name="Abbot", mobile="99000001", health_note="asthma"), offering)
    record = screen(sit(students_tab, actor=make.teacher(offering))).record
    assert record.record is not None
    assert record.record.sensitive_hidden
    assert not record.details.form.fields["health_note"].isVisibleTo(record.details.form)


def test_contacts_are_added_edited_and_deleted_with_a_way_back(sit: Sit, two: list[int], read: Transaction) -> None:
    desk = sit(students_tab)
    page(desk, "contacts")
    part = screen(desk).record.contacts
    part.add()
    new = dialog("students.contact.dialog")
    type_into(new.form, name="Morgan Webb", relation="Father", phone="22000001", emergency=True)
    new.submit()
    come_to_rest(desk)
    row = part.rows()[0]
    assert (row.data.relation, row.data.emergency) == ("father", True), "kept as the key of a known relation"
    part.edit()
    changed = dialog("students.contact.dialog")
    type_into(changed.form, phone="22000002")
    changed.submit()
    come_to_rest(desk)
    part.table.selectAll()
    part.delete()
    come_to_rest(desk)
    assert part.model.rowCount() == 0
    desk.context.undo.undo()
    come_to_rest(desk)
    with read() as session:
        assert [row.data.phone for row in contacts.of_student(session, two[0])] == ["22000002"]
    assert part.model.rowCount() == 1


def test_enrolments_are_dropped_completed_and_deleted(sit: Sit, two: list[int], make: Make, read: Transaction) -> None:
    make.enrolment(two[0])
    desk = sit(students_tab)
    page(desk, "enrolments")
    part = screen(desk).record.enrolments
    for status, said in (("dropped", "Dropped 1 enrolment."), ("completed", "Completed 1 enrolment.")):
        part.table.selectAll()
        part.set_status(status)
        come_to_rest(desk)
        assert desk.window._toast.text() == said
        with read() as session:
            assert [row.status for row in enrolments.of_student(session, two[0])] == [status]
    part.table.selectAll()
    part.delete()
    come_to_rest(desk)
    assert part.model.rowCount() == 0


def test_the_history_tells_who_changed_what_from_what(sit: Sit, two: list[int], write: Transaction, make: Make) -> None:
    with write() as session:
        data = replace(students.get(session, two[0]).data, city="Λάρνακα", programme="AUT")
        students.update(session, two[0], data)
    with write() as session:
        students.update(session, two[0], replace(data, city="Πάφος <b>"))
    desk = sit(students_tab)
    page(desk, "history")
    text = screen(desk).record.history.toPlainText()
    assert "Λάρνακα → Πάφος <b>" in text
    assert "AUT" in text
    assert "admin" in text
    assert text.index("Πάφος") < text.index("Add student"), "the newest first"


def test_the_history_follows_language_and_theme_while_it_is_shown(sit: Sit, two: list[int], write: Transaction) -> None:
    with write() as session:
        students.update(session, two[0], replace(students.get(session, two[0]).data, city="Λάρνακα"))
    desk = sit(students_tab)
    page(desk, "history")
    history = screen(desk).record.history
    light = history.toHtml()
    desk.window.theme.choose("dark")
    assert history.toHtml() != light, "the colours are those of the theme"
    desk.window.languages.choose("el")
    assert "Edit student" not in history.toPlainText()
    desk.window.languages.choose("en")
    desk.window.theme.choose("light")
    assert "Edit student" in history.toPlainText()


def test_a_student_who_is_gone_is_said_to_be(sit: Sit, two: list[int]) -> None:
    desk = sit(students_tab)
    screen(desk).record.show_id(999)
    come_to_rest(desk)
    assert screen(desk).record._panel.accessibleName() == "This student is not there any more."
