"""The field that finds anything: as one types, by keyboard alone, never an old answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from sms_desktop.core.errors import StorageProblem
from sms_desktop.ui.main_window import MainWindow
from sms_desktop.ui.widgets.search_box import Hit, SearchBox
from tests.ui.shelf import Shelf, people

Make = Callable[..., MainWindow]
CTRL = Qt.KeyboardModifier.ControlModifier


def search(session: Shelf, text: str) -> list[Hit]:
    if session.breaks:
        raise session.breaks
    found = [Hit("student", person.id, person.name, f"No. {person.id}") for person in session.people]
    return [hit for hit in found if text.lower() in hit.title.lower()][:5]


@pytest.fixture
def main(window: Make, shelf: Shelf) -> MainWindow:
    """A window over twenty people, with the search field in focus."""
    shelf.people = people(20)
    made = window(search=search)
    made.find_anything()
    return made


def box(main: MainWindow) -> SearchBox:
    return main.header.search


def type_in(main: MainWindow, text: str, qtbot: Any) -> None:
    qtbot.keyClicks(box(main), text)
    qtbot.waitUntil(box(main).popup.isVisible)


def test_ctrl_k_goes_to_the_field_from_anywhere(main: MainWindow, qtbot: Any) -> None:
    main.tabs.setFocus()
    box(main).clearFocus()
    qtbot.keyClick(main, Qt.Key.Key_K, CTRL)
    assert box(main).hasFocus()


def test_people_screens_and_commands_are_found_as_one_types(main: MainWindow, qtbot: Any) -> None:
    type_in(main, "person", qtbot)
    assert [hit.id for hit in box(main).popup.hits()] == [0, 1, 2, 3, 4]
    box(main).clear()
    box(main).popup.hide()
    type_in(main, "co", qtbot)
    assert [(hit.kind, hit.id) for hit in box(main).popup.hits()] == [("screen", "courses")]


def test_the_arrows_choose_and_enter_opens(main: MainWindow, qtbot: Any) -> None:
    opened: list[Any] = []
    main.found.connect(opened.append)
    type_in(main, "person", qtbot)
    qtbot.keyClick(box(main), Qt.Key.Key_Down)
    qtbot.keyClick(box(main), Qt.Key.Key_Down)
    qtbot.keyClick(box(main), Qt.Key.Key_Up)
    qtbot.keyClick(box(main), Qt.Key.Key_Return)
    assert [(hit.kind, hit.id) for hit in opened] == [("student", 1)]
    assert box(main).text() == ""
    assert not box(main).popup.isVisible()


def test_a_screen_and_a_command_can_be_opened_by_name(main: MainWindow, qtbot: Any) -> None:
    type_in(main, "courses", qtbot)
    qtbot.keyClick(box(main), Qt.Key.Key_Return)
    assert main.current_tab() == "courses"
    main.find_anything()
    type_in(main, "icons", qtbot)
    qtbot.keyClick(box(main), Qt.Key.Key_Return)
    assert main.sidebar.slim


def test_hits_of_one_kind_stand_together_under_one_heading(main: MainWindow) -> None:
    mixed = [Hit("student", 1, "A"), Hit("course", 2, "B"), Hit("student", 3, "C")]
    box(main).popup.show_hits(mixed, box(main), "")
    assert [hit.id for hit in box(main).popup.hits()] == [1, 3, 2]
    texts = [box(main).popup.list.model().index(row, 0).data() for row in range(5)]
    assert texts == ["Students", "A", "C", "Courses", "B"]


def test_finding_nothing_is_said(main: MainWindow, qtbot: Any) -> None:
    type_in(main, "xyzzy", qtbot)
    assert box(main).popup.hits() == []
    assert box(main).popup.list.model().index(0, 0).data() == "Nothing found for “xyzzy”."
    qtbot.keyClick(box(main), Qt.Key.Key_Return)


def test_a_failure_is_said_in_the_list(main: MainWindow, shelf: Shelf, qtbot: Any) -> None:
    shelf.breaks = StorageProblem("The disk is gone.")
    type_in(main, "person", qtbot)
    assert box(main).popup.list.model().index(0, 0).data() == "The disk is gone."


def test_escape_closes_the_list_then_empties_the_field_then_leaves_it(main: MainWindow, qtbot: Any) -> None:
    type_in(main, "person", qtbot)
    qtbot.keyClick(box(main), Qt.Key.Key_Escape)
    assert not box(main).popup.isVisible()
    assert box(main).text() == "person"
    qtbot.keyClick(box(main), Qt.Key.Key_Escape)
    assert box(main).text() == ""
    qtbot.keyClick(box(main), Qt.Key.Key_Escape)
    assert not box(main).hasFocus()


def test_emptying_the_field_closes_the_list(main: MainWindow, qtbot: Any) -> None:
    type_in(main, "p", qtbot)
    qtbot.keyClick(box(main), Qt.Key.Key_Backspace)
    assert not box(main).popup.isVisible()


def test_enter_does_not_wait_for_the_pause(main: MainWindow, qtbot: Any) -> None:
    qtbot.keyClicks(box(main), "person")
    qtbot.keyClick(box(main), Qt.Key.Key_Return)
    assert main.jobs.wait_idle()
    QApplication.processEvents()
    assert len(box(main).popup.hits()) == 5


def test_a_click_opens_the_hit_and_the_list_is_drawn(main: MainWindow, qtbot: Any) -> None:
    opened: list[Any] = []
    main.found.connect(opened.append)
    type_in(main, "person", qtbot)
    view = box(main).popup.list
    assert not view.grab().isNull()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.model().index(3, 0)).center())
    assert [hit.id for hit in opened] == [2]
