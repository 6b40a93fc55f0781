"""How many students stand: averages, failed courses, attendance and trend, told as exactly as in one's own record.

The database adds up marks, ratings and registers of all of them in a few passes, in floats. Where a figure lies so near
to where it would be rounded or judged otherwise that a float can't tell, that student's are worked out exactly.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from sqlalchemy import ColumnElement, Float, and_, cast, func, select
from sqlalchemy.orm import Session

from sms_desktop.core import trend as trends
from sms_desktop.core.absences import Counts
from sms_desktop.core.grading import FinalGrade, Mark, half_up, percentage
from sms_desktop.core.scales import Scales, overall
from sms_desktop.db.courses import Course, Enrolment, Offering, OfferingRule
from sms_desktop.services import class_marks, scale_settings
from sms_desktop.services.class_marks import MarkRow
from sms_desktop.services.standing_sums import ATTENDANCE, halves, recorded, taking_part, worked

_STUDENTS_AT_ONCE = 500
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
class _Offered:
    """What an offering's results depend on: credits, also as the weight in an average, the penalty in points.

    `attendance` is the weight of its attendance categories, in percent.
    """

    credits: Decimal | None
    weight: float
    penalty: float
    attendance: float


@dataclass(slots=True)
class _Sums:
    """What is added up of a student; `near` where a float can't tell something."""

    points: float = 0.0
    weights: float = 0.0
    plain: float = 0.0
    present: int = 0
    absent: int = 0
    late: int = 0
    excused: int = 0
    courses: int = 0
    graded: int = 0
    failing: int = 0
    unfinished: int = 0
    near: bool = False


@dataclass(frozen=True, slots=True)
class _Work:
    """What some enrolments have, exactly: results, marks by assessment, attendance."""

    finals: Mapping[int, FinalGrade]
    marks: Mapping[int, Mapping[int, MarkRow]]
    counts: Mapping[int, Counts]


class _TooNearError(Exception):
    """A float can't tell."""


def standings(session: Session, taught: ColumnElement[bool]) -> dict[int, Standing]:
    """How everybody stands who takes part in offerings that meet a condition on `Offering`, by student.

    Deleted offerings and enrolments and dropped ones are left out; deleted students and those who left are not. Whoever
    asks sees to it that the offerings may be seen.
    """
    taught = and_(taught, Offering.deleted_at.is_(None))
    scales, offered = scale_settings.read(session), _offered(session, taught)
    sums, trend = _sums(session, taught, offered, scales), _trends(session, taught)
    found: dict[int, Standing | None] = {}
    for student, one in sums.items():
        try:
            found[student] = _standing(one, trend.get(student, trends.UNKNOWN))
        except _TooNearError:
            found[student] = None
    exact = _exactly(session, [student for student, one in found.items() if one is None], offered, scales)
    return {student: one or exact[student] for student, one in found.items()}


def _sums(
    session: Session, taught: ColumnElement[bool], offered: Mapping[int, _Offered], scales: Scales
) -> dict[int, _Sums]:
    passing = float(scales.pass_mark * 5) - _HALF_CENT
    found: dict[int, _Sums] = {}
    for there, work in _beside(recorded(session, taught), worked(session, taught)):
        student, offering = there[1], there[2]
        one = found.get(student)
        if one is None:
            one = found[student] = _Sums()
        _add(one, there, work, offered[offering], passing)
    return found


def _beside(rows: Iterable[Any], others: Iterable[Any]) -> Iterator[tuple[Any, Any | None]]:
    """Each row with the other one of the same id; both come by their first column, the id."""
    rest = iter(others)
    other = next(rest, None)
    for row in rows:
        while other is not None and other[0] < row[0]:
            other = next(rest, None)
        yield row, other if other is not None and other[0] == row[0] else None


def _offered(session: Session, taught: ColumnElement[bool]) -> dict[int, _Offered]:
    weight = func.sum(cast(OfferingRule.weight, Float)).filter(OfferingRule.kind == ATTENDANCE)
    statement = (
        select(Offering.id, Course.credits, Offering.absence_penalty, func.coalesce(weight / 100, 0.0))
        .join(Course, Course.id == Offering.course_id)
        .outerjoin(OfferingRule, OfferingRule.offering_id == Offering.id)
        .where(taught)
        .group_by(Offering.id)
    )
    rows = session.execute(statement)
    return {
        key: _Offered(credits, float(credits or 0), float(penalty), float(weight))
        for key, credits, penalty, weight in rows
    }


