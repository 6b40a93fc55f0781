"""Rows turned into cells column by column: what is the same in a column is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

_ROWS_A_PIECE = 2000
_KINDS = (str, Decimal, date, datetime, time, int, float, bool, type(None))


def pieces(rows: Iterable[Sequence[object]], size: int = _ROWS_A_PIECE) -> Iterator[list[Sequence[object]]]:
    """Some thousand rows at a time."""
    source = iter(rows)
    while piece := list(islice(source, size)):
        yield piece


def turned(column: Sequence[object], cell: Callable[[Any], object]) -> list[object]:
    """A column's values by `cell`, which is asked once for what comes again; equal numbers of a kind are written alike.

    In a column of several kinds the kind tells values apart: 1, 1.0 and True are equal, and are not written alike.
    """
    kinds = set(map(type, column))
    if not kinds.issubset(_KINDS):
        return [cell(value) for value in column]
    if len(kinds - {type(None)}) > 1:
        told = list(zip(map(type, column), column, strict=True))
        each = {one: cell(one[1]) for one in set(told)}
        return [each[one] for one in told]
    known = {value: cell(value) for value in set(column)}
    return [known[value] for value in column]
