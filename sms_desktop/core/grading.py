"""The final grade of an enrolment and how it came about, exact until it is rounded once at the end (domain.md 2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm

from sms_desktop.core.absences import Counts
from sms_desktop.core.evaluation import Rule

#: Why an item does not count: a later one replaces it, it is excused, or the registers' rate stands for the category.
WHY_NOT = ("replaced", "excused", "registers")
_REMEMBERED = 1 << 15
_ONE, _NOTHING, _ZERO = Decimal(1), Decimal(0), Fraction(0)


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: `score` (None: excused) out of `maximum` (above 0), with its own `weight` (0 to 3).

    `key` is the grade's id and says in which order marks were entered; 0 is one not stored yet, newer than those that
    are. Among equal ones the later in the sequence is the newer.
    """

    score: Decimal | None
    maximum: Decimal
    weight: Decimal = _ONE
    submitted: date | None = None
    assigned: date | None = None
    title: str = ""
    key: int = 0

    @property
    def day(self) -> date | None:
        """The day it was submitted, else the one it was assigned."""
        return self.submitted or self.assigned


@dataclass(frozen=True, slots=True)
class Rated:
    """One daily rating: `score` out of `maximum` (above 0) on a day; `key` is its id."""

    score: Decimal
    maximum: Decimal
    day: date
    key: int = 0


@dataclass(frozen=True, slots=True)
class Category:
    """A rule of an offering with its id, which marks and ratings refer to."""

    id: int
    rule: Rule


@dataclass(frozen=True, slots=True)
class Item:
    """A mark or a daily rating in a derivation: `weight` is how it counts among the others of its category.

    `percentage` is exact, None where excused; `why_not` is one of `WHY_NOT`, empty where it counts.
    """

    title: str
    score: Decimal | None
    maximum: Decimal
    weight: Decimal
    percentage: Fraction | None
    counted: bool
    why_not: str
    day: date | None
    daily: bool
    key: int


@dataclass(frozen=True, slots=True)
class CategoryResult:
    """A category in a derivation: `weight` in percent, `average` 0 to 100 or None without data.

    `contribution` is in points of the final percentage before the penalty: average * weight / weight used.
    `counts` are the registers', for an attendance category.
    """

    id: int
    name: str
    kind: str
    weight: Decimal
    average: Fraction | None
    contribution: Fraction | None
    items: tuple[Item, ...]
    counts: Counts | None = None


@dataclass(frozen=True, slots=True)
class FinalGrade:
    """The standing on completed work, with its derivation; everything None where nothing is graded yet.

    `percentage` and `before_penalty` have two places, `exact` is `percentage` before rounding. `penalty` is the points
    that `absent` periods took, `weight_used` the percent of the evaluation that is in.
    """

    percentage: Decimal | None
    exact: Fraction | None
    before_penalty: Decimal | None
    penalty: Decimal
    absent: int
    weight_used: Decimal
    categories: tuple[CategoryResult, ...]

    @property
    def grade20(self) -> Decimal | None:
        """The grade of 0 to 20, two places."""
        return None if self.exact is None else half_up(self.exact / 5)

    @property
    def gpa(self) -> Decimal | None:
        """The grade of 0 to 4, two places."""
        return None if self.exact is None else half_up(self.exact / 25)


def half_up(value: Fraction | Decimal, places: int = 2) -> Decimal:
    """The value rounded to some decimal places, halves away from 0."""
    above, below = value.as_integer_ratio()
    units = (2 * abs(above) * 10**places + below) // (2 * below)
    return Decimal(units if above >= 0 else -units).scaleb(-places)


@lru_cache(_REMEMBERED)
def percentage(score: Decimal, maximum: Decimal) -> Fraction:
    """A score in percent of its maximum (above 0), exactly."""
    return Fraction(score) * 100 / Fraction(maximum)


def average(marks: Iterable[Mark]) -> Fraction | None:
    """The weighted mean of marks in percent, exactly; None where none counts."""
    return _mean((percentage(mark.score, mark.maximum), mark.weight) for mark in marks if mark.score is not None)


_exact = lru_cache(_REMEMBERED)(Fraction)


def _mean(weighted: Iterable[tuple[Fraction, Decimal]]) -> Fraction | None:
    """The mean of values by their weights; None without any weight.

    Added up in whole numbers by weight and denominator: few of either are different, and a sum of fractions is slow.
    """
    sums: dict[Decimal, dict[int, int]] = {}
    total = _NOTHING
    for value, weight in weighted:
        above, below = value.as_integer_ratio()
        parts = sums.setdefault(weight, {})
        parts[below] = parts.get(below, 0) + above
        total += weight
    if total <= 0:
        return None
    exact = sum((_summed(parts) * _exact(weight) for weight, parts in sums.items()), _ZERO)
    return exact / _exact(total)


