"""The columns of the grade sheet: added, changed with their marks, ordered, locked, deleted and restored."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.db.database import Database
from sms_desktop.services import assessments, gradebook, term_lock
from sms_desktop.services.assessments import AssessmentData
from tests.conftest import Transaction
from tests.content import content
from tests.makers import Make


@pytest.fixture
def offering(make: Make) -> int:
    return make.offering()


@pytest.fixture
def midterm(offering: int, read: Transaction) -> int:
    """The id of the category Midterm."""
    with read() as session:
        return gradebook.categories(session, offering)[0].id


def titles(read: Transaction, offering: int) -> list[str]:
    with read() as session:
        return [column.title for column in gradebook.assessments(session, offering)]


def test_a_column_is_added_with_all_it_says(offering: int, midterm: int, write: Transaction, read: Transaction) -> None:
    data = AssessmentData("  Quiz 1 ", midterm, Decimal(15), Decimal("1.5"), date(2026, 10, 5))
    with write() as session:
        made = assessments.add(session, offering, data)
    with read() as session:
        (column,) = gradebook.assessments(session, offering)
    assert (column.id, column.title, column.rule_id, column.locked) == (made, "Quiz 1", midterm, False)
    assert (column.max_score, column.weight, column.assigned_on) == (Decimal(15), Decimal("1.5"), date(2026, 10, 5))


def test_a_column_can_be_put_in_between_and_all_be_reordered(
    offering: int, make: Make, write: Transaction, read: Transaction
) -> None:
    first, second = (make.assessment(offering, title) for title in ("One", "Two"))
    with write() as session:
        between = assessments.add(session, offering, AssessmentData("Between"), at=1)
    assert titles(read, offering) == ["One", "Between", "Two"]
    with write() as session:
        assessments.reorder(session, offering, [second, between])
    assert titles(read, offering) == ["Two", "Between", "One"]
    assert first


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "QUIZ"}, "title"),
        ({"max_score": Decimal(0)}, "max_score"),
        ({"max_score": Decimal(10_001)}, "max_score"),
        ({"weight": Decimal("-0.1")}, "weight"),
        ({"weight": Decimal("3.1")}, "weight"),
        ({"rule_id": 99}, "rule_id"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(
    wrong: dict[str, object], field: str, offering: int, make: Make, write: Transaction
) -> None:
    make.assessment(offering, "Quiz")
    with write() as session, pytest.raises(Invalid) as raised:
        assessments.add(session, offering, replace(AssessmentData("New"), **wrong))  # type: ignore[arg-type]
    assert set(raised.value.fields) == {field}


def test_the_same_title_may_stand_in_two_categories(
    offering: int, midterm: int, make: Make, write: Transaction, read: Transaction
) -> None:
    make.assessment(offering, "Quiz")
    with write() as session:
        assessments.add(session, offering, AssessmentData("Quiz", midterm))
    assert titles(read, offering) == ["Quiz", "Quiz"]


def test_marks_follow_a_new_maximum_and_weight_unless_they_have_their_own(
    offering: int, make: Make, write: Transaction, database: Database
) -> None:
    first, second = make.klass(offering, 2)
    quiz = make.assessment(offering, "Quiz")
    make.mark(first, quiz, "12")
    with write() as session:
        assessments.update(session, quiz, AssessmentData("Quiz", None, Decimal(40), Decimal(2)))
    make.mark(second, quiz, "33")
    grades = content(database)["grades"].values()
    assert {(row["max_score"], row["weight"]) for row in grades} == {(Decimal(40), Decimal(2))}


def test_a_maximum_below_marks_is_refused(offering: int, make: Make, write: Transaction) -> None:
    (enrolment,) = make.klass(offering, 1)
    quiz = make.assessment(offering, "Quiz")
    make.mark(enrolment, quiz, "18")
    with write() as session, pytest.raises(Conflict, match="1 mark of “Quiz” is above 10") as raised:
        assessments.update(session, quiz, AssessmentData("Quiz", max_score=Decimal(10)))
    assert raised.value.code == "over_maximum"


def test_a_column_that_somebody_changed_meanwhile_is_not_overwritten(
    offering: int, make: Make, write: Transaction, read: Transaction
) -> None:
    quiz = make.assessment(offering, "Quiz")
    with read() as session:
        (seen,) = gradebook.assessments(session, offering)
    with write() as session:
        assessments.update(session, quiz, AssessmentData("Test"), seen.version)
    with write() as session, pytest.raises(Conflict):
        assessments.update(session, quiz, AssessmentData("Other"), seen.version)
    assert titles(read, offering) == ["Test"]


def test_a_deleted_column_takes_its_marks_along_and_brings_them_back(
    offering: int, make: Make, write: Transaction, read: Transaction
) -> None:
    (enrolment,) = make.klass(offering, 1)
    quiz = make.assessment(offering, "Quiz", "Midterm")
    make.mark(enrolment, quiz, "18")
    with write() as session:
        assert assessments.delete(session, [quiz]) == 1
    with read() as session:
        book = gradebook.gradebook(session, offering)
    assert (book.columns, book.rows[0].cells, book.rows[0].final.percentage) == ((), {}, None)
    with write() as session:
        assert assessments.restore(session, [quiz]) == 1
    with read() as session:
        assert gradebook.gradebook(session, offering).rows[0].final.percentage == Decimal("90.00")


def test_a_column_comes_back_only_where_its_title_is_free(offering: int, make: Make, write: Transaction) -> None:
    quiz = make.assessment(offering, "Quiz")
    with write() as session:
        assessments.delete(session, [quiz])
    make.assessment(offering, "Quiz")
    with write() as session, pytest.raises(Invalid):
        assessments.restore(session, [quiz])


def test_a_locked_column_is_neither_changed_nor_deleted(offering: int, make: Make, write: Transaction) -> None:
    quiz = make.assessment(offering, "Quiz")
    with write() as session:
        assessments.set_locked(session, [quiz], True)
    for act in (lambda s: assessments.delete(s, [quiz]), lambda s: assessments.update(s, quiz, AssessmentData("X"))):
        with write() as session, pytest.raises(Conflict, match="locked"):
            act(session)


def test_columns_of_a_locked_term_stay_as_they_are(
    offering: int, make: Make, write: Transaction, read: Transaction
) -> None:
    quiz = make.assessment(offering, "Quiz")
    with write() as session:
        term_lock.lock(session, gradebook.gradebook(session, offering).term_id)
    acts = (
        lambda s: assessments.add(s, offering, AssessmentData("New")),
        lambda s: assessments.update(s, quiz, AssessmentData("X")),
        lambda s: assessments.reorder(s, offering, [quiz]),
        lambda s: assessments.set_locked(s, [quiz], True),
        lambda s: assessments.delete(s, [quiz]),
    )
    for act in acts:
        with write() as session, pytest.raises(Conflict) as raised:
            act(session)
        assert raised.value.code == "term_locked"
    assert titles(read, offering) == ["Quiz"]


def test_a_column_or_offering_that_is_gone_is_named(offering: int, write: Transaction) -> None:
    with write() as session, pytest.raises(NotFound):
        assessments.update(session, 99, AssessmentData("X"))
    with write() as session, pytest.raises(NotFound):
        assessments.add(session, 99, AssessmentData("X"))
