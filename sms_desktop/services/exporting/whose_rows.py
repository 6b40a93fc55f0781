"""Whose rows an export has: for who may export or see the own classes alone, theirs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, select, true
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.db.courses import Course, Offering
from sms_desktop.db.grades import Highlight
from sms_desktop.db.people import Student
from sms_desktop.services.access import scope

Own = Callable[[Session, str, Any], ColumnElement[bool]]
#: What decides whether a row of a list is the person's own.
_OWN: dict[str, tuple[Own, Any]] = {
    "students": (scope.students, Student.id),
    "contacts": (scope.students, Student.id),
    "courses": (scope.courses, Course.id),
    "offerings": (scope.offerings, Offering.id),
    "enrolments": (scope.offerings, Offering.id),
    "grades": (scope.offerings, Offering.id),
    "attendance": (scope.offerings, Offering.id),
    "daily-ratings": (scope.offerings, Offering.id),
    "highlights": (scope.students, Highlight.student_id),
}


def require_sensitive(who: Actor, resource: str) -> None:
    """Raises `Denied` unless the person may see the sensitive fields of all rows that the export has."""
    who.require(scope.SENSITIVE)
    everybody = who.may_all("exports:run") and who.may_all(f"{resource}:view")
    if everybody and not who.may_all(scope.SENSITIVE):
        raise scope.not_whole(scope.SENSITIVE)


def own(session: Session, name: str, resource: str) -> ColumnElement[bool]:
    """The rows of the list `name` that the person may export; a list that is nobody's own, as a whole or not at all."""
    needed = ("exports:run", f"{resource}:view")
    if name not in _OWN:
        for permission in needed:
            scope.require_whole(session, permission)
        return true()
    decides, column = _OWN[name]
    return and_(*(decides(session, permission, column) for permission in needed))


def exportable(session: Session, student_ids: Collection[int]) -> set[int]:
    """Those of these students whose rows the person may export."""
    own = scope.students(session, "exports:run", Student.id)
    return set(session.scalars(select(Student.id).where(Student.id.in_(student_ids), own)))
