"""The head of a document: the school with its logo, the title, and number and date at the right."""

from __future__ import annotations

from collections.abc import Iterator

from sms_desktop.formats.paper.flow import MM, Frame, Strip
from sms_desktop.formats.paper.lettering import ACCENT, MUTED, Letters, Type, wrapped
from sms_desktop.formats.paper.model import RIGHT, Document, Letterhead
from sms_desktop.formats.paper.pen import Pen
from sms_desktop.formats.paper.pictures import logo

Line = tuple[str, Type]

AUTHORITY = Type(7.5, colour=MUTED)
SCHOOL = Type(13, bold=True, colour=ACCENT)
ADDRESS = Type(8, colour=MUTED)
TITLE = Type(16, bold=True)
SUBTITLE = Type(10.5, colour=MUTED)
_SIDE = Type(8.5, colour=MUTED)
_NUMBER = Type(8.5, bold=True)
_LOGO_MM = 19
_LOGO_WIDEST_MM = 45
_GAP_MM = 5


def strips(document: Document, frame: Frame) -> Iterator[Strip]:
    """The head of a document's first page."""
    if document.head is not None:
        yield letterhead(document.head, frame)
    if document.title or document.subtitle or document.number or document.dated:
        yield _titles(document, frame)


def letterhead(head: Letterhead, frame: Frame) -> Strip:
    """The school's name and how it is reached, beside its logo, over a rule."""
    beside = _beside(head.logo, frame)
    room = frame.width - beside
    lines = _set(frame.letters, [(head.authority, AUTHORITY), (head.school, SCHOOL),
                                 *((line, ADDRESS) for line in head.lines)], room)  # fmt: skip
    text_height = sum(kind.leading for _text, kind in lines)
    height = max(text_height, _LOGO_MM * MM if head.logo else 0)

    def draw(pen: Pen, y: float) -> None:
        if head.logo:
            pen.picture(head.logo, logo, frame.left, y, beside - _GAP_MM * MM, height)
        write_lines(pen, frame.left + beside, y + (height - text_height) / 2, lines)
        pen.rule(frame.left, y + height + 9, frame.width, thick=1.1, colour=ACCENT)

    return Strip(height + 10, draw, keep=True)


def _beside(image: bytes | None, frame: Frame) -> float:
    """How much of the width the logo and the gap behind it take."""
    if not image:
        return 0.0
    _name, picture = frame.book.picture(image, logo)
    return (min(_LOGO_MM * picture.width / picture.height, _LOGO_WIDEST_MM) + _GAP_MM) * MM


def _titles(document: Document, frame: Frame) -> Strip:
    side = _side(document)
    wide = max((frame.letters[kind.bold].width(text) * kind.size for text, kind in side), default=0)
    wide = min(wide, frame.width / 2)
    main = _set(frame.letters, [(document.title, TITLE), (document.subtitle, SUBTITLE)], frame.width - wide - 14)
    height = max(sum(kind.leading for _text, kind in lines) for lines in (main, side))
    above = frame.spaced(15.0, 9.0) if document.head else 0.0

    def draw(pen: Pen, y: float) -> None:
        write_lines(pen, frame.left, y + above, main)
        right, at = frame.left + frame.width, y + above + 3
        for text, kind in side:
            at += kind.leading
            pen.text(right, at - kind.size * 0.32, text, kind, RIGHT)

    return Strip(above + height + frame.spaced(11.0, 7.0), draw, keep=True)


def _side(document: Document) -> list[Line]:
    lines = [(document.number, _NUMBER), (document.dated, _SIDE)]
    return [(text, kind) for text, kind in lines if text]


def _set(letters: dict[bool, Letters], texts: list[Line], width: float) -> list[Line]:
    """The texts that are not empty, in lines that fit."""
    return [
        (line, kind) for text, kind in texts if text for line in wrapped(letters[kind.bold], text, kind.size, width)
    ]


def write_lines(pen: Pen, x: float, y: float, lines: list[Line]) -> None:
    """Lines one under the other, the first with its top at `y`."""
    for text, kind in lines:
        y += kind.leading
        pen.text(x, y - kind.leading * 0.26, text, kind)
