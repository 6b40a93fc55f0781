"""The lists that can be exported: their columns, where these come from, and which of them are sensitive."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import N_, _, pgettext
from sms_desktop.db.courses import AcademicYear, Course, Enrolment, Offering, Term
from sms_desktop.db.people import Contact, Programme, Student, StudentContact
from sms_desktop.services import contacts, courses, enrolments, export_parts, listing, offerings, students
from sms_desktop.services.import_fields import KINDS

#: Values of one column for some rows of the list, by the row's id.
Lookup = Callable[[Session, Sequence[int]], Mapping[int, Any]]


@dataclass(frozen=True)
class Column:
    """One column: an SQL `source`, or a `lookup` for what lies in other tables.

    `words` is the value as people read it (CSV, XLSX) and `data` as programs do (JSON); both are the value itself
    where left out. `label` is the untranslated title, which imports know again.
    """

    name: str
    label: str
    source: listing.Field | None = None
    lookup: Lookup | None = None
    words: Callable[[Any], object] | None = None
    data: Callable[[Any], object] | None = None
    sensitive: bool = False

    def title(self) -> str:
        """The title in the language of the moment."""
        return _(self.label)


@dataclass(frozen=True)
class ExportList:
    """One list: `resource` is what one must be allowed to view, `joined` brings a statement's tables together."""

    name: str
    label: str
    resource: str
    columns: tuple[Column, ...]
    fields: Mapping[str, listing.Field]
    search: listing.Field
    key: listing.Field
    order: tuple[listing.Field, ...]
    joined: Callable[[Any], Any]

    def column(self, name: str) -> Column | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)


def _student_status(status: str) -> str:
    words = {
        "active": pgettext("student", "active"),
        "graduated": pgettext("student", "graduated"),
        "withdrawn": pgettext("student", "withdrawn"),
        "transferred": pgettext("student", "transferred"),
    }
    return words.get(status, status)


def _enrolment_status(status: str) -> str:
    words = {
        "active": pgettext("enrolment", "active"),
        "completed": pgettext("enrolment", "completed"),
        "dropped": pgettext("enrolment", "dropped"),
    }
    return words.get(status, status)


def _gender(gender: str) -> str:
    words = {
        "male": pgettext("gender", "male"),
        "female": pgettext("gender", "female"),
        "other": pgettext("gender", "other"),
    }
    return words.get(gender, gender)


def _yes_no(value: bool) -> str:
    return _("yes") if value else _("no")


def _known(kind: str, name: str, source: listing.Field | None, **more: Any) -> Column:
    """A column that imports of `kind` have as a field, by that field's own title."""
    field = KINDS[kind].field(name)
    assert field is not None, name
    return Column(name, field.label, source, sensitive=field.sensitive or name in students.SENSITIVE, **more)


_STUDENT_WORDS = {"status": _student_status, "gender": _gender}
_STUDENT_COLUMNS = (
    "student_number", "last_name", "first_name", "father_name", "mother_name", "gender", "email", "mobile", "phone",
    "date_of_birth", "place_of_birth", "nationality", "national_id", "street", "street_number", "city", "postal_code",
    "district", "enrolment_date", "academic_year", "programme", "study_year", "section", "status", "status_date",
    "status_reason", "health_note", "private_note",
)  # fmt: skip

STUDENTS = ExportList(
    "students",
    N_("Students"),
    "students",
    tuple(_known("students", name, students.FIELDS[name], words=_STUDENT_WORDS.get(name)) for name in _STUDENT_COLUMNS),
    students.FIELDS,
    Student.search_key,
    Student.id,
    (Student.sort_key, Student.id),
    lambda statement: (
        statement.select_from(Student)
        .outerjoin(Programme, Programme.id == Student.programme_id)
        .where(Student.deleted_at.is_(None))
    ),
)

_WHOSE = tuple(
    _known("students", name, source)
    for name, source in (
        ("student_number", Student.student_number),
        ("last_name", Student.last_name),
        ("first_name", Student.first_name),
    )
)

CONTACTS = ExportList(
    "contacts",
    N_("Contacts"),
    "contacts",
    (
        *_WHOSE,
        Column("name", N_("Contact: name"), Contact.name),
        Column("relation", N_("Contact: relation"), StudentContact.relation),
        Column("phone", N_("Contact: telephone"), Contact.phone, sensitive=True),
        Column("email", N_("Contact: e-mail"), Contact.email),
        Column("emergency", N_("In an emergency"), StudentContact.emergency, words=_yes_no),
        Column("may_be_contacted", N_("May be contacted"), StudentContact.may_be_contacted, words=_yes_no),
        Column("may_pick_up", N_("May pick up"), StudentContact.may_pick_up, words=_yes_no),
        Column("note", N_("Contact: note"), Contact.note, sensitive=True),
    ),
    contacts.FIELDS,
    Contact.search_key,
    StudentContact.id,
    (Student.sort_key, Student.id, StudentContact.position, StudentContact.id),
    lambda statement: (
        statement.select_from(StudentContact)
        .join(Contact, Contact.id == StudentContact.contact_id)
        .join(Student, Student.id == StudentContact.student_id)
        .where(Contact.deleted_at.is_(None), Student.deleted_at.is_(None))
    ),
)

