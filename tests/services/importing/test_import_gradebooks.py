"""Sheets with a column for each assessment: gradebooks of learning platforms, teachers' own, and chosen columns."""

from __future__ import annotations

import pytest

from sms_desktop.core.errors import Invalid
from sms_desktop.services.importing import imports
from sms_desktop.services.importing.model import Options
from sms_desktop.services.importing.sources import Given
from tests.makers import Make
from tests.services.marked_class import Class, refused
from tests.services.office import SHARED, School


@pytest.fixture
def lesson(school: School, make: Make) -> Class:
    return Class(school, make)


MOODLE = """First name,Last name,ID number,Email address,Assignment: Essay 1 (Real),Assignment: Essay 1 (Percentage),\
Quiz: Midterm (Real),Course total (Real),Last downloaded from this course
Jo,Doe0,A100,jo0@school.example,85.00,85.00 %,14.00,99.00,1700000000
Jo,Doe1,,jo1@school.example,-,-,9.50,9.50,1700000000
Jo,Doe2,A102,jo2@school.example,-,-,-,-,1700000000
Overall average,,,,85.00,85.00 %,11.75,54.25,
"""
CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Essay 1 (40217),Final exam (40218),\
Homework Current Score,Current Score
,,,,,Manual Posting,,,
    Points Possible,,,,,30,50,(read only),(read only)
"Doe0, Jo",9001,A100,jo0,AUT1 A,27.5,44,91,90
"Doe1, Jo",9002,A101,jo1,AUT1 A,EX,N/A,,
"Student, Test",9999,,,AUT1 A,1,1,,
"""


def test_a_gradebook_of_moodle_comes_in_for_the_course_that_the_person_names(lesson: Class) -> None:
    with pytest.raises(Invalid) as missing:
        lesson.school.run(MOODLE)
    assert missing.value.code == "fields_missing"
    report = lesson.school.run(MOODLE, mapping={"course_code": "=AUT1"})
    assert report.counts == {"new": 2, "changed": 0, "unchanged": 1, "rejected": 0}, report.issues
    assert lesson.marks() == {
        ("A100", "Essay 1", None, "85", "100"),
        ("A100", "Midterm", "Midterm", "14", "100"),
        ("A101", "Midterm", "Midterm", "9.5", "100"),
    }
    assert any("3" in note and "Marks" in note for note in report.notes)
    assert any("Course total (Real)" in note for note in report.notes)
    assert lesson.school.run(MOODLE, mapping={"course_code": "=AUT1"}).counts["unchanged"] == 3


def test_a_gradebook_of_canvas_gives_its_maxima_and_skips_what_is_no_student(lesson: Class) -> None:
    report = lesson.school.run(CANVAS, mapping={"course_code": "=AUT1"})
    assert report.counts == {"new": 1, "changed": 0, "unchanged": 1, "rejected": 0}, report.issues
    assert lesson.marks() == {
        ("A100", "Essay 1", None, "27.5", "30"),
        ("A100", "Final exam", "Τελική Εξέταση", "44", "50"),
    }
    assert any("about no student" in note for note in report.notes)


def test_the_maxima_of_a_gradebook_are_read_anew_each_time(lesson: Class) -> None:
    lesson.school.run(CANVAS, mapping={"course_code": "=AUT1"})
    report = lesson.school.run(CANVAS.replace(",30,50,", ",40,50,"))
    assert report.counts["changed"] == 1
    assert ("max_score:Essay 1", "30", "40") in report.samples["changed"][0].changes


def test_a_teachers_own_sheet_shows_cell_by_cell_what_happens(lesson: Class) -> None:
    sheet = "ΑΜ;Επώνυμο;Όνομα;Ενδιάμεση /20;Τελική εξέταση (%);Μ.Ο.\nA100;Doe0;Jo;14,5;;14,5\nA101;Doe1;Jo;;70;70\n"
    choices: dict[str, object] = {"mapping": {"course_code": "=AUT1"}}
    assert lesson.school.run(sheet, **choices).counts["new"] == 2
    assert lesson.marks() == {
        ("A100", "Ενδιάμεση", "Midterm", "14.5", "20"),
        ("A101", "Τελική εξέταση", "Τελική Εξέταση", "70", "100"),
    }
    report = lesson.school.run(sheet.replace("14,5;;", "15;60;").replace("Jo;;70", "Jo;;71"), **choices)
    assert (report.counts["new"], report.counts["changed"]) == (1, 1)
    assert report.samples["new"][0].changes == (
        ("mark:Ενδιάμεση", "14.5", "15"), ("mark:Τελική εξέταση", "", "60"),
    )  # fmt: skip


def test_columns_become_marks_by_choice_with_their_category_and_maximum(lesson: Class) -> None:
    text = "ref,alpha,beta\nA100,11,55\nA101,12,\n"
    mapping = {"student_number": "ref", "course_code": "=AUT1", "mark:First": "alpha", "mark:Second": "beta",
               "category:First": "=Coursework", "max_score:Second": "=60"}  # fmt: skip
    report = lesson.school.run(text, kind="grades", mapping=mapping)
    assert report.counts["new"] == 2, report.issues
    assert lesson.marks() == {
        ("A100", "First", "Coursework", "11", "20"),
        ("A101", "First", "Coursework", "12", "20"),
        ("A100", "Second", None, "55", "60"),
    }


def test_one_bad_cell_refuses_its_whole_row_and_names_the_column(lesson: Class) -> None:
    sheet = "student_number,course_code,Test 1,Test 2\nA100,AUT1,12,21\nA101,AUT1,11,abc\nA102,AUT1,10,10\n"
    report = lesson.school.run(sheet, valid_rows_only=True)
    assert [(issue.row, issue.column, issue.code) for issue in report.issues if issue.error] == [
        (2, "Test 2", "over_maximum"), (3, "Test 2", "not_a_number"),
    ]  # fmt: skip
    assert {mark[0] for mark in lesson.marks()} == {"A102"}


def test_the_same_column_twice_is_not_guessed_between(lesson: Class) -> None:
    sheet = "student_number,course_code,Test 1,Test 1\nA100,AUT1,12,13\n"
    with pytest.raises(Invalid) as twice:
        lesson.school.run(sheet)
    assert twice.value.code == "duplicate_columns"
    both = {"mark:Test 1": "#3", "mark:TEST 1": "#4"}
    report = refused(lesson, sheet, mapping=both)
    assert [issue.code for issue in report.issues if issue.error] == ["duplicate_in_file"]


@pytest.mark.real_files
def test_chosen_columns_of_a_real_file_become_marks_of_pupils_it_numbers_by_row(school: School, make: Make) -> None:
    make.course(course_code="POR")
    given = Given(SHARED / "uci" / "student-por.csv")
    names = {"last_name": "=Pupil {row}", "first_name": "=Made up", "student_number": "=UCI-{row}"}
    imports.run(school.database, school.admin, given, Options(kind="students", mapping=names))
    columns = {"mark:G1": "G1", "mark:G2": "G2", "mark:G3": "G3", "category:G3": "=Final exam"}
    options = Options(kind="grades", mapping=names | columns | {"course_code": "=POR"}, create_missing=True)
    report = imports.run(school.database, school.admin, given, options)
    assert (report.counts["new"], report.parts["new"]) == (649, 3 * 649), report.issues[:3]
    assert imports.run(school.database, school.admin, given, options).counts["unchanged"] == 649
