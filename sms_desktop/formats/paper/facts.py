"""Labels with their values, and places to sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from sms_desktop.formats.paper.flow import MM, Frame, Strip
from sms_desktop.formats.paper.lettering import INK, MUTED, Type, wrapped
from sms_desktop.formats.paper.model import CENTRE, Facts, Signatures
from sms_desktop.formats.paper.pen import GREY, HAIR, Pen

_LABEL = Type(8.5, colour=MUTED)
_VALUE = Type(9)
_LEADING = 12.0
_PADDING, _PADDING_CLOSE = 2.6, 1.0
_BELOW, _BELOW_CLOSE = 9.0, 5.0
_BETWEEN = 18.0
_MOST_FOR_LABELS = 0.45

_SIGNED = Type(8.5, bold=True)
_UNDER = Type(8, colour=MUTED)
_TO_SIGN_MM, _TO_SIGN_CLOSE_MM, _STAMP_MM = 17, 13, 30
_BEFORE, _BEFORE_CLOSE = 16.0, 7.0

#: The lines of a label, and those of its value.
Cell: TypeAlias = tuple[list[str], list[str]]


def strips(block: Facts, frame: Frame) -> Iterator[Strip]:
    """A strip a line of pairs, side by side in columns that are filled from left to right."""
    pairs = [(label, value) for label, value in block.pairs if value]
    count = max(1, block.columns)
    width = (frame.width - (count - 1) * _BETWEEN) / count
    labels = [_label_width(pairs[n::count], frame, width) for n in range(count)]
    for start in range(0, len(pairs), count):
        cells = [_cell(*pair, room, width, frame) for pair, room in zip(pairs[start:], labels, strict=False)]
        yield from _line(cells, labels, width, frame, last=start + count >= len(pairs))


def _label_width(pairs: Sequence[tuple[str, str]], frame: Frame, width: float) -> float:
    widest = max((frame.letters[False].width(label) * _LABEL.size for label, _value in pairs), default=0)
    return min(widest + 10, width * _MOST_FOR_LABELS)


def _cell(label: str, value: str, room: float, width: float, frame: Frame) -> Cell:
    letters = frame.letters[False]
    return wrapped(letters, label, _LABEL.size, room - 8), wrapped(letters, value, _VALUE.size, width - room)


def _line(cells: Sequence[Cell], labels: Sequence[float], width: float, frame: Frame, *, last: bool) -> Iterator[Strip]:
    """A line of pairs; one that no page holds goes on below."""
    most = int((frame.height - 2 * _padding(frame)) / _LEADING)
    while max(len(value) for _label, value in cells) > most:
        yield _part([(label, value[:most]) for label, value in cells], labels, width, frame, below=0)
        cells = [([], value[most:]) for _label, value in cells]
    yield _part(cells, labels, width, frame, below=frame.spaced(_BELOW, _BELOW_CLOSE) if last else 0)


def _padding(frame: Frame) -> float:
    return frame.spaced(_PADDING, _PADDING_CLOSE)


def _part(cells: Sequence[Cell], labels: Sequence[float], width: float, frame: Frame, *, below: float) -> Strip:
    padding = _padding(frame)
    height = max(max(len(label), len(value)) for label, value in cells) * _LEADING + 2 * padding

    def draw(pen: Pen, y: float) -> None:
        for n, (label, value) in enumerate(cells):
            x = frame.left + n * (width + _BETWEEN)
            _down(pen, x, y + padding, label, _LABEL)
            _down(pen, x + labels[n], y + padding, value, _VALUE)
            pen.rule(x, y + height, width, colour=HAIR)

    return Strip(height + below, draw)


def _down(pen: Pen, x: float, y: float, lines: Sequence[str], kind: Type) -> None:
    for line in lines:
        pen.text(x, y + _LEADING * 0.73, line, kind)
        y += _LEADING


def signing(block: Signatures, frame: Frame) -> Iterator[Strip]:
    """Lines to sign on, side by side, and a round place for the stamp at their left."""
    count = len(block.places) + bool(block.stamp)
    if not count:
        return
    count = max(count, 2)
    width = frame.width / count
    above = (_STAMP_MM / 2 if block.stamp else frame.spaced(_TO_SIGN_MM, _TO_SIGN_CLOSE_MM)) * MM
    under = max((_under(place, width, frame) for place in block.places), key=len, default=[])
    height = max(above + 4 + len(under) * _LEADING, _STAMP_MM * MM if block.stamp else 0) + 6

    def draw(pen: Pen, y: float) -> None:
        first = count - len(block.places)
        if block.stamp:
            _stamp(pen, frame.left + width * (first - 0.5), y, block.stamp)
        for n, place in enumerate(block.places, first):
            centre = frame.left + (n + 0.5) * width
            pen.line(centre - width * 0.4, y + above, centre + width * 0.4, y + above, colour=INK, width=0.5)
            at = y + above + 3
            for text, kind in _under(place, width, frame):
                pen.text(centre, at + _LEADING * 0.75, text, kind, CENTRE)
                at += _LEADING

    yield Strip(height, draw, before=frame.spaced(_BEFORE, _BEFORE_CLOSE), pulls=True)


def _under(place: Sequence[str], width: float, frame: Frame) -> list[tuple[str, Type]]:
    found = []
    for n, text in enumerate(place):
        kind = _SIGNED if n == 0 else _UNDER
        found += [(line, kind) for line in wrapped(frame.letters[kind.bold], text, kind.size, width * 0.9) if text]
    return found


def _stamp(pen: Pen, x: float, y: float, word: str) -> None:
    radius = _STAMP_MM / 2 * MM
    pen.circle(x, y + radius, radius, colour=GREY, dash="1 2.4")
    pen.text(x, y + radius + 3, word, Type(7.5, colour=GREY), CENTRE)
