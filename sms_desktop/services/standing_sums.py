"""What standings are made from, added up by the database in one pass each: registers, marks and ratings, trends.

`taught` is a condition on `Offering`. Figures are floats; percentages of marks and averages are not rounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Float,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from sms_desktop.core import trend as trends
from sms_desktop.core.absences import STATUSES
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.courses import Enrolment, Offering, OfferingRule
from sms_desktop.db.grades import Assessment, DailyRating, Grade

_ROWS_AT_ONCE = 5000
#: The kind of category that the registers fill.
ATTENDANCE = "attendance"


def taking_part() -> ColumnElement[bool]:
    """Enrolments that are neither deleted nor dropped."""
    return and_(Enrolment.deleted_at.is_(None), Enrolment.status != "dropped")


def _in_parts(session: Session, statement: Executable) -> Iterable[Any]:
    return session.connection().execute(statement, execution_options={"yield_per": _ROWS_AT_ONCE})


def recorded(session: Session, taught: ColumnElement[bool]) -> Iterable[Any]:
    """Who takes part, by id: enrolment, student, offering, status, and how many periods of each status are recorded."""
    columns = (Enrolment.id, Enrolment.student_id, Enrolment.offering_id, Enrolment.status)
    numbers = [func.count().filter(Attendance.status == status) for status in STATUSES]
    statement = (
        select(*columns, *numbers)
        .select_from(Offering)
        .join(Enrolment, Enrolment.offering_id == Offering.id)
        .outerjoin(Attendance, Attendance.enrolment_id == Enrolment.id)
        .where(taught, taking_part())
        .group_by(*columns)
        .order_by(Enrolment.id)
    )
    return _in_parts(session, statement)


def worked(session: Session, taught: ColumnElement[bool]) -> Iterable[Any]:
    """By enrolment: averages times weights and the weights, in percent, of its categories with marks or ratings.

    First of all categories but those of attendance, then of those; at last whether the latest of several marks counts
    alone somewhere, which only fractions look at.
    """
    given = _given(taught)
    total, weights = func.sum(given.c.total), func.sum(given.c.weight)
    columns = (given.c.enrolment_id, given.c.rule_id)
    averages = (
        select(*columns, (total / weights).label("average"), func.sum(given.c.marks).label("marks"))
        .group_by(*columns)
        .having(weights > 0)
        .subquery()
    )
    weight, attendance = cast(OfferingRule.weight, Float) / 100, OfferingRule.kind == ATTENDANCE
    several = and_(OfferingRule.latest_only, averages.c.marks > 1)
    statement = (
        select(
            averages.c.enrolment_id,
            func.sum(case((attendance, 0.0), else_=averages.c.average * weight)),
            func.sum(case((attendance, 0.0), else_=weight)),
            func.sum(case((attendance, averages.c.average * weight), else_=0.0)),
            func.sum(case((attendance, weight), else_=0.0)),
            func.max(case((several, 1), else_=0)),
        )
        .join(OfferingRule, OfferingRule.id == averages.c.rule_id)
        .group_by(averages.c.enrolment_id)
        .order_by(averages.c.enrolment_id)
    )
    return _in_parts(session, statement)


def _given(taught: ColumnElement[bool]) -> Any:
    """Marks and daily ratings by enrolment and category: percentage times weight, weight, and whether it is a mark."""
    weight = cast(Grade.weight, Float)
    marks = (
        _marked(Grade.enrolment_id, Assessment.rule_id, _percent(Grade) * weight, weight, literal(1))
        .where(taught, Assessment.deleted_at.is_(None), Grade.score.is_not(None), Assessment.rule_id.is_not(None))
    )  # fmt: skip
    times = cast(OfferingRule.daily_multiplier, Float)
    ratings = (
        select(DailyRating.enrolment_id, DailyRating.rule_id, _percent(DailyRating) * times, times, literal(0))
        .select_from(Offering)
        .join(OfferingRule, OfferingRule.offering_id == Offering.id)
        .join(DailyRating, DailyRating.rule_id == OfferingRule.id)
        .where(taught, OfferingRule.counts_daily)
    )
    both = union_all(marks, ratings).subquery("given")
    names = ("enrolment_id", "rule_id", "total", "weight", "marks")
    return select(*(column.label(name) for name, column in zip(names, both.c, strict=True))).subquery()


def _percent(table: Any) -> Any:
    return 100.0 * cast(table.score, Float) / cast(table.max_score, Float)


def _marked(*columns: Any) -> Select[Any]:
    """Marks of offerings, read assessment by assessment: as they were entered, so they lie side by side."""
    return (
        select(*columns)
        .select_from(Offering)
        .join(Assessment, Assessment.offering_id == Offering.id)
        .join(Grade, Grade.assessment_id == Assessment.id)
    )


def halves(taught: ColumnElement[bool], *, dated: bool) -> Select[Any]:
    """By student how many marks there are, and the sums of the older and of the newer half of their percentages."""
    day = func.coalesce(Grade.submitted_on, Grade.assigned_on, Assessment.assigned_on)
    marks = (
        _marked(Enrolment.student_id, Grade.id, _percent(Grade).label("percent"), cast(day, String).label("day"))
        .join(Enrolment, Enrolment.id == Grade.enrolment_id)
        .where(taught, Assessment.deleted_at.is_(None), taking_part())
        .subquery()
    )
    known = func.max(marks.c.day).over(partition_by=marks.c.student_id, order_by=marks.c.id)
    placed = marks.c.day if dated else func.coalesce(marks.c.day, known, "")
    entered = select(marks, placed.label("placed")).subquery()
    student = entered.c.student_id
    place = func.row_number().over(partition_by=student, order_by=(entered.c.placed, entered.c.id))
    ordered = (
        select(student, entered.c.percent, entered.c.day, place.label("place"),
               func.count().over(partition_by=student).label("marks"))
        .where(entered.c.percent.is_not(None))
        .subquery()
    )  # fmt: skip
    older = 2 * ordered.c.place <= ordered.c.marks
    return (
        select(ordered.c.student_id, func.count().label("marks"),
               func.sum(ordered.c.percent).filter(older).label("older"),
               func.sum(ordered.c.percent).filter(~older).label("newer"),
               func.max(ordered.c.day.is_(None)).label("undated"))
        .group_by(ordered.c.student_id)
        .having(func.count() >= trends.FEWEST)
    )  # fmt: skip
