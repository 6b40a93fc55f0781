"""What the cells of a column show of what it holds, where the header leaves it open (formats.md 1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from sms_desktop.core.folding import fold
from sms_desktop.core.values import BadValue, DateJudge, DateOrder, DecimalJudge, parse_email
from sms_desktop.services.importing.fields import ColumnStyle, Field, Holds

_MOST_SAMPLES = 200
#: From this share of a column's cells on, they are what the field holds.
MOSTLY = 0.8

_RELATION_WORDS = "father mother guardian parent other brother sister uncle aunt grandfather grandmother spouse"
_GREEK_RELATION_WORDS = "πατερασ μητερα κηδεμονασ αδερφοσ αδερφη αδελφοσ αδελφη θειοσ θεια παππουσ γιαγια συζυγοσ"
_RELATIONS = frozenset(f"{_RELATION_WORDS} {_GREEK_RELATION_WORDS}".split())
_PHONE = re.compile(r"\+?[\d ()./-]{8,20}")
_DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}")
_CODE = re.compile(r"[A-Za-zΑ-Ω]{0,5}[-_/]?\d{2,}[\w-]{0,20}")
_NUMBERS = re.compile(r"[\d.,:/%\s-]+")


def cells_of(samples: Sequence[Sequence[str]], place: int) -> list[str]:
    """What a column's first rows say, empty cells left out."""
    cells = (row[place].strip() for row in samples[:_MOST_SAMPLES] if place < len(row))
    return [cell for cell in cells if cell]


def column_style(cells: Sequence[str]) -> ColumnStyle:
    """How these cells, all of one column, write dates and numbers."""
    dates, decimals = DateJudge(), DecimalJudge()
    dates.add(cells)
    decimals.add(cells)
    return ColumnStyle(dates.result, decimals.result, dates.serials)


def _decided(style: ColumnStyle) -> ColumnStyle:
    doubtful = style.dates in (DateOrder.AMBIGUOUS, DateOrder.MIXED)
    return replace(style, dates=DateOrder.DAY_FIRST) if doubtful else style


def share(cells: Sequence[str], fits: Callable[[str], object]) -> float:
    """The share of cells that fit; all where there are none."""
    return sum(bool(fits(cell)) for cell in cells) / len(cells) if cells else 1.0


def readable(field: Field, cells: Sequence[str]) -> float:
    """The share of cells that the field can read, whichever way a doubtful date is meant."""
    style = _decided(column_style(cells))

    def reads(cell: str) -> bool:
        try:
            field.value(cell, style)
        except BadValue:
            return False
        return True

    return share(cells, reads)


_TEXTS_THAT_ARE = {
    "street": lambda cell: len(cell) > 2,
    "health_note": lambda cell: not _NUMBERS.fullmatch(cell),
    "contact1_name": lambda cell: fold(cell) not in _RELATIONS and not _NUMBERS.fullmatch(cell),
    "contact1_relation": lambda cell: len(cell) <= 30 and not _NUMBERS.fullmatch(cell),
    "programme": lambda cell: len(cell) > 1,
}


def fit(field: Field, cells: Sequence[str]) -> float:
    """The share of a column's cells that could be the field's."""
    if field.name in _TEXTS_THAT_ARE:
        return share(cells, _TEXTS_THAT_ARE[field.name])
    if field.holds is Holds.NAME:
        return share(cells, lambda cell: not _NUMBERS.fullmatch(cell))
    return 1.0 if field.holds is Holds.TEXT else readable(field, cells)


def is_email(cell: str) -> bool:
    """Whether a cell is one e-mail address."""
    try:
        return bool(parse_email(cell))
    except BadValue:
        return False


def is_phone(cell: str) -> bool:
    """Whether a cell is a telephone number as Greece and Cyprus have them, or one with a country's code."""
    shaped = _PHONE.fullmatch(cell) and not _DATE.fullmatch(cell)
    return bool(shaped) and 8 <= sum(map(str.isdigit, cell)) <= 15 and cell.startswith(("+", "00", "2", "6", "9"))


def is_birth(field: Field, cells: Sequence[str]) -> bool:
    """Whether a column has dates, mostly different ones, of people from 10 to 90 years old."""
    style = replace(_decided(column_style(cells)), serials=False)
    ages = []
    for cell in cells:
        try:
            ages.append(style.today.year - field.value(cell, style).year)
        except (BadValue, AttributeError):
            continue
    return len(ages) >= MOSTLY * len(cells) and 10 <= sorted(ages)[len(ages) // 2] <= 90


def is_code(cells: Sequence[str]) -> bool:
    """Whether a column has a code of its own for each row."""
    return len(cells) > 2 and len(set(cells)) == len(cells) and share(cells, _CODE.fullmatch) >= MOSTLY
