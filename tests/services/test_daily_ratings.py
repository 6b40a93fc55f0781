"""Daily ratings by themselves: recorded, corrected, listed, taken out, each in one change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from sms_desktop.core import clock
from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.db.database import Database
from sms_desktop.db.grades import DailyRating
from sms_desktop.services import daily_ratings, enrolments, term_lock
from sms_desktop.services.daily_ratings import RatingEntry
from sms_desktop.services.history import undo
from tests.conftest import TOMORROW, Transaction
from tests.content import content, last_change
from tests.makers import Make
from tests.schools import ADMIN
from tests.services.classroom import BEFORE, MONDAY, TUESDAY, WEDNESDAY, Classroom


def record(room: Classroom, day: date, *entries: RatingEntry) -> int:
    with room.database.begin(ADMIN) as session:
        return daily_ratings.record(session, room.offering, day, entries)


def listed(room: Classroom, first: date, last: date) -> list[tuple[date, int, Decimal]]:
    with room.database.read(ADMIN) as session:
        rows = daily_ratings.of_offering(session, room.offering, first, last)
    return [(row.date, room.pupils.index(row.enrolment_id), row.score) for row in rows]


@pytest.fixture
def eight(room: Classroom) -> RatingEntry:
    return RatingEntry(room.pupils[0], room.rule, Decimal(8))


def test_a_rating_is_out_of_ten_unless_it_says_otherwise(room: Classroom, eight: RatingEntry) -> None:
    other = RatingEntry(room.pupils[1], room.rule, Decimal("17.25"), Decimal(20), " Helped others ")
    assert record(room, MONDAY, eight, other) == 2
    first, second = (room.row(n, MONDAY).ratings[room.rule] for n in (0, 1))
    assert (first.score, first.max_score, first.note) == (Decimal(8), Decimal(10), "")
    assert (second.score, second.max_score, second.note) == (Decimal("17.25"), Decimal(20), "Helped others")


def test_a_rating_is_changed_not_doubled_and_taken_out(room: Classroom, database: Database, eight: RatingEntry) -> None:
    record(room, MONDAY, replace(eight, max_score=Decimal(20), note="Good"))
    newest = last_change(database)
    assert record(room, MONDAY, eight) == 0
    assert last_change(database) == newest
    assert record(room, MONDAY, replace(eight, score=Decimal(12))) == 1
    rating = room.row(0, MONDAY).ratings[room.rule]
    assert (rating.score, rating.max_score, rating.note) == (Decimal(12), Decimal(20), "Good")
    assert len(content(database)["daily_ratings"]) == 1
    assert record(room, MONDAY, replace(eight, score=None)) == 1
    assert record(room, MONDAY, replace(eight, score=None)) == 0
    assert room.row(0, MONDAY).ratings == {}


def test_a_day_of_ratings_is_one_change_that_undo_takes_back(
    room: Classroom, database: Database, eight: RatingEntry
) -> None:
    record(room, MONDAY, eight)
    before = content(database)
    record(room, MONDAY, replace(eight, score=Decimal(3)), RatingEntry(room.pupils[2], room.rule, Decimal(5)))
    with database.begin(ADMIN) as session:
        taken = undo.undo(session, last_change(database))
    assert (taken.change_set_title, taken.left) == ("Daily ratings of MAT, 22/09/2025", 0)
    assert content(database) == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"score": Decimal("10.01")}, "score"),
        ({"score": Decimal(-1)}, "score"),
        ({"max_score": Decimal(-5)}, "max_score"),
        ({"max_score": Decimal(10_001)}, "max_score"),
        ({"rule_id": 2}, "rule_id"),
        ({"rule_id": 99}, "rule_id"),
        ({"note": "n" * 1001}, "note"),
    ],
)
def test_a_rating_that_can_not_be_is_refused_and_nothing_kept(
    room: Classroom, database: Database, eight: RatingEntry, change: dict[str, object], field: str
) -> None:
    good = RatingEntry(room.pupils[1], room.rule, Decimal(5))
    with pytest.raises(Invalid) as caught:
        record(room, MONDAY, good, replace(eight, **change))  # type: ignore[arg-type]
    assert list(caught.value.fields) == [field]
    assert content(database)["daily_ratings"] == {}


@pytest.mark.parametrize("day", [BEFORE, TOMORROW])
def test_ratings_are_of_days_of_the_term_that_have_been(room: Classroom, eight: RatingEntry, day: date) -> None:
    day = clock.today() + timedelta(1) if day is TOMORROW else day
    with pytest.raises(Invalid) as caught:
        record(room, day, eight)
    assert list(caught.value.fields) == ["date"]


def test_strangers_and_locked_terms_are_refused(
    room: Classroom, make: Make, write: Transaction, eight: RatingEntry
) -> None:
    with write() as session:
        enrolments.set_status(session, room.pupils[2:], "dropped")
    for stranger in (make.enrolment(), 999, room.pupils[2]):
        with pytest.raises(NotFound):
            record(room, MONDAY, replace(eight, enrolment_id=stranger))
    record(room, MONDAY, eight)
    with write() as session:
        term_lock.lock(session, room.term)
    with pytest.raises(Conflict, match="locked"):
        record(room, MONDAY, eight)
    with pytest.raises(Conflict, match="locked"), write() as session:
        daily_ratings.delete(session, [1])


def test_who_rates_second_is_told(room: Classroom, eight: RatingEntry) -> None:
    first, second = replace(eight, seen=0), replace(eight, score=Decimal(9), seen=0)
    record(room, MONDAY, first)
    assert record(room, MONDAY, first) == 0  # both mean the same
    for late in (second, replace(second, score=None)):
        with pytest.raises(Conflict) as caught:
            record(room, MONDAY, late)
        assert caught.value.code == "changed_meanwhile"
    seen = room.row(0, MONDAY).ratings[room.rule].version
    assert record(room, MONDAY, replace(second, seen=seen)) == 1


def test_several_ratings_of_a_day_from_elsewhere_are_all_kept_and_the_first_is_shown(
    room: Classroom, write: Transaction, eight: RatingEntry
) -> None:
    with write() as session:
        for score in (4, 6):
            session.add(DailyRating(enrolment_id=room.pupils[0], rule_id=room.rule, date=MONDAY, score=Decimal(score)))
    assert room.row(0, MONDAY).ratings[room.rule].score == 4
    assert record(room, MONDAY, eight) == 1
    assert [score for _day, _pupil, score in listed(room, MONDAY, MONDAY)] == [8, 6]


def test_ratings_of_a_class_are_listed_by_date_and_name(room: Classroom, write: Transaction) -> None:
    for day, pupil in ((WEDNESDAY, 0), (MONDAY, 2), (MONDAY, 1), (TUESDAY, 1)):
        room.rate(pupil, day, str(pupil))
    assert listed(room, MONDAY, TUESDAY) == [(MONDAY, 1, 1), (MONDAY, 2, 2), (TUESDAY, 1, 1)]
    with write() as session:
        enrolments.set_status(session, room.pupils[1:2], "dropped")
    assert listed(room, MONDAY, WEDNESDAY) == [(MONDAY, 2, 2), (WEDNESDAY, 0, 0)]


def test_ratings_are_taken_out_by_number(room: Classroom, database: Database, write: Transaction) -> None:
    room.rate(0, MONDAY, "8")
    room.rate(1, MONDAY, "7")
    before = content(database)
    with write() as session:
        assert daily_ratings.delete(session, [1, 2, 99]) == 2
    assert listed(room, MONDAY, MONDAY) == []
    with write() as session:
        undo.undo(session, last_change(database))
    assert content(database) == before
