"""Spreadsheets written in XML, read by the helper in one pass: which sheets there are, and the rows of one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Protocol

from sms_desktop.formats.guarded import limits

_PIECE = 1 << 18
#: About a megabyte of usual cells a line.
_CELLS_A_LINE = 20_000
Row = tuple[int, list[str]]
Message = dict[str, Any]


class Unsafe(Exception):
    """The markup declares a type or entities, which no office program writes."""


@dataclass
class Sheets:
    """What was found so far; keeps the rows of the sheet that is wanted, else of the first visible one with any."""

    wanted: str | None
    names: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    kept: str | None = None
    rows: list[Row] = field(default_factory=list)
    _spare: str | None = None
    _name: str = ""
    _number: int = 1
    _cells: int = 0
    _found: list[Row] = field(default_factory=list)

    def begin(self, name: str) -> None:
        self._name, self._number, self._cells, self._found = name, 1, 0, []

    def at_row(self, number: int) -> None:
        """The next row is this one, from 1, where rows before it are left out."""
        self._number = max(self._number, number)

    def add(self, cells: list[str], times: int = 1) -> None:
        """The next row, so many times. Raises `MemoryError` beyond the limits."""
        if any(cells) and self._is_looked_for():
            self._cells += len(cells) * times
            if self._number + times > limits.ROWS + 1 or self._cells > limits.CELLS:
                raise MemoryError
            self._found += [(self._number + more, cells) for more in range(times)]
        self._number += times

    def end(self, *, hidden: bool) -> None:
        (self.hidden if hidden else self.names).append(self._name)
        if not self._is_looked_for() or (self.wanted is None and not self._found):
            return
        if hidden and self.wanted is None:
            if self._spare is None:
                self._spare, self.rows = self._name, self._found
        else:
            self.kept, self.rows = self._name, self._found

    def _is_looked_for(self) -> bool:
        return self.kept is None and self.wanted in (None, self._name)

    def messages(self) -> Iterator[Message]:
        """The helper's answer on what was found."""
        shown = self.names or self.hidden
        chosen = self.kept or (None if self.names else self._spare)
        rows = self.rows if chosen else []
        if chosen is None and self.wanted is None:
            chosen = next(iter(shown), None)
        yield {"sheets": shown, "sheet": chosen}
        yield from _lines(rows)


class Reader(Protocol):
    """What knows the elements of one kind of markup."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...


def read(file: IO[bytes], reader: Reader) -> None:
    """Hands every element to `reader`, names with their namespace and a blank before them; raises `Unsafe` and more."""
    from xml.parsers.expat import ParserCreate

    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.Parse(file.read(_PIECE).lstrip(b" \t\r\n"), False)
    while piece := file.read(_PIECE):
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def _refuse(*_declared: object) -> None:
    raise Unsafe


def _lines(rows: list[Row]) -> Iterator[Message]:
    """Rows as wide as each other in runs without gaps, without the columns at the left in which there is nothing."""
    left = min((_first(cells) for _number, cells in rows), default=0)
    width = max((_extent(cells) for _number, cells in rows), default=0) - left
    step = max(1, _CELLS_A_LINE // max(1, width))
    run: list[list[str]] = []
    begin = 0
    for number, cells in rows:
        if run and (number != begin + len(run) or len(run) >= step):
            yield {"number": begin, "rows": run}
            run = []
        if not run:
            begin = number
        shown = cells[left : left + width]
        run.append([*shown, *[""] * (width - len(shown))])
    if run:
        yield {"number": begin, "rows": run}


def _first(cells: list[str]) -> int:
    return next(at for at, cell in enumerate(cells) if cell)


def _extent(cells: list[str]) -> int:
    return max(at for at, cell in enumerate(cells, 1) if cell)
