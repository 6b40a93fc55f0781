"""Absences against their limits by command, and the Directorate's extension of one."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from sms_desktop.core import clock
from sms_desktop.db.courses import AcademicYear, Offering
from sms_desktop.services import term_lock
from tests.cli.office import Office
from tests.cli.test_grading import Class, taught


def three_a_week(one: Class) -> None:
    """The offering's schedule: 3 periods a week in 14 weeks, of which 4 absences are allowed."""
    with one.database.begin(one.actor) as session:
        session.get_one(Offering, one.offering).periods_per_week = Decimal(3)


def another(one: Class, number: str, statuses: str) -> None:
    """One more student of the class."""
    first = one.enrolment
    student = one.make.student(student_number=number, last_name=number, first_name="Νίκος")
    one.enrolment = one.make.enrolment(student, one.offering)
    one.registers(statuses)
    one.enrolment = first


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ("PPPPP", {"absences": 0, "unexcused": 0, "excused": 0, "remaining": 4, "status": "ok"}),
        ("AAEELLL", {"absences": 4, "unexcused": 2, "excused": 2, "remaining": 0, "status": "warning"}),
        ("AAAAE", {"absences": 5, "unexcused": 4, "excused": 1, "remaining": 0, "status": "insufficient"}),
    ],
)
def test_the_fifth_absence_of_42_periods_is_insufficient(
    office: Office, statuses: str, expected: dict[str, object]
) -> None:
    with taught(office) as one:
        three_a_week(one)
        one.registers(statuses)
    [found] = office.json("absences", "--course", "AUT1")
    assert {name: found[name] for name in expected} == expected
    assert (found["student_number"], found["course_code"], found["section"]) == ("A1", "AUT1", "B1")
    assert (found["scheduled"], found["limit_percent"], found["allowed"]) == (42, 10, 4)
    assert found["term"].startswith("2026-2027 ")


def test_insufficient_come_first_then_warnings(office: Office) -> None:
    with taught(office) as one:
        three_a_week(one)
        one.registers("P")
        another(one, "B1", "AAAA")
        another(one, "C1", "AAAAA")
    assert [row["student_number"] for row in office.json("absences")] == ["C1", "B1", "A1"]
    assert [row["student_number"] for row in office.json("absences", "--only-flagged")] == ["C1", "B1"]
    assert [row["student_number"] for row in office.json("absences", "--student", "A1")] == ["A1"]
    lines = office.run("absences").out.splitlines()
    assert "insufficient: loses the final exam" in lines[1]
    assert "4 (10 %)" in lines[1]


def test_without_a_schedule_the_limit_is_not_known(office: Office) -> None:
    with taught(office) as one:
        one.registers("A")
    [found] = office.json("absences")
    assert (found["allowed"], found["remaining"], found["status"]) == (None, None, "unknown")
    assert "nothing is scheduled" in office.run("absences").out


def test_past_years_are_shown_where_they_are_asked_for(office: Office) -> None:
    with taught(office) as one:
        three_a_week(one)
        one.registers("A")
        with one.database.begin(one.actor) as session:
            session.get_one(AcademicYear, 1).is_current = False
    assert office.json("absences") == []
    assert office.run("absences").out == "There are no enrolments here.\n"
    [row] = office.json("absences", "--course", "aut1")
    assert office.json("absences", "--term", row["term"]) == [row]


def test_an_extension_is_kept_and_taken_back(office: Office) -> None:
    with taught(office) as one:
        three_a_week(one)
        one.registers("AAAAA")
    day = clock.today() - timedelta(days=1)
    found = office.json("extend", "A1", "AUT1", "--on", day.strftime("%d/%m/%Y"), "--note", "illness, act 12")
    assert (found["allowed"], found["status"], found["extended_on"]) == (6, "warning", day.isoformat())
    assert office.json("absences")[0] == found
    assert day.strftime("%d/%m/%Y") in office.run("absences").out
    assert office.json("extend", "A1", "AUT1", "--withdraw")["status"] == "insufficient"


def test_an_approval_to_come_and_a_day_that_is_none_are_refused(office: Office) -> None:
    with taught(office):
        pass
    refused = office.run("extend", "A1", "AUT1", "--on", (clock.today() + timedelta(days=2)).isoformat(), "--json")
    assert (refused.code, list(refused.document["error"]["fields"])) == (2, ["on"])
    for words in (("--on", "31/2/2026"), ("--on", "x"), (), ("--on", "2026-10-01", "--withdraw")):
        assert office.run("extend", "A1", "AUT1", *words, "--json").document["error"]["code"] == "usage"


def test_a_locked_term_refuses_an_extension_without_a_reason(office: Office) -> None:
    with taught(office) as one, one.database.begin(one.actor) as session:
        term_lock.lock(session, 1)
    words = ("extend", "A1", "AUT1", "--on", clock.today())
    assert office.run(*words, "--json").document["error"]["code"] == "term_locked"
    assert office.json(*words, "--reason", "appeal")["extended_on"] == clock.today().isoformat()


@pytest.mark.parametrize("words", [("--course", "NONE"), ("--student", "A9"), ("--term", "Autumn")])
def test_what_there_is_not_is_refused(office: Office, words: tuple[str, ...]) -> None:
    answer = office.run("absences", *words, "--json")
    assert (answer.code, answer.document["error"]["code"]) == (2, "not_found")
