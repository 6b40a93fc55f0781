"""Whether marks, ratings and registers fit what they belong to, as sentences: a part of `check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from sms_desktop.core.absences import STATUSES
from sms_desktop.core.i18n import ngettext
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.courses import Enrolment, OfferingRule
from sms_desktop.db.grades import Assessment, DailyRating, Grade
from sms_desktop.services.history import row_names

#: How many rows of a table are wrong in one way, the first of them, and the sentence for so many.
_Look = tuple[Any, Select[Any], Callable[[int], str]]


def misfits(session: Session) -> Iterator[str]:
    """A sentence for each way in which rows don't fit, with their number and the first of them by name."""
    for row, statement, sentence in _looks():
        count, first = tuple(session.execute(statement).one())
        if count:
            name = row_names.name_of(session, row.__tablename__, first)
            yield sentence(count).format(count=count, name=name)


def _looks() -> Iterator[_Look]:
    yield from _strays()
    yield from _values()


def _strays() -> Iterator[_Look]:
    yield (
        Grade,
        _counted(Grade)
        .join(Assessment, Assessment.id == Grade.assessment_id)
        .join(Enrolment, Enrolment.id == Grade.enrolment_id)
        .where(Assessment.offering_id != Enrolment.offering_id),
        lambda n: ngettext(
            "{count} mark is in an assessment of another class than the student's: {name}.",
            "{count} marks are in assessments of other classes than the students', such as: {name}.",
            n,
        ),
    )
    yield (
        DailyRating,
        _counted(DailyRating)
        .join(OfferingRule, OfferingRule.id == DailyRating.rule_id)
        .join(Enrolment, Enrolment.id == DailyRating.enrolment_id)
        .where(OfferingRule.offering_id != Enrolment.offering_id),
        lambda n: ngettext(
            "{count} daily rating is in a category of another class than the student's: {name}.",
            "{count} daily ratings are in categories of other classes than the students', such as: {name}.",
            n,
        ),
    )
    yield (
        Assessment,
        _counted(Assessment)
        .join(OfferingRule, OfferingRule.id == Assessment.rule_id)
        .where(OfferingRule.offering_id != Assessment.offering_id),
        lambda n: ngettext(
            "{count} assessment is in a category of another class: {name}.",
            "{count} assessments are in categories of other classes, such as: {name}.",
            n,
        ),
    )


def _values() -> Iterator[_Look]:
    impossible = (Grade.score < 0) | (Grade.score > Grade.max_score) | (Grade.max_score <= 0)
    yield (
        Grade,
        _counted(Grade).where(impossible | (Grade.score.is_(None) != Grade.excused)),
        lambda n: ngettext(
            "{count} mark is below 0, over its maximum, or neither a score nor excused: {name}.",
            "{count} marks are below 0, over their maximum, or neither a score nor excused, such as: {name}.",
            n,
        ),
    )
    yield (
        DailyRating,
        _counted(DailyRating).where((DailyRating.score < 0) | (DailyRating.score > DailyRating.max_score)),
        lambda n: ngettext(
            "{count} daily rating is below 0 or over its maximum: {name}.",
            "{count} daily ratings are below 0 or over their maximum, such as: {name}.",
            n,
        ),
    )
    yield (
        Attendance,
        _counted(Attendance).where(Attendance.status.not_in(STATUSES) | (Attendance.period < 1)),
        lambda n: ngettext(
            "{count} attendance record has a status or a period that there is not: {name}.",
            "{count} attendance records have a status or a period that there is not, such as: {name}.",
            n,
        ),
    )


def _counted(row: Any) -> Select[Any]:
    return select(func.count(row.id), func.min(row.id)).select_from(row)
