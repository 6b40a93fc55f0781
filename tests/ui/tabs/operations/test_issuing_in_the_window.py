"""Issuing from the window, the register, and a student's papers: what was issued is looked at, copied, cancelled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from sms_desktop.core.actor import Actor
from sms_desktop.db.database import Database
from sms_desktop.services import students
from sms_desktop.services.papers import issued
from sms_desktop.services.papers.issued import IssuedRow
from sms_desktop.ui import printing
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs.issue import IssueDialog
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.operations import operations_tab
from sms_desktop.ui.tabs.students import students_tab
from sms_desktop.ui.tabs.students.record import PAGES
from tests.conftest import Transaction
from tests.makers import Make
from tests.services.register_of_papers import this_year
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.operations.papers_screen import close, dialog, is_open, page, rest, with_tasks
from tests.ui.tabs.students_screen import come_to_rest, screen, select


@pytest.fixture
def two(make: Make) -> list[int]:
    return [make.student(last_name="Alpha", first_name="Maria"), make.student(last_name="Beta", first_name="Nikos")]


def begun(sit: Sit, database: Database, admin: Actor, ids: list[int], ref: str = "attendance.en") -> tuple[Desk, Any]:
    desk = sit(students_tab, operations_tab)
    with_tasks(desk, database, admin)
    box = IssueDialog(desk.context, desk.window.toast, ids, desk.window, ref=ref)
    box.open()
    rest(desk, box.preview)
    return desk, box


def register(read: Transaction) -> list[IssuedRow]:
    with read() as session:
        return issued.page(session)


def test_a_certificate_is_shown_issued_and_saved_with_its_number(
    sit: Sit, database: Database, admin: Actor, two: list[int], read: Transaction, tmp_path: Path
) -> None:
    desk, box = begun(sit, database, admin, two[:1])
    assert box.preview.pages.count == 1
    assert not register(read), "looking issues nothing"
    QTest.keyClicks(box.purpose.line, "for the tax office")
    box.issue_to_file()
    chooser = dialog("papers.file")
    assert isinstance(chooser, QFileDialog)
    target = tmp_path / "one.pdf"
    chooser.fileSelected.emit(str(target))
    chooser.close()
    rest(desk, box.preview)
    (row,) = register(read)
    assert (row.number_text, row.purpose) == (f"1/{this_year()}", "for the tax office")
    with read() as session:
        assert target.read_bytes() == issued.pages(session, row.id) == box.preview.pages.pdf
    assert f"1/{this_year()}" in box.outcome.good.text()
    assert desk.window._toast.text() == "Saved one.pdf."
    close(box)


def test_before_its_preview_is_made_a_chosen_letter_is_not_said_to_be_none(
    sit: Sit, database: Database, admin: Actor, two: list[int]
) -> None:
    desk = sit(students_tab, operations_tab)
    with_tasks(desk, database, admin)
    box = IssueDialog(desk.context, desk.window.toast, two[:1], desk.window, ref="attendance.en")
    box.preview._soon.setInterval(60_000)
    box.open()
    settle(desk.window)
    assert box.preview.is_waiting()
    assert box.preview.pages.panel.accessibleName() == "Loading…"
    rest(desk, box.preview)
    assert box.preview.pages.count == 1
    close(box)


def test_several_get_a_file_each_and_who_can_get_none_is_named(
    sit: Sit, database: Database, admin: Actor, two: list[int], make: Make, read: Transaction, tmp_path: Path
) -> None:
    gone = make.student(last_name="Gamma", first_name="Eva", status="withdrawn")
    desk, box = begun(sit, database, admin, [*two, gone])
    assert box.each.isVisible()
    box.each.setChecked(True)
    box.issue(tmp_path)
    rest(desk, box.preview)
    assert len(list(tmp_path.glob("*.pdf"))) == len(register(read)) == 2
    assert f"1/{this_year()} to 2/{this_year()}" in box.outcome.good.text()
    assert box.outcome.left.text() == (
        "Gamma Eva is not an active student. For who has left there is “Certificate of past attendance”."
    )
    box.outcome.more.click()
    assert box.save.isVisible()
    close(box)


def test_nothing_is_issued_where_no_printer_was_chosen_and_all_once_one_was(
    sit: Sit, database: Database, admin: Actor, two: list[int], read: Transaction, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    asked: list[Any] = []
    monkeypatch.setattr(printing, "ask_printer", lambda _parent, then, **_more: asked.append(then))
    desk, box = begun(sit, database, admin, two)
    box.issue_to_printer()
    rest(desk, box.preview)
    assert not register(read)
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    asked[0](printer)
    rest(desk, box.preview)
    assert len(register(read)) == 2
    assert (tmp_path / "printed.pdf").stat().st_size > 1000
    assert desk.window._toast.text() == "2 pages were sent to the printer."
    close(box)


def test_students_are_added_by_typing_and_taken_out_again(
    sit: Sit, database: Database, admin: Actor, two: list[int]
) -> None:
    desk, box = begun(sit, database, admin, [])
    assert not box.save.isEnabled()
    QTest.keyClicks(box.whom.box, "bet")
    QTest.keyClick(box.whom.box, Qt.Key.Key_Return)
    rest(desk, box.preview)
    assert box.whom.ids() == (two[1],)
    assert box.whom.box.text() == ""
    assert box.save.isEnabled()
    assert box.preview.pages.count == 1
    QTest.keyClick(box.whom.table, Qt.Key.Key_Delete)
    rest(desk, box.preview)
    assert box.whom.ids() == ()
    assert not box.save.isEnabled()
    close(box)


def test_the_language_is_another_of_the_same_letter(
    sit: Sit, database: Database, admin: Actor, two: list[int], read: Transaction
) -> None:
    desk, box = begun(sit, database, admin, two[:1])
    box.language.setCurrentIndex(box.language.findData("el"))
    box.language.activated.emit(box.language.currentIndex())
    box.issue(None)
    rest(desk, box.preview)
    (row,) = register(read)
    assert (row.language, row.title) == ("el", "Βεβαίωση φοίτησης")
    close(box)


def test_what_can_not_be_issued_says_why_and_takes_no_number(
    sit: Sit, database: Database, admin: Actor, make: Make, read: Transaction
) -> None:
    gone = make.student(last_name="Gamma", first_name="Eva", status="withdrawn")
    desk, box = begun(sit, database, admin, [gone])
    box.issue(None)
    rest(desk, box.preview)
    assert "not an active student" in box.problem.text()
    assert box.save.isEnabled()
    assert not register(read)
    close(box)


def in_register(sit: Sit, database: Database, admin: Actor, ids: list[int]) -> tuple[Desk, Any]:
    """Issued to these, and the page of the register."""
    desk, box = begun(sit, database, admin, ids)
    box.issue(None)
    rest(desk, box.preview)
    close(box)
    return desk, page(desk, "issued")


def test_the_register_finds_a_document_and_shows_it_as_it_was_issued(
    sit: Sit, database: Database, admin: Actor, two: list[int], tmp_path: Path
) -> None:
    desk, shown = in_register(sit, database, admin, two)
    assert [row.number for _place, row in shown.model.loaded()] == [2, 1]
    shown.filters.text.setText("alpha")
    shown.filters.changed.emit()
    rest(desk)
    (first,) = [row for _place, row in shown.model.loaded()]
    assert first.student == "Alpha Maria"
    shown.table.selectRow(0)
    shown.acts.write([first], tmp_path / "copy.pdf")
    rest(desk)
    shown.buttons["open"].click()
    seen = dialog("issued_document")
    rest(desk)
    assert seen.pages.pdf == (tmp_path / "copy.pdf").read_bytes()
    close(seen)


def test_a_cancelled_document_says_why_and_is_not_copied(
    sit: Sit, database: Database, admin: Actor, two: list[int], read: Transaction
) -> None:
    desk, shown = in_register(sit, database, admin, two[:1])
    shown.table.selectRow(0)
    (first,) = shown.table.selected_rows()
    shown.acts.look(first)
    seen = dialog("issued_document")
    rest(desk)
    seen.cancel.click()
    reason = dialog("reason")
    reason.field.set_value("wrong name")
    reason.submit()
    rest(desk)
    assert "wrong name" in seen.cancelled.text()
    assert not seen.print.isVisible()
    close(seen)
    shown.table.clearSelection()
    shown.table.selectRow(0)
    assert not shown.buttons["print"].isEnabled()
    assert not shown.buttons["cancel"].isEnabled()
    with read() as session:
        assert issued.get(session, first.id).cancel_reason == "wrong name"


def test_the_register_is_narrowed_by_state_kind_and_day(
    sit: Sit, database: Database, admin: Actor, two: list[int]
) -> None:
    desk, shown = in_register(sit, database, admin, two)
    for name, value, count in (("state", "filled", 0), ("state", "empty", 2), ("kind", "grades", 0), ("since", 0, 2)):
        shown.filters.clear()
        choice = shown.filters.boxes[name]
        choice.setCurrentIndex(choice.findData(value))
        choice.activated.emit(choice.currentIndex())
        rest(desk)
        assert shown.model.rowCount() == count, (name, value)


def test_a_students_papers_stand_in_the_record_and_new_ones_begin_there(
    sit: Sit, database: Database, admin: Actor, two: list[int]
) -> None:
    desk = sit(students_tab, operations_tab)
    with_tasks(desk, database, admin)
    tab = screen(desk)
    select(desk, 0)
    tab.open_record(two[0], "papers")
    rest(desk)
    assert tab.record.papers.model.rowCount() == 0
    tab.record.papers._acts[0][1].click()
    box = dialog("issue")
    rest(desk, box.preview)
    assert box.whom.ids() == (two[0],)
    box.issue(None)
    rest(desk, box.preview)
    close(box)
    come_to_rest(desk)
    assert [row.number for _place, row in tab.record.papers.model.loaded()] == [1]


def test_several_selected_students_get_certificates_together(
    sit: Sit, database: Database, admin: Actor, two: list[int]
) -> None:
    desk = sit(students_tab)
    with_tasks(desk, database, admin)
    select(desk, 0, 1)
    screen(desk).acts.certificate()
    box = dialog("issue")
    rest(desk, box.preview)
    assert set(box.whom.ids()) == set(two)
    close(box)


def test_who_may_not_issue_sees_neither_page_nor_act(sit: Sit, two: list[int]) -> None:
    desk = sit(students_tab, actor=Actor(1, "desk", frozenset({"students:view"})))
    tab = screen(desk)
    select(desk, 0)
    pages = tab.record.tabs
    assert not pages.isTabVisible(PAGES.index("papers"))
    assert not [one for one in tab.actions() if one.objectName() == "students.certificate_action" and one.isEnabled()]


def test_a_deleted_student_is_left_out_of_the_list(
    sit: Sit, database: Database, admin: Actor, two: list[int], write: Transaction
) -> None:
    with write() as session:
        students.delete(session, two[:1])
    _desk, box = begun(sit, database, admin, two)
    assert box.whom.ids() == (two[1],)
    close(box)
    assert not is_open("issue")
