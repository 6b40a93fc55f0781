"""Courses as they are taught in a term: section, room, teachers, weekly lessons, evaluation rules (domain.md 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.core.evaluation import Rule, check_rules
from sms_desktop.core.i18n import N_, _, ngettext
from sms_desktop.core.schedule import Lesson as CoreLesson
from sms_desktop.db.changes import actor, describe
from sms_desktop.db.courses import (
    AcademicYear,
    Course,
    CourseRule,
    Enrolment,
    Lesson,
    Offering,
    OfferingRule,
    OfferingTeacher,
    Term,
)
from sms_desktop.db.people import Programme
from sms_desktop.services import courses, listing, offering_rules, term_lock
from sms_desktop.services.access import scope, teachers
from sms_desktop.services.checks import flush_parts, misfits, rows_of, same_version, trimmed
from sms_desktop.services.listing import ALL, Listing

OFFERINGS = cast(Table, Offering.__table__)


@dataclass(frozen=True)
class OfferingData:
    """An offering as a form fills it in; left empty, hours, periods and rules come from the course."""

    course_id: int = 0
    term_id: int = 0
    section: str = ""
    room: str = ""
    hours_per_week: Decimal | None = None
    periods_per_week: Decimal | None = None
    absence_penalty: Decimal | None = None
    absence_limit: Decimal = Decimal(10)
    teachers: tuple[str, ...] = ()
    lessons: tuple[CoreLesson, ...] = ()
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class OfferingRow:
    """An offering as lists show it."""

    id: int
    version: int
    course_id: int
    course_code: str
    course_name: str
    term_id: int
    term: str
    year: str
    section: str
    room: str
    periods_per_week: Decimal | None
    enrolled: int


@dataclass(frozen=True)
class OfferingRecord:
    """The whole record of one offering."""

    id: int
    version: int
    deleted: bool
    title: str
    data: OfferingData


_ENROLLED = (
    select(func.count(Enrolment.id))
    .where(Enrolment.offering_id == Offering.id, Enrolment.deleted_at.is_(None), Enrolment.status != "dropped")
    .scalar_subquery()
)
FIELDS: dict[str, listing.Field] = {
    "id": Offering.id,
    "course_id": Offering.course_id,
    "course_code": Course.course_code,
    "course_name": Course.course_name,
    "term_id": Offering.term_id,
    "term": Term.name,
    "year": AcademicYear.name,
    "section": Offering.section,
    "room": Offering.room,
    "periods_per_week": Offering.periods_per_week,
    "programme": Programme.code,
    "study_year": Course.study_year,
    "enrolled": _ENROLLED,
    "sort": Course.sort_key,
}
#: Of no more rows than this the ids are looked for first: who is enrolled is counted for those alone.
_AT_ONCE = 500
_PLAIN = ("section", "room", "hours_per_week", "periods_per_week", "absence_limit")


def _conditions(session: Session, wanted: Listing) -> list[Any]:
    deleted = Offering.deleted_at.is_not(None) if wanted.deleted else Offering.deleted_at.is_(None)
    own = scope.offerings(session, "offerings:view")
    return [deleted, own, *listing.conditions(wanted, FIELDS, Course.search_key)]


def _found(session: Session, column: Any, wanted: Listing) -> Any:
    """`column` of an offering, joined to no more than what the listing asks for: there may be many offerings."""
    names = (wanted.sort, *(condition.field for condition in wanted.where))
    nouns = {getattr(FIELDS.get(name), "class_", None) for name in names} | ({Course} if wanted.text else set())
    statement = select(column).select_from(Offering)
    if nouns & {Course, Programme}:
        statement = statement.join(Course, Course.id == Offering.course_id)
    if nouns & {Term, AcademicYear}:
        statement = statement.join(Term, Term.id == Offering.term_id)
    if AcademicYear in nouns:
        statement = statement.join(AcademicYear, AcademicYear.id == Term.year_id)
    if Programme in nouns:
        statement = statement.outerjoin(Programme, Programme.id == Course.programme_id)
    return statement.where(*_conditions(session, wanted))


def count(session: Session, wanted: Listing = ALL) -> int:
    """How many offerings the listing has."""
    actor(session).require("offerings:view")
    found: int = session.scalar(_found(session, func.count(Offering.id), wanted)) or 0
    return found


def page(session: Session, wanted: Listing = ALL, offset: int = 0, limit: int = 100) -> list[OfferingRow]:
    """Offerings of the listing with how many are enrolled, by course unless it says otherwise."""
    actor(session).require("offerings:view")
    wanted = wanted if wanted.sort else wanted.sorted_by("sort", wanted.descending)
    columns = (Offering.id, Offering.version, Course.id, Course.course_code, Course.course_name, Term.id, Term.name,
               AcademicYear.name, Offering.section, Offering.room, Offering.periods_per_week, _ENROLLED)  # fmt: skip
    order = listing.order(wanted, FIELDS, Offering.id)
    rows = (
        select(*columns)
        .join_from(Offering, Course, Course.id == Offering.course_id)
        .join(Term, Term.id == Offering.term_id)
        .join(AcademicYear, AcademicYear.id == Term.year_id)
        .outerjoin(Programme, Programme.id == Course.programme_id)
        .order_by(*order)
    )
    if limit > _AT_ONCE:
        rows = rows.where(*_conditions(session, wanted)).offset(offset).limit(limit)
    else:
        of_page = _found(session, Offering.id, wanted).order_by(*order).offset(offset).limit(limit)
        rows = rows.where(Offering.id.in_(session.scalars(of_page).all()))
    return [OfferingRow(*row) for row in session.execute(rows)]


def of_course(session: Session, course_id: int) -> list[OfferingRow]:
    """A course's offerings, the newest term first."""
    wanted = Listing(where=(listing.Condition("course_id", "=", course_id),), sort="term_id", descending=True)
    return page(session, wanted, 0, 200)


