"""The dialog around a form: one save, and nothing typed is lost by accident."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from sms_desktop.core.errors import Invalid
from sms_desktop.ui.dialogs.form_dialog import FormDialog
from sms_desktop.ui.fields import TextField
from sms_desktop.ui.form import Form
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.language import Languages
from tests.ui.shelf import Shelf


@pytest.fixture
def dialog(jobs: Jobs) -> FormDialog:
    """A dialog that adds a person, unless called Bad or Broken."""

    def save(session: Shelf, values: dict[str, Any]) -> str:
        if values["name"] == "Bad":
            raise Invalid(name="That name is taken.")
        if values["name"] == "Broken":
            raise KeyError("secret")
        return str(values["name"])

    form = Form("person")
    form.add(TextField("name", lambda: "Name", required=True))
    made = FormDialog(
        form, jobs, save, title=lambda: "Add person", job_title=lambda values: f"Add {values['name']}", action="create"
    )
    made.show()
    return made


def fill(dialog: FormDialog, text: str, qtbot: Any) -> None:
    dialog.form.fields["name"].set_value("")
    qtbot.keyClicks(dialog.form.fields["name"].editor, text)


def test_what_is_typed_at_once_goes_into_the_first_field(dialog: FormDialog, qtbot: Any) -> None:
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert QApplication.focusWidget() is dialog.form.fields["name"].editor


def test_enter_saves_in_one_transaction_and_closes(dialog: FormDialog, jobs: Jobs, shelf: Shelf, qtbot: Any) -> None:
    saved: list[str] = []
    dialog.saved.connect(saved.append)
    fill(dialog, "Ada", qtbot)
    qtbot.keyClick(dialog.form.fields["name"].editor, Qt.Key.Key_Return)
    assert not dialog.save_button.isEnabled()
    assert jobs.wait_idle()
    assert saved == ["Ada"]
    assert shelf.written == [("create", "")]
    assert not dialog.isVisible()


def test_what_is_missing_is_said_before_anything_runs(dialog: FormDialog, jobs: Jobs) -> None:
    dialog.save_button.click()
    assert jobs.running() == []
    assert dialog.form.fields["name"].problem == "Please fill this in."


def test_what_the_service_refuses_stays_in_the_form(dialog: FormDialog, jobs: Jobs, qtbot: Any) -> None:
    fill(dialog, "Bad", qtbot)
    dialog.save_button.click()
    assert jobs.wait_idle()
    assert dialog.isVisible()
    assert dialog.save_button.isEnabled()
    assert dialog.form.fields["name"].problem == "That name is taken."
    assert dialog.form.fields["name"].value() == "Bad"


def test_an_unforeseen_error_is_shown_and_the_input_is_kept(dialog: FormDialog, jobs: Jobs, qtbot: Any) -> None:
    fill(dialog, "Broken", qtbot)
    dialog.save_button.click()
    assert jobs.wait_idle()
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, QDialog)
    assert shown.objectName() == "error"
    assert dialog.form.fields["name"].value() == "Broken"


def test_escape_asks_only_when_something_was_typed(dialog: FormDialog, qtbot: Any) -> None:
    fill(dialog, "Ada", qtbot)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    box = dialog.findChild(QMessageBox, "discard")
    keep, away = box.buttons()
    assert (keep.text(), away.text()) == ("Keep editing", "Close without saving")
    keep.click()
    assert dialog.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.findChildren(QMessageBox, "discard")[-1].buttons()[1].click()
    assert not dialog.isVisible()


def test_escape_closes_an_untouched_dialog_at_once(dialog: FormDialog, qtbot: Any) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_an_open_dialog_follows_the_language(dialog: FormDialog, languages: Languages) -> None:
    dialog.save_button.setText("")
    languages.choose("el")
    assert dialog.save_button.text()
