"""Filling an empty database with the made-up school, in one transaction with one change set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.calendar import current_year_name
from sms_desktop.core.errors import Conflict, Invalid
from sms_desktop.core.i18n import N_, _
from sms_desktop.core.progress import Progress, silent
from sms_desktop.db.changes import actor, describe
from sms_desktop.db.courses import AcademicYear, Course, Holiday, Term
from sms_desktop.db.database import Database
from sms_desktop.db.people import Contact, Programme, Student
from sms_desktop.services import jobs, settings, years
from sms_desktop.services.demo import sources, timetable
from sms_desktop.services.demo.classes import Section, sections
from sms_desktop.services.demo.highlights import add_highlights
from sms_desktop.services.demo.marks import add_marks
from sms_desktop.services.demo.people import Population, Pupil
from sms_desktop.services.demo.registers import add_ratings, add_registers
from sms_desktop.services.demo.rosters import (
    Books,
    Characters,
    Holidays,
    Roster,
    SectionTerm,
    Shares,
    characters,
    shares,
)
from sms_desktop.services.demo.writing import BATCH, Writer, batches
from sms_desktop.services.years import TermRow

MOST_STUDENTS = 100_000
MOST_YEARS = 10
_NAME = "Ινστιτούτο Επαγγελματικής Εκπαίδευσης «Το Παράδειγμα»"
_TERM_NAMES = ("Α' Εξάμηνο", "Β' Εξάμηνο")
#: A class is taught two semesters a year.
_SEMESTERS = (1, 2)
#: So many students have a longer limit of absences, since so many days before today, once a term has run so long.
_EXTENDED, _EXTENDED_SINCE, _EXTENDED_AFTER = 2, timedelta(days=6), timedelta(weeks=4)
#: About so many marks and ratings a course has in a term; for the progress alone.
_MARKS, _RATINGS = 7, 8


@dataclass(frozen=True)
class _Standing:
    """What enrolments need to know of a student: since when and until when one is there."""

    since: date
    left: date | None


class _Enrolled(NamedTuple):
    """An enrolment to be; `place` is the student's in the school."""

    place: int
    term: TermRow
    roster: Roster
    status: str
    since: date
    until: date | None


@dataclass
class _School:
    """The school while it is being made; `students` are ids by place, as sections count them."""

    sections: Sequence[Section]
    current: int
    seed: int
    people: Population
    writer: Writer
    students: list[int] = field(default_factory=list)
    standings: list[_Standing] = field(default_factory=list)
    begun: list[SectionTerm] = field(default_factory=list)
    longer: set[int] = field(default_factory=set)

    @cached_property
    def like(self) -> Characters:
        """What the students are like, once all of them are there."""
        return characters([standing.left for standing in self.standings], self.rng("characters"))

    def rng(self, of: str) -> Random:
        """Chance of its own for each part, so that a part that is added later leaves the others as they are."""
        return Random(f"{self.seed} {of}")


def fill(
    database: Database,
    actor: Actor,
    *,
    students: int = 400,
    seed: int = 1,
    years: int = 1,
    progress: Progress = silent,
) -> dict[str, int]:
    """Fills an empty database with a school of `students` in all (1 to 100,000); returns the new rows by table.

    The same `seed` on the same day gives the same school. `years` (1 to 10) school years are on record, the current
    one and those before; it and its terms are used where they are there already. Marks and registers go up to today.
    Progress counts the rows of the large tables. Raises `Conflict` where there are students,
    contacts, courses or programmes, `Invalid`, `Denied`.
    """
    actor.require("settings:edit")
    _check(students, years)

    def work(session: Session) -> dict[str, int]:
        _refuse_unless_empty(session)
        describe(session, N_("Demo school of {count} students"), action="create", count=students)
        return _make(session, database.clock().date(), students, seed, years, progress)

    return jobs.run(database, actor, "demo", _("Demo school"), work, action="create")


