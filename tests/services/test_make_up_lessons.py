"""Make-up lessons: on any date, behind what is taught there already, and kept while they have records."""

from __future__ import annotations

from datetime import date

import pytest

from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.db.database import Database
from sms_desktop.services import make_up_lessons, term_lock
from sms_desktop.services.history import undo
from sms_desktop.services.make_up_lessons import MakeUp
from tests.content import content, last_change
from tests.schools import ADMIN
from tests.services.classroom import BEFORE, MONDAY, TUESDAY, Classroom


def add(room: Classroom, lesson: MakeUp) -> int:
    with room.database.begin(ADMIN) as session:
        return make_up_lessons.add_lesson(session, room.offering, lesson)


def remove(room: Classroom, lesson_id: int) -> None:
    with room.database.begin(ADMIN) as session:
        make_up_lessons.remove_lesson(session, lesson_id)


@pytest.mark.parametrize("day", [TUESDAY, BEFORE, date(2025, 10, 1), date(2025, 9, 21), date(2031, 1, 1)])
def test_a_lesson_is_made_up_on_any_date(room: Classroom, database: Database, day: date) -> None:
    lesson = add(room, MakeUp(day, periods=2, start="16:00", minutes=50, note=" Instead of 15/9 "))
    shown = room.register(day)
    assert [(one.number, one.start, one.made_up) for one in shown.day.periods] == [
        (1, "16:00", True),
        (2, "16:50", True),
    ]
    assert [(one.id, one.note) for one in shown.made_up] == [(lesson, "Instead of 15/9")]
    with database.read(ADMIN) as session:
        assert [one.date for one in make_up_lessons.of_offering(session, room.offering)] == [day]


def test_it_comes_behind_what_the_date_has_already(room: Classroom) -> None:
    add(room, MakeUp(MONDAY, periods=2))
    add(room, MakeUp(MONDAY, first_period=9))
    assert [(one.number, one.made_up) for one in room.register(MONDAY).day.periods] == [
        (1, False), (2, False), (3, False), (4, True), (5, True), (9, True),
    ]  # fmt: skip
    assert [one.number for one in room.register(date(2025, 9, 29)).day.periods] == [1, 2, 3]


@pytest.mark.parametrize(
    ("lesson", "field"),
    [
        (MakeUp(TUESDAY, periods=0), "periods"),
        (MakeUp(TUESDAY, periods=15), "periods"),
        (MakeUp(TUESDAY, periods=3, first_period=19), "periods"),
        (MakeUp(TUESDAY, first_period=0), "first_period"),
        (MakeUp(TUESDAY, first_period=21), "first_period"),
        (MakeUp(TUESDAY, minutes=0), "minutes"),
        (MakeUp(TUESDAY, minutes=301), "minutes"),
        (MakeUp(TUESDAY, start="8"), "start"),
        (MakeUp(TUESDAY, start="25:00"), "start"),
        (MakeUp(TUESDAY, note="n" * 301), "note"),
    ],
)
def test_a_lesson_that_can_not_be_is_refused_at_its_field(room: Classroom, lesson: MakeUp, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        add(room, lesson)
    assert list(caught.value.fields) == [field]


def test_a_lesson_is_taken_out_once_nobody_has_a_record_of_it(room: Classroom, database: Database) -> None:
    first, second = add(room, MakeUp(MONDAY)), add(room, MakeUp(MONDAY))
    room.all(MONDAY, "P", 1, 4)
    with pytest.raises(Conflict) as caught:
        remove(room, first)
    assert (caught.value.code, caught.value.sentence) == ("in_use", "3 records were made in this make-up lesson.")
    remove(room, second)
    assert [one.number for one in room.register(MONDAY).day.periods] == [1, 2, 3, 4]
    room.all(MONDAY, None, 4)
    before = content(database)
    remove(room, first)
    with database.begin(ADMIN) as session:
        assert undo.undo(session, last_change(database)).left == 0
    assert content(database) == before


def test_a_lesson_that_is_taken_out_leaves_the_others_numbers(room: Classroom) -> None:
    first = add(room, MakeUp(TUESDAY))
    add(room, MakeUp(TUESDAY))
    room.all(TUESDAY, "P", 2)
    remove(room, first)
    assert [one.number for one in room.register(TUESDAY).day.periods] == [2]
    assert room.letters(TUESDAY) == ["P", "P", "P"]


def test_lessons_that_are_gone_and_locked_terms_are_refused(room: Classroom, database: Database) -> None:
    lesson = add(room, MakeUp(TUESDAY))
    with pytest.raises(NotFound):
        remove(room, 99)
    with pytest.raises(NotFound), database.begin(ADMIN) as session:
        make_up_lessons.add_lesson(session, 99, MakeUp(TUESDAY))
    with database.begin(ADMIN) as session:
        term_lock.lock(session, room.term)
    with pytest.raises(Conflict, match="locked"):
        remove(room, lesson)
    with pytest.raises(Conflict, match="locked"):
        add(room, MakeUp(TUESDAY))
