"""A document as plain values: its head, and blocks that stand one under the other; whoever writes it knows the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from sms_desktop.core.i18n import _

LEFT, RIGHT, CENTRE = "left", "right", "centre"


@dataclass(frozen=True)
class Letterhead:
    """What stands at the top of the first page: the school and how it is reached, in the document's language.

    `logo` is a PNG or JPEG; empty texts and no logo leave their place out.
    """

    school: str
    authority: str = ""
    lines: tuple[str, ...] = ()
    logo: bytes | None = None


@dataclass(frozen=True)
class Text:
    """A paragraph. `style`: plain, muted, small, strong, heading, title, or letter (larger, justified).

    Text is as typed; `rich` allows `<b>`, `<i>` and `<br/>` in it, and whoever sets it has escaped the rest.
    """

    text: str
    style: str = "plain"
    align: str = LEFT
    rich: bool = False


@dataclass(frozen=True)
class Facts:
    """Labels with values in `columns` columns, such as name and number of a student; empty values are left out."""

    pairs: Sequence[tuple[str, str]]
    columns: int = 2


@dataclass(frozen=True)
class Column:
    """A column of a table; `share` of the width beside the others'. `upright` turns a long title by 90 degrees."""

    title: str
    share: float = 1
    align: str = LEFT
    upright: bool = False


#: Looks of a row of a table beyond the plain one.
PLAIN, STRONG, GROUP, MUTED = "plain", "strong", "group", "muted"


@dataclass(frozen=True)
class Row:
    """A row of a table: GROUP is one heading across the table (its first cell), STRONG a total, MUTED one less said."""

    cells: Sequence[str]
    look: str = PLAIN


@dataclass(frozen=True)
class Table:
    """Rows under titles, which are repeated on each page; cells wrap, and no row is cut in two.

    `ruled` draws a full grid, for sheets that are filled by hand; `height` is a row's least, in millimetres.
    `small` sets it in smaller type, for many columns. `continued` says of a group that it goes on, in the language in
    which the table was made, as its other texts: it is drawn in the reader's.
    """

    columns: Sequence[Column]
    rows: Sequence[Row]
    ruled: bool = False
    height: float = 0
    small: bool = False
    empty: str = ""
    continued: str = field(default_factory=lambda: _("{group} (continued)"))


@dataclass(frozen=True)
class Bars:
    """Horizontal bars from 0 to `top`, each labelled with its value in words; `line` is a limit drawn across them."""

    title: str
    bars: Sequence[tuple[str, float, str]]
    top: float = 100
    line: float | None = None


@dataclass(frozen=True)
class Curve:
    """A line through points from 0 to `top`, oldest first; `line` is a limit drawn across."""

    title: str
    points: Sequence[tuple[str, float]]
    top: float = 100
    line: float | None = None


@dataclass(frozen=True)
class Week:
    """A timetable: a column a day, a row a period; `cells[row][day]` are the lines of a lesson, none where free.

    An empty line parts two lessons that are at the same time.
    """

    days: Sequence[str]
    periods: Sequence[str]
    cells: Sequence[Sequence[Sequence[str]]]


@dataclass(frozen=True)
class Signatures:
    """Places to sign side by side, each with what stands under the line; `stamp` leaves a round place for a stamp."""

    places: Sequence[Sequence[str]]
    stamp: str = ""


@dataclass(frozen=True)
class Card:
    """An ID card of 85.60 x 53.98 mm (ISO/IEC 7810 ID-1): photo, lines, and a code that scanners read.

    Of the parts of its `foot` those stand there that have room.
    """

    school: str
    title: str
    name: str
    lines: Sequence[tuple[str, str]]
    code: str
    photo: bytes | None = None
    logo: bytes | None = None
    foot: Sequence[str] = ()


@dataclass(frozen=True)
class Cards:
    """ID cards, ten to a page of A4, with marks to cut along."""

    cards: Sequence[Card]


@dataclass(frozen=True)
class Gap:
    """Free height in millimetres."""

    height: float


@dataclass(frozen=True)
class NewPage:
    """What follows begins on a new page."""


@dataclass(frozen=True)
class Together:
    """Blocks that stay on one page where they fit on one at all."""

    blocks: Sequence[Block]


Block: TypeAlias = Text | Facts | Table | Bars | Curve | Week | Signatures | Cards | Gap | NewPage | Together


@dataclass(frozen=True)
class Document:
    """One document. `dated` and `number` stand at its head; `foot` at the left of each page's foot.

    `page_words` says "Page {page} of {pages}" in its language. `file_stem` names its file where each gets its own.
    `about` is whose it is, for the head of its later pages.
    """

    title: str
    blocks: Sequence[Block]
    language: str
    subtitle: str = ""
    head: Letterhead | None = None
    number: str = ""
    dated: str = ""
    foot: str = ""
    page_words: str = "{page} / {pages}"
    landscape: bool = False
    file_stem: str = ""
    about: str = ""
