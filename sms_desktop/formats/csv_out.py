"""Lists as CSV that Excel opens right: UTF-8 with a mark, RFC 4180, and no cell that would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import BinaryIO

from sms_desktop.core.files import atomic_writer
from sms_desktop.core.progress import unheard
from sms_desktop.formats.by_columns import height, pieces, turned
from sms_desktop.formats.cleaning import neutralised


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
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    file.write(b"\xef\xbb\xbf")
    writer.writerow([neutralised(header) for header in headers])
    cell, count = partial(_cell, decimal_comma=decimal_comma), 0
    for piece in pieces(rows):
        columns = [turned(column, cell) for column in piece]
        writer.writerows(zip(*columns, strict=True))
        file.write(_taken(text))
        count += height(piece)
    file.write(_taken(text))
    return count


def _taken(text: io.StringIO) -> bytes:
    """What has gathered in `text`, which is empty afterwards."""
    piece = text.getvalue().encode("utf-8", "replace")
    text.seek(0)
    text.truncate()
    return piece


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
