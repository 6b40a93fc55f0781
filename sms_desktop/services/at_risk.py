"""Who may fail a term, with a score and its reasons, for the whole school at once (domain.md 5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, false, select
from sqlalchemy.orm import Session

from sms_desktop.core.collecting import cycles_left
from sms_desktop.core.grading import half_up
from sms_desktop.core.risk import LOW, Risk, at_least, risk
from sms_desktop.db.changes import actor
from sms_desktop.db.courses import Enrolment, Offering
from sms_desktop.db.people import Student
from sms_desktop.services.access import scope
from sms_desktop.services.result_cache import kept
from sms_desktop.services.standings import Standing, standings

_ROWS_AT_ONCE = 5000
#: Who has left is in no danger any more.
_GONE = ("withdrawn", "transferred")
MADE_FROM = frozenset({
    "students", "enrolments", "offerings", "offering_rules", "courses", "terms", "assessments", "grades",
    "daily_ratings", "attendance", "settings",
})  # fmt: skip


@dataclass(frozen=True)
class AtRisk:
    """A student in a term: `average` is that of the courses with a result (percent, two places), by credits.

    `attendance` is present and late of the recorded periods in percent, two places; `trend` goes by the marks of the
    term; `failing` of the `courses` stand below the pass mark. Id, number and names are left out for who sees figures
    alone.
    """

    student_id: int
    student_number: str
    last_name: str
    first_name: str
    study_year: int | None
    section: str
    average: Decimal | None
    attendance: Decimal | None
    trend: str
    courses: int
    failing: int
    risk: Risk

    @property
    def name(self) -> str:
        """Last name first, as registers have it."""
        return f"{self.last_name} {self.first_name}".strip()


def rows(session: Session, term_id: int, least: str = LOW, offering_id: int | None = None) -> tuple[AtRisk, ...]:
    """Students with a course in the term whose risk is at least `least`, the highest first, then by name.

    For who sees the own classes alone, from those classes. `offering_id`: those of one class. Kept until something of
    it changes. Raises `Denied`.
    """
    scope.only_own(session, "analytics:view")
    found = kept(session, MADE_FROM, _rows, term_id, offering_id)
    return tuple(one for one in found if at_least(one.risk.level, least))


def _rows(session: Session, term_id: int, offering_id: int | None) -> tuple[AtRisk, ...]:
    taught = and_(Offering.term_id == term_id, scope.offerings(session, "analytics:view"))
    taught = taught if offering_id is None else and_(taught, Offering.id == offering_id)
    with cycles_left():
        stand = standings(session, taught)
        found = [_judged(who, stand[who.id]) for who in _students(session, taught) if who.id in stand]
    return tuple(sorted(found, key=lambda one: -one.risk.score))


def _judged(who: Any, standing: Standing) -> AtRisk:
    rate, named = standing.counts.attendance, bool(who.named)
    return AtRisk(
        student_id=who.id if named else 0,
        student_number=who.student_number if named else "",
        last_name=who.last_name if named else "",
        first_name=who.first_name if named else "",
        study_year=who.study_year,
        section=who.section,
        average=standing.average,
        attendance=None if rate is None else half_up(rate),
        trend=standing.trend,
        courses=standing.courses,
        failing=standing.failing,
        risk=risk(standing.average, rate, standing.trend),
    )


def _students(session: Session, taught: ColumnElement[bool]) -> Iterable[Any]:
    """Who is in these offerings, by name; `named` says whether the name may be told."""
    named = scope.students(session, "analytics:names", Student.id) if _knows_names(session) else false()
    columns: tuple[Any, ...] = (
        Student.id, Student.student_number, Student.last_name, Student.first_name, Student.study_year, Student.section,
        named.label("named"),
    )  # fmt: skip
    within = select(Enrolment.student_id).join(Offering, Offering.id == Enrolment.offering_id).where(taught)
    statement = (
        select(*columns)
        .where(Student.id.in_(within), Student.deleted_at.is_(None), Student.status.not_in(_GONE))
        .order_by(Student.sort_key, Student.id)
    )
    return session.execute(statement, execution_options={"yield_per": _ROWS_AT_ONCE})


def _knows_names(session: Session) -> bool:
    return actor(session).may("analytics:names")
