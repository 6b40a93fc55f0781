"""The columns of an offering's grade sheet: adding, changing, putting in order, locking, deleting (domain.md 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.core.folding import fold
from sms_desktop.core.i18n import N_, _, format_number, ngettext
from sms_desktop.db import bulk
from sms_desktop.db.changes import describe
from sms_desktop.db.courses import Course, Offering, OfferingRule
from sms_desktop.db.grades import Assessment, Grade
from sms_desktop.db.stored import to_stored
from sms_desktop.services import term_lock
from sms_desktop.services.access import scope
from sms_desktop.services.checks import misfits, rows_of, same_version, trimmed

ASSESSMENTS = cast(Table, Assessment.__table__)
GRADES = cast(Table, Grade.__table__)
MOST_POINTS, MOST_WEIGHT = Decimal(10_000), Decimal(3)


@dataclass(frozen=True)
class AssessmentData:
    """A column as a form fills it in: `max_score` above 0, `weight` 0 to 3, `rule_id` None for no category yet."""

    title: str = ""
    rule_id: int | None = None
    max_score: Decimal = Decimal(20)
    weight: Decimal = Decimal(1)
    assigned_on: date | None = None


def add(session: Session, offering_id: int, data: AssessmentData, at: int | None = None) -> int:
    """A new column's id, at the end or at that place of the whole sheet (from 0). Raises `Invalid`, `Conflict`."""
    scope.require_offerings(session, "grades:edit", [offering_id])
    data = _checked(session, offering_id, data, None)
    there = _live(session, offering_id)
    describe(
        session, N_("Add “{title}” to {code}"), action="create", title=data.title, code=code_of(session, offering_id)
    )
    row = Assessment(offering_id=offering_id, position=len(there) + 1, locked=False, **vars(data))
    session.add(row)
    session.flush()
    if at is not None:
        _put(session, [*there[:at], row, *there[at:]])
    return row.id


def update(session: Session, assessment_id: int, data: AssessmentData, seen_version: int | None = None) -> int:
    """Changes a column and returns its version; marks that had its maximum or weight get the new one.

    Raises `Conflict` (`changed_meanwhile`, `column_locked`, `over_maximum` where marks would be above the new
    maximum, `term_locked`), `Invalid`, `NotFound`.
    """
    row = _assessment(session, assessment_id)
    same_version(row.version, seen_version, row.title)
    data = _checked(session, row.offering_id, data, assessment_id)
    not_locked(row)
    describe(
        session,
        N_("Edit “{title}” of {code}"),
        action="update",
        title=data.title,
        code=code_of(session, row.offering_id),
    )
    _follow(session, row, data)
    for name, value in vars(data).items():
        setattr(row, name, value)
    session.flush()
    return row.version


def _follow(session: Session, row: Assessment, data: AssessmentData) -> None:
    """Takes the marks along that had no maximum or weight of their own."""
    for name in ("max_score", "weight"):
        old, new = getattr(row, name), getattr(data, name)
        if old == new:
            continue
        column = getattr(Grade, name)
        same = select(Grade.id).where(Grade.assessment_id == row.id, column == old).order_by(Grade.id)
        if name == "max_score":
            _none_above(session, row, new)
        ids = list(session.scalars(same))
        before, after = ([to_stored(GRADES.c[name])(value)] * len(ids) for value in (old, new))
        bulk.update_rows(session, GRADES, ids, {name: before}, {name: after})


def _none_above(session: Session, row: Assessment, maximum: Decimal) -> None:
    above = select(func.count()).where(
        Grade.assessment_id == row.id, Grade.max_score == row.max_score, Grade.score > maximum
    )
    if number := session.scalar(above):
        raise Conflict(
            ngettext(
                "{count} mark of “{title}” is above {maximum}.",
                "{count} marks of “{title}” are above {maximum}.",
                number,
            ).format(count=number, title=row.title, maximum=format_number(maximum)),
            _("Change these marks first, or keep the maximum."),
            code="over_maximum",
        )


def reorder(session: Session, offering_id: int, ids: Sequence[int]) -> None:
    """Puts the columns in this order; those that are not named follow as they were. Raises `Conflict`."""
    scope.require_offerings(session, "grades:edit", [offering_id])
    term_lock.require_open(session, [offering_id])
    there = {row.id: row for row in _live(session, offering_id)}
    named = [there.pop(number) for number in ids if number in there]
    describe(session, N_("Order of the columns of {code}"), action="update", code=code_of(session, offering_id))
    _put(session, [*named, *there.values()])


def _put(session: Session, rows: Sequence[Assessment]) -> None:
    for position, row in enumerate(rows, 1):
        if row.position != position:
            row.position = position
    session.flush()


