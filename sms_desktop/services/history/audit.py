"""The log of all that was done: who, when, what, which rows, with their values before and after (domain.md 8).

A view over change sets; nothing is written to it but by doing something.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, exists, func, select, true
from sqlalchemy.orm import Session

from sms_desktop.core.actor import system_actor
from sms_desktop.core.clock import midnight
from sms_desktop.core.errors import Invalid, NotFound
from sms_desktop.core.i18n import _
from sms_desktop.db import tables
from sms_desktop.db.accounts import User
from sms_desktop.db.changes import CREATE, actor
from sms_desktop.db.operations import AuditArchive, ChangeEntry, ChangeSet
from sms_desktop.db.people import Student
from sms_desktop.db.stored import from_stored, unpack
from sms_desktop.services import listing
from sms_desktop.services.access import scope
from sms_desktop.services.history import audit_text, undo
from sms_desktop.services.history.audit_places import Place, place_of
from sms_desktop.services.history.audit_rows import made_as
from sms_desktop.services.history.audit_words import value_word
from sms_desktop.services.history.row_names import name_of
from sms_desktop.services.listing import ALL, Condition, Listing

RIGHT = "audit:view"
#: What the log can be filtered and sorted by, besides `entity`, `record`, `since` and `until`.
FIELDS: dict[str, listing.Field] = {
    "id": ChangeSet.id,
    "date": func.date(ChangeSet.at, type_=Date),
    "user": ChangeSet.user_name,
    "action": ChangeSet.action,
    "workstation": ChangeSet.workstation,
    "operation_id": ChangeSet.operation_id,
    "reason": ChangeSet.reason,
}
_SPECIAL = ("entity", "record", "since", "until")
#: What nobody reads in the log: what follows from other columns, and what proves a password.
_NEVER = frozenset({"id", "version", "search_key", "phone_key", "sort_key", "verifier"})
#: So many rows of one change set are told one by one.
MOST_RECORDS = 100
_AT_ONCE = 500
#: A table that was changed more often than this is looked for entry by entry.
_FEW = 5000


@dataclass(frozen=True)
class LogRow:
    """One change set as the log lists it; `tables` are those it touched, `rows` how many rows in all.

    `summary` and `details` are in no language yet, so that `title` follows the reader's.
    """

    id: int
    at: datetime
    user_name: str
    workstation: str
    action: str
    summary: str
    details: Mapping[str, Any]
    reason: str
    operation_id: str
    undoes: int | None
    tables: tuple[str, ...] = ()
    rows: int = 0

    @property
    def title(self) -> str:
        """What was done, in the reader's language of the moment."""
        return undo.titled(self.summary, self.details) or self.action


@dataclass(frozen=True)
class FieldChange:
    """One field before and after: the values themselves, and as people read them."""

    name: str
    before: Any
    after: Any
    before_words: str
    after_words: str


@dataclass(frozen=True)
class RecordChange:
    """One row of a change set, by name; `operation` is create, update or remove, `place` where it can be looked at."""

    table: str
    row_id: int
    name: str
    operation: str
    fields: tuple[FieldChange, ...]
    place: Place | None = None


@dataclass(frozen=True)
class Details:
    """One change set with the rows it touched: the first `MOST_RECORDS` of them, and how many `more` there are.

    `sensitive_hidden` where fields were left out that the reader may not see.
    """

    row: LogRow
    records: tuple[RecordChange, ...]
    more: int
    sensitive_hidden: bool


def count(session: Session, wanted: Listing = ALL) -> int:
    """How many change sets the listing has."""
    where = conditions(session, wanted)
    if not where:  # their numbers leave no gap: nothing needs to be counted
        first, last = (session.scalar(select(end(ChangeSet.id))) for end in (func.min, func.max))
        return 0 if first is None or last is None else last - first + 1
    return session.scalar(select(func.count(ChangeSet.id)).where(*where)) or 0


def page(session: Session, wanted: Listing = ALL, offset: int = 0, limit: int = 100) -> list[LogRow]:
    """Change sets `offset` to `offset + limit` of the listing, the newest first unless it says otherwise."""
    where = conditions(session, wanted)
    statement = select(ChangeSet).where(*where)
    if not where and not wanted.sort:
        newest = session.scalar(select(func.max(ChangeSet.id))) or 0
        statement = statement.where(ChangeSet.id <= newest - offset)
        offset = 0
    order = listing.order(wanted, FIELDS, ChangeSet.id) if wanted.sort else [ChangeSet.id.desc()]
    found = session.scalars(statement.order_by(*order).offset(offset).limit(limit)).all()
    return _with_tables(session, [_row(one) for one in found])


