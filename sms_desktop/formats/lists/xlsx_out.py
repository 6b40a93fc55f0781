"""Lists as XLSX: typed cells, headers that stay in sight, a filter, and columns as wide as what is in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from sms_desktop.core.errors import StorageProblem, UserError
from sms_desktop.core.files import atomic_writer
from sms_desktop.core.i18n import _, format_number
from sms_desktop.core.progress import unheard
from sms_desktop.formats.cleaning import kept
from sms_desktop.formats.lists.by_columns import Columns, Unfit, cells, height

LONGEST_CELL = 32_767
#: Below the row of titles.
_MOST_ROWS = 1_048_575
_EXACT = 10**15
_SAMPLE_ROWS = 200
_WIDTHS = (8, 60)
_FIRST_DAY = date(1900, 3, 1)
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_SYSTEMS_NUMBER = re.compile(r"\(os error (\d+)\)")
_HALVES = re.compile("[\ud800-\udfff]")


def write_xlsx(
    target: Path,
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    sheet: str = "Sheet1",
    written: Callable[[int], object] = unheard,
) -> int:
    """Writes the rows as they come and returns how many.

    `target` appears whole or not at all, and only once `written` was told how many rows it has. Numbers of up to 15
    digits, days and booleans are cells of their kind, all else is text and never a formula. Raises `UserError` for a
    text longer than 32,767 characters or more than 1,048,575 rows, which no XLSX holds, and `StorageProblem`.
    """
    import rustpy_xlsxwriter

    names = unique_names(headers)
    made = _fitting(rows, names)
    first = next(made, [()] * len(names))
    sample = [column[:_SAMPLE_ROWS] for column in first]
    records = _Records(names, chain([first], made))
    with atomic_writer(target, proven=lambda _file: written(records.count)) as file, told_of_room(), _numbered():
        rustpy_xlsxwriter.write_worksheet(
            iter(records),
            file.name,  # into a file it is handed, it writes the whole archive at once, from memory
            sheet_name=sheet_name(sheet),
            freeze_row=1,
            autofilter=True,
            bold_headers=True,
            datetime_format="dd/mm/yyyy",
            column_widths=_widths(names, sample),
            column_formats=_formats(names, sample),
        )
    return records.count


@contextmanager
def told_of_room() -> Iterator[None]:
    """Inside, a library keeps unfinished sheets in temporary files: where these find no room, a sentence says so.

    The XLSX writer panics then, and openpyxl's XML library has a name of its own for it.
    """
    try:
        yield
    except BaseException as error:
        if type(error).__name__ not in ("PanicException", "SerialisationError"):
            raise
        raise StorageProblem(
            _("There is not enough room on the disk for temporary files."),
            _("Free some space on this computer's disk, and try again."),
            code="disk_full",
        ) from None


@contextmanager
def _numbered() -> Iterator[None]:
    """Inside, what the system says of a file that the library opened itself has its number, as Python's errors have."""
    try:
        yield
    except OSError as error:
        found = _SYSTEMS_NUMBER.search(str(error))
        if error.errno is not None or found is None:
            raise
        number = int(found[1])
        raise OSError(number, str(error), None, number) from None  # the last is Windows' own number, unread elsewhere


def unique_names(headers: Sequence[str]) -> list[str]:
    """The headers, a repeated one with its number (`Name`, `Name (2)`), as one sheet's filter needs them."""
    names: list[str] = []
    for header in headers:
        name, number = header, 1
        while name in names:
            number += 1
            name = f"{header} ({number})"
        names.append(name)
    return names


def sheet_name(name: str) -> str:
    """A name that a sheet may have: at most 31 characters, without the seven marks that Excel forbids."""
    return _FORBIDDEN_IN_NAMES.sub(" ", name).strip().strip("'")[:31].strip() or "Sheet1"


class _Records:
    """The rows as the library takes them; counts them on the way."""

    def __init__(self, names: Sequence[str], made: Iterable[Columns]) -> None:
        self._names = names
        self._made = made
        self.count = 0

    def __iter__(self) -> Iterator[dict[str, object]]:
        for piece in self._made:
            must_fit(self.count + height(piece))
            yield from map(dict, map(partial(zip, self._names), zip(*piece, strict=True)))
            self.count += height(piece)
        if not self.count:
            yield dict.fromkeys(self._names)  # else there would be no headers


def _fitting(rows: Iterable[Sequence[object]], names: Sequence[str]) -> Iterator[Columns]:
    """The cells, column by column; raises `UserError` for a text that is too long for one."""
    try:
        yield from cells(rows, _cell)
    except Unfit as error:
        raise _too_long(error.row, names[error.column]) from None


def must_fit(rows: int) -> None:
    """Raises `UserError` for more rows than an XLSX sheet has."""
    if rows > _MOST_ROWS:
        raise UserError(
            _("These are more rows than an Excel sheet can hold ({most}).").format(most=format_number(_MOST_ROWS)),
            _("Export as CSV or JSON, or choose fewer rows."),
            code="too_many_rows",
        )


def _cell(value: object) -> object:
    if type(value) is str:  # most are, so it is asked first
        return _words(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, date):
        return value if _shown(value) >= _FIRST_DAY else value.isoformat()
    return _words(value.isoformat("minutes") if isinstance(value, time) else str(value))


def _words(value: str) -> str | None:
    """A text that a cell holds; nothing for none."""
    text = _text(value)
    if len(text) > LONGEST_CELL:
        raise Unfit
    return text or None


def _shown(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _number(value: int | float | Decimal) -> object:
    """As a number where the sheet keeps all its digits, else as text; nothing for what is no number."""
    if isinstance(value, int):
        return value if -_EXACT < value < _EXACT else str(value)
    if isinstance(value, Decimal):
        return float(value) if value.is_finite() else None
    return value if value - value == 0 else None


def _text(text: str) -> str:
    """Kept as it is, also where our own reading would take an apostrophe off."""
    return kept(text if text.isprintable() else _HALVES.sub("\ufffd", text))


def _too_long(row: int, column: str) -> UserError:
    return UserError(
        _("Row {row} has a text in column “{column}” that is too long for an Excel cell.").format(
            row=row, column=column
        ),
        _("Export as CSV or JSON, which keep it whole."),
        code="cell_too_long",
    )


def _widths(names: Sequence[str], sample: Columns) -> list[float]:
    least, most = _WIDTHS
    longest = [max([len(name) + 3, *map(_length, column)]) for name, column in zip(names, sample, strict=True)]
    return [float(min(max(length + 1, least), most)) for length in longest]


def _length(value: object) -> int:
    if isinstance(value, datetime):
        return 16
    return 10 if isinstance(value, date) else max(map(len, str("" if value is None else value).split("\n")))


def _formats(names: Sequence[str], sample: Columns) -> dict[str, Any] | None:
    """Columns of moments show the time too."""
    from rustpy_xlsxwriter import Format

    columns = zip(names, sample, strict=True)
    moments = [name for name, column in columns if any(isinstance(value, datetime) for value in column)]
    return {name: Format().set_num_format("dd/mm/yyyy hh:mm") for name in moments} or None
