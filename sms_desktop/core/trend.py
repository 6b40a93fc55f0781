"""Where a series of results goes: up, down, or neither (domain.md 5)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

IMPROVING, DECLINING, STABLE, UNKNOWN = "improving", "declining", "stable", "unknown"
#: Percentage points by which the halves must differ, and the fewest values that say anything.
POINTS, FEWEST = 5, 4


def change(percentages: Sequence[Fraction]) -> Fraction | None:
    """Mean of the second half minus mean of the first, oldest first, in percentage points; None for fewer than four.

    Of an odd number the one in the middle belongs to the second half.
    """
    if len(percentages) < FEWEST:
        return None
    middle = len(percentages) // 2
    return _mean(percentages[middle:]) - _mean(percentages[:middle])


def trend(percentages: Sequence[Fraction]) -> str:
    """`improving` above +5 points, `declining` below -5, `stable` between, `unknown` for fewer than four values."""
    points = change(percentages)
    if points is None:
        return UNKNOWN
    if points > POINTS:
        return IMPROVING
    return DECLINING if points < -POINTS else STABLE


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)
