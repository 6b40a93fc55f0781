"""Fills the fields of an Excel workbook where they stand; a cell that is one field takes the value with its type.

A row that names a list is repeated for each of its rows. Rows that follow each other and name the same list belong
together; where a field comes again, the next of them takes the next row. Nothing is calculated here: the program that
opens the workbook does it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast
from urllib.parse import unquote

from sms_desktop.formats.forms import drawings, reasons
from sms_desktop.formats.forms.excel import cells, heads, refs, repeating, tables
from sms_desktop.formats.forms.excel.refs import Inserted
from sms_desktop.formats.forms.excel.repeating import S
from sms_desktop.formats.forms.excel.styles import Styles
from sms_desktop.formats.forms.field_text import (
    Look,
    Row,
    Spot,
    Values,
    fill_pieces,
    joined,
    lists_in,
    names_in,
    only_field,
    templates,
    unclosed,
)
from sms_desktop.formats.forms.zip_parts import Package, links_of, main_part, resolved

_STRINGS = "/sharedStrings"
_KEPT = "customXml/"
#: Functions that send something out of the workbook when it is calculated, and what starts another program
#: (`cmd|'/c'!A0`).
_FETCHES = re.compile(
    r"\b(?:WEBSERVICE|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|DDE|SQL\.REQUEST|EXEC|STOCKHISTORY|TRANSLATE|DETECTLANGUAGE|PY"
    r"|COPILOT)\s*\(|[\w'\]]\|[^|]*!",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CACHES = ("{*}strCache", "{*}numCache", "{*}multiLvlStrCache")
_BEFORE_SETTINGS = ("definedNames", "externalReferences", "functionGroups", "sheets")


@dataclass
class _Book:
    """A workbook being looked at or filled: its sheets by part, and the texts that its cells share."""

    package: Package
    sheets: dict[str, str]
    strings: list[Any]
    styles: Styles
    filled_strings: set[int] = field(default_factory=set)
    filled_rows: set[Any] = field(default_factory=set)

    def is_ours(self, part: str) -> bool:
        """Whether a part's fields are filled by sheet and cell, or it holds what other programs keep, never shown."""
        strings = self.package.linked(main_part(self.package), _STRINGS)
        return part in self.sheets or part in strings or part.startswith(_KEPT)

    def text(self, cell: Any) -> Any | None:
        """The element that holds the text of a cell (`si`, `is`, or `c` where it is `v`), or None for no text."""
        if (number := self.shared(cell)) is not None:
            return self.strings[number]
        if cell.find(f"{S}f") is not None:
            return None
        if cell.get("t") == "inlineStr":
            return cell.find(f"{S}is")
        return cell if cell.get("t") == "str" and cell.find(f"{S}v") is not None else None

    def shared(self, cell: Any) -> int | None:
        """The number of the shared text of a cell, None where it has none."""
        value = cell.find(f"{S}v") if cell.get("t") == "s" and cell.find(f"{S}f") is None else None
        number = int(value.text) if value is not None and (value.text or "").strip().isdecimal() else -1
        return number if 0 <= number < len(self.strings) else None

    @cached_property
    def fields(self) -> list[str]:
        """The shared texts that may have a field in them; of others nothing."""
        return [_with_field(one) for one in self.strings]


@dataclass(frozen=True)
class _Block:
    """Rows that are repeated for a list: its templates from above, each as numbers of rows."""

    listed: str
    templates: tuple[tuple[int, ...], ...]

    @property
    def first(self) -> int:
        return self.templates[0][0]

    @property
    def last(self) -> int:
        return self.templates[-1][-1]

    def change(self, sheet: str, count: int) -> Inserted:
        """So many rows put in below."""
        return Inserted(sheet, self.first, self.templates[-1][0], self.last, count)


def look(package: Package, lists: Collection[str]) -> Look:
    """The fields of a workbook with their places, and what keeps it from being filled; raises `BadFile`."""
    book = _opened(package)
    _no_fetching(package)
    _forget_charts(package)
    fields: list[Spot] = []
    wrong: list[Spot] = []
    for part, sheet in book.sheets.items():
        root = package.root(part)
        for place, text in filter(all, _texts(book, root, sheet)):
            fields += [Spot(name, place) for name in names_in(text)]
            if start := unclosed(text):
                wrong.append(Spot("unclosed", place, start))
            if place[0] != "cell" and lists_in(names_in(text), lists):
                wrong.append(Spot("no_rows_here", place, text[:40]))
        wrong += _wrong_blocks(book, part, lists)
        if names_in(sheet):
            wrong.append(Spot("in_sheet_name", ("sheet", sheet)))
        wrong += [Spot("in_link", ("sheet", sheet), text[:60]) for text in _links(package, part) if names_in(text)]
    wrong += _in_formulas(book)
    repeated = any(_blocks(book, part, lists) for part in book.sheets)
    repeating.check_formulas(package, book.sheets, repeated=repeated)
    elsewhere = drawings.look(package, book.is_ours, lists)
    return Look("xlsx", (*fields, *elsewhere.fields), (*wrong, *elsewhere.wrong))


