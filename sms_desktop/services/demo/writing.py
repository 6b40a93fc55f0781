"""The made-up school into the database: in bulk, with the keys and stored forms that the services would write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from itertools import islice
from typing import Any, TypeVar, cast

from sqlalchemy import Table
from sqlalchemy.orm import Session

from sms_desktop.core.evaluation import Rule
from sms_desktop.core.progress import Progress
from sms_desktop.core.schedule import Lesson as CoreLesson
from sms_desktop.db import bulk
from sms_desktop.db.courses import (
    Course,
    CourseRule,
    Enrolment,
    Lesson,
    Offering,
    OfferingRule,
    OfferingTeacher,
)
from sms_desktop.db.people import Contact, Programme, Student, StudentContact
from sms_desktop.db.stored import stored_columns
from sms_desktop.services import contacts, courses, students
from sms_desktop.services.demo.people import Guardian, Pupil
from sms_desktop.services.demo.sources import Programme as Curriculum
from sms_desktop.services.demo.sources import Subject
from sms_desktop.services.demo.timetable import Class
from sms_desktop.services.years import TermRow

BATCH = 5000
_PILE = 10_000
#: The tables whose rows progress counts.
COUNTED = ("students", "enrolments", "grades", "daily_ratings", "attendance")
Row = TypeVar("Row")


@dataclass(frozen=True)
class Offered:
    """A class in the database: its offering's id, and those of the rules, in the subject's order."""

    id: int
    rules: tuple[int, ...]


@dataclass
class Writer:
    """Writes what is made up, and keeps the ids of what others refer to; counts go to `progress`."""

    session: Session
    progress: Progress
    total: int
    counts: dict[str, int] = field(default_factory=dict)
    _programmes: dict[str, int] = field(default_factory=dict)
    _courses: dict[str, int] = field(default_factory=dict)
    _contacts: list[int] = field(default_factory=list)
    _rules: dict[str, tuple[Rule, ...]] = field(default_factory=dict)

    def insert(self, table: Any, values: dict[str, list[Any]]) -> range:
        """Rows given by column, as Python values; returns their ids."""
        of = cast(Table, table.__table__)
        return self.insert_stored(
            table, dict(zip(values, stored_columns(of, list(values), list(values.values())), strict=True))
        )

    def insert_stored(self, table: Any, values: dict[str, list[Any]]) -> range:
        """Rows given by column, as the database keeps them (`db.stored`); returns their ids."""
        of = cast(Table, table.__table__)
        count = len(next(iter(values.values())))
        ids = bulk.insert_columns(self.session, of, values, count)
        self.counts[of.name] = self.counts.get(of.name, 0) + count
        self.progress(min(sum(self.counts.get(name, 0) for name in COUNTED), self.total), self.total)
        return ids

    def programmes(self, found: Sequence[Curriculum]) -> None:
        """The programmes, their courses and the courses' rules."""
        ids = self.insert(Programme, {"code": [p.code for p in found], "name": [p.name for p in found]})
        self._programmes = {p.code: row_id for p, row_id in zip(found, ids, strict=True)}
        self._write_courses([(p, subject) for p in found for subject in p.subjects])

    def _write_courses(self, found: Sequence[tuple[Curriculum, Subject]]) -> None:
        subjects = [subject for _, subject in found]
        self._rules = {subject.code: subject.rules for subject in subjects}
        columns: dict[str, list[Any]] = {
            "course_code": [subject.code for subject in subjects],
            "course_name": [subject.name for subject in subjects],
            "credits": [subject.credits for subject in subjects],
            "hours_per_week": [subject.periods for subject in subjects],
            "periods_per_week": [subject.periods for subject in subjects],
            "programme_id": [self._programmes[programme.code] for programme, _ in found],
            "study_year": [subject.study_year for subject in subjects],
            "semester": [subject.semester for subject in subjects],
        }
        ids = self.insert(Course, columns | _keys(courses.keys_of(subject.code, subject.name) for subject in subjects))
        self._courses = {subject.code: row_id for subject, row_id in zip(subjects, ids, strict=True)}
        self._write_rules(CourseRule, "course_id", [(ids[n], s.code) for n, s in enumerate(subjects)])

    def _write_rules(self, table: Any, owner: str, owners: Sequence[tuple[int, str]]) -> Iterator[int]:
        """The rules of each owner, and their ids in the same order."""
        rows = [
            (row_id, position, rule) for row_id, code in owners for position, rule in enumerate(self._rules[code], 1)
        ]
        columns: dict[str, list[Any]] = {owner: [row[0] for row in rows], "position": [row[1] for row in rows]}
        columns |= {f.name: [getattr(row[2], f.name) for row in rows] for f in fields(Rule)}
        return iter(self.insert(table, columns))

    def students(self, pupils: Sequence[Pupil]) -> range:
        """Students with the keys they are found and sorted by; returns their ids, in order."""
        data = [pupil.data for pupil in pupils]
        names = [f.name for f in fields(students.StudentData) if f.name != "programme"]
        columns: dict[str, list[Any]] = {name: [getattr(one, name) for one in data] for name in names}
        columns["programme_id"] = [self._programmes[one.programme] for one in data]
        return self.insert(Student, columns | _keys(students.keys_of(one) for one in data))

    def contacts(self, guardians: Sequence[Guardian]) -> None:
        """More contacts; `links` refers to them by their place among all that were written."""
        if guardians:
            columns = {name: [getattr(one, name) for one in guardians] for name in ("name", "phone", "email")}
            keys = _keys(contacts.keys_of(one.name, one.email, one.phone) for one in guardians)
            self._contacts.extend(self.insert(Contact, columns | keys))

    def links(self, found: Sequence[tuple[int, int, str, int]]) -> None:
        """Whose the contacts are: (student's id, contact's place, relation, position); the first is for emergencies."""
        if found:
            students_, places, relations, positions = map(list, zip(*found, strict=True))
            columns: dict[str, list[Any]] = {
                "student_id": students_,
                "contact_id": [self._contacts[place] for place in places],
                "relation": relations,
                "emergency": [position == 1 for position in positions],
                "position": positions,
            }
            self.insert(StudentContact, columns)

    def offerings(self, term: TermRow, classes: Sequence[Class]) -> list[Offered]:
        """A term's offerings with rules, teachers and lessons, in order."""
        columns: dict[str, list[Any]] = {
            "course_id": [self._courses[one.subject.code] for one in classes],
            "term_id": [term.id] * len(classes),
            "section": [one.section.name(one.study_year) for one in classes],
            "room": [one.room for one in classes],
            "hours_per_week": [one.subject.periods for one in classes],
            "periods_per_week": [one.subject.periods for one in classes],
        }
        ids = self.insert(Offering, columns)
        rules = self._write_rules(
            OfferingRule, "offering_id", [(ids[n], one.subject.code) for n, one in enumerate(classes)]
        )
        self.insert(OfferingTeacher, {"offering_id": list(ids), "name": [one.teacher for one in classes]})
        lessons = [(ids[n], lesson) for n, one in enumerate(classes) for lesson in one.lessons]
        columns = {"offering_id": [offering for offering, _ in lessons]}
        columns |= {f.name: [getattr(lesson, f.name) for _, lesson in lessons] for f in fields(CoreLesson)}
        self.insert(Lesson, columns)
        lengths = [len(self._rules[one.subject.code]) for one in classes]
        return [Offered(ids[n], tuple(islice(rules, length))) for n, length in enumerate(lengths)]

    def enrolments(self, rows: Sequence[tuple[Any, ...]], more: dict[str, list[Any]]) -> range:
        """Enrolments: (student's id, offering's id, status, enrolled on, status since), and more columns of them."""
        names = ("student_id", "offering_id", "status", "enrolled_at", "status_date")
        return self.insert(Enrolment, dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) | more)


@dataclass
class Pile:
    """Rows of one table in stored form, given by column, that are written by the ten thousand."""

    writer: Writer
    table: Any
    names: tuple[str, ...]
    _columns: list[list[Any]] = field(init=False)

    def __post_init__(self) -> None:
        self._columns = [[] for _ in self.names]

    def add(self, *columns: Sequence[Any]) -> None:
        """More rows: as many columns as there are names, each of the same length."""
        for kept, more in zip(self._columns, columns, strict=True):
            kept.extend(more)
        if len(self._columns[0]) >= _PILE:
            self.write()

    def write(self) -> None:
        """Writes what is there."""
        if self._columns[0]:
            self.writer.insert_stored(self.table, dict(zip(self.names, self._columns, strict=True)))
            self.__post_init__()


def batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """The rows in lists of up to `size`."""
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def _keys(found: Iterable[dict[str, str]]) -> dict[str, list[Any]]:
    """The keys of rows, by column."""
    rows = list(found)
    return {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}
