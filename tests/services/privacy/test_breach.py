"""Who was affected by what an account did: by its changes, its looks and its files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from sms_desktop.core import clock
from sms_desktop.core.errors import Denied, NotFound
from sms_desktop.db.database import Database
from sms_desktop.services import enrolments, grade_entry, students
from sms_desktop.services.exporting import exports
from sms_desktop.services.exporting.exports import Asked
from sms_desktop.services.grade_entry import Entry
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.papers import report_log
from sms_desktop.services.privacy import breach, viewing
from tests.conftest import Transaction
from tests.makers import Make


def asked(read: Transaction, name: str, day: date | None = None) -> breach.Breach:
    """Whom an account touched on that day; without one, today."""
    day = day or clock.today()
    with read() as session:
        return breach.affected(session, name, day, day)


def acts(found: breach.Breach) -> dict[str, tuple[int, int, int]]:
    return {one.number: (one.changed, one.seen, one.taken) for one in found.people}


def test_changes_looks_and_papers_name_the_students_and_nobody_else(
    database: Database, make: Make, read: Transaction
) -> None:
    edited, seen, printed = make.student(), make.student(health_note="asthma"), make.student()
    make.student()
    who = make.user("secretary")
    with database.begin(who) as session:
        data = students.get(session, edited).data
        students.update(session, edited, replace(data, email="new@example.org"))
    with database.begin(who, "view") as session:
        viewing.health_note(session, seen)
    with database.begin(who, "report") as session:
        report_log.record(session, report_log.Taken("transcript", 1, "el", "student", [printed]))
    found = asked(read, who.name)
    assert acts(found) == {"M0001": (1, 0, 0), "M0002": (0, 1, 0), "M0003": (0, 0, 1)}
    assert [(one.title, one.rows, one.sure) for one in found.carried] == [("Report transcript: 1 documents", 1, True)]
    assert (found.sees, found.sensitive) == ("all", "all")
    assert found.people[0].name
    assert found.people[0].first <= found.people[0].last


def test_marks_and_registers_are_their_students_also_when_they_are_gone(
    database: Database, make: Make, read: Transaction
) -> None:
    offering, marked, gone = make.offering(), make.student(student_number="A"), make.student(student_number="B")
    of_marked, of_gone = make.enrolment(marked, offering), make.enrolment(gone, offering)
    test = make.assessment(offering, "Test", "Midterm")
    who = make.user("secretary")
    with database.begin(who) as session:
        grade_entry.enter(session, offering, [Entry(of_marked, test, Decimal(10), False)])
        enrolments.delete(session, [of_gone])
    make.mark(of_marked, test, None)
    assert acts(asked(read, who.name)) == {"A": (1, 0, 0), "B": (1, 0, 0)}


def test_a_list_that_was_exported_whole_has_everybody_in_it_and_a_part_perhaps_anybody(
    database: Database, make: Make, read: Transaction, tmp_path: Path
) -> None:
    make.student()
    make.student()
    who = make.user("secretary")
    exports.export(database, who, Asked("students"), tmp_path / "all.csv")
    one = Listing(where=(Condition("student_number", "=", "M0001"),))
    exports.export(database, who, Asked("students", one), tmp_path / "one.csv")
    exports.export(database, who, Asked("courses"), tmp_path / "courses.csv")
    found = asked(read, who.name)
    assert acts(found) == {"M0001": (0, 0, 1), "M0002": (0, 0, 1)}
    assert [(each.rows, each.sure) for each in found.carried] == [(1, False), (2, True)]


def test_the_period_begins_and_ends_with_its_days(make: Make, read: Transaction) -> None:
    make.student()
    assert acts(asked(read, "admin")) == {"M0001": (1, 0, 0)}
    for days in (-1, 1):
        assert asked(read, "admin", clock.today() + timedelta(days)).people == ()


def test_an_account_that_never_was_is_no_breach(database: Database, make: Make, read: Transaction) -> None:
    with pytest.raises(NotFound):
        asked(read, "nobody")
    with pytest.raises(Denied), database.read(make.user("secretary")) as session:
        breach.affected(session, "admin", clock.today(), clock.today())