def fill(package: Package, values: Values) -> None:
    """Puts the values into a workbook whose `look` found nothing wrong; raises `BadFile` where it gets too long."""
    book = _opened(package)
    _forget_charts(package)
    for part in book.sheets:
        repeating.plain_formulas(package.root(part))
    for part in book.sheets:
        for block in reversed(_blocks(book, part, values.rows)):
            _repeat(book, part, block, values)
        rows = repeating.rows(package.root(part))
        headers = tables.fill_headers(package, part, values)
        for row in rows.values():
            if row not in book.filled_rows:
                _fill_row(book, row, values, None)
                _fill_headers(book, row, headers)
        heads.fill(package.root(part), values)
    for number in book.filled_strings:
        cells.empty(book.strings[number])
    drawings.fill(package, book.is_ours, values)
    book.styles.keep()
    _calculate_anew(package)


def _opened(package: Package) -> _Book:
    main = main_part(package)
    if package.root(main).tag != f"{S}workbook":
        raise reasons.damaged()
    if any(name.startswith("xl/connections") for name in package.names):
        raise reasons.fetching()
    owner = links_of(main)
    parts = {link.get("Id"): resolved(owner, link.get("Target", "")) for link in package.links(owner)}
    sheets = {part.lower(): part for part in package.linked(main, "/worksheet")}
    named = [(parts.get(one.get(_R_ID), ""), one.get("name", "")) for one in package.root(main).iter(f"{S}sheet")]
    found = {sheets[part.lower()]: name for part, name in named if part.lower() in sheets}
    strings = [one for part in package.linked(main, _STRINGS) for one in package.root(part).iter(f"{S}si")]
    for part in found:
        repeating.rows(package.root(part))
    return _Book(package, found, strings, Styles(package))


def _no_fetching(package: Package) -> None:
    """Raises `BadFile` for formulas that could send what is filled in to somewhere else, or run something."""
    for part in package.markup:
        for formula in _formulas(package.root(part)):
            if _FETCHES.search(_QUOTED.sub('""', formula.text or "")):
                raise reasons.fetching()


def _forget_charts(package: Package) -> None:
    """Takes out what charts remember of their cells; they are drawn anew from these when the workbook is opened."""
    for part in package.markup:
        for cache in list(package.root(part).iter(*_CACHES)) if "/charts/" in part else ():
            cache.getparent().remove(cache)


def _formulas(root: Any) -> Iterator[Any]:
    tags = ("f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula")
    return cast(Iterator[Any], root.iter(*(f"{{*}}{tag}" for tag in tags)))


def _pieces(holder: Any) -> list[Any]:
    """The pieces of a text, its reading aids (for Japanese) left out."""
    if holder.tag == f"{S}c":
        return [holder.find(f"{S}v")]
    return [one for one in holder.iter(f"{S}t") if one.getparent().tag != f"{S}rPh"]


def _with_field(holder: Any) -> str:
    """A text that may have a field in it, else nothing."""
    text = joined(_pieces(holder))
    return text if "${" in text else ""


def _cell_text(book: _Book, cell: Any) -> str:
    """The text of a cell that may have a field in it, else nothing."""
    if (number := book.shared(cell)) is not None:
        return book.fields[number]
    holder = book.text(cell)
    return "" if holder is None else _with_field(holder)


def _texts(book: _Book, root: Any, sheet: str) -> Iterator[tuple[tuple[str, ...], str]]:
    for cell in root.iter(f"{S}c"):
        yield ("cell", sheet, cell.get("r")), _cell_text(book, cell)
    for element in heads.texts(root):
        yield ("header_of", sheet), element.text or ""


def _in_formulas(book: _Book) -> Iterator[Spot]:
    """Fields where a text would become a part of a formula: of cells, names, formats, validations, tables."""
    for part in book.package.markup:
        for formula in _formulas(book.package.root(part)) if book.package.mentions(part, b"${") else ():
            if names_in(formula.text or ""):
                cell = formula.getparent()
                inside = part in book.sheets and cell.tag == f"{S}c"
                place = ("cell", book.sheets[part], cell.get("r")) if inside else ("part", part)
                yield Spot("in_formula", place)


def _links(package: Package, part: str) -> Iterator[str]:
    """Where the links of a sheet lead, and what they say when they are pointed at."""
    for link in package.links(links_of(part)):
        yield unquote(link.get("Target", ""))
    for link in package.root(part).iter(f"{S}hyperlink"):
        yield from (link.get("location", ""), link.get("tooltip", ""))


