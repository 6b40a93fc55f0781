"""Erasing people: what would go, what stays and why, and doing it in one transaction (reliability.md S41, F07).

Rows, contacts that are nobody else's, notes, photo, highlights, search keys, and the values that the change log keeps
of them go together or not at all. Nobody is erased by the program itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.core.i18n import N_, _, ngettext
from sms_desktop.db import bulk, erasing, tables
from sms_desktop.db.changes import actor, describe, recorder
from sms_desktop.db.database import EMPTY_LOG, Database
from sms_desktop.db.documents import IssuedPages
from sms_desktop.db.operations import AuditArchive
from sms_desktop.db.people import Contact, Student
from sms_desktop.services.privacy import erased_note, erasure_places, erasure_rows
from sms_desktop.services.privacy.erasure_rows import Owned
from sms_desktop.services.privacy.erasure_rules import ABSENCES, ERASE, LOOK, MODES, REMARKS, WHOLE, rules_of
from sms_desktop.services.privacy.erasure_words import Words
from sms_desktop.services.safekeeping import backups

#: Rows that are taken out; the others stay, with what is to stand in them.
_TAKEN_OUT = ("student_photos", "student_contacts", "highlights")
#: Thinning keeps the newest backup of at most so many months (backup_thinning).
_MONTHS_KEPT = 24
_DAYS_OF_A_MONTH = 31
_NAMED_AT_MOST = 3


@dataclass(frozen=True)
class Person:
    """Somebody who is to be erased; `refusal` says why that can't be yet, and is empty otherwise."""

    student_id: int
    student_number: str
    name: str
    status: str
    refusal: str


@dataclass(frozen=True)
class Fate:
    """What becomes of one kind of data: `goes`, `stays`, `nameless`, or `look`: somebody has to look at it.

    `count` is how many rows there are (None: not counted).
    """

    kind: str
    title: str
    fate: str
    count: int | None
    why: str


@dataclass(frozen=True)
class Plan:
    """What erasing would do; `possible` unless somebody can't be erased yet."""

    mode: str
    people: tuple[Person, ...]
    fates: tuple[Fate, ...]

    @property
    def possible(self) -> bool:
        """Whether all of them can be erased."""
        return not any(person.refusal for person in self.people)


@dataclass(frozen=True)
class Erased:
    """What was done: people, their numbers of now, and in how many changes of the log values went."""

    people: int
    numbers: tuple[str, ...]
    changes: int


@dataclass(frozen=True)
class Kept:
    """A backup or an archive of the log that still holds what was erased after it was made.

    `gone_by` is when a backup that is made and thinned as usual has gone at the latest; None where it never goes.
    """

    file: str
    made_at: datetime
    gone_by: datetime | None


def plan(session: Session, student_ids: Sequence[int], mode: str) -> Plan:
    """What would go, what stays and why; nothing is done. Raises `NotFound`, `Invalid`, `Denied`."""
    actor(session).require("privacy:manage")
    rows = _students(session, student_ids, mode)
    mine = erasure_rows.owned(session, [row.id for row in rows], log=False)
    people = tuple(
        Person(row.id, row.student_number, f"{row.last_name} {row.first_name}", row.status, _refusal(row))
        for row in rows
    )
    counts = _counts(session, mine, mode)
    fates = [
        Fate(rule.kind, _(rule.title), rule.fate(mode), counts.get(rule.kind), rule.why(mode))
        for rule in rules_of(mode)
    ]
    look = _to_look_at(session, [row.id for row in rows], mine, mode)
    return Plan(mode, people, (*look, *fates))  # what somebody has to do stands first


def erase(session: Session, student_ids: Sequence[int], mode: str, why: str) -> Erased:
    """Erases people: `reduce` keeps the register and results under the name, `erase` keeps the results without it.

    `notes` and `absences` take one kind of data only (`erasure_rules`). It can't be undone.
    Raises `Invalid` without a reason, `Conflict` for who still attends, for a restricted student
    and for a log that was altered, `NotFound`, `Denied`.
    """
    actor(session).require("privacy:manage")
    rows = _students(session, student_ids, mode)
    if not why.strip():
        raise Invalid(reason=_("Say why: the log keeps it."))
    for row in rows:
        if refusal := _refusal(row):
            raise Conflict(refusal, _("Nobody was erased."), code="not_erasable")
    return carry_out(session, [row.id for row in rows], mode, why)


