"""A list of any length as PDF: columns as wide as what is in them, titles on each page, rows as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain, islice
from pathlib import Path

from sms_desktop.core.files import atomic_writer
from sms_desktop.core.i18n import _, ngettext
from sms_desktop.core.progress import unheard
from sms_desktop.formats.paper.book import Book
from sms_desktop.formats.paper.columns import NUMBER, Layout, parts
from sms_desktop.formats.paper.flow import FOOT, MM
from sms_desktop.formats.paper.heads import write_lines
from sms_desktop.formats.paper.lettering import ACCENT, MUTED, Type, cut, wrapped
from sms_desktop.formats.paper.model import LEFT, RIGHT, Letterhead
from sms_desktop.formats.paper.pen import GREY, HAIR, TINT, Pen
from sms_desktop.formats.paper.pictures import logo
from sms_desktop.formats.paper.values import words

_SAMPLE_ROWS = 300
#: A shorter list shows its texts whole, over several lines; a longer one a line a row.
_WRAPPED_UP_TO = 10_000
_MOST_LINES = 30
_MARGIN = 14 * MM
_LOGO = 11 * MM
_SCHOOL = Type(9, bold=True, colour=ACCENT)
_TITLE = Type(13, bold=True)
_ABOUT = Type(8, colour=MUTED)


@dataclass(frozen=True)
class ListHead:
    """What stands above a list: the school, the list's title, the filter in words, when; and its `foot` at the left."""

    title: str
    letterhead: Letterhead | None = None
    filter: str = ""
    dated: str = ""
    foot: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Boxes:
    """Where a list has boxes instead of letters that the font lacks: a text of its head, and how many rows.

    `row` is the first of them, from 1, `text` what it has there, and `page` where.
    """

    head: str = ""
    rows: int = 0
    row: int = 0
    text: str = ""
    page: int = 0


def write_list(
    target: Path,
    head: ListHead,
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    total: int,
    *,
    written: Callable[[int], object] = unheard,
    lacking: Callable[[Boxes], object] | None = None,
    repeated: int = 0,
) -> int:
    """Writes the rows as they come and returns how many.

    `target` appears whole or not at all, and only once `written` was told how many rows it has. `total` is how many
    are expected: it is told at the head, and short lists show their texts whole. Texts are in the language of the
    moment. `lacking` is told where letters are boxes, if any are. Columns that no page has room for follow on pages of
    their own, each with the first `repeated` ones again (and the rows are kept in memory); where that is 0, there is
    `Invalid` for them. Raises `StorageProblem`.
    """
    source, count = iter(rows), 0
    with atomic_writer(target, proven=lambda _file: written(count)) as file:
        book = Book(head.title)
        book.speak(head.language)
        sample = [[words(value) for value in row] for row in islice(source, _SAMPLE_ROWS)]
        cuts = total > _WRAPPED_UP_TO
        found = parts(book.letters, headers, sample, 2 * _MARGIN, cuts=cuts, repeated=repeated)
        told: Iterable[list[str]] = chain(sample, ([words(value) for value in row] for row in source))
        sheets = _Sheets(book, head, found[0][1], total)
        if len(found) > 1:
            sheets.beside(list(told), found)
        else:
            for row in told:
                sheets.add(row)
        sheets.finish()
        book.save(file)
        count = sheets.count
    if lacking is not None and sheets.boxes != Boxes():
        lacking(sheets.boxes)
    return count


