"""The yearly review: who has left so long ago that something is due, why, and what is proposed."""

from __future__ import annotations

from datetime import date

from sms_desktop.services import erasure, restriction, retention, settings
from tests.conftest import Transaction
from tests.makers import Make

TODAY = date(2026, 2, 28)


def test_who_left_longer_ago_than_the_rule_is_due_the_longest_first(make: Make, read: Transaction) -> None:
    make.student(status="active", mobile="1")
    make.student(status="graduated", status_date=date(2022, 6, 30), mobile="1")
    late = make.student(status="graduated", status_date=date(2021, 2, 27), mobile="1")
    make.student(status="graduated", status_date=date(2021, 2, 28), mobile="1")
    early = make.student(status="withdrawn", status_date=date(2015, 1, 1), city="Paphos")
    with read() as session:
        found = retention.review(session, TODAY)
    assert [(one.student_id, one.mode, one.left_on) for one in found] == [
        (early, "reduce", date(2015, 1, 1)), (late, "reduce", date(2021, 2, 27)),
    ]  # fmt: skip
    assert "5 years ago" in found[0].why


def test_without_a_date_the_last_term_counts(make: Make, read: Transaction) -> None:
    student = make.student(status="graduated", mobile="1")
    make.enrolment(student, make.offering())
    with read() as session:
        assert retention.review(session, TODAY) == []
        assert [one.student_id for one in retention.review(session, date(2033, 1, 1))] == [student]


def test_who_is_erased_restricted_or_has_nothing_left_is_not_due(
    make: Make, read: Transaction, write: Transaction
) -> None:
    long_ago = date(2010, 1, 1)
    gone, held, nothing, by_contact = (make.student(status="withdrawn", status_date=long_ago) for __ in range(4))
    make.contact(by_contact)
    with write() as session:
        restriction.restrict(session, held, "Court")
        assert [one.student_id for one in retention.review(session, TODAY)] == [by_contact]
        settings.write(session, retention.REGISTER_YEARS, 10)
    with write() as session:
        assert {one.mode for one in retention.review(session, TODAY)} == {"erase"}
        erasure.erase(session, [gone], "erase", "Left long ago")
        assert {one.student_id for one in retention.review(session, TODAY)} == {nothing, by_contact}


def test_a_rule_of_no_years_keeps_for_good(make: Make, read: Transaction, write: Transaction) -> None:
    make.student(status="withdrawn", status_date=date(1990, 1, 1), mobile="1")
    with write() as session:
        settings.write(session, retention.DETAILS_YEARS, 0)
    with read() as session:
        assert retention.review(session, date(2024, 2, 29)) == []
