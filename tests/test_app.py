"""The start of the program: arguments, signing in to the window, out again, a second start, the end."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from sqlalchemy import select

from sms_desktop import app
from sms_desktop.core import paths
from sms_desktop.core.actor import Actor
from sms_desktop.db import keys
from sms_desktop.db.database import Database
from sms_desktop.db.operations import ChangeSet
from sms_desktop.services import welcome
from sms_desktop.services.access import accounts, users
from sms_desktop.services.access.accounts import NewSchool
from sms_desktop.ui.dialogs.first_start import FirstStart
from sms_desktop.ui.dialogs.sign_in import SignIn
from sms_desktop.ui.screenshots import settle
from tests.schools import CHEAP

PASSWORD = "a long sentence"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder without a school; keys are cheap."""
    monkeypatch.setattr(keys, "STRONG", CHEAP)
    made = tmp_path / "data"
    made.mkdir()
    return made


@pytest.fixture
def program(folder: Path, qapp: QApplication) -> Iterator[app.Program]:
    made = app.Program(qapp, app.Wanted(folder))
    yield made
    made.close()
    made.deleteLater()
    qapp.processEvents()


def wait(program: app.Program, qtbot: Any) -> None:
    assert program.jobs.wait_idle()
    qtbot.wait(1)
    if program.desk:
        settle(program.desk.window)


def test_arguments_say_which_folder_and_how_it_looks(tmp_path: Path) -> None:
    wanted = app.read_arguments(["--data", str(tmp_path), "--language", "el", "--theme", "dark"])
    assert wanted == app.Wanted(tmp_path, False, None, "el", "dark")
    assert app.read_arguments(["--demo"]).folder == paths.demo_data_folder().resolve()
    assert app.read_arguments([]).folder == paths.default_data_folder().resolve()


@pytest.mark.parametrize("words", [["--theme", "pink"], ["--pictures", "x"], ["--nonsense"]])
def test_arguments_that_mean_nothing_end_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        app.read_arguments(words)
    assert ended.value.code == 2
    assert capsys.readouterr().err


def test_where_there_is_no_school_the_first_start_is_shown(program: app.Program) -> None:
    program.start()
    assert isinstance(program.door, FirstStart)
    assert program.front() is program.door


def test_one_signs_in_works_signs_out_and_in_again(program: app.Program, folder: Path, qtbot: Any) -> None:
    accounts.make_school(folder, NewSchool("office", PASSWORD, "el", "ΣΑΕΚ Πάφου")).database.close()
    program.start()
    for _round in range(2):
        door = program.door
        assert isinstance(door, SignIn)
        door.usual.form.fields["password"].set_value(PASSWORD)
        door.submit()
        wait(program, qtbot)
        assert program.door is None
        assert program.desk is not None
        assert program.desk.window.windowTitle() == "ΣΑΕΚ Πάφου · SMS Desktop"
        assert program.desk.window.current_tab() == "students"
        program.desk.window.commands.action("sign_out").trigger()
        qtbot.waitUntil(lambda: program.desk is None and program.door is not None)


def test_after_a_restore_the_window_opens_again_for_the_same_person(
    program: app.Program, folder: Path, qtbot: Any
) -> None:
    made = accounts.make_school(folder, NewSchool("office", PASSWORD))
    program.enter(welcome.welcome(made))
    first = program.desk
    assert first is not None
    settle(first.window)
    first.window.restart_requested.emit(PASSWORD)
    qtbot.waitUntil(lambda: program.desk is not None and program.desk is not first)
    wait(program, qtbot)
    assert program.desk is not None
    assert (program.desk.actor.name, program.door) == ("office", None)