def ids(session: Session, wanted: Listing = ALL) -> list[int]:
    """The numbers of the whole listing, in its order."""
    statement = select(ChangeSet.id).where(*conditions(session, wanted))
    order = listing.order(wanted, FIELDS, ChangeSet.id) if wanted.sort else [ChangeSet.id.desc()]
    return list(session.scalars(statement.order_by(*order)))


def details(session: Session, change_set_id: int) -> Details:
    """One change set with its rows by name and their values; raises `NotFound`.

    Sensitive fields are left out for who may not see them.
    """
    actor(session).require(RIGHT)
    found = session.get(ChangeSet, change_set_id)
    if found is None:
        raise NotFound(_("There is no change number {number}.").format(number=change_set_id))
    row = _with_tables(session, [_row(found)])[0]
    records = tuple(_records(session, change_set_id))
    hidden = not actor(session).may_all(scope.SENSITIVE) and bool({"students", "contacts"}.intersection(row.tables))
    return Details(row, records, row.rows - len(records), hidden)


def users(session: Session) -> list[str]:
    """The names of all accounts that there are or were, and of the program itself, for choosing from."""
    actor(session).require(RIGHT)
    accounts = session.scalars(select(User.name).distinct().order_by(User.name))
    return [*accounts, system_actor().name]


def begins_at(session: Session) -> tuple[int, datetime] | None:
    """The first number that is still in the log and when the rest went to an archive; None where nothing did."""
    actor(session).require(RIGHT)
    archive = session.scalar(select(AuditArchive).order_by(AuditArchive.last_change.desc()).limit(1))
    return None if archive is None else (archive.last_change + 1, archive.made_at)


def rows_of(session: Session, change_set_ids: Sequence[int]) -> dict[int, tuple[tuple[str, ...], int]]:
    """The tables and the number of rows that each of these change sets touched."""
    actor(session).require(RIGHT)
    found: dict[int, dict[str, int]] = {}
    for start in range(0, len(change_set_ids), _AT_ONCE):
        statement = (
            select(ChangeEntry.change_set_id, ChangeEntry.table_name, func.sum(ChangeEntry.row_count))
            .where(ChangeEntry.change_set_id.in_(change_set_ids[start : start + _AT_ONCE]))
            .group_by(ChangeEntry.change_set_id, ChangeEntry.table_name)
        )
        for number, table, rows in session.execute(statement):
            found.setdefault(number, {})[table] = int(rows)
    return {number: (tuple(sorted(by)), sum(by.values())) for number, by in found.items()}


def _row(found: ChangeSet) -> LogRow:
    return LogRow(
        found.id, found.at, found.user_name, found.workstation, found.action, found.summary, found.details,
        found.reason, found.operation_id, found.undoes,
    )  # fmt: skip


def _with_tables(session: Session, rows: list[LogRow]) -> list[LogRow]:
    touched = rows_of(session, [row.id for row in rows])
    nothing: tuple[tuple[str, ...], int] = ((), 0)
    return [replace(row, tables=found[0], rows=found[1]) for row in rows for found in [touched.get(row.id, nothing)]]


def _records(session: Session, number: int) -> Iterator[RecordChange]:
    left = MOST_RECORDS
    entries = select(ChangeEntry).where(ChangeEntry.change_set_id == number).order_by(ChangeEntry.position)
    for entry in session.scalars(entries):
        document = unpack(entry.payload)
        row_ids = (document["ids"] or range(entry.first_id, entry.last_id + 1))[:left]
        if entry.operation == CREATE and "after" not in document:
            document["after"] = made_as(session, entry.table_name, row_ids, number)
        for place, row_id in enumerate(row_ids):
            hidden = undo.hidden_fields(session, entry.table_name, row_id)
            shown = tuple(_fields(session, entry, document, place, hidden))
            name, where = name_of(session, entry.table_name, row_id), place_of(session, entry.table_name, row_id)
            yield RecordChange(entry.table_name, row_id, name, entry.operation, shown, where)
        left -= len(row_ids)
        if not left:
            return


