"""Marks, daily ratings and attendance counts of many enrolments at once: each in one statement, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sms_desktop.core.absences import STATUSES, Counts
from sms_desktop.core.grading import Category, FinalGrade, Mark, Rated, final_grade
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.courses import Enrolment, Offering, OfferingRule
from sms_desktop.db.grades import Assessment, DailyRating, Grade
from sms_desktop.services.courses import rule_of

_AT_ONCE = 500


@dataclass(frozen=True)
class MarkRow:
    """One mark with what its assessment says."""

    id: int
    version: int
    enrolment_id: int
    assessment_id: int
    rule_id: int | None
    title: str
    score: Decimal | None
    max_score: Decimal
    weight: Decimal
    excused: bool
    note: str
    assigned_on: date | None
    submitted_on: date | None
    column_assigned_on: date | None

    @property
    def mark(self) -> Mark:
        """The mark as the rules see it: without a date of its own it has its assessment's."""
        assigned = self.assigned_on or self.column_assigned_on
        return Mark(self.score, self.max_score, self.weight, self.submitted_on, assigned, self.title, self.id)


_COLUMNS: tuple[Any, ...] = (
    Grade.id, Grade.version, Grade.enrolment_id, Grade.assessment_id, Assessment.rule_id, Assessment.title,
    Grade.score, Grade.max_score, Grade.weight, Grade.excused, Grade.note, Grade.assigned_on, Grade.submitted_on,
    Assessment.assigned_on.label("column_assigned_on"),
)  # fmt: skip


def _chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    found = iter(dict.fromkeys(ids))
    while chunk := list(islice(found, _AT_ONCE)):
        yield chunk


def marks(session: Session, enrolment_ids: Sequence[int]) -> dict[int, dict[int, MarkRow]]:
    """The marks by enrolment, then assessment; those of deleted assessments are left out."""
    found: dict[int, dict[int, MarkRow]] = {}
    for chunk in _chunks(enrolment_ids):
        statement = (
            select(*_COLUMNS)
            .join(Assessment, Assessment.id == Grade.assessment_id)
            .where(Grade.enrolment_id.in_(chunk), Assessment.deleted_at.is_(None))
        )
        for values in session.execute(statement):
            row = MarkRow(*values)
            found.setdefault(row.enrolment_id, {})[row.assessment_id] = row
    return found


def ratings(session: Session, enrolment_ids: Sequence[int]) -> dict[int, dict[int, tuple[Rated, ...]]]:
    """The daily ratings by enrolment, then category."""
    found: dict[int, dict[int, tuple[Rated, ...]]] = {}
    columns = (DailyRating.enrolment_id, DailyRating.rule_id, DailyRating.score, DailyRating.max_score,
               DailyRating.date, DailyRating.id)  # fmt: skip
    for chunk in _chunks(enrolment_ids):
        statement = select(*columns).where(DailyRating.enrolment_id.in_(chunk)).order_by(DailyRating.date)
        for enrolment, rule, score, maximum, day, row_id in session.execute(statement):
            by_rule = found.setdefault(enrolment, {})
            by_rule[rule] = (*by_rule.get(rule, ()), Rated(score, maximum, day, row_id))
    return found


def counts(
    session: Session, enrolment_ids: Sequence[int], first: date | None = None, last: date | None = None
) -> dict[int, Counts]:
    """How many periods of each kind are recorded, by enrolment; those without a record are not there.

    From `first` to `last`, both included; None is without an end.
    """
    days = [
        *([] if first is None else [Attendance.date >= first]),
        *([] if last is None else [Attendance.date <= last]),
    ]
    numbers = [func.count().filter(Attendance.status == status) for status in STATUSES]
    found: dict[int, Counts] = {}
    for chunk in _chunks(enrolment_ids):
        statement = (
            select(Attendance.enrolment_id, *numbers)
            .where(Attendance.enrolment_id.in_(chunk), *days)
            .group_by(Attendance.enrolment_id)
        )
        found.update((enrolment, Counts(*each)) for enrolment, *each in session.execute(statement))
    return found


def finals(session: Session, enrolment_ids: Sequence[int]) -> dict[int, FinalGrade]:
    """The final grades (domain.md 2) of enrolments of any offerings."""
    offered: dict[int, int] = {}
    for chunk in _chunks(enrolment_ids):
        rows = session.execute(select(Enrolment.id, Enrolment.offering_id).where(Enrolment.id.in_(chunk)))
        offered.update((row.id, row.offering_id) for row in rows)
    rules, penalties = graded_by(session, sorted(set(offered.values())))
    by_enrolment, rated = marks(session, list(offered)), ratings(session, list(offered))
    there = counts(session, list(offered))
    return {
        enrolment: final_grade(
            rules.get(offering, ()),
            in_categories(by_enrolment.get(enrolment, {})),
            rated.get(enrolment, {}),
            there.get(enrolment, Counts()),
            penalties[offering],
        )
        for enrolment, offering in offered.items()
    }


def in_categories(found: Mapping[int, MarkRow]) -> dict[int, list[Mark]]:
    """Marks by category; what is in none counts for nothing."""
    by_rule: dict[int, list[Mark]] = {}
    for row in found.values():
        if row.rule_id is not None:
            by_rule.setdefault(row.rule_id, []).append(row.mark)
    return by_rule


def graded_by(session: Session, offering_ids: Sequence[int]) -> tuple[dict[int, tuple[Category, ...]], dict[int, Any]]:
    """The categories and the absence penalty of each offering."""
    rules: dict[int, tuple[Category, ...]] = {}
    penalties: dict[int, Any] = {}
    for chunk in _chunks(offering_ids):
        wanted = select(OfferingRule).where(OfferingRule.offering_id.in_(chunk)).order_by(OfferingRule.position)
        for row in session.scalars(wanted):
            rules[row.offering_id] = (*rules.get(row.offering_id, ()), Category(row.id, rule_of(row)))
        rows = session.execute(select(Offering.id, Offering.absence_penalty).where(Offering.id.in_(chunk)))
        penalties.update((row.id, row.absence_penalty) for row in rows)
    return rules, penalties
