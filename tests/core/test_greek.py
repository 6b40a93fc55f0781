"""Greek in Latin letters and in capitals."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.greek import greek_capitals, romanise


@pytest.mark.parametrize(
    ("greek", "latin"),
    [
        ("Παπαδόπουλος", "Papadopoulos"),
        ("Ευαγγελία Χατζηγεωργίου", "Evangelia Chatzigeorgiou"),
        ("Ευτυχία", "Eftychia"),
        ("Παύλος", "Pavlos"),
        ("Σταύρος", "Stavros"),
        ("Αυξεντίου", "Afxentiou"),
        ("Άυλος", "Aylos"),
        ("Μπάμπης", "Bampis"),
        ("Λάμπρος", "Lampros"),
        ("Γκίκας", "Gkikas"),
        ("Αγχίσης", "Anchisis"),
        ("Σφίγξ", "Sfinx"),
        ("Ντίνα", "Ntina"),
        ("Θ. Ψαρρού", "Th. Psarrou"),
        ("ΘΕΟΔΩΡΟΥ ΨΑΡΡΟΥ", "THEODOROU PSARROU"),
        ("Προϋπόθεση", "Proypothesi"),
        ("Νικολαΐδης", "Nikolaidis"),
        ("Υιός", "Yios"),
        ("Aννα", "Anna"),
        ("Müller & Σία", "Müller & Sia"),
        ("", ""),
    ],
)
def test_greek_is_romanised_by_elot_743(greek: str, latin: str) -> None:
    assert romanise(greek) == latin
    assert romanise(unicodedata.normalize("NFD", greek)) == latin


@given(st.text(alphabet="αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ ΑΩΨΘ"))
def test_nothing_greek_is_left_after_romanising(text: str) -> None:
    assert romanise(text).isascii()


@pytest.mark.parametrize(
    ("text", "capitals"),
    [
        ("Παπαδόπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ"),
        ("Νικολαΐδης", "ΝΙΚΟΛΑΪΔΗΣ"),
        ("Μάιος", "ΜΑΪΟΣ"),
        ("ρολόι", "ΡΟΛΟΪ"),
        ("άυλος", "ΑΫΛΟΣ"),
        ("αύριο", "ΑΥΡΙΟ"),
        ("ναι ή όχι", "ΝΑΙ Ή ΟΧΙ"),
        ("Müller", "MÜLLER"),
        ("", ""),
    ],
)
def test_capitals_lose_accents_and_keep_what_parts_vowels(text: str, capitals: str) -> None:
    assert greek_capitals(text) == capitals
    assert greek_capitals(unicodedata.normalize("NFD", text)) == capitals
