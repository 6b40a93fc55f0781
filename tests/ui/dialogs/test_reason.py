"""The question why: a reason is asked for, and only a reason is taken."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from sms_desktop.ui.dialogs.reason import MOST, ReasonDialog, ask_reason
from sms_desktop.ui.language import Languages


@pytest.fixture
def screen(qtbot: QtBot) -> QWidget:
    """What the dialog is opened over."""
    made = QWidget()
    made.show()
    return made


def sent(dialog: ReasonDialog) -> bool:
    """Whether the dialog has gone."""
    return not (isValid(dialog) and dialog.isVisible())


def test_the_reason_is_handed_over_once_and_without_needless_blanks(screen: QWidget, qtbot: QtBot) -> None:
    said: list[str] = []
    dialog = ask_reason(screen, said.append)
    qtbot.keyClicks(dialog.field.editor, "  the teacher's   mistake ")
    dialog.ok.click()
    assert said == ["the teacher's mistake"]
    assert sent(dialog)


def test_the_keyboard_alone_will_do(screen: QWidget, qtbot: QtBot) -> None:
    said: list[str] = []
    dialog = ask_reason(screen, said.append)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClicks(dialog.field.editor, "a mistake")
    qtbot.keyClick(dialog.field.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert said == ["a mistake"]
    assert sent(dialog)


def test_blanks_are_no_reason_and_it_is_said_at_the_field(screen: QWidget, qtbot: QtBot) -> None:
    said: list[str] = []
    dialog = ask_reason(screen, said.append)
    qtbot.keyClicks(dialog.field.editor, "   ")
    dialog.ok.click()
    assert said == []
    assert dialog.field.problem.startswith("Please write the reason")
    assert dialog.isVisible()


def test_a_reason_that_is_too_long_is_not_cut_short(screen: QWidget, qtbot: QtBot) -> None:
    said: list[str] = []
    dialog = ask_reason(screen, said.append)
    dialog.field.set_value("a" * (MOST + 1))
    dialog.ok.click()
    assert said == []
    assert dialog.field.problem


def test_escape_changes_nothing(screen: QWidget, qtbot: QtBot) -> None:
    said: list[str] = []
    dialog = ask_reason(screen, said.append)
    qtbot.keyClicks(dialog.field.editor, "because")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert said == []
    assert sent(dialog)


def test_it_says_what_it_is_for_and_follows_the_language(screen: QWidget, languages: Languages) -> None:
    said: list[str] = []
    dialog = ask_reason(
        screen, said.append, title=lambda: "Unlock the Winter term", text=lambda: "Marks can be changed again."
    )
    words = [label.text() for label in dialog.findChildren(QLabel)]
    assert "Unlock the Winter term" in words
    assert "Marks can be changed again." in words
    dialog.ok.setText("")
    languages.choose("el")
    assert dialog.ok.text()
