"""All that the school holds about one student, as plain values (GDPR articles 15 and 20, reliability.md S39)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import NotFound
from sms_desktop.core.grading import CategoryResult, FinalGrade, half_up
from sms_desktop.core.i18n import _
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.changes import actor
from sms_desktop.db.courses import AcademicYear, Course, Enrolment, Offering, OfferingRule, Term
from sms_desktop.db.grades import DailyRating
from sms_desktop.db.operations import ChangeSet
from sms_desktop.db.people import Contact, Programme, Student, StudentContact, StudentPhoto
from sms_desktop.services import highlights, student_marks
from sms_desktop.services.history import student_history, undo
from sms_desktop.services.history.undo import Change
from sms_desktop.services.papers import report_log
from sms_desktop.services.privacy import person_changes, person_papers, viewing

#: Columns that follow from others, or that number rows.
_DERIVED = frozenset({"id", "version", "search_key", "phone_key", "sort_key", "programme_id", "deleted_at"})
_CHANGES = 10_000
#: Lists in which a student's rows are.
_LISTS = ("students", "contacts", "enrolments", "grades", "attendance", "daily-ratings", "highlights", "everything",
          "vcards", "import-template")  # fmt: skip


@dataclass(frozen=True)
class Photo:
    """A student's picture as it was brought in."""

    media_type: str
    image: bytes


@dataclass(frozen=True)
class PersonData:
    """Everything about one student; each part is of plain values, as JSON has them.

    `deleted` is what lists no longer show and the database still has; `papers` are the pages of issued papers by file.
    """

    name: str
    student_number: str
    record: Mapping[str, Any]
    contacts: list[dict[str, Any]]
    enrolments: list[dict[str, Any]]
    attendance: list[dict[str, Any]]
    daily_ratings: list[dict[str, Any]]
    highlights: list[dict[str, Any]]
    issued: list[dict[str, Any]]
    deleted: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    looks: list[dict[str, Any]]
    exports: list[dict[str, Any]]
    photo: Photo | None
    papers: Mapping[str, bytes]

    def document(self) -> dict[str, Any]:
        """The parts by name; the photo and issued papers are files of their own."""
        names = ("record", "contacts", "enrolments", "attendance", "daily_ratings", "highlights", "issued", "deleted",
                 "changes", "looks", "exports")  # fmt: skip
        return {name: getattr(self, name) for name in names}


