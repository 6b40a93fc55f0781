"""Highlights of students: added, changed, deleted, restored, listed; locked with their term."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sms_desktop.core import clock
from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.db.database import Database
from sms_desktop.services import highlights, students, term_lock
from sms_desktop.services.highlights import HighlightData
from sms_desktop.services.history import undo
from sms_desktop.services.listing import Condition, Listing
from tests.conftest import TOMORROW, Transaction
from tests.content import change_sets, content, last_change
from tests.makers import Make

GOOD = HighlightData("Best work of the class", "Performance", "Excellent", date(2025, 10, 5))


@pytest.fixture
def term(make: Make) -> int:
    return make.term(2025)


@pytest.fixture
def student(make: Make) -> int:
    return make.student(last_name="Παππά", first_name="Άννα", student_number="S1")


def test_a_highlight_is_read_as_it_was_written_with_its_days_term(
    write: Transaction, read: Transaction, student: int, term: int
) -> None:
    with write() as session:
        made = highlights.add(session, student, replace(GOOD, text="  Best work of the class "))
    with read() as session:
        (row,) = highlights.of_student(session, student)
    assert row.data == replace(GOOD, term_id=term)
    assert (row.id, row.student, row.student_number) == (made, "Παππά Άννα", "S1")
    assert (row.term, row.year) == ("Winter term", "2025-2026")


def test_a_day_between_terms_has_no_term_and_no_day_is_today(
    write: Transaction, read: Transaction, student: int
) -> None:
    with write() as session:
        highlights.add(session, student, replace(GOOD, noted_on=None))
    with read() as session:
        (row,) = highlights.of_student(session, student)
    assert (row.data.noted_on, row.data.term_id, row.term, row.year) == (clock.today(), None, "", "")


def test_a_change_keeps_the_student_and_makes_a_new_version(
    write: Transaction, read: Transaction, student: int, term: int
) -> None:
    with write() as session:
        made = highlights.add(session, student, GOOD)
    with read() as session:
        seen = highlights.of_student(session, student)[0].version
    with write() as session:
        assert highlights.update(session, made, replace(GOOD, text="Late again", is_positive=False), seen) > seen
    with read() as session:
        (row,) = highlights.of_student(session, student)
    assert (row.data.text, row.data.is_positive, row.student_id) == ("Late again", False, student)
    with pytest.raises(Conflict), write() as session:
        highlights.update(session, made, GOOD, seen)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (replace(GOOD, text=" "), "text"),
        (replace(GOOD, text="x" * 2001), "text"),
        (replace(GOOD, category="x" * 101), "category"),
        (replace(GOOD, rating="a\0b"), "rating"),
        (replace(GOOD, noted_on=TOMORROW), "noted_on"),
        (replace(GOOD, term_id=999), "term_id"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    database: Database, write: Transaction, student: int, data: HighlightData, field: str
) -> None:
    if data.noted_on is TOMORROW:
        data = replace(data, noted_on=clock.today() + timedelta(days=1))
    with write() as session:
        made = highlights.add(session, student, GOOD)
    before = content(database)
    for call in (lambda s: highlights.add(s, student, data), lambda s: highlights.update(s, made, data)):
        with pytest.raises(Invalid) as caught, write() as session:
            call(session)
        assert list(caught.value.fields) == [field]
    assert content(database) == before


def test_deleted_highlights_are_out_of_the_list_and_come_back(
    database: Database, write: Transaction, read: Transaction, student: int
) -> None:
    with write() as session:
        made = [highlights.add(session, student, GOOD) for __ in range(3)]
    with write() as session:
        assert highlights.delete(session, made[:2]) == 2
        assert highlights.delete(session, made[:1]) == 0
    with read() as session:
        assert [row.id for row in highlights.of_student(session, student)] == made[2:]
        assert highlights.count(session, Listing(deleted=True)) == 2
    with write() as session:
        assert highlights.restore(session, made) == 2
    with read() as session:
        assert highlights.count(session) == 3
    assert [row.details for row in change_sets(database)[-2:]] == [{"count": 2}, {"count": 2}]


def test_a_deletion_is_taken_back_by_name(
    database: Database, write: Transaction, read: Transaction, student: int
) -> None:
    with write() as session:
        made = highlights.add(session, student, GOOD)
    with write() as session:
        highlights.delete(session, [made])
    with write() as session:
        taken = undo.undo(session, last_change(database))
    assert taken.change_set_title == "Delete a highlight of Παππά Άννα"
    with read() as session:
        assert len(highlights.of_student(session, student)) == 1


def test_highlights_are_listed_by_term_and_condition(
    write: Transaction, read: Transaction, make: Make, student: int, term: int
) -> None:
    other = make.student(last_name="Άλφα")
    with write() as session:
        highlights.add(session, student, GOOD)
        highlights.add(session, student, replace(GOOD, noted_on=date(2025, 11, 5), is_positive=False))
        highlights.add(session, other, GOOD)
        highlights.add(session, other, replace(GOOD, noted_on=date(2020, 1, 1)))
    with read() as session:
        assert [row.last_name for row in highlights.of_term(session, term)] == ["Άλφα", "Παππά", "Παππά"]
        assert [row.data.noted_on for row in highlights.of_student(session, student)] == [
            date(2025, 11, 5),
            date(2025, 10, 5),
        ]
        bad = Listing(where=(Condition("is_positive", "=", "no"),))
        assert [row.student_id for row in highlights.page(session, bad)] == [student]
        assert highlights.count(session, Listing(text="αλφα")) == 2


def test_highlights_of_a_deleted_student_are_not_shown(
    write: Transaction, read: Transaction, student: int, term: int
) -> None:
    with write() as session:
        highlights.add(session, student, GOOD)
        students.delete(session, [student])
    with read() as session:
        assert (highlights.count(session), highlights.of_term(session, term)) == (0, [])
    with pytest.raises(NotFound), write() as session:
        highlights.add(session, student, GOOD)


def test_a_locked_term_keeps_its_highlights_as_they_are(write: Transaction, student: int, term: int) -> None:
    with write() as session:
        made = highlights.add(session, student, GOOD)
        outside = highlights.add(session, student, replace(GOOD, noted_on=date(2020, 1, 1)))
        gone = highlights.add(session, student, GOOD)
        highlights.delete(session, [gone])
        term_lock.lock(session, term)
    for call in (
        lambda s: highlights.add(s, student, GOOD),
        lambda s: highlights.update(s, made, replace(GOOD, noted_on=date(2020, 1, 1))),
        lambda s: highlights.update(s, outside, GOOD),
        lambda s: highlights.delete(s, [made]),
        lambda s: highlights.restore(s, [gone]),
    ):
        with pytest.raises(Conflict) as caught, write() as session:
            call(session)
        assert caught.value.code == "term_locked"


def test_an_administrator_changes_a_locked_term_for_a_reason(database: Database, make: Make) -> None:
    student, term = make.student(), make.term(2025)
    with database.begin(make.user("administrator")) as session:
        made = highlights.add(session, student, GOOD)
        term_lock.lock(session, term)
    with database.begin(make.user("administrator"), reason="Wrong student") as session:
        assert highlights.delete(session, [made]) == 1
    assert change_sets(database)[-1].reason == "Wrong student"


def test_a_highlight_that_is_not_there_is_not_found(write: Transaction, student: int) -> None:
    with pytest.raises(NotFound), write() as session:
        highlights.update(session, 99, GOOD)
