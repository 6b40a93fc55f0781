"""The weekly lessons of a course: read from JSON and from what timetables write (formats.md 2)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from sms_desktop.core.folding import fold
from sms_desktop.core.i18n import _
from sms_desktop.core.values import BadValue, shown

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DEFAULT_MINUTES = 45
_GREEK_DAYS = ("δευτερα", "τριτη", "τεταρτη", "πεμπτη", "παρασκευη", "σαββατο", "κυριακη")
_PERIOD_LENGTH = 50  # of a lesson given as from-to, to say how many periods that is
_LONGEST_TEXT, _MOST_PERIODS, _LAST_PERIOD, _LONGEST_PERIOD = 5_000, 14, 20, 300

_TIME = r"(?<!\d)([01]?\d|2[0-3])[:.]([0-5]\d)(?!\d)"
_LESSONS = re.compile(r"[;\n|+]+|,(?=\s*[^\W\d])")
_DAY_NAMES = re.compile(r"[^\W\d_]{2,}")
_FROM_TO = re.compile(rf"{_TIME}\s*[-–]\s*{_TIME}")
_START = re.compile(_TIME)
_MINUTES = re.compile(r"(\d{1,3})\s*(?:['′΄]|λεπτ\w*|min\w*)")
_PERIODS = re.compile(r"(\d{1,2})\s*(?:περ\w*|ωρ\w*|per\w*|hour\w*|h\b|x)?")
_SUFFIX = "(?:ησ|η|st|nd|rd|th)"
_PERIOD_RANGE = re.compile(rf"(\d{{1,2}}){_SUFFIX}?\s*[-–]\s*(\d{{1,2}}){_SUFFIX}?|(\d{{1,2}}){_SUFFIX}")
_FILLING = re.compile(r"(?:περ\w*|ωρ\w*|per\w*|hour\w*|και|and|στισ|at|απο|from|&|/|,|\.|\(|\)|:|\s)+")

_DAY_KEYS = ("day", "weekday", "day_of_week", "ημερα", "μερα")
_PERIODS_KEYS = ("periods", "number_of_periods", "περιοδοι")
_FIRST_KEYS = ("first_period", "period", "start_period")
_START_KEYS = ("start_time", "start", "time", "ωρα")
_MINUTES_KEYS = ("duration", "minutes", "διαρκεια")


@dataclass(frozen=True)
class Lesson:
    """A weekly lesson: `weekday` 0 is Monday, `start` HH:MM or empty, `minutes` the length of one period."""

    weekday: int
    first_period: int = 1
    periods: int = 1
    start: str = ""
    minutes: int = DEFAULT_MINUTES


def _bad(text: str) -> BadValue:
    sentence = _("“{value}” can't be read as a weekly schedule. Write it like: Mon 08:00 2; Wed 10:00 1.")
    return BadValue("bad_schedule", sentence.format(value=shown(text)))


def weekday_of(word: str) -> int | None:
    """The weekday (0 is Monday) a Greek or English name says, whole or by its first two letters or more."""
    folded = fold(word).rstrip(".")
    if len(folded) < 2:
        return None
    for names in (_GREEK_DAYS, tuple(map(str.lower, DAYS))):
        for day, name in enumerate(names):
            if name.startswith(folded):
                return day
    return None


def parse_schedule(text: str) -> list[Lesson]:
    """Lessons from one cell; an empty cell has none.

    Understood are `Δευ 08:00 2 περ.; Τετ 10:00`, `Mon 1-2` (periods), `Mon/Wed 08:00-09:40`, and JSON:
    `{"Monday": {"periods": 2, "start_time": "08:00", "duration": 50}}`, lists with day names or 0-6.
    Raises `BadValue` `bad_schedule` where any of the text would be lost.
    """
    trimmed = text.strip()
    if not trimmed:
        return []
    if len(trimmed) > _LONGEST_TEXT:
        raise _bad(text)
    try:
        lessons = from_json(json.loads(trimmed)) if trimmed[0] in "[{" else _from_text(trimmed)
    except (ValueError, TypeError, RecursionError) as error:
        raise _bad(text) from error
    return lessons


def _checked(lesson: Lesson) -> Lesson:
    """The lesson, or `ValueError` where a number in it can't be."""
    fits = (
        0 <= lesson.weekday <= 6
        and 1 <= lesson.first_period <= _LAST_PERIOD
        and 1 <= lesson.periods <= _MOST_PERIODS
        and 1 <= lesson.minutes <= _LONGEST_PERIOD
    )
    if not fits:
        raise ValueError
    return lesson


def _clock(hours: str, minutes: str) -> str:
    return f"{int(hours):02d}:{minutes}"


