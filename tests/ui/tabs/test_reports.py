"""Reports from the window: begun where one is, looked at, printed, saved, with what was left out said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QPushButton

from sms_desktop.core.errors import StorageProblem
from sms_desktop.reports.report import OFFERING, SCHOOL, STUDENT
from sms_desktop.reports.whom import ALL, CLASS, GIVEN, OF_SECTION, Way
from sms_desktop.ui import reporting, screens
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.dialogs.report_form import CHOSEN, MONTH, ONE, UNDATED
from sms_desktop.ui.report_button import Place
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.attendance import attendance_tab
from sms_desktop.ui.tabs.courses import courses_tab
from sms_desktop.ui.tabs.grades import grades_tab
from sms_desktop.ui.tabs.operations import operations_tab
from sms_desktop.ui.tabs.students import students_tab
from tests.makers import Make
from tests.ui.report_screen import (
    asked,
    choose,
    of,
    press_keys,
    rest,
    seated,
    shown,
    two_in_class,
)
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.students_screen import screen, select

#: A class, two who take it, and one who takes nothing.
Klass = tuple[int, list[int]]


@pytest.fixture
def klass(make: Make) -> Klass:
    return two_in_class(make)


@pytest.fixture
def desk(sit: Sit, klass: Klass, tmp_path: Path) -> Desk:
    return seated(sit, tmp_path, students_tab, operations_tab)


def test_two_keys_show_the_report_of_the_student_who_is_shown(desk: Desk) -> None:
    select(desk, 0)
    dialog = press_keys(desk)
    assert dialog.form.report.name == "performance"
    assert dialog.form.fields["whom"].box.currentText().startswith("Abbot ")  # type: ignore[attr-defined]
    assert dialog.view.count == 1
    assert dialog._count.text() == "1 student"
    assert all(button.isEnabled() for button in (dialog.print, dialog.save))
    assert not dialog.each.isVisible()
    dialog.reject()


def test_of_several_selected_it_is_about_them_all(desk: Desk) -> None:
    select(desk, 0, 1)
    dialog = press_keys(desk)
    assert (dialog.form.report.name, dialog._count.text()) == ("report-card", "2 students")
    assert dialog.form.fields["whom"].box.currentText() == "The 2 students selected"  # type: ignore[attr-defined]
    assert (dialog.view.count, dialog.each.isVisible()) == (2, True)
    dialog.reject()


def test_the_menus_of_record_and_list_have_the_reports_about_students(desk: Desk) -> None:
    select(desk, 1)
    for menu in (screen(desk).acts.more, QMenu()):
        menu.aboutToShow.emit() if menu is screen(desk).acts.more else screen(desk).acts.fill_menu(menu)
        reports: Any = next(action.menu() for action in menu.actions() if action.objectName() == "report.menu")
        assert isinstance(reports, QMenu)
        names = [action.objectName() for action in reports.actions()]
        assert names[:3] == ["report.performance", "report.transcript", "report.report-card"]
        assert "report.timetable" in names
    next(action for action in reports.actions() if action.objectName() == "report.transcript").trigger()
    rest(desk)
    assert shown().form.report.name == "transcript"
    assert shown().form.fields["whom"].box.currentText().startswith("Brown ")  # type: ignore[attr-defined]
    shown().reject()


@pytest.mark.parametrize(
    ("tab", "report"), [("courses", "class-list"), ("grades", "grade-sheet"), ("attendance", "register")]
)
def test_where_a_class_is_shown_the_report_is_about_it(
    sit: Sit, tmp_path: Path, klass: Klass, tab: str, report: str
) -> None:
    made = {"courses": courses_tab, "grades": grades_tab, "attendance": attendance_tab}[tab]
    desk = seated(sit, tmp_path, students_tab, made)
    opened: Any = desk.window.show_tab(tab)
    if tab == "courses":
        opened.open_offering(klass[0])
    settle(desk.window)
    button = next(
        one for one in opened.findChildren(QPushButton) if one.objectName().endswith(".report") and one.isVisible()
    )
    button.click()
    rest(desk, shown())
    dialog = shown()
    assert dialog.form.report.name == report
    assert dialog.form.whom().way == Way(OFFERING, CLASS)
    assert dialog.form.whom().offering_id == klass[0]
    assert (dialog._count.text(), dialog.view.count > 0) == ("1 class", True)
    dialog.reject()
    desk.window.activateWindow()
    opened.setFocus()
    QApplication.processEvents()
    assert press_keys(desk).form.whom().offering_id == klass[0]
    shown().reject()


def test_the_list_of_limits_comes_out_as_the_term_on_one_list(sit: Sit, klass: Klass, tmp_path: Path) -> None:
    desk = seated(sit, tmp_path, students_tab, attendance_tab)
    tab: Any = desk.window.show_tab("attendance")
    tab.open_limits()
    settle(desk.window)
    tab.limits.everybody.setChecked(True)
    settle(desk.window)
    tab.limits.acts["report"].click()
    rest(desk, shown())
    assert (shown().form.report.name, shown().form.whom().way) == ("absences", Way(SCHOOL, ALL))
    shown().reject()


def test_the_page_of_operations_lists_the_reports_and_enter_begins_one(desk: Desk) -> None:
    page: Any = desk.window.show_tab("operations").open_page("reports")  # type: ignore[attr-defined]
    settle(desk.window)
    rows: list[Any] = [page.model.row(place) for place in range(page.model.rowCount())]
    assert [row.about for row in rows] == sorted((row.about for row in rows), key=[STUDENT, OFFERING, SCHOOL].index)
    assert all(page.table.model().index(place, 2).data() for place in range(len(rows)))
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    rest(desk)
    assert shown().form.report.name == rows[1].name
    assert shown().form.whom().way in (Way(STUDENT, GIVEN), Way(STUDENT, CLASS))
    shown().reject()


def test_the_search_finds_a_report_by_its_name(desk: Desk) -> None:
    hits = [hit for hit in desk.window.menu.hits("transc") if hit.kind == "command"]
    assert [hit.title for hit in hits] == ["Report: Transcript of grades"]
    desk.window.commands.action(str(hits[0].id)).trigger()
    rest(desk)
    assert shown().form.report.name == "transcript"
    shown().reject()


def test_where_nothing_can_be_made_the_reason_stands_where_the_pages_would(desk: Desk, klass: Klass) -> None:
    dialog = of(desk, klass[1][2])
    assert dialog.view.panel.accessibleName() == "No paper could be made."
    choose(desk, dialog, whom=Way(STUDENT, OF_SECTION), section="A1")
    assert dialog.view.count == 2
    dialog.reject()


def test_a_student_is_chosen_by_name(desk: Desk, klass: Klass) -> None:
    dialog = of(desk)
    assert dialog.form.whom().way.about == STUDENT
    choose(desk, dialog, whom=Way(STUDENT, ONE))
    assert dialog.view.panel.accessibleName() == "Nobody is chosen"
    assert not any(button.isEnabled() for button in (dialog.print, dialog.save))
    box = dialog.form.fields["student"].editor
    box.setFocus()
    QTest.keyClicks(box, "brow")
    QTest.keyClick(box, Qt.Key.Key_Return)
    rest(desk, dialog)
    rest(desk, dialog)
    assert dialog.form.whom().ids == (klass[1][1],)
    assert dialog.view.count == 1
    dialog.reject()


def test_each_report_asks_what_it_needs_and_nothing_else(desk: Desk, klass: Klass) -> None:
    dialog = of(desk, *klass[1][:1])
    usual = ["language", "letterhead", "purpose"]
    assert asked(dialog) == ["report", "whom", "term", *usual]
    choose(desk, dialog, report="performance")
    assert asked(dialog) == ["report", "whom", "period", *usual]
    choose(desk, dialog, period=CHOSEN)
    assert asked(dialog) == ["report", "whom", "period", "first", "last", *usual]
    assert dialog.form.wanted().first is not None
    choose(desk, dialog, report="class-list")
    assert asked(dialog) == ["report", "whom", "term", "offering", "language", "to_sign", "sensitive", *usual[1:]]
    choose(desk, dialog, report="register")
    assert dialog.form.fields["period"].value() == CHOSEN
    choose(desk, dialog, period=MONTH)
    first, last = dialog.form.wanted().first, dialog.form.wanted().last
    assert first is not None
    assert last is not None
    assert (first.day, first.month) == (1, last.month)
    choose(desk, dialog, period=UNDATED)
    assert "blank_days" in asked(dialog)
    assert (dialog.form.wanted().first, dialog.form.wanted().blank_days) == (None, 20)
    dialog.reject()


def test_a_period_that_is_not_filled_in_is_asked_for(desk: Desk, klass: Klass) -> None:
    dialog = of(desk, klass[1][0], report="performance")
    choose(desk, dialog, period=CHOSEN)
    choose(desk, dialog, first=None)
    assert dialog.view.panel.accessibleName() == "Something is missing"
    dialog.save.click()
    assert dialog.findChild(QFileDialog, "report.file") is None
    dialog.reject()


def test_another_term_has_other_classes(desk: Desk, make: Make, klass: Klass) -> None:
    before = make.offering(term_id=make.term(2025), section="Z9")
    reporting.begin(desk.context, desk.window, Place(("class-list",), offering_id=klass[0]))
    rest(desk)
    dialog = shown()
    rest(desk, dialog)
    assert dialog.form.whom().offering_id == klass[0]
    choose(desk, dialog, term=make.term(2025))
    assert dialog.form.whom().offering_id == before
    assert dialog.form.whom().term_id == make.term(2025)
    dialog.reject()


def test_only_the_newest_of_several_previews_is_shown(
    desk: Desk, klass: Klass, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = of(desk, klass[1][0])
    asked_for: list[str] = []
    run = desk.jobs._run_task

    def noting(task: str, arguments: Any, progress: Any) -> Any:
        asked_for.append(arguments["wanted"]["language"])
        return run(task, arguments, progress)  # type: ignore[misc]

    desk.jobs._run_task = noting
    for tongue in ("el", "en", "both"):
        dialog.form.fields["language"].set_value(tongue)
        dialog.form.fields["language"].changed.emit()
    rest(desk, dialog)
    assert asked_for == ["both"]
    assert dialog.view.count == 2
    dialog.reject()


def test_what_a_preview_can_not_show_is_said_with_another_try(desk: Desk, klass: Klass) -> None:
    dialog = of(desk, klass[1][0])
    run = desk.jobs._run_task

    def broken(*_more: object) -> object:
        raise StorageProblem("The disk is full.", "Make room on it.")

    desk.jobs._run_task = broken
    choose(desk, dialog, language="el")
    assert dialog.view.panel.accessibleName() == "The disk is full."
    desk.jobs._run_task = run
    again = dialog.view.panel.findChild(QPushButton, "report.preview.state.button")
    assert again is not None
    again.click()
    rest(desk, dialog)
    assert dialog.view.count == 1
    dialog.reject()


def test_a_viewer_has_no_reports(sit: Sit, make: Make) -> None:
    make.student()
    desk = sit(students_tab, courses_tab, operations_tab, actor=make.user("viewer"))
    screens.offer(desk.context, desk.window)
    select(desk, 0)
    assert screen(desk).acts.report_button.isHidden()
    menu = QMenu()
    screen(desk).acts.fill_menu(menu)
    assert "report.menu" not in [action.objectName() for action in menu.actions()]
    assert desk.window.menu.hits("report") == []
    assert "reports" not in desk.window.show_tab("operations")._specs  # type: ignore[attr-defined]
    assert not desk.window.menu._menus["reports"].menuAction().isVisible()


def test_all_of_it_speaks_greek(desk: Desk, klass: Klass) -> None:
    dialog = of(desk, *klass[1][:2])
    desk.window.languages.choose("el")
    rest(desk, dialog)
    assert dialog.windowTitle() != "Report"
    assert dialog.form.fields["report"].box.currentText() == "Δελτίο προόδου"  # type: ignore[attr-defined]
    assert dialog.form.fields["report"].value() == "report-card"
    assert dialog.form.whom().ids == tuple(klass[1][:2])
    dialog.reject()
