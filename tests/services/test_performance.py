"""The performance of a student in a period: the window's own figures, and those of the period alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import event

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Denied, NotFound
from sms_desktop.core.risk import risk
from sms_desktop.db.database import Database
from sms_desktop.services import absence_limits, enrolments, student_marks, students
from sms_desktop.services.performance import Performance, of_student, performance
from tests.makers import Make
from tests.reports import papers
from tests.reports.papers import DAYS, FIRST, LAST, RULES, School

D = Decimal


@pytest.fixture
def taught(database: Database, admin: Actor, make: Make) -> School:
    return papers.school(database, admin, make)


def found(school: School, first: date = FIRST, last: date = LAST) -> Performance:
    with school.database.read(school.admin) as session:
        return performance(session, [school.student], first, last)[school.student]


def test_standing_average_and_limits_are_those_of_the_window(taught: School) -> None:
    taught.attend(taught.enrolment, "PPAE")
    one = found(taught)
    with taught.database.read(taught.admin) as session:
        marks = student_marks.marks_of_student(session, taught.student)
        limits = {row.enrolment_id: row.limit for row in absence_limits.limits(session, student_id=taught.student)}
    assert tuple(course.marks for course in one.courses) == marks.courses
    assert one.average == marks.average
    assert {course.marks.enrolment_id: course.marks.limit for course in one.courses} == limits


def test_marks_rates_and_notes_are_those_of_the_period_both_days_included(taught: School) -> None:
    taught.attend(taught.enrolment, "PPAE")
    taught.note("Fine")
    one = found(taught, DAYS[1], DAYS[2])
    assert [(mark.day, mark.title, mark.percentage) for mark in one.given] == [
        (DAYS[1], "Test 2", Fraction(70)), (DAYS[2], "Test 3", Fraction(80)),
    ]  # fmt: skip
    assert (one.of_period, one.average.percentage) == (Fraction(75), D("75.00"))
    assert one.counts.recorded == 0
    assert [row.data.text for row in one.highlights] == ["Fine"]
    assert found(taught, DAYS[0], DAYS[0]).counts.recorded == 4
    assert found(taught, DAYS[0], DAYS[0]).highlights == ()


def test_the_risk_is_judged_by_average_attendance_and_trend(taught: School) -> None:
    taught.attend(taught.enrolment, "PAAAA")
    one = found(taught)
    assert one.trend == "improving"
    assert one.risk == risk(D("75.00"), D(20), "improving")


def test_a_course_of_another_term_is_in_it_only_with_a_mark_of_the_period(taught: School, make: Make) -> None:
    other = make.offering(course_id=make.course(course_code="OLD"), term_id=make.term(2023), rules=RULES)
    enrolment = make.enrolment(taught.student, other)
    assert [one.marks.course_code for one in found(taught).courses] == ["ALG", "ZOO"]
    late = make.assessment(other, "Resit", "Final exam", assigned_on=DAYS[0])
    make.mark(enrolment, late, "10")
    assert [one.marks.course_code for one in found(taught).courses] == ["ALG", "ZOO", "OLD"]


def test_dropped_courses_are_left_out(taught: School) -> None:
    with taught.database.begin(taught.admin) as session:
        enrolments.set_status(session, [taught.enrolment], "dropped")
    assert [one.marks.course_code for one in found(taught).courses] == ["ZOO"]


def test_students_come_in_the_order_asked_for_without_those_that_are_gone(taught: School, make: Make) -> None:
    other, gone = make.student(), make.student()
    with taught.database.begin(taught.admin) as session:
        students.delete(session, [gone])
    with taught.database.read(taught.admin) as session:
        assert list(performance(session, [other, gone, taught.student, 999], FIRST, LAST)) == [other, taught.student]
        with pytest.raises(NotFound):
            of_student(session, gone, FIRST, LAST)


def test_a_teacher_is_told_of_the_own_course_alone(taught: School) -> None:
    with taught.database.read(taught.make.teacher(taught.offering)) as session:
        one = of_student(session, taught.student, FIRST, LAST)
    assert [course.marks.course_code for course in one.courses] == ["ALG"]
    with pytest.raises(Denied), taught.database.read(taught.make.teacher()) as session:
        of_student(session, taught.student, FIRST, LAST)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


def test_many_take_as_few_statements_as_one(taught: School, make: Make) -> None:
    many = [taught.student]
    for _n in range(9):
        many.append(make.student())
        make.enrolment(many[-1], taught.offering)
    numbers = []
    for asked in ([taught.student], many):
        with taught.database.read(taught.admin) as session, counted(taught.database) as statements:
            performance(session, asked, FIRST, LAST)
        numbers.append(len(statements))
    assert numbers[0] == numbers[1] < 20


def test_an_empty_period_says_nothing_rather_than_nought(taught: School) -> None:
    one = found(taught, LAST + timedelta(days=1), LAST + timedelta(days=7))
    assert (one.given, one.of_period, one.trend, one.counts.attendance) == ((), None, "unknown", None)
    assert one.average.percentage == D("75.00")
