"""Headers that are a day, with or without the year and the period: `14/9`, `Δευ 14.9.2026`, `2026-09-14 2η`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sms_desktop.core.folding import fold
from sms_desktop.core.schedule import weekday_of

_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_NO_YEAR = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})(?!\d)\.?")
_TIME = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)")
_PERIOD = re.compile(r"(?<!\d)([1-9]|1\d|20)(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
#: What may stand around a day: ordinal endings and words for period and hour, folded.
_GREEK_AROUND = "η ησ ο ωρα ωρ περ περιοδοσ δω μαθημα ημ ημερομηνια"
_AROUND = frozenset(f"{_GREEK_AROUND} st nd rd th p per period hour h lesson date am pm".split())


@dataclass(frozen=True)
class DayHeader:
    """A day as a header has it: `first` and `second` are day and month in the file's order; `year` 0 where unsaid."""

    first: int
    second: int
    year: int = 0
    period: int | None = None
    year_first: bool = False

    @classmethod
    def read(cls, header: str) -> DayHeader | None:
        """The day that a header says, or None where it says anything else."""
        text = _TIME.sub(" ", header)
        if found := _YEAR_FIRST.search(text):
            year, first, second, year_first = int(found[1]), int(found[3]), int(found[2]), True
        elif found := _YEAR_LAST.search(text):
            written = int(found[4])
            year, first, second, year_first = written + 2000 * (written < 100), int(found[1]), int(found[3]), False
        elif found := _NO_YEAR.search(text):
            year, first, second, year_first = 0, int(found[1]), int(found[3]), False
        else:
            return None
        rest = text[: found.start()] + " " + text[found.end() :]
        numbers = re.findall(r"\d+", rest)
        period = _PERIOD.search(rest)
        if len(numbers) > 1 or (numbers and period is None) or not _only_around(rest):
            return None
        if not (1 <= min(first, second) <= 12 and max(first, second) <= 31):
            return None
        return cls(first, second, year, int(period[1]) if period else None, year_first)

    def day(self, month_first: bool, first_day: date, last_day: date) -> date | None:
        """The date, a missing year being the one in which it lies in the term; None where there is no such day."""
        day, month = (self.second, self.first) if month_first and not self.year_first else (self.first, self.second)
        years = [self.year] if self.year else range(first_day.year, last_day.year + 1)
        days = [made for year in years if (made := _made(year, month, day)) is not None]
        inside = [made for made in days if first_day <= made <= last_day]
        return inside[0] if inside else days[0] if days else None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _only_around(rest: str) -> bool:
    words = _WORD.findall(fold(rest))
    return all(word in _AROUND or len(word) < 2 or weekday_of(word) is not None for word in words)


def month_first(headers: Iterable[DayHeader]) -> bool:
    """Whether the headers, taken together, begin with the month: one 9/25 says so, unless one 25/9 is there too."""
    numbers = [header for header in headers if not header.year_first]
    return any(header.second > 12 for header in numbers) and not any(header.first > 12 for header in numbers)
