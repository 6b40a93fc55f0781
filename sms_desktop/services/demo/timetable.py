"""A weekly timetable without clashes: when each class has which subject, in which room, with which teacher."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random

from sms_desktop.core.schedule import Lesson
from sms_desktop.services.demo.classes import Section
from sms_desktop.services.demo.sources import Subject

#: When the eight periods of a day begin: four pairs with a break between them.
STARTS = ("08:00", "08:45", "09:40", "10:25", "11:20", "12:05", "13:00", "13:45")
MINUTES = 45
_DAYS, _PERIODS = 5, len(STARTS)
_PAIR = 2
#: A teacher teaches up to this many periods a week and this many subjects.
_MOST_PERIODS, _MOST_SUBJECTS = 22, 4
#: So many sections share a building with its rooms and teachers.
SECTIONS_IN_A_BUILDING = 24


@dataclass(frozen=True)
class Class:
    """A subject taught to a section; the week is in `lessons`."""

    section: Section
    study_year: int
    subject: Subject
    room: str
    teacher: str
    lessons: tuple[Lesson, ...]


@dataclass
class _Teacher:
    name: str
    subjects: set[str] = field(default_factory=set)
    busy: int = 0

    def takes(self, subject: Subject, when: int) -> bool:
        fits = subject.code in self.subjects or len(self.subjects) < _MOST_SUBJECTS
        return fits and not self.busy & when and self.busy.bit_count() + subject.periods <= _MOST_PERIODS


@dataclass
class Staff:
    """The teachers, kept from term to term; new ones are taken on as they are needed."""

    new_name: Callable[[], str]
    _teams: dict[tuple[int, str], list[_Teacher]] = field(default_factory=dict)

    def teacher(self, building: int, subject: Subject, when: int) -> str:
        """Somebody of the subject's department who is free then, rather one who has taught it before."""
        team = self._teams.setdefault((building, subject.department), [])
        free = [teacher for teacher in team if teacher.takes(subject, when)]
        chosen = next((teacher for teacher in free if subject.code in teacher.subjects), None)
        if chosen is None:
            chosen = free[0] if free else _Teacher(self.new_name())
            if not free:
                team.append(chosen)
        chosen.subjects.add(subject.code)
        chosen.busy |= when
        return chosen.name

    def new_term(self) -> None:
        """Everybody is free again."""
        for team in self._teams.values():
            for teacher in team:
                teacher.busy = 0


@dataclass
class _Rooms:
    """The rooms of a term, by building and kind; the first free one is taken."""

    _busy: dict[tuple[int, str], list[int]] = field(default_factory=dict)

    def room(self, building: int, kind: str, when: int) -> str:
        busy = self._busy.setdefault((building, kind), [])
        number = next((n for n, taken in enumerate(busy) if not taken & when), len(busy))
        if number == len(busy):
            busy.append(0)
        busy[number] |= when
        place = number + 1 if kind else 100 * (1 + number // 8) + 1 + number % 8
        return f"{kind or 'Αίθουσα'} {f'{building + 1}-' if building else ''}{place}"


def term(
    chosen: Sequence[tuple[Section, int]],
    semester: int,
    subjects: Callable[[Section, int, int], Sequence[Subject]],
    staff: Staff,
    rng: Random,
) -> Iterator[Class]:
    """The classes of a term, section by section.

    `chosen` are the sections with their years of study, `semester` (1 or 2) is the half of the year, and
    `subjects(section, study_year, semester)` are taught.
    """
    staff.new_term()
    rooms = _Rooms()
    for place, (section, study_year) in enumerate(chosen):
        building = place // SECTIONS_IN_A_BUILDING
        taught = subjects(section, study_year, semester)
        weeks = week([subject.periods for subject in taught], rng)
        for subject, lessons in zip(taught, weeks, strict=True):
            when = _when(lessons)
            room = rooms.room(building, section.programme.lab if subject.lab else "", when)
            teacher = staff.teacher(building, subject, when)
            yield Class(section, study_year, subject, room, teacher, lessons)


def week(periods: Sequence[int], rng: Random) -> list[tuple[Lesson, ...]]:
    """Lessons for subjects of so many periods a week each: in pairs, spread over the days, no two at one time.

    Up to 40 periods in all fit for certain.
    """
    found: list[list[Lesson]] = [[] for _ in periods]
    days = [0] * _DAYS  # a bit for each period that is taken
    lessons = [(length, n) for n, total in enumerate(periods) for length in _parts(total)]
    rng.shuffle(lessons)
    for length, n in sorted(lessons, key=lambda lesson: -lesson[0]):
        day = _day(days, length, {lesson.weekday for lesson in found[n]}, rng)
        first = _free(days[day], length)
        days[day] |= _mask(first, length)
        found[n].append(Lesson(day, first + 1, length, STARTS[first], MINUTES))
    return [tuple(sorted(lessons, key=lambda lesson: lesson.weekday)) for lessons in found]


def _parts(total: int) -> list[int]:
    return [_PAIR] * (total // _PAIR) + [1] * (total % _PAIR)


def _mask(first: int, length: int) -> int:
    return ((1 << length) - 1) << first


def _free(day: int, length: int) -> int:
    """The first period from which `length` are free; a pair lies between two breaks. Past the end where none is."""
    places = count(0, length)
    return next(first for first in places if not day & _mask(first, length))


def _day(days: Sequence[int], length: int, had: set[int], rng: Random) -> int:
    """The emptiest day with room, rather one on which the subject is not taught yet."""
    fitting = [day for day in range(_DAYS) if _free(days[day], length) + length <= _PERIODS]
    return min(fitting, key=lambda day: (day in had, days[day].bit_count(), rng.random()))


def _when(lessons: Sequence[Lesson]) -> int:
    """The week as one number with a bit for each period taught."""
    return sum(_mask(lesson.weekday * _PERIODS + lesson.first_period - 1, lesson.periods) for lesson in lessons)
