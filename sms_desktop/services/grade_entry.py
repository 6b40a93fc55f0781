"""Entering marks: one or a block at once, in one change set; excusing, and what a mark says besides its score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.core.i18n import N_, _, format_number
from sms_desktop.db.changes import describe
from sms_desktop.db.courses import Enrolment
from sms_desktop.db.grades import Assessment, Grade
from sms_desktop.db.people import Student
from sms_desktop.services import assessments, term_lock
from sms_desktop.services.access import scope
from sms_desktop.services.assessments import MOST_POINTS, MOST_WEIGHT
from sms_desktop.services.checks import misfits, trimmed

_GRADES = cast(Table, Grade.__table__)
_AT_ONCE = 500
Place = tuple[int, int]


@dataclass(frozen=True)
class Entry:
    """What one cell shall hold: a score, `excused`, or with neither no mark at all.

    `seen` is the version of the mark that the person saw (0: there was none); None does not look.
    """

    enrolment_id: int
    assessment_id: int
    score: Decimal | None
    excused: bool = False
    seen: int | None = None

    @property
    def place(self) -> Place:
        return self.enrolment_id, self.assessment_id


@dataclass(frozen=True)
class Entered:
    """What entering did, in numbers of marks."""

    new: int
    changed: int
    removed: int


@dataclass(frozen=True)
class MarkDetails:
    """What a mark says besides its score; dates None mean those of its assessment."""

    max_score: Decimal
    weight: Decimal = Decimal(1)
    assigned_on: date | None = None
    submitted_on: date | None = None
    note: str = ""


def enter(session: Session, offering_id: int, entries: Sequence[Entry]) -> Entered:
    """Makes the cells hold what is given, all of them or none; a new mark has its column's maximum and weight.

    Raises `Invalid` for a score below 0 or above the maximum, `NotFound` for a student or column that is not of this
    offering, `Conflict` (`changed_meanwhile`, `column_locked`, `term_locked`).
    """
    scope.require_offerings(session, "grades:edit", [offering_id])
    term_lock.require_open(session, [offering_id])
    columns = _columns(session, offering_id, entries)
    names = _names(session, offering_id, entries)
    there = _there(session, entries)
    counts = {"new": 0, "changed": 0, "removed": 0}
    for entry in entries:
        row = there.get(entry.place)
        _as_seen(entry, row, names, columns)
        _in_range(entry, row, names, columns)
        outcome = _put(session, entry, row, columns[entry.assessment_id])
        if outcome:
            counts[outcome] += 1
    _describe(session, offering_id, entries, names, columns)
    session.flush()
    return Entered(**counts)


def _put(session: Session, entry: Entry, row: Grade | None, column: Assessment) -> str:
    """Writes one cell; returns what that was: new, changed, removed, or nothing."""
    if entry.score is None and not entry.excused:
        if row is None:
            return ""
        session.delete(row)
        return "removed"
    if row is None:
        session.add(
            Grade(
                enrolment_id=entry.enrolment_id,
                assessment_id=entry.assessment_id,
                score=None if entry.excused else entry.score,
                max_score=column.max_score,
                weight=column.weight,
                excused=entry.excused,
            )
        )
        return "new"
    score = None if entry.excused else entry.score
    if (row.score, row.excused) == (score, entry.excused):
        return ""
    row.score, row.excused = score, entry.excused
    return "changed"


def _describe(
    session: Session,
    offering_id: int,
    entries: Sequence[Entry],
    names: dict[int, str],
    columns: dict[int, Assessment],
) -> None:
    code = assessments.code_of(session, offering_id)
    if len(entries) == 1:
        (entry,) = entries
        removed = entry.score is None and not entry.excused
        describe(
            session,
            N_("Take out the mark of {student} in “{title}”") if removed else N_("Mark of {student} in “{title}”"),
            action="update",
            student=names[entry.enrolment_id],
            title=columns[entry.assessment_id].title,
            code=code,
        )
    elif len(columns) == 1:
        title = next(iter(columns.values())).title
        summary = N_("{count} marks in “{title}” of {code}")
        describe(session, summary, action="update", count=len(entries), title=title, code=code)
    else:
        describe(session, N_("{count} marks of {code}"), action="update", count=len(entries), code=code)


def _columns(session: Session, offering_id: int, entries: Sequence[Entry]) -> dict[int, Assessment]:
    wanted = {entry.assessment_id for entry in entries}
    live = select(Assessment).where(Assessment.offering_id == offering_id, Assessment.deleted_at.is_(None))
    found = {row.id: row for row in session.scalars(live) if row.id in wanted}
    if wanted - found.keys():
        raise NotFound(_("This column is not there any more."), _("The sheet has been refreshed."))
    for row in found.values():
        assessments.not_locked(row)
    return found


def _names(session: Session, offering_id: int, entries: Sequence[Entry]) -> dict[int, str]:
    """The students by enrolment, all of this offering."""
    wanted = sorted({entry.enrolment_id for entry in entries})
    found: dict[int, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        statement = (
            select(Enrolment.id, Student.last_name, Student.first_name)
            .join(Student, Student.id == Enrolment.student_id)
            .where(
                Enrolment.id.in_(wanted[start : start + _AT_ONCE]),
                Enrolment.offering_id == offering_id,
                Enrolment.status != "dropped",
                Enrolment.deleted_at.is_(None),
                Student.deleted_at.is_(None),
            )
        )
        found.update((row.id, f"{row.last_name} {row.first_name}") for row in session.execute(statement))
    if len(found) < len(wanted):
        raise NotFound(
            _("A student of this sheet is not enrolled in the course any more."), _("The sheet has been refreshed.")
        )
    return found


def _there(session: Session, entries: Sequence[Entry]) -> dict[Place, Grade]:
    enrolments = sorted({entry.enrolment_id for entry in entries})
    columns = {entry.assessment_id for entry in entries}
    found: dict[Place, Grade] = {}
    for start in range(0, len(enrolments), _AT_ONCE):
        statement = select(Grade).where(Grade.enrolment_id.in_(enrolments[start : start + _AT_ONCE]))
        if len(columns) <= _AT_ONCE:
            statement = statement.where(Grade.assessment_id.in_(columns))
        found.update(((row.enrolment_id, row.assessment_id), row) for row in session.scalars(statement))
    return found


def _as_seen(entry: Entry, row: Grade | None, names: dict[int, str], columns: dict[int, Assessment]) -> None:
    found = 0 if row is None else row.version
    if entry.seen is not None and entry.seen != found:
        raise Conflict(
            _("Somebody changed the mark of {student} in “{title}” meanwhile.").format(
                student=names[entry.enrolment_id], title=columns[entry.assessment_id].title
            ),
            _("Look at the mark that is there now, then enter yours again if it is the right one."),
            code="changed_meanwhile",
        )


def _in_range(entry: Entry, row: Grade | None, names: dict[int, str], columns: dict[int, Assessment]) -> None:
    if entry.score is None:
        return
    column = columns[entry.assessment_id]
    maximum = column.max_score if row is None else row.max_score
    if 0 <= entry.score <= maximum:
        return
    raise Invalid(
        score=_("The mark of {student} in “{title}” must be from 0 to {maximum}.").format(
            student=names[entry.enrolment_id], title=column.title, maximum=format_number(maximum)
        )
    )


def set_details(
    session: Session, enrolment_id: int, assessment_id: int, details: MarkDetails, seen: int | None = None
) -> int:
    """Changes what a mark says besides its score; returns its version. Raises `Invalid`, `NotFound`, `Conflict`."""
    scope.require_enrolments(session, "grades:edit", [enrolment_id])
    details = trimmed(details)
    row = session.scalar(select(Grade).where(Grade.enrolment_id == enrolment_id, Grade.assessment_id == assessment_id))
    if row is None:
        raise NotFound(_("There is no mark here yet."), _("Enter a score first."))
    column = session.get_one(Assessment, assessment_id)
    entry = Entry(enrolment_id, assessment_id, row.score, row.excused, seen)
    columns, names = {assessment_id: column}, _names(session, column.offering_id, [entry])
    term_lock.require_open(session, [column.offering_id])
    assessments.not_locked(column)
    _as_seen(entry, row, names, columns)
    _check_details(details, row)
    for name, value in vars(details).items():
        setattr(row, name, value)
    describe(
        session,
        N_("Details of the mark of {student} in “{title}”"),
        action="update",
        student=names[enrolment_id],
        title=column.title,
    )
    session.flush()
    return row.version


def _check_details(details: MarkDetails, row: Grade) -> None:
    wrong = misfits(_GRADES, details)
    if not 0 < details.max_score <= MOST_POINTS:
        wrong["max_score"] = _("The maximum is above 0 and at most {most}.").format(most=format_number(MOST_POINTS))
    elif row.score is not None and row.score > details.max_score:
        wrong["max_score"] = _("The score {score} is above this maximum.").format(score=format_number(row.score))
    if not 0 <= details.weight <= MOST_WEIGHT:
        wrong["weight"] = _("The weight is from 0 to 3.")
    if details.assigned_on and details.submitted_on and details.submitted_on < details.assigned_on:
        wrong["submitted_on"] = _("It can't be handed in before it was set.")
    if wrong:
        raise Invalid(**wrong)
