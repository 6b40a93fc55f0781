"""The page of exports: fresh ones, named ones, other files, the last ones of the log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sms_desktop.core import clock
from sms_desktop.core.actor import Actor
from sms_desktop.core.schedule import Lesson
from sms_desktop.db.database import Database
from sms_desktop.services.exporting import named_exports
from sms_desktop.services.exporting.exports import Asked
from sms_desktop.services.exporting.named_exports import NamedData
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs.export_files import FileDialog
from sms_desktop.ui.dialogs.password_again import PasswordAgain
from sms_desktop.ui.language import Languages
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.table import State
from sms_desktop.ui.tabs.operations import operations_tab
from sms_desktop.ui.tabs.operations.exports import ExportsPage
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.export_screen import at, enter, lines, only, shown, work_here
from tests.ui.tabs.conftest import Sit

FIRST = NamedData("The first section", Asked("students", Listing(where=(Condition("section", "=", "A1"),)),
                                             ("last_name", "section"), purpose="Lists on the door"), "csv")  # fmt: skip


def opened(desk: Desk, folder: Path) -> ExportsPage:
    work_here(desk, folder)
    tab: Any = desk.window.tab("operations")
    page = tab.open_page("exports")
    assert isinstance(page, ExportsPage)
    settle(desk.window)
    return page


@pytest.fixture
def desk(sit: Sit, make: Make, write: Transaction) -> Desk:
    for name, section in (("Abbot", "A1"), ("Brown", "B1")):
        make.contact(make.student(last_name=name, section=section), name=f"{name} senior", email="a@example.org")
    with write() as session:
        named_exports.keep(session, FIRST)
    return sit(operations_tab)


def written(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.is_file() and "2026" not in file.suffix)


def test_a_named_export_is_run_with_one_key(desk: Desk, tmp_path: Path) -> None:
    page = opened(desk, tmp_path)
    at(desk, page.named.table)
    QTest.keyClick(page.named.table, Qt.Key.Key_Return)
    settle(desk.window)
    assert lines(only(tmp_path, "csv")) == [["Last name", "Section"], ["Abbot", "A1"]]
    assert only(tmp_path, "csv").name.startswith("The first section ")
    page.tabs.setCurrentIndex(1)
    page.last.refresh()
    settle(desk.window)
    [row] = [row for _place, row in page.last.model.loaded()]
    assert (row.user_name, row.details["rows"], row.reason) == ("admin", 1, "Lists on the door")


def test_a_named_export_is_changed_and_renamed(desk: Desk, tmp_path: Path, read: Transaction) -> None:
    page = opened(desk, tmp_path)
    page.named.acts["edit"].click()
    dialog = shown()
    settle(desk.window)
    assert dialog.windowTitle() == "Export: The first section"
    assert "Section = A1" in dialog.rows._words.text()
    dialog.format.choose("pdf")
    dialog.purpose.setText("Another door")
    dialog.save.click()
    settle(desk.window)
    page.named.acts["rename"].click()
    form: Any = next(one for one in page.named.findChildren(FileDialog.__mro__[1]) if one.isVisible())
    form.form.fields["name"].set_value("Section A1")
    form.form.fields["shared"].set_value(True)
    form.submit()
    settle(desk.window)
    with read() as session:
        [row] = named_exports.rows(session)
    assert (row.data.name, row.data.form, row.data.asked.purpose, row.mine) == (
        "Section A1", "pdf", "Another door", False,
    )  # fmt: skip
    assert row.data.asked.wanted == FIRST.asked.wanted
    assert page.named.model.row(0).row.data.name == "Section A1"


def test_a_named_export_is_written_elsewhere_from_its_dialog(desk: Desk, tmp_path: Path) -> None:
    page = opened(desk, tmp_path)
    page.named.edit()
    dialog = shown()
    dialog.target.take(tmp_path / "door.csv")
    enter(desk, dialog)
    assert len(lines(tmp_path / "door.csv")) == 2


def test_a_deleted_one_comes_back_by_the_toast(desk: Desk, tmp_path: Path) -> None:
    page = opened(desk, tmp_path)
    at(desk, page.named.table)
    QTest.keyClick(page.named.table, Qt.Key.Key_Delete)
    settle(desk.window)
    assert page.named.model.state is State.EMPTY
    assert not page.named._foot.isVisible()
    desk.window._toast.button.click()
    settle(desk.window)
    assert page.named.model.rowCount() == 1


def test_any_list_is_a_fresh_export(desk: Desk, tmp_path: Path) -> None:
    page = opened(desk, tmp_path)
    page.lists["contacts"].click()
    dialog = shown()
    settle(desk.window)
    assert dialog.rows.ways["all"].text() == "All rows: 2"
    dialog.format.choose("csv")
    enter(desk, dialog)
    assert [row[3] for row in lines(only(tmp_path, "csv"))[1:]] == ["Abbot senior", "Brown senior"]


def other(desk: Desk, page: ExportsPage, kind: str) -> FileDialog:
    page.files[kind].click()
    [dialog] = [one for one in QApplication.topLevelWidgets() if isinstance(one, FileDialog) and one.isVisible()]
    settle(desk.window)
    return dialog


def test_contacts_leave_as_vcards_after_the_password(desk: Desk, tmp_path: Path) -> None:
    page = opened(desk, tmp_path)
    dialog = other(desk, page, "cards")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.findChild(PasswordAgain) is not None
    desk.context.proof.give()
    dialog.submit()
    settle(desk.window)
    assert "Abbot senior" in only(tmp_path, "vcf").read_text(encoding="utf-8")


def test_everything_leaves_as_one_zip_after_the_password(desk: Desk, tmp_path: Path) -> None:
    page = opened(desk, tmp_path)
    dialog = other(desk, page, "everything")
    dialog.form.fields["purpose"].set_value("To keep apart")
    dialog.submit()
    assert dialog.findChild(PasswordAgain) is not None
    desk.context.proof.give()
    dialog.submit()
    settle(desk.window)
    assert only(tmp_path, "zip").stat().st_size > 0


def test_a_template_is_written_for_the_kind_that_is_chosen(desk: Desk, tmp_path: Path) -> None:
    page = opened(desk, tmp_path)
    dialog = other(desk, page, "template")
    assert "Students" in dialog.target.path().name
    dialog.form.fields["kind"].set_value("courses")
    dialog._name_target()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(desk.window)
    assert "Courses" in only(tmp_path, "xlsx").name
    assert desk.window._toast.text().startswith("Wrote Template Courses")


def test_a_timetable_of_a_section_is_written_as_a_calendar(sit: Sit, make: Make, tmp_path: Path) -> None:
    year = clock.today().year
    term = make.term(year if clock.today().month >= 9 else year - 1)
    for section in ("A1", "B1"):
        make.offering(course_id=make.course(), term_id=term, section=section, lessons=(Lesson(0, 1, 2, "08:00"),))
    desk = sit(operations_tab)
    page = opened(desk, tmp_path)
    dialog = other(desk, page, "calendar")
    whose = dialog.form.fields["whose"]
    assert whose.value() == ("", "")
    whose.set_value(("section", "B1"))
    dialog.submit()
    settle(desk.window)
    assert only(tmp_path, "ics").read_text(encoding="utf-8").count("BEGIN:VEVENT") == 1


def test_a_teacher_sees_the_own_lists_alone_and_a_viewer_no_page(
    sit: Sit, make: Make, tmp_path: Path, database: Database
) -> None:
    teacher: Actor = make.teacher(make.offering())
    page = opened(sit(operations_tab, actor=teacher), tmp_path)
    assert "audit" not in page.lists
    assert {"grades", "attendance", "enrolments"} <= page.lists.keys()
    assert "everything" not in page.files
    assert page.tabs.count() == 1
    desk = sit(operations_tab, actor=make.user("viewer"))
    tab: Any = desk.window.tab("operations")
    assert "exports" not in tab._specs


def test_another_language_changes_every_word(desk: Desk, tmp_path: Path, languages: Languages) -> None:
    page = opened(desk, tmp_path)
    languages.choose("el")
    settle(desk.window)
    assert page.lists["students"].text().strip() == "Φοιτητές"
    assert page.named.model.row(0).told == "Section = A1"
    page.refresh()
    settle(desk.window)
    assert "Τμήμα" in page.named.model.row(0).told
