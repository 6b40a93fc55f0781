"""The figures on grade sheets, registers and absence limits in a large school, each look in a session of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import count, cycle, islice
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from sms_desktop.core.evaluation import parse_rules
from sms_desktop.core.schedule import Lesson
from sms_desktop.services import (
    absence_limits,
    assessments,
    courses,
    enrolments,
    grade_entry,
    gradebook,
    highlights,
    offerings,
    register_entry,
    registers,
    students,
    teaching,
    years,
)
from sms_desktop.services.assessments import AssessmentData
from sms_desktop.services.demo.sources import EVALUATIONS
from sms_desktop.services.grade_entry import Entry
from sms_desktop.services.listing import ALL, Condition, Listing
from sms_desktop.services.offerings import OfferingData
from sms_desktop.services.register_entry import RatingEntry, Status
from sms_desktop.services.welcome import Welcome, open_demo
from tests.bench.figures import Figure, p95, quantile, ratio
from tests.bench.reading import first_pages
from tests.bench.run import Run

_SHEET, _EDIT, _REGISTER, _PAGE, _LIMITS = 30, 10, 100, 50, 3
#: How often one thing is measured in a round: each takes milliseconds.
_TIMES = 20
_COLUMNS, _IN_SHEET, _IN_REGISTER, _PERIODS, _DAYS_BEFORE = 20, 40, 30, 6, 15
#: One pass over all records, as a reference for what is added up from them.
_ONE_PASS = "SELECT enrolment_id, status, count(*) FROM attendance GROUP BY enrolment_id, status"


@dataclass(frozen=True)
class Class:
    """A class that was made for measuring."""

    offering: int
    students: tuple[int, ...]
    days: tuple[date, ...]


def figures(run: Run) -> Iterator[Figure]:
    """Everything about classes."""
    school = open_demo(run.demo(run.students), "el")
    try:
        size = _size(school)
        yield from _sheet(run, school, size)
        yield from _register(run, school, size)
        yield from _limits(run, school)
        yield from first_pages(run, school, "highlights", highlights)
    finally:
        school.signed_in.database.close()


def _size(school: Welcome) -> str:
    with school.signed_in.database.read(school.signed_in.actor) as session:
        counted = [session.scalar(text(f"SELECT count(*) FROM {table}")) for table in ("grades", "attendance")]
    return "in a school of {:,} marks and {:,} records".format(*counted)


def _read(school: Welcome, look: Callable[[Session], object]) -> float:
    began = time.perf_counter()
    with school.signed_in.database.read(school.signed_in.actor) as session:
        look(session)
    return time.perf_counter() - began


def _write(school: Welcome, change: Callable[[Session], object]) -> float:
    """A change with its commit."""
    began = time.perf_counter()
    with school.signed_in.database.begin(school.signed_in.actor) as session:
        change(session)
    return time.perf_counter() - began


def _turns(run: Run) -> range:
    return range(_TIMES * run.rounds + 1)


def _made(school: Welcome, section: str, size: int, lessons: tuple[Lesson, ...]) -> Class:
    """A class in the running term, with the registers of its first days taken."""
    made: list[Class] = []

    def make(session: Session) -> None:
        term = next(term for term in years.terms(session) if term.in_current_year)
        course = courses.page(session, limit=1)[0]
        rules = tuple(parse_rules(EVALUATIONS["exam"]))
        data = OfferingData(
            course.id, term.id, section, lessons=lessons, periods_per_week=Decimal(_PERIODS), rules=rules
        )
        offering = offerings.create(session, data)
        active = Listing(where=(Condition("status", "=", "active"),))
        people = [row.id for row in students.page(session, active, limit=size)]
        enrolments.enrol(session, people, offering)
        ids = tuple(row.id for row in enrolments.of_offering(session, offering))
        of = teaching.taught(session, offering)
        days = of.days(of.first_day, of.last_day)
        for day in islice(days, _DAYS_BEFORE):
            _take(session, offering, ids, day, rated=True)
        made.append(Class(offering, ids, tuple(days[_DAYS_BEFORE:])))

    _write(school, make)
    return made[0]


def _take(
    session: Session, offering: int, ids: tuple[int, ...], day: date, letters: str = "PPPPPPPA", rated: bool = False
) -> None:
    periods = [period.number for period in teaching.taught(session, offering).on(day).periods]
    statuses = [
        Status(enrolment, period, letter)
        for enrolment, letter in zip(ids, cycle(letters), strict=False)
        for period in periods
    ]
    rules = [head.id for head in gradebook.categories(session, offering) if head.counts_daily] if rated else []
    there = [enrolment for enrolment, letter in zip(ids, cycle(letters), strict=False) if letter != "A"]
    ratings = [RatingEntry(enrolment, rule, Decimal(7)) for rule in rules for enrolment in there]
    register_entry.take(session, offering, day, statuses, ratings)


# The grade sheet


def _sheet(run: Run, school: Welcome, size: str) -> Iterator[Figure]:
    made = _made(school, "Bench grades", _IN_SHEET, (Lesson(0, 1, 2, "08:00"), Lesson(2, 1, 2, "08:00")))
    _write(school, lambda session: _fill(session, made))
    name = f"grade sheet {_IN_SHEET} x {_COLUMNS}"
    opened = [_read(school, lambda session: gradebook.gradebook(session, made.offering)) for _turn in _turns(run)]
    yield p95(f"{name}: opened, with final grades", opened[1:], _SHEET, f"{_median(opened)}; {size}", "p95")
    saved, again = zip(*(_edited(school, made, turn) for turn in _turns(run)), strict=True)
    both = [a + b for a, b in zip(saved, again, strict=True)]
    note = f"saved: {_median(saved)}; its row again: {_median(again)}; {size}"
    yield p95(f"{name}: a mark saved, its row again", both[1:], _EDIT, note, "p95")
    yield p95(f"{name}: the row of an edited cell alone", again[1:], _EDIT, "", "p95")


def _fill(session: Session, made: Class) -> None:
    heads = gradebook.categories(session, made.offering)
    columns = [
        assessments.add(session, made.offering, AssessmentData(f"Work {n + 1}", heads[n % len(heads)].id))
        for n in range(_COLUMNS)
    ]
    scores = count(9)
    entries = [
        Entry(enrolment, column, Decimal(next(scores) % 23) / 2 + 9)
        for enrolment in made.students
        for column in columns
    ]
    grade_entry.enter(session, made.offering, entries)


def _edited(school: Welcome, made: Class, turn: int) -> tuple[float, float]:
    """How long it takes to save one mark and to show its row again."""
    signed = school.signed_in
    with signed.database.read(signed.actor) as session:
        book = gradebook.gradebook(session, made.offering)
    row = book.rows[turn % len(book.rows)]
    column = book.columns[turn % len(book.columns)]
    cell = row.cells[column.id]
    score = Decimal(turn % 40) / 2 if Decimal(turn % 40) / 2 != cell.score else Decimal(20)
    entry = Entry(row.enrolment_id, column.id, score, seen=cell.version)
    saved = _write(school, lambda session: grade_entry.enter(session, made.offering, [entry]))
    began = time.perf_counter()
    gradebook.regraded(book, row, {**row.cells, column.id: replace(cell, score=score)})
    return saved, time.perf_counter() - began


def _median(seconds: Any) -> str:
    return f"median {quantile(list(seconds), 50) * 1000:.1f} ms"


# The register


def _register(run: Run, school: Welcome, size: str) -> Iterator[Figure]:
    lessons = tuple(Lesson(weekday, 1, _PERIODS, "08:00") for weekday in range(5))
    made = _made(school, "Bench register", _IN_REGISTER, lessons)
    name = f"register {_IN_REGISTER} x {_PERIODS}"
    days = cycle(made.days)
    opened = [
        _read(school, lambda session: registers.register(session, made.offering, next(days))) for _ in _turns(run)
    ]
    yield p95(f"{name}: opened", opened[1:], _REGISTER, f"{_median(opened)}; {size}", "p95")
    letters = cycle(("PPPPPPPA", "PPPPLPPE"))
    kept = cycle(made.days[:10])  # new ones first, then the same ones with other letters
    saved = []
    for _turn in _turns(run):
        day, now = next(kept), next(letters)
        saved.append(_write(school, lambda s, day=day, now=now: _take(s, made.offering, made.students, day, now)))
    yield p95(f"{name}: saved", saved[1:], _REGISTER, f"{_median(saved)}; {size}", "p95")


# Absence limits


def _limits(run: Run, school: Welcome) -> Iterator[Figure]:
    with school.signed_in.database.read(school.signed_in.actor) as session:
        term = next(term for term in years.terms(session) if term.in_current_year)
        some = [row.id for row in offerings.page(session, ALL, limit=_TIMES)]
    found: dict[str, list[float]] = {"all": [], "pass": []}
    for _turn in range(run.rounds):
        found["pass"].append(_read(school, lambda session: session.execute(text(_ONE_PASS)).all()))
        found["all"].append(_read(school, lambda s: absence_limits.limits(s, term_id=term.id, attention=True)))
    yield ratio(
        f"absence limits in danger, a term of {run.students:,} students",
        "one pass over all records", found["all"], found["pass"], _LIMITS, _median(found["all"]),
    )  # fmt: skip
    of_class = [
        _read(school, lambda s, row=row: absence_limits.limits(s, offering_id=row))
        for _turn in range(run.rounds)
        for row in some
    ]
    yield p95("absence limits of a class", of_class, _PAGE, _median(of_class), "p95")
    missing = [
        _read(school, lambda s: registers.not_taken(s, term.id, term.last_day, most=200)) for _ in range(run.rounds)
    ]
    yield ratio(
        "registers not taken in a term", "one pass over all records", missing, found["pass"], _LIMITS, _median(missing)
    )
