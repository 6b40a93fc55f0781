"""The rows that are one person's, and what stands in them once the person is erased: a part of erasure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from sms_desktop.core import declension
from sms_desktop.core.i18n import _
from sms_desktop.db import erasing, tables
from sms_desktop.db.people import Contact, Student, StudentContact
from sms_desktop.db.stored import to_stored
from sms_desktop.services import contacts, students
from sms_desktop.services.privacy.erasure_rules import (
    CLEARED,
    CLEARED_TO_NOTHING,
    ERASE,
    IDENTITY,
    ISSUED,
    NOTES,
    PRIVATE,
    REMARKS,
    WHOLE,
)
from sms_desktop.services.privacy.erasure_words import Words

#: What a contact is called who is nobody's any more.
NOBODY = "—"
#: What people are told apart and reached by, and with their own two names what they are called.
_REACHED = frozenset({"name", "email", "phone", "mobile", "student_number", "national_id"})
_CALLED = _REACHED | {"last_name", "first_name"}
_AT_ONCE = 5000


@dataclass
class Owned:
    """The ids of a person's rows by table: `there`, and with `all` those of which only the log tells."""

    there: dict[str, list[int]] = field(default_factory=dict)
    all: dict[str, list[int]] = field(default_factory=dict)

    def count(self, *names: str) -> int:
        """How many rows of these tables are there."""
        return sum(len(self.there.get(name, ())) for name in names)


def owned(session: Session, student_ids: Sequence[int], *, log: bool = True) -> Owned:
    """All rows of these students; without `log` only those that are there."""
    found = Owned()
    found.there["students"] = found.all["students"] = list(student_ids)
    for table in ("student_photos", "student_contacts", "enrolments", "highlights", "issued_documents"):
        _add(session, found, table, "student_id", student_ids, log)
    for table in ("grades", "daily_ratings", "attendance"):
        _add(session, found, table, "enrolment_id", found.all["enrolments"], log)
    _add_contacts(session, found, student_ids, log)
    return found


def _add(session: Session, found: Owned, name: str, owner: str, owners: Sequence[int], log: bool) -> None:
    table = tables.metadata.tables[name]
    there: list[int] = []
    for start in range(0, len(owners), _AT_ONCE):
        there += session.scalars(select(table.c.id).where(table.c[owner].in_(owners[start : start + _AT_ONCE])))
    gone = erasing.gone_rows(session, name, owner, owners) if log else {}
    found.there[name], found.all[name] = sorted(there), sorted({*there, *gone})


def _add_contacts(session: Session, found: Owned, student_ids: Sequence[int], log: bool) -> None:
    """The contacts that are these students' and nobody else's."""
    ours = set(session.scalars(select(StudentContact.contact_id).where(StudentContact.student_id.in_(student_ids))))
    if log:
        gone = erasing.gone_rows(session, "student_contacts", "student_id", student_ids)
        ours.update(values["contact_id"] for values in gone.values())
    shared = select(StudentContact.contact_id).where(
        StudentContact.contact_id.in_(ours), StudentContact.student_id.not_in(student_ids)
    )
    mine = sorted(ours - set(session.scalars(shared)))
    found.all["contacts"] = mine
    found.there["contacts"] = list(session.scalars(select(Contact.id).where(Contact.id.in_(mine)).order_by(Contact.id)))


def instead(session: Session, student_ids: Sequence[int], mine: Owned, mode: str) -> dict[str, dict[int, Any]]:
    """What is to stand in the columns of each row, in stored form: by table, row and column."""
    if mode not in WHOLE:
        return _in_part(student_ids, mine, mode)
    nobody = {"name": NOBODY, "phone": "", "email": "", "note": "", **contacts.keys_of(NOBODY, "", "")}
    same: dict[str, Mapping[str, Any]] = {
        "student_photos": {"image": ""},
        "student_contacts": {"relation": ""},
        "contacts": nobody,
        "highlights": {"text": "", "category": "", "rating": ""},
        **{table: dict.fromkeys(names, "") for table, names in REMARKS.items()},
        **({"issued_documents": dict.fromkeys(ISSUED, "")} if mode == ERASE else {}),
    }
    found: dict[str, dict[int, Any]] = {name: dict.fromkeys(mine.all[name], values) for name, values in same.items()}
    rows = session.scalars(select(Student).where(Student.id.in_(student_ids)))
    found["students"] = {row.id: _student(session, row, mode) for row in rows}
    return found


