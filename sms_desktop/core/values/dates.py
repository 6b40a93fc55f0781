"""Days as people and spreadsheets write them, the order of day and month judged by the column (formats.md 1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from sms_desktop.core.folding import fold
from sms_desktop.core.i18n import _
from sms_desktop.core.values.refused import BadValue, shown

FIRST_YEAR, LAST_YEAR = 1900, 2100
_REMEMBERED = 1 << 15
#: Two digits are read as the latest year not after this one, where the column does not say better.
_NEWEST = 2049
_SERIAL_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 73_415  # 1927 to 2100: five digits, so that a year alone is never taken for one

_TIME = r"(?:[T\s,]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AaPpπΠ][.]?[mMμΜ][.]?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
_NUMERIC = re.compile(rf"(\d{{1,4}})\s*([./-])\s*(\d{{1,2}})\s*\2\s*(\d{{1,4}}){_TIME}", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?", re.ASCII)
_TIME_AFTER = re.compile(rf"{_TIME}$")
_TOKENS = re.compile(r"\d+|[^\W\d_]+")
_ORDINALS = frozenset({"st", "nd", "rd", "th", "η", "ησ", "of", "the", "του", "τησ"})


class DateOrder(StrEnum):
    """What comes first in a column's dates that are written in numbers."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    AMBIGUOUS = "ambiguous"  # only such as 3/4/2026: ask
    MIXED = "mixed"  # 25/12 beside 12/25: each by itself
    PLAIN = "plain"  # nothing to decide: year first, month names, or no dates


def _evidence(text: str) -> DateOrder:
    found = _NUMERIC.fullmatch(text.strip())
    if found is None or len(found[1]) > 2:
        return DateOrder.PLAIN
    first, second = int(found[1]), int(found[3])
    if found[2] == "." and first <= 31 and second <= 12:
        return DateOrder.DAY_FIRST  # nobody puts points into dates that begin with the month
    if first > 12 or second > 12:
        if first > 31 or second > 31 or (first > 12 and second > 12):
            return DateOrder.PLAIN
        return DateOrder.DAY_FIRST if first > 12 else DateOrder.MONTH_FIRST
    return DateOrder.PLAIN if first == second else DateOrder.AMBIGUOUS


class DateJudge:
    """Finds the order of day and month in a column from as many of its cells as it is given."""

    def __init__(self) -> None:
        self._seen: set[DateOrder] = set()
        self._serials = 0
        self._others = 0

    def add(self, texts: Iterable[str]) -> None:
        """Looks at more cells; those that are no dates count for nothing."""
        for text in set(texts):
            if text and _SERIAL.fullmatch(text):
                self._serials += 1
            elif text:
                self._others += 1
                self._seen.add(_evidence(text))

    @property
    def result(self) -> DateOrder:
        """What the cells so far say: one 25/12 settles that days come first."""
        if {DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST} <= self._seen:
            return DateOrder.MIXED
        for order in (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST, DateOrder.AMBIGUOUS):
            if order in self._seen:
                return order
        return DateOrder.PLAIN

    @property
    def serials(self) -> bool:
        """Whether the cells are day numbers as spreadsheets count them (46115) and nothing else."""
        return self._serials > 0 and not self._others


def judge_dates(texts: Iterable[str]) -> DateOrder:
    """The order of day and month in a whole column."""
    judge = DateJudge()
    judge.add(texts)
    return judge.result


def _not_a_date(text: str) -> BadValue:
    return BadValue("not_a_date", _("“{value}” is not a date.").format(value=shown(text)))


def _two_dates(text: str) -> BadValue:
    sentence = _("“{value}” can be read as two dates: say whether the day or the month comes first.")
    return BadValue("ambiguous_date", sentence.format(value=shown(text)))


def _day(year: int, month: int, day: int, text: str) -> date:
    """The day; raises `BadValue` `year_out_of_range` or `no_such_day`."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        sentence = _("The year of “{value}” is not between {first} and {last}.")
        raise BadValue("year_out_of_range", sentence.format(value=shown(text), first=FIRST_YEAR, last=LAST_YEAR))
    try:
        return date(year, month, day)
    except ValueError:
        raise BadValue("no_such_day", _("There is no such day as “{value}”.").format(value=shown(text))) from None


def _full_year(digits: str, newest: int, text: str) -> int:
    if len(digits) == 4:
        return int(digits)
    if len(digits) != 2:
        raise _not_a_date(text)
    year = newest - newest % 100 + int(digits)
    return year if year <= newest else year - 100


def _day_month(first: int, second: int, order: DateOrder, text: str) -> tuple[int, int]:
    """Day and month of two numbers, by the column's order, or by themselves where they can only be one."""
    if order is DateOrder.DAY_FIRST or first == second:
        return first, second
    if order is DateOrder.MONTH_FIRST:
        return second, first
    if first > 12:
        return first, second
    if second > 12:
        return second, first
    raise _two_dates(text)


