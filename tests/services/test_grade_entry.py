"""Entering marks: a cell or a block, all or none, and never over somebody else's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Conflict, Invalid, NotFound, UserError
from sms_desktop.db.database import Database
from sms_desktop.services import assessments, enrolments, grade_entry, gradebook, term_lock
from sms_desktop.services.grade_entry import Entered, Entry, MarkDetails
from sms_desktop.services.history import undo
from tests.conftest import Transaction
from tests.content import change_sets, content, entries, last_change
from tests.makers import Make


@pytest.fixture
def offering(make: Make) -> int:
    return make.offering(course_id=make.course(course_code="MAT"))


@pytest.fixture
def klass(offering: int, make: Make) -> list[int]:
    return make.klass(offering, 3)


@pytest.fixture
def midterm(offering: int, make: Make) -> int:
    return make.assessment(offering, "Midterm", "Midterm")


def entered(write: Transaction, offering: int, *marks: Entry) -> Entered:
    with write() as session:
        return grade_entry.enter(session, offering, marks)


def cell(read: Transaction, offering: int, enrolment: int, column: int) -> gradebook.Cell | None:
    with read() as session:
        book = gradebook.gradebook(session, offering)
    return next(row.cells.get(column) for row in book.rows if row.enrolment_id == enrolment)


def test_a_new_mark_has_its_columns_maximum_and_weight(
    offering: int, klass: list[int], make: Make, write: Transaction, read: Transaction
) -> None:
    essay = make.assessment(offering, "Essay", "Midterm", max_score=Decimal(100), weight=Decimal("0.5"))
    assert entered(write, offering, Entry(klass[0], essay, Decimal("66.5"))) == Entered(1, 0, 0)
    found = cell(read, offering, klass[0], essay)
    assert found is not None
    assert (found.score, found.max_score, found.weight) == (Decimal("66.5"), Decimal(100), Decimal("0.5"))


def test_a_block_is_one_change_set_that_is_named(
    offering: int, klass: list[int], midterm: int, make: Make, write: Transaction, database: Database
) -> None:
    final = make.assessment(offering, "Final", "Final exam")
    before = len(change_sets(database))
    block = [Entry(one, column, Decimal(12)) for one in klass for column in (midterm, final)]
    assert entered(write, offering, *block) == Entered(6, 0, 0)
    entered(write, offering, *[Entry(one, midterm, Decimal(13)) for one in klass])
    entered(write, offering, Entry(klass[0], midterm, None))
    titles = [undo.title_of(row) for row in change_sets(database)[before:]]
    name = "Γεωργίου Νίκος" if "Γεωργίου" in titles[-1] else titles[-1].split("of ")[1].split(" in")[0]
    assert titles == [
        "6 marks of MAT", "3 marks in “Midterm” of MAT", f"Take out the mark of {name} in “Midterm”",
    ]  # fmt: skip


def test_what_is_the_same_is_not_written(
    offering: int, klass: list[int], midterm: int, write: Transaction, database: Database
) -> None:
    entered(write, offering, Entry(klass[0], midterm, Decimal(12)))
    before = last_change(database)
    assert entered(write, offering, Entry(klass[0], midterm, Decimal("12.00"))) == Entered(0, 0, 0)
    assert last_change(database) == before


def test_an_excused_mark_has_no_score_and_can_have_one_again(
    offering: int, klass: list[int], midterm: int, write: Transaction, read: Transaction
) -> None:
    entered(write, offering, Entry(klass[0], midterm, Decimal(12)))
    assert entered(write, offering, Entry(klass[0], midterm, None, excused=True)) == Entered(0, 1, 0)
    found = cell(read, offering, klass[0], midterm)
    assert found is not None
    assert found.excused
    assert found.score is None
    assert entered(write, offering, Entry(klass[0], midterm, Decimal(9))) == Entered(0, 1, 0)


def test_a_mark_taken_out_comes_back_by_undo_as_it_was(
    offering: int, klass: list[int], midterm: int, write: Transaction, database: Database
) -> None:
    entered(write, offering, Entry(klass[0], midterm, Decimal(12)))
    with write() as session:
        grade_entry.set_details(session, klass[0], midterm, MarkDetails(Decimal(20), note="Handed in late"))
    before = content(database)["grades"]
    assert entered(write, offering, Entry(klass[0], midterm, None)) == Entered(0, 0, 1)
    assert content(database)["grades"] == {}
    with write() as session:
        undo.undo(session, last_change(database))
    assert content(database)["grades"] == before


@pytest.mark.parametrize("score", ["-0.01", "20.00001", "21"])
def test_a_score_out_of_range_is_named_and_nothing_is_written(
    score: str, offering: int, klass: list[int], midterm: int, write: Transaction, database: Database
) -> None:
    good = Entry(klass[1], midterm, Decimal(10))
    with pytest.raises(Invalid, match="in “Midterm” must be from 0 to 20"):
        entered(write, offering, good, Entry(klass[0], midterm, Decimal(score)))
    assert content(database)["grades"] == {}


def test_somebody_elses_mark_is_not_overwritten(
    offering: int, klass: list[int], midterm: int, write: Transaction, read: Transaction
) -> None:
    entered(write, offering, Entry(klass[0], midterm, Decimal(12), seen=0))
    with pytest.raises(Conflict, match="meanwhile") as raised:
        entered(write, offering, Entry(klass[0], midterm, Decimal(9), seen=0))
    assert raised.value.code == "changed_meanwhile"
    seen = cell(read, offering, klass[0], midterm)
    assert seen is not None
    assert seen.score == Decimal(12)
    assert entered(write, offering, Entry(klass[0], midterm, Decimal(9), seen=seen.version)) == Entered(0, 1, 0)


def test_a_locked_column_takes_no_marks_until_it_is_opened(
    offering: int, klass: list[int], midterm: int, write: Transaction
) -> None:
    with write() as session:
        assessments.set_locked(session, [midterm], True)
    with pytest.raises(Conflict, match="“Midterm” is locked") as raised:
        entered(write, offering, Entry(klass[0], midterm, Decimal(12)))
    assert raised.value.code == "column_locked"
    with write() as session:
        assessments.set_locked(session, [midterm], False)
    assert entered(write, offering, Entry(klass[0], midterm, Decimal(12))).new == 1


def test_only_students_and_columns_of_the_offering_are_taken(
    offering: int, klass: list[int], midterm: int, make: Make, write: Transaction
) -> None:
    other = make.offering()
    stranger, elsewhere = make.klass(other, 1)[0], make.assessment(other, "Quiz", "Midterm")
    for wrong in (Entry(stranger, midterm, Decimal(1)), Entry(klass[0], elsewhere, Decimal(1))):
        with pytest.raises(NotFound):
            entered(write, offering, wrong)
    with write() as session:
        enrolments.delete(session, [klass[0]])
        enrolments.set_status(session, [klass[1]], "dropped")
    for gone in klass[:2]:
        with pytest.raises(NotFound, match="not enrolled"):
            entered(write, offering, Entry(gone, midterm, Decimal(1)))


def test_details_are_kept_with_the_mark_and_checked(
    offering: int, klass: list[int], midterm: int, write: Transaction, read: Transaction
) -> None:
    with write() as session, pytest.raises(NotFound):
        grade_entry.set_details(session, klass[0], midterm, MarkDetails(Decimal(20)))
    entered(write, offering, Entry(klass[0], midterm, Decimal(12)))
    details = MarkDetails(Decimal(15), Decimal(2), date(2026, 10, 1), date(2026, 10, 8), " Late ")
    with write() as session:
        grade_entry.set_details(session, klass[0], midterm, details)
    found = cell(read, offering, klass[0], midterm)
    assert found is not None
    assert (found.max_score, found.weight, found.note) == (Decimal(15), Decimal(2), "Late")
    assert (found.assigned_on, found.submitted_on) == (date(2026, 10, 1), date(2026, 10, 8))
    wrong = MarkDetails(Decimal(10), Decimal(4), date(2026, 10, 8), date(2026, 10, 1), "x" * 1001)
    with write() as session, pytest.raises(Invalid) as raised:
        grade_entry.set_details(session, klass[0], midterm, wrong)
    assert set(raised.value.fields) == {"max_score", "weight", "submitted_on", "note"}


def test_a_marks_own_maximum_is_the_one_that_binds_it(
    offering: int, klass: list[int], midterm: int, write: Transaction
) -> None:
    entered(write, offering, Entry(klass[0], midterm, Decimal(12)))
    with write() as session:
        grade_entry.set_details(session, klass[0], midterm, MarkDetails(Decimal(30)))
    assert entered(write, offering, Entry(klass[0], midterm, Decimal(25))).changed == 1


def test_a_locked_term_is_changed_only_by_an_administrator_with_a_reason(
    offering: int, klass: list[int], midterm: int, make: Make, write: Transaction, database: Database, admin: Actor
) -> None:
    with write() as session:
        term_lock.lock(session, gradebook.gradebook(session, offering).term_id)
    with pytest.raises(Conflict, match="is locked") as raised:
        entered(write, offering, Entry(klass[0], midterm, Decimal(12)))
    assert raised.value.code == "term_locked"
    secretary = make.user("secretary")
    with database.begin(secretary, reason="Forgotten mark") as session, pytest.raises(Conflict):
        grade_entry.enter(session, offering, [Entry(klass[0], midterm, Decimal(12))])
    with database.begin(admin, reason="The exam office found a mistake") as session:
        grade_entry.enter(session, offering, [Entry(klass[0], midterm, Decimal(12))])
    assert change_sets(database)[-1].reason == "The exam office found a mistake"


def test_changing_a_mark_keeps_the_value_before(
    offering: int, klass: list[int], midterm: int, write: Transaction, database: Database
) -> None:
    entered(write, offering, Entry(klass[0], midterm, Decimal("11.5")))
    entered(write, offering, Entry(klass[0], midterm, Decimal("12.25")))
    ((table, operation, document),) = entries(database, last_change(database))
    assert (table, operation) == ("grades", "update")
    assert (document["before"]["score"], document["after"]["score"]) == ([1150000], [1225000])


def test_every_refusal_is_a_sentence_with_a_way_out(offering: int, klass: list[int], write: Transaction) -> None:
    with write() as session, pytest.raises(UserError) as raised:
        grade_entry.enter(session, offering, [Entry(klass[0], 99, Decimal(1))])
    assert raised.value.sentence
    assert raised.value.way_out
