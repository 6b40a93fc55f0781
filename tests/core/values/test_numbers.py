"""Numbers with either decimal sign, and what a column says about them."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.values import (
    BadValue,
    DecimalJudge,
    Decimals,
    judge_decimals,
    parse_bool,
    parse_decimal,
    parse_int,
)


@pytest.mark.parametrize(
    ("texts", "decimals"),
    [
        (["14,5", "1.234", "3"], Decimals.COMMA),
        (["14.5", "1,234"], Decimals.POINT),
        (["1.234,56"], Decimals.COMMA),
        (["1,234,567"], Decimals.POINT),
        (["0,125"], Decimals.COMMA),
        (["1,234", "12"], Decimals.AMBIGUOUS),
        (["14,5", "14.5"], Decimals.MIXED),
        (["14", "", "EX", "a,b"], Decimals.PLAIN),
        ([], Decimals.PLAIN),
    ],
)
def test_the_whole_column_decides_what_the_decimal_sign_is(texts: list[str], decimals: Decimals) -> None:
    assert judge_decimals(texts) is decimals


def test_percentages_say_what_the_decimal_sign_of_their_column_is() -> None:
    assert judge_decimals(["85.125%", "72.5 %"]) is Decimals.POINT
    assert judge_decimals(["85,125%", "72,5 %"]) is Decimals.COMMA


def test_one_cell_tells_what_many_before_it_left_open() -> None:
    judge = DecimalJudge()
    judge.add(["1,234"] * 10)
    assert judge.result is Decimals.AMBIGUOUS
    judge.add(["0,5"])
    assert judge.result is Decimals.COMMA


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("14,5", "14.5"),
        ("14.5", "14.5"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1'234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("−3,5", "-3.5"),
        (" +7 ", "7"),
        (",5", "0.5"),
        ("0,125", "0.125"),
    ],
)
def test_a_number_that_can_only_be_one_needs_no_column(text: str, number: str) -> None:
    assert parse_decimal(text) == Decimal(number)


def test_the_column_decides_what_could_be_read_either_way() -> None:
    assert parse_decimal("1,234", Decimals.COMMA) == Decimal("1.234")
    assert parse_decimal("1,234", Decimals.POINT) == Decimal(1234)


@pytest.mark.parametrize("decimals", [Decimals.AMBIGUOUS, Decimals.MIXED, Decimals.PLAIN])
def test_without_a_clear_column_it_is_asked_and_not_guessed(decimals: Decimals) -> None:
    with pytest.raises(BadValue) as caught:
        parse_decimal("1.234", decimals)
    assert caught.value.code == "ambiguous_number"


@pytest.mark.parametrize("text", ["", "abc", "1e5", "5.", "12.34.56", "1,2,3", "NaN", "٣", "1" * 200, ".", "-", "12 3"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadValue) as caught:
        parse_decimal(text, Decimals.POINT)
    assert caught.value.code == "not_a_number"


@given(st.decimals(-10_000_000, 10_000_000, places=2), st.sampled_from([Decimals.COMMA, Decimals.POINT]))
def test_a_number_written_with_a_columns_sign_is_read_back(number: Decimal, decimals: Decimals) -> None:
    text = f"{number:,.2f}"
    if decimals is Decimals.COMMA:
        text = text.translate(str.maketrans(",.", ".,"))
    assert parse_decimal(text, decimals) == number


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_refusal(text: str) -> None:
    for decimals in Decimals:
        with suppress(BadValue):
            assert parse_decimal(text, decimals).is_finite()


@pytest.mark.parametrize(("text", "number"), [("3", 3), ("3.0", 3), ("2,0", 2), (" -4 ", -4), ("2.00", 2)])
def test_whole_numbers_may_carry_a_spreadsheets_zero(text: str, number: int) -> None:
    assert parse_int(text) == number


@pytest.mark.parametrize(("text", "code"), [("2,5", "not_whole"), ("1.000", "not_whole"), ("9", "out_of_range")])
def test_a_whole_number_is_whole_and_in_its_range(text: str, code: str) -> None:
    with pytest.raises(BadValue) as caught:
        parse_int(text, 1, 8)
    assert caught.value.code == code
    with pytest.raises(BadValue, match="least is 1"):
        parse_int("0", 1, 8)


def test_yes_and_no_are_read_in_greek_and_english() -> None:
    assert [parse_bool(text) for text in ("ναι", "ΝΑΙ", "Yes", "true", "1", "x", "✓")] == [True] * 7
    assert [parse_bool(text) for text in ("όχι", "ΟΧΙ", "no", "FALSE", "0")] == [False] * 5
    with pytest.raises(BadValue, match="neither yes nor no"):
        parse_bool("ίσως")
