"""Delimited text as raw records with the lines they start in, read strictly and in flat memory."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sms_desktop.formats.guarded import limits, refusals
from sms_desktop.formats.tables.assembly import Raw
from sms_desktop.formats.tables.dialect import Dialect, detect, named_delimiter
from sms_desktop.formats.tables.text import lines

#: Enough to tell the dialect and the header by; each at most this much text.
SAMPLE_LINES = 200
_SAMPLE_CHARACTERS = 1 << 18


@dataclass(frozen=True)
class CsvSource:
    """`texts` gives the file's text anew at each call; `skip` lines at its start are no records (`sep=;`)."""

    texts: Callable[[], Iterable[str]]
    dialect: Dialect
    skip: int = 0

    def read(self, size: int) -> Iterator[Raw]:
        """Raises `BadFile` with the line where a quote is never closed or the text can't be decoded."""
        found = lines(self.texts())
        start = 1 + sum(1 for _line in islice(found, self.skip))
        reader = csv.reader(
            found,
            delimiter=self.dialect.delimiter,
            quotechar=self.dialect.quote,
            skipinitialspace=self.dialect.skip_blank,
            strict=True,
        )
        numbers: list[int] = []
        rows: list[list[str]] = []
        try:
            for row in reader:
                if len(row) == 1 or self.dialect.wrapped:
                    row = self._unwrapped(row)
                numbers.append(start)
                rows.append(row)
                start = reader.line_num + 1 + self.skip
                if len(rows) >= size:
                    yield numbers, rows
                    numbers, rows = [], []
        except csv.Error as error:
            raise _broken(error, start, reader.line_num + self.skip) from None
        yield numbers, rows

    def _unwrapped(self, row: list[str]) -> list[str]:
        return self.dialect.unwrap(row) if row and self.dialect.width > 1 else row


def open_csv(texts: Callable[[], Iterable[str]], delimiter: str | None) -> CsvSource:
    """Looks at the first lines for `sep=` and the dialect; `delimiter` is what the person has chosen."""
    sample = _first_lines(texts)
    named = named_delimiter(sample[0]) if sample else None
    skip = 1 if named else 0
    return CsvSource(texts, detect(sample[skip:], named if delimiter is None else delimiter), skip)


def _first_lines(texts: Callable[[], Iterable[str]]) -> list[str]:
    found: list[str] = []
    room = _SAMPLE_CHARACTERS
    for line in islice(lines(texts()), SAMPLE_LINES):
        if found and room < 0:
            break
        found.append(line)
        room -= len(line)
    return found


def _broken(error: csv.Error, line: int, last: int) -> Exception:
    if "field limit" in str(error) and line == last:
        return refusals.too_long_cell(line, csv.field_size_limit() // limits.KIB)
    return refusals.unclosed_quote(line)
