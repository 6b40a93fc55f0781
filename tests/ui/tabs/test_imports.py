"""The Imports screen: from a dropped, chosen or pasted table to its result and back, as a person does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton, QWidget

from sms_desktop.core.actor import Actor
from sms_desktop.core.permissions import VIEWER
from sms_desktop.db.database import Database
from sms_desktop.services import students
from sms_desktop.services.tasks import TASKS
from sms_desktop.ui.context import Context
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.language import Languages
from sms_desktop.ui.memory import Forgetful
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tab import TabSpec
from sms_desktop.ui.tabs.imports import imports_tab
from sms_desktop.ui.tabs.imports.tab import ImportsTab
from sms_desktop.ui.tabs.imports.wizard import COLUMNS, PREVIEW, RUN, WHAT
from sms_desktop.ui.theme import Theme
from sms_desktop.ui.widgets.state import StatePanel
from tests.conftest import Transaction
from tests.makers import Make

HEAD = "Student number;Last name;First name;Date of birth;Remark of the office"
GOOD = (HEAD, "S1;Doe;Ann;25/12/2004;", "S2;Roe;Tom;13/01/2005;early")
ONE_BAD = (*GOOD, "S3;Poe;Eve;31/02/2004;")
Write = Callable[..., Path]


@pytest.fixture
def desk(database: Database, admin: Actor, memory: Forgetful, theme: Theme, languages: Languages) -> Iterator[Desk]:
    """The window over a school, Imports beside a screen of students; tasks run in a thread instead of a process."""

    def run_task(task: str, arguments: Any, progress: Any) -> dict[str, Any]:
        return TASKS[task](database, admin, arguments, progress)

    def screens(context: Context) -> list[TabSpec]:
        plain = [TabSpec(name, "users", name.title, lambda _window: QPushButton()) for name in ("students", "courses")]
        return [*plain, imports_tab(context)]

    made = Desk(database, admin, run_task, memory, theme, languages, screens, title="SMS Desktop")
    made.window.resize(1366, 768)
    made.window.show()
    made.window.activateWindow()
    settle(made.window)
    yield made
    settle(made.window)
    made.window.close()
    assert made.close()
    QApplication.processEvents()


@pytest.fixture
def screen(desk: Desk) -> ImportsTab:
    """The Imports screen, open."""
    tab = desk.window.show_tab("imports")
    settle(desk.window)
    assert isinstance(tab, ImportsTab)
    return tab


@pytest.fixture
def file(tmp_path: Path) -> Write:
    """Writes lines as a file: `file("a.csv", *lines)`."""

    def write(name: str, *lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return path

    return write


def press(desk: Desk, qtbot: Any, *keys: Any) -> None:
    for key in keys:
        modifier = Qt.KeyboardModifier.NoModifier
        if isinstance(key, tuple):
            modifier, key = key
        qtbot.keyClick(desk.window.focusWidget() or desk.window, key, modifier)
        settle(desk.window)


def numbers(read: Transaction) -> list[str]:
    with read() as session:
        return sorted(row.student_number for row in students.page(session))


def preview_of(desk: Desk, screen: ImportsTab, path: Path) -> None:
    screen.open_file(path)
    settle(desk.window)
    for _step in (COLUMNS, PREVIEW):
        screen.wizard.go_on()
        settle(desk.window)


def imported(desk: Desk, screen: ImportsTab, path: Path) -> None:
    preview_of(desk, screen, path)
    screen.wizard.run.click()
    settle(desk.window)


def cells(screen: ImportsTab, column: str) -> list[str]:
    assert screen.wizard.preview.table is not None
    model = screen.wizard.preview.table.table_model
    found = next(one for one in model.columns if one.title() == column)
    return [found.text(row) for _place, row in model.loaded()]


CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_whole_way_needs_no_mouse(
    desk: Desk, screen: ImportsTab, file: Write, read: Transaction, qtbot: Any
) -> None:
    path = file("new.csv", *GOOD)
    press(desk, qtbot, (CTRL, Qt.Key.Key_O))
    dialog = screen.findChild(QFileDialog, "imports.choose_dialog")
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    desk.window.activateWindow()
    settle(desk.window)
    wizard = screen.wizard
    assert wizard.place == WHAT
    assert desk.window.focusWidget() is wizard.next
    press(desk, qtbot, Qt.Key.Key_Space)
    assert wizard.place == COLUMNS
    press(desk, qtbot, (CTRL, Qt.Key.Key_Return))
    assert wizard.place == PREVIEW
    assert cells(screen, "What happens") == ["New", "New"]
    assert wizard.run.text() == "&Import 2 rows"
    press(desk, qtbot, (CTRL, Qt.Key.Key_Return))
    assert wizard.place == RUN
    assert wizard.run_step._title.text() == "2 rows of new.csv were imported"
    assert numbers(read) == ["S1", "S2"]
    assert desk.window.focusWidget() is wizard.run_step.buttons["another"]
    press(desk, qtbot, Qt.Key.Key_Space)
    assert screen.landing.isVisible()
    assert screen.landing.history.selected().file_name == "new.csv"


def test_a_file_dropped_on_any_screen_is_opened_here(desk: Desk, file: Write) -> None:
    path = file("dropped.csv", *GOOD)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    args = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    window = desk.window
    overlay = window.findChild(QWidget, "main.drop")
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(5, 5), *args))
    QApplication.sendEvent(overlay, QDragEnterEvent(QPoint(5, 5), *args))
    QApplication.sendEvent(overlay, QDropEvent(QPointF(5, 5), *args))
    settle(window)
    assert window.current_tab() == "imports"
    screen = window.tab("imports")
    assert isinstance(screen, ImportsTab)
    assert screen.wizard.draft.name == "dropped.csv"
    assert screen.wizard.next.isEnabled()


def test_cells_of_a_spreadsheet_are_pasted(desk: Desk, screen: ImportsTab, qtbot: Any) -> None:
    QGuiApplication.clipboard().setText("\n".join(line.replace(";", "\t") for line in GOOD))
    screen.landing.choose.setFocus()
    press(desk, qtbot, (CTRL, Qt.Key.Key_V))
    assert screen.wizard.what.isVisible()
    assert screen.wizard.what._facts.text() == "Pasted cells: 2 rows, 5 columns"


def test_an_empty_clipboard_says_what_to_do(desk: Desk, screen: ImportsTab) -> None:
    QGuiApplication.clipboard().clear()
    screen.landing.paste.click()
    assert "Copy them in the spreadsheet" in desk.window._toast.text()
    assert screen.landing.isVisible()


def test_a_file_of_nothing_is_refused_with_a_way_out(desk: Desk, screen: ImportsTab, file: Write) -> None:
    screen.open_file(file("nothing.csv"))
    settle(desk.window)
    panel = screen.wizard.what.trouble.panel
    assert panel._title.text() == "The file is empty."
    assert not screen.wizard.next.isEnabled()
    panel._button.click()
    assert screen.landing.isVisible()


def test_a_table_of_no_known_kind_asks_what_it_is(desk: Desk, screen: ImportsTab, file: Write) -> None:
    screen.open_file(file("odd.csv", "colour;weight", "red;3", "blue;4"))
    settle(desk.window)
    what = screen.wizard.what
    assert "smsctl" not in what.trouble.panel._text.text()
    box = what.reading.boxes["kind"]
    assert box.isVisible()
    box.setCurrentIndex(box.findData("courses"))
    box.activated.emit(box.currentIndex())
    settle(desk.window)
    assert what.grid.isVisible()
    assert screen.wizard.next.isEnabled()


def test_another_delimiter_is_seen_in_the_rows_at_once(desk: Desk, screen: ImportsTab, file: Write) -> None:
    screen.open_file(file("new.csv", *GOOD))
    settle(desk.window)
    what = screen.wizard.what
    assert what.grid.table.table_model.columnCount() == 5
    box = what.reading.boxes["delimiter"]
    box.setCurrentIndex(box.findData(","))
    box.activated.emit(box.currentIndex())
    settle(desk.window)
    assert screen.wizard.draft.document is not None
    assert what.grid.table.table_model.columnCount() == 1 or what.trouble.isVisible()


def test_columns_that_are_missing_are_asked_for_and_found_by_typing(
    desk: Desk, screen: ImportsTab, file: Write, read: Transaction, qtbot: Any
) -> None:
    screen.open_file(file("odd.csv", "AM;Last name;First name;xyz", "S1;Doe;Ann;25/12/2004", "S2;Roe;Tom;2/3/2005"))
    settle(desk.window)
    screen.wizard.go_on()
    columns = screen.wizard.columns
    columns.pickers["AM"].picked.emit("")
    columns.pickers["xyz"].picked.emit("")
    assert "No column says how a student is found again" in columns.missing.text()
    assert not screen.wizard.next.isEnabled()
    assert "AM, xyz" in columns.left_out.text()
    settle(desk.window)
    columns.focus_first()
    picker = columns.pickers["AM"]
    assert desk.window.focusWidget() in (picker, picker.lineEdit())
    picker.lineEdit().selectAll()
    qtbot.keyClicks(picker.lineEdit(), "student num")
    qtbot.keyClick(picker.lineEdit(), Qt.Key.Key_Return)
    settle(desk.window)
    assert picker.choice() == "student_number"
    assert columns.missing.text() == ""
    assert columns._how["AM"].text() == "by you"
    screen.wizard.go_on()
    settle(desk.window)
    screen.wizard.run.click()
    settle(desk.window)
    assert numbers(read) == ["S1", "S2"]


def test_one_value_can_stand_for_all_rows(
    desk: Desk, screen: ImportsTab, file: Write, read: Transaction, qtbot: Any
) -> None:
    screen.open_file(file("new.csv", *GOOD))
    settle(desk.window)
    screen.wizard.go_on()
    constants = screen.wizard.columns.constants
    constants.add_button.click()
    line = constants._lines.itemAt(0).widget()
    line.picker._take(line.picker.findData("section"))
    qtbot.keyClicks(screen.findChild(QLineEdit, "imports.constant_1"), "B2")
    qtbot.keyClick(screen.findChild(QLineEdit, "imports.constant_1"), Qt.Key.Key_Return)
    screen.wizard.go_on()
    settle(desk.window)
    screen.wizard.run.click()
    settle(desk.window)
    with read() as session:
        assert {row.section for row in students.page(session)} == {"B2"}


def test_a_rejected_cell_is_mended_in_place(
    desk: Desk, screen: ImportsTab, file: Write, read: Transaction, qtbot: Any
) -> None:
    preview_of(desk, screen, file("bad.csv", *ONE_BAD))
    preview = screen.wizard.preview
    assert not screen.wizard.run.isEnabled()
    assert screen.wizard.sentence.text().startswith("1 row can't be taken.")
    assert cells(screen, "What happens") == ["Rejected"]
    assert desk.window.focusWidget() is preview.table
    assert "31/02/2004" in preview.reason.label.text()
    press(desk, qtbot, Qt.Key.Key_Return)
    editor = desk.window.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "31/02/2004"
    editor.selectAll()
    qtbot.keyClicks(editor, "28/02/2004")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settle(desk.window)
    assert preview.chips.choice() == "all"
    assert screen.wizard.run.isEnabled()
    screen.wizard.run.click()
    settle(desk.window)
    assert numbers(read) == ["S1", "S2", "S3"]


def test_valid_rows_can_be_imported_and_the_rest_saved(
    desk: Desk, screen: ImportsTab, file: Write, read: Transaction, tmp_path: Path
) -> None:
    preview_of(desk, screen, file("bad.csv", *ONE_BAD))
    screen.wizard.preview.valid_only.click()
    assert screen.wizard.run.text() == "&Import 2 rows"
    screen.wizard.run.click()
    settle(desk.window)
    assert numbers(read) == ["S1", "S2"]
    screen.wizard.run_step.buttons["save"].click()
    dialog = screen.findChild(QFileDialog, "imports.save_dialog")
    dialog.fileSelected.emit(str(tmp_path / "left.csv"))
    dialog.reject()
    settle(desk.window)
    assert "31/02/2004" in (tmp_path / "left.csv").read_text(encoding="utf-8-sig")
    assert desk.window._toast.text() == "1 row saved as left.csv."


def test_old_and_new_values_stand_in_their_cells(desk: Desk, screen: ImportsTab, file: Write, make: Make) -> None:
    make.student(student_number="S1", last_name="Doe", first_name="Anna")
    preview_of(desk, screen, file("new.csv", *GOOD))
    assert cells(screen, "What happens") == ["Changed", "New"]
    assert cells(screen, "First name") == ["Anna → Ann", "Tom"]
    screen.wizard.preview.chips.buttons["new"].click()
    assert cells(screen, "Student number") == ["S2"]


def test_known_rows_can_be_left_as_they_are(desk: Desk, screen: ImportsTab, file: Write, make: Make) -> None:
    make.student(student_number="S1", last_name="Doe", first_name="Anna")
    preview_of(desk, screen, file("new.csv", *GOOD))
    box = screen.wizard.preview.on_known
    box.setCurrentIndex(box.findData("skip"))
    box.activated.emit(box.currentIndex())
    settle(desk.window)
    assert cells(screen, "What happens") == ["Unchanged", "New"]


def test_an_import_is_taken_back_from_its_result(
    desk: Desk, screen: ImportsTab, file: Write, read: Transaction
) -> None:
    imported(desk, screen, file("new.csv", *GOOD))
    screen.wizard.run_step.buttons["undo"].click()
    settle(desk.window)
    assert screen.wizard.run_step._title.text().startswith("Taken back: ")
    assert numbers(read) == []


def test_an_import_is_taken_back_from_the_history(
    desk: Desk, screen: ImportsTab, file: Write, read: Transaction, qtbot: Any
) -> None:
    imported(desk, screen, file("new.csv", *GOOD))
    screen.wizard.run_step.buttons["another"].click()
    history = screen.landing.history
    assert [row.new for _place, row in history.model.loaded()] == [2]
    history.table.setFocus()
    press(desk, qtbot, Qt.Key.Key_Delete)
    assert numbers(read) == []
    screen.wizard.run_step.buttons["another"].click()
    settle(desk.window)
    assert not history.detail.undo.isVisible()
    assert [row.state for _place, row in history.model.loaded()] == ["undone"]


def test_the_same_file_again_has_nothing_to_import(desk: Desk, screen: ImportsTab, file: Write) -> None:
    path = file("new.csv", *GOOD)
    imported(desk, screen, path)
    preview_of(desk, screen, path)
    assert set(cells(screen, "What happens")) == {"Unchanged"}
    assert not screen.wizard.run.isEnabled()
    assert "nothing to import" in screen.wizard.sentence.text()


def test_work_on_a_draft_that_is_left_can_be_gone_back_to(
    desk: Desk, screen: ImportsTab, file: Write, qtbot: Any
) -> None:
    screen.open_file(file("new.csv", *GOOD))
    settle(desk.window)
    screen.wizard.go_on()
    picker = screen.wizard.columns.pickers["Remark of the office"]
    picker._take(picker.findData("private_note"))
    screen.wizard.close_button.click()
    assert screen.landing.isVisible()
    desk.window._toast.button.click()
    settle(desk.window)
    assert screen.wizard.place == COLUMNS
    assert screen.wizard.columns.pickers["Remark of the office"].choice() == "private_note"


def test_choices_about_columns_outlive_a_look_back(desk: Desk, screen: ImportsTab, file: Write) -> None:
    screen.open_file(file("new.csv", *GOOD))
    settle(desk.window)
    wizard = screen.wizard
    wizard.go_on()
    picker = wizard.columns.pickers["Remark of the office"]
    picker._take(picker.findData("private_note"))
    wizard.back.click()
    settle(desk.window)
    assert wizard.place == WHAT
    wizard.go_on()
    assert wizard.columns.pickers["Remark of the office"].choice() == "private_note"


def test_every_step_speaks_the_other_language_at_once(
    desk: Desk, screen: ImportsTab, file: Write, languages: Languages
) -> None:
    preview_of(desk, screen, file("bad.csv", *ONE_BAD))
    for language in ("el", "en"):
        languages.choose(language)
        settle(desk.window)
        assert len(cells(screen, "Student number")) == 1
    screen.wizard.stepper.buttons[COLUMNS].click()
    languages.choose("el")
    settle(desk.window)
    assert screen.wizard.place == COLUMNS
    assert len(screen.wizard.columns.pickers) == 5


def test_files_dropped_together_come_one_after_the_other(
    desk: Desk, screen: ImportsTab, file: Write, read: Transaction
) -> None:
    screen.open_file(file("first.csv", *GOOD))
    screen.open_file(file("second.csv", HEAD, "S9;Low;Kim;1/2/2003;"))
    assert desk.window._toast.text() == "1 more file waits for its turn."
    settle(desk.window)
    for _step in (COLUMNS, PREVIEW, RUN):
        screen.wizard.go_on()
        settle(desk.window)
    another = screen.wizard.run_step.buttons["another"]
    assert another.text() == "&Next: second.csv"
    another.click()
    settle(desk.window)
    for _step in (COLUMNS, PREVIEW, RUN):
        screen.wizard.go_on()
        settle(desk.window)
    assert numbers(read) == ["S1", "S2", "S9"]


def test_who_may_not_import_is_told_whom_to_ask(desk: Desk, make: Make) -> None:
    context = replace(desk.context, actor=make.user(VIEWER))
    page = imports_tab(context).build(desk.window)
    assert page.findChild(StatePanel, "imports.denied").accessibleName() == "You may not import"
