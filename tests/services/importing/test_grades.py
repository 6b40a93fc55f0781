"""Marks brought in: long files, sheets with a column for each assessment, gradebooks of learning platforms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Conflict, Denied
from sms_desktop.core.evaluation import Rule
from sms_desktop.db.grades import Assessment
from sms_desktop.services import assessments, gradebook, term_lock
from sms_desktop.services.assessments import AssessmentData
from sms_desktop.services.importing import imports
from sms_desktop.services.importing.model import Options
from tests.makers import Make
from tests.services.marked_class import Class, refused
from tests.services.office import School, codes


@pytest.fixture
def lesson(school: School, make: Make) -> Class:
    return Class(school, make)


LONG = """student_number,course_code,category,title,score,max_score,weight
A100,AUT1,Coursework,Essay 1,85,100,1
A100,aut1,Final exam,Exam,16,20,1
A101,AUT1,midterm,Test,14.5,,
"""


def test_marks_of_a_long_file_come_in_under_their_categories_in_either_language(lesson: Class) -> None:
    report = lesson.school.run(LONG)
    assert (report.kind, report.counts["new"]) == ("grades", 3), report.issues
    assert lesson.marks() == {
        ("A100", "Essay 1", "Coursework", "85", "100"),
        ("A100", "Exam", "Τελική Εξέταση", "16", "20"),
        ("A101", "Test", "Midterm", "14.5", "20"),
    }
    assert lesson.titles() == ["Essay 1", "Exam", "Test"]


def test_marks_and_weights_in_cells_of_percents_are_what_the_person_sees(lesson: Class) -> None:
    text = (
        "student_number,course_code,title,score,max_score,weight\n"
        "A100,AUT1,Midterm,85.125%,100,50%\nA101,AUT1,Midterm,72.5 %,100,0.5\n"
    )
    report = lesson.school.run(text)
    assert report.counts["new"] == 2, report.issues
    assert {mark[3:] for mark in lesson.marks()} == {("85.125", "100"), ("72.5", "100")}


def test_percents_of_another_maximum_are_that_part_of_it(lesson: Class) -> None:
    text = (
        "student_number,course_code,title,score,max_score\n"
        "A100,AUT1,Midterm,15%,20\nA101,AUT1,Midterm,72.5 %,20\nA100,AUT1,Quiz,90%,\nA101,AUT1,Quiz,9,\n"
    )
    report = lesson.school.run(text)
    assert report.counts["new"] == 4, report.issues
    assert {(mark[0], *mark[3:]) for mark in lesson.marks()} == {
        ("A100", "3", "20"), ("A101", "14.5", "20"), ("A100", "18", "20"), ("A101", "9", "20"),
    }  # fmt: skip


def test_a_percent_over_its_maximum_or_of_too_many_decimals_is_rejected(lesson: Class) -> None:
    text = "student_number,course_code,title,score,max_score\nA100,AUT1,Midterm,101%,20\nA101,AUT1,Midterm,0.00007%,7\n"
    assert codes(refused(lesson, text)) == ["over_maximum", "too_exact"]


def test_the_same_marks_twice_change_nothing_the_second_time(lesson: Class) -> None:
    lesson.school.run(LONG)
    before = lesson.school.content()
    assert lesson.school.run(LONG).counts == {"new": 0, "changed": 0, "unchanged": 3, "rejected": 0}
    assert lesson.school.content() == before


def test_a_preview_of_marks_writes_nothing_and_tells_the_same(lesson: Class) -> None:
    before = lesson.school.content()
    preview = lesson.school.preview(LONG)
    assert lesson.school.content() == before
    assert lesson.school.run(LONG).counts == preview.counts


def test_a_changed_mark_shows_old_and_new_and_is_taken_back_whole(lesson: Class) -> None:
    lesson.school.run(LONG)
    before = lesson.school.content()
    text = LONG.replace("14.5", "15.25").replace("A100,AUT1,Coursework", "A102,AUT1,Coursework")
    report = lesson.school.run(text)
    assert (report.counts["new"], report.counts["changed"], report.counts["unchanged"]) == (1, 1, 1), report.issues
    assert report.samples["changed"][0].changes == (("score", "14.5", "15.25"),)
    assert imports.take_back(lesson.school.database, lesson.school.admin, report.import_id or 0).left == 0
    assert lesson.school.content() == before


def test_taking_the_first_import_back_takes_its_assessments_too(lesson: Class) -> None:
    before = lesson.school.content()
    report = lesson.school.run(LONG)
    imports.take_back(lesson.school.database, lesson.school.admin, report.import_id or 0)
    assert lesson.school.content() == before
    assert lesson.titles() == []


def test_untitled_marks_are_called_by_their_category_and_numbered_by_student(lesson: Class) -> None:
    text = "ΑΜ;Κωδικός μαθήματος;Κατηγορία;Βαθμός\n"
    text += "A100;AUT1;Coursework;12\nA100;AUT1;Coursework;13\nA101;AUT1;Coursework;9\n"
    report = lesson.school.run(text)
    assert report.counts["new"] == 3, report.issues
    assert {mark[:2] for mark in lesson.marks()} == {
        ("A100", "Coursework"), ("A100", "Coursework 2"), ("A101", "Coursework"),
    }  # fmt: skip
    assert lesson.school.run(text).counts["unchanged"] == 3


def test_without_a_category_the_title_tells_or_the_mark_counts_for_nothing_yet(lesson: Class) -> None:
    text = "student_number,course_code,title,score\nA100,AUT1,Ενδιάμεση εξέταση,12\nA100,AUT1,Poster,13\n"
    report = lesson.school.run(text)
    assert {mark[1:3] for mark in lesson.marks()} == {("Ενδιάμεση εξέταση", "Midterm"), ("Poster", None)}
    assert codes(report) == ["no_category"]
    assert lesson.school.run(text).counts["unchanged"] == 2


def test_with_one_category_only_everything_belongs_to_it(school: School, make: Make) -> None:
    lesson = Class(school, make, (Rule("Project work", Decimal(100), "project"),))
    report = lesson.school.run("student_number,course_code,score\nA100,AUT1,18\n")
    assert codes(report) == []
    assert lesson.marks() == {("A100", "Project work", "Project work", "18", "20")}


def test_an_assessment_that_is_there_is_found_by_its_title_and_gives_its_maximum(lesson: Class) -> None:
    with lesson.school.database.begin(lesson.school.admin) as session:
        assessments.add(session, lesson.offering, AssessmentData("Quiz A", None, Decimal(50)))
    lesson.school.run("student_number,course_code,title,score\nA100,AUT1,QUIZ  a,40\n")
    assert lesson.marks() == {("A100", "Quiz A", None, "40", "50")}


@pytest.mark.parametrize(
    ("header", "maximum"),
    [("Score", "20"), ("Score (%)", "100"), ("Score /50", "50"), ("Βαθμός (από 10)", "10"), ("Percentage", "100"),
     ("Mark out of 30", "30")],
)  # fmt: skip
def test_the_header_says_out_of_how_much_a_mark_is(lesson: Class, header: str, maximum: str) -> None:
    lesson.school.run(f"student_number,course_code,category,title,{header}\nA100,AUT1,Midterm,T,7\n", kind="grades")
    assert {mark[4] for mark in lesson.marks()} == {maximum}


@pytest.mark.parametrize("nothing", ["", "-", "EX", "N/A", "?", "NaN"])
def test_no_mark_is_never_zero_and_never_erases(lesson: Class, nothing: str) -> None:
    lesson.school.run(LONG)
    before = lesson.school.content()
    report = lesson.school.run(LONG.replace("14.5", nothing))
    assert report.counts == {"new": 0, "changed": 0, "unchanged": 3, "rejected": 0}
    assert lesson.school.content() == before


@pytest.mark.parametrize(
    ("row", "code", "says"),
    [
        ("A100,AUT1,Midterm,T,25,,,", "over_maximum", "over the maximum of 20"),
        ("A100,AUT1,Midterm,T,-3,,,", "negative", "below 0"),
        ("A100,AUT1,Midterm,T,good,,,", "not_a_number", "good"),
        ("A100,AUT1,Midterm,T,1.2345678,,,", "too_exact", "decimals"),
        ("A100,AUT1,Midterm,T,15,0,,", "out_of_range", "maximum"),
        ("A100,AUT1,Midterm,T,15,,5,", "out_of_range", "from 0 to 3"),
        ("A100,AUT1,Midterm,T,15,,,2031-01-01", "outside_term", "not in"),
        ("A100,AUT1,Oral,T,15,,,", "unknown_category", "Nearest: "),
        ("A1O0,AUT1,Midterm,T,15,,,", "unknown_student", "A100"),
        ("A100,AUT9,Midterm,T,15,,,", "unknown_course", "AUT1"),
        ("B200,AUT1,Midterm,T,15,,,", "not_enrolled", "BIO1"),
    ],
)
def test_a_mark_that_can_t_be_is_refused_with_the_reason_at_its_place(
    lesson: Class, make: Make, row: str, code: str, says: str
) -> None:
    other = make.offering(course_id=make.course(course_code="BIO1"), term_id=lesson.term.id)
    make.enrolment(make.student(student_number="B200"), other)
    head = "student_number,course_code,category,title,score,max_score,weight,date_assigned\n"
    report = refused(lesson, head + "A101,AUT1,Midterm,T,12,,,\n" + row + "\n")
    (issue,) = [issue for issue in report.issues if issue.error]
    assert (issue.row, issue.code) == (3, code)
    assert says in issue.message
    assert report.counts["rejected"] == 1


def test_the_valid_rows_alone_leave_no_assessment_of_a_refused_one(lesson: Class) -> None:
    text = "student_number,course_code,title,score\nA100,AUT1,Midterm,12\nA100,AUT1,Final,99\n"
    report = lesson.school.run(text, valid_rows_only=True)
    assert (report.counts["new"], report.counts["rejected"]) == (1, 1)
    assert lesson.titles() == ["Midterm"]


def test_work_handed_in_after_the_term_is_remarked_on_and_taken(lesson: Class) -> None:
    late = date.fromordinal(lesson.term.last_day.toordinal() + 30).isoformat()
    text = f"student_number,course_code,category,title,score,date_submitted\nA100,AUT1,Final exam,Resit,13,{late}\n"
    report = lesson.school.run(text)
    assert (codes(report), report.counts["new"]) == (["after_term"], 1)


def test_a_column_settles_its_decimal_sign_for_all_its_cells(lesson: Class) -> None:
    text = (
        "student_number;course_code;title;score;max_score\nA100;AUT1;Midterm;12,5;2000\nA101;AUT1;Midterm;1,234;2000\n"
    )
    lesson.school.run(text)
    assert {mark[3] for mark in lesson.marks()} == {"12.5", "1.234"}


def test_the_same_mark_twice_in_a_file_names_the_row(lesson: Class) -> None:
    report = refused(lesson, LONG + "A101,AUT1,Midterm,TEST,11,,\n")
    assert [(issue.row, issue.code) for issue in report.issues if issue.error] == [(5, "duplicate_in_file")]
    assert "row 4" in report.issues[-1].message


def test_who_does_not_take_the_course_is_enrolled_where_the_person_ticks_that(lesson: Class, make: Make) -> None:
    make.student(student_number="N1")
    text = "student_number,course_code,title,score\nN1,AUT1,Midterm,12\nN1,AUT1,Final,13\n"
    assert codes(refused(lesson, text)) == ["not_enrolled"] * 2
    preview = lesson.school.preview(text, create_missing=True)
    report = lesson.school.run(text, create_missing=True)
    assert codes(preview) == codes(report) == ["enrolment_made"]
    assert preview.counts == report.counts
    assert report.counts["new"] == 2


def test_a_course_that_is_missing_is_made_where_the_person_ticks_that(lesson: Class) -> None:
    text = "student_number,course_code,title,score\nA100,NEW1,Test,12\nA101,NEW1,Test,13\n"
    preview = lesson.school.preview(text, create_missing=True)
    report = lesson.school.run(text, create_missing=True)
    assert preview.counts == report.counts
    assert report.counts["new"] == 2, report.issues
    assert lesson.school.run(text).counts["unchanged"] == 2


def test_a_locked_term_and_a_locked_column_take_no_marks(lesson: Class) -> None:
    lesson.school.run(LONG)
    with lesson.school.database.begin(lesson.school.admin) as session:
        found = session.scalars(select(Assessment.id).where(Assessment.title == "Test")).one()
        assessments.set_locked(session, [found], True)
    assert lesson.school.run(LONG).counts["unchanged"] == 3
    assert codes(refused(lesson, LONG.replace("14.5", "15"))) == ["column_locked"]
    with lesson.school.database.begin(lesson.school.admin) as session:
        term_lock.lock(session, lesson.term.id)
    report = refused(lesson, LONG.replace("14.5", "15"))
    assert codes(report) == ["term_locked"] * 3


def test_who_may_not_enter_marks_may_not_bring_them_in(lesson: Class) -> None:
    clerk = Actor(7, "clerk", frozenset({"imports:run", "attendance:edit"}), "desk-2")
    with pytest.raises(Denied):
        imports.preview(lesson.school.database, clerk, lesson.school.file(LONG), Options())


def test_what_happens_to_marks_that_are_there_is_a_choice(lesson: Class) -> None:
    lesson.school.run(LONG)
    text = LONG.replace("14.5", "15").replace("weight", "note").replace(",100,1", ",100,well done")
    for choice, changed in (("skip", 0), ("fill", 2), ("update", 3)):
        assert lesson.school.preview(text, on_known=choice).counts["changed"] == changed, choice
    assert codes(refused(lesson, text, on_known="never")) == ["known"] * 3


def test_a_stop_at_too_many_changes_counts_marks(lesson: Class) -> None:
    lesson.school.run(LONG)
    with pytest.raises(Conflict) as stopped:
        lesson.school.run(LONG.replace("14.5", "15"), stop_percent=10)
    assert stopped.value.code == "too_many_changes"


def test_the_grade_sheet_shows_what_came_in(lesson: Class) -> None:
    lesson.school.run(LONG)
    with lesson.school.database.read(lesson.school.admin) as session:
        book = gradebook.gradebook(session, lesson.offering)
    (row,) = [row for row in book.rows if row.student_number == "A100"]
    assert row.final.percentage == Decimal("81.67")
