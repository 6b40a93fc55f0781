"""The page of privacy: its lists, a person's file, restrictions, and the wizard that erases."""

from __future__ import annotations

import os
import zipfile
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from sms_desktop.core.permissions import SECRETARY, rights_of
from sms_desktop.db import alone
from sms_desktop.db.database import Database
from sms_desktop.db.people import Student
from sms_desktop.services import settings, students
from sms_desktop.services.privacy import erasure, erasure_again, restriction, retention_logs, viewing
from sms_desktop.services.safekeeping import backups, restoring
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs.password_again import PasswordAgain
from sms_desktop.ui.dialogs.reason import ReasonDialog
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.operations import operations_tab
from sms_desktop.ui.tabs.operations.privacy import PrivacyPage
from sms_desktop.ui.tabs.operations.privacy_erasure import EraseDialog
from sms_desktop.ui.tabs.operations.tab import OperationsTab
from tests.conftest import Transaction
from tests.content import change_sets
from tests.makers import Make
from tests.schools import ADMIN
from tests.ui.tabs.conftest import Sit


def opened(desk: Desk) -> PrivacyPage:
    screen = desk.window.tab("operations")
    assert isinstance(screen, OperationsTab)
    page = screen.open_page("privacy")
    assert isinstance(page, PrivacyPage)
    settle(desk.window)
    return page


def reason(desk: Desk, page: PrivacyPage, text: str) -> None:
    dialog = next(one for one in page.findChildren(ReasonDialog) if one.isVisible())
    dialog.field.set_value(text)
    dialog.submit()
    settle(desk.window)


def left(make: Make, number: str, **values: object) -> int:
    return make.student(student_number=number, status="withdrawn", status_date=date(2010, 6, 30), **values)


def test_only_who_manages_privacy_has_the_page(sit: Sit, make: Make) -> None:
    user = make.user("secretary")
    assert user.rights == rights_of(SECRETARY)
    screen = sit(operations_tab, actor=user).window.tab("operations")
    assert isinstance(screen, OperationsTab)
    assert "privacy" not in screen._specs


def test_the_lists_show_who_is_due_restricted_and_looked_at(sit: Sit, make: Make, write: Transaction) -> None:
    left(make, "P1", mobile="1")
    noted = make.student(student_number="P2", health_note="asthma")
    with write() as session:
        restriction.restrict(session, noted, "Court")
    with write("view") as session:
        viewing.health_note(session, noted)
    desk = sit(operations_tab)
    page = opened(desk)
    shown = [
        [row.student_number for _n, row in table.model().loaded()] for table in (page.due, page.restricted, page.looks)
    ]
    assert shown == [["P1"], ["P2"], ["P2"]]
    page.due.selectRow(0)
    assert page.numbers.text() == "P1"


def test_a_student_is_restricted_and_set_free_with_reasons(sit: Sit, make: Make, read: Transaction) -> None:
    make.student(student_number="P1")
    desk = sit(operations_tab)
    page = opened(desk)
    page.numbers.setText("P1")
    page.restrict.click()
    settle(desk.window)
    reason(desk, page, "Court")
    assert [row.student_number for _n, row in page.restricted.model().loaded()] == ["P1"]
    page.lift.click()
    settle(desk.window)
    reason(desk, page, "It ended")
    with read() as session:
        assert restriction.restricted(session) == []


def test_a_persons_file_is_written_where_one_says(sit: Sit, make: Make, tmp_path: Path) -> None:
    make.student(student_number="P1")
    desk = sit(operations_tab)
    page = opened(desk)
    page.numbers.setText("P1")
    page.file.click()
    settle(desk.window)
    reason(desk, page, "Asked for")
    chooser = page.window().findChild(QFileDialog, "privacy.save_as")
    assert chooser is not None
    chooser.fileSelected.emit(str(tmp_path / "p1.zip"))
    chooser.close()
    settle(desk.window)
    with zipfile.ZipFile(tmp_path / "p1.zip") as pack:
        assert pack.namelist() == ["person.json", "person.pdf"]


def test_wrong_numbers_are_said_over_the_lists(sit: Sit, make: Make) -> None:
    desk = sit(operations_tab)
    page = opened(desk)
    page.erase.click()
    assert "number" in page.problem.text()
    for words in ("P9", "P1, P9"):
        page.numbers.setText(words)
        page.file.click()
        settle(desk.window)
        assert "There is no student" in page.problem.text()


def test_the_wizard_shows_what_goes_and_erases_by_keyboard(
    sit: Sit, make: Make, read: Transaction, qtbot: QtBot, known_password: str
) -> None:
    one, two = left(make, "P1", mobile="1"), left(make, "P2", mobile="2")
    desk = sit(operations_tab)
    page = opened(desk)
    page.due.selectAll()
    page.erase.click()
    settle(desk.window)
    dialog = next(found for found in page.findChildren(EraseDialog) if found.isVisible())
    assert len(list(dialog.fates.model().loaded())) > 8
    assert not dialog.do.isVisible()
    qtbot.keyClick(dialog.next, Qt.Key.Key_Space)
    dialog.submit()
    assert dialog.reason.problem
    qtbot.keyClicks(dialog.reason.editor, "Left in 2010")
    qtbot.keyClick(dialog.do, Qt.Key.Key_Space)
    again = dialog.findChild(PasswordAgain)
    assert again is not None
    for typed, mobiles in (("something else", ["1", "2"]), (known_password, ["", ""])):
        again.field.set_value(typed)
        again.submit()
        settle(desk.window)
        with read() as session:
            assert [students.get(session, each).data.mobile for each in (one, two)] == mobiles
    assert list(page.due.model().loaded()) == []
    assert page.numbers.text() == ""


