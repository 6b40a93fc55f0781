"""Hebrew and Arabic within a line: joined, from right to left, with numbers and brackets as they are read."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.formats.paper.right_to_left import visual

BACKWARDS = st.text(st.sampled_from("אבגדשםעולהיסו مرحبالاعخدصغ ()12-\u05b7\u064e"), max_size=30)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Παπαδόπουλος Άλκης", "Παπαδόπουλος Άλκης"),
        ("", ""),
        ("שלום עולם", "םלוע םולש"),
        ("כהן דוד (A1)", "דוד ןהכ (A1)"),
        ("Cohen כהן 2026", "Cohen ןהכ 2026"),
        ("כהן 12 דוד", "דוד 12 ןהכ"),
        ("כהן (דוד) לוי", "יול (דוד) ןהכ"),
        ("محمد", "\ufeaa\ufee4\ufea4\ufee3"),
        ("علي", "\ufef2\ufee0\ufecb"),
        ("لا", "\ufefb"),
        ("دار", "\ufead\ufe8d\ufea9"),
    ],
)
def test_words_run_backwards_and_their_letters_join(text: str, shown: str) -> None:
    assert visual(text) == shown


def test_a_mark_stays_with_its_letter() -> None:
    assert visual("ב\u05b7ג") == "גב\u05b7"
    assert visual("م\u064eن") == "\ufee6\ufee3\u064e"


@given(text=BACKWARDS)
def test_nothing_is_lost_and_nothing_added(text: str) -> None:
    assert sorted(_plain(visual(text))) == sorted(_plain(text))


def _plain(text: str) -> str:
    return normalize("NFKC", text).translate(str.maketrans(")", "("))


@given(text=st.text(max_size=40))
def test_every_text_has_an_order(text: str) -> None:
    assert isinstance(visual(text), str)
