"""Restricted students: address, telephones, photo and contacts are withheld from lists, exports, search and papers.

For a court's order, a custody dispute or a protected address (GDPR article 18, reliability.md S44). Only the record
shows them, to whoever may see sensitive fields. This file alone says what is withheld; lists, exports and the search
ask it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import Session

from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Conflict, Invalid
from sms_desktop.core.i18n import N_, _
from sms_desktop.core.names import search_key
from sms_desktop.core.values import digits_of
from sms_desktop.db.changes import actor, describe, recorder
from sms_desktop.db.people import Student
from sms_desktop.services.checks import student_there

#: How a student can be reached, and where; contacts and photo are withheld as a whole.
WITHHELD = ("email", "mobile", "phone", "street", "street_number", "city", "postal_code", "district")
#: The code of what is refused, or left out of an import, because nobody has said why.
REASON_NEEDED = "reason_needed"
_LONGEST = 1000


@dataclass(frozen=True)
class Restricted:
    """A student under a restriction: since when (UTC), and why."""

    student_id: int
    student_number: str
    name: str
    since: datetime
    why: str


def shown(name: str, column: Any) -> Any:
    """A student's column as lists, filters and exports have it: empty where it is withheld."""
    return case((unrestricted(), column), else_="") if name in WITHHELD else column


def unrestricted() -> ColumnElement[bool]:
    """Rows of students about whom nothing is withheld."""
    return Student.restricted_at.is_(None)


def require_reason(session: Session, row: Student) -> None:
    """Raises `Conflict` (`reason_needed`) where a record that is protected is corrected without saying why.

    Those are restricted students and erased ones; the change set keeps the reason (GDPR articles 16 and 18).
    """
    if (row.restricted_at or row.erased_at) and not recorder(session).reason.strip():
        way_out = _("Correct it in the student's record, where the reason is asked for.")
        sentence = protected_words(_name(row), restricted=row.restricted_at is not None)
        raise Conflict(sentence, way_out, code=REASON_NEEDED)


def protected_words(name: str, *, restricted: bool) -> str:
    """Why a record is not changed without a reason: it is restricted, or its person was erased."""
    if restricted:
        return _("{name} is restricted: a correction needs a reason, which the log keeps.").format(name=name)
    return _("{name} was erased: a correction needs a reason, which the log keeps.").format(name=name)


def require_reason_for(session: Session, student_ids: Iterable[int]) -> None:
    """`require_reason` for what belongs to students, such as their contacts."""
    for row in session.scalars(select(Student).where(Student.id.in_(set(student_ids)))):
        require_reason(session, row)


def restrict(session: Session, student_id: int, why: str) -> None:
    """Puts a student under a restriction, or says anew why; raises `Invalid`, `NotFound`, `Denied`."""
    actor(session).require("privacy:manage")
    row, why = student_there(session, student_id), _reason(why)
    describe(session, N_("Restrict {name}"), action="update", name=_name(row), student_id=student_id)
    recorder(session).reason = recorder(session).reason or why
    row.restricted_at = row.restricted_at or utc_now()
    row.restriction_note = why
    row.search_key, row.phone_key = search_key(row.last_name, row.first_name, row.student_number), ""
    session.flush()


def lift(session: Session, student_id: int, why: str) -> None:
    """Ends a restriction; raises `Conflict` where there is none, `Invalid` without a reason, `NotFound`, `Denied`."""
    actor(session).require("privacy:manage")
    row, why = student_there(session, student_id), _reason(why)
    if row.restricted_at is None:
        raise Conflict(_("{name} is not restricted.").format(name=_name(row)), code="not_restricted")
    describe(session, N_("Lift the restriction of {name}"), action="update", name=_name(row), student_id=student_id)
    recorder(session).reason = recorder(session).reason or why
    row.restricted_at, row.restriction_note = None, None
    row.search_key = search_key(row.last_name, row.first_name, row.student_number, row.email)
    row.phone_key = " ".join(filter(None, (digits_of(row.mobile), digits_of(row.phone))))
    session.flush()


def restricted(session: Session) -> list[Restricted]:
    """All students under a restriction, the newest first."""
    actor(session).require("privacy:manage")
    statement = select(Student).where(Student.restricted_at.is_not(None), Student.deleted_at.is_(None))
    rows = session.scalars(statement.order_by(Student.restricted_at.desc(), Student.id))
    return [
        Restricted(row.id, row.student_number, _name(row), row.restricted_at, row.restriction_note or "")
        for row in rows
        if row.restricted_at is not None
    ]


def _name(row: Student) -> str:
    return f"{row.last_name} {row.first_name}"


def _reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid(reason=_("Say why: the log keeps it."))
    if len(text) > _LONGEST:
        raise Invalid(reason=_("At most {most} characters fit here.").format(most=_LONGEST))
    return text
