"""References to cells, in formulas and elsewhere, when rows are put into a sheet: what lies below goes down with them.

A range that reaches into the last repeated row, such as that of a sum, grows with the rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from sms_desktop.core.errors import BadFile
from sms_desktop.formats.forms import reasons
from sms_desktop.formats.guarded import limits

_CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})", re.IGNORECASE)
_ROW = re.compile(r"(\$?)(\d{1,7})")
#: A cell or a range, with the sheet where it is said: once, or for both ends (`Form!A1:Form!B6`).
_REFERENCE = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[^'!:]+)!)?(?P<first>[^!:]+)(?::(?:(?P=sheet)!)?(?P<second>[^!:]+))?"
)
#: A cell and a function that make a range together, as in `SUM(A5:INDEX(A:A,9))`; the end of one has no sheet.
_BEFORE_FUNCTION = re.compile(r"(.+):([^:!']+\()")
#: Functions over many values: a single cell of a repeated row means all of its copies there.
_OVER_MANY = frozenset(
    {
        "SUM", "AVERAGE", "COUNT", "COUNTA", "COUNTBLANK", "MIN", "MAX", "MEDIAN", "MODE", "STDEV", "STDEVP", "STDEV.S",
        "STDEV.P", "VAR", "VARP", "VAR.S", "VAR.P", "LARGE", "SMALL", "PRODUCT", "SUMIF", "COUNTIF", "AVERAGEIF",
        "SUMIFS", "COUNTIFS", "AVERAGEIFS", "MAXIFS", "MINIFS", "SUMPRODUCT", "SUMSQ", "SUBTOTAL", "AGGREGATE", "RANK",
        "RANK.EQ", "RANK.AVG", "PERCENTILE", "PERCENTILE.INC", "QUARTILE", "QUARTILE.INC", "AVERAGEA", "MAXA", "MINA",
        "MODE.SNGL", "CONCAT", "TEXTJOIN", "FREQUENCY", "UNIQUE", "SORT", "FILTER",
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
        return number if number <= self.last else min(number + self.count, limits.ROWS)

    def end(self, top: int, bottom: int) -> int:
        """Where a range from `top` ends afterwards: it grows where it reaches into the rows that are copied."""
        grows = bottom > self.last or (top <= self.last and bottom >= self.template)
        return min(bottom + self.count, limits.ROWS) if grows else bottom

    def has(self, number: int) -> bool:
        """Whether a row is one of those repeated."""
        return self.first <= number <= self.last

    @property
    def height(self) -> int:
        """How many rows the template has."""
        return self.last - self.template + 1

    @property
    def copies(self) -> range:
        """How many rows further down each copy of the template lies."""
        return range(self.height, self.count + self.height, self.height)

    @property
    def unstretched(self) -> Inserted:
        """The same for what keeps its size, such as a comment: it goes down, and never grows."""
        return Inserted(self.sheet, self.first, self.last + 1, self.last, self.count)


@dataclass(frozen=True)
class Box:
    """A range of cells by its rows and columns, counted from 1."""

    top: int
    bottom: int
    left: int
    right: int


def bounds(text: str) -> Box | None:
    """The range that `A1:B2` or `A1` names; None for whole rows or columns and for what is none."""
    first, colon, second = text.partition(":")
    start, end = _CELL.fullmatch(first), _CELL.fullmatch(second if colon else first)
    if start is None or end is None:
        return None
    return Box(int(start[4]), int(end[4]), column_number(start[2]), column_number(end[2]))


def column_number(letters: str) -> int:
    """`A` is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 is `A`."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


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
                over.append(_function(token.value) in _OVER_MANY)
            elif over:
                over.pop()
        alone = bool(over and over[-1]) and _stands_alone(tokens, at)
        found.append(_token(token, partial(_reference, sheet=sheet, changed=changed, alone=alone, move=move)))
    return "".join(found)


def _function(text: str) -> str:
    """The name of a function; those younger than the file format have a prefix in files."""
    return text[:-1].upper().removeprefix("_XLFN.").removeprefix("_XLWS.")


def _token(token: Any, moved: Callable[[str], str]) -> str:
    """A piece of a formula with the cells in it moved; `A5:INDEX(` and the `:B7` after such a function have one."""
    text = str(token.value)
    if token.type == "FUNC" and (found := _BEFORE_FUNCTION.fullmatch(text)):
        return f"{moved(found[1])}:{found[2]}"
    if token.type != "OPERAND" or token.subtype != "RANGE":
        return text
    return f":{moved(text[1:])}" if text.startswith(":") else moved(text)


def operands(text: str) -> list[str]:
    """The cells, ranges and names in a formula, as written there; raises `BadFile` where it can't be taken apart."""
    return [str(token.value) for token in _tokens(text) if token.type == "OPERAND" and token.subtype == "RANGE"]


def readable(text: str) -> bool:
    """Whether a formula can be taken apart."""
    try:
        return not _mentions(text) or bool(_tokens(text))
    except BadFile:
        return False


def _mentions(text: str) -> bool:
    return any(sign.isdigit() for sign in text)


@lru_cache(512)
def _tokens(text: str) -> list[Any]:
    from openpyxl.formula import Tokenizer
    from openpyxl.formula.tokenizer import TokenizerError

    try:
        return list(Tokenizer(f"={text}").items)
    except TokenizerError:
        raise reasons.damaged() from None


def _stands_alone(tokens: list[Any], at: int) -> bool:
    """Whether an operand is a whole argument, and not a part of a calculation."""
    sides = (tokens[at - 1] if at else None, tokens[at + 1] if at + 1 < len(tokens) else None)
    return all(side is None or side.type in ("FUNC", "SEP") for side in sides)


def _reference(
    text: str, sheet: str, changed: str, alone: bool, move: Callable[[str, str, bool], tuple[str, str]]
) -> str:
    found = _REFERENCE.fullmatch(text)
    if found is None:
        return text
    named = found["sheet"].strip("'").replace("''", "'") if found["sheet"] else sheet
    first, second = found["first"], found["second"] or ""
    if named.casefold() != changed.casefold() or not _is_cell(first) or (second and not _is_cell(second)):
        return text
    was_range = bool(second)
    first, second = move(first, second, alone)
    cells = f"{first}:{second}" if second and (was_range or second != first) else first
    return f"{found['sheet']}!{cells}" if found["sheet"] else cells


def _is_cell(text: str) -> bool:
    return _CELL.fullmatch(text) is not None or _ROW.fullmatch(text) is not None
