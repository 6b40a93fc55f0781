"""What must be known of an old Excel file (.xls) before it is parsed: whether it is locked, or wrongly labelled."""

from __future__ import annotations

from collections.abc import Iterator
from struct import unpack_from

from sms_desktop.formats.tables.ole import Broken, Container

#: Streams of a workbook: Excel 97 and later, Excel 5 and 95.
WORKBOOKS = ("workbook", "book")
#: Records before the list of sheets are few; a password is among the first.
_LOOKED_AT = 64 * 1024
_BEGIN, _PASSWORD, _CODE_PAGE, _SHEETS = 0x0809, 0x002F, 0x0042, 0x0085
_EXCEL_97 = 0x0600
_UNICODE = (1200).to_bytes(2, "little")
#: How workbooks of Excel 2 to 4 begin, and later ones that were taken out of their container.
_BARE = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")


def is_bare(head: bytes) -> bool:
    """Whether the file is a workbook without a container, as Excel wrote them until 1993."""
    return head.startswith(_BARE)


def is_locked(container: Container) -> bool:
    """Whether the workbook is encrypted. Raises `Broken`."""
    return any(kind == _PASSWORD for kind, _content, _places in _records(container))


def relabelled(data: bytes) -> bytes:
    """The file with the code page of its texts set to what Excel 97 and later use, whatever its maker wrote there.

    Some makers of .xls files name an old code page though their texts are Unicode; Excel does not look at it.
    """
    changed = bytearray(data)
    version = 0
    try:
        for kind, content, places in _records(Container(data)):
            if kind == _BEGIN:
                version = int.from_bytes(content[:2], "little")
            elif kind == _PASSWORD:
                return data
            elif kind == _CODE_PAGE and version == _EXCEL_97:
                for place, byte in zip(places, _UNICODE, strict=False):
                    changed[place] = byte
    except Broken:
        return data
    return bytes(changed)


def _records(container: Container) -> Iterator[tuple[int, bytes, list[int]]]:
    """The records before the list of sheets: kind, content, and the content's places in the file."""
    stream = next((container.streams[name] for name in WORKBOOKS if name in container.streams), None)
    if stream is None:
        return
    content, places = container.begin(stream, _LOOKED_AT)
    at = 0
    while at + 4 <= len(content):
        kind, length = unpack_from("<HH", content, at)
        if kind in (0, _SHEETS):
            return
        yield kind, content[at + 4 : at + 4 + length], places[at + 4 : at + 4 + length]
        at += 4 + length
