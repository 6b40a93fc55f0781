"""The yearly review: who has left so long ago that something is due, why, and what is proposed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sms_desktop.core.absences import Counts
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.database import Database
from sms_desktop.db.people import Student
from sms_desktop.services import absence_limits, class_marks, offerings, settings, students
from sms_desktop.services.privacy import erasure, restriction, retention
from sms_desktop.services.privacy.erasure_rules import ABSENCES, ERASE, NOTES, REDUCE
from sms_desktop.services.safekeeping import check_log
from tests.conftest import Transaction
from tests.makers import Make
from tests.schools import ADMIN

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


def test_notes_and_absences_have_rules_of_their_own_and_the_greater_rule_takes_all(
    make: Make, read: Transaction, write: Transaction
) -> None:
    soon, later = date(2024, 6, 30), date(2020, 6, 30)
    noted = make.student(status="graduated", status_date=soon, health_note="asthma")
    everything = make.student(status="graduated", status_date=later, private_note="shy", mobile="1")
    excused = make.student(status="graduated", status_date=date(2023, 6, 30), mobile="1")
    enrolment = make.enrolment(excused, make.offering())
    with write() as session:
        session.add(Attendance(enrolment_id=enrolment, date=date(2026, 9, 21), period=1, status="E", document="D7"))
    with read() as session:
        assert [(one.student_id, one.mode) for one in retention.review(session, TODAY)] == [
            (everything, REDUCE), (excused, ABSENCES), (noted, NOTES),
        ]  # fmt: skip
        assert [one.student_id for one in retention.review(session, TODAY, mode=NOTES)] == [noted]
        found = retention.standing(session, TODAY)
    assert [(one.mode, one.years, one.people) for one in found] == [
        (NOTES, 1, 1), (ABSENCES, 2, 1), (REDUCE, 5, 1), (ERASE, 0, 0),
    ]  # fmt: skip


def test_somebody_can_be_due_by_two_rules(make: Make, read: Transaction, write: Transaction) -> None:
    student = make.student(status="graduated", status_date=date(2023, 6, 30), health_note="asthma")
    enrolment = make.enrolment(student, make.offering())
    with write() as session:
        session.add(Attendance(enrolment_id=enrolment, date=date(2026, 9, 21), period=1, status="E", note="flu"))
    with read() as session:
        found = retention.review(session, TODAY)
    assert [one.mode for one in found] == [ABSENCES, NOTES]
    assert len({one.key for one in found}) == 2


def test_who_was_deleted_is_due_too(make: Make, read: Transaction, write: Transaction) -> None:
    student = make.student(mobile="1")
    with write() as session:
        session.get_one(Student, student).deleted_at = datetime(2015, 5, 5, 12)
    with read() as session:
        assert [(one.student_id, one.left_on) for one in retention.review(session, TODAY)] == [
            (student, date(2015, 5, 5))
        ]


def test_the_rule_of_absences_takes_notes_and_leaves_every_figure(
    make: Make, read: Transaction, write: Transaction, database: Database
) -> None:
    offering = make.offering()
    with write() as session:
        data = offerings.get(session, offering).data
        offerings.update(session, offering, replace(data, absence_penalty=2))
    student = make.student(status="graduated", status_date=date(2020, 6, 30), mobile="1", health_note="asthma")
    enrolment = make.enrolment(student, offering)
    make.mark(enrolment, make.assessment(offering, "Test", "Midterm"), "15")
    with write() as session:
        session.add_all(
            Attendance(
                enrolment_id=enrolment, date=date(2026, 9, 21), period=n, status=letter, note=f"flu {n}", document="D7"
            )
            for n, letter in enumerate("PAALEE", start=1)
        )

    def figures() -> tuple[object, ...]:
        with read() as session:
            return (
                class_marks.finals(session, [enrolment])[enrolment],
                class_marks.counts(session, [enrolment])[enrolment],
                [row.limit for row in absence_limits.limits(session, student_id=student)],
            )

    before = figures()
    assert before[1] == Counts(1, 2, 1, 2)
    with read() as session:
        fates = {fate.kind: fate.count for fate in erasure.plan(session, [student], ABSENCES).fates}
    assert fates["absences"] == 6
    with write() as session:
        done = erasure.erase(session, [student], ABSENCES, "Two years")
    assert (done.people, done.numbers) == (1, (students_number(database, student),))
    assert figures() == before
    with read() as session:
        assert {(row.note, row.document) for row in session.query(Attendance)} == {("", "")}
        record = students.get(session, student)
        assert (record.data.mobile, record.erased_at, record.data.health_note) == ("1", None, None)
        assert retention.review(session, TODAY, mode=ABSENCES) == []
        assert list(check_log.problems(session, database)) == []


def test_the_rule_of_notes_takes_nothing_else(make: Make, write: Transaction, database: Database) -> None:
    student = make.student(
        status="graduated", status_date=date(2024, 6, 30), health_note="asthma", private_note="shy", mobile="1"
    )
    with write() as session:
        erasure.erase(session, [student], NOTES, "A year")
    with database.read(ADMIN) as session:
        row = session.get_one(Student, student)
        assert (row.health_note, row.private_note, row.mobile, row.erased_at) == ("", "", "1", None)
        assert list(check_log.problems(session, database)) == []


def students_number(database: Database, student_id: int) -> str:
    with database.read(ADMIN) as session:
        return session.get_one(Student, student_id).student_number
