"""Which passwords are taken, and the hint while one is typed."""

from __future__ import annotations

import subprocess
import sys
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sms_desktop.core.errors import Invalid
from sms_desktop.core.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD, Strength, check_password, strength


@pytest.mark.parametrize(
    ("password", "found"),
    [
        ("", Strength.TOO_SHORT),
        ("elevenchars", Strength.TOO_SHORT),
        ("aaaaaaaaaaaaaaaaaaaa", Strength.WEAK),
        ("1234567890123456", Strength.WEAK),
        ("Abcdef12Abcdef12", Strength.WEAK),
        ("password1234", Strength.WEAK),
        ("qwertyuiopas", Strength.WEAK),
        ("administrator1", Strength.WEAK),
        ("κωδικοςκωδικος", Strength.WEAK),
        ("αβγδεζηθικλμν", Strength.WEAK),
        ("ςερτυθιοπασδ", Strength.WEAK),
        ("πασσςορδ1234", Strength.WEAK),
        ("another sentence", Strength.GOOD),
        ("correct horse battery", Strength.STRONG),
        ("σωστό άλογο μπαταρία", Strength.STRONG),
    ],
)
def test_what_is_tried_first_is_weak_and_words_in_a_row_are_strong(password: str, found: Strength) -> None:
    assert strength(password) is found


@pytest.mark.parametrize(
    ("password", "names"),
    [
        ("Evening School 1", ("office", "Evening School")),
        ("eleni-georgiou-1", ("eleni", "Eleni Georgiou")),
        ("Γεωργίου 2026!", ("γεωργίου",)),
        ("georgiou 2026!", ("Ελένη Γεωργίου",)),
        ("officeofficeoffice", ("office",)),
    ],
)
def test_a_password_made_of_names_is_refused_in_either_script(password: str, names: tuple[str, ...]) -> None:
    assert strength(password, *names) is Strength.WEAK
    with pytest.raises(Invalid) as caught:
        check_password(password, *names)
    assert list(caught.value.fields) == ["password"]


def test_a_name_among_other_words_does_no_harm() -> None:
    assert strength("correct-office-horse", "office") >= Strength.GOOD


@pytest.mark.parametrize("length", [0, SHORTEST_PASSWORD - 1, LONGEST_PASSWORD + 1])
def test_too_short_and_too_long_name_the_limits(length: int) -> None:
    with pytest.raises(Invalid, match="12 to 128"):
        check_password("x" * length)


def test_an_accent_is_no_character_more_however_it_is_composed() -> None:
    assert strength("λόγια με νόημ") >= Strength.WEAK
    assert strength("ό" * 11) is strength("ο\u0301" * 11) is Strength.TOO_SHORT


def test_half_a_character_is_refused_in_words() -> None:
    with pytest.raises(Invalid, match="can't be shown"):
        check_password("correct horse \ud83d battery")


def test_the_reason_is_said_in_plain_words() -> None:
    told = set()
    for password in ("aaaaaaaaaaaaaaaaaaaa", "abcdefghijklmnop", "password1234", "1q2w3e4r5t6y7u8i"):
        with pytest.raises(Invalid) as caught:
            check_password(password)
        told.add(caught.value.fields["password"])
    assert len(told) >= 3


def test_the_longest_password_is_judged_at_once() -> None:
    strength("a first one for the lists")
    begun = process_time()  # of this process alone, whatever else the machine is at
    assert strength("correct horse battery staple " * 4) is Strength.STRONG
    assert process_time() - begun < 0.5


@settings(max_examples=25)
@given(st.text(min_size=SHORTEST_PASSWORD, max_size=LONGEST_PASSWORD))
def test_whatever_is_typed_is_judged(password: str) -> None:
    found = strength(password, "office")
    try:
        check_password(password, "office")
    except Invalid:
        return
    assert found >= Strength.GOOD


def test_the_lists_are_not_read_before_a_password_is_typed() -> None:
    code = (
        "import sys; from sms_desktop.core import passwords; passwords.strength(''); sys.exit('zxcvbn' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
