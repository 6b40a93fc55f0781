"""Lists as CSV that Excel opens right: UTF-8 with a mark, RFC 4180, and no cell that would run as a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import BinaryIO

from sms_desktop.core.files import atomic_writer
from sms_desktop.core.progress import unheard
from sms_desktop.formats.cleaning import neutralised
from sms_desktop.formats.lists.by_columns import cells, height


def write_csv(
    target: Path,
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    delimiter: str = ",",
    decimal_comma: bool = False,
    written: Callable[[int], object] = unheard,
) -> int:
    """Writes the rows as they come and returns how many.

    `target` appears whole or not at all, and only once `written` was told how many rows it has. Raises
    `StorageProblem`.
    """
    count = 0
    with atomic_writer(target, proven=lambda _file: written(count)) as file:
        count = csv_into(file, headers, rows, delimiter=delimiter, decimal_comma=decimal_comma)
    return count


def csv_into(
    file: BinaryIO,
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    delimiter: str = ",",
    decimal_comma: bool = False,
) -> int:
    """Writes the rows into an open file as they come and returns how many.

    Numbers (`int`, `float`, `Decimal`) stay numbers, with a comma where `decimal_comma`; days are ISO; booleans
    TRUE and FALSE. Text that a spreadsheet would run gets an apostrophe, which our own reading takes off.
    """
    cell, count = partial(_field, delimiter=delimiter, decimal_comma=decimal_comma), 0
    file.write(b"\xef\xbb\xbf")
    file.write(_lines([[cell(header)] for header in headers], delimiter))
    for piece in cells(rows, cell):
        file.write(_lines(piece, delimiter))
        count += height(piece)
    return count


def _lines(columns: Sequence[Sequence[str]], delimiter: str) -> bytes:
    """Some rows, from their fields column by column."""
    lines = (line or '""' for line in map(delimiter.join, zip(*columns, strict=True)))  # else it would be no row
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace")


def _field(value: object, delimiter: str, decimal_comma: bool) -> str:
    """A cell as it stands in the file: in quotation marks where it must, once for all that are equal (RFC 4180)."""
    text = str(_cell(value, decimal_comma))
    if delimiter in text or '"' in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def _cell(value: object, decimal_comma: bool) -> object:
    if type(value) is str:
        return neutralised(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return value
    if isinstance(value, float | Decimal):
        return _number(value, decimal_comma)
    return _other(value)


def _number(value: float | Decimal, decimal_comma: bool) -> str:
    """Without an exponent; nothing for what is no number."""
    exact = Decimal(repr(value)) if isinstance(value, float) else value
    if not exact.is_finite():
        return ""
    text = format(exact, "f")
    return text.replace(".", ",") if decimal_comma else text


def _other(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    return neutralised(str(value))
