"""The figures of some marks: how many, average, median, least and most, how many pass, and how they are spread."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sms_desktop.core.grading import half_up, percentage
from sms_desktop.core.i18n import _, format_number, format_percent, ngettext
from sms_desktop.core.scales import Scales

#: The marks are spread over so many equal parts of their maximum; the last has the maximum itself.
PARTS = 10


@dataclass(frozen=True)
class Value:
    """A score out of its maximum."""

    score: Decimal
    maximum: Decimal

    @property
    def percent(self) -> Fraction:
        return percentage(self.score, self.maximum)


@dataclass(frozen=True)
class Figures:
    """In percent, exactly (domain.md 5); `maximum` where all marks have the same, so that they are told in points."""

    count: int
    missing: int
    average: Fraction
    median: Fraction
    least: Fraction
    most: Fraction
    passed: int
    spread: tuple[int, ...]
    maximum: Decimal | None

    def shown(self, percent: Fraction) -> str:
        """One of the figures in points where that can be, in percent else."""
        if self.maximum is None:
            return format_percent(half_up(percent, 1))
        return format_number(half_up(percent * Fraction(self.maximum) / 100))


def figures(values: Sequence[Value], missing: int, scales: Scales) -> Figures | None:
    """The figures of some marks; None where there are none."""
    if not values:
        return None
    percents = sorted(value.percent for value in values)
    maxima = {value.maximum for value in values}
    spread = [0] * PARTS
    for percent in percents:
        spread[min(int(percent * PARTS / 100), PARTS - 1)] += 1
    return Figures(
        count=len(percents),
        missing=missing,
        average=sum(percents, Fraction(0)) / len(percents),
        median=statistics.median(percents),
        least=percents[0],
        most=percents[-1],
        passed=sum(scales.passed(percent) for percent in percents),
        spread=tuple(spread),
        maximum=maxima.pop() if len(maxima) == 1 else None,
    )


def sentence(found: Figures) -> str:
    """The figures in a line."""
    parts = [ngettext("{n} mark", "{n} marks", found.count).format(n=found.count)]
    if found.missing:
        parts.append(ngettext("{n} missing", "{n} missing", found.missing).format(n=found.missing))
    parts.append(_("average {value}").format(value=found.shown(found.average)))
    if found.count > 1:
        parts.append(_("median {value}").format(value=found.shown(found.median)))
        parts.append(_("from {least} to {most}").format(least=found.shown(found.least), most=found.shown(found.most)))
    share = format_number(half_up(Fraction(100 * found.passed, found.count), 0))
    parts.append(_("{share} % pass").format(share=share))
    return " · ".join(parts)


def spread_words(found: Figures) -> str:
    """How the marks are spread, for a screen reader."""
    parts = [
        _("{low}–{high} %: {count}").format(low=at * 100 // PARTS, high=(at + 1) * 100 // PARTS, count=count)
        for at, count in enumerate(found.spread)
        if count
    ]
    return ", ".join(parts)
