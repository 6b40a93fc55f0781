"""Registers brought in: a period a row, a column for each day, and a day's absences in one number."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from sms_desktop.core.schedule import Lesson
from sms_desktop.core.values import BadValue, parse_presence
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.courses import Enrolment, Holiday
from sms_desktop.services import term_lock, years
from sms_desktop.services.importing import imports
from sms_desktop.services.importing.days import DayHeader, month_first
from sms_desktop.services.importing.model import Report
from tests.makers import Make
from tests.services.office import School, codes


class Class:
    """Two offerings of three students: one with two periods on Mondays and one on Wednesdays, one with Mondays too."""

    def __init__(self, school: School, make: Make) -> None:
        self.school = school
        with school.database.read(school.admin) as session:
            self.term = next(term for term in years.terms(session) if term.in_current_year)
        self.monday = self.term.first_day + timedelta(days=14 - self.term.first_day.weekday())
        lessons = (Lesson(0, 3, 2, "10:00", 50), Lesson(2, 1, 1, "08:00", 50))
        self.first = make.offering(
            course_id=make.course(course_code="AUT1"), term_id=self.term.id, lessons=lessons
        )  # fmt: skip
        self.second = make.offering(
            course_id=make.course(course_code="BIO1"), term_id=self.term.id, lessons=(Lesson(0, 1, 1, "08:00", 50),)
        )
        self.students = [make.student(student_number=f"A10{n}") for n in range(3)]
        for student in self.students:
            make.enrolment(student, self.first)
            make.enrolment(student, self.second)

    def records(self) -> set[tuple[str, str, str, int, str]]:
        """Student, course, date, period and status of every record."""
        with self.school.database.read(self.school.admin) as session:
            statement = select(
                Enrolment.student_id, Enrolment.offering_id, Attendance.date, Attendance.period, Attendance.status
            ).join(Enrolment, Enrolment.id == Attendance.enrolment_id)
            return {
                (f"A10{self.students.index(student)}", "AUT1" if offering == self.first else "BIO1",
                 str(day), period, status)
                for student, offering, day, period, status in session.execute(statement)
            }  # fmt: skip

    def day(self, after: int = 0) -> str:
        return str(self.monday + timedelta(days=after))


@pytest.fixture
def lesson(school: School, make: Make) -> Class:
    return Class(school, make)


def refused(lesson: Class, text: str, **options: object) -> Report:
    """The report of a file of which nothing is taken; nothing is written."""
    before = lesson.school.content()
    with pytest.raises(imports.Rejected) as rejected:
        lesson.school.run(text, **options)
    assert lesson.school.content() == before
    return rejected.value.report


@pytest.mark.parametrize(
    ("status", "texts"),
    [
        ("P", ["P", "Π", "present", "Παρών", "Παρούσα", "1", "✓", "παρουσία"]),
        ("A", ["A", "Α", "absent", "Απών", "Απούσα", "0", "x", "Χ", "αδικαιολόγητη απουσία", "Unexcused absence"]),
        ("L", ["L", "Λ", "late", "Tardy", "Αργοπορία", "καθυστέρηση", "Κ"]),
        ("E", ["E", "Ε", "excused", "Δικαιολογημένη", "Δ", "δικ.", "Excused absence", "EX"]),
    ],
)
def test_statuses_are_read_in_both_languages(status: str, texts: list[str]) -> None:
    assert {parse_presence(text) for text in texts} == {status}


@pytest.mark.parametrize("text", ["maybe", "2", "15/20"])
def test_what_is_no_status_is_refused(text: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_presence(text)
    assert refused.value.code == "not_a_presence"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("14/9", DayHeader(14, 9)),
        ("Δευ 14.9.2026", DayHeader(14, 9, 2026)),
        ("2026-09-14 2η", DayHeader(14, 9, 2026, 2, year_first=True)),
        ("14/9 (3)", DayHeader(14, 9, 0, 3)),
        ("2026-09-14 00:00:00", DayHeader(14, 9, 2026, year_first=True)),
        ("14/9/26 περ. 2", DayHeader(14, 9, 2026, 2)),
        ("Test 14/9", None),
        ("Σύνολο", None),
        ("45/9", None),
    ],
)
def test_a_header_that_is_a_day_is_known_for_one(header: str, expected: DayHeader | None) -> None:
    assert DayHeader.read(header) == expected


def test_one_header_settles_whether_months_come_first() -> None:
    headers = [DayHeader.read(text) for text in ("9/3", "9/25")]
    assert month_first([header for header in headers if header])
    assert not month_first([DayHeader(25, 9), DayHeader(3, 9)])


def test_a_register_comes_in_period_by_period(lesson: Class) -> None:
    text = f"student_number,course_code,date,period,status,note\nA100,AUT1,{lesson.day()},3,Απών,ill\n"
    text += f"A101,aut1,{lesson.day()},3,P,\nA101,AUT1,{lesson.day()},4,late,\n"
    report = lesson.school.run(text)
    assert (report.kind, report.counts["new"]) == ("attendance", 3), report.issues
    assert lesson.records() == {
        ("A100", "AUT1", lesson.day(), 3, "A"),
        ("A101", "AUT1", lesson.day(), 3, "P"),
        ("A101", "AUT1", lesson.day(), 4, "L"),
    }
    before = lesson.school.content()
    assert lesson.school.run(text).counts["unchanged"] == 3
    assert lesson.school.content() == before


def test_without_a_period_a_status_holds_for_all_periods_of_the_day(lesson: Class) -> None:
    text = f"student_number,course_code,date,status\nA100,AUT1,{lesson.day()},A\nA100,AUT1,{lesson.day(2)},P\n"
    text += f"A100,AUT1,{lesson.day(1)},E\n"
    lesson.school.run(text)
    assert lesson.records() == {
        ("A100", "AUT1", lesson.day(), 3, "A"),
        ("A100", "AUT1", lesson.day(), 4, "A"),
        ("A100", "AUT1", lesson.day(2), 1, "P"),
        ("A100", "AUT1", lesson.day(1), 1, "E"),
    }


def test_a_corrected_register_shows_old_and_new_and_is_taken_back_whole(lesson: Class) -> None:
    text = f"student_number,course_code,date,period,status,document\nA100,AUT1,{lesson.day()},3,A,\n"
    lesson.school.run(text)
    before = lesson.school.content()
    report = lesson.school.run(text.replace("A,\n", "E,12/2026\n"))
    assert report.samples["changed"][0].changes == (("status", "A", "E"), ("document", "", "12/2026"))
    imports.take_back(lesson.school.database, lesson.school.admin, report.import_id or 0)
    assert lesson.school.content() == before


@pytest.mark.parametrize("form", ["{:%d/%m}", "{:%d/%m/%Y}", "{:%Y-%m-%d}"])
def test_a_register_with_the_days_across_finds_year_and_term(lesson: Class, form: str) -> None:
    days = [form.format(lesson.monday + timedelta(days=n)) for n in (0, 2, 7)]
    text = f"ΑΜ;Επώνυμο;Όνομα;{';'.join(days)};Σύνολο\nA100;Doe;Jo;Α;Π;;1\nA101;Doe;Jo;;Κ;✓;0\nA102;Doe;Jo;;;;0\n"
    report = lesson.school.run(text, mapping={"course_code": "=AUT1"})
    assert report.kind == "attendance"
    assert report.counts == {"new": 2, "changed": 0, "unchanged": 1, "rejected": 0}, report.issues
    assert lesson.records() == {
        ("A100", "AUT1", lesson.day(), 3, "A"), ("A100", "AUT1", lesson.day(), 4, "A"),
        ("A100", "AUT1", lesson.day(2), 1, "P"), ("A101", "AUT1", lesson.day(2), 1, "L"),
        ("A101", "AUT1", lesson.day(7), 3, "P"), ("A101", "AUT1", lesson.day(7), 4, "P"),
    }  # fmt: skip
    assert any("Records of a period: 6 new" in note for note in report.notes)
    again = lesson.school.run(text.replace("Α;Π", "Δ;Π"), mapping={"course_code": "=AUT1"})
    assert again.counts["changed"] == 1
    assert again.samples["changed"][0].changes == ((f"day:{days[0]}", "A", "E"),)


def test_a_column_can_be_a_day_and_its_period(lesson: Class) -> None:
    text = f"student_number,course_code,{lesson.day()} 3η,{lesson.day()} 4η\nA100,AUT1,P,A\n"
    lesson.school.run(text)
    assert lesson.records() == {("A100", "AUT1", lesson.day(), 3, "P"), ("A100", "AUT1", lesson.day(), 4, "A")}


def test_the_same_day_in_two_columns_is_refused(lesson: Class) -> None:
    text = f"student_number,course_code,{lesson.day()},{lesson.monday:%d/%m/%Y}\nA100,AUT1,P,A\n"
    assert codes(refused(lesson, text)) == ["duplicate_in_file"] * 2


TOTALS = "Αρ. μητρώου;Ημ/νία;Σύνολο απουσιών\nA100;{0:%d/%m/%Y};2\n;{1:%d/%m/%Y};1\nA101;{0:%d/%m/%Y};0\n"


def totals(lesson: Class) -> str:
    return TOTALS.format(lesson.monday, lesson.monday + timedelta(days=2))


def test_absences_of_a_day_go_into_the_first_lessons_the_student_has(lesson: Class) -> None:
    report = lesson.school.run(totals(lesson))
    assert report.counts == {"new": 2, "changed": 0, "unchanged": 1, "rejected": 0}, report.issues
    assert lesson.records() == {
        ("A100", "BIO1", lesson.day(), 1, "A"),
        ("A100", "AUT1", lesson.day(), 3, "A"),
        ("A100", "AUT1", lesson.day(2), 1, "A"),
    }
    assert lesson.school.run(totals(lesson)).counts["unchanged"] == 3


def test_absences_of_a_named_course_are_its_periods(lesson: Class) -> None:
    lesson.school.run(totals(lesson), mapping={"course_code": "=AUT1"})
    assert {record[1:] for record in lesson.records()} == {
        ("AUT1", lesson.day(), 3, "A"), ("AUT1", lesson.day(), 4, "A"), ("AUT1", lesson.day(2), 1, "A"),
    }  # fmt: skip


def test_excused_absences_follow_the_others(lesson: Class) -> None:
    text = f"Αρ. μητρώου;Ημ/νία;Σύνολο απουσιών;Δικαιολογημένες\nA100;{lesson.day()};2;1\n"
    lesson.school.run(text, mapping={"course_code": "=AUT1"})
    assert lesson.records() == {("A100", "AUT1", lesson.day(), 3, "A"), ("A100", "AUT1", lesson.day(), 4, "E")}
    assert codes(refused(lesson, text.replace(";2;1", ";1;2"))) == ["too_many_excused"]


def test_an_absence_that_was_excused_stays_so_when_only_the_number_comes_again(lesson: Class) -> None:
    lesson.school.run(totals(lesson))
    text = f"student_number,course_code,date,period,status\nA100,BIO1,{lesson.day()},1,E\n"
    lesson.school.run(text)
    assert lesson.school.run(totals(lesson)).counts["unchanged"] == 3


def test_more_absences_than_lessons_are_refused(lesson: Class) -> None:
    report = refused(lesson, totals(lesson).replace(";2\n", ";4\n"))
    assert codes(report) == ["over_schedule"]
    assert "3 periods" in report.issues[0].message
    text = f"Αρ. μητρώου;Ημ/νία;Σύνολο απουσιών\nA100;{lesson.day(1)};2\n"
    assert codes(refused(lesson, text)) == ["no_lessons"]


def test_absences_in_a_course_without_a_schedule_are_its_first_periods(lesson: Class) -> None:
    text = f"Αρ. μητρώου;Ημ/νία;Σύνολο απουσιών\nA100;{lesson.day(1)};2\n"
    lesson.school.run(text, mapping={"course_code": "=AUT1"})
    assert lesson.records() == {("A100", "AUT1", lesson.day(1), 1, "A"), ("A100", "AUT1", lesson.day(1), 2, "A")}


def test_a_number_that_can_t_be_read_is_not_repeated_below(lesson: Class) -> None:
    text = f"Αρ. μητρώου;Ημ/νία;Σύνολο απουσιών\nA100;{lesson.day()};1\nA!;{lesson.day(2)};1\n;{lesson.day(7)};1\n"
    assert codes(refused(lesson, text)) == ["bad_student_number", "missing"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("A100,AUT1,{day},1,sleeping", "not_a_presence"),
        ("A100,AUT1,2031-01-01,1,P", "outside_term"),
        ("A100,AUT1,tomorrow,1,P", "not_a_date"),
        ("A100,AUT1,{day},0,P", "out_of_range"),
        ("A100,AUT1,,1,P", "missing"),
        ("A1O0,AUT1,{day},1,P", "unknown_student"),
        ("A100,AUT2,{day},1,P", "unknown_course"),
    ],
)
def test_a_record_that_can_t_be_is_refused_with_the_reason(lesson: Class, row: str, code: str) -> None:
    head = "student_number,course_code,date,period,status\n"
    report = refused(lesson, head + f"A101,AUT1,{lesson.day()},3,P\n" + row.format(day=lesson.day()) + "\n")
    assert [(issue.row, issue.code) for issue in report.issues if issue.error] == [(3, code)]


def test_a_record_on_a_holiday_is_taken_with_a_warning_once(lesson: Class) -> None:
    with lesson.school.database.begin(lesson.school.admin) as session:
        day = date.fromisoformat(lesson.day())
        session.add(Holiday(term_id=lesson.term.id, first_day=day, last_day=day, name="Fair"))
    text = f"student_number,course_code,date,status\nA100,AUT1,{lesson.day()},P\nA101,AUT1,{lesson.day()},P\n"
    report = lesson.school.run(text)
    assert codes(report) == ["holiday"]
    assert report.counts["new"] == 2


def test_a_locked_term_takes_no_records(lesson: Class) -> None:
    with lesson.school.database.begin(lesson.school.admin) as session:
        term_lock.lock(session, lesson.term.id)
    text = f"student_number,course_code,date,status\nA100,AUT1,{lesson.day()},P\n"
    assert codes(refused(lesson, text)) == ["term_locked"]
    assert "term_locked" in codes(refused(lesson, totals(lesson)))
