"""Students: looking them up, adding, changing, deleting and restoring them (domain.md 1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Invalid, NotFound
from sms_desktop.core.i18n import N_, _
from sms_desktop.core.names import search_key, sort_key
from sms_desktop.core.values import digits_of
from sms_desktop.db import bulk
from sms_desktop.db.changes import actor, describe
from sms_desktop.db.people import LISTED, Programme, Student
from sms_desktop.db.stored import to_stored
from sms_desktop.services import listing, settings
from sms_desktop.services.access import scope
from sms_desktop.services.checks import misfits, rows_of, same_version, student_there, trimmed
from sms_desktop.services.listing import ALL, Listing
from sms_desktop.services.privacy import restriction

STUDENTS = cast(Table, Student.__table__)
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,49}")
STATUSES = ("active", "graduated", "withdrawn", "transferred")
#: Hidden from who may not see them (domain.md 7).
SENSITIVE = ("national_id", "mobile", "phone", "health_note", "private_note")
#: More rows than this are written in bulk.
_MANY = 1000


@dataclass(frozen=True)
class StudentData:
    """What is kept about a student, as a form fills it in; the number is made up where it is left empty.

    A `health_note` of None was not looked at, and stays as it is: `services.privacy.viewing` shows it.
    """

    first_name: str = ""
    last_name: str = ""
    student_number: str = ""
    father_name: str = ""
    mother_name: str = ""
    gender: str = ""
    email: str = ""
    mobile: str = ""
    phone: str = ""
    date_of_birth: date | None = None
    place_of_birth: str = ""
    nationality: str = ""
    national_id: str = ""
    street: str = ""
    street_number: str = ""
    city: str = ""
    postal_code: str = ""
    district: str = ""
    enrolment_date: date | None = None
    academic_year: str = ""
    programme: str = ""
    study_year: int | None = None
    section: str = ""
    status: str = "active"
    status_date: date | None = None
    status_reason: str = ""
    health_note: str | None = ""
    private_note: str = ""


@dataclass(frozen=True)
class StudentRow:
    """A student as lists show one; sensitive fields are empty for who may not see them."""

    id: int
    version: int
    student_number: str
    last_name: str
    first_name: str
    father_name: str
    email: str
    mobile: str
    phone: str
    date_of_birth: date | None
    programme: str
    study_year: int | None
    section: str
    status: str
    city: str
    enrolment_date: date | None

    @property
    def name(self) -> str:
        """Last name first, as registers have it."""
        return f"{self.last_name} {self.first_name}"


@dataclass(frozen=True)
class StudentRecord:
    """The whole record of one student; why it is restricted is told to who may see sensitive fields."""

    id: int
    version: int
    deleted: bool
    sensitive_hidden: bool
    data: StudentData
    restricted_at: datetime | None = None
    restriction_note: str = ""
    erased_at: datetime | None = None

    @property
    def name(self) -> str:
        return f"{self.data.last_name} {self.data.first_name}"


_PLAIN = tuple(f.name for f in fields(StudentData) if f.name != "programme")
FIELDS: dict[str, listing.Field] = {
    "id": Student.id,
    **{name: restriction.shown(name, getattr(Student, name)) for name in _PLAIN},
    "programme": Programme.code,
    "name": Student.sort_key,
}
_LIST = tuple(f.name for f in fields(StudentRow))


def _conditions(session: Session, wanted: Listing) -> list[Any]:
    own = scope.students(session, "students:view", Student.id)
    if listing.touches(wanted, SENSITIVE):
        scope.require_sensitive(session, "students:view")
    deleted = listing.live(Student.deleted_at, wanted, (*LISTED, "programme"), ("student_number",))
    return [deleted, own, *listing.conditions(wanted, FIELDS, Student.search_key)]


def count(session: Session, wanted: Listing = ALL) -> int:
    """How many students the listing has."""
    statement = select(func.count(Student.id)).where(*_conditions(session, wanted))
    if any(c.field == "programme" for c in wanted.where):
        statement = statement.outerjoin(Programme, Programme.id == Student.programme_id)
    return session.scalar(statement) or 0


def ids(session: Session, wanted: Listing = ALL) -> list[int]:
    """The ids of the whole listing, in its order: for selecting all, and for finding a row's place."""
    wanted = wanted if wanted.sort else wanted.sorted_by("name", wanted.descending)
    statement = select(Student.id).where(*_conditions(session, wanted))
    if "programme" in (wanted.sort, *(c.field for c in wanted.where)):
        statement = statement.outerjoin(Programme, Programme.id == Student.programme_id)
    return list(session.scalars(statement.order_by(*listing.order(wanted, FIELDS, Student.id))))


