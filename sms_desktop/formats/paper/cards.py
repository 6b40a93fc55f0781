"""ID cards on paper: 85.60 x 53.98 mm, ten to a page, with marks to cut along and a code that scanners read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby

from sms_desktop.formats.paper.flow import MM, Frame, Strip
from sms_desktop.formats.paper.lettering import ACCENT, INK, MUTED, WHITE, Type, cut, wrapped
from sms_desktop.formats.paper.model import CENTRE, Card, Cards
from sms_desktop.formats.paper.pen import GREY, HAIR, PALE, Pen
from sms_desktop.formats.paper.pictures import logo, photo

WIDTH, HEIGHT = 85.60 * MM, 53.98 * MM
_ACROSS, _DOWN = 2, 5
_BAND = 11.5 * MM
_PAD = 3.5 * MM
_PHOTO = (22.5 * MM, 30 * MM)
_MARK = 4 * MM
_LONGEST_BARS = 20
#: Of the name and what stands under it, above the code.
_MOST_LINES = 5
#: The sizes of a name, and how many lines it may have in each.
_NAMES = ((10.0, 2), (8.0, 3), (7.0, 3))
#: Of one value.
_MOST_VALUE = 2

_SCHOOL = Type(8.5, bold=True, colour=WHITE)
_TITLE = Type(6.5, colour=WHITE)
_NAME = Type(10, bold=True)
_LABEL = Type(6, colour=MUTED)
_VALUE = Type(7.5)
_FOOT = Type(5.5, colour=MUTED)
_BETWEEN = " · "


def strips(block: Cards, frame: Frame) -> Iterator[Strip]:
    """A strip a page of ten cards."""
    for start in range(0, len(block.cards), _ACROSS * _DOWN):
        yield _page(block.cards[start : start + _ACROSS * _DOWN], frame)


def _page(cards: Sequence[Card], frame: Frame) -> Strip:
    width, height = frame.page
    across = max(1, min(_ACROSS, int(width // WIDTH)))
    left, top = (width - _ACROSS * WIDTH) / 2, (height - _DOWN * HEIGHT) / 2

    def draw(pen: Pen, y: float) -> None:
        _marks(pen, left, top)
        for n, card in enumerate(cards):
            _card(pen, card, left + n % across * WIDTH, top + n // across * HEIGHT)

    return Strip(height, draw, fresh=True, bare=True)


def _marks(pen: Pen, left: float, top: float) -> None:
    """Short lines in the margin, where the knife goes."""
    right, foot = left + _ACROSS * WIDTH, top + _DOWN * HEIGHT
    for n in range(_ACROSS + 1):
        x = left + n * WIDTH
        pen.line(x, top - _MARK - 3, x, top - 3, colour=GREY)
        pen.line(x, foot + 3, x, foot + _MARK + 3, colour=GREY)
    for n in range(_DOWN + 1):
        y = top + n * HEIGHT
        pen.line(left - _MARK - 3, y, left - 3, y, colour=GREY)
        pen.line(right + 3, y, right + _MARK + 3, y, colour=GREY)


def _card(pen: Pen, card: Card, x: float, y: float) -> None:
    pen.frame(x, y, WIDTH, HEIGHT, thick=0.25, colour=HAIR)
    _band(pen, card, x, y)
    _photo(pen, card, x + _PAD, y + _BAND + 2.5 * MM)
    _who(pen, card, x + _PAD + _PHOTO[0] + 3.5 * MM, y + _BAND + 2.5 * MM)
    _code(pen, card, x + _PAD + _PHOTO[0] + 3.5 * MM, y)
    pen.text(x + _PAD, y + HEIGHT - 2.4 * MM, _foot(pen, card), _FOOT)


def _foot(pen: Pen, card: Card) -> str:
    """As many of the foot's parts, from the first on, as have room whole; a first one that is too long is cut."""
    letters, room = pen.letters[False], WIDTH - 2 * _PAD
    parts = list(card.foot)
    while len(parts) > 1 and letters.width(_BETWEEN.join(parts)) * _FOOT.size > room:
        parts.pop()
    return cut(letters, _BETWEEN.join(parts), _FOOT.size, room)


def _band(pen: Pen, card: Card, x: float, y: float) -> None:
    pen.box(x, y, WIDTH, _BAND, ACCENT)
    left = x + _PAD
    if card.logo:
        pen.box(left - 1.5, y + 1.5 * MM, _BAND - 3 * MM + 3, _BAND - 3 * MM, WHITE)
        size = _BAND - 3 * MM - 2
        pen.picture(card.logo, logo, left, y + 1.5 * MM + 1, size, size)
        left += _BAND - 3 * MM + 6
    room = x + WIDTH - _PAD - left
    lines = wrapped(pen.letters[True], card.school, _SCHOOL.size, room)
    kind = _SCHOOL if len(lines) == 1 else Type(7, bold=True, colour=WHITE)
    lines = wrapped(pen.letters[True], card.school, kind.size, room)[:2]
    at = y + (_BAND - (len(lines) * kind.leading + (_TITLE.leading if card.title else 0))) / 2
    for line in lines:
        at += kind.leading
        pen.text(left, at - 2.6, cut(pen.letters[True], line, kind.size, room), kind)
    pen.text(left, at + _TITLE.leading - 2.2, cut(pen.letters[False], card.title, _TITLE.size, room), _TITLE)


