"""What people call a row of a table: a mark of whom in what, a lesson of which day; there still or gone already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import N_, _, format_date
from sms_desktop.db import tables
from sms_desktop.db.courses import AcademicYear, Course, Enrolment, Offering, Term
from sms_desktop.db.grades import Assessment
from sms_desktop.db.operations import ChangeEntry
from sms_desktop.db.people import Student
from sms_desktop.db.stored import from_stored, unpack

Values = Mapping[str, Any]

_WORDS = {
    "academic_years": N_("academic years"),
    "terms": N_("terms"),
    "holidays": N_("holidays"),
    "programmes": N_("programmes"),
    "students": N_("students"),
    "student_photos": N_("photographs"),
    "contacts": N_("contacts"),
    "student_contacts": N_("students' contacts"),
    "courses": N_("courses"),
    "course_rules": N_("evaluation rules of courses"),
    "offerings": N_("classes"),
    "offering_rules": N_("evaluation rules of classes"),
    "offering_teachers": N_("teachers of classes"),
    "lessons": N_("lessons"),
    "enrolments": N_("enrolments"),
    "assessments": N_("assessments"),
    "grades": N_("marks"),
    "daily_ratings": N_("daily ratings"),
    "highlights": N_("highlights"),
    "attendance": N_("attendance records"),
    "make_up_lessons": N_("make-up lessons"),
    "users": N_("accounts"),
    "roles": N_("roles"),
    "grants": N_("rights granted to one person"),
    "settings": N_("settings"),
    "change_sets": N_("changes"),
    "change_entries": N_("entries of the change log"),
    "imports": N_("imports"),
    "jobs": N_("long work"),
    "named_exports": N_("named exports"),
    "letter_templates": N_("templates of letters"),
    "own_forms": N_("forms of the school's own"),
    "issued_documents": N_("issued documents"),
    "issued_pages": N_("pages of issued documents"),
    "school_pictures": N_("pictures of the school"),
    "column_profiles": N_("remembered columns"),
}


def table_words(table: str) -> str:
    """What people call the rows of a table, in the plural; its own name where nothing is known of it."""
    return _(_WORDS[table]) if table in _WORDS else table


def name_of(session: Session, table: str, row_id: int) -> str:
    """A row as people call it, from what it is or last was; its table's word and number where neither is known."""
    values = _values(session, table, row_id)
    if values:
        if table in _NAMED:
            return _NAMED[table](session, values)
        for names in (("last_name", "first_name"), ("course_code", "course_name"), ("name",), ("title",), ("key",)):
            if all(name in values for name in names):
                return " ".join(str(values[name]) for name in names)
    return _("number {number} of the {rows}").format(rows=table_words(table), number=row_id)


def _values(session: Session, table: str, row_id: int) -> Values:
    known = tables.metadata.tables[table]
    row = session.execute(select(known).where(known.c.id == row_id)).mappings().first()
    return dict(row) if row is not None else _last_values(session, table, row_id)


def _last_values(session: Session, table: str, row_id: int) -> Values:
    """What a row was that is gone, from the change that took it out."""
    statement = (
        select(ChangeEntry)
        .where(
            ChangeEntry.table_name == table, ChangeEntry.operation == "remove",
            ChangeEntry.first_id <= row_id, ChangeEntry.last_id >= row_id,
        )
        .order_by(ChangeEntry.change_set_id.desc())
    )  # fmt: skip
    columns = tables.metadata.tables[table].c
    for entry in session.scalars(statement):
        document = unpack(entry.payload)
        ids = document["ids"] or range(entry.first_id, entry.last_id + 1)
        if row_id in ids:
            place = ids.index(row_id)
            return {name: from_stored(columns[name])(found[place]) for name, found in document["before"].items()}
    return {}


def student(session: Session, student_id: int) -> str:
    """Last and first name of a student, deleted or not."""
    row = session.get(Student, student_id)
    return f"{row.last_name} {row.first_name}" if row else ""


def offering(session: Session, offering_id: int) -> str:
    """Course code, term and section of an offering."""
    statement = (
        select(Course.course_code, AcademicYear.name, Term.name, Offering.section)
        .join(Offering, Offering.course_id == Course.id)
        .join(Term, Term.id == Offering.term_id)
        .join(AcademicYear, AcademicYear.id == Term.year_id)
        .where(Offering.id == offering_id)
    )
    row = session.execute(statement).first()
    return " · ".join(filter(None, row)) if row else ""


def _whose(session: Session, values: Values) -> tuple[str, str]:
    """The student and the course's code of an enrolment that `values` belong to."""
    row = session.get(Enrolment, values["enrolment_id"])
    if row is None:
        return "", ""
    statement = select(Course.course_code).join(Offering, Offering.course_id == Course.id)
    return student(session, row.student_id), session.scalar(statement.where(Offering.id == row.offering_id)) or ""


def _enrolment(session: Session, values: Values) -> str:
    who, what = student(session, values["student_id"]), offering(session, values["offering_id"])
    return _("{student} in {course}").format(student=who, course=what)


def _offering(session: Session, values: Values) -> str:
    return offering(session, values["id"])


def _assessment(session: Session, values: Values) -> str:
    return _("{title} in {course}").format(title=values["title"], course=offering(session, values["offering_id"]))


def _mark(session: Session, values: Values) -> str:
    who, code = _whose(session, values)
    of = session.get(Assessment, values["assessment_id"])
    text = _("Mark of {student} in {title} ({code})")
    return text.format(student=who, title=of.title if of else "", code=code)


def _rating(session: Session, values: Values) -> str:
    who, code = _whose(session, values)
    text = _("Rating of {student} on {date} ({code})")
    return text.format(student=who, date=format_date(values["date"]), code=code)


def _record(session: Session, values: Values) -> str:
    who, code = _whose(session, values)
    text = _("Attendance of {student} on {date}, period {period} ({code})")
    return text.format(student=who, date=format_date(values["date"]), period=values["period"], code=code)


def _highlight(session: Session, values: Values) -> str:
    who = student(session, values["student_id"])
    return _("Highlight of {student} on {date}").format(student=who, date=format_date(values["noted_on"]))


def _make_up(session: Session, values: Values) -> str:
    of = offering(session, values["offering_id"])
    return _("Make-up lesson of {course} on {date}").format(course=of, date=format_date(values["date"]))


_NAMED: dict[str, Callable[[Session, Values], str]] = {
    "enrolments": _enrolment,
    "offerings": _offering,
    "assessments": _assessment,
    "grades": _mark,
    "daily_ratings": _rating,
    "attendance": _record,
    "highlights": _highlight,
    "make_up_lessons": _make_up,
}