def page(session: Session, wanted: Listing = ALL, offset: int = 0, limit: int = 100) -> list[StudentRow]:
    """Students `offset` to `offset + limit` of the listing, by name unless it says otherwise."""
    wanted = wanted if wanted.sort else wanted.sorted_by("name", wanted.descending)
    columns = [FIELDS[n].label(n) if n in FIELDS else getattr(Student, n) for n in _LIST]
    statement = (
        select(*columns)
        .outerjoin(Programme, Programme.id == Student.programme_id)
        .where(*_conditions(session, wanted))
        .order_by(*listing.order(wanted, FIELDS, Student.id))
        .offset(offset)
        .limit(limit)
    )
    hide = not scope.sees_sensitive(session, "students:view")
    return [_row(values, hide) for values in session.execute(statement).mappings()]


def _row(values: Any, hide: bool) -> StudentRow:
    found = {**values, "programme": values["programme"] or ""}
    if hide:
        found |= {name: "" for name in SENSITIVE if name in found}
    return StudentRow(**found)


def get(session: Session, student_id: int) -> StudentRecord:
    """One student's record, deleted or not; raises `NotFound`."""
    scope.require_students(session, "students:view", [student_id])
    row = student_there(session, student_id, deleted=True)
    programme = session.get(Programme, row.programme_id) if row.programme_id else None
    data = StudentData(programme=programme.code if programme else "", **{n: getattr(row, n) for n in _PLAIN})
    hidden = _hidden(session, row)
    unseen: dict[str, Any] = dict.fromkeys(hidden, "") if hidden else {"health_note": None if row.health_note else ""}
    data = replace(data, **unseen)
    why = "" if hidden else row.restriction_note or ""
    deleted = row.deleted_at is not None
    return StudentRecord(row.id, row.version, deleted, bool(hidden), data, row.restricted_at, why, row.erased_at)


def _hidden(session: Session, row: Student) -> tuple[str, ...]:
    """The fields of one student that the person may not see."""
    if scope.allows(session, "students:sensitive", scope.require_students, row.id):
        return ()
    return SENSITIVE if row.restricted_at is None else (*SENSITIVE, *restriction.WITHHELD)


def by_number(session: Session, student_number: str) -> int:
    """The id of the student with that number; raises `NotFound` naming the nearest."""
    own = scope.students(session, "students:view", Student.id)
    found = session.scalar(
        select(Student.id).where(Student.student_number == student_number, Student.deleted_at.is_(None), own)
    )
    if found is None:
        raise NotFound(
            _("There is no student with the number {number}.").format(number=student_number),
            _("Look the student up by name: “smsctl search NAME”."),
        )
    return found


def create(session: Session, data: StudentData) -> int:
    """A new student's id; raises `Invalid` with the fields that are wrong, `Denied`."""
    actor(session).require("students:create")
    data = _checked(session, data, None)
    if not data.student_number:
        data = replace(data, student_number=next_number(session))
    row = Student()
    _fill(session, row, data)
    session.add(row)
    describe(session, N_("Add student {name}"), action="create", name=_name(data))
    session.flush()
    return row.id


