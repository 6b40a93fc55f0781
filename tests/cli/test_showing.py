"""The record of a student by command: marks, attendance and highlights of every enrolment, for who may see them."""

from __future__ import annotations

from sms_desktop.services import enrolments
from tests.cli.office import Office
from tests.cli.test_grading import g1, taught
from tests.cli.test_looking import as_viewer


def test_each_enrolment_has_its_grade_marks_and_attendance(office: Office) -> None:
    with taught(office) as one:
        g1(one)
        one.registers("PPPL")
        one.make.enrolment(one.student, one.make.offering())
    office.json("highlights", "add", "A1", "Helped others")
    shown = office.json("show", "student", "A1")
    graded, other = sorted(shown["enrolments"], key=lambda row: row["course_code"] != "AUT1")
    assert (graded["percentage"], graded["grade20"], graded["weight_used"], graded["passed"]) == (77.5, 15.5, 100, True)
    assert [mark["title"] for mark in graded["categories"][1]["marks"]] == ["Essay", "Test"]
    assert graded["attendance"] == {
        "present": 3, "absent": 0, "late": 1, "excused": 0, "recorded": 4, "presence_rate": 75, "attendance_rate": 100,
    }  # fmt: skip
    assert graded["absence_limit"] == {
        "scheduled": 0, "absences": 0, "unexcused": 0, "excused": 0, "limit_percent": 10, "allowed": None,
        "remaining": None, "status": "unknown", "extended_on": None,
    }  # fmt: skip
    assert (other["percentage"], other["word"], other["attendance"]["presence_rate"]) == (None, None, None)
    assert shown["average"] == {"percentage": 77.5, "grade20": 15.5, "gpa": 3.1, "courses": 1, "credits": 5}
    assert [row["text"] for row in shown["highlights"]] == ["Helped others"]


def test_people_read_grade_and_presence_beside_each_course(office: Office) -> None:
    with taught(office) as one:
        g1(one)
        one.registers("PPPA")
    office.json("highlights", "add", "A1", "Helped others")
    text = office.run("show", "student", "A1").out
    row = next(line for line in text.splitlines() if "AUT1" in line)
    assert row.split()[-6:] == ["15.50", "100", "%", "75", "%", "1"]
    assert "Average of 1 course: 15.50" in text
    assert "Helped others" in text


def test_a_dropped_course_has_marks_and_no_limit(office: Office) -> None:
    with taught(office) as one:
        g1(one)
        with one.database.begin(one.actor) as session:
            enrolments.set_status(session, [one.enrolment], "dropped")
    [row] = office.json("show", "student", "A1")["enrolments"]
    assert (row["percentage"], row["attendance"], row["absence_limit"]) == (77.5, None, None)
    assert office.run("show", "student", "A1").code == 0


def test_a_viewer_sees_marks_and_attendance_but_not_what_is_sensitive(office: Office) -> None:
    with taught(office) as one:
        g1(one)
    as_viewer(office)
    shown = office.json("show", "student", "A1", "--user", "guest")
    assert shown["enrolments"][0]["percentage"] == 77.5
    assert "health_note" not in shown
