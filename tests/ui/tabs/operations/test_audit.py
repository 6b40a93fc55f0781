"""The page of the log: listed, filtered, told entry by entry, by keyboard, in the language of the moment."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sms_desktop.core import clock
from sms_desktop.core.actor import Actor
from sms_desktop.core.permissions import SECRETARY, rights_of
from sms_desktop.core.schedule import Lesson
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.database import Database
from sms_desktop.services import students
from sms_desktop.services.history import audit_archive
from sms_desktop.services.history.audit_places import Place
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.language import Languages
from sms_desktop.ui.screenshots import settle
from sms_desktop.ui.tabs.attendance import attendance_tab
from sms_desktop.ui.tabs.courses import courses_tab
from sms_desktop.ui.tabs.grades import grades_tab
from sms_desktop.ui.tabs.operations import operations_tab
from sms_desktop.ui.tabs.operations.audit import AuditPage
from sms_desktop.ui.tabs.operations.audit_filters import CHOSEN
from sms_desktop.ui.tabs.students import students_tab
from sms_desktop.ui.widgets.overlay import Toast
from tests.conftest import Transaction
from tests.content import last_change
from tests.makers import Make
from tests.schools import ADMIN
from tests.ui.tabs.conftest import Sit


def opened(desk: Desk) -> AuditPage:
    tab: Any = desk.window.tab("operations")
    page = tab.open_page("audit")
    assert isinstance(page, AuditPage)
    settle(desk.window)
    return page


def listed(desk: Desk, page: AuditPage) -> list[str]:
    settle(desk.window)
    return [row.title for _place, row in page.model.loaded()]


def chosen(desk: Desk, page: AuditPage, name: str, value: object) -> None:
    box = page.filters.boxes[name]
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())
    settle(desk.window)


@pytest.fixture
def busy(make: Make, write: Transaction) -> int:
    """A student whose name was changed."""
    number = make.student(first_name="Άννα", last_name="Γεωργίου")
    with write() as session:
        data = students.get(session, number).data
        students.update(session, number, students.StudentData(**{**data.__dict__, "last_name": "Παππά"}))
    return number


def test_the_log_is_listed_and_an_entry_told_in_full(sit: Sit, busy: int) -> None:
    desk = sit(operations_tab)
    page = opened(desk)
    assert listed(desk, page)[:2] == ["Edit student Παππά Άννα", "Add student Γεωργίου Άννα"]
    page.table.selectRow(0)
    settle(desk.window)
    told = page.detail.toPlainText()
    assert "Edit student Παππά Άννα" in told
    assert "Γεωργίου → Παππά" in told
    assert "Last name" in told


def test_words_and_choices_narrow_it_and_all_is_shown_again(sit: Sit, busy: int) -> None:
    desk = sit(operations_tab)
    page = opened(desk)
    everything = listed(desk, page)
    desk.window.activateWindow()
    QApplication.processEvents()
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.filters.text.hasFocus()
    page.filters.text.setText("Παππά")
    page.filters._pause.timeout.emit()
    assert listed(desk, page) == ["Edit student Παππά Άννα"]
    page.filters.clear()
    chosen(desk, page, "action", "export")
    assert listed(desk, page) == []
    assert page.filters.narrowed()
    page.filters.clear()
    chosen(desk, page, "entity", "students")
    chosen(desk, page, "user", "admin")
    chosen(desk, page, "since", 0)
    assert len(listed(desk, page)) == 2
    page.filters.clear()
    assert listed(desk, page) == everything


def test_another_language_changes_every_word(sit: Sit, busy: int, languages: Languages) -> None:
    desk = sit(operations_tab)
    page = opened(desk)
    chosen(desk, page, "user", "admin")
    page.table.selectRow(0)
    settle(desk.window)
    languages.choose("el")
    settle(desk.window)
    assert page.filters.boxes["user"].currentData() == "admin"
    assert "Επώνυμο" in page.detail.toPlainText()
    assert "entr" not in page._count.text() or page._count.text() == ""


def test_what_is_done_meanwhile_is_there(sit: Sit, busy: int, make: Make) -> None:
    desk = sit(operations_tab)
    page = opened(desk)
    before = len(listed(desk, page))
    make.student()
    QApplication.processEvents()
    settle(desk.window)
    assert len(listed(desk, page)) == before + 1


def test_that_older_entries_are_in_an_archive_is_said(sit: Sit, busy: int, database: Database, tmp_path: Path) -> None:
    audit_archive.archive(database, ADMIN, clock.today() + timedelta(days=2), tmp_path / "log")
    desk = sit(operations_tab)
    page = opened(desk)
    assert page._count.text() == "2 entries · What came before entry 3 is in an archive."


def test_in_a_narrow_window_the_entry_stands_under_the_list(sit: Sit, busy: int) -> None:
    desk = sit(operations_tab)
    page = opened(desk)
    assert page._split.orientation() == Qt.Orientation.Horizontal
    desk.window.resize(683, 600)
    settle(desk.window)
    assert page._split.orientation() == Qt.Orientation.Vertical


def test_a_period_of_ones_own_is_from_one_day_to_another(sit: Sit, busy: int) -> None:
    desk = sit(operations_tab)
    page = opened(desk)
    everything = listed(desk, page)
    days = page.filters.days
    assert not days.isVisible()
    chosen(desk, page, "since", CHOSEN)
    assert days.isVisible()
    tomorrow, today = clock.today() + timedelta(days=1), clock.today()
    for first, last, found in ((tomorrow, None, []), (today, tomorrow, everything), (None, today, everything),
                               (None, today - timedelta(days=2), []), (tomorrow, today, [])):  # fmt: skip
        days.first.set_value(first)
        days.last.set_value(last)
        page.filters._pause.timeout.emit()
        assert listed(desk, page) == found
    assert "before the first" in days.last._note.text()
    days.first.line.setText("never")
    days.last.set_value(None)
    page.filters._pause.timeout.emit()
    assert listed(desk, page) == everything
    page.filters.clear()
    assert not days.isVisible()


def test_an_entry_leads_to_the_record_that_it_is_about(
    sit: Sit, make: Make, write: Transaction, database: Database
) -> None:
    offering = make.offering(lessons=(Lesson(0, 1, 1, "08:00"),))
    [enrolment] = make.klass(offering, 1)
    make.mark(enrolment, make.assessment(offering, "Exam"), "12")
    marked = last_change(database)
    with write() as session:
        session.add(Attendance(enrolment_id=enrolment, date=date(2026, 9, 21), period=1, status="A"))
    desk = sit(students_tab, courses_tab, grades_tab, attendance_tab, operations_tab)
    page = opened(desk)
    for number, screen in ((marked, "grades"), (last_change(database), "attendance"), (marked - 2, "students")):
        desk.window.show_tab("operations")
        page.table.select_id(number)
        settle(desk.window)
        [link] = re.findall(r'href="(open:[0-9]+)"', page.detail.toHtml())[:1]
        page.detail.anchorClicked.emit(QUrl(link))
        settle(desk.window)
        assert desk.window.current_tab() == screen


def test_a_record_on_a_screen_that_somebody_has_not_is_said(sit: Sit, busy: int) -> None:
    desk = sit(operations_tab)
    page = opened(desk)
    for place in (Place("student", busy), Place("operations", page="nowhere")):
        page.detail.place_wanted.emit(place)
        assert "that you don't have" in desk.window.findChild(Toast)._text.text()


def test_only_who_may_see_the_log_has_the_page(sit: Sit) -> None:
    desk = sit(operations_tab, actor=Actor(3, "office", rights_of(SECRETARY), "office-pc"))
    tab: Any = desk.window.tab("operations")
    assert "audit" not in tab._specs
