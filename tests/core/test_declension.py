"""Greek names in every case: the endings with a rule, the names without one, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.core.declension import (
    ACCUSATIVE,
    CASES,
    FEMALE,
    GENITIVE,
    MALE,
    NOMINATIVE,
    UNKNOWN,
    VOCATIVE,
    article,
    first_name,
    gender_of,
    last_name,
    student_noun,
)

MEN = """
Αλέξανδρος Αλεξάνδρου Αλέξανδρο Αλέξανδρε
Γεώργιος Γεωργίου Γεώργιο Γεώργιε
Γιώργος Γιώργου Γιώργο Γιώργο
Δημήτριος Δημητρίου Δημήτριο Δημήτριε
Δημήτρης Δημήτρη Δημήτρη Δημήτρη
Νικόλαος Νικολάου Νικόλαο Νικόλαε
Νίκος Νίκου Νίκο Νίκο
Χριστόδουλος Χριστοδούλου Χριστόδουλο Χριστόδουλε
Βασίλειος Βασιλείου Βασίλειο Βασίλειε
Ευάγγελος Ευαγγέλου Ευάγγελο Ευάγγελε
Στέφανος Στεφάνου Στέφανο Στέφανε
Φίλιππος Φιλίππου Φίλιππο Φίλιππε
Νεόφυτος Νεοφύτου Νεόφυτο Νεόφυτε
Ιάκωβος Ιακώβου Ιάκωβο Ιάκωβε
Πέτρος Πέτρου Πέτρο Πέτρο
Λοΐζος Λοΐζου Λοΐζο Λοΐζο
Ματθαίος Ματθαίου Ματθαίο Ματθαίε
Στυλιανός Στυλιανού Στυλιανό Στυλιανέ
Φοίβος Φοίβου Φοίβο Φοίβε
Μάριος Μάριου Μάριο Μάριε
Στέλιος Στέλιου Στέλιο Στέλιο
Ηλίας Ηλία Ηλία Ηλία
Ανδρέας Ανδρέα Ανδρέα Ανδρέα
Λουκάς Λουκά Λουκά Λουκά
Θωμάς Θωμά Θωμά Θωμά
Σάββας Σάββα Σάββα Σάββα
Ζήνωνας Ζήνωνα Ζήνωνα Ζήνωνα
Αντώνης Αντώνη Αντώνη Αντώνη
Περικλής Περικλή Περικλή Περικλή
Αριστοτέλης Αριστοτέλη Αριστοτέλη Αριστοτέλη
Ιησούς Ιησού Ιησού Ιησού
Ξενοφών Ξενοφώντος Ξενοφώντα Ξενοφών
Σπυρίδων Σπυρίδωνος Σπυρίδωνα Σπυρίδων
Αχιλλεύς Αχιλλέως Αχιλλέα Αχιλλεύ
Ορφέας Ορφέα Ορφέα Ορφέα
Μιχαήλ Μιχαήλ Μιχαήλ Μιχαήλ
Συμεών Συμεών Συμεών Συμεών
Κάρλος Κάρλος Κάρλος Κάρλος
Κωνσταντίνος Κωνσταντίνου Κωνσταντίνο Κωνσταντίνε
Αυγουστίνος Αυγουστίνου Αυγουστίνο Αυγουστίνε
Ντίνος Ντίνου Ντίνο Ντίνο
ΚΩΝΣΤΑΝΤΙΝΟΣ ΚΩΝΣΤΑΝΤΙΝΟΥ ΚΩΝΣΤΑΝΤΙΝΟ ΚΩΝΣΤΑΝΤΙΝΕ
Σολομών Σολομώντος Σολομώντα Σολομών
Γιάννης-Μάριος Γιάννη-Μάριου Γιάννη-Μάριο Γιάννη-Μάριε
ΑΛΕΞΑΝΔΡΟΣ ΑΛΕΞΑΝΔΡΟΥ ΑΛΕΞΑΝΔΡΟ ΑΛΕΞΑΝΔΡΟΣ
ΓΕΩΡΓΙΟΣ ΓΕΩΡΓΙΟΥ ΓΕΩΡΓΙΟ ΓΕΩΡΓΙΕ
ΆΓΓΕΛΟΣ ΑΓΓΕΛΟΥ ΑΓΓΕΛΟ ΑΓΓΕΛΕ
ΝΙΚΟΣ ΝΙΚΟΥ ΝΙΚΟ ΝΙΚΟ
ΞΕΝΟΦΩΝ ΞΕΝΟΦΩΝΤΟΣ ΞΕΝΟΦΩΝΤΑ ΞΕΝΟΦΩΝ
ΗΛΙΑΣ ΗΛΙΑ ΗΛΙΑ ΗΛΙΑ
Αλεξανδρος Αλεξανδρου Αλεξανδρο Αλεξανδρος
Σπυριδων Σπυριδωνος Σπυριδωνα Σπυριδων
Γεωργίου Γεωργίου Γεωργίου Γεωργίου
Μουσταφά Μουσταφά Μουσταφά Μουσταφά
John John John John
Nikos Nikos Nikos Nikos
"""
WOMEN = """
Μαρία Μαρίας Μαρία Μαρία
Ελένη Ελένης Ελένη Ελένη
Σοφία Σοφίας Σοφία Σοφία
Δήμητρα Δήμητρας Δήμητρα Δήμητρα
Παρασκευή Παρασκευής Παρασκευή Παρασκευή
Χαρά Χαράς Χαρά Χαρά
Χρυσώ Χρυσώς Χρυσώ Χρυσώ
Μυρτώ Μυρτώς Μυρτώ Μυρτώ
Ήβη Ήβης Ήβη Ήβη
Άρτεμις Αρτέμιδος Αρτέμιδα Άρτεμις
Ελισάβετ Ελισάβετ Ελισάβετ Ελισάβετ
Ίρις Ίριδος Ίριδα Ίρις
Θέτις Θέτιδος Θέτιδα Θέτις
Άλκηστις Αλκήστιδος Αλκήστιδα Άλκηστις
Μαρία-Ελένη Μαρίας-Ελένης Μαρία-Ελένη Μαρία-Ελένη
ΜΑΡΙΑ ΜΑΡΙΑΣ ΜΑΡΙΑ ΜΑΡΙΑ
ΆΝΝΑ ΑΝΝΑΣ ΆΝΝΑ ΆΝΝΑ
Τζένι Τζένι Τζένι Τζένι
Maria Maria Maria Maria
"""
SURNAMES = """
Παπαδόπουλος Παπαδόπουλου Παπαδόπουλο Παπαδόπουλε
Αναγνωστόπουλος Αναγνωστόπουλου Αναγνωστόπουλο Αναγνωστόπουλε
Ιωαννίδης Ιωαννίδη Ιωαννίδη Ιωαννίδη
Θεοδωράκης Θεοδωράκη Θεοδωράκη Θεοδωράκη
Καρράς Καρρά Καρρά Καρρά
Μαυρομιχάλης Μαυρομιχάλη Μαυρομιχάλη Μαυρομιχάλη
Βενιζέλος Βενιζέλου Βενιζέλο Βενιζέλο
Ορφανός Ορφανού Ορφανό Ορφανέ
Σκαρβέας Σκαρβέα Σκαρβέα Σκαρβέα
Γεωργίου Γεωργίου Γεωργίου Γεωργίου
Χαραλάμπους Χαραλάμπους Χαραλάμπους Χαραλάμπους
Σάββα Σάββα Σάββα Σάββα
Ξενοφώντος Ξενοφώντος Ξενοφώντος Ξενοφώντος
Σολομώντος Σολομώντος Σολομώντος Σολομώντος
Ζήνωνος Ζήνωνος Ζήνωνος Ζήνωνος
ΖΗΝΩΝΟΣ ΖΗΝΩΝΟΣ ΖΗΝΩΝΟΣ ΖΗΝΩΝΟΣ
Ιάσονος Ιάσονος Ιάσονος Ιάσονος
Φιλήμονος Φιλήμονος Φιλήμονος Φιλήμονος
Λέοντος Λέοντος Λέοντος Λέοντος
Χατζηλέοντος Χατζηλέοντος Χατζηλέοντος Χατζηλέοντος
Αδάμαντος Αδάμαντος Αδάμαντος Αδάμαντος
Κλήμεντος Κλήμεντος Κλήμεντος Κλήμεντος
Νέστορος Νέστορος Νέστορος Νέστορος
Αρτέμιδος Αρτέμιδος Αρτέμιδος Αρτέμιδος
Χατζηξενοφώντος Χατζηξενοφώντος Χατζηξενοφώντος Χατζηξενοφώντος
Κόντος Κόντου Κόντο Κόντο
Μίντος Μίντου Μίντο Μίντο
Μαραγκός Μαραγκού Μαραγκό Μαραγκέ
Κορωνός Κορωνού Κορωνό Κορωνέ
Αμάραντος Αμάραντου Αμάραντο Αμάραντε
Χρυσόστομος Χρυσόστομου Χρυσόστομο Χρυσόστομε
Διάκονος Διάκονου Διάκονο Διάκονε
Μιχαήλ Μιχαήλ Μιχαήλ Μιχαήλ
Παπα-Νικολάου Παπα-Νικολάου Παπα-Νικολάου Παπα-Νικολάου
Αλεξόπουλος-Δημητρίου Αλεξόπουλου-Δημητρίου Αλεξόπουλο-Δημητρίου Αλεξόπουλε-Δημητρίου
ΠΑΠΑΔΟΠΟΥΛΟΣ ΠΑΠΑΔΟΠΟΥΛΟΥ ΠΑΠΑΔΟΠΟΥΛΟ ΠΑΠΑΔΟΠΟΥΛΕ
Πέτροφ Πέτροφ Πέτροφ Πέτροφ
Smith Smith Smith Smith
"""
#: Women's surnames are genitives of their fathers' or husbands', whatever they end in.
OF_WOMEN = ("Παπαδοπούλου", "Γεωργίου", "Ιωαννίδη", "Ιωαννίδου", "Θεοδωράκη", "Καρρά", "Χαραλάμπους", "Ivanova")


def lines(table: str) -> list[list[str]]:
    return [line.split() for line in table.splitlines() if line]


@pytest.mark.parametrize("forms", lines(MEN), ids=lambda forms: forms[0])
def test_mens_first_names(forms: list[str]) -> None:
    assert [first_name(forms[0], case, MALE) for case in CASES] == forms


@pytest.mark.parametrize("forms", lines(WOMEN), ids=lambda forms: forms[0])
def test_womens_first_names(forms: list[str]) -> None:
    assert [first_name(forms[0], case, FEMALE) for case in CASES] == forms


@pytest.mark.parametrize("forms", lines(SURNAMES), ids=lambda forms: forms[0])
def test_mens_surnames_keep_their_accent_in_place(forms: list[str]) -> None:
    assert [last_name(forms[0], case, MALE) for case in CASES] == forms


@pytest.mark.parametrize("name", OF_WOMEN)
def test_womens_surnames_stay(name: str) -> None:
    assert {last_name(name, case, FEMALE) for case in CASES} == {name}


def test_several_names_decline_each_by_itself() -> None:
    assert first_name("Γεώργιος Αντώνιος", GENITIVE, MALE) == "Γεωργίου Αντωνίου"
    assert first_name("Μαρία Ελένη", GENITIVE, FEMALE) == "Μαρίας Ελένης"


@pytest.mark.parametrize("case", CASES)
def test_nobody_of_unknown_gender_is_given_one(case: str) -> None:
    assert first_name("Αλέξανδρος", case, UNKNOWN) == "Αλέξανδρος"
    assert last_name("Παπαδόπουλος", case, UNKNOWN) == "Παπαδόπουλος"


@pytest.mark.parametrize(
    ("stated", "name", "gender"),
    [
        ("female", "Γιώργος", FEMALE),
        ("male", "Maria", MALE),
        ("other", "Μαρία", UNKNOWN),
        ("", "Γιώργος", MALE),
        ("", "ΑΝΔΡΕΑΣ", MALE),
        ("", "Μιχαήλ", MALE),
        ("", "Ξενοφών", MALE),
        ("", "Αχιλλεύς", MALE),
        ("", "Μαρία", FEMALE),
        ("", "Μυρτώ", FEMALE),
        ("", "ΕΛΕΝΗ", FEMALE),
        ("", "Ελισάβετ", FEMALE),
        ("", "Άρτεμις", FEMALE),
        ("", "Ίρις", FEMALE),
        ("", "Μουσταφά", UNKNOWN),
        ("", "Νικίτα", UNKNOWN),
        ("", "Αντρέα", UNKNOWN),
        ("", "Τζένι", UNKNOWN),
        ("", "Maria", UNKNOWN),
        ("", "", UNKNOWN),
    ],
)
def test_gender_is_what_is_stated_else_what_a_greek_ending_tells_surely(stated: str, name: str, gender: str) -> None:
    assert gender_of(stated, name) == gender


def test_articles() -> None:
    assert [article(case, MALE) for case in CASES] == ["ο", "του", "τον", ""]
    assert [article(case, FEMALE) for case in CASES] == ["η", "της", "την", ""]
    assert [article(case, UNKNOWN) for case in CASES] == ["ο/η", "του/της", "τον/την", ""]


@pytest.mark.parametrize(
    ("name", "found"),
    [("Μαρία", "τη"), ("Ελένη", "την"), ("Κατερίνα", "την"), ("ΘΕΟΔΩΡΑ", "τη"), ("Ντίνα", "την"), ("Anna", "την")],
)
def test_the_article_keeps_its_nu_before_what_asks_for_it(name: str, found: str) -> None:
    assert article(ACCUSATIVE, FEMALE, name) == found


def test_students_are_called_as_the_school_calls_them() -> None:
    assert [student_noun("φοιτητής", case, MALE) for case in CASES] == ["φοιτητής", "φοιτητή", "φοιτητή", "φοιτητή"]
    assert student_noun("σπουδαστής", GENITIVE, FEMALE) == "σπουδάστριας"
    assert student_noun("μαθητής", NOMINATIVE, UNKNOWN) == "μαθητής/μαθήτρια"


@given(st.text(max_size=30), st.sampled_from(CASES), st.sampled_from([MALE, FEMALE, UNKNOWN]))
def test_any_text_declines_to_something_and_latin_letters_never_change(name: str, case: str, gender: str) -> None:
    for decline in (first_name, last_name):
        found = decline(name, case, gender)
        assert bool(found.strip()) == bool(name.strip())
        if name.isascii():
            assert found == name


@given(st.sampled_from([line[0] for line in lines(MEN)]), st.sampled_from([GENITIVE, ACCUSATIVE, VOCATIVE]))
def test_capitals_have_no_accents_and_stay_capitals(name: str, case: str) -> None:
    found = first_name(name.upper(), case, MALE)
    assert found.isupper()
