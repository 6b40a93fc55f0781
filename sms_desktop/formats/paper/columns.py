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
#: So many of a column's cells are numbers where it is a column of numbers: a mark may also be a word.
_MOSTLY = 0.8
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
    """What a column needs, in widths per point of type.

    `least` at all, `words` so that these stay whole, `usual` for nine rows of ten, `most` where there is room, and
    `whole` for its longest line.
    """

    least: float
    words: float
    usual: float
    most: float
    whole: float


def laid_out(
    letters: dict[bool, Letters], headers: Sequence[str], sample: Sequence[Sequence[str]], margins: float, *, cuts: bool
) -> Layout:
    """How the columns are set, judged by the first rows; `margins` are the page's left and right ones together.

    `cuts`: texts will be a line each, so that as many as can be are to have all their room.

    Raises `Invalid` where not even small type on a page that lies has room for so many.
    """
    texts = [[row[n] for row in sample if row[n]] for n in range(len(headers))]
    columns = [
        Column(title, bool(found) and sum(bool(NUMBER.fullmatch(text)) for text in found) >= _MOSTLY * len(found))
        for title, found in zip(headers, texts, strict=True)
    ]
    wishes = [_wish(letters, title, found, len(sample)) for title, found in zip(headers, texts, strict=True)]
    for page, size, level in _TRIED:
        room = page[0] - margins
        if sum(getattr(wish, level) for wish in wishes) * size <= room:
            return Layout(page, size, columns, _widths(wishes, level, size, room, cuts))
    raise Invalid(
        _("{n} columns are too many for a page.").format(n=len(headers)),
        _("Choose fewer columns, or write the list as XLSX."),
        code="too_many_columns",
    )


def parts(
    letters: dict[bool, Letters], headers: Sequence[str], sample: Sequence[Sequence[str]], margins: float, *,
    cuts: bool, repeated: int,
) -> list[tuple[Sequence[int], Layout]]:  # fmt: skip
    """Which columns stand beside each other, and how: all of them where a page holds them, else some on later pages.

    There the first `repeated` ones are again. Raises `Invalid` as `laid_out`, where none are to be or they don't help.
    """
    first, others = list(range(repeated)), list(range(repeated, len(headers)))
    for count in range(1, (len(others) if repeated else 1) + 1):
        each = -(-len(others) // count)
        chosen = [first + others[n : n + each] for n in range(0, len(others), each)] or [first]
        try:
            return [(some, _laid_out(letters, some, headers, sample, margins, cuts)) for some in chosen]
        except Invalid:
            continue
    return [(range(len(headers)), laid_out(letters, headers, sample, margins, cuts=cuts))]


def _laid_out(
    letters: dict[bool, Letters], some: Sequence[int], headers: Sequence[str], sample: Sequence[Sequence[str]],
    margins: float, cuts: bool,
) -> Layout:  # fmt: skip
    rows = [[row[n] for n in some] for row in sample]
    return laid_out(letters, [headers[n] for n in some], rows, margins, cuts=cuts)


def _wish(letters: dict[bool, Letters], title: str, texts: Sequence[str], rows: int) -> _Wish:
    """What a column needs, judged by its texts: those that are not empty, of so many rows."""
    plain = letters[False].width
    titled = max(map(letters[True].width, _BREAKS.split(title)))
    lines = [line for text in texts for line in text.split("\n")]
    widest = max(titled, max(map(plain, lines), default=0.0))
    if all(_FIXED.fullmatch(text) for text in texts):
        return _Wish(*(widest + _BESIDE,) * 5)
    word = max((plain(word) for line in lines for word in _BREAKS.split(line)), default=0.0)
    words = min(max(titled, word), _LONGEST_WORD)
    usual = sorted(map(plain, lines), reverse=True)[rows // 10] if len(lines) > rows // 10 else 0.0
    wanted = (min(widest, _LEAST), words, min(usual, _MOST), min(widest, _MOST), widest)
    return _Wish(*(width + _BESIDE for width in wanted))


def _widths(wishes: Sequence[_Wish], level: str, size: float, room: float, cuts: bool) -> list[float]:
    """As wide as the page together; where there is more room than needed, not much wider than what is in them."""
    widths: list[float] = [getattr(wish, level) for wish in wishes]
    rest = room / size - sum(widths)
    if level == "most":
        stretch = min(1 + rest / sum(widths), _STRETCHED)
        return [width * size * stretch for width in widths]
    rest = _filled(widths, [wish.words for wish in wishes], rest)
    if cuts:
        rest = _filled(widths, [wish.usual for wish in wishes], rest)
        rest = _filled(widths, [wish.most for wish in wishes], rest)
    return [width * size for width in _shared_out(widths, [wish.whole for wish in wishes], rest)]


def _filled(widths: list[float], wanted: Sequence[float], rest: float) -> float:
    """Widens the columns up to what is wanted, first those that lack little; returns what is left of the room."""
    for n in sorted(range(len(widths)), key=lambda n: wanted[n] - widths[n]):
        given = min(max(wanted[n] - widths[n], 0.0), rest)
        widths[n] += given
        rest -= given
    return rest


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
