"""People who were erased and whom a restored backup has brought back: who they are, and erasing them again (S41)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.core.i18n import _, ngettext
from sms_desktop.db.changes import actor
from sms_desktop.db.database import Database
from sms_desktop.db.operations import ChangeSet
from sms_desktop.db.people import Student
from sms_desktop.services.privacy import erased_note, erasure, retention
from sms_desktop.services.privacy.erased_note import Noted
from sms_desktop.services.privacy.erasure import Erased
from sms_desktop.services.privacy.erasure_rules import INCLUDED_IN, MODES

_NAMED_AT_MOST = 20
_AT_ONCE = 500


@dataclass(frozen=True)
class Back:
    """Somebody who was erased (`mode`, `erased_at` in UTC) and is there again as before."""

    student_id: int
    student_number: str
    name: str
    mode: str
    erased_at: datetime


def back(session: Session, database: Database) -> list[Back]:
    """Who is to be erased again, by the note beside the database, by row; somebody may be by two ways.

    Raises `Conflict` where the note was altered, `Denied`.
    """
    actor(session).require("privacy:manage")
    try:
        due = _due(session, erased_note.read(database.folder, database.audit_key))
    except erased_note.Forged:
        raise Conflict(_altered(), code="note_altered") from None
    found = []
    for one in due:
        row = session.get_one(Student, one.student_id)
        found.append(Back(row.id, row.student_number, f"{row.last_name} {row.first_name}", one.mode, one.at))
    return found


def problems(session: Session, database: Database) -> Iterator[str]:
    """A sentence where erased people are back, with the numbers of their rows and without names.

    What the log knows of erasures is added to the note first. Needs `settings:edit`.
    """
    actor(session).require("settings:edit")
    try:
        erased_note.keep(session, database.folder, database.audit_key)
        due = _due(session, erased_note.read(database.folder, database.audit_key))
    except erased_note.Forged:
        yield _altered()
        return
    if due:
        yield words([one.student_id for one in due])


def words(student_ids: Sequence[int]) -> str:
    """That these rows are of erased people, in a sentence."""
    ids = sorted(set(student_ids))
    text = ngettext(
        "{n} person who was erased is there again since a backup was restored (row {rows} of the students). "
        "Erase again: Operations > Privacy, or “smsctl privacy again”.",
        "{n} people who were erased are there again since a backup was restored (rows {rows} of the students). "
        "Erase them again: Operations > Privacy, or “smsctl privacy again”.",
        len(ids),
    )
    rows = ", ".join(str(one) for one in ids[:_NAMED_AT_MOST]) + (", …" if len(ids) > _NAMED_AT_MOST else "")
    return text.format(n=len(ids), rows=rows)


def warning(people: int) -> str:
    """What a restore would do to erased people, in a sentence; nothing where it is nobody."""
    text = ngettext(
        "{n} person who was erased since would be there again, and has to be erased again after the restore.",
        "{n} people who were erased since would be there again, and have to be erased again after the restore.",
        people,
    )
    return text.format(n=people) if people else ""


def come_back(people: int) -> str:
    """What a restore has done to erased people, in a sentence."""
    text = ngettext(
        "{n} person who was erased is there again. Erase again: Operations > Privacy, or “smsctl privacy again”.",
        "{n} people who were erased are there again. Erase them again: Operations > Privacy, or "
        "“smsctl privacy again”.",
        people,
    )
    return text.format(n=people)


def coming_back(then: Session, database: Database) -> int:
    """How many people who were erased in `database` a backup would bring back, from a session that looks into it.

    For rehearsals of a restore, which ask for the right to restore.
    """
    actor(then).require("backups:restore")
    try:
        return len({one.student_id for one in _due(then, erased_note.read(database.folder, database.audit_key))})
    except erased_note.Forged:
        return 0


def erase(session: Session, database: Database, mode: str, why: str) -> Erased:
    """Erases all again who were erased in one way and are back; how they stand in what was restored doesn't matter.

    Raises `NotFound` where nobody is, `Invalid` without a reason, `Conflict` for a log or a note that was altered,
    `Denied`.
    """
    actor(session).require("privacy:manage")
    if mode not in MODES:
        raise Invalid(mode=_("Choose one of: {choices}.").format(choices=", ".join(MODES)))
    if not why.strip():
        raise Invalid(reason=_("Say why: the log keeps it."))
    ids = [one.student_id for one in back(session, database) if one.mode == mode]
    if not ids:
        raise NotFound(_("Nobody is to be erased again in this way."))
    return erasure.carry_out(session, ids, mode, why)


def _altered() -> str:
    return _(
        "The note of erased people ({file}) is damaged or was altered. Move it away: it is made anew from the change "
        "log, as far as that knows of erasures."
    ).format(file=erased_note.FILE)


def _due(session: Session, noted: Sequence[Noted]) -> list[Noted]:
    """Those of whom something is still there that an erasure took, and whom no later one has taken it from."""
    if not noted:
        return []
    done, made = _done(session), erased_note.makers(session, [one.student_id for one in noted])
    open_: dict[tuple[int, str], Noted] = {}
    for mode in MODES:
        mine = [one for one in noted if one.mode == mode and _same(one, made)]
        there = _there(session, mode, [one.student_id for one in mine])
        for one in sorted(mine, key=lambda each: each.at):
            if one.student_id in there and not _covered(one, done.get(one.student_id, ()), there[one.student_id]):
                open_[one.student_id, mode] = one
    alone = [
        one for (student, mode), one in open_.items()
        if not any((student, more) in open_ for more in INCLUDED_IN[mode])
    ]  # fmt: skip
    return sorted(alone, key=lambda one: (one.student_id, one.mode))


def _same(one: Noted, made: Mapping[int, str]) -> bool:
    """Whether the row is that person's: numbers begin anew after a restore."""
    now = made.get(one.student_id, "")
    return not (now and one.made_by) or now == one.made_by


def _there(session: Session, mode: str, ids: Sequence[int]) -> dict[int, datetime | None]:
    """Rows with something left of what the way takes, and when they were erased by what they say themselves."""
    found: dict[int, datetime | None] = {}
    for start in range(0, len(ids), _AT_ONCE):
        statement = select(Student.id, Student.erased_at).where(
            Student.id.in_(ids[start : start + _AT_ONCE]), retention.still_there(mode)
        )
        found.update((row.id, row.erased_at) for row in session.execute(statement))
    return found


def _done(session: Session) -> dict[int, list[tuple[str, datetime, str]]]:
    """The erasures of which the log of now tells, by student."""
    found: dict[int, list[tuple[str, datetime, str]]] = {}
    for row in session.scalars(select(ChangeSet).where(ChangeSet.action == erased_note.ACTION)):
        for student in row.details.get("students", ()):
            found.setdefault(student, []).append((row.details.get("mode", ""), row.at, row.operation_id))
    return found


def _covered(one: Noted, done: Sequence[tuple[str, datetime, str]], erased_at: datetime | None) -> bool:
    """Whether an erasure, this one or a later one that takes as much, is in this past; what is there now came after."""
    enough = (one.mode, *INCLUDED_IN[one.mode])
    if any(operation == one.operation or (mode in enough and at >= one.at) for mode, at, operation in done):
        return True
    return one.mode == "reduce" and erased_at is not None and erased_at >= one.at