def test_what_can_wait_until_the_window_is_there_waits_for_its_rows_too(
    program: app.Program, folder: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[bool] = []
    monkeypatch.setattr(app, "_import_beside", lambda *_what: begun.append(True))
    program.enter(welcome.welcome(accounts.make_school(folder, NewSchool("office", PASSWORD))))
    assert program.desk is not None
    monkeypatch.setattr(app, "SOON", 1)
    rows = threading.Event()
    program.desk.jobs.read(None, lambda _session, _progress: rows.wait(30))
    app._prepare_the_rest(program.desk)
    assert begun == []
    rows.set()
    qtbot.waitUntil(lambda: bool(begun))


def test_somebody_else_finds_no_name_at_the_door(program: app.Program, folder: Path, qtbot: Any) -> None:
    made = accounts.make_school(folder, NewSchool("office", PASSWORD))
    program.enter(welcome.welcome(made))
    assert program.desk is not None
    settle(program.desk.window)
    program.desk.window.commands.action("switch_user").trigger()
    qtbot.waitUntil(lambda: program.door is not None)
    assert isinstance(program.door, SignIn)
    assert program.door.usual.form.fields["user"].value() == ""


def test_who_was_given_a_password_chooses_another_first(program: app.Program, folder: Path, qtbot: Any) -> None:
    made = accounts.make_school(folder, NewSchool("office", PASSWORD))
    program.enter(welcome.welcome(replace(made, must_change=True)))
    shown = [w.objectName() for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert "own_password.dialog" in shown
    assert program.desk is not None
    settle(program.desk.window)


def test_closing_the_window_ends_the_program(
    program: app.Program, folder: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[bool] = []
    monkeypatch.setattr(program, "_app", type("App", (), {"quit": lambda _self: ended.append(True)})())
    made = accounts.make_school(folder, NewSchool("office", PASSWORD))
    program.enter(welcome.welcome(made))
    assert program.desk is not None
    settle(program.desk.window)
    program.desk.window.close()
    qtbot.waitUntil(lambda: bool(ended))


def test_what_a_crash_left_undone_is_said_after_signing_in(program: app.Program, folder: Path, qtbot: Any) -> None:
    made = accounts.make_school(folder, NewSchool("office", PASSWORD))
    found = welcome.welcome(made)
    program.enter(welcome.Welcome(made, "", "en", "φοιτητής", ["“Import of list.csv” was interrupted."]))
    assert found.notices == []
    said = [box for box in QApplication.topLevelWidgets() if box.objectName() == "since_last_time"]
    assert len(said) == 1
    said[0].close()


def run(folder: Path, *words: str) -> subprocess.Popen[str]:
    """The program as a process of its own, without a screen."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "sms_desktop", "--data", str(folder), *words]
    return subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_a_second_start_rings_at_the_first_and_ends_with_0(folder: Path, qtbot: Any, qapp: QApplication) -> None:
    from sms_desktop.db import locks
    from sms_desktop.ui.one_window import Doorbell

    held, bell = locks.take(folder, "window"), Doorbell(folder)
    assert held is not None
    with qtbot.waitSignal(bell.rung):
        second = run(folder)
    _out, err = second.communicate(timeout=30)
    bell.close()
    held.release()
    assert second.returncode == 0, err


def test_no_pictures_are_promised_of_a_school_that_another_window_has(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: QApplication
) -> None:
    from sms_desktop.db import locks

    held = locks.take(folder, "window")
    assert held is not None
    assert app.main(["--demo", "--data", str(folder), "--pictures", str(tmp_path / "pictures")]) == 4
    assert f"process {os.getpid()}" in capsys.readouterr().err
    assert not (tmp_path / "pictures").exists()
    held.release()


def test_an_unused_folder_is_taken_away_again(tmp_path: Path) -> None:
    left, used = tmp_path / "left", tmp_path / "used"
    for folder in (left, used):
        folder.mkdir()
        (folder / "window.lock").touch()
    (used / "school.db").touch()
    app._leave_no_empty_folder(left)
    app._leave_no_empty_folder(used)
    assert (left.exists(), (used / "school.db").exists()) == (False, True)


@pytest.fixture
def secretary(program: app.Program, folder: Path) -> Iterator[tuple[Database, int]]:
    """A secretary at the desk; the school as the administrator's other program has it open, and her account's id."""
    made = accounts.make_school(folder, NewSchool("office", PASSWORD))
    with made.database.begin(made.actor, "create") as session:
        number = users.add(session, made.database, users.UserData("sia", "", "secretary"), "another long sentence")
    program.enter(welcome.welcome(accounts.sign_in(folder, "sia", "another long sentence")))
    assert program.desk is not None
    settle(program.desk.window)
    asked = program.desk.window.findChild(QDialog, "own_password.dialog")  # not one that another test has left
    assert asked is not None
    asked.done(1)
    yield made.database, number
    made.database.close()


def hear(program: app.Program) -> None:
    assert program.desk is not None
    program.desk._outside.look()
    settle(program.desk.window)


def test_who_is_given_another_role_sits_at_the_screens_of_that_role(
    program: app.Program, secretary: tuple[Database, int], admin: Actor, qtbot: Any
) -> None:
    database, number = secretary
    first = program.desk
    assert first is not None
    first.window.show_tab("operations")
    settle(first.window)
    before = [spec.name for spec in first.window.specs]
    assert "imports" in before
    with database.begin(admin, "role_change") as session:
        users.update(session, number, "", "viewer")
    hear(program)
    qtbot.waitUntil(lambda: program.desk is not first)
    new = program.desk
    assert new is not None
    settle(new.window)
    assert [spec.name for spec in new.window.specs] == [name for name in before if name != "imports"]
    operations: Any = new.window.tab("operations")
    assert "backups" not in operations._specs
    assert (new.window.current_tab(), new.window.isVisible()) == ("operations", True)
    assert new.window._toast.text().startswith("What you may do has changed")
    with database.read(admin) as session:
        assert session.scalars(select(ChangeSet.id).where(ChangeSet.action == "logout")).all() == []


def test_whose_account_is_disabled_finds_out_why_at_the_door(
    program: app.Program, secretary: tuple[Database, int], admin: Actor, qtbot: Any
) -> None:
    database, number = secretary
    with database.begin(admin) as session:
        users.disable(session, database, number)
    hear(program)
    qtbot.waitUntil(lambda: program.desk is None and isinstance(program.door, SignIn))
    door: Any = program.door
    assert door.usual._notice.text().startswith("Your account was disabled or removed")
    door.choose_language("el")
    assert door.usual._notice.isVisible()
