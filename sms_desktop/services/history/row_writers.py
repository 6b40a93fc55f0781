"""How each table's rows get earlier values back, and how rows that were taken out are entered anew: as one edits them.

Part of `restore_value`, which knows which values and whether they may be put back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import NotFound
from sms_desktop.core.i18n import _
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.courses import Enrolment
from sms_desktop.db.grades import Assessment, DailyRating, Grade, Highlight
from sms_desktop.db.people import Programme, StudentContact
from sms_desktop.services import (
    absence_limits,
    assessments,
    contacts,
    courses,
    daily_ratings,
    enrolments,
    grade_entry,
    highlights,
    offerings,
    register_entry,
    students,
)
from sms_desktop.services.assessments import AssessmentData
from sms_desktop.services.contacts import ContactRow
from sms_desktop.services.daily_ratings import RatingEntry
from sms_desktop.services.grade_entry import Entry, MarkDetails
from sms_desktop.services.highlights import HighlightData
from sms_desktop.services.register_entry import Status

Values = Mapping[str, Any]


class Anew(Protocol):
    """Enters a row again with the values it had; over one that stands in its place by now only `anyway`."""

    def __call__(self, session: Session, values: Values, *, anyway: bool) -> None: ...


def _student(session: Session, row_id: int, values: Values) -> None:
    record = students.get(session, row_id)
    students.update(session, row_id, replace(record.data, **_as_typed(session, values)), record.version)


def _course(session: Session, row_id: int, values: Values) -> None:
    record = courses.get(session, row_id)
    courses.update(session, row_id, replace(record.data, **_as_typed(session, values)), record.version)


def _offering(session: Session, row_id: int, values: Values) -> None:
    record = offerings.get(session, row_id)
    offerings.update(session, row_id, replace(record.data, **values), record.version)


def _as_typed(session: Session, values: Values) -> dict[str, Any]:
    """The values as forms have them: a programme by its code."""
    typed = dict(values)
    if "programme_id" in typed:
        programme = typed.pop("programme_id")
        row = session.get(Programme, programme) if programme else None
        typed["programme"] = row.code if row else ""
    return typed


def _contact(session: Session, row_id: int, values: Values) -> None:
    links = select(StudentContact.student_id).where(StudentContact.contact_id == row_id)
    for student_id in session.scalars(links):
        found = [row for row in contacts.of_student(session, student_id) if row.id == row_id]
        if found:
            _write_contact(session, found[0], values)
            return
    raise _gone()


def _contact_link(session: Session, row_id: int, values: Values) -> None:
    link = session.get(StudentContact, row_id)
    found = contacts.of_student(session, link.student_id) if link is not None else []
    row = next((one for one in found if one.link_id == row_id), None)
    if row is None:
        raise _gone()
    _write_contact(session, row, values)


def _write_contact(session: Session, row: ContactRow, values: Values) -> None:
    contacts.update(session, row.id, row.student_id, replace(row.data, **values), row.version)


def _enrolment(session: Session, row_id: int, values: Values) -> None:
    if "status" in values:
        enrolments.set_status(session, [row_id], values["status"])
    if not {"limit_extended_on", "limit_note"} & values.keys():
        return
    row = session.get(Enrolment, row_id)
    if row is None:
        raise _gone()
    on, note = (values.get(name, getattr(row, name)) for name in ("limit_extended_on", "limit_note"))
    if on is None:
        absence_limits.withdraw_extension(session, row_id)
    else:
        absence_limits.extend(session, row_id, on, note)


def _assessment(session: Session, row_id: int, values: Values) -> None:
    row = session.get(Assessment, row_id)
    if row is None:
        raise _gone()
    data = AssessmentData(**{f.name: getattr(row, f.name) for f in fields(AssessmentData)})
    assessments.update(session, row_id, replace(data, **values), row.version)


def _highlight(session: Session, row_id: int, values: Values) -> None:
    row = session.get(Highlight, row_id)
    if row is None:
        raise _gone()
    data = HighlightData(**{f.name: getattr(row, f.name) for f in fields(HighlightData)})
    highlights.update(session, row_id, replace(data, **values), row.version)


def _mark(session: Session, row_id: int, values: Values) -> None:
    row = session.get(Grade, row_id)
    if row is None:
        raise _gone()
    steps = [_put_details, _put_score]
    lower = "max_score" in values and values["max_score"] < row.max_score
    for step in reversed(steps) if lower else steps:  # the score is never above the maximum in between
        step(session, row, values)


def _put_score(session: Session, row: Grade, values: Values) -> None:
    if not {"score", "excused"} & values.keys():
        return
    score = values.get("score", row.score)
    entry = Entry(row.enrolment_id, row.assessment_id, score, score is None, row.version)
    grade_entry.enter(session, _offering_of(session, row.enrolment_id), [entry])


def _put_details(session: Session, row: Grade, values: Values) -> None:
    names = [f.name for f in fields(MarkDetails)]
    if not values.keys() & set(names):
        return
    details = MarkDetails(**{name: values.get(name, getattr(row, name)) for name in names})
    grade_entry.set_details(session, row.enrolment_id, row.assessment_id, details, row.version)


def _rating(session: Session, row_id: int, values: Values) -> None:
    row = session.get(DailyRating, row_id)
    if row is None:
        raise _gone()
    now = RatingEntry(row.enrolment_id, row.rule_id, row.score, row.max_score, row.note, row.version)
    daily_ratings.record(session, _offering_of(session, row.enrolment_id), row.date, [replace(now, **values)])


def _record(session: Session, row_id: int, values: Values) -> None:
    row = session.get(Attendance, row_id)
    if row is None:
        raise _gone()
    now = Status(row.enrolment_id, row.period, row.status, row.note, row.document, row.version)
    _take(session, row.date, replace(now, **values))


def _take(session: Session, day: date, entry: Status) -> None:
    register_entry.take(session, _offering_of(session, entry.enrolment_id), day, [entry])


def _mark_anew(session: Session, values: Values, *, anyway: bool) -> None:
    enrolment, assessment = values["enrolment_id"], values["assessment_id"]
    score, column = values.get("score"), session.get(Assessment, assessment)
    if score is not None and column is not None:
        score = min(score, column.max_score)  # until its own maximum is there
    entry = Entry(enrolment, assessment, score, score is None, None if anyway else 0)
    grade_entry.enter(session, _offering_of(session, enrolment), [entry])
    row = session.scalars(select(Grade).where(Grade.enrolment_id == enrolment, Grade.assessment_id == assessment)).one()
    given = {f.name: values.get(f.name, f.default) for f in fields(MarkDetails)}
    _mark(session, row.id, {"score": values.get("score"), **given})


def _rating_anew(session: Session, values: Values, *, anyway: bool) -> None:
    entry = RatingEntry(
        values["enrolment_id"], values["rule_id"], values["score"], values["max_score"], values.get("note") or "",
        None if anyway else 0,
    )  # fmt: skip
    daily_ratings.record(session, _offering_of(session, entry.enrolment_id), values["date"], [entry])


def _record_anew(session: Session, values: Values, *, anyway: bool) -> None:
    entry = Status(
        values["enrolment_id"], values["period"], values["status"], values.get("note") or "",
        values.get("document") or "", None if anyway else 0,
    )  # fmt: skip
    _take(session, values["date"], entry)


def _offering_of(session: Session, enrolment_id: int) -> int:
    row = session.get(Enrolment, enrolment_id)
    if row is None:
        raise _gone()
    return row.offering_id


def _gone() -> NotFound:
    return NotFound(_("This record is not there any more."), _("The list has been refreshed."))


WRITERS: dict[str, Callable[[Session, int, Values], None]] = {
    "students": _student,
    "contacts": _contact,
    "student_contacts": _contact_link,
    "courses": _course,
    "offerings": _offering,
    "enrolments": _enrolment,
    "assessments": _assessment,
    "grades": _mark,
    "daily_ratings": _rating,
    "attendance": _record,
    "highlights": _highlight,
}
#: What can be entered anew after it was taken out.
ANEW: dict[str, Anew] = {"grades": _mark_anew, "daily_ratings": _rating_anew, "attendance": _record_anew}
