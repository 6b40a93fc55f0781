"""The worked values of domain.md 2 and 4, from CSV files to the cent, by command alone."""

from __future__ import annotations

import json

import pytest

from sms_desktop.core import clock
from tests.cli.office import Office

RULES = "Participation 10% + Continuous 20% + Midterm 30% + Final exam 40%"
HOMEWORK = json.dumps(
    [
        {"category": "Homework", "weight": 60, "counts_daily": True, "daily_multiplier": 2},
        {"category": "Attendance", "weight": 40, "kind": "attendance"},
    ]
)
G1 = """\
A1;AUT1;Participation;Day 1;8;10;2026-10-05
A1;AUT1;Participation;Day 2;9;10;2026-10-06
A1;AUT1;Continuous;Essay;85;100;2026-10-07
A1;AUT1;Continuous;Test;15;20;2026-10-08
A1;AUT1;Midterm;Midterm;14;20;2026-11-02
A1;AUT1;Final exam;Final;16;20;2026-11-03
"""
G2 = """\
A1;AUT1;Midterm;Midterm;14;20;2026-11-02
A1;AUT1;Continuous;Essay;85;100;2026-10-07
"""
G4 = """\
A1;AUT1;Final exam;Resit;13;20;2026-11-09
A1;AUT1;Final exam;Final;6;20;2026-11-03
"""
#: A daily rating of 4 out of 5 counts twice: so does a mark of weight 2.
G5 = """\
A1;AUT1;Homework;Sheet;70;100;2026-10-05;1
A1;AUT1;Homework;Board;4;5;2026-10-06;2
"""


def csv(office: Office, name: str, text: str, *words: object) -> None:
    """Brings a CSV in; every row of it must be new."""
    done = office.json("import", office.file(text, name), *words)
    assert (done["rejected"], done["unchanged"]) == (0, 0), done["issues"]


def school(office: Office, rules: str = RULES, penalty: str = "0", periods: str = "", hours: str = "") -> None:
    """A1 in AUT1 of the current year's first term."""
    term = office.json("terms")[0]["title"].replace(" · ", " ")
    csv(office, "students.csv", "Student number;Last name;First name\nA1;Παππά;Μαρία\n")
    quoted = rules.replace('"', '""')
    csv(
        office, "courses.csv",
        "Course code;Course name;Evaluation rules;Absence penalty;Periods per week;Hours per week;Term\n"
        f'AUT1;Engines;"{quoted}";{penalty};{periods};{hours};{term}\n',
    )  # fmt: skip
    csv(office, "enrolments.csv", f"Student number;Course code;Term\nA1;AUT1;{term}\n", "--kind", "enrolments")


def marks(office: Office, rows: str) -> None:
    head = "Student number;Course code;Category;Title;Score;Maximum;Date submitted"
    weight = ";Weight" if rows.splitlines()[0].count(";") == 7 else ""
    csv(office, "grades.csv", f"{head}{weight}\n{rows}", "--kind", "grades")


def registers(office: Office, statuses: str) -> None:
    rows = "".join(f"A1;AUT1;2026-10-05;{period};{status}\n" for period, status in enumerate(statuses, 1))
    csv(office, "attendance.csv", f"Student number;Course code;Date;Period;Status\n{rows}", "--kind", "attendance")


def grade(office: Office) -> tuple[object, ...]:
    found = office.json("grade", "A1", "AUT1")
    return found["percentage"], found["grade20"], found["gpa"], found["weight_used"]


def test_g1(office: Office) -> None:
    school(office)
    marks(office, G1)
    assert grade(office) == (77.5, 15.5, 3.1, 100)


def test_g2(office: Office) -> None:
    school(office)
    marks(office, G2)
    assert grade(office) == (76, 15.2, 3.04, 50)


def test_g3(office: Office) -> None:
    school(office, penalty="2")
    marks(office, G1)
    registers(office, "AAA")
    assert grade(office) == (71.5, 14.3, 2.86, 100)


def test_g4(office: Office) -> None:
    school(office)
    marks(office, G4)
    assert grade(office) == (65, 13, 2.6, 40)


def test_g5(office: Office) -> None:
    school(office, HOMEWORK)
    marks(office, G5)
    registers(office, "PPPPPPPPAE")
    assert grade(office) == (78, 15.6, 3.12, 100)
    homework, attendance = office.json("grade", "A1", "AUT1")["categories"]
    assert (homework["average"], attendance["average"]) == (76.67, 80)


@pytest.mark.parametrize(
    ("periods", "hours", "statuses", "allowed", "status"),
    [
        ("3", "", "A" * 4, 4, "warning"),
        ("3", "", "A" * 4 + "E", 4, "insufficient"),
        ("3", "", "AALLLLL", 4, "ok"),
        ("1", "", "A", 1, "warning"),
        ("2", "", "AAE", 2, "insufficient"),
        ("5", "", "AAAAA", 7, "ok"),
        ("5", "", "AAAAAE", 7, "warning"),
        ("0", "2", "AE", 2, "warning"),
        ("", "", "A", None, "unknown"),
    ],
)
def test_the_absence_limits(
    office: Office, periods: str, hours: str, statuses: str, allowed: int | None, status: str
) -> None:
    school(office, periods=periods, hours=hours)
    registers(office, statuses)
    [found] = office.json("absences", "--course", "AUT1")
    assert (found["allowed"], found["status"]) == (allowed, status)
    assert found["absences"] == statuses.count("A") + statuses.count("E")


def test_the_directorates_extension_allows_six_of_42(office: Office) -> None:
    school(office, periods="3")
    registers(office, "AAAAA")
    found = office.json("extend", "A1", "AUT1", "--on", clock.today(), "--note", "illness")
    assert (found["limit_percent"], found["allowed"], found["remaining"], found["status"]) == (15, 6, 1, "warning")
