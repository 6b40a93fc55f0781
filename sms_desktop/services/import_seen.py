"""Which row something stood in first, for a million rows in little memory."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Sequence

_AT_ONCE, _MOST_EXPECTED = 5000, 1 << 20


class FirstRows:
    """Remembers by hash in which row an identity was met first: some 20 bytes for each, a dict takes 130.

    Two of a million identities share a hash of 64 bits once in 40 million files.
    """

    def __init__(self, expected: int = 0) -> None:
        """`expected` makes room at once, so that an old table needs none beside the new one."""
        self._count = 0
        self._make_room(1 << max(10, (min(expected, _MOST_EXPECTED) * 3 // 2).bit_length()))

    def first(self, identity: Hashable, row: int) -> int:
        """The row the identity was met in first, which is this one where it is new."""
        mark = hash(identity) or 1  # 0 marks a free place
        place = self._place(mark)
        if self._marks[place]:
            return self._rows[place]
        self._marks[place], self._rows[place] = mark, row
        self._count += 1
        if self._count * 3 > self._mask * 2:
            self._grow()
        return row

    def firsts(self, identities: Sequence[Hashable], rows: Sequence[int]) -> list[int]:
        """`first` for many at once, at a third of the time."""
        out = []
        for start in range(0, len(rows), _AT_ONCE):
            asked = identities[start : start + _AT_ONCE]
            while (self._count + len(asked)) * 3 > self._mask * 2:
                self._grow()
            marks, met, mask, new = self._marks, self._rows, self._mask, 0
            for identity, row in zip(asked, rows[start : start + _AT_ONCE], strict=True):
                mark = hash(identity) or 1
                place = mark & mask
                while (there := marks[place]) and there != mark:
                    place = (place + 1) & mask
                if there:
                    out.append(met[place])
                    continue
                marks[place], met[place] = mark, row
                new += 1
                out.append(row)
            self._count += new
        return out

    def _place(self, mark: int) -> int:
        """Where the mark is, or the free place it belongs in."""
        marks, mask = self._marks, self._mask
        place = mark & mask
        while marks[place] and marks[place] != mark:
            place = (place + 1) & mask
        return place

    def _make_room(self, places: int) -> None:
        self._marks, self._rows = array("q", [0]) * places, array("I", [0]) * places
        self._mask = places - 1

    def _grow(self) -> None:
        marks, rows = self._marks, self._rows
        self._make_room(2 * len(marks))
        for mark, row in zip(marks, rows, strict=True):
            if mark:
                place = self._place(mark)
                self._marks[place], self._rows[place] = mark, row
