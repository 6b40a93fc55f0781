"""Taking a register: one save, only what differs, never what was not taught, ratings with it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from sms_desktop.core import clock
from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Conflict, Denied, Invalid, NotFound
from sms_desktop.core.schedule import Lesson
from sms_desktop.db.database import Database
from sms_desktop.services import enrolments, make_up_lessons, register_entry, term_lock, years
from sms_desktop.services.history import undo
from sms_desktop.services.make_up_lessons import MakeUp
from sms_desktop.services.register_entry import RatingEntry, Status, Taken
from tests.conftest import Transaction
from tests.content import change_sets, content, entries, last_change
from tests.makers import Make
from tests.schools import ADMIN
from tests.services.classroom import BEFORE, MONDAY, TUESDAY, WEDNESDAY, Classroom

INDEPENDENCE = date(2025, 10, 1)


def take_back(database: Database, change: int | None = None) -> undo.Taken:
    with database.begin(ADMIN) as session:
        return undo.undo(session, change or last_change(database))


def test_a_class_is_saved_in_one_change_that_is_named(room: Classroom, database: Database) -> None:
    before = len(change_sets(database))
    assert room.all(MONDAY, "P", 1, 2, 3) == Taken(9, 0, 0)
    assert len(change_sets(database)) == before + 1
    with database.read(ADMIN) as session:
        assert undo.describe_change(session, last_change(database)).title == "Register of MAT, 22/09/2025"
    [(table, operation, values)] = entries(database, last_change(database))
    assert (table, operation, len(values["ids"])) == ("attendance", "create", 9)
    assert room.letters(MONDAY) == ["PPP", "PPP", "PPP"]


def test_only_what_differs_is_written(room: Classroom, database: Database) -> None:
    room.all(MONDAY, "P", 1, 2, 3)
    first, second, third = room.pupils
    statuses = [Status(one, period, "P") for one in room.pupils for period in (1, 2, 3)]
    statuses += [Status(first, 2, "A"), Status(second, 3, None), Status(third, 1, "L", note="Bus")]
    assert room.take(MONDAY, *statuses) == Taken(0, 2, 1)
    assert room.letters(MONDAY) == ["PAP", "PP.", "LPP"]
    touched = {
        (operation, len(values["ids"])) for _table, operation, values in entries(database, last_change(database))
    }
    assert touched == {("update", 1), ("remove", 1)} or touched == {("update", 2), ("remove", 1)}


def test_saving_what_is_there_already_is_no_change(room: Classroom, database: Database) -> None:
    room.all(MONDAY, "P", 1, 2, 3)
    newest = last_change(database)
    assert room.all(MONDAY, "P", 1, 2, 3) == Taken(0, 0, 0)
    assert room.take(TUESDAY) == Taken(0, 0, 0)
    assert last_change(database) == newest


def test_a_note_and_a_document_stay_unless_they_are_given(room: Classroom) -> None:
    pupil = room.pupils[0]
    room.take(MONDAY, Status(pupil, 1, "E", note=" Flu ", document="D-17"))
    room.take(MONDAY, Status(pupil, 1, "E"))
    record = room.row(0, MONDAY).marks[1]
    assert (record.status, record.note, record.document) == ("E", "Flu", "D-17")
    room.take(MONDAY, Status(pupil, 1, "E", note=""))
    assert room.row(0, MONDAY).marks[1].note == ""


def test_a_record_that_is_no_longer_excused_loses_its_document(room: Classroom) -> None:
    room.take(MONDAY, Status(room.pupils[0], 1, "E", note="Flu", document="D-17"))
    room.take(MONDAY, Status(room.pupils[0], 1, "P"))
    record = room.row(0, MONDAY).marks[1]
    assert (record.status, record.note, record.document) == ("P", "Flu", "")


@pytest.mark.parametrize(
    ("day", "field", "sentence"),
    [
        (TUESDAY, "period", "MAT has no lesson on 23/09/2025. Add a make-up lesson if there was one."),
        (
            INDEPENDENCE,
            "period",
            "01/10/2025 is a holiday (Independence Day of Cyprus). Add a make-up lesson if there was one.",
        ),
        (WEDNESDAY, "period", "MAT has no period 2 on 24/09/2025."),
        (BEFORE, "date", "08/09/2025 is outside the term (15/09/2025 to 19/12/2025) and has no make-up lesson."),
    ],
)
def test_a_period_that_is_not_taught_is_refused_with_the_reason(
    room: Classroom, database: Database, day: date, field: str, sentence: str
) -> None:
    before = content(database)
    with pytest.raises(Invalid) as caught:
        room.take(day, Status(room.pupils[0], 1, "P"), Status(room.pupils[0], 2, "P"))
    assert caught.value.fields == {field: sentence}
    assert content(database) == before


def test_a_register_is_not_taken_in_advance(database: Database, admin: Actor, make: Make, write: Transaction) -> None:
    today = clock.today()
    with write() as session:
        term = years.TermDates("Now", today - timedelta(60), today + timedelta(60))
        years.create(session, "now", [term])
        term_id = years.find_term(session, "Now").id
    offering = make.offering(term_id=term_id, lessons=tuple(Lesson(day) for day in range(7)))
    enrolment = make.enrolment(offering_id=offering)
    with write() as session:
        assert register_entry.take(session, offering, today, [Status(enrolment, 1, "P")]) == Taken(1, 0, 0)
    with pytest.raises(Invalid) as caught, write() as session:
        register_entry.take(session, offering, today + timedelta(1), [Status(enrolment, 1, "P")])
    assert "not taken in advance" in caught.value.fields["date"]


def test_a_lesson_made_up_on_a_holiday_or_outside_the_term_is_taken(room: Classroom, write: Transaction) -> None:
    for day in (INDEPENDENCE, BEFORE):
        with write() as session:
            make_up_lessons.add_lesson(session, room.offering, MakeUp(day, periods=2))
        assert room.all(day, "P", 1, 2) == Taken(6, 0, 0)


@pytest.mark.parametrize(
    "wrong", [Status(1, 1, "X"), Status(1, 1, "p"), Status(1, 1, ""), Status(1, 1, "P", note="n" * 1001)]
)
def test_a_record_that_can_not_be_is_refused_and_nothing_is_kept(room: Classroom, wrong: Status) -> None:
    with pytest.raises(Invalid):
        room.take(MONDAY, Status(room.pupils[1], 1, "P"), wrong)
    assert not room.register(MONDAY).taken


def test_only_the_class_itself_is_in_its_register(room: Classroom, make: Make, write: Transaction) -> None:
    with write() as session:
        enrolments.set_status(session, room.pupils[:1], "dropped")
    for stranger in (make.enrolment(), 999, room.pupils[0]):
        with pytest.raises(NotFound):
            room.take(MONDAY, Status(room.pupils[1], 1, "P"), Status(stranger, 1, "P"))
    assert not room.register(MONDAY).taken


def test_records_of_a_student_who_dropped_the_course_can_be_corrected(room: Classroom, write: Transaction) -> None:
    room.all(MONDAY, "A", 1)
    with write() as session:
        enrolments.set_status(session, room.pupils[:1], "dropped")
    assert room.take(MONDAY, Status(room.pupils[0], 1, "E")) == Taken(0, 1, 0)


def test_a_locked_term_is_only_changed_by_an_administrator_with_a_reason(room: Classroom, database: Database) -> None:
    with database.begin(ADMIN) as session:
        term_lock.lock(session, room.term)
    with pytest.raises(Conflict) as caught:
        room.all(MONDAY, "P", 1)
    assert caught.value.code == "term_locked"
    with database.begin(ADMIN, reason="Forgotten sheet") as session:
        register_entry.take(session, room.offering, MONDAY, [Status(room.pupils[0], 1, "P")])
    assert change_sets(database)[-1].reason == "Forgotten sheet"


def test_absent_all_day_asks_before_it_clears_the_days_ratings(room: Classroom, database: Database) -> None:
    room.rate(0, MONDAY, "8")
    room.rate(1, MONDAY, "9")
    before = content(database)
    absent = [Status(room.pupils[0], period, "A") for period in (1, 2, 3)]
    with pytest.raises(Conflict) as caught:
        room.take(MONDAY, *absent)
    assert caught.value.code == "ratings_of_absent"
    assert room.register(MONDAY).rows[0].last_name in caught.value.sentence
    assert room.register(MONDAY).rows[1].last_name not in caught.value.sentence
    assert content(database) == before
    assert room.take(MONDAY, *absent, clear=True) == Taken(3, 0, 0, 1)
    assert [bool(row.ratings) for row in room.register(MONDAY).rows] == [False, True, False]
    assert take_back(database).left == 0
    assert content(database, versions=False) == {
        name: {number: {k: v for k, v in row.items() if k != "version"} for number, row in rows.items()}
        for name, rows in before.items()
    }


def test_absent_in_some_periods_keeps_the_ratings(room: Classroom) -> None:
    room.rate(0, MONDAY, "8")
    first = room.pupils[0]
    room.take(MONDAY, Status(first, 1, "A"), Status(first, 2, "A"))
    room.take(MONDAY, Status(first, 3, "E"))
    assert room.row(0, MONDAY).ratings


def test_the_last_period_that_makes_the_day_absent_asks_too(room: Classroom) -> None:
    room.rate(0, MONDAY, "8")
    first = room.pupils[0]
    room.take(MONDAY, Status(first, 1, "A"), Status(first, 2, "A"))
    with pytest.raises(Conflict):
        room.take(MONDAY, Status(first, 3, "A"))


def test_a_rating_that_comes_with_an_absent_day_is_not_kept(room: Classroom) -> None:
    first, second = room.pupils[:2]
    ratings = [RatingEntry(first, room.rule, Decimal(8)), RatingEntry(second, room.rule, Decimal("7.5"))]
    with pytest.raises(Conflict):
        room.take(WEDNESDAY, Status(first, 1, "A"), ratings=ratings)
    assert room.take(WEDNESDAY, Status(first, 1, "A"), ratings=ratings, clear=True) == Taken(1, 0, 0, 1)
    assert [bool(row.ratings) for row in room.register(WEDNESDAY).rows] == [False, True, False]


def test_ratings_are_saved_with_the_register_in_one_change(room: Classroom, database: Database) -> None:
    before = len(change_sets(database))
    taken = room.take(
        WEDNESDAY, Status(room.pupils[0], 1, "P"), ratings=[RatingEntry(room.pupils[0], room.rule, Decimal(9))]
    )
    assert (taken, len(change_sets(database))) == (Taken(1, 0, 0, 1), before + 1)


def test_ratings_need_the_right_to_enter_marks(room: Classroom) -> None:
    who = Actor(77, "porter", frozenset({"attendance:edit"}))
    rating = RatingEntry(room.pupils[0], room.rule, Decimal(9))
    with room.database.begin(who) as session:
        register_entry.take(session, room.offering, MONDAY, [Status(room.pupils[0], 1, "P")])
    with pytest.raises(Denied), room.database.begin(who) as session:
        register_entry.take(session, room.offering, MONDAY, [], [rating])
    room.rate(0, WEDNESDAY, "8")
    absent = [Status(room.pupils[0], 1, "A")]
    with pytest.raises(Denied), room.database.begin(who) as session:
        register_entry.take(session, room.offering, WEDNESDAY, absent, clear_ratings_of_absent=True)
