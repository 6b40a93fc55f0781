"""The rows of a list that may be exported: which of them somebody gets, read some thousand at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
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
    shown = [_reader(session, column, form) for column in columns]
    return ByColumns(_read(session, statement, columns, total, progress), shown)


def _read(
    session: Session, statement: Any, columns: Sequence[Column], total: int, progress: Progress
) -> Iterator[Columns]:
    done = 0
    progress(done, total)
    found = session.connection().execute(statement, execution_options={"yield_per": _ROWS_AT_ONCE})
    for part in found.partitions():  # plain rows: the session's own would take a third longer
        yield _kept(session, part, columns)
        done += len(part)
        progress(done, total)


def _reader(session: Session, column: Column, form: str) -> Convert | None:
    """From what is read for a column to what is written, nothing for nothing; None where that is the same."""
    shown = column.data if form == "json" else column.words
    if column.lookup is not None:
        return shown
    read = from_kept(column.source, session) if column.source is not None else None
    both = [step for step in (read, shown) if step is not None]
    return partial(_through, both) if both else None


def _through(steps: Sequence[Convert], value: Any) -> Any:
    for step in steps if value is not None else ():
        value = step(value)
    return value


def _kept(session: Session, part: Sequence[Any], columns: Sequence[Column]) -> Columns:
    """Some rows as the database has them, column by column."""
    ids, *plain = zip(*part, strict=True)
    sources = iter(plain)
    return [next(sources) if column.lookup is None else _looked_up(session, column, ids) for column in columns]


def _looked_up(session: Session, column: Column, ids: Sequence[int]) -> list[object]:
    assert column.lookup is not None
    found = column.lookup(session, ids)
    return [found.get(row_id, []) for row_id in ids]
