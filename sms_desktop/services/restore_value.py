"""Putting one field of a record back to what it was before a change, by the record's own service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Invalid, NotFound
from sms_desktop.core.i18n import _
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.courses import Enrolment
from sms_desktop.db.grades import Grade
from sms_desktop.db.people import Programme, StudentContact
from sms_desktop.services import contacts, courses, enrolments, grade_entry, offerings, register_entry, students, undo
from sms_desktop.services.contacts import ContactData
from sms_desktop.services.courses import CourseData
from sms_desktop.services.grade_entry import Entry, MarkDetails
from sms_desktop.services.offerings import OfferingData
from sms_desktop.services.register_entry import Status
from sms_desktop.services.students import StudentData

_PROGRAMME = {"programme_id": "programme"}
_IN_FORMS: dict[str, type] = {
    "students": StudentData,
    "contacts": ContactData,
    "courses": CourseData,
    "offerings": OfferingData,
}
_ALONE = {
    "enrolments": frozenset({"status"}),
    "grades": frozenset({"score", "excused", *(f.name for f in fields(MarkDetails))}),
    "attendance": frozenset({"status", "note", "document"}),
}


def restorable(table: str, field: str) -> bool:
    """Whether a field of a table's rows can be put back by itself."""
    if table in _ALONE:
        return field in _ALONE[table]
    form = _IN_FORMS.get(table)
    names = {f.name for f in fields(form)} - {"course_id", "term_id"} if form is not None else set()
    return _PROGRAMME.get(field, field) in names


def restore_value(session: Session, table: str, row_id: int, field: str, change_set_id: int) -> None:
    """Gives `field` of a row the value that it had before the change set; all else stays as it is now.

    Asks for the rights, checks what is typed and keeps locks as editing the row does. Raises `NotFound` where the
    change set did not change that field (or it may not be seen), `Invalid` for a field that can't be put back alone or
    a value that would not be taken today, `Conflict`, `Denied`.
    """
    field = "programme_id" if field == "programme" else field
    if not restorable(table, field):
        raise Invalid(
            _("This field can't be put back by itself."), _("Edit the record, or undo the whole change."),
            code="not_restorable",
        )  # fmt: skip
    _WRITERS[table](session, row_id, field, _before(session, table, row_id, field, change_set_id))


def _before(session: Session, table: str, row_id: int, field: str, change_set_id: int) -> Any:
    for change in undo.history(session, table, row_id):
        values = {name: before for name, before, _after in change.fields}
        if change.change_set_id == change_set_id and change.operation == "update" and field in values:
            return values[field]
    raise NotFound(_("There is no earlier value of this field in that change."), _("Open the history again."))


def _student(session: Session, row_id: int, field: str, value: Any) -> None:
    record = students.get(session, row_id)
    students.update(session, row_id, replace(record.data, **_as_typed(session, field, value)), record.version)


def _course(session: Session, row_id: int, field: str, value: Any) -> None:
    record = courses.get(session, row_id)
    courses.update(session, row_id, replace(record.data, **_as_typed(session, field, value)), record.version)


def _offering(session: Session, row_id: int, field: str, value: Any) -> None:
    record = offerings.get(session, row_id)
    offerings.update(session, row_id, replace(record.data, **{field: value}), record.version)


def _as_typed(session: Session, field: str, value: Any) -> dict[str, Any]:
    """The field as forms have it: a programme by its code."""
    if field not in _PROGRAMME:
        return {field: value}
    row = session.get(Programme, value) if value else None
    return {"programme": row.code if row else ""}


def _contact(session: Session, row_id: int, field: str, value: Any) -> None:
    links = select(StudentContact.student_id).where(StudentContact.contact_id == row_id)
    for student_id in session.scalars(links):
        found = next((row for row in contacts.of_student(session, student_id) if row.id == row_id), None)
        if found is not None:
            contacts.update(session, row_id, student_id, replace(found.data, **{field: value}), found.version)
            return
    raise _gone()


def _enrolment(session: Session, row_id: int, _field: str, value: Any) -> None:
    enrolments.set_status(session, [row_id], value)


def _grade(session: Session, row_id: int, field: str, value: Any) -> None:
    row = session.get(Grade, row_id)
    if row is None:
        raise _gone()
    if field in ("score", "excused"):
        score, excused = (value, False) if field == "score" else (None if value else row.score, value)
        entry = Entry(row.enrolment_id, row.assessment_id, score, bool(excused), row.version)
        grade_entry.enter(session, _offering_of(session, row.enrolment_id), [entry])
        return
    details = MarkDetails(**{f.name: getattr(row, f.name) for f in fields(MarkDetails)})
    changed = replace(details, **{field: value})
    grade_entry.set_details(session, row.enrolment_id, row.assessment_id, changed, row.version)


def _attendance(session: Session, row_id: int, field: str, value: Any) -> None:
    row = session.get(Attendance, row_id)
    if row is None:
        raise _gone()
    now = Status(row.enrolment_id, row.period, row.status, row.note, row.document, row.version)
    changed = replace(now, **{field: value})
    register_entry.take(session, _offering_of(session, row.enrolment_id), row.date, [changed])


def _offering_of(session: Session, enrolment_id: int) -> int:
    return session.get_one(Enrolment, enrolment_id).offering_id


def _gone() -> NotFound:
    return NotFound(_("This record is not there any more."), _("The list has been refreshed."))


_WRITERS: dict[str, Callable[[Session, int, str, Any], None]] = {
    "students": _student,
    "contacts": _contact,
    "courses": _course,
    "offerings": _offering,
    "enrolments": _enrolment,
    "grades": _grade,
    "attendance": _attendance,
}
