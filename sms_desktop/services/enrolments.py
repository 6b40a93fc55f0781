"""Students in offerings: enrolling one or many, completing, dropping (domain.md 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Invalid, NotFound
from sms_desktop.core.i18n import N_, _
from sms_desktop.db.changes import describe
from sms_desktop.db.courses import AcademicYear, Course, Enrolment, Offering, Term
from sms_desktop.db.people import Student
from sms_desktop.services import listing, term_lock
from sms_desktop.services.access import scope
from sms_desktop.services.checks import rows_of
from sms_desktop.services.list_rows import Parent, Rows
from sms_desktop.services.listing import ALL, Condition, Listing

STATUSES = ("active", "completed", "dropped")


@dataclass(frozen=True)
class EnrolmentRow:
    """An enrolment as a student's record, an offering's class list and the list of enrolments show it."""

    id: int
    version: int
    student_id: int
    student_number: str
    last_name: str
    first_name: str
    offering_id: int
    course_code: str
    course_name: str
    term: str
    year: str
    section: str
    status: str
    enrolled_at: date | None

    @property
    def student(self) -> str:
        return f"{self.last_name} {self.first_name}"


@dataclass(frozen=True)
class Enrolled:
    """What enrolling many did: the new ones, and those who were in already."""

    new: int
    already: int


FIELDS: dict[str, listing.Field] = {
    "id": Enrolment.id,
    "student_id": Enrolment.student_id,
    "student_number": Student.student_number,
    "last_name": Student.last_name,
    "first_name": Student.first_name,
    "offering_id": Enrolment.offering_id,
    "course_code": Course.course_code,
    "course_name": Course.course_name,
    "term": Term.name,
    "year": AcademicYear.name,
    "section": Offering.section,
    "status": Enrolment.status,
    "enrolled_at": Enrolment.enrolled_at,
    "name": Student.sort_key,
}
_COLUMNS = (Enrolment.id, Enrolment.version, Student.id, Student.student_number, Student.last_name, Student.first_name,
            Offering.id, Course.course_code, Course.course_name, Term.name, AcademicYear.name, Offering.section,
            Enrolment.status, Enrolment.enrolled_at)  # fmt: skip

_COURSE = (Course, Course.id == Offering.course_id)
_TERM = (Term, Term.id == Offering.term_id)
_YEAR = (AcademicYear, AcademicYear.id == Term.year_id)
_ROWS = Rows(
    Enrolment,
    FIELDS,
    {
        Student: Parent(Enrolment.student_id, 10, (Student.deleted_at.is_not(None),)),
        Offering: Parent(
            Enrolment.offering_id,
            20,
            (Offering.deleted_at.is_not(None),),
            {Course: (_COURSE,), Term: (_TERM,), AcademicYear: (_TERM, _YEAR)},
        ),
    },
    Student.search_key,
    frozenset({"id", "student_id", "offering_id"}),
)


def _mine(session: Session) -> ColumnElement[bool]:
    return scope.offerings(session, "enrolments:view", Enrolment.offering_id)


def count(session: Session, wanted: Listing = ALL) -> int:
    """How many enrolments the listing has."""
    return _ROWS.count(session, _mine(session), wanted)


def ids(session: Session, wanted: Listing = ALL) -> list[int]:
    """The ids of the whole listing, in its order."""
    wanted = wanted if wanted.sort else wanted.sorted_by("name", wanted.descending)
    return _ROWS.ids(session, _mine(session), wanted)


def page(session: Session, wanted: Listing = ALL, offset: int = 0, limit: int = 100) -> list[EnrolmentRow]:
    """Enrolments of the listing, by student unless it says otherwise."""
    wanted = wanted if wanted.sort else wanted.sorted_by("name", wanted.descending)
    return [EnrolmentRow(*row) for row in _ROWS.page(session, _COLUMNS, _mine(session), wanted, offset, limit)]


def of_student(session: Session, student_id: int) -> list[EnrolmentRow]:
    """What a student is or was enrolled in, the newest year first."""
    wanted = Listing(where=(Condition("student_id", "=", student_id),), sort="year", descending=True)
    return page(session, wanted, 0, 500)


def of_offering(session: Session, offering_id: int) -> list[EnrolmentRow]:
    """The class list of an offering, by name."""
    return page(session, Listing(where=(Condition("offering_id", "=", offering_id),)), 0, 5000)


def enrol(session: Session, student_ids: Sequence[int], offering_id: int, on: date | None = None) -> Enrolled:
    """Enrols students in an offering; those who dropped it are active in it again, those who completed it stay so.

    Raises `NotFound` for an offering or a student that is not there (any more); then nobody is enrolled.
    """
    scope.require_offerings(session, "enrolments:create", [offering_id])
    scope.require_students(session, "enrolments:create", student_ids)  # else one would make anybody one's own
    offering = session.get(Offering, offering_id)
    if offering is None or offering.deleted_at is not None:
        raise NotFound(_("This offering is not there any more."), _("The list has been refreshed."))
    term_lock.require_open(session, [offering_id])
    there = {row.student_id: row for row in _live(session, offering_id)}
    _all_there(session, student_ids)
    code = session.get_one(Course, offering.course_id).course_code
    describe(session, N_("Enrol {count} students in {code}"), action="create", count=len(student_ids), code=code)
    new, already = 0, 0
    for student_id in dict.fromkeys(student_ids):
        row = there.get(student_id)
        if row is None:
            row = Enrolment(student_id=student_id, offering_id=offering_id, enrolled_at=on or clock.today())
            session.add(row)
            new += 1
        else:
            already += 1
            if row.status == "dropped":
                row.status, row.status_date = "active", on or clock.today()
    session.flush()
    return Enrolled(new, already)


def _live(session: Session, offering_id: int) -> Sequence[Enrolment]:
    statement = select(Enrolment).where(Enrolment.offering_id == offering_id, Enrolment.deleted_at.is_(None))
    return session.scalars(statement).all()


def _all_there(session: Session, student_ids: Sequence[int]) -> None:
    found: set[int] = set()
    for start in range(0, len(student_ids), 500):
        chunk = list(student_ids[start : start + 500])
        found.update(session.scalars(select(Student.id).where(Student.id.in_(chunk), Student.deleted_at.is_(None))))
    missing = set(student_ids) - found
    if missing:
        raise NotFound(
            _("{count} of these students are not there any more.").format(count=len(missing)),
            _("The list has been refreshed; choose again."),
        )


def set_status(session: Session, enrolment_ids: Sequence[int], status: str, on: date | None = None) -> int:
    """Makes enrolments active, completed or dropped from that day; returns how many. Raises `Invalid`."""
    scope.require_enrolments(session, "enrolments:edit", enrolment_ids)
    if status not in STATUSES:
        raise Invalid(status=_("Choose a status from the list."))
    rows = rows_of(session, Enrolment, enrolment_ids)
    term_lock.require_open(session, {row.offering_id for row in rows})
    for row in rows:
        row.status, row.status_date = status, on or clock.today()
    summary = {
        "active": N_("Make {count} enrolments active"),
        "completed": N_("Complete {count} enrolments"),
        "dropped": N_("Drop {count} enrolments"),
    }
    describe(session, summary[status], action="update", count=len(rows))
    session.flush()
    return len(rows)


def delete(session: Session, enrolment_ids: Sequence[int]) -> int:
    """Deletes enrolments that were entered by mistake; returns how many."""
    scope.require_enrolments(session, "enrolments:delete", enrolment_ids)
    rows = rows_of(session, Enrolment, enrolment_ids)
    term_lock.require_open(session, {row.offering_id for row in rows})
    for row in rows:
        row.deleted_at = utc_now()
    describe(session, N_("Delete {count} enrolments"), action="delete", count=len(rows))
    session.flush()
    return len(rows)
