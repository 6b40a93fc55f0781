"""Guardians and emergency persons that come in the columns of a student's row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, or_, select
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import N_, _
from sms_desktop.core.names import fold
from sms_desktop.db import bulk
from sms_desktop.db.changes import actor
from sms_desktop.db.people import Contact, Student, StudentContact
from sms_desktop.services import contacts
from sms_desktop.services.access import scope
from sms_desktop.services.importing.model import FILL, SKIP
from sms_desktop.services.importing.protected import may_change
from sms_desktop.services.importing.rows import Rows, Writing

TABLE = contacts.CONTACTS
LINKS = cast(Table, StudentContact.__table__)
TABLE_OF_STUDENTS = cast(Table, Student.__table__)
#: Groups of columns, each one person: the prefix of their fields, and the relation where the file names none.
GROUPS = ("contact1", "contact2", "contact3", "emergency")
_PARTS = ("name", "relation", "phone", "email")


@dataclass(frozen=True)
class _Person:
    student_id: int
    name: str
    relation: str
    phone: str
    email: str
    emergency: bool
    position: int


@dataclass
class Contacts:
    """The contacts of an import of students."""

    session: Session
    writing: Writing

    def take(self, rows: Rows) -> None:
        """Adds or changes the contacts of the batch's students; in a preview, says for known ones that it would."""
        groups = [group for group in GROUPS if f"{group}_name" in rows.values or f"{group}_phone" in rows.values]
        if not groups:
            return
        there = self._there([student_id for n, student_id in rows.ids.items() if n not in rows.rejected])
        protected = self._protected(rows)
        withheld = self._withheld(protected)
        new: list[_Person] = []
        skip = self.writing.options.on_known == SKIP
        for n, student_id in rows.ids.items():
            if n in rows.rejected or student_id in withheld or (skip and rows.known(n)):
                continue
            for position, group in enumerate(groups, 1):
                person = _person(rows, n, group, student_id, position)
                if person is not None:
                    self._one(rows, n, person, there.get(student_id, {}), protected.get(student_id), new)
        if new and not self.writing.preview:
            self._add(new)

    def _protected(self, rows: Rows) -> dict[int, Mapping[str, Any]]:
        """The students of the batch whose record is changed with a reason only, with what is to be known of them."""
        names = ("id", "last_name", "first_name", "restricted_at", "erased_at")
        statement = select(*(TABLE_OF_STUDENTS.c[name] for name in names)).where(
            or_(Student.restricted_at.is_not(None), Student.erased_at.is_not(None))
        )
        here = set(rows.ids.values())
        return {row["id"]: dict(row) for row in self.session.execute(statement).mappings() if row["id"] in here}

    def _withheld(self, protected: Mapping[int, Mapping[str, Any]]) -> set[int]:
        """The students whose contacts the person neither sees nor changes."""
        if actor(self.session).may_all(scope.SENSITIVE):
            return set()
        return {student_id for student_id, row in protected.items() if row["restricted_at"] is not None}

    def _there(self, student_ids: list[int]) -> dict[int, dict[str, Mapping[str, Any]]]:
        """The contacts that these students have, by student and folded name."""
        found: dict[int, dict[str, Mapping[str, Any]]] = {}
        for start in range(0, len(student_ids), 500):
            statement = (
                select(Contact.id, Contact.name, Contact.phone, Contact.email, StudentContact.student_id)
                .join(StudentContact, StudentContact.contact_id == Contact.id)
                .where(StudentContact.student_id.in_(student_ids[start : start + 500]), Contact.deleted_at.is_(None))
            )
            for row in self.session.execute(statement).mappings():
                found.setdefault(row["student_id"], {})[fold(row["name"])] = dict(row)
        return found

    def _one(
        self,
        rows: Rows,
        n: int,
        person: _Person,
        there: Mapping[str, Mapping[str, Any]],
        protected: Mapping[str, Any] | None,
        new: list[_Person],
    ) -> None:
        known = there.get(fold(person.name))
        if known is None:
            if not may_change(rows, n, protected, self.writing.options):
                return
            if rows.known(n):
                rows.also_changed(n, (("contact", "", person.name),))
            new.append(person)
            return
        fill = self.writing.options.on_known == FILL
        differs = {
            name: (known[name], value)
            for name, value in (("phone", person.phone), ("email", person.email))
            if value and value != known[name] and not (fill and known[name])
        }
        if not differs or not may_change(rows, n, protected, self.writing.options):
            return
        hidden = protected is not None and protected["restricted_at"] is not None
        shown = {name: (_("withheld") if old and hidden else old, value) for name, (old, value) in differs.items()}
        rows.also_changed(n, tuple((f"contact_{name}", old, value) for name, (old, value) in shown.items()))
        if not self.writing.preview:
            self._change(known, differs)

    def _change(self, known: Mapping[str, Any], differs: dict[str, tuple[str, str]]) -> None:
        row = self.session.get_one(Contact, known["id"])
        for name, (__, value) in differs.items():
            setattr(row, name, value)
        for name, value in contacts.keys_of(row.name, row.email, row.phone).items():
            setattr(row, name, value)
        self.session.flush()

    def _add(self, new: list[_Person]) -> None:
        keys = [contacts.keys_of(p.name, p.email, p.phone) for p in new]
        columns: dict[str, list[Any]] = {name: [getattr(p, name) for p in new] for name in ("name", "phone", "email")}
        columns |= {name: [key[name] for key in keys] for name in ("search_key", "phone_key", "sort_key")}
        ids = bulk.insert_columns(self.session, TABLE, columns, len(new))
        links: dict[str, list[Any]] = {
            "student_id": [p.student_id for p in new],
            "contact_id": list(ids),
            "relation": [p.relation for p in new],
            "emergency": [int(p.emergency) for p in new],
            "position": [p.position for p in new],
        }
        bulk.insert_columns(self.session, LINKS, links, len(new))


def _person(rows: Rows, n: int, group: str, student_id: int, position: int) -> _Person | None:
    name, relation, phone, email = (rows.cell(f"{group}_{part}", n) for part in _PARTS)
    if not (name or phone or email):
        return None
    emergency = group == "emergency"
    label = N_("emergency contact") if emergency else N_("guardian")
    return _Person(
        student_id, name or label, relation or (label if emergency else ""), phone, email, emergency, position
    )
