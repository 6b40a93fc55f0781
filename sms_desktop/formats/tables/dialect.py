"""How the lines of a text are cut into cells: delimiter and quotes, told by what cuts most lines alike."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sms_desktop.formats.guarded import refusals

_USUAL = (";", ",", "\t", "|")
_UNUSUAL = ("^", "~", "#", ":", "\x1f")
_SURE = 0.5
_SEP_LINE = re.compile(r"\ufeff?\s*\"?sep=(?P<delimiter>[^\"'\w\r\n])\"?;*,*\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Dialect:
    """`width` is how many cells most lines have; `wrapped` says that whole lines stand in quotes (Excel's mangling)."""

    delimiter: str
    quote: str = '"'
    skip_blank: bool = False
    width: int = 1
    wrapped: bool = False

    def reader(self, lines: Iterable[str], *, strict: bool = True) -> Iterator[list[str]]:
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            skipinitialspace=self.skip_blank,
            strict=strict,
        )

    def unwrap(self, row: list[str]) -> list[str]:
        """The cells of a row that is one quoted line, else the row as it is."""
        if self.delimiter not in row[0] or any(row[1:]):
            return row
        try:
            inner = next(iter(self.reader([row[0]])), row)
        except csv.Error:
            return row
        return inner if len(inner) == self.width else row


def named_delimiter(first_line: str) -> str | None:
    """What Excel's own first line `sep=;` names, if this is one."""
    match = _SEP_LINE.fullmatch(first_line.rstrip("\r\n"))
    return match["delimiter"] if match else None


def check_delimiter(delimiter: str) -> str:
    """The delimiter as given (`tab` and `\\t` are a tab) if it can be one, else `BadFile`."""
    delimiter = {"tab": "\t", "\\t": "\t"}.get(delimiter.lower(), delimiter)
    if len(delimiter) != 1 or delimiter in "\"'\r\n" or delimiter.isalnum():
        raise refusals.bad_delimiter(delimiter)
    return delimiter


def detect(lines: Sequence[str], delimiter: str | None = None) -> Dialect:
    """The dialect of a file's first lines; `delimiter` is what the person has chosen."""
    if delimiter is not None:
        return _weigh(lines, check_delimiter(delimiter))[1]
    for candidates in (_USUAL, _UNUSUAL):
        score, best = max((_weigh(lines, candidate) for candidate in candidates), key=lambda weighed: weighed[0])
        if score > 0:
            return best
    return _uneven(lines)


def _uneven(lines: Sequence[str]) -> Dialect:
    """Of lines that nothing cuts alike: one column, unless the quotation marks in them only fit a delimiter."""
    absent = next((mark for mark in (*_USUAL, "\x1f") if not any(mark in line for line in lines)), "\x1f")
    possible = [Dialect(mark) for mark in (absent, *_USUAL)]
    return next((dialect for dialect in possible if _reads_all(dialect, lines)), possible[0])


def _reads_all(dialect: Dialect, lines: Sequence[str]) -> bool:
    """Whether every quotation mark ends where a cell of this dialect does."""
    try:
        deque(dialect.reader(lines), maxlen=0)
    except csv.Error:
        return False
    return True


def _weigh(lines: Sequence[str], delimiter: str) -> tuple[float, Dialect]:
    plain = Dialect(delimiter, _quote(lines, delimiter), any(f'{delimiter} "' in line for line in lines))
    rows = [row for row in _records(plain, lines) if any(row)]
    if not rows:  # nothing but delimiters
        return 0.01, plain
    score, width = _consistency([len(row) for row in rows])
    inner = [_inner(plain, row) for row in rows]
    wrapped_score, wrapped_width = _consistency([len(row) for row in inner])
    if wrapped_score > score and len(inner[0]) == wrapped_width:
        return wrapped_score, Dialect(delimiter, plain.quote, plain.skip_blank, wrapped_width, wrapped=True)
    return score, Dialect(delimiter, plain.quote, plain.skip_blank, max(width, 1))


def _records(dialect: Dialect, lines: Sequence[str]) -> list[list[str]]:
    found = []
    try:
        for row in dialect.reader(lines, strict=False):
            found.append(row)  # noqa: PERF402 what came before an error counts
    except csv.Error:
        pass
    return found


def _inner(dialect: Dialect, row: list[str]) -> list[str]:
    if any(row[1:]) or dialect.delimiter not in row[0]:
        return row
    return next(iter(_records(dialect, [row[0]])), row)


def _consistency(widths: list[int]) -> tuple[float, int]:
    """How alike the rows are, weighted by how many cells they have; and the width most rows have."""
    several = Counter(width for width in widths if width > 1)
    if not several:
        return 0.0, 1
    width, count = max(several.items(), key=lambda item: (item[1], item[0]))
    share = count / len(widths)
    return (share * share * math.log2(width + 1) if share >= _SURE else 0.0), width


def _quote(lines: Sequence[str], delimiter: str) -> str:
    """An apostrophe where most lines put cells in apostrophes and none in quotation marks."""
    if any('"' in line for line in lines):
        return '"'
    mark = re.escape(delimiter)
    quoted = re.compile(rf"(?:^|{mark})'[^']*'(?:{mark}|\s*$)")
    return "'" if lines and sum(bool(quoted.search(line)) for line in lines) * 2 > len(lines) else '"'