def _photo(pen: Pen, card: Card, x: float, y: float) -> None:
    if card.photo:
        pen.picture(card.photo, photo, x, y, *_PHOTO)
    else:
        pen.box(x, y, *_PHOTO, PALE)
        middle, shoulder = x + _PHOTO[0] / 2, _PHOTO[0] * 0.3
        pen.circle(middle, y + _PHOTO[1] * 0.38, _PHOTO[0] * 0.19, colour=HAIR, filled=True)
        pen.circle(middle, y + _PHOTO[1] * 0.66 + shoulder, shoulder, colour=HAIR, filled=True)
        pen.box(middle - shoulder, y + _PHOTO[1] * 0.66 + shoulder, 2 * shoulder, _PHOTO[1] * 0.34 - shoulder, HAIR)
        pen.box(middle - shoulder, y + _PHOTO[1], 2 * shoulder, shoulder, WHITE)
    pen.frame(x, y, *_PHOTO, thick=0.4, colour=HAIR)


def _who(pen: Pen, card: Card, x: float, y: float) -> None:
    room = WIDTH - _PAD * 2 - _PHOTO[0] - 3.5 * MM
    size, name = _name(pen, card.name, room)
    for line in name:
        y += size * 1.18
        pen.text(x, y - size * 0.24, line, Type(size, bold=True))
    y += 3
    most = _MOST_LINES - len(name)
    lines = card.lines if len(card.lines) <= most else [*card.lines[: most - 1], card.lines[-1]]  # the year at any rate
    wide = max((pen.letters[False].width(label) for label, _value in lines), default=0) * _LABEL.size + 5
    for n, (label, value) in enumerate(lines):
        pen.text(x, y + _VALUE.size * 1.4, label, _LABEL)
        own = min(_MOST_VALUE, most - (len(lines) - n - 1))
        found = _value(pen, value, room - wide, own)
        most -= len(found)
        for line in found:
            y += _VALUE.size * 1.4
            pen.text(x + wide, y, line, _VALUE)


def _name(pen: Pen, name: str, room: float) -> tuple[float, list[str]]:
    """The size of the name and its lines: smaller and in more lines where it is long, and cut only then."""
    letters = pen.letters[True]
    for size, most in _NAMES:
        lines = wrapped(letters, name, size, room)
        if len(lines) <= most:
            return size, lines
    return size, [*lines[: most - 1], cut(letters, " ".join(lines[most - 1 :]), size, room)]


def _value(pen: Pen, value: str, width: float, most: int) -> list[str]:
    """A value in at most so many lines, the last one cut where it needs more."""
    lines = wrapped(pen.letters[False], value, _VALUE.size, width)
    last = " ".join(lines[most - 1 :])
    return [*lines[: most - 1], cut(pen.letters[False], last, _VALUE.size, width)] if len(lines) > most else lines


def _code(pen: Pen, card: Card, left: float, y: float) -> None:
    if not card.code:
        return
    foot = HEIGHT - 4.2 * MM
    room = WIDTH - _PAD * 2 - _PHOTO[0] - 3.5 * MM
    if card.code.isascii() and card.code.isprintable() and len(card.code) <= _LONGEST_BARS:
        _bars(pen, card.code, left, y + foot - 11.4 * MM, room, 7.6 * MM)
    else:
        _square(pen, card.code, left + room - 15 * MM, y + foot - 15 * MM, 15 * MM)


def _bars(pen: Pen, code: str, x: float, y: float, room: float, height: float) -> None:
    """Code 128, as wide as there is room and its text under it."""
    from reportlab.graphics.barcode.code128 import Code128

    drawn = Code128(code, quiet=0)
    drawn.validate()
    drawn.encode()
    drawn.decompose()
    steps = [(mark.isupper(), "abcd".index(mark.lower()) + 1) for mark in drawn.decomposed]
    unit = min(room / sum(width for _dark, width in steps), 0.4 * MM)
    at = x
    for dark, width in steps:
        if dark:
            pen.box(at, y, width * unit, height, INK)
        at += width * unit
    pen.text((x + at) / 2, y + height + 7, code, Type(6.5), CENTRE)


def _square(pen: Pen, code: str, x: float, y: float, size: float) -> None:
    """A QR code, for what bars can't say."""
    from reportlab.graphics.barcode import qrencoder

    drawn = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
    drawn.addData(code)
    drawn.make()
    count = drawn.getModuleCount()
    unit = size / count
    for row in range(count):
        for dark, run in groupby(range(count), key=partial(drawn.isDark, row)):
            columns = list(run)
            if dark:
                pen.box(x + columns[0] * unit, y + row * unit, len(columns) * unit, unit, INK)
