"""The risk score (domain.md 5) at each of its limits, its levels, and its reasons."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.risk import LEVELS, Reason, Risk, at_least, risk
from sms_desktop.core.trend import DECLINING, IMPROVING, STABLE, UNKNOWN

D = Decimal
PERCENT = st.none() | st.decimals(0, 100, places=3)
TRENDS = st.sampled_from([IMPROVING, DECLINING, STABLE, UNKNOWN])


@pytest.mark.parametrize(
    ("average", "points"),
    [("0", 40), ("49.99", 40), ("50", 25), ("64.99", 25), ("65", 10), ("74.99", 10), ("75", 0), ("100", 0)],
)
def test_an_average_below_50_65_and_75_adds_40_25_and_10(average: str, points: int) -> None:
    assert risk(D(average), None, UNKNOWN).score == points


@pytest.mark.parametrize(("rate", "points"), [("0", 35), ("69.99", 35), ("70", 15), ("79.99", 15), ("80", 0)])
def test_an_attendance_below_70_and_80_adds_35_and_15(rate: str, points: int) -> None:
    assert risk(None, D(rate), UNKNOWN).score == points


def test_a_decline_adds_15_and_an_improvement_takes_5_but_never_below_0() -> None:
    assert risk(D(70), None, DECLINING).score == 25
    assert risk(D(70), None, IMPROVING).score == 5
    assert risk(D(90), None, IMPROVING).score == 0
    assert risk(D(10), D(10), DECLINING).score == 90


@pytest.mark.parametrize(
    ("average", "rate", "trend", "level"),
    [
        (D(60), D(90), STABLE, "low"),  # 25
        (D(70), D(75), IMPROVING, "low"),  # 20
        (D(90), D(60), IMPROVING, "medium"),  # 30
        (D(40), D(75), STABLE, "medium"),  # 55
        (D(60), D(60), STABLE, "high"),  # 60
        (D(40), D(60), STABLE, "high"),  # 75
    ],
)
def test_below_30_is_low_below_60_medium_else_high(average: D, rate: D, trend: str, level: str) -> None:
    assert risk(average, rate, trend).level == level


def test_figures_are_judged_as_they_are_shown() -> None:
    assert risk(D("49.995"), None, UNKNOWN).score == 25
    assert risk(Fraction(4999, 100), None, UNKNOWN).score == 40


def test_what_is_not_known_says_nothing() -> None:
    assert risk(None, None, UNKNOWN) == Risk(0, "low", ())


def test_the_reasons_name_the_figure_and_the_limit_it_is_below() -> None:
    assert risk(D("48.5"), D("71"), DECLINING).reasons == (
        Reason("average", 40, D("48.50"), 50),
        Reason("attendance", 15, D("71.00"), 80),
        Reason("trend", 15),
    )


def test_levels_have_an_order() -> None:
    assert [[at_least(level, least) for least in LEVELS] for level in LEVELS] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]


@given(PERCENT, PERCENT, TRENDS)
def test_the_score_is_the_sum_of_its_reasons_from_0_to_100(average: D | None, rate: D | None, trend: str) -> None:
    found = risk(average, rate, trend)
    assert found.score == max(0, sum(one.points for one in found.reasons)) <= 100
    assert found.level in LEVELS


@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2), PERCENT, TRENDS)
def test_a_better_average_never_raises_the_risk(one: D, other: D, rate: D | None, trend: str) -> None:
    low, high = sorted((one, other))
    assert risk(low, rate, trend).score >= risk(high, rate, trend).score
