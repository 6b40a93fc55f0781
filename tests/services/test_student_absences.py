"""What a student missed, over all courses."""

from __future__ import annotations

from datetime import date

import pytest

from sms_desktop.db.attendance import Attendance
from sms_desktop.services import enrolments, student_absences
from tests.conftest import Transaction
from tests.makers import Make

MONDAY, TUESDAY = date(2026, 10, 5), date(2026, 10, 6)


@pytest.fixture
def student(make: Make, write: Transaction) -> int:
    """A student who missed two periods, came late to one, and was there in one."""
    number = make.student()
    enrolled = make.enrolment(number, make.offering(course_id=make.course(course_code="A100")))
    record(write, enrolled, (MONDAY, 1, "P"), (MONDAY, 2, "L"), (TUESDAY, 1, "A"), (TUESDAY, 2, "E"))
    return number


def record(write: Transaction, enrolment_id: int, *records: tuple[date, int, str]) -> None:
    """Writes records as registers leave them."""
    with write() as session:
        session.add_all(
            Attendance(enrolment_id=enrolment_id, date=day, period=period, status=status)
            for day, period, status in records
        )


def test_what_was_missed_comes_newest_first_and_presence_is_left_out(student: int, read: Transaction) -> None:
    with read() as session:
        rows = student_absences.of_student(session, student)
    assert [(row.date, row.period, row.status) for row in rows] == [
        (TUESDAY, 2, "E"),
        (TUESDAY, 1, "A"),
        (MONDAY, 2, "L"),
    ]
    assert {row.course_code for row in rows} == {"A100"}
    assert {row.term_state for row in rows} == {"open"}


def test_another_students_and_another_terms_absences_are_not_among_them(
    student: int, make: Make, read: Transaction, write: Transaction
) -> None:
    record(write, make.enrolment(), (MONDAY, 1, "A"))
    earlier = make.enrolment(student, make.offering(term_id=make.term(2025)))
    record(write, earlier, (date(2025, 10, 6), 1, "A"))
    with read() as session:
        assert len(student_absences.of_student(session, student)) == 4
        assert len(student_absences.of_student(session, student, make.term(2026))) == 3
        assert len(student_absences.of_student(session, student, statuses=("A",))) == 2
        assert len(student_absences.of_student(session, student, limit=1)) == 1


def test_what_belongs_to_a_deleted_enrolment_is_not_shown(student: int, read: Transaction, write: Transaction) -> None:
    with write() as session:
        enrolments.delete(session, [row.id for row in enrolments.of_student(session, student)])
    with read() as session:
        assert student_absences.of_student(session, student) == []
