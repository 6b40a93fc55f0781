"""Final grades by command: the worked values of domain.md 2, their derivation, and which class is meant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest

from sms_desktop.core.evaluation import Rule
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.courses import OfferingRule
from sms_desktop.db.grades import DailyRating, Grade
from sms_desktop.services import enrolments, gradebook
from sms_desktop.services.access import accounts
from tests.cli.office import PASSWORD, Office
from tests.makers import Make

RULES = (
    Rule("Participation", Decimal(10), "participation", counts_daily=True),
    Rule("Continuous", Decimal(20), "continuous"),
    Rule("Midterm", Decimal(30), "midterm", latest_only=True),
    Rule("Final exam", Decimal(40), "final", latest_only=True),
)
HOMEWORK = (
    Rule("Homework", Decimal(60), "homework", counts_daily=True, daily_multiplier=Decimal(2)),
    Rule("Attendance", Decimal(40), "attendance"),
)
DAY = date(2026, 10, 5)


class Class:
    """One student, A1, in the course AUT1 of the current year's first term."""

    def __init__(self, signed_in: accounts.SignedIn, rules: tuple[Rule, ...] = RULES, penalty: int = 0) -> None:
        self.database, self.actor = signed_in.database, signed_in.actor
        self.make = Make(self.database, self.actor)
        self.student = self.make.student(student_number="A1", last_name="Παππά", first_name="Μαρία")
        self.course = self.make.course(course_code="AUT1", course_name="Engines", rules=rules)
        self.offering = self.make.offering(course_id=self.course, absence_penalty=Decimal(penalty), section="B1")
        self.enrolment = self.make.enrolment(self.student, self.offering)

    def mark(self, title: str, category: str, score: str | None, maximum: int = 20, on: date | None = None) -> None:
        assessment = self.make.assessment(self.offering, title, category, max_score=Decimal(maximum))
        self.make.mark(self.enrolment, assessment, score)
        with self.database.begin(self.actor) as session:
            session.query(Grade).filter_by(assessment_id=assessment).one().submitted_on = on

    def rate(self, category: str, *scores: str, maximum: int = 10) -> None:
        with self.database.begin(self.actor) as session:
            rule = next(h.id for h in gradebook.categories(session, self.offering) if h.name == category)
            session.add_all(
                DailyRating(enrolment_id=self.enrolment, rule_id=rule, date=DAY, score=Decimal(s), max_score=maximum)
                for s in scores
            )

    def registers(self, statuses: str) -> None:
        with self.database.begin(self.actor) as session:
            session.add_all(
                Attendance(enrolment_id=self.enrolment, date=DAY, period=n, status=s) for n, s in enumerate(statuses, 1)
            )


@contextmanager
def taught(office: Office, rules: tuple[Rule, ...] = RULES, penalty: int = 0) -> Iterator[Class]:
    signed_in = accounts.sign_in(office.folder, None, PASSWORD)
    try:
        yield Class(signed_in, rules, penalty)
    finally:
        signed_in.database.close()


def g1(one: Class) -> None:
    one.rate("Participation", "8", "9")
    one.mark("Essay", "Continuous", "85", 100)
    one.mark("Test", "Continuous", "15")
    one.mark("Midterm", "Midterm", "14")
    one.mark("Final", "Final exam", "16")


def test_g1_is_graded_with_its_derivation(office: Office) -> None:
    with taught(office) as one:
        g1(one)
    found = office.json("grade", "A1", "AUT1")
    assert {name: value for name, value in found.items() if name != "categories"} == {
        "student_number": "A1", "course_code": "AUT1", "term": "2026-2027 " + found["term"][10:],
        "percentage": 77.5, "grade20": 15.5, "gpa": 3.1, "word": "Good", "passed": True, "weight_used": 100,
        "penalty": 0,
    }  # fmt: skip
    short = [(c["category"], c["weight"], c["average"], c["items"], c["contribution"]) for c in found["categories"]]
    assert short == [
        ("Participation", 10, 85, 2, 8.5),
        ("Continuous", 20, 80, 2, 16),
        ("Midterm", 30, 70, 1, 21),
        ("Final exam", 40, 80, 1, 32),
    ]
    assert found["categories"][1]["marks"][0] == {
        "title": "Essay", "date": None, "score": 85, "max_score": 100, "weight": 1, "daily": False, "counted": True,
        "why_not": "",
    }  # fmt: skip


def test_g2_says_how_much_is_in(office: Office) -> None:
    with taught(office) as one:
        one.mark("Essay", "Continuous", "85", 100)
        one.mark("Midterm", "Midterm", "14")
    found = office.json("grade", "A1", "AUT1")
    assert (found["percentage"], found["grade20"], found["gpa"], found["weight_used"]) == (76, 15.2, 3.04, 50)
    assert found["categories"][0] == {
        "category": "Participation", "weight": 10, "average": None, "items": 0, "contribution": None, "marks": [],
    }  # fmt: skip
    assert "50 % of the evaluation is in so far" in office.run("grade", "A1", "AUT1").out


def test_g3_takes_the_penalty_for_each_absence(office: Office) -> None:
    with taught(office, penalty=2) as one:
        g1(one)
        one.registers("AAAEL")
    found = office.json("grade", "A1", "AUT1")
    assert (found["percentage"], found["grade20"], found["gpa"], found["penalty"]) == (71.5, 14.3, 2.86, 6)
    assert "Absences took 6 points from 77.50 % (3 periods absent)." in office.run("grade", "A1", "AUT1").out


