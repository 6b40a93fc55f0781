"""Evaluation rules once marks exist: shown before they change anything, kept by id, copied from elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sms_desktop.core.errors import Conflict, Invalid
from sms_desktop.core.evaluation import Rule
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.database import Database
from sms_desktop.db.grades import DailyRating
from sms_desktop.services import assessments, courses, gradebook, offering_rules, offerings, term_lock
from sms_desktop.services.history import undo
from sms_desktop.services.offering_rules import RuleEdit
from tests.conftest import Transaction
from tests.content import content, last_change
from tests.makers import RULES, Make

MIDTERM, FINAL = RULES
DAY = date(2026, 10, 5)


@pytest.fixture
def offering(make: Make) -> int:
    return make.offering()


@pytest.fixture
def klass(offering: int, make: Make) -> list[int]:
    """Two students: one with 10 and 20 of 20, one with 15 in the midterm only."""
    first, second = make.klass(offering, 2)
    midterm, final = make.assessment(offering, "Midterm", "Midterm"), make.assessment(offering, "Final", "Final exam")
    make.mark(first, midterm, "10")
    make.mark(first, final, "20")
    make.mark(second, midterm, "15")
    return [first, second]


@pytest.fixture
def now(offering: int, read: Transaction) -> list[RuleEdit]:
    with read() as session:
        return offering_rules.current(session, offering)


def weighing(now: list[RuleEdit], *weights: int) -> list[RuleEdit]:
    """The rules with other weights."""
    return [replace(one, rule=replace(one.rule, weight=Decimal(w))) for one, w in zip(now, weights, strict=True)]


def final(read: Transaction, offering: int) -> list[Decimal | None]:
    with read() as session:
        return [row.final.percentage for row in gradebook.gradebook(session, offering).rows]


def test_a_change_shows_for_whom_it_changes_what(
    offering: int, klass: list[int], now: list[RuleEdit], read: Transaction, database: Database
) -> None:
    before = last_change(database)
    with read() as session:
        (shift,) = offering_rules.preview(session, offering, weighing(now, 20, 80))
    assert (shift.enrolment_id, shift.before, shift.after) == (klass[0], Decimal("80.00"), Decimal("90.00"))
    assert last_change(database) == before


def test_what_was_shown_is_what_is_done(
    offering: int, klass: list[int], now: list[RuleEdit], write: Transaction, read: Transaction
) -> None:
    with write() as session:
        shifts = offering_rules.preview(session, offering, weighing(now, 20, 80))
        offering_rules.change(session, offering, weighing(now, 20, 80))
    assert final(read, offering)[:1] == [shifts[0].after]


def test_a_renamed_category_keeps_its_marks(
    offering: int, klass: list[int], now: list[RuleEdit], write: Transaction, read: Transaction
) -> None:
    renamed = [replace(now[0], rule=replace(now[0].rule, name="Πρόοδος")), now[1]]
    with write() as session:
        assert offering_rules.preview(session, offering, renamed) == []
        offering_rules.change(session, offering, renamed)
    assert final(read, offering) == [Decimal("80.00"), Decimal("75.00")]


def test_weights_that_do_not_sum_to_100_are_refused(
    offering: int, now: list[RuleEdit], write: Transaction, database: Database
) -> None:
    before = content(database)
    with write() as session, pytest.raises(Invalid, match="sum to 90 %"):
        offering_rules.change(session, offering, weighing(now, 30, 60))
    assert content(database) == before


def test_a_category_with_marks_does_not_go_silently(
    offering: int, klass: list[int], now: list[RuleEdit], write: Transaction, read: Transaction
) -> None:
    only = [replace(now[1], rule=replace(now[1].rule, weight=Decimal(100)))]
    with pytest.raises(Conflict, match="“Midterm” has 1 column") as raised, write() as session:
        offering_rules.change(session, offering, only)
    assert raised.value.code == "category_in_use"
    assert final(read, offering) == [Decimal("80.00"), Decimal("75.00")]


def test_its_marks_can_move_to_another_category_or_to_none(
    offering: int, klass: list[int], now: list[RuleEdit], write: Transaction, read: Transaction, database: Database
) -> None:
    gone = now[0].id
    assert gone is not None
    rule = Rule("All", Decimal(100), "other")
    merged = [RuleEdit(rule, now[1].id)]
    with write() as session:
        shown = offering_rules.preview(session, offering, merged, {gone: 0})
        offering_rules.change(session, offering, merged, {gone: 0})
    assert [(s.before, s.after) for s in shown] == [(Decimal("80.00"), Decimal("75.00"))]
    assert final(read, offering) == [Decimal("75.00"), Decimal("75.00")]
    with write() as session:
        undo.undo(session, last_change(database))
    assert final(read, offering) == [Decimal("80.00"), Decimal("75.00")]
    with write() as session:
        offering_rules.change(session, offering, merged, {gone: None})
    assert final(read, offering) == [Decimal("100.00"), None]


def test_columns_of_one_title_that_come_together_are_told_apart(
    offering: int, now: list[RuleEdit], make: Make, write: Transaction, read: Transaction
) -> None:
    for category in ("Midterm", "Final exam"):
        make.assessment(offering, "Test", category)
    gone = now[0].id
    assert gone is not None
    with write() as session:
        offering_rules.change(session, offering, [RuleEdit(Rule("All", Decimal(100)), now[1].id)], {gone: 0})
    with read() as session:
        assert {column.title for column in gradebook.assessments(session, offering)} == {"Test", "Test (2)"}


def test_daily_ratings_need_a_category(
    offering: int, klass: list[int], now: list[RuleEdit], write: Transaction, read: Transaction, database: Database
) -> None:
    gone = now[0].id
    assert gone is not None
    with write() as session:
        session.add(DailyRating(enrolment_id=klass[0], rule_id=gone, date=DAY, score=Decimal(8)))
    with read() as session:
        assert offering_rules.in_use(session, offering) == {now[0].id: 3, now[1].id: 1}
    rest = [RuleEdit(Rule("All", Decimal(100), "other", counts_daily=True), now[1].id)]
    with write() as session, pytest.raises(Conflict, match="1 daily rating"):
        offering_rules.change(session, offering, rest, {gone: None})
    with write() as session:
        offering_rules.change(session, offering, rest, {gone: 0})
    assert len(content(database)["daily_ratings"]) == 1


def test_a_deleted_columns_category_can_go(
    offering: int, now: list[RuleEdit], make: Make, write: Transaction, read: Transaction
) -> None:
    quiz = make.assessment(offering, "Quiz", "Midterm")
    with write() as session:
        assessments.delete(session, [quiz])
        offering_rules.change(session, offering, [RuleEdit(Rule("All", Decimal(100)), now[1].id)])
        assessments.restore(session, [quiz])
    with read() as session:
        (column,) = gradebook.assessments(session, offering)
    assert column.rule_id is None


def test_an_attendance_penalty_to_come_is_shown_too(
    offering: int, klass: list[int], now: list[RuleEdit], write: Transaction, read: Transaction
) -> None:
    with write() as session:
        session.add(Attendance(enrolment_id=klass[1], date=DAY, period=1, status="A"))
    with read() as session:
        (shift,) = offering_rules.preview(session, offering, now, penalty=Decimal(2))
    assert (shift.enrolment_id, shift.before, shift.after) == (klass[1], Decimal("75.00"), Decimal("73.00"))


def test_rules_are_copied_from_the_template_and_from_other_terms(make: Make, write: Transaction) -> None:
    course = make.course(rules=RULES)
    last_year = make.offering(course_id=course, term_id=make.term(2025), rules=(Rule("Old", Decimal(100)),))
    this_year = make.offering(course_id=course, section="B")
    with write() as session:
        found = offering_rules.copies(session, this_year)
        assert [(source.offering_id, source.rules) for source in found] == [
            (None, RULES), (last_year, (Rule("Old", Decimal(100)),)),
        ]  # fmt: skip
        edits = offering_rules.copied(session, this_year, (replace(MIDTERM, weight=Decimal(50)), *found[1].rules))
    assert [edit.id is None for edit in edits] == [False, True]


def test_an_offerings_form_keeps_marks_by_the_names_of_categories(
    offering: int, klass: list[int], write: Transaction, read: Transaction
) -> None:
    with write() as session:
        data = offerings.get(session, offering).data
        lighter = (replace(MIDTERM, weight=Decimal(20)), replace(FINAL, weight=Decimal(80)))
        offerings.update(session, offering, replace(data, rules=lighter))
    assert final(read, offering) == [Decimal("90.00"), Decimal("75.00")]
    with write() as session, pytest.raises(Conflict):
        offerings.update(session, offering, replace(data, rules=(Rule("All", Decimal(100)),)))


def test_rules_of_a_locked_term_stay_as_they_are(offering: int, now: list[RuleEdit], write: Transaction) -> None:
    with write() as session:
        term_lock.lock(session, gradebook.gradebook(session, offering).term_id)
    with write() as session, pytest.raises(Conflict) as raised:
        offering_rules.change(session, offering, weighing(now, 50, 50))
    assert raised.value.code == "term_locked"


def test_the_courses_template_changes_no_offering(
    offering: int, klass: list[int], write: Transaction, read: Transaction
) -> None:
    with write() as session:
        course = offerings.get(session, offering).data.course_id
        data = courses.get(session, course).data
        courses.update(session, course, replace(data, rules=(Rule("All", Decimal(100)),)))
    assert final(read, offering) == [Decimal("80.00"), Decimal("75.00")]