def carry_out(session: Session, ids: Sequence[int], mode: str, why: str) -> Erased:
    """Takes out of the school what a way takes, of people of whom that has been decided; the note of it follows.

    Raises `Conflict` for a log that was altered, `Denied`.
    """
    actor(session).require("privacy:manage")
    session.flush()
    session.info[EMPTY_LOG] = True
    erased_note.after_commit(session, ids, mode)
    mine = erasure_rows.owned(session, ids)
    stand_in = erasure_rows.instead(session, ids, mine, mode)
    found = erasing.blanked(session, stand_in)
    words = erasure_rows.words(session, mine, stand_in, found.was)
    _write_rows(session, mine, stand_in)
    theirs = erasure_places.only_theirs(session, words, ids)
    if mode in WHOLE:
        _mark(session, mine, mode)
        erasure_places.tidy(session, found, words, theirs)
    told = _Told(found.touched, set(ids) if mode in WHOLE else set(), words, theirs)
    sealed = erasing.reseal(session, found, told)
    session.expire_all()
    numbers = tuple(session.scalars(select(Student.student_number).where(Student.id.in_(ids)).order_by(Student.id)))
    _describe(session, ids, mode, why, sealed)
    return Erased(len(ids), numbers, sealed.blanked)


def kept_in(database: Database, who: Actor) -> list[Kept]:
    """The school's backups and the log's archives with their dates, the oldest first: they hold what was erased since.

    Raises `Denied`.
    """
    who.require("privacy:manage")
    lasting = timedelta(days=(_MONTHS_KEPT + 1) * _DAYS_OF_A_MONTH)
    own = [backup for backup in backups.listed(database, who) if backup.own and not backup.problem]
    found = [Kept(backup.path.name, backup.made_at, backup.made_at + lasting) for backup in own]
    with database.read(who) as session:
        found += [Kept(row.file_name, row.made_at, None) for row in session.scalars(select(AuditArchive))]
    return sorted(found, key=lambda kept: kept.made_at)


@dataclass(frozen=True)
class _Told:
    """The details and the reason of a change set without the people's names; told of them alone, the reason goes.

    In those about others only names go that are nobody else's.
    """

    touched: set[int]
    student_ids: set[int]
    words: Words
    theirs: Words

    def __call__(self, number: int, details: Mapping[str, Any], reason: str) -> tuple[Mapping[str, Any], str]:
        about = details.get("student_id") in self.student_ids
        words = self.words if about or number in self.touched else self.theirs
        plain = words.replaced(dict(details))
        return plain, "" if about else words.replaced(reason)


def _students(session: Session, student_ids: Sequence[int], mode: str) -> list[Student]:
    if mode not in MODES:
        raise Invalid(mode=_("Choose one of: {choices}.").format(choices=", ".join(MODES)))
    rows = list(session.scalars(select(Student).where(Student.id.in_(student_ids)).order_by(Student.id)))
    if not rows or len(rows) != len(set(student_ids)):
        raise NotFound(_("This student is not there any more."), _("The list has been refreshed."))
    return rows


def _to_look_at(session: Session, ids: Sequence[int], mine: Owned, mode: str) -> Iterator[Fate]:
    """What names the people and is nobody's to change but the office's."""
    stand_in = erasure_rows.instead(session, ids, mine, mode)
    words = erasure_rows.words(session, mine, stand_in, {})
    theirs = erasure_places.only_theirs(session, words, ids, mine.there["contacts"])
    for one in erasure_places.to_look_at(session, theirs, ids):
        more = ", …" if one.count > _NAMED_AT_MOST else ""
        why = _("The name stands in it: {names}. Look whether this person is meant.").format(
            names=", ".join(one.names[:_NAMED_AT_MOST]) + more
        )
        yield Fate(f"{LOOK}.{one.kind}", one.title, LOOK, one.count, why)


