"""The Imports screen: from a dropped, chosen or pasted table to its result and back, as a person does it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from sms_desktop.core.permissions import VIEWER
from sms_desktop.services import settings
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.language import Languages
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.imports import imports_tab
from sms_desktop.ui.tabs.imports.tab import ImportsTab
from sms_desktop.ui.tabs.imports.wizard import COLUMNS, PREVIEW, RUN, WHAT
from sms_desktop.ui.widgets.state import StatePanel
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.imports.conftest import CTRL, GOOD, HEAD, ONE_BAD, Write, cells, imported, numbers, press, preview_of


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
    viewer = make.user(VIEWER)
    context = replace(desk.context, who=lambda: viewer)
    page = imports_tab(context).build(desk.window)
    assert page.findChild(StatePanel, "imports.denied").accessibleName() == "You may not import"


def test_a_bundle_of_another_system_is_named(desk: Desk, screen: ImportsTab, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    for name in ("School", "Section", "Student", "StudentEnrollment"):
        (bundle / f"{name}.csv").write_text("SIS ID\n1\n2\n", encoding="utf-8")
    screen.open_file(bundle)
    settle(desk.window)
    panel = screen.wizard.what.trouble.panel
    assert panel._title.text() == "This is a bundle of School Data Sync, version 1."
    assert "Student.csv (2)" in panel._text.text()
    assert not screen.wizard.next.isEnabled()


def test_an_import_that_would_change_too_much_stops_and_can_be_allowed(
    desk: Desk, screen: ImportsTab, file: Write, make: Make, write: Transaction, read: Transaction
) -> None:
    make.student(student_number="S1", last_name="Doe", first_name="Anna")
    with write("settings_change") as session:
        settings.write(session, "imports.stop_percent", 10)
    imported(desk, screen, file("new.csv", *GOOD))
    result = screen.wizard.run_step
    assert result._title.text() == "This import would change 1 of 1 rows."
    assert numbers(read) == ["S1"]
    result.buttons["all_the_same"].click()
    settle(desk.window)
    assert numbers(read) == ["S1", "S2"]


def test_a_cancelled_import_leaves_everything_as_it_was(
    desk: Desk, screen: ImportsTab, file: Write, read: Transaction
) -> None:
    preview_of(desk, screen, file("new.csv", *GOOD))
    screen.wizard.run.click()
    screen.wizard.run_step.buttons["cancel"].click()
    settle(desk.window)
    assert screen.wizard.run_step._title.text() == "Cancelled: nothing was imported"
    assert numbers(read) == []
    screen.wizard.run_step.buttons["back"].click()
    settle(desk.window)
    assert screen.wizard.place == PREVIEW
    assert screen.wizard.run.isEnabled()
