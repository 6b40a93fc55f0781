"""Made-up assessments and marks: what each class was set, and how each student did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any, cast

from sqlalchemy import Column, Table

from sms_desktop.db.grades import Assessment, Grade
from sms_desktop.db.stored import to_stored
from sms_desktop.services.demo.absences import Absences, absences
from sms_desktop.services.demo.rosters import Books, Roster, SectionTerm
from sms_desktop.services.demo.sources import Work
from sms_desktop.services.demo.writing import BATCH, Pile, batches

#: How much work of a kind a class gets, by the way it is evaluated.
_HOW_MUCH = {
    "exam": {"continuous": 4, "midterm": 1, "final": 1},
    "practical": {"lab": 3, "continuous": 2, "midterm": 1, "final": 1},
    "workshop": {"lab": 4, "continuous": 3, "final": 1},
    "coursework": {"participation": 1, "continuous": 5},
    "lab": {"lab": 6},
}
#: Where in the term the work of a kind is set: from this part of the lessons to that one.
_WHEN = {"midterm": (0.5, 0.5), "final": (0.93, 0.93), "participation": (0.7, 0.7)}
_WHENEVER = (0.12, 0.86)
#: How much better than usual, of 20, students do in a kind of work; how much single marks and courses vary.
_EASIER = {"participation": 1.6, "continuous": 0.7, "lab": 0.9, "midterm": -0.5, "final": -0.9}
_VARIES, _COURSES_VARY, _RESIT_BRINGS = 1.7, 0.8, 2.5
_MISSING, _MORE_OF_THE_WEAK, _WEAK, _EXCUSED, _NOTED = 0.02, 0.06, 9.0, 0.008, 0.012
_COMES_TO_THE_RESIT, _LOCKED = 0.85, 0.5
_PASS, _SCALE = 10, 20
_LOCKED_AFTER = timedelta(days=14)
_NAMES = (
    "enrolment_id", "assessment_id", "score", "max_score", "weight",
    "assigned_on", "submitted_on", "excused", "note",
)  # fmt: skip
#: Score and whether it is excused: a mark as it is given.
Given = tuple[float | None, bool]


@dataclass(frozen=True)
class Planned:
    """An assessment of a class: `rule` is the place of its category among the rules."""

    roster: Roster
    rule: int
    kind: str
    work: Work
    position: int
    day: date
    resit: bool = False

    @property
    def handed_in(self) -> date:
        return self.day + timedelta(days=self.work.days)


def add_marks(books: Books) -> None:
    """The assessments set until today, and the marks of what was handed in."""
    planned = [(group, _chosen(books, group)) for group in books.sections]
    ids = _write_assessments(books, [one for _group, works in planned for one in works])
    pile = Pile(books.writer, Grade, _NAMES)
    for group, works in planned:
        _mark(books, group, [(next(ids), one) for one in works], pile)
    pile.write()


def _write_assessments(books: Books, works: Sequence[Planned]) -> Iterator[int]:
    """The ids, in order, as they are asked for."""
    rng = books.chance("locked assessments")
    found: list[int] = []
    for some in batches(works, BATCH):
        columns: dict[str, list[Any]] = {
            "offering_id": [one.roster.offering.id for one in some],
            "rule_id": [one.roster.offering.rules[one.rule] for one in some],
            "title": [one.work.title for one in some],
            "position": [one.position for one in some],
            "max_score": [Decimal(one.work.maximum) for one in some],
            "weight": [Decimal(one.work.weight) for one in some],
            "assigned_on": [one.day for one in some],
            "locked": [_locked(books, one, rng) for one in some],
        }
        found.extend(books.writer.insert(Assessment, columns))
    return iter(found)


def _locked(books: Books, one: Planned, rng: Random) -> bool:
    """Some teachers lock an exam once it is marked."""
    return one.kind in ("midterm", "final") and one.day + _LOCKED_AFTER < books.today and rng.random() < _LOCKED


# What is set


def _chosen(books: Books, group: SectionTerm) -> list[Planned]:
    """What the section was set until today, as far as its share goes; a resit comes after what it repeats."""
    rng = books.rng("assessments", group)
    works = [one for roster in group.rosters for one in _planned(books, group, roster, rng) if one.day <= books.today]
    works.sort(key=lambda one: one.day)
    return works[: books.shares.marks]


def _planned(books: Books, group: SectionTerm, roster: Roster, rng: Random) -> Iterator[Planned]:
    """The whole term's work of a class, by category."""
    days, subject, position = group.days_of(roster), roster.held.subject, 1
    if len(days) < len(_WHEN):
        return
    for place, rule in enumerate(subject.rules):
        count = _HOW_MUCH[subject.evaluation].get(rule.kind, 0)
        for work, part in zip(_works(books, roster, rule.kind), _parts(rule.kind, count), strict=False):
            at = min(len(days) - 2, max(0, round(part * len(days)) + rng.randint(-1, 1)))
            one = Planned(roster, place, rule.kind, work, position, days[at])
            yield one
            position += 1
            if rule.kind == "final":
                again = replace(work, title=books.work.resit)
                yield replace(one, work=again, position=position, day=days[-1], resit=True)


