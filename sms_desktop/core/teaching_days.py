"""Which periods of an offering a date has, from its weekly lessons, its term and the holidays (domain.md 3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sms_desktop.core.schedule import Lesson

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """One teaching period of a date: `start` HH:MM or empty, `made_up` where it is of a make-up lesson."""

    number: int
    start: str
    minutes: int
    made_up: bool = False


@dataclass(frozen=True)
class Day:
    """The periods of a date by number; where there are none, `why`: outside_term, holiday or no_lesson.

    `holiday` is the name of the holiday on that date, also where a make-up lesson is held on it.
    """

    periods: tuple[Period, ...]
    why: str
    holiday: str = ""


def periods_on(
    day: date,
    lessons: Sequence[Lesson],
    first_day: date,
    last_day: date,
    holidays: Sequence[tuple[date, date, str]],
    made_up: Sequence[Lesson] = (),
) -> Day:
    """The periods of an offering on a date (domain.md 3): `lessons` of its week, `made_up` those added on this date.

    `first_day` and `last_day` are the term's, `holidays` are (first day, last day, name), all days included. Lessons
    that say the same period numbers are numbered one after the other, by start time; make-up lessons come after them
    in the order given, whatever their weekday.
    """
    inside = first_day <= day <= last_day
    free = next((name for first, last, name in holidays if first <= day <= last), None)
    taught = [one for one in lessons if one.weekday == day.weekday()] if inside and free is None else []
    periods = list(_numbered(taught))
    periods += _after(made_up, max((one.number for one in periods), default=0), made_up=True)
    why = "" if periods else _why_none(inside, free)
    return Day(tuple(sorted(periods, key=lambda one: one.number)), why, free or "")


def _why_none(inside: bool, free: str | None) -> str:
    if not inside:
        return "outside_term"
    return "no_lesson" if free is None else "holiday"


def _numbered(lessons: Sequence[Lesson]) -> Iterator[Period]:
    """The periods by the lessons' own numbers, unless two lessons say the same one."""
    numbers = [number for one in lessons for number in range(one.first_period, one.first_period + one.periods)]
    if len(set(numbers)) < len(numbers):
        yield from _after(sorted(lessons, key=lambda one: (one.start or "~", one.first_period)), 0)
    else:
        for lesson in lessons:
            yield from _periods(lesson, lesson.first_period)


def _after(lessons: Iterable[Lesson], last: int, made_up: bool = False) -> Iterator[Period]:
    """The periods of lessons one after the other, none at or before `last`."""
    for lesson in lessons:
        first = max(lesson.first_period, last + 1)
        last = first + lesson.periods - 1
        yield from _periods(lesson, first, made_up)


def _periods(lesson: Lesson, first: int, made_up: bool = False) -> Iterator[Period]:
    for place in range(lesson.periods):
        yield Period(first + place, _clock(lesson, place), lesson.minutes, made_up)


def _clock(lesson: Lesson, place: int) -> str:
    """When a lesson's period of a place (from 0) starts."""
    if not lesson.start:
        return ""
    minute = int(lesson.start[:2]) * 60 + int(lesson.start[3:]) + place * lesson.minutes
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def teaching_days(
    first: date,
    last: date,
    lessons: Iterable[Lesson],
    first_day: date,
    last_day: date,
    holidays: Iterable[tuple[date, date, str]],
) -> list[date]:
    """The dates from `first` to `last`, both included, on which the week's lessons are held (domain.md 3)."""
    weekdays = {lesson.weekday for lesson in lessons}
    begin, end = max(first, first_day), min(last, last_day)
    free = list(holidays)
    days = (begin + place * _DAY for place in range((end - begin).days + 1)) if weekdays else iter(())
    return [day for day in days if day.weekday() in weekdays and not any(a <= day <= b for a, b, _name in free)]
