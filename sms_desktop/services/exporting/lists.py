"""The lists that can be exported: their columns, where these come from, and which of them are sensitive."""

from __future__ import annotations

from sqlalchemy import func, select

from sms_desktop.core.i18n import N_
from sms_desktop.db.courses import AcademicYear, Course, Enrolment, Offering, Term
from sms_desktop.db.people import Contact, Programme, Student, StudentContact
from sms_desktop.services import contacts, courses, enrolments, offerings, students
from sms_desktop.services.exporting import audit, marks, row_parts
from sms_desktop.services.exporting.columns import (
    TERM,
    WHOSE,
    Column,
    ExportList,
    enrolment_status,
    gender_word,
    known,
    student_status,
    yes_no,
)
from sms_desktop.services.privacy import restriction

_STUDENT_WORDS = {"status": student_status, "gender": gender_word}
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
    tuple(known("students", name, students.FIELDS[name], words=_STUDENT_WORDS.get(name)) for name in _STUDENT_COLUMNS),
    students.FIELDS,
    Student.search_key,
    Student.id,
    (Student.sort_key, Student.id),
    lambda statement: (
        statement.select_from(Student)
        .outerjoin(Programme, Programme.id == Student.programme_id)
        .where(Student.deleted_at.is_(None))
    ),
    on_paper=(
        "student_number", "last_name", "first_name", "father_name", "date_of_birth", "email", "mobile", "programme",
        "study_year", "section", "status", "enrolment_date",
    ),
)  # fmt: skip

CONTACTS = ExportList(
    "contacts",
    N_("Contacts"),
    "contacts",
    (
        *WHOSE,
        Column("name", N_("Contact: name"), Contact.name),
        Column("relation", N_("Contact: relation"), StudentContact.relation),
        Column("phone", N_("Contact: telephone"), Contact.phone, sensitive=True),
        Column("email", N_("Contact: e-mail"), Contact.email),
        Column("emergency", N_("In an emergency"), StudentContact.emergency, words=yes_no),
        Column("may_be_contacted", N_("May be contacted"), StudentContact.may_be_contacted, words=yes_no),
        Column("may_pick_up", N_("May pick up"), StudentContact.may_pick_up, words=yes_no),
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
        .where(Contact.deleted_at.is_(None), Student.deleted_at.is_(None), restriction.unrestricted())
    ),
)

_COURSE_COLUMNS = (
    "course_code", "course_name", "credits", "hours_per_week", "periods_per_week", "absence_penalty", "programme",
    "study_year", "semester", "evaluation_rules", "description",
)  # fmt: skip


def _course_column(name: str) -> Column:
    if name == "evaluation_rules":
        return known(
            "courses", name, None,
            lookup=row_parts.rules_of_courses, words=row_parts.rules_text, data=row_parts.rules_data,
        )  # fmt: skip
    return known("courses", name, courses.FIELDS[name])


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
    on_paper=tuple(name for name in _COURSE_COLUMNS if name != "description"),
)

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
        known("courses", "course_code", Course.course_code),
        known("courses", "course_name", Course.course_name),
        known("courses", "term", TERM),
        known("courses", "section", Offering.section),
        known("courses", "room", Offering.room),
        known("courses", "teachers", None, lookup=row_parts.teachers, words="; ".join, data=list),
        known("courses", "hours_per_week", Offering.hours_per_week),
        known("courses", "periods_per_week", Offering.periods_per_week),
        known("courses", "absence_penalty", Offering.absence_penalty),
        Column("absence_limit", N_("Absence limit (percent)"), Offering.absence_limit),
        known("courses", "schedule", None, lookup=row_parts.lessons, words=row_parts.schedule_text,
               data=row_parts.schedule_data),
        known("courses", "evaluation_rules", None, lookup=row_parts.rules_of_offerings,
               words=row_parts.rules_text, data=row_parts.rules_data),
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
    on_paper=(
        "course_code", "course_name", "term", "section", "room", "teachers", "hours_per_week", "periods_per_week",
        "schedule", "enrolled",
    ),
)  # fmt: skip

ENROLMENTS = ExportList(
    "enrolments",
    N_("Enrolments"),
    "enrolments",
    (
        *WHOSE,
        known("enrolments", "course_code", Course.course_code),
        known("enrolments", "course_name", Course.course_name),
        known("enrolments", "term", TERM),
        known("enrolments", "section", Offering.section),
        known("enrolments", "status", Enrolment.status, words=enrolment_status),
        known("enrolments", "enrolled_at", Enrolment.enrolled_at),
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

LISTS: dict[str, ExportList] = {
    each.name: each for each in (STUDENTS, CONTACTS, COURSES, OFFERINGS, ENROLMENTS, *marks.LISTS, audit.AUDIT)
}
