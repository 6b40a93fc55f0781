"""Floats added up by the database tell the same as fractions, and leave to them what they can't tell."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.grading import half_up
from sms_desktop.core.trend import POINTS, change, trend
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.courses import Enrolment, Offering, OfferingRule
from sms_desktop.db.database import Database
from sms_desktop.db.grades import Assessment, DailyRating, Grade
from sms_desktop.services import scale_settings, standings
from sms_desktop.services.standings import (
    Standing,
    _add,
    _exactly,
    _final,
    _Offered,
    _offered,
    _Sums,
    _TooNearError,
    _trend,
)
from tests.makers import Make

D = Decimal
DAY = date(2026, 10, 1)
NO_CATEGORY = _Offered(D(3), 3.0, 0.5, 0.0)
CATEGORIES: list[dict[str, Any]] = [
    {"name": "Tests", "weight": D(40)},
    {"name": "Work", "weight": D("25.5"), "counts_daily": True, "daily_multiplier": D("0.5")},
    {"name": "Presence", "weight": D("4.5"), "kind": "attendance"},
    {"name": "Exam", "weight": D(30), "latest_only": True},
]


def fill(database: Database, admin: Actor, make: Make, seed: int, *, days: bool) -> None:
    """Three courses for twenty students: marks, ratings and registers of all kinds; some were never marked."""
    random = Random(seed)
    students = [make.student() for _each in range(20)]
    offered = [make.offering(course_id=make.course(credits=credits)) for credits in (D(4), None, D("1.5"))]
    with database.begin(admin, "update") as session:
        for offering, penalty in zip(offered, (D(0), D("0.25"), D(2)), strict=True):
            session.get_one(Offering, offering).absence_penalty = penalty
            _class(session, random, offering, random.sample(students, 14), days)


def _class(session: Session, random: Random, offering: int, students: list[int], days: bool) -> None:
    rules = [OfferingRule(offering_id=offering, position=n, **one) for n, one in enumerate(CATEGORIES, 1)]
    session.add_all(rules)
    session.flush()
    columns = [_column(session, random, offering, rules, n, days) for n in range(8)]
    for student in students:
        status = random.choice(("active", "active", "completed", "dropped"))
        row = Enrolment(student_id=student, offering_id=offering, status=status)
        session.add(row)
        session.flush()
        _work(session, random, row.id, columns, rules[1].id, days)


def _column(session: Session, random: Random, offering: int, rules: list[Any], n: int, days: bool) -> int:
    rule = random.choice([*(one.id for one in rules), None])
    on = DAY + timedelta(random.randrange(60)) if days or random.random() < 0.5 else None
    row = Assessment(offering_id=offering, rule_id=rule, title=f"A{n}", assigned_on=on)
    session.add(row)
    session.flush()
    return row.id


def _work(session: Session, random: Random, enrolment: int, columns: list[int], rated: int, days: bool) -> None:
    for column in random.sample(columns, random.randrange(9)):
        maximum = random.choice((D(20), D(100), D(7)))
        score = None if random.random() < 0.1 else maximum * random.randrange(9) / 8
        given_in = DAY + timedelta(random.randrange(60)) if days or random.random() < 0.3 else None
        weight = random.choice((D(0), D(1), D(1), D("1.25")))
        session.add(Grade(enrolment_id=enrolment, assessment_id=column, score=score, max_score=maximum,
                          weight=weight, submitted_on=given_in))  # fmt: skip
    for n in range(random.randrange(6)):
        day = DAY + timedelta(n)
        session.add(Attendance(enrolment_id=enrolment, date=day, period=1, status=random.choice("PPPALE")))
        session.add(DailyRating(enrolment_id=enrolment, rule_id=rated, date=day, score=D(random.randrange(11))))
    session.flush()


def compared(database: Database, admin: Actor, taught: ColumnElement[bool]) -> dict[int, Standing]:
    """How everybody stands, once found to be what fractions say."""
    with database.read(admin) as session:
        found = standings.standings(session, taught)
        exact = _exactly(session, list(found), _offered(session, taught), scale_settings.read(session))
    assert found == exact
    return found


@pytest.mark.parametrize("seed", range(6))
def test_how_everybody_stands_is_what_fractions_say(database: Database, admin: Actor, make: Make, seed: int) -> None:
    fill(database, admin, make, seed, days=bool(seed % 2))
    found = compared(database, admin, true())
    assert len(found) > 15
    assert len({one.trend for one in found.values()}) > 2


def test_some_courses_alone(database: Database, admin: Actor, make: Make) -> None:
    fill(database, admin, make, 7, days=True)
    found = compared(database, admin, Offering.absence_penalty == D(2))
    assert {one.courses for one in found.values()} == {1}


def test_most_are_told_by_floats_alone(
    database: Database, admin: Actor, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database, admin, make, 1, days=True)
    asked: list[int] = []

    def note(session: Session, student_ids: list[int], *rest: Any) -> Any:
        asked.extend(student_ids)
        return _exactly(session, student_ids, *rest)

    monkeypatch.setattr(standings, "_exactly", note)
    with database.read(admin) as session:
        found = standings.standings(session, true())
    assert 0 < len(asked) < len(found)


scores = st.builds(lambda n: D(n) / 4, st.integers(0, 80))


@given(marks=st.lists(scores, min_size=4, max_size=12))
def test_a_trend_is_that_of_the_rules(marks: list[Decimal]) -> None:
    percents, middle = [Fraction(one) * 5 for one in marks], len(marks) // 2
    found = _trend(len(marks), float(sum(percents[:middle])), float(sum(percents[middle:])))
    assert found == trend(percents) or (not found and abs(change(percents) or 0) == POINTS)


@given(value=st.integers(0, 10_000_000).map(lambda n: D(n) / 100_000))
def test_a_figure_is_rounded_as_the_record_rounds_it_or_left_to_fractions(value: Decimal) -> None:
    try:
        assert standings._rounded(float(value)) == half_up(value)
    except _TooNearError:
        assert int(value * 100_000) % 1000 == 500


@pytest.mark.parametrize(("percent", "near", "failing"), [(49.9949, False, 1), (49.9951, False, 0), (49.995, True, 0)])
def test_what_lies_on_the_limit_is_left_to_fractions(percent: float, near: bool, failing: int) -> None:
    sums = _Sums()
    there: Any = (1, 1, 1, "active", 0, 0, 0, 0)
    _add(sums, there, (1, percent * 100, 100.0, 0.0, 0.0, 0), NO_CATEGORY, 49.995)
    assert sums.near is near
    assert near or sums.failing == failing


def test_registers_stand_for_their_category_and_marks_in_it_where_there_are_none() -> None:
    offered = SimpleNamespace(penalty=0.5, attendance=20.0)
    work = (1, 4000.0, 80.0, 2000.0, 20.0, 0)
    assert _final(work, 3, 1, 4, offered) == ((4000 + 75 * 20) / 100 - 0.5, 100.0, False)  # type: ignore[arg-type]
    assert _final(work, 0, 0, 0, offered) == (60.0, 100.0, False)  # type: ignore[arg-type]
    assert _final(None, 0, 0, 0, offered) == (None, 0.0, False)  # type: ignore[arg-type]
