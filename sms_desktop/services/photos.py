"""Photographs of students: looking at them, setting and removing; those of restricted students are for the record."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import N_
from sms_desktop.db.changes import describe
from sms_desktop.db.people import Student, StudentPhoto
from sms_desktop.formats import pictures
from sms_desktop.services.access import scope
from sms_desktop.services.checks import student_there
from sms_desktop.services.privacy import restriction

_AT_ONCE = 500


def photo(session: Session, student_id: int) -> bytes | None:
    """A student's photograph for the record, as JPEG or PNG; None where there is none.

    Of a restricted student it is shown to who may see sensitive fields of this student, and to nobody else it says
    that there is one. Raises `Denied`.
    """
    scope.require_students(session, "students:view", [student_id])
    found = session.execute(
        select(StudentPhoto.image, Student.restricted_at)
        .join(Student, Student.id == StudentPhoto.student_id)
        .where(StudentPhoto.student_id == student_id)
    ).first()
    if found is None:
        return None
    seen = found.restricted_at is None or scope.allows(session, scope.SENSITIVE, scope.require_students, student_id)
    return found.image if seen else None


def of_students(session: Session, student_ids: Sequence[int]) -> dict[int, bytes]:
    """The photographs that may stand on papers, by student; restricted students have none there. Raises `Denied`."""
    scope.require_students(session, "students:view", student_ids)
    found: dict[int, bytes] = {}
    for start in range(0, len(student_ids), _AT_ONCE):
        statement = (
            select(StudentPhoto.student_id, StudentPhoto.image)
            .join(Student, Student.id == StudentPhoto.student_id)
            .where(StudentPhoto.student_id.in_(student_ids[start : start + _AT_ONCE]), restriction.unrestricted())
        )
        found.update((student_id, image) for student_id, image in session.execute(statement))
    return found


def put(session: Session, student_id: int, data: bytes) -> None:
    """Sets a student's photograph from a picture file's content (`formats.pictures.photo`).

    Raises `Invalid` (`picture`), `NotFound`, `Denied`, and `Conflict` where a protected record needs a reason.
    """
    row = _student(session, student_id)
    image = pictures.photo(data)
    describe(session, N_("Set the photo of {name}"), action="update", name=f"{row.last_name} {row.first_name}")
    there = _photo(session, student_id)
    if there is None:
        session.add(StudentPhoto(student_id=student_id, media_type=pictures.JPEG, image=image))
    else:
        there.media_type, there.image = pictures.JPEG, image
    session.flush()


def remove(session: Session, student_id: int) -> None:
    """Removes a student's photograph; nothing happens where there is none. Raises as `put`."""
    row = _student(session, student_id)
    there = _photo(session, student_id)
    if there is not None:
        describe(session, N_("Remove the photo of {name}"), action="update", name=f"{row.last_name} {row.first_name}")
        session.delete(there)
        session.flush()


def _student(session: Session, student_id: int) -> Student:
    scope.require_students(session, "students:edit", [student_id])
    row = student_there(session, student_id)
    restriction.require_reason(session, row)
    return row


def _photo(session: Session, student_id: int) -> StudentPhoto | None:
    return session.scalar(select(StudentPhoto).where(StudentPhoto.student_id == student_id))
