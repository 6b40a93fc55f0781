"""Addresses and numbers as people hand them in."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.values import BadValue, digits_of, parse_email, parse_phone


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" a.vita@School.AC.CY ", "a.vita@school.ac.cy"),
        ("mailto:A.Vita@school.cy", "A.Vita@school.cy"),
        ("Άννα Βήτα <a@school.cy>", "a@school.cy"),
        ("o'neil+x@sub.domain.gr", "o'neil+x@sub.domain.gr"),
    ],
)
def test_an_address_is_trimmed_and_its_domain_made_small(text: str, address: str) -> None:
    assert parse_email(text) == address


@pytest.mark.parametrize("text", ["", "a@b", "a b@c.cy", "άννα@c.cy", "a@c.cy; b@c.cy", "@c.cy", "a@.cy", "a@@c.cy"])
def test_what_is_no_single_address_is_refused(text: str) -> None:
    with pytest.raises(BadValue) as caught:
        parse_email(text)
    assert caught.value.code == "not_an_email"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("99 123456", "99 123456"),
        (" +357  99-123456 ", "+357 99-123456"),
        ("99123456.0", "99123456"),
        ("22123456 / 99123456 (μητέρα)", "22123456 / 99123456 (μητέρα)"),
        ("112", "112"),
    ],
)
def test_a_telephone_number_keeps_its_groups_and_remarks(text: str, number: str) -> None:
    assert parse_phone(text) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("6.97E+09", "phone_exponent"),
        ("6,97e9", "phone_exponent"),
        ("Άννα", "not_a_phone"),
        ("", "not_a_phone"),
        ("9" * 51, "too_long"),
    ],
)
def test_a_number_that_lost_its_digits_is_refused_and_says_why(text: str, code: str) -> None:
    with pytest.raises(BadValue) as caught:
        parse_phone(text)
    assert caught.value.code == code


def test_digits_are_the_same_however_a_number_is_grouped() -> None:
    assert digits_of("+357 99-123456") == digits_of("00357 99123456") == "35799123456"
    assert digits_of("Άννα") == ""


@given(st.text(max_size=60))
def test_any_text_is_a_contact_or_a_refusal(text: str) -> None:
    for parse in (parse_email, parse_phone):
        with suppress(BadValue):
            assert parse(text).strip() == parse(text)
