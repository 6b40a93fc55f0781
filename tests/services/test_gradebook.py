"""The grade sheet of an offering: what stands in it, how it is graded, and how few statements it takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from sqlalchemy import event

from sms_desktop.core.errors import NotFound
from sms_desktop.core.evaluation import Rule
from sms_desktop.db.database import Database
from sms_desktop.services import enrolments, gradebook, students
from sms_desktop.services.gradebook import Cell
from tests.conftest import Transaction
from tests.makers import Make

RULES = (
    Rule("Participation", Decimal(10), "participation", counts_daily=True),
    Rule("Continuous", Decimal(20), "continuous"),
    Rule("Midterm", Decimal(30), "midterm", latest_only=True),
    Rule("Final exam", Decimal(40), "final", latest_only=True),
)


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


@pytest.fixture
def offering(make: Make) -> int:
    return make.offering(course_id=make.course(course_code="MAT", course_name="Algebra"), rules=RULES, section="A1")


def test_a_class_without_columns_or_marks_is_not_graded_yet(offering: int, make: Make, read: Transaction) -> None:
    make.klass(offering, 2)
    with read() as session:
        book = gradebook.gradebook(session, offering)
    assert book.title == "MAT · Algebra · Winter term · A1"
    assert [head.name for head in book.categories] == [rule.name for rule in RULES]
    assert (book.columns, len(book.rows), book.term_state) == ((), 2, "open")
    assert [row.final.percentage for row in book.rows] == [None, None]
    assert {row.limit.status for row in book.rows} == {"unknown"}


def test_marks_stand_in_their_cells_and_make_the_final_grade(offering: int, make: Make, read: Transaction) -> None:
    first, second = make.klass(offering, 2)
    essay = make.assessment(offering, "Essay", "Continuous", max_score=Decimal(100))
    midterm = make.assessment(offering, "Midterm", "Midterm")
    make.mark(first, essay, "85")
    make.mark(first, midterm, "14")
    make.mark(second, essay, None)
    with read() as session:
        book = gradebook.gradebook(session, offering)
    one, other = book.rows
    assert (one.cells[midterm].score, one.cells[midterm].max_score) == (Decimal(14), Decimal(20))
    assert (one.final.percentage, one.final.grade20, one.final.weight_used) == (
        Decimal("76.00"), Decimal("15.20"), Decimal(50),
    )  # fmt: skip
    assert other.cells[essay].excused
    assert other.cells[essay].score is None
    assert other.final.percentage is None


def test_columns_stand_by_category_and_what_has_none_at_the_end(offering: int, make: Make, read: Transaction) -> None:
    make.assessment(offering, "Exam", "Final exam")
    make.assessment(offering, "Loose")
    make.assessment(offering, "Quiz", "Continuous")
    make.assessment(offering, "Essay", "Continuous")
    with read() as session:
        assert [c.title for c in gradebook.gradebook(session, offering).columns] == ["Quiz", "Essay", "Exam", "Loose"]


def test_a_mark_in_no_category_counts_for_nothing(offering: int, make: Make, read: Transaction) -> None:
    (enrolment,) = make.klass(offering, 1)
    make.mark(enrolment, make.assessment(offering, "Loose"), "3")
    with read() as session:
        assert gradebook.gradebook(session, offering).rows[0].final.percentage is None


def test_a_resit_in_a_later_column_replaces_the_exam(offering: int, make: Make, read: Transaction) -> None:
    (enrolment,) = make.klass(offering, 1)
    make.mark(enrolment, make.assessment(offering, "Exam", "Final exam"), "6")
    make.mark(enrolment, make.assessment(offering, "Resit", "Final exam"), "13")
    with read() as session:
        final = gradebook.gradebook(session, offering).rows[0].final
    assert (final.percentage, final.weight_used) == (Decimal("65.00"), Decimal(40))


def test_who_dropped_or_was_deleted_is_not_in_the_sheet(offering: int, make: Make, write: Transaction) -> None:
    there, dropped, deleted = make.klass(offering, 3)
    with write() as session:
        enrolments.set_status(session, [dropped], "dropped")
        gone = next(row for row in enrolments.of_offering(session, offering) if row.id == deleted)
        students.delete(session, [gone.student_id])
        assert [row.enrolment_id for row in gradebook.gradebook(session, offering).rows] == [there]


def test_an_offering_that_is_not_there_is_named(make: Make, read: Transaction) -> None:
    with read() as session, pytest.raises(NotFound):
        gradebook.gradebook(session, 99)


def test_a_row_is_graded_anew_without_the_database(offering: int, make: Make, read: Transaction) -> None:
    (enrolment,) = make.klass(offering, 1)
    midterm = make.assessment(offering, "Midterm", "Midterm")
    with read() as session:
        book = gradebook.gradebook(session, offering)
    cell = Cell(0, 0, Decimal(12), Decimal(20), Decimal(1), excused=False)
    row = gradebook.regraded(book, book.rows[0], {midterm: cell})
    assert row.final.percentage == Decimal("60.00")
    assert book.rows[0].final.percentage is None
    assert row.enrolment_id == enrolment


def test_forty_students_take_as_many_statements_as_one(
    offering: int, make: Make, read: Transaction, database: Database
) -> None:
    columns = [make.assessment(offering, f"Quiz {n}", "Continuous") for n in range(3)]
    make.mark(make.klass(offering, 1)[0], columns[0], "10")
    with read() as session, statements(database) as small:
        gradebook.gradebook(session, offering)
    for enrolment in make.klass(offering, 12):
        make.mark(enrolment, columns[1], "10")
    with read() as session, statements(database) as large:
        gradebook.gradebook(session, offering)
    assert len(small) == len(large) <= 11


def test_the_final_grades_of_any_enrolments_are_those_of_their_sheets(
    offering: int, make: Make, read: Transaction
) -> None:
    other = make.offering()
    first, second = make.klass(offering, 2)
    (third,) = make.klass(other, 1)
    make.mark(first, make.assessment(offering, "Midterm", "Midterm"), "14")
    make.mark(third, make.assessment(other, "Exam", "Final exam"), "18")
    with read() as session:
        finals = gradebook.final_of(session, [first, second, third])
        sheets = [row for book in (offering, other) for row in gradebook.gradebook(session, book).rows]
    assert {row.enrolment_id: row.final for row in sheets} == finals
