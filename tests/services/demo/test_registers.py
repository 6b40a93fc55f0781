"""The made-up registers."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pytest
from sqlalchemy import func, select

from sms_desktop.core.teaching_days import teaching_days
from sms_desktop.db.attendance import Attendance, MakeUpLesson
from sms_desktop.db.courses import Enrolment, Offering, Term
from sms_desktop.db.database import Database
from sms_desktop.db.grades import DailyRating
from sms_desktop.services import gradebook, registers, teaching, years
from tests.schools import ADMIN

TODAY = date(2026, 11, 10)


@pytest.fixture(scope="module")
def running(demo_school: Database) -> list[int]:
    """The offerings of the running term."""
    with demo_school.read(ADMIN) as session:
        inside = (Term.first_day <= TODAY, Term.last_day >= TODAY)
        return list(session.scalars(select(Offering.id).join(Term, Term.id == Offering.term_id).where(*inside)))


def test_every_lesson_until_yesterday_has_its_register_but_for_a_few_that_were_forgotten(
    demo_school: Database, running: list[int]
) -> None:
    with demo_school.read(ADMIN) as session:
        term = next(term for term in years.terms(session) if term.first_day <= TODAY <= term.last_day)
        missing = registers.not_taken(session, term.id, date(2026, 11, 9))
    assert 1 <= len(missing) <= 40
    assert all(one.date >= date(2026, 10, 25) for one in missing)


def test_registers_are_of_the_periods_that_the_schedule_has(demo_school: Database) -> None:
    taken = select(Enrolment.offering_id, Attendance.date, Attendance.period, func.count())
    taken = taken.join(Enrolment, Enrolment.id == Attendance.enrolment_id).where(Enrolment.offering_id % 7 == 0)
    found: dict[int, dict[date, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    with demo_school.read(ADMIN) as session:
        for offering_id, day, period, count in session.execute(taken.group_by(*taken.selected_columns[:3])):
            found[offering_id][day][period] = count
        for offering_id, days in found.items():
            of = teaching.taught(session, offering_id)
            for day, counts in days.items():
                assert set(counts) == {period.number for period in of.on(day).periods}
                assert len(set(counts.values())) == 1
                assert day < TODAY


def test_a_register_has_everybody_who_was_in_the_class(demo_school: Database, running: list[int]) -> None:
    with demo_school.read(ADMIN) as session:
        for offering_id in running[::25]:
            of = teaching.taught(session, offering_id)
            days = teaching_days(of.first_day, date(2026, 10, 20), of.lessons, of.first_day, of.last_day, of.holidays)
            found = registers.register(session, offering_id, days[-1])
            assert found.taken
            assert all(set(row.marks) == {p.number for p in found.day.periods} for row in found.rows)


def test_most_are_there_and_who_is_excused_brought_a_document(demo_school: Database) -> None:
    with demo_school.read(ADMIN) as session:
        brought = Attendance.document != ""
        rows = session.execute(select(Attendance.status, brought, func.count()).group_by(Attendance.status, brought))
        found = Counter({(status, bool(document)): count for status, document, count in rows})
    total = found.total()
    assert 0.9 < found["P", False] / total < 0.97
    assert found["L", False] > 0
    assert found["A", False] > 0
    assert found["E", True] > 0
    assert set(found) == {("P", False), ("A", False), ("L", False), ("E", True)}


def test_some_are_over_the_limit_of_absences_some_near_it_and_most_are_not(
    demo_school: Database, running: list[int]
) -> None:
    with demo_school.read(ADMIN) as session:
        found = Counter(
            row.limit.status for offering_id in running[::2] for row in gradebook.gradebook(session, offering_id).rows
        )
    assert found["insufficient"] > 0
    assert found["warning"] > 0
    assert found["ok"] > 0.8 * found.total()


def test_two_have_a_longer_limit_that_somebody_approved(demo_school: Database) -> None:
    with demo_school.read(ADMIN) as session:
        found = list(session.scalars(select(Enrolment).where(Enrolment.limit_extended_on.is_not(None))))
    assert len({one.student_id for one in found}) == len(found) == 2
    for one in found:
        assert one.limit_extended_on == date(2026, 11, 4)
        assert one.limit_extended_by == ADMIN.name
        assert one.limit_note


def test_lessons_lost_to_a_holiday_are_made_up_on_a_saturday_with_a_register(demo_school: Database) -> None:
    with demo_school.read(ADMIN) as session:
        found = list(session.scalars(select(MakeUpLesson)))
        assert found
        for one in found:
            assert one.date.weekday() == 5
            assert "Day" in one.note
            register = registers.register(session, one.offering_id, one.date)
            assert register.taken
            assert all(period.made_up for period in register.day.periods)


def test_who_is_away_has_no_daily_rating_on_that_day(demo_school: Database) -> None:
    away = (
        select(Attendance.enrolment_id, Attendance.date)
        .group_by(Attendance.enrolment_id, Attendance.date)
        .having(func.sum(Attendance.status.in_(("P", "L"))) == 0)
    ).subquery()
    rated = select(func.count()).join_from(
        DailyRating, away, (away.c.enrolment_id == DailyRating.enrolment_id) & (away.c.date == DailyRating.date)
    )
    with demo_school.read(ADMIN) as session:
        assert session.scalar(select(func.count()).select_from(DailyRating))
        assert session.scalar(rated) == 0


def test_nobody_is_recorded_after_leaving(demo_school: Database) -> None:
    late = (
        select(func.count())
        .select_from(Attendance)
        .join(Enrolment, Enrolment.id == Attendance.enrolment_id)
        .where(Enrolment.status == "dropped", Attendance.date >= Enrolment.status_date)
    )
    with demo_school.read(ADMIN) as session:
        assert session.scalar(late) == 0
