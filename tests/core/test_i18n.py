"""Numbers as the reader writes them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from babel import numbers
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core import i18n


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """The language is the process's own."""
    before = i18n.language()
    yield
    i18n.set_language(before)


@given(st.integers(-(10**20), 10**20), st.sampled_from(sorted(i18n.LANGUAGES)))
def test_a_whole_number_is_grouped_as_babel_does_it_without_loading_that(number: int, language: str) -> None:
    i18n.set_language(language)
    assert i18n.format_number(number) == numbers.format_decimal(number, locale=i18n.locale())


def test_decimals_have_the_sign_of_the_language() -> None:
    i18n.set_language("el")
    assert (i18n.format_number(1234.5), i18n.format_number(3, 1)) == ("1.234,5", "3,0")


@pytest.mark.parametrize(("language", "said"), [("en", "1,234.50 %"), ("el", "1.234,50%")])
def test_a_percentage_has_its_sign_as_the_language_has_it(language: str, said: str) -> None:
    i18n.set_language(language)
    assert i18n.format_percent(1234.5, 2) == said
