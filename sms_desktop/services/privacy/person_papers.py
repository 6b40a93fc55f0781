"""The papers that were issued about one student, and what is deleted and still there: parts of the person's file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import _, format_date, format_number
from sms_desktop.db.changes import actor
from sms_desktop.db.courses import AcademicYear, Course, Enrolment, Offering, Term
from sms_desktop.db.documents import IssuedDocument, IssuedPages
from sms_desktop.db.grades import Assessment, Grade, Highlight
from sms_desktop.db.people import Contact, StudentContact

_NAMES = (
    "kind", "title", "language", "issued_at", "issued_by", "recipient", "purpose", "cancelled_at", "cancelled_by",
    "cancel_reason", "content_hash",
)  # fmt: skip


def issued(session: Session, student_id: int) -> Iterator[dict[str, Any]]:
    """The papers that were issued about a student, the oldest first."""
    actor(session).require("privacy:manage")
    for row in session.scalars(_issued(student_id)):
        yield {"number": _number(row), **{name: getattr(row, name) for name in _NAMES}}


def pages(session: Session, student_id: int) -> dict[str, bytes]:
    """The pages of these papers, byte by byte as they were issued, by the name of a file."""
    actor(session).require("privacy:manage")
    found: dict[str, bytes] = {}
    for row in session.scalars(_issued(student_id)):
        content = session.scalar(select(IssuedPages.content).where(IssuedPages.issued_id == row.id))
        if content:
            found[f"papers/{row.year}-{row.number or 0:04d}-{row.id}.pdf"] = bytes(content)
    return found


def _issued(student_id: int) -> Any:
    return select(IssuedDocument).where(IssuedDocument.student_id == student_id).order_by(IssuedDocument.id)


def _number(row: IssuedDocument) -> str:
    return f"{row.number}/{row.year}" if row.number is not None else ""


def deleted(session: Session, student_id: int) -> Iterator[dict[str, Any]]:
    """Enrolments, contacts, highlights and marks that lists no longer show: they are kept to be restored."""
    actor(session).require("privacy:manage")
    taken = (
        select(Enrolment.deleted_at, Course.course_code, Course.course_name, AcademicYear.name, Term.name)
        .join(Offering, Offering.id == Enrolment.offering_id)
        .join(Course, Course.id == Offering.course_id)
        .join(Term, Term.id == Offering.term_id)
        .join(AcademicYear, AcademicYear.id == Term.year_id)
        .where(Enrolment.student_id == student_id, Enrolment.deleted_at.is_not(None))
    )
    for when, code, name, year, term in session.execute(taken):
        yield {"of": "enrolment", "what": f"{code} {name} · {year} {term}", "deleted_at": when}
    known = (
        select(Contact, StudentContact)
        .join(StudentContact, StudentContact.contact_id == Contact.id)
        .where(StudentContact.student_id == student_id, Contact.deleted_at.is_not(None))
    )
    for contact, link in session.execute(known):
        what = " · ".join(filter(None, (contact.name, link.relation, contact.phone, contact.email, contact.note)))
        yield {"of": "contact", "what": what, "deleted_at": contact.deleted_at}
    noted = select(Highlight).where(Highlight.student_id == student_id, Highlight.deleted_at.is_not(None))
    for row in session.scalars(noted):
        what = " · ".join(filter(None, (format_date(row.noted_on), row.category, row.rating, row.text)))
        yield {"of": "highlight", "what": what, "deleted_at": row.deleted_at}
    yield from _marks(session, student_id)


def _marks(session: Session, student_id: int) -> Iterator[dict[str, Any]]:
    """Marks in columns that were deleted."""
    statement = (
        select(Grade, Assessment)
        .join(Assessment, Assessment.id == Grade.assessment_id)
        .join(Enrolment, Enrolment.id == Grade.enrolment_id)
        .where(Enrolment.student_id == student_id, Assessment.deleted_at.is_not(None))
        .order_by(Grade.id)
    )
    for mark, column in session.execute(statement):
        score = _("excused") if mark.score is None else f"{format_number(mark.score)}/{format_number(mark.max_score)}"
        what = " · ".join(filter(None, (column.title, score, mark.note)))
        yield {"of": "mark", "what": what, "deleted_at": column.deleted_at}
