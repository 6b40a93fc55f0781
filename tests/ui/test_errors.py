"""Where errors end: a sentence and a way out, and never somebody's data."""

from __future__ import annotations

import logging
import sys
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from sms_desktop.core.errors import Cancelled, Conflict
from sms_desktop.ui.errors import describe, install_excepthook, show_error

SECRET = "Ada Example, mark 14"


def unforeseen() -> Exception:
    """An error that carries somebody's data, as those of databases do."""
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        return error


def test_a_user_error_is_shown_with_its_way_out(qapp: object) -> None:
    dialog = show_error(None, Conflict("The code is taken.", "Choose another."))
    assert dialog is not None
    texts = {label.objectName(): label.text() for label in dialog.findChildren(QWidget) if hasattr(label, "text")}
    assert texts["error.sentence"] == "The code is taken."
    assert texts["error.way_out"] == "Choose another."
    assert dialog.findChild(QPushButton, "error.copy") is None


def test_what_the_person_cancelled_is_not_shown(qapp: object) -> None:
    assert show_error(None, Cancelled()) is None


def test_an_unforeseen_error_tells_where_it_happened_but_no_data(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        problem = describe(unforeseen())
    assert "builtins.KeyError" in problem.details
    assert "test_errors.py" in problem.details
    assert problem.operation in problem.details
    for text in (problem.details, problem.sentence, problem.way_out, caplog.text):
        assert "Ada" not in text
    assert problem.operation in caplog.text


def test_the_operation_id_of_the_job_is_kept(qapp: object) -> None:
    error = unforeseen()
    error.operation_id = "abc123"  # type: ignore[attr-defined]
    assert describe(error).operation == "abc123"


def test_details_open_on_request_and_can_be_copied(qapp: object) -> None:
    dialog = show_error(None, unforeseen())
    assert dialog is not None
    details = dialog.findChild(QWidget, "error.details")
    assert not details.isVisible()
    dialog.findChild(QPushButton, "error.more").click()
    assert details.isVisible()
    dialog.findChild(QPushButton, "error.copy").click()
    assert "builtins.KeyError" in QGuiApplication.clipboard().text()
    dialog.findChild(QPushButton, "error.close").click()
    assert not dialog.isVisible()


def test_what_nobody_caught_ends_in_the_same_dialog(qapp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    install_excepthook(lambda: None)
    error = unforeseen()
    sys.excepthook(KeyError, error, error.__traceback__)
    assert [widget.objectName() for widget in qapp.topLevelWidgets() if widget.isVisible()] == ["error"]
