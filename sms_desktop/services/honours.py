"""The honour roll: who stands best in a term or a year, ranked within the programme and the year of study."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.collecting import cycles_left
from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _
from sms_desktop.db.courses import Enrolment, Offering, Term
from sms_desktop.db.people import Programme, Student
from sms_desktop.services import settings
from sms_desktop.services.access import scope
from sms_desktop.services.result_cache import kept
from sms_desktop.services.standings import Standing, standings

_ROWS_AT_ONCE = 5000
#: Who has left is on no roll.
_GONE = ("withdrawn", "transferred")
MADE_FROM = frozenset({
    "students", "programmes", "enrolments", "offerings", "offering_rules", "courses", "terms", "assessments", "grades",
    "daily_ratings", "attendance", "settings",
})  # fmt: skip


@dataclass(frozen=True)
class Honour:
    """A student on the roll: `average` in percent, two places, of all `courses`, weighted by credits.

    `rank` is within the programme and the year of study; equal averages share one, and the next is left out.
    `unfinished` courses are not wholly graded yet: the average is a standing so far.
    """

    student_id: int
    student_number: str
    last_name: str
    first_name: str
    programme: str
    study_year: int | None
    section: str
    average: Decimal
    courses: int
    unfinished: int
    rank: int

    @property
    def name(self) -> str:
        """Last name first, as registers have it."""
        return f"{self.last_name} {self.first_name}".strip()


def rows(session: Session, term_id: int, least: int | None = None, whole_year: bool = False) -> tuple[Honour, ...]:
    """The roll of a term, or of all that have begun of its year, by programme and year of study, the best first.

    On it is who has a result in every course, fails in none, and has an average of at least `least` percent, of the
    setting `grades.honours_percent` where nothing is said. Kept until something of it changes. Raises `Denied` for who
    may see marks or students of the own classes alone, and `Invalid` (`least`) beyond 0 to 100.
    """
    for permission in ("grades:view", "students:view"):
        scope.require_whole(session, permission)
    least = settings.read(session, "grades.honours_percent") if least is None else least
    if not 0 <= least <= 100:
        raise Invalid(least=_("An average is from 0 to 100 percent."))
    return kept(session, MADE_FROM, _rows, term_id, least, whole_year)


def _rows(session: Session, term_id: int, least: int, whole_year: bool) -> tuple[Honour, ...]:
    terms = select(Term.id).where(Term.id == term_id)
    if whole_year:
        year = select(Term.year_id).where(Term.id == term_id).scalar_subquery()
        begun = (Term.id == term_id) | (Term.first_day <= clock.today())
        terms = select(Term.id).where(Term.year_id == year, Term.deleted_at.is_(None), begun)
    taught = Offering.term_id.in_(terms)
    with cycles_left():
        stand = {student: one for student, one in standings(session, taught).items() if _deserves(one, least)}
        found = [(who, stand[who.id]) for who in _students(session, taught) if who.id in stand]
    found.sort(key=lambda pair: (_class(pair[0]), -(pair[1].average or 0)))
    return tuple(one for _key, group in groupby(found, lambda pair: _class(pair[0])) for one in _ranked(list(group)))


def _deserves(standing: Standing, least: int) -> bool:
    whole = standing.graded == standing.courses and not standing.failing
    return whole and standing.average is not None and standing.average >= least


def _class(who: Any) -> tuple[bool, str, int]:
    """Whom a student is compared with; who follows no programme stands at the end."""
    return not who.programme, who.programme or "", who.study_year or 0


def _ranked(group: Sequence[tuple[Any, Standing]]) -> Iterable[Honour]:
    rank, before = 0, None
    for place, (who, standing) in enumerate(group, 1):
        if standing.average != before:
            rank, before = place, standing.average
        yield Honour(
            student_id=who.id,
            student_number=who.student_number,
            last_name=who.last_name,
            first_name=who.first_name,
            programme=who.programme or "",
            study_year=who.study_year,
            section=who.section,
            average=standing.average or Decimal(0),
            courses=standing.courses,
            unfinished=standing.unfinished,
            rank=rank,
        )


def _students(session: Session, taught: ColumnElement[bool]) -> Iterable[Any]:
    """Who is in these offerings, by name."""
    columns: tuple[Any, ...] = (
        Student.id, Student.student_number, Student.last_name, Student.first_name, Student.study_year, Student.section,
        Programme.name.label("programme"),
    )  # fmt: skip
    within = select(Enrolment.student_id).join(Offering, Offering.id == Enrolment.offering_id).where(taught)
    statement = (
        select(*columns)
        .outerjoin(Programme, Programme.id == Student.programme_id)
        .where(Student.id.in_(within), Student.deleted_at.is_(None), Student.status.not_in(_GONE))
        .order_by(Student.sort_key, Student.id)
    )
    return session.execute(statement, execution_options={"yield_per": _ROWS_AT_ONCE})
