"""How many students stand: averages, failed courses, attendance and trend, told as exactly as in one's own record.

Floats do the work, which takes a tenth of the time of fractions. Where a figure lies so near to where it would be
rounded or judged otherwise that a float can't tell, that student's are worked out exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from math import floor
from typing import Any

from sqlalchemy import Float, String, cast, func, select
from sqlalchemy.orm import Session

from sms_desktop.core import trend as trends
from sms_desktop.core.absences import Counts
from sms_desktop.core.grading import Category, Mark, half_up, percentage
from sms_desktop.core.scales import Scales, overall
from sms_desktop.db.grades import Assessment, DailyRating, Grade
from sms_desktop.services import class_marks, scale_settings

_STUDENTS_AT_ONCE, _IDS_AT_ONCE = 500, 500
#: Floats of figures up to 100 are off by far less than this.
_NEAR = 1e-6
_HALF_CENT = 0.005


@dataclass(frozen=True, slots=True)
class Standing:
    """A student in some courses: `average` of those with a result, by credits (percent, two places).

    `counts` are of all courses. `failing` of the `graded` ones stand below the pass mark; `unfinished` ones are not
    completed, and less than all of their evaluation is in.
    """

    average: Decimal | None
    counts: Counts
    trend: str
    courses: int
    graded: int
    failing: int
    unfinished: int


@dataclass(frozen=True, slots=True)
class _Rule:
    """A category with its weights as floats; `daily` is the multiplier of its daily ratings, 0 for none."""

    id: int
    weight: float
    attendance: bool
    latest_only: bool
    daily: float


@dataclass(frozen=True, slots=True)
class _Rules:
    """How offerings are graded."""

    rules: Mapping[int, Sequence[_Rule]]
    penalties: Mapping[int, float]
    scales: Scales

    @property
    def passing(self) -> float:
        """The percentage from which a result is rounded to the pass mark or above it."""
        return float(self.scales.pass_mark * 5) - _HALF_CENT


#: Of a mark: its id, category, percentage (None: excused), weight, and day (empty: none).
_Mark = tuple[int, int | None, float | None, float, str]


@dataclass(frozen=True, slots=True)
class _Work:
    """What some enrolments have: marks, number and sum of ratings by category, attendance."""

    marks: Mapping[int, Sequence[_Mark]]
    ratings: Mapping[tuple[int, int], tuple[int, float]]
    counts: Mapping[int, Counts]


class _TooNearError(Exception):
    """A float can't tell."""


def standings(
    session: Session, people: Iterable[Sequence[Any]], offering_ids: Sequence[int]
) -> Iterator[tuple[Sequence[Any], Standing]]:
    """Each student's enrolments with how he or she stands, in the order given, in parts.

    An enrolment has `id`, `offering_id` (one of `offering_ids`), `credits` and `status`; whoever asks sees to it that
    they may be seen.
    """
    graded, penalties = class_marks.graded_by(session, offering_ids)
    rules = _Rules(
        {offering: [_rule(one) for one in found] for offering, found in graded.items()},
        {offering: float(points) for offering, points in penalties.items()},
        scale_settings.read(session),
    )
    groups = iter(people)
    while part := list(islice(groups, _STUDENTS_AT_ONCE)):
        yield from zip(part, _part(session, part, rules), strict=True)


def _rule(category: Category) -> _Rule:
    rule = category.rule
    daily = float(rule.daily_multiplier) if rule.counts_daily else 0.0
    return _Rule(category.id, float(rule.weight), rule.kind == "attendance", rule.latest_only, daily)


def _part(session: Session, part: Sequence[Sequence[Any]], rules: _Rules) -> list[Standing]:
    ids = [one.id for group in part for one in group]
    work = _Work(_marks(session, ids), _ratings(session, ids), class_marks.counts(session, ids))
    found: list[Standing | None] = []
    for group in part:
        try:
            found.append(_standing(group, rules, work))
        except _TooNearError:
            found.append(None)
    near = [group for group, one in zip(part, found, strict=True) if one is None]
    exact = iter(_exactly(session, near, rules.scales, work.counts))
    return [next(exact) if one is None else one for one in found]


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _IDS_AT_ONCE] for start in range(0, len(ids), _IDS_AT_ONCE))


def _marks(session: Session, enrolment_ids: Sequence[int]) -> dict[int, list[_Mark]]:
    share = 100.0 * cast(Grade.score, Float) / cast(Grade.max_score, Float)
    day = func.coalesce(Grade.submitted_on, Grade.assigned_on, Assessment.assigned_on)
    columns = (Grade.enrolment_id, Grade.id, Assessment.rule_id, share, cast(Grade.weight, Float), cast(day, String))
    found: dict[int, list[_Mark]] = {}
    for chunk in _chunks(enrolment_ids):
        statement = (
            select(*columns)
            .join(Assessment, Assessment.id == Grade.assessment_id)
            .where(Grade.enrolment_id.in_(chunk), Assessment.deleted_at.is_(None))
        )
        for enrolment, key, rule, percent, weight, given in session.execute(statement):
            found.setdefault(enrolment, []).append((key, rule, percent, weight / 100, given or ""))
    return found


def _ratings(session: Session, enrolment_ids: Sequence[int]) -> dict[tuple[int, int], tuple[int, float]]:
    row = DailyRating
    share = func.sum(100.0 * cast(row.score, Float) / cast(row.max_score, Float))
    found: dict[tuple[int, int], tuple[int, float]] = {}
    for chunk in _chunks(enrolment_ids):
        statement = (
            select(row.enrolment_id, row.rule_id, func.count(), share)
            .where(row.enrolment_id.in_(chunk))
            .group_by(row.enrolment_id, row.rule_id)
        )
        for enrolment, rule, count, total in session.execute(statement):
            found[enrolment, rule] = count, float(total)
    return found


