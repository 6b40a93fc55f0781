"""When an offering is taught: lessons, holidays, make-up lessons, and the days around a date."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sms_desktop.core.absences import Counts
from sms_desktop.core.errors import NotFound
from sms_desktop.db.courses import Offering
from sms_desktop.services import make_up_lessons, teaching
from sms_desktop.services.make_up_lessons import MakeUp
from sms_desktop.services.teaching import Taught
from tests.conftest import Transaction
from tests.makers import Make
from tests.services.classroom import BEFORE, LESSONS, MONDAY, TUESDAY, WEDNESDAY, Classroom


@pytest.fixture
def taught(room: Classroom, write: Transaction, read: Transaction) -> Taught:
    with write() as session:
        for day in (BEFORE, TUESDAY, MONDAY):
            make_up_lessons.add_lesson(session, room.offering, MakeUp(day))
    with read() as session:
        return teaching.taught(session, room.offering)


def test_an_offering_has_its_lessons_holidays_and_make_up_lessons(taught: Taught) -> None:
    assert taught.lessons == LESSONS
    assert [name for _first, _last, name in taught.holidays] == ["Independence Day of Cyprus", "Ochi Day"]
    assert [one.date for one in taught.made_up] == [BEFORE, MONDAY, TUESDAY]
    assert (taught.title, taught.year) == ("MAT · Algebra · Winter term · A1", "2025-2026")


def test_the_days_of_a_stretch_are_those_with_periods(taught: Taught) -> None:
    assert taught.days(MONDAY, WEDNESDAY) == [MONDAY, TUESDAY, WEDNESDAY]
    assert taught.days(date(2025, 9, 1), date(2025, 9, 16)) == [BEFORE, date(2025, 9, 15)]
    assert taught.days(WEDNESDAY, MONDAY) == []


def test_the_days_around_a_date_go_over_make_up_lessons(taught: Taught) -> None:
    assert (taught.before(TUESDAY), taught.after(TUESDAY)) == (MONDAY, WEDNESDAY)
    assert (taught.before(date(2025, 9, 15)), taught.before(BEFORE)) == (BEFORE, None)
    assert taught.after(date(2025, 12, 31)) is None


def test_an_extended_limit_is_the_larger_of_the_two(taught: Taught) -> None:
    assert taught.limit(Counts(), False).allowed == 5
    assert (taught.limit(Counts(), True).allowed, taught.extended_limit) == (8, Decimal(15))


def test_many_offerings_come_at_once_by_course(room: Classroom, make: Make, read: Transaction) -> None:
    other = make.offering(course_id=make.course(course_code="ALG"), term_id=room.term)
    with read() as session:
        found = teaching.taught_in(session, Offering.term_id == room.term)
        bare = teaching.taught_in(session, Offering.term_id == room.term, schedules=False)
    assert list(found) == list(bare) == [other, room.offering]
    assert ([len(one.lessons) for one in found.values()], bare[room.offering].lessons) == ([0, 2], ())


def test_an_offering_that_is_not_there_is_said_so(read: Transaction) -> None:
    with pytest.raises(NotFound), read() as session:
        teaching.taught(session, 99)