def test_the_wizard_refuses_who_attends(sit: Sit, make: Make) -> None:
    make.student(student_number="P1")
    desk = sit(operations_tab)
    page = opened(desk)
    page.numbers.setText("P1")
    page.erase.click()
    settle(desk.window)
    dialog = next(found for found in page.findChildren(EraseDialog) if found.isVisible())
    assert "active" in dialog.refused.text()
    assert not dialog.next.isEnabled()
    dialog.ways["erase"].setChecked(True)
    settle(desk.window)
    assert dialog.plan is not None
    assert dialog.plan.mode == "erase"
    dialog.reject()


def wizard(page: PrivacyPage) -> EraseDialog:
    return next(found for found in page.findChildren(EraseDialog) if found.isVisible())


def choose(page: PrivacyPage, desk: Desk, mode: str) -> None:
    page.rules.select_id(mode)
    settle(desk.window)


def test_a_rule_shows_who_is_due_by_it_and_is_carried_out(
    sit: Sit, make: Make, read: Transaction, database: Database
) -> None:
    left(make, "P1", mobile="1")
    noted = make.student(
        student_number="P2", status="graduated", status_date=date(2024, 6, 30), health_note="asthma", mobile="2"
    )
    desk = sit(operations_tab)
    page = opened(desk)
    assert [row.due for _n, row in page.rules.model().loaded()][:5] == [2, 1, 0, 1, 0]
    assert not page.review.carry.isEnabled()
    choose(page, desk, "notes")
    assert [row.student_number for _n, row in page.due.model().loaded()] == ["P2"]
    page.review.carry.click()
    settle(desk.window)
    dialog = wizard(page)
    assert dialog.ways["notes"].isChecked()
    assert "1 year" in str(dialog.reason.value())
    dialog.next.click()
    desk.context.proof.give()
    dialog.submit()
    settle(desk.window)
    with read() as session:
        row = session.get_one(Student, noted)
        assert (row.health_note, row.mobile) == ("", "2")
    assert "1 year" in change_sets(database)[-1].reason
    assert page.due.model().rowCount() == 0
    choose(page, desk, "")
    assert [row.student_number for _n, row in page.due.model().loaded()] == ["P1"]


def test_old_log_files_are_removed_with_a_reason(sit: Sit, database: Database) -> None:
    file = database.folder / "logs" / "window.log.1"
    file.parent.mkdir(exist_ok=True)
    file.write_text("")
    os.utime(file, (0, 0))
    desk = sit(operations_tab)
    page = opened(desk)
    choose(page, desk, retention_logs.PROGRAM_LOGS)
    page.review.carry.click()
    dialog = next(one for one in page.findChildren(ReasonDialog) if one.isVisible())
    assert "1 year" in str(dialog.field.value())
    dialog.submit()
    settle(desk.window)
    assert not file.exists()
    assert change_sets(database)[-1].action == "delete"


def test_the_log_goes_to_an_archive_by_its_rule(
    sit: Sit, make: Make, write: Transaction, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with write() as session:
        settings.write(session, retention_logs.LOG_YEARS, 1)
    make.student()
    desk = sit(operations_tab)
    page = opened(desk)
    assert [row.due for _n, row in page.rules.model().loaded()][5] == 0
    page.review.archive(tmp_path / "log.smsaudit", "Old")
    settle(desk.window)
    assert "nothing in the log is so old" in page.problem.text().casefold()
    monkeypatch.setattr(retention_logs, "years_before", lambda day, years: date(2100, 1, 1))
    page.review.archive(tmp_path / "log.smsaudit", "Old")
    settle(desk.window)
    last = change_sets(database)[-1]
    assert (last.action, last.reason) == ("archive", "Old")


def test_who_a_restored_backup_brought_back_is_named_until_erased_again(
    sit: Sit, make: Make, database: Database, monkeypatch: pytest.MonkeyPatch, write: Transaction
) -> None:
    monkeypatch.setattr(alone, "_PATIENCE", 0.2)
    gone = left(make, "P1", mobile="1")
    backup = backups.create(database, ADMIN).backup.path
    with write() as session:
        erasure.erase(session, [gone], "erase", "Asked for")
    restoring.restore(database, ADMIN, backup)
    desk = sit(operations_tab)
    page = opened(desk)
    assert "P1" in page.back.text()
    page.again.click()
    settle(desk.window)
    dialog = wizard(page)
    assert [way for way, button in dialog.ways.items() if button.isVisible()] == ["erase"]
    dialog.next.click()
    desk.context.proof.give()
    dialog.submit()
    settle(desk.window)
    assert page.back.text() == ""
    assert not page.again.isVisible()
    with database.read(ADMIN) as session:
        assert erasure_again.back(session, database) == []
