"""Rows turned into cells column by column: what comes again in a column is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any, Generic, TypeVar

_ROWS_A_PIECE = 2000
_KINDS = (str, Decimal, date, datetime, time, int, float, bool, type(None))
#: So many different values of a column are remembered from one piece to the next.
_MOST_KNOWN = 1000

_Cell = TypeVar("_Cell")

#: Some rows, as their columns.
Columns = Sequence[Sequence[object]]
Read = Callable[[Any], object]


class Unfit(Exception):
    """A value that no cell holds. `cells` says where it stands: `row` counts from 1, `column` from 0."""

    def __init__(self, row: int = 0, column: int = 0) -> None:
        super().__init__(row, column)
        self.row, self.column = row, column


class ByColumns(Iterable[Sequence[object]]):
    """Rows that are made some hundred at a time, column by column, and gone through once.

    `read` has for each column how a value is read from what was `made`; None where that is the value.
    """

    def __init__(self, made: Iterator[Columns], read: Sequence[Read | None]) -> None:
        self.made, self.read = made, read

    def __iter__(self) -> Iterator[Sequence[object]]:
        values = [None if read is None else Turned(read) for read in self.read]
        for piece in self.made:
            columns = (turn(column) if turn else column for turn, column in zip(values, piece, strict=True))
            yield from zip(*columns, strict=True)


def cells(
    rows: Iterable[Sequence[object]], cell: Callable[[Any], _Cell], size: int = _ROWS_A_PIECE
) -> Iterator[list[list[_Cell]]]:
    """Some rows at a time, column by column, each value by `cell`, whose `Unfit` is raised with its place."""
    made, read = (rows.made, rows.read) if isinstance(rows, ByColumns) else (_about(rows, size), None)
    turned: list[Turned[_Cell]] = []
    count = 0
    for piece in made:
        turned = turned or [Turned(_after(one, cell)) for one in read or [None] * len(piece)]
        try:
            yield [turn(column) for turn, column in zip(turned, piece, strict=True)]
        except Unfit:
            row, column = _unfit_place(turned, piece)
            raise Unfit(count + row, column) from None
        count += height(piece)


def height(piece: Columns) -> int:
    """How many rows a piece has."""
    return len(piece[0]) if piece else 0


class Turned(Generic[_Cell]):
    """A column's values by `cell`, piece after piece; it is asked once for what comes again soon.

    Equal numbers of a kind are written alike. In a column of several kinds the kind tells values apart: 1, 1.0 and
    True are equal, and are not written alike.
    """

    def __init__(self, cell: Callable[[Any], _Cell]) -> None:
        self.cell = cell
        self._known: dict[type, _Known[_Cell]] = {kind: _Known(cell) for kind in _KINDS}

    def __call__(self, column: Sequence[object]) -> list[_Cell]:
        kinds = set(map(type, column))
        if not kinds.issubset(_KINDS):
            return [self.cell(value) for value in column]
        told = kinds - {type(None)}
        if len(told) > 1:
            made = [self._known[type(value)][value] for value in column]
        else:
            made = list(map(self._known[told.pop() if told else type(None)].__getitem__, column))
        for kind in kinds:
            self._known[kind].forget()
        return made


class _Known(dict[Any, _Cell]):
    """What values are turned into."""

    def __init__(self, cell: Callable[[Any], _Cell]) -> None:
        super().__init__()
        self._cell = cell

    def __missing__(self, value: Any) -> _Cell:
        made = self[value] = self._cell(value)
        return made

    def forget(self) -> None:
        """Begins anew where it holds much: a column of long texts that are all different takes no memory."""
        if len(self) > _MOST_KNOWN:
            self.clear()


def _after(read: Read | None, cell: Callable[[Any], _Cell]) -> Callable[[Any], _Cell]:
    return cell if read is None else lambda value: cell(read(value))


def _about(rows: Iterable[Sequence[object]], size: int) -> Iterator[Columns]:
    """Rows turned about, some thousand at a time."""
    source = iter(rows)
    while piece := list(islice(source, size)):
        yield list(zip(*piece, strict=True))


def _unfit_place(turned: Sequence[Turned[Any]], piece: Columns) -> tuple[int, int]:
    for column, (turn, values) in enumerate(zip(turned, piece, strict=True)):
        for row, value in enumerate(values, 1):
            try:
                turn.cell(value)
            except Unfit:
                return row, column
    return 0, 0
