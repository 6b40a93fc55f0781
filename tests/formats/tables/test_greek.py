"""The scorer that tells the Greek code pages apart."""

from __future__ import annotations

import io
import random

import pytest

from sms_desktop.core.errors import BadFile
from sms_desktop.formats.tables.encoding import detect
from sms_desktop.formats.tables.greek import greek_share, western_share

_TEXT = (
    "Άννα Ελένη Γιώργος Ρέα Ξένια Ψαρρού Ιωάννης Ηλίας Ωραιοπούλου Τζένη Φώτης Μπάμπης Ντίνα Γκίκας Αϊβαλιώτης Όλγα "
    "Παπαχατζηνικολάου Κυπριανού Χατζηιωάννου Τσιάρτας Βρυώνης Σκουφάρας Ευθυμίου Άγγελος Άρης Θάλεια Αλκμήνη Λυδία "
    "Μυρτώ Νεφέλη Δάφνη Οδυσσέας Πάρις Ρωξάνη Ζήνωνας Ευγένιος Μάξιμος Ψύλλος Ξενοφών Εξάμηνο Μαθηματικά Φυσική"
)
NAMES = _TEXT.split()


def _found(text: str, codec: str) -> str:
    data = text.encode(codec)
    return data.decode(detect(lambda: io.BytesIO(data)).name)


@pytest.mark.parametrize("codec", ["cp1253", "iso8859_7", "cp737"])
@pytest.mark.parametrize("case", [str.title, str.upper, str.lower])
def test_five_names_are_enough(codec, case):
    dice = random.Random(codec)
    for _round in range(40):
        text = "id;name\n" + "".join(f"{at};{case(name)}\n" for at, name in enumerate(dice.sample(NAMES, 5)))
        text = text.encode(codec, "ignore").decode(codec)
        assert _found(text, codec) == text


@pytest.mark.parametrize("codec", ["cp1253", "iso8859_7"])
def test_the_letter_on_which_they_differ_decides(codec):
    assert _found("id;name\n1;Άννα\n2;Άρης\n", codec).endswith("1;Άννα\n2;Άρης\n")
    assert _found("id;name\n1;ΔΆΦΝΗ\n2;ΆΡΗΣ\n", codec).endswith("1;ΔΆΦΝΗ\n2;ΆΡΗΣ\n")


def test_other_alphabets_are_not_taken_for_greek():
    for text, codec in (("Иванов Петрова Новосибирск", "cp1251"), ("Ğülşen Şahin Çağlayan İğdır", "cp1254")):
        data = text.encode(codec)
        try:
            assert detect(lambda data=data: io.BytesIO(data)).name == "windows-1252"
        except BadFile as error:
            assert error.code == "bad_encoding"


def test_typographic_marks_alone_ask_nothing():
    assert _found("name;price\nO’Neil;€5\n", "cp1252") == "name;price\nO’Neil;€5\n"


def test_shares_are_between_none_and_all():
    assert greek_share("Παπαδοπούλου Γεωργία") == 1
    assert greek_share("Ðáðáäïðïýëïõ") == 0
    assert greek_share("only ASCII 123") == 0
    assert western_share("José Müller") == 1
    assert western_share("Ðáðáäïðïýëïõ") == 0
