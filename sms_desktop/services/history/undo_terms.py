"""Which classes and terms a change set touched: an undo asks their lock as whoever made the change did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Conflict
from sms_desktop.core.i18n import _
from sms_desktop.db import tables
from sms_desktop.db.courses import Enrolment, Term
from sms_desktop.db.operations import ChangeEntry
from sms_desktop.db.stored import unpack
from sms_desktop.services import term_lock

_AT_ONCE = 500
#: Tables whose rows belong to a class or a term, with the column that says so.
_OWNERS = {
    "enrolments": "offering_id",
    "assessments": "offering_id",
    "offering_rules": "offering_id",
    "lessons": "offering_id",
    "offering_teachers": "offering_id",
    "make_up_lessons": "offering_id",
    "grades": "enrolment_id",
    "daily_ratings": "enrolment_id",
    "attendance": "enrolment_id",
    "highlights": "term_id",
    "offerings": "id",
}


def require_open(session: Session, change_set_id: int) -> None:
    """Raises `Conflict` (code `term_locked`) where the change set touched a term that is not open, or a class of it.

    An administrator's transaction with a reason passes, as in `term_lock.require_open`.
    """
    locked = select(Term.id).where(Term.state != term_lock.OPEN).limit(1)
    if session.scalar(locked) is None or term_lock.may_override(session):
        return
    entries = select(ChangeEntry.id).where(ChangeEntry.change_set_id == change_set_id)
    for entry_id in session.scalars(entries.where(ChangeEntry.table_name.in_((*_OWNERS, "terms")))).all():
        entry = session.get_one(ChangeEntry, entry_id)
        if entry.table_name == "terms":
            _not_unlocked(entry)
        else:
            _require_open(session, entry)
        session.expunge(entry)


def _not_unlocked(entry: ChangeEntry) -> None:
    """Taking the lock back is opening the term, which asks for a reason."""
    if term_lock.OPEN in unpack(entry.payload).get("before", {}).get("state", ()):
        raise Conflict(
            _("The lock of a term is not undone without a reason."),
            _("Unlock the term and say why."),
            code="term_locked",
        )


def _require_open(session: Session, entry: ChangeEntry) -> None:
    if _OWNERS[entry.table_name] != "term_id":
        term_lock.require_open(session, _offerings(session, entry))
        return
    for term_id in sorted(owned(session, entry, "term_id")):
        term_lock.require_open_term(session, term_id)


def _offerings(session: Session, entry: ChangeEntry) -> set[int]:
    """The offerings that the rows of an entry belong or belonged to; none for what belongs to a term."""
    owner = _OWNERS[entry.table_name]
    found = owned(session, entry, owner)
    if owner == "enrolment_id":
        return _asked(session, Enrolment.offering_id, Enrolment.id, sorted(found))
    return set() if owner == "term_id" else found


def owned(session: Session, entry: ChangeEntry, owner: str) -> set[int]:
    """What the rows of an entry belong or belonged to: the ids in their column `owner`."""
    document = unpack(entry.payload)
    ids: Sequence[int] = document["ids"] or range(entry.first_id, entry.last_id + 1)
    if owner == "id":
        return set(ids)
    said = {row_id for side in ("before", "after") for row_id in document.get(side, {}).get(owner, ())}
    return (said or _owners(session, entry.table_name, owner, ids)) - {None}


def _owners(session: Session, table: str, owner: str, ids: Sequence[int]) -> set[int]:
    """What the rows belong to that the change set does not say it of: they are there still."""
    columns = tables.metadata.tables[table].c
    if isinstance(ids, range):
        return set(session.scalars(select(columns[owner]).distinct().where(columns.id.between(ids[0], ids[-1]))))
    return _asked(session, columns[owner], columns.id, ids)


def _asked(session: Session, wanted: Any, key: Any, ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(ids), _AT_ONCE):
        found.update(session.scalars(select(wanted).distinct().where(key.in_(ids[start : start + _AT_ONCE]))))
    return found
