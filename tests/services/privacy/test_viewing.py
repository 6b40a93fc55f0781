"""A health note is seen by asking for it alone, and whoever asks is in the log, once a day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sms_desktop.core.errors import Denied, NotFound
from sms_desktop.db.database import Database
from sms_desktop.services import students
from sms_desktop.services.privacy import erasure, viewing
from tests.conftest import Transaction
from tests.content import change_sets
from tests.makers import Make


def test_the_record_says_that_there_is_one_and_not_what_it_says(make: Make, read: Transaction) -> None:
    noted, well = make.student(health_note="asthma"), make.student()
    with read() as session:
        assert students.get(session, noted).data.health_note is None
        assert students.get(session, well).data.health_note == ""


def test_looking_is_logged_once_for_each_person_student_and_day(
    make: Make, database: Database, read: Transaction, write: Transaction
) -> None:
    noted, other = make.student(health_note="asthma", last_name="Α", first_name="Β"), make.student(health_note="x")
    secretary = make.user("secretary")
    for who in (secretary, secretary, make.user("secretary")):
        with database.begin(who, "view") as session:
            assert viewing.health_note(session, noted) == "asthma"
    with write("view") as session:
        viewing.health_note(session, other)
    with read() as session:
        found = viewing.views(session, noted)
        assert len(viewing.views(session)) == 3
    assert len({view.user_name for view in found}) == len(found) == 2
    assert (found[0].name, found[0].student_id, found[0].workstation) == ("Α Β", noted, "desk-2")
    assert change_sets(database)[-1].action == "view"


def test_where_there_is_none_nothing_is_logged(make: Make, write: Transaction, database: Database) -> None:
    student = make.student()
    before = len(change_sets(database))
    with write("view") as session:
        assert viewing.health_note(session, student) == ""
    assert len(change_sets(database)) == before


def test_who_may_not_see_sensitive_fields_is_refused_and_sees_none(make: Make, database: Database) -> None:
    student, viewer = make.student(health_note="asthma"), make.user("viewer")
    with pytest.raises(Denied), database.begin(viewer, "view") as session:
        viewing.health_note(session, student)
    with database.read(viewer) as session:
        assert students.get(session, student).data.health_note == ""
    with pytest.raises(NotFound), database.begin(make.user("secretary"), "view") as session:
        viewing.health_note(session, 999)


def test_saving_a_record_leaves_a_note_that_was_not_looked_at(
    make: Make, write: Transaction, read: Transaction
) -> None:
    student = make.student(health_note="asthma")
    with write() as session:
        students.update(session, student, replace(students.get(session, student).data, city="Paphos"))
    with write("view") as session:
        assert viewing.health_note(session, student) == "asthma"
    with write() as session:
        students.update(session, student, replace(students.get(session, student).data, health_note=""))
    with read() as session:
        assert students.get(session, student).data.health_note == ""


def test_the_log_of_looks_forgets_who_was_erased(make: Make, write: Transaction, read: Transaction) -> None:
    student = make.student(health_note="asthma", last_name="Μοναδικός", status="withdrawn")
    with write("view") as session:
        viewing.health_note(session, student)
    with write() as session:
        erasure.erase(session, [student], "erase", "Left long ago")
    with read() as session:
        assert [view.name for view in viewing.views(session)] == [f"Erased X{student}"]
