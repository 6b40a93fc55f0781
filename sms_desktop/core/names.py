"""Names of people and things: found, sorted, compared and written in Greek and Latin (domain.md 6)."""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from sms_desktop.core.canonical import canonical, forms
from sms_desktop.core.folding import GREEK_TO_LATIN, fold, in_one_script, without_apostrophes
from sms_desktop.core.greek import greek_capitals, romanise

__all__ = [
    "Neighbours",
    "fold",
    "greek_capitals",
    "nearest",
    "romanise",
    "search_key",
    "search_terms",
    "similar",
    "sort_key",
]

_REMEMBERED = 1 << 16
_PIECES = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_PHONE_SIGNS = str.maketrans("", "", " \u00a0+()-./")
_DIGITS = "0123456789"
_HAS_DIGIT = re.compile(r"\d")
_THETA_AS_8 = re.compile("(?=.{5})([a-z]*)8([a-z]+)")
_CODE_LETTERS = GREEK_TO_LATIN | str.maketrans("γδθλξπσφψω", "gdtlxpsfpo")


def _code(piece: str) -> str:
    """A piece with digits, its letters taken for what they look like: a Greek ΑΒ123 is found as a Latin AB123."""
    return piece.translate(_CODE_LETTERS)


def _chunk(chunk: str) -> str:
    """What one blank-separated part of a folded text is found by."""
    if chunk.isalpha():
        return forms(chunk)
    if chunk.isascii() and (letters := chunk.rstrip(_DIGITS)).isalpha():  # as most codes are: AUT0101
        return f"{chunk} {forms(letters)}" if len(letters) > 1 else chunk
    pieces = _PIECES.findall(chunk)
    if not _HAS_DIGIT.search(chunk):
        return " ".join(map(forms, pieces))
    words = [word for piece in pieces for word in _LETTERS.findall(piece) if len(word) > 1 or word == piece]
    thetas = [_term(piece) for piece in pieces if _THETA_AS_8.fullmatch(piece)]
    return " ".join([_code("".join(pieces)), *map(forms, words), *thetas])


_domain = lru_cache(256)(_chunk)


def _part(part: str) -> str:
    if part.isascii() and part.isalnum():
        return part if part.isdecimal() else _chunk(part.lower())
    if part[-1].isdecimal() and (digits := part.translate(_PHONE_SIGNS)).isdecimal():
        return digits
    text = fold(part) if part.isalnum() else without_apostrophes(fold(part))
    if "@" in text:
        name, _, domain = text.partition("@")
        return f"{' '.join(map(_chunk, name.split('.')))} {_domain(domain)}"
    return " ".join(map(_chunk, text.split()))


def search_key(*parts: str) -> str:
    """What is stored beside a row so that `search_terms` find it: words in one coarse Latin form, codes and digits.

    `parts` are names, codes, e-mail addresses, phone numbers in any script and spelling; empty ones are passed over.
    A phone number is kept as its digits in a row. The answer holds letters, digits and single blanks only.
    """
    found = [forms(part) if part.isalpha() else _part(part) for part in parts if part]
    return " ".join(dict.fromkeys(" ".join(found).split()))


def _term(piece: str) -> str:
    if not _HAS_DIGIT.search(piece):
        return canonical(piece)
    theta = _THETA_AS_8.fullmatch(piece)
    return canonical(theta.expand(r"\1th\2")) if theta else _code(piece)


def search_terms(query: str) -> list[str]:
    """What must all be part of a `search_key` for its row to be found, as far as it has been typed.

    Letters and digits only, so nothing in it is a wildcard. Not found while the last typed letter cuts a group in two
    that the stored spelling and its ELOT 743 form don't have (`βασιλε` for a stored Vasilios), and not by `u` for ου
    after a or e (`Nikolau`).
    """
    pieces = _PIECES.findall(without_apostrophes(fold(query)))
    terms = list(dict.fromkeys(_term(piece) for piece in pieces))
    return [term for term in terms if not any(term in other for other in terms if other is not term)]


@lru_cache(_REMEMBERED)
def _sort_part(text: str) -> str:
    words = _PIECES.findall(without_apostrophes(fold(text)))
    return " ".join(map(in_one_script, words))


def sort_key(last: str, first: str = "") -> str:
    """A text whose plain order is that of a list by last, then first name, as Greek and English readers expect it.

    Case and accents never count (Αννα and Άννα stand side by side), so that names spelled alike have one key and are
    found by it too; hyphens count as blanks, apostrophes not at all. Latin names come before Greek ones.
    """
    return f"{_sort_part(last)}  {_sort_part(first)}".rstrip()


@lru_cache(_REMEMBERED)
def _comparable(text: str) -> str:
    pieces = _PIECES.findall(without_apostrophes(fold(text)))
    return " ".join(sorted(_term(piece) for piece in pieces))


def similar(a: str, b: str) -> float:
    """How alike two names are, 0 to 1, whatever their script, spelling and order of words; 1 is the same."""
    return SequenceMatcher(None, _comparable(a), _comparable(b), autojunk=False).ratio()


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)} or {text}


def _best(query: str, likely: Iterable[str], n: int, at_least: float) -> list[str]:
    scored = sorted(((similar(query, candidate), candidate) for candidate in likely), key=lambda pair: -pair[0])
    return [candidate for score, candidate in scored[:n] if score >= at_least]


def nearest(query: str, candidates: Iterable[str], n: int = 3, at_least: float = 0.6) -> list[str]:
    """The up to `n` candidates most like `query`, best first, none less alike than `at_least` (see `similar`).

    One cheap look at each candidate (half a second for a hundred thousand), then only the likeliest are compared.
    For many questions over the same names there is `Neighbours`.
    """
    wanted = _comparable(query)
    pairs = _pairs(wanted)

    def shared(candidate: str) -> float:
        other = _comparable(candidate)
        return sum(pair in other for pair in pairs) - abs(len(other) - len(wanted)) / 2

    return _best(query, heapq.nlargest(10 * n, dict.fromkeys(candidates), key=shared), n, at_least)


class Neighbours:
    """Names kept by their pairs of letters, so that each `nearest` looks only at those that share some."""

    def __init__(self, candidates: Iterable[str]) -> None:
        self._names = list(dict.fromkeys(candidates))
        self._lengths = [len(_comparable(name)) for name in self._names]
        self._having: defaultdict[str, list[int]] = defaultdict(list)
        for at, name in enumerate(self._names):
            for pair in _pairs(_comparable(name)):
                self._having[pair].append(at)

    def nearest(self, query: str, n: int = 3, at_least: float = 0.6) -> list[str]:
        """As the function `nearest`, over the names that this was made of."""
        wanted = _comparable(query)
        shared: Counter[int] = Counter()
        for pair in _pairs(wanted):
            shared.update(self._having.get(pair, ()))
        likely = heapq.nlargest(10 * n, shared, key=lambda at: shared[at] - abs(self._lengths[at] - len(wanted)) / 2)
        return _best(query, (self._names[at] for at in likely), n, at_least)
