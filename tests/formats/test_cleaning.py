"""What cleaning takes off a cell, and what it leaves alone."""

from __future__ import annotations

import unicodedata

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
        assert seen[:1] not in tuple("=+-@＝﹦") or seen[1:2] in ("", *",;|")  # a mark alone runs nothing


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
