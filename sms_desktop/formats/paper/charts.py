"""Bars and curves on paper, each value with its words."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from sms_desktop.core.i18n import format_number
from sms_desktop.formats.paper.flow import MM, Frame, Strip
from sms_desktop.formats.paper.lettering import ACCENT, MUTED, Type, wrapped
from sms_desktop.formats.paper.model import CENTRE, RIGHT, Bars, Curve
from sms_desktop.formats.paper.pen import HAIR, PALE, Pen

_TITLE = Type(9.5, bold=True)
_LABEL = Type(8.5)
_SMALL = Type(7, colour=MUTED)
_LINE = "0.3 g"
_BAR, _STEP = 8.0, 16.0
_CURVE_MM = 42
#: The same where a page is to be spared.
_STEP_CLOSE, _CURVE_CLOSE_MM = 12.5, 30
_MOST_DOTS = 40


def _title(text: str, frame: Frame) -> Iterator[Strip]:
    for n, line in enumerate(wrapped(frame.letters[True], text, _TITLE.size, frame.width) if text else []):
        yield _title_line(line, frame, before=frame.spaced(10.0, 5.0) if n == 0 else 0.0)


def _title_line(line: str, frame: Frame, *, before: float) -> Strip:
    return Strip(15, lambda pen, y: pen.text(frame.left, y + 10, line, _TITLE), keep=True, before=before)


def bars(block: Bars, frame: Frame) -> Iterator[Strip]:
    """A strip a bar: its label, the bar on its track, its value."""
    if not block.bars:
        return
    yield from _title(block.title, frame)
    widest = max(frame.letters[False].width(label) * _LABEL.size for label, _value, _words in block.bars)
    words = max(frame.letters[False].width(words) * _LABEL.size for _label, _value, words in block.bars)
    labels = min(widest + 10, frame.width * 0.36)
    track = frame.width - labels - min(words + 10, frame.width * 0.3)
    for n, bar in enumerate(block.bars):
        yield _bar(block, n, bar, frame, labels, track)
    yield Strip(0, lambda pen, y: None, before=frame.spaced(6, 4))


def _bar(block: Bars, n: int, bar: tuple[str, float, str], frame: Frame, labels: float, track: float) -> Strip:
    label, value, words = bar
    lines = wrapped(frame.letters[False], label, _LABEL.size, labels - 8)
    height = max(frame.spaced(_STEP, _STEP_CLOSE), len(lines) * _LABEL.leading + frame.spaced(4, 1))
    share = min(max(value / block.top, 0.0), 1.0) if block.top > 0 else 0.0

    def draw(pen: Pen, y: float) -> None:
        top, x = y + (height - _BAR) / 2, frame.left + labels
        first = y + (height - (len(lines) - 1) * _LABEL.leading) / 2 + 3
        for row, line in enumerate(lines):
            pen.text(frame.left, first + row * _LABEL.leading, line, _LABEL)
        pen.box(x, top, track, _BAR, PALE)
        if share:
            pen.box(x, top, track * share, _BAR, ACCENT)
        pen.text(frame.left + frame.width, y + height / 2 + 3, words, _LABEL, RIGHT)
        if block.line is not None and 0 <= block.line <= block.top:
            at = x + track * block.line / block.top
            pen.line(at, y, at, y + height, width=0.9, colour=_LINE, dash="2 2")

    return Strip(height, draw, keep=n == 0 or n == len(block.bars) - 2)


def curve(block: Curve, frame: Frame) -> Iterator[Strip]:
    """A curve over its grid, as one strip with its title."""
    if not block.points:
        return
    yield from _title(block.title, frame)
    height = frame.spaced(_CURVE_MM, _CURVE_CLOSE_MM) * MM

    def draw(pen: Pen, y: float) -> None:
        left, width, top = frame.left + 24, frame.width - 30, y + 4
        _grid(pen, block, left, width, top, height)
        points = [(x, _at(block, value, top, height)) for x, value in _places(block, left, width)]
        if len(points) > 1:
            pen.path(points)
        if len(points) <= _MOST_DOTS:
            for x, at in points:
                pen.circle(x, at, 1.9, colour=ACCENT, filled=True)

    yield Strip(height + 26, draw)


def _places(block: Curve, left: float, width: float) -> list[tuple[float, float]]:
    """Where each point is along the axis, with its value."""
    count = len(block.points)
    step = (width - 16) / (count - 1) if count > 1 else 0
    first = left + 8 if count > 1 else left + width / 2
    return [(first + n * step, value) for n, (_label, value) in enumerate(block.points)]


def _at(block: Curve, value: float, top: float, height: float) -> float:
    share = min(max(value / block.top, 0.0), 1.0) if block.top > 0 else 0.0
    return top + height * (1 - share)


def _grid(pen: Pen, block: Curve, left: float, width: float, top: float, height: float) -> None:
    for quarter in range(5):
        at = top + height * quarter / 4
        pen.rule(left, at, width, colour=HAIR)
        pen.text(left - 5, at + 2.5, format_number(round(block.top * (4 - quarter) / 4, 2)), _SMALL, RIGHT)
    if block.line is not None:
        at = _at(block, block.line, top, height)
        pen.line(left, at, left + width, at, width=0.9, colour=_LINE, dash="2 2")
    last_end = 0.0
    places = _places(block, left, width)
    widths = [pen.letters[False].width(label) * _SMALL.size for label, _value in block.points]
    every = ceil(len(places) * (max(widths) + 8) / width)
    for n, ((x, _value), (label, _v), wide) in enumerate(zip(places, block.points, widths, strict=True)):
        if n % every == 0 and x - wide / 2 > last_end + 4:
            pen.text(x, top + height + 11, label, _SMALL, CENTRE)
            last_end = x + wide / 2
