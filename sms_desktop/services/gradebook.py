"""The grade sheet of one offering: students, assessments, marks and final grades, in a handful of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.absences import Counts, Limit
from sms_desktop.core.evaluation import Rule
from sms_desktop.core.grading import Category, FinalGrade, Mark, Rated, final_grade
from sms_desktop.core.scales import Scales
from sms_desktop.db.courses import Offering, OfferingRule
from sms_desktop.db.grades import Assessment
from sms_desktop.services import class_marks, scale_settings, teaching
from sms_desktop.services.access import scope
from sms_desktop.services.class_marks import MarkRow
from sms_desktop.services.courses import rule_of
from sms_desktop.services.teaching import Pupil, Taught


@dataclass(frozen=True)
class CategoryHead:
    """A category of the offering's rules, as the head of its columns; `weight` in percent."""

    id: int
    name: str
    kind: str
    weight: Decimal
    counts_daily: bool
    daily_multiplier: Decimal
    latest_only: bool


@dataclass(frozen=True)
class AssessmentColumn:
    """An assessment as a column of the sheet; `rule_id` None: in no category yet, and so without effect."""

    id: int
    version: int
    rule_id: int | None
    title: str
    position: int
    max_score: Decimal
    weight: Decimal
    assigned_on: date | None
    locked: bool


@dataclass(frozen=True)
class Cell:
    """One mark; `score` None is an excused one. `version` is what `grade_entry.Entry.seen` compares."""

    id: int
    version: int
    score: Decimal | None
    max_score: Decimal
    weight: Decimal
    excused: bool
    note: str = ""
    assigned_on: date | None = None
    submitted_on: date | None = None


@dataclass(frozen=True)
class Row:
    """A student of the class: marks by assessment, daily ratings by category, the final grade and absences."""

    enrolment_id: int
    student_id: int
    student_number: str
    last_name: str
    first_name: str
    status: str
    cells: Mapping[int, Cell]
    ratings: Mapping[int, tuple[Rated, ...]]
    counts: Counts
    final: FinalGrade
    limit: Limit


@dataclass(frozen=True)
class Gradebook:
    """The whole sheet. `penalty` is in percentage points for each Absent period (domain.md 2)."""

    offering_id: int
    version: int
    course_code: str
    course_name: str
    term_id: int
    term: str
    year: str
    section: str
    term_state: str
    penalty: Decimal
    categories: tuple[CategoryHead, ...]
    columns: tuple[AssessmentColumn, ...]
    rows: tuple[Row, ...]
    scales: Scales
    _by_id: Mapping[int, AssessmentColumn] = field(default_factory=dict, repr=False, compare=False)

    @property
    def title(self) -> str:
        """The offering as headings name it."""
        return " · ".join(filter(None, (self.course_code, self.course_name, self.term, self.section)))

    def column(self, assessment_id: int) -> AssessmentColumn | None:
        """A column by its assessment's id."""
        return self._by_id.get(assessment_id)


def gradebook(session: Session, offering_id: int) -> Gradebook:
    """The sheet of an offering: all who did not drop it, by name. Raises `NotFound`."""
    scope.require_offerings(session, "grades:view", [offering_id])
    taught = teaching.facts(session, offering_id)
    offering = session.get_one(Offering, offering_id)
    columns = assessments(session, offering_id)
    book = Gradebook(
        offering_id=offering_id,
        version=offering.version,
        course_code=taught.course_code,
        course_name=taught.course_name,
        term_id=taught.term_id,
        term=taught.term,
        year=taught.year,
        section=taught.section,
        term_state=taught.term_state,
        penalty=offering.absence_penalty,
        categories=categories(session, offering_id),
        columns=columns,
        rows=(),
        scales=scale_settings.read(session),
        _by_id={column.id: column for column in columns},
    )
    return replace(book, rows=_rows(session, book, taught))


def _rows(session: Session, book: Gradebook, taught: Taught) -> tuple[Row, ...]:
    pupils = teaching.taking_part(session, book.offering_id)
    ids = [one.enrolment_id for one in pupils]
    marks, ratings = class_marks.marks(session, ids), class_marks.ratings(session, ids)
    counts = class_marks.counts(session, ids)
    return tuple(
        _row(book, taught, one, _cells(marks.get(one.enrolment_id, {})), ratings.get(one.enrolment_id, {}),
             counts.get(one.enrolment_id, Counts()))
        for one in pupils
    )  # fmt: skip


