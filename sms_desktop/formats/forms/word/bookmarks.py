"""Bookmarks of a Word form that stands several times in one document, and the fields of Word's own that name them.

Without names of their own, `REF` in the second student's copy would show what the first one's bookmark holds.
"""

from __future__ import annotations

import re
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NAME, _ID = _W + "name", _W + "id"
_MARKS = tuple(_W + name for name in ("bookmarkStart", "bookmarkEnd", "permStart", "permEnd"))
#: Word's own limit for a bookmark's name.
_LONGEST = 40
#: Text in quotes is shown and names nothing, but in a link.
_WORDS = re.compile(r'"[^"]*"|\w+')
_LINK = re.compile(r"\s*HYPERLINK\b", re.IGNORECASE)


def of_their_own(copy: Any, index: int) -> None:
    """Gives the bookmarks of the copy with that number (from 1) names and numbers of their own, wherever they are."""
    marks = list(copy.iter(*_MARKS))
    numbers = [int(one.get(_ID)) for one in marks if one.get(_ID, "").isdecimal()]
    for one in marks:
        if one.get(_ID, "").isdecimal():
            one.set(_ID, str(int(one.get(_ID)) + index * (max(numbers) + 1)))
    names = {name.lower(): _other(name, index) for one in marks if (name := one.get(_NAME))}
    for node in copy.iter(_W + "bookmarkStart", _W + "instrText", _W + "fldSimple", _W + "hyperlink", _W + "ffData"):
        _rename(node, names)


def _other(name: str, index: int) -> str:
    ending = f"_{index + 1}"
    return name[: _LONGEST - len(ending)] + ending


def _rename(node: Any, names: dict[str, str]) -> None:
    if node.tag == _W + "instrText":
        node.text = _renamed(node.text or "", names)
    elif node.tag == _W + "fldSimple":
        node.set(_W + "instr", _renamed(node.get(_W + "instr", ""), names))
    elif node.tag == _W + "ffData":
        for named in node.iterfind(_W + "name"):
            named.set(_W + "val", names.get(named.get(_W + "val", "").lower(), named.get(_W + "val", "")))
    else:
        attribute = _NAME if node.tag == _W + "bookmarkStart" else _W + "anchor"
        if (old := node.get(attribute)) is not None:
            node.set(attribute, names.get(old.lower(), old))


def _renamed(code: str, names: dict[str, str]) -> str:
    """What one of Word's fields does, with the new names of bookmarks."""
    in_quotes = _LINK.match(code) is not None

    def other(found: re.Match[str]) -> str:
        word = found[0]
        if not word.startswith('"'):
            return names.get(word.lower(), word)
        new = names.get(word[1:-1].lower()) if in_quotes else None
        return word if new is None else f'"{new}"'

    return _WORDS.sub(other, code)
