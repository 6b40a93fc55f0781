"""School years, terms and holidays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sms_desktop.core.calendar import TermDates, current_year_name, orthodox_easter, public_holidays, term_dates

YEARS = range(2015, 2045)


@pytest.mark.parametrize(
    ("today", "name"),
    [(date(2026, 9, 1), "2026-2027"), (date(2026, 8, 1), "2026-2027"), (date(2026, 7, 31), "2025-2026")],
)
def test_the_school_year_changes_in_august(today: date, name: str) -> None:
    assert current_year_name(today) == name


def test_the_terms_of_a_year_are_where_the_calendar_has_them() -> None:
    winter, spring = term_dates(2025)
    assert (winter.first_day, winter.last_day) == (date(2025, 9, 15), date(2025, 12, 19))
    assert (spring.first_day, spring.last_day) == (date(2026, 2, 2), date(2026, 5, 22))
    assert (date(2026, 4, 6), date(2026, 4, 19), "Easter holidays") in spring.holidays


def test_a_late_winter_term_ends_on_the_last_day_before_christmas() -> None:
    assert term_dates(2026)[0].last_day == date(2026, 12, 23)


def taught_weeks(term: TermDates) -> int:
    breaks = [(first, last) for first, last, __ in term.holidays if last > first]
    mondays = range(0, (term.last_day - term.first_day).days + 1, 7)
    weeks = ([term.first_day + timedelta(monday + day) for day in range(5)] for monday in mondays)
    return sum(any(not any(a <= day <= b for a, b in breaks) for day in week) for week in weeks)


@pytest.mark.parametrize("year", YEARS)
def test_every_term_has_fourteen_teaching_weeks_and_its_holidays_inside(year: int) -> None:
    winter, spring = term_dates(year)
    assert winter.last_day < spring.first_day
    for term in (winter, spring):
        assert term.first_day.weekday() == 0
        assert term.teaching_weeks == taught_weeks(term) == 14
        assert all(term.first_day <= first <= last <= term.last_day for first, last, __ in term.holidays)


@pytest.mark.parametrize(
    ("year", "sunday"), [(2024, date(2024, 5, 5)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 12))]
)
def test_easter_is_the_orthodox_one(year: int, sunday: date) -> None:
    assert orthodox_easter(year) == sunday


def test_public_holidays_of_a_span_are_those_of_the_country() -> None:
    spring = public_holidays(date(2026, 3, 1), date(2026, 4, 13))
    assert spring == [
        (date(2026, 3, 25), "25th of March"),
        (date(2026, 4, 1), "Cyprus National Day"),
        (date(2026, 4, 10), "Good Friday"),
        (date(2026, 4, 12), "Easter Sunday"),
        (date(2026, 4, 13), "Easter Monday"),
    ]
    greek = public_holidays(date(2026, 3, 1), date(2026, 4, 13), "GR")
    assert greek == [found for found in spring if "Cyprus" not in found[1]]


def test_a_span_over_new_year_has_the_holidays_of_both_years() -> None:
    days = [day for day, __ in public_holidays(date(2025, 12, 26), date(2026, 1, 6))]
    assert days == [date(2025, 12, 26), date(2026, 1, 1), date(2026, 1, 6)]
