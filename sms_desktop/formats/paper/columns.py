"""The columns of a list on paper: which way the page lies, how large the type is, and how wide each column is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _
from sms_desktop.formats.paper.book import A4
from sms_desktop.formats.paper.lettering import Letters

_UPRIGHT, _LYING = A4, A4[::-1]
#: What is tried, in this order: the page, the size of its type, and what each column gets at least.
_TRIED = (
    (_UPRIGHT, 8.0, "most"),
    (_UPRIGHT, 7.5, "most"),
    (_LYING, 8.0, "most"),
    (_LYING, 7.0, "most"),
    (_LYING, 7.5, "words"),
    (_LYING, 7.0, "words"),
    (_LYING, 6.5, "words"),
    (_LYING, 6.0, "words"),
    (_LYING, 6.0, "least"),
)
#: Of a text that may be cut, in multiples of the type's size: so much is shown at least, and wanted at most.
_LEAST, _MOST = 5.0, 24.0
_LONGEST_WORD = 9.0
_BESIDE = 0.9
#: What is taken for a number: it stands at the right, and is never cut.
NUMBER = re.compile(r"[-−+]?\d[\d.,]*\s?%?")
_FIXED = re.compile(r"[-−+]?[\d.,:/ ]+%?")
_STRETCHED = 1.7
_BREAKS = re.compile("(?<=[/@.-])|[ ]")


@dataclass(frozen=True)
class Column:
    """A column: numbers stand at its right."""

    title: str
    right: bool = False


@dataclass(frozen=True)
class Layout:
    """A page and its columns; widths in points, with `beside` free at both sides of a cell and `above` over it."""

    page: tuple[float, float]
    size: float
    columns: Sequence[Column]
    widths: Sequence[float]

    @property
    def beside(self) -> float:
        """Free at the left and right of each cell."""
        return self.size * 0.4

    @property
    def above(self) -> float:
        """Free above and below each line."""
        return self.size * 0.26


@dataclass(frozen=True)
class _Wish:
    """What a column needs per point of type: `least`, so that `words` stay whole, `most`, its longest line `whole`."""

    least: float
    words: float
    most: float
    whole: float


def laid_out(
    letters: dict[bool, Letters], headers: Sequence[str], sample: Sequence[Sequence[str]], margins: float
) -> Layout:
    """How the columns are set, judged by the first rows; `margins` are the page's left and right ones together.

    Raises `Invalid` where not even small type on a page that lies has room for so many.
    """
    texts = [[row[n] for row in sample if row[n]] for n in range(len(headers))]
    columns = [
        Column(title, bool(found) and all(NUMBER.fullmatch(text) for text in found))
        for title, found in zip(headers, texts, strict=True)
    ]
    wishes = [_wish(letters, title, found) for title, found in zip(headers, texts, strict=True)]
    for page, size, level in _TRIED:
        room = page[0] - margins
        if sum(getattr(wish, level) for wish in wishes) * size <= room:
            return Layout(page, size, columns, _widths(wishes, level, size, room))
    raise Invalid(
        _("{n} columns are too many for a page.").format(n=len(headers)),
        _("Choose fewer columns, or write the list as XLSX."),
        code="too_many_columns",
    )


def _wish(letters: dict[bool, Letters], title: str, texts: Sequence[str]) -> _Wish:
    plain = letters[False].width
    titled = max(map(letters[True].width, _BREAKS.split(title)))
    lines = [line for text in texts for line in text.split("\n")]
    widest = max(titled, max(map(plain, lines), default=0.0))
    if all(_FIXED.fullmatch(text) for text in texts):
        return _Wish(*(max(titled, widest) + _BESIDE,) * 4)
    word = max((plain(word) for line in lines for word in _BREAKS.split(line)), default=0.0)
    wanted = (min(widest, _LEAST), min(max(titled, word), _LONGEST_WORD), min(widest, _MOST), widest)
    return _Wish(*(width + _BESIDE for width in wanted))


def _widths(wishes: Sequence[_Wish], level: str, size: float, room: float) -> list[float]:
    """As wide as the page together; where there is more room than needed, not much wider than what is in them."""
    widths: list[float] = [getattr(wish, level) for wish in wishes]
    rest = room / size - sum(widths)
    if level == "most":
        stretch = min(1 + rest / sum(widths), _STRETCHED)
        return [width * size * stretch for width in widths]
    for n in sorted(range(len(widths)), key=lambda n: wishes[n].words - widths[n]):
        given = min(max(wishes[n].words - widths[n], 0.0), rest)
        widths[n] += given
        rest -= given
    return [width * size for width in _shared_out(widths, [wish.whole for wish in wishes], rest)]


def _shared_out(widths: Sequence[float], whole: Sequence[float], rest: float) -> list[float]:
    """The widths with the rest of the room: more for columns that lack more, and none for those that have all."""
    while rest > 0.01:
        wanting = [max(want - width, 0.0) ** 0.6 for want, width in zip(whole, widths, strict=True)]
        if max(wanting) < 0.1:
            break
        share = rest / sum(wanting)
        given = [
            min(share * part, max(want - width, 0.0)) for part, want, width in zip(wanting, whole, widths, strict=True)
        ]
        widths = [width + more for width, more in zip(widths, given, strict=True)]
        rest -= sum(given)
    return list(widths)
