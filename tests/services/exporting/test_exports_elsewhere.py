"""Exports in other people's programs: every list is read back there with its values and types, and nothing runs."""

from __future__ import annotations

import csv
import subprocess
from datetime import date
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import String, inspect, select

from sms_desktop.core.actor import Actor
from sms_desktop.core.evaluation import Rule
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.courses import Course, Offering, OfferingRule, OfferingTeacher
from sms_desktop.db.database import Database
from sms_desktop.db.grades import Assessment, DailyRating, Grade, Highlight
from sms_desktop.db.people import Contact, Programme, Student, StudentContact
from sms_desktop.services.exporting.exports import Asked, export
from sms_desktop.services.exporting.lists import LISTS
from tests.conftest import Transaction
from tests.makers import Make

PAYLOADS = (
    "=1+1", "+CMD|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "＝1+1", "－1+1", "'=1+1", '="a";"b"',
    "=1\n+1", "-5,5", "+357 99000001", '=HYPERLINK("http://x.example")', "\ufeff=1+1", "a\"b;c,d\te",
)  # fmt: skip
MARKS = "=+-@＝＋－＠"
TABLES = (Student, Contact, StudentContact, Programme, Course, Offering, OfferingTeacher, OfferingRule, Assessment,
          Grade, Attendance, DailyRating, Highlight)  # fmt: skip
#: Columns that say by a few words what something is, or how it is found.
OF_FEW_WORDS = {"status", "kind", "gender", "email", "search_key", "sort_key", "phone_key", "academic_year", "rating"}
RULES = (Rule("Midterm", Decimal(40), "midterm", counts_daily=True), Rule("Final", Decimal(60), "final"))


@pytest.fixture
def full(make: Make, database: Database, write: Transaction) -> Database:
    """A school with a row or more in every list."""
    anna = make.student(student_number="A1", last_name="Γεωργίου", first_name="Άννα", date_of_birth=date(2005, 4, 3),
                        programme="AUT", study_year=2, enrolment_date=date(2024, 9, 2))  # fmt: skip
    make.student(student_number="0042", last_name="Smith", first_name="John", mobile="0035799000001")
    make.contact(anna, name="Ελένη", phone="99000009", emergency=True)
    course = make.course(course_code="AUT1", course_name="Μηχανές", credits=Decimal("5.5"), rules=RULES,
                         absence_penalty=Decimal("0.25"))  # fmt: skip
    offering = make.offering(course_id=course, section="B1", room="101", teachers=("Μ. Νέου",), rules=RULES)
    first = make.enrolment(anna, offering)
    make.mark(first, make.assessment(offering, "Exam", "Midterm"), "14.25")
    make.mark(first, make.assessment(offering, "Essay", "Final"), None)
    with write() as session:
        rule = session.scalars(select(OfferingRule.id).where(OfferingRule.offering_id == offering)).first()
        assert rule is not None
        session.add(DailyRating(enrolment_id=first, rule_id=rule, date=date(2026, 10, 5), score=Decimal("8.5")))
        session.add(Attendance(enrolment_id=first, date=date(2026, 10, 5), period=1, status="L"))
        session.add(Highlight(student_id=anna, term_id=1, noted_on=date(2026, 10, 5), text="Βοήθησε"))
    return database


def poisoned(session: Any) -> None:
    """Puts something that a spreadsheet might run into every text of the school."""
    payloads = cycle(PAYLOADS)
    for table in TABLES:
        texts = [one for one in inspect(table).columns if isinstance(one.type, String) and one.name not in OF_FEW_WORDS]
        for row in session.scalars(select(table)):
            for column in texts:
                setattr(row, column.name, next(payloads)[: column.type.length])


def cells(file: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def runs(text: str) -> bool:
    """Whether a spreadsheet might take a cell of a CSV for a formula; a number it takes for a number."""
    bare = text.replace("\ufeff", "").strip()
    if len(bare) < 2 or text.startswith("'"):
        return False
    try:
        Decimal(bare.replace(",", "."))
    except ArithmeticError:
        return bare[0] in MARKS or text[0] in "\t\r"
    return False


@pytest.mark.parametrize("name", LISTS)
def test_no_text_of_any_list_runs_in_a_workbook_or_a_csv(
    full: Database, admin: Actor, write: Transaction, tmp_path: Path, name: str
) -> None:
    with write() as session:
        poisoned(session)
    for language, delimiter in (("en", ","), ("el", ";")):
        export(full, admin, Asked(name, language=language, sensitive=True), tmp_path / "list.csv")
        with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
            found = [cell for row in csv.reader(file, delimiter=delimiter) for cell in row]
        assert [cell for cell in found if runs(cell)] == []
    done = export(full, admin, Asked(name, sensitive=True), tmp_path / "list.xlsx")
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} <= {"s", "n", "d", "b"}
    assert done.rows > 0


@pytest.mark.parametrize("name", [name for name in LISTS if name != "audit"])
def test_a_text_that_might_run_stands_in_a_workbook_as_it_is(
    full: Database, admin: Actor, write: Transaction, tmp_path: Path, name: str
) -> None:
    with write() as session:
        poisoned(session)
    export(full, admin, Asked(name, sensitive=True), tmp_path / "list.xlsx")
    texts = {cell for row in cells(tmp_path / "list.xlsx") for cell in row if isinstance(cell, str)}
    assert texts & set(PAYLOADS)


def test_negative_numbers_stay_numbers(full: Database, admin: Actor, write: Transaction, tmp_path: Path) -> None:
    with write() as session:
        session.scalars(select(Course)).one().absence_penalty = Decimal("-2.5")
    export(full, admin, Asked("courses", columns=("course_code", "absence_penalty")), tmp_path / "c.csv")
    assert (tmp_path / "c.csv").read_text("utf-8-sig").splitlines()[1] == "AUT1,-2.5"
    export(full, admin, Asked("courses", columns=("course_code", "absence_penalty")), tmp_path / "c.xlsx")
    assert cells(tmp_path / "c.xlsx")[1] == ["AUT1", -2.5]


@pytest.mark.libreoffice
def test_libreoffice_reads_every_list_as_we_wrote_it_and_so_does_calamine(
    full: Database, admin: Actor, write: Transaction, tmp_path: Path
) -> None:
    """One start of LibreOffice for all the lists, as that is what takes its time (two seconds)."""
    with write() as session:
        session.scalars(select(Student)).first().father_name = "=1+1"  # type: ignore[union-attr]
    for name in LISTS:
        export(full, admin, Asked(name, sensitive=True), tmp_path / f"{name}.xlsx")
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to", "ods", "--outdir",
         str(tmp_path), *(str(tmp_path / f"{name}.xlsx") for name in LISTS)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    for name in LISTS:
        ours, theirs = cells(tmp_path / f"{name}.xlsx"), cells(tmp_path / f"{name}.ods")
        assert theirs == ours, name
        assert [[type(cell) for cell in row] for row in theirs] == [[type(cell) for cell in row] for row in ours], name
    students = cells(tmp_path / "students.ods")
    row = dict(zip(students[0], students[2], strict=True))
    assert (row["Father's name"], row["Date of birth"], row["Year of study"]) == ("=1+1", date(2005, 4, 3), 2)
    assert "0042" in [row[0] for row in students]
