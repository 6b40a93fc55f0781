"""Spellings of the same name that must agree, and those that must not."""

from __future__ import annotations

import pytest

from sms_desktop.core.canonical import canonical, forms

SAME = """
Παπαδόπουλος ΠΑΠΑΔΟΠΟΥΛΟΣ παπαδοπουλος papadopoulos Papadopulos
Γιώργος Giorgos Yiorgos Yorgos Giwrgos
Γιάννης Giannis Yiannis Yannis
Παναγιώτης Panagiotis Panayiotis Panayotis
Ειρήνη Eirini Irini Eirhnh
Άγγελος Angelos Aggelos Agelos
Λάμπρος Lampros Lambros Labros
Μπάμπης Babis Mpampis Bambis
Κωνσταντίνος Konstantinos Constantinos Konstadinos
Ευτυχία Eftychia Evtychia Eutychia
Παύλος Pavlos Paulos Paflos
Χατζηγεωργίου Hadjigeorgiou Hatzigeorgiou Chatzigeorgiou Hadjigeorghiou
Θεόδωρος Theodoros Theodwros THEODOROS
Στέφανος Stefanos Stephanos
Φίλιππος Filippos Philippos Filipos
Μιχαήλ Michael Michail Mihail
Νικολαΐδης Nikolaidis Nicolaides Nikolaides
Γεωργιάδης Georgiadis Georgiades Georghiades
Ματθαίος Matthaios Mattheos
Βασίλης Vasilis Basilis Vassilis Vasilhs
Ξένια Xenia Ksenia
Ψαρρού Psarrou Psaru
Αικατερίνη Aikaterini Ekaterini
Ντίνα Dina Ntina
Αντώνης Antonis Andonis Adonis
Ζωή Zoi Zoe
Χλόη Chloi Chloe Khloe Hloi
Γκίκας Gkikas Gikas Ghikas
Λουκάς Loukas Lukas Lucas
Τζένη Tzeni Jeni Jenny
Σάββας Savvas Sabbas Savas
Ρόδος Rodos Rhodos
"""


@pytest.mark.parametrize("line", [line for line in SAME.splitlines() if line])
def test_greek_official_and_everyday_spellings_agree(line: str) -> None:
    assert len({canonical(spelling) for spelling in line.split()}) == 1


@pytest.mark.parametrize(
    ("stored", "typed"),
    [("Χάρης", "Xaris"), ("Χάρης", "Haris"), ("Μιχάλης", "Mixalis"), ("Xaris", "Χάρης"), ("Economou", "Οικονόμου")],
)
def test_a_letter_with_two_readings_is_found_by_both(stored: str, typed: str) -> None:
    assert canonical(typed) in forms(stored).split()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Μαρία", "Μάριος"),
        ("Άννα", "Ελένη"),
        ("Χάρης", "Άρης"),
        ("Θέκλα", "Τέκλα"),
        ("Φωτεινή", "Βωτεινή"),
        ("Νίκος", "Νικήτας"),
    ],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_roman_numerals_stay_apart_in_either_script() -> None:
    assert canonical("ΙΙ") == canonical("II") == "ii"
    assert canonical("Ι") == "i"


def test_other_scripts_are_only_folded() -> None:
    assert canonical("ИВАН") == "иван"
