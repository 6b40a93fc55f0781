"""Tables on paper: cells that wrap, titles again on each page, rows whole, full grids for filling by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from sms_desktop.formats.paper.flow import MM, Frame, Strip
from sms_desktop.formats.paper.lettering import MUTED, Type, cut, wrapped
from sms_desktop.formats.paper.model import CENTRE, GROUP, LEFT, PLAIN, RIGHT, STRONG, Column, Row, Table, Text
from sms_desktop.formats.paper.model import MUTED as MUTED_ROW
from sms_desktop.formats.paper.pen import GREY, HAIR, PALE, TINT, Pen
from sms_desktop.formats.paper.texts import strips as text_strips

_TALLEST_TITLE = 42 * MM
_SPACE = 8.0
#: Texts may be of so many lines before their column is widened at the cost of others.
_LINES = 2


@dataclass(frozen=True)
class _Look:
    """The sizes of a table: of its letters, of its titles', what is free in a cell, and from line to line of a cell."""

    size: float
    titles: float
    beside: float
    above: float
    leading: float = 1.26


_USUAL, _SMALL = _Look(8.5, 8, 4.0, 3.1), _Look(7, 6.5, 2.5, 2.1)
#: Where a page is to be spared; sheets to be filled by hand stay as they are.
_CLOSE, _SMALL_CLOSE = _Look(8, 8, 4.0, 1.4, 1.17), _Look(7, 6.5, 2.5, 1.2, 1.17)


@dataclass(frozen=True)
class _Grid:
    """A table as it is laid out: where its columns begin and how wide they are."""

    table: Table
    look: _Look
    lefts: Sequence[float]
    widths: Sequence[float]
    frame: Frame
    kinds: dict[str, Type]

    @property
    def leading(self) -> float:
        """From line to line within a cell."""
        return self.look.size * self.look.leading


def strips(block: Table, frame: Frame) -> Iterator[Strip]:
    """The titles and a strip a row. A heading row stays with the row below it, a total with the one above.

    Where a page begins within a group its heading is there again. Without any row the words for that stand alone.
    """
    grid = _grid(block, frame)
    titles = _titles(grid) if any(column.title for column in block.columns) else None
    if not block.rows and block.empty:
        yield from text_strips(Text(block.empty, "muted"), frame)
        return
    if titles is not None:
        yield titles
    room, again = frame.height - (titles.height if titles else 0) - 1, titles
    last = len(block.rows) - 1
    for n, row in enumerate(block.rows):
        if row.look == GROUP:
            again = titles
        lonely = n in (0, last - 1)  # a first or last row is not alone on its page
        keep = n < last and (lonely or row.look == GROUP or block.rows[n + 1].look == STRONG)
        yield from _row(grid, row, again, room, keep=keep, first=n == 0 and titles is None)
        if row.look == GROUP:
            again = _titles_of_group(grid, row, titles)
            room = frame.height - again.height - 1
    yield Strip(0, lambda pen, y: None, before=frame.spaced(_SPACE, 5.0))


def _look(table: Table, frame: Frame) -> _Look:
    usual, closest = (_SMALL, _SMALL_CLOSE) if table.small else (_USUAL, _CLOSE)
    if table.ruled or not frame.tight:
        return usual
    return _Look(
        frame.spaced(usual.size, closest.size), usual.titles, usual.beside, frame.spaced(usual.above, closest.above),
        frame.spaced(usual.leading, closest.leading),
    )  # fmt: skip


def _grid(table: Table, frame: Frame) -> _Grid:
    look = _look(table, frame)
    widths = _widths(table, frame, look)
    lefts = list(accumulate(widths, initial=frame.left))[:-1]
    kinds = {
        PLAIN: Type(look.size),
        STRONG: Type(look.size, bold=True),
        GROUP: Type(look.size, bold=True),
        MUTED_ROW: Type(look.size, colour=MUTED),
    }
    return _Grid(table, look, lefts, widths, frame, kinds)


