"""The page of certificates and letters: what is listed, edited with a preview, taken back, and who may."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton

from sms_desktop.core.actor import Actor
from sms_desktop.core.permissions import SECRETARY, VIEWER, rights_of
from sms_desktop.db.database import Database
from sms_desktop.services.papers import letters
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.language import Languages
from sms_desktop.ui.tabs.operations import operations_tab
from sms_desktop.ui.tabs.operations.pages import groups
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.operations.papers_screen import close, dialog, is_open, page, rest, with_tasks


def opened(sit: Sit, database: Database, admin: Actor) -> tuple[Desk, Any]:
    desk = sit(operations_tab)
    with_tasks(desk, database, admin)
    shown = page(desk, "letters")
    rest(desk, shown.preview)
    return desk, shown


def listed(shown: Any) -> list[str]:
    return [row.ref for _place, row in shown.model.loaded()]


def select(desk: Desk, shown: Any, ref: str) -> None:
    shown.table.select_id(ref)
    rest(desk, shown.preview)


def test_the_letters_of_the_program_are_there_in_the_readers_language_first(
    sit: Sit, database: Database, admin: Actor, make: Make, languages: Languages
) -> None:
    make.student()
    _desk, shown = opened(sit, database, admin)
    assert listed(shown)[0] == "attendance.en"
    assert "attendance.el" in listed(shown)
    assert shown.preview.pages.count == 1, "the first one is shown for the first student"
    shown.text.setText("βεβαιωση φοιτ")
    assert listed(shown) == ["attendance.el", "attendance-past.el"]
    shown.text.clear()
    box = shown.boxes["kind"]
    box.setCurrentIndex(box.findData("absence"))
    box.activated.emit(box.currentIndex())
    assert {ref.split("-")[0] for ref in listed(shown)} == {"absence"}


def test_an_edited_letter_is_saved_told_and_given_its_first_text_again(
    sit: Sit, database: Database, admin: Actor, make: Make, read: Transaction
) -> None:
    make.student()
    desk, shown = opened(sit, database, admin)
    assert not shown.buttons["reset"].isVisible()
    shown.edit()
    editor = dialog("letter")
    rest(desk, editor.preview)
    editor.title.line.clear()
    QTest.keyClicks(editor.title.line, "A title of our own")
    editor.submit()
    rest(desk, shown.preview)
    with read() as session:
        assert letters.get(session, "attendance.en").data.title == "A title of our own"
    assert shown.selected()[0].edited
    shown.buttons["reset"].click()
    rest(desk, shown.preview)
    with read() as session:
        assert not letters.get(session, "attendance.en").edited
    desk.context.undo.undo()
    rest(desk, shown.preview)
    with read() as session:
        assert letters.get(session, "attendance.en").edited


def test_a_field_is_found_by_typing_and_put_into_the_text_by_enter(
    sit: Sit, database: Database, admin: Actor, make: Make
) -> None:
    make.student()
    _desk, shown = opened(sit, database, admin)
    shown.new()
    editor = dialog("letter")
    QTest.keyClicks(editor.body.area, "Dear ")
    QTest.keyClicks(editor.fields.filter, "place of bir")
    assert editor.fields.names() == ["student.place_of_birth"]
    QTest.keyClick(editor.fields.filter, Qt.Key.Key_Return)
    assert editor.body.value() == "Dear ${student.place_of_birth}"
    editor.fields.filter.clear()
    QTest.keyClicks(editor.fields.filter, "courses of all terms")
    QTest.keyClick(editor.fields.filter, Qt.Key.Key_Return)
    assert editor.body.value() == "Dear ${student.place_of_birth}\n\n${table:courses}"
    close(editor)


def test_what_is_wrong_in_the_text_is_marked_and_said_and_not_saved(
    sit: Sit, database: Database, admin: Actor, make: Make
) -> None:
    make.student()
    desk, shown = opened(sit, database, admin)
    shown.edit()
    editor = dialog("letter")
    rest(desk, editor.preview)
    editor.body.set_value("This is ${student.lastname}.")
    editor.body.check()
    assert "student.last_name" in editor.body.problem
    block = editor.body.area.document().firstBlock()
    marked = [part for part in block.layout().formats() if part.start == 8]
    assert marked[0].format.underlineStyle() == marked[0].format.UnderlineStyle.WaveUnderline
    rest(desk, editor.preview)
    assert editor.preview.pages.count == 0
    editor.submit()
    rest(desk, editor.preview)
    assert is_open("letter")
    assert editor.body.problem
    close(editor)


def test_buttons_put_signs_around_what_is_selected(sit: Sit, database: Database, admin: Actor, make: Make) -> None:
    _desk, shown = opened(sit, database, admin)
    shown.new()
    editor = dialog("letter")
    area = editor.body.area
    area.setPlainText("one\ntwo")
    area.selectAll()
    editor.body._buttons["right"].click()
    assert editor.body.value() == "> one\n> two"
    area.selectAll()
    editor.body._buttons["right"].click()
    assert editor.body.value() == "one\ntwo"
    area.selectAll()
    QTest.keyClick(area, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert editor.body.value() == "**one\ntwo**"
    close(editor)


def test_who_was_slower_sees_it_and_loses_nothing_typed(
    sit: Sit, database: Database, admin: Actor, make: Make, write: Transaction
) -> None:
    make.student()
    desk, shown = opened(sit, database, admin)
    shown.edit()
    editor = dialog("letter")
    with write() as session:
        there = letters.get(session, "attendance.en")
        letters.update(session, there.ref, replace(there.data, title="Theirs"))
    editor.title.set_value("Mine")
    editor.submit()
    rest(desk, editor.preview)
    assert "Somebody changed" in editor.conflict.text()
    assert editor.title.value() == "Mine"
    editor.theirs.click()
    rest(desk, editor.preview)
    assert editor.title.value() == "Theirs"
    assert not editor.dirty
    close(editor)


def test_closing_with_something_typed_asks_first(sit: Sit, database: Database, admin: Actor, make: Make) -> None:
    _desk, shown = opened(sit, database, admin)
    shown.edit()
    editor = dialog("letter")
    editor.reject()
    assert not is_open("letter"), "nothing was typed"
    shown.edit()
    editor = dialog("letter")
    editor.title.set_value("Another")
    editor.reject()
    box = dialog("discard")
    assert isinstance(box, QMessageBox)
    next(button for button in box.findChildren(QPushButton) if button.text() == "Close without saving").click()
    assert not is_open("letter")


def test_a_copy_is_the_schools_own_and_goes_and_comes_back(
    sit: Sit, database: Database, admin: Actor, make: Make
) -> None:
    make.student()
    desk, shown = opened(sit, database, admin)
    shown.duplicate()
    editor = dialog("letter")
    assert editor.form.collect()["name"] == "Certificate of attendance (copy)"
    editor.submit()
    rest(desk, shown.preview)
    own = shown.selected()[0]
    assert not own.key
    QTest.keyClick(shown.table, Qt.Key.Key_Delete)
    rest(desk, shown.preview)
    assert own.ref not in listed(shown)
    shown.deleted.setChecked(True)
    rest(desk, shown.preview)
    assert listed(shown) == [own.ref]
    shown.table.selectRow(0)
    shown.buttons["delete"].click()
    rest(desk, shown.preview)
    shown.deleted.setChecked(False)
    rest(desk, shown.preview)
    assert own.ref in listed(shown)


def test_a_deleted_letter_of_the_program_is_back_after_undo(
    sit: Sit, database: Database, admin: Actor, make: Make
) -> None:
    desk, shown = opened(sit, database, admin)
    select(desk, shown, "conduct.en")
    shown.delete()
    rest(desk, shown.preview)
    assert "conduct.en" not in listed(shown)
    desk.context.undo.undo()
    rest(desk, shown.preview)
    assert "conduct.en" in listed(shown)


@pytest.mark.parametrize("rights", [{"reports:issue", "students:view"}])
def test_who_only_issues_edits_nothing(sit: Sit, database: Database, rights: set[str]) -> None:
    who = Actor(1, "desk", frozenset(rights))
    desk = sit(operations_tab, actor=who)
    with_tasks(desk, database, who)
    shown = page(desk, "letters")
    visible = [name for name, button in shown.buttons.items() if button.isVisible()]
    assert visible == ["issue"]
    assert not shown.add.isVisible()
    shown.table.opened.emit(shown.selected()[0])
    rest(desk, shown.preview)
    assert not is_open("letter")
    close(dialog("issue"))


def test_the_pages_are_for_who_may(sit: Sit) -> None:
    def pages(role: str) -> set[str]:
        desk = sit(operations_tab, actor=Actor(2, "sia", rights_of(role), "office-pc"))
        return {page.name for group in groups(desk.context, desk.window) for page in group.pages}

    assert {"letters", "issued", "own_forms"} <= pages(SECRETARY)
    assert not {"letters", "issued", "own_forms"} & pages(VIEWER)
