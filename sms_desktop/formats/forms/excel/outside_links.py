"""Takes the links to other workbooks out of a workbook: cells that show a value from there keep it as it was saved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sms_desktop.formats.forms import reasons
from sms_desktop.formats.forms.excel.neighbours import S
from sms_desktop.formats.forms.excel.refs import operands
from sms_desktop.formats.forms.zip_parts import Package, links_of, main_part, resolved

_FOLDER = "xl/externalLinks/"
_KIND = "/externalLink"
#: `[1]Sheet!A1`, `'[2]A sheet'!A1`, `[1]!name`: the number is that of a link. `[0]` is this workbook itself.
_AWAY = re.compile(r"'?\[[1-9]\d*\](?:[^\[\]'!]|'')*'?!")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_WORD = re.compile(r"[\w.\\?]+")
_ELSEWHERE = ("formula", "formula1", "formula2", "f", "calculatedColumnFormula", "totalsRowFormula", "definedName")


def cut(package: Package) -> bool:
    """Whether there were such links.

    Raises `BadFile` where a value from there is calculated with cells of the form, for it would stay as it was whatever
    is filled in; and where a chart or a format shows one.
    """
    main = main_part(package)
    books = [name for name in package.names if name.startswith(_FOLDER)]
    if not books or package.root(main).tag != f"{S}workbook":
        return False
    target = _target(package, books)
    names = _drop_names(package.root(main))
    for part in package.linked(main, "/worksheet"):
        for cell, text in _leading_away(package.root(part), names):
            if not all(_AWAY.match(one) or one.casefold() in names for one in operands(text)):
                raise reasons.linked(target)
            cell.remove(cell.find(f"{S}f"))
        _drop_choices(package.root(part), names)
    for part in package.markup:
        if not part.startswith(_FOLDER) and any(_is_away(one.text, names) for one in _formulas(package.root(part))):
            raise reasons.linked(target)
    _drop_books(package, main, books)
    return True


def _target(package: Package, books: list[str]) -> str:
    """Where the first of the other workbooks lies."""
    found = (link.get("Target", "") for name in books if name.endswith(".rels") for link in package.links(name))
    return str(next(found, ""))


def _is_away(text: str | None, names: set[str]) -> bool:
    bare = _QUOTED.sub("", text or "")
    return bool(_AWAY.search(bare)) or any(word.casefold() in names for word in _WORD.findall(bare) if names)


def _drop_names(root: Any) -> set[str]:
    """Takes out the names that mean something elsewhere, and names that use these; returns them in small letters."""
    gone: set[str] = set()
    there = list(root.iter(f"{S}definedName"))
    while found := [one for one in there if _is_away(one.text, gone)]:
        there = [one for one in there if one not in found]
        gone.update(one.get("name", "").casefold() for one in found)
        for one in found:
            one.getparent().remove(one)
    for holder in list(root.iter(f"{S}definedNames")):
        if not len(holder):
            root.remove(holder)
    return gone


def _leading_away(root: Any, names: set[str]) -> Iterator[tuple[Any, str]]:
    """The cells whose formula leads away, with that formula; cells that share one have its text."""
    shared: dict[str, str] = {}
    for formula in list(root.iter(f"{S}f")):
        number = formula.get("si") if formula.get("t") == "shared" else None
        text = formula.text or shared.get(number or "", "")
        if number:
            shared[number] = text
        if formula.getparent().tag == f"{S}c" and _is_away(text, names):
            yield formula.getparent(), text


def _drop_choices(root: Any, names: set[str]) -> None:
    """Takes out what is allowed in a cell where that stands in another workbook."""
    for allowed in [one for one in root.iter(f"{S}dataValidation") if any(_is_away(each.text, names) for each in one)]:
        holder = allowed.getparent()
        holder.remove(allowed)
        holder.set("count", str(len(holder)))
        if not len(holder):
            holder.getparent().remove(holder)


def _formulas(root: Any) -> Iterator[Any]:
    yield from root.iter(*(f"{{*}}{tag}" for tag in _ELSEWHERE))


def _drop_books(package: Package, main: str, books: list[str]) -> None:
    root, owner = package.root(main), links_of(main)
    for references in list(root.iter(f"{S}externalReferences")):
        root.remove(references)
    for name in books:
        package.remove(name)
    for link in package.links(owner):
        if link.get("Type", "").endswith(_KIND) and not package.has(resolved(owner, link.get("Target", ""))):
            link.getparent().remove(link)
