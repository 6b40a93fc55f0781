"""Repeats rows of a sheet in its XML: all that lies below, and all that refers to it, goes down with it.

Merged cells, heights, formulas, conditional formats, data validations, hyperlinks, comments, pictures, tables, names,
print areas, page breaks and charts stay with their cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from sms_desktop.formats import excel_refs, form_refusals, limits
from sms_desktop.formats.excel_refs import Inserted
from sms_desktop.formats.form_package import Package, main_part

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_VML = "{urn:schemas-microsoft-com:office:excel}"
_CHART_FORMULA = "{http://schemas.openxmlformats.org/drawingml/2006/chart}f"
_REF = re.compile(r"([A-Z]+)(\d+)")
#: Elements of a sheet that say where they are, by the attribute that says it.
_PLACED = {
    "conditionalFormatting": "sqref", "dataValidation": "sqref", "protectedRange": "sqref", "ignoredError": "sqref",
    "autoFilter": "ref", "sortState": "ref", "sortCondition": "ref", "dimension": "ref", "selection": "sqref",
    "cellWatch": "r",
}  # fmt: skip
_FORMULAS = ("formula", "formula1", "formula2")


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


def column_number(letters: str) -> int:
    """`A` is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 is `A`."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def merged(root: Any) -> list[tuple[int, int, int, Any]]:
    """First row, last row and first column of each merged range, with its element."""
    found = []
    for element in root.iter(f"{S}mergeCell"):
        first, _, second = element.get("ref", "").partition(":")
        left, right = _REF.fullmatch(first), _REF.fullmatch(second or first)
        if left and right:
            found.append((int(left[2]), int(right[2]), column_number(left[1]), element))
    return found


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
    from openpyxl.formula.translate import Translator

    number, place = formula.get("si", ""), cell.get("r")
    if formula.text:
        shared[number] = (formula.text, place)
    elif number in shared:
        text, origin = shared[number]
        formula.text = Translator(f"={text}", origin=origin).translate_formula(place)[1:]
    for name in ("t", "si", "ref"):
        formula.attrib.pop(name, None)


def insert(package: Package, sheets: dict[str, str], part: str, change: Inserted) -> None:
    """Makes room for `change.count` rows in the sheet of `part`, and copies the template into it as often as it fits.

    `sheets` are the names of all sheets by part. Copies hold the fields of the template still. Raises `BadFile`.
    """
    root = package.root(part)
    if change.last + change.count > limits.ROWS:
        raise form_refusals.too_big()
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
    _move_neighbours(package, part, change)


def _renumber(row: Any, by: int) -> None:
    number = int(row.get("r")) + by
    row.set("r", str(number))
    for cell in row.iter(f"{S}c"):
        cell.set("r", cell.get("r").rstrip("0123456789") + str(number))


def _copy(root: Any, template: list[Any], found: dict[int, Any], change: Inserted) -> None:
    """Puts the copies of the template's rows below it, with their formulas; `template` is as it was before."""
    height = change.last - change.template + 1
    data = root.find(f"{S}sheetData")
    before = [row for number, row in found.items() if number <= change.last]
    at = data.index(before[-1]) + 1 if before else 0
    for by in range(height, change.count + height, height):
        for original in template:
            copy = deepcopy(original)
            _renumber(copy, by)
            for formula in copy.iter(f"{S}f"):
                formula.text = excel_refs.copied(formula.text or "", change, change.sheet, by)
            data.insert(at, copy)
            at += 1
    _copy_links(root, change)


def _copy_links(root: Any, change: Inserted) -> None:
    """A hyperlink of a repeated cell is in its copies, too; those below go down."""
    height = change.last - change.template + 1
    for link in list(root.iter(f"{S}hyperlink")):
        row = int((_REF.match(link.get("ref", "")) or ["", "", "0"])[2])
        link.set("ref", excel_refs.ranges(link.get("ref", ""), _unstretched(change)))
        for by in range(height, change.count + height, height) if change.template <= row <= change.last else ():
            copy = deepcopy(link)
            copy.set("ref", _shifted(link.get("ref"), by))
            link.getparent().append(copy)


def _unstretched(change: Inserted) -> Inserted:
    return Inserted(change.sheet, change.first, change.last + 1, change.last, change.count)


def _shifted(text: str, by: int) -> str:
    return _REF.sub(lambda found: f"{found[1]}{int(found[2]) + by}", text)


def _merge(root: Any, merges: list[tuple[int, int, int, Any]], change: Inserted) -> None:
    """Merged cells of the template are merged in its copies; those that reach beyond it span them."""
    height = change.last - change.template + 1
    for top, bottom, _column, element in merges:
        reference = element.get("ref")
        if change.template <= top and bottom <= change.last:
            for by in range(height, change.count + height, height):
                copy = deepcopy(element)
                copy.set("ref", _shifted(reference, by))
                element.getparent().append(copy)
        else:
            element.set("ref", excel_refs.ranges(reference, change))
    for holder in root.iter(f"{S}mergeCells"):
        holder.set("count", str(len(holder)))


