"""The made-up assessments, marks and highlights."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from random import Random
from statistics import mean

import pytest
from sqlalchemy import select

from sms_desktop.core.teaching_days import teaching_days
from sms_desktop.db.courses import Enrolment, Offering, OfferingRule, Term
from sms_desktop.db.database import Database
from sms_desktop.db.grades import Assessment, DailyRating, Grade, Highlight
from sms_desktop.db.people import Student
from sms_desktop.services import class_marks, teaching
from sms_desktop.services.demo import rosters, sources
from tests.schools import ADMIN

TODAY = date(2026, 11, 10)


@pytest.fixture(scope="module")
def terms(demo_school: Database) -> dict[int, str]:
    """By offering: `over`, `running` or `coming`."""
    with demo_school.read(ADMIN) as session:
        found = session.execute(select(Offering.id, Term).join(Term, Term.id == Offering.term_id)).all()
    return {
        row_id: "coming" if t.first_day > TODAY else "over" if t.last_day < TODAY else "running" for row_id, t in found
    }


@pytest.fixture(scope="module")
def assessments(demo_school: Database) -> dict[int, Assessment]:
    """By id."""
    with demo_school.read(ADMIN) as session:
        return {row.id: row for row in session.scalars(select(Assessment))}


@pytest.fixture(scope="module")
def marks(demo_school: Database) -> list[tuple[Grade, int, str]]:
    """Each with the offering of its enrolment and what became of that."""
    with demo_school.read(ADMIN) as session:
        statement = select(Grade, Enrolment.offering_id, Enrolment.status).join(
            Enrolment, Enrolment.id == Grade.enrolment_id
        )
        return [tuple(row) for row in session.execute(statement.order_by(Grade.id))]


@pytest.fixture(scope="module")
def finals(demo_school: Database, terms: dict[int, str]) -> dict[str, list[float]]:
    """Final grades of 20 of those who stayed, of a third of the classes, by how far the term is."""
    with demo_school.read(ADMIN) as session:
        live = Enrolment.status != "dropped"
        rows = session.execute(select(Enrolment.id, Enrolment.offering_id).where(live, Enrolment.offering_id % 3 == 0))
        offering = dict(rows.all())
        found = class_marks.finals(session, list(offering))
    out: dict[str, list[float]] = defaultdict(list)
    for row_id, grade in found.items():
        if grade.percentage is not None:
            out[terms[offering[row_id]]].append(float(grade.percentage) / 5)
    return out


def _by_offering(found: Iterable[Assessment]) -> dict[int, list[Assessment]]:
    out: dict[int, list[Assessment]] = defaultdict(list)
    for one in found:
        out[one.offering_id].append(one)
    return out


def test_a_course_that_is_over_has_four_to_ten_assessments_a_running_one_some_and_a_coming_one_none(
    terms: dict[int, str], assessments: dict[int, Assessment]
) -> None:
    found = _by_offering(assessments.values())
    counts = {state: {len(found[n]) for n in terms if terms[n] == state} for state in ("over", "running", "coming")}
    assert counts["over"] <= set(range(4, 11))
    assert counts["running"] <= set(range(1, 8))
    assert counts["coming"] == {0}


def test_assessments_are_set_on_days_on_which_the_course_is_taught_until_today(
    demo_school: Database, assessments: dict[int, Assessment]
) -> None:
    with demo_school.read(ADMIN) as session:
        for offering_id, found in list(_by_offering(assessments.values()).items())[::5]:
            of = teaching.taught(session, offering_id)
            days = teaching_days(
                of.first_day, min(of.last_day, TODAY), of.lessons, of.first_day, of.last_day, of.holidays
            )
            assert {one.assigned_on for one in found} <= set(days)


def test_every_assessment_has_a_category_of_its_offering_and_a_place_in_the_sheet(
    demo_school: Database, assessments: dict[int, Assessment]
) -> None:
    with demo_school.read(ADMIN) as session:
        rules = {row.id: row for row in session.scalars(select(OfferingRule))}
    for offering_id, found in _by_offering(assessments.values()).items():
        assert {rules[one.rule_id].offering_id for one in found if one.rule_id} == {offering_id}
        assert len({one.position for one in found}) == len(found)
        by_position = sorted(found, key=lambda one: one.position)
        order = [rules[one.rule_id or 0].position for one in by_position]
        assert order == sorted(order)


def test_marks_are_what_the_sheet_would_take(
    marks: list[tuple[Grade, int, str]], assessments: dict[int, Assessment]
) -> None:
    for mark, offering_id, _status in marks:
        one = assessments[mark.assessment_id]
        assert one.offering_id == offering_id
        assert (mark.max_score, mark.weight, mark.assigned_on) == (one.max_score, one.weight, one.assigned_on)
        assert (mark.score is None) == mark.excused == (mark.submitted_on is None)
        assert mark.score is None or 0 < mark.score <= mark.max_score
        assert mark.submitted_on is None or (mark.assigned_on or TODAY) <= mark.submitted_on <= TODAY


def test_the_mean_is_about_13_and_some_fail(finals: dict[str, list[float]]) -> None:
    for state in ("over", "running"):
        found = finals[state]
        assert 12.2 < mean(found) < 14.5
        assert 0.04 < sum(grade < 10 for grade in found) / len(found) < 0.22
        assert sum(grade >= 18 for grade in found) > 0


def test_a_few_marks_are_missing_a_few_are_excused(
    marks: list[tuple[Grade, int, str]], assessments: dict[int, Assessment]
) -> None:
    exams = [mark for mark, _offering, _status in marks if assessments[mark.assessment_id].title == "Τελική εξέταση"]
    offerings = {assessments[mark.assessment_id].offering_id for mark in exams}
    took = {mark.enrolment_id for mark in exams}
    there = {mark.enrolment_id for mark, offering, status in marks if offering in offerings and status != "dropped"}
    assert 0.005 < len(there - took) / len(there) < 0.1
    assert 0.005 < sum(mark.excused for mark, _offering, _status in marks) / len(marks) < 0.06


def test_those_who_failed_the_final_exam_may_sit_it_again(
    marks: list[tuple[Grade, int, str]], assessments: dict[int, Assessment]
) -> None:
    exams: dict[str, dict[int, Grade]] = defaultdict(dict)
    for mark, _offering, _status in marks:
        exams[assessments[mark.assessment_id].title][mark.enrolment_id] = mark
    again, first = exams[sources.classwork().resit], exams["Τελική εξέταση"]
    assert again
    for enrolment, mark in again.items():
        failed = first[enrolment]
        assert failed.score is not None
        assert failed.score < 10
        assert (failed.submitted_on or TODAY) < (mark.submitted_on or date.min)
    failures = [mark for mark in first.values() if mark.score is not None and mark.score < 10]
    assert 0.6 < len(again) / len(failures) < 1


def test_who_left_has_no_marks_after_that(
    demo_school: Database, marks: list[tuple[Grade, int, str]], assessments: dict[int, Assessment]
) -> None:
    with demo_school.read(ADMIN) as session:
        left = dict(
            session.execute(select(Enrolment.id, Enrolment.status_date).where(Enrolment.status == "dropped")).all()
        )
    found = [mark for mark, _offering, status in marks if status == "dropped"]
    assert found
    assert all((assessments[mark.assessment_id].assigned_on or TODAY) < left[mark.enrolment_id] for mark in found)


def test_categories_that_count_daily_ratings_have_them_out_of_ten(demo_school: Database) -> None:
    with demo_school.read(ADMIN) as session:
        rows = session.execute(
            select(DailyRating, OfferingRule)
            .join(OfferingRule, OfferingRule.id == DailyRating.rule_id)
            .where(OfferingRule.id % 4 == 0)
        ).all()
    assert all(rule.counts_daily for _rating, rule in rows)
    assert all(0 < rating.score <= rating.max_score == 10 and rating.date < TODAY for rating, _rule in rows)
    places = Counter((rating.enrolment_id, rating.rule_id, rating.date) for rating, _rule in rows)
    assert set(places.values()) == {1}
    assert 6 < mean(float(rating.score) for rating, _rule in rows) < 8.5


def test_about_a_tenth_has_highlights_good_ones_and_others(demo_school: Database) -> None:
    with demo_school.read(ADMIN) as session:
        rows = session.execute(select(Highlight, Student, Term).join(Student).join(Term)).all()
    assert 20 <= len({student.id for _row, student, _term in rows}) <= 120
    assert {row.is_positive for row, _student, _term in rows} == {True, False}
    for row, student, term in rows:
        assert term.first_day <= row.noted_on <= min(term.last_day, TODAY)
        assert student.status != "withdrawn" or row.noted_on < student.status_date
        assert row.text
        assert row.category


@pytest.mark.parametrize("students_in_terms", [1, 400, 92_000])
def test_a_large_school_has_about_a_million_marks_and_two_million_records(students_in_terms: int) -> None:
    found = rosters.shares(students_in_terms)
    assert found.marks * students_in_terms >= rosters.MOST_MARKS
    assert found.records * students_in_terms >= rosters.MOST_RECORDS
    assert (found.marks - 1) * students_in_terms < rosters.MOST_MARKS


def test_who_is_away_often_is_known_by_place() -> None:
    found = rosters.characters([None] * 2000, Random(1))
    often = [place for place in range(2000) if found.often_away(place)]
    assert 20 < len(often) < 120
    assert mean(found.ability[place] for place in often) < mean(found.ability) - 1
