"""One student by typing: who fits is offered, Enter takes the first, Escape brings the name back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from sms_desktop.services.students import StudentRow
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.students import students_tab
from sms_desktop.ui.widgets.student_box import StudentBox
from tests.makers import Make
from tests.ui.tabs.conftest import Sit


@pytest.fixture
def three(make: Make) -> list[int]:
    names = (("Alpha", "Maria"), ("Beta", "Nikos"), ("Παππάς", "Άρης"))
    return [make.student(last_name=last, first_name=first) for last, first in names]


def made(sit: Sit) -> tuple[Desk, StudentBox, list[StudentRow]]:
    desk = sit(students_tab)
    box, taken = StudentBox(desk.jobs, "box"), list[StudentRow]()
    box.setParent(desk.window)
    box.chosen.connect(taken.append)
    box.show()
    box.setFocus()
    return desk, box, taken


def look(desk: Desk, box: StudentBox) -> None:
    box._look()
    settle(desk.window)


def test_who_fits_is_offered_and_one_is_taken_from_the_list(sit: Sit, three: list[int]) -> None:
    desk, box, taken = made(sit)
    QTest.keyClicks(box, "a")
    look(desk, box)
    assert [row.last_name for row in box.offered()] == ["Alpha", "Beta", "Παππάς"]
    popup = box.fitting.popup()
    assert popup is not None
    assert popup.isVisible()
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert [row.last_name for row in taken] == ["Beta"]
    assert box.text().startswith("Beta Nikos")
    assert not popup.isVisible()


def test_enter_takes_the_first_also_before_the_answer_is_here(sit: Sit, three: list[int]) -> None:
    desk, box, taken = made(sit)
    QTest.keyClicks(box, "pappas")
    QTest.keyClick(box, Qt.Key.Key_Return)
    settle(desk.window)
    assert [row.id for row in taken] == [three[2]]


def test_escape_brings_back_who_was_chosen(sit: Sit, three: list[int]) -> None:
    desk, box, taken = made(sit)
    QTest.keyClicks(box, "alp")
    QTest.keyClick(box, Qt.Key.Key_Return)
    settle(desk.window)
    name = box.text()
    QTest.keyClicks(box, "x")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == name
    assert len(taken) == 1


def test_where_nobody_fits_it_says_so_and_takes_nobody(sit: Sit, three: list[int]) -> None:
    desk, box, taken = made(sit)
    QTest.keyClicks(box, "zzz")
    look(desk, box)
    assert box.offered() == []
    assert box._model.item(0).text() == "Nobody is called so."
    QTest.keyClick(box, Qt.Key.Key_Return)
    settle(desk.window)
    assert taken == []


def test_one_is_taken_with_the_mouse(sit: Sit, three: list[int]) -> None:
    desk, box, taken = made(sit)
    QTest.keyClicks(box, "bet")
    look(desk, box)
    popup = box.fitting.popup()
    assert popup is not None
    place = popup.visualRect(box._model.index(0, 0)).center()
    QTest.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert [row.id for row in taken] == [three[1]]
