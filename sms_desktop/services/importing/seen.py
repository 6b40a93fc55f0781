"""Which row something stood in first, for a million rows in little memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence

_ALL = (1 << 64) - 1
#: Small numbers are their own hash: this spreads them over all bits (the golden ratio).
_SPREAD = 0x9E3779B97F4A7C15
#: A table that is full is made anew by itself, so that never all of them are there twice.
_TABLES = 64
_FEWEST, _MOST_EXPECTED = 16, 1 << 20
#: What one number of 64 bits holds of a mark: from the top the enrolment, its column of the sheet, and the row. No
#: file that is taken has more lines (`formats.guarded.limits`).
_MOST_ENROLMENTS, _COLUMN_BITS, _ROW_BITS = 1 << 25, 10, 29
_ROW = (1 << _ROW_BITS) - 1
#: A mark: its sheet, its column there, its enrolment, and the row of the file that it stands in.
MarkSeen = tuple[int, int, int, int]


class FirstRows:
    """Remembers by hash in which row an identity was met first: some 18 bytes for each, a dict takes 130.

    Two of a million identities share a hash of 64 bits once in 40 million files.
    """

    def __init__(self, expected: int = 0) -> None:
        """`expected` makes room at once, which saves the time of growing."""
        places = max(_FEWEST, min(expected, _MOST_EXPECTED) * 3 // 2 // _TABLES)
        self._marks = [array("Q", bytes(8 * places)) for _table in range(_TABLES)]
        self._rows = [array("I", bytes(4 * places)) for _table in range(_TABLES)]
        self._room = [_room(places)] * _TABLES

    def first(self, identity: Hashable, row: int) -> int:
        """The row the identity was met in first, which is this one where it is new."""
        return self.firsts((identity,), (row,))[0]

    def firsts(self, identities: Sequence[Hashable], rows: Sequence[int]) -> list[int]:
        """`first` for many at once, at a third of the time."""
        out, room = list(rows), self._room
        for n, identity in enumerate(identities):
            mark = hash(identity) * _SPREAD & _ALL or 1  # 0 is a free place
            table = mark % _TABLES
            marks = self._marks[table]
            size = len(marks)
            place = mark // _TABLES % size
            while (there := marks[place]) and there != mark:
                place = (place + 1) % size
            if there:
                out[n] = self._rows[table][place]
                continue
            marks[place], self._rows[table][place] = mark, out[n]
            room[table] -= 1
            if not room[table]:
                self._grow(table)
        return out

    def _grow(self, table: int) -> None:
        """Makes a table half as large again."""
        marks, rows = self._marks[table], self._rows[table]
        size = len(marks) * 3 // 2
        larger, its_rows = array("Q", bytes(8 * size)), array("I", bytes(4 * size))
        for mark, row in zip(marks, rows, strict=True):
            if mark:
                place = mark // _TABLES % size
                while larger[place]:
                    place = (place + 1) % size
                larger[place], its_rows[place] = mark, row
        self._marks[table], self._rows[table] = larger, its_rows
        self._room[table] += _room(size) - _room(len(marks))


def _room(places: int) -> int:
    """How many of so many places are taken before it gets crowded."""
    return places * 3 // 4


class FirstMarks:
    """`FirstRows` for the marks of grade sheets, exactly and in 8 bytes for each: a mark and its row in one number."""

    def __init__(self) -> None:
        self._sheets: dict[int, array[int]] = {}
        self._others = FirstRows()

    def firsts(self, marks: Iterable[MarkSeen]) -> list[int]:
        """The row that each mark was met in first, which is its own where it is new."""
        out, sheets = [], self._sheets
        for sheet, column, enrolment, row in marks:
            if not 0 <= enrolment < _MOST_ENROLMENTS or column >> _COLUMN_BITS:
                out.append(self._others.first((sheet, column, enrolment), row))
                continue
            met = sheets.get(sheet)
            if met is None:
                met = sheets[sheet] = array("Q")
            mark = (enrolment << _COLUMN_BITS | column) << _ROW_BITS
            place = bisect_left(met, mark) if met and mark < met[-1] else len(met)
            if place < len(met) and (met[place] ^ mark) <= _ROW:
                out.append(met[place] & _ROW)
            else:
                met.insert(place, mark | row)
                out.append(row)
        return out
