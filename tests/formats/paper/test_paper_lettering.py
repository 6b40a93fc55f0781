"""Type on paper: lines that fit and lose nothing, whatever the text; what is cut says so."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.formats.paper.book import Book
from sms_desktop.formats.paper.lettering import BOX, Letters, cut, unwritable, wrapped

SIZE = 9.0
TEXTS = st.text(st.sampled_from("αβγΆΐ abc.-@/ \u0301\n\t中\U0001f600\x00"), max_size=120) | st.text(max_size=60)


@pytest.fixture(scope="module")
def letters() -> Letters:
    return Book("test").letters[False]


@given(text=TEXTS, width=st.floats(20, 500))
def test_lines_are_no_wider_than_asked_and_have_every_letter(letters: Letters, text: str, width: float) -> None:
    lines = wrapped(letters, text, SIZE, width)
    assert all(letters.width(line) * SIZE <= width + 0.01 for line in lines)
    assert _dense("".join(lines)) == _dense(text)


@given(text=TEXTS, width=st.floats(20, 500))
def test_what_is_cut_fits_and_says_so(letters: Letters, text: str, width: float) -> None:
    found = cut(letters, text, SIZE, width)
    assert letters.width(found) * SIZE <= width + 0.01
    assert found == text or found.endswith("…")


@given(text=st.text(max_size=40))
def test_every_text_can_be_drawn_and_measured(text: str) -> None:
    fresh = Book("test").letters[False]
    assert fresh.width(text) >= 0
    for name, signs in fresh.shown(text):
        assert name.startswith("/F")
        signs.encode("latin-1")


def test_lines_break_between_words_and_long_words_behind_a_sign(letters: Letters) -> None:
    assert wrapped(letters, "μία δύο τρεις", SIZE, 40) == ["μία δύο", "τρεις"]
    assert wrapped(letters, "konstantinos@student.example", SIZE, 100) == ["konstantinos@student.", "example"]
    assert wrapped(letters, "a\n\nb", SIZE, 100) == ["a", "", "b"]
    assert wrapped(letters, "Εργαστηρίου\u00a09,25", SIZE, 64) == ["Εργαστηρίου\u00a0", "9,25"]
    assert wrapped(letters, "Εργαστηρίου9,25", SIZE, 66) != ["Εργαστηρίου9,", "25"]


def test_a_character_without_a_sign_is_as_wide_as_its_box(letters: Letters) -> None:
    assert letters.width("中") == letters.width(BOX) > 0
    assert letters.width("\u200d\ufe0f") == 0
    assert letters.shown("中") == letters.shown(BOX)


def test_more_different_letters_than_one_part_of_a_font_holds_are_in_several(letters: Letters) -> None:
    many = "".join(map(chr, [*range(0x41, 0x5B), *range(0x391, 0x3A0), *range(0x410, 0x450), *range(0x1F00, 0x1F16),
                             *range(0x100, 0x17F), *range(0x531, 0x557)]))  # fmt: skip
    assert len({name for name, _signs in letters.shown(many)}) > 1


def test_more_texts_than_are_kept_are_measured_all_the_same(letters: Letters, monkeypatch: Any) -> None:
    monkeypatch.setattr("sms_desktop.formats.paper.lettering._MOST_KEPT", 3)
    widths = [letters.width(f"text {n}") for n in range(10)]
    assert len({round(width, 6) for width in widths}) == 1
    assert all(letters.shown(f"text {n}") for n in range(10))


def _dense(text: str) -> str:
    from sms_desktop.formats.paper.lettering import composed

    return composed("".join(text.split()))  # a sign that stands alone in its line joins the one before it here


@pytest.mark.parametrize(
    "text",
    [
        "ἄνθρωπος ᾠδή ᾿Αθῆναι Ϋ΄",  # polytonic Greek
        "Ştefănescu Łukasz Dvořák Đorđević Þórður Ħal Għarb Ŵyn Ľubomír Őrségi Çağrı İpek Ŗ",
        "Щербакова Їжак Ґалаґан Ђорђе Ќосев Ўладзімір",
        "გიორგი ბერიძე",
        "Արամ Հակոբյան",
        "דוד כהן",
        "محمد عبد الله الصباغ",
        "x\u0304 m\u0302",  # marks without a letter of their own
    ],
)
def test_names_of_europe_and_its_neighbours_are_written(text: str) -> None:
    assert unwritable(text) == ""
    fresh = Book("test").letters[True]
    fresh.shown(text)
    assert fresh.unwritten() == []


@pytest.mark.parametrize(
    ("text", "lacking"),
    [("李小龙", "李小龙"), ("Ram राम", "राम"), ("สมชาย", "สมชาย"), ("김 김", "김"), ("A\U0001f977", "\U0001f977")],
)
def test_letters_without_a_sign_are_known_and_told_once(text: str, lacking: str) -> None:
    assert unwritable(text) == lacking
    fresh = Book("test").letters[False]
    fresh.shown(text)
    fresh.shown(text)
    assert fresh.unwritten() == [text]
    assert fresh.unwritten() == []
    fresh.shown(text)
    assert fresh.unwritten() == [text]
