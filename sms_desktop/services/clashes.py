"""Who else is taught when: the lessons of a term that share a room, a teacher or a section with an offering's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.folding import fold
from sms_desktop.core.schedule import Lesson as CoreLesson
from sms_desktop.core.schedule import overlap
from sms_desktop.db.courses import Course, Lesson, Offering, OfferingTeacher
from sms_desktop.services import offerings
from sms_desktop.services.access import scope
from sms_desktop.services.offerings import OfferingData

#: What two offerings can share, the most pressing first.
ROOM, TEACHER, SECTION = "room", "teacher", "section"


@dataclass(frozen=True)
class Beside:
    """A lesson of another offering of the term. `shares` are pairs such as `("room", "E12")`, at least one."""

    offering_id: int
    course_code: str
    course_name: str
    section: str
    room: str
    lesson: CoreLesson
    shares: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Clash:
    """A lesson that can't be held as planned, since `other` is at the same time."""

    lesson: CoreLesson
    other: Beside


@dataclass(frozen=True)
class _Course:
    """What tells two sections of the same name apart: A1 of car mechanics is not A1 of cookery."""

    programme_id: int | None
    study_year: int | None

    def may_share_students(self, other: _Course) -> bool:
        programmes, years = {self.programme_id, other.programme_id}, {self.study_year, other.study_year}
        return len(programmes - {None}) < 2 and len(years - {None}) < 2


def clashes(session: Session, offering_id: int) -> list[Clash]:
    """The lessons of an offering, as stored, that clash with others of its term; raises `NotFound`."""
    data = offerings.get(session, offering_id).data
    return clashing(data.lessons, beside(session, data, offering_id))


def clashing(lessons: Iterable[CoreLesson], others: Sequence[Beside]) -> list[Clash]:
    """Each pair at the same time, by the week (`core.schedule.overlap`)."""
    ordered = sorted(lessons, key=lambda lesson: (lesson.weekday, lesson.first_period, lesson.start))
    return [Clash(lesson, other) for lesson in ordered for other in others if overlap(lesson, other.lesson)]


def beside(session: Session, data: OfferingData, offering_id: int | None = None) -> list[Beside]:
    """The lessons of the term's other offerings that share a room, a teacher or a section with `data`, by the week.

    `data` may be what somebody is typing; `offering_id` is the offering it will be, which is left out. Sections of
    one name count as one where programme and study year of the courses don't say otherwise.
    """
    own = session.get(Course, data.course_id)
    teachers, found = _teachers(session, data.term_id), []
    for lesson, offering, course in _lessons(session, data.term_id, offering_id):
        shares = _shares(data, offering, teachers.get(offering.id, ()))
        if not _alike(own, course):
            shares = tuple(share for share in shares if share[0] != SECTION)
        if shares:
            core = CoreLesson(**{f.name: getattr(lesson, f.name) for f in fields(CoreLesson)})
            row = Beside(
                offering.id, course.course_code, course.course_name, offering.section, offering.room, core, shares
            )
            found.append(row)
    return found


def _lessons(session: Session, term_id: int, offering_id: int | None) -> list[tuple[Lesson, Offering, Course]]:
    statement = (
        select(Lesson, Offering, Course)
        .join(Offering, Offering.id == Lesson.offering_id)
        .join(Course, Course.id == Offering.course_id)
        .where(Offering.term_id == term_id, Offering.deleted_at.is_(None), Offering.id != (offering_id or 0))
        .where(scope.offerings(session, "offerings:view"))
        .order_by(Lesson.weekday, Lesson.first_period, Lesson.start, Lesson.id)
    )
    return [(lesson, offering, course) for lesson, offering, course in session.execute(statement)]


def _teachers(session: Session, term_id: int) -> dict[int, list[str]]:
    statement = (
        select(OfferingTeacher.offering_id, OfferingTeacher.name)
        .join(Offering, Offering.id == OfferingTeacher.offering_id)
        .where(Offering.term_id == term_id)
    )
    found: dict[int, list[str]] = {}
    for offering_id, name in session.execute(statement):
        found.setdefault(offering_id, []).append(name)
    return found


def _alike(own: Course | None, other: Course) -> bool:
    mine = _Course(own.programme_id, own.study_year) if own else _Course(None, None)
    return mine.may_share_students(_Course(other.programme_id, other.study_year))


def _shares(data: OfferingData, offering: Offering, teachers: Iterable[str]) -> tuple[tuple[str, str], ...]:
    own = {_same(name) for name in data.teachers}
    pairs = [(TEACHER, name) for name in teachers if _same(name) in own]
    if data.room and _same(data.room) == _same(offering.room):
        pairs.insert(0, (ROOM, offering.room))
    if data.section and _same(data.section) == _same(offering.section):
        pairs.append((SECTION, offering.section))
    return tuple(pairs)


def _same(name: str) -> str:
    """Names that people would take for one: case, accents and blanks apart."""
    return " ".join(fold(name).split())
