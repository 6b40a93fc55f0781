"""Which periods a date has: the week's lessons, but for holidays and days outside the term, and make-up lessons."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.schedule import Lesson
from sms_desktop.core.teaching_days import Day, Period, periods_on, teaching_days

FIRST, LAST = date(2026, 9, 21), date(2027, 1, 8)
HOLIDAYS = ((date(2026, 10, 1), date(2026, 10, 1), "Independence Day"), (date(2026, 12, 24), date(2027, 1, 6), "Xmas"))
MONDAY, THURSDAY = date(2026, 9, 28), date(2026, 10, 1)


def on(day: date, *lessons: Lesson, made_up: tuple[Lesson, ...] = ()) -> Day:
    return periods_on(day, lessons, FIRST, LAST, HOLIDAYS, made_up)


def numbers(found: Day) -> list[int]:
    return [period.number for period in found.periods]


def test_a_lessons_periods_follow_each_other_by_the_clock() -> None:
    found = on(MONDAY, Lesson(0, 3, 2, "10:30", 45), Lesson(1, 1, 5))
    assert found == Day((Period(3, "10:30", 45), Period(4, "11:15", 45)), "")


def test_a_lesson_without_a_time_has_periods_without_one() -> None:
    assert on(MONDAY, Lesson(0, 1, 2)).periods == (Period(1, "", 45), Period(2, "", 45))


@pytest.mark.parametrize(
    ("day", "why", "holiday"),
    [
        (date(2026, 9, 14), "outside_term", ""),
        (date(2027, 1, 11), "outside_term", ""),
        (date(2026, 9, 29), "no_lesson", ""),
        (date(2026, 12, 28), "holiday", "Xmas"),
        (date(2026, 12, 27), "holiday", "Xmas"),
        (date(2026, 10, 4), "no_lesson", ""),
    ],
)
def test_a_date_without_periods_says_why(day: date, why: str, holiday: str) -> None:
    assert on(day, Lesson(0)) == Day((), why, holiday)


@pytest.mark.parametrize("day", [FIRST, date(2027, 1, 8)])
def test_the_first_and_the_last_day_of_a_term_are_in_it(day: date) -> None:
    assert numbers(on(day, Lesson(day.weekday()))) == [1]


def test_weekends_are_teaching_days_only_where_the_schedule_says_so() -> None:
    assert on(date(2026, 9, 26), Lesson(5)).why == ""
    assert on(date(2026, 9, 27), Lesson(5)).why == "no_lesson"


def test_lessons_that_say_the_same_periods_are_numbered_by_their_start() -> None:
    late, early = Lesson(0, 1, 2, "10:00"), Lesson(0, 1, 1, "08:00")
    assert [(one.number, one.start) for one in on(MONDAY, late, early).periods] == [
        (1, "08:00"),
        (2, "10:00"),
        (3, "10:45"),
    ]


def test_lessons_with_numbers_of_their_own_keep_them() -> None:
    assert numbers(on(MONDAY, Lesson(0, 5, 1, "08:00"), Lesson(0, 2, 2, "12:00"))) == [2, 3, 5]


def test_a_gap_stays_where_only_two_of_the_lessons_meet() -> None:
    assert numbers(on(MONDAY, Lesson(0, 1, 2, "08:00"), Lesson(0, 2, 1, "09:30"), Lesson(0, 7, 1, "14:00"))) == [
        *(1, 2, 3, 7),
    ]


@pytest.mark.parametrize("day", [THURSDAY, date(2026, 9, 6), date(2027, 3, 3), date(2026, 9, 27)])
def test_a_make_up_lesson_is_held_on_any_date(day: date) -> None:
    found = on(day, Lesson(0), made_up=(Lesson(0, 2, 2, "15:00", 50),))
    assert found.periods == (Period(2, "15:00", 50, True), Period(3, "15:50", 50, True))
    assert (found.why, found.holiday) == ("", "Independence Day" if day == THURSDAY else "")


def test_make_up_lessons_come_after_the_days_own_in_the_order_given() -> None:
    found = on(MONDAY, Lesson(0, 1, 2, "10:00"), made_up=(Lesson(0, 1, 1, "08:00"), Lesson(0, 6), Lesson(0, 1, 2)))
    assert [(one.number, one.made_up) for one in found.periods] == [
        *((1, False), (2, False), (3, True), (6, True), (7, True), (8, True)),
    ]


lessons = st.lists(
    st.builds(Lesson, st.integers(0, 6), st.integers(1, 8), st.integers(1, 4), st.sampled_from(["", "08:00", "23:30"])),
    max_size=6,
)
days = st.dates(FIRST - timedelta(days=20), LAST + timedelta(days=20))


@given(days, lessons, lessons)
def test_every_period_has_a_number_of_its_own(day: date, week: list[Lesson], made_up: list[Lesson]) -> None:
    found = periods_on(day, week, FIRST, LAST, HOLIDAYS, made_up)
    assert sorted(set(numbers(found))) == numbers(found)
    assert bool(found.periods) is not bool(found.why)
    assert sum(one.made_up for one in found.periods) == sum(one.periods for one in made_up)
    assert all(one.start == "" or "00:00" <= one.start <= "23:59" for one in found.periods)


@given(days, lessons)
def test_in_which_order_lessons_are_kept_changes_no_numbers(day: date, week: list[Lesson]) -> None:
    assert numbers(on(day, *reversed(week))) == numbers(on(day, *week))


@given(days, days, lessons)
def test_teaching_days_are_those_on_which_there_are_periods(first: date, last: date, week: list[Lesson]) -> None:
    found = teaching_days(first, last, week, FIRST, LAST, HOLIDAYS)
    every = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    assert found == [day for day in every if periods_on(day, week, FIRST, LAST, HOLIDAYS).periods]
