"""Hebrew and Arabic on paper: letters that join, and words from right to left within a line of the other way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby, pairwise
from typing import TypeAlias
from unicodedata import bidirectional, decomposition

_ANY = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_LAM, _STRETCH = "\u0644", "\u0640"
#: Where the joined forms of Arabic letters are, and those of lam with alef.
_PLACES = (range(0xFB50, 0xFC00), range(0xFE70, 0xFEF5), range(0xFEF5, 0xFEFD))
#: The form of a letter by whether it joins the one before and the one behind it.
_NAMES = {(False, False): "isolated", (False, True): "initial", (True, False): "final", (True, True): "medial"}
#: A letter with its marks.
Cluster: TypeAlias = tuple[str, str]


def visual(text: str) -> str:
    """The text as its signs follow each other on the line; a text without such letters is the same.

    Numbers and brackets between such words keep their order and turn as they should. Marks follow their letter.
    """
    if _ANY.search(text) is None:
        return text
    clusters = _joined(list(_clusters(text)))
    found: list[str] = []
    for backwards, run in groupby(zip(clusters, _directions(clusters), strict=True), key=lambda pair: pair[1]):
        part = [cluster for cluster, _direction in run]
        found += _turned(part) if backwards else ["".join(cluster) for cluster in part]
    return "".join(found)


def _clusters(text: str) -> Iterator[Cluster]:
    letter, marks = "", ""
    for character in text:
        if letter and bidirectional(character) == "NSM":
            marks += character
            continue
        if letter:
            yield letter, marks
        letter, marks = character, ""
    yield letter, marks


def _directions(clusters: Sequence[Cluster]) -> list[bool]:
    """Which stand in a run from right to left: such letters, and what is between two of them."""
    strong = [_is_backwards(letter) for letter, _marks in clusters]
    before: list[bool | None] = []
    last = None
    for one in strong:
        last = last if one is None else one
        before.append(last)
    found: list[bool] = []
    last = None
    for one, left in zip(reversed(strong), reversed(before), strict=True):
        last = last if one is None else one
        found.append(bool(one if one is not None else left and last))
    return found[::-1]


def _is_backwards(letter: str) -> bool | None:
    """Whether a letter runs from right to left; None for numbers and signs, which go with what is around them."""
    kind = bidirectional(letter[0])
    return True if kind in ("R", "AL") else False if kind == "L" else None


def _turned(run: Sequence[Cluster]) -> list[str]:
    """A run from its end to its beginning, but numbers as they are read."""
    found: list[str] = []
    for number, part in groupby(reversed(run), key=lambda cluster: bidirectional(cluster[0][0]) in ("EN", "AN")):
        signs = [letter.translate(_MIRRORED) + marks for letter, marks in part]
        found += reversed(signs) if number else signs
    return found


def _joined(clusters: Sequence[Cluster]) -> list[Cluster]:
    """Arabic letters in the forms in which they join their neighbours."""
    forms = _forms()
    paired = _with_pairs(clusters)
    before = [False, *(_joins(one[0], other[0]) for one, other in pairwise(paired))]
    behind = [*before[1:], False]
    return [
        (forms.get(letter, {}).get(_NAMES[back, on], letter), marks)
        for (letter, marks), back, on in zip(paired, before, behind, strict=True)
    ]


def _with_pairs(clusters: Sequence[Cluster]) -> list[Cluster]:
    """Lam and the alef behind it as one."""
    found: list[Cluster] = []
    for letter, marks in clusters:
        if found and found[-1][0] == _LAM and _LAM + letter in _forms():
            lam, own = found.pop()
            letter, marks = lam + letter, own + marks
        found.append((letter, marks))
    return found


def _joins(one: str, other: str) -> bool:
    forms = _forms()
    on = one == _STRETCH or "initial" in forms.get(one, {})
    return on and (other == _STRETCH or "final" in forms.get(other, {}))


@cache
def _forms() -> dict[str, dict[str, str]]:
    """The forms of each Arabic letter, by name, as Unicode has them; lam with alef is a letter of two."""
    found: dict[str, dict[str, str]] = {}
    for code in (code for place in _PLACES for code in place):
        name, *letters = decomposition(chr(code)).split() or [""]
        if name.strip("<>") in _NAMES.values() and (len(letters) == 1 or code in _PLACES[-1]):
            letter = "".join(chr(int(each, 16)) for each in letters)
            found.setdefault(letter, {}).setdefault(name.strip("<>"), chr(code))
    return found
