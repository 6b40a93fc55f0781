"""The honour roll: who is on it, ranks with ties within a programme and year, and who may read it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Denied, Invalid
from sms_desktop.db.database import Database
from sms_desktop.services import enrolments, honours, settings, student_marks, years
from sms_desktop.services.honours import Honour
from tests.makers import Make
from tests.reports import papers
from tests.reports.papers import School

D = Decimal


@pytest.fixture
def school(database: Database, admin: Actor, make: Make) -> School:
    """The student of `papers`, who has no result in one course, and a class of one course with an exam."""
    return papers.school(database, admin, make)


def klass(school: School, **who: str) -> dict[str, int]:
    """Students by last name with an exam of so much out of 20 in a course of their own."""
    offering = school.make.offering(term_id=school.term)
    exam = school.make.assessment(offering, "Exam", "Final exam")
    found = {}
    for name, score in who.items():
        found[name] = school.make.student(last_name=name, first_name="A", programme="AUT", study_year=1)
        school.make.mark(school.make.enrolment(found[name], offering), exam, score)
    return found


def roll(school: School, who: Actor | None = None, **more: Any) -> list[Honour]:
    with school.database.read(who or school.admin) as session:
        return list(honours.rows(session, school.term, **more))


def test_equal_averages_share_a_rank_and_the_next_is_left_out(school: School) -> None:
    klass(school, Abel="19", Baker="18", Cole="18", Dunn="17", Eve="16.99")
    assert [(one.rank, one.last_name, one.average) for one in roll(school)] == [
        (1, "Abel", D("95.00")), (2, "Baker", D("90.00")), (2, "Cole", D("90.00")), (4, "Dunn", D("85.00")),
    ]  # fmt: skip


def test_each_programme_and_year_has_ranks_of_its_own(school: School) -> None:
    klass(school, Abel="19", Baker="18")
    other = school.make.student(last_name="Zed", programme="CUL", study_year=2)
    offering = school.make.offering(term_id=school.term)
    school.make.mark(school.make.enrolment(other, offering), school.make.assessment(offering, "E", "Final exam"), "17")
    assert [(one.programme, one.study_year, one.rank) for one in roll(school)] == [
        ("AUT", 1, 1), ("AUT", 1, 2), ("CUL", 2, 1),
    ]  # fmt: skip


def test_the_average_is_that_of_the_record(school: School) -> None:
    who = klass(school, Abel="19")["Abel"]
    with school.database.read(school.admin) as session:
        marks = student_marks.marks_of_students(session, [who], school.term)[who]
    (one,) = roll(school)
    assert (one.average, one.courses, one.unfinished) == (marks.average.percentage, 1, 1)


def test_who_has_a_course_without_a_result_or_failed_is_not_on_it(school: School) -> None:
    who = klass(school, Abel="20", Baker="20")
    more = school.make.offering(term_id=school.term)
    exam = school.make.assessment(more, "Exam", "Final exam")
    school.make.enrolment(who["Abel"], more)
    failed = school.make.enrolment(who["Baker"], more)
    school.make.mark(failed, exam, "9.9")
    assert roll(school, least=0) == []
    with school.database.begin(school.admin) as session:
        enrolments.set_status(session, [failed], "dropped")
    assert [one.last_name for one in roll(school)] == ["Baker"]


def test_the_least_average_is_the_settings_unless_one_is_said(school: School) -> None:
    klass(school, Abel="16", Baker="18")
    assert [one.last_name for one in roll(school, least=80)] == ["Baker", "Abel"]
    with school.database.begin(school.admin) as session:
        settings.write(session, "grades.honours_percent", 91)
    assert roll(school) == []
    with pytest.raises(Invalid):
        roll(school, least=101)


def test_a_year_counts_all_of_its_terms_that_have_begun(school: School) -> None:
    who = klass(school, Abel="20")["Abel"]
    with school.database.read(school.admin) as session:
        spring = next(row.id for row in years.terms(session) if row.year == "2025-2026" and row.id != school.term)
    offering = school.make.offering(term_id=spring)
    exam = school.make.assessment(offering, "Exam", "Final exam")
    school.make.mark(school.make.enrolment(who, offering), exam, "18")
    assert [(one.average, one.courses) for one in roll(school, whole_year=True)] == [(D("95.00"), 2)]
    assert [(one.average, one.courses) for one in roll(school)] == [(D("100.00"), 1)]


def test_who_sees_the_own_classes_alone_reads_no_roll(school: School) -> None:
    for missing in ("grades:view", "students:view"):
        rights = frozenset({"grades:view", "students:view"}) - {missing}
        for more in (frozenset(), frozenset({f"{missing}:own"})):
            with pytest.raises(Denied):
                roll(school, replace(school.admin, rights=rights | more))
    assert roll(school, school.make.user("viewer")) == []
