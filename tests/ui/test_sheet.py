"""A sheet on the screen, played with the keys and the mouse as a spreadsheet is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from sms_desktop.ui.widgets.sheet import acts
from sms_desktop.ui.widgets.sheet.area import Area
from sms_desktop.ui.widgets.sheet.view import SheetView
from tests.ui.plain_sheet import PlainSheet

Key = Qt.Key
Ctrl, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Player:
    """Somebody at a sheet: `keys("12", Key.Key_Return)` goes to whatever has the focus, as from a keyboard."""

    def __init__(self, qtbot: QtBot, sheet: PlainSheet) -> None:
        self.qtbot, self.sheet = qtbot, sheet
        self.view = SheetView(sheet, "sheet")
        self.view.resize(700, 400)
        self.view.show()
        self.view.activateWindow()
        self.view.setFocus()
        self.view.go_to((0, 0))
        QApplication.processEvents()

    def keys(self, *pressed: str | Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for one in pressed:
            target = QApplication.focusWidget()
            assert target is not None
            if isinstance(one, str):
                for letter in one:
                    target = QApplication.focusWidget()
                    self.qtbot.keyClicks(target, letter, held)
            else:
                self.qtbot.keyClick(target, one, held)

    def click(self, place: tuple[int, int], held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        index = self.sheet.index(*place)
        pane = self.view.pinned if self.view.isColumnHidden(place[1]) else self.view
        at = pane.visualRect(index).center()
        self.qtbot.mouseClick(pane.viewport(), Qt.MouseButton.LeftButton, held, at)


@pytest.fixture
def at(qtbot: QtBot) -> Player:
    """A sheet of six rows and four columns, the current cell the first."""
    return Player(qtbot, PlainSheet())


def test_typing_replaces_and_enter_goes_down(at: Player) -> None:
    at.sheet.texts[0, 0] = "99"
    at.keys("14,5", Key.Key_Return, "12", Key.Key_Return)
    assert at.sheet.block([0, 1], [0]) == [["14,5"], ["12"]]
    assert at.view.current == (2, 0)
    at.keys(Key.Key_Return, held=Shift)
    assert at.view.current == (1, 0)


def test_tab_goes_right_and_enter_back_under_where_the_tabs_began(at: Player) -> None:
    at.view.go_to((0, 1))
    at.keys("1", Key.Key_Tab, "2", Key.Key_Tab, "3", Key.Key_Return)
    assert at.sheet.block([0], [1, 2, 3]) == [["1", "2", "3"]]
    assert at.view.current == (1, 1)
    at.keys("4", Key.Key_Tab, "5", Key.Key_Tab, "6", Key.Key_Tab)
    assert at.view.current == (2, 1)
    at.keys(Key.Key_Backtab, held=Shift)
    assert at.view.current == (2, 0)


def test_f2_corrects_what_is_there_and_the_arrows_stay_in_it(at: Player) -> None:
    at.sheet.texts[0, 0] = "12"
    at.keys(Key.Key_F2, Key.Key_Left, "5", Key.Key_Return)
    assert at.sheet.texts[0, 0] == "152"
    at.keys("7", Key.Key_Right, "8", Key.Key_Up)
    assert at.sheet.block([1], [0, 1]) == [["7", "8"]]
    assert at.view.current == (0, 1)


def test_escape_takes_back_what_is_being_typed_and_what_was_refused(at: Player) -> None:
    at.keys("1", Key.Key_Escape)
    assert (at.sheet.acts, at.view.current) == ([], (0, 0))
    at.keys("x", Key.Key_Return, Key.Key_Up, Key.Key_Escape)
    assert at.sheet.texts == {}


def test_leaving_a_cell_as_it_was_is_no_act(at: Player) -> None:
    at.sheet.texts[0, 0] = "12"
    at.keys(Key.Key_F2, Key.Key_Return)
    assert at.sheet.acts == []


def test_shift_extends_and_whole_rows_columns_and_all_are_selected_by_key(at: Player) -> None:
    at.view.go_to((1, 1))
    at.keys(Key.Key_Down, Key.Key_Right, held=Shift)
    assert (at.view.area, at.view.current) == (Area(1, 1, 2, 2), (1, 1))
    at.keys(Key.Key_Space, held=Shift)
    assert at.view.area == Area(1, 0, 2, 4)
    at.view.go_to((1, 1))
    at.keys(Key.Key_Space, held=Ctrl)
    assert at.view.area == Area(0, 1, 5, 1)
    assert at.view.whole_columns()
    at.keys(Key.Key_A, held=Ctrl)
    assert at.view.area == Area(0, 0, 5, 4)
    at.keys(Key.Key_End, held=Ctrl)
    assert at.view.current == (5, 4)
    at.keys(Key.Key_Home)
    assert at.view.current == (5, 0)


def test_enter_in_a_selection_goes_round_in_it(at: Player) -> None:
    at.keys(Key.Key_Down, Key.Key_Right, held=Shift)
    at.keys("1", Key.Key_Return, "2", Key.Key_Return, "3", Key.Key_Return, "4", Key.Key_Return)
    assert at.sheet.block([0, 1], [0, 1]) == [["1", "3"], ["2", "4"]]
    assert (at.view.area, at.view.current) == (Area(0, 0, 1, 1), (0, 0))


def test_ctrl_enter_fills_the_selection_with_what_is_typed(at: Player) -> None:
    at.keys(Key.Key_Down, Key.Key_Down, held=Shift)
    at.keys("9")
    at.keys(Key.Key_Return, held=Ctrl)
    assert at.sheet.block([0, 1, 2], [0]) == [["9"], ["9"], ["9"]]
    assert len(at.sheet.acts) == 1


def test_a_block_goes_to_the_clipboard_and_back_as_with_excel(at: Player) -> None:
    at.sheet.texts = {(0, 0): "14,5", (0, 1): "8", (1, 0): "EX"}
    at.keys(Key.Key_Down, Key.Key_Right, held=Shift)
    at.keys(Key.Key_C, held=Ctrl)
    assert QGuiApplication.clipboard().text() == "14,5\t8\r\nEX\t\r\n"
    at.view.go_to((3, 2))
    at.keys(Key.Key_V, held=Ctrl)
    assert at.sheet.block([3, 4], [2, 3]) == [["14,5", "8"], ["EX", ""]]
    assert at.view.area == Area(3, 2, 4, 3)
    assert len(at.sheet.acts) == 1
    at.keys(Key.Key_X, held=Ctrl)
    assert at.sheet.block([3, 4], [2, 3]) == [["", ""], ["", ""]]


def test_names_and_titles_are_copied_too_where_that_is_wanted(at: Player) -> None:
    at.sheet.texts[0, 0] = "8"
    acts.copy(at.view, titles=True)
    assert QGuiApplication.clipboard().text() == "\tColumn 0\r\nPerson 0\t8\r\n"


def test_a_block_that_does_not_fit_changes_nothing_and_is_told(at: Player) -> None:
    QGuiApplication.clipboard().setText("1\t2\r\n3\t4\r\n")
    at.view.go_to((5, 3))
    told = QSignalSpy(at.view.unfit)
    at.keys(Key.Key_V, held=Ctrl)
    (found,) = told.at(0)
    assert (found.rows, found.columns, at.sheet.acts) == (1, 1, [])
    acts.put(at.view, found)
    assert at.sheet.texts[5, 3] == "1"


def test_ctrl_d_fills_down_and_delete_clears(at: Player) -> None:
    at.keys("5", Key.Key_Return)
    at.keys(Key.Key_D, held=Ctrl)
    assert at.sheet.texts[1, 0] == "5"
    at.view.select(Area(1, 0, 4, 0), (1, 0))
    at.keys(Key.Key_D, held=Ctrl)
    assert at.sheet.block(range(5), [0]) == [["5"]] * 5
    at.keys(Key.Key_Delete)
    assert at.sheet.block(range(5), [0]) == [["5"], [""], [""], [""], [""]]
    at.keys(Key.Key_Up)
    at.keys(Key.Key_Backspace, Key.Key_Return)
    assert at.sheet.texts[0, 0] == ""


def test_a_cell_that_takes_no_text_says_so_and_opens_by_space(at: Player) -> None:
    told, opened = QSignalSpy(at.view.closed), QSignalSpy(at.view.opened)
    at.view.go_to((2, 4))
    at.keys("7")
    assert told.at(0) == [2, 4]
    at.keys(Key.Key_Delete)
    assert told.count() == 2
    at.keys(Key.Key_Space)
    at.keys(Key.Key_Return, held=Ctrl)
    assert [opened.at(0), opened.at(1)] == [[2, 4], [2, 4]]


def test_f2_on_a_whole_column_is_about_the_column_and_shift_f2_about_the_details(at: Player) -> None:
    heads, details = QSignalSpy(at.view.head_pressed), QSignalSpy(at.view.details_wanted)
    at.view.select_column(2)
    at.keys(Key.Key_F2)
    assert heads.at(0) == [2]
    at.keys(Key.Key_F2, held=Shift)
    assert details.at(0) == [0, 2]


def test_undo_and_redo_are_asked_for_by_their_keys(at: Player) -> None:
    undo, redo = QSignalSpy(at.view.undo_wanted), QSignalSpy(at.view.redo_wanted)
    at.keys(Key.Key_Z, held=Ctrl)
    at.keys(Key.Key_Z, held=Ctrl | Shift)
    assert (undo.count(), redo.count()) == (1, 1)


def test_what_others_change_leaves_alone_what_is_being_typed(at: Player) -> None:
    at.keys("1")
    at.sheet.texts[0, 0] = "20"
    index = at.sheet.index(0, 0)
    at.sheet.dataChanged.emit(index, index)
    at.keys("5", Key.Key_Return)
    assert at.sheet.texts[0, 0] == "15"


def test_the_mouse_selects_extends_and_opens_in_both_parts(at: Player) -> None:
    at.click((1, 1))
    at.click((3, 2), Shift)
    assert (at.view.area, at.view.current) == (Area(1, 1, 3, 2), (1, 1))
    opened = QSignalSpy(at.view.opened)
    at.click((2, 4))
    assert at.view.current == (2, 4)
    assert at.view.hasFocus()
    assert opened.at(0) == [2, 4]
    cell = at.view.visualRect(at.sheet.index(0, 0)).center()
    at.qtbot.mouseDClick(at.view.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert at.view.line is not None


def test_a_click_on_a_head_selects_the_column_or_the_row(at: Player) -> None:
    heads, sides = at.view.heads, at.view.sides
    spot = QPoint(heads.sectionViewportPosition(2) + 10, heads.height() - 10)
    at.qtbot.mouseClick(heads.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert at.view.area == Area(0, 2, 5, 2)
    spot = QPoint(20, sides.sectionViewportPosition(3) + 5)
    at.qtbot.mouseClick(sides.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert at.view.area == Area(3, 0, 3, 4)


def test_menus_are_filled_by_whoever_owns_the_sheet(at: Player) -> None:
    asked: list[object] = []

    def fill(menu: QMenu, *place: int) -> None:
        asked.append(place)
        menu.addAction("Something")

    at.view.cell_menu = at.view.head_menu = at.view.side_menu = fill
    at.view.heads.customContextMenuRequested.emit(QPoint(at.view.heads.sectionViewportPosition(1) + 4, 50))
    at.view.sides.customContextMenuRequested.emit(QPoint(4, at.view.sides.sectionViewportPosition(2) + 4))
    assert asked == [(1,), (2,)]


def test_pinned_columns_stay_in_sight_and_never_over_the_current_cell(qtbot: QtBot) -> None:
    at = Player(qtbot, PlainSheet(40, 20))
    at.keys(Key.Key_End, held=Ctrl)
    assert at.view.pinned.visualRect(at.sheet.index(39, 20)).bottom() <= at.view.viewport().height()
    at.view.go_to((39, 19))
    cell = at.view.visualRect(at.sheet.index(39, 19)).translated(at.view.viewport().pos())
    assert cell.right() <= at.view.pinned.geometry().left()
    assert at.view.pinned.verticalScrollBar().value() == at.view.verticalScrollBar().value() > 0


def test_a_screen_reader_hears_more_than_the_text(at: Player) -> None:
    at.sheet.texts[0, 0] = "x"
    index = at.sheet.index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "x wrong"
    assert at.sheet.headerData(0, Qt.Orientation.Vertical) == "Person 0"
