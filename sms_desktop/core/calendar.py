"""The school's calendar: which year it is, when terms are, and which days are holidays (domain.md 1 and 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dateutil.easter import EASTER_ORTHODOX, easter

from sms_desktop.core.i18n import N_, _

Country = Literal["CY", "GR"]
TEACHING_WEEKS = 14
_YEAR_BEGINS_IN = 8
#: A week counts as taught from this many of its five days on.
_DAYS_OF_A_WEEK_TAUGHT = 3
_WEEK = timedelta(days=7)

_FIXED = (
    (1, 1, N_("New Year's Day"), "CY GR"),
    (1, 6, N_("Epiphany"), "CY GR"),
    (3, 25, N_("25th of March"), "CY GR"),
    (4, 1, N_("Cyprus National Day"), "CY"),
    (5, 1, N_("Labour Day"), "CY GR"),
    (8, 15, N_("Dormition of the Virgin Mary"), "CY GR"),
    (10, 1, N_("Independence Day of Cyprus"), "CY"),
    (10, 28, N_("Ochi Day"), "CY GR"),
    (12, 25, N_("Christmas Day"), "CY GR"),
    (12, 26, N_("Boxing Day"), "CY GR"),
)
_BY_EASTER = (
    (-48, N_("Clean Monday"), "CY GR"),
    (-2, N_("Good Friday"), "CY GR"),
    (0, N_("Easter Sunday"), "CY GR"),
    (1, N_("Easter Monday"), "CY GR"),
    (2, N_("Easter Tuesday"), "CY"),
    (50, N_("Whit Monday"), "CY GR"),
)


@dataclass(frozen=True)
class TermDates:
    """A term as the calendar proposes it: days inclusive, holidays as (first day, last day, name)."""

    first_day: date
    last_day: date
    teaching_weeks: int
    holidays: tuple[tuple[date, date, str], ...]


def current_year_name(today: date) -> str:
    """The school year `today` lies in, as `2026-2027`; years change with the first of August."""
    first = today.year if today.month >= _YEAR_BEGINS_IN else today.year - 1
    return f"{first}-{first + 1}"


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the Greek and Cypriot Church."""
    sunday: date = easter(year, EASTER_ORTHODOX)
    return sunday


def public_holidays(first: date, last: date, country: Country = "CY") -> list[tuple[date, str]]:
    """The public holidays from `first` to `last`, both included, by date, with names in the reader's language."""
    days = []
    for year in range(first.year, last.year + 1):
        days += [(date(year, month, day), name) for month, day, name, where in _FIXED if country in where]
        sunday = orthodox_easter(year)
        days += [(sunday + timedelta(days=after), name) for after, name, where in _BY_EASTER if country in where]
    return [(day, _(name)) for day, name in sorted(days) if first <= day <= last]


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _taught_days(monday: date, break_first: date, break_last: date) -> list[date]:
    days = (monday + timedelta(days=day) for day in range(5))
    return [day for day in days if not break_first <= day <= break_last]


def _term(first_monday: date, free: tuple[date, date, str], country: Country) -> TermDates:
    """A term of `TEACHING_WEEKS` weeks around one long break, with the public holidays outside that."""
    monday, weeks, last = first_monday, 0, first_monday
    while weeks < TEACHING_WEEKS:
        taught = _taught_days(monday, free[0], free[1])
        if len(taught) >= _DAYS_OF_A_WEEK_TAUGHT:
            weeks, last = weeks + 1, taught[-1]
        monday += _WEEK
    single = [(day, day, name) for day, name in public_holidays(first_monday, last, country)]
    breaks = [free] if free[0] <= last else []
    outside = [found for found in single if not any(a <= found[0] <= b for a, b, __ in breaks)]
    return TermDates(first_monday, last, TEACHING_WEEKS, tuple(sorted([*breaks, *outside])))


def term_dates(year_start: int, country: Country = "CY") -> list[TermDates]:
    """The winter and spring terms of the school year that begins in `year_start`, 14 teaching weeks each.

    Winter from the first Monday from 15 September on, around Christmas (24 December to 6 January); spring from the
    first Monday of February on, around two weeks of Orthodox Easter.
    """
    christmas = (date(year_start, 12, 24), date(year_start + 1, 1, 6), _("Christmas holidays"))
    sunday = orthodox_easter(year_start + 1)
    easter_weeks = (sunday - timedelta(days=6), sunday + _WEEK, _("Easter holidays"))
    return [
        _term(_monday_from(date(year_start, 9, 15)), christmas, country),
        _term(_monday_from(date(year_start + 1, 2, 1)), easter_weeks, country),
    ]
