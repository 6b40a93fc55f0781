"""Whom a report is about, as people say it: students and classes by what they have in common, and names."""

from __future__ import annotations

from typing import Any

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.db.database import Database
from sms_desktop.reports import whom
from sms_desktop.reports.catalogue import REPORTS
from sms_desktop.reports.report import OFFERING, ROOM, SCHOOL, SECTION, STUDENT, TEACHER, Report
from sms_desktop.reports.whom import (
    ALL,
    CLASS,
    GIVEN,
    NAMED,
    OF_SECTION,
    PROGRAMME,
    STUDY_YEAR,
    Choices,
    Found,
    Way,
    Whom,
)
from tests.conftest import Transaction
from tests.makers import Make


@pytest.fixture
def three(make: Make) -> list[int]:
    """Three students; the last one left school."""
    return [
        make.student(last_name="Abbot", section="A1", study_year=1),
        make.student(last_name="Brown", section="B1", study_year=1),
        make.student(last_name="Carter", section="A1", study_year=1, status="withdrawn"),
    ]


@pytest.fixture
def two(make: Make) -> list[int]:
    """A class with one student in section A1, and an empty one in B1."""
    first = make.offering(section="A1", room="Lab 1", teachers=("Μαρία Παππά",))
    return [first, make.offering(section="B1", teachers=("Alan Webb",))]


def found(read: Transaction, way: Way, **more: Any) -> Found:
    with read() as session:
        return whom.find(session, Whom(way, **more))


def test_students_are_found_by_what_they_have_in_common_and_only_active_ones(
    three: list[int], read: Transaction
) -> None:
    assert found(read, Way(STUDENT, ALL)) == Found(tuple(three[:2]), people=2)
    assert found(read, Way(STUDENT, OF_SECTION), value="A1").ids == (three[0],)
    assert found(read, Way(STUDENT, STUDY_YEAR), value=1).ids == tuple(three[:2])
    assert found(read, Way(STUDENT, PROGRAMME), value="XXX").nobody


def test_those_who_were_chosen_one_by_one_stay_in_their_order_whatever_they_are(
    three: list[int], read: Transaction
) -> None:
    assert found(read, Way(STUDENT, GIVEN), ids=tuple(three[::-1])).ids == tuple(three[::-1])
    assert found(read, Way(STUDENT, GIVEN)) == Found(nobody=True)


def test_a_class_is_its_students_or_itself(three: list[int], two: list[int], make: Make, read: Transaction) -> None:
    for student in three[:2]:
        make.enrolment(student, two[0])
    assert found(read, Way(STUDENT, CLASS), offering_id=two[0]).ids == tuple(three[:2])
    assert found(read, Way(OFFERING, CLASS), offering_id=two[0]) == Found((two[0],), people=2)
    assert found(read, Way(OFFERING, CLASS)).nobody
    assert found(read, Way(STUDENT, CLASS)).nobody


def test_of_a_class_a_paper_for_those_who_are_there_leaves_out_who_has_left(
    three: list[int], two: list[int], make: Make, read: Transaction
) -> None:
    for student in three:
        make.enrolment(student, two[0])
    everybody = found(read, Way(STUDENT, CLASS), offering_id=two[0])
    assert set(everybody.ids) == set(three)
    assert found(read, Way(STUDENT, CLASS), offering_id=two[0], present=True).ids == tuple(three[:2])
    assert found(read, Way(STUDENT, CLASS), offering_id=two[1], present=True).nobody


def test_of_a_section_those_of_one_year_can_be_meant_alone(three: list[int], make: Make, read: Transaction) -> None:
    older = make.student(last_name="Adams", section="A1", study_year=2)
    assert found(read, Way(STUDENT, OF_SECTION), value="A1", study_year=2).ids == (older,)
    assert found(read, Way(STUDENT, ALL), study_year=2).ids == (older,)


def test_classes_of_a_term_or_of_a_section_in_it(two: list[int], make: Make, read: Transaction) -> None:
    term = make.term()
    assert found(read, Way(OFFERING, ALL), term_id=term).ids == tuple(two)
    assert found(read, Way(OFFERING, OF_SECTION), term_id=term, value="B1").ids == (two[1],)
    assert found(read, Way(OFFERING, ALL)).nobody


def test_teachers_sections_and_rooms_go_by_their_names(two: list[int], make: Make, read: Transaction) -> None:
    term = make.term()
    assert found(read, Way(TEACHER, ALL), term_id=term).names == ("Alan Webb", "Μαρία Παππά")
    assert found(read, Way(TEACHER, NAMED), value="Alan Webb").names == ("Alan Webb",)
    assert found(read, Way(SECTION, ALL), term_id=term).names == ("A1", "B1")
    assert found(read, Way(ROOM, ALL), term_id=term).names == ("Lab 1",)
    assert found(read, Way(ROOM, NAMED)).nobody


def test_of_the_school_it_is_everybody(three: list[int], read: Transaction) -> None:
    assert found(read, Way(SCHOOL, ALL)) == Found(people=3)


def test_what_there_is_to_choose_from_is_that_of_the_term(two: list[int], make: Make, read: Transaction) -> None:
    make.student(section="A1")
    other = make.offering(term_id=make.term(2025), section="C1")
    with read() as session:
        current, of_other = whom.choices(session, make.term()), whom.choices(session, offering_id=other)
    assert [row.id for row in current.offerings] == two
    assert (current.taught, current.rooms, current.sections) == (("A1", "B1"), ("Lab 1",), ("A1",))
    assert current.study_years > 0
    assert [row.id for row in of_other.offerings] == [other]
    assert of_other.taught == ("C1",)


def test_a_school_without_terms_has_nothing_to_choose_from(read: Transaction) -> None:
    with read() as session:
        assert whom.choices(session) == Choices(study_years=whom.choices(session).study_years, programmes=())


def test_who_may_not_see_classes_still_chooses_students(three: list[int], two: list[int], database: Database) -> None:
    clerk = Actor(1, "clerk", frozenset({"students:view", "reports:run"}), "desk")
    with database.read(clerk) as session:
        choices = whom.choices(session)
        assert whom.find(session, Whom(Way(STUDENT, ALL))).ids == tuple(three[:2])
    assert (choices.offerings, choices.taught, choices.sections) == ((), (), ("A1", "B1"))


def test_a_teacher_finds_the_own_students_and_classes(
    three: list[int], two: list[int], make: Make, database: Database
) -> None:
    make.enrolment(three[0], two[0])
    make.enrolment(three[1], two[1])
    with database.read(make.teacher(two[0])) as session:
        assert whom.find(session, Whom(Way(STUDENT, ALL))).ids == (three[0],)
        assert whom.find(session, Whom(Way(OFFERING, ALL), term_id=make.term())).ids == (two[0],)
        assert [row.id for row in whom.choices(session).offerings] == [two[0]]


@pytest.mark.parametrize("report", REPORTS.values(), ids=lambda report: report.name)
def test_every_report_can_be_said_in_a_way(report: Report) -> None:
    ways = whom.ways(report)
    assert ways[0].about == report.about
    assert len(set(ways)) == len(ways)
    assert {way.about for way in ways} == {report.about, *report.also}
