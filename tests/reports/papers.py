"""A student with two courses, a few marks and a register, and how the papers about them are read again."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sms_desktop.core.actor import Actor
from sms_desktop.core.evaluation import Rule
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.database import Database
from sms_desktop.formats.paper.model import Bars, Block, Curve, Document, Facts, Row, Table, Text, Together
from sms_desktop.reports import running
from sms_desktop.reports.report import Left
from sms_desktop.reports.running import Wanted
from sms_desktop.services import highlights
from sms_desktop.services.highlights import HighlightData
from sms_desktop.services.students import StudentData
from tests.makers import Make

D = Decimal
RULES = (Rule("Coursework (at home)", D(40), "continuous"), Rule("Final exam", D(60), "final", latest_only=True))
#: Inside the winter term of 2025-2026, which is from 15/9 to 19/12.
DAYS = tuple(date(2025, 10, day) for day in (6, 13, 20, 27))
FIRST, LAST = date(2025, 10, 1), date(2025, 10, 31)


@dataclass(frozen=True)
class School:
    """A school with a student in two courses of a term that is over: ALG is graded, ZOO is not."""

    database: Database
    admin: Actor
    make: Make
    student: int
    term: int
    offering: int
    enrolment: int

    def built(self, name: str, *subjects: int, **wanted: Any) -> list[Document | Left]:
        """What is made of some subjects, before it is put on paper; of the student where none is named."""
        asked = Wanted(name, subjects or (self.student,), **{"term_id": self.term, **wanted})
        with running._run(self.database, self.admin, running.allowed(self.admin, asked), asked) as run:
            found: list[Document | Left] = list(run._in_turn())
            return found

    def document(self, name: str, *subjects: int, **wanted: Any) -> Document:
        """The one document of it."""
        (found,) = self.built(name, *subjects, **wanted)
        assert isinstance(found, Document)
        return found

    def attend(self, enrolment: int, statuses: str) -> None:
        """A register of one day."""
        with self.database.begin(self.admin) as session:
            session.add_all(
                Attendance(enrolment_id=enrolment, date=DAYS[0], period=period, status=status)
                for period, status in enumerate(statuses, 1)
            )

    def note(self, text: str, **values: Any) -> None:
        """A highlight of the student."""
        with self.database.begin(self.admin) as session:
            highlights.add(session, self.student, HighlightData(text, noted_on=DAYS[1], term_id=self.term, **values))


def school(database: Database, admin: Actor, make: Make) -> School:
    """Marks 12, 14, 16 and 18 of 20 in the coursework of ALG: 75 %, rising, with 40 % of the evaluation in."""
    born = StudentData(father_name="Νικόλαος", date_of_birth=date(2006, 5, 4), study_year=2, section="B1")
    student = make.student(
        student_number="S1", last_name="Παπαδοπούλου", first_name="Άννα", programme="AUT",
        **{name: getattr(born, name) for name in ("father_name", "date_of_birth", "study_year", "section")},
    )  # fmt: skip
    term = make.term(2025)
    offered = []
    for code, name, credits in (("ALG", "Άλγεβρα", 5), ("ZOO", "Ζωολογία", 3)):
        course = make.course(course_code=code, course_name=name, credits=D(credits))
        offered.append(make.offering(course_id=course, term_id=term, rules=RULES, periods_per_week=D(3)))
    enrolment, _other = (make.enrolment(student, one) for one in offered)
    for n, day in enumerate(DAYS):
        test = make.assessment(offered[0], f"Test {n + 1}", "Coursework (at home)", assigned_on=day)
        make.mark(enrolment, test, str(12 + 2 * n))
    return School(database, admin, make, student, term, offered[0], enrolment)


def blocks(document: Document) -> Iterator[Block]:
    """All blocks, those that stay together one by one."""
    for block in document.blocks:
        yield from block.blocks if isinstance(block, Together) else (block,)


def words(document: Document) -> str:
    """All that a document says, in its order."""
    return "\n".join(_words(document))


def _words(document: Document) -> Iterator[str]:
    yield from (document.title, document.subtitle, document.dated, document.foot)
    for block in blocks(document):
        if isinstance(block, Text):
            yield block.text
        elif isinstance(block, Facts):
            yield from (f"{label}: {value}" for label, value in block.pairs)
        elif isinstance(block, Table):
            yield " | ".join(column.title for column in block.columns)
            yield from (" | ".join(row.cells) for row in block.rows)
        elif isinstance(block, Bars):
            yield from (f"{name}: {value}" for name, _length, value in block.bars)


def rows(document: Document) -> list[Row]:
    """The rows of all its tables."""
    return [row for block in blocks(document) if isinstance(block, Table) for row in block.rows]


def curves(document: Document) -> Sequence[Curve]:
    return [block for block in blocks(document) if isinstance(block, Curve)]


def fact(document: Document, label: str) -> str:
    """The value beside a label."""
    found = [v for block in blocks(document) if isinstance(block, Facts) for name, v in block.pairs if name == label]
    return found[0]


def text(pdf: Path) -> str:
    """The text as pdftotext finds it, with plain blanks."""
    found = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    return found.stdout.replace("\u00a0", " ")
