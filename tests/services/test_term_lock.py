"""Locked terms: locked and opened with a reason, and refusing what would change them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Conflict, Denied, Invalid, NotFound
from sms_desktop.db.database import Database
from sms_desktop.services import enrolments, grade_entry, offerings, term_lock, years
from sms_desktop.services.grade_entry import Entry
from sms_desktop.services.history import undo
from sms_desktop.services.offerings import OfferingData
from tests.conftest import Transaction
from tests.content import change_sets, content, last_change
from tests.makers import Make


@pytest.fixture
def term(make: Make) -> int:
    return make.term()


@pytest.fixture
def locked(make: Make, term: int, write: Transaction) -> tuple[int, int]:
    """An offering with a student, in a term that was locked since; their ids."""
    offering = make.offering(term_id=term)
    enrolment = make.enrolment(offering_id=offering)
    with write() as session:
        term_lock.lock(session, term)
    return offering, enrolment


def state(read: Transaction, term: int) -> str:
    with read() as session:
        return next(row.state for row in years.terms(session) if row.id == term)


def test_a_term_is_locked_and_opened_again_with_a_reason(
    term: int, write: Transaction, read: Transaction, database: Database, admin: Actor
) -> None:
    with write() as session:
        term_lock.lock(session, term)
    assert state(read, term) == "locked"
    with write() as session, pytest.raises(Invalid) as raised:
        term_lock.unlock(session, term)
    assert set(raised.value.fields) == {"reason"}
    with database.begin(admin, reason="Two marks were forgotten") as session:
        term_lock.unlock(session, term)
    assert state(read, term) == "open"
    last = change_sets(database)[-1]
    assert (undo.title_of(last), last.reason) == ("Unlock 2026-2027 · Winter term", "Two marks were forgotten")


def test_what_is_so_already_is_said(term: int, write: Transaction, database: Database, admin: Actor) -> None:
    with database.begin(admin, reason="Why") as session, pytest.raises(Conflict, match="not locked"):
        term_lock.unlock(session, term)
    with write() as session:
        term_lock.lock(session, term)
    with write() as session, pytest.raises(Conflict, match="locked already"):
        term_lock.lock(session, term)
    with write() as session, pytest.raises(NotFound):
        term_lock.lock(session, 99)


def test_only_an_administrator_locks(term: int, make: Make, database: Database) -> None:
    with database.begin(make.user("secretary")) as session, pytest.raises(Denied):
        term_lock.lock(session, term)


Act = Callable[[Session, int, int], Any]


@pytest.mark.parametrize(
    "act",
    [
        lambda s, offering, enrolment: offerings.update(s, offering, offerings.get(s, offering).data),
        lambda s, offering, enrolment: offerings.delete(s, [offering]),
        lambda s, offering, enrolment: enrolments.enrol(s, [1], offering, date(2026, 10, 1)),
        lambda s, offering, enrolment: enrolments.set_status(s, [enrolment], "dropped"),
        lambda s, offering, enrolment: enrolments.delete(s, [enrolment]),
    ],
)
def test_offerings_and_enrolments_of_a_locked_term_stay_as_they_are(
    act: Act, locked: tuple[int, int], write: Transaction, database: Database
) -> None:
    before = content(database)
    with write() as session, pytest.raises(Conflict) as raised:
        act(session, *locked)
    assert raised.value.code == "term_locked"
    assert content(database) == before


def test_nothing_new_is_offered_in_a_locked_term(
    locked: tuple[int, int], term: int, make: Make, write: Transaction
) -> None:
    course = make.course()
    with write() as session, pytest.raises(Conflict, match="is locked"):
        offerings.create(session, OfferingData(course, term))


def test_what_was_done_before_a_term_was_locked_is_not_undone_after(
    term: int, make: Make, write: Transaction, database: Database, admin: Actor
) -> None:
    offering = make.offering(term_id=term)
    enrolment = make.enrolment(offering_id=offering)
    quiz = make.assessment(offering, "Quiz", "Midterm")
    make.mark(enrolment, quiz, "12")
    entered = last_change(database)
    with write() as session:
        grade_entry.enter(session, offering, [Entry(enrolment, quiz, None)])
    removed = last_change(database)
    with write() as session:
        term_lock.lock(session, term)
    for done in (entered, removed):
        with pytest.raises(Conflict) as raised, write() as session:
            undo.undo(session, done)
        assert raised.value.code == "term_locked"
    with database.begin(admin, reason="It was the wrong student") as session:
        undo.undo(session, removed)
    assert len(content(database)["grades"]) == 1


def test_what_is_of_an_open_term_is_undone_while_another_is_locked(
    term: int, make: Make, write: Transaction, database: Database
) -> None:
    make.term(2027)
    offering = make.offering(term_id=term)
    make.mark(make.enrolment(offering_id=offering), make.assessment(offering, "Quiz", "Midterm"), "12")
    entered = last_change(database)
    with write() as session:
        term_lock.lock(session, make_other(session, term))
    with write() as session:
        undo.undo(session, entered)
    assert content(database)["grades"] == {}


def make_other(session: Session, term: int) -> int:
    """A term that is not `term`."""
    return next(row.id for row in years.terms(session) if row.id != term)
