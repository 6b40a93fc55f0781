"""What each block of a document is on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from sms_desktop.formats.paper import cards, charts, facts, tables, texts, week
from sms_desktop.formats.paper.flow import Frame, Strip
from sms_desktop.formats.paper.model import (
    Bars,
    Block,
    Cards,
    Curve,
    Facts,
    Gap,
    NewPage,
    Signatures,
    Table,
    Text,
    Together,
    Week,
)

_DRAWN: dict[type, Callable[[Any, Frame], Iterator[Strip]]] = {
    Text: texts.strips,
    Gap: texts.free,
    Facts: facts.strips,
    Signatures: facts.signing,
    Table: tables.strips,
    Bars: charts.bars,
    Curve: charts.curve,
    Week: week.strips,
    Cards: cards.strips,
}


def strips(blocks: Iterable[Block], frame: Frame) -> Iterator[Strip]:
    """The blocks as strips, in their order."""
    fresh = False
    for block in blocks:
        if isinstance(block, NewPage):
            fresh = True
            continue
        found = _together(block, frame) if isinstance(block, Together) else _DRAWN[type(block)](block, frame)
        for strip in found:
            yield replace(strip, fresh=True) if fresh else strip
            fresh = False


def _together(block: Together, frame: Frame) -> Iterator[Strip]:
    found = list(strips(block.blocks, frame))
    for n, strip in enumerate(found, 1):
        yield replace(strip, keep=strip.keep or n < len(found))