def _row(
    book: Gradebook,
    taught: Taught,
    pupil: Pupil,
    cells: Mapping[int, Cell],
    ratings: Mapping[int, tuple[Rated, ...]],
    counts: Counts,
) -> Row:
    row = Row(
        enrolment_id=pupil.enrolment_id,
        student_id=pupil.student_id,
        student_number=pupil.student_number,
        last_name=pupil.last_name,
        first_name=pupil.first_name,
        status=pupil.status,
        cells=cells,
        ratings=ratings,
        counts=counts,
        final=_NOTHING,
        limit=taught.limit(counts, pupil.limit_extended_on is not None),
    )
    return regraded(book, row, cells)


def _cells(found: Mapping[int, MarkRow]) -> dict[int, Cell]:
    return {
        assessment: Cell(
            m.id, m.version, m.score, m.max_score, m.weight, m.excused, m.note, m.assigned_on, m.submitted_on
        )
        for assessment, m in found.items()
    }


_NOTHING = final_grade((), {}, {}, Counts(), Decimal(0))


def regraded(book: Gradebook, row: Row, cells: Mapping[int, Cell]) -> Row:
    """The row with other cells and its final grade anew: pure, so that the window shows it while it is typed."""
    return replace(row, cells=cells, final=_final(book, row, cells))


def _final(book: Gradebook, row: Row, cells: Mapping[int, Cell]) -> FinalGrade:
    marks: dict[int, list[Mark]] = {}
    for assessment_id, cell in cells.items():
        column = book.column(assessment_id)
        if column is not None and column.rule_id is not None:
            marks.setdefault(column.rule_id, []).append(_mark(column, cell))
    return final_grade(graded_by(book.categories), marks, row.ratings, row.counts, book.penalty)


def _mark(column: AssessmentColumn, cell: Cell) -> Mark:
    """The mark as the rules see it: without a date of its own it has its assessment's."""
    return Mark(
        score=cell.score,
        maximum=cell.max_score,
        weight=cell.weight,
        submitted=cell.submitted_on,
        assigned=cell.assigned_on or column.assigned_on,
        title=column.title,
        key=cell.id,
    )


def graded_by(heads: Sequence[CategoryHead]) -> tuple[Category, ...]:
    """The categories as `core.grading` takes them."""
    return tuple(
        Category(h.id, Rule(h.name, h.weight, h.kind, h.counts_daily, h.daily_multiplier, h.latest_only)) for h in heads
    )


def categories(session: Session, offering_id: int) -> tuple[CategoryHead, ...]:
    """The categories of an offering's rules, in their order."""
    rows = session.scalars(
        select(OfferingRule).where(OfferingRule.offering_id == offering_id).order_by(OfferingRule.position)
    )
    return tuple(CategoryHead(id=row.id, **_head(rule_of(row))) for row in rows)


def _head(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "kind": rule.kind,
        "weight": rule.weight,
        "counts_daily": rule.counts_daily,
        "daily_multiplier": rule.daily_multiplier,
        "latest_only": rule.latest_only,
    }


def assessments(session: Session, offering_id: int) -> tuple[AssessmentColumn, ...]:
    """The assessments of an offering in the order of the sheet: by category, then as they were put."""
    statement = (
        select(Assessment, OfferingRule.position)
        .outerjoin(OfferingRule, OfferingRule.id == Assessment.rule_id)
        .where(Assessment.offering_id == offering_id, Assessment.deleted_at.is_(None))
    )
    found = sorted((_place(row, category), row.id, row) for row, category in session.execute(statement))
    names = tuple(AssessmentColumn.__dataclass_fields__)
    return tuple(AssessmentColumn(**{name: getattr(row, name) for name in names}) for *_order, row in found)


def _place(row: Assessment, category: Any) -> tuple[bool, int, int]:
    """Where a column stands: what is in no category at the end."""
    return category is None, category or 0, row.position


def final_of(session: Session, enrolment_ids: Iterable[int]) -> dict[int, FinalGrade]:
    """The final grades of enrolments of any offerings, in the same few statements however many they are."""
    wanted = list(enrolment_ids)
    scope.require_enrolments(session, "grades:view", wanted)
    return class_marks.finals(session, wanted)
