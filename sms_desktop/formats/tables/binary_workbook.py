"""What the parser does not tell of an .xlsb: the number formats of its styles, and which cells have which style.

Its parts are records: a kind and a length in bytes of which seven bits count, then the content ([MS-XLSB] 2.1.4).
"""

from __future__ import annotations

import struct
from collections.abc import Container, Iterator
from itertools import islice
from zipfile import ZipFile

from sms_desktop.formats.guarded import limits
from sms_desktop.formats.tables.workbook_parts import linked_parts

_FOLDER = "xl/"
BOOK, _STYLES, _LINKS = f"{_FOLDER}workbook.bin", f"{_FOLDER}styles.bin", f"{_FOLDER}_rels/workbook.bin.rels"
_SHEET, _FORMAT, _STYLE, _BEGIN_STYLES, _END_STYLES = 156, 44, 47, 617, 618
_ROW = 0
#: Cells with a number: packed, whole, calculated.
_NUMBERS = (2, 5, 9)
#: A sheet with more records than this is refused elsewhere, for its cells.
_MOST_RECORDS = limits.CELLS + limits.ROWS


def formats(archive: ZipFile) -> tuple[dict[int, str], list[int]]:
    """The codes of number formats by their numbers, and the number of each style's; raises as `struct` and `dict`."""
    codes, styles, inside = dict[int, str](), list[int](), False
    for kind, content in _records(archive.read(_STYLES)):
        if kind == _FORMAT:
            codes[_word(content, 0)] = _text(content, 2)[0]
        elif kind in (_BEGIN_STYLES, _END_STYLES):
            inside = kind == _BEGIN_STYLES
        elif kind == _STYLE and inside:
            styles.append(_word(content, 2))
    return codes, styles


def numbers(archive: ZipFile, sheet: str, styles: Container[int]) -> Iterator[tuple[int, int, int]]:
    """Row (from 1), column (from 0) and style of each cell with a number in one of these styles."""
    row = 0
    for kind, content in islice(_records(archive.read(_part(archive, sheet))), _MOST_RECORDS):
        if kind == _ROW:
            row = int.from_bytes(content[:4], "little") + 1
        elif kind in _NUMBERS:
            style = int.from_bytes(content[4:7], "little")
            if style in styles:
                yield row, int.from_bytes(content[:4], "little"), style


def _part(archive: ZipFile, sheet: str) -> str:
    """The name of the part that holds the sheet; raises `KeyError`."""
    links = {}
    for kind, content in _records(archive.read(BOOK)):
        if kind == _SHEET:
            link, end = _text(content, 8)
            links[_text(content, end)[0]] = link
    return linked_parts(archive, _LINKS)[links[sheet]]


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    at, end = 0, len(content)
    while at < end:
        kind = content[at]
        at += 1
        if kind & 128:
            kind = kind & 127 | (content[at] & 127) << 7
            at += 1
        length = content[at]
        at += 1
        if length & 128:
            length, at = _long(content, at - 1)
        yield kind, content[at : at + length]
        at += length


def _long(content: bytes, at: int) -> tuple[int, int]:
    """A length of several bytes, and where it ends."""
    length = 0
    for n in range(4):
        length |= (content[at + n] & 127) << 7 * n
        if content[at + n] < 128:
            return length, at + n + 1
    return length, at + 4


def _word(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 2], "little")


def _text(content: bytes, at: int) -> tuple[str, int]:
    """A text, and where it ends; an empty one where there is none."""
    (count,) = struct.unpack_from("<I", content, at)
    count = 0 if count == 0xFFFFFFFF else count
    end = at + 4 + 2 * count
    return content[at + 4 : end].decode("utf-16-le", "replace"), end
