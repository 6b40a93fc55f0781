"""How a document runs over pages: strips one under the other, titles again on each page, no heading left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from sms_desktop.formats.paper.book import A4, Book
from sms_desktop.formats.paper.lettering import MUTED, Letters, Type, cut
from sms_desktop.formats.paper.model import RIGHT, Document
from sms_desktop.formats.paper.pen import HAIR, Pen

MM = 72 / 25.4
MARGIN = 18 * MM
#: From the margin to what stands under the running head.
_RUNNING = 20.0
#: So much of what is above a signature, and above what stays with it, is on its page.
_PULLED = 64.0
FOOT = Type(7, colour=MUTED)


@dataclass(frozen=True)
class Strip:
    """A part of a document that is on one page: `draw` gets the pen and the strip's top.

    `keep` holds it together with the next strip, `before` is free above it but at the top of a page, and `again` is
    drawn once more where this strip is the first of a page. `fresh` begins a page; `bare` is a page without head and
    foot, from the paper's very edge. `pulls` brings the end of what is above along: a signature alone signs nothing.
    """

    height: float
    draw: Callable[[Pen, float], None]
    keep: bool = False
    before: float = 0
    again: Strip | None = None
    fresh: bool = False
    bare: bool = False
    pulls: bool = False


@dataclass(frozen=True)
class Frame:
    """Where blocks stand: from `left`, `width` wide, at most `height` high on a page; all in points.

    `tight` is how close they are set, from 0, the usual, to 1, the closest that still reads well.
    """

    book: Book
    left: float
    width: float
    height: float
    page: tuple[float, float] = A4
    tight: float = 0.0

    def spaced(self, usual: float, closest: float) -> float:
        """A measure between the usual one and the least that it may be."""
        return usual + (closest - usual) * self.tight

    @property
    def letters(self) -> dict[bool, Letters]:
        """The cuts of the font: plain, and bold."""
        return self.book.letters


@dataclass
class _Page:
    """What stands on a page: what draws it, each from its top. `titles` are of a table that goes on."""

    bare: bool
    top: float
    titles: Strip | None
    placed: list[tuple[Callable[[Pen, float], None], float]] = field(default_factory=list)
    used: float = 0.0


class Flow:
    """The pages of one document: its strips are placed first, and drawn once all are."""

    def __init__(self, book: Book, document: Document, tight: float = 0.0) -> None:
        self._book = book
        self._document = document
        self.size = A4[::-1] if document.landscape else A4
        width, height = self.size
        self.frame = Frame(book, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN - _RUNNING, self.size, tight)
        self._pages: list[_Page] = []
        self._y = self._top = 0.0

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    @property
    def over(self) -> float:
        """By how much all that is placed is too tall for a page fewer, in parts of what such pages hold."""
        room = (self.count - 1) * self.frame.height
        return sum(page.used for page in self._pages) / room - 1 if room else 0.0

    def place(self, strips: Iterable[Strip]) -> None:
        """Puts strips under what is there, on as many pages as they need."""
        waiting = _pulled(list(strips))
        start = 0
        while start < len(waiting):
            end = start + 1
            while end < len(waiting) and waiting[end - 1].keep and not waiting[end].fresh:
                end += 1
            self._chain(waiting[start:end])
            start = end

    def _chain(self, chain: Sequence[Strip]) -> None:
        """Strips that stay together, where a page can hold them at all; mere space never opens a page."""
        if not any(strip.height for strip in chain):
            self._y = min(self._y + sum(strip.before for strip in chain), self._end())
            return
        if not self._pages or self._pages[-1].bare or self._breaks(chain):
            self._open(chain[0])
        for strip in chain:
            self._put(strip)

    def _breaks(self, chain: Sequence[Strip]) -> bool:
        """Whether a page is to begin before the strips: they ask for it, or fit on the next one but not on this."""
        first = chain[0]
        if self._y == self._top:
            return first.bare
        whole = sum(strip.before + strip.height for strip in chain)
        titles = first.again.height if first.again else 0
        too_tall = self._y + whole > self._end() + 0.01
        return first.fresh or (too_tall and titles + whole - first.before <= self.frame.height)

    def _put(self, strip: Strip) -> None:
        at_top = self._y == self._top
        before = 0 if at_top else strip.before
        if not strip.bare and not at_top and self._y + before + strip.height > self._end() + 0.01:
            self._open(strip)
            before = 0
        self._pages[-1].placed.append((strip.draw, self._y + before))
        self._y += before + strip.height
        self._pages[-1].used = self._y - self._top

    def _end(self) -> float:
        return self.size[1] - MARGIN

    def _open(self, first: Strip) -> None:
        """A new page: below a running head where it is not the first, and below the titles of a table that goes on."""
        running = _RUNNING if self._pages and not first.bare else 0.0
        self._y = self._top = 0.0 if first.bare else MARGIN + running
        titles = None if first.bare else first.again
        self._pages.append(_Page(first.bare, self._top, titles))
        self._y += titles.height if titles else 0.0

    def _running_head(self, pen: Pen) -> None:
        document, frame = self._document, self.frame
        school = document.head.school if document.head else ""
        parts = [part for part in (document.about, document.title, document.subtitle, school) if part]
        right = frame.left + frame.width
        room = frame.width
        if document.number:
            pen.text(right, MARGIN + 6, document.number, FOOT, RIGHT)
            room -= pen.letters[False].width(document.number) * FOOT.size + 12
        pen.text(frame.left, MARGIN + 6, cut(pen.letters[False], "  ·  ".join(parts), FOOT.size, room), FOOT)
        pen.rule(frame.left, MARGIN + 11, frame.width, colour=HAIR)

    def finish(self) -> None:
        """Draws the pages into the book, each with its foot; a document without anything is one page."""
        if not self._pages:
            self._open(Strip(0, lambda pen, y: None))
        for number, page in enumerate(self._pages, 1):
            pen = self._drawn(page, number)
            streams = [pen.packed()] if page.bare else [pen.packed(), self._foot(number, self.count)]
            self._book.add_page(self.size, streams, pen.pictures)

    def _drawn(self, page: _Page, number: int) -> Pen:
        pen = Pen(self._book, self.size[1])
        if number > 1 and not page.bare:
            self._running_head(pen)
        if page.titles is not None:
            page.titles.draw(pen, page.top)
        for draw, y in page.placed:
            draw(pen, y)
        return pen

    def _foot(self, number: int, count: int) -> bytes:
        pen, frame = Pen(self._book, self.size[1]), self.frame
        y, right = self.size[1] - MARGIN + 24, frame.left + frame.width
        words = self._document.page_words.format(page=number, pages=count)
        pen.rule(frame.left, y - 11, frame.width, colour=HAIR)
        pen.text(right, y, words, FOOT, RIGHT)
        room = frame.width - pen.letters[False].width(words) * FOOT.size - 12
        pen.text(frame.left, y, cut(pen.letters[False], self._document.foot, FOOT.size, room), FOOT)
        return pen.packed()


def _pulled(strips: list[Strip]) -> list[Strip]:
    """The strips, with the last ones above each that pulls held together with it."""
    for n, strip in enumerate(strips):
        at, height, with_it = n - 1, 0.0, True
        while strip.pulls and at >= 0 and height < _PULLED:
            with_it = with_it and strips[at].keep
            height += 0.0 if with_it else strips[at].before + strips[at].height
            strips[at] = replace(strips[at], keep=True)
            at = -1 if strips[at].fresh else at - 1
    return strips
