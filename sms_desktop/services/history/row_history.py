"""What happened to a mark, a day of a register, a contact, a highlight or an enrolment, for who looks at it."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _, format_date, format_number
from sms_desktop.db.courses import OfferingRule
from sms_desktop.db.grades import Assessment
from sms_desktop.db.people import StudentContact
from sms_desktop.services.access import scope
from sms_desktop.services.history import part_history, undo
from sms_desktop.services.history.audit_words import field_word, value_word
from sms_desktop.services.history.part_history import Values
from sms_desktop.services.history.undo import Change

#: Rows that are told field by field.
_BY_FIELD = frozenset({"contacts", "student_contacts", "highlights", "enrolments"})
#: Told by the kind of change, or by what the row belongs to.
_UNTOLD = frozenset({"deleted_at", "student_id", "offering_id", "contact_id", "position", "status_date"})
_LIMIT = 200


def of_row(session: Session, table: str, row_id: int, limit: int = _LIMIT) -> list[Change]:
    """The changes of a contact, highlight or enrolment, the newest first, field by field in words.

    What a contact is to its students goes with the contact. Sensitive fields only for who may see them.
    """
    if table not in _BY_FIELD:
        raise Invalid(_("There is no history of these rows by themselves."), code="no_history")
    own = undo.history(session, table, row_id, limit)
    found = [_in_words(session, table, row_id, change) for change in own]
    for link in _links(session, row_id) if table == "contacts" else ():
        linked = undo.history(session, "student_contacts", link, limit)
        told = [_in_words(session, "student_contacts", link, change) for change in linked]
        found = part_history.merged(found, told, limit)
    return found


def of_mark(session: Session, enrolment_id: int, assessment_id: int, limit: int = _LIMIT) -> list[Change]:
    """The changes of one cell of a grade sheet, also of marks that were taken out of it, the newest first."""
    scope.require_enrolments(session, "grades:view", [enrolment_id])
    rows = part_history.rows_of(session, "grades", "enrolment_id", enrolment_id, assessment_id=assessment_id)
    marks = part_history.of_rows(session, "grades", rows, partial(_assessment, session), mark_words)
    return part_history.merged((), marks, limit)


def of_marks(session: Session, enrolment_id: int, limit: int = _LIMIT) -> list[Change]:
    """The changes of all marks and daily ratings of a student in a course, the newest first."""
    scope.require_enrolments(session, "grades:view", [enrolment_id])
    of = (session, "grades", "enrolment_id", enrolment_id, partial(_assessment, session), mark_words)
    parts = [*part_history.parts(*of), *_ratings(session, enrolment_id)]
    return part_history.merged((), parts, limit)


def of_day(session: Session, enrolment_id: int, day: date, limit: int = _LIMIT) -> list[Change]:
    """The changes of a student's records and daily ratings of a date in a course, the newest first."""
    scope.require_enrolments(session, "attendance:view", [enrolment_id])
    rows = part_history.rows_of(session, "attendance", "enrolment_id", enrolment_id, date=day)
    parts = part_history.of_rows(session, "attendance", rows, _period, partial(_record, session))
    if scope.allows(session, "grades:view", scope.require_enrolments, enrolment_id):
        parts += _ratings(session, enrolment_id, date=day)
    return part_history.merged((), parts, limit)


def _ratings(session: Session, enrolment_id: int, **also: Any) -> list[Change]:
    rows = part_history.rows_of(session, "daily_ratings", "enrolment_id", enrolment_id, **also)
    return part_history.of_rows(session, "daily_ratings", rows, partial(_category, session), rating_words)


def _links(session: Session, contact_id: int) -> list[int]:
    """What a contact is to its students, those of the own classes alone."""
    theirs = (
        StudentContact.contact_id == contact_id,
        scope.students(session, "contacts:view", StudentContact.student_id),
    )
    return list(session.scalars(select(StudentContact.id).where(*theirs).order_by(StudentContact.id)))


def _in_words(session: Session, table: str, row_id: int, change: Change) -> Change:
    told = part_history.told(session, table, row_id, change, _UNTOLD)
    fields = [
        (field_word(name, table), *(value_word(session, table, name, value) for value in (before, after)))
        for name, before, after in told.fields
    ]
    return Change(**{**vars(told), "fields": tuple(fields)})


def mark_words(values: Values) -> str:
    """A mark with all it says: out of how much, excused, weight and dates of its own, note."""
    score = _("excused") if values.get("excused") else _out_of(values)
    weight = values.get("weight")
    words = [
        score,
        _("weight {weight}").format(weight=format_number(weight)) if weight is not None and weight != 1 else "",
        _dated(_("set on {date}"), values.get("assigned_on")),
        _dated(_("handed in on {date}"), values.get("submitted_on")),
        values.get("note") or "",
    ]
    return ", ".join(filter(None, words))


def rating_words(values: Values) -> str:
    """A daily rating: its day, the score out of its maximum, and the note."""
    return ", ".join(filter(None, (format_date(values.get("date")), _out_of(values), values.get("note") or "")))


def _out_of(values: Values) -> str:
    if values.get("score") is None or values.get("max_score") is None:
        return ""
    score, maximum = (format_number(values[name]) for name in ("score", "max_score"))
    return _("{score} of {maximum}").format(score=score, maximum=maximum)


def _dated(text: str, day: date | None) -> str:
    return text.format(date=format_date(day)) if day else ""


def _record(session: Session, values: Values) -> str:
    status = value_word(session, "attendance", "status", values.get("status"))
    return ", ".join(filter(None, (status, values.get("note") or "", values.get("document") or "")))


def _period(values: Values) -> str:
    return _("Period {n}").format(n=values.get("period") or "")


def _assessment(session: Session, values: Values) -> str:
    row = session.get(Assessment, values.get("assessment_id") or 0)
    return row.title if row is not None else _("Mark")


def _category(session: Session, values: Values) -> str:
    row = session.get(OfferingRule, values.get("rule_id") or 0)
    return row.name if row is not None else _("Daily rating")
