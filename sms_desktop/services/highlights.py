"""Highlights: what is worth remembering about a student in a term, good or not (domain.md 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Invalid, NotFound
from sms_desktop.core.i18n import N_, _
from sms_desktop.db.changes import actor, describe
from sms_desktop.db.courses import AcademicYear, Term
from sms_desktop.db.grades import Highlight
from sms_desktop.db.people import Student
from sms_desktop.services import listing, term_lock
from sms_desktop.services.access import scope
from sms_desktop.services.checks import misfits, rows_of, same_version, student_there, trimmed
from sms_desktop.services.listing import ALL, Condition, Listing

_AT_ONCE = 500
HIGHLIGHTS = cast(Table, Highlight.__table__)
#: What highlights are about, and how strongly, as the window offers it; any other text may be typed.
CATEGORIES = (
    *(N_("Performance"), N_("Cooperation"), N_("Initiative"), N_("Behaviour"), N_("Punctuality"), N_("Competition")),
)
RATINGS = (N_("Excellent"), N_("Very good"), N_("Good"), N_("Needs attention"))


@dataclass(frozen=True)
class HighlightData:
    """A highlight as a form fills it in: without a day it is today's, without a term that of its day."""

    text: str = ""
    category: str = ""
    rating: str = ""
    noted_on: date | None = None
    term_id: int | None = None
    is_positive: bool = True


@dataclass(frozen=True)
class HighlightRow:
    """A highlight as a student's record and the list of highlights show it; `term` and `year` empty without a term."""

    id: int
    version: int
    student_id: int
    student_number: str
    last_name: str
    first_name: str
    term: str
    year: str
    data: HighlightData

    @property
    def student(self) -> str:
        return f"{self.last_name} {self.first_name}"


_OWN = tuple(f.name for f in fields(HighlightData))
FIELDS: dict[str, listing.Field] = {
    "id": Highlight.id,
    "student_id": Highlight.student_id,
    "student_number": Student.student_number,
    "last_name": Student.last_name,
    "first_name": Student.first_name,
    **{name: getattr(Highlight, name) for name in _OWN},
    "term": Term.name,
    "year": AcademicYear.name,
    "name": Student.sort_key,
}


def _joined(session: Session, statement: Any, wanted: Listing) -> Any:
    deleted = Highlight.deleted_at.is_not(None) if wanted.deleted else Highlight.deleted_at.is_(None)
    return (
        statement.join(Student, Student.id == Highlight.student_id)
        .outerjoin(Term, Term.id == Highlight.term_id)
        .outerjoin(AcademicYear, AcademicYear.id == Term.year_id)
        .where(deleted, Student.deleted_at.is_(None), scope.students(session, "grades:view", Highlight.student_id))
        .where(*listing.conditions(wanted, FIELDS, Student.search_key))
    )


def count(session: Session, wanted: Listing = ALL) -> int:
    """How many highlights the listing has."""
    actor(session).require("grades:view")
    found: int = session.scalar(_joined(session, select(func.count(Highlight.id)), wanted)) or 0
    return found


def page(session: Session, wanted: Listing = ALL, offset: int = 0, limit: int = 100) -> list[HighlightRow]:
    """Highlights of the listing, the newest first unless it says otherwise."""
    actor(session).require("grades:view")
    wanted = wanted if wanted.sort else wanted.sorted_by("noted_on", descending=True)
    columns = (Highlight, Student.student_number, Student.last_name, Student.first_name, Term.name, AcademicYear.name)
    statement = _joined(session, select(*columns), wanted).order_by(*listing.order(wanted, FIELDS, Highlight.id))
    return [_row(*found) for found in session.execute(statement.offset(offset).limit(limit))]


def of_student(session: Session, student_id: int) -> list[HighlightRow]:
    """All highlights of one student, the newest first."""
    return page(session, Listing(where=(Condition("student_id", "=", student_id),)), 0, 1000)


def of_term(session: Session, term_id: int) -> list[HighlightRow]:
    """The highlights of a term, by student."""
    wanted = Listing(where=(Condition("term_id", "=", term_id),)).sorted_by("name")
    return page(session, wanted, 0, 5000)


def of_students(
    session: Session, student_ids: Sequence[int], term_id: int | None = None
) -> dict[int, list[HighlightRow]]:
    """The highlights by student, of one term or of all, the newest first; who has none is not there."""
    found: dict[int, list[HighlightRow]] = {}
    for start in range(0, len(student_ids), _AT_ONCE):
        chunk = Condition("student_id", "=", list(student_ids[start : start + _AT_ONCE]))
        of_term = () if term_id is None else (Condition("term_id", "=", term_id),)
        for row in page(session, Listing(where=(chunk, *of_term)), 0, _AT_ONCE * 100):
            found.setdefault(row.student_id, []).append(row)
    return found


