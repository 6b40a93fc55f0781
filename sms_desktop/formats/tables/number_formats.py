"""How an Excel workbook shows numbers where that is what a person means: 85 % for 0.85, 00017 for 17.

The parser gives the bare numbers. Also finds formulas that were never calculated, which it gives as empty.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterable, Iterator
from zipfile import BadZipFile, ZipFile

from sms_desktop.formats.tables import binary_workbook
from sms_desktop.formats.tables.old_excel import WORKBOOKS
from sms_desktop.formats.tables.ole import Broken, Container
from sms_desktop.formats.tables.spreadsheet_cells import number, percent
from sms_desktop.formats.tables.workbook_parts import BOOK, attributes, pieces, sheet_part

#: Rows (from 1), and in each the columns (from 0) with how they are shown: `%`, or zeros for the least digits.
Shown = dict[int, list[tuple[int, str]]]
_BUILT_IN = {9: "%", 10: "%"}
_SAID = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ZEROS = re.compile("0{2,40}")
_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s[^<>]*>")
_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf\s[^<>]*>")
_UNCALCULATED = re.compile(
    rb"<(?:\w+:)?c\s(?![^<>]*\st=[\"']str)[^<>]*>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]{1,2000}</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<v></v>)?\s*</(?:\w+:)?c>"
)
_NUMBER, _RK, _RKS, _FORMULA, _BEGIN, _END = 0x0203, 0x027E, 0x00BD, 0x0006, 0x0809, 0x000A
_FORMAT_RECORD, _STYLE_RECORD, _SHEET_RECORD = 0x041E, 0x00E0, 0x0085
_EXCEL_97 = 0x0600
_UNEXPECTED = (Broken, BadZipFile, KeyError, IndexError, ValueError, struct.error)


def meaning(code: str) -> str:
    """What a number format says of the number itself: `%`, zeros for the least digits (`0000`), or nothing."""
    first = code.split(";")[0]
    if "%" in _SAID.sub("", first):
        return "%"
    return first if _ZEROS.fullmatch(first) else ""


def as_shown(value: float, how: str) -> str:
    """A number as a cell of that meaning shows it."""
    if how == "%":
        return percent(value)
    text = number(float(value))
    return text.zfill(len(how)) if text.isdecimal() else text


def shown_cells(data: bytes, sheet: str, at: int) -> Shown:
    """Of the sheet of that name, which is number `at` (from 0); nothing where the file is not as expected."""
    try:
        return _in_zip(data, sheet) if data.startswith(b"PK") else _in_old(data, at)
    except _UNEXPECTED:
        return {}


def has_uncalculated(data: bytes, sheet: str) -> bool:
    """Whether a sheet of an .xlsx has formulas without results: a program wrote it that does not calculate."""
    if not data.startswith(b"PK"):
        return False
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            markup = pieces(archive, sheet_part(archive, sheet))
            with_f = (piece for piece in markup if b"f" in piece)  # one letter is found ten times as fast as two
            return any((b"<f" in piece or b":f" in piece) and _UNCALCULATED.search(piece) for piece in with_f)
    except _UNEXPECTED:
        return False


def _in_zip(data: bytes, sheet: str) -> Shown:
    with ZipFile(io.BytesIO(data)) as archive:
        if binary_workbook.BOOK in archive.NameToInfo:
            return _in_binary(archive, sheet)
        if BOOK not in archive.NameToInfo:
            return {}
        styles = _styles(archive.read("xl/styles.xml"))
        return _by_style(pieces(archive, sheet_part(archive, sheet)), styles) if styles else {}


def _in_binary(archive: ZipFile, sheet: str) -> Shown:
    codes, styles = binary_workbook.formats(archive)
    named = _BUILT_IN | {number: meaning(code) for number, code in codes.items()}
    meanings = {style: named[form] for style, form in enumerate(styles) if named.get(form)}
    shown: Shown = {}
    for row, column, style in binary_workbook.numbers(archive, sheet, meanings) if meanings else ():
        shown.setdefault(row, []).append((column, meanings[style]))
    return shown


def _by_style(markup: Iterable[bytes], styles: dict[bytes, str]) -> Shown:
    numbers = b"|".join(styles)
    cell = re.compile(rb"<(?:\w+:)?c\s+r=\"([A-Z]+)(\d+)\"(?:\s+\w+=\"\w*\")*?\s+s=\"(" + numbers + rb")\"")
    shown: Shown = {}
    for piece in markup:
        for column, row, style in cell.findall(piece):
            shown.setdefault(int(row), []).append((_column(column), styles[style]))
    return shown


def _styles(markup: bytes) -> dict[bytes, str]:
    formats = [attributes(tag) for tag in _FORMAT.findall(markup)]
    named = _BUILT_IN | {int(found["numFmtId"]): meaning(found.get("formatCode", "")) for found in formats}
    section = _STYLES.search(markup)
    styles = [attributes(tag) for tag in _STYLE.findall(section.group())] if section else []
    meanings = [named.get(int(style.get("numFmtId", "0")), "") for style in styles]
    return {str(at).encode(): how for at, how in enumerate(meanings) if how}


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - 64
    return number - 1


def _records(content: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from `at` on, up to the end of what begins there."""
    depth = 0
    while at + 4 <= len(content):
        kind, length = struct.unpack_from("<HH", content, at)
        yield kind, content[at + 4 : at + 4 + length]
        depth += (kind == _BEGIN) - (kind == _END)
        if depth <= 0:
            return
        at += 4 + length


def _in_old(data: bytes, at: int) -> Shown:
    container = Container(data)
    stream = next((container.streams[name] for name in WORKBOOKS if name in container.streams), None)
    if stream is None:
        return {}
    content = container.content(stream)
    named, styles, sheets = dict(_BUILT_IN), list[int](), list[int]()
    for kind, record in _records(content, 0):
        if kind == _FORMAT_RECORD:
            named[_word(record, 0)] = meaning(_code(record, _word(content, 4)))
        elif kind == _STYLE_RECORD:
            styles.append(_word(record, 2))
        elif kind == _SHEET_RECORD:
            sheets.append(int.from_bytes(record[:4], "little"))
    meanings = {style: named[form] for style, form in enumerate(styles) if named.get(form)}
    return _of_sheet(_records(content, sheets[at]), meanings) if meanings else {}


def _word(record: bytes, at: int) -> int:
    return int.from_bytes(record[at : at + 2], "little")


def _code(record: bytes, version: int) -> str:
    """The text of a number format; the signs that matter are the same in all code pages."""
    return record[5:].replace(b"\0", b"").decode("latin-1") if version == _EXCEL_97 else record[3:].decode("latin-1")


def _of_sheet(records: Iterable[tuple[int, bytes]], meanings: dict[int, str]) -> Shown:
    shown: Shown = {}
    for kind, record in records:
        if kind in (_NUMBER, _RK, _FORMULA):
            styles = [_word(record, 4)]
        elif kind == _RKS:
            styles = [_word(record, at) for at in range(4, len(record) - 6, 6)]
        else:
            continue
        found = [
            (column, meanings[style]) for column, style in enumerate(styles, _word(record, 2)) if style in meanings
        ]
        if found:
            shown.setdefault(_word(record, 0) + 1, []).extend(found)
    return shown