def _summed(parts: Mapping[int, int]) -> Fraction:
    """The sum of numerators by denominator."""
    together = lcm(*parts)
    return Fraction(sum(above * (together // below) for below, above in parts.items()), together)


def latest(marks: Sequence[Mark]) -> int | None:
    """The place of the newest mark that counts, by day, else by order of entry (domain.md 2); None where none does.

    A mark without any date stands right after those entered before it. Excused marks and marks without weight are
    never the latest.
    """
    newest, known, place = (date.min, -1), date.min, None
    for order, at in enumerate(sorted(range(len(marks)), key=lambda at: (not marks[at].key, marks[at].key))):
        mark = marks[at]
        known = max(known, mark.day or known)
        if mark.score is not None and mark.weight > 0 and (mark.day or known, order) >= newest:
            newest, place = (mark.day or known, order), at
    return place


def final_grade(
    categories: Sequence[Category],
    marks: Mapping[int, Sequence[Mark]],
    ratings: Mapping[int, Sequence[Rated]],
    counts: Counts,
    penalty: Decimal,
) -> FinalGrade:
    """The final grade from marks and ratings by category id (domain.md 2).

    `penalty` is in percentage points for each Absent period of `counts`.
    """
    found = [_averaged(one, marks.get(one.id, ()), ratings.get(one.id, ()), counts) for one in categories]
    weight_used = sum((one.weight for one in found if one.average is not None), _NOTHING)
    results = tuple(_contributing(one, weight_used) for one in found)
    if weight_used <= 0:
        return FinalGrade(None, None, None, _NOTHING, counts.absent, _NOTHING, results)
    before = sum((one.contribution for one in results if one.contribution is not None), _ZERO)
    exact = max(_ZERO, before - _exact(penalty) * counts.absent) if counts.absent and penalty else max(_ZERO, before)
    before_penalty = half_up(before)
    taken = min(penalty * counts.absent, before_penalty)
    return FinalGrade(half_up(exact), exact, before_penalty, taken, counts.absent, weight_used, results)


def _contributing(result: CategoryResult, weight_used: Decimal) -> CategoryResult:
    if result.average is None or weight_used <= 0:
        return result
    points = result.average * _share(result.weight, weight_used)
    return CategoryResult(
        result.id, result.name, result.kind, result.weight, result.average, points, result.items, result.counts
    )


@lru_cache(_REMEMBERED)
def _share(weight: Decimal, of: Decimal) -> Fraction:
    """A weight as a part of others, exactly."""
    return Fraction(weight) / Fraction(of)


def _averaged(category: Category, marks: Sequence[Mark], ratings: Sequence[Rated], counts: Counts) -> CategoryResult:
    rule = category.rule
    registers = counts if rule.kind == "attendance" else None
    by_registers = registers is not None and registers.recorded > 0
    items = _items(rule, marks, by_registers) + _rated(rule, ratings, by_registers)
    if by_registers:
        mean: Fraction | None = Fraction(100 * counts.present, counts.recorded)
    else:
        mean = _mean((item.percentage, item.weight) for item in items if item.counted and item.percentage is not None)
    return CategoryResult(category.id, rule.name, rule.kind, rule.weight, mean, None, items, registers)


def _items(rule: Rule, marks: Sequence[Mark], by_registers: bool) -> tuple[Item, ...]:
    kept = latest(marks) if rule.latest_only else None
    return tuple(
        _item(mark, _why_not(mark, by_registers, kept is not None and kept != at)) for at, mark in enumerate(marks)
    )


def _why_not(mark: Mark, by_registers: bool, replaced: bool) -> str:
    if mark.score is None:
        return "excused"
    if by_registers:
        return "registers"
    return "replaced" if replaced else ""


def _item(mark: Mark, why_not: str) -> Item:
    percent = None if mark.score is None else percentage(mark.score, mark.maximum)
    return Item(
        mark.title, mark.score, mark.maximum, mark.weight, percent, not why_not, why_not, mark.day, False, mark.key
    )


def _rated(rule: Rule, ratings: Sequence[Rated], by_registers: bool) -> tuple[Item, ...]:
    if not rule.counts_daily:
        return ()
    why_not, weight = "registers" if by_registers else "", rule.daily_multiplier
    return tuple(
        Item(
            *("", one.score, one.maximum, weight, percentage(one.score, one.maximum)),
            *(not why_not, why_not, one.day, True, one.key),
        )
        for one in sorted(ratings, key=lambda one: (one.day, one.key))
    )
