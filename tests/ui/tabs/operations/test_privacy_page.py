"""The page of privacy: its lists, a person's file, restrictions, and the wizard that erases."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from sms_desktop.core.permissions import SECRETARY, rights_of
from sms_desktop.services import restriction, students, viewing
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs.password_again import PasswordAgain
from sms_desktop.ui.dialogs.reason import ReasonDialog
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.operations import operations_tab
from sms_desktop.ui.tabs.operations.privacy import PrivacyPage
from sms_desktop.ui.tabs.operations.privacy_erasure import EraseDialog
from sms_desktop.ui.tabs.operations.tab import OperationsTab
from tests.conftest import Transaction
from tests.makers import Make
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
    dialog.all.setChecked(True)
    settle(desk.window)
    assert dialog.plan is not None
    assert dialog.plan.mode == "erase"
    dialog.reject()
