"""The catalogue of courses with the template of their evaluation rules (domain.md 1 and 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.core.evaluation import Rule, check_rules
from sms_desktop.core.i18n import N_, _
from sms_desktop.core.names import search_key, sort_key
from sms_desktop.db.base import Audited
from sms_desktop.db.changes import actor, describe
from sms_desktop.db.courses import Course, CourseRule, Offering
from sms_desktop.db.people import Programme
from sms_desktop.services import listing, students
from sms_desktop.services.access import scope
from sms_desktop.services.checks import flush_parts, misfits, rows_of, same_version, trimmed
from sms_desktop.services.listing import ALL, Listing

COURSES = cast(Table, Course.__table__)


@dataclass(frozen=True)
class CourseData:
    """A course as a form fills it in; `rules` is the template for its offerings."""

    course_code: str = ""
    course_name: str = ""
    credits: Decimal | None = None
    hours_per_week: Decimal | None = None
    periods_per_week: Decimal | None = None
    absence_penalty: Decimal = Decimal(0)
    description: str = ""
    programme: str = ""
    study_year: int | None = None
    semester: int | None = None
    rules: tuple[Rule, ...] = field(default=())


@dataclass(frozen=True)
class CourseRow:
    """A course as lists show it."""

    id: int
    version: int
    course_code: str
    course_name: str
    credits: Decimal | None
    periods_per_week: Decimal | None
    hours_per_week: Decimal | None
    programme: str
    study_year: int | None
    semester: int | None


@dataclass(frozen=True)
class CourseRecord:
    """The whole record of one course."""

    id: int
    version: int
    deleted: bool
    data: CourseData


_PLAIN = tuple(f.name for f in fields(CourseData) if f.name not in ("programme", "rules"))
_LIST = tuple(f.name for f in fields(CourseRow))
FIELDS: dict[str, listing.Field] = {
    "id": Course.id,
    **{name: getattr(Course, name) for name in _PLAIN},
    "programme": Programme.code,
    "sort": Course.sort_key,
}


def _conditions(session: Session, wanted: Listing) -> list[Any]:
    own = scope.courses(session, "courses:view", Course.id)
    deleted = Course.deleted_at.is_not(None) if wanted.deleted else Course.deleted_at.is_(None)
    return [deleted, own, *listing.conditions(wanted, FIELDS, Course.search_key)]


def count(session: Session, wanted: Listing = ALL) -> int:
    """How many courses the listing has."""
    statement = select(func.count(Course.id)).outerjoin(Programme, Programme.id == Course.programme_id)
    return session.scalar(statement.where(*_conditions(session, wanted))) or 0


def ids(session: Session, wanted: Listing = ALL) -> list[int]:
    """The ids of the whole listing, in its order."""
    wanted = wanted if wanted.sort else wanted.sorted_by("sort", wanted.descending)
    statement = select(Course.id).outerjoin(Programme, Programme.id == Course.programme_id)
    statement = statement.where(*_conditions(session, wanted))
    return list(session.scalars(statement.order_by(*listing.order(wanted, FIELDS, Course.id))))


def page(session: Session, wanted: Listing = ALL, offset: int = 0, limit: int = 100) -> list[CourseRow]:
    """Courses of the listing, by code unless it says otherwise."""
    wanted = wanted if wanted.sort else wanted.sorted_by("sort", wanted.descending)
    columns = [FIELDS[n].label(n) if n == "programme" else getattr(Course, n) for n in _LIST]
    statement = (
        select(*columns)
        .outerjoin(Programme, Programme.id == Course.programme_id)
        .where(*_conditions(session, wanted))
        .order_by(*listing.order(wanted, FIELDS, Course.id))
        .offset(offset)
        .limit(limit)
    )
    return [
        CourseRow(**{**values, "programme": values["programme"] or ""})
        for values in session.execute(statement).mappings()
    ]


def get(session: Session, course_id: int) -> CourseRecord:
    """One course's record, deleted or not; raises `NotFound`."""
    scope.require_courses(session, "courses:view", [course_id])
    row = _course(session, course_id)
    programme = session.get(Programme, row.programme_id) if row.programme_id else None
    data = CourseData(
        programme=programme.code if programme else "",
        rules=tuple(rule_of(rule) for rule in _rules(session, course_id)),
        **{name: getattr(row, name) for name in _PLAIN},
    )
    return CourseRecord(row.id, row.version, row.deleted_at is not None, data)


def by_code(session: Session, code: str) -> int:
    """The id of the course with that code; raises `NotFound`."""
    own = scope.courses(session, "courses:view", Course.id)
    live = select(Course.id).where(Course.course_code == code.upper(), Course.deleted_at.is_(None), own)
    found = session.scalar(live)
    if found is None:
        raise NotFound(_("There is no course with the code {code}.").format(code=code))
    return found


def create(session: Session, data: CourseData) -> int:
    """A new course's id; raises `Invalid` with the fields that are wrong, `Denied`."""
    actor(session).require("courses:create")
    data = checked(session, data, None)
    describe(session, N_("Add course {code}"), action="create", code=data.course_code)
    row = Course()
    _fill(session, row, data)
    session.add(row)
    session.flush()
    write_rules(session, row, CourseRule, {"course_id": row.id}, data.rules)
    return row.id