def _in_part(student_ids: Sequence[int], mine: Owned, mode: str) -> dict[str, dict[int, Any]]:
    """What stands instead where one kind of data goes."""
    if mode == NOTES:
        return {"students": dict.fromkeys(student_ids, dict.fromkeys(PRIVATE, ""))}
    return {"attendance": dict.fromkeys(mine.all["attendance"], dict.fromkeys(REMARKS["attendance"], ""))}


def _student(session: Session, row: Student, mode: str) -> dict[str, Any]:
    values: dict[str, Any] = dict.fromkeys(CLEARED, "") | dict.fromkeys(CLEARED_TO_NOTHING)
    name = {"last_name": row.last_name, "first_name": row.first_name, "student_number": row.student_number}
    if mode == ERASE:
        number = _free_number(session, row.id)
        name = {"last_name": _("Erased"), "first_name": number, "student_number": number}
        values |= dict.fromkeys(IDENTITY, "") | {"date_of_birth": None} | name
    table: Table = tables.metadata.tables["students"]
    called = students.StudentData(name["first_name"], name["last_name"], name["student_number"])
    values |= students.keys_of(called)
    return {column: to_stored(table.c[column])(value) for column, value in values.items()}


def _free_number(session: Session, student_id: int) -> str:
    """A number that tells nothing, and that nobody else has."""
    number = f"X{student_id}"
    while session.scalar(select(Student.id).where(Student.student_number == number, Student.id != student_id)):
        number += "-0"
    return number


def words(
    session: Session,
    mine: Owned,
    stand_in: Mapping[str, Mapping[int, Any]],
    was: Mapping[tuple[str, int, str], set[Any]],
) -> Words:
    """What the people were called and reached by, now or before, and what stands instead.

    Nothing where one kind of data goes: it names nobody.
    """
    if "contacts" not in stand_in:
        return Words({})
    found: dict[str, str] = {}
    known = {key: set(values) for key, values in was.items()}
    for table in ("students", "contacts"):
        columns = tables.metadata.tables[table].c
        for row in session.execute(select(*columns).where(columns.id.in_(mine.there[table]))).mappings():
            for name in _CALLED & stand_in[table][row["id"]].keys():
                known.setdefault((table, row["id"], name), set()).add(row[name])
    for (table, row_id, name), values in known.items():
        new = stand_in[table][row_id][name] if table in ("students", "contacts") else None
        if name in _REACHED:
            found |= {str(value): str(new or NOBODY) for value in values if value and value != new}
    for row_id, new in stand_in["students"].items():
        if "last_name" in new:
            found |= _names(known, row_id, new)
    return Words(found)


def _names(known: Mapping[tuple[str, int, str], set[Any]], row_id: int, new: Mapping[str, Any]) -> dict[str, str]:
    """Every way in which last and first names, present and past, were written side by side, in every case."""
    last, first = (known.get(("students", row_id, name), set()) for name in ("last_name", "first_name"))
    found: dict[str, str] = {}
    instead = f"{new['last_name']} {new['first_name']}"
    for one, other, case in product(last, first, declension.CASES):
        gender = declension.gender_of("", other)
        names = declension.last_name(one, case, gender), declension.first_name(other, case, gender)
        found |= {" ".join(names): instead, " ".join(reversed(names)): instead, names[0]: new["last_name"]}
    return found | dict.fromkeys(last, new["last_name"])
