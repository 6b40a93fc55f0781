"""The clipboard: what is sensitive is there for a moment, everything else as long as ever."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from sms_desktop.ui.clipboard import SECONDS, ClipboardGuard
from sms_desktop.ui.fields import LongTextField, TextField
from sms_desktop.ui.form import Form


@pytest.fixture
def guard(qapp: QObject) -> ClipboardGuard:
    QGuiApplication.clipboard().clear()
    return ClipboardGuard(qapp)


@pytest.fixture
def form(qtbot: Any) -> Form:
    made = Form("person")
    made.add(TextField("first_name", lambda: "First name"))
    made.add(TextField("mobile", lambda: "Mobile"))
    made.add(LongTextField("health_note", lambda: "Health"))
    made.load({"first_name": "Ann", "mobile": "99123456", "health_note": "asthma"})
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def copied(qtbot: Any, form: Form, name: str) -> bool:
    """Copies a field by keyboard; whether what is there now asks not to be kept."""
    editor = form.fields[name].editor
    editor.setFocus()
    QApplication.processEvents()
    qtbot.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(editor, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    return QGuiApplication.clipboard().mimeData().hasFormat("x-kde-passwordManagerHint")


def test_a_sensitive_field_is_forgotten_and_kept_out_of_the_history(
    guard: ClipboardGuard, form: Form, qtbot: Any
) -> None:
    for name, text in (("mobile", "99123456"), ("health_note", "asthma")):
        assert copied(qtbot, form, name)
        assert QGuiApplication.clipboard().text() == text
        assert guard._timer.isActive()
        assert guard._timer.interval() == SECONDS * 1000 == 10_000
        guard.forget()
        assert QGuiApplication.clipboard().text() == ""
    guard.deleteLater()


def test_other_fields_stay_as_they_were_copied(guard: ClipboardGuard, form: Form, qtbot: Any) -> None:
    assert not copied(qtbot, form, "first_name")
    assert not guard._timer.isActive()
    guard.forget()
    assert QGuiApplication.clipboard().text() == "Ann"
    guard.deleteLater()


def test_what_was_copied_since_is_left_alone(guard: ClipboardGuard, qtbot: Any) -> None:
    guard.put("ABCD-EFGH")
    QGuiApplication.clipboard().setText("something else")
    guard.forget()
    assert QGuiApplication.clipboard().text() == "something else"
    guard.deleteLater()


def test_two_guards_do_not_answer_each_other(guard: ClipboardGuard, form: Form, qtbot: Any) -> None:
    other = ClipboardGuard(guard)
    assert copied(qtbot, form, "mobile")
    guard.forget()
    other.forget()
    assert QGuiApplication.clipboard().text() == ""
    guard.deleteLater()
