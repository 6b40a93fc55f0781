"""The desk: who sits there, what is asked before it is left, and what an undo could not do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QLabel

from sms_desktop.core.actor import Actor
from sms_desktop.db.database import Database
from sms_desktop.services import students, years
from sms_desktop.services.history.undo import Taken
from sms_desktop.ui.context import Context
from sms_desktop.ui.desk import show_left
from sms_desktop.ui.screens import specs
from sms_desktop.ui.tab import TabSpec
from sms_desktop.ui.tabs.coming import ComingTab
from sms_desktop.ui.tabs.imports import imports_tab
from sms_desktop.ui.tabs.students import students_tab
from tests.conftest import Transaction
from tests.content import change_sets
from tests.makers import Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.students_screen import come_to_rest, dialog, press


def test_the_header_names_the_term_and_follows_a_new_year(sit: Sit, make: Make, write: Transaction) -> None:
    make.term(2026)
    desk = sit(students_tab)
    assert "2026-2027" in desk.window.header.term.text()
    with write("create") as session:
        years.create(session, "2031-2032", years.default_terms(2031, ("Winter term", "Spring term")))
    come_to_rest(desk)
    assert "2031-2032" in desk.window.header.term.text()


def test_what_an_undo_left_alone_is_said_with_the_reason(
    sit: Sit, make: Make, write: Transaction, read: Transaction
) -> None:
    student = make.student(last_name="Abbot", first_name="Ada")
    desk = sit(students_tab)
    with write() as session:
        data = students.get(session, student).data
        students.update(session, student, replace(data, city="Paphos"))
    come_to_rest(desk)
    take_back = desk.context.undo.newest()
    with write() as session:
        students.update(session, student, replace(data, city="Larnaca"))
    come_to_rest(desk)
    take_back()
    come_to_rest(desk)
    box = dialog("undo.left")
    assert "Abbot Ada was changed since by admin" in box.informativeText()
    box.close()


def test_of_many_rows_that_were_left_the_rest_is_counted(sit: Sit) -> None:
    desk = sit(students_tab)
    show_left(desk.window, Taken("Import of list.csv", 5, 12, tuple(f"Row {n}." for n in range(10))))
    box = dialog("undo.left")
    assert box.text() == "5 entries were put back. 12 entries were left as they are:"
    assert box.informativeText().endswith("Row 9.\nAnd 2 more.")
    box.close()


def test_leaving_while_something_is_at_work_asks_and_can_go_all_the_same(sit: Sit, qtbot: Any) -> None:
    desk = sit(students_tab)
    left: list[str] = []
    desk.closed.connect(lambda: left.append("closed"))
    desk.signed_out.connect(lambda: left.append("signed out"))
    started: list[bool] = []

    def work(_session: Any, progress: Any) -> None:
        started.append(True)
        while True:
            progress(0, 0)

    desk.jobs.write(desk.window, work, failed=lambda _error: None, title="Counting to infinity")
    qtbot.waitUntil(lambda: bool(started))
    desk.window.commands.action("sign_out").trigger()
    box = dialog("parting")
    assert "“Counting to infinity” is still at work" in box.informativeText()
    press(box, "Stay")
    assert left == []
    desk.window.commands.action("sign_out").trigger()
    press(dialog("parting"), "Close all the same")
    assert left == ["signed out"]
    desk.jobs.close()


def test_a_file_dropped_anywhere_goes_to_the_imports(sit: Sit, tmp_path: Path) -> None:
    desk = sit(students_tab, imports_tab)
    given: list[Path] = []
    desk.window.tab("imports").open_file = given.append  # type: ignore[attr-defined]
    desk.window.file_dropped.emit(tmp_path / "list.csv")
    assert (given, desk.window.current_tab()) == ([tmp_path / "list.csv"], "imports")


def test_all_seven_screens_open(sit: Sit) -> None:
    screens: list[Callable[[Context], TabSpec]] = [partial(_spec, place) for place in range(7)]
    window = sit(*screens).window
    names = ["students", "courses", "grades", "attendance", "imports", "operations", "analytics"]
    assert [spec.name for spec in window.specs] == names
    coming = [name for name in names if isinstance(window.show_tab(name), ComingTab)]
    assert coming == ["analytics"]


def _spec(place: int, context: Context) -> TabSpec:
    return specs(context)[place]


def test_f1_lists_the_keys_of_the_open_screen_too(sit: Sit) -> None:
    desk = sit(students_tab)
    desk.window.menu.show_shortcuts()
    texts = {label.text() for window in QApplication.topLevelWidgets() for label in window.findChildren(QLabel)}
    assert {"Save the record", "Filter the students"} <= texts


def test_what_is_refused_is_in_the_log(sit: Sit, database: Database) -> None:
    desk = sit(students_tab, actor=Actor(1, "admin", frozenset({"students:view"})))
    desk.jobs.read(None, lambda session, _progress: students.delete(session, [1]), failed=lambda _error: None)
    come_to_rest(desk)
    rows = [row for row in change_sets(database) if row.action == "denied"]
    assert "students:delete" in [row.details["permission"] for row in rows]
