"""Who was affected by what an account did in a period: for the notice that is due within 72 hours (S45)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from sms_desktop.core.clock import midnight
from sms_desktop.core.errors import NotFound
from sms_desktop.core.i18n import _
from sms_desktop.db import tables
from sms_desktop.db.accounts import User
from sms_desktop.db.changes import actor
from sms_desktop.db.courses import Enrolment
from sms_desktop.db.operations import ChangeEntry, ChangeSet
from sms_desktop.db.people import Student
from sms_desktop.db.stored import unpack
from sms_desktop.services.access import roles
from sms_desktop.services.history import undo

#: Whose a row is: the column of its table that says so.
_STUDENTS = {
    "students": "id", "student_photos": "student_id", "student_contacts": "student_id", "enrolments": "student_id",
    "highlights": "student_id", "issued_documents": "student_id",
}  # fmt: skip
_ENROLMENTS = frozenset({"grades", "daily_ratings", "attendance"})
#: Lists that have nothing of a student in them.
_NOBODYS = frozenset({"courses", "offerings"})
_AT_ONCE = 5000


@dataclass(frozen=True)
class Affected:
    """A student, and in how many acts the account changed, looked at or took something of his or hers.

    `number` and `name` are empty where the student is not there any more; `first` and `last` are UTC.
    """

    student_id: int
    number: str
    name: str
    changed: int
    seen: int
    taken: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Carried:
    """A file or paper that left the program. `sure` where the log says whose; else it may have had anybody in it."""

    change_set_id: int
    at: datetime
    title: str
    rows: int
    sure: bool


@dataclass(frozen=True)
class Breach:
    """What an account did to whom; `sees` and `sensitive` are how far it reaches today: `all`, `own` or nothing.

    What somebody merely looked at on the screen is not in the log, save health notes: whoever `sees` all may have
    seen anybody.
    """

    user: str
    sees: str
    sensitive: str
    people: tuple[Affected, ...]
    carried: tuple[Carried, ...]


def affected(session: Session, user_name: str, since: date, until: date) -> Breach:
    """Everybody whose data the account changed, looked at or took from `since` to the end of `until`.

    Students by number, files the newest first. Raises `NotFound` for an account that never was.
    """
    actor(session).require("audit:view")
    where = [
        ChangeSet.user_name == user_name,
        ChangeSet.at >= midnight(since),
        ChangeSet.at < midnight(until + timedelta(days=1)),
    ]
    found: dict[int, Affected] = {}
    for act, at, ids in _changed(session, where):
        _count(found, act, at, ids)
    carried = []
    for row in session.scalars(select(ChangeSet).where(*where, ChangeSet.action.in_(("view", "export", "report")))):
        whose = _named(session, row)
        _count(found, "seen" if row.action == "view" else "taken", row.at, whose)
        if row.action != "view" and row.details.get("list") not in _NOBODYS:
            carried.append(Carried(row.id, row.at, undo.title_of(row), _rows(row), bool(whose)))
    sees, sensitive = _reach(session, user_name)
    people = sorted(_with_names(session, found), key=lambda one: (one.number, one.student_id))
    return Breach(user_name, sees, sensitive, tuple(people), tuple(reversed(carried)))


def _count(found: dict[int, Affected], act: str, at: datetime, ids: Iterable[int]) -> None:
    for number in ids:
        one = found.get(number) or Affected(number, "", "", 0, 0, 0, at, at)
        more: dict[str, Any] = {act: getattr(one, act) + 1}
        found[number] = replace(one, first=min(one.first, at), last=max(one.last, at), **more)


def _changed(session: Session, where: Sequence[ColumnElement[bool]]) -> Iterator[tuple[str, datetime, set[int]]]:
    """The students of the rows of each change set."""
    known = (*_STUDENTS, *_ENROLMENTS, "contacts")
    statement = (
        select(ChangeSet.id, ChangeSet.at, ChangeEntry)
        .join(ChangeEntry, ChangeEntry.change_set_id == ChangeSet.id)
        .where(*where, ChangeEntry.table_name.in_(known))
        .order_by(ChangeSet.id)
    )
    acts: dict[int, tuple[datetime, set[int]]] = {}
    for number, at, entry in session.execute(statement, execution_options={"yield_per": 200}):
        acts.setdefault(number, (at, set()))[1].update(_whose(session, entry))
    for at, ids in acts.values():
        yield "changed", at, ids


def _whose(session: Session, entry: ChangeEntry) -> set[int]:
    """The students whose the rows of an entry are, those of rows that are gone by what the log keeps of them."""
    document = unpack(entry.payload)
    ids = document["ids"] or range(entry.first_id, entry.last_id + 1)
    name = entry.table_name
    if name == "contacts":
        return _found(session, "student_contacts", "contact_id", "student_id", ids)
    owner = _STUDENTS.get(name, "enrolment_id")
    owners = set(ids) if owner == "id" else _found(session, name, "id", owner, ids)
    for part in ("before", "after"):
        owners.update(document.get(part, {}).get(owner, ()))
    if name in _ENROLMENTS:
        return _found(session, "enrolments", "id", "student_id", sorted(owners))
    return owners


def _found(session: Session, table: str, key: str, wanted: str, ids: Sequence[int]) -> set[int]:
    columns = tables.metadata.tables[table].c
    found: set[int] = set()
    for start in range(0, len(ids), _AT_ONCE):
        found.update(session.scalars(select(columns[wanted]).where(columns[key].in_(ids[start : start + _AT_ONCE]))))
    return found


def _named(session: Session, row: ChangeSet) -> list[int]:
    """The students that an entry of the log names: a person's papers, a class's, or all where it was the whole list."""
    details = row.details
    if details.get("list") in {"students", "contacts", "everything"} and details.get("whole"):
        return list(session.scalars(select(Student.id)))
    ids = details.get("student_ids") or [details.get("student_id")]
    classes = details.get("offering_ids") or [details.get("offering_id")]
    in_class = select(Enrolment.student_id).where(Enrolment.offering_id.in_([one for one in classes if one]))
    return sorted({*(one for one in ids if one), *session.scalars(in_class)})


def _rows(row: ChangeSet) -> int:
    return int(row.details.get("rows") or row.details.get("documents") or 0)


def _reach(session: Session, user_name: str) -> tuple[str, str]:
    user = session.scalar(select(User).where(User.name == user_name).order_by(User.id.desc()))
    if user is None:
        if session.scalar(select(ChangeSet.id).where(ChangeSet.user_name == user_name).limit(1)) is None:
            raise NotFound(
                _("There is no account “{name}”.").format(name=user_name),
                _("“smsctl users list” shows those there are."),
            )
        return "", ""
    rights = roles.rights_of_user(session, user)
    return roles.scope_of(rights, "students:view"), roles.scope_of(rights, "students:sensitive")


def _with_names(session: Session, found: dict[int, Affected]) -> Iterator[Affected]:
    ids, named = sorted(found), {}
    for start in range(0, len(ids), _AT_ONCE):
        columns = select(Student.id, Student.student_number, Student.last_name, Student.first_name)
        for number, *words in session.execute(columns.where(Student.id.in_(ids[start : start + _AT_ONCE]))):
            named[number] = words
    for number in ids:
        student_number, *names = named.get(number, ("", "", ""))
        yield replace(found[number], number=student_number, name=" ".join(names).strip())