def _add(one: _Sums, there: Any, work: Any | None, offered: _Offered, passing: float) -> None:
    _id, _student, _offering, status, present, absent, late, excused = there
    one.present, one.absent = one.present + present, one.absent + absent
    one.late, one.excused = one.late + late, one.excused + excused
    percent, used, near = _final(work, present, absent, present + absent + late + excused, offered)
    if percent is not None:
        one.plain, one.graded = one.plain + percent, one.graded + 1
        one.points, one.weights = one.points + percent * offered.weight, one.weights + offered.weight
        near, one.failing = near or -_NEAR < percent - passing < _NEAR, one.failing + (percent < passing)
    one.courses, one.near = one.courses + 1, one.near or near
    one.unfinished += status != "completed" and used < 100 - _NEAR


def _final(
    work: Any | None, present: int, absent: int, recorded: int, offered: _Offered
) -> tuple[float | None, float, bool]:
    """The final percentage (`grading.final_grade`), how much of the evaluation is in, in percent, and `near`."""
    _id, points, used, by_marks, by_marks_used, several = work or _NOTHING
    if recorded and offered.attendance:
        points += 100 * present / recorded * offered.attendance
        used += offered.attendance
    else:
        points, used = points + by_marks, used + by_marks_used
    if used <= 0:
        return None, 0.0, bool(several)
    return max(0.0, points / used - offered.penalty * absent), used, bool(several)


_NOTHING = (0, 0.0, 0.0, 0.0, 0.0, 0)


def _trends(session: Session, taught: ColumnElement[bool]) -> dict[int, str]:
    """As `trend` of `series` by student, empty where a float can't tell; those with too few marks are not there.

    The order in which marks were entered is looked at only where one has no day: that takes half as long again.
    """
    rows = session.execute(halves(taught, dated=True)).all()
    if any(row.undated for row in rows):
        rows = session.execute(halves(taught, dated=False)).all()
    return {row.student_id: _trend(row.marks, row.older, row.newer) for row in rows}


def _trend(marks: int, older: float, newer: float) -> str:
    """The trend of the sums of the two halves; empty where a float can't tell."""
    middle = marks // 2
    points = newer / (marks - middle) - older / middle
    if abs(abs(points) - trends.POINTS) < _NEAR:
        return ""
    if abs(points) < trends.POINTS:
        return trends.STABLE
    return trends.IMPROVING if points > 0 else trends.DECLINING


def _standing(one: _Sums, trend: str) -> Standing:
    if one.near or not trend:
        raise _TooNearError
    average = one.points / one.weights if one.weights else one.plain / one.graded if one.graded else None
    counts = Counts(one.present, one.absent, one.late, one.excused)
    shown = None if average is None else _rounded(average)
    return Standing(shown, counts, trend, one.courses, one.graded, one.failing, one.unfinished)


def _rounded(value: float) -> Decimal:
    """Rounded to two places."""
    cents = value * 100
    if abs(cents - floor(cents) - 0.5) < _NEAR * 100:
        raise _TooNearError
    return Decimal(round(cents)).scaleb(-2)


def _exactly(
    session: Session, student_ids: Sequence[int], offered: Mapping[int, _Offered], scales: Scales
) -> dict[int, Standing]:
    """The same in fractions."""
    found: dict[int, Standing] = {}
    for start in range(0, len(student_ids), _STUDENTS_AT_ONCE):
        groups = _enrolled(session, student_ids[start : start + _STUDENTS_AT_ONCE], offered)
        ids = [one.id for group in groups.values() for one in group]
        work = _Work(
            class_marks.finals(session, ids), class_marks.marks(session, ids), class_marks.counts(session, ids)
        )
        found.update((student, _exact(group, work, offered, scales)) for student, group in groups.items())
    return found


def _enrolled(session: Session, student_ids: Sequence[int], offered: Collection[int]) -> dict[int, list[Any]]:
    statement = (
        select(Enrolment.id, Enrolment.student_id, Enrolment.offering_id, Enrolment.status)
        .where(taking_part(), Enrolment.student_id.in_(student_ids))
        .order_by(Enrolment.id)
    )
    found: dict[int, list[Any]] = {}
    for row in session.execute(statement):
        if row.offering_id in offered:
            found.setdefault(row.student_id, []).append(row)
    return found


def _exact(group: Sequence[Any], work: _Work, offered: Mapping[int, _Offered], scales: Scales) -> Standing:
    finals = [(one, work.finals[one.id]) for one in group]
    results = [(final.exact, offered[one.offering_id].credits) for one, final in finals if final.exact is not None]
    average = overall(results)
    return Standing(
        None if average is None else half_up(average),
        sum((work.counts.get(one.id, Counts()) for one in group), Counts()),
        trends.trend(series(row.mark for one in group for row in work.marks.get(one.id, {}).values())),
        len(group),
        len(results),
        sum(not scales.passed(exact) for exact, _credits in results),
        sum(one.status != "completed" and final.weight_used < 100 for one, final in finals),
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
