"""JSON as a table: which list of the document holds the rows, their keys as headers, values as cells."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from sms_desktop.formats.cleaning import kept
from sms_desktop.formats.guarded import limits, refusals
from sms_desktop.formats.tables.assembly import Raw
from sms_desktop.formats.tables.json_stream import Item, items

#: The lists of a semester package (formats.md 4).
PACKAGE_LISTS = ("courses", "students", "enrollments", "grades", "attendance", "daily_performance", "highlights")


@dataclass
class Contents:
    """What one pass found: per list the count of its items and the keys of its objects, first seen first."""

    counts: dict[str, int] = field(default_factory=dict)
    keys: dict[str, dict[str, None]] = field(default_factory=dict)
    metadata: dict[str, object] | None = None
    strangers: dict[str, int] = field(default_factory=dict)

    def add(self, item: Item) -> None:
        if not item.listed:
            if item.path == "metadata" and isinstance(item.value, dict):
                self.metadata = item.value
            return
        self.counts[item.path] = item.index
        if isinstance(item.value, dict):
            self.keys.setdefault(item.path, {}).update(dict.fromkeys(item.value))
        else:
            self.strangers.setdefault(item.path, item.index)

    def package(self) -> dict[str, object] | None:
        """Version, semester and row counts where this is a semester package."""
        metadata = self.metadata
        lists = [name for name in PACKAGE_LISTS if name in self.counts]
        if metadata is None or not {"courses", "students"} & set(lists):
            return None
        return {
            "version": str(metadata.get("version", "")),
            "semester": str(metadata.get("semester", "")),
            "files": {name: self.counts[name] for name in lists},
        }


def look_through(texts: Iterable[str]) -> Contents:
    """Reads the whole document once; raises `BadFile` wherever it is broken."""
    contents = Contents()
    for item in items(texts):
        contents.add(item)
        if len(contents.keys.get(item.path, ())) > limits.COLUMNS:
            raise refusals.too_many_columns()
    return contents


def choose_list(contents: Contents, wanted: str | None) -> str:
    """The path of the list that is the table: the one asked for, else the first whose items are objects."""
    lists = [path for path in contents.counts if contents.keys.get(path)]
    if wanted is not None and wanted not in lists:
        raise refusals.no_sheet(wanted, lists)
    if not lists:
        raise refusals.json_without_list()
    path = lists[0] if wanted is None else wanted
    if path in contents.strangers:
        raise refusals.json_stranger(contents.strangers[path])
    return path


@dataclass(frozen=True)
class JsonSource:
    """The objects of the list at `path` as records of `keys`; rows are numbered by item."""

    texts: Callable[[], Iterable[str]]
    path: str
    keys: tuple[str, ...]

    def read(self, size: int) -> Iterator[Raw]:
        numbers: list[int] = []
        rows: list[list[str]] = []
        for item in items(self.texts()):
            if item.path != self.path or not isinstance(item.value, dict):
                continue
            numbers.append(item.index)
            rows.append([_cell(item.value.get(key)) for key in self.keys])
            if len(rows) >= size:
                yield numbers, rows
                numbers, rows = [], []
        yield numbers, rows


def _cell(value: object) -> str:
    if isinstance(value, str):
        return kept(value)  # nobody puts an apostrophe before a text of JSON
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
