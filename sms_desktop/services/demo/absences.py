"""Who is away on which days, and why: the same for the registers, the daily ratings and the exams."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from random import Random
from typing import NamedTuple

from sms_desktop.services.demo.rosters import Books, SectionTerm

#: How many teaching days an absence lasts, and how likely an absence of one day or of more comes with a document.
_LENGTHS = (1,) * 12 + (2, 2, 2, 3, 3, 4)
_MEAN_LENGTH = sum(_LENGTHS) / len(_LENGTHS)
_EXCUSED, _LONG_EXCUSED = 0.3, 0.75


class Away(NamedTuple):
    """A day away: A or E, and what was brought."""

    status: str
    note: str = ""
    document: str = ""


Absences = dict[date, dict[int, Away]]
_WITHOUT = Away("A")


def absences(books: Books, group: SectionTerm) -> Absences:
    """Who of a section is away by day of its term; the same whenever it is asked."""
    rng = books.rng("absences", group)
    days = [day for day in group.days if day < books.today]
    found: Absences = defaultdict(dict)
    for place in group.places:
        chance, at = books.characters.away[place] / _MEAN_LENGTH, 0
        while at < len(days):
            if rng.random() < chance:
                length = rng.choice(_LENGTHS)
                away = _reason(books, days[at], length, rng)
                for day in days[at : at + length]:
                    found[day][place] = away
                at += length
            at += 1
    return found


def _reason(books: Books, day: date, length: int, rng: Random) -> Away:
    if rng.random() >= (_EXCUSED if length == 1 else _LONG_EXCUSED):
        return _WITHOUT
    note, document = rng.choice(books.work.excuses)
    return Away("E", note, f"{document} {rng.randint(100, 9999)}/{day.year}")
