"""One class as a sheet: students down, and an assessment or a period across (formats.md 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Invalid
from sms_desktop.core.grading import half_up
from sms_desktop.core.i18n import N_, _
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.courses import Enrolment
from sms_desktop.db.people import Student
from sms_desktop.services import gradebook, offerings
from sms_desktop.services.access import scope
from sms_desktop.services.exporting.columns import WHOSE
from sms_desktop.services.exporting.marks import EXCUSED
from sms_desktop.services.gradebook import AssessmentColumn, Cell, Gradebook
from sms_desktop.services.listing import Listing

_PLACES = 5
#: Behind the marks; imports know by these words that they are no marks.
_RESULTS = (N_("Final grade (%)"), N_("Final grade (/20)"), N_("Evaluated"))
Head = tuple[str, str]


@dataclass(frozen=True)
class Sheet:
    """What is written: each column's name and title, and the rows; the first columns, `whose`, say whose they are."""

    label: str
    heads: tuple[Head, ...]
    rows: Iterable[list[object]]
    count: int
    whose: int = len(WHOSE)


def sheet(session: Session, name: str, wanted: Listing) -> Sheet:
    """The wide form of a list for the one class that the conditions choose; raises `Invalid`."""
    if name not in _SHEETS:
        raise Invalid(
            _("The list “{name}” has no wide form.").format(name=name),
            _("Lists with one: {names}.").format(names=", ".join(_SHEETS)),
            code="not_wide",
        )
    offering_id = _class(session, wanted)
    for permission in ("exports:run", f"{name}:view"):
        scope.require_offerings(session, permission, [offering_id])
    return _SHEETS[name](session, offering_id)


def _class(session: Session, wanted: Listing) -> int:
    """The one offering that the conditions choose, by the fields of the list of offerings."""
    found = offerings.page(session, Listing(where=wanted.where), 0, 2)
    if len(found) == 1:
        return found[0].id
    way_out = _("Choose one by course, year, term and section, such as “course_code = AUT101”.")
    sentence = _("More than one class fits, and a wide sheet is of one.") if found else _("There is no such class.")
    raise Invalid(sentence, way_out, code="which_class")


def _whose() -> tuple[Head, ...]:
    return tuple((column.name, column.title()) for column in WHOSE)


# Grades


def _grades(session: Session, offering_id: int) -> Sheet:
    book = gradebook.gradebook(session, offering_id)
    marks = tuple((title, title) for title in _titles(book.columns, book))
    results = tuple((label, _(label)) for label in _RESULTS)
    return Sheet(N_("Grades"), (*_whose(), *marks, *results), _grade_rows(book), len(book.rows))


def _titles(columns: Sequence[AssessmentColumn], book: Gradebook) -> Iterator[str]:
    """What imports read as title and maximum; with its category where the title alone would not tell."""
    names = {head.id: head.name for head in book.categories}
    titles = [column.title for column in columns]
    for column in columns:
        alone = titles.count(column.title) == 1 or column.rule_id is None
        title = column.title if alone else f"{column.title} · {names[column.rule_id or 0]}"
        yield f"{title} (/{column.max_score.normalize():f})"


def _grade_rows(book: Gradebook) -> Iterator[list[object]]:
    for row in book.rows:
        cells = [_score(column, row.cells.get(column.id)) for column in book.columns]
        final = row.final
        yield [row.student_number, row.last_name, row.first_name, *cells, final.percentage, final.grade20,
               final.weight_used]  # fmt: skip


def _score(column: AssessmentColumn, cell: Cell | None) -> object:
    """A mark out of its column's maximum, also where it has one of its own."""
    if cell is None or cell.excused or cell.score is None:
        return EXCUSED if cell is not None and cell.excused else None
    if cell.max_score == column.max_score:
        return cell.score
    return _shortest(half_up(Fraction(cell.score) * Fraction(column.max_score) / Fraction(cell.max_score), _PLACES))


def _shortest(value: Decimal) -> Decimal:
    return Decimal(f"{value.normalize():f}")


# Attendance


def _attendance(session: Session, offering_id: int) -> Sheet:
    found: dict[int, dict[tuple[date, int], str]] = {}
    places: set[tuple[date, int]] = set()
    for enrolment, day, period, status in session.execute(_records(offering_id)):
        found.setdefault(enrolment, {})[day, period] = status
        places.add((day, period))
    ordered = sorted(places)
    heads = tuple((f"{day.isoformat()} {period}",) * 2 for day, period in ordered)
    people = session.execute(_people(offering_id)).all()
    rows = ([*who, *(found.get(key, {}).get(place) for place in ordered)] for key, *who in people)
    return Sheet(N_("Attendance"), (*_whose(), *heads), rows, len(people))


def _records(offering_id: int) -> Any:
    return (
        select(Attendance.enrolment_id, Attendance.date, Attendance.period, Attendance.status)
        .join(Enrolment, Enrolment.id == Attendance.enrolment_id)
        .join(Student, Student.id == Enrolment.student_id)
        .where(*_live(offering_id))
    )


def _people(offering_id: int) -> Any:
    return (
        select(Enrolment.id, Student.student_number, Student.last_name, Student.first_name)
        .join(Student, Student.id == Enrolment.student_id)
        .where(*_live(offering_id))
        .order_by(Student.sort_key, Student.id)
    )


def _live(offering_id: int) -> tuple[Any, ...]:
    return (
        Enrolment.offering_id == offering_id,
        Enrolment.deleted_at.is_(None),
        Enrolment.status != "dropped",
        Student.deleted_at.is_(None),
    )


_SHEETS: dict[str, Callable[[Session, int], Sheet]] = {"grades": _grades, "attendance": _attendance}
