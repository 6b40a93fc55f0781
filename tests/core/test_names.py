"""Names found, sorted and compared as people at the desk expect."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.names import Neighbours, nearest, romanise, search_key, search_terms, similar, sort_key

GREEK_TEXT = """
Παπαδόπουλος Παπαδοπούλου Γεωργίου Χριστοδούλου Ιωάννου Κωνσταντίνου Νικολάου Δημητρίου Αντωνίου Χαραλάμπους Βασιλείου
Ανδρέου Θεοδώρου Κυριάκου Χατζηγεωργίου Παναγιώτου Στυλιανού Φιλίππου Σάββα Λοΐζου Οικονόμου Οικονομίδης Νικολαΐδης
Γεωργιάδης Αγγελίδης Μιχαηλίδης Καραγιάννης Μπουμπούλης Ντούρος Γκίκας Τζιόρτζης Ευσταθίου Ευαγγέλου Ξενοφώντος Ψαράς
Ψαρρού Ευριπίδου Λάμπρου Σωκράτους Περικλέους Αριστείδου Ηρακλέους Θεμιστοκλέους Χατζηχριστοδούλου Παπαευσταθίου
Τσιάρτας Κόκκινος Αυγουστή Πολυκάρπου Μαυρομμάτης Μαυρίδου Σπανούδης Βραχίμης Ζαχαρίου Ζήνωνος Πίττας Χριστοφή
Ρωσσίδης Λουκά Αθηνοδώρου Σιαμμάς Φραγκίσκου Φράγκος Παγκράτης Σφυρής Ορφανίδης Καϊμάκης Γαϊτάνος Ησαΐα Ματθαίου
Αθηναίου Ταλιαδώρος Τριανταφυλλίδης Εμμανουήλ Σαμουήλ Δανιήλ Γαβριήλ Ραφαήλ Μιχαήλ Χρύσανθος Ξάνθος Ευάγγελος Άγγελος
Αγγελική Αικατερίνη Ειρήνη Ελένη Μαρία Άννα Ιωάννα Γιάννης Γιώργος Γεώργιος Παναγιώτης Παναγιώτα Κωνσταντίνος
Κωνσταντίνα Ανδρέας Αντρέας Νίκος Νικόλας Νικόλαος Χρίστος Χρήστος Χαράλαμπος Χάρης Μιχάλης Θεόδωρος Θεοδώρα Θανάσης
Αθανάσιος Δημήτρης Δήμητρα Βασίλης Βασίλειος Βασιλική Στέφανος Στέφανη Σοφία Σωτήρης Σταύρος Παύλος Πέτρος Φίλιππος
Φώτης Φωτεινή Φοίβος Ραφαέλα Ευτυχία Ευφροσύνη Ευδοκία Ευθύμιος Ελευθέριος Λευτέρης Ευγενία Ζωή Χλόη Νεφέλη Μπάμπης
Ντίνα Κυριακή Κυριάκος Ιάκωβος Λουκάς Λουκία Ηλίας Ηλιάνα Ήβη Υβόννη Όλγα Ουρανία Αύρα Αυγή Μάριος Μαρίνος Μαρίνα
Σάββας Στυλιανός Στέλιος Στέλλα Ξένια Ξένιος Αλέξανδρος Αλεξάνδρα Αλέξης Ρένος Ρέα Θέκλα Τασούλα Αναστάσιος Αναστασία
Ανέστης Νέστορας Πολυξένη Πηνελόπη Μυρτώ Μυροφόρα Λυδία Κλεοπάτρα Κλεάνθης Εύα Εύη Δέσποινα Σπύρος Σπυριδούλα Γρηγόρης
Άγις Βάιος Θάλεια Καλλιόπη Ολυμπία Λεωνίδας Αριάδνη Χρυστάλλα Χρυσοβαλάντης Ζηνοβία Τζένη Πασχάλης Εσθήρ Ιωσήφ Νικηφόρος
"""
GREEK = GREEK_TEXT.split()

LATIN_TEXT = """
Papadopoulos Hadjigeorghiou Economides Nicolaides Constantinou Panayiotou Georghiou Philippou Yiannis Yiorgos Angelos
Chloe Zoe Phivos Sophia Stephanos Joseph Noel Sharif Abhishek Ahmed Mohammed Farhan Lakhan Bhatt Schroeder Madeleine
Adelaide Michael Mercedes Nguyen Johnson Thompson McDonald O'Brien Jackson Campbell Wright Elizabeth Alexander Xenophon
Xaris Quentin William Edward Kseniya Oleksandr Gheorghe Kowalczyk Schmidt Rhea Sebastian Daphne Hamdan Mpampis Müller
"""
LATIN = LATIN_TEXT.split()


def finds(query: str, *stored: str) -> bool:
    key = search_key(*stored)
    return all(term in key for term in search_terms(query))


@pytest.mark.parametrize("spelling", [str, str.upper, romanise], ids=["greek", "capitals", "latin"])
def test_a_greek_name_is_found_from_two_letters_on_in_both_scripts(spelling: type[str]) -> None:
    typed = [(name, spelling(name)[:end]) for name in GREEK for end in range(2, len(spelling(name)) + 1)]
    assert [(name, start) for name, start in typed if not finds(start, name)] == []


def test_a_latin_name_is_found_from_two_letters_on() -> None:
    typed = [(name, name[:end]) for name in LATIN for end in range(2, len(name) + 1)]
    assert [(name, start) for name, start in typed if not finds(start, name)] == []


def test_a_greek_name_stored_in_latin_is_found_by_its_greek_spelling() -> None:
    assert [name for name in GREEK if not finds(name, romanise(name))] == []


@given(st.text(min_size=1, max_size=20))
def test_whatever_is_stored_is_found_by_itself(text: str) -> None:
    assert finds(text, text)


@given(st.text(), st.text())
def test_keys_and_terms_hold_letters_digits_and_single_blanks_only(one: str, other: str) -> None:
    key = search_key(one, other)
    assert all(word.isalnum() for word in key.split(" ") if key)
    assert all(term.isalnum() for term in search_terms(one))


@pytest.mark.parametrize(
    "query",
    [
        *("γιωργος παπαδο", "papado gior", "AUT01", "aut-0101", "ΑΒ123", "ab 123456", "99123456", "+357 99 123456"),
        *("99-123456", "g.papadopoulos", "g.papadopoulos99@school", "school.ac.cy", "8eodorou", "obrien", "o'brien"),
    ],
)
def test_codes_numbers_addresses_and_several_words_are_found(query: str) -> None:
    stored = ("Γιώργος Παπαδόπουλος", "Θεοδώρου", "O’Brien", "AUT0101", "ΑΒ-123456", "+357 99 123456")
    assert finds(query, *stored, "g.papadopoulos99@school.ac.cy")


def test_a_query_does_not_find_everybody() -> None:
    assert not finds("παπαδοπουλος", "Παύλος", "Παπανδρέου")
    assert not finds("ζωη", "Χατζηγεωργίου")
    assert not finds("99123457", "99123456")


@pytest.mark.parametrize("query", ["1-b", "1b", "β 1", "ΤΑ-1", "8etas"])
def test_a_code_is_found_by_its_parts_down_to_a_single_letter(query: str) -> None:
    assert finds(query, "TA-1-B", "8ETAS")


def test_a_query_without_letters_or_digits_asks_for_nothing() -> None:
    assert search_terms(" -_%* ") == []


def test_a_term_inside_another_one_is_not_asked_for_twice() -> None:
    assert search_terms("παπα παπαδοπουλος") == ["papadopulos"]


def test_names_that_differ_by_accents_alone_stand_side_by_side_and_not_before_all_others() -> None:
    listed = ["Αβέρωφ", "Άννα", "Αννή", "Βάσω", "Ήβη", "Ωραία"]
    assert sorted(set(listed), key=sort_key) == listed
    assert sort_key("Αννα") == sort_key("Άννα") == sort_key("ΑΝΝΑ")


def test_last_names_go_before_first_names_and_shorter_ones_first() -> None:
    people = [("Γεωργίου", "Ωραία"), ("Γεωργίου Α", "Άννα"), ("Γεωργίου-Βήτα", "Άννα"), ("Γεωργιουδάκης", "Άννα")]
    assert sorted(set(people), key=lambda person: sort_key(*person)) == people


def test_case_apostrophes_and_latin_look_alikes_do_not_count_in_a_list() -> None:
    assert sort_key("ΆΝΝΑ") == sort_key("Άννα")
    assert sort_key("O'Neil") == sort_key("ONEIL") == sort_key("O’Neil")
    assert sort_key("Aννα") == sort_key("Αννα")


def test_accented_latin_names_stand_beside_plain_ones() -> None:
    assert sort_key("Muller") == sort_key("Müller")
    listed = ["Müller", "Mullerova", "Ørsted", "Otto"]
    assert sorted(set(listed), key=sort_key) == listed


def test_the_same_name_in_another_script_and_order_is_the_same() -> None:
    assert similar("Γιώργος Παπαδόπουλος", "PAPADOPOULOS Yiorgos") == 1
    assert similar("Μαρία", "Στέφανος") < 0.4


NAMES = ["Γιώργος Παπαδόπουλος", "Γεωργία Παπαδοπούλου", "Στέφανος Λοΐζου", "Άννα Σάββα", "AUT0203", "AUT0302"]


@pytest.mark.parametrize(
    ("query", "best"),
    [("Papadopoulos Yorgos", NAMES[0]), ("Στεφανος Λουίζου", NAMES[2]), ("AUT203", NAMES[4]), ("Σάβα Αννα", NAMES[3])],
)
def test_the_nearest_name_comes_first(query: str, best: str) -> None:
    assert nearest(query, NAMES)[0] == best
    assert Neighbours(NAMES).nearest(query)[0] == best


def test_nothing_is_near_to_what_nobody_is_called() -> None:
    assert nearest("Ζζζζ", NAMES) == Neighbours(NAMES).nearest("Ζζζζ") == []
