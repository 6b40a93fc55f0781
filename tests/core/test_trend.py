"""The trend of a series (domain.md 5): halves compared, five points either way, four values at least."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.trend import DECLINING, IMPROVING, STABLE, UNKNOWN, change, trend

SERIES = st.lists(st.fractions(0, 100, max_denominator=40), max_size=20)
MIRROR = {IMPROVING: DECLINING, DECLINING: IMPROVING, STABLE: STABLE, UNKNOWN: UNKNOWN}


def series(*values: float) -> list[Fraction]:
    return [Fraction(str(value)) for value in values]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ((), UNKNOWN),
        ((10, 50, 90), UNKNOWN),
        ((60, 60, 65, 65), STABLE),
        ((60, 60, 65, 65.02), IMPROVING),
        ((65, 65, 60, 60), STABLE),
        ((65, 65, 60, 59.98), DECLINING),
        ((50, 50, 90, 50, 50), IMPROVING),
        ((50, 50, 20, 50, 50), DECLINING),
    ],
)
def test_five_points_either_way_and_the_middle_value_belongs_to_the_second_half(
    values: tuple[float, ...], found: str
) -> None:
    assert trend(series(*values)) == found


def test_the_change_is_exact() -> None:
    assert change(series(60, 61, 70, 72)) == Fraction(21, 2)
    assert change(series(60, 61, 70)) is None


@given(SERIES, st.fractions(-50, 50, max_denominator=40))
def test_the_same_added_to_all_changes_nothing(values: list[Fraction], more: Fraction) -> None:
    assert trend([value + more for value in values]) == trend(values)


@given(SERIES.filter(lambda values: len(values) % 2 == 0))
def test_read_backwards_it_is_the_opposite(values: list[Fraction]) -> None:
    assert trend(values[::-1]) == MIRROR[trend(values)]
