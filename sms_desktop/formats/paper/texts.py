"""Paragraphs on paper, plain or with bold and italic words, flush or justified; and free height."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

from sms_desktop.formats.paper.flow import MM, Frame, Strip
from sms_desktop.formats.paper.lettering import ACCENT, MUTED, Letters, Type, broken, composed
from sms_desktop.formats.paper.model import CENTRE, LEFT, RIGHT, Gap, Text
from sms_desktop.formats.paper.pen import Pen

JUSTIFIED = "justified"
PLAIN = Type(9)
HEADING = Type(11, bold=True, colour=ACCENT)
_LETTER = Type(11)
_TYPES = {
    "plain": PLAIN,
    "muted": Type(9, colour=MUTED),
    "small": Type(7.5, colour=MUTED),
    "strong": Type(9, bold=True),
    "heading": HEADING,
    "title": Type(16, bold=True),
    "letter": _LETTER,
}
#: Free above and below a paragraph of a style, in points, and how far its lines are apart beside the usual.
_SPACE = {"heading": (14.0, 4.0, 1.0), "letter": (0.0, 8.0, 1.2), "title": (8.0, 12.0, 1.05)}
_HEADINGS = ("heading", "title")
_USUAL = (0.0, 4.0, 1.05)
#: The same where a page is to be spared.
_CLOSE = {"heading": (8.0, 2.0, 1.0), "letter": (0.0, 5.0, 1.08), "title": (4.0, 7.0, 1.0)}
_USUAL_CLOSE = (0.0, 2.0, 1.0)
_LETTER_CLOSE = 10.0
#: A justified line has so much more between two words at most, in multiples of the type's size: else it stays ragged.
_GAPES = 0.65
_MARKS = re.compile(r"<(/?[bi]|br\s*/?)>")


@dataclass(frozen=True)
class Word:
    """A word in one cut of the font, `glued` to the one before where no space is between them; width in points."""

    text: str
    kind: Type
    width: float
    glued: bool = False


def strips(block: Text, frame: Frame) -> Iterator[Strip]:
    """A strip a line; neither the first line nor the last is alone on a page."""
    kind = _TYPES[block.style]
    if block.style == "letter" and frame.tight:
        kind = Type(frame.spaced(kind.size, _LETTER_CLOSE))
    above, below, apart = map(frame.spaced, _SPACE.get(block.style, _USUAL), _CLOSE.get(block.style, _USUAL_CLOSE))
    align = JUSTIFIED if block.style == "letter" and block.align == LEFT else block.align
    found = list(_lines(block, kind, frame))
    height = kind.leading * apart
    for n, (line, last) in enumerate(found):
        first, end = n == 0, n == len(found) - 1
        draw = _Line(line, kind, frame, align if not (last and align == JUSTIFIED) else LEFT, height)
        together = block.style in _HEADINGS or (len(found) > 2 and n in (0, len(found) - 2)) or len(found) == 2
        yield Strip(
            height + (below if end else 0), draw, keep=together and (not end or block.style in _HEADINGS),
            before=above if first else 0,
        )  # fmt: skip


def free(block: Gap, frame: Frame) -> Iterator[Strip]:
    """Free height; none at the top of a page."""
    yield Strip(0, lambda pen, y: None, keep=True, before=frame.spaced(block.height, block.height / 2) * MM)


@dataclass(frozen=True)
class _Line:
    """One line of a paragraph, drawn where its strip is."""

    words: Sequence[Word]
    kind: Type
    frame: Frame
    align: str
    height: float

    def __call__(self, pen: Pen, y: float) -> None:
        gaps = sum(not word.glued for word in self.words[1:]) + sum(_stretching(word.text) for word in self.words)
        wide = sum(word.width for word in self.words) + sum(_gap(*two, pen.letters) for two in pairwise(self.words))
        x, spread = self.frame.left, 0.0
        if self.align == RIGHT:
            x += self.frame.width - wide
        elif self.align == CENTRE:
            x += (self.frame.width - wide) / 2
        elif self.align == JUSTIFIED and gaps:
            spread = (self.frame.width - wide) / gaps
            spread = 0.0 if spread > _GAPES * self.kind.size else spread
        at = y + self.height - self.kind.size * 0.36
        for text, kind, width, spaces in _runs(self.words):
            pen.text(x, at, text, kind, spread=spread)
            x += width + spaces * pen.letters[kind.bold].width(" ") * kind.size + spread * (spaces + _stretching(text))


def _stretching(text: str) -> int:
    """How many spaces within a word are drawn as spaces, which a justified line widens as it does those between."""
    return text.count("\u00a0")


def _gap(before: Word, word: Word, letters: dict[bool, Letters]) -> float:
    """The space between two words, which is of the first one's cut."""
    return 0.0 if word.glued else letters[before.kind.bold].width(" ") * before.kind.size