def get(session: Session, offering_id: int) -> OfferingRecord:
    """One offering's record; raises `NotFound`."""
    scope.require_offerings(session, "offerings:view", [offering_id])
    row = _offering(session, offering_id)
    course, term = session.get_one(Course, row.course_id), session.get_one(Term, row.term_id)
    lessons = select(Lesson).where(Lesson.offering_id == offering_id).order_by(Lesson.weekday, Lesson.first_period)
    teachers = (
        select(OfferingTeacher.name).where(OfferingTeacher.offering_id == offering_id).order_by(OfferingTeacher.id)
    )
    rules = select(OfferingRule).where(OfferingRule.offering_id == offering_id).order_by(OfferingRule.position)
    data = OfferingData(
        course_id=row.course_id,
        term_id=row.term_id,
        absence_penalty=row.absence_penalty,
        teachers=tuple(session.scalars(teachers)),
        lessons=tuple(_lesson_of(lesson) for lesson in session.scalars(lessons)),
        rules=tuple(courses.rule_of(rule) for rule in session.scalars(rules)),
        **{name: getattr(row, name) for name in _PLAIN},
    )
    title = " · ".join(filter(None, (course.course_code, course.course_name, term.name, row.section)))
    return OfferingRecord(row.id, row.version, row.deleted_at is not None, title, data)


def _lesson_of(row: Lesson) -> CoreLesson:
    return CoreLesson(**{f.name: getattr(row, f.name) for f in fields(CoreLesson)})


def create(session: Session, data: OfferingData) -> int:
    """A new offering's id; hours, periods, penalty and rules are the course's where left out. Raises `Invalid`."""
    actor(session).require("offerings:create")
    course = session.get(Course, data.course_id)
    if course is None or course.deleted_at is not None:
        raise Invalid(course_id=_("Choose a course."))
    data = _checked(session, data, None)
    term_lock.require_open_term(session, data.term_id)
    describe(session, N_("Offer course {code}"), action="create", code=course.course_code)
    row = Offering(course_id=data.course_id, term_id=data.term_id)
    _fill(row, data)
    for name in ("hours_per_week", "periods_per_week"):
        if getattr(data, name) is None:
            setattr(row, name, getattr(course, name))
    row.absence_penalty = course.absence_penalty if data.absence_penalty is None else data.absence_penalty
    session.add(row)
    session.flush()
    template = select(CourseRule).where(CourseRule.course_id == course.id).order_by(CourseRule.position)
    rules = data.rules or tuple(courses.rule_of(rule) for rule in session.scalars(template))
    _write_parts(session, row, data, rules)
    return row.id


def update(session: Session, offering_id: int, data: OfferingData, seen_version: int | None = None) -> int:
    """Changes an offering, its teachers, lessons and rules, and returns the new version.

    Its course and term stay what they are; categories keep their marks by name (`offering_rules.change` goes by id).
    Raises `Conflict`, `Invalid`.
    """
    scope.require_offerings(session, "offerings:edit", [offering_id])
    row = _offering(session, offering_id)
    course = session.get_one(Course, row.course_id)
    term_lock.require_open(session, [offering_id])
    same_version(row.version, seen_version, course.course_code)
    data = _checked(session, replace(data, course_id=row.course_id, term_id=row.term_id), offering_id)
    describe(session, N_("Edit offering {code}"), action="update", code=course.course_code)
    _fill(row, data)
    if data.absence_penalty is not None:
        row.absence_penalty = data.absence_penalty
    session.flush()
    _write_parts(session, row, data, data.rules)
    return row.version


