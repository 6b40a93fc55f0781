"""Which cells of an Excel workbook are shown as percents: the parser gives 0.85 for what the person sees as 85 %."""

from __future__ import annotations

import io
import posixpath
import re
import struct
from collections.abc import Iterable, Iterator
from html import unescape
from zipfile import BadZipFile, ZipFile

from sms_desktop.formats.old_excel import WORKBOOKS
from sms_desktop.formats.ole import Broken, Container

#: Rows (from 1) and in each the columns (from 0).
Places = dict[int, list[int]]
_BUILT_IN = frozenset((9, 10))
_SAID = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s[^<>]*>")
_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf\s[^<>]*>")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^<>]*>")
_LINK = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_BOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_NUMBER, _RK, _RKS, _FORMULA, _BEGIN, _END = 0x0203, 0x027E, 0x00BD, 0x0006, 0x0809, 0x000A
_FORMAT_RECORD, _STYLE_RECORD, _SHEET_RECORD = 0x041E, 0x00E0, 0x0085
_EXCEL_97 = 0x0600


def percents(data: bytes, sheet: str, at: int) -> Places:
    """The cells of the sheet of that name, which is number `at` (from 0); none where the file is not as expected."""
    try:
        return _in_zip(data, sheet) if data.startswith(b"PK") else _in_old(data, at)
    except (Broken, BadZipFile, KeyError, IndexError, ValueError, struct.error):
        return {}


def is_percent(code: str) -> bool:
    """Whether a number format, such as `0.0%`, shows numbers as percents."""
    return "%" in _SAID.sub("", code.split(";")[0])


def _attributes(tag: bytes) -> dict[str, str]:
    found = _ATTRIBUTE.findall(tag)
    return {name.decode().split(":")[-1]: unescape((one or two).decode("utf-8", "replace")) for name, one, two in found}


def _in_zip(data: bytes, sheet: str) -> Places:
    with ZipFile(io.BytesIO(data)) as archive:
        if _BOOK not in archive.NameToInfo:
            return {}
        styles = _percent_styles(archive.read("xl/styles.xml"))
        if not styles:
            return {}
        markup = archive.read(_part(archive, sheet))
    numbers = "|".join(map(str, styles))
    cell = re.compile(rf'<(?:\w+:)?c\s+r="([A-Z]+)(\d+)"\s+s="(?:{numbers})"'.encode())
    places: Places = {}
    for column, row in cell.findall(markup):
        places.setdefault(int(row), []).append(_column(column))
    return places


def _percent_styles(markup: bytes) -> list[int]:
    formats = [_attributes(tag) for tag in _FORMAT.findall(markup)]
    named = {int(found["numFmtId"]) for found in formats if is_percent(found.get("formatCode", ""))}
    section = _STYLES.search(markup)
    styles = [_attributes(tag) for tag in _STYLE.findall(section.group())] if section else []
    return [at for at, style in enumerate(styles) if int(style.get("numFmtId", "0")) in named | _BUILT_IN]


def _part(archive: ZipFile, sheet: str) -> str:
    """The part that holds the sheet; raises `KeyError`."""
    sheets = map(_attributes, _SHEET.findall(archive.read(_BOOK)))
    links = map(_attributes, _LINK.findall(archive.read(_LINKS)))
    link = {found["name"]: found["id"] for found in sheets if "id" in found}[sheet]
    target = {found["Id"]: found["Target"] for found in links if "Target" in found}[link]
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


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


def _in_old(data: bytes, at: int) -> Places:
    container = Container(data)
    stream = next((container.streams[name] for name in WORKBOOKS if name in container.streams), None)
    if stream is None:
        return {}
    content = container.content(stream)
    formats, styles, sheets = set(_BUILT_IN), list[int](), list[int]()
    for kind, record in _records(content, 0):
        if kind == _FORMAT_RECORD and is_percent(_code(record, int.from_bytes(content[4:6], "little"))):
            formats.add(int.from_bytes(record[:2], "little"))
        elif kind == _STYLE_RECORD:
            styles.append(int.from_bytes(record[2:4], "little"))
        elif kind == _SHEET_RECORD:
            sheets.append(int.from_bytes(record[:4], "little"))
    shown = {style for style, number in enumerate(styles) if number in formats}
    return _of_sheet(_records(content, sheets[at]), shown) if shown else {}


def _code(record: bytes, version: int) -> str:
    """The text of a number format; the signs that matter are the same in all code pages."""
    return record[5:].replace(b"\0", b"").decode("latin-1") if version == _EXCEL_97 else record[3:].decode("latin-1")


def _of_sheet(records: Iterable[tuple[int, bytes]], shown: set[int]) -> Places:
    places: Places = {}
    for kind, record in records:
        if kind in (_NUMBER, _RK, _FORMULA):
            row, column, style = struct.unpack_from("<HHH", record)
            found = [column] if style in shown else []
        elif kind == _RKS:
            row, first = struct.unpack_from("<HH", record)
            styles = [struct.unpack_from("<H", record, at)[0] for at in range(4, len(record) - 6, 6)]
            found = [first + more for more, style in enumerate(styles) if style in shown]
        else:
            continue
        if found:
            places.setdefault(row + 1, []).extend(found)
    return places
