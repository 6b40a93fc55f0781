"""Values in stored form: what SQLite keeps of them (texts, whole numbers), so that change sets hold plain JSON."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, ColumnElement, LargeBinary, Table, type_coerce
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import NullType

Convert = Callable[[Any], Any]
_SQLITE = sqlite_dialect()


def _same(value: Any) -> Any:
    return value


@lru_cache(maxsize=1024)
def to_stored(column: Column[Any]) -> Convert:
    """From a Python value of this column to its stored form."""
    if isinstance(column.type, LargeBinary):
        return lambda value: None if value is None else base64.b64encode(value).decode()
    return column.type.dialect_impl(_SQLITE).bind_processor(_SQLITE) or _same


@lru_cache(maxsize=1024)
def from_stored(column: Column[Any]) -> Convert:
    """From the stored form back to the Python value."""
    if isinstance(column.type, LargeBinary):
        return lambda value: None if value is None else base64.b64decode(value)
    return column.type.dialect_impl(_SQLITE).result_processor(_SQLITE, None) or _same


def as_kept(source: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """What a statement asks for to get the values as the driver gives them, for `from_kept` to read."""
    return type_coerce(source, NullType())


def from_kept(source: ColumnElement[Any] | InstrumentedAttribute[Any], session: Session) -> Convert | None:
    """From what `as_kept` got to the Python value; None where that is the value.

    Reading a whole column so, each value once, takes a third of the time of its rows: most come again and again.
    """
    dialect = session.get_bind().dialect
    return source.type.dialect_impl(dialect).result_processor(dialect, None)


def stored_columns(table: Table, names: Sequence[str], columns: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Whole columns of Python values in stored form; equal values are converted once."""
    out: list[list[Any]] = []
    for name, values in zip(names, columns, strict=True):
        convert = to_stored(table.c[name])
        if convert is _same:
            out.append(list(values))
            continue
        known = {value: convert(value) for value in set(_hashable(values))}
        out.append([known[value] if value.__hash__ else convert(value) for value in values])
    return out


def _hashable(values: Sequence[Any]) -> Iterable[Any]:
    return (value for value in values if value.__hash__)


def pack(document: Mapping[str, Any]) -> bytes:
    """A payload: JSON, compressed lightly (speed counts: an import's undo data is written while somebody waits)."""
    return zlib.compress(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def unpack(payload: bytes) -> dict[str, Any]:
    """What `pack` was given."""
    document: dict[str, Any] = json.loads(zlib.decompress(payload))
    return document
