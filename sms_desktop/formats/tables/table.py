"""A foreign table as the rest of the program sees it: what it is, and its rows as clean text in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Reading:
    """The person's choices on how to read a file; None means detect.

    `header_row` is the row's number in the file, from 1; 0 says that there is no header row.
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None


@dataclass(frozen=True)
class TableInfo:
    """What a file turned out to be (formats.md 1).

    `content` is csv, xlsx (also .xlsm and .xlsb), xls (also XML of Excel 2003), ods (also flat), html (also MHTML),
    json or pasted; for bundles oneroster, school_data_sync or
    semester_package, whose `details` give version, files and row counts and whose table is empty.
    `header_row` is 1-based in the file, 0 where there is none (headers are then "Column 1", ...).
    `headers` are cleaned; a repeated name stays and is listed in `duplicate_headers`.
    `notes` are translated sentences on what was skipped, repaired or guessed.
    """

    content: str
    encoding: str | None = None
    delimiter: str | None = None
    sheets: tuple[str, ...] = ()
    sheet: str | None = None
    header_row: int = 0
    headers: tuple[str, ...] = ()
    duplicate_headers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Batch:
    """Some rows: `numbers` as the person sees them in the file, `rows` as wide as the headers, all text.

    `faults` maps a row's number to a translated sentence on what is wrong with the row as such.
    """

    numbers: list[int]
    rows: list[list[str]]
    faults: dict[int, str]


class Table:
    """An opened table. `info` gains notes on skipped rows once `batches` has run to its end.

    Whoever is done with a table of a spreadsheet lets go of it: until then a helper process may hold its cells.
    """

    def __init__(self, info: TableInfo, read: Callable[[int], Iterator[Batch | tuple[str, ...]]]) -> None:
        """`read(size)` yields the batches and, at its end, the notes on what was skipped."""
        self.info = info
        self._opened = info
        self._read = read

    def batches(self, size: int = 5000) -> Iterator[Batch]:
        """The rows from the start, `size` at a time; each call reads anew. Raises `BadFile` where reading breaks."""
        for item in self._read(size):
            if isinstance(item, Batch):
                yield item
            else:
                self.info = replace(self._opened, notes=self._opened.notes + item)