def delete(session: Session, offering_ids: Sequence[int]) -> int:
    """Deletes offerings so that they can be restored; raises `Conflict` where students are enrolled."""
    scope.require_offerings(session, "offerings:delete", offering_ids)
    rows = rows_of(session, Offering, offering_ids)
    term_lock.require_open(session, offering_ids)
    _describe_several(session, rows, "delete", N_("Delete offering {code}"), N_("Delete {count} offerings"))
    for row in rows:
        enrolled = select(func.count()).where(Enrolment.offering_id == row.id, Enrolment.deleted_at.is_(None))
        if number := session.scalar(enrolled):
            raise Conflict(
                ngettext(
                    "{count} student is enrolled in this offering.",
                    "{count} students are enrolled in this offering.",
                    number,
                ).format(count=number),
                _("Withdraw them first, or keep the offering."),
                code="in_use",
            )
        row.deleted_at = utc_now()
    session.flush()
    return len(rows)


def restore(session: Session, offering_ids: Sequence[int]) -> int:
    """Brings deleted offerings back; raises `Conflict` where the course is deleted, `Invalid` where one is there."""
    scope.require_offerings(session, "offerings:delete", offering_ids)
    rows = session.scalars(select(Offering).where(Offering.id.in_(offering_ids))).all()
    _describe_several(session, rows, "restore", N_("Restore offering {code}"), N_("Restore {count} offerings"))
    for row in rows:
        course = session.get_one(Course, row.course_id)
        if course.deleted_at is not None:
            raise Conflict(
                _("The course {code} is deleted.").format(code=course.course_code), _("Restore the course first.")
            )
        _section_free(session, row.course_id, row.term_id, row.section, row.id)
        row.deleted_at = None
        session.flush()
    return len(rows)


def _describe_several(session: Session, rows: Sequence[Offering], action: str, one: str, many: str) -> None:
    if len(rows) == 1:
        describe(session, one, action=action, code=session.get_one(Course, rows[0].course_id).course_code)
    else:
        describe(session, many, action=action, count=len(rows))


def _write_parts(session: Session, row: Offering, data: OfferingData, rules: Sequence[Rule]) -> None:
    offering_rules.write(session, row, offering_rules.by_name(session, row.id, rules))
    lessons = [{f.name: getattr(lesson, f.name) for f in fields(CoreLesson)} for lesson in data.lessons]
    _replace(session, row, Lesson, lessons)
    _replace(session, row, OfferingTeacher, [{"name": name} for name in data.teachers])
    teachers.link_offering(session, row.id)


def _replace(session: Session, whole: Offering, table: Any, wanted: list[dict[str, Any]]) -> None:
    """Rows as wanted, leaving alone those that are so already (a change set holds only what changed)."""
    left = list(wanted)
    for row in session.scalars(select(table).where(table.offering_id == whole.id)):
        values = next((w for w in left if all(getattr(row, name) == v for name, v in w.items())), None)
        if values is None:
            session.delete(row)
        else:
            left.remove(values)
    session.add_all(table(offering_id=whole.id, **values) for values in left)
    flush_parts(session, whole)


def _fill(row: Offering, data: OfferingData) -> None:
    for name in _PLAIN:
        setattr(row, name, getattr(data, name))


def _checked(session: Session, data: OfferingData, offering_id: int | None) -> OfferingData:
    data = trimmed(data)
    wrong = misfits(OFFERINGS, data)
    term = session.get(Term, data.term_id)
    if term is None or term.deleted_at is not None:
        wrong["term_id"] = _("Choose a term.")
    if not 0 <= data.absence_limit <= 100:
        wrong["absence_limit"] = _("The limit is from 0 to 100 percent.")
    for name in ("hours_per_week", "periods_per_week"):
        value = getattr(data, name)
        if value is not None and not 0 <= value <= 60:
            wrong[name] = _("Enter a number from 0 to 60.")
    if wrong:
        raise Invalid(**wrong)
    if data.rules:
        check_rules(data.rules)
    _section_free(session, data.course_id, data.term_id, data.section, offering_id)
    return data


def _section_free(session: Session, course_id: int, term_id: int, section: str, offering_id: int | None) -> None:
    taken = select(Offering.id).where(
        Offering.course_id == course_id,
        Offering.term_id == term_id,
        Offering.section == section,
        Offering.deleted_at.is_(None),
        Offering.id != (offering_id or 0),
    )
    if session.scalar(taken):
        raise Invalid(section=_("This course is offered to that section in that term already."))


def _offering(session: Session, offering_id: int) -> Offering:
    row = session.get(Offering, offering_id)
    if row is None:
        raise NotFound(_("This offering is not there any more."), _("The list has been refreshed."))
    return row
