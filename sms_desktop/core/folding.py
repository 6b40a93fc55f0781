"""Folding of text: one form for what readers take to be the same letters, whatever their case, accents and encoding."""

from __future__ import annotations

import unicodedata

#: Letters that Unicode does not take apart, as a reader without them on the keyboard types them.
_TYPED_AS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
#: What may stand in a name that one signs in by, besides letters.
_BETWEEN_LETTERS = frozenset(" ._-@+'0123456789")
_APOSTROPHES = "'’‘ʼ`´΄᾽ʹ"

#: Latin letters that look like a Greek one, small or capital (`v` like ν, `Y` like Υ), and the way back.
LATIN_TO_GREEK = str.maketrans("abehikmnopttuvxyz", "αβεηικμνορττυνχυζ")
GREEK_TO_LATIN = str.maketrans("αβεηικμνορτυχζ", "abehikmnoptyxz")
_ONLY_LATIN = frozenset("cdfgjlqrsw")


class _Table(dict[int, str]):
    """`str.translate`'s table, which works out each character once, when it is first met."""

    def __missing__(self, code: int) -> str:
        apart = unicodedata.normalize("NFD", chr(code))
        plain = "".join(mark for mark in apart if not unicodedata.combining(mark)).casefold()
        self[code] = "".join(_TYPED_AS.get(letter, letter) for letter in plain).replace("ς", "σ")
        return self[code]


_FOLD = _Table()
_NO_APOSTROPHES = str.maketrans("", "", _APOSTROPHES)


def fold(text: str) -> str:
    """`text` without case, accents, dialytika and final sigma; Greek stays Greek, composed or not (domain.md 6)."""
    return text.lower() if text.isascii() else text.translate(_FOLD)


def without_apostrophes(text: str) -> str:
    """`text` with every kind of apostrophe and Greek numeral sign taken out (`O'Neil` reads `ONeil`)."""
    return text.translate(_NO_APOSTROPHES)


def is_greek(letter: str) -> bool:
    """Whether one folded letter is Greek."""
    return "α" <= letter <= "ω"


def in_one_script(word: str) -> str:
    """A folded `word` in which Greek and Latin letters are mixed, in the script it was meant in.

    A letter that only Latin has (`d`, `g`, `r`, ...) shows a Latin word; otherwise the Latin letters are look-alikes.
    """
    if word.isascii() or not any("a" <= letter <= "z" for letter in word):
        return word
    if not any(is_greek(letter) for letter in word):
        return word
    return word.translate(LATIN_TO_GREEK if _ONLY_LATIN.isdisjoint(word) else GREEK_TO_LATIN)


def looks_like(name: str) -> str:
    """A name in one form for all that a reader takes for the same, be it spelt in Greek or in Latin letters."""
    return fold(name).translate(GREEK_TO_LATIN)


def is_tellable(name: str) -> bool:
    """Whether a name can be told from others on sight: letters of one alphabet, Greek or Latin, and nothing unseen."""
    letters = set(unicodedata.normalize("NFC", name)) - _BETWEEN_LETTERS
    alphabets = {unicodedata.name(one, "").partition(" ")[0] if one.isalpha() else "" for one in letters}
    return alphabets in (set(), {"LATIN"}, {"GREEK"})
