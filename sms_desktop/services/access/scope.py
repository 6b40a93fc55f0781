"""Whose rows a person sees and changes: a teacher's are those of the offerings that he or she teaches (domain.md 7).

Each condition goes into the query itself, so that what is hidden is neither counted nor found (reliability.md S13).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Denied
from sms_desktop.core.i18n import _
from sms_desktop.db.changes import actor
from sms_desktop.db.courses import Enrolment, Offering, OfferingTeacher
from sms_desktop.db.people import StudentContact

SENSITIVE = "students:sensitive"
_AT_ONCE = 500


def only_own(session: Session, permission: str) -> bool:
    """Whether the person has this permission for the own classes alone; raises `Denied` without it at all."""
    who = actor(session)
    who.require(permission)
    return not who.may_all(permission)


def require_whole(session: Session, permission: str) -> None:
    """Raises `Denied` unless the person may use `permission` for the whole school."""
    if only_own(session, permission):
        raise not_whole(permission)


def not_whole(permission: str) -> Denied:
    """The refusal of what one may do in the own classes alone."""
    return Denied(
        _("You have the permission “{permission}” for your own classes alone.").format(permission=permission),
        _("Ask an administrator to do this."),
        code="not_own",
        permission=permission,
    )


def allows(session: Session, permission: str, require: Callable[..., None], row_id: int) -> bool:
    """Whether one of the `require_...` below lets the person use `permission` on a row."""
    try:
        require(session, permission, [row_id])
    except Denied:
        return False
    return True


def sees_sensitive(session: Session, view: str) -> bool:
    """Whether the person sees the sensitive fields of all that a list under the permission `view` shows.

    Who may see those of the own students alone does so where the list has no others (domain.md 7).
    """
    who = actor(session)
    return who.may_all(SENSITIVE) or (who.may(SENSITIVE) and not who.may_all(view))


def require_sensitive(session: Session, view: str) -> None:
    """Raises `Denied` unless `sees_sensitive`."""
    actor(session).require(SENSITIVE)
    if not sees_sensitive(session, view):
        require_whole(session, SENSITIVE)


def _within(column: Any, rows: Select[Any]) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.in_(rows)
    return found


def _taught(session: Session) -> Select[Any]:
    """The offerings that the person teaches."""
    mine = OfferingTeacher.user_id == actor(session).user_id
    return select(OfferingTeacher.offering_id).where(mine)


def offerings(session: Session, permission: str, column: Any = Offering.id) -> ColumnElement[bool]:
    """Rows whose `column` names an offering that the person may use `permission` on."""
    return _within(column, _taught(session)) if only_own(session, permission) else true()


def courses(session: Session, permission: str, column: Any) -> ColumnElement[bool]:
    """Rows whose `column` names a course that the person teaches, where the permission is for the own ones alone."""
    if not only_own(session, permission):
        return true()
    return _within(column, _own_courses(session))


def enrolments(session: Session, permission: str, column: Any = Enrolment.id) -> ColumnElement[bool]:
    """Rows whose `column` names an enrolment in an offering that the person may use `permission` on."""
    if not only_own(session, permission):
        return true()
    return _within(column, _own_enrolments(session))


def students(session: Session, permission: str, column: Any) -> ColumnElement[bool]:
    """Rows whose `column` names a student of a class of the person's own; those who dropped it are out."""
    return _within(column, _own_students(session)) if only_own(session, permission) else true()


def contacts(session: Session, permission: str, column: Any) -> ColumnElement[bool]:
    """Rows whose `column` names a contact of a student of a class of the person's own."""
    if not only_own(session, permission):
        return true()
    return _within(column, _own_contacts(session))


def _own_enrolments(session: Session) -> Select[Any]:
    return select(Enrolment.id).where(Enrolment.offering_id.in_(_taught(session)))


def _own_contacts(session: Session) -> Select[Any]:
    theirs = StudentContact.student_id.in_(_own_students(session))
    return select(StudentContact.contact_id).where(theirs)


def _own_students(session: Session) -> Select[Any]:
    return select(Enrolment.student_id).where(
        Enrolment.offering_id.in_(_taught(session)), Enrolment.deleted_at.is_(None), Enrolment.status != "dropped"
    )


def _own_courses(session: Session) -> Select[Any]:
    return select(Offering.course_id).where(Offering.id.in_(_taught(session)))


def require_offerings(session: Session, permission: str, offering_ids: Iterable[int]) -> None:
    """Raises `Denied` (code `not_own`) unless the person may use `permission` on all of these offerings."""
    _require(session, permission, offering_ids, OfferingTeacher.offering_id, _taught)


def require_courses(session: Session, permission: str, course_ids: Iterable[int]) -> None:
    """Raises `Denied` (code `not_own`) unless the person teaches all of these courses, or may use it on all."""
    _require(session, permission, course_ids, Offering.course_id, _own_courses)


def require_enrolments(session: Session, permission: str, enrolment_ids: Iterable[int]) -> None:
    """Raises `Denied` (code `not_own`) unless all of these enrolments are in classes of the person's own."""
    _require(session, permission, enrolment_ids, Enrolment.id, _own_enrolments)


def require_students(session: Session, permission: str, student_ids: Iterable[int]) -> None:
    """Raises `Denied` (code `not_own`) unless all of these students are in classes of the person's own."""
    _require(session, permission, student_ids, Enrolment.student_id, _own_students)


def require_contacts(session: Session, permission: str, contact_ids: Iterable[int]) -> None:
    """Raises `Denied` (code `not_own`) unless all of these are contacts of students of the person's own."""
    _require(session, permission, contact_ids, StudentContact.contact_id, _own_contacts)


def _require(
    session: Session,
    permission: str,
    ids: Iterable[int],
    column: Any,
    own: Callable[[Session], Select[Any]],
) -> None:
    """What is not there and what is somebody else's get the same answer: it tells nobody what exists."""
    if not only_own(session, permission):
        return
    wanted = sorted(set(ids))
    found: set[int] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        found.update(session.scalars(own(session).where(column.in_(wanted[start : start + _AT_ONCE]))))
    if set(wanted) - found:
        raise Denied(
            _("This is not one of your classes."),
            _("Ask an administrator to add you to its teachers, if you teach it."),
            code="not_own",
        )
