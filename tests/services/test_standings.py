"""Floats tell the same as fractions, and leave to them what they can't tell."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.absences import Counts
from sms_desktop.core.evaluation import Rule
from sms_desktop.core.grading import Category, Mark, Rated, final_grade, half_up, percentage
from sms_desktop.core.scales import Scales
from sms_desktop.core.trend import trend
from sms_desktop.services import standings
from sms_desktop.services.standings import _final, _rule, _Rules, _TooNearError, _trend, _Work

D = Decimal
CATEGORIES = (
    Category(1, Rule("Tests", D(40), "midterm")),
    Category(2, Rule("Work", D("25.5"), "continuous", counts_daily=True, daily_multiplier=D("0.5"))),
    Category(3, Rule("Presence", D("4.5"), "attendance")),
    Category(4, Rule("Exam", D(30), "final", latest_only=True)),
)
RULES = _Rules({7: [_rule(one) for one in CATEGORIES]}, {7: 0.5}, Scales())
ONE: Any = SimpleNamespace(id=5, offering_id=7)

scores = st.builds(lambda n: D(n) / 4, st.integers(0, 80))
days = st.none() | st.integers(0, 60).map(lambda n: date(2026, 10, 1) + timedelta(n))
marks = st.lists(
    st.tuples(st.sampled_from([None, 1, 2, 3, 4]), st.none() | scores, st.sampled_from([D(0), D(1), D("1.25")]), days),
    max_size=9,
)
counts = st.builds(Counts, *([st.integers(0, 9)] * 4))


@given(marks=marks, rated=st.lists(scores, max_size=4), there=counts)
def test_a_final_percentage_is_that_of_the_rules(marks: list[Any], rated: list[Decimal], there: Counts) -> None:
    plain = [
        (key, rule, None if score is None else float(score) * 5, float(weight), str(day or ""))
        for key, (rule, score, weight, day) in enumerate(marks, 1)
    ]
    by_rule: dict[int, list[Mark]] = {}
    for key, (rule, score, weight, day) in enumerate(marks, 1):
        if rule is not None:
            by_rule.setdefault(rule, []).append(Mark(score, D(20), weight, day, None, "", key))
    ratings = [Rated(score, D(20), date(2026, 10, 1), key) for key, score in enumerate(rated, 1)]
    exact = final_grade(CATEGORIES, by_rule, {2: ratings}, there, D("0.5"))
    work = _Work({5: plain}, {(5, 2): (len(rated), sum(float(one) * 5 for one in rated))} if rated else {}, {})
    try:
        found, used = _final(ONE, RULES, work, there)
    except _TooNearError:
        assert sum(rule == 4 and score is not None for rule, score, _weight, _day in marks) > 1
        return
    assert used == pytest.approx(float(exact.weight_used))
    assert found == (None if exact.exact is None else pytest.approx(float(exact.exact)))


@given(marks=st.lists(st.tuples(st.none() | scores, days), max_size=12))
def test_a_trend_is_that_of_the_rules(marks: list[Any]) -> None:
    plain = [
        (key, 1, None if score is None else float(percentage(score, D(20))), 1.0, str(day or ""))
        for key, (score, day) in enumerate(marks, 1)
    ]
    exact = [Mark(score, D(20), D(1), day, None, "", key) for key, (score, day) in enumerate(marks, 1)]
    expected = trend(standings.series(exact))
    try:
        assert _trend(plain) == expected
    except _TooNearError:
        assert len(plain) >= 4


@given(value=st.integers(0, 10_000_000).map(lambda n: D(n) / 100_000))
def test_a_figure_is_rounded_as_the_record_rounds_it_or_left_to_fractions(value: Decimal) -> None:
    try:
        assert standings._rounded(float(value)) == half_up(value)
    except _TooNearError:
        assert int(value * 100_000) % 1000 == 500


def test_what_lies_on_the_limit_is_left_to_fractions() -> None:
    assert standings._below(49.9949, RULES.passing)
    assert not standings._below(49.9951, RULES.passing)
    with pytest.raises(_TooNearError):
        standings._below(49.995, RULES.passing)
