"""The container of old office files (OLE): which streams lie in its root, and where in the file each of them is."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from mmap import mmap

Data = bytes | bytearray | mmap
_END = 0xFFFFFFFA
_NONE = 0xFFFFFFFF
_MINI_CUT_OFF = 4096
_MINI = 64
_ENTRY = 128
_STREAM = 2


class Broken(ValueError):
    """The container's own tables lead nowhere."""


@dataclass(frozen=True)
class Entry:
    """A stream or storage: its name, kind (2 is a stream), its neighbours and child in the tree, and where it lies."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Container:
    """Over the bytes of a file; raises `Broken` at whatever step its tables are no sense."""

    def __init__(self, data: Data) -> None:
        self._data = data
        if len(data) < 512:
            raise Broken
        self._sector = 1 << min(12, int(self._numbers("<H", 30)[0]))
        self._first_directory, _, _cut, self._mini_start, _, difat, difats = self._numbers("<7I", 48)
        if self._sector < 512:
            raise Broken
        self._fat = self._allocation(difat, difats)

    @property
    def cut(self) -> bool:
        """Whether sectors are in use that the file no longer has: it ends in the middle."""
        used = max((at for at, after in enumerate(self._fat) if after != _NONE), default=0)
        return (used + 1) * self._sector >= len(self._data)

    @cached_property
    def streams(self) -> dict[str, Entry]:
        """The streams of the root by their names in small letters; those inside of embedded objects are not there."""
        entries = list(self._entries())
        if not entries:
            raise Broken
        found: dict[str, Entry] = {}
        waiting, seen = [entries[0].child], set()
        while waiting:
            at = waiting.pop()
            if at >= len(entries) or at in seen:
                continue
            seen.add(at)
            entry = entries[at]
            waiting += [entry.left, entry.right]
            if entry.kind == _STREAM:
                found[entry.name.casefold()] = entry
        return found

    def content(self, entry: Entry) -> bytes:
        """All of a stream."""
        sector = self._sector if entry.size >= _MINI_CUT_OFF else _MINI
        return b"".join(bytes(self._data[place : place + sector]) for place in self._places(entry))[: entry.size]

    def begin(self, entry: Entry, size: int) -> tuple[bytes, list[int]]:
        """The first bytes of a stream (at most `size`), and for each where in the file it stands."""
        sector = self._sector if entry.size >= _MINI_CUT_OFF else _MINI
        content, places = bytearray(), list[int]()
        for place in self._places(entry):
            content += self._data[place : place + sector]
            places += range(place, place + sector)
            if len(content) >= min(size, entry.size):
                break
        return bytes(content[: min(size, entry.size)]), places

    def _numbers(self, form: str, place: int) -> tuple[int, ...]:
        try:
            return struct.unpack_from(form, self._data, place)
        except struct.error:
            raise Broken from None

    def _allocation(self, difat: int, count: int) -> array[int]:
        """Which sector follows each; the table's own sectors are listed in the header and a chain behind it.

        A sector counts once, so that a list that goes round in a small file is no table of gigabytes.
        """
        each = self._sector // 4
        tables = dict.fromkeys(self._numbers("<109I", 76))
        listing = set[int]()
        for _turn in range(min(count, len(self._data) // self._sector)):
            if difat >= _END or difat in listing:
                break
            listing.add(difat)
            *more, difat = self._numbers(f"<{each}I", (difat + 1) * self._sector)
            tables.update(dict.fromkeys(filter(self._is_there, more)))
        fat = array("I")
        for table in filter(self._is_there, tables):
            fat.extend(self._numbers(f"<{each}I", (table + 1) * self._sector))
        return fat

    def _is_there(self, sector: int) -> bool:
        return sector < _END and (sector + 2) * self._sector <= len(self._data)

    def _chain(self, start: int, table: Sequence[int]) -> Iterator[int]:
        """The sectors from `start` on, each once; raises `Broken` where they are too many or lead out of the table."""
        seen = set[int]()
        while start < _END and start not in seen:
            seen.add(start)
            yield start
            if start >= len(table) or len(seen) * _MINI > len(self._data):
                raise Broken
            start = table[start]

    def _entries(self) -> Iterator[Entry]:
        for sector in self._chain(self._first_directory, self._fat):
            for at in range(self._sector // _ENTRY):
                yield self._entry((sector + 1) * self._sector + at * _ENTRY)

    def _entry(self, place: int) -> Entry:
        length, kind, left, right, child = self._numbers("<HBxIII", place + 64)
        start, size = self._numbers("<II", place + 116)
        text = self._data[place : place + max(0, min(64, length) - 2)].decode("utf-16-le", "replace")
        return Entry(text, kind, left, right, child, start, size)

    def _places(self, entry: Entry) -> Iterator[int]:
        """Where each sector of a stream begins; small streams lie in a stream of the root."""
        if entry.size >= _MINI_CUT_OFF:
            yield from ((sector + 1) * self._sector for sector in self._chain(entry.start, self._fat))
            return
        root = next(self._entries())
        home = [(sector + 1) * self._sector for sector in self._chain(root.start, self._fat)]
        table = array("I")
        for sector in self._chain(self._mini_start, self._fat):
            table.extend(self._numbers(f"<{self._sector // 4}I", (sector + 1) * self._sector))
        for mini in self._chain(entry.start, table):
            if mini * _MINI // self._sector >= len(home):
                raise Broken
            yield home[mini * _MINI // self._sector] + mini * _MINI % self._sector
