"""Makers of files for the tests of reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
import rustpy_xlsxwriter

from sms_desktop.core.errors import BadFile
from sms_desktop.formats.tables.reading import open_table
from sms_desktop.formats.tables.table import Reading, Table

Written = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """`written("a;b\\n1;2", "list.csv", encoding="cp737")`: the file of that text (or bytes)."""

    def write(content: str | bytes, name: str = "list.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def workbook(tmp_path: Path) -> Written:
    """`workbook([["a", "b"], [1, 2]])`: an .xlsx of those rows."""

    def write(rows: Sequence[Sequence[object]], name: str = "list.xlsx") -> Path:
        path = tmp_path / name
        headers, *data = rows
        records = [dict(zip(map(str, headers), row, strict=True)) for row in data]
        rustpy_xlsxwriter.write_worksheet(records, str(path), sheet_name="Sheet")
        return path

    return write


@pytest.fixture
def rows_of() -> Callable[..., list[list[str]]]:
    """All rows of a file, or of a table that is open."""

    def read(source: Path | Table, reading: Reading | None = None) -> list[list[str]]:
        table = source if isinstance(source, Table) else open_table(source, reading or Reading())
        return [row for batch in table.batches() for row in batch.rows]

    return read


@pytest.fixture
def refusal() -> Callable[..., BadFile]:
    """What opening and reading a file to its end is refused with."""

    def refused(source: Path | Iterable[object], reading: Reading | None = None) -> BadFile:
        with pytest.raises(BadFile) as caught:
            assert isinstance(source, Path)
            for _batch in open_table(source, reading or Reading()).batches():
                pass
        assert caught.value.sentence
        assert caught.value.way_out
        return caught.value

    return refused