def _blocks(book: _Book, part: str, lists: Collection[str]) -> list[_Block]:
    """The rows to repeat, from above."""
    root = book.package.root(part)
    rows = repeating.rows(root)
    named = {number: fields for number, row in rows.items() if (fields := _row_fields(book, row, lists))}
    tall = _tall(root, rows, named, book, lists)
    found: list[_Block] = []
    while named:
        first = min(named)
        listed = next(iter(lists_in(sorted(named[first]), lists)))
        numbers = [first]
        while (following := numbers[-1] + 1) in tall or (
            following in named and listed in lists_in(sorted(named[following]), lists)
        ):
            numbers.append(following)
        rows_fields = [named.pop(number, frozenset()) for number in numbers]
        whole = tuple(tuple(numbers[at] for at in template) for template in templates(rows_fields))
        found.append(_Block(listed, whole))
    return found


def _row_fields(book: _Book, row: Any, lists: Collection[str]) -> frozenset[str]:
    names = [name for cell in row.iter(f"{S}c") for name in names_in(_cell_text(book, cell))]
    return frozenset(name for name in names if lists_in([name], lists))


def _tall(
    root: Any, rows: dict[int, Any], named: dict[int, frozenset[str]], book: _Book, lists: Collection[str]
) -> set[int]:
    """Rows that belong to the one above, since a cell with a field of a list goes on in them."""
    found: set[int] = set()
    for box, _element in repeating.merged(root):
        if box.top in named and box.bottom > box.top:
            reference = f"{refs.column_letters(box.left)}{box.top}"
            cell = next((one for one in rows[box.top].iter(f"{S}c") if one.get("r") == reference), None)
            if cell is not None and lists_in(names_in(_cell_text(book, cell)), lists):
                found.update(range(box.top + 1, box.bottom + 1))
    return found


def _wrong_blocks(book: _Book, part: str, lists: Collection[str]) -> Iterator[Spot]:
    root, sheet = book.package.root(part), book.sheets[part]
    for row in repeating.rows(root).values():
        if len(lists_in(sorted(_row_fields(book, row, lists)), lists)) > 1:
            yield Spot("two_lists", ("row", sheet, row.get("r")))
    for block in _blocks(book, part, lists):
        place = ("row", sheet, str(block.first))
        if len({len(template) for template in block.templates}) > 1:
            yield Spot("uneven", place)
        for code in repeating.refuse(root, book.package, part, block.change(sheet, 0)):
            yield Spot(code, place)


def _repeat(book: _Book, part: str, block: _Block, values: Values) -> None:
    rows = values.rows[block.listed]
    height = len(block.templates[-1])
    more = len(rows) - len(block.templates)
    if more > 0:
        repeating.insert(book.package, book.sheets, part, block.change(book.sheets[part], more * height))
    found = repeating.rows(book.package.root(part))
    for index in range(max(len(rows), len(block.templates))):
        for at in range(height):
            if (row := found.get(block.first + index * height + at)) is not None:
                _fill_row(book, row, values, rows[index] if index < len(rows) else {})
                book.filled_rows.add(row)  # what was put in may itself look like a field, and is none


def _fill_row(book: _Book, row: Any, values: Values, of_list: Row | None) -> None:
    for cell in row.iter(f"{S}c"):
        text = _cell_text(book, cell)
        if text:
            _fill_cell(book, cell, text, values, of_list)


def _fill_headers(book: _Book, row: Any, headers: Mapping[str, str]) -> None:
    """The names of columns are texts, whatever stands in their fields."""
    for cell in row.iter(f"{S}c") if headers else ():
        if (name := headers.get(cell.get("r"))) is not None:
            cells.put_text(cell, name, book.styles)


def _fill_cell(book: _Book, cell: Any, text: str, values: Values, row: Row | None) -> None:
    """One field alone gives its value as it is; fields in a text give a text, each piece of it in its own format."""
    from copy import deepcopy

    if (number := book.shared(cell)) is not None:
        book.filled_strings.add(number)
    if name := only_field(text):
        cells.put(cell, values.value(name, row), book.styles, values.shown)
        return
    holder = book.text(cell)
    inline = cell.makeelement(f"{S}is")
    if holder is None or holder.tag == f"{S}c":
        inline.append(cells.piece(inline, text))
    else:
        inline.extend(deepcopy(one) for one in holder if one.tag in (f"{S}r", f"{S}t"))
    fill_pieces(_pieces(inline), lambda name: values.text(name, row))
    cells.put_pieces(cell, inline, book.styles)


def _calculate_anew(package: Package) -> None:
    """Has the program that opens the workbook calculate all of it, pivot tables too; the old order of it is gone."""
    main = main_part(package)
    for order in package.linked(main, "/calcChain"):
        package.remove(order)
    root = package.root(main)
    settings = root.find(f"{S}calcPr")
    if settings is None:
        settings = root.makeelement(f"{S}calcPr")
        before = map(root.find, (S + name for name in _BEFORE_SETTINGS))
        next(one for one in before if one is not None).addnext(settings)
    settings.set("fullCalcOnLoad", "1")
    for cache in map(package.root, package.linked(main, "/pivotCacheDefinition")):
        if cache.find(f"{S}cacheSource/{S}worksheetSource") is not None:
            cache.set("refreshOnLoad", "1")
