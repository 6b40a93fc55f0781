"""Academic years and terms: which one is current, and making a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.calendar import term_dates
from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.core.folding import fold, without_apostrophes
from sms_desktop.core.i18n import N_, _
from sms_desktop.db.changes import actor, describe
from sms_desktop.db.courses import AcademicYear, Holiday, Term

_LONGEST_NAME, _LONGEST_TERM = 20, 100


@dataclass(frozen=True)
class TermDates:
    """A term to be made: days inclusive, holidays as (first day, last day, name)."""

    name: str
    first_day: date
    last_day: date
    teaching_weeks: int = 14
    holidays: tuple[tuple[date, date, str], ...] = ()


@dataclass(frozen=True)
class TermRow:
    """A term as lists show it."""

    id: int
    year_id: int
    year: str
    number: int
    name: str
    first_day: date
    last_day: date
    teaching_weeks: int
    state: str
    in_current_year: bool

    @property
    def title(self) -> str:
        """The term with its year, as menus show it."""
        return f"{self.year} · {self.name}"


def default_terms(first_year: int, names: tuple[str, str]) -> list[TermDates]:
    """The two terms of 14 teaching weeks of the year that begins in `first_year`."""
    return [
        TermDates(name, term.first_day, term.last_day, term.teaching_weeks, tuple(term.holidays))
        for name, term in zip(names, term_dates(first_year), strict=True)
    ]


def create(session: Session, name: str, terms: list[TermDates], *, make_current: bool = True) -> int:
    """A new academic year with its terms; returns its id. Raises `Invalid` (`name`, `terms`), `Conflict`."""
    actor(session).require("settings:edit")
    if not name.strip() or len(name) > _LONGEST_NAME:
        raise Invalid(name=_("A year is named such as 2026-2027."))
    _check_terms(terms)
    if session.scalar(select(AcademicYear.id).where(AcademicYear.name == name, AcademicYear.deleted_at.is_(None))):
        raise Conflict(_("The year {name} exists already.").format(name=name))
    if make_current:
        _nothing_current(session)
    describe(session, N_("Academic year {name}"), action="create", name=name)
    first, last = min(t.first_day for t in terms), max(t.last_day for t in terms)
    year = AcademicYear(name=name, first_day=first, last_day=last, is_current=make_current)
    session.add(year)
    session.flush()
    for number, term in enumerate(terms, 1):
        _add_term(session, year.id, number, term)
    return year.id


def _add_term(session: Session, year_id: int, number: int, term: TermDates) -> None:
    row = Term(
        year_id=year_id,
        number=number,
        name=term.name,
        first_day=term.first_day,
        last_day=term.last_day,
        teaching_weeks=term.teaching_weeks,
    )
    session.add(row)
    session.flush()
    session.add_all(Holiday(term_id=row.id, first_day=a, last_day=b, name=name) for a, b, name in term.holidays)
    session.flush()


def _check_terms(terms: list[TermDates]) -> None:
    if not terms:
        raise Invalid(terms=_("A year needs at least one term."))
    if len({fold(term.name) for term in terms}) < len(terms):
        raise Invalid(terms=_("Two terms have the same name."))
    for term in terms:
        if not 0 < len(term.name.strip()) <= _LONGEST_TERM:
            raise Invalid(terms=_("Each term needs a name of up to {most} letters.").format(most=_LONGEST_TERM))
        if term.first_day >= term.last_day:
            raise Invalid(terms=_("{name} must end after it begins.").format(name=term.name))
        if not 1 <= term.teaching_weeks <= 52:
            raise Invalid(terms=_("{name}: teaching weeks must be from 1 to 52.").format(name=term.name))


def _nothing_current(session: Session) -> None:
    for year in session.scalars(select(AcademicYear).where(AcademicYear.is_current)):
        year.is_current = False
    session.flush()


def terms(session: Session) -> list[TermRow]:
    """All terms, the current year's first, then newest first."""
    live = (Term.deleted_at.is_(None), AcademicYear.deleted_at.is_(None))
    statement = (
        select(Term, AcademicYear)
        .join(AcademicYear, AcademicYear.id == Term.year_id)
        .where(*live)
        .order_by(AcademicYear.is_current.desc(), AcademicYear.first_day.desc(), Term.number)
    )
    return [
        TermRow(t.id, y.id, y.name, t.number, t.name, t.first_day, t.last_day, t.teaching_weeks, t.state, y.is_current)
        for t, y in session.execute(statement)
    ]


def current_term(session: Session, today: date) -> TermRow | None:
    """The current year's term that `today` falls in, else its next one, else its last; None without a year."""
    rows = [term for term in terms(session) if term.in_current_year]
    coming = [term for term in rows if term.last_day >= today]
    return coming[0] if coming else (rows[-1] if rows else None)


def find_term(session: Session, name: str) -> TermRow:
    """The term a person names: its name (current year first), or `YEAR name`; raises `NotFound`."""
    wanted = _said(name)
    rows = terms(session)
    for row in rows:
        if wanted in (_said(row.name), _said(f"{row.year} {row.name}"), _said(row.title), str(row.id)):
            return row
    known = ", ".join(row.title for row in rows)
    raise NotFound(
        _("There is no term “{name}”.").format(name=name), _("Terms there are: {known}.").format(known=known)
    )


def _said(text: str) -> str:
    """A name without what people leave out or type otherwise: case, accents, numeral signs, blanks around."""
    return " ".join(without_apostrophes(fold(text)).split())
