"""What belongs to a sheet's rows and lies in parts of its own: pictures, comments, tables, controls, charts, pivots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sms_desktop.formats.forms.excel import refs
from sms_desktop.formats.forms.excel.refs import Inserted
from sms_desktop.formats.forms.zip_parts import Package, main_part

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_VML = "{urn:schemas-microsoft-com:office:excel}"
#: Attributes that name a cell: of shapes whose text is that of a cell, of pictures of cells, of check boxes and lists.
_LINKS = ("textlink", "cellRange", "fmlaLink", "fmlaRange", "fmlaGroup", "fmlaTxbx", "linkedCell", "listFillRange")
_VML_LINKS = tuple(f"{_VML}{name}" for name in ("FmlaLink", "FmlaRange", "FmlaGroup", "FmlaTxbx"))


def move(package: Package, sheets: Mapping[str, str], part: str, change: Inserted) -> None:
    """Moves what lies beside the sheet of `part`, and what refers to its cells from anywhere; `sheets`: their names."""
    for drawing in package.linked(part, "/drawing"):
        move_anchors(package.root(drawing), change)
    for drawing in package.linked(part, "/vmlDrawing"):
        _move_boxes(package.root(drawing), change)
    for comments in (*package.linked(part, "/comments"), *package.linked(part, "/threadedComment")):
        for comment in package.root(comments).iter("{*}comment", "{*}threadedComment"):
            comment.set("ref", refs.ranges(comment.get("ref", ""), change.unstretched))
    for table in package.linked(part, "/table"):
        for element in package.root(table).iter(f"{S}table", f"{S}autoFilter", f"{S}sortState", f"{S}sortCondition"):
            element.set("ref", refs.ranges(element.get("ref", ""), change))
    for pivot in package.linked(part, "/pivotTable"):
        for place in package.root(pivot).iter(f"{S}location"):
            place.set("ref", refs.ranges(place.get("ref", ""), change.unstretched))
    for owner, sheet in sheets.items():
        _move_links(package, owner, sheet, change)
    _move_charts(package, change)
    _move_sources(package, change)


def pivots(package: Package, part: str) -> Iterator[str]:
    """The ranges of the pivot tables of a sheet."""
    for pivot in package.linked(part, "/pivotTable"):
        yield from (place.get("ref", "") for place in package.root(pivot).iter(f"{S}location"))


def move_anchors(root: Any, change: Inserted) -> None:
    """Pictures whose upper edge lies below go down as they are; others stay, and are not stretched."""
    for start in list(root.iter("{*}from")):
        row = start.find("{*}row")
        if row is None or int(row.text) < change.last:
            continue
        end = start.getparent().find("{*}to/{*}row")
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


def _move_links(package: Package, part: str, sheet: str, change: Inserted) -> None:
    """Shapes, check boxes and lists of any sheet that show or write a cell; formulas of its tables."""
    beside = [one for kind in ("/drawing", "/vmlDrawing", "/ctrlProp") for one in package.linked(part, kind)]
    for root in map(package.root, (part, *beside)):
        for element in root.iter():
            for name in _LINKS:
                if value := element.get(name):
                    element.set(name, refs.formula(value, change, sheet))
        for element in root.iter(*_VML_LINKS):
            element.text = refs.formula(element.text or "", change, sheet)
    for root in map(package.root, package.linked(part, "/table")):
        for element in root.iter(f"{S}calculatedColumnFormula", f"{S}totalsRowFormula"):
            inside = element.tag.endswith("calculatedColumnFormula")
            element.text = refs.formula(element.text or "", change, sheet, inside=inside)


def _move_charts(package: Package, change: Inserted) -> None:
    for part in package.markup:
        if "/charts/" not in part:
            continue
        for element in package.root(part).iter("{*}f", "{*}sqref"):
            is_title = any(over.tag.endswith("}tx") for over in element.iterancestors())
            element.text = refs.formula(element.text or "", change, "", of_list=not is_title)


def _move_sources(package: Package, change: Inserted) -> None:
    """The cells that pivot tables were made from."""
    for cache in package.linked(main_part(package), "/pivotCacheDefinition"):
        for source in package.root(cache).iter(f"{S}worksheetSource"):
            if source.get("sheet", "").casefold() == change.sheet.casefold() and source.get("ref"):
                source.set("ref", refs.ranges(source.get("ref"), change))