def update(session: Session, course_id: int, data: CourseData, seen_version: int | None = None) -> int:
    """Changes a course and its template of rules; returns the new version. Raises `Conflict`, `Invalid`."""
    scope.require_courses(session, "courses:edit", [course_id])
    row = _course(session, course_id)
    same_version(row.version, seen_version, row.course_code)
    data = checked(session, data, course_id)
    describe(session, N_("Edit course {code}"), action="update", code=data.course_code)
    _fill(session, row, data)
    session.flush()
    write_rules(session, row, CourseRule, {"course_id": row.id}, data.rules)
    return row.version


def delete(session: Session, course_ids: Sequence[int]) -> int:
    """Deletes courses so that they can be restored; raises `Conflict` for one that is offered in some term."""
    scope.require_courses(session, "courses:delete", course_ids)
    rows = rows_of(session, Course, course_ids)
    for row in rows:
        _not_offered(session, row)
        row.deleted_at = utc_now()
    _describe_several(session, rows, "delete", N_("Delete course {code}"), N_("Delete {count} courses"))
    session.flush()
    return len(rows)


def restore(session: Session, course_ids: Sequence[int]) -> int:
    """Brings deleted courses back; raises `Invalid` where a code is taken by now."""
    scope.require_courses(session, "courses:delete", course_ids)
    rows = rows_of(session, Course, course_ids, deleted=True)
    for row in rows:
        _code_free(session, row.course_code, row.id)
        row.deleted_at = None
    _describe_several(session, rows, "restore", N_("Restore course {code}"), N_("Restore {count} courses"))
    session.flush()
    return len(rows)


def _describe_several(session: Session, rows: Sequence[Course], action: str, one: str, many: str) -> None:
    if len(rows) == 1:
        describe(session, one, action=action, code=rows[0].course_code)
    else:
        describe(session, many, action=action, count=len(rows))


def _not_offered(session: Session, row: Course) -> None:
    offered = select(func.count()).where(Offering.course_id == row.id, Offering.deleted_at.is_(None))
    if session.scalar(offered):
        raise Conflict(
            _("{code} is offered in a term, so it can't be deleted.").format(code=row.course_code),
            _("Delete its offerings first."),
            code="in_use",
        )


def rule_of(row: Any) -> Rule:
    """A stored rule as the core knows it."""
    return Rule(
        name=row.name,
        weight=row.weight,
        kind=row.kind,
        counts_daily=row.counts_daily,
        daily_multiplier=row.daily_multiplier,
        latest_only=row.latest_only,
    )


def write_rules(session: Session, whole: Audited, table: Any, owner: dict[str, int], rules: Sequence[Rule]) -> None:
    """Makes the owner's rules what is given: same names are changed, so that grades keep their category."""
    (column, owner_id), *__ = owner.items()
    there = list(session.scalars(select(table).where(getattr(table, column) == owner_id).order_by(table.position)))
    by_name = {row.name: row for row in there}
    for position, rule in enumerate(rules, 1):
        row = by_name.pop(rule.name, None) or table(**owner)
        row.position = position
        for f in fields(rule):
            setattr(row, f.name, getattr(rule, f.name))
        session.add(row)
    for row in by_name.values():
        session.delete(row)
    flush_parts(session, whole)


def _rules(session: Session, course_id: int) -> Sequence[CourseRule]:
    statement = select(CourseRule).where(CourseRule.course_id == course_id).order_by(CourseRule.position)
    return session.scalars(statement).all()


def keys_of(code: str, name: str) -> dict[str, str]:
    """The folded keys that searching and sorting use."""
    return {"search_key": search_key(code, name), "sort_key": sort_key(code, name)}


def _fill(session: Session, row: Course, data: CourseData) -> None:
    for name in _PLAIN:
        setattr(row, name, getattr(data, name))
    row.programme_id = students.programme_id(session, data.programme)
    for name, value in keys_of(data.course_code, data.course_name).items():
        setattr(row, name, value)


def checked(session: Session, data: CourseData, course_id: int | None) -> CourseData:
    """The data trimmed and found right for this course (None: a new one); raises `Invalid` naming the fields."""
    data = trimmed(data)
    data = replace(data, course_code=data.course_code.upper())
    wrong = misfits(COURSES, data)
    if not data.course_code:
        wrong["course_code"] = _("Enter the course's code.")
    if not data.course_name:
        wrong["course_name"] = _("Enter the course's name.")
    if data.credits is not None and not 1 <= data.credits <= 12:
        wrong["credits"] = _("Credits are from 1 to 12.")
    for name in ("hours_per_week", "periods_per_week"):
        value = getattr(data, name)
        if value is not None and not 0 <= value <= 60:
            wrong[name] = _("Enter a number from 0 to 60.")
    if not 0 <= data.absence_penalty <= 100:
        wrong["absence_penalty"] = _("The penalty is from 0 to 100 percentage points.")
    if wrong:
        raise Invalid(**wrong)
    if data.rules:
        check_rules(data.rules)
    _code_free(session, data.course_code, course_id)
    return data


def _code_free(session: Session, code: str, course_id: int | None) -> None:
    taken = session.scalar(
        select(Course.course_name).where(
            Course.course_code == code, Course.deleted_at.is_(None), Course.id != (course_id or 0)
        )
    )
    if taken is not None:
        raise Invalid(
            "",
            _("Choose another code, or open that course."),
            course_code=_("Course code {code} is taken by “{name}”.").format(code=code, name=taken),
        )


def _course(session: Session, course_id: int) -> Course:
    row = session.get(Course, course_id)
    if row is None:
        raise NotFound(_("This course is not there any more."), _("The list has been refreshed."))
    return row
