"""Rows and paragraphs of a Word document as they follow each other, and what becomes of them when they are copied."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _TR, _TC, _T, _TBL = (_W + name for name in ("p", "tr", "tc", "t", "tbl"))
_SDT, _SDT_CONTENT = _W + "sdt", _W + "sdtContent"
_SECTION = _W + "sectPr"
#: What stands around rows and paragraphs without being seen: they follow each other across its borders.
_AROUND = frozenset((_SDT, _SDT_CONTENT, _W + "customXml"))
#: Names and numbers of a piece of a document that there must be once alone; copies go without.
_ONCE = frozenset(
    _W + name + end
    for name in ("bookmark", "commentRange", "moveFromRange", "moveToRange", "perm")
    for end in ("Start", "End")
) | {_W + "commentReference"}
_ONCE_ATTRIBUTES = ("paraId", "textId")
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


def before_each(units: Collection[Any]) -> dict[Any, Any]:
    """The row or paragraph right before each of these, where one directly follows another."""
    around = {_container(unit): None for unit in units}
    return {after: before for container in around for before, after in pairwise(_in_line(container))}


def following(unit: Any) -> Any:
    """The row or paragraph right after one, or None."""
    line = list(_in_line(_container(unit)))
    at = line.index(unit) + 1
    return line[at] if at < len(line) else None


def _container(unit: Any) -> Any:
    return next(over for over in unit.iterancestors() if over.tag not in _AROUND)


def _in_line(container: Any) -> Iterator[Any]:
    """Rows, paragraphs and tables in their order; marks between them are nothing, controls around them neither."""
    for child in container:
        if child.tag in _AROUND:
            yield from _in_line(child)
        elif child.tag in (_P, _TR, _TBL):
            yield child


def whole(unit: Any) -> Any:
    """The content control that holds a row or paragraph and nothing else, which is copied with it, or the unit itself.

    One that is made for several rows holds the copies, too.
    """
    inside, control = unit.getparent(), unit.getparent().getparent()
    if inside.tag != _SDT_CONTENT or len(list(_in_line(inside))) > 1:
        return unit
    if next(control.iterfind(_W + "sdtPr/{*}repeatingSection"), None) is not None:
        return unit
    return whole(control)


def cells(row: Any) -> Iterator[tuple[int, Any]]:
    """The cells of a table row, each with the column of the table's grid that it begins in."""
    at = _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
    for cell in row.iter(_TC):
        if next(cell.iterancestors(_TR)) is not row:
            continue
        yield at, cell
        at += _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)


def _number(element: Any, otherwise: int) -> int:
    found = "" if element is None else element.get(_W + "val", "")
    return int(found) if found.isdecimal() else otherwise


def merge(cell: Any) -> str:
    """`restart` where a vertical merge begins, `continue` where it goes on, empty where there is none."""
    found = cell.find(f"{_W}tcPr/{_W}vMerge")
    return "" if found is None else str(found.get(_W + "val", "continue"))


def continued_below(unit: Any) -> set[int]:
    """The columns of a row whose cells go on in the row below it; none for a paragraph."""
    below = following(unit) if unit.tag == _TR else None
    if below is None or below.tag != _TR:
        return set()
    return {at for at, cell in cells(below) if merge(cell) == "continue"}


def go_on_merged(copy: Any, columns: set[int]) -> None:
    """A cell that spans rows below the block spans the copies too, instead of beginning anew in each."""
    for at, cell in cells(next(copy.iter(_TR))) if columns else ():
        merged = cell.find(f"{_W}tcPr/{_W}vMerge")
        if at in columns and merged is not None:
            merged.set(_W + "val", "continue")
            for node in cell.iter(_T):
                node.text = ""


def without_names(element: Any) -> None:
    """Takes out of a copied row or paragraph what there may be once alone, and its numbers."""
    for node in list(element.iter(*_ONCE)):
        node.getparent().remove(node)
    without_numbers(element)


def without_numbers(element: Any) -> None:
    """Takes out of a copy by which Word tells its pieces apart; its pictures wait for numbers (`number_anew`)."""
    for node in list(element.iter()):
        if node.tag == _W + "id" and node.getparent().tag == _W + "sdtPr":
            node.getparent().remove(node)
            continue
        if node.tag == _DRAWN:
            node.set("id", "")
        for name in [name for name in node.attrib if name.rpartition("}")[2] in _ONCE_ATTRIBUTES]:
            del node.attrib[name]


def number_anew(root: Any) -> None:
    """Pictures and shapes in copies get numbers of their own; all others keep theirs."""
    drawn = list(root.iter(_DRAWN))
    last = max((int(one.get("id")) for one in drawn if one.get("id", "").isdecimal()), default=0)
    for number, node in enumerate((one for one in drawn if one.get("id") == ""), last + 1):
        node.set("id", str(number))


def take_section(unit: Any) -> Any:
    """Takes the end of a section out of a paragraph that holds one; None where there is none."""
    section = unit.find(f"{_W}pPr/{_SECTION}")
    if section is not None:
        section.getparent().remove(section)
    return section


def end_section(paragraph: Any, section: Any) -> None:
    """Lets a section end with a paragraph, or with the one in a content control."""
    paragraph = next(paragraph.iter(_P))
    settings = paragraph.find(_W + "pPr")
    if settings is None:
        settings = paragraph.makeelement(_W + "pPr")
        paragraph.insert(0, settings)
    change = settings.find(_W + "pPrChange")
    settings.insert(len(settings) if change is None else settings.index(change), section)
