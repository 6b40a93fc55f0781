"""Repeats rows of a sheet in its XML: all that lies below, and all that refers to it, goes down with it.

Merged cells, heights, formulas, conditional formats, data validations, hyperlinks, comments, pictures, tables, names,
print areas, page breaks and charts stay with their cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from sms_desktop.formats.forms import reasons
from sms_desktop.formats.forms.excel import neighbours, refs, tables
from sms_desktop.formats.forms.excel.neighbours import S
from sms_desktop.formats.forms.excel.refs import Box, Inserted, bounds, column_letters, column_number
from sms_desktop.formats.forms.zip_parts import Package, main_part
from sms_desktop.formats.guarded import limits

__all__ = ["S", "insert", "merged", "plain_formulas", "refuse", "rows"]
_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
_SPARKLINE = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}sparkline"
#: An identity that a copy must not have as well.
_UNIQUE = "{http://schemas.microsoft.com/office/spreadsheetml/2014/revision}uid"
_REF = re.compile(r"([A-Z]+)(\d+)")
#: Elements of a sheet that say where they are, by the attribute that says it.
_PLACED = {
    "conditionalFormatting": "sqref", "dataValidation": "sqref", "protectedRange": "sqref", "ignoredError": "sqref",
    "autoFilter": "ref", "sortState": "ref", "sortCondition": "ref", "dimension": "ref", "dataRef": "ref",
}  # fmt: skip
#: Those that name cells which stay single.
_SINGLE = {
    "selection": ("activeCell", "sqref"), "pane": ("topLeftCell",), "sheetView": ("topLeftCell",),
    "cellWatch": ("r",), "inputCells": ("r",),
}  # fmt: skip
_FORMULAS = ("formula", "formula1", "formula2")
#: Where a formula over several cells stands, and the cells that a table of data puts its values into.
_INPUTS = ("ref", "r1", "r2")


def rows(root: Any) -> dict[int, Any]:
    """The rows of a sheet by number; rows and cells that leave out where they are say it from now on."""
    found: dict[int, Any] = {}
    number = 0
    for row in root.iter(f"{S}row"):
        number = int(row.get("r", number + 1))
        row.set("r", str(number))
        found[number] = row
        column = 0
        for cell in row.iter(f"{S}c"):
            if reference := cell.get("r"):
                column = column_number(reference.rstrip("0123456789"))
            else:
                column += 1
                cell.set("r", f"{column_letters(column)}{number}")
    return found


def merged(root: Any) -> list[tuple[Box, Any]]:
    """The merged ranges, each with its element."""
    found = ((bounds(element.get("ref", "")), element) for element in root.iter(f"{S}mergeCell"))
    return [(box, element) for box, element in found if box is not None]


def plain_formulas(root: Any) -> None:
    """Writes out formulas that are shared by several cells, and forgets what was calculated before."""
    shared: dict[str, tuple[str, str]] = {}
    for cell in root.iter(f"{S}c"):
        formula = cell.find(f"{S}f")
        if formula is None:
            continue
        if formula.get("t") == "shared":
            _write_out(cell, formula, shared)
        for value in cell.findall(f"{S}v"):
            cell.remove(value)
        cell.attrib.pop("t", None)


def _write_out(cell: Any, formula: Any, shared: dict[str, tuple[str, str]]) -> None:
    from openpyxl.formula.translate import Translator, TranslatorError

    number, place = formula.get("si", ""), cell.get("r")
    if formula.text:
        shared[number] = (formula.text, place)
    elif number in shared:
        text, origin = shared[number]
        try:
            formula.text = Translator(f"={text}", origin=origin).translate_formula(place)[1:]
        except TranslatorError:  # it leads out of the sheet
            formula.text = "#REF!"
    for name in ("t", "si", "ref"):
        formula.attrib.pop(name, None)


def insert(package: Package, sheets: dict[str, str], part: str, change: Inserted) -> None:
    """Makes room for `change.count` rows in the sheet of `part`, and copies the template into it as often as it fits.

    `sheets` are the names of all sheets by part. Copies hold the fields of the template still. Raises `BadFile`.
    """
    root = package.root(part)
    _room(root, change)
    found = rows(root)
    _move_formulas(package, sheets, change, part)
    merges = merged(root)
    template = [deepcopy(found[number]) for number in range(change.template, change.last + 1) if number in found]
    for number, row in found.items():
        if number > change.last:
            _renumber(row, change.count)
    _place(root, change)
    _merge(root, merges, change)
    _copy(root, template, found, change)
    neighbours.move(package, sheets, part, change)


def _room(root: Any, change: Inserted) -> None:
    """Rows that would be pushed beyond the last one go where they are empty; raises `BadFile` where they are not."""
    for number, row in rows(root).items() if change.last + change.count <= limits.ROWS else ():
        if number > change.last and number + change.count > limits.ROWS:
            if any(len(cell) for cell in row):
                raise reasons.too_big()
            row.getparent().remove(row)
    if change.last + change.count > limits.ROWS:
        raise reasons.too_big()


def _renumber(row: Any, by: int) -> None:
    number = int(row.get("r")) + by
    row.set("r", str(number))
    for cell in row.iter(f"{S}c"):
        cell.set("r", cell.get("r").rstrip("0123456789") + str(number))


def _copy(root: Any, template: list[Any], found: dict[int, Any], change: Inserted) -> None:
    """Puts the copies of the template's rows below it, with their formulas; `template` is as it was before."""
    data = root.find(f"{S}sheetData")
    before = [row for number, row in found.items() if number <= change.last]
    at = data.index(before[-1]) + 1 if before else 0
    for by in change.copies:
        for original in template:
            copy = deepcopy(original)
            _renumber(copy, by)
            for formula in copy.iter(f"{S}f"):
                formula.text = refs.copied(formula.text or "", change, change.sheet, by)
                if formula.get("ref"):
                    formula.set("ref", _shifted(formula.get("ref"), by))
            data.insert(at, copy)
            at += 1
    _copy_links(root, change)
    _copy_sparklines(root, change)


