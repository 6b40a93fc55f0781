"""Daily ratings: how students did on a date, in the categories that count it (domain.md 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.core.i18n import N_, _, format_date, format_number
from sms_desktop.db.changes import actor, describe
from sms_desktop.db.courses import Enrolment
from sms_desktop.db.grades import DailyRating
from sms_desktop.services import gradebook, teaching, term_lock
from sms_desktop.services.access import scope
from sms_desktop.services.assessments import MOST_POINTS
from sms_desktop.services.checks import misfits, trimmed
from sms_desktop.services.gradebook import CategoryHead
from sms_desktop.services.teaching import Taught

_RATINGS = cast(Table, DailyRating.__table__)
_AT_ONCE = 500
#: What a daily rating is out of unless it says otherwise (domain.md 1).
USUAL_MAXIMUM = Decimal(10)


@dataclass(frozen=True)
class Rating:
    """One daily rating; `version` is what `RatingEntry.seen` compares."""

    id: int
    version: int
    score: Decimal
    max_score: Decimal
    note: str = ""


@dataclass(frozen=True)
class RatingRow:
    """A daily rating in a list of an offering."""

    id: int
    version: int
    enrolment_id: int
    rule_id: int
    date: date
    score: Decimal
    max_score: Decimal
    note: str


@dataclass(frozen=True)
class RatingEntry:
    """What a student's rating of a date shall be: `score` None takes it out.

    `max_score` and `note` None leave them as they are (10 and empty for a new one). `seen` is the version of the
    rating that the person saw (0: there was none); None does not look.
    """

    enrolment_id: int
    rule_id: int
    score: Decimal | None
    max_score: Decimal | None = None
    note: str | None = None
    seen: int | None = None


def categories(session: Session, offering_id: int) -> tuple[CategoryHead, ...]:
    """The categories of an offering that count daily ratings."""
    return tuple(one for one in gradebook.categories(session, offering_id) if one.counts_daily)


def on(session: Session, enrolment_ids: Sequence[int], day: date) -> dict[int, dict[int, Rating]]:
    """The ratings of a date by enrolment and category; of several of one category (imports) the first entered."""
    found: dict[int, dict[int, Rating]] = {}
    for row in of_day(session, enrolment_ids, day):
        rating = Rating(row.id, row.version, row.score, row.max_score, row.note)
        found.setdefault(row.enrolment_id, {}).setdefault(row.rule_id, rating)
    return found


def of_day(session: Session, enrolment_ids: Sequence[int], first: date, last: date | None = None) -> list[DailyRating]:
    """The rows of enrolments on a date, or from `first` to `last`, in the order of entry."""
    found: list[DailyRating] = []
    for start in range(0, len(enrolment_ids), _AT_ONCE):
        chunk = enrolment_ids[start : start + _AT_ONCE]
        days = DailyRating.date.between(first, last or first)
        statement = select(DailyRating).where(DailyRating.enrolment_id.in_(chunk), days).order_by(DailyRating.id)
        found.extend(session.scalars(statement))
    return found


def of_offering(session: Session, offering_id: int, first: date, last: date) -> list[RatingRow]:
    """All ratings of a class from `first` to `last`, both included, by date; dropped enrolments are left out."""
    scope.require_offerings(session, "grades:view", [offering_id])
    pupils = teaching.taking_part(session, offering_id)
    rows = of_day(session, [one.enrolment_id for one in pupils], first, last)
    place = {one.enrolment_id: n for n, one in enumerate(pupils)}
    rows.sort(key=lambda row: (row.date, place[row.enrolment_id], row.id))
    return [RatingRow(r.id, r.version, r.enrolment_id, r.rule_id, r.date, r.score, r.max_score, r.note) for r in rows]


def record(session: Session, offering_id: int, day: date, entries: Sequence[RatingEntry]) -> int:
    """Makes the ratings of a date what is given, all or none; returns how many are new, changed or taken out.

    Raises `Invalid` for a score below 0 or above its maximum, a category that counts no daily ratings, a date in the
    future or outside the term; `NotFound` for a student who is not in the class; `Conflict` (`changed_meanwhile`,
    `term_locked`).
    """
    scope.require_offerings(session, "grades:edit", [offering_id])
    term_lock.require_open(session, [offering_id])
    taught = teaching.taught(session, offering_id)
    names = {one.enrolment_id: one.name for one in teaching.taking_part(session, offering_id)}
    teaching.in_time(taught, day)
    written = write(session, taught, day, entries, names)
    describe(
        session, N_("Daily ratings of {code}, {date}"), action="update", code=taught.course_code, date=format_date(day)
    )
    session.flush()
    return written


def write(session: Session, taught: Taught, day: date, entries: Sequence[RatingEntry], names: Mapping[int, str]) -> int:
    """Part of saving a register or ratings: writes what differs, for the enrolments of `names`; returns how many."""
    if not entries:
        return 0
    rules = {one.id for one in categories(session, taught.offering_id)}
    there: dict[tuple[int, int], DailyRating] = {}
    for row in of_day(session, sorted({entry.enrolment_id for entry in entries}), day):
        there.setdefault((row.enrolment_id, row.rule_id), row)
    written = 0
    for entry in map(trimmed, entries):
        _check(entry, rules, names)
        row_there = there.get((entry.enrolment_id, entry.rule_id))
        written += _put(session, day, entry, row_there, names[entry.enrolment_id])
    return written


def _check(entry: RatingEntry, rules: set[int], names: Mapping[int, str]) -> None:
    if entry.enrolment_id not in names:
        raise NotFound(
            _("A student of this register is not enrolled in the course any more."),
            _("The register has been refreshed."),
        )
    if entry.rule_id not in rules:
        raise Invalid(rule_id=_("Choose a category that counts daily ratings."))
    if wrong := misfits(_RATINGS, entry):
        raise Invalid(**wrong)


def _put(session: Session, day: date, entry: RatingEntry, row: DailyRating | None, name: str) -> bool:
    """Writes one rating; whether that was a change."""
    if entry.score is None:
        if row is None:
            return False
        _as_seen(entry, row, name)
        session.delete(row)
        return True
    maximum = entry.max_score or (row.max_score if row is not None else USUAL_MAXIMUM)
    _in_range(entry.score, maximum, name)
    note = entry.note if entry.note is not None else (row.note if row is not None else "")
    if row is not None and (row.score, row.max_score, row.note) == (entry.score, maximum, note):
        return False
    _as_seen(entry, row, name)
    values = {"score": entry.score, "max_score": maximum, "note": note}
    if row is None:
        session.add(DailyRating(enrolment_id=entry.enrolment_id, rule_id=entry.rule_id, date=day, **values))
    else:
        for field, value in values.items():
            setattr(row, field, value)
    return True


def _in_range(score: Decimal, maximum: Decimal, name: str) -> None:
    if not 0 < maximum <= MOST_POINTS:
        raise Invalid(max_score=_("The maximum is above 0 and at most {most}.").format(most=format_number(MOST_POINTS)))
    if not 0 <= score <= maximum:
        sentence = _("The rating of {student} must be from 0 to {maximum}.")
        raise Invalid(score=sentence.format(student=name, maximum=format_number(maximum)))


def _as_seen(entry: RatingEntry, row: DailyRating | None, name: str) -> None:
    if entry.seen is not None and entry.seen != (0 if row is None else row.version):
        raise Conflict(
            _("Somebody changed the rating of {student} meanwhile.").format(student=name),
            _("Look at what is there now, then enter yours again if it is the right one."),
            code="changed_meanwhile",
        )


def delete(session: Session, ids: Sequence[int]) -> int:
    """Takes ratings out (the change set keeps them for an undo); returns how many. Raises `Conflict`."""
    actor(session).require("grades:edit")
    rows: list[DailyRating] = []
    offerings: set[int] = set()
    for start in range(0, len(ids), _AT_ONCE):
        statement = (
            select(DailyRating, Enrolment.offering_id)
            .join(Enrolment, Enrolment.id == DailyRating.enrolment_id)
            .where(DailyRating.id.in_(ids[start : start + _AT_ONCE]))
        )
        for row, offering_id in session.execute(statement):
            rows.append(row)
            offerings.add(offering_id)
    scope.require_offerings(session, "grades:edit", offerings)
    term_lock.require_open(session, offerings)
    for row in rows:
        session.delete(row)
    describe(session, N_("Take out {count} daily ratings"), action="update", count=len(rows))
    session.flush()
    return len(rows)