def update(session: Session, student_id: int, data: StudentData, seen_version: int | None = None) -> int:
    """Changes a student and returns the new version.

    `seen_version` is the version the person saw; raises `Conflict` where somebody has changed the record since, and
    `reason_needed` where it is protected (`restriction`); `Invalid` with the fields that are wrong.
    """
    scope.require_students(session, "students:edit", [student_id])
    row = student_there(session, student_id, deleted=True)
    restriction.require_reason(session, row)
    same_version(row.version, seen_version, f"{row.last_name} {row.first_name}")
    kept = _hidden(session, row) or (("health_note",) if data.health_note is None else ())
    data = replace(data, **{name: getattr(row, name) for name in kept})
    data = _checked(session, data, student_id)
    describe(session, N_("Edit student {name}"), action="update", name=_name(data))
    _fill(session, row, replace(data, student_number=data.student_number or row.student_number))
    session.flush()
    return row.version


def delete(session: Session, student_ids: Sequence[int]) -> int:
    """Deletes students so that they can be restored; returns how many. Their enrolments stay with them, unseen."""
    scope.require_students(session, "students:delete", student_ids)
    when = utc_now()
    if len(student_ids) > _MANY:
        return _delete_many(session, student_ids, when)
    rows = rows_of(session, Student, student_ids)
    for row in rows:
        row.deleted_at = when
    _describe_several(session, rows, "delete", N_("Delete student {name}"), N_("Delete {count} students"))
    session.flush()
    return len(rows)


def _delete_many(session: Session, student_ids: Sequence[int], when: datetime) -> int:
    """As `delete`, for a whole register at once: the unit of work would take a minute for half a million rows."""
    found = bulk.read_columns(session, STUDENTS, sorted(set(student_ids)), ["id", "deleted_at"])
    live = [i for i, deleted in zip(found["id"], found["deleted_at"], strict=True) if deleted is None]
    stored = to_stored(STUDENTS.c.deleted_at)(when)
    bulk.update_rows(session, STUDENTS, live, {"deleted_at": [None] * len(live)}, {"deleted_at": [stored] * len(live)})
    describe(session, N_("Delete {count} students"), action="delete", count=len(live))
    return len(live)


def restore(session: Session, student_ids: Sequence[int]) -> int:
    """Brings deleted students back and returns how many; raises `Invalid` where a number is taken by now."""
    scope.require_students(session, "students:delete", student_ids)
    rows = rows_of(session, Student, student_ids, deleted=True)
    for row in rows:
        _number_free(session, row.student_number, row.id)
        row.deleted_at = None
    _describe_several(session, rows, "restore", N_("Restore student {name}"), N_("Restore {count} students"))
    session.flush()
    return len(rows)


def _describe_several(session: Session, rows: list[Student], action: str, one: str, many: str) -> None:
    if len(rows) == 1:
        describe(session, one, action=action, name=f"{rows[0].last_name} {rows[0].first_name}")
    else:
        describe(session, many, action=action, count=len(rows))


def sections(session: Session) -> list[str]:
    """The sections that students are in, for choosing from."""
    own = scope.students(session, "students:view", Student.id)
    live = select(Student.section).where(Student.deleted_at.is_(None), Student.section != "", own).distinct()
    return sorted(session.scalars(live))


def programmes(session: Session) -> list[tuple[str, str]]:
    """Codes and names of the programmes, by code."""
    rows = select(Programme.code, Programme.name).where(Programme.deleted_at.is_(None)).order_by(Programme.code)
    return [(code, name) for code, name in session.execute(rows)]


def known_programme_id(session: Session, text: str) -> int | None:
    """The programme of that code or name; None where there is none."""
    named = (Programme.code == text) | (Programme.name == text)
    return session.scalar(select(Programme.id).where(named, Programme.deleted_at.is_(None)).limit(1))


