"""Which enrolment a row is about: its student in its course, by what it says of term, section and day."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.i18n import _
from sms_desktop.core.names import nearest
from sms_desktop.db import bulk, page_cache
from sms_desktop.db.courses import Course, Enrolment, Offering
from sms_desktop.db.people import Student
from sms_desktop.db.stored import to_stored
from sms_desktop.services import term_lock, years
from sms_desktop.services.importing.offerings import Offerings
from sms_desktop.services.importing.people import People
from sms_desktop.services.importing.rows import NOT_YET, Rows, Writing
from sms_desktop.services.years import TermRow

ENROLMENTS = cast(Table, Enrolment.__table__)


class Place(NamedTuple):
    """An enrolment of the database, or one that the run will make (negative in a preview)."""

    enrolment_id: int
    offering_id: int


#: For this many rows of an import the courses that the student does take are named; it is work for each.
_NAMED_FOR = 50
#: Enrolment and offering in one number.
_SHIFT, _OFFERING = 32, (1 << 32) - 1
#: A student who takes a course more than once, where nothing says which is meant.
_SEVERAL = 0
_AT_ONCE = 500


class Takers:
    """Where the students of a course take it, in 16 bytes for each: a large school has 100,000 enrolments."""

    def __init__(self, places: Mapping[int, int]) -> None:
        self._students = array("q", sorted(places))
        self._places = array("q", [places[student] for student in self._students])

    def get(self, student_id: int) -> int | None:
        """The student's enrolment and offering in one number, or `_SEVERAL`; None for somebody else."""
        at = bisect_left(self._students, student_id)
        there = at < len(self._students) and self._students[at] == student_id
        return self._places[at] if there else None


