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
#: What is tried, in this order: the page, the size of its type, and whether texts may be cut or wrapped.
_TRIED = (
    (_UPRIGHT, 8.0, False),
    (_UPRIGHT, 7.5, False),
    (_LYING, 8.0, False),
    (_LYING, 7.0, False),
    (_LYING, 7.5, True),
    (_LYING, 6.5, True),
    (_LYING, 6.0, True),
)
#: Of a text that may be cut, in multiples of the type's size: so much is shown at least, and wanted at most.
_LEAST, _MOST = 7.0, 24.0
_NUMBER = re.compile(r"[-−+]?\d[\d.,]*\s?%?")
_FIXED = re.compile(r"[-−+]?[\d.,:/ ]+%?")
_STRETCHED = 1.7


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
    """What a column needs per point of type: not less than `least`, not more than `most`."""

    least: float
    most: float


def laid_out(
    letters: dict[bool, Letters], headers: Sequence[str], sample: Sequence[Sequence[str]], margins: float
) -> Layout:
    """How the columns are set, judged by the first rows; `margins` are the page's left and right ones together.

    Raises `Invalid` where not even small type on a page that lies has room for so many.
    """
    texts = [[row[n] for row in sample if row[n]] for n in range(len(headers))]
    columns = [
        Column(title, bool(found) and all(_NUMBER.fullmatch(text) for text in found))
        for title, found in zip(headers, texts, strict=True)
    ]
    wishes = [_wish(letters, title, found) for title, found in zip(headers, texts, strict=True)]
    for page, size, tight in _TRIED:
        room = page[0] - margins
        needed = sum(wish.least if tight else wish.most for wish in wishes) * size
        if needed <= room:
            return Layout(page, size, columns, _widths(wishes, size, room))
    raise Invalid(
        _("{n} columns are too many for a page.").format(n=len(headers)),
        _("Choose fewer columns, or write the list as XLSX."),
        code="too_many_columns",
    )


def _wish(letters: dict[bool, Letters], title: str, texts: Sequence[str]) -> _Wish:
    beside = 0.8
    words = max((letters[True].width(word) for word in title.split(" ")), default=0.0)
    lines = [line for text in texts for line in text.split("\n")]
    widest = max(map(letters[False].width, lines), default=0.0)
    if all(_FIXED.fullmatch(text) for text in texts):
        most = least = max(words, widest)
    else:
        most = max(words, min(widest, _MOST))
        least = max(min(words, _LEAST), min(widest, _LEAST))
    return _Wish(least + beside + 0.1, most + beside + 0.1)


def _widths(wishes: Sequence[_Wish], size: float, room: float) -> list[float]:
    """Between least and most where there is not room for all, else a little wider; together as wide as the page."""
    least, most = (sum(getattr(wish, name) for wish in wishes) * size for name in ("least", "most"))
    if most >= room:
        share = (room - least) / (most - least) if most > least else 0.0
        return [(wish.least + (wish.most - wish.least) * share) * size for wish in wishes]
    stretch = min(room / most, _STRETCHED) if most else 1.0
    return [wish.most * size * stretch for wish in wishes]
