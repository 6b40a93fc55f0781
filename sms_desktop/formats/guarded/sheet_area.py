"""How far a sheet's cells reach, told from its markup piece by piece, before anything parses it."""

from __future__ import annotations

import re

from sms_desktop.formats.guarded import limits, refusals

_CELL = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]+)(\d+)")
_ROW = re.compile(rb"<row\s+r\s*=\s*[\"'](\d+)")
#: As spreadsheet programs write them, several times as fast to find: columns, with the row only where it is far.
_USUAL_CELL = re.compile(rb' r="([A-Z]+(?:\d{7,})?)')
_USUAL_ROW = re.compile(rb'<row r="(\d+)')
#: Cells with something in them, the name and a prefix of the tag whatever they are.
_FILLED = re.compile(
    # a tag is looked through once: one with a thousand references and no end would take hours otherwise
    rb"<(?:\w+:)?c\s(?>(?:[^<>]*?\s)?r\s*=\s*[\"']([A-Za-z]+)(\d+)[\"'])[^<>]*+(?<!/)>(?!\s*</)"
)
_NAMELESS = re.compile(rb"<(?:\w+:)?c(?:\s+(?!r\b)\w+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*>")


class Area:
    """What the references of a sheet name, empty cells and rows as well: quick, and seldom more than is filled."""

    def __init__(self) -> None:
        self._columns = 0
        self._rows = 0

    def add(self, markup: bytes) -> None:
        letters = set(_USUAL_CELL.findall(markup))
        rows = set(_USUAL_ROW.findall(markup))
        if b"'" in markup or any(len(column) > 1 for column in letters):
            cells = set(_CELL.findall(markup))
            letters = {column for column, _row in cells}
            rows.update(row for _column, row in cells)
            rows.update(_ROW.findall(markup))
        self._reaches(letters, rows)

    def _reaches(self, letters: set[bytes], rows: set[bytes]) -> None:
        self._columns = max(self._columns, *map(_column_number, letters), 0)
        self._rows = max(self._rows, *(int(row[:9]) for row in rows), 0)

    def beyond(self) -> bool:
        return self._columns > limits.COLUMNS or self._rows > limits.ROWS or self._columns * self._rows > limits.CELLS

    def check(self) -> None:
        """Raises `BadFile` beyond the limits."""
        if self._columns > limits.COLUMNS:
            raise refusals.too_many_columns()
        if self.beyond():
            raise refusals.too_big_spreadsheet()


class FilledArea(Area):
    """Only cells that hold something, for rows that are merely formatted reach to the end of many a sheet."""

    def add(self, markup: bytes) -> None:
        cells = set(_FILLED.findall(markup))
        rows = {row for _column, row in cells}
        if _NAMELESS.search(markup):
            rows.update(_ROW.findall(markup))
        self._reaches({column for column, _row in cells}, rows)


def _column_number(letters: bytes) -> int:
    """`A` is 1, `XFD` is 16384."""
    number = 0
    for letter in letters[:8].upper():
        number = number * 26 + letter - 64
    return number