def _place(root: Any, change: Inserted) -> None:
    """Formats, validations, filters and breaks stay with their cells; so does what newer programs add to a sheet."""
    for element in root.iter():
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name in _PLACED and element.get(_PLACED[name]):
            element.set(_PLACED[name], excel_refs.ranges(element.get(_PLACED[name]), change))
        elif element.tag == f"{_XM}sqref":
            element.text = excel_refs.ranges(element.text or "", change)
        elif name in ("pane", "sheetView") and element.get("topLeftCell"):
            element.set("topLeftCell", excel_refs.ranges(element.get("topLeftCell"), change))
    for stop in root.iterfind(f"{S}rowBreaks/{S}brk"):
        if int(stop.get("id", "0")) >= change.last:
            stop.set("id", str(int(stop.get("id", "0")) + change.count))
    _move_anchors(root, change)


def _move_formulas(package: Package, sheets: dict[str, str], change: Inserted, changed: str) -> None:
    """The formulas of all sheets, of names and of charts."""
    for part, sheet in sheets.items():
        root = package.root(part)
        for formula in _formulas(root):
            cell = formula.getparent()
            row = int(cell.getparent().get("r", "0")) if cell.tag == f"{S}c" else 0
            inside = part == changed and change.has(row)
            formula.text = excel_refs.formula(formula.text, change, sheet, inside=inside)
            if formula.get("ref") and part == changed:
                formula.set("ref", excel_refs.ranges(formula.get("ref"), _unstretched(change)))
    main = main_part(package)
    named = [(main, f"{S}definedName"), *((part, _CHART_FORMULA) for part in package.markup if "/charts/" in part)]
    for part, tag in named:
        for element in package.root(part).iter(tag):
            is_title = any(over.tag.endswith("}tx") for over in element.iterancestors())
            element.text = excel_refs.formula(element.text or "", change, "", of_list=not is_title)


def _formulas(root: Any) -> Iterator[Any]:
    for name in ("f", *_FORMULAS):
        yield from (element for element in root.iter(f"{S}{name}") if element.text)
    yield from (element for element in root.iter(f"{_XM}f") if element.text)


def _move_neighbours(package: Package, part: str, change: Inserted) -> None:
    """What lies in parts of its own: pictures and shapes, comments, tables."""
    for drawing in package.linked(part, "/drawing"):
        _move_anchors(package.root(drawing), change)
    for drawing in package.linked(part, "/vmlDrawing"):
        _move_boxes(package.root(drawing), change)
    for comments in (*package.linked(part, "/comments"), *package.linked(part, "/threadedComment")):
        for comment in package.root(comments).iter("{*}comment", "{*}threadedComment"):
            comment.set("ref", excel_refs.ranges(comment.get("ref", ""), _unstretched(change)))
    for table in package.linked(part, "/table"):
        for element in package.root(table).iter(f"{S}table", f"{S}autoFilter", f"{S}sortState", f"{S}sortCondition"):
            element.set("ref", excel_refs.ranges(element.get("ref", ""), change))


def _move_anchors(root: Any, change: Inserted) -> None:
    """Pictures whose upper edge lies below go down as they are; others stay, and are not stretched."""
    for start in list(root.iter(f"{_DRAWING}from")):
        row = start.find(f"{_DRAWING}row")
        if row is None or int(row.text) < change.last:
            continue
        end = start.getparent().find(f"{_DRAWING}to/{_DRAWING}row")
        for each in (row, end) if end is not None else (row,):
            each.text = str(int(each.text) + change.count)


def _move_boxes(root: Any, change: Inserted) -> None:
    """The boxes of comments, as old drawings have them: left, offset, top, offset, right, offset, bottom, offset."""
    for data in root.iter(f"{_VML}ClientData"):
        anchor, row = data.find(f"{_VML}Anchor"), data.find(f"{_VML}Row")
        numbers = [one.strip() for one in (anchor.text or "").split(",")] if anchor is not None else []
        top = int(row.text) if row is not None else int(numbers[2]) if len(numbers) == 8 else 0
        if top < change.last:
            continue
        if row is not None:
            row.text = str(top + change.count)
        if len(numbers) == 8:
            anchor.text = ", ".join(str(int(n) + change.count) if at in (2, 6) else n for at, n in enumerate(numbers))


def refuse(root: Any, package: Package, part: str, first: int, last: int) -> Iterator[str]:
    """What keeps rows `first` to `last` from being repeated, as codes."""
    checks: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("pivot", lambda: bool(package.linked(part, "/pivotTable"))),
        ("array", lambda: any(_touches(one, first, last) for one in root.iter(f"{S}f"))),
    )
    yield from (code for code, holds in checks if holds())


def _touches(formula: Any, first: int, last: int) -> bool:
    """Whether a formula over several cells, or a table of data, has some in these rows."""
    if formula.get("t") not in ("array", "dataTable"):
        return False
    numbers = [int(found[2]) for found in _REF.finditer(formula.get("ref", ""))]
    return bool(numbers) and min(numbers) <= last and max(numbers) >= first and formula.get("ref", "").count(":") > 0