class _Sheets:
    """The pages of a list."""

    def __init__(self, book: Book, head: ListHead, layout: Layout, total: int) -> None:
        self.count = 0
        self._book = book
        self._head = head
        self._total = total
        self._wraps = total <= _WRAPPED_UP_TO
        self._set(layout)
        self._done: list[tuple[Layout, bytes, set[str]]] = []
        self._pen, self._y = self._first()
        self.boxes = Boxes(head=next(iter(book.unwritten()), ""))

    def _set(self, layout: Layout) -> None:
        self._layout = layout
        self._kind = Type(layout.size)
        self._bold = Type(layout.size, bold=True)
        self._width = layout.page[0] - 2 * _MARGIN
        self._end = layout.page[1] - _MARGIN - 8
        self._cells = [
            (left, width - 2 * layout.beside, column)
            for left, width, column in zip(_lefts(layout), layout.widths, layout.columns, strict=True)
        ]

    def beside(self, rows: Sequence[Sequence[str]], parts: Sequence[tuple[Sequence[int], Layout]]) -> None:
        """All rows with the columns of each part, from a new page on."""
        boxed: set[int] = set()
        for n, (columns, layout) in enumerate(parts):
            if n:
                self._close()
                self._set(layout)
                self._pen, self._y = self._next()
                self._book.unwritten()
                self.count = 0
            for row in rows:
                self.add([row[column] for column in columns], boxed)

    def add(self, row: Sequence[str], boxed: set[int] | None = None) -> None:
        """A row; on a new page where this one is full. `boxed` are those that were noted to have boxes already."""
        self.count += 1
        if self._wraps:
            lines = list(self._lines(row))
            height = max(map(len, lines)) * self._kind.leading + 2 * self._layout.above
        else:
            lines, height = [], self._kind.leading + 2 * self._layout.above
        if self._y + height > self._end:
            self._close()
            self._pen, self._y = self._next()
            self._book.unwritten()  # what stands above each page was told of the first
        if self._wraps:
            self._draw_lines(lines)
        else:
            self._draw(row)
        self._y += height
        self._pen.rule(_MARGIN, self._y, self._width, colour=HAIR)
        if (lacking := self._book.letters[False].unwritten()) and not (boxed and self.count in boxed):
            self._note(lacking[0])
            if boxed is not None:
                boxed.add(self.count)

    def _note(self, text: str) -> None:
        """Keeps that the row has boxes, and where the first such row is."""
        first = self.boxes if self.boxes.rows else Boxes(self.boxes.head, 0, self.count, text, len(self._done) + 1)
        self.boxes = replace(first, rows=first.rows + 1)

    def _draw(self, row: Sequence[str]) -> None:
        """A row of one line, what is too long cut with a sign."""
        letters, kind, pen = self._book.letters[False], self._kind, self._pen
        foot = self._y + self._layout.above + kind.leading * 0.5 + kind.size * 0.36
        for text, (left, width, column) in zip(row, self._cells, strict=True):
            if column.right:
                self._number(text, left + width, foot, width)
            elif text:
                line = text.replace("\n", " ") if "\n" in text else text
                pen.text(left, foot, cut(letters, line, kind.size, width), kind)

    def _number(self, text: str, right: float, foot: float, width: float) -> None:
        """A number, in smaller type where it is longer than those its column was measured by: never a part of it."""
        letters, kind = self._book.letters[False], self._kind
        wide = letters.width(text) * kind.size
        if wide > width and NUMBER.fullmatch(text):
            kind = Type(round(kind.size * width / wide, 2))
        elif wide > width:
            text = cut(letters, text, kind.size, width)
        self._pen.text(right, foot, text, kind, RIGHT)

    def _lines(self, row: Sequence[str]) -> Iterator[list[str]]:
        letters, size = self._book.letters[False], self._kind.size
        for text, (_left, width, column) in zip(row, self._cells, strict=True):
            lines = [text] if column.right and NUMBER.fullmatch(text) else wrapped(letters, text, size, width)
            if len(lines) > _MOST_LINES:
                shortened = lines[_MOST_LINES - 1]
                while letters.width(shortened + " …") * size > width:
                    shortened = shortened[:-1]
                lines = [*lines[: _MOST_LINES - 1], shortened + " …"]
            yield lines

    def _draw_lines(self, cells: Sequence[Sequence[str]]) -> None:
        kind = self._kind
        first = self._y + self._layout.above + kind.leading * 0.5 + kind.size * 0.36
        for lines, (left, width, column) in zip(cells, self._cells, strict=True):
            for n, line in enumerate(lines):
                if column.right:
                    self._number(line, left + width, first + n * kind.leading, width)
                else:
                    self._pen.text(left, first + n * kind.leading, line, kind)

    def _close(self) -> None:
        self._done.append((self._layout, self._pen.packed(), self._pen.pictures))

    def finish(self) -> None:
        """Hands the pages to the book, each with its foot."""
        if not self.count:
            self._pen.text(_MARGIN, self._y + 16, _("There is nothing in this list."), _ABOUT)
        self._close()
        for number, (layout, body, pictures) in enumerate(self._done, 1):
            self._set(layout)
            self._book.add_page(layout.page, [body, self._foot(number)], pictures)

    def _foot(self, number: int) -> bytes:
        pen, y = Pen(self._book, self._layout.page[1]), self._layout.page[1] - _MARGIN + 6
        told = _("Page {page} of {pages}").format(page=number, pages=len(self._done))
        pen.text(_MARGIN + self._width, y, told, FOOT, RIGHT)
        pen.text(_MARGIN, y, cut(pen.letters[False], self._head.foot, FOOT.size, self._width * 0.7), FOOT)
        return pen.packed()

    def _first(self) -> tuple[Pen, float]:
        """The first page with the whole head; where its rows begin."""
        pen, head, y = Pen(self._book, self._layout.page[1]), self._head, _MARGIN
        if head.letterhead is not None:
            y = self._school(pen, head.letterhead, y)
        letters = pen.letters
        lines = [(line, _TITLE) for line in wrapped(letters[True], head.title, _TITLE.size, self._width)]
        counted = ngettext("{n} row", "{n} rows", self._total).format(n=self._total)
        about = "  ·  ".join(part for part in (counted, head.dated) if part)
        lines += [(about, _ABOUT)]
        lines += [(line, _ABOUT) for line in wrapped(letters[False], head.filter, _ABOUT.size, self._width) if line]
        write_lines(pen, _MARGIN, y, lines)
        return pen, self._titles(pen, y + sum(kind.leading for _line, kind in lines) + 6)

    def _school(self, pen: Pen, school: Letterhead, y: float) -> float:
        left = _MARGIN
        if school.logo:
            left += pen.picture(school.logo, logo, _MARGIN, y, 2.4 * _LOGO, _LOGO) + 8
        height = _LOGO if school.logo else _SCHOOL.leading
        name = cut(pen.letters[True], school.school, _SCHOOL.size, self._width - (left - _MARGIN))
        pen.text(left, y + height / 2 + 3, name, _SCHOOL)
        pen.rule(_MARGIN, y + height + 4, self._width, thick=0.8, colour=ACCENT)
        return y + height + 9

    def _next(self) -> tuple[Pen, float]:
        pen = Pen(self._book, self._layout.page[1])
        school = self._head.letterhead.school if self._head.letterhead else ""
        parts = "  ·  ".join(part for part in (school, self._head.title, self._head.dated) if part)
        pen.text(_MARGIN, _MARGIN + 5, cut(pen.letters[False], parts, FOOT.size, self._width), FOOT)
        return pen, self._titles(pen, _MARGIN + 10)

    def _titles(self, pen: Pen, y: float) -> float:
        letters, kind = pen.letters[True], self._bold
        cells = [wrapped(letters, column.title, kind.size, width) for _left, width, column in self._cells]
        height = max(map(len, cells)) * kind.leading + 2 * self._layout.above + 1
        pen.box(_MARGIN, y, self._width, height, TINT)
        for lines, (left, width, column) in zip(cells, self._cells, strict=True):
            top = y + height - self._layout.above - len(lines) * kind.leading
            x, align = (left + width, RIGHT) if column.right else (left, LEFT)
            for n, line in enumerate(lines):
                pen.text(x, top + (n + 0.5) * kind.leading + kind.size * 0.36, line, kind, align)
        pen.rule(_MARGIN, y + height, self._width, thick=0.7, colour=GREY)
        return y + height


def _lefts(layout: Layout) -> list[float]:
    return [left + layout.beside for left in accumulate(layout.widths[:-1], initial=_MARGIN)]
