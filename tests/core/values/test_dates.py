"""Dates in every shape an office has, and what a column says about them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.values import BadValue, DateJudge, DateOrder, judge_dates, parse_birth_date, parse_date

DAY, MONTH = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST
THIRD_OF_APRIL = date(2026, 4, 3)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["3/4/2026", "25/12/2005", "1/2/2003"], DAY),
        (["3/4/2026", "12/25/2005"], MONTH),
        (["25/12/2005", "12/25/2005"], DateOrder.MIXED),
        (["3/4/2026", "1/2/2003"], DateOrder.AMBIGUOUS),
        (["5/5/2026", "2026-04-03", "3 Απρ 2026", ""], DateOrder.PLAIN),
        (["03.04.2026"], DAY),
        (["45/45/2026", "Άννα"], DateOrder.PLAIN),
        ([], DateOrder.PLAIN),
    ],
)
def test_the_whole_column_decides_what_comes_first(texts: list[str], order: DateOrder) -> None:
    assert judge_dates(texts) is order


def test_one_christmas_settles_a_column_of_any_length() -> None:
    judge = DateJudge()
    judge.add(["3/4/2026"] * 1000)
    assert judge.result is DateOrder.AMBIGUOUS
    judge.add(["25/12/2005"])
    assert judge.result is DAY


def test_a_column_of_spreadsheet_day_numbers_is_recognised() -> None:
    judge = DateJudge()
    judge.add(["46115", "38000", ""])
    assert judge.serials
    judge.add(["3/4/2026"])
    assert not judge.serials


@pytest.mark.parametrize(
    "text",
    [
        *("3/4/2026", "03/04/2026", "3-4-26", "3.4.2026", "3 / 4 / 2026", "2026-04-03", "2026/4/3", "20260403"),
        *("2026-04-03T10:22:33.511Z", "2026-04-03 00:00:00", "3/4/2026 10:22", "3/4/2026 12:00:00 πμ"),
        *("3 Απρ 2026", "3 Απριλίου 2026", "3 ΑΠΡΙΛΙΟΥ 2026", "Παρασκευή, 3 Απριλίου 2026", "3η Απριλίου 2026"),
        *("April 3, 2026", "3 Apr 2026", "3-Apr-26", "Friday, April 3rd, 2026", "3 Απρ. 2026", " 3/4/2026 "),
    ],
)
def test_a_date_is_read_in_every_usual_form(text: str) -> None:
    assert parse_date(text, DAY) == THIRD_OF_APRIL


def test_month_first_columns_are_read_so() -> None:
    assert parse_date("4/3/2026", MONTH) == THIRD_OF_APRIL


@pytest.mark.parametrize("order", [DateOrder.AMBIGUOUS, DateOrder.MIXED, DateOrder.PLAIN])
def test_without_a_clear_column_only_dates_that_can_be_read_one_way_are_taken(order: DateOrder) -> None:
    assert parse_date("25/12/2005", order) == parse_date("12/25/2005", order) == date(2005, 12, 25)
    assert parse_date("5/5/2005", order) == date(2005, 5, 5)
    with pytest.raises(BadValue) as caught:
        parse_date("3/4/2026", order)
    assert caught.value.code == "ambiguous_date"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02/2020", "no_such_day"),
        ("29/2/2025", "no_such_day"),
        ("12/25/2020", "no_such_day"),
        ("3/4/1800", "year_out_of_range"),
        ("0001-01-01", "year_out_of_range"),
        ("46115", "not_a_date"),
        ("Άννα", "not_a_date"),
        ("5 Μαρία 2026", "not_a_date"),
        ("Απρ 2026", "not_a_date"),
        ("3/4/026", "not_a_date"),
        ("333/4/2026", "not_a_date"),
        ("3 Απρ 026", "not_a_date"),
        ("333 Απρ 26", "not_a_date"),
        ("3 4 Απρ 2026", "not_a_date"),
        ("", "not_a_date"),
        ("3" * 1000, "not_a_date"),
    ],
)
def test_what_is_no_day_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(BadValue) as caught:
        parse_date(text, DAY)
    assert caught.value.code == code


def test_leap_days_are_days() -> None:
    assert parse_date("29/2/2024", DAY) == date(2024, 2, 29)


def test_spreadsheet_day_numbers_are_read_only_when_told() -> None:
    assert parse_date("46115", serials=True) == THIRD_OF_APRIL
    assert parse_date("46115.5", serials=True) == THIRD_OF_APRIL


@pytest.mark.parametrize("text", ["60", "2005", "99999", "09999"])
def test_a_year_alone_is_never_a_day_number(text: str) -> None:
    with pytest.raises(BadValue):
        parse_date(text, serials=True)


def test_two_digits_of_a_birth_year_are_the_latest_that_has_been() -> None:
    today = date(2026, 9, 1)
    assert parse_birth_date("3/4/05", DAY, today).year == 2005
    assert parse_birth_date("3/4/98", DAY, today).year == 1998
    assert parse_birth_date("3/4/27", DAY, today).year == 1927


def test_nobody_is_born_tomorrow() -> None:
    with pytest.raises(BadValue) as caught:
        parse_birth_date("2/9/2026", DAY, date(2026, 9, 1))
    assert caught.value.code == "in_the_future"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_back_from_every_form(day: date) -> None:
    assert parse_date(day.strftime("%d/%m/%Y"), DAY) == day
    assert parse_date(f"{day.month}/{day.day}/{day.year}", MONTH) == day
    assert parse_date(day.isoformat(), MONTH) == day
    assert parse_date(day.strftime("%d %B %Y")) == day


@given(st.text(max_size=40), st.sampled_from(DateOrder))
def test_any_text_is_a_date_or_a_refusal(text: str, order: DateOrder) -> None:
    with suppress(BadValue):
        assert 1900 <= parse_date(text, order, serials=True).year <= 2100
