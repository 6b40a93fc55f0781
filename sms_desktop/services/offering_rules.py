"""The evaluation rules of an offering once marks exist: what a change does to whom, and rules from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, count
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sms_desktop.core.absences import Counts
from sms_desktop.core.errors import Conflict, NotFound
from sms_desktop.core.evaluation import Rule, check_rules
from sms_desktop.core.folding import fold
from sms_desktop.core.grading import Category, final_grade
from sms_desktop.core.i18n import N_, _, ngettext
from sms_desktop.db.changes import describe
from sms_desktop.db.courses import AcademicYear, CourseRule, Offering, OfferingRule, Term
from sms_desktop.db.grades import Assessment, DailyRating, Grade
from sms_desktop.services import assessments, class_marks, teaching, term_lock
from sms_desktop.services.access import scope
from sms_desktop.services.checks import flush_parts, same_version
from sms_desktop.services.courses import rule_of

Item = TypeVar("Item")
#: Where the marks of a category that goes are put: its id, and the place of another among the new rules.
Moved = Mapping[int, int | None]


@dataclass(frozen=True)
class RuleEdit:
    """One category as it shall be: `id` of the one it was, None for a new one."""

    rule: Rule
    id: int | None = None


@dataclass(frozen=True)
class Shift:
    """A student whose final grade (percent) a change of rules would change; None is "not graded yet"."""

    enrolment_id: int
    student: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True)
class Source:
    """Where rules can be copied from: `offering_id` None is the course's template."""

    title: str
    offering_id: int | None
    rules: tuple[Rule, ...] = field(default=())


def current(session: Session, offering_id: int) -> list[RuleEdit]:
    """The rules as they are, in their order."""
    scope.require_offerings(session, "offerings:view", [offering_id])
    return [RuleEdit(rule_of(row), row.id) for row in _rows(session, offering_id)]


def in_use(session: Session, offering_id: int) -> dict[int, int]:
    """How many marks and daily ratings each category has, by its id; those without any are not there."""
    scope.require_offerings(session, "offerings:view", [offering_id])
    mine = select(OfferingRule.id).where(OfferingRule.offering_id == offering_id)
    marks = (
        select(Assessment.rule_id, func.count(Grade.id))
        .join(Grade, Grade.assessment_id == Assessment.id)
        .where(Assessment.rule_id.in_(mine), Assessment.deleted_at.is_(None))
        .group_by(Assessment.rule_id)
    )
    ratings = (
        select(DailyRating.rule_id, func.count()).where(DailyRating.rule_id.in_(mine)).group_by(DailyRating.rule_id)
    )
    found: dict[int, int] = {}
    for rule_id, number in (*session.execute(marks), *session.execute(ratings)):
        found[rule_id] = found.get(rule_id, 0) + number
    return found


def preview(
    session: Session,
    offering_id: int,
    rules: Sequence[RuleEdit],
    moved: Moved | None = None,
    penalty: Decimal | None = None,
) -> list[Shift]:
    """Whose final grade would change and how, the largest change first; nothing is written.

    `moved` says where the marks of a category that goes are put: the place (from 0) of another in `rules`, or None
    for no category. `penalty` is the absence penalty to come, None for the one that is. Asks for the right to view
    the grades that it tells.
    """
    scope.require_offerings(session, "offerings:view", [offering_id])
    scope.require_offerings(session, "grades:view", [offering_id])
    check_rules([edit.rule for edit in rules])
    offering = _offering(session, offering_id)
    now = [Category(row.id, rule_of(row)) for row in _rows(session, offering_id)]
    keys = [edit.id if edit.id is not None else -place for place, edit in enumerate(rules, 1)]
    then = [Category(key, edit.rule) for key, edit in zip(keys, rules, strict=True)]
    goes = {row_id: None if to is None else keys[to] for row_id, to in (moved or {}).items()}
    people = {one.enrolment_id: one.name for one in teaching.taking_part(session, offering_id)}
    class_ = _Class(session, list(people))
    taken = offering.absence_penalty if penalty is None else penalty
    shifts = [
        Shift(
            enrolment,
            name,
            class_.final(enrolment, now, {}, offering.absence_penalty),
            class_.final(enrolment, then, goes, taken),
        )
        for enrolment, name in people.items()
    ]
    return sorted((one for one in shifts if one.before != one.after), key=_size, reverse=True)