def task(database: Database, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """`fill` as a task of a worker process: `students`, `seed` and `years` as far as they are given."""
    chosen = {name: int(arguments[name]) for name in ("students", "seed", "years") if name in arguments}
    return fill(database, who, **chosen, progress=progress)


def _check(students: int, years: int) -> None:
    if not 1 <= students <= MOST_STUDENTS:
        raise Invalid(students=_("A demo school has 1 to {most} students.").format(most=MOST_STUDENTS))
    if not 1 <= years <= MOST_YEARS:
        raise Invalid(years=_("A demo school has 1 to {most} years on record.").format(most=MOST_YEARS))


def _refuse_unless_empty(session: Session) -> None:
    tables: tuple[Any, ...] = (Student, Contact, Course, Programme)
    if any(session.scalar(select(table.id).limit(1)) is not None for table in tables):
        raise Conflict(
            _("There are students or courses in this school already; a demo would mix with them."),
            _("Make a new data folder for it, such as “smsctl --data FOLDER init”."),
            code="not_empty",
        )


def _make(
    session: Session, today: date, students: int, seed: int, years_kept: int, progress: Progress
) -> dict[str, int]:
    if not settings.read(session, "school.name"):
        settings.write(session, "school.name", _NAME)
    by_year = _years(session, today, years_kept)
    current = max(by_year)
    programmes = sources.programmes()
    planned = sections(programmes, students, current, years_kept)
    people = Population(Random(f"{seed} people"), today, current)
    each = shares(sum(one.size for one, term, _taught in _in_terms(planned, by_year) if term.first_day <= today))
    writer = Writer(session, progress, students + _expected(planned, by_year, today, each))
    school = _School(planned, current, seed, people, writer)
    writer.programmes(programmes)
    _add_students(school, students)
    _teach(school, by_year, _holidays(session))
    _keep_books(school, each)
    progress(writer.total, writer.total)
    return writer.counts


def _holidays(session: Session) -> dict[int, Holidays]:
    """The holidays of each term that has any."""
    found: dict[int, Holidays] = defaultdict(tuple)
    for row in session.scalars(select(Holiday).order_by(Holiday.first_day)):
        found[row.term_id] += ((row.first_day, row.last_day, row.name),)
    return found


def _years(session: Session, today: date, kept: int) -> dict[int, list[TermRow]]:
    """The terms of the years on record, by the year each begins in; those that are missing are made."""
    if not any(term.in_current_year for term in years.terms(session)):
        name = current_year_name(today)
        years.create(session, name, years.default_terms(int(name[:4]), _TERM_NAMES))
    terms = [term for term in years.terms(session) if term.in_current_year]
    current = terms[0].first_day.year
    for first in range(current - kept + 1, current):
        _past_year(session, first, terms)
    found: dict[int, list[TermRow]] = {current: terms}
    wanted = {f"{first}-{first + 1}": first for first in range(current - kept + 1, current)}
    for term in years.terms(session):
        if term.year in wanted and not term.in_current_year:
            found.setdefault(wanted[term.year], []).append(term)
    return found


def _past_year(session: Session, first: int, like: Sequence[TermRow]) -> None:
    """Makes a year that is over, unless it is there: its terms are locked."""
    name = f"{first}-{first + 1}"
    if session.scalar(select(AcademicYear.id).where(AcademicYear.name == name, AcademicYear.deleted_at.is_(None))):
        return
    names = tuple(term.name for term in like[:2])
    terms = years.default_terms(first, names if len(names) == 2 else _TERM_NAMES)
    year_id = years.create(session, name, terms, make_current=False)
    for term in session.scalars(select(Term).where(Term.year_id == year_id)):
        term.state = "locked"
    session.flush()


_InTerm = tuple[Section, TermRow, tuple[sources.Subject, ...]]


def _in_terms(planned: Sequence[Section], by_year: dict[int, list[TermRow]]) -> Iterator[_InTerm]:
    """What each section is taught in each term."""
    for year, terms in by_year.items():
        for section, study_year in _studying(planned, year):
            for term, semester in zip(terms, _SEMESTERS, strict=False):
                yield section, term, _taught(section, study_year, semester)


def _expected(planned: Sequence[Section], by_year: dict[int, list[TermRow]], today: date, each: Shares) -> int:
    """About how many enrolments, marks, ratings and records of attendance there will be."""
    total = 0
    for section, term, subjects in _in_terms(planned, by_year):
        courses, periods = len(subjects), sum(subject.periods for subject in subjects)
        gone = min(1.0, max(0, (today - term.first_day).days) / (term.last_day - term.first_day).days)
        wanted = Shares(_MARKS * courses, _RATINGS * courses, periods * term.teaching_weeks)
        rows = sum(min(most, round(gone * count)) for most, count in zip(each, wanted, strict=True))
        total += section.size * (courses + rows)
    return total


def _studying(planned: Sequence[Section], year: int) -> list[tuple[Section, int]]:
    return [(section, study_year) for section in planned if (study_year := section.study_year(year)) is not None]


def _taught(section: Section, study_year: int, semester: int) -> tuple[sources.Subject, ...]:
    return section.programme.of_semester(2 * (study_year - 1) + semester)


# Students


def _pupils(school: _School, count: int) -> Iterator[Pupil]:
    width = max(4, len(str(count)))
    for section in school.sections:
        for place in range(section.first, section.first + section.size):
            yield school.people.pupil(section, f"{section.entry}-{place + 1:0{width}d}")


def _add_students(school: _School, count: int) -> None:
    told = 0
    for pupils in batches(_pupils(school, count), BATCH):
        ids = school.writer.students(pupils)
        school.students.extend(ids)
        school.standings.extend(_standing(pupil) for pupil in pupils)
        guardians = school.people.guardians
        school.writer.contacts(guardians[told:])
        told = len(guardians)
        school.writer.links(
            [
                (student, place, guardians[place].relation, position)
                for student, pupil in zip(ids, pupils, strict=True)
                for position, place in enumerate(pupil.guardians, 1)
            ]
        )


def _standing(pupil: Pupil) -> _Standing:
    data = pupil.data
    assert data.enrolment_date is not None, "a made-up student has one"
    return _Standing(data.enrolment_date, data.status_date if data.status in ("withdrawn", "transferred") else None)


# Courses in terms, and who takes them


def _teach(school: _School, by_year: dict[int, list[TermRow]], holidays: dict[int, Holidays]) -> None:
    staff = timetable.Staff(Population(school.rng("staff"), school.people.today, school.current).teacher)
    for year, terms in sorted(by_year.items()):
        studying = _studying(school.sections, year)
        taught: dict[int, list[tuple[TermRow, Roster]]] = {section.first: [] for section, _ in studying}
        for term, semester in zip(terms, _SEMESTERS, strict=False):
            rng = school.rng(f"timetable {year} {semester}")
            classes = list(timetable.term(studying, semester, _taught, staff, rng))
            for one, offering in zip(classes, school.writer.offerings(term, classes), strict=True):
                taught[one.section.first].append((term, Roster(one, offering)))
            if term.first_day <= school.people.today:
                school.begun.extend(_begun(studying, taught, term, holidays[term.id]))
        _enrol(school, _enrolments(school, year, studying, taught))


def _begun(
    studying: Sequence[tuple[Section, int]],
    taught: dict[int, list[tuple[TermRow, Roster]]],
    term: TermRow,
    holidays: Holidays,
) -> Iterator[SectionTerm]:
    for section, _year in studying:
        rosters = tuple(roster for when, roster in taught[section.first] if when is term)
        yield SectionTerm(section, term, holidays, rosters)


def _enrolments(
    school: _School,
    year: int,
    studying: Sequence[tuple[Section, int]],
    taught: dict[int, list[tuple[TermRow, Roster]]],
) -> Iterator[_Enrolled]:
    """Every student of every class, with what became of it: who left dropped the classes of that term."""
    rng = school.rng(f"enrolments {year}")
    past = year != school.current
    for section, study_year in studying:
        for place in range(section.first, section.first + section.size):
            standing = school.standings[place]
            again = min(date(year, 9, rng.randint(1, 14)), school.people.today)
            since = standing.since if study_year == 1 else again
            for term, roster in taught[section.first]:
                left = standing.left
                if left is not None and left < term.first_day:
                    continue
                if left is not None and left <= term.last_day:
                    yield _Enrolled(place, term, roster, "dropped", since, left)
                elif past:
                    yield _Enrolled(place, term, roster, "completed", since, term.last_day)
                else:
                    yield _Enrolled(place, term, roster, "active", since, None)


def _enrol(school: _School, found: Iterator[_Enrolled]) -> None:
    """Writes the enrolments and puts them on the classes' rosters."""
    for some in batches(found, BATCH):
        rows = [(school.students[one.place], one.roster.offering.id, one.status, one.since, one.until) for one in some]
        ids = school.writer.enrolments(rows, _extensions(school, some))
        for enrolment, one in zip(ids, some, strict=True):
            one.roster.add(enrolment, one.place)


def _extensions(school: _School, some: Sequence[_Enrolled]) -> dict[str, list[Any]]:
    """The columns of a longer limit of absences, where one of these enrolments has it."""
    chosen = [_may_be_longer(school, one) for one in some]
    if not any(chosen):
        return {}
    since = school.people.today - _EXTENDED_SINCE
    note, by = sources.classwork().extension, actor(school.writer.session).name
    return {
        "limit_extended_on": [since if longer else None for longer in chosen],
        "limit_extended_by": [by if longer else "" for longer in chosen],
        "limit_note": [note if longer else "" for longer in chosen],
    }


def _may_be_longer(school: _School, one: _Enrolled) -> bool:
    """One course of each of the first students who are away often gets a longer limit, in the running term."""
    running = one.term.first_day + _EXTENDED_AFTER <= school.people.today <= one.term.last_day
    if not running or len(school.longer) == _EXTENDED or one.place in school.longer or one.status != "active":
        return False
    if not school.like.often_away(one.place):
        return False
    school.longer.add(one.place)
    return True


# What happens in the courses


def _keep_books(school: _School, each: Shares) -> None:
    """Marks, ratings, registers and highlights of the terms that have begun."""
    work = sources.classwork()
    books = Books(school.writer, school.people.today, school.rng, work, school.like, each, school.begun)
    add_marks(books)
    add_ratings(books)
    add_registers(books)
    add_highlights(books, school.students)
