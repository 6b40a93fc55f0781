"""A mark typed into a cell: every way of writing it, and the reason where it can't be."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core import i18n
from sms_desktop.core.marks import Typed, parse_mark, shown_mark
from sms_desktop.core.values import BadValue, Decimals

D = Decimal


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("14", "14"),
        ("14,5", "14.5"),
        ("14.5", "14.5"),
        (" 14,50 ", "14.5"),
        ("14,125", "14.125"),
        ("14.125", "14.125"),
        ("0", "0"),
        ("-0", "0"),
        ("20,00", "20"),
        ("20.000000000", "20"),
        ("1,12345", "1.12345"),
        (",5", "0.5"),
        ("+7", "7"),
    ],
)
def test_comma_and_point_are_both_understood(text: str, score: str) -> None:
    found = parse_mark(text, D(20))
    assert found == Typed(D(score))
    assert not str(found.score).startswith("-")


@pytest.mark.parametrize("text", ["EX", "ex", "ΕΞ", "εξ", "ΕΧ", " Ex ", "Excused", "Απαλλαγή"])
def test_an_excused_mark_is_written_in_either_alphabet(text: str) -> None:
    assert parse_mark(text, D(20)) == Typed(None, True)


@pytest.mark.parametrize("text", ["", " ", "-", "–", "?", "N/A", "n/a", "NaN", "null"])
def test_what_stands_for_nothing_is_no_mark(text: str) -> None:
    assert parse_mark(text, D(20)) == Typed(None, False)


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("20,01", "over_maximum", "maximum of 20."),
        ("145", "over_maximum", "“145”"),
        ("-1", "negative", "“-1”"),
        ("−0,5", "negative", "below 0"),
        ("abc", "not_a_number", "“abc”"),
        ("14,5,5", "not_a_number", "14,5,5"),
        ("1e1", "not_a_number", "1e1"),
        ("14/20", "not_a_number", "14/20"),
        ("1.123456", "too_exact", "5 decimals"),
        ("9" * 30, "over_maximum", "maximum"),
    ],
)
def test_what_can_be_no_mark_is_refused_with_the_reason(text: str, code: str, part: str) -> None:
    with pytest.raises(BadValue) as caught:
        parse_mark(text, D(20))
    assert caught.value.code == code
    assert part in caught.value.sentence


def test_the_sign_judged_from_a_files_column_decides() -> None:
    assert parse_mark("1.500", D(2000), Decimals.COMMA) == Typed(D(1500))
    assert parse_mark("1.500", D(2000), Decimals.POINT) == Typed(D("1.5"))
    assert parse_mark("1.500", D(20), Decimals.AMBIGUOUS) == Typed(D("1.5"))
    with pytest.raises(BadValue) as caught:
        parse_mark("1.500", D(2000), Decimals.AMBIGUOUS)
    assert caught.value.code == "ambiguous_number"
    with pytest.raises(BadValue) as caught:
        parse_mark("14.125", D(20), Decimals.COMMA)
    assert caught.value.code == "over_maximum"


@pytest.mark.parametrize(("language", "score"), [("en", D(1500)), ("el", D("1.5"))])
def test_what_a_large_maximum_leaves_open_is_read_as_the_reader_writes(language: str, score: Decimal) -> None:
    i18n.set_language(language)
    assert parse_mark("1,500", D(2000)) == Typed(score)


@pytest.mark.parametrize(
    ("score", "english", "greek"),
    [("14.50000", "14.5", "14,5"), ("14", "14", "14"), ("100.00", "100", "100"), ("1234.125", "1234.125", "1234,125"),
     ("0.00001", "0.00001", "0,00001"), ("0", "0", "0")],
)  # fmt: skip
def test_a_cell_shows_a_mark_without_needless_digits(score: str, english: str, greek: str) -> None:
    assert shown_mark(D(score), False) == english
    i18n.set_language("el")
    assert shown_mark(D(score)) == greek


def test_no_mark_is_shown_as_nothing_and_an_excused_one_by_its_sign() -> None:
    assert (shown_mark(None), shown_mark(None, True)) == ("", "EX")


@given(st.decimals(0, 100_000, places=5), st.sampled_from(["en", "el"]))
def test_what_a_cell_shows_is_read_back(score: Decimal, language: str) -> None:
    i18n.set_language(language)
    for maximum in (score, D(100_000)):
        assert parse_mark(shown_mark(score, False), maximum) == Typed(score, False)


@pytest.mark.parametrize("language", ["en", "el"])
def test_the_sign_of_an_excused_mark_is_read_back(language: str) -> None:
    i18n.set_language(language)
    assert parse_mark(shown_mark(None, True), D(20)).excused


@given(st.text(alphabet="0123456789,.-+' eΕΞX%/", max_size=12))
def test_any_text_gives_a_mark_or_a_reason(text: str) -> None:
    try:
        found = parse_mark(text, D(20))
    except BadValue as refused:
        assert refused.code in {"over_maximum", "negative", "not_a_number", "too_exact"}
    else:
        assert found.score is None or 0 <= found.score <= 20
