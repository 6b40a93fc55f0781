"""Rates of attendance and the absence limit: every worked value of domain.md 3 and 4."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.absences import STATUSES, Counts, limit

D = Decimal


@pytest.mark.parametrize(
    ("periods", "hours", "weeks", "percent", "scheduled", "allowed"),
    [
        (D(3), None, 14, D(10), 42, 4),
        (D(3), None, 14, D(15), 42, 6),
        (D(4), None, 10, D(10), 40, 4),
        (D(1), None, 14, D(10), 14, 1),
        (D(2), None, 14, D(10), 28, 2),
        (D(5), None, 14, D(10), 70, 7),
        (D(0), D(2), 14, D(10), 28, 2),
        (None, D(2), 14, D(10), 28, 2),
        (D(3), D(9), 14, D(10), 42, 4),
        (D("1.5"), None, 14, D("12.5"), 21, 2),
        (D(4), None, 10, D(0), 40, 0),
    ],
)
def test_allowed_is_the_percent_of_the_scheduled_periods_rounded_down(
    periods: Decimal | None, hours: Decimal | None, weeks: int, percent: Decimal, scheduled: int, allowed: int
) -> None:
    found = limit(Counts(present=5), periods, hours, weeks, percent)
    assert (found.scheduled, found.allowed, found.remaining, found.status) == (scheduled, allowed, allowed, "ok")
    assert found.limit_percent == percent


@pytest.mark.parametrize(
    ("absent", "excused", "late", "percent", "status", "remaining"),
    [
        (3, 0, 0, D(10), "ok", 1),
        (4, 0, 0, D(10), "warning", 0),
        (5, 0, 0, D(10), "insufficient", 0),
        (3, 2, 0, D(10), "insufficient", 0),
        (0, 5, 0, D(10), "insufficient", 0),
        (3, 0, 9, D(10), "ok", 1),
        (5, 0, 0, D(15), "warning", 1),
        (7, 0, 0, D(15), "insufficient", 0),
        (1, 0, 0, D(2), "insufficient", 0),
        (0, 0, 0, D(2), "ok", 0),
    ],
)
def test_absences_are_judged_against_three_periods_a_week_for_14_weeks(
    absent: int, excused: int, late: int, percent: Decimal, status: str, remaining: int
) -> None:
    found = limit(Counts(20, absent, late, excused), D(3), None, 14, percent)
    assert (found.status, found.remaining) == (status, remaining)
    assert (found.absences, found.unexcused, found.excused) == (absent + excused, absent, excused)


def test_exactly_a_tenth_of_forty_periods_is_still_allowed() -> None:
    assert limit(Counts(absent=4), D(4), None, 10, D(10)).status == "warning"


@pytest.mark.parametrize(("periods", "hours", "weeks"), [(None, None, 14), (D(0), D(0), 14), (D(3), None, 0)])
def test_where_nothing_is_scheduled_the_status_is_unknown(
    periods: Decimal | None, hours: Decimal | None, weeks: int
) -> None:
    found = limit(Counts(absent=9), periods, hours, weeks, D(10))
    assert (found.status, found.allowed, found.remaining, found.absences) == ("unknown", None, None, 9)


def test_rates_are_of_the_recorded_periods_and_excused_ones_count_as_recorded() -> None:
    counts = Counts.of("PPPPPPPPAE")
    assert (counts.recorded, counts.presence, counts.attendance) == (10, 80, 80)
    assert Counts(present=6, late=3, absent=1).presence == 60
    assert Counts(present=6, late=3, absent=1).attendance == 90


def test_without_records_there_is_no_rate() -> None:
    assert (Counts().presence, Counts().attendance) == (None, None)


@given(st.lists(st.sampled_from(STATUSES)), st.lists(st.sampled_from(STATUSES)))
def test_counts_add_up_like_the_records_they_are_of(one: list[str], other: list[str]) -> None:
    assert Counts.of(one) + Counts.of(other) == Counts.of(one + other)
    assert Counts.of(one).recorded == len(one)


@given(
    st.integers(0, 60),
    st.integers(0, 60),
    st.decimals(0, 20, places=1),
    st.integers(0, 40),
    st.decimals(0, 30, places=1),
)
def test_the_status_is_what_the_definition_says(
    absent: int, excused: int, periods: Decimal, weeks: int, percent: Decimal
) -> None:
    found = limit(Counts(absent=absent, excused=excused), periods, None, weeks, percent)
    scheduled = Fraction(periods) * weeks
    if scheduled == 0:
        assert found.status == "unknown"
        return
    allowed = scheduled * Fraction(percent) // 100
    over, near = found.absences > allowed, allowed > 0 and found.absences >= Fraction(8, 10) * allowed
    assert found.allowed == allowed
    assert found.status == ("insufficient" if over else "warning" if near else "ok")
