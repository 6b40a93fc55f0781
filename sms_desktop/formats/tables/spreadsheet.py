"""Spreadsheets as raw records, by way of the guard and the capped child."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sms_desktop.formats.guarded import guard, limits, refusals
from sms_desktop.formats.guarded.capped import Child
from sms_desktop.formats.tables.assembly import Raw


class SpreadsheetSource:
    """An opened sheet; `markup` is `ods`, `fods` or `excel_2003` where it is XML that we read ourselves.

    Parsing is most of the work, so the rows wait in the child for the first `read`.
    """

    def __init__(self, path: Path, sheet: str | None, *, packed: bool, markup: str = "") -> None:
        self._path = path
        self._packed = packed
        self._markup = markup
        self._waiting: Iterator[Raw] | None = None
        answer = _answer(path, sheet, packed, markup)
        head = next(answer, {})
        self.sheets = [str(name) for name in head.get("sheets", [])]
        if head.get("sheet") is None:
            raise refusals.no_sheet(sheet, self.sheets) if sheet is not None else refusals.empty_spreadsheet()
        self.sheet = str(head["sheet"])
        self.uncalculated = bool(head.get("uncalculated"))
        self._waiting = _raws(answer)

    def read(self, _size: int) -> Iterator[Raw]:
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            answer = _answer(self._path, self.sheet, self._packed, self._markup)
            next(answer, None)
            waiting = _raws(answer)
        return waiting

    def peek(self, rows: int) -> Raw:
        """The first rows (at least `rows` if there are so many), which stay to be read."""
        numbers: list[int] = []
        first: list[list[str]] = []
        source = self.read(rows)
        for some, cells in source:
            numbers += some
            first += cells
            if len(first) >= rows:
                break
        self._waiting = _again((numbers, first), source)
        return numbers, [list(row) for row in first]


def _answer(path: Path, sheet: str | None, packed: bool, markup: str) -> Iterator[dict[str, Any]]:
    """The guard looks at the contents while the child is starting; not one row is used before it has passed.

    No method: a generator that knew the source would keep it, and the child, from ending when the table is let go of.
    """
    with Child({"kind": "spreadsheet", "path": str(path), "sheet": sheet, "markup": markup}) as child:
        if packed:
            guard.check_contents(path)
        yield from child


def describe_bundle(path: Path) -> dict[str, Any] | None:
    """What a zip of CSV files is (`bundles.describe`), told by the capped child."""
    guard.check_contents(path)
    with Child({"kind": "bundle", "path": str(path)}) as child:
        found = next(iter(child), {}).get("bundle")
    return found if isinstance(found, dict) else None


def _raws(answer: Iterator[dict[str, Any]]) -> Iterator[Raw]:
    for message in answer:
        rows = message["rows"]
        if rows and len(rows[0]) > limits.COLUMNS:
            raise refusals.too_many_columns()
        first = int(message["number"])
        yield list(range(first, first + len(rows))), rows


def _again(first: Raw, rest: Iterator[Raw]) -> Iterator[Raw]:
    yield first
    yield from rest
