"""Who is at risk in a term: worked scores, the window's own averages, whose names are told to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sms_desktop.core.actor import OWN, Actor
from sms_desktop.core.errors import Denied
from sms_desktop.db.database import Database
from sms_desktop.services import at_risk, enrolments, standings, student_marks, students
from sms_desktop.services.at_risk import AtRisk
from tests.makers import Make
from tests.reports import papers
from tests.reports.papers import DAYS, School
from tests.services.test_performance import counted

D = Decimal


@pytest.fixture
def taught(database: Database, admin: Actor, make: Make) -> School:
    return papers.school(database, admin, make)


def rows(school: School, least: str = "low", who: Actor | None = None, **more: int) -> list[AtRisk]:
    with school.database.read(who or school.admin) as session:
        return list(at_risk.rows(session, school.term, least, **more))


def failing(school: School) -> int:
    """A second student: 45 %, falling, rarely there. Average +40, attendance +35, trend +15."""
    student = school.make.student(last_name="Abbot", first_name="Ada", student_number="S2", section="B1")
    enrolment = school.make.enrolment(student, school.offering)
    school.attend(enrolment, "PPAAA")
    with school.database.read(school.admin) as session:
        tests = [one.assessment_id for one in student_marks.of_enrolment(session, enrolment).assessments]
    for test, score in zip(tests, ("12", "10", "8", "6"), strict=True):
        school.make.mark(enrolment, test, score)
    return student


def test_the_highest_risk_comes_first_with_its_figures_and_reasons(taught: School) -> None:
    student = failing(taught)
    first, second = rows(taught)
    assert (first.student_id, first.name, first.section) == (student, "Abbot Ada", "B1")
    assert (first.average, first.attendance, first.trend) == (D("45.00"), D("40.00"), "declining")
    assert (first.courses, first.failing) == (1, 1)
    assert (first.risk.score, first.risk.level) == (90, "high")
    assert [(one.kind, one.points) for one in first.risk.reasons] == [
        ("average", 40),
        ("attendance", 35),
        ("trend", 15),
    ]
    assert (second.name, second.risk.score, second.average) == ("Παπαδοπούλου Άννα", 0, D("75.00"))


def test_only_those_from_a_level_on(taught: School) -> None:
    failing(taught)
    assert [one.name for one in rows(taught, "high")] == [one.name for one in rows(taught, "medium")] == ["Abbot Ada"]


def test_the_average_is_that_of_the_record(taught: School) -> None:
    taught.make.mark(taught.enrolment, taught.make.assessment(taught.offering, "Exam", "Final exam"), "7")
    with taught.database.read(taught.admin) as session:
        marks = student_marks.marks_of_students(session, [taught.student], taught.term)[taught.student]
    assert [one.average for one in rows(taught)] == [marks.average.percentage]


def test_who_dropped_left_or_was_deleted_is_not_listed(taught: School) -> None:
    failing(taught)
    left = taught.make.student(status="withdrawn", status_date=date(2025, 11, 1))
    taught.make.enrolment(left, taught.offering)
    with taught.database.begin(taught.admin) as session:
        both = [row.id for row in enrolments.of_student(session, taught.student)]
        enrolments.set_status(session, both, "dropped")
    assert [one.name for one in rows(taught)] == ["Abbot Ada"]
    with taught.database.begin(taught.admin) as session:
        students.delete(session, [one.student_id for one in rows(taught)])
    assert rows(taught) == []


def test_a_class_alone(taught: School) -> None:
    other = taught.make.offering(term_id=taught.term)
    taught.make.enrolment(taught.make.student(last_name="Other"), other)
    assert [one.last_name for one in rows(taught, offering_id=other)] == ["Other"]


def test_a_teacher_is_told_of_the_own_classes(taught: School) -> None:
    taught.make.enrolment(taught.make.student(last_name="Other"), taught.make.offering(term_id=taught.term))
    (one,) = rows(taught, who=taught.make.teacher(taught.offering))
    assert (one.last_name, one.courses) == ("Παπαδοπούλου", 1)
    assert rows(taught, who=taught.make.teacher()) == []


def test_a_viewer_sees_figures_without_names(taught: School) -> None:
    (one,) = rows(taught, who=taught.make.user("viewer"))
    assert (one.student_id, one.student_number, one.name, one.average) == (0, "", "", D("75.00"))


def test_names_of_the_own_classes_alone_are_told_for_those(taught: School) -> None:
    taught.make.enrolment(taught.make.student(last_name="Other"), taught.make.offering(term_id=taught.term))
    teacher = taught.make.teacher(taught.offering)
    mixed = replace(teacher, rights=frozenset({"analytics:view", "analytics:names" + OWN}))
    assert sorted(one.last_name for one in rows(taught, who=mixed)) == ["", "Παπαδοπούλου"]
    with pytest.raises(Denied):
        rows(taught, who=replace(teacher, rights=frozenset({"analytics:names"})))


def test_many_students_take_as_few_statements_as_two(taught: School) -> None:
    failing(taught)
    numbers = []
    for _round in range(2):
        with taught.database.read(taught.admin) as session, counted(taught.database) as statements:
            at_risk.rows(session, taught.term)
        numbers.append(len(statements))
        for enrolment in taught.make.klass(taught.offering, 20):
            assert enrolment
    assert numbers[0] == numbers[1] < 12


def test_a_mark_without_a_day_stands_where_it_was_entered(taught: School) -> None:
    assessment = taught.make.assessment(taught.offering, "Undated", "Coursework (at home)")
    taught.make.mark(taught.enrolment, assessment, "2")
    with taught.database.read(taught.admin) as session:
        marks = [mark for found in student_marks.of_enrolment(session, taught.enrolment).work.marks.values()
                 for mark in found]  # fmt: skip
    assert [int(one) for one in standings.series(marks)] == [60, 70, 80, 90, 10]
    assert max(mark.day for mark in marks if mark.day) == DAYS[-1]
