"""References to cells, in formulas and elsewhere, when rows are put into a sheet: what lies below goes down with them.

A range that reaches into the last repeated row, such as that of a sum, grows with the rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})", re.IGNORECASE)
_ROW = re.compile(r"(\$?)(\d{1,7})")
#: Functions over many values: a single cell of a repeated row means all of its copies there.
_OVER_MANY = frozenset(
    {
        "SUM", "AVERAGE", "COUNT", "COUNTA", "COUNTBLANK", "MIN", "MAX", "MEDIAN", "MODE", "STDEV", "STDEVP", "STDEV.S",
        "STDEV.P", "VAR", "VARP", "LARGE", "SMALL", "PRODUCT", "SUMIF", "COUNTIF", "AVERAGEIF", "SUMIFS", "COUNTIFS",
        "AVERAGEIFS", "SUMPRODUCT", "SUBTOTAL", "AGGREGATE", "RANK", "RANK.EQ", "PERCENTILE",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Inserted:
    """`count` rows put in after row `last` of `sheet`; the repeated rows are `first` to `last` before that.

    `template` is the first row of the last template among them, the one that is copied.
    """

    sheet: str
    first: int
    template: int
    last: int
    count: int

    def row(self, number: int) -> int:
        """Where a row is afterwards."""
        return number if number <= self.last else number + self.count

    def end(self, top: int, bottom: int) -> int:
        """Where a range from `top` ends afterwards: it grows where it reaches into the rows that are copied."""
        return bottom + self.count if bottom > self.last or (top <= self.last and bottom >= self.template) else bottom

    def has(self, number: int) -> bool:
        """Whether a row is one of those repeated."""
        return self.first <= number <= self.last


def ranges(text: str, change: Inserted) -> str:
    """A list of cells and ranges as an attribute has it (`A1:B2 D4`), afterwards."""
    return " ".join(_range(one, change) for one in text.split())


def _range(text: str, change: Inserted) -> str:
    first, colon, second = text.partition(":")
    if not colon:
        second = first
    top, bottom = _row_of(first), _row_of(second)
    if top is None or bottom is None:
        return text
    start, end = _with_row(first, change.row(top)), _with_row(second, change.end(top, bottom))
    return start if start == end else f"{start}:{end}"


def _row_of(cell: str) -> int | None:
    found = _CELL.fullmatch(cell) or _ROW.fullmatch(cell)
    return int(found.groups()[-1]) if found else None


def _with_row(cell: str, row: int) -> str:
    return cell.rstrip("0123456789") + str(row)


def formula(text: str, change: Inserted, sheet: str, *, inside: bool = False, of_list: bool = False) -> str:
    """A formula on `sheet` (empty: it names its sheets itself) afterwards; `inside` the repeated rows it keeps to them.

    There a reference to its own template with a `$` before the row means all of them, another means its own row.
    `of_list`: a single cell of a repeated row means all of them, as in a chart or where it has a name.
    """

    def move(first: str, second: str, alone: bool) -> tuple[str, str]:
        return _moved(first, second, alone or of_list, change, inside)

    return _rewritten(text, sheet, change.sheet, move)


def copied(text: str, change: Inserted, sheet: str, by: int) -> str:
    """The formula of a repeated row, already as it is afterwards, in the copy that lies `by` rows further down.

    As copying does in a spreadsheet, but what lies below the list stays meant, and so does what has a `$`.
    """

    def move(first: str, second: str, _alone: bool) -> tuple[str, str]:
        return _down(first, change, by), _down(second, change, by)

    return _rewritten(text, sheet, change.sheet, move)


def _down(cell: str, change: Inserted, by: int) -> str:
    row = _row_of(cell)
    if row is None or row > change.last or _fixed(cell):
        return cell
    return _with_row(cell, row + by)


def _moved(first: str, second: str, alone: bool, change: Inserted, inside: bool) -> tuple[str, str]:
    """A range, or a cell (`second` empty; `alone`: the argument of a function over many values) afterwards."""
    top, bottom = _row_of(first), _row_of(second or first)
    if top is None or bottom is None:
        return first, second
    fixed = _fixed(first) and _fixed(second or first)
    if inside and not fixed and change.has(top) and change.has(bottom):
        return first, second
    if not second and not (alone and change.has(top) and not (inside and not fixed)):
        return _with_row(first, change.row(top)), ""
    return _with_row(first, change.row(top)), _with_row(second or first, change.end(top, bottom))


def _fixed(cell: str) -> bool:
    return "$" in cell.rstrip("0123456789")[1:] or (cell.startswith("$") and _ROW.fullmatch(cell) is not None)


def _rewritten(text: str, sheet: str, changed: str, move: Callable[[str, str, bool], tuple[str, str]]) -> str:
    """The formula with each reference to the changed sheet moved."""
    if not _mentions(text):
        return text
    tokens = _tokens(text)
    over: list[bool] = []
    found = []
    for at, token in enumerate(tokens):
        if token.type in ("FUNC", "PAREN", "ARRAY"):
            if token.subtype == "OPEN":
                over.append(token.value[:-1].upper() in _OVER_MANY)
            elif over:
                over.pop()
        found.append(
            _reference(token.value, sheet, changed, bool(over and over[-1]) and _stands_alone(tokens, at), move)
            if token.type == "OPERAND" and token.subtype == "RANGE"
            else token.value
        )
    return "".join(found)


def _mentions(text: str) -> bool:
    return any(sign.isdigit() for sign in text)


@lru_cache(512)
def _tokens(text: str) -> list[Any]:
    from openpyxl.formula import Tokenizer

    return list(Tokenizer(f"={text}").items)


def _stands_alone(tokens: list[Any], at: int) -> bool:
    """Whether an operand is a whole argument, and not a part of a calculation."""
    sides = (tokens[at - 1] if at else None, tokens[at + 1] if at + 1 < len(tokens) else None)
    return all(side is None or side.type in ("FUNC", "SEP") for side in sides)


def _reference(
    text: str, sheet: str, changed: str, alone: bool, move: Callable[[str, str, bool], tuple[str, str]]
) -> str:
    prefix, sign, cells = text.rpartition("!")
    named = prefix.strip("'").replace("''", "'") if sign else sheet
    first, colon, second = cells.partition(":")
    if named.casefold() != changed.casefold() or not _is_cell(first) or (colon and not _is_cell(second)):
        return text
    first, second = move(first, second, alone)
    return f"{prefix}{sign}{first}:{second}" if second and (colon or second != first) else f"{prefix}{sign}{first}"


def _is_cell(text: str) -> bool:
    return _CELL.fullmatch(text) is not None or _ROW.fullmatch(text) is not None
