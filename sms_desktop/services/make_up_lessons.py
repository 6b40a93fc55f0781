"""Make-up lessons: held besides the schedule, on any date (domain.md 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.core.i18n import N_, _, format_date
from sms_desktop.core.schedule import DEFAULT_MINUTES
from sms_desktop.core.teaching_days import periods_on
from sms_desktop.db.attendance import Attendance, MakeUpLesson
from sms_desktop.db.changes import describe
from sms_desktop.db.courses import Enrolment
from sms_desktop.services import teaching, term_lock
from sms_desktop.services.access import scope
from sms_desktop.services.checks import misfits, trimmed
from sms_desktop.services.teaching import MadeUp, Taught

_LESSONS = cast(Table, MakeUpLesson.__table__)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_LAST_PERIOD, _MOST_PERIODS, _LONGEST_PERIOD = 20, 14, 300


@dataclass(frozen=True)
class MakeUp:
    """A make-up lesson as a form fills it in: `start` HH:MM or empty, `minutes` the length of one period.

    `first_period` is moved behind the lessons that the date has already.
    """

    date: date
    periods: int = 1
    start: str = ""
    minutes: int = DEFAULT_MINUTES
    first_period: int = 1
    note: str = ""


def of_offering(session: Session, offering_id: int) -> list[MadeUp]:
    """The make-up lessons of an offering, by date. Raises `NotFound`."""
    scope.require_offerings(session, "attendance:view", [offering_id])
    return list(teaching.taught(session, offering_id).made_up)


def add_lesson(session: Session, offering_id: int, data: MakeUp) -> int:
    """A new make-up lesson's id; any date will do. Raises `Invalid`, `NotFound`, `Conflict` (`term_locked`)."""
    scope.require_offerings(session, "attendance:edit", [offering_id])
    data = trimmed(data)
    term_lock.require_open(session, [offering_id])
    taught = teaching.taught(session, offering_id)
    last = max((one.number for one in taught.on(data.date).periods), default=0)
    _check(data, last)
    describe(
        session,
        N_("Make-up lesson of {code}, {date}"),
        action="create",
        code=taught.course_code,
        date=format_date(data.date),
    )
    row = MakeUpLesson(offering_id=offering_id, **{**vars(data), "first_period": max(data.first_period, last + 1)})
    session.add(row)
    session.flush()
    return row.id


def _check(data: MakeUp, last: int) -> None:
    wrong = misfits(_LESSONS, data)
    most = min(_MOST_PERIODS, _LAST_PERIOD + 1 - max(data.first_period, last + 1))
    if not 1 <= data.first_period <= _LAST_PERIOD:
        wrong["first_period"] = _("Periods are numbered from 1 to {most}.").format(most=_LAST_PERIOD)
    elif not 1 <= data.periods <= most:
        wrong["periods"] = _("A lesson on this date has from 1 to {most} periods.").format(most=most)
    if data.start and not _CLOCK.fullmatch(data.start):
        wrong["start"] = _("Write the time like 08:00.")
    if not 1 <= data.minutes <= _LONGEST_PERIOD:
        wrong["minutes"] = _("A period has from 1 to {most} minutes.").format(most=_LONGEST_PERIOD)
    if wrong:
        raise Invalid(**wrong)


def remove_lesson(session: Session, lesson_id: int) -> None:
    """Takes a make-up lesson out; raises `Conflict` (`in_use`) while there are records of it, `NotFound`."""
    row = session.get(MakeUpLesson, lesson_id)
    scope.require_offerings(session, "attendance:edit", [row.offering_id if row else 0])
    if row is None:
        raise NotFound(_("This make-up lesson is not there any more."), _("The register has been refreshed."))
    term_lock.require_open(session, [row.offering_id])
    taught = teaching.taught(session, row.offering_id)
    if number := _recorded(session, taught, row):
        raise Conflict(
            _("{count} records were made in this make-up lesson.").format(count=number),
            _("Clear its register first."),
            code="in_use",
        )
    describe(
        session,
        N_("Take out the make-up lesson of {code}, {date}"),
        action="delete",
        code=taught.course_code,
        date=format_date(row.date),
    )
    session.delete(row)
    session.flush()


def _recorded(session: Session, taught: Taught, row: MakeUpLesson) -> int:
    """How many records there are in the periods that the date has by this lesson only."""
    held = [one for one in taught.made_up if one.date == row.date and one.id <= row.id]
    numbers = _numbers(taught, row.date, held) - _numbers(taught, row.date, held[:-1])
    statement = (
        select(func.count())
        .select_from(Attendance)
        .join(Enrolment, Enrolment.id == Attendance.enrolment_id)
        .where(
            Enrolment.offering_id == row.offering_id,
            Enrolment.deleted_at.is_(None),
            Attendance.date == row.date,
            Attendance.period.in_(numbers),
        )
    )
    return session.scalar(statement) or 0


def _numbers(taught: Taught, day: date, held: list[MadeUp]) -> set[int]:
    lessons = [one.lesson for one in held]
    found = periods_on(day, taught.lessons, taught.first_day, taught.last_day, taught.holidays, lessons)
    return {one.number for one in found.periods}
