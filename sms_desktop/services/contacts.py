"""Guardians and emergency persons, and whose they are (domain.md 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, func, select, true
from sqlalchemy.orm import Session

from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Invalid, NotFound
from sms_desktop.core.i18n import N_, _
from sms_desktop.core.names import search_key, sort_key
from sms_desktop.db.changes import actor, describe
from sms_desktop.db.people import Contact, Student, StudentContact
from sms_desktop.services import listing
from sms_desktop.services.access import scope
from sms_desktop.services.checks import flush_parts, misfits, rows_of, same_version, trimmed
from sms_desktop.services.list_rows import Parent, Rows
from sms_desktop.services.listing import ALL, Listing
from sms_desktop.services.privacy import restriction

CONTACTS = cast(Table, Contact.__table__)
#: How a contact is related, as the window offers it; any other text may be typed.
RELATIONS = (N_("father"), N_("mother"), N_("guardian"), N_("emergency contact"), N_("sibling"), N_("spouse"))


@dataclass(frozen=True)
class ContactData:
    """A contact of one student, as a form fills it in."""

    name: str = ""
    relation: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""
    emergency: bool = False
    may_be_contacted: bool = True
    may_pick_up: bool = False


@dataclass(frozen=True)
class ContactRow:
    """A contact as a student's record and the list of contacts show one."""

    id: int
    version: int
    link_id: int
    student_id: int
    student: str
    student_number: str
    data: ContactData


_OWN = ("name", "phone", "email", "note")
#: Hidden from who may not see them (domain.md 7).
SENSITIVE = ("phone", "note")
_AT_ONCE = 500
_LINK = ("relation", "emergency", "may_be_contacted", "may_pick_up")
FIELDS: dict[str, listing.Field] = {
    "id": Contact.id,
    **{name: getattr(Contact, name) for name in _OWN},
    **{name: getattr(StudentContact, name) for name in _LINK},
    "student_number": Student.student_number,
    "first_name": Student.first_name,
    "last_name": Student.last_name,
    "sort": Contact.sort_key,
}

_ROWS = Rows(
    StudentContact,
    FIELDS,
    {
        Contact: Parent(StudentContact.contact_id, 1, (Contact.deleted_at.is_not(None),)),
        Student: Parent(StudentContact.student_id, 1, (Student.deleted_at.is_not(None), ~restriction.unrestricted())),
    },
    Contact.search_key,
)
_COLUMNS = (StudentContact.id.label("link_id"), Contact.id, Contact.version, Student.id.label("student_id"),
            Student.last_name, Student.first_name, Student.student_number,
            *(getattr(Contact, name) for name in _OWN), *(getattr(StudentContact, name) for name in _LINK))  # fmt: skip


def _mine(session: Session) -> ColumnElement[bool]:
    return scope.students(session, "contacts:view", StudentContact.student_id)


def _require_view(session: Session, wanted: Listing) -> None:
    actor(session).require("contacts:view")
    if listing.touches(wanted, SENSITIVE):
        scope.require_sensitive(session, "contacts:view")


def count(session: Session, wanted: Listing = ALL) -> int:
    """How many contacts, counted once for each student they belong to."""
    _require_view(session, wanted)
    return _ROWS.count(session, _mine(session), wanted)


def page(session: Session, wanted: Listing = ALL, offset: int = 0, limit: int = 100) -> list[ContactRow]:
    """Contacts with their students, by name unless the listing says otherwise."""
    _require_view(session, wanted)
    wanted = wanted if wanted.sort else wanted.sorted_by("sort", wanted.descending)
    return [_row(session, found) for found in _ROWS.page(session, _COLUMNS, _mine(session), wanted, offset, limit)]


def of_student(session: Session, student_id: int) -> list[ContactRow]:
    """The contacts of one student, in their order."""
    actor(session).require("contacts:view")
    open_ones = true() if scope.sees_sensitive(session, "contacts:view") else restriction.unrestricted()
    live = (Contact.deleted_at.is_(None), Student.deleted_at.is_(None), open_ones)
    statement = (
        select(*_COLUMNS)
        .join_from(StudentContact, Contact, Contact.id == StudentContact.contact_id)
        .join(Student, Student.id == StudentContact.student_id)
        .where(StudentContact.student_id == student_id, _mine(session), *live)
        .order_by(StudentContact.position, StudentContact.id)
    )
    return [_row(session, row) for row in session.execute(statement)]


