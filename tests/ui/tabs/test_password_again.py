"""The own password once more: what waits for it is done after the right one alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from sms_desktop.db.database import Database
from sms_desktop.services.access import attempts
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs import password_again
from sms_desktop.ui.dialogs.password_again import PasswordAgain
from sms_desktop.ui.proof import GRACE, Proof
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.students import students_tab
from tests.ui.tabs.conftest import PASSWORD, Sit


@pytest.fixture
def desk(sit: Sit, known_password: str) -> Desk:
    return sit(students_tab)


def asked(desk: Desk, done: list[str]) -> PasswordAgain:
    dialog = password_again.ask(desk.window, desk.context, lambda: done.append("done"), why=lambda: "For a test.")
    assert dialog is not None
    return dialog


def type_in(desk: Desk, dialog: PasswordAgain, text: str) -> None:
    dialog.field.set_value(text)
    dialog.submit()
    settle(desk.window)


def test_the_right_password_lets_it_be_done_and_counts_for_some_minutes(desk: Desk) -> None:
    done: list[str] = []
    type_in(desk, asked(desk, done), PASSWORD)
    assert done == ["done"]
    assert password_again.ask(desk.window, desk.context, lambda: done.append("again"), why=str) is None
    assert done == ["done", "again"]


@pytest.mark.usefixtures("long_delay")
def test_a_wrong_one_is_refused_at_its_field_and_counts_as_at_the_sign_in(desk: Desk, database: Database) -> None:
    done: list[str] = []
    dialog = asked(desk, done)
    for _try in range(3):
        type_in(desk, dialog, "something else entirely")
        assert dialog.field.problem == "The password is not right."
        assert dialog.field.value() == ""
    assert attempts.seconds_left(database.folder, "admin") > 0
    assert len(json.loads((database.folder / attempts.FILE).read_text())["tries"]) == 3
    type_in(desk, dialog, PASSWORD)
    assert dialog.field.problem.startswith("There were too many wrong passwords.")
    assert done == []
    dialog.reject()


def test_nothing_is_typed_nothing_is_done(desk: Desk) -> None:
    done: list[str] = []
    dialog = asked(desk, done)
    dialog.ok.click()
    assert dialog.field.problem == "Please fill this in."
    dialog.cancel.click()
    assert done == []


def test_enter_is_enough_and_escape_takes_it_back(desk: Desk, qtbot: QtBot) -> None:
    done: list[str] = []
    dialog = asked(desk, done)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    dialog = asked(desk, done)
    qtbot.keyClicks(dialog.field.line, PASSWORD)
    qtbot.keyClick(dialog.field.line, Qt.Key.Key_Return)
    settle(desk.window)
    assert done == ["done"]
    assert not (isValid(dialog) and dialog.isVisible())


def test_locking_the_window_has_it_asked_for_again(desk: Desk) -> None:
    desk.context.proof.give()
    desk.locking.lock()
    assert not desk.context.proof.holds()
    screen: Any = desk.locking.screen
    screen.secret.set_value(PASSWORD)
    screen.submit()
    settle(desk.window)


def test_it_counts_for_minutes_by_a_clock_that_nobody_sets() -> None:
    now = [100.0]
    proof = Proof(lambda: now[0])
    assert not proof.holds()
    proof.give()
    now[0] += GRACE * 60 - 1
    assert proof.holds()
    now[0] += 2
    assert not proof.holds()


def test_a_made_up_school_is_never_asked(desk: Desk) -> None:
    desk.locking.never()
    done: list[str] = []
    assert password_again.ask(desk.window, desk.context, lambda: done.append("done"), why=str) is None
    assert done == ["done"]


def test_only_an_export_of_much_asks(desk: Desk) -> None:
    done: list[str] = []
    few = password_again.before_export(
        desk.window, desk.context, lambda: done.append("few"), list_name="students", rows=30
    )
    assert (few, done) == (None, ["few"])
    many = password_again.before_export(
        desk.window, desk.context, lambda: done.append("many"), list_name="students", rows=30, sensitive=True
    )
    assert many is not None
    assert "more than 10 people" in many._text.text()
    type_in(desk, many, PASSWORD)
    assert done == ["few", "many"]
