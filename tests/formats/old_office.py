"""Old Excel files put together by hand, record by record, for what no library writes."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

_SECTOR, _ENTRY, _NONE, _END, _TABLE = 512, 128, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5


def container(streams: Mapping[str, bytes], inside: Mapping[str, bytes] | None = None) -> bytes:
    """An OLE file with these streams in its root, and `inside` a storage of an embedded object."""
    content, chains = bytearray(), list[list[int]]()
    for data in (*streams.values(), *(inside or {}).values()):
        first = len(content) // _SECTOR
        content += data.ljust(4096, b"\0") + bytes(-max(len(data), 4096) % _SECTOR)
        chains.append(list(range(first, len(content) // _SECTOR)))
    sizes = [max(len(data), 4096) for data in (*streams.values(), *(inside or {}).values())]
    entries = [_entry("Root Entry", _ROOT, child=1, start=_END)]
    for at, name in enumerate(streams, 1):
        last = at == len(streams) and not inside
        entries.append(
            _entry(name, _STREAM, right=_NONE if last else at + 1, start=chains[at - 1][0], size=sizes[at - 1])
        )
    if inside:
        entries.append(_entry("MBD0001", _STORAGE, child=len(streams) + 2))
        for at, name in enumerate(inside, len(streams)):
            right = _NONE if at == len(streams) + len(inside) - 1 else at + 3
            entries.append(_entry(name, _STREAM, right=right, start=chains[at][0], size=sizes[at]))
    directory = len(content) // _SECTOR
    content += b"".join(entries)
    content += bytes(-len(content) % _SECTOR)
    chains.append(list(range(directory, len(content) // _SECTOR)))
    return _head(directory, len(content) // _SECTOR) + bytes(content) + _table(chains, len(content) // _SECTOR)


def _head(directory: int, table: int) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<7I", 1, directory, 0, 4096, _END, 0, _END) + struct.pack("<I", 0)
    return head + struct.pack("<I", table) + b"\xff" * (4 * 108)


def _table(chains: Sequence[Sequence[int]], own: int) -> bytes:
    after = [_NONE] * 128
    for chain in chains:
        for sector, following in zip(chain, [*chain[1:], _END], strict=True):
            after[sector] = following
    after[own] = _TABLE
    return struct.pack("<128I", *after)


def _entry(name: str, kind: int, *, right: int = _NONE, child: int = _NONE, start: int = 0, size: int = 0) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, _NONE, right, child)
    return head + bytes(36) + struct.pack("<III", start, size, 0)


def record(kind: int, content: bytes = b"") -> bytes:
    """One record of a workbook."""
    return struct.pack("<HH", kind, len(content)) + content


def excel_97(texts: Sequence[str], code_page: int, before: bytes = b"", more: bytes = b"") -> bytes:
    """The stream of a workbook whose first column holds these texts, of letters below U+0100 in the shorter form.

    `before` are records of the workbook, `more` are cells.
    """

    def globals_(place: int) -> bytes:
        sheet = record(0x85, struct.pack("<IBBBB", place, 0, 0, 5, 0) + b"Sheet")
        strings = record(0xFC, struct.pack("<II", len(texts), len(texts)) + b"".join(map(_string, texts)))
        begin = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0xDBB, 0x7CC, 0, 6))
        return begin + before + record(0x42, struct.pack("<H", code_page)) + sheet + strings + record(0x0A)

    cells = b"".join(record(0xFD, struct.pack("<HHHI", row, 0, 0, row)) for row in range(len(texts)))
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 16, 0xDBB, 0x7CC, 0, 6)) + cells + more + record(0x0A)
    return globals_(len(globals_(0))) + sheet


def _string(text: str) -> bytes:
    wide = any(letter > "\xff" for letter in text)
    return struct.pack("<HB", len(text), wide) + text.encode("utf-16-le" if wide else "latin-1")


def excel_95(texts: Sequence[str], code_page: int, encoding: str) -> bytes:
    """The stream of a workbook of Excel 5 or 95 whose first column holds these texts."""

    def globals_(place: int) -> bytes:
        begin = record(0x809, struct.pack("<HHHH", 0x500, 5, 0xDBB, 0x7CC))
        sheet = record(0x85, struct.pack("<IBBB", place, 0, 0, 5) + b"Sheet")
        return begin + record(0x42, struct.pack("<H", code_page)) + sheet + record(0x0A)

    labels = [(row, text.encode(encoding)) for row, text in enumerate(texts)]
    cells = b"".join(record(0x204, struct.pack("<HHHH", row, 0, 0, len(text)) + text) for row, text in labels)
    sheet = record(0x809, struct.pack("<HHHH", 0x500, 16, 0xDBB, 0x7CC)) + cells + record(0x0A)
    return globals_(len(globals_(0))) + sheet
