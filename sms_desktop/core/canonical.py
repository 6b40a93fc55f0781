"""The one coarse Latin form in which the Greek, official and everyday spellings of a word agree (domain.md 6).

It is for comparing, never for showing. `x` stands for χ, `th` for θ, `ks` for ξ, `v` for β, b and μπ alike.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sms_desktop.core.folding import fold, in_one_script, is_greek

_REMEMBERED = 1 << 16

_LETTERS = str.maketrans(
    dict(zip("αβγδεζηικλμνοπρστυφω", "avgdeziiklmnoprstyfo", strict=True))
    | {"θ": "th", "ξ": "ks", "χ": "ch", "ψ": "ps"}
)
_GREEK_PAIRS = (("αυ", "αu"), ("ευ", "εu"), ("ου", "οu"), ("γγ", "νγ"), ("γχ", "νχ"), ("γξ", "νξ"))

_LATIN_LETTERS = str.maketrans({"w": "o", "q": "k", "x": "ks"})
_CONSONANTS = (
    *(("dj", "tz"), ("dz", "tz"), ("j", "tz"), ("ch", "X"), ("kh", "X"), ("th", "T"), ("ph", "f")),
    *(("gh", "g"), ("dh", "d"), ("c", "k")),
)
_FIRST_RH = re.compile("^rh")
_H_FOR_ETA = re.compile("(?<=[bdfgklmnprstvz])h(?![aeiouy])")
_NASALS = (
    *(("h", "X"), ("ng", "G"), ("nk", "G"), ("gg", "G"), ("gk", "G")),
    *(("mp", "v"), ("mb", "v"), ("b", "v"), ("nt", "d"), ("nd", "d")),
)
_SOFT_G = re.compile("g[iy](?=[aeiouy])|(?:^|(?<=[aeiou]))yi?(?=[aeiou])")
_VOWELS = (("y", "i"), ("ou", "U"), ("au", "av"), ("eu", "ev"))
_OPEN_AI = re.compile("a[ie](?=.)")
_OPEN_OI = re.compile("oi(?=.)")
_IDES = re.compile(r"(?<=\w{3}[aei])de(s?)$")
_LAST = (("ei", "i"), ("af", "av"), ("ef", "ev"), ("T", "th"))
_DOUBLED = re.compile(r"(.)\1+")

#: Where typing may stop inside a group of letters that counts as one: the prefix up to the match's end reads otherwise.
_CUTS = re.compile(
    "[ow](?=u)|a[iey](?=.)|[ow][iey](?=.)|e(?=[iy])|[ckp](?=h)|m(?=[pb])|n(?=[tdgk])|(?<=n)t(?=h)|d(?=[jz])"
    "|gh?[iy](?=[aeiouwy])|[bdfglmnrsvz]h(?=[aeiouwy])|(?<=...[aein])de(?=.)"
)
#: The same for everyday spellings of a sound that the word itself spells otherwise: Ste|ph|anos, Ha|dj|i.
_OTHER_CUTS = (("f", "p"), ("tz", "d"))


def _replaced(word: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for old, new in pairs:
        word = word.replace(old, new)
    return word


def _spelling(word: str) -> str:
    """A folded word letter by letter in Latin, near ELOT 743; Latin and other scripts as they are."""
    if word.isascii() or not any(map(is_greek, word)):
        return word
    return _replaced(word, _GREEK_PAIRS).translate(_LETTERS)


def _coarse(word: str) -> str:
    """A Latin spelling in the common form; capitals stand for finished groups of letters meanwhile."""
    if not word.strip("i"):
        return word  # Roman numerals stay apart
    word = _replaced(_FIRST_RH.sub("r", word.translate(_LATIN_LETTERS)), _CONSONANTS)
    word = _replaced(_H_FOR_ETA.sub("i", word), _NASALS)
    word = _replaced(_SOFT_G.sub("I", word), _VOWELS)
    word = _OPEN_OI.sub("i", _OPEN_AI.sub("e", word))
    if word.endswith("oe"):
        word = word[:-1] + "i"
    word = _replaced(_IDES.sub(r"di\1", word), _LAST).lower()
    return _DOUBLED.sub(r"\1", word)


def _cut_short(spelling: str) -> list[str]:
    """The prefixes of a spelling that end inside a group of letters, longest first."""
    ends = [spelling[: found.end()] for found in _CUTS.finditer(spelling) if found.end() < len(spelling)]
    for group, letter in _OTHER_CUTS:
        at = spelling.find(group, 1)
        if at > 0:
            ends.append(spelling[:at] + letter)
    return sorted(ends, key=len, reverse=True)


def _other_readings(spelling: str, form: str) -> list[str]:
    """What else the word may be written as: x for χ as for ξ, Economou for Oikonomou."""
    if "konom" in form:
        return ["e" + form[1:] if form[0] == "i" else "i" + form[1:]]
    if "x" in spelling:
        return [_coarse(spelling.replace("x", "ch"))]
    return [form.replace("x", "ks")] if "x" in form else []


@lru_cache(_REMEMBERED)
def canonical(word: str) -> str:
    """The common form of one `word` of letters, in any case and script, as it is searched for."""
    return _coarse(_spelling(in_one_script(fold(word))))


@lru_cache(_REMEMBERED)
def forms(word: str) -> str:
    """What is kept so that `word` is found: its common form, other readings, and starts that read otherwise.

    Separated by blanks. Each prefix of two letters or more, of the word or of its ELOT 743 spelling, has a common
    form that is part of the answer.
    """
    spelling = _spelling(in_one_script(fold(word)))
    kept = _coarse(spelling)
    for reading in _other_readings(spelling, kept):
        kept = f"{kept} {reading}"
    for start in _cut_short(spelling):
        form = _coarse(start)
        if len(form) > 1 and form not in kept:
            kept = f"{kept} {form}"
    return kept