def test_g4_counts_only_the_resit(office: Office) -> None:
    with taught(office) as one:
        one.mark("Final", "Final exam", "6", on=date(2027, 1, 20))
        one.mark("Resit", "Final exam", "13", on=date(2027, 2, 10))
    found = office.json("grade", "A1", "AUT1")
    assert (found["percentage"], found["weight_used"]) == (65, 40)
    final = found["categories"][3]
    assert final["items"] == 1
    assert [(mark["title"], mark["counted"], mark["why_not"]) for mark in final["marks"]] == [
        ("Final", False, "replaced"), ("Resit", True, ""),
    ]  # fmt: skip
    text = office.run("grade", "A1", "AUT1").out
    assert "replaced by a later one" in text
    assert "20/01/2027" in text


def test_g5_counts_registers_and_multiplied_ratings(office: Office) -> None:
    with taught(office, HOMEWORK) as one:
        one.mark("Sheet", "Homework", "70", 100)
        one.rate("Homework", "4", maximum=5)
        one.registers("PPPPPPPPAE")
    found = office.json("grade", "A1", "AUT1")
    assert (found["percentage"], found["grade20"], found["gpa"]) == (78, 15.6, 3.12)
    assert [category["average"] for category in found["categories"]] == [76.67, 80]
    assert "8 of 10 recorded periods present." in office.run("grade", "A1", "AUT1").out


def test_people_read_the_grade_its_word_and_where_each_point_comes_from(office: Office) -> None:
    with taught(office) as one:
        g1(one)
        one.mark("Sick", "Continuous", None)
    lines = office.run("grade", "A1", "AUT1").out.splitlines()
    assert lines[0] == "Παππά Μαρία (A1)"
    assert lines[1].startswith("AUT1 · Engines · 2026-2027")
    assert lines[2] == "Final grade: 15.50 of 20 (77.50 %, GPA 3.10), Good: passed."
    assert any(line.split() == ["Continuous", "20", "%", "80.00", "%", "2", "16.00"] for line in lines)
    assert any(line.split() == ["Sick", "20", "1", "excused"] for line in lines)
    assert any(line.split()[:2] == ["Daily", "rating"] for line in lines)


def test_a_course_without_a_mark_is_not_graded_yet_and_never_zero(office: Office) -> None:
    with taught(office):
        pass
    found = office.json("grade", "A1", "AUT1")
    assert [found[name] for name in ("percentage", "grade20", "gpa", "word", "passed")] == [None] * 5
    assert found["weight_used"] == 0
    assert "Not graded yet." in office.run("grade", "A1", "AUT1").out


def test_codes_are_found_however_they_are_written_and_words_are_the_readers(office: Office) -> None:
    with taught(office) as one:
        g1(one)
    office.capture.readouterr()
    assert office.json("grade", "A1", " aut1 ")["course_code"] == "AUT1"


def test_the_current_terms_class_is_meant_else_the_newest_unless_another_is_named(office: Office) -> None:
    with taught(office) as one:
        g1(one)
        old = one.make.offering(course_id=one.course, term_id=one.make.term(2024))
        one.make.enrolment(one.student, old)
        only_old = one.make.offering(course_id=one.make.course(course_code="OLD1"), term_id=one.make.term(2024))
        one.make.enrolment(one.student, only_old)
    assert office.json("grade", "A1", "AUT1")["percentage"] == 77.5
    past = office.json("grade", "A1", "AUT1", "--term", "2024-2025 Winter term")
    assert (past["term"], past["percentage"]) == ("2024-2025 Winter term", None)
    assert office.json("grade", "A1", "OLD1")["term"] == "2024-2025 Winter term"


def test_a_class_that_was_dropped_gives_way_to_one_that_was_not(office: Office) -> None:
    with taught(office) as one:
        other = one.make.offering(course_id=one.course, section="B2")
        one.make.enrolment(one.student, other)
        one.enrolment, one.offering = 2, other
        g1(one)
        with one.database.begin(one.actor) as session:
            enrolments.set_status(session, [1], "dropped")
    assert office.json("grade", "A1", "AUT1")["percentage"] == 77.5


@pytest.mark.parametrize(
    ("words", "code", "named"),
    [
        (("A9", "AUT1"), "not_found", "smsctl search"),
        (("A1", "NONE"), "not_enrolled", "AUT1"),
        (("A1", "AUT1", "--term", "Autumn"), "not_found", "2026-2027"),
        (("A1", "--", "???"), "bad_course_code", ""),
    ],
)
def test_what_there_is_not_is_refused_naming_what_there_is(
    office: Office, words: tuple[str, ...], code: str, named: str
) -> None:
    with taught(office):
        pass
    answer = office.bare("--data", office.folder, "--json", "grade", *words)
    assert (answer.code, answer.document["error"]["code"]) == (2, code)
    assert named in answer.document["error"]["way_out"]


def test_marks_without_rules_are_said_to_have_none(office: Office) -> None:
    with taught(office) as one, one.database.begin(one.actor) as session:
        session.query(OfferingRule).delete()
    assert office.json("grade", "A1", "AUT1")["categories"] == []
    assert "no evaluation rules" in office.run("grade", "A1", "AUT1").out
