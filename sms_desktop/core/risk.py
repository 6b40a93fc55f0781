"""How much a student is at risk of failing, as a score with its reasons (domain.md 5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sms_desktop.core.grading import half_up
from sms_desktop.core.trend import DECLINING, IMPROVING

LOW, MEDIUM, HIGH = "low", "medium", "high"
LEVELS = (LOW, MEDIUM, HIGH)
AVERAGE, ATTENDANCE, TREND = "average", "attendance", "trend"
_MEDIUM_FROM, _HIGH_FROM = 30, 60
#: What a figure below a limit adds; the first limit that it is below counts.
_AVERAGES = ((50, 40), (65, 25), (75, 10))
_RATES = ((70, 35), (80, 15))
_TRENDS = {DECLINING: 15, IMPROVING: -5}


@dataclass(frozen=True)
class Reason:
    """One part of a score: `kind` average, attendance or trend, and the points it adds (below 0: it takes).

    `value` is the figure in percent, two places, and `limit` what it is below; both None for a trend.
    """

    kind: str
    points: int
    value: Decimal | None = None
    limit: int | None = None


@dataclass(frozen=True)
class Risk:
    """A score from 0 to 100, its level (low, medium, high), and where it comes from."""

    score: int
    level: str
    reasons: tuple[Reason, ...]


def risk(average: Fraction | Decimal | None, attendance: Fraction | Decimal | None, trend: str) -> Risk:
    """The risk from an average and an attendance rate in percent (None: not known, says nothing) and a trend.

    Both are judged as they are shown, rounded to two places: 49.996 is shown as 50.00 and is not below 50.
    """
    reasons = [
        *_below(AVERAGE, average, _AVERAGES),
        *_below(ATTENDANCE, attendance, _RATES),
        *([Reason(TREND, _TRENDS[trend])] if trend in _TRENDS else ()),
    ]
    score = max(0, min(100, sum(one.points for one in reasons)))
    return Risk(score, _level(score), tuple(reasons))


def at_least(level: str, least: str) -> bool:
    """Whether a level is `least` or above it."""
    return LEVELS.index(level) >= LEVELS.index(least)


def _level(score: int) -> str:
    if score < _MEDIUM_FROM:
        return LOW
    return MEDIUM if score < _HIGH_FROM else HIGH


def _below(kind: str, value: Fraction | Decimal | None, limits: tuple[tuple[int, int], ...]) -> list[Reason]:
    if value is None:
        return []
    shown = half_up(value)
    return [Reason(kind, points, shown, limit) for limit, points in limits if shown < limit][:1]
