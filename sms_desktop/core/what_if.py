"""What a final grade would be with other marks, and what is still needed to reach one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

from sms_desktop.core.absences import Counts
from sms_desktop.core.grading import Category, FinalGrade, Mark, Rated, final_grade, half_up

NEEDED, CERTAIN, OUT_OF_REACH = "needed", "certain", "out_of_reach"
_STEP = Decimal("0.01")


@dataclass(frozen=True)
class Work:
    """All that the final grade of an enrolment comes from; marks and ratings by category id."""

    categories: tuple[Category, ...]
    marks: Mapping[int, Sequence[Mark]]
    ratings: Mapping[int, Sequence[Rated]]
    counts: Counts = field(default_factory=Counts)
    penalty: Decimal = Decimal(0)

    @property
    def final(self) -> FinalGrade:
        """The final grade as it stands."""
        return final_grade(self.categories, self.marks, self.ratings, self.counts, self.penalty)


@dataclass(frozen=True)
class Part:
    """A mark that may come: of an assessment, or with `assessment_id` None one more in a category.

    `replaces` is the key of the mark in whose stead it comes, 0 where there is none yet.
    """

    category_id: int
    title: str
    maximum: Decimal = Decimal(20)
    weight: Decimal = Decimal(1)
    assigned: date | None = None
    assessment_id: int | None = None
    replaces: int = 0


@dataclass(frozen=True)
class Needed:
    """What is needed in some parts to reach a final percentage: `status` needed, certain or out_of_reach.

    `percentage` is needed in each part, `score` of `maximum` where there is one part alone (two places, rounded up).
    `lowest` and `highest` are the final percentages with nothing and with everything in them; None: not graded.
    """

    status: str
    percentage: Decimal | None
    score: Decimal | None
    maximum: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None


def filled(work: Work, scores: Iterable[tuple[Part, Decimal]]) -> Work:
    """The work with marks in some parts."""
    marks = {category: list(found) for category, found in work.marks.items()}
    for part, score in scores:
        there = marks.setdefault(part.category_id, [])
        place = next((at for at, one in enumerate(there) if part.replaces and one.key == part.replaces), None)
        if place is None:
            there.append(Mark(score, part.maximum, part.weight, assigned=part.assigned, title=part.title))
        else:
            there[place] = replace(there[place], score=score)
    return replace(work, marks=marks)


def needed(work: Work, parts: Sequence[Part], target: Decimal) -> Needed:
    """The lowest score in one part, or the lowest percentage in each of several, to reach `target` percent.

    The final percentage counts as it is shown, rounded to two places; further absences are not foreseen.
    """
    steps = _steps(parts)

    def at(step: int) -> FinalGrade:
        return filled(work, [(part, _score(part, step, steps)) for part in parts]).final

    lowest, highest = at(0).percentage, at(steps).percentage
    if lowest is not None and lowest >= target:
        return Needed(CERTAIN, None, None, None, lowest, highest)
    if highest is None or highest < target:
        return Needed(OUT_OF_REACH, None, None, None, lowest, highest)
    step = bisect_left(range(steps), True, key=lambda one: _reaches(at(one), target))
    if len(parts) > 1:
        return Needed(NEEDED, half_up(Fraction(step * 100, steps)), None, None, lowest, highest)
    score, maximum = _score(parts[0], step, steps), parts[0].maximum
    return Needed(NEEDED, half_up(Fraction(score) * 100 / Fraction(maximum)), score, maximum, lowest, highest)


def _reaches(final: FinalGrade, target: Decimal) -> bool:
    return final.percentage is not None and final.percentage >= target


def _steps(parts: Sequence[Part]) -> int:
    """Into how many steps a score is cut: hundredths of a point, or of a percent where there are several parts."""
    if len(parts) == 1:
        return int((parts[0].maximum / _STEP).to_integral_value(ROUND_CEILING))
    return 10_000


def _score(part: Part, step: int, steps: int) -> Decimal:
    if steps == 10_000:
        return part.maximum * step / steps
    return min(part.maximum, step * _STEP)
