"""What folding takes to be the same letters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.folding import fold, in_one_script, is_tellable, looks_like, without_apostrophes


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ΠΑΠΑΔΟΠΟΥΛΟΣ", "παπαδοπουλοσ"),
        ("Παπαδόπουλος", "παπαδοπουλοσ"),
        ("Νικολαΐδης", "νικολαιδησ"),
        ("Οὐρανὸς", "ουρανοσ"),
        ("Müller-Łukasz ØRSTED", "muller-lukasz orsted"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("AUT0101", "aut0101"),
        ("", ""),
    ],
)
def test_case_accents_and_the_final_sigma_are_folded(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_composed_and_decomposed_text_fold_alike() -> None:
    assert fold(unicodedata.normalize("NFD", "Ευγενία Ζωΐδου")) == fold("Ευγενία Ζωΐδου")


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ "))
def test_capitals_fold_as_small_letters(text: str) -> None:
    assert fold(text.upper()) == fold(text)


@pytest.mark.parametrize(
    ("mixed", "meant"),
    [
        ("πaπαδόπουλος", "παπαδόπουλος"),
        ("αννa", "αννα"),
        ("μaria", "maria"),
        ("georgiου", "georgioy"),
        ("maria", "maria"),
        ("μαρία", "μαρία"),
        ("иванov", "иванov"),
    ],
)
def test_a_word_of_both_scripts_is_read_in_the_one_it_was_meant_in(mixed: str, meant: str) -> None:
    assert in_one_script(mixed) == meant


def test_every_apostrophe_is_taken_out() -> None:
    assert without_apostrophes("O'Neil O’Neil Α΄ Α'") == "ONeil ONeil Α Α"


@pytest.mark.parametrize("name", ["eleni", "Ελένη", "maria.k@school.example", "o'neil", "12", "straße"])
def test_a_name_of_one_alphabet_can_be_told_on_sight(name: str) -> None:
    assert is_tellable(name)


@pytest.mark.parametrize(
    "name", ["ΕLENI", "еleni", "eleni\u200b", "ｅleni", "el\xadeni", "\u202einele", "a\nb", "user١"]
)
def test_a_name_of_several_alphabets_or_with_what_nobody_sees_can_not(name: str) -> None:
    assert not is_tellable(name)


def test_greek_and_latin_names_can_look_the_same() -> None:
    assert looks_like("ΑΝΝΑ") == looks_like("Anna")
    assert looks_like("Νίκος") != looks_like("Nikos")
