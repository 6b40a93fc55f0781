"""Tables of a sheet (those with a name of their own): their columns are called as the cells of their header are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sms_desktop.formats.forms.excel.neighbours import S
from sms_desktop.formats.forms.excel.refs import bounds, column_letters
from sms_desktop.formats.forms.field_text import Values, filled
from sms_desktop.formats.forms.zip_parts import Package

_BREAK = re.compile("_x000a_", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """A table by its markup and its rows; `header` and `total` are whether it has such."""

    root: Any
    top: int
    bottom: int
    left: int
    header: bool
    total: bool

    def fixed(self) -> Iterator[int]:
        """The rows that there must be once alone."""
        if self.header:
            yield self.top
        if self.total:
            yield self.bottom


def tables(package: Package, part: str) -> list[Table]:
    """The tables of the sheet of `part`."""
    found = []
    for root in map(package.root, package.linked(part, "/table")):
        if box := bounds(root.get("ref", "")):
            header, total = root.get("headerRowCount", "1") != "0", root.get("totalsRowCount", "0") != "0"
            found.append(Table(root, box.top, box.bottom, box.left, header, total))
    return found


def fill_headers(package: Package, part: str, values: Values) -> dict[str, str]:
    """Calls columns by what their fields say, each another name; returns what the cells of the header have to say.

    Where they don't agree, or a name is empty or there twice, Excel takes the workbook for damaged.
    """
    found: dict[str, str] = {}
    for table in tables(package, part):
        columns = list(table.root.iter(f"{S}tableColumn"))
        taken = {column.get("name", "").casefold() for column in columns}
        for at, column in enumerate(columns):
            if label := column.get("totalsRowLabel"):
                column.set("totalsRowLabel", filled(label, values.text))
            if "${" not in column.get("name", ""):
                continue
            text = _BREAK.sub("\n", filled(_BREAK.sub("\n", column.get("name")), values.text))
            name = _other(text or f"Column{at + 1}", taken)
            column.set("name", name.replace("\n", "_x000a_"))
            if table.header:
                found[f"{column_letters(table.left + at)}{table.top}"] = name
    return found


def _other(name: str, taken: set[str]) -> str:
    """A name that no other column has."""
    number, found = 1, name
    while found.casefold() in taken:
        number += 1
        found = f"{name}{number}"
    taken.add(found.casefold())
    return found
