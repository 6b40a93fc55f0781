"""How a document runs over pages: strips one under the other, titles again on each page, no heading left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from sms_desktop.formats.paper.book import A4, Book
from sms_desktop.formats.paper.lettering import MUTED, Letters, Type, cut
from sms_desktop.formats.paper.model import RIGHT, Document
from sms_desktop.formats.paper.pen import HAIR, Pen

MM = 72 / 25.4
MARGIN = 18 * MM
#: From the margin to what stands under the running head.
_RUNNING = 20.0
#: So much of what is above a signature is on its page.
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
    """Where blocks stand: from `left`, `width` wide, at most `height` high on a page; all in points."""

    book: Book
    left: float
    width: float
    height: float
    page: tuple[float, float] = A4

    @property
    def letters(self) -> dict[bool, Letters]:
        """The cuts of the font: plain, and bold."""
        return self.book.letters


class Flow:
    """The pages of one document."""

    def __init__(self, book: Book, document: Document) -> None:
        self._book = book
        self._document = document
        self.size = A4[::-1] if document.landscape else A4
        width, height = self.size
        self.frame = Frame(book, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN - _RUNNING, self.size)
        self._done: list[tuple[Pen, bytes, bool]] = []
        self._pen: Pen | None = None
        self._bare = False
        self._y = self._top = 0.0

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
        if self._pen is None or self._bare or self._breaks(chain):
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
        assert self._pen is not None
        strip.draw(self._pen, self._y + before)
        self._y += before + strip.height

    def _end(self) -> float:
        return self.size[1] - MARGIN

    def _open(self, first: Strip) -> None:
        """A new page; its running head where it is not the first, and the titles of a table that goes on."""
        self._close()
        self._pen = Pen(self._book, self.size[1])
        self._bare = first.bare
        self._y = self._top = 0.0 if first.bare else MARGIN
        if self._bare:
            return
        if self._done:
            self._running_head(self._pen)
            self._y = self._top = MARGIN + _RUNNING
        if first.again is not None:
            first.again.draw(self._pen, self._y)
            self._y += first.again.height

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

    def _close(self) -> None:
        if self._pen is not None:
            self._done.append((self._pen, self._pen.packed(), self._bare))
        self._pen = None

    def finish(self) -> None:
        """Hands the pages to the book, each with its foot; a document without anything is one page."""
        if self._pen is None and not self._done:
            self._open(Strip(0, lambda pen, y: None))
        self._close()
        count = len(self._done)
        for number, (pen, body, bare) in enumerate(self._done, 1):
            streams = [body] if bare else [body, self._foot(number, count)]
            self._book.add_page(self.size, streams, pen.pictures)

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
        at, height = n - 1, 0.0
        while strip.pulls and at >= 0 and height < _PULLED:
            height += strips[at].before + strips[at].height
            strips[at] = replace(strips[at], keep=True)
            at = -1 if strips[at].fresh else at - 1
    return strips