def _widths(table: Table, frame: Frame, look: _Look) -> list[float]:
    """The columns by their shares; where a word would be parted, or a text needs more than two lines, others give it
    what they don't need.
    """
    shares = [max(column.share, 0.01) for column in table.columns]
    widths = [frame.width * share / sum(shares) for share in shares]
    if table.ruled:
        return widths
    needs = [_need(table, n, frame, look) for n in range(len(widths))]
    lacks = [_lack(need, width, 2 * look.beside) for need, width in zip(needs, widths, strict=True)]
    spare = [max(width - line, 0.0) for (line, _word), width in zip(needs, widths, strict=True)]
    moved = min(sum(lacks), sum(spare))
    if moved <= 0:
        return widths
    give, take = moved / sum(lacks), moved / sum(spare)
    return [width + lack * give - free * take for width, lack, free in zip(widths, lacks, spare, strict=True)]


def _lack(need: tuple[float, float], width: float, beside: float) -> float:
    """What a column lacks for no word to be parted, and for no text to have more than two lines."""
    line, word = need
    lines = line - width if line - beside > _LINES * (width - beside) else 0.0
    return max(word - width, lines, 0.0)


def _need(table: Table, n: int, frame: Frame, look: _Look) -> tuple[float, float]:
    """How wide a column must be for each of its texts to be on one line, and for each word to be whole."""
    column, bold = table.columns[n], frame.letters[True].width
    titles = max(map(bold, column.title.split()), default=0.0) * look.titles if not column.upright else look.titles
    measures = {look_of: frame.letters[look_of == STRONG].width for look_of in (PLAIN, STRONG, MUTED_ROW)}
    lines, words = 0.0, 0.0
    for row in table.rows:
        if row.look == GROUP or n >= len(row.cells):
            continue
        width = measures[row.look]
        for line in row.cells[n].split("\n"):
            long = width(line)
            lines = max(lines, long)
            if long > words:
                words = max(words, *map(width, line.split(" ")))
    beside = 2 * look.beside + 0.5
    return max(titles, lines * look.size) + beside, max(titles, words * look.size) + beside


def _titles(grid: _Grid) -> Strip:
    kind = Type(grid.look.titles, bold=True)
    columns = grid.table.columns
    room = [width - 2 * grid.look.beside for width in grid.widths]
    letters = grid.frame.letters[True]
    lines = [
        [] if column.upright else wrapped(letters, column.title, kind.size, width)
        for column, width in zip(columns, room, strict=True)
    ]
    upright = max((letters.width(column.title) * kind.size for column in columns if column.upright), default=0)
    leading = kind.size * 1.22
    height = max(min(upright, _TALLEST_TITLE), max(len(each) for each in lines) * leading) + 2 * grid.look.above + 1

    def draw(pen: Pen, y: float) -> None:
        pen.box(grid.frame.left, y, grid.frame.width, height, TINT)
        foot = y + height - grid.look.above - 1
        for column, left, width, found in zip(columns, grid.lefts, grid.widths, lines, strict=True):
            if column.upright:
                text = cut(letters, column.title, kind.size, _TALLEST_TITLE)
                pen.upright(left + width / 2 + kind.size * 0.36, foot, text, kind)
            top = foot - len(found) * leading
            _write(pen, found, column.align, left + grid.look.beside, width - 2 * grid.look.beside, top, leading, kind)
        pen.rule(grid.frame.left, y + height, grid.frame.width, thick=0.7)
        if grid.table.ruled:
            _rule(pen, grid, y, height)

    return Strip(height, draw, keep=True)


def _titles_of_group(grid: _Grid, row: Row, titles: Strip | None) -> Strip:
    """What stands over the rows of a group that go on on another page."""
    title = grid.table.continued.format(group=row.cells[0] if row.cells else "")
    again = replace(row, cells=(title,))
    heading = _strip(grid, again, _cells(grid, again), None, keep=True)
    above = titles.height if titles else 0.0

    def draw(pen: Pen, y: float) -> None:
        if titles:
            titles.draw(pen, y)
        heading.draw(pen, y + above)

    return Strip(above + heading.height, draw, keep=True)