def _minutes_of(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _from_text(text: str) -> list[Lesson]:
    return [lesson for part in _LESSONS.split(text) if part.strip() for lesson in _part(fold(part))]


def _part(text: str) -> list[Lesson]:
    """The lessons of one part: some days, then when, the same for each; `ValueError` where something is left over."""
    days: list[int] = []
    while (found := _DAY_NAMES.match(text.lstrip(" /&,.-"))) and (day := weekday_of(found.group())) is not None:
        days.append(day)
        text = text.lstrip(" /&,.-")[found.end() :]
    if not days:
        raise ValueError
    lesson = _when(text)
    return [_checked(replace(lesson, weekday=day)) for day in days]


def _taken(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    """The first match, and the text without it."""
    found = pattern.search(text)
    return found, text if found is None else f"{text[: found.start()]} {text[found.end() :]}"


def _when(text: str) -> Lesson:
    span, text = _taken(_FROM_TO, text)
    start, text = (None, text) if span else _taken(_START, text)
    length, text = _taken(_MINUTES, text)
    numbers, text = _taken(_PERIOD_RANGE, text)
    count, text = (None, text) if numbers else _taken(_PERIODS, text)
    if _FILLING.sub("", text):
        raise ValueError
    minutes = int(length[1]) if length else DEFAULT_MINUTES
    periods = int(count[1]) if count else 1
    first = 1
    if numbers:
        first = int(numbers[1] or numbers[3])
        periods = int(numbers[2] or first) - first + 1
    if span:
        return _from_to(span, first, periods if count or numbers else None)
    return Lesson(0, first, periods, _clock(start[1], start[2]) if start else "", minutes)


def _from_to(span: re.Match[str], first: int, periods: int | None) -> Lesson:
    """A lesson given by its first and last minute; how many periods that is, unless said, by periods of about 50."""
    begin, end = _clock(span[1], span[2]), _clock(span[3], span[4])
    total = _minutes_of(end) - _minutes_of(begin)
    if total <= 0:
        raise ValueError
    count = periods or max(1, round(total / _PERIOD_LENGTH))
    return Lesson(0, first, count, begin, max(1, total // count))


def from_json(data: object) -> list[Lesson]:
    """Lessons from decoded JSON in any of the shapes of formats.md 2; raises `ValueError` or `TypeError`."""
    if isinstance(data, Mapping):
        if any(key in data for key in _DAY_KEYS):
            return [_from_item(None, data)]
        return [
            _from_item(day, item)
            for day, items in data.items()
            for item in (items if isinstance(items, list) else [items])
        ]
    if isinstance(data, list):
        return [_from_item(None, item) for item in data]
    raise TypeError


def _first(fields: Mapping[str, object], keys: Sequence[str], otherwise: object) -> object:
    return next((fields[key] for key in keys if fields.get(key) is not None), otherwise)


def _weekday(found: object) -> int:
    if isinstance(found, str) and not found.strip().isdigit():
        day = weekday_of(found.strip())
        if day is None:
            raise ValueError
        return day
    return _whole(found)


def _whole(found: object) -> int:
    if isinstance(found, bool) or not isinstance(found, int | str):
        raise TypeError
    return int(found)


def _start(found: object) -> str:
    if found == "":
        return ""
    match = _START.match(found) if isinstance(found, str) else None
    if match is None:
        raise ValueError
    return _clock(match[1], match[2])


def _from_item(day: object, item: object) -> Lesson:
    """A lesson of JSON: an object, a number of periods under a day's name, or a day alone."""
    if not isinstance(item, Mapping):
        return _checked(Lesson(_weekday(item)) if day is None else Lesson(_weekday(day), periods=_whole(item)))
    fields = {fold(str(key)): value for key, value in item.items()}
    return _checked(
        Lesson(
            _weekday(_first(fields, _DAY_KEYS, day)),
            _whole(_first(fields, _FIRST_KEYS, 1)),
            _whole(_first(fields, _PERIODS_KEYS, 1)),
            _start(_first(fields, _START_KEYS, "")),
            _whole(_first(fields, _MINUTES_KEYS, DEFAULT_MINUTES)),
        )
    )


def to_json(lessons: Iterable[Lesson]) -> list[dict[str, object]]:
    """Lessons as a list of objects that `from_json` reads back."""
    return [
        {
            "day": DAYS[lesson.weekday],
            "first_period": lesson.first_period,
            "periods": lesson.periods,
            "start_time": lesson.start,
            "duration": lesson.minutes,
        }
        for lesson in lessons
    ]


def _span(lesson: Lesson, by_clock: bool) -> range:
    if by_clock:
        begin = _minutes_of(lesson.start)
        return range(begin, begin + lesson.periods * lesson.minutes)
    return range(lesson.first_period, lesson.first_period + lesson.periods)


def overlap(one: Lesson, other: Lesson) -> bool:
    """Whether two lessons are at the same time: by the clock where both say when, by periods where not."""
    by_clock = bool(one.start and other.start)
    a, b = _span(one, by_clock), _span(other, by_clock)
    return one.weekday == other.weekday and a.start < b.stop and b.start < a.stop


def clashes(lessons: Sequence[Lesson]) -> list[tuple[int, int]]:
    """The places (from 0) of each two lessons that are at the same time."""
    pairs = combinations(range(len(lessons)), 2)
    return [(one, other) for one, other in pairs if overlap(lessons[one], lessons[other])]
