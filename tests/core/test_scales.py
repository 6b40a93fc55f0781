"""Words, letters, pass mark and the overall average (domain.md 2)."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core import i18n
from sms_desktop.core.errors import Invalid
from sms_desktop.core.grading import half_up
from sms_desktop.core.scales import DEFAULT, SCALES, Band, Scales, check_scales, from_json, overall, to_json

D = Decimal


@pytest.mark.parametrize(
    ("grade20", "greek", "english"),
    [
        ("20", "Άριστα", "Excellent"),
        ("18", "Άριστα", "Excellent"),
        ("17.99", "Λίαν Καλώς", "Very good"),
        ("16", "Λίαν Καλώς", "Very good"),
        ("15.99", "Καλώς", "Good"),
        ("13", "Καλώς", "Good"),
        ("12.99", "Μέτρια", "Pass"),
        ("10", "Μέτρια", "Pass"),
        ("9.99", "Ανεπιτυχώς", "Fail"),
        ("0", "Ανεπιτυχώς", "Fail"),
    ],
)
def test_words_of_the_scale_of_20(grade20: str, greek: str, english: str) -> None:
    percentage = D(grade20) * 5
    assert (DEFAULT.word(percentage, "el"), DEFAULT.word(percentage)) == (greek, english)


@pytest.mark.parametrize(
    ("percentage", "letter"),
    [
        *((97, "A+"), (93, "A"), (90, "A-"), (87, "B+"), (83, "B"), (80, "B-"), (77, "C+"), (65, "C"), (50, "D")),
        *((100, "A+"), (D("96.99"), "A"), (D("76.99"), "C"), (D("49.99"), "F"), (0, "F")),
    ],
)
def test_letters(percentage: int | Decimal, letter: str) -> None:
    assert DEFAULT.letter(D(percentage)) == letter


@pytest.mark.parametrize(("percentage", "passed"), [("50", True), ("49.995", True), ("49.994", False), ("0", False)])
def test_half_of_the_points_pass_as_they_are_shown(percentage: str, passed: bool) -> None:
    assert DEFAULT.passed(D(percentage)) is DEFAULT.passed(Fraction(percentage)) is passed


def test_the_pass_mark_is_the_schools() -> None:
    assert replace(DEFAULT, pass_mark=D("9.5")).passed(D("47.5"))
    assert not replace(DEFAULT, pass_mark=D(12)).passed(D("59.99"))


@pytest.mark.parametrize(
    ("scale", "english", "greek"),
    [
        ("20", "15.50", "15,50"),
        ("percent", "77.50 %", "77,50%"),
        ("gpa", "3.10", "3,10"),
        ("words", "Good", "Καλώς"),
        ("letters", "C+", "C+"),
    ],
)
def test_a_grade_is_shown_on_each_scale_as_the_reader_writes_numbers(scale: str, english: str, greek: str) -> None:
    own = replace(DEFAULT, shown=scale)
    assert (own.shown_as(D("77.50")), DEFAULT.shown_as(D("77.50"), scale)) == (english, english)
    i18n.set_language("el")
    assert own.shown_as(D("77.50")) == greek
    assert own.shown_as(None) == ""


@given(st.fractions(0, 100, max_denominator=10_000))
def test_a_grade_shown_from_a_rounded_percentage_is_that_of_the_exact_one(exact: Fraction) -> None:
    assert Fraction(DEFAULT.shown_as(half_up(exact), "20")) == Fraction(half_up(exact / 5))
    assert Fraction(DEFAULT.shown_as(half_up(exact), "gpa")) == Fraction(half_up(exact / 25))


@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
def test_a_better_grade_never_has_a_lower_name(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    words = [band.name("en") for band in DEFAULT.words]
    letters = [band.name("en") for band in DEFAULT.letters]
    assert words.index(DEFAULT.word(high)) <= words.index(DEFAULT.word(low))
    assert letters.index(DEFAULT.letter(high)) <= letters.index(DEFAULT.letter(low))


def band(lowest: str, name: str = "Name", greek: str | None = None) -> Band:
    return Band(D(lowest), {"en": name, "el": name if greek is None else greek})


@pytest.mark.parametrize("field", ["words", "letters"])
@pytest.mark.parametrize(
    "bands",
    [
        (),
        (band("10"),),
        (band("0", " "),),
        (band("0", "x" * 51),),
        (band("0", "Low"), band("0", "High")),
        (band("0", "Low"), band("-1", "Lower")),
        (band("0", "Low"), band("101", "High")),
        (band("0", "Low"), band("9.505", "High")),
        (band("0", "Good", "Ένα"), band("10", "good", "Δύο")),
        (band("0", "One", "Καλά"), band("10", "Two", "ΚΑΛΑ")),
        tuple(band(str(n), f"Name {n}") for n in range(21)),
    ],
)
def test_a_table_that_leaves_a_grade_without_its_one_name_is_refused(bands: tuple[Band, ...], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_scales(replace(DEFAULT, **{field: bands}))
    assert list(caught.value.fields) == [field]


@pytest.mark.parametrize(
    ("field", "value"), [("pass_mark", D(21)), ("pass_mark", D(-1)), ("pass_mark", D("9.555")), ("shown", "10")]
)
def test_other_parts_that_cannot_be_are_refused(field: str, value: object) -> None:
    with pytest.raises(Invalid) as caught:
        check_scales(replace(DEFAULT, **{field: value}))
    assert list(caught.value.fields) == [field]


def test_one_word_for_all_is_a_table() -> None:
    check_scales(replace(DEFAULT, words=(band("0"),), shown="words"))


lowest = st.decimals(1, 20, places=2)
names = st.text(st.characters(categories=("L",)), min_size=1, max_size=20)


@given(st.sets(lowest, max_size=5), st.sampled_from(SCALES), st.decimals(0, 20, places=1))
def test_scales_are_read_back_from_their_json(starts: set[Decimal], shown: str, pass_mark: Decimal) -> None:
    bands = tuple(band(str(start), f"Over {start}") for start in sorted({*starts, D(0)}, reverse=True))
    scales = Scales(pass_mark, bands, DEFAULT.letters, shown)
    check_scales(scales)
    assert from_json(to_json(scales), pass_mark) == scales


def test_json_may_leave_out_what_stays_usual_and_give_one_name_for_all_languages() -> None:
    assert from_json("{}") == DEFAULT
    text = json.dumps({"letters": [{"lowest": 0, "names": "F"}, {"lowest": 50.5, "names": "P"}]})
    found = from_json(text)
    assert [(one.lowest, one.name("el")) for one in found.letters] == [(D("50.5"), "P"), (0, "F")]
    assert found.words == DEFAULT.words


@pytest.mark.parametrize("text", ["", "[]", "5", '{"words": [5]}', '{"words": [{"lowest": "NaN", "names": "x"}]}',
                                  '{"words": [{"lowest": 0}]}', '{"words": [{"lowest": "x", "names": "x"}]}',
                                  '{"letters": [{"lowest": 0, "names": 5}]}', "[" * 100_000])  # fmt: skip
def test_what_is_no_such_document_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any will do
        from_json(text)


def test_the_overall_average_is_weighted_by_credits() -> None:
    assert overall([(D(80), D(6)), (D(50), D(3))]) == 70
    assert overall([(Fraction(200, 3), D(1)), (Fraction(100, 3), D(1))]) == 50


def test_courses_without_credits_are_left_out_unless_none_has_any() -> None:
    assert overall([(D(80), D(6)), (D(10), None), (D(10), D(0))]) == 80
    assert overall([(D(80), None), (D(50), D(0))]) == 65
    assert overall([]) is None


@given(st.lists(st.tuples(st.fractions(0, 100), st.none() | st.decimals(0, 12, places=1)), min_size=1))
def test_the_overall_average_lies_between_the_lowest_and_the_highest(
    results: list[tuple[Fraction | Decimal, Decimal | None]],
) -> None:
    found = overall(results)
    values = [Fraction(value) for value, _credits in results]
    assert found is not None
    assert min(values) <= found <= max(values)
