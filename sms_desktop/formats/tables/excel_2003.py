"""The markup of XML spreadsheets of Excel 2002 and 2003, which school systems still write and call .xls or .xml."""

from __future__ import annotations

from datetime import date, datetime

from sms_desktop.formats.guarded import limits
from sms_desktop.formats.tables.number_formats import as_shown, meaning
from sms_desktop.formats.tables.spreadsheet_cells import as_text, clock, moment, number
from sms_desktop.formats.tables.xml_sheets import Sheets

_SS = "urn:schemas-microsoft-com:office:spreadsheet "
_SHEET, _ROW, _CELL, _DATA = (_SS + name for name in ("Worksheet", "Row", "Cell", "Data"))
_INDEX, _SPAN, _MERGED, _TYPE = (_SS + name for name in ("Index", "Span", "MergeAcross", "Type"))
_STYLE, _STYLE_ID, _PARENT, _FORMAT = (_SS + name for name in ("Style", "StyleID", "Parent", "NumberFormat"))
_VISIBLE = "urn:schemas-microsoft-com:office:excel Visible"
#: A time of the day is a moment of one of these days.
_DAYS_OF_TIMES = (date(1899, 12, 31), date(1899, 12, 30), date(1904, 1, 1))


class Excel2003:
    """Hands the rows of every sheet to `sheets`."""

    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets
        self._hidden = False
        self._said: list[str] | None = None
        self._row: list[str] = []
        self._times = 1
        self._column = 0
        self._after = 0
        self._in_cell = False
        self._kind = ""
        self._shown = ""
        self._style = ""
        self._meanings: dict[str, str] = {}
        self._aside = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._aside:
            self._aside += 1
        elif name == _DATA and self._in_cell:
            self._kind, self._said = attributes.get(_TYPE, "String"), []
        elif self._in_cell and self._said is None:
            self._aside = 1
        elif name == _CELL:
            self._in_cell = True
            self._shown = attributes.get(_STYLE_ID, "")
            self._column = _count(attributes, _INDEX, self._after + 1)
            self._after = self._column + _count(attributes, _MERGED, 0)
        elif name == _ROW:
            self._sheets.at_row(_count(attributes, _INDEX, 1))
            self._row, self._after, self._times = [], 0, 1 + _count(attributes, _SPAN, 0)
        elif name == _SHEET:
            self._hidden = False
            self._sheets.begin(attributes.get(_SS + "Name", ""))
        elif name == _STYLE:
            self._style = attributes.get(_SS + "ID", "")
            self._meanings[self._style] = self._meanings.get(attributes.get(_PARENT, ""), "")
        elif name == _FORMAT:
            code = attributes.get(_SS + "Format", "")
            self._meanings[self._style] = "%" if code == "Percent" else meaning(code)
        elif name == _VISIBLE:
            self._said = []

    def end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif name == _DATA and self._said is not None:
            self._take(as_text(_value(self._kind, "".join(self._said), self._meanings.get(self._shown, ""))))
            self._said = None
        elif name == _CELL:
            self._in_cell = False
        elif name == _ROW:
            self._sheets.add(self._row, self._times)
        elif name == _VISIBLE and self._said is not None:
            self._hidden = "".join(self._said).strip().startswith("Sheet")
            self._said = None
        elif name == _SHEET:
            self._sheets.end(hidden=self._hidden)

    def text(self, text: str) -> None:
        if self._said is not None and not self._aside:
            self._said.append(text)

    def _take(self, text: str) -> None:
        if not text:
            return
        at = min(self._column, limits.COLUMNS + 1)
        self._row += [""] * (at - len(self._row))
        self._row[at - 1] = text


def _count(attributes: dict[str, str], name: str, otherwise: int) -> int:
    value = attributes.get(name, "")
    return min(int(value), limits.ROWS + 1) if value.isdecimal() else otherwise


def _value(kind: str, text: str, how: str) -> str:
    try:
        if kind == "Number":
            return as_shown(float(text), how) if how else number(float(text))
        if kind == "DateTime":
            return _moment(datetime.fromisoformat(text.strip()[:26]))
    except ValueError:
        return text
    if kind == "Boolean":
        return "TRUE" if text.strip() == "1" else "FALSE"
    return "" if kind == "Error" else text


def _moment(when: datetime) -> str:
    return clock(when.time()) if when.date() in _DAYS_OF_TIMES else moment(when.replace(tzinfo=None))