def _row(session: Session, found: Any) -> ContactRow:
    data = ContactData(**{name: getattr(found, name) for name in (*_OWN, *_LINK)})
    if not scope.sees_sensitive(session, "contacts:view"):
        data = replace(data, phone="", note="")
    name = f"{found.last_name} {found.first_name}"
    return ContactRow(found.id, found.version, found.link_id, found.student_id, name, found.student_number, data)


def add(session: Session, student_id: int, data: ContactData) -> int:
    """A new contact of a student; returns its id. Raises `Invalid`, `Denied`, `Conflict` (`reason_needed`)."""
    scope.require_students(session, "contacts:create", [student_id])
    data = _checked(data)
    student = session.get(Student, student_id)
    if student is None or student.deleted_at is not None:
        raise NotFound(_("This student is not there any more."), _("The list has been refreshed."))
    restriction.require_reason(session, student)
    describe(session, N_("Add contact {name}"), action="create", name=data.name)
    row = Contact(**_own(data))
    session.add(row)
    session.flush()
    position = session.scalar(select(func.count()).where(StudentContact.student_id == student_id)) or 0
    link = StudentContact(student_id=student_id, contact_id=row.id, position=position + 1, **_link(data))
    session.add(link)
    session.flush()
    return row.id


def update(session: Session, contact_id: int, student_id: int, data: ContactData, seen: int | None = None) -> None:
    """Changes a contact, and what it is to this student; raises `Conflict`, `Invalid`, `NotFound`."""
    scope.require_students(session, "contacts:edit", [student_id, *_whose(session, [contact_id])])
    row = next(iter(rows_of(session, Contact, [contact_id])), None)
    link = session.scalar(
        select(StudentContact).where(StudentContact.contact_id == contact_id, StudentContact.student_id == student_id)
    )
    if row is None or link is None:
        raise NotFound(_("This contact is not there any more."), _("The list has been refreshed."))
    restriction.require_reason_for(session, _whose(session, [contact_id]))
    same_version(row.version, seen, row.name)
    if not scope.sees_sensitive(session, "contacts:view"):
        data = replace(data, phone=row.phone, note=row.note)
    data = _checked(data)
    describe(session, N_("Edit contact {name}"), action="update", name=data.name)
    for target, values in ((row, _own(data)), (link, _link(data))):
        for name, value in values.items():
            setattr(target, name, value)
    flush_parts(session, row)


def delete(session: Session, contact_ids: Sequence[int]) -> int:
    """Deletes contacts so that they can be restored; returns how many."""
    scope.require_contacts(session, "contacts:delete", contact_ids)
    scope.require_students(session, "contacts:delete", _whose(session, contact_ids))
    restriction.require_reason_for(session, _whose(session, contact_ids))
    rows = rows_of(session, Contact, contact_ids)
    for row in rows:
        row.deleted_at = utc_now()
    if len(rows) == 1:
        describe(session, N_("Delete contact {name}"), action="delete", name=rows[0].name)
    else:
        describe(session, N_("Delete {count} contacts"), action="delete", count=len(rows))
    session.flush()
    return len(rows)


def _whose(session: Session, contact_ids: Sequence[int]) -> set[int]:
    """The students whose contacts these are: brothers and sisters may share one."""
    found: set[int] = set()
    for start in range(0, len(contact_ids), _AT_ONCE):
        chunk = contact_ids[start : start + _AT_ONCE]
        found.update(session.scalars(select(StudentContact.student_id).where(StudentContact.contact_id.in_(chunk))))
    return found


def keys_of(name: str, email: str, phone: str) -> dict[str, str]:
    """The folded keys that searching and sorting use."""
    return {
        "search_key": search_key(name, email),
        "phone_key": "".join(ch for ch in phone if ch.isdigit()),
        "sort_key": sort_key(name),
    }


def _own(data: ContactData) -> dict[str, Any]:
    return {name: getattr(data, name) for name in _OWN} | keys_of(data.name, data.email, data.phone)


def _link(data: ContactData) -> dict[str, Any]:
    return {name: getattr(data, name) for name in _LINK}


def _checked(data: ContactData) -> ContactData:
    data = trimmed(data)
    wrong = misfits(CONTACTS, data)
    if not data.name:
        wrong["name"] = _("Enter the contact's name.")
    if wrong:
        raise Invalid(**wrong)
    return data
