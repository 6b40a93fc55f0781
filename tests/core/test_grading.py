"""The final grade: every worked value of domain.md 2, and what holds for all marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.absences import Counts
from sms_desktop.core.evaluation import Rule
from sms_desktop.core.grading import Category, FinalGrade, Mark, Rated, average, final_grade, half_up, latest

D = Decimal
PARTICIPATION, CONTINUOUS, MIDTERM, FINAL = 1, 2, 3, 4
RULES = (
    Category(PARTICIPATION, Rule("Participation", D(10), "participation", counts_daily=True)),
    Category(CONTINUOUS, Rule("Continuous", D(20), "continuous")),
    Category(MIDTERM, Rule("Midterm", D(30), "midterm", latest_only=True)),
    Category(FINAL, Rule("Final exam", D(40), "final", latest_only=True)),
)
DAY, LATER = date(2026, 10, 5), date(2026, 11, 5)
NONE = Counts()
G1 = {
    CONTINUOUS: [Mark(D(85), D(100)), Mark(D(15), D(20))],
    MIDTERM: [Mark(D(14), D(20))],
    FINAL: [Mark(D(16), D(20))],
}
G1_RATINGS = {PARTICIPATION: [Rated(D(8), D(10), DAY), Rated(D(9), D(10), date(2026, 10, 6))]}


def shown(found: FinalGrade) -> tuple[str, str, str]:
    return str(found.percentage), str(found.grade20), str(found.gpa)


def test_g1_a_whole_term_is_graded() -> None:
    found = final_grade(RULES, G1, G1_RATINGS, NONE, D(0))
    assert shown(found) == ("77.50", "15.50", "3.10")
    assert [one.average for one in found.categories] == [85, 80, 70, 80]
    assert found.weight_used == 100


def test_g2_a_grade_stands_on_completed_work_and_says_how_much_that_is() -> None:
    marks = {MIDTERM: [Mark(D(14), D(20))], CONTINUOUS: [Mark(D(85), D(100))]}
    found = final_grade(RULES, marks, {}, NONE, D(0))
    assert shown(found) == ("76.00", "15.20", "3.04")
    assert found.weight_used == 50


def test_g3_the_penalty_takes_points_for_each_absent_period() -> None:
    found = final_grade(RULES, G1, G1_RATINGS, Counts(present=20, absent=3, late=4, excused=5), D(2))
    assert shown(found) == ("71.50", "14.30", "2.86")
    assert (found.before_penalty, found.penalty, found.absent) == (D("77.50"), 6, 3)


def test_g4_a_resit_replaces_the_exam() -> None:
    exam, resit = Mark(D(6), D(20), submitted=DAY), Mark(D(13), D(20), submitted=date(2026, 11, 5))
    found = final_grade(RULES, {FINAL: [resit, exam]}, {}, NONE, D(0))
    assert found.percentage == D("65.00")
    assert found.weight_used == 40
    assert [item.why_not for item in found.categories[3].items] == ["", "replaced"]


def test_g5_attendance_is_a_category_and_daily_ratings_have_a_multiplier() -> None:
    rules = (
        Category(1, Rule("Homework", D(60), "homework", counts_daily=True, daily_multiplier=D(2))),
        Category(2, Rule("Attendance", D(40), "attendance")),
    )
    counts = Counts(present=8, absent=1, excused=1)
    found = final_grade(rules, {1: [Mark(D(70), D(100))]}, {1: [Rated(D(4), D(5), DAY)]}, counts, D(0))
    assert shown(found) == ("78.00", "15.60", "3.12")
    assert found.categories[0].average is not None
    assert float(found.categories[0].average) == pytest.approx(76.6667, abs=0.00005)
    assert found.categories[1].average == 80


@pytest.mark.parametrize("rules", [(), RULES])
def test_without_rules_or_data_nothing_is_graded_yet(rules: tuple[Category, ...]) -> None:
    found = final_grade(rules, {}, {}, Counts(absent=5), D(2))
    assert (found.percentage, found.exact, found.grade20, found.gpa, found.before_penalty) == (None,) * 5
    assert found.weight_used == found.penalty == 0


def test_an_items_way_into_the_grade_can_be_told() -> None:
    marks = [
        Mark(D(12), D(20), assigned=DAY, title="Exam", key=1),
        Mark(None, D(20), title="Second", key=2),
        Mark(D(17), D(20), title="Resit", key=3),
    ]
    found = final_grade(RULES, {FINAL: marks}, {}, NONE, D(0)).categories[3]
    assert [(one.title, one.counted, one.why_not, one.percentage) for one in found.items] == [
        ("Exam", False, "replaced", 60),
        ("Second", False, "excused", None),
        ("Resit", True, "", 85),
    ]
    assert (found.average, found.contribution) == (85, 85)


def test_contributions_sum_to_the_grade_before_the_penalty() -> None:
    found = final_grade(RULES, G1, G1_RATINGS, Counts(absent=1), D(2))
    assert [one.contribution for one in found.categories] == [D("8.5"), 16, 21, 32]


@pytest.mark.parametrize(
    ("marks", "place"),
    [
        ((Mark(D(6), D(20), submitted=DAY, key=9), Mark(D(7), D(20), submitted=date(2026, 9, 1), key=10)), 0),
        ((Mark(D(6), D(20), assigned=DAY, key=1), Mark(D(7), D(20), assigned=date(2026, 9, 1), submitted=LATER)), 1),
        ((Mark(D(6), D(20), key=2), Mark(D(7), D(20), key=1)), 0),
        ((Mark(D(6), D(20), submitted=DAY, key=2), Mark(D(7), D(20), submitted=DAY, key=3)), 1),
        ((Mark(D(6), D(20), submitted=DAY, key=1), Mark(D(7), D(20), key=2)), 1),
        ((Mark(D(6), D(20), submitted=DAY, key=1), Mark(D(7), D(20), key=0)), 1),
        ((Mark(D(6), D(20), key=1), Mark(D(7), D(20), submitted=DAY, key=2)), 1),
        ((Mark(D(6), D(20), submitted=DAY, key=1), Mark(None, D(20), submitted=LATER, key=2)), 0),
        ((Mark(D(6), D(20), submitted=DAY, key=1), Mark(D(7), D(20), D(0), LATER, key=2)), 0),
        ((Mark(None, D(20)),), None),
        ((), None),
    ],
)
def test_the_latest_is_the_newest_by_submission_else_assignment_else_entry(
    marks: tuple[Mark, ...], place: int | None
) -> None:
    assert latest(marks) == place


def test_an_excused_mark_counts_for_nothing() -> None:
    marks = {CONTINUOUS: [Mark(D(10), D(20)), Mark(None, D(20), D(3))]}
    assert final_grade(RULES, marks, {}, NONE, D(0)).percentage == 50
    assert final_grade(RULES, {CONTINUOUS: [Mark(None, D(20))]}, {}, NONE, D(0)).percentage is None


def test_marks_without_weight_are_no_data() -> None:
    assert final_grade(RULES, {CONTINUOUS: [Mark(D(10), D(20), D(0))]}, {}, NONE, D(0)).percentage is None


def test_ratings_count_only_where_the_category_counts_them() -> None:
    ratings = {CONTINUOUS: [Rated(D(10), D(10), DAY)]}
    assert final_grade(RULES, {}, ratings, NONE, D(0)).percentage is None


def test_an_attendance_category_takes_marks_only_while_there_are_no_registers() -> None:
    rules = (Category(1, Rule("Attendance", D(100), "attendance", counts_daily=True)),)
    marks, ratings = {1: [Mark(D(5), D(10))]}, {1: [Rated(D(5), D(10), DAY)]}
    assert final_grade(rules, marks, ratings, NONE, D(0)).percentage == 50
    found = final_grade(rules, marks, ratings, Counts(present=2, late=1), D(0))
    assert found.percentage == D("66.67")
    assert [one.why_not for one in found.categories[0].items] == ["registers", "registers"]
    assert found.categories[0].counts == Counts(present=2, late=1)


def test_the_penalty_never_takes_more_than_there_is() -> None:
    found = final_grade(RULES, {FINAL: [Mark(D(1), D(20))]}, {}, Counts(absent=9), D("1.5"))
    assert shown(found) == ("0.00", "0.00", "0.00")
    assert (found.before_penalty, found.penalty) == (5, 5)


def test_a_third_is_rounded_once_at_the_end() -> None:
    found = final_grade(RULES, {CONTINUOUS: [Mark(D(1), D(3)), Mark(D(2), D(3))]}, {}, NONE, D(0))
    assert found.percentage == 50
    found = final_grade(RULES, {CONTINUOUS: [Mark(D(2), D(3))]}, {}, NONE, D(0))
    assert (found.exact, shown(found)) == (Fraction(200, 3), ("66.67", "13.33", "2.67"))


def slowly_half_up(value: Fraction, places: int) -> Decimal:
    """Of the two multiples of a unit around a value the nearer one, and of two as near the higher."""
    unit = Fraction(1, 10**places)
    below = next(n for n in range(int(value) * 10**places, 10**6) if (n + 1) * unit > value)
    return Decimal(min(below + 1, below, key=lambda n: abs(n * unit - value))) / 10**places


@given(st.fractions(0, 30, max_denominator=2000), st.integers(0, 2))
def test_half_up_agrees_with_its_definition(value: Fraction, places: int) -> None:
    assert half_up(value, places) == slowly_half_up(value, places)
    assert half_up(-value, places) == -half_up(value, places)


@given(st.decimals(-1000, 1000, places=4))
def test_half_up_of_a_decimal_is_that_of_the_decimal_module(value: Decimal) -> None:
    found = half_up(value)
    assert found == value.quantize(D("0.01"), ROUND_HALF_UP)
    assert found.as_tuple().exponent == -2


maxima = st.sampled_from([D(5), D(10), D(20), D(100)])
weights = st.decimals(0, 3, places=2)
days = st.none() | st.dates(date(2026, 9, 1), date(2026, 9, 5))


@st.composite
def a_mark(draw: st.DrawFn) -> Mark:
    maximum = draw(maxima)
    score = draw(st.none() | st.decimals(0, maximum, places=2))
    return Mark(score, maximum, draw(weights), draw(days), draw(days))


@st.composite
def a_rating(draw: st.DrawFn) -> Rated:
    maximum = draw(maxima)
    return Rated(draw(st.decimals(0, maximum, places=1)), maximum, DAY)


@st.composite
def a_category(draw: st.DrawFn, number: int = 1) -> Category:
    kind = draw(st.sampled_from(["continuous", "final", "attendance"]))
    weight = draw(st.decimals(D("0.01"), 100, places=2))
    return Category(number, Rule("C", weight, kind, draw(st.booleans()), draw(weights), kind == "final"))


class Work(NamedTuple):
    """What `final_grade` takes; each mark with the order in which it was entered."""

    categories: tuple[Category, ...]
    marks: dict[int, list[Mark]]
    ratings: dict[int, list[Rated]]
    counts: Counts
    penalty: Decimal


@st.composite
def work(draw: st.DrawFn) -> Work:
    numbers = range(1, draw(st.integers(1, 4)) + 1)
    marks = {number: draw(st.lists(a_mark(), max_size=4)) for number in numbers}
    keyed = {number: [replace(one, key=k) for k, one in enumerate(found, 1)] for number, found in marks.items()}
    ratings = {number: draw(st.lists(a_rating(), max_size=3)) for number in numbers}
    counts = Counts(*(draw(st.integers(0, 20)) for _status in range(4)))
    categories = tuple(draw(a_category(number)) for number in numbers)
    return Work(categories, keyed, ratings, counts, draw(st.sampled_from([D(0), D("0.5"), D(2)])))


@given(work())
def test_a_grade_is_from_0_to_100_and_never_below_what_the_penalty_leaves(done: Work) -> None:
    found = final_grade(*done)
    assert (found.percentage is None) is (found.weight_used == 0)
    if found.percentage is not None and found.before_penalty is not None:
        assert 0 <= found.percentage <= found.before_penalty <= 100
        assert found.percentage == found.before_penalty - found.penalty


@given(work(), st.randoms(use_true_random=False))
def test_in_which_order_things_are_given_never_matters(done: Work, chance: Random) -> None:
    def mixed(things: Iterable[Any]) -> Any:
        found = list(things)
        chance.shuffle(found)
        return found

    marks = {number: mixed(found) for number, found in done.marks.items()}
    ratings = {number: mixed(found) for number, found in done.ratings.items()}
    other = Work(mixed(done.categories), marks, ratings, done.counts, done.penalty)
    assert final_grade(*other).exact == final_grade(*done).exact


@given(st.lists(a_mark(), min_size=1, max_size=6), weights)
def test_another_mark_at_the_average_leaves_the_average(marks: list[Mark], weight: Decimal) -> None:
    before = average(marks)
    if before is not None:
        at_average = Mark(D(before.numerator), D(before.denominator) * 100, weight)
        assert average([*marks, at_average]) == before


@given(a_mark(), a_mark())
def test_a_resit_stands_for_the_exam_and_is_not_counted_beside_it(exam: Mark, resit: Mark) -> None:
    exam = replace(exam, score=exam.score or D(0), weight=D(1), submitted=DAY, key=1)
    resit = replace(resit, score=resit.score or D(0), weight=D(1), submitted=LATER, key=2)
    alone = final_grade(RULES, {FINAL: [resit]}, {}, NONE, D(0))
    both = final_grade(RULES, {FINAL: [exam, resit]}, {}, NONE, D(0))
    assert (both.exact, both.weight_used) == (alone.exact, alone.weight_used)


@given(work(), st.sampled_from([D("0.5"), D(2), D(3)]), st.sampled_from([D("0.1"), D(7)]))
def test_weights_count_only_among_each_other(done: Work, within: Decimal, among: Decimal) -> None:
    marks = {
        number: [replace(one, weight=one.weight * within) for one in found] for number, found in done.marks.items()
    }
    categories = tuple(
        Category(
            one.id,
            replace(one.rule, weight=one.rule.weight * among, daily_multiplier=one.rule.daily_multiplier * within),
        )
        for one in done.categories
    )
    scaled = final_grade(*done._replace(marks=marks, categories=categories))
    assert scaled.exact == final_grade(*done).exact


@given(work())
def test_contributions_always_sum_to_the_grade_before_the_penalty(done: Work) -> None:
    found = final_grade(*done)
    total = sum((one.contribution for one in found.categories if one.contribution is not None), Fraction(0))
    assert found.before_penalty == (half_up(total) if found.weight_used else None)


@given(
    st.lists(
        st.tuples(
            st.decimals(0, 20, places=2), st.decimals("0.5", 100, places=1), st.sampled_from(["0", "0.5", "1", "3"])
        ),
        max_size=8,
    )
)
def test_a_mean_is_exactly_what_adding_fraction_by_fraction_gives(found: list[tuple[Decimal, Decimal, str]]) -> None:
    marks = [Mark(score, maximum, Decimal(weight)) for score, maximum, weight in found]
    total = sum((Fraction(mark.weight) for mark in marks), Fraction(0))
    added = sum((Fraction(m.score) * 100 / Fraction(m.maximum) * Fraction(m.weight) for m in marks), Fraction(0))
    assert average(marks) == (added / total if total else None)


@given(st.fractions(-200, 200), st.integers(0, 4))
def test_halves_are_rounded_away_from_nought(value: Fraction, places: int) -> None:
    rounded = Fraction(half_up(value, places))
    assert abs(rounded - value) * 10**places * 2 <= 1
    assert half_up(-value, places) == -half_up(value, places)
    if abs(rounded - value) * 10**places * 2 == 1:
        assert abs(rounded) > abs(value)
