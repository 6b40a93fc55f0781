"""The school's own forms in the window: looked at before they are kept, filled for students and classes, taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest

from sms_desktop.core.actor import Actor
from sms_desktop.db.database import Database
from sms_desktop.services.papers import own_forms
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs.fill_form import FillDialog
from sms_desktop.ui.tabs.operations import operations_tab
from sms_desktop.ui.tabs.students import students_tab
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.operations.papers_screen import close, dialog, is_open, page, rest, with_tasks
from tests.ui.tabs.students_screen import screen, select


@pytest.fixture
def word(tmp_path: Path) -> Path:
    """A form for a student."""
    file, made = tmp_path / "Housing.docx", Document()
    made.add_paragraph("I, ${student.full_name}, apply. ${document.purpose}")
    made.save(str(file))
    return file


@pytest.fixture
def excel(tmp_path: Path) -> Path:
    """A form for a class."""
    file, book = tmp_path / "Keys.xlsx", Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A3"], sheet["B3"] = "${course.name}", "${students.no}", "${students.last_name}"
    book.save(file)
    return file


def kept(write: Transaction, *found: Path) -> list[int]:
    with write() as session:
        return [own_forms.add(session, own_forms.opened(file)) for file in found]


def opened(sit: Sit, database: Database, admin: Actor) -> tuple[Desk, Any]:
    desk = sit(students_tab, operations_tab)
    with_tasks(desk, database, admin)
    return desk, page(desk, "own_forms")


def listed(shown: Any) -> list[str]:
    return [row.name for _place, row in shown.model.loaded()]


def test_a_form_is_looked_at_kept_deleted_and_brought_back(
    sit: Sit, database: Database, admin: Actor, word: Path
) -> None:
    desk, shown = opened(sit, database, admin)
    assert shown.table.empty().title == "There are no forms yet"
    shown.take(word)
    rest(desk)
    box = dialog("own_form")
    assert "${student.full_name}" in box.found.toPlainText()
    box.submit()
    rest(desk)
    assert listed(shown) == ["Housing"]
    assert "It can be filled." in shown.detail.toPlainText()
    QTest.keyClick(shown.table, Qt.Key.Key_Delete)
    rest(desk)
    assert listed(shown) == []
    desk.context.undo.undo()
    rest(desk)
    assert listed(shown) == ["Housing"]


def test_unknown_fields_are_named_with_the_nearest_and_the_form_is_not_kept(
    sit: Sit, database: Database, admin: Actor, tmp_path: Path
) -> None:
    file, made = tmp_path / "wrong.docx", Document()
    made.add_paragraph("${student.lastname}")
    made.save(str(file))
    desk, shown = opened(sit, database, admin)
    shown.take(file)
    rest(desk)
    box = dialog("own_form")
    assert "student.last_name" in box.found.toPlainText()
    assert not box.save.isEnabled()
    close(box)


def test_what_is_no_form_is_refused_with_a_sentence(sit: Sit, database: Database, admin: Actor, tmp_path: Path) -> None:
    file = tmp_path / "none.docx"
    file.write_bytes(b"nothing of the kind")
    desk, shown = opened(sit, database, admin)
    shown.take(file)
    rest(desk)
    assert is_open("error")
    close(dialog("error"))


@pytest.mark.parametrize("ending", [".docx", ".DOTX"])
def test_a_dropped_file_is_a_form_here_and_nothing_to_import(
    sit: Sit, database: Database, admin: Actor, word: Path, ending: str
) -> None:
    word = word.rename(word.with_suffix(ending))
    desk, shown = opened(sit, database, admin)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(word))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(9, 9).toPoint(), Qt.DropAction.CopyAction, data, buttons, keys)
    desk.window.dragEnterEvent(enter)
    assert not desk.window._drop.isVisible()
    shown.dragEnterEvent(enter)
    shown.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, buttons, keys))
    rest(desk)
    close(dialog("own_form"))


def test_another_file_takes_a_forms_place_under_its_name(
    sit: Sit, database: Database, admin: Actor, word: Path, excel: Path, write: Transaction
) -> None:
    kept(write, word)
    desk, shown = opened(sit, database, admin)
    shown.take(excel, shown.selected()[0])
    rest(desk)
    box = dialog("own_form")
    assert box.form.collect()["name"] == "Housing"
    box.submit()
    rest(desk)
    assert [(row.name, row.form) for _at, row in shown.model.loaded()] == [("Housing", "xlsx")]


def test_a_form_is_filled_for_the_selected_students_a_file_each(
    sit: Sit, database: Database, admin: Actor, make: Make, word: Path, write: Transaction, tmp_path: Path
) -> None:
    make.student(last_name="Alpha", first_name="Maria")
    make.student(last_name="Beta", first_name="Nikos")
    kept(write, word)
    desk = sit(students_tab)
    with_tasks(desk, database, admin)
    select(desk, 0, 1)
    screen(desk).acts.own_form()
    box = dialog("fill_form")
    rest(desk)
    assert box.together.isVisible()
    QTest.keyClicks(box.purpose.line, "A room")
    folder = tmp_path / "filled"
    folder.mkdir()
    box.write(folder)
    rest(desk)
    texts = sorted(Document(str(file)).paragraphs[0].text for file in folder.iterdir())
    assert texts == ["I, Maria Alpha, apply. A room", "I, Nikos Beta, apply. A room"]
    assert desk.window._toast.text() == "Saved 2 files into filled."
    assert not is_open("fill_form")


def test_fields_that_were_empty_are_told(
    sit: Sit, database: Database, admin: Actor, make: Make, word: Path, write: Transaction, tmp_path: Path
) -> None:
    student = make.student(last_name="Alpha", first_name="Maria")
    (form,) = kept(write, word)
    desk = sit(operations_tab)
    with_tasks(desk, database, admin)
    box = FillDialog(desk.context, desk.window.toast, desk.window, student_ids=[student], form_id=form)
    box.open()
    rest(desk)
    box.write(tmp_path / "one.docx")
    rest(desk)
    told = dialog("fill_form.left")
    assert "Alpha Maria: Purpose" in told.informativeText()
    close(told)


def test_a_form_of_a_class_asks_for_the_class_and_lists_it(
    sit: Sit, database: Database, admin: Actor, make: Make, excel: Path, write: Transaction, tmp_path: Path
) -> None:
    offering = make.offering()
    make.enrolment(make.student(last_name="Alpha"), offering)
    make.enrolment(make.student(last_name="Beta"), offering)
    kept(write, excel)
    desk = sit(operations_tab)
    with_tasks(desk, database, admin)
    box = FillDialog(desk.context, desk.window.toast, desk.window, offering_id=offering)
    box.open()
    rest(desk)
    assert box.offering.offering == offering
    assert not box.whom.isVisible()
    box.write(tmp_path / "class.xlsx")
    rest(desk)
    sheet = load_workbook(tmp_path / "class.xlsx").active
    assert sheet is not None
    assert [sheet["B3"].value, sheet["B4"].value] == ["Alpha", "Beta"]


def test_fields_are_copied_for_word_and_excel(sit: Sit, database: Database, admin: Actor) -> None:
    _desk, shown = opened(sit, database, admin)
    shown.show_fields()
    box = dialog("form_fields")
    QTest.keyClicks(box.fields.filter, "students of a class last")
    QTest.keyClick(box.fields.filter, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "${students.last_name}"
    close(box)


def test_who_only_makes_reports_fills_and_changes_no_form(
    sit: Sit, database: Database, word: Path, write: Transaction
) -> None:
    kept(write, word)
    who = Actor(1, "teacher", frozenset({"reports:run:own", "students:view:own"}))
    desk = sit(operations_tab, actor=who)
    shown = page(desk, "own_forms")
    assert [name for name, button in shown.buttons.items() if button.isVisible()] == ["fill", "save"]
    assert not shown.add.isVisible()
    assert not shown.acceptDrops()
    assert not shown.takes_files()


def test_without_forms_the_dialog_says_where_they_come_from(sit: Sit, database: Database, admin: Actor) -> None:
    desk = sit(operations_tab)
    box = FillDialog(desk.context, desk.window.toast, desk.window)
    box.open()
    rest(desk)
    assert box.none.isVisible()
    assert not box.fill.isEnabled()
    close(box)