def _copy_links(root: Any, change: Inserted) -> None:
    """A hyperlink of a repeated cell is in its copies, too; those below go down."""
    for link in list(root.iter(f"{S}hyperlink")):
        reference = link.get("ref", "")
        link.set("ref", refs.ranges(reference, change.unstretched))
        for by in change.copies if change.template <= _first_row(reference) <= change.last else ():
            copy = deepcopy(link)
            copy.set("ref", _shifted(reference, by))
            copy.attrib.pop(_UNIQUE, None)
            link.getparent().append(copy)


def _copy_sparklines(root: Any, change: Inserted) -> None:
    """The little charts in cells: as `_copy_links`."""
    for line in list(root.iter(_SPARKLINE)):
        place, formula = line.find(f"{_XM}sqref"), line.find(f"{_XM}f")
        if place is None or not change.template <= _first_row(place.text) <= change.last:
            continue
        for by in change.copies:
            copy = deepcopy(line)
            copy.find(f"{_XM}sqref").text = _shifted(place.text, by)
            if formula is not None:
                copy.find(f"{_XM}f").text = refs.copied(formula.text or "", change, change.sheet, by)
            line.getparent().append(copy)


def _first_row(reference: str | None) -> int:
    """The row of the first cell of a reference, 0 where it has none."""
    found = _REF.search(reference or "")
    return int(found[2]) if found else 0


def _shifted(text: str, by: int) -> str:
    return _REF.sub(lambda found: f"{found[1]}{int(found[2]) + by}", text)


def _merge(root: Any, merges: list[tuple[Box, Any]], change: Inserted) -> None:
    """Merged cells of the template are merged in its copies; those that reach beyond it span them."""
    for box, element in merges:
        reference = element.get("ref")
        if change.template <= box.top and box.bottom <= change.last:
            for by in change.copies:
                copy = deepcopy(element)
                copy.set("ref", _shifted(reference, by))
                element.getparent().append(copy)
        else:
            element.set("ref", refs.ranges(reference, change))
    for holder in root.iter(f"{S}mergeCells"):
        holder.set("count", str(len(holder)))


