"""Filling an empty database with the made-up school, in one transaction with one change set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.calendar import current_year_name
from sms_desktop.core.errors import Conflict, Invalid
from sms_desktop.core.i18n import N_, _
from sms_desktop.core.progress import Progress, silent
from sms_desktop.db.changes import describe
from sms_desktop.db.courses import AcademicYear, Course, Term
from sms_desktop.db.database import Database
from sms_desktop.db.people import Contact, Programme, Student
from sms_desktop.services import jobs, settings, years
from sms_desktop.services.demo import sources, timetable
from sms_desktop.services.demo.classes import Section, sections
from sms_desktop.services.demo.people import Population, Pupil
from sms_desktop.services.demo.writing import BATCH, Writer, batches
from sms_desktop.services.years import TermRow

MOST_STUDENTS = 100_000
MOST_YEARS = 10
_NAME = "Ινστιτούτο Επαγγελματικής Εκπαίδευσης «Το Παράδειγμα»"
_TERM_NAMES = ("Α' Εξάμηνο", "Β' Εξάμηνο")
#: A class is taught two semesters a year.
_SEMESTERS = (1, 2)


@dataclass(frozen=True)
class _Standing:
    """What enrolments need to know of a student: since when and until when one is there."""

    since: date
    left: date | None


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
    one and those before; it and its terms are used where they are there already. Progress counts students and
    enrolments. Raises `Conflict` where there are students, contacts, courses or programmes, `Invalid`, `Denied`.
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
    writer = Writer(session, progress, students + _expected(planned, by_year))
    school = _School(planned, current, seed, people, writer)
    writer.programmes(programmes)
    _add_students(school, students)
    _teach(school, by_year)
    progress(writer.total, writer.total)
    return writer.counts


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


def _expected(planned: Sequence[Section], by_year: dict[int, list[TermRow]]) -> int:
    """About how many enrolments there will be."""
    return sum(
        section.size * len(_taught(section, study_year, semester))
        for year, terms in by_year.items()
        for section, study_year in _studying(planned, year)
        for _term, semester in zip(terms, _SEMESTERS, strict=False)
    )


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


def _teach(school: _School, by_year: dict[int, list[TermRow]]) -> None:
    staff = timetable.Staff(Population(school.rng("staff"), school.people.today, school.current).teacher)
    for year, terms in sorted(by_year.items()):
        studying = _studying(school.sections, year)
        taught: dict[int, list[tuple[TermRow, int]]] = {section.first: [] for section, _ in studying}
        for term, semester in zip(terms, _SEMESTERS, strict=False):
            rng = school.rng(f"timetable {year} {semester}")
            classes = list(timetable.term(studying, semester, _taught, staff, rng))
            for one, offering in zip(classes, school.writer.offerings(term, classes), strict=True):
                taught[one.section.first].append((term, offering))
        school.writer.enrolments(_enrolments(school, year, studying, taught))


def _enrolments(
    school: _School,
    year: int,
    studying: Sequence[tuple[Section, int]],
    taught: dict[int, list[tuple[TermRow, int]]],
) -> Iterator[tuple[int, int, str, date | None, date | None]]:
    """Every student of every class, with what became of it: who left dropped the classes of that term."""
    rng = school.rng(f"enrolments {year}")
    past = year != school.current
    for section, study_year in studying:
        for place in range(section.first, section.first + section.size):
            standing, student = school.standings[place], school.students[place]
            again = min(date(year, 9, rng.randint(1, 14)), school.people.today)
            since = standing.since if study_year == 1 else again
            for term, offering in taught[section.first]:
                left = standing.left
                if left is not None and left < term.first_day:
                    continue
                if left is not None and left <= term.last_day:
                    yield student, offering, "dropped", since, left
                elif past:
                    yield student, offering, "completed", since, term.last_day
                else:
                    yield student, offering, "active", since, None