def _numeric(found: re.Match[str], order: DateOrder, newest: int, text: str) -> date:
    first, sign, second, third = found.groups()
    if len(first) == 4:
        return _day(int(first), int(second), int(third), text)
    if len(first) == 3:
        raise _not_a_date(text)
    if sign == "." and order is not DateOrder.MONTH_FIRST:
        order = DateOrder.DAY_FIRST
    day, month = _day_month(int(first), int(second), order, text)
    return _day(_full_year(third, newest, text), month, day, text)


@lru_cache(1)
def _months() -> dict[str, int]:
    """The names of months in Greek and English, folded."""
    from babel.dates import get_month_names

    names: dict[str, int] = {}
    for language in ("el", "en"):
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                found = get_month_names(width, context, language)
                names.update({fold(str(name)).rstrip("."): month for month, name in found.items()})
    return names


def _month(word: str) -> int | None:
    """The month that a folded word of three letters or more names or begins to name."""
    if len(word) < 3:
        return None
    return next((month for name, month in _months().items() if name.startswith(word)), None)


@lru_cache(1)
def _weekdays() -> frozenset[str]:
    from babel.dates import get_day_names

    return frozenset(
        fold(str(name)).rstrip(".")
        for language in ("el", "en")
        for width in ("wide", "abbreviated")
        for name in get_day_names(width, "format", language).values()
    )


def _named(text: str, newest: int) -> date:
    """A date with the month's name in it: `3 Απρ 2026`, `April 3rd, 2026`, `Παρασκευή 3 Απριλίου 2026`."""
    without_time = _TIME_AFTER.sub("", text.strip())
    tokens = [token for token in _TOKENS.findall(fold(without_time)) if token not in _ORDINALS]
    numbers = [token for token in tokens if token[0].isdigit()]
    words = [token for token in tokens if not token[0].isdigit() and token not in _weekdays()]
    month = _month(words[0]) if len(words) == 1 else None
    if month is None or len(numbers) != 2:
        raise _not_a_date(text)
    day, year = numbers if len(numbers[0]) <= 2 else reversed(numbers)
    if len(day) > 2:
        raise _not_a_date(text)
    return _day(_full_year(year, newest, text), month, int(day), text)


def _serial(text: str) -> date | None:
    found = _SERIAL.fullmatch(text)
    if found is None or not _FIRST_SERIAL <= int(found[1]) <= _LAST_SERIAL:
        return None
    return _SERIAL_ZERO + timedelta(days=int(found[1]))


@lru_cache(_REMEMBERED)
def parse_date(text: str, order: DateOrder = DateOrder.AMBIGUOUS, newest: int = _NEWEST, serials: bool = False) -> date:
    """The day a text names; a time of day after it is passed over.

    `order` is the column's; with one that doesn't settle it, 3/4/2026 is refused and 25/12/2026 is not. A column known
    to be day first never takes 12/25 for the 25th of December. Two digits mean the latest such year up to `newest`.
    `serials` lets spreadsheet day numbers in. Raises `BadValue` `not_a_date`, `no_such_day`, `ambiguous_date`,
    `year_out_of_range`.
    """
    trimmed = text.strip()
    if found := _NUMERIC.fullmatch(trimmed):
        return _numeric(found, order, newest, text)
    if serials and (day := _serial(trimmed)):
        return day
    if found := _COMPACT.fullmatch(trimmed):
        return _day(int(found[1]), int(found[2]), int(found[3]), text)
    if len(trimmed) > 50 or not any(map(str.isalpha, trimmed)):
        raise _not_a_date(text)
    return _named(trimmed, newest)


def parse_birth_date(text: str, order: DateOrder, today: date, serials: bool = False) -> date:
    """A day of birth, never after `today`: two digits are read as the latest year that has been.

    Raises `BadValue` as `parse_date` does, and `in_the_future`.
    """
    day = parse_date(text, order, today.year, serials)
    if day > today:
        raise BadValue("in_the_future", _("“{value}” lies in the future.").format(value=shown(text)))
    return day
