"""Blocks of cells as text, as Excel and LibreOffice put them on the clipboard, and where a pasted block goes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sms_desktop.ui.table import harmless
from sms_desktop.ui.widgets.sheet.area import Area
from sms_desktop.ui.widgets.sheet.model import Put

Block = list[list[str]]


@dataclass(frozen=True)
class Fit:
    """Where the cells of a block go; `rows` and `columns` of it lie beyond the sheet, `closed` cells take no text."""

    cells: tuple[Put, ...]
    rows: int = 0
    columns: int = 0
    closed: int = 0

    @property
    def whole(self) -> bool:
        """Whether all of the block has a place."""
        return not (self.rows or self.columns or self.closed)


def to_text(block: Sequence[Sequence[str]]) -> str:
    """The cells with tabs between them and CRLF after each row, as Excel writes them; what would break is quoted."""
    out = io.StringIO()
    writer = csv.writer(out, "excel-tab")
    writer.writerows([harmless(cell) for cell in row] for row in block)
    return out.getvalue()


def from_text(text: str) -> Block:
    """The cells of a block, blanks around them taken off, all rows equally long; the last line break ends the last row.

    A cell in quotes may hold tabs, line breaks and doubled quotes; a lone quote is a letter like others.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").replace("\0", "")
    if not text:
        return []
    try:
        rows = list(csv.reader(io.StringIO(text), "excel-tab", strict=True))
    except csv.Error:
        rows = [line.split("\t") for line in text.split("\n")]
    widest = max(len(row) for row in rows)
    return [[" ".join(cell.split()) for cell in row] + [""] * (widest - len(row)) for row in rows]


def fit(block: Block, area: Area, rows: int, columns: Sequence[int], writable: Callable[[int, int], bool]) -> Fit:
    """Lays a block over a selection, from its upper left on; `columns` are those that take texts.

    Where the selection is so many times the block, it is filled with it, as in Excel.
    """
    there = [column for column in columns if column >= area.left]
    inside = [column for column in there if column <= area.right]
    down = _times(area.height, len(block))
    across = _times(len(inside), len(block[0]))
    whole = [row * across for row in block] * down
    free, wide = rows - area.top, len(there)
    cells = [
        (area.top + at, there[over], text)
        for at, row in enumerate(whole[:free])
        for over, text in enumerate(row[:wide])
    ]
    kept = tuple(cell for cell in cells if writable(cell[0], cell[1]))
    beyond = max(len(whole) - free, 0), max(len(whole[0]) - wide, 0)
    return Fit(kept, *beyond, closed=len(cells) - len(kept))


def _times(room: int, size: int) -> int:
    return room // size if room > size and room % size == 0 else 1