def _rule(pen: Pen, grid: _Grid, y: float, height: float) -> None:
    pen.frame(grid.frame.left, y, grid.frame.width, height, thick=0.5)
    for left in grid.lefts[1:]:
        pen.line(left, y, left, y + height, width=0.5)


def _write(pen: Pen, lines: Sequence[str], align: str, left: float, width: float, top: float, leading: float,
           kind: Type) -> None:  # fmt: skip
    x = left + {LEFT: 0.0, CENTRE: width / 2, RIGHT: width}[align]
    y = top + leading * 0.5 + kind.size * 0.36
    for line in lines:
        pen.text(x, y, line, kind, align)
        y += leading


def _row(grid: _Grid, row: Row, titles: Strip | None, room: float, *, keep: bool, first: bool) -> Iterator[Strip]:
    """A row as one strip; one that no page can hold as several."""
    cells = _cells(grid, row)
    most = max(1, int((room - 2 * grid.look.above) / grid.leading))
    while max(len(lines) for lines in cells) > most:
        yield _strip(grid, row, [lines[:most] for lines in cells], titles, keep=False, cut_off=True)
        cells = [lines[most:] for lines in cells]
    yield _strip(grid, row, cells, titles, keep=keep, first=first)


def _cells(grid: _Grid, row: Row) -> list[list[str]]:
    """The lines of each cell."""
    kind, beside = grid.kinds[row.look], 2 * grid.look.beside
    letters = grid.frame.letters[kind.bold]
    if row.look == GROUP:
        return [wrapped(letters, row.cells[0] if row.cells else "", kind.size, grid.frame.width - beside)]
    return [
        wrapped(letters, cell, kind.size, width - beside) for cell, width in zip(row.cells, grid.widths, strict=False)
    ] or [[]]


def _strip(grid: _Grid, row: Row, cells: list[list[str]], titles: Strip | None, *, keep: bool,
           cut_off: bool = False, first: bool = False) -> Strip:  # fmt: skip
    lines = max(len(each) for each in cells)
    height = max(lines * grid.leading + 2 * grid.look.above, grid.table.height * MM)
    return Strip(height, _Cells(grid, row.look, cells, height, cut_off, first), keep=keep, again=titles)


@dataclass(frozen=True)
class _Cells:
    """A row, drawn where its strip is."""

    grid: _Grid
    look: str
    cells: Sequence[Sequence[str]]
    height: float
    cut_off: bool
    first: bool

    def __call__(self, pen: Pen, y: float) -> None:
        grid, frame = self.grid, self.grid.frame
        if self.look == GROUP:
            pen.box(frame.left, y, frame.width, self.height, PALE)
        columns = (Column("", align=LEFT),) if self.look == GROUP else grid.table.columns
        widths = (frame.width,) if self.look == GROUP else grid.widths
        for column, left, width, lines in zip(columns, grid.lefts, widths, self.cells, strict=False):
            if lines and lines != [""]:
                top = y + (self._above(lines) if grid.table.ruled else grid.look.above)
                _write(pen, lines, column.align, left + grid.look.beside, width - 2 * grid.look.beside, top,
                       grid.leading, grid.kinds[self.look])  # fmt: skip
        self._rules(pen, y)

    def _above(self, lines: Sequence[str]) -> float:
        return (self.height - len(lines) * self.grid.leading) / 2

    def _rules(self, pen: Pen, y: float) -> None:
        frame = self.grid.frame
        if self.grid.table.ruled and self.look != GROUP:
            _rule(pen, self.grid, y, self.height)
        elif self.grid.table.ruled:
            pen.frame(frame.left, y, frame.width, self.height, thick=0.5)
        elif not self.cut_off:
            pen.rule(frame.left, y + self.height, frame.width, colour=HAIR)
        if self.look == STRONG and not self.grid.table.ruled:
            pen.rule(frame.left, y, frame.width, thick=0.7, colour=GREY)
        if self.first:
            pen.rule(frame.left, y, frame.width, thick=0.7)
