"""Fields such as `${student.last_name}` in text that an office program has cut into pieces of one format each."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: `$${` is a `${` that is no field.
_TOKEN = re.compile(r"\$\$\{|\$\{([^{}]*)\}")
_ESCAPED = "$${"
_BEGIN = "${"
#: What XML can't hold.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
Row = Mapping[str, object]


@dataclass(frozen=True)
class Spot:
    """Where something stands in a form: `place` is a kind (`table`, `cell`, `header`, ...) with its numbers or names.

    `name` is that of a field, or what is wrong (`unclosed`, `two_lists`, ...) with `text` from the form.
    """

    name: str
    place: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True)
class Look:
    """What there is in a form: its fields, what keeps it from being filled, and what is dropped from it."""

    form: str
    fields: tuple[Spot, ...]
    wrong: tuple[Spot, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Values:
    """What goes into the fields: values by name, and rows by the name of their list; `shown` makes a text of a value.

    `missing` collects the names of the fields that were empty.
    """

    plain: Row
    rows: Mapping[str, Sequence[Row]]
    shown: Callable[[object], str]
    missing: set[str] = field(default_factory=set)

    def value(self, name: str, row: Row | None = None) -> object:
        """The value of a field; that of a list is the row's, and none where there is no row."""
        listed, _, own = name.partition(".")
        if listed in self.rows:
            return None if row is None else row.get(own)
        found = self.plain.get(name)
        if found is None or found == "":
            self.missing.add(name)
        return found

    def text(self, name: str, row: Row | None = None) -> str:
        """The value as text that XML can hold."""
        return clean(self.shown(self.value(name, row)))


def clean(text: str) -> str:
    """A text without the characters that XML can't hold, its line breaks all alike."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def values_of(values: Mapping[str, object], lists: Collection[str], shown: Callable[[object], str]) -> Values:
    """Values with the lists among them told apart; a list that is not there has no rows."""
    rows: dict[str, Sequence[Row]] = {}
    for name in lists:
        found = values.get(name)
        rows[name] = list(found) if isinstance(found, list | tuple) else []
    return Values({name: value for name, value in values.items() if name not in rows}, rows, shown)


def plain_name(text: str) -> str:
    """A field's name as it is meant, whatever blanks and capitals the office program made of it."""
    return "".join(text.translate(_UNSEEN).split()).lower()


def names_in(text: str) -> list[str]:
    """The names of the fields in a text, in their order."""
    return [plain_name(found[1]) for found in _TOKEN.finditer(text) if found[1] is not None]


def only_field(text: str) -> str | None:
    """The field's name where a text is one field and nothing else."""
    found = _TOKEN.fullmatch(text.strip())
    return plain_name(found[1]) if found is not None and found[1] is not None else None


def unclosed(text: str) -> str | None:
    """The beginning of a field that never ends, if there is one in the text."""
    rest = _TOKEN.sub("", text)
    return rest[rest.index(_BEGIN) :][:40] if _BEGIN in rest else None


def filled(text: str, value: Callable[[str], str]) -> str:
    """A text with its fields replaced."""
    return _TOKEN.sub(lambda found: _of(found, value), text)


def _of(found: re.Match[str], value: Callable[[str], str]) -> str:
    return _BEGIN if found[1] is None else value(plain_name(found[1]))


def joined(nodes: Sequence[Any]) -> str:
    """The text of pieces that follow each other."""
    return "".join(node.text or "" for node in nodes)


def fill_pieces(nodes: Sequence[Any], value: Callable[[str], str]) -> list[Any]:
    """Replaces the fields in pieces of text that follow each other; returns those that were changed.

    A field that is spread over several pieces takes the format of the first. Spaces at the ends of a piece are kept.
    """
    matches = list(_TOKEN.finditer(joined(nodes)))
    changed: list[Any] = []
    for found in reversed(matches):
        new = _of(found, value)
        for node, start, end in _within(nodes, found.start(), found.end()):
            text = node.text or ""
            node.text = text[:start] + new + text[end:]
            new = ""
            changed.append(node)
    for node in changed:
        if node.tag.endswith("}t"):
            node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return changed


def _within(nodes: Sequence[Any], start: int, end: int) -> list[tuple[Any, int, int]]:
    """The pieces that hold the characters from `start` to `end`, each with the part of it in its own characters."""
    found = []
    at = 0
    for node in nodes:
        size = len(node.text or "")
        if at < end and start < at + size:
            found.append((node, max(start - at, 0), min(end - at, size)))
        at += size
    return found


def lists_in(names: Sequence[str], lists: Collection[str]) -> set[str]:
    """The lists that fields are rows of."""
    return {name.partition(".")[0] for name in names} & set(lists)


def templates(rows: Sequence[frozenset[str]]) -> list[list[int]]:
    """How rows that follow each other and name one list fall into templates: a field that comes again begins the next.

    `rows` are the fields of each row, without any where it only belongs to the row before.
    """
    found: list[list[int]] = []
    seen: set[str] = set()
    for index, names in enumerate(rows):
        if not found or seen & names:
            found.append([])
            seen = set()
        found[-1].append(index)
        seen |= names
    return found


def texts(root: Any) -> Iterator[Any]:
    """The elements of any markup that hold text of their own."""
    for element in root.iter():
        if isinstance(element.tag, str) and element.text and _BEGIN in element.text:
            yield element