def _standing(group: Sequence[Any], rules: _Rules, work: _Work) -> Standing:
    results: list[tuple[float, float]] = []
    counts, failing, unfinished = Counts(), 0, 0
    for one in group:
        there = work.counts.get(one.id, _NONE)
        counts += there
        percent, used = _final(one, rules, work, there)
        if percent is not None:
            results.append((percent, float(one.credits or 0)))
            failing += _below(percent, rules.passing)
        unfinished += one.status != "completed" and used < 100 - _NEAR
    average = _mean(results)
    goes = _trend(mark for one in group for mark in work.marks.get(one.id, ()))
    shown = None if average is None else _rounded(average)
    return Standing(shown, counts, goes, len(group), len(results), failing, unfinished)


_NONE = Counts()


def _final(one: Any, rules: _Rules, work: _Work, counts: Counts) -> tuple[float | None, float]:
    """The final percentage (`grading.final_grade`), and how much of the evaluation is in, in percent."""
    marks: dict[int | None, list[_Mark]] = {}
    for mark in work.marks.get(one.id, ()):
        marks.setdefault(mark[1], []).append(mark)
    points = used = 0.0
    for rule in rules.rules.get(one.offering_id, ()):
        average = _average(rule, marks.get(rule.id, ()), work.ratings.get((one.id, rule.id)), counts)
        if average is not None:
            points, used = points + average * rule.weight, used + rule.weight
    if used <= 0:
        return None, 0.0
    return max(0.0, points / used - rules.penalties[one.offering_id] * counts.absent), used


def _average(rule: _Rule, marks: Sequence[_Mark], rated: tuple[int, float] | None, counts: Counts) -> float | None:
    if rule.attendance and counts.recorded:
        return 100 * counts.present / counts.recorded
    given = [(percent, weight) for _key, _rule, percent, weight, _day in marks if percent is not None]
    if rule.latest_only and len(given) > 1:
        raise _TooNearError
    total = sum(percent * weight for percent, weight in given)
    weights = sum(weight for _percent, weight in given)
    if rated is not None and rule.daily:
        total, weights = total + rated[1] * rule.daily, weights + rated[0] * rule.daily
    return total / weights if weights > 0 else None


def _mean(results: Sequence[tuple[float, float]]) -> float | None:
    """The mean by credits; of all alike where none has any (`scales.overall`)."""
    weighted = [one for one in results if one[1]] or [(value, 1.0) for value, _credits in results]
    if not weighted:
        return None
    return sum(value * weight for value, weight in weighted) / sum(weight for _value, weight in weighted)


def _trend(marks: Iterable[_Mark]) -> str:
    """As `trend` of `series`."""
    dated: list[tuple[str, float]] = []
    known = ""
    for _key, _rule, percent, _weight, day in sorted(marks, key=lambda mark: mark[0]):
        known = max(known, day)
        if percent is not None:
            dated.append((day or known, percent))
    if len(dated) < trends.FEWEST:
        return trends.UNKNOWN
    values = [percent for _day, percent in sorted(dated, key=lambda pair: pair[0])]
    middle = len(values) // 2
    points = sum(values[middle:]) / (len(values) - middle) - sum(values[:middle]) / middle
    if abs(abs(points) - trends.POINTS) < _NEAR:
        raise _TooNearError
    if abs(points) < trends.POINTS:
        return trends.STABLE
    return trends.IMPROVING if points > 0 else trends.DECLINING


def _below(value: float, limit: float) -> bool:
    if abs(value - limit) < _NEAR:
        raise _TooNearError
    return value < limit


def _rounded(value: float) -> Decimal:
    """Rounded to two places."""
    cents = value * 100
    if abs(cents - floor(cents) - 0.5) < _NEAR * 100:
        raise _TooNearError
    return Decimal(round(cents)).scaleb(-2)


def _exactly(
    session: Session, people: Sequence[Sequence[Any]], scales: Scales, counts: Mapping[int, Counts]
) -> Iterator[Standing]:
    """The same in fractions."""
    ids = [one.id for group in people for one in group]
    finals, marks = class_marks.finals(session, ids), class_marks.marks(session, ids)
    for group in people:
        results = [(exact, one.credits) for one in group if (exact := finals[one.id].exact) is not None]
        average = overall(results)
        yield Standing(
            None if average is None else half_up(average),
            sum((counts.get(one.id, _NONE) for one in group), Counts()),
            trends.trend(series(row.mark for one in group for row in marks.get(one.id, {}).values())),
            len(group),
            len(results),
            sum(not scales.passed(exact) for exact, _credits in results),
            sum(one.status != "completed" and finals[one.id].weight_used < 100 for one in group),
        )


def series(marks: Iterable[Mark]) -> list[Fraction]:
    """The percentages of marks, oldest first, for a trend; one without a date stands where it was entered."""
    dated: list[tuple[date, Mark]] = []
    known = date.min
    for mark in sorted(marks, key=lambda one: one.key):
        known = max(known, mark.day or known)
        if mark.score is not None:
            dated.append((mark.day or known, mark))
    ordered = sorted(dated, key=lambda pair: pair[0])
    return [percentage(mark.score, mark.maximum) for _day, mark in ordered if mark.score is not None]
