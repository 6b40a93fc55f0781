"""The catalogue: courses with rules that sum to a hundred, changed without losing what refers to them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.core.evaluation import Rule
from sms_desktop.db.database import Database
from sms_desktop.services import courses
from sms_desktop.services.courses import CourseData
from tests.conftest import Transaction
from tests.content import content, entries, last_change
from tests.makers import RULES, Make

ALGEBRA = CourseData(
    course_code="MAT101",
    course_name="Άλγεβρα",
    credits=Decimal("4.5"),
    hours_per_week=Decimal("2.25"),
    periods_per_week=Decimal(3),
    absence_penalty=Decimal("0.5"),
    description="Ομάδες, δακτύλιοι",
    programme="AUT",
    study_year=1,
    semester=2,
    rules=RULES,
)


@pytest.fixture
def algebra(write: Transaction) -> int:
    with write() as session:
        return courses.create(session, ALGEBRA)


def test_a_course_is_kept_as_entered_with_its_code_in_capitals(write: Transaction, read: Transaction) -> None:
    with write() as session:
        made = courses.create(session, replace(ALGEBRA, course_code=" mat101 "))
    with read() as session:
        assert courses.get(session, made).data == ALGEBRA
        assert courses.by_code(session, "Mat101") == made
        [row] = courses.page(session)
    assert (row.course_code, row.credits, row.programme) == ("MAT101", Decimal("4.5"), "AUT")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("course_code", " "),
        ("course_name", ""),
        ("course_code", "x" * 51),
        ("credits", Decimal("0.5")),
        ("credits", Decimal("12.01")),
        ("hours_per_week", Decimal(-1)),
        ("periods_per_week", Decimal(61)),
        ("absence_penalty", Decimal("100.5")),
        ("description", "x" * 5001),
    ],
)
def test_what_breaks_a_rule_is_named_at_its_field(write: Transaction, field: str, value: Any) -> None:
    with pytest.raises(Invalid) as caught, write() as session:
        courses.create(session, replace(ALGEBRA, **{field: value}))
    assert list(caught.value.fields) == [field]


@pytest.mark.parametrize("weights", [("99.99", "0.01"), ("50", "50.01"), ("33.33", "66.66")])
def test_rules_within_a_hundredth_of_a_hundred_are_taken(write: Transaction, weights: tuple[str, str]) -> None:
    rules = tuple(Rule(f"r{n}", Decimal(weight), "other") for n, weight in enumerate(weights))
    with write() as session:
        courses.create(session, replace(ALGEBRA, rules=rules))


@pytest.mark.parametrize("weights", [("50", "50.02"), ("60",), ("100", "0"), ("150", "-50")])
def test_rules_that_do_not_sum_to_a_hundred_are_refused_and_nothing_is_kept(
    database: Database, algebra: int, write: Transaction, weights: tuple[str, ...]
) -> None:
    before = content(database)
    rules = tuple(Rule(f"r{n}", Decimal(weight), "other") for n, weight in enumerate(weights))
    for work in (
        lambda s: courses.create(s, replace(ALGEBRA, course_code="NEW", rules=rules)),
        lambda s: courses.update(s, algebra, replace(ALGEBRA, rules=rules)),
    ):
        with pytest.raises(Invalid), write() as session:
            work(session)
    assert content(database) == before


def test_two_rules_of_one_name_are_refused(write: Transaction) -> None:
    rules = (Rule("a", Decimal(50), "other"), Rule("a", Decimal(50), "other"))
    with pytest.raises(Invalid), write() as session:
        courses.create(session, replace(ALGEBRA, rules=rules))


def test_a_code_that_is_taken_names_its_owner_unless_that_one_is_deleted(write: Transaction, algebra: int) -> None:
    with pytest.raises(Invalid, match="Άλγεβρα"), write() as session:
        courses.create(session, replace(ALGEBRA, course_code="mat101"))
    with write() as session:
        courses.delete(session, [algebra])
        courses.create(session, ALGEBRA)
    with pytest.raises(Invalid), write() as session:
        courses.restore(session, [algebra])


def test_a_rule_keeps_its_place_in_the_database_while_its_name_stays(
    database: Database, algebra: int, write: Transaction, read: Transaction
) -> None:
    ids = {row["name"]: row_id for row_id, row in content(database)["course_rules"].items()}
    rules = (replace(RULES[1], weight=Decimal(70)), Rule("Homework", Decimal(30), "homework"))
    with write() as session:
        courses.update(session, algebra, replace(ALGEBRA, rules=rules))
    after = {row["name"]: row_id for row_id, row in content(database)["course_rules"].items()}
    assert after.keys() == {"Final exam", "Homework"}
    assert after["Final exam"] == ids["Final exam"]
    assert after["Homework"] not in ids.values()
    with read() as session:
        assert courses.get(session, algebra).data.rules == rules


def test_a_change_of_the_rules_alone_is_told_to_whoever_has_the_course_open(
    database: Database, algebra: int, write: Transaction
) -> None:
    seen = last_change(database)
    rules = (replace(RULES[0], weight=Decimal(50)), replace(RULES[1], weight=Decimal(50)))
    with write() as session:
        version = courses.update(session, algebra, replace(ALGEBRA, rules=rules), seen)
    assert version == last_change(database) == seen + 1
    with pytest.raises(Conflict), write() as session:
        courses.update(session, algebra, replace(ALGEBRA, course_name="Γεωμετρία"), seen)


def test_an_edit_of_nothing_is_no_change(database: Database, algebra: int, write: Transaction) -> None:
    seen = last_change(database)
    with write() as session:
        assert courses.update(session, algebra, ALGEBRA, seen) == seen
    assert last_change(database) == seen


def test_an_edit_is_kept_field_by_field(database: Database, algebra: int, write: Transaction) -> None:
    with write() as session:
        courses.update(session, algebra, replace(ALGEBRA, credits=Decimal(5)))
    [(table, operation, values)] = entries(database, last_change(database))
    assert (table, operation, set(values["after"])) == ("courses", "update", {"version", "credits"})


def test_the_deleted_show_nowhere_and_come_back(
    database: Database, algebra: int, write: Transaction, read: Transaction
) -> None:
    before = content(database, versions=False)
    with write() as session:
        assert courses.delete(session, [algebra, 99]) == 1
    with read() as session:
        assert (courses.count(session), courses.page(session)) == (0, [])
        assert courses.get(session, algebra).deleted
        with pytest.raises(NotFound):
            courses.by_code(session, "MAT101")
    with write() as session:
        assert courses.restore(session, [algebra]) == 1
        assert courses.restore(session, [algebra]) == 0
    assert content(database, versions=False) == before


def test_a_course_that_is_offered_is_not_deleted(
    database: Database, make: Make, algebra: int, write: Transaction
) -> None:
    make.offering(course_id=algebra)
    before = content(database)
    with pytest.raises(Conflict) as caught, write() as session:
        courses.delete(session, [algebra])
    assert caught.value.code == "in_use"
    assert content(database) == before


@pytest.mark.parametrize("call", [courses.get, lambda s, i: courses.update(s, i, ALGEBRA)])
def test_a_course_that_is_not_there_is_not_found(write: Transaction, call: Any) -> None:
    with pytest.raises(NotFound), write() as session:
        call(session, 12345)
