"""How good a password is, as a hint while it is typed; the rule that refuses one is in services.accounts (S02)."""

from __future__ import annotations

from enum import IntEnum

_ENOUGH_LETTERS = 5
_KINDS = (str.islower, str.isupper, str.isdigit, lambda ch: not ch.isalnum())


class Strength(IntEnum):
    """From one that is refused to one that nobody guesses."""

    TOO_SHORT = 0
    WEAK = 1
    GOOD = 2
    STRONG = 3


def strength(password: str, name: str = "") -> Strength:
    """Length counts most: a sentence beats signs. Few different letters, digits alone or the name in it are weak."""
    if len(password) < 8:
        return Strength.TOO_SHORT
    folded = password.casefold()
    plain = len(set(folded)) < _ENOUGH_LETTERS or password.isdigit() or bool(name and name.casefold() in folded)
    if plain:
        return Strength.WEAK
    kinds = sum(any(kind(ch) for ch in password) for kind in _KINDS)
    worth = len(password) + 2 * (kinds - 1)
    if worth >= 18:
        return Strength.STRONG
    return Strength.GOOD if worth >= 12 else Strength.WEAK
