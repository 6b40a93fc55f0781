"""Putting fields of a record back to what they were before a change, by the record's own service."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.core.i18n import N_, _, format_moment
from sms_desktop.db import tables
from sms_desktop.db.changes import REMOVE, UPDATE, actor, describe
from sms_desktop.db.operations import ChangeSet
from sms_desktop.services.access import scope
from sms_desktop.services.assessments import AssessmentData
from sms_desktop.services.contacts import ContactData
from sms_desktop.services.courses import CourseData
from sms_desktop.services.grade_entry import MarkDetails
from sms_desktop.services.highlights import HighlightData
from sms_desktop.services.history import row_writers, undo
from sms_desktop.services.history.audit_words import field_word, value_word
from sms_desktop.services.history.undo import Change, Put
from sms_desktop.services.offerings import OfferingData
from sms_desktop.services.students import StudentData

_PROGRAMME = {"programme_id": "programme"}
_IN_FORMS: dict[str, type] = {
    "students": StudentData,
    "contacts": ContactData,
    "courses": CourseData,
    "offerings": OfferingData,
    "assessments": AssessmentData,
    "highlights": HighlightData,
}
_ALONE = {
    "student_contacts": frozenset({"relation", "emergency", "may_be_contacted", "may_pick_up"}),
    "enrolments": frozenset({"status", "limit_extended_on", "limit_note"}),
    "grades": frozenset({"score", "excused", *(f.name for f in fields(MarkDetails))}),
    "daily_ratings": frozenset({"score", "max_score", "note"}),
    "attendance": frozenset({"status", "note", "document"}),
}
#: What one must be allowed to for each table, so that nothing is offered that would be refused.
_RIGHTS = {
    **{name: f"{name}:edit" for name in ("students", "contacts", "courses", "offerings", "enrolments", "attendance")},
    **dict.fromkeys(("assessments", "grades", "daily_ratings", "highlights"), "grades:edit"),
    "student_contacts": "contacts:edit",
}
#: Fields that only make sense together.
_TOGETHER = {"grades": frozenset({"score", "excused"}), "enrolments": frozenset({"limit_extended_on", "limit_note"})}


def restorable(table: str, field: str) -> bool:
    """Whether a field of a table's rows can be put back by itself."""
    if table in _ALONE:
        return field in _ALONE[table]
    form = _IN_FORMS.get(table)
    names = {f.name for f in fields(form)} - {"course_id", "term_id"} if form is not None else set()
    return _PROGRAMME.get(field, field) in names


def puts(session: Session, table: str, row_id: int, change: Change) -> tuple[Put | None, ...]:
    """Beside each field of a change of a row, what puts its earlier value back; None where this person can't."""
    may = change.operation == UPDATE and table in _RIGHTS and actor(session).may(_RIGHTS[table])
    named = [name for name, _before, _after in change.fields]
    return tuple(Put(table, row_id, name) if may and restorable(table, name) else None for name in named)


def whole(session: Session, table: str, row_id: int, change: Change) -> Put | None:
    """What puts back all that a change did to a row: its fields, or the row itself where it was taken out."""
    if change.operation == REMOVE:
        may = table in row_writers.ANEW and actor(session).may(_RIGHTS[table])
    else:
        may = any(puts(session, table, row_id, change))
    return Put(table, row_id) if may else None


def restore_value(
    session: Session, table: str, row_id: int, field: str, change_set_id: int, *, anyway: bool = False
) -> None:
    """Gives `field` of a row the value that it had before the change set; all else stays as it is now.

    Without a `field`, all that the change set did to the row; a mark, rating or record that it took out is entered
    anew. Asks for the rights, checks what is typed and keeps locks as editing the row does. Raises `NotFound` where
    the change set did not change that field (or it may not be seen), `Invalid` for a field that can't be put back
    alone or a value that would not be taken today, `Conflict` (`changed_since` where it was changed again and it is
    not to be done `anyway`, `term_locked`), `Denied`.
    """
    field = "programme_id" if field == "programme" else field
    if field and not restorable(table, field):
        raise Invalid(
            _("This field can't be put back by itself."), _("Edit the record, or undo the whole change."),
            code="not_restorable",
        )  # fmt: skip
    change = _change(session, table, row_id, change_set_id)
    row = session.get_one(ChangeSet, change_set_id)
    describe(session, N_("Put back: {title}"), action="update", title=undo.title_of(row))
    if change.operation == REMOVE and not field and table in row_writers.ANEW:
        values = {name: before for name, before, _after in change.fields}
        row_writers.ANEW[table](session, values, anyway=anyway)
        return
    wanted = _wanted(table, field, change)
    if not anyway:
        _unchanged_since(session, table, row_id, change, wanted)
    row_writers.WRITERS[table](session, row_id, wanted)


def _wanted(table: str, field: str, change: Change) -> dict[str, Any]:
    """The values to put back; raises `NotFound` where there are none."""
    together = _TOGETHER.get(table, frozenset())
    names = {field} | (together if field in together else set())
    found = {
        name: before
        for name, before, _after in change.fields
        if change.operation == UPDATE and (name in names or (not field and restorable(table, name)))
    }
    if not found or (field and field not in found):
        raise _nothing_earlier()
    return found


def _nothing_earlier() -> NotFound:
    return NotFound(_("There is no earlier value of this field in that change."), _("Open the history again."))


def _change(session: Session, table: str, row_id: int, change_set_id: int) -> Change:
    """What a change set did to a row, as far as this person may see it; of a row that is gone by what it was of."""
    if _is_there(session, table, row_id):
        found = undo.history(session, table, row_id)
    else:
        found = undo.changes_of(session, table, row_id)
        owner = next((value for name, value, _after in found[0].fields if name == "enrolment_id"), 0) if found else 0
        scope.require_enrolments(session, _RIGHTS.get(table, "settings:edit"), [owner])
    for change in found:
        if change.change_set_id == change_set_id and change.operation in (UPDATE, REMOVE):
            return change
    raise _nothing_earlier()


def _is_there(session: Session, table: str, row_id: int) -> bool:
    known = tables.metadata.tables[table].c
    return "enrolment_id" not in known or session.scalar(select(known.id).where(known.id == row_id)) is not None


def _unchanged_since(session: Session, table: str, row_id: int, change: Change, wanted: dict[str, Any]) -> None:
    """Raises `Conflict` (`changed_since`) where a value is not the one any more that the change gave it."""
    columns = tables.metadata.tables[table].c
    left = {name: after for name, _before, after in change.fields if name in wanted}
    now = session.execute(select(*(columns[name] for name in left)).where(columns.id == row_id)).mappings().first()
    name = next((name for name in left if now is not None and now[name] != left[name]), None)
    if name is None or now is None:
        return
    later = next(one for one in undo.history(session, table, row_id) if name in (field[0] for field in one.fields))
    text = _("{field} was changed again on {when} by {who}; now it is: {value}.")
    raise Conflict(
        text.format(
            field=field_word(name, table), when=format_moment(later.at), who=later.user_name,
            value=value_word(session, table, name, now[name]) or _("empty"),
        ),
        _("Put the earlier value back only if it is the right one."),
        code="changed_since",
    )  # fmt: skip