@dataclass
class Places:
    """Finds the enrolments that rows refer to; one for a whole import."""

    session: Session
    writing: Writing
    _found: dict[tuple[str, str, str, tuple[int, ...]], Takers] = field(default_factory=dict)
    _enrolled: dict[tuple[int, int], int] = field(default_factory=dict)
    _terms_of_day: dict[date, tuple[int, ...]] = field(default_factory=dict)
    _asked: int = 0
    _made: int = 0

    def __post_init__(self) -> None:
        self._people = People(self.session, self.writing)
        self._offerings = Offerings(self.session, self.writing)
        self._terms = {term.id: term for term in years.terms(self.session)}
        self._current = years.current_term(self.session, clock.today())
        self._offered: dict[int, list[tuple[int, int, str]]] = {}
        self._term_of: dict[int, int] = {}
        live = select(Offering.course_id, Offering.id, Offering.term_id, Offering.section)
        for course_id, offering_id, term_id, section in self.session.execute(live.where(Offering.deleted_at.is_(None))):
            self._offered.setdefault(course_id, []).append((offering_id, term_id, section))
            self._term_of[offering_id] = term_id
        closed = [term for term in self._terms.values() if term.state != term_lock.OPEN]
        self._locked = {term.id: term_lock.refusal(term.title) for term in closed}
        self._order = page_cache.Order(self.session)

    def term_of(self, offering_id: int) -> TermRow | None:
        """The term of an offering; None for one that a preview only would make."""
        if offering_id not in self._term_of:
            self._term_of[offering_id] = self.session.get_one(Offering, offering_id).term_id if offering_id > 0 else 0
        return self._terms.get(self._term_of[offering_id])

    def students(self, rows: Rows, among: Sequence[int]) -> dict[int, int]:
        """The student of each of the rows; those without one are rejected."""
        return self._people.find(rows, among)

    def find(self, rows: Rows, among: Sequence[int], days: Sequence[date | None]) -> dict[int, Place]:
        """The enrolment of each of the rows that has one; the others are rejected, and so are those of locked terms.

        `days` is, for each row of the batch, a day that tells the term where the row names none.
        """
        students = self.students(rows, among)
        found: dict[int, Place] = {}
        missing: list[tuple[int, int]] = []
        codes, terms, sections = (rows.column(name) for name in ("course_code", "term", "section"))
        for n, student_id in students.items():
            key = (codes[n], terms[n], sections[n], self._terms_on(days[n]))
            there = self._found.get(key)
            if there is None:
                there = self._resolved(rows, n, key)
                if there is None:
                    continue
            place = there.get(student_id)
            if place is None:
                missing.append((n, student_id))
            elif place == _SEVERAL:
                sentence = _("This student takes the course in several sections or terms. Name the one that is meant.")
                rows.reject(n, "section", "ambiguous_section", sentence)
            else:
                found[n] = Place(place >> _SHIFT, place & _OFFERING)
        found.update(self._enrol(rows, missing))
        self._order.watch(place.enrolment_id for place in found.values())
        if not self._locked:
            return found
        return {n: place for n, place in found.items() if self.is_open(rows, n, place)}

    def enrolled_in(self, student_id: int) -> list[Place]:
        """The enrolments of a student that are not dropped."""
        statement = select(Enrolment.id, Enrolment.offering_id).where(
            Enrolment.student_id == student_id, Enrolment.deleted_at.is_(None), Enrolment.status != "dropped"
        )
        return [Place(*row) for row in self.session.execute(statement)]

    def is_open(self, rows: Rows, n: int, place: Place) -> bool:
        """Whether the enrolment's term may be changed; else the row is rejected."""
        term = self.term_of(place.offering_id)
        if term is None or term.id not in self._locked:
            return True
        rows.reject(n, "term", "term_locked", self._locked[term.id])
        return False

    def _terms_on(self, day: date | None) -> tuple[int, ...]:
        if day is None:
            return ()
        if day not in self._terms_of_day:
            found = [term.id for term in self._terms.values() if term.first_day <= day <= term.last_day]
            self._terms_of_day[day] = tuple(found)
        return self._terms_of_day[day]

    def _resolved(self, rows: Rows, n: int, key: tuple[str, str, str, tuple[int, ...]]) -> Takers | None:
        """Where each student takes the course that a row names; None with the row rejected."""
        __, named, section, on_day = key
        course_id = self._offerings.course(rows, n)
        if course_id is None:
            return None
        offered = [one for one in self._offered.get(course_id, []) if not section or one[2] == section]
        named = named or self.writing.options.term or ""
        if named:
            term_id = self._offerings.term(rows, n, named)
            if term_id is None:
                return None
            groups: Sequence[Sequence[int]] = [[one[0] for one in offered if one[1] == term_id]]
        else:
            groups = list(self._likeliest(offered, on_day))
        self._found[key] = Takers(self._in_groups(groups))
        return self._found[key]

    def _likeliest(self, offered: Sequence[tuple[int, int, str]], on_day: tuple[int, ...]) -> Iterator[list[int]]:
        yield [one[0] for one in offered if one[1] in on_day]
        yield [one[0] for one in offered if self._current is not None and one[1] == self._current.id]
        yield [one[0] for one in offered if self._terms[one[1]].in_current_year]

    def _in_groups(self, groups: Sequence[Sequence[int]]) -> dict[int, int]:
        """Enrolment and offering, in one number, of each student in the first group in which one is.

        Of several in one group none is taken: `_SEVERAL`.
        """
        rows = list(self._enrolments(sorted({offering_id for group in groups for offering_id in group})))
        found: dict[int, int] = {}
        for group in reversed(groups):
            ids = set(group)
            mine: dict[int, int] = {}
            for student_id, enrolment_id, offering_id in rows:
                if offering_id in ids:
                    place = enrolment_id << _SHIFT | offering_id
                    mine[student_id] = place if student_id not in mine else _SEVERAL
            found |= mine
        return found

    def _enrolments(self, offering_ids: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """Student, enrolment and offering of everybody in these offerings."""
        columns = Enrolment.student_id, Enrolment.id, Enrolment.offering_id
        live = select(*columns).join(Student, Student.id == Enrolment.student_id)
        live = live.where(Enrolment.deleted_at.is_(None), Student.deleted_at.is_(None))
        for start in range(0, len(offering_ids), _AT_ONCE):
            chunk = offering_ids[start : start + _AT_ONCE]
            for row in self.session.execute(live.where(Enrolment.offering_id.in_(chunk))):
                yield row.student_id, row.id, row.offering_id

    # -- students who don't take the course ------------------------------------------------------------------

    def _enrol(self, rows: Rows, missing: Sequence[tuple[int, int]]) -> Mapping[int, Place]:
        """Enrols them where the person ticked that, with a warning; else their rows are rejected."""
        if not self.writing.options.create_missing:
            for n, student_id in missing:
                self._refuse(rows, n, student_id)
            return {}
        found: dict[int, Place] = {}
        wanted: dict[tuple[int, int], list[int]] = {}
        for n, student_id in missing:
            offering_id = self._offerings.find(rows, n)
            if offering_id is None:
                continue
            made_before = self._enrolled.get((student_id, offering_id))
            if made_before is None:
                wanted.setdefault((student_id, offering_id), []).append(n)
            else:
                found[n] = Place(made_before, offering_id)
        for (student_id, offering_id), enrolment_id in zip(wanted, self._add(list(wanted)), strict=True):
            self._enrolled[student_id, offering_id] = enrolment_id
            places = wanted[student_id, offering_id]
            found.update((n, Place(enrolment_id, offering_id)) for n in places)
            sentence = _("The student is enrolled in {course} for it.")
            code = rows.cell("course_code", places[0]).upper()
            rows.warn(places[0], "course_code", "enrolment_made", sentence.format(course=code))
        return found

    def _add(self, wanted: Sequence[tuple[int, int]]) -> Sequence[int]:
        if self.writing.preview:
            self._made += len(wanted)
            return range(NOT_YET - self._made + 1, NOT_YET - self._made + 1 + len(wanted))
        today = to_stored(ENROLMENTS.c.enrolled_at)(clock.today())
        columns: dict[str, list[Any]] = {
            "student_id": [student for student, __ in wanted],
            "offering_id": [offering for __, offering in wanted],
            "status": ["active"] * len(wanted),
            "enrolled_at": [today] * len(wanted),
        }
        return bulk.insert_columns(self.session, ENROLMENTS, columns, len(wanted)) if wanted else []

    def _refuse(self, rows: Rows, n: int, student_id: int) -> None:
        code = rows.cell("course_code", n).upper()
        sentence = _("The student is not enrolled in {course}.").format(course=code)
        self._asked += 1
        if self._asked <= _NAMED_FOR:
            statement = (
                select(Course.course_code)
                .join(Offering, Offering.course_id == Course.id)
                .join(Enrolment, Enrolment.offering_id == Offering.id)
                .where(Enrolment.student_id == student_id, Enrolment.deleted_at.is_(None))
            )
            near = nearest(code, self.session.scalars(statement), 3, at_least=0)
            if near:
                sentence += " " + _("Nearest: {names}.").format(names=", ".join(near))
        rows.reject(n, "course_code", "not_enrolled", sentence)
