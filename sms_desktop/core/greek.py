"""Greek as it is written for others: in Latin letters (ELOT 743) and in capitals."""

from __future__ import annotations

import re
import unicodedata

from sms_desktop.core.folding import in_one_script

_WORDS = re.compile(r"[^\W\d_]+")
_TONOS = "\u0301"
_DIALYTIKA = "\u0308"

_SINGLE = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        [
            "a",
            "v",
            "g",
            "d",
            "e",
            "z",
            "i",
            "th",
            "i",
            "k",
            "l",
            "m",
            "n",
            "x",
            "o",
            "p",
            "r",
            "s",
            "s",
            "t",
            "y",
            "f",
            "ch",
            "ps",
            "o",
        ],
        strict=True,
    )
)
_VOICELESS = "θκξπσςτφχψ"
_BEFORE_GAMMA = {"γ": "n", "ξ": "n", "χ": "n"}

_SPLIT_PAIR = re.compile("([αεοηυΑΕΟΗΥ]\u0301)([ιυΙΥ])(?![\u0301\u0308])")
_GREEK_TONOS = re.compile("([Α-Ωα-ω]\u0308?)[\u0301\u0300\u0342\u0313\u0314\u0345]+")
_OR = re.compile(r"\b[ήΉ]\b")


def _diphthong(base: str, at: int, word: str) -> str:
    """αυ, ευ, ηυ at `at`: with v before vowels and voiced consonants, with f elsewhere."""
    after = word[at + 2 : at + 3]
    return _SINGLE[base] + ("f" if not after or after in _VOICELESS else "v")


def _group(at: int, word: str, marks: list[str]) -> tuple[str, int]:
    """The Latin for the letters at `at`, and how many letters that were."""
    here, pair = word[at], word[at : at + 2]
    joined = len(pair) == 2 and _TONOS not in marks[at] and _DIALYTIKA not in marks[at + 1]
    if joined and pair in ("αυ", "ευ", "ηυ"):
        return _diphthong(here, at, word), 2
    if joined and pair == "ου":
        return "ou", 2
    if pair == "μπ":
        return ("b" if at == 0 or at + 2 == len(word) else "mp"), 2
    if here == "γ" and pair[1:] in _BEFORE_GAMMA:
        return "n", 1
    return _SINGLE.get(here, here), 1


def _letters_and_marks(word: str) -> tuple[list[str], list[str]]:
    """The base letters of a word and, for each, the combining marks on it."""
    letters: list[str] = []
    marks: list[str] = []
    for sign in unicodedata.normalize("NFD", word):
        if unicodedata.combining(sign) and letters:
            marks[-1] += sign
        else:
            letters.append(sign)
            marks.append("")
    return letters, marks


def _in_case(latin: str, source: list[str], whole_word_capital: bool) -> str:
    if whole_word_capital:
        return latin.upper()
    return latin.capitalize() if source[0].isupper() else latin


def _word(found: re.Match[str]) -> str:
    text = found.group()
    if text.isascii():
        return text
    letters, marks = _letters_and_marks(text)
    lower = in_one_script("".join(letters).lower().replace("ς", "σ"))
    if not any(letter in _SINGLE for letter in lower):
        return text
    capitals = len(letters) > 1 and text.isupper()
    latin, at = "", 0
    while at < len(lower):
        group, length = _group(at, lower, marks)
        latin += _in_case(group, letters[at:], capitals)
        at += length
    return latin


def romanise(text: str) -> str:
    """Greek words in Latin letters by ELOT 743, as on a passport: Παπαδόπουλος is Papadopoulos; others as they are.

    Stress and dialytika tell what belongs together (Άυλος is Aylos) and are then dropped; ΨΑΡΡΟΥ is PSARROU, Ψαρρού
    is Psarrou.
    """
    return _WORDS.sub(_word, unicodedata.normalize("NFC", text))


def greek_capitals(text: str) -> str:
    """Capitals as Greek writes them: no accents, dialytika kept (ΑΪΒΑΛΙ) or set where a lost accent parted two vowels.

    Μάιος is ΜΑΪΟΣ; the word ή keeps its accent (Ή); the marks of other scripts stay.
    """
    apart = unicodedata.normalize("NFD", _OR.sub("\0", unicodedata.normalize("NFC", text)))
    parted = _SPLIT_PAIR.sub(rf"\1\2{_DIALYTIKA}", apart)
    plain = _GREEK_TONOS.sub(r"\1", parted)
    return unicodedata.normalize("NFC", plain.upper()).replace("\0", "Ή")
