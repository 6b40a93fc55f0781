"""Classes with who is in them, term by term, and what each student is like."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import ceil
from random import Random
from typing import NamedTuple

from sms_desktop.core.schedule import Lesson
from sms_desktop.core.teaching_days import periods_on, teaching_days
from sms_desktop.services.demo.classes import Section
from sms_desktop.services.demo.sources import Classwork
from sms_desktop.services.demo.timetable import Class
from sms_desktop.services.demo.writing import Offered, Writer
from sms_desktop.services.years import TermRow

#: About how many rows there are at most in the whole school: beyond, every student has fewer.
MOST_MARKS, MOST_RATINGS, MOST_RECORDS = 1_100_000, 200_000, 2_100_000
#: Of 20, as teachers would mark without knowing the course; how likely one is to be away on a day.
_ABILITY, _SPREAD, _LOWEST, _HIGHEST = 13.2, 2.7, 4.0, 19.6
_OFTEN_AWAY, _RATHER_OFTEN, _SELDOM = (0.17, 0.28), (0.06, 0.09), (0.005, 0.035)
_OF_THEM_OFTEN, _OF_THEM_RATHER_OFTEN = 0.03, 0.06

Holidays = tuple[tuple[date, date, str], ...]


@dataclass(frozen=True)
class Roster:
    """A class and its students: enrolments and places in the school, side by side."""

    held: Class
    offering: Offered
    enrolments: array[int] = field(default_factory=lambda: array("q"))
    places: array[int] = field(default_factory=lambda: array("q"))

    def add(self, enrolment: int, place: int) -> None:
        """One more student."""
        self.enrolments.append(enrolment)
        self.places.append(place)

    @cached_property
    def weekdays(self) -> frozenset[int]:
        """The days of the week on which it is taught, 0 is Monday."""
        return frozenset(lesson.weekday for lesson in self.held.lessons)

    def periods(self, day: date, made_up: Sequence[Lesson] = ()) -> list[int]:
        """The numbers of its periods on a day of the term that is no holiday (domain.md 3)."""
        return [period.number for period in periods_on(day, self.held.lessons, day, day, (), made_up).periods]


@dataclass(frozen=True)
class SectionTerm:
    """What a section has in a term that has begun."""

    section: Section
    term: TermRow
    holidays: Holidays
    rosters: tuple[Roster, ...]

    @property
    def places(self) -> range:
        """Its students' places in the school."""
        return range(self.section.first, self.section.first + self.section.size)

    @cached_property
    def days(self) -> list[date]:
        """The days of the whole term on which it is taught anything."""
        first, last = self.term.first_day, self.term.last_day
        lessons = [lesson for roster in self.rosters for lesson in roster.held.lessons]
        return teaching_days(first, last, lessons, first, last, self.holidays)

    def days_of(self, roster: Roster) -> list[date]:
        """The days of the whole term on which one of its courses is taught."""
        return [day for day in self.days if day.weekday() in roster.weekdays]


class Shares(NamedTuple):
    """How many marks, daily ratings and records of attendance each student has in a term at most."""

    marks: int
    ratings: int
    records: int


def shares(students_in_terms: int) -> Shares:
    """What there is for each; `students_in_terms` counts a student once for each term that has begun."""
    return Shares(*(ceil(most / max(1, students_in_terms)) for most in (MOST_MARKS, MOST_RATINGS, MOST_RECORDS)))


@dataclass(frozen=True)
class Characters:
    """What students are like, by their place in the school.

    `ability` is out of 20, `away` the chance to be away on a day, `left` when somebody left.
    """

    ability: Sequence[float]
    away: Sequence[float]
    left: Sequence[date | None]

    def often_away(self, place: int) -> bool:
        """Whether one is away so much that the limit of absences is in danger."""
        return self.away[place] >= _OFTEN_AWAY[0]


def characters(left: Sequence[date | None], rng: Random) -> Characters:
    """What the students are like who left when `left` says: who is away often does worse."""
    ability, away = [], []
    for _one in left:
        chance = rng.random()
        often = chance < _OF_THEM_OFTEN
        rather = not often and chance < _OF_THEM_OFTEN + _OF_THEM_RATHER_OFTEN
        away.append(rng.uniform(*(_OFTEN_AWAY if often else _RATHER_OFTEN if rather else _SELDOM)))
        found = rng.gauss(_ABILITY, _SPREAD) - (3 if often else 1 if rather else 0)
        ability.append(min(_HIGHEST, max(_LOWEST, found)))
    return Characters(ability, away, left)


@dataclass(frozen=True)
class Books:
    """What the marks and registers of the school are written from; `chance` is a part's own."""

    writer: Writer
    today: date
    chance: Callable[[str], Random]
    work: Classwork
    characters: Characters
    shares: Shares
    sections: Sequence[SectionTerm]

    def rng(self, of: str, group: SectionTerm) -> Random:
        """Chance of one part in one section's term."""
        return self.chance(f"{of} {group.term.year} {group.term.number} {group.section.first}")

    def members(self, roster: Roster, day: date) -> list[tuple[int, int]]:
        """The enrolments and places of those who had not left before the end of a day."""
        left = self.characters.left
        pairs = zip(roster.enrolments, roster.places, strict=True)
        return [(enrolment, place) for enrolment, place in pairs if (gone := left[place]) is None or day < gone]
