"""JSON documents read value by value, strictly and in flat memory: a list of objects, or an object of lists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NoReturn

from sms_desktop.core.i18n import _
from sms_desktop.formats.guarded import limits, refusals

_BLANK = re.compile(r"[ \t\n]*")
_LONE_HALF = re.compile("[\ud800-\udfff]")
_HALF_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
#: What a number that goes on in the next piece has left behind its first digits.
_NUMBER_TAIL = re.compile(r"[0-9.eE+-]*")
#: `false` or an escape may be cut anywhere within.
_LONGEST_TOKEN = 12


@dataclass(frozen=True)
class Item:
    """One value: `path` is the key of the list (or single value) it stands under, empty at the top; `index` from 1."""

    path: str
    index: int
    value: object
    listed: bool = True


class _Broken(ValueError):
    """A rule of ours that the decoder's hooks found broken; carries the sentence."""


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Broken(_twice())
    return found


def _twice() -> str:
    return _("An object in this JSON has the same key twice.")


def _no_constant(name: str) -> NoReturn:
    raise _Broken(_("“{name}” is no number that JSON allows.").format(name=name))


def _integer(digits: str) -> int:
    if len(digits) > limits.JSON_NUMBER_DIGITS:
        raise _Broken(_("A number in this JSON has too many digits."))
    return int(digits)


def _fraction(digits: str) -> float:
    number = float(digits)
    if len(digits) > limits.JSON_NUMBER_DIGITS or number in (float("inf"), float("-inf")):
        raise _Broken(_("A number in this JSON has too many digits."))
    return number


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_no_constant, parse_int=_integer, parse_float=_fraction
)


class _Stream:
    """The text not yet used, refilled piece by piece; `line` is where it begins."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = iter(texts)
        self._ended = False
        self.line = 1
        self.text = ""
        self.at = 0

    def more(self) -> bool:
        """Takes in another piece; False at the end of the document."""
        if self._ended:
            return False
        self.line += self.text.count("\n", 0, self.at)
        piece = next(self._texts, None)
        self._ended = piece is None
        self.text, self.at = self.text[self.at :] + (piece or ""), 0
        return not self._ended

    def peek(self) -> str:
        """The next character that is not blank; empty at the end."""
        while True:
            blank = _BLANK.match(self.text, self.at)
            self.at = blank.end() if blank else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def take(self, expected: str) -> bool:
        """Steps over the next character if it is `expected`."""
        if self.peek() != expected:
            return False
        self.at += 1
        return True

    def need(self, expected: str) -> None:
        if not self.take(expected):
            self.refuse()

    def refuse(self) -> NoReturn:
        if not self.peek():
            raise refusals.half_file()
        raise refusals.bad_json(self.line + self.text.count("\n", 0, self.at))

    def value(self, item: int | None) -> object:
        """The next value whole, and with nothing in it that we refuse; `item` is for the error."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.text, self.at)
            except _Broken as error:
                raise refusals.json_value(item, str(error)) from None
            except RecursionError:
                raise _too_deep(item) from None
            except json.JSONDecodeError as error:
                self._refill(item, error)
                continue
            if _NUMBER_TAIL.fullmatch(self.text, end) and self.more():
                continue
            _check(value, self.text[self.at : end], item)
            self.at = end
            return value

    def _refill(self, item: int | None, error: json.JSONDecodeError) -> None:
        """After a value that could not be read; where the error is at the end, it may go on in the next piece."""
        open_string = error.msg.startswith("Unterminated")
        if not open_string and error.pos < len(self.text.rstrip()) - _LONGEST_TOKEN:
            raise refusals.bad_json(self.line + self.text.count("\n", 0, error.pos))
        if len(self.text) - self.at > 4 * limits.VALUE_CHARACTERS:
            raise refusals.json_value(item, _("A value in this JSON is larger than a megabyte, or broken."))
        if not self.more():
            if open_string or error.pos >= len(self.text.rstrip()):
                raise refusals.half_file()
            raise refusals.bad_json(self.line + self.text.count("\n", 0, error.pos))


def _check(value: object, source: str, item: int | None) -> None:
    """Refuses a value nested too deep, or whose escapes make halves of letters."""
    brackets = source.count("[") + source.count("{")
    if brackets > limits.JSON_DEPTH and _depth(value) > limits.JSON_DEPTH:
        raise _too_deep(item)
    if _HALF_ESCAPE.search(source) and _LONE_HALF.search(json.dumps(value, ensure_ascii=False)):
        raise refusals.json_value(item, _("A text in this JSON holds half a letter."))


def _too_deep(item: int | None) -> Exception:
    return refusals.json_value(item, _("This JSON is nested deeper than any table."))


def items(texts: Iterable[str]) -> Iterator[Item]:
    """The document's values in order; raises `BadFile` at the first thing that is broken or not allowed."""
    stream = _Stream(texts)
    start = stream.peek()
    if start == "[":
        yield from _list(stream, "")
    elif start == "{":
        yield from _object_of_lists(stream)
    else:
        stream.refuse()
    if stream.peek():
        stream.refuse()


def _list(stream: _Stream, path: str) -> Iterator[Item]:
    stream.need("[")
    if stream.take("]"):
        return
    index = 1
    while True:
        yield Item(path, index, stream.value(index))
        if stream.take("]"):
            return
        stream.need(",")
        index += 1
        if index > limits.ROWS:
            raise refusals.too_many_rows()


def _object_of_lists(stream: _Stream) -> Iterator[Item]:
    stream.need("{")
    seen: set[str] = set()
    if stream.take("}"):
        return
    while True:
        if stream.peek() != '"':
            stream.refuse()
        key = str(stream.value(None))
        if key in seen:
            raise refusals.json_value(None, _twice())
        seen.add(key)
        stream.need(":")
        if stream.peek() == "[":
            yield from _list(stream, key)
        else:
            yield Item(key, 0, stream.value(None), listed=False)
        if stream.take("}"):
            return
        stream.need(",")


def _depth(value: object) -> int:
    """Levels of lists and objects; counted only as far as one more than is allowed."""
    level, deep = [value], 0
    while level and deep <= limits.JSON_DEPTH:
        inner = [part for whole in level for part in _parts(whole)]
        deep += bool(inner)
        if not inner:
            break
        level = inner
    return deep


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
