"""Numbered lists of a Word form that stands several times in one document: in each copy they begin anew."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from sms_desktop.formats.forms.zip_parts import Package, main_part

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = _W + "val"
#: Signs before a paragraph that count nothing.
_UNCOUNTED = ("bullet", "none")


class Numbers:
    """The lists of a document by their number, as its paragraphs and styles name them."""

    def __init__(self, package: Package) -> None:
        main = main_part(package)
        parts = [part for kind in ("/numbering", "/styles") for part in package.linked(main, kind) if package.has(part)]
        named = [element for part in parts for element in package.root(part)]
        self._lists = {one.get(_W + "numId", ""): one for one in named if one.tag == _W + "num"}
        self._kinds = {one.get(_W + "abstractNumId"): one for one in named if one.tag == _W + "abstractNum"}
        self._last = max((int(one) for one in self._lists if one.isdecimal()), default=0)
        self._styles = {one.get(_W + "styleId"): one for one in named if one.tag == _W + "style"}

    def counts_by_style(self, root: Any) -> bool:
        """Whether paragraphs are counted because of their style, as numbered headings are."""
        own = (paragraph for paragraph in root.iter(_W + "p") if _list_of(paragraph) is None)
        found = {style for one in own if (style := _value(one.find(f"{_W}pPr/{_W}pStyle")))}
        return any(self._is_counted(number, level) for number, level in map(self._of_style, found))

    def anew(self, root: Any) -> None:
        """Lets the lists of a copy begin anew; those of one kind count together, as they do in the form."""
        copies: dict[str, str] = {}
        begun: set[str] = set()
        for paragraph in root.iter(_W + "p"):
            found = _list_of(paragraph)
            if found is not None and self._is_counted(found, _level_of(paragraph)):
                if found not in copies:
                    copies[found] = self._another(found, begins=self._kind(found) not in begun)
                    begun.add(self._kind(found))
                paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId").set(_VAL, copies[found])

    def _of_style(self, style: str) -> tuple[str, str]:
        """The list and the level that a style names, by itself or by the styles that it is based on."""
        number = level = ""
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            settings = self._styles[style].find(f"{_W}pPr/{_W}numPr")
            if settings is not None:
                number = number or _value(settings.find(_W + "numId"))
                level = level or _value(settings.find(_W + "ilvl"))
            style = _value(self._styles[style].find(_W + "basedOn"))
        return number, level or "0"

    def _is_counted(self, number: str, level: str) -> bool:
        if number not in self._lists:
            return False
        formats = [_value(one.find(_W + "numFmt")) for one in self._levels(number) if one.get(_W + "ilvl") == level]
        return not formats or formats[0] not in _UNCOUNTED

    def _kind(self, number: str) -> str:
        """What a list is of, which is that of another list where a style is named for it."""
        own = _value(self._lists[number].find(_W + "abstractNumId"))
        link = self._kinds[own].find(_W + "numStyleLink") if own in self._kinds else None
        other, _level = self._of_style(_value(link))
        return own if other not in self._lists else _value(self._lists[other].find(_W + "abstractNumId"))

    def _levels(self, number: str) -> Iterator[Any]:
        """The levels of a list, its own before those of its kind."""
        yield from self._lists[number].iterfind(f"{_W}lvlOverride/{_W}lvl")
        kind = self._kinds.get(self._kind(number))
        yield from () if kind is None else kind.iterfind(_W + "lvl")

    def _another(self, number: str, *, begins: bool) -> str:
        """The number of a new list like another one, at its beginning or going on."""
        starts: dict[str, str] = {}
        for one in self._levels(number) if begins else ():
            starts.setdefault(one.get(_W + "ilvl", "0"), _value(one.find(_W + "start")) or "0")
        made = deepcopy(self._lists[number])
        for level in sorted(starts):
            _begin(made, level, starts[level])
        self._last += 1
        new = str(self._last)
        made.attrib.clear()
        made.set(_W + "numId", new)
        next(reversed(self._lists.values())).addnext(made)
        self._lists[new] = made
        return new


def _begin(one: Any, level: str, start: str) -> None:
    """Lets a level of a list begin with a number, where nothing is said of it yet."""
    change = next((change for change in one.iterfind(_W + "lvlOverride") if change.get(_W + "ilvl") == level), None)
    if change is None:
        change = one.makeelement(_W + "lvlOverride", {_W + "ilvl": level})
        one.append(change)
    if change.find(_W + "startOverride") is None:
        change.insert(0, change.makeelement(_W + "startOverride", {_VAL: start}))


def _list_of(paragraph: Any) -> str | None:
    """The list that a paragraph names itself; `0` takes it out of that of its style."""
    found = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    return None if found is None else _value(found)


def _level_of(paragraph: Any) -> str:
    return _value(paragraph.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")) or "0"


def _value(element: Any) -> str:
    return "" if element is None else str(element.get(_VAL, ""))
