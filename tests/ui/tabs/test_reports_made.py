"""Reports from the window made and sent out: saved, printed, logged, with what was left out said."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Cancelled
from sms_desktop.db.database import Database
from sms_desktop.reports.preview import page_count
from sms_desktop.reports.report import STUDENT
from sms_desktop.reports.whom import ALL, Way
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs.password_again import PasswordAgain
from sms_desktop.ui.tabs.grades import grades_tab
from sms_desktop.ui.tabs.operations import operations_tab
from sms_desktop.ui.tabs.students import students_tab
from tests.conftest import Transaction
from tests.content import change_sets
from tests.makers import Make
from tests.ui.report_screen import (
    asked,
    choose,
    of,
    rest,
    seated,
    take_file,
    two_in_class,
    work_here,
)
from tests.ui.tabs.conftest import Sit

#: A class, two who take it, and one who takes nothing.
Klass = tuple[int, list[int]]


@pytest.fixture
def klass(make: Make) -> Klass:
    return two_in_class(make)


@pytest.fixture
def desk(sit: Sit, klass: Klass, tmp_path: Path) -> Desk:
    return seated(sit, tmp_path, students_tab, operations_tab)


def test_saving_writes_one_pdf_says_so_and_is_in_the_log(
    desk: Desk, klass: Klass, tmp_path: Path, database: Database
) -> None:
    dialog = of(desk, *klass[1][:2])
    choose(desk, dialog, language="both", purpose="For the parents")
    dialog.save.click()
    take_file(desk, dialog, "report.file", tmp_path / "cards.pdf")
    assert page_count((tmp_path / "cards.pdf").read_bytes()) == 4
    assert desk.window._toast.text() == "4 documents on 4 pages written to cards.pdf."
    assert not [one for one in QApplication.topLevelWidgets() if one is dialog and one.isVisible()]
    newest = change_sets(database)[-1]
    assert (newest.action, newest.reason, newest.details["documents"]) == ("report", "For the parents", 4)


def test_a_file_each_goes_into_a_folder(desk: Desk, klass: Klass, tmp_path: Path) -> None:
    dialog = of(desk, *klass[1][:2])
    dialog.each.click()
    take_file(desk, dialog, "report.folder", tmp_path / "cards")
    assert len(list((tmp_path / "cards").glob("*.pdf"))) == 2
    assert desk.window._toast.text() == "2 documents on 2 pages written to cards."


def test_those_who_were_left_out_are_named_with_the_reason(desk: Desk, klass: Klass, tmp_path: Path) -> None:
    dialog = of(desk, *klass[1])
    dialog.write(tmp_path / "cards.pdf")
    rest(desk)
    box = desk.window.findChild(QMessageBox, "report.left")
    assert box is not None
    assert box.text() == "2 of 3 are done. 1 was left out:"
    assert "Carter" in box.informativeText()
    assert (tmp_path / "cards.pdf").exists()
    box.close()


def test_letters_that_are_boxes_on_the_paper_are_told_before_and_after_it_is_made(
    desk: Desk, klass: Klass, tmp_path: Path, make: Make
) -> None:
    strange = make.student(last_name="李", first_name="小龙")
    make.enrolment(strange, klass[0])
    dialog = of(desk, klass[1][0], strange)
    assert "李 小龙" in dialog.problem.text()
    dialog.write(tmp_path / "cards.pdf")
    rest(desk)
    box = desk.window.findChild(QMessageBox, "report.notes")
    assert box is not None
    assert "has letters that the font can't write" in box.informativeText()
    box.close()


def test_habits_are_kept_but_never_whom_it_was_about(desk: Desk, klass: Klass, tmp_path: Path) -> None:
    dialog = of(desk, klass[1][0])
    choose(desk, dialog, language="el", letterhead=False)
    dialog.write(tmp_path / "one.pdf")
    rest(desk)
    again = of(desk)
    assert again.form.fields["language"].value() == "el"
    assert again.form.fields["letterhead"].value() is False
    assert again.form.whom().ids == ()
    assert again.form.fields["purpose"].value() == ""
    again.reject()


def test_where_it_can_not_be_written_the_dialog_stays_with_the_sentence(
    desk: Desk, klass: Klass, tmp_path: Path
) -> None:
    dialog = of(desk, klass[1][0])
    dialog.write(tmp_path / "not there" / "one.pdf")
    rest(desk)
    assert "one.pdf" in dialog.problem.text()
    assert dialog.isVisible()
    assert dialog.save.isEnabled()
    dialog.reject()


def test_closed_meanwhile_the_work_goes_on_and_the_window_tells(desk: Desk, klass: Klass, tmp_path: Path) -> None:
    dialog = of(desk, klass[1][0])
    dialog.write(tmp_path / "one.pdf")
    dialog.reject()
    rest(desk)
    assert (tmp_path / "one.pdf").exists()
    assert desk.window._toast.text() == "1 document on 1 page written to one.pdf."


def test_much_goes_out_only_after_the_own_password(desk: Desk, klass: Klass, make: Make, tmp_path: Path) -> None:
    people = tuple(make.student() for _n in range(101))
    dialog = of(desk, *people)
    dialog.save.click()
    again = dialog.findChild(PasswordAgain)
    assert again is not None
    again.reject()
    desk.context.proof.give()
    dialog.save.click()
    take_file(desk, dialog, "report.file", tmp_path / "cards.pdf")
    assert not (tmp_path / "cards.pdf").exists()
    assert dialog.problem.text().startswith("No paper could be made.")
    dialog.reject()


def test_printing_asks_for_the_printer_and_is_in_the_log(
    desk: Desk, klass: Klass, tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sms_desktop.ui.printing.DPI", 50)
    dialog = of(desk, *klass[1][:2])
    dialog.activateWindow()
    QTest.keyClick(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    chooser = dialog.findChild(QPrintDialog)
    assert chooser is not None
    printer = chooser.printer()
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    chooser.done(QPrintDialog.DialogCode.Accepted)
    rest(desk)
    assert page_count((tmp_path / "printed.pdf").read_bytes()) == 2
    assert desk.window._toast.text() == "2 pages were sent to the printer."
    assert change_sets(database)[-1].action == "report"


def test_cancelling_leaves_nothing_and_the_dialog_open(desk: Desk, klass: Klass, tmp_path: Path) -> None:
    dialog = of(desk, klass[1][0])

    def cancelled(*_more: object) -> object:
        raise Cancelled

    desk.jobs._run_task = cancelled
    dialog.write(tmp_path / "one.pdf")
    rest(desk)
    assert list(tmp_path.glob("*.pdf")) == []
    assert dialog.isVisible()
    assert dialog.problem.text() == ""
    assert dialog.save.isEnabled()
    dialog.reject()


def test_a_teacher_makes_reports_of_the_own_class(
    sit: Sit, klass: Klass, make: Make, read: Transaction, tmp_path: Path
) -> None:
    teacher: Actor = make.teacher(klass[0])
    desk = sit(students_tab, grades_tab, operations_tab, actor=teacher)
    work_here(desk, tmp_path)
    dialog = of(desk)
    choose(desk, dialog, whom=Way(STUDENT, ALL))
    assert dialog._count.text() == "2 students"
    assert "sensitive" not in asked(dialog)
    dialog.write(tmp_path / "own.pdf")
    rest(desk)
    assert page_count((tmp_path / "own.pdf").read_bytes()) == 2
