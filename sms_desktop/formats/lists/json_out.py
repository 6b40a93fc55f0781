"""Lists as JSON: one array of objects, an object a line, in UTF-8."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from sms_desktop.core.files import atomic_writer
from sms_desktop.core.progress import unheard


def write_json(
    target: Path, fields: Sequence[str], rows: Iterable[Sequence[object]], *, written: Callable[[int], object] = unheard
) -> int:
    """Writes the rows as they come, as objects of `fields`, and returns how many.

    `target` appears whole or not at all, and only once `written` was told how many rows it has. Days are ISO, decimals
    are numbers (text where a float would change them). Raises `StorageProblem`.
    """
    return write_objects(target, _objects(fields, rows), written=written)


def _objects(fields: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[Mapping[str, object]]:
    return (dict(zip(fields, row, strict=True)) for row in rows)


def write_objects(
    target: Path, objects: Iterable[Mapping[str, object]], *, written: Callable[[int], object] = unheard
) -> int:
    """As `write_json`, of objects that are made already."""
    count = 0
    with atomic_writer(target, proven=lambda _file: written(count)) as file:
        count = _objects_into(file, objects)
    return count


def json_into(file: BinaryIO, fields: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """As `write_json`, into an open file."""
    return _objects_into(file, _objects(fields, rows))


def _objects_into(file: BinaryIO, objects: Iterable[Mapping[str, object]]) -> int:
    count = 0
    for count, found in enumerate(objects, 1):
        file.write(b"[\n" if count == 1 else b",\n")
        file.write(as_json(found).encode("utf-8", "replace"))
    file.write(b"\n]\n" if count else b"[]\n")
    return count


def as_json(value: object) -> str:
    """One value on one line; raises `ValueError` for NaN and infinity, which JSON does not have."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, Sequence | set | frozenset):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _number(value: Decimal) -> int | float | str:
    if value == value.to_integral_value():
        return int(value)
    number = float(value)
    return number if Decimal(repr(number)) == value else str(value)
