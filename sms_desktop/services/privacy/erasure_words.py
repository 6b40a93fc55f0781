"""What erased people were called and reached by, looked for in texts whatever the case, accents, script and spaces."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, KeysView, Mapping
from typing import Any

from sms_desktop.core.folding import fold
from sms_desktop.core.names import romanise

#: A text shorter than this is looked for as a whole only: a number such as 12 stands in too many others.
SHORT = 5
_PHONE = re.compile(r"\+?[\d\s()./-]{7,}")
_NO_DIGIT, _NO_WORD = re.compile(r"\D"), re.compile(r"[\s,_.–-]+")
#: What people put between the digits of a telephone.
_GAP = r"[\s()./-]*"
#: Before a telephone of the country, which may be kept with it or without: any other, and those of Cyprus and Greece.
_ABROAD, _COUNTRIES = rf"(?:(?:\+|00)\d{{1,3}}{_GAP})?", ("357", "30")
_LEAST_DIGITS = 7


def key_of(text: str) -> str:
    """The form in which a word is compared: folded, with single blanks between its parts; of a telephone the digits."""
    if _PHONE.fullmatch(text) and len(digits := _NO_DIGIT.sub("", text)) >= _LEAST_DIGITS:
        return digits.removeprefix("00")
    return _NO_WORD.sub(" ", fold(text)).strip()


def keys_of(text: str) -> set[str]:
    """A word as it is, in Latin letters where it is Greek, and a telephone without its country."""
    key = key_of(text)
    if not _is_phone(key):
        return {key, key_of(romanise(text))}
    return {key, *(key.removeprefix(country) for country in _COUNTRIES if len(key) > len(country) + _LEAST_DIGITS)}


def _is_phone(key: str) -> bool:
    return key.isdecimal() and len(key) >= _LEAST_DIGITS


class Words:
    """Words and what stands instead of each."""

    def __init__(self, stands: Mapping[str, str]) -> None:
        found: dict[str, str] = {}
        for word in sorted(stands, key=lambda each: -len(each)):
            for key in keys_of(word):
                found.setdefault(key, stands[word])
        self._stands = {key: found[key] for key in sorted(found, key=lambda each: -len(each)) if key}
        long = [_written(key) for key in self._stands if len(key) >= SHORT]
        self._pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(long)})(?![^\W_])") if long else None

    def __bool__(self) -> bool:
        return bool(self._stands)

    @property
    def keys(self) -> KeysView[str]:
        """The words, as `key_of` has them."""
        return self._stands.keys()

    def without(self, keys: Collection[str]) -> Words:
        """All but those that are somebody else's, too."""
        return Words({key: new for key, new in self._stands.items() if key not in keys})

    def mentioned(self, value: Any) -> bool:
        """Whether one of the words is in a text, or in a text of a list or mapping."""
        return any(self._has(text) for text in _texts(value))

    def replaced(self, value: Any) -> Any:
        """A text, or the texts in a list or mapping, without the words.

        A single word in small letters within a text is left; alone, as in a filter, it is none of the language's.
        """
        if isinstance(value, str):
            return self._in_text(value) if self._has(value) else value
        if isinstance(value, dict):
            return {name: self.replaced(item) for name, item in value.items()}
        return [self.replaced(item) for item in value] if isinstance(value, list) else value

    def _has(self, text: str) -> bool:
        if key_of(text) in self._stands:
            return True
        return self._pattern is not None and self._pattern.search(fold(text)) is not None

    def _in_text(self, text: str) -> str:
        if self._pattern is None or key_of(text) in self._stands:
            return self._stands.get(key_of(text), text)
        folded, places = _folded(text)
        parts, last = [], 0
        for found in self._pattern.finditer(folded):
            begins, key = places[found.start()], key_of(found.group())
            if text[begins].islower() and key.isalpha():
                continue  # a name alone begins with a capital in a text: `black` is a colour
            parts += [text[last:begins], self._instead(key)]
            last = places[found.end()]
        return "".join([*parts, text[last:]])

    def _instead(self, key: str) -> str:
        if key in self._stands or not key.isdecimal():
            return self._stands[key]
        return next(new for word, new in self._stands.items() if key.endswith(word))  # it has its country before it


def _written(key: str) -> str:
    """A word as a pattern: whatever stands between its parts, or between the digits of a telephone."""
    if _is_phone(key):
        return _ABROAD + _GAP.join(key)
    return _NO_WORD.pattern.join(map(re.escape, key.split()))


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its letters where it stands in the text: one letter may become two, or none."""
    pieces, places = [], []
    for at, letter in enumerate(text):
        piece = fold(letter)
        pieces.append(piece)
        places += [at] * len(piece)
    return "".join(pieces), [*places, len(text)]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _all(value.values())
    elif isinstance(value, list | tuple):
        yield from _all(value)


def _all(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from _texts(value)