def _row(row: Highlight, number: str, last: str, first: str, term: str | None, year: str | None) -> HighlightRow:
    data = HighlightData(**{name: getattr(row, name) for name in _OWN})
    return HighlightRow(row.id, row.version, row.student_id, number, last, first, term or "", year or "", data)


def add(session: Session, student_id: int, data: HighlightData) -> int:
    """A new highlight of a student; returns its id. Raises `Invalid`, `NotFound`, `Conflict` in a locked term."""
    scope.require_students(session, "grades:edit", [student_id])
    student = student_there(session, student_id)
    data = _checked(session, data)
    describe(session, N_("Add a highlight of {name}"), action="create", name=_name(student))
    row = Highlight(student_id=student_id, **_values(data))
    session.add(row)
    session.flush()
    return row.id


def update(session: Session, highlight_id: int, data: HighlightData, seen: int | None = None) -> int:
    """Changes a highlight and returns its new version; raises `Invalid`, `NotFound`, `Conflict`."""
    row = next(iter(rows_of(session, Highlight, [highlight_id])), None)
    scope.require_students(session, "grades:edit", [row.student_id if row else 0])
    if row is None:
        raise NotFound(_("This highlight is not there any more."), _("The list has been refreshed."))
    same_version(row.version, seen, _("this highlight"))
    _require_open(session, [row])
    data = _checked(session, data)
    student = student_there(session, row.student_id)
    describe(session, N_("Edit a highlight of {name}"), action="update", name=_name(student))
    for name, value in _values(data).items():
        setattr(row, name, value)
    session.flush()
    return row.version


def delete(session: Session, highlight_ids: Sequence[int]) -> int:
    """Deletes highlights so that they can be restored; returns how many. Raises `Conflict` in a locked term."""
    return _turn(session, highlight_ids, "delete", N_("Delete a highlight of {name}"), N_("Delete {count} highlights"))


def restore(session: Session, highlight_ids: Sequence[int]) -> int:
    """Brings deleted highlights back; returns how many. Raises `Conflict` in a locked term."""
    summaries = N_("Restore a highlight of {name}"), N_("Restore {count} highlights")
    return _turn(session, highlight_ids, "restore", *summaries)


def _turn(session: Session, highlight_ids: Sequence[int], action: str, one: str, many: str) -> int:
    """Deletes or restores; what is so already stays."""
    actor(session).require("grades:edit")
    rows = rows_of(session, Highlight, highlight_ids, deleted=action == "restore")
    scope.require_students(session, "grades:edit", {row.student_id for row in rows})
    _require_open(session, rows)
    when = utc_now() if action == "delete" else None
    for row in rows:
        row.deleted_at = when
    if len(rows) == 1:
        describe(session, one, action=action, name=_name(session.get_one(Student, rows[0].student_id)))
    else:
        describe(session, many, action=action, count=len(rows))
    session.flush()
    return len(rows)


def _require_open(session: Session, rows: Sequence[Highlight]) -> None:
    for term_id in sorted({row.term_id for row in rows if row.term_id is not None}):
        term_lock.require_open_term(session, term_id)


def _name(student: Student) -> str:
    return f"{student.last_name} {student.first_name}"


def _values(data: HighlightData) -> dict[str, Any]:
    return {name: getattr(data, name) for name in _OWN}


def _checked(session: Session, data: HighlightData) -> HighlightData:
    """The data trimmed, with its day and term; raises `Invalid`, `Conflict` in a locked term."""
    data = trimmed(data)
    noted_on = data.noted_on or clock.today()
    wrong = misfits(HIGHLIGHTS, data)
    if not data.text:
        wrong["text"] = _("Write what is worth remembering.")
    if noted_on > clock.today():
        wrong["noted_on"] = _("The day can't lie in the future.")
    term_id = data.term_id if data.term_id is not None else _term_of(session, noted_on)
    if data.term_id is not None and not _is_term(session, data.term_id):
        wrong["term_id"] = _("Choose a term from the list.")
    if wrong:
        raise Invalid(**wrong)
    if term_id is not None:
        term_lock.require_open_term(session, term_id)
    return replace(data, noted_on=noted_on, term_id=term_id)


def _is_term(session: Session, term_id: int) -> bool:
    row = session.get(Term, term_id)
    return row is not None and row.deleted_at is None


def _term_of(session: Session, day: date) -> int | None:
    """The term that a day lies in; None between terms."""
    inside = (Term.first_day <= day, Term.last_day >= day, Term.deleted_at.is_(None))
    return session.scalar(select(Term.id).where(*inside).order_by(Term.first_day.desc()).limit(1))
