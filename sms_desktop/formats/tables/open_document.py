"""The markup of OpenDocument spreadsheets, packed (.ods) or flat (.fods): cells as a person would type them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sms_desktop.formats.guarded import limits
from sms_desktop.formats.tables.spreadsheet_cells import as_text, moment, number, percent, span
from sms_desktop.formats.tables.xml_sheets import Sheets

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _STYLE = (f"{_URN}{part}:1.0 " for part in ("table", "office", "text", "style"))
_NEWER = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_SHEET, _ROW = _TABLE + "table", _TABLE + "table-row"
_CELL, _COVERED = _TABLE + "table-cell", _TABLE + "covered-table-cell"
_PARAGRAPH = _TEXT + "p"
_COLUMNS, _ROWS = _TABLE + "number-columns-repeated", _TABLE + "number-rows-repeated"
_KIND, _VALUE, _STRING = _OFFICE + "value-type", _OFFICE + "value", _OFFICE + "string-value"
_DATE, _TIME, _BOOLEAN = _OFFICE + "date-value", _OFFICE + "time-value", _OFFICE + "boolean-value"
_MARKS = {_TEXT + "tab": "\t", _TEXT + "line-break": "\n"}
_NUMBERS = frozenset(("float", "currency", "percentage"))
_BLANKS = re.compile(r"[ \t\r\n]+")
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d*)?S)?")


class OpenDocument:
    """Hands the rows of every sheet to `sheets`."""

    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets
        self._style = ""
        self._unseen: set[str] = set()
        self._sheet: str | None = None
        self._row: list[str] = []
        self._gap = 0
        self._times = 1
        self._cell: dict[str, str] | None = None
        self._words: list[str] = []
        self._paragraphs = 0
        self._spoken = False
        self._aside = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._aside:
            self._aside += 1
        elif self._cell is not None:
            self._inside(name, attributes)
        elif name == _CELL:
            self._cell, self._paragraphs = attributes, 0
        elif name == _COVERED:
            self._gap += _times(attributes, _COLUMNS)
        elif name == _ROW:
            self._row, self._gap, self._times = [], 0, _times(attributes, _ROWS)
        elif name == _SHEET:
            self._sheet = attributes.get(_TABLE + "style-name", "")
            self._sheets.begin(attributes.get(_TABLE + "name", ""))
        elif name == _TABLE + "shapes":
            self._aside = 1
        elif name == _STYLE + "style":
            self._style = attributes.get(_STYLE + "name", "")
        elif name == _STYLE + "table-properties" and attributes.get(_TABLE + "display") == "false":
            self._unseen.add(self._style)

    def end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif name == _CELL and self._cell is not None:
            self._take(self._cell)
            self._cell, self._words = None, []
        elif name == _PARAGRAPH:
            self._spoken = False
        elif name == _ROW:
            self._sheets.add(self._row, self._times)
            self._row = []
        elif name == _SHEET and self._sheet is not None:
            self._sheets.end(hidden=self._sheet in self._unseen)
            self._sheet = None

    def text(self, text: str) -> None:
        if self._spoken and not self._aside:
            self._words.append(_BLANKS.sub(" ", text))

    def _inside(self, name: str, attributes: dict[str, str]) -> None:
        """An element of a cell: paragraphs and marks of its text; notes, pictures and tables in it are no text."""
        if name == _PARAGRAPH:
            if self._paragraphs:
                self._words.append("\n")
            self._paragraphs += 1
            self._spoken = True
        elif name == _TEXT + "s":
            self._words.append(" " * min(limits.KIB, _times(attributes, _TEXT + "c")))
        elif name in _MARKS:
            self._words.append(_MARKS[name])
        elif not name.startswith(_TEXT) or name == _TEXT + "ruby-text":
            self._aside = 1

    def _take(self, cell: dict[str, str]) -> None:
        """Empty cells are only counted, for a row may say that it has 16,384 of them."""
        text = as_text(_value(cell, "".join(self._words)))
        times = _times(cell, _COLUMNS)
        if not text:
            self._gap += times
            return
        room = max(0, limits.COLUMNS + 1 - len(self._row))
        self._row += [""] * min(self._gap, room)
        self._row += [text] * max(1, min(times, limits.COLUMNS + 1 - len(self._row)))
        self._gap = 0


def _times(attributes: dict[str, str], name: str) -> int:
    value = attributes.get(name, "1")
    return max(1, min(int(value), limits.ROWS + 1)) if value.isdecimal() else 1


def _value(cell: dict[str, str], text: str) -> str:
    if cell.get(_NEWER) == "error":
        return ""
    kind = cell.get(_KIND, "string")
    try:
        if kind in _NUMBERS and _VALUE in cell:
            return _number(float(cell[_VALUE]), kind, text)
        if kind == "date" and _DATE in cell:
            return moment(datetime.fromisoformat(cell[_DATE][:26]).replace(tzinfo=None))
        if kind == "time" and _TIME in cell:
            return _duration(cell[_TIME])
    except ValueError:
        return text
    if kind == "boolean" and cell.get(_BOOLEAN) in ("true", "false"):
        return cell[_BOOLEAN].upper()
    return cell.get(_STRING, text) if kind == "string" else text


def _number(value: float, kind: str, text: str) -> str:
    """A percent as one, and leading zeros that are shown: `00017` for 17."""
    if kind == "percentage" or (text.endswith("%") and _is_percent(value, text)):
        return percent(value)
    padded = text.startswith("0") and text.isdecimal() and float(text) == value
    return text if padded else number(value)


def _is_percent(value: float, text: str) -> bool:
    """Whether a text such as `85%` shows 0.85 and not 85."""
    try:
        shown = float(text.rstrip("% \xa0").replace(",", "."))
    except ValueError:
        return False
    return abs(shown - value * 100) < abs(shown - value)


def _duration(text: str) -> str:
    """`PT33H45M00S` as `33:45`; raises `ValueError`."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    if days > limits.ROWS or hours > limits.ROWS:
        raise ValueError
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return span(-length if found[1] else length)
