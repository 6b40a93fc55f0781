"""Attendance and highlights in the student's record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.db.attendance import Attendance
from sms_desktop.services import highlights, register_entry, student_absences
from sms_desktop.services.highlights import HighlightData
from sms_desktop.ui.desk import Desk
from sms_desktop.ui.tabs.attendance import attendance_tab
from sms_desktop.ui.tabs.students import students_tab
from sms_desktop.ui.tabs.students.absences import Absences
from tests.conftest import Transaction
from tests.makers import Make
from tests.ui.tabs.conftest import Sit
from tests.ui.tabs.students_screen import come_to_rest, dialog, screen, type_into


@dataclass(frozen=True)
class Attended:
    """Abbot missed five periods of A100, of which four are allowed, and none of B200, which was a year earlier."""

    student: int
    over: int
    fine: int


@pytest.fixture
def attended(make: Make, write: Transaction) -> Attended:
    """The student with the two courses."""
    student = make.student(last_name="Abbot", first_name="Ada")
    over = make.enrolment(student, offered(make, "A100", 2026))
    fine = make.enrolment(student, offered(make, "B200", 2025))
    with write() as session:
        for day in range(1, 11):
            status = "A" if day <= 4 else "E" if day == 5 else "L" if day == 6 else "P"
            session.add(Attendance(enrolment_id=over, date=date(2026, 10, day), period=1, status=status))
        session.add(Attendance(enrolment_id=fine, date=date(2025, 10, 1), period=1, status="P"))
    return Attended(student, over, fine)


def offered(make: Make, code: str, year: int) -> int:
    """An offering of three periods a week."""
    course = make.course(course_code=code, periods_per_week=Decimal(3))
    return make.offering(course_id=course, term_id=make.term(year))


def opened(desk: Desk, name: str) -> Any:
    """A page of the record, in front."""
    screen(desk).record.open_page(name)
    come_to_rest(desk)
    return getattr(screen(desk).record, name)


def cells(table: Any, *columns: str) -> list[list[str]]:
    model = table.table_model
    names = [column.name for column in model.columns]
    return [[model.index(row, names.index(name)).data() for name in columns] for row in range(model.rowCount())]


def choose_term(desk: Desk, page: Any, place: int) -> None:
    page.terms.setCurrentIndex(place)
    page.terms.activated.emit(place)
    come_to_rest(desk)


def select(desk: Desk, part: Absences, *places: int) -> None:
    part.table.clearSelection()
    for place in places:
        flags = part.table.selectionModel().SelectionFlag
        index = part.table.model().index(place, 0)
        part.table.selectionModel().setCurrentIndex(index, flags.Select | flags.Rows)
    come_to_rest(desk)


def test_the_student_over_the_limit_is_shown_so_with_what_is_left(sit: Sit, attended: Attended) -> None:
    desk = sit(students_tab)
    page = opened(desk, "attendance")
    choose_term(desk, page, 0)
    assert cells(page.table, "course_code", "absences", "remaining", "status") == [
        ["A100", "5 of 4", "0", "Over the limit"],
        ["B200", "0 of 4", "4", "Within the limit"],
    ]
    assert cells(page.table, "presence", "attendance")[0] == ["40.0 %", "50.0 %"]
    assert page.rates.text() == "Present 45.5 %, attended with late arrivals 54.5 %, of 11 recorded periods."


def test_a_term_is_chosen_once_for_courses_and_absences(sit: Sit, attended: Attended) -> None:
    desk = sit(students_tab)
    page = opened(desk, "attendance")
    choose_term(desk, page, page.terms.findText("2025-2026 · Winter term"))
    assert cells(page.table, "course_code") == [["B200"]]
    assert cells(page.absences.table, "date") == []
    choose_term(desk, page, page.terms.findText("2026-2027 · Winter term"))
    assert len(cells(page.absences.table, "date")) == 6


def test_absences_are_excused_with_reason_and_document_and_that_can_be_undone(
    sit: Sit, attended: Attended, read: Transaction
) -> None:
    desk = sit(students_tab)
    page = opened(desk, "attendance")
    choose_term(desk, page, 0)
    assert cells(page.absences.table, "date", "status")[:3] == [
        ["06/10/2026", "Late"],
        ["05/10/2026", "Excused"],
        ["04/10/2026", "Absent"],
    ]
    select(desk, page.absences, 2, 3)
    page.absences.excuse()
    form = dialog("students.excuse.dialog")
    form.submit()
    assert form.form.fields["note"].problem == "Please fill this in."
    type_into(form.form, note="Ill", document="No. 12")
    form.submit()
    come_to_rest(desk)
    assert cells(page.absences.table, "date", "status", "note")[2] == ["04/10/2026", "Excused", "Ill · No. 12"]
    assert desk.window._toast.text() == "Excused 2 absences."
    desk.window._toast.button.click()
    come_to_rest(desk)
    with read() as session:
        assert len(student_absences.of_student(session, attended.student, statuses=("A",))) == 4


def test_an_excuse_is_taken_back(sit: Sit, attended: Attended, read: Transaction) -> None:
    desk = sit(students_tab)
    page = opened(desk, "attendance")
    choose_term(desk, page, 0)
    select(desk, page.absences, 1)
    page.absences.unexcuse()
    come_to_rest(desk)
    with read() as session:
        assert student_absences.of_student(session, attended.student, statuses=("E",)) == []


def test_what_a_register_says_elsewhere_shows_at_once(sit: Sit, attended: Attended, write: Transaction) -> None:
    desk = sit(students_tab)
    page = opened(desk, "attendance")
    choose_term(desk, page, 0)
    with write() as session:
        ids = [row.id for row in student_absences.of_student(session, attended.student, statuses=("A",))]
        register_entry.excuse(session, ids, "Strike")
    come_to_rest(desk)
    assert [row[0] for row in cells(page.absences.table, "status")] == ["Late", *["Excused"] * 5]


def test_who_may_not_change_registers_can_only_look(sit: Sit, attended: Attended) -> None:
    rights = frozenset({"students:view", "attendance:view"})
    desk = sit(students_tab, actor=Actor(1, "desk", rights))
    page = opened(desk, "attendance")
    choose_term(desk, page, 0)
    select(desk, page.absences, 2)
    enabled = {act.name for act, button in page.absences._acts if button.isEnabled()}
    assert enabled == {"history", "register"}


def test_a_highlight_is_written_changed_and_deleted(sit: Sit, make: Make, read: Transaction) -> None:
    student = make.student()
    desk = sit(students_tab)
    page = opened(desk, "highlights")
    page.add()
    form = dialog("students.highlight.dialog")
    type_into(form.form, text="First prize", category="Competition", noted_on=date(2025, 10, 3))
    form.submit()
    come_to_rest(desk)
    assert cells(page.table, "kind", "noted_on", "text", "category") == [
        ["Praise", "03/10/2025", "First prize", "Competition"]
    ]
    page.edit()
    form = dialog("students.highlight.dialog")
    type_into(form.form, text="Late again", is_positive=False, category="My own")
    form.submit()
    come_to_rest(desk)
    assert cells(page.table, "kind", "text", "category") == [["Concern", "Late again", "My own"]]
    page.delete()
    come_to_rest(desk)
    assert desk.window._toast.text() == "Deleted 1 highlight."
    desk.window._toast.button.click()
    come_to_rest(desk)
    with read() as session:
        assert [row.data.text for row in highlights.of_student(session, student)] == ["Late again"]


def test_the_usual_words_of_highlights_follow_the_readers_language(sit: Sit, make: Make, write: Transaction) -> None:
    student = make.student()
    with write() as session:
        highlights.add(session, student, HighlightData("Helps", "Cooperation", "Excellent", date(2025, 10, 3)))
    desk = sit(students_tab)
    page = opened(desk, "highlights")
    desk.window.languages.choose("el")
    page.table.selectRow(0)
    page.edit()
    form = dialog("students.highlight.dialog")
    assert not form.form.dirty
    form.submit()
    come_to_rest(desk)
    assert page.rows()[0].data.category == "Cooperation", "kept as it is, whatever it is called"


def test_an_absence_opens_the_register_of_its_day(sit: Sit, attended: Attended) -> None:
    desk = sit(students_tab, attendance_tab)
    desk.window.show_tab("students")
    page = opened(desk, "attendance")
    choose_term(desk, page, 0)
    select(desk, page.absences, 2)
    next(button for act, button in page.absences._acts if act.name == "register").click()
    come_to_rest(desk)
    assert desk.window.current_tab() == "attendance"
    shown: Any = desk.window.tab("attendance")
    assert (shown.segment, shown.day) == ("register", date(2026, 10, 4))