class _Class:
    """What the students of an offering have, to be graded by one set of rules and another."""

    def __init__(self, session: Session, enrolments: Sequence[int]) -> None:
        self._marks = class_marks.marks(session, enrolments)
        self._ratings = class_marks.ratings(session, enrolments)
        self._counts = class_marks.counts(session, enrolments)

    def final(
        self, enrolment: int, rules: Sequence[Category], goes: Mapping[int, int | None], penalty: Decimal
    ) -> Decimal | None:
        marks = _moved(class_marks.in_categories(self._marks.get(enrolment, {})), goes)
        ratings = _moved(self._ratings.get(enrolment, {}), goes)
        return final_grade(rules, marks, ratings, self._counts.get(enrolment, Counts()), penalty).percentage


def _moved(found: Mapping[int, Sequence[Item]], goes: Mapping[int, int | None]) -> dict[int, list[Item]]:
    """What is in categories, with the categories that go emptied into those that take their place."""
    out: dict[int, list[Item]] = {}
    for category, items in found.items():
        place = goes.get(category, category)
        if place is not None:
            out.setdefault(place, []).extend(items)
    return out


def _size(shift: Shift) -> Decimal:
    if shift.before is None or shift.after is None:
        return Decimal(1000)  # being graded at all, or no longer, is the largest change
    return abs(shift.after - shift.before)


def change(
    session: Session,
    offering_id: int,
    rules: Sequence[RuleEdit],
    moved: Moved | None = None,
    seen_version: int | None = None,
) -> int:
    """Makes the rules these, by id, so that a renamed category keeps its marks; returns the offering's version.

    Marks of a category that goes are put where `moved` says (see `preview`). Raises `Invalid` where the weights don't
    sum to 100, `Conflict` (code `category_in_use`) for a category with marks that `moved` says nothing about, and for
    daily ratings that would be left without a category.
    """
    scope.require_offerings(session, "offerings:edit", [offering_id])
    offering = _offering(session, offering_id)
    code = assessments.code_of(session, offering_id)
    same_version(offering.version, seen_version, code)
    if rules:  # an offering may have none yet
        check_rules([edit.rule for edit in rules])
    term_lock.require_open(session, [offering_id])
    describe(session, N_("Evaluation rules of {code}"), action="update", code=code)
    write(session, offering, rules, moved)
    return offering.version


def write(session: Session, offering: Offering, rules: Sequence[RuleEdit], moved: Moved | None = None) -> None:
    """Part of `change`, and of writing an offering: the rows as the edits say; checks nothing but what is in use."""
    there = {row.id: row for row in _rows(session, offering.id)}
    written = [_write(session, offering.id, place, edit, there) for place, edit in enumerate(rules, 1)]
    session.flush()
    _empty(session, list(there.values()), moved or {}, written)
    for row in there.values():
        session.delete(row)
    flush_parts(session, offering)


def _write(
    session: Session, offering_id: int, place: int, edit: RuleEdit, there: dict[int, OfferingRule]
) -> OfferingRule:
    row = there.pop(edit.id, None) if edit.id is not None else None
    if row is None:
        row = OfferingRule(offering_id=offering_id)
        session.add(row)
    row.position = place
    for name, value in vars(edit.rule).items():
        setattr(row, name, value)
    return row


