"""The rows of a list that may be exported: which of them somebody gets, read some thousand at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.progress import Progress
from sms_desktop.db.stored import Convert, as_kept, from_kept
from sms_desktop.formats.lists.by_columns import ByColumns, Columns
from sms_desktop.services import listing
from sms_desktop.services.exporting import whose_rows
from sms_desktop.services.exporting.columns import Column, ExportList
from sms_desktop.services.listing import ALL, Listing

_ROWS_AT_ONCE = 500
#: From so many rows on a list is read in its own order instead of being sorted.
MANY = 100_000


def chosen(
    session: Session, what: ExportList, wanted: Listing, columns: Sequence[Column], who: Actor
) -> tuple[Any, int]:
    """The statement for the rows that are wanted and may go out, each with its id first, and how many there are.

    Raises `Denied` where the listing looks at sensitive columns that the person may not see, `Invalid`.
    """
    hidden = {column.name for column in what.columns if column.sensitive}
    if listing.touches(wanted, hidden):
        whose_rows.require_sensitive(who, what.resource)
    own = whose_rows.own(session, what.name, what.resource)
    where = [own, *_conditions(session, what, wanted)]
    total = session.scalar(what.joined(select(func.count(what.key))).where(*where)) or 0
    order: Sequence[Any] = what.order
    if wanted.sort:
        order = listing.order(wanted, what.fields, what.key)
    sources = [as_kept(column.source) for column in columns if column.source is not None]
    joined, everything = what.joined, who.may_all("exports:run") and who.may_all(f"{what.resource}:view")
    if what.whole is not None and not wanted.sort and (total > MANY or (wanted == ALL and everything)):
        joined = what.whole  # else the database would hold all of them in memory, to sort them
    return joined(select(what.key, *sources)).where(*where).order_by(*order), total


def _conditions(session: Session, what: ExportList, wanted: Listing) -> Sequence[Any]:
    if what.conditions is not None:
        own: Sequence[Any] = what.conditions(session, wanted)
        return own
    return listing.conditions(wanted, what.fields, what.search)


def rows(
    session: Session, statement: Any, columns: Sequence[Column], form: str, total: int, progress: Progress
) -> ByColumns:
    """The rows as they are written, a few thousand in memory at a time; empty cells are None."""
    return ByColumns(_read(session, statement, columns, form, total, progress))


def _read(
    session: Session, statement: Any, columns: Sequence[Column], form: str, total: int, progress: Progress
) -> Iterator[Columns]:
    done = 0
    progress(done, total)
    shown = [_reader(session, column, form) for column in columns]
    found = session.connection().execute(statement, execution_options={"yield_per": _ROWS_AT_ONCE})
    for part in found.partitions():  # plain rows: the session's own would take a third longer
        yield _cells(session, part, columns, shown)
        done += len(part)
        progress(done, total)


def _reader(session: Session, column: Column, form: str) -> Convert | None:
    """From what is read for a column to what is written; None where that is the same."""
    shown = column.data if form == "json" else column.words
    read = from_kept(column.source, session) if column.source is not None and column.lookup is None else None
    if read is None or shown is None:
        return read or shown
    return lambda value: shown(read(value))


def _cells(
    session: Session, part: Sequence[Any], columns: Sequence[Column], shown: Sequence[Convert | None]
) -> list[Sequence[object]]:
    """Some rows, column by column."""
    ids, *plain = zip(*part, strict=True)
    sources = iter(plain)
    cells: list[Sequence[object]] = []
    for column, reader in zip(columns, shown, strict=True):
        if column.lookup is not None:
            found = column.lookup(session, ids)
            parts = (found.get(row_id) or [] for row_id in ids)
            cells.append([reader(part) if reader else part for part in parts])
        else:
            cells.append(_turned(next(sources), reader))
    return cells


def _turned(values: Sequence[object], reader: Convert | None) -> Sequence[object]:
    """A column's values as they are shown; what comes again is worked out once."""
    if reader is None:
        return values
    known: dict[object, object] = {None: None}
    known.update((value, reader(value)) for value in set(values) - {None})
    return list(map(known.__getitem__, values))
