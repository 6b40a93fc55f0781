"""Rows turned into cells column by column: what is the same in a column is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

_ROWS_A_PIECE = 2000
_KINDS = (str, Decimal, date, datetime, time, int, float, bool, type(None))

_Cell = TypeVar("_Cell")

#: Some rows, as their columns.
Columns = Sequence[Sequence[object]]


class ByColumns(Iterable[Sequence[object]]):
    """Rows that are made some thousand at a time, column by column, and gone through once."""

    def __init__(self, made: Iterator[Columns]) -> None:
        self.made = made

    def __iter__(self) -> Iterator[Sequence[object]]:
        for piece in self.made:
            yield from zip(*piece, strict=True)


def pieces(rows: Iterable[Sequence[object]], size: int = _ROWS_A_PIECE) -> Iterator[Columns]:
    """Some thousand rows at a time, column by column: as they were made, or turned about."""
    if isinstance(rows, ByColumns):
        yield from rows.made
        return
    source = iter(rows)
    while piece := list(islice(source, size)):
        yield list(zip(*piece, strict=True))


def height(piece: Columns) -> int:
    """How many rows a piece has."""
    return len(piece[0]) if piece else 0


def turned(column: Sequence[object], cell: Callable[[Any], _Cell]) -> list[_Cell]:
    """A column's values by `cell`, which is asked once for what comes again; equal numbers of a kind are written alike.

    In a column of several kinds the kind tells values apart: 1, 1.0 and True are equal, and are not written alike.
    """
    kinds = set(map(type, column))
    if not kinds.issubset(_KINDS):
        return [cell(value) for value in column]
    if len(kinds - {type(None)}) > 1:
        told = list(zip(map(type, column), column, strict=True))
        each = {one: cell(one[1]) for one in set(told)}
        return list(map(each.__getitem__, told))
    known = {value: cell(value) for value in set(column)}
    return list(map(known.__getitem__, column))
