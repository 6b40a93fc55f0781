"""The lessons of a week: of an offering, a student, a teacher, a section, a room, or the whole term."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from sms_desktop.core.folding import fold
from sms_desktop.core.names import sort_key
from sms_desktop.core.schedule import Lesson
from sms_desktop.db.courses import Course, Enrolment, Offering, OfferingTeacher
from sms_desktop.db.people import Programme, Student
from sms_desktop.services import teaching
from sms_desktop.services.access import scope
from sms_desktop.services.teaching import Taught

_VIEW = "offerings:view"


@dataclass(frozen=True)
class Whose:
    """Whose timetable is wanted in a term: exactly one of these, or none for all of the term."""

    term_id: int
    offering_id: int | None = None
    student_id: int | None = None
    teacher: str = ""
    section: str = ""
    room: str = ""


@dataclass(frozen=True)
class Slot:
    """A weekly lesson with what is taught in it, where and by whom; `taught` has the term's days and holidays.

    `programme` and `study_year` are the course's: they tell two sections of one name apart.
    """

    lesson: Lesson
    taught: Taught
    room: str
    teachers: tuple[str, ...]
    programme: str = ""
    study_year: int | None = None


def slots(session: Session, whose: Whose) -> list[Slot]:
    """The lessons through the week, those of one hour by course; nothing where nothing is taught.

    What may not be seen is left out; names of teachers, sections and rooms are compared as people do.
    """
    rows = _offered(session, whose)
    taught = teaching.taught_in(session, Offering.id.in_([row.id for row in rows]))
    teachers = _teachers(session, [row.id for row in rows])
    whose_course = _courses(session, [row.id for row in rows])
    found = [
        Slot(lesson, taught[row.id], row.room, teachers.get(row.id, ()), *whose_course[row.id])
        for row in rows if _wanted(row, teachers.get(row.id, ()), whose)
        for lesson in taught[row.id].lessons
    ]  # fmt: skip
    return sorted(found, key=_through_the_week)


def _through_the_week(slot: Slot) -> tuple[int, int, str, str, str]:
    lesson = slot.lesson
    return lesson.weekday, lesson.first_period, lesson.start, slot.taught.course_code, slot.taught.section


def teachers(session: Session, term_id: int) -> list[str]:
    """Everybody who teaches in a term, by name, once however often."""
    statement = (
        select(OfferingTeacher.name)
        .join(Offering, Offering.id == OfferingTeacher.offering_id)
        .where(Offering.term_id == term_id, Offering.deleted_at.is_(None), scope.offerings(session, _VIEW))
    )
    return _once(session.scalars(statement))


def sections(session: Session, term_id: int) -> list[str]:
    """The sections that are taught in a term."""
    return _once(row.section for row in _offered(session, Whose(term_id)))


def rooms(session: Session, term_id: int) -> list[str]:
    """The rooms that are taught in in a term."""
    return _once(row.room for row in _offered(session, Whose(term_id)))


def _once(names: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for name in names:
        if name.strip():
            found.setdefault(_same(name), name.strip())
    return sorted(found.values(), key=sort_key)


def _offered(session: Session, whose: Whose) -> list[Offering]:
    where: ColumnElement[bool] = and_(Offering.term_id == whose.term_id, Offering.deleted_at.is_(None))
    if whose.offering_id is not None:
        scope.require_offerings(session, _VIEW, [whose.offering_id])
        where &= Offering.id == whose.offering_id
    if whose.student_id is not None:
        scope.require_students(session, "enrolments:view", [whose.student_id])
        where &= Offering.id.in_(_attended(whose.student_id))
    return list(session.scalars(select(Offering).where(where, scope.offerings(session, _VIEW)).order_by(Offering.id)))


def _attended(student_id: int) -> Any:
    return (
        select(Enrolment.offering_id)
        .join(Student, Student.id == Enrolment.student_id)
        .where(Enrolment.student_id == student_id, Enrolment.deleted_at.is_(None), Enrolment.status != "dropped")
        .where(Student.deleted_at.is_(None))
    )


def _teachers(session: Session, offering_ids: list[int]) -> dict[int, tuple[str, ...]]:
    row = OfferingTeacher
    statement = select(row.offering_id, row.name).where(row.offering_id.in_(offering_ids)).order_by(row.id)
    found: dict[int, tuple[str, ...]] = {}
    for offering_id, name in session.execute(statement):
        found[offering_id] = (*found.get(offering_id, ()), name)
    return found


def _courses(session: Session, offering_ids: list[int]) -> dict[int, tuple[str, int | None]]:
    """The programme and the study year of each offering's course."""
    statement = (
        select(Offering.id, Programme.name, Course.study_year)
        .join(Course, Course.id == Offering.course_id)
        .outerjoin(Programme, Programme.id == Course.programme_id)
        .where(Offering.id.in_(offering_ids))
    )
    return {row.id: (row.name or "", row.study_year) for row in session.execute(statement)}


def _wanted(row: Offering, teachers: tuple[str, ...], whose: Whose) -> bool:
    if whose.teacher and _same(whose.teacher) not in map(_same, teachers):
        return False
    if whose.section and _same(whose.section) != _same(row.section):
        return False
    return not whose.room or _same(whose.room) == _same(row.room)


def _same(name: str) -> str:
    return " ".join(fold(name).split())