def _works(books: Books, roster: Roster, kind: str) -> tuple[Work, ...]:
    english = kind == "continuous" and "Αγγλικά" in roster.held.subject.name
    return books.work.assessments["languages" if english else kind]


def _parts(kind: str, count: int) -> list[float]:
    """When each of `count` works is set, as parts of the term."""
    first, last = _WHEN.get(kind, _WHENEVER)
    return [first + (last - first) * n / max(1, count - 1) for n in range(count)]


# How students do


def _mark(books: Books, group: SectionTerm, works: Sequence[tuple[int, Planned]], pile: Pile) -> None:
    away, rng = absences(books, group), books.rng("marks", group)
    finals: dict[int, dict[int, Given]] = {}
    for assessment, one in works:
        if one.handed_in > books.today:
            continue
        given = _resit(books, one, finals, rng) if one.resit else _given(books, one, away, rng)
        if one.kind == "final":
            finals.setdefault(one.roster.offering.id, given)
        _write(books, group, assessment, one, given, pile, rng)


def _given(books: Books, one: Planned, away: Absences, rng: Random) -> dict[int, Given]:
    """The marks by enrolment; who was away from an exam is excused or has none."""
    absent = away.get(one.day, {}) if not one.work.days else {}
    easier = _EASIER.get(one.kind, 0.0) + _course(books, one.roster)
    found: dict[int, Given] = {}
    for enrolment, place in books.members(one.roster, one.day):
        ability = books.characters.ability[place]
        chance, missing = rng.random(), _MISSING + (_MORE_OF_THE_WEAK if ability < _WEAK else 0)
        if place in absent:
            if absent[place].status == "E":
                found[enrolment] = None, True
        elif chance >= missing:
            excused = chance > 1 - _EXCUSED
            found[enrolment] = None if excused else rng.gauss(ability + easier, _VARIES), excused
    return found


def _resit(books: Books, one: Planned, finals: dict[int, dict[int, Given]], rng: Random) -> dict[int, Given]:
    """Most of those who failed the final exam come again, and do better."""
    taken = finals.get(one.roster.offering.id, {})
    still = [enrolment for enrolment, _place in books.members(one.roster, one.day)]
    found: dict[int, Given] = {}
    for enrolment in still:
        score, _excused = taken.get(enrolment, (None, False))
        if score is not None and _step(score, _SCALE) < 2 * _PASS and rng.random() < _COMES_TO_THE_RESIT:
            found[enrolment] = rng.gauss(score + _RESIT_BRINGS, _VARIES), False
    return found


def _course(books: Books, roster: Roster) -> float:
    """How much easier than others a course is, the same in all its sections."""
    return books.chance(f"course {roster.held.subject.code}").gauss(0, _COURSES_VARY)


def _write(
    books: Books, group: SectionTerm, assessment: int, one: Planned, given: dict[int, Given], pile: Pile, rng: Random
) -> None:
    count, work, notes = len(given), one.work, books.work.mark_notes
    known = _stored_scores(work.maximum)
    submitted = min(one.handed_in, group.term.last_day).isoformat()
    pile.add(
        list(given),
        [assessment] * count,
        [None if score is None else known[_step(score, work.maximum)] for score, _excused in given.values()],
        [_stored("max_score", Decimal(work.maximum))] * count,
        [_stored("weight", Decimal(work.weight))] * count,
        [one.day.isoformat()] * count,
        [None if excused else submitted for _score, excused in given.values()],
        [_stored("excused", excused) for _score, excused in given.values()],
        [rng.choice(notes) if rng.random() < _NOTED else "" for _one in range(count)],
    )


def _step(score: float, maximum: int) -> int:
    """A score of 20 in the steps in which teachers mark: halves of 20 or 10 points, whole points of 100."""
    steps = maximum if maximum > _SCALE else 2 * maximum
    return round(min(1.0, max(0.05, score / _SCALE)) * steps)


@cache
def _stored_scores(maximum: int) -> list[int]:
    """The stored form of each step, from 0 on."""
    points = (Decimal(n) if maximum > _SCALE else Decimal(n) / 2 for n in range(2 * maximum + 1))
    return [_stored("score", score) for score in points]


def _stored(name: str, value: object) -> int:
    column: Column[object] = cast(Table, Grade.__table__).c[name]
    return cast(int, to_stored(column)(value))
