"""The page of backups: made, proven, listed, and a restore that shows first what it would do."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from sms_desktop.core.actor import Actor
from sms_desktop.core.permissions import SECRETARY, rights_of
from sms_desktop.db import keys
from sms_desktop.db.accounts import User
from sms_desktop.db.database import Database
from sms_desktop.services import jobs, settings, students
from sms_desktop.services.safekeeping import backups
from sms_desktop.services.safekeeping.backup_places import Backup
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs.password_again import PasswordAgain
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.operations import operations_tab
from sms_desktop.ui.tabs.operations.backups import BackupsPage
from sms_desktop.ui.tabs.operations.restore_dialog import RestoreDialog
from sms_desktop.ui.tabs.operations.tab import OperationsTab
from tests.conftest import Transaction
from tests.makers import Make
from tests.schools import CHEAP, made_once
from tests.ui.tabs.conftest import Sit

PASSWORD = "seven quiet garden chairs"


def opened(desk: Desk) -> BackupsPage:
    screen = desk.window.tab("operations")
    assert isinstance(screen, OperationsTab)
    page = screen.open_page("backups")
    assert isinstance(page, BackupsPage)
    settle(desk.window)
    return page


def listed(page: BackupsPage) -> list[Backup]:
    return [row for _place, row in page.model.loaded()]


def dialog() -> RestoreDialog:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, RestoreDialog) and w.isVisible())


@pytest.fixture
def password(write: Transaction) -> str:
    with write() as session:
        session.get_one(User, 1).verifier = keys.password_slot("admin", PASSWORD, keys.new_data_key(), CHEAP)[1]
    return PASSWORD


def test_a_backup_is_made_listed_and_proven(sit: Sit) -> None:
    desk = sit(operations_tab)
    page = opened(desk)
    assert page.age.text() == "There is no backup yet"
    page.now.click()
    settle(desk.window)
    assert [backup.reason for backup in listed(page)] == ["by_hand"]
    assert page.age.text() == "The newest backup was made just now"
    assert "proven" in page.good.text()
    page.verify.click()
    settle(desk.window)
    assert page.model.standing(listed(page)[0]) == "proven"


def test_a_damaged_backup_is_found_by_verifying_it(sit: Sit, database: Database, admin: Actor) -> None:
    made = backups.create(database, admin).backup.path
    content = bytearray(made.read_bytes())
    content[-100] ^= 1
    made.chmod(0o600)
    made.write_bytes(content)
    desk = sit(operations_tab)
    page = opened(desk)
    page.verify.click()
    settle(desk.window)
    assert page.model.standing(listed(page)[0]) == "bad"
    assert page.problem.text()


def test_a_secretary_makes_backups_and_restores_none(sit: Sit) -> None:
    page = opened(sit(operations_tab, actor=Actor(2, "sia", rights_of(SECRETARY), "office-pc")))
    assert page.now.isVisible()
    assert not page.restore.isVisible()
    assert not page.other.isVisible()
    assert not page.schedule.isVisible()


def test_a_second_place_that_is_gone_is_warned_of(sit: Sit, write: Transaction, tmp_path: Path) -> None:
    with write() as session:
        settings.write(session, "backups.second_place", str(tmp_path / "stick"))
    page = opened(sit(operations_tab))
    assert "stick" in page.warning.text()


def test_a_restore_shows_first_what_would_be_lost_and_asks_for_the_password(
    sit: Sit, database: Database, admin: Actor, make: Make, read: Transaction, password: str
) -> None:
    make.student(last_name="Abbot")
    made = backups.create(database, admin).backup
    make.student(last_name="Brooks")
    desk = sit(operations_tab)
    asked: list[str] = []
    desk.window.restart_requested.disconnect()
    desk.window.restart_requested.connect(asked.append)
    page = opened(desk)
    page.open_restore(made.path)
    settle(desk.window)
    shown = dialog()
    assert "would be lost" in shown.view.about.text()
    texts = [label.text() for label in shown.view.findChildren(QLabel)]
    assert "Students" in texts or "students" in texts
    shown.go.click()
    again = shown.findChild(PasswordAgain)
    assert again is not None
    again.field.set_value("not the password")
    again.submit()
    settle(desk.window)
    assert again.field.problem
    assert asked == []
    again.field.set_value(password)
    QTest.keyClick(again.field.editor, Qt.Key.Key_Return)
    settle(desk.window)
    assert asked == [password]
    with read() as session:
        assert students.count(session) == 1
    assert jobs.tidy(database) == []  # the backup's own job was at work when it was made


def test_a_backup_of_another_school_is_refused_with_the_way_out(sit: Sit, admin: Actor, tmp_path: Path) -> None:
    other = made_once(tmp_path / "other", keys.new_data_key()).opened(tmp_path / "other-open")
    made = backups.create(other, admin).backup.path
    other.close()
    desk = sit(operations_tab)
    opened(desk).open_restore(made)
    settle(desk.window)
    shown = dialog()
    assert "another school" in shown.problem.text()
    assert not shown.go.isVisible()
    shown.reject()
