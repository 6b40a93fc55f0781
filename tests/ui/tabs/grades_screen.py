"""Somebody at the sheet of grades: a class, its columns, and keys that go to whatever has the focus."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sms_desktop.services import gradebook
from sms_desktop.services.gradebook import Gradebook
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.grades.tab import GradesTab
from tests.conftest import Transaction

Key = Qt.Key
Ctrl, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_PLAIN = Qt.KeyboardModifier.NoModifier


def screen(desk: Desk) -> GradesTab:
    """The screen of grades, open and filled."""
    found: Any = desk.window.show_tab("grades")
    assert isinstance(found, GradesTab)
    settle(desk.window)
    found.view.setFocus()
    return found


class Typist:
    """Types on the keyboard and looks at what is stored."""

    def __init__(self, qtbot: QtBot, desk: Desk, read: Transaction) -> None:
        self.qtbot, self.desk, self.read = qtbot, desk, read
        self.tab = screen(desk)
        self.tab.view.go_to((0, 0))

    def keys(self, *pressed: str | Key, held: Qt.KeyboardModifier = _PLAIN) -> None:
        for one in pressed:
            if isinstance(one, str):
                for letter in one:
                    self.qtbot.keyClicks(self._focused(), letter, held)
            else:
                self.qtbot.keyClick(self._focused(), one, held)

    def _focused(self) -> Any:
        """What has the focus; after a dialog has closed, or with another window in front, the sheet."""
        target = QApplication.focusWidget()
        if target is None or not self._is_mine(target):
            self.desk.window.activateWindow()
            self.qtbot.waitUntil(self.desk.window.isActiveWindow)  # a busy machine may take its time over it
            self.tab.view.setFocus()
            target = QApplication.focusWidget()
        assert target is not None
        assert self._is_mine(target)
        return target

    def _is_mine(self, widget: QWidget | None) -> bool:
        """Whether a widget stands in this person's window or in a dialog over it."""
        while widget is not None and widget is not self.desk.window:
            widget = widget.parentWidget()
        return widget is not None

    def paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.keys(Key.Key_V, held=Ctrl)

    def settle(self) -> None:
        settle(self.desk.window)

    def book(self) -> Gradebook:
        """What is stored, once all jobs are done."""
        self.settle()
        assert self.tab.grid.book is not None
        with self.read() as session:
            return gradebook.gradebook(session, self.tab.grid.book.offering_id)

    def stored(self, rows: Sequence[int], columns: Sequence[int]) -> list[list[str]]:
        """The stored scores of some rows and columns of the sheet; - for no mark, EX for an excused one."""
        book = self.book()
        by_id = {row.enrolment_id: row.cells for row in book.rows}
        found = []
        for row in rows:
            cells = by_id[self.tab.grid.order[row]]
            found.append([_text(cells.get(_assessment(self.tab, column))) for column in columns])
        return found

    def shown(self, row: int, column: int) -> str:
        return self.tab.grid.look(row, column).text

    def final(self, row: int) -> str:
        """The final grade as the sheet shows it."""
        return self.shown(row, len(self.tab.grid.columns) - 1)


def _assessment(tab: GradesTab, column: int) -> int:
    assessment = tab.grid.columns[column].assessment
    assert assessment is not None
    return assessment.id


def _text(cell: Any) -> str:
    if cell is None:
        return "-"
    return "EX" if cell.excused else f"{Decimal(cell.score).normalize():f}"
