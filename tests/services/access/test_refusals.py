"""Refusals are in the log, once, whatever was refused; they never get in the way of the refusal itself."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Denied
from sms_desktop.db.chain import problems
from sms_desktop.db.database import Database
from sms_desktop.services import students
from sms_desktop.services.access import refusals
from tests.content import change_sets
from tests.makers import Make


@pytest.fixture
def teacher(make: Make) -> Actor:
    return make.user("teacher")


def refused(database: Database, who: Actor) -> Denied:
    with pytest.raises(Denied) as caught, database.read(who) as session:
        students.delete(session, [1])
    return caught.value


def test_a_refusal_is_in_the_log_with_who_and_what_was_missing(database: Database, teacher: Actor) -> None:
    refusals.note(database, teacher, refused(database, teacher))
    row = change_sets(database)[-1]
    assert (row.action, row.user_name, row.details["permission"]) == ("denied", teacher.name, "students:delete")
    with database.read(teacher) as session:
        assert list(problems(session, database.audit_key)) == []


def test_the_same_one_again_is_written_once_and_another_by_itself(database: Database, teacher: Actor) -> None:
    before = len(change_sets(database))
    for __ in range(5):
        refusals.note(database, teacher, refused(database, teacher))
    refusals.note(database, teacher, Denied("Not your class.", code="not_own"))
    refusals.note(database, Actor(99, "other"), Denied("No.", permission="students:delete"))
    assert len(change_sets(database)) == before + 3


@pytest.mark.parametrize("code", ["wrong_password", "too_many_tries", "no_password"])
def test_who_is_not_signed_in_yet_is_not_noted_here(database: Database, teacher: Actor, code: str) -> None:
    before = len(change_sets(database))
    refusals.note(database, teacher, Denied("No.", code=code))
    assert len(change_sets(database)) == before


def test_a_log_that_cant_be_written_does_not_hide_the_refusal(database: Database, teacher: Actor) -> None:
    with database.engine.connect() as connection:
        connection.execute(text("DROP TABLE change_entries"))
        connection.execute(text("ALTER TABLE change_sets RENAME TO gone"))
        connection.commit()
    refusals.note(database, teacher, Denied("No.", permission="students:delete"))