def programme_id(session: Session, text: str) -> int | None:
    """The programme of that code or name, made where there is none yet; None for an empty text."""
    if not text:
        return None
    found = known_programme_id(session, text)
    if found is None:
        row = Programme(code=text[:50], name=text[:200])
        session.add(row)
        session.flush()
        found = row.id
    return found


def next_number(session: Session, taken: int = 0) -> str:
    """A number for a student who has none: the year and the next free serial, such as 2026-0042.

    `taken` serials of this transaction are passed over.
    """
    prefix = f"{clock.today().year}-"
    like = Student.student_number.like(listing.escaped(prefix) + "%", escape="\\")
    numbers = session.scalars(select(Student.student_number).where(like))
    serials = [int(n[len(prefix) :]) for n in numbers if n[len(prefix) :].isdigit()]
    return f"{prefix}{max(serials, default=0) + 1 + taken:04d}"


def keys_of(data: StudentData, *, restricted: bool = False) -> dict[str, str]:
    """The folded keys that searching and sorting use (domain.md 6); who is restricted is found by name and number."""
    data = replace(data, email="", mobile="", phone="") if restricted else data
    return {
        "search_key": search_key(data.last_name, data.first_name, data.student_number, data.email),
        "phone_key": " ".join(filter(None, (digits_of(data.mobile), digits_of(data.phone)))),
        "sort_key": sort_key(data.last_name, data.first_name),
    }


def _fill(session: Session, row: Student, data: StudentData) -> None:
    # Making a programme flushes: it comes first, so that the row is written once and whole.
    row.programme_id = programme_id(session, data.programme)
    values = {name: getattr(data, name) for name in _PLAIN} | {"health_note": data.health_note or ""}
    values |= keys_of(data, restricted=row.restricted_at is not None)
    for name, value in values.items():
        setattr(row, name, value)


def _checked(session: Session, data: StudentData, student_id: int | None) -> StudentData:
    """The data trimmed; raises `Invalid` with every field that breaks a rule (domain.md 1)."""
    data = trimmed(data)
    wrong: dict[str, str] = {}
    if not data.first_name:
        wrong["first_name"] = _("Enter the first name.")
    if not data.last_name:
        wrong["last_name"] = _("Enter the last name.")
    if data.student_number and not NUMBER.fullmatch(data.student_number):
        wrong["student_number"] = _("A number has Latin letters, digits, - and _, up to 50, a letter or digit first.")
    if data.status not in STATUSES:
        wrong["status"] = _("Choose a status from the list.")
    if data.email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", data.email):
        wrong["email"] = _("This is not an e-mail address.")
    most = settings.read(session, "school.study_years")
    if data.study_year is not None and not 1 <= data.study_year <= most:
        wrong["study_year"] = _("The year of study is from 1 to {most}.").format(most=most)
    if data.date_of_birth and not date(1900, 1, 1) <= data.date_of_birth <= clock.today():
        wrong["date_of_birth"] = _("The date of birth must lie between 1900 and today.")
    wrong |= misfits(STUDENTS, data)
    if wrong:
        raise Invalid(**wrong)
    _number_free(session, data.student_number, student_id)
    return data


def _number_free(session: Session, student_number: str, student_id: int | None) -> None:
    other = select(Student.id, Student.last_name, Student.first_name).where(
        Student.student_number == student_number, Student.deleted_at.is_(None), Student.id != (student_id or 0)
    )
    taken = session.execute(other).first() if student_number else None
    if taken is None:
        return
    if not scope.allows(session, "students:view", scope.require_students, taken.id):
        raise Invalid(student_number=_("The number {number} is taken.").format(number=student_number))
    raise Invalid(
        student_number=_("The number {number} is taken by {name}.").format(
            number=student_number, name=f"{taken.last_name} {taken.first_name}"
        )
    )


def _name(data: StudentData) -> str:
    return f"{data.last_name} {data.first_name}"