def _place(root: Any, change: Inserted) -> None:
    """Formats, validations, filters and breaks stay with their cells; so does what newer programs add to a sheet."""
    for element in root.iter():
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name in _PLACED and element.get(_PLACED[name]):
            element.set(_PLACED[name], refs.ranges(element.get(_PLACED[name]), change))
        elif element.tag == f"{_XM}sqref":
            keeps = change.unstretched if element.getparent().tag == _SPARKLINE else change
            element.text = refs.ranges(element.text or "", keeps)
        for attribute in _SINGLE.get(name, ()):
            if element.get(attribute):
                element.set(attribute, refs.ranges(element.get(attribute), change.unstretched))
    for stop in (one for breaks in root.iter(f"{S}rowBreaks") for one in breaks.iter(f"{S}brk")):
        if int(stop.get("id", "0")) >= change.last:
            stop.set("id", str(int(stop.get("id", "0")) + change.count))
    neighbours.move_anchors(root, change)


def _move_formulas(package: Package, sheets: dict[str, str], change: Inserted, changed: str) -> None:
    """The formulas of all sheets and of names, and the links to cells."""
    for part, sheet in sheets.items():
        root = package.root(part)
        for formula in _formulas(root):
            inside = part == changed and change.has(_home(formula))
            formula.text = refs.formula(formula.text or "", change, sheet, inside=inside) or None
            for name in _INPUTS if part == changed else ():
                if formula.get(name):
                    formula.set(name, refs.ranges(formula.get(name), change.unstretched))
        for link in root.iter(f"{S}hyperlink"):
            if link.get("location"):
                link.set("location", refs.formula(link.get("location"), change, sheet))
    for element in package.root(main_part(package)).iter(f"{S}definedName"):
        if refs.readable(element.text or ""):  # a name of what is gone may be anything
            element.text = refs.formula(element.text or "", change, "", of_list=True)


def _home(formula: Any) -> int:
    """The row in which a formula stands; that of a format or a validation is written as for its first cell."""
    for over in formula.iterancestors():
        if over.tag == f"{S}c":
            return int(over.getparent().get("r", "0"))
        place = over.get("sqref") or over.findtext(f"{_XM}sqref")
        if place:
            return _first_row(place)
    return 0


def _formulas(root: Any) -> Iterator[Any]:
    for name in ("f", *_FORMULAS):
        yield from (element for element in root.iter(f"{S}{name}") if element.text or element.get("ref"))
    yield from (element for element in root.iter(f"{_XM}f") if element.text)


def check_formulas(package: Package, sheets: Mapping[str, str], *, repeated: bool) -> None:
    """Raises `BadFile` for a formula that can't be taken apart where that is needed: cells share it, or rows move."""
    for part in sheets:
        for formula in _formulas(package.root(part)):
            needed = repeated or formula.get("t") == "shared"
            if needed and not refs.readable(formula.text or ""):
                raise reasons.damaged()


def refuse(root: Any, package: Package, part: str, block: Inserted) -> Iterator[str]:
    """What keeps the rows of `block` from being repeated, as codes."""
    over_cells = [one.get("ref", "") for one in root.iter(f"{S}f") if one.get("t") in ("array", "dataTable")]
    checks = (("pivot", list(neighbours.pivots(package, part))), ("array", over_cells))
    yield from (code for code, places in checks if any(_touches(one, block) for one in places))
    if any(block.has(row) for table in tables.tables(package, part) for row in table.fixed()):
        yield "table"
    if any(_halves(box, block) for box, _element in merged(root)):
        yield "merged"


def _touches(place: str, block: Inserted) -> bool:
    """Whether a range of several cells has some in these rows."""
    box = bounds(place) if ":" in place else None
    return box is not None and box.top <= block.last and box.bottom >= block.first


def _halves(box: Box, block: Inserted) -> bool:
    """Whether merged cells have a part of the rows that are copied, and others as well."""
    first, last = block.template, block.last
    apart = box.bottom < first or box.top > last
    within = first <= box.top and box.bottom <= last
    around = box.top <= first and box.bottom >= last
    return not (apart or within or around)
