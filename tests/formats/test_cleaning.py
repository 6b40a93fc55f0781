"""What cleaning takes off a cell, and what it leaves alone."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.formats.cleaning import clean_cell, clean_rows, kept, neutralised, unwritable


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Ζωή ", "Ζωή"),
        ("\xa0Ζωή\xa0Άλφα\xa0", "Ζωή Άλφα"),
        ("Παπα\xadδό\u200bπουλος\ufeff", "Παπαδόπουλος"),
        ("\u202eabc\u202c", "abc"),
        (unicodedata.normalize("NFD", "Άννα Müller"), "Άννα Müller"),
        ("<p>Όχι</p>", "Όχι"),
        ("Ναι<br/>ίσως", "Ναι\nίσως"),
        ("<span style='x'>3</span>", "3"),
        ("Α&nbsp;Β &amp; Γ", "Α Β & Γ"),
        ("one\r\ntwo\x0bthree", "one\ntwo\nthree"),
        ("'+30 210 0000000", "+30 210 0000000"),
        ("'=1+1", "=1+1"),
        ("''=1+1", "'=1+1"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("R &amp; D &#x26; &#0000000000000038;", "R & D & &"),
        ("&amp;&#99999999999;", "&\ufffd"),
    ],
)
def test_remnants_go(raw, clean):
    assert clean_cell(raw) == clean
    rows = [["x", raw, "y"], ["1", "2", "3"]]
    assert clean_rows(rows) == [0]
    assert rows[0] == ["x", clean, "y"]


@pytest.mark.parametrize(
    "text",
    [
        "a < b",
        "Ann <ann@example.org>",
        "R&D",
        "AT&T;x",
        "'97",
        "d'Arc",
        "O'Neil",
        "x|y",
        "-5.5",
        "=A1",
        "3 > 2",
        "'",
        "-",
    ],
)
def test_what_a_person_wrote_stays(text):
    rows = [[text, "1"]]
    clean_rows(rows)
    assert rows == [[text, "1"]]


@given(st.text(alphabet="aά\u0301\u0316\u0327\u0f71\u0f73\u0344\u0345가\u1161", max_size=12), st.integers(1, 60))
def test_letters_with_many_accents_are_composed_as_the_standard_says(text, times):
    assert clean_cell(text * times) == unicodedata.normalize("NFC", text * times)


#: What a cell can be full of, so that each place in it looks like the one from which all the rest must be looked at.
NASTY = [
    "\n", "\r\n", "\t", " ", "'", "\n'", "' ", ",", ",'", "\n,", "=", ",=", "-", ",= ", "\u200b", "\ufeff", "=\n",
    "\u2028=", "a\u0301\u0316", "\u0301\u0316", "\u0f73", "\u0344\u0316", "<", "<b ", "<br", "</", "&", "&#", "9",
    '"', '="',
]  # fmt: skip
LONGEST, SHORT = 32_767, 2_048


def cleaned_as_a_row(text: str) -> None:
    clean_rows([["a", text]])


def unescaped(text: str) -> None:
    clean_cell(f"&amp;&#{text}")


def seconds(work: Callable[[str], object], text: str) -> float:
    """Of this process' own time, the least of three."""
    took = []
    for _turn in range(3):
        began = time.process_time()
        work(text)
        took.append(time.process_time() - began)
    return min(took)


@pytest.mark.parametrize("nasty", NASTY, ids=ascii)
@pytest.mark.parametrize("work", [neutralised, kept, clean_cell, unescaped, cleaned_as_a_row])
def test_the_longest_cell_takes_no_more_time_for_each_letter_than_a_short_one(work, nasty):
    long, short = ((nasty * size)[: size - 1] + "x" for size in (LONGEST, SHORT))
    assert seconds(work, long) < 4 * LONGEST / SHORT * seconds(work, short) + 0.02


def test_clean_rows_are_not_even_looked_at_cell_by_cell():
    rows = [["Ζωή", "α & β", "x"], ["", "", ""], []]
    before = [id(row) for row in rows]
    assert clean_rows(rows) == []
    assert [id(row) for row in rows] == before


@given(st.lists(st.lists(st.text(max_size=12), max_size=4), max_size=4))
def test_the_fast_way_cleans_as_the_slow_one(rows):
    slow = [[clean_cell(cell) for cell in row] for row in rows]
    clean_rows(rows)
    assert rows == slow


@given(st.text(max_size=30))
def test_cleaning_trims_and_composes(text):
    clean = clean_cell(text)
    assert clean == clean.strip()
    assert unicodedata.is_normalized("NFC", clean)


#: What cells that a spreadsheet might run are made of, and what parts cells where another sign does.
UNSEEN = " \t\r\n\xa0\x85\u2028\ufeff\u200b"
RUNNING = f"=+-@'＝﹦Aé1,;|{UNSEEN}"
#: Texts as they are kept: nothing that nobody sees is at their ends.
KEPT_TEXTS = st.text(alphabet=RUNNING, max_size=10).map(lambda text: text.strip(UNSEEN))


def bare(text):
    """The text as `clean_cell` leaves it, were it not for the apostrophes."""
    return clean_cell(f"x{text}x".replace("'", "\ue000")).replace("\ue000", "'")[1:-1].strip()


@given(KEPT_TEXTS)
def test_what_is_neutralised_comes_back(text):
    assert clean_cell(neutralised(text)) == bare(text)


@given(KEPT_TEXTS)
def test_what_is_kept_comes_back_and_gets_no_apostrophe_without_need(text):
    assert clean_cell(kept(text)) == bare(text)
    assert "'" in text or kept(text) == text


@given(st.text(alphabet=RUNNING, max_size=10), st.sampled_from(",;|\t\n"))
def test_nothing_runs_whatever_sign_a_program_takes_for_the_one_between_cells(text, sign):
    for cell in neutralised(text).split(sign):
        seen = "".join(letter for letter in cell if letter.isprintable() and letter != " ")
        assert seen[:1] not in tuple("=+-@＝﹦") or seen[1:2] in ("", *",;|")  # a mark alone runs nothing, but:
        assert seen[:1] not in tuple("=＝﹦")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\x00=1+1", "'\x00=1+1"),
        ("\u200b=1+1", "'\u200b=1+1"),
        ("\u2028=1+1", "'\u2028'=1+1"),
        ("﹦1+1", "'﹦1+1"),
        ("x;=1+1", "x;'=1+1"),
        ("x, -2", "x,' -2"),
        ("x;'=1", "x;''=1"),
        ("ill\n-cmd|'x'!A0", "ill\n'-cmd|'x'!A0"),
        ("Mon -, Tue +", "Mon -, Tue +"),
        ("-", "-"),
        ("=", "'="),
        ("= ", "'= "),
        ("x,=", "x,'="),
        ("x;=\u2028|y", "x;'=\u2028|y"),
        ("Smith; Jones, O'Neil", "Smith; Jones, O'Neil"),
        ("a = b", "a = b"),
    ],
)
def test_a_formula_within_a_text_is_made_harmless_and_other_texts_stay(text, written):
    assert neutralised(text) == written


def test_control_characters_and_half_letters_can_not_be_written():
    assert unwritable("a\x07b")
    assert unwritable("\udc80")
    assert not unwritable("two\nlines\tand tabs")
