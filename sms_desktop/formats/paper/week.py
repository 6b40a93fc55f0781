"""A timetable on paper: a column a day, a row a period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sms_desktop.formats.paper.flow import Frame, Strip
from sms_desktop.formats.paper.lettering import MUTED, Type, wrapped
from sms_desktop.formats.paper.model import CENTRE, Week
from sms_desktop.formats.paper.pen import GREY, TINT, Pen

_DAY = Type(8.5, bold=True)
_PERIOD = Type(8, colour=MUTED)
_FIRST = Type(8.5, bold=True)
_MORE = Type(7.5, colour=MUTED)
_LEADING = 10.5
_PADDING = 4.0
_LEAST = 32.0
_PERIODS_SHARE = 0.13
_SIDE_BY_SIDE = 2

Lines = list[tuple[str, Type]]


def strips(block: Week, frame: Frame) -> Iterator[Strip]:
    """The days, and a strip a period."""
    first = min(frame.width * _PERIODS_SHARE, 76)
    width = (frame.width - first) / max(1, len(block.days))
    days = _days(block, frame, first, width)
    yield days
    for period, lessons in zip(block.periods, block.cells, strict=True):
        yield _period(period, lessons, frame, first, width, days)
    yield Strip(0, lambda pen, y: None, before=8)


def _days(block: Week, frame: Frame, first: float, width: float) -> Strip:
    def draw(pen: Pen, y: float) -> None:
        pen.box(frame.left, y, frame.width, 20, TINT)
        pen.frame(frame.left, y, frame.width, 20, thick=0.5)
        for n, day in enumerate(block.days):
            pen.text(frame.left + first + (n + 0.5) * width, y + 13.2, day, _DAY, CENTRE)

    return Strip(20, draw, keep=True)


def _period(
    period: str, lessons: Sequence[Sequence[str]], frame: Frame, first: float, width: float, days: Strip
) -> Strip:
    name: Lines = [(line, _PERIOD) for line in wrapped(frame.letters[False], period, _PERIOD.size, first - 8)]
    cells = [[name], *(_lessons(lesson, frame, width) for lesson in lessons)]
    height = max(_LEAST, max(len(lines) for cell in cells for lines in cell) * _LEADING + 2 * _PADDING)

    def draw(pen: Pen, y: float) -> None:
        pen.frame(frame.left, y, frame.width, height, thick=0.5)
        for n, cell in enumerate(cells):
            left, wide = (frame.left, first) if n == 0 else (frame.left + first + (n - 1) * width, width / len(cell))
            for place, lines in enumerate(cell):
                if n:
                    pen.line(left + place * wide, y, left + place * wide, y + height, width=0.5, colour=GREY)
                _centred(pen, left + (place + 0.5) * wide, y, height, lines)

    return Strip(height, draw, again=days)


def _centred(pen: Pen, middle: float, y: float, height: float, lines: Lines) -> None:
    at = y + (height - len(lines) * _LEADING) / 2
    for text, kind in lines:
        at += _LEADING
        pen.text(middle, at - 2.8, text, kind, CENTRE)


def _lessons(texts: Sequence[str], frame: Frame, width: float) -> list[Lines]:
    """The lessons of a field, which an empty line parts: side by side where there are two, else one under the other."""
    parted: list[list[str]] = [[]]
    for text in texts:
        if text:
            parted[-1].append(text)
        else:
            parted.append([])
    if len(parted) <= _SIDE_BY_SIDE:
        return [_lesson(lesson, frame, width / len(parted)) for lesson in parted]
    one: Lines = []
    for lesson in parted:
        one += [*([("", _MORE)] if one else []), *_lesson(lesson, frame, width)]
    return [one]


def _lesson(lesson: Sequence[str], frame: Frame, width: float) -> Lines:
    found: Lines = []
    for n, text in enumerate(lesson):
        kind = _MORE if n else _FIRST
        found += [(line, kind) for line in wrapped(frame.letters[kind.bold], text, kind.size, width - 8)]
    return found