def collect(session: Session, student_id: int) -> PersonData:
    """Everything about a student who is not deleted, restricted or not. Raises `NotFound`, `Denied`."""
    who = actor(session)
    for needed in ("privacy:manage", "students:sensitive", "contacts:view", "grades:view", "attendance:view"):
        who.require(needed)
    row = session.get(Student, student_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(_("This student is not there any more."), _("Restore the student first."))
    photo = session.scalar(select(StudentPhoto).where(StudentPhoto.student_id == student_id))
    return PersonData(
        name=f"{row.last_name} {row.first_name}",
        student_number=row.student_number,
        record=_record(session, row),
        contacts=list(_contacts(session, student_id)),
        enrolments=list(_enrolments(session, student_id)),
        attendance=list(_attendance(session, student_id)),
        daily_ratings=list(_ratings(session, student_id)),
        highlights=[_highlight(one) for one in highlights.of_student(session, student_id)],
        issued=list(person_papers.issued(session, student_id)),
        deleted=list(person_papers.deleted(session, student_id)),
        changes=_changes(session, student_id),
        looks=[{"at": one.at, "who": one.user_name, "workstation": one.workstation, "what": "health_note"}
               for one in viewing.views(session, student_id)],
        exports=list(_exports(session, student_id)),
        photo=Photo(photo.media_type, photo.image) if photo is not None else None,
        papers=person_papers.pages(session, student_id),
    )  # fmt: skip


def _record(session: Session, row: Student) -> dict[str, Any]:
    values = {column.name: getattr(row, column.name) for column in Student.__table__.c if column.name not in _DERIVED}
    programme = session.get(Programme, row.programme_id) if row.programme_id else None
    values["programme"] = f"{programme.code} · {programme.name}" if programme is not None else ""
    return values


def _contacts(session: Session, student_id: int) -> Iterator[dict[str, Any]]:
    statement = (
        select(Contact, StudentContact)
        .join(StudentContact, StudentContact.contact_id == Contact.id)
        .where(StudentContact.student_id == student_id, Contact.deleted_at.is_(None))
        .order_by(StudentContact.position, StudentContact.id)
    )
    for contact, link in session.execute(statement):
        own = {name: getattr(contact, name) for name in ("name", "phone", "email", "note")}
        theirs = {name: getattr(link, name) for name in ("relation", "emergency", "may_be_contacted", "may_pick_up")}
        yield {**own, **theirs}


def _enrolments(session: Session, student_id: int) -> Iterator[dict[str, Any]]:
    """Each enrolment with its grade and how that came about."""
    marks = student_marks.marks_of_student(session, student_id)
    rows = {one.id: one for one in session.scalars(select(Enrolment).where(Enrolment.student_id == student_id))}
    for term in marks.terms:
        for course in term.courses:
            row = rows[course.enrolment_id]
            yield {
                "course_code": course.course_code,
                "course_name": course.course_name,
                "credits": course.credits,
                "term": f"{term.year} {term.term}",
                "section": course.section,
                "status": course.status,
                "enrolled_at": row.enrolled_at,
                "status_date": row.status_date,
                "limit_extended_on": row.limit_extended_on,
                "limit_extended_by": row.limit_extended_by,
                "limit_note": row.limit_note,
                "grade": None if course.final.exact is None else marks.scales.shown_as(course.final.exact),
                **_final(course.final),
                "absences": asdict(course.counts),
                "marks": [
                    {"title": one.title, "score": one.score, "max_score": one.max_score, "weight": one.weight,
                     "excused": one.excused, "assigned_on": one.assigned_on, "submitted_on": one.submitted_on,
                     "note": one.note}
                    for one in course.assessments if one.mark_id is not None
                ],
            }  # fmt: skip


def _final(final: FinalGrade) -> dict[str, Any]:
    return {
        "percentage": final.percentage,
        "grade20": final.grade20,
        "weight_used": final.weight_used,
        "penalty": final.penalty,
        "categories": [_category(one) for one in final.categories],
    }


def _category(one: CategoryResult) -> dict[str, Any]:
    return {
        "category": one.name,
        "weight": one.weight,
        "average": None if one.average is None else half_up(one.average),
        "contribution": None if one.contribution is None else half_up(one.contribution),
        "items": [
            {"title": item.title, "date": item.day, "score": item.score, "max_score": item.maximum,
             "weight": item.weight, "counted": item.counted, "why_not": item.why_not, "daily": item.daily}
            for item in one.items
        ],
    }  # fmt: skip


def _of_class(statement: Any, student_id: int) -> Any:
    """A statement over rows of enrolments, of this student's in their order, with course and term."""
    return (
        statement.join(Offering, Offering.id == Enrolment.offering_id)
        .join(Course, Course.id == Offering.course_id)
        .join(Term, Term.id == Offering.term_id)
        .join(AcademicYear, AcademicYear.id == Term.year_id)
        .where(Enrolment.student_id == student_id)
    )


def _attendance(session: Session, student_id: int) -> Iterator[dict[str, Any]]:
    row = Attendance
    statement = select(Course.course_code, row).join(Enrolment, Enrolment.id == row.enrolment_id)
    for code, found in session.execute(_of_class(statement, student_id).order_by(row.date, row.period, row.id)):
        names = ("date", "period", "status", "note", "document")
        yield {"course_code": code, **{name: getattr(found, name) for name in names}}


def _ratings(session: Session, student_id: int) -> Iterator[dict[str, Any]]:
    row = DailyRating
    statement = select(Course.course_code, OfferingRule.name, row).join(Enrolment, Enrolment.id == row.enrolment_id)
    statement = statement.join(OfferingRule, OfferingRule.id == row.rule_id)
    for code, category, found in session.execute(_of_class(statement, student_id).order_by(row.date, row.id)):
        own = {name: getattr(found, name) for name in ("date", "score", "max_score", "note")}
        yield {"course_code": code, "category": category, **own}


def _highlight(row: highlights.HighlightRow) -> dict[str, Any]:
    return {"term": f"{row.year} {row.term}".strip(), **{k: v for k, v in asdict(row.data).items() if k != "term_id"}}


def _changes(session: Session, student_id: int) -> list[dict[str, Any]]:
    """What happened to the record, its contacts, marks, ratings and attendance, the newest first."""
    changes = [_change(change) for change in student_history.history(session, student_id, _CHANGES)]
    changes += person_changes.of_student(session, student_id)
    return sorted(changes, key=lambda change: change["at"], reverse=True)


def _change(change: Change) -> dict[str, Any]:
    fields = [
        {"field": name, "before": _plain(before), "after": _plain(after)} for name, before, after in change.fields
    ]
    who, what = change.user_name, change.title
    return {"at": change.at, "who": who, "of": "student", "operation": change.operation, "what": what, "about": "",
            "fields": fields}  # fmt: skip


def _plain(value: Any) -> Any:
    return _("a picture") if isinstance(value, bytes) else value


def _exports(session: Session, student_id: int) -> Iterator[dict[str, Any]]:
    """Files that were made since the student is known: surely with the student in them, or perhaps.

    The log keeps which list was exported and whether all of it was, not each row; of reports it keeps about whom.
    """
    known = undo.changes_of(session, "students", student_id, _CHANGES)
    first = min((change.change_set_id for change in known), default=0)
    classes = frozenset(session.scalars(select(Enrolment.offering_id).where(Enrolment.student_id == student_id)))
    statement = select(ChangeSet).where(ChangeSet.action.in_(("export", "report")), ChangeSet.id >= first)
    for row in session.scalars(statement.order_by(ChangeSet.id.desc())):
        if row.action == "report":
            if (about := report_log.about(row.details, student_id, classes)) is not None:
                yield _export(row.at, row, about)
            continue
        listed, own = row.details.get("list"), row.details.get("student_id") == student_id
        if own or (listed in _LISTS and "student_id" not in row.details):
            sure = own or bool(listed in ("students", "everything") and row.details.get("whole"))
            yield _export(row.at, row, sure)


def _export(at: datetime, row: ChangeSet, sure: bool) -> dict[str, Any]:
    return {
        "at": at,
        "who": row.user_name,
        "what": undo.title_of(row),
        "purpose": row.reason,
        "contained": "yes" if sure else "perhaps",
    }