def _fields(
    session: Session, entry: ChangeEntry, document: Mapping[str, Any], place: int, hidden: frozenset[str]
) -> Iterator[FieldChange]:
    table = tables.metadata.tables[entry.table_name]
    before, after = document.get("before", {}), document.get("after", {})
    for name in dict.fromkeys((*before, *after)):
        if name in _NEVER or name in hidden or name not in table.c:
            continue
        back = from_stored(table.c[name])
        old, new = (back(values[name][place]) if name in values else None for values in (before, after))
        if old != new and not (old in (None, "") and new in (None, "")):
            words = (value_word(session, entry.table_name, name, value) for value in (old, new))
            yield FieldChange(name, old, new, *words)


def conditions(session: Session, wanted: Listing) -> list[ColumnElement[bool]]:
    """The listing as SQL; raises `Invalid` for what can't be filtered by."""
    actor(session).require(RIGHT)
    special = [one for one in wanted.where if one.field in _SPECIAL]
    plain = replace(wanted, where=tuple(one for one in wanted.where if one.field not in _SPECIAL))
    found = listing.conditions(plain, FIELDS)
    entity = next((str(one.value) for one in special if one.field == "entity"), "")
    record = next((str(one.value) for one in special if one.field == "record"), "")
    if entity or record:
        found.append(_touching(session, entity, record))
    found += _in_period(session, [one for one in special if one.field in ("since", "until")])
    if wanted.text.strip():
        found.append(audit_text.condition(session, wanted.text))
    return found


def _touching(session: Session, entity: str, record: str) -> ColumnElement[bool]:
    """Change sets that touched rows of a table, or one row of it."""
    if entity not in tables.audited():
        raise Invalid(
            _("The log knows no rows called “{name}”.").format(name=entity) if entity
            else _("A record alone says nothing: choose what it is as well."),
            _("Rows: {names}.").format(names=", ".join(sorted(tables.audited()))),
            code="unknown_entity",
        )  # fmt: skip
    if record:
        return ChangeSet.id.in_(list(_that_touched(session, entity, _record_id(session, entity, record))))
    of_it = ChangeEntry.table_name == entity
    if session.scalar(select(ChangeEntry.id).where(of_it).offset(_FEW).limit(1)) is None:
        return ChangeSet.id.in_(select(ChangeEntry.change_set_id).where(of_it))
    return exists().where(ChangeEntry.change_set_id == ChangeSet.id, of_it)  # found soon, whichever end one begins at


def _record_id(session: Session, entity: str, record: str) -> int:
    """A student by number, else any row by its id."""
    if entity == "students":
        newest_first = select(Student.id).where(Student.student_number == record).order_by(Student.id.desc())
        found = session.scalar(newest_first.limit(1))
        if found is not None:
            return found
    if not record.isdecimal() or len(record) > 18:
        raise Invalid(
            _("There is no record “{record}” of these rows.").format(record=record),
            _("Give a student's number, or the number that the record has in the log."),
            code="unknown_record",
        )
    return int(record)


def _that_touched(session: Session, entity: str, row_id: int) -> Iterable[int]:
    statement = select(ChangeEntry).where(
        ChangeEntry.table_name == entity, ChangeEntry.first_id <= row_id, ChangeEntry.last_id >= row_id
    )
    for entry in session.scalars(statement):
        whole = entry.row_count == entry.last_id - entry.first_id + 1
        if whole or row_id in (unpack(entry.payload)["ids"] or ()):
            yield entry.change_set_id


def _in_period(session: Session, days: Sequence[Condition]) -> list[ColumnElement[bool]]:
    """The moments of a period; where it has an end, the numbers that lie in it, too.

    Change sets are read by their numbers, the newest first: without these, all after an old period would be looked at.
    """
    found = [_in_time(one) for one in days]
    if any(one.field == "until" for one in days):
        first, last = session.execute(select(func.min(ChangeSet.id), func.max(ChangeSet.id)).where(*found)).one()
        found.append(ChangeSet.id.between(first or 0, last or 0))
    return found


def _in_time(condition: Condition) -> ColumnElement[bool]:
    """From the beginning of a day, or to its end, where the reader is."""
    try:
        day = condition.value if isinstance(condition.value, date) else date.fromisoformat(str(condition.value))
    except ValueError:
        raise Invalid(
            _("“{value}” is not a date.").format(value=condition.value), _("Write a date such as 2026-09-21.")
        ) from None
    if condition.field == "since":
        return ChangeSet.at >= midnight(day)
    return ChangeSet.at < midnight(day + timedelta(days=1)) if day < date.max else true()
