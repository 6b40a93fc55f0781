"""Enrolling one or many, completing and dropping; who is in already stays in once."""

from __future__ import annotations

from datetime import date

import pytest

from sms_desktop.core.errors import Invalid, NotFound
from sms_desktop.db.database import Database
from sms_desktop.services import enrolments, offerings, students
from sms_desktop.services.enrolments import Enrolled
from tests.conftest import Transaction
from tests.content import change_sets, content, entries, last_change
from tests.makers import Make

DAY = date(2026, 9, 21)


def test_many_are_enrolled_at_once_in_one_change(database: Database, make: Make, write: Transaction) -> None:
    offering, ids = make.offering(), [make.student() for _ in range(5)]
    before = len(change_sets(database))
    with write() as session:
        assert enrolments.enrol(session, [*ids, ids[0]], offering, DAY) == Enrolled(5, 0)
    assert len(change_sets(database)) == before + 1
    [(table, operation, values)] = entries(database, last_change(database))
    assert (table, operation, values["after"]["student_id"]) == ("enrolments", "create", ids)
    assert values["after"]["enrolled_at"] == ["2026-09-21"] * 5


def test_who_is_in_already_is_counted_and_not_enrolled_twice(make: Make, write: Transaction, read: Transaction) -> None:
    offering, ids = make.offering(), [make.student() for _ in range(3)]
    with write() as session:
        enrolments.enrol(session, ids[:2], offering)
        assert enrolments.enrol(session, ids, offering) == Enrolled(1, 2)
    with read() as session:
        assert sorted(row.student_id for row in enrolments.of_offering(session, offering)) == ids
        assert offerings.page(session)[0].enrolled == 3


def test_enrolling_those_who_are_in_is_no_change(database: Database, make: Make, write: Transaction) -> None:
    student, offering = make.student(), make.offering()
    make.enrolment(student, offering)
    newest = last_change(database)
    with write() as session:
        enrolments.enrol(session, [student], offering)
    assert last_change(database) == newest


def test_who_dropped_it_is_active_again_and_who_completed_it_stays_so(
    make: Make, write: Transaction, read: Transaction
) -> None:
    offering, ids = make.offering(), [make.student() for _ in range(2)]
    with write() as session:
        enrolments.enrol(session, ids, offering, DAY)
        by_student = {row.student_id: row.id for row in enrolments.of_offering(session, offering)}
        enrolments.set_status(session, [by_student[ids[0]]], "dropped")
        enrolments.set_status(session, [by_student[ids[1]]], "completed")
        assert enrolments.enrol(session, ids, offering) == Enrolled(0, 2)
    with read() as session:
        assert {row.student_id: row.status for row in enrolments.of_offering(session, offering)} == {
            ids[0]: "active",
            ids[1]: "completed",
        }


def test_one_student_who_is_gone_leaves_nobody_enrolled(database: Database, make: Make, write: Transaction) -> None:
    offering, ids = make.offering(), [make.student() for _ in range(2)]
    with write() as session:
        students.delete(session, ids[1:])
    before = content(database)
    for wrong in (ids, [ids[0], 999]):
        with pytest.raises(NotFound, match="1 of these"), write() as session:
            enrolments.enrol(session, wrong, offering)
    assert content(database) == before


def test_nobody_is_enrolled_in_an_offering_that_is_gone(make: Make, write: Transaction) -> None:
    student, offering = make.student(), make.offering()
    with write() as session:
        offerings.delete(session, [offering])
    for gone in (offering, 99):
        with pytest.raises(NotFound), write() as session:
            enrolments.enrol(session, [student], gone)


def test_an_enrolment_deleted_by_mistake_can_be_entered_anew(make: Make, write: Transaction, read: Transaction) -> None:
    student, offering = make.student(), make.offering()
    first = make.enrolment(student, offering)
    with write() as session:
        assert enrolments.delete(session, [first, 99]) == 1
    second = make.enrolment(student, offering)
    assert second != first
    with read() as session:
        assert [row.id for row in enrolments.of_student(session, student)] == [second]


@pytest.mark.parametrize("status", enrolments.STATUSES)
def test_a_status_is_set_from_a_day_on(database: Database, make: Make, write: Transaction, status: str) -> None:
    enrolment = make.enrolment()
    with write() as session:
        assert enrolments.set_status(session, [enrolment], status, DAY) == 1
    row = content(database)["enrolments"][enrolment]
    assert (row["status"], row["status_date"]) == (status, DAY)


def test_an_unknown_status_is_refused(make: Make, write: Transaction) -> None:
    enrolment = make.enrolment()
    with pytest.raises(Invalid), write() as session:
        enrolments.set_status(session, [enrolment], "asleep")


def test_thousands_of_enrolments_can_be_named_at_once(make: Make, write: Transaction) -> None:
    enrolment = make.enrolment()
    with write() as session:
        assert enrolments.set_status(session, [enrolment, *range(1000, 4000)], "completed") == 1


def test_those_of_deleted_students_show_nowhere_and_come_back_with_them(
    make: Make, write: Transaction, read: Transaction
) -> None:
    student, offering = make.student(), make.offering()
    make.enrolment(student, offering)
    with write() as session:
        students.delete(session, [student])
    with read() as session:
        assert (enrolments.of_offering(session, offering), enrolments.count(session)) == ([], 0)
    with write() as session:
        students.restore(session, [student])
        assert enrolments.count(session) == 1


def test_a_students_enrolments_come_newest_year_first(make: Make, read: Transaction) -> None:
    student = make.student()
    old = make.enrolment(student, make.offering(term_id=make.term(2025)))
    new = make.enrolment(student, make.offering(term_id=make.term(2026)))
    with read() as session:
        rows = enrolments.of_student(session, student)
    assert [(row.id, row.year) for row in rows] == [(new, "2026-2027"), (old, "2025-2026")]