def _refusal(row: Student) -> str:
    name = f"{row.last_name} {row.first_name}"
    if row.restricted_at is not None:
        return _("{name} is restricted: what is restricted must be kept. Lift the restriction first.").format(name=name)
    if row.status == "active" and row.deleted_at is None:
        return _("{name} is still an active student: change the status, or delete the student, first.").format(
            name=name
        )
    return ""


def _counts(session: Session, mine: Owned, mode: str) -> dict[str, int]:
    noted = mine.there["attendance"] if mode == ABSENCES else []
    nothing = dict.fromkeys(noted, dict.fromkeys(REMARKS["attendance"], ""))
    return {
        "studies": mine.count("enrolments"),
        "results": mine.count("grades", "daily_ratings"),
        "attendance": mine.count("attendance"),
        "photo": mine.count("student_photos"),
        "contacts": mine.count("contacts"),
        "highlights": mine.count("highlights"),
        "issued": mine.count("issued_documents"),
        "absences": len(_others(session, "attendance", noted, nothing)),
    }


def _write_rows(session: Session, mine: Owned, stand_in: Mapping[str, Mapping[int, Mapping[str, Any]]]) -> None:
    """Writes what is to stand in the rows; as the values before, the change set gets the same."""
    for name, rows in stand_in.items():
        table, ids = tables.metadata.tables[name], mine.there[name]
        columns = list(next(iter(rows.values()), {}))
        changed = ids if name in _TAKEN_OUT else _others(session, name, ids, rows)
        after = {column: [rows[row_id][column] for row_id in changed] for column in columns}
        if changed:
            bulk.update_rows(session, table, changed, dict(after), after)
        if name in _TAKEN_OUT and ids:
            bulk.remove_rows(session, table, ids)
    session.expire_all()


def _others(session: Session, name: str, ids: Sequence[int], rows: Mapping[int, Mapping[str, Any]]) -> list[int]:
    """The rows in which something else stands than what is to."""
    columns = list(next((rows[row_id] for row_id in ids), {}))
    if not columns:
        return []
    found = bulk.read_columns(session, tables.metadata.tables[name], ids, ["id", *columns])
    there = zip(found["id"], zip(*(found[column] for column in columns), strict=True), strict=True)
    return [row_id for row_id, values in there if values != tuple(rows[row_id][column] for column in columns)]


def _mark(session: Session, mine: Owned, mode: str) -> None:
    """Says in the rows that these people were taken out, and takes away the papers that tell a name."""
    when = utc_now()
    for row in session.scalars(select(Student).where(Student.id.in_(mine.there["students"]))):
        row.erased_at = when
    for contact in session.scalars(select(Contact).where(Contact.id.in_(mine.there["contacts"]))):
        contact.deleted_at = contact.deleted_at or when
    if mode == ERASE:
        papers = mine.there["issued_documents"]
        session.execute(delete(IssuedPages).where(IssuedPages.issued_id.in_(papers)))
    session.flush()


def _describe(session: Session, ids: Sequence[int], mode: str, why: str, sealed: erasing.Resealed) -> None:
    """One entry of the log says which of the earlier ones were sealed anew, and what the head was before."""
    summary = N_("Erase {count} person") if len(ids) == 1 else N_("Erase {count} people")
    describe(
        session, summary, action="erase", count=len(ids), students=list(ids), mode=mode,
        sealed_from=sealed.first, sealed_to=sealed.last, blanked=sealed.blanked, former_head=sealed.former_head,
    )  # fmt: skip
    recorder(session).reason = recorder(session).reason or why.strip()


def erased_words(done: Erased) -> str:
    """What was done, in a sentence."""
    people = ngettext("{n} person was erased.", "{n} people were erased.", done.people).format(n=done.people)
    changes = ngettext(
        "Values went from {n} entry of the change log.", "Values went from {n} entries of the change log.", done.changes
    )
    return f"{people} {changes.format(n=done.changes)}"
