"""Marks, ratings, registers and highlights written to files: long and wide, and back again without a change."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Denied, Invalid
from sms_desktop.core.evaluation import Rule
from sms_desktop.core.permissions import SECRETARY
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.courses import OfferingRule
from sms_desktop.db.database import Database
from sms_desktop.db.grades import DailyRating, Grade, Highlight
from sms_desktop.services import assessments, enrolments, students
from sms_desktop.services.exporting import exports, read_rows
from sms_desktop.services.exporting.exports import Asked, export
from sms_desktop.services.exporting.lists import LISTS
from sms_desktop.services.listing import Listing, parse_condition
from tests.content import change_sets
from tests.makers import Make

RULES = (
    Rule("Συμμετοχή", Decimal(20), "participation", counts_daily=True),
    Rule("Πρόοδος", Decimal(30), "midterm", latest_only=True),
    Rule("Τελική εξέταση", Decimal(50), "final", latest_only=True),
)
DAYS = (date(2026, 10, 5), date(2026, 10, 12))
NAMES = ("grades", "attendance", "daily-ratings", "highlights")


@pytest.fixture
def school(make: Make, database: Database, admin: Actor) -> Database:
    """Anna and Nikos in AUT1 B1 with marks, ratings, registers and highlights; Nikos in another class too."""
    anna = make.student(student_number="A1", last_name="Γεωργίου", first_name="Άννα")
    nikos = make.student(student_number="A2", last_name="Αντωνίου", first_name="Νίκος")
    course = make.course(course_code="AUT1", course_name="Μηχανές", rules=RULES)
    offering = make.offering(course_id=course, section="B1")
    first, second = (make.enrolment(who, offering) for who in (anna, nikos))
    exam = make.assessment(offering, "Exam", "Πρόοδος")
    again = make.assessment(offering, "Exam", "Τελική εξέταση", max_score=Decimal(100))
    essay = make.assessment(offering, "Essay; α", "Συμμετοχή")
    make.mark(first, exam, "14.5")
    make.mark(first, again, "85.25")
    make.mark(second, exam, None)
    make.mark(second, essay, "12")
    other = make.offering(course_id=make.course(course_code="ELE1", rules=RULES))
    make.mark(make.enrolment(nikos, other), make.assessment(other, "Exam", "Πρόοδος"), "9")
    with database.begin(admin) as session:
        mark = session.get_one(Grade, 1)
        mark.weight, mark.submitted_on, mark.note = Decimal("1.5"), DAYS[1], "=late"
        rule = session.scalars(select(OfferingRule.id).where(OfferingRule.offering_id == offering)).first()
        assert rule is not None
        session.add(DailyRating(enrolment_id=first, rule_id=rule, date=DAYS[0], score=Decimal("8.5"), note="ok"))
        session.add_all(Attendance(enrolment_id=first, date=day, period=n, status="P") for day in DAYS for n in (1, 2))
        session.add(Attendance(enrolment_id=second, date=DAYS[0], period=2, status="E", note="ill", document="12/26"))
        session.add(Highlight(student_id=anna, term_id=1, noted_on=DAYS[0], text="Βοήθησε", category="Initiative"))
        session.add(Highlight(student_id=nikos, noted_on=DAYS[1], text="Άργησε", is_positive=False))
    return database


@pytest.mark.parametrize("name", ["grades", "attendance"])
def test_a_class_as_a_sheet_goes_on_paper_whatever_the_number_of_its_columns(
    school: Database, admin: Actor, tmp_path: Path, name: str
) -> None:
    with school.begin(admin) as session:
        days = [date(2026, 9, 1) + timedelta(days=n) for n in range(80)]
        session.add_all(Attendance(enrolment_id=2, date=day, period=3, status="A") for day in days)
    where = (parse_condition("course_code = AUT1"),)
    asked = Asked(name, Listing(where=where), wide=True)
    assert export(school, admin, asked, tmp_path / "sheet.pdf").rows == 2


def table(file: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text, delimiter=delimiter))


def objects(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))
    return found


def where(*texts: str) -> Listing:
    return Listing(where=tuple(parse_condition(text) for text in texts))


IN_AUT1 = where("course_code = AUT1")


# Long


def test_marks_come_out_by_student_with_everything_they_say(school: Database, admin: Actor, tmp_path: Path) -> None:
    assert export(school, admin, Asked("grades"), tmp_path / "g.json").rows == 5
    rows = objects(tmp_path / "g.json")
    assert [(row["student_number"], row["course_code"], row["category"], row["score"]) for row in rows] == [
        ("A2", "AUT1", "Συμμετοχή", 12),
        ("A2", "AUT1", "Πρόοδος", None),
        ("A2", "ELE1", "Πρόοδος", 9),
        ("A1", "AUT1", "Πρόοδος", 14.5),
        ("A1", "AUT1", "Τελική εξέταση", 85.25),
    ]
    assert rows[3] == {
        "student_number": "A1", "last_name": "Γεωργίου", "first_name": "Άννα", "course_code": "AUT1",
        "term": "2026-2027 Winter term", "section": "B1", "category": "Πρόοδος", "title": "Exam", "score": 14.5,
        "max_score": 20, "weight": 1.5, "date_assigned": None, "date_submitted": "2026-10-12", "note": "=late",
    }  # fmt: skip


def test_an_excused_mark_is_written_as_such_and_never_as_a_number(
    school: Database, admin: Actor, tmp_path: Path
) -> None:
    export(school, admin, Asked("grades", IN_AUT1), tmp_path / "g.csv")
    assert [row["Score"] for row in table(tmp_path / "g.csv")] == ["12", "EX", "14.5", "85.25"]
    export(school, admin, Asked("grades", IN_AUT1, language="el"), tmp_path / "e.csv")
    assert "14,5" in [cell for row in table(tmp_path / "e.csv", ";") for cell in row.values()]
    export(school, admin, Asked("grades", IN_AUT1), tmp_path / "g.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "g.xlsx").worksheets[0]
    score = [cell.value for cell in sheet[1]].index("Score")
    assert [row[score].value for row in sheet.iter_rows(min_row=2)] == [12, "EX", 14.5, 85.25]


def test_registers_say_their_status_in_words_and_to_programs_by_letter(
    school: Database, admin: Actor, tmp_path: Path
) -> None:
    export(school, admin, Asked("attendance", where("student_number = A2")), tmp_path / "a.csv")
    [row] = table(tmp_path / "a.csv")
    assert (row["Date"], row["Period"], row["Attendance status"], row["Document"]) == (
        "2026-10-05", "2", "Excused", "12/26",
    )  # fmt: skip
    export(school, admin, Asked("attendance"), tmp_path / "a.json")
    assert [row["status"] for row in objects(tmp_path / "a.json")] == ["E", "P", "P", "P", "P"]


def test_ratings_and_highlights_come_out(school: Database, admin: Actor, tmp_path: Path) -> None:
    export(school, admin, Asked("daily-ratings"), tmp_path / "d.json")
    [rating] = objects(tmp_path / "d.json")
    assert (rating["category"], rating["date"], rating["score"], rating["max_score"], rating["note"]) == (
        "Συμμετοχή", "2026-10-05", 8.5, 10, "ok",
    )  # fmt: skip
    export(school, admin, Asked("highlights"), tmp_path / "h.json")
    late, helped = objects(tmp_path / "h.json")
    assert (late["text"], late["term"], late["is_positive"]) == ("Άργησε", None, False)
    assert (helped["text"], helped["term"], helped["date"]) == ("Βοήθησε", "2026-2027 Winter term", "2026-10-05")


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_list_is_in_the_order_of_a_part_of_it(
    school: Database, make: Make, admin: Actor, tmp_path: Path, name: str
) -> None:
    for row in make.klass(1, 6):
        make.mark(row, 1, str(row))
    export(school, admin, Asked(name), tmp_path / "whole.json")
    export(school, admin, Asked(name, where("id > 0")), tmp_path / "part.json")
    assert objects(tmp_path / "whole.json") == objects(tmp_path / "part.json") != []


@pytest.mark.parametrize("name", NAMES)
def test_a_long_part_of_a_list_is_in_the_order_of_a_short_one(
    school: Database, admin: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    export(school, admin, Asked(name, where("id > 1")), tmp_path / "short.json")
    monkeypatch.setattr(read_rows, "MANY", 0)
    export(school, admin, Asked(name, where("id > 1")), tmp_path / "long.json")
    assert objects(tmp_path / "long.json") == objects(tmp_path / "short.json")


@pytest.mark.parametrize("name", NAMES)
def test_every_field_can_be_filtered_by(school: Database, admin: Actor, tmp_path: Path, name: str) -> None:
    for field in LISTS[name].fields:
        export(school, admin, Asked(name, where(f"{field} filled")), tmp_path / "x.csv")


def test_what_is_deleted_stays_out(school: Database, admin: Actor, tmp_path: Path) -> None:
    with school.begin(admin) as session:
        assessments.delete(session, [2])
        students.delete(session, [students.by_number(session, "A2")])
    rows = {name: export(school, admin, Asked(name), tmp_path / "x.json").rows for name in NAMES}
    assert rows == {"grades": 1, "attendance": 4, "daily-ratings": 1, "highlights": 1}


def test_marks_and_registers_need_their_own_rights(school: Database, make: Make, tmp_path: Path) -> None:
    clerk = make.user(SECRETARY)
    for name, right in (("grades", "grades:view"), ("daily-ratings", "grades:view"), ("attendance", "attendance:view")):
        for wide in (False, True) if name != "daily-ratings" else (False,):
            with pytest.raises(Denied):
                asked = Asked(name, IN_AUT1, wide=wide)
                export(school, replace(clerk, rights=clerk.rights - {right}), asked, tmp_path / "x.csv")
            assert export(school, clerk, Asked(name, IN_AUT1, wide=wide), tmp_path / "y.csv").rows > 0


# Wide


def test_a_class_comes_out_as_a_sheet_with_its_results(school: Database, admin: Actor, tmp_path: Path) -> None:
    done = export(school, admin, Asked("grades", IN_AUT1, wide=True), tmp_path / "g.csv")
    assert done.rows == 2
    nikos, anna = table(tmp_path / "g.csv")
    assert list(anna)[3:] == [
        "Essay; α (/20)", "Exam · Πρόοδος (/20)", "Exam · Τελική εξέταση (/100)", "Final grade (%)",
        "Final grade (/20)", "Evaluated",
    ]  # fmt: skip
    assert list(anna.values())[3:] == ["", "14.5", "85.25", "81.38", "16.28", "100"]
    assert list(nikos.values())[:5] == ["A2", "Αντωνίου", "Νίκος", "12", "EX"]


def test_a_mark_with_a_maximum_of_its_own_is_shown_out_of_its_columns(
    school: Database, admin: Actor, tmp_path: Path
) -> None:
    with school.begin(admin) as session:
        mark = session.get_one(Grade, 1)
        mark.score, mark.max_score = Decimal(25), Decimal(30)
    export(school, admin, Asked("grades", IN_AUT1, wide=True), tmp_path / "g.csv")
    assert table(tmp_path / "g.csv")[1]["Exam · Πρόοδος (/20)"] == "16.66667"


def test_a_register_comes_out_with_its_periods_across(school: Database, admin: Actor, tmp_path: Path) -> None:
    export(school, admin, Asked("attendance", IN_AUT1, wide=True), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert [[cell.value for cell in row][3:] for row in sheet.iter_rows()] == [
        ["2026-10-05 1", "2026-10-05 2", "2026-10-12 1", "2026-10-12 2"],
        [None, "E", None, None],
        ["P", "P", "P", "P"],
    ]


def test_who_dropped_the_class_is_not_on_its_sheets(school: Database, admin: Actor, tmp_path: Path) -> None:
    with school.begin(admin) as session:
        enrolments.set_status(session, [1], "dropped")
    for name in ("grades", "attendance"):
        assert export(school, admin, Asked(name, IN_AUT1, wide=True), tmp_path / "x.csv").rows == 1


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked("grades", wide=True), "which_class"),
        (Asked("grades", where("course_code = NONE"), wide=True), "which_class"),
        (Asked("highlights", IN_AUT1, wide=True), "not_wide"),
        (Asked("grades", IN_AUT1, ("score",), wide=True), "wide_columns"),
        (Asked("grades", where("score = 3"), wide=True), "invalid"),
    ],
)
def test_a_sheet_is_of_one_class(school: Database, admin: Actor, tmp_path: Path, asked: Asked, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        export(school, admin, asked, tmp_path / "x.csv")
    assert refused.value.code == code
    assert list(tmp_path.glob("x*")) == []


@pytest.mark.parametrize("form", exports.FORMATS)
@pytest.mark.parametrize("name", ["grades", "attendance"])
def test_a_class_without_anything_is_a_sheet_with_its_names(
    school: Database, make: Make, admin: Actor, tmp_path: Path, name: str, form: str
) -> None:
    make.enrolment(1, make.offering(course_id=make.course(course_code="NEW1")))
    asked = Asked(name, where("course_code = NEW1"), wide=True)
    assert export(school, admin, asked, tmp_path / f"x.{form}").rows == 1


def test_a_sheet_is_in_the_log_as_an_export(school: Database, admin: Actor, tmp_path: Path) -> None:
    export(school, admin, Asked("grades", IN_AUT1, wide=True), tmp_path / "g.csv")
    assert change_sets(school)[-1].details == {"list": "grades", "rows": 2, "format": "CSV"}
