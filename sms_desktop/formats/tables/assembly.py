"""From raw records to rows: cleaned, as wide as the headers, without blanks, repeated headers and totals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sms_desktop.core.i18n import _, ngettext
from sms_desktop.formats.cleaning import clean_rows, unwritable
from sms_desktop.formats.guarded import limits, refusals
from sms_desktop.formats.tables.header import name_columns
from sms_desktop.formats.tables.table import Batch

#: Row numbers and uncleaned cells, as a source yields them.
Raw = tuple[list[int], list[list[str]]]

_TOTALS = re.compile(
    r"(?:(?:γενικ|μερικ)\w*\s+)?(?:σ[υύ]νολ\w*|[αά]θροισμα|μ[εέ]σ\w+\s+[οό]ρ\w+)\b.*|"
    r"(?:grand |sub-? ?)?totals?\b.*|(?:sum|average|mean):?",
    re.IGNORECASE | re.DOTALL,
)
#: How the words above begin, as few real cells do; an empty first cell must be looked at too.
_BEGINNINGS = frozenset(
    case(pair)
    for pair in ("", "συ", "σύ", "αθ", "άθ", "με", "μέ", "γε", "to", "gr", "su", "av", "me")
    for case in (str.lower, str.capitalize, str.upper)
)
_NUMERIC = re.compile(r"[-+]?[\d.,\s]*\d\s*%?")


@dataclass(frozen=True)
class Shape:
    """What rows are measured by: the header row's number, its names as found, and the title rows above it."""

    header_row: int
    names: Sequence[str]
    titles: Sequence[Sequence[str]] = ()


@dataclass
class Skipped:
    """How many rows were left out so far, by reason."""

    headers: int = 0
    totals: int = 0
    titles: int = 0

    def notes(self) -> Iterator[str]:
        if self.headers:
            yield ngettext(
                "{n} row that repeats the headers was skipped.",
                "{n} rows that repeat the headers were skipped.",
                self.headers,
            ).format(n=self.headers)
        if self.totals:
            yield ngettext("{n} row of totals was skipped.", "{n} rows of totals were skipped.", self.totals).format(
                n=self.totals
            )
        if self.titles:
            yield ngettext(
                "{n} row that repeats a title was skipped.",
                "{n} rows that repeat a title were skipped.",
                self.titles,
            ).format(n=self.titles)


@dataclass
class Assembly:
    """One reading of a table; `skipped` is complete once `batches` has run to its end."""

    shape: Shape
    skipped: Skipped = field(default_factory=Skipped)
    _seen: int = 0
    _firsts: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._firsts = frozenset(row[0] for row in (self.shape.names, *self.shape.titles))

    def batches(self, raws: Iterable[Raw], size: int) -> Iterator[Batch]:
        """Batches of `size` rows (the last may be shorter). Raises `BadFile` beyond `limits.ROWS`."""
        waiting = Batch([], [], {})
        for numbers, rows in raws:
            self._add(waiting, numbers, rows)
            while len(waiting.rows) >= size:
                yield _cut(waiting, size)
        if waiting.rows:
            yield waiting

    def _add(self, batch: Batch, numbers: list[int], rows: list[list[str]]) -> None:
        if numbers and numbers[0] <= self.shape.header_row:
            numbers, rows = _below(self.shape.header_row, numbers, rows)
        touched = clean_rows(rows)
        self._note_faults(batch.faults, [(numbers[at], rows[at]) for at in touched])
        kept = self._kept(rows)
        if len(kept) < len(rows):
            numbers, rows = [numbers[at] for at in kept], [rows[at] for at in kept]
        self._seen += len(rows)
        if self._seen > limits.ROWS:
            raise refusals.too_many_rows()
        self._fit(batch.faults, numbers, rows)
        batch.numbers.extend(numbers)
        batch.rows.extend(rows)

    def _kept(self, rows: list[list[str]]) -> list[int]:
        """The indexes of the rows that are neither empty nor skipped; most are passed by their first cell."""
        firsts = self._firsts
        return [
            at
            for at, row in enumerate(rows)
            if (row and row[0][:2] not in _BEGINNINGS and row[0] not in firsts) or (any(row) and not self._skip(row))
        ]

    def _skip(self, row: list[str]) -> bool:
        first = row[0]
        if first in self._firsts and self._repeats(row):
            return True
        if first[:2] in _BEGINNINGS and is_total(row):
            self.skipped.totals += 1
            return True
        return False

    def _repeats(self, row: list[str]) -> bool:
        if _same(row, self.shape.names):
            self.skipped.headers += 1
        elif any(_same(row, title) for title in self.shape.titles):
            self.skipped.titles += 1
        else:
            return False
        return True

    def _note_faults(self, faults: dict[int, str], rows: list[tuple[int, list[str]]]) -> None:
        columns = name_columns(self.shape.names)
        for number, row in rows:
            for column, cell in zip(columns, row, strict=False):
                if sentence := _cell_fault(cell, column):
                    faults[number] = sentence

    def _fit(self, faults: dict[int, str], numbers: list[int], rows: list[list[str]]) -> None:
        """Pads and cuts the rows to the headers' width; a filled cell beyond is a fault."""
        width = len(self.shape.names)
        if set(map(len, rows)) == {width}:
            return
        for number, row in zip(numbers, rows, strict=True):
            if len(row) < width:
                row.extend([""] * (width - len(row)))
            elif len(row) > width:
                if any(row[width:]):
                    faults[number] = _too_many_cells(row, width)
                del row[width:]


def is_total(row: Sequence[str]) -> bool:
    """Cautiously: the first filled cell says total, all others are numbers, and some cell is empty."""
    filled = [cell for cell in row if cell]
    return (
        len(filled) < len(row)
        and filled[0][:2] in _BEGINNINGS
        and _TOTALS.fullmatch(filled[0]) is not None
        and all(_NUMERIC.fullmatch(cell) for cell in filled[1:])
    )


def _same(row: Sequence[str], other: Sequence[str]) -> bool:
    shorter = min(len(row), len(other))
    return list(row[:shorter]) == list(other[:shorter]) and not any(row[shorter:]) and not any(other[shorter:])


def _below(header_row: int, numbers: list[int], rows: list[list[str]]) -> Raw:
    first = next((at for at, number in enumerate(numbers) if number > header_row), len(numbers))
    return numbers[first:], rows[first:]


def _cut(batch: Batch, size: int) -> Batch:
    """Takes the first `size` rows out of `batch`."""
    numbers, rows = batch.numbers[:size], batch.rows[:size]
    del batch.numbers[:size], batch.rows[:size]
    taken = batch.faults.keys() & set(numbers) if batch.faults else ()
    return Batch(numbers, rows, {number: batch.faults.pop(number) for number in sorted(taken)})


def _cell_fault(cell: str, column: str) -> str | None:
    if len(cell) > limits.CELL_CHARACTERS:
        return _("The cell in column “{column}” is longer than {limit} characters.").format(
            column=column, limit=limits.CELL_CHARACTERS
        )
    if unwritable(cell):
        return _("The cell in column “{column}” holds characters that can't be shown.").format(column=column)
    return None


def _too_many_cells(row: Sequence[str], width: int) -> str:
    extent = max(at for at, cell in enumerate(row, 1) if cell)
    return _("The row has {cells} cells, but there are only {columns} columns.").format(cells=extent, columns=width)
