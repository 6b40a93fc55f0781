"""The hint about a password while it is typed."""

from __future__ import annotations

import pytest

from sms_desktop.core.passwords import Strength, strength


@pytest.mark.parametrize(
    ("password", "found"),
    [
        ("", Strength.TOO_SHORT),
        ("seven77", Strength.TOO_SHORT),
        ("aaaaaaaaaaaaaaaaaaaa", Strength.WEAK),
        ("1234567890123456", Strength.WEAK),
        ("abcdefgh", Strength.WEAK),
        ("Abcdef12", Strength.GOOD),
        ("correct horse", Strength.GOOD),
        ("correct horse battery", Strength.STRONG),
        ("σωστό άλογο μπαταρία", Strength.STRONG),
    ],
)
def test_length_counts_most_and_monotony_for_nothing(password: str, found: Strength) -> None:
    assert strength(password) is found


def test_a_password_around_the_user_name_is_weak() -> None:
    assert strength("correct-Office-horse", "office") is Strength.WEAK
    assert strength("correct-office-horse") is Strength.STRONG