def set_locked(session: Session, ids: Sequence[int], locked: bool) -> int:
    """Locks columns against changes of their marks, or opens them again; returns how many."""
    rows = _rows(session, ids)
    summary = N_("Lock “{title}”") if locked else N_("Unlock “{title}”")
    describe(session, summary, action="update", title=", ".join(row.title for row in rows)[:200])
    for row in rows:
        row.locked = locked
    session.flush()
    return len(rows)


def delete(session: Session, ids: Sequence[int]) -> int:
    """Deletes columns with their marks so that they can be restored; returns how many. Raises `Conflict`."""
    rows = _rows(session, ids)
    for row in rows:
        not_locked(row)
        row.deleted_at = utc_now()
    describe(session, N_("Delete “{title}”"), action="delete", title=", ".join(row.title for row in rows)[:200])
    session.flush()
    return len(rows)


def restore(session: Session, ids: Sequence[int]) -> int:
    """Brings deleted columns back with their marks; raises `Invalid` where a title is taken by now."""
    rows = _rows(session, ids, deleted=True)
    for row in rows:
        _title_free(session, row.offering_id, row.rule_id, row.title, row.id)
        row.deleted_at = None
    describe(session, N_("Restore “{title}”"), action="restore", title=", ".join(row.title for row in rows)[:200])
    session.flush()
    return len(rows)


def not_locked(row: Assessment) -> None:
    """Raises `Conflict` (code `column_locked`) for a locked column."""
    if row.locked:
        raise Conflict(
            _("The column “{title}” is locked.").format(title=row.title),
            _("Unlock it in its menu first."),
            code="column_locked",
        )


def code_of(session: Session, offering_id: int) -> str:
    """The course code of an offering; raises `NotFound`."""
    statement = select(Course.course_code).join(Offering, Offering.course_id == Course.id)
    found = session.scalar(statement.where(Offering.id == offering_id, Offering.deleted_at.is_(None)))
    if found is None:
        raise NotFound(_("This offering is not there any more."), _("The list has been refreshed."))
    return found


def _live(session: Session, offering_id: int) -> list[Assessment]:
    statement = select(Assessment).where(Assessment.offering_id == offering_id, Assessment.deleted_at.is_(None))
    return list(session.scalars(statement.order_by(Assessment.position, Assessment.id)))


def _rows(session: Session, ids: Sequence[int], *, deleted: bool = False) -> list[Assessment]:
    """The columns that are there, if the person may change them all."""
    rows = rows_of(session, Assessment, ids, deleted=deleted)
    offerings = {row.offering_id for row in rows}
    scope.require_offerings(session, "grades:edit", offerings)
    term_lock.require_open(session, offerings)
    return rows


def _assessment(session: Session, assessment_id: int) -> Assessment:
    """The column, if the person may change it."""
    row = session.get(Assessment, assessment_id)
    scope.require_offerings(session, "grades:edit", [row.offering_id if row else 0])
    if row is None or row.deleted_at is not None:
        raise NotFound(_("This column is not there any more."), _("The sheet has been refreshed."))
    return row


def _checked(session: Session, offering_id: int, data: AssessmentData, assessment_id: int | None) -> AssessmentData:
    data = trimmed(data)
    code_of(session, offering_id)
    term_lock.require_open(session, [offering_id])
    wrong = misfits(ASSESSMENTS, data)
    if not data.title:
        wrong["title"] = _("Give the column a title.")
    if not 0 < data.max_score <= MOST_POINTS:
        wrong["max_score"] = _("The maximum is above 0 and at most {most}.").format(most=format_number(MOST_POINTS))
    if not 0 <= data.weight <= MOST_WEIGHT:
        wrong["weight"] = _("The weight is from 0 to 3.")
    if data.rule_id is not None:
        rule = session.get(OfferingRule, data.rule_id)
        if rule is None or rule.offering_id != offering_id:
            wrong["rule_id"] = _("Choose one of the categories of this course.")
    if wrong:
        raise Invalid(**wrong)
    _title_free(session, offering_id, data.rule_id, data.title, assessment_id)
    return data


def _title_free(session: Session, offering_id: int, rule_id: int | None, title: str, assessment_id: int | None) -> None:
    there = select(Assessment.title).where(
        Assessment.offering_id == offering_id,
        Assessment.deleted_at.is_(None),
        Assessment.id != (assessment_id or 0),
        Assessment.rule_id.is_(None) if rule_id is None else Assessment.rule_id == rule_id,
    )
    if fold(title) in {fold(found) for found in session.scalars(there)}:
        raise Invalid(title=_("There is a column “{title}” in this category already.").format(title=title))
