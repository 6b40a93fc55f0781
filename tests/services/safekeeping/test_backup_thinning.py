"""Which backups are kept: many of the last hours, few of the last years, and whatever the clock says, the newest."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sms_desktop.services.safekeeping.backup_thinning import kept

NOW = datetime(2026, 11, 21, 9, 40)
#: The most there can be: of hours, days, weeks and months.
MOST = 24 + 14 + 8 + 24
moments = st.datetimes(datetime(2020, 1, 1), datetime(2039, 1, 1))
histories = st.lists(moments, max_size=60)


def hourly(count: int, step: timedelta = timedelta(hours=1)) -> list[datetime]:
    return [NOW - step * n for n in range(count)]


def test_of_a_year_of_half_hours_the_policy_is_what_stays() -> None:
    stays = kept(hourly(365 * 48, timedelta(minutes=30)), NOW)
    by_age = sorted(stays, reverse=True)
    assert [NOW - at for at in by_age[:3]] == [timedelta(0), timedelta(minutes=30), timedelta(minutes=60)]
    assert {at.date() for at in stays} >= {(NOW - timedelta(days=n)).date() for n in range(14)}
    assert {(at.year, at.month) for at in stays} >= {(2026, month) for month in range(1, 12)}
    assert len(stays) < MOST


def test_of_several_in_an_old_hour_the_newest_stays() -> None:
    old = datetime(2026, 11, 20, 10)
    assert kept([old, old + timedelta(minutes=20), old + timedelta(minutes=59)], NOW) == {old + timedelta(minutes=59)}


def test_what_was_made_within_the_last_hour_stays() -> None:
    made = [NOW - timedelta(minutes=n) for n in range(1, 60, 7)]
    assert kept(made, NOW) == set(made)


def test_a_long_holiday_thins_nothing_that_is_there() -> None:
    july = [datetime(2026, 7, 3, hour) for hour in range(8, 15)]
    assert kept(july, datetime(2027, 7, 3)) == set(july)


@given(histories, moments)
def test_the_newest_always_stays_and_nothing_is_made_up(times: list[datetime], now: datetime) -> None:
    stays = kept(times, now)
    assert stays <= set(times)
    assert not times or max(times) in stays
    assert len([at for at in stays if at <= now - timedelta(hours=1)]) <= MOST


@given(histories, moments)
def test_thinning_what_was_thinned_takes_nothing(times: list[datetime], now: datetime) -> None:
    once = kept(times, now)
    assert kept(once, now) == once


@given(histories, moments, moments)
def test_a_younger_or_future_one_stays_whatever_the_clock_says(
    times: list[datetime], now: datetime, other: datetime
) -> None:
    assert {at for at in times if at > now} <= kept(times, now)
    assert kept(times, other) - kept(times, now) <= {at for at in times if at > other - timedelta(hours=1)}


@settings(max_examples=200)
@given(st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=40)), min_size=1, max_size=80))
def test_thinned_after_each_backup_as_much_is_left_as_thinned_once(gaps: list[timedelta]) -> None:
    at, stays, made = datetime(2026, 1, 1), set[datetime](), []
    for gap in gaps:
        at += gap
        made.append(at)
        stays = kept({*stays, at}, at)
    assert stays == kept(made, at)
