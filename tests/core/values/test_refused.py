"""What counts as an empty cell, and what a refusal says."""

from __future__ import annotations

import pytest

from sms_desktop.core.errors import UserError
from sms_desktop.core.values import BadValue, is_missing, is_no_mark, parse_int, shown


@pytest.mark.parametrize("text", ["", " ", "-", "?", "NaN", "n/a", "EX", " ex ", "NULL"])
def test_marks_for_nothing_are_no_mark_and_never_zero(text: str) -> None:
    assert is_no_mark(text)


@pytest.mark.parametrize("text", ["0", "Exarchou", "-1", "10"])
def test_a_mark_is_a_mark(text: str) -> None:
    assert not is_no_mark(text)


def test_people_may_be_called_nan_and_null() -> None:
    assert not is_missing("Nan")
    assert not is_missing("Null")
    assert is_missing(" – ")


def test_a_refusal_is_a_value_error_that_a_person_can_read() -> None:
    with pytest.raises(BadValue, match="“δέκα” is not a whole number") as caught:
        parse_int("δέκα")
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, UserError)
    assert caught.value.code == "not_whole"


def test_long_cells_are_quoted_short_and_on_one_line() -> None:
    assert shown("α\nβ") == "α β"
    assert len(shown("α" * 10_000)) == 60