_COURSE_COLUMNS = (
    "course_code", "course_name", "credits", "hours_per_week", "periods_per_week", "absence_penalty", "programme",
    "study_year", "semester", "evaluation_rules", "description",
)  # fmt: skip


def _course_column(name: str) -> Column:
    if name == "evaluation_rules":
        return _known(
            "courses", name, None,
            lookup=export_parts.rules_of_courses, words=export_parts.rules_text, data=export_parts.rules_data,
        )  # fmt: skip
    return _known("courses", name, courses.FIELDS[name])


COURSES = ExportList(
    "courses",
    N_("Courses"),
    "courses",
    tuple(_course_column(name) for name in _COURSE_COLUMNS),
    courses.FIELDS,
    Course.search_key,
    Course.id,
    (Course.sort_key, Course.id),
    lambda statement: (
        statement.select_from(Course)
        .outerjoin(Programme, Programme.id == Course.programme_id)
        .where(Course.deleted_at.is_(None))
    ),
)

_TERM = AcademicYear.name + " " + Term.name
_ENROLLED = (
    select(func.count(Enrolment.id))
    .join(Student, Student.id == Enrolment.student_id)
    .where(
        Enrolment.offering_id == Offering.id, Enrolment.deleted_at.is_(None), Enrolment.status != "dropped",
        Student.deleted_at.is_(None),
    )
    .correlate(Offering)
    .scalar_subquery()
)  # fmt: skip

OFFERINGS = ExportList(
    "offerings",
    N_("Offerings"),
    "offerings",
    (
        _known("courses", "course_code", Course.course_code),
        _known("courses", "course_name", Course.course_name),
        _known("courses", "term", _TERM),
        _known("courses", "section", Offering.section),
        _known("courses", "room", Offering.room),
        _known("courses", "teachers", None, lookup=export_parts.teachers, words="; ".join, data=list),
        _known("courses", "hours_per_week", Offering.hours_per_week),
        _known("courses", "periods_per_week", Offering.periods_per_week),
        _known("courses", "absence_penalty", Offering.absence_penalty),
        Column("absence_limit", N_("Absence limit (percent)"), Offering.absence_limit),
        _known("courses", "schedule", None, lookup=export_parts.lessons, words=export_parts.schedule_text,
               data=export_parts.schedule_data),
        _known("courses", "evaluation_rules", None, lookup=export_parts.rules_of_offerings,
               words=export_parts.rules_text, data=export_parts.rules_data),
        Column("enrolled", N_("Enrolled"), _ENROLLED),
    ),
    offerings.FIELDS,
    Course.search_key,
    Offering.id,
    (AcademicYear.first_day, Term.number, Course.sort_key, Offering.section, Offering.id),
    lambda statement: (
        statement.select_from(Offering)
        .join(Course, Course.id == Offering.course_id)
        .join(Term, Term.id == Offering.term_id)
        .join(AcademicYear, AcademicYear.id == Term.year_id)
        .outerjoin(Programme, Programme.id == Course.programme_id)
        .where(Offering.deleted_at.is_(None))
    ),
)  # fmt: skip

ENROLMENTS = ExportList(
    "enrolments",
    N_("Enrolments"),
    "enrolments",
    (
        *_WHOSE,
        _known("enrolments", "course_code", Course.course_code),
        _known("enrolments", "course_name", Course.course_name),
        _known("enrolments", "term", _TERM),
        _known("enrolments", "section", Offering.section),
        _known("enrolments", "status", Enrolment.status, words=_enrolment_status),
        _known("enrolments", "enrolled_at", Enrolment.enrolled_at),
    ),
    enrolments.FIELDS,
    Student.search_key,
    Enrolment.id,
    (Student.sort_key, Student.id, Enrolment.id),
    lambda statement: (
        statement.select_from(Enrolment)
        .join(Student, Student.id == Enrolment.student_id)
        .join(Offering, Offering.id == Enrolment.offering_id)
        .join(Course, Course.id == Offering.course_id)
        .join(Term, Term.id == Offering.term_id)
        .join(AcademicYear, AcademicYear.id == Term.year_id)
        .outerjoin(Programme, Programme.id == Course.programme_id)
        .where(Enrolment.deleted_at.is_(None), Student.deleted_at.is_(None), Offering.deleted_at.is_(None))
    ),
)

LISTS: dict[str, ExportList] = {each.name: each for each in (STUDENTS, CONTACTS, COURSES, OFFERINGS, ENROLMENTS)}