def _runs(words: Sequence[Word]) -> Iterator[tuple[str, Type, float, int]]:
    """Words of one cut as one text, with its width without spaces, and how many spaces are in it or behind it."""
    texts: list[str] = []
    kind, width, spaces = None, 0.0, 0
    for word in words:
        gap = "" if word.glued or kind is None else " "
        if kind is not None and word.kind != kind:
            yield "".join(texts) + gap, kind, width, spaces + len(gap)
            texts, width, spaces, gap = [], 0.0, 0, ""
        texts.append(gap + word.text)
        kind, width, spaces = word.kind, width + word.width, spaces + len(gap)
    if kind is not None:
        yield "".join(texts), kind, width, spaces


def _lines(block: Text, kind: Type, frame: Frame) -> Iterator[tuple[list[Word], bool]]:
    """The lines, each with whether it is the last of its paragraph."""
    for paragraph in _paragraphs(block, kind):
        lines = list(_filled(_words(paragraph, frame.letters), frame))
        for n, line in enumerate(lines, 1):
            yield line, n == len(lines)


def _paragraphs(block: Text, kind: Type) -> Iterator[list[tuple[str, Type]]]:
    """The texts of each paragraph, each with its cut."""
    if not block.rich:
        for text in composed(block.text).replace("\r", "").split("\n"):
            yield [(text, kind)]
        return
    runs: list[tuple[str, Type]] = []
    bold, italic = kind.bold, False
    for n, part in enumerate(_MARKS.split(composed(block.text))):
        if n % 2 == 0:
            runs.append((unescape(part).replace("\n", " "), Type(kind.size, bold, kind.colour, italic)))
        elif part.startswith("br"):
            yield runs
            runs = []
        else:
            bold = part == "b" if part.endswith("b") else bold
            italic = part == "i" if part.endswith("i") else italic
    yield runs


def _words(runs: Sequence[tuple[str, Type]], letters: dict[bool, Letters]) -> Iterator[Word]:
    """The words of a paragraph; a word with a mark inside is several, glued."""
    glued = False
    for text, kind in runs:
        for n, word in enumerate(text.split(" ")):
            if n:
                glued = False
            if word:
                yield Word(word, kind, letters[kind.bold].width(word) * kind.size, glued)
                glued = True


def _filled(words: Iterator[Word], frame: Frame) -> Iterator[list[Word]]:
    line: list[Word] = []
    used = 0.0
    for word in (part for whole in words for part in _parts(whole, frame)):
        gap = _gap(line[-1], word, frame.letters) if line else 0.0
        if line and used + gap + word.width > frame.width + 0.01:
            yield line
            line, used, gap = [], 0.0, 0.0
        line.append(word)
        used += gap + word.width
    yield line


def _parts(word: Word, frame: Frame) -> Iterator[Word]:
    """The word, in parts where it is wider than the page."""
    if word.width <= frame.width:
        yield word
        return
    letters = frame.letters[word.kind.bold]
    for part in broken(letters, word.text, frame.width / word.kind.size):
        yield Word(part, word.kind, letters.width(part) * word.kind.size)
