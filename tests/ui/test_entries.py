"""Dates and numbers as people type them into a field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.values.refused import BadValue
from sms_desktop.ui.entries import read_date, read_number


@pytest.mark.parametrize("text", ["3/4/2026", "03/04/2026", "3.4.26", "3-4-2026", "2026-04-03", " 3/4/2026 "])
def test_the_third_of_april_however_it_is_written(text: str) -> None:
    assert read_date(text) == date(2026, 4, 3)


@pytest.mark.parametrize("text", ["31/2/2026", "12/25/2026", "soon", "3/4", ""])
def test_what_is_no_day_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadValue, match=r"\.$"):
        read_date(text)


@pytest.mark.parametrize(("text", "number"), [("14,5", "14.5"), ("14.5", "14.5"), ("1.234,5", "1234.5"), ("7", "7")])
def test_comma_and_point_are_both_the_decimal_sign(text: str, number: str) -> None:
    assert read_number(text, 2) == Decimal(number)


@pytest.mark.parametrize(("text", "decimals"), [("14,555", 2), ("1,5", 0), ("ten", 2), ("1e3", 2)])
def test_what_does_not_fit_is_refused_with_a_sentence(text: str, decimals: int) -> None:
    with pytest.raises(BadValue, match=r"\.$"):
        read_number(text, decimals)


@given(st.decimals(min_value=0, max_value=99999, places=2), st.sampled_from(".,"))
def test_a_written_number_is_read_back(number: Decimal, sign: str) -> None:
    assert read_number(str(number).replace(".", sign), 2) == number


@given(st.text(max_size=30))
def test_whatever_is_typed_gives_a_value_or_a_sentence(text: str) -> None:
    for read in (read_date, lambda typed: read_number(typed, 2)):
        try:
            read(text)
        except BadValue as wrong:
            assert wrong.sentence
