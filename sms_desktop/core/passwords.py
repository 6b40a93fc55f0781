"""Which passwords are good enough: long, not among those that are tried first, not made of names (S02, S03)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from sms_desktop.core.errors import Invalid
from sms_desktop.core.folding import fold
from sms_desktop.core.greek import romanise
from sms_desktop.core.i18n import N_, _

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128
#: The library looks at no more, and so much needs no judging.
_JUDGED = 72
#: What has to be left of a password once the names are taken out of it.
_LEFT_BESIDE_NAMES = 8
#: The library's scores, 0 to 4: below 3 whoever has the files guesses it.
_GUESSED_BELOW = 3
_BEST = 4
#: The Latin letters on the keys of a Greek keyboard, for a password that was typed with the other one switched on.
_SAME_KEY = str.maketrans("ςερτυθιοπασδφγηξκλζχψωβνμ", "wertyuiopasdfghjklzxcvbnm")

_EASY = N_("This password is easily guessed. Make it longer, from words that do not belong together.")
_NAMES = N_("This password is made of the user's or the school's name. Add words that have nothing to do with them.")
_REASONS = {
    "repeat": N_("This password says the same thing again and again. Use words that do not belong together."),
    "sequence": N_("This password follows the order of letters or digits. Use words that do not belong together."),
    "spatial": N_("This password follows the keys of the keyboard. Use words that do not belong together."),
    "dictionary": N_("This password is among the first that are tried. Use words that do not belong together."),
    "date": _EASY,
    "regex": _EASY,
    "bruteforce": _EASY,
}


class Strength(IntEnum):
    """From one that is refused for its length, and one that is refused as guessable, to one that nobody guesses."""

    TOO_SHORT = 0
    WEAK = 1
    GOOD = 2
    STRONG = 3


@dataclass(frozen=True)
class _Judged:
    score: int
    reason: str


def strength(password: str, *names: str) -> Strength:
    """How well a password stands up to guessing; `names` are the user's and the school's, which must not make it."""
    if len(unicodedata.normalize("NFC", password)) < SHORTEST_PASSWORD:
        return Strength.TOO_SHORT
    score = _judged(password, names).score
    if score < _GUESSED_BELOW:
        return Strength.WEAK
    return Strength.STRONG if score == _BEST else Strength.GOOD


def check_password(password: str, *names: str) -> None:
    """Raises `Invalid(password=...)` for one that is too short, too long or guessable, in the reader's language."""
    length = len(unicodedata.normalize("NFC", password))
    if not SHORTEST_PASSWORD <= length <= LONGEST_PASSWORD:
        raise Invalid(
            password=_("The password must have {least} to {most} characters.").format(
                least=SHORTEST_PASSWORD, most=LONGEST_PASSWORD
            )
        )
    if not _is_text(password):
        raise Invalid(password=_("There is a character in this that can't be shown. Type the text anew."))
    judged = _judged(password, names)
    if judged.score < _GUESSED_BELOW:
        raise Invalid(password=_(judged.reason))


def _is_text(password: str) -> bool:
    """Whether it can be encoded at all: halves of characters come from broken input."""
    return not any("\ud800" <= letter <= "\udfff" for letter in password)


def _judged(password: str, names: tuple[str, ...]) -> _Judged:
    words = frozenset(word for name in names for word in re.findall(r"\w{3,}", _latin(name)))
    return _judged_once(unicodedata.normalize("NFC", password), words)


@lru_cache(maxsize=4)  # asked by the hint at each key, and by the check
def _judged_once(password: str, words: frozenset[str]) -> _Judged:
    left = _latin(password)
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    if words and sum(letter.isalnum() for letter in left) < min(_LEFT_BESIDE_NAMES, len(password)):
        return _Judged(0, _NAMES)
    return min((_by_library(form, words) for form in _forms(password)), key=lambda judged: judged.score)


def _latin(text: str) -> str:
    return fold(romanise(text))


def _forms(password: str) -> Iterator[str]:
    """As it is typed, and as whoever guesses would also try it: in Latin letters, and by the keys they are on."""
    seen: set[str] = set()
    for form in (password, _latin(password), password.lower().translate(_SAME_KEY)):
        if form[:_JUDGED] not in seen:
            seen.add(form[:_JUDGED])
            yield form[:_JUDGED]


def _by_library(form: str, words: frozenset[str]) -> _Judged:
    from zxcvbn import zxcvbn  # its lists of words take a moment: not before a password is typed

    found = zxcvbn(form, user_inputs=sorted(words))
    longest = max(found["sequence"], key=lambda match: len(match["token"]), default={"pattern": "bruteforce"})
    return _Judged(found["score"], _REASONS.get(longest["pattern"], _EASY))