def _empty(session: Session, rows: Sequence[OfferingRule], moved: Moved, written: Sequence[OfferingRule]) -> None:
    """Puts what is in the categories that go where it is to be."""
    for row in rows:
        columns = list(session.scalars(select(Assessment).where(Assessment.rule_id == row.id)))
        rated = list(session.scalars(select(DailyRating).where(DailyRating.rule_id == row.id)))
        live = [column for column in columns if column.deleted_at is None]
        if (live or rated) and row.id not in moved:
            raise _in_use(row.name, len(live), len(rated))
        to = moved.get(row.id)
        if rated and to is None:
            raise _in_use(row.name, 0, len(rated))
        new = None if to is None else written[to].id
        for column in columns:
            column.title = _free_title(session, column, new)
            column.rule_id = new
            session.flush()
        for rating in rated:
            assert new is not None
            rating.rule_id = new
    session.flush()


def _free_title(session: Session, column: Assessment, rule_id: int | None) -> str:
    """The column's title, with a number where the category it comes into has one of that title."""
    there = select(Assessment.title).where(
        Assessment.offering_id == column.offering_id,
        Assessment.deleted_at.is_(None),
        Assessment.rule_id.is_(None) if rule_id is None else Assessment.rule_id == rule_id,
    )
    taken = {fold(title) for title in session.scalars(there)}
    tries = chain([column.title], (f"{column.title[:190]} ({number})" for number in count(2)))
    return next(title for title in tries if fold(title) not in taken)


def _in_use(name: str, columns: int, ratings: int) -> Conflict:
    what = ngettext("{n} column", "{n} columns", columns).format(n=columns)
    if not columns:
        what = ngettext("{n} daily rating", "{n} daily ratings", ratings).format(n=ratings)
    return Conflict(
        _("The category “{name}” has {what}.").format(name=name, what=what),
        _("Say which category takes them, or keep this one."),
        code="category_in_use",
    )


def copies(session: Session, offering_id: int) -> list[Source]:
    """Where rules can be copied from: the course's template, then its other offerings, the newest first."""
    scope.require_offerings(session, "offerings:view", [offering_id])
    offering = _offering(session, offering_id)
    template = select(CourseRule).where(CourseRule.course_id == offering.course_id).order_by(CourseRule.position)
    own = tuple(rule_of(row) for row in session.scalars(template))
    found = [Source(_("The course's template"), None, own)] if own else []
    others = (
        select(Offering.id, Offering.section, Term.name, AcademicYear.name)
        .join(Term, Term.id == Offering.term_id)
        .join(AcademicYear, AcademicYear.id == Term.year_id)
        .where(Offering.course_id == offering.course_id, Offering.id != offering_id, Offering.deleted_at.is_(None))
        .where(scope.offerings(session, "offerings:view"))
        .order_by(Term.first_day.desc(), Offering.section)
    )
    for other, section, term, year in session.execute(others):
        rules = tuple(rule_of(row) for row in _rows(session, other))
        if rules:
            found.append(Source(" · ".join(filter(None, (year, term, section))), other, rules))
    return found


def copied(session: Session, offering_id: int, rules: Sequence[Rule]) -> list[RuleEdit]:
    """Rules from elsewhere as an edit of this offering's: categories of the same name stay the ones they are."""
    scope.require_offerings(session, "offerings:view", [offering_id])
    return by_name(session, offering_id, rules)


def by_name(session: Session, offering_id: int, rules: Sequence[Rule]) -> list[RuleEdit]:
    """The rules with the ids of this offering's categories of the same names."""
    mine = {fold(row.name): row.id for row in _rows(session, offering_id)}
    return [RuleEdit(rule, mine.get(fold(rule.name))) for rule in rules]


def _rows(session: Session, offering_id: int) -> Sequence[OfferingRule]:
    statement = select(OfferingRule).where(OfferingRule.offering_id == offering_id)
    return session.scalars(statement.order_by(OfferingRule.position, OfferingRule.id)).all()


def _offering(session: Session, offering_id: int) -> Offering:
    row = session.get(Offering, offering_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(_("This offering is not there any more."), _("The list has been refreshed."))
    return row
