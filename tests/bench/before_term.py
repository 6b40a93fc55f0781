"""A school on the day before its term begins: students in courses and no mark yet, for imports of marks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from sms_desktop.db.courses import Course, Enrolment, Offering, OfferingRule, Term
from sms_desktop.db.people import Student
from sms_desktop.services import demo
from tests.bench import files
from tests.schools import ADMIN, MadeOnce

if TYPE_CHECKING:
    from tests.bench.run import Run

#: A student takes at least so many courses in a term, the few who left apart.
_COURSES = 5
#: Before the first lesson of the year, whenever the bench runs.
_DAY = datetime(2026, 9, 10, 9)
_FIRST_WEEKS = timedelta(weeks=3)


def make(empty: MadeOnce, folder: Path, enrolments: int) -> None:
    """Makes a school with at least so many enrolments in its first term."""
    database = empty.opened(folder)
    database.clock = lambda: _DAY
    demo.fill(database, ADMIN, students=enrolments // _COURSES + 50)
    database.close()


def marks(run: Run, rows: int) -> Iterator[list[str]]:
    """Rows of a file of marks for that school."""
    copy = run.folder / "asked"
    database = run.school_before_term(rows).opened(copy)
    try:
        with database.read(ADMIN) as session:
            categories: dict[int, list[str]] = {}
            for rule in session.scalars(select(OfferingRule).order_by(OfferingRule.offering_id, OfferingRule.position)):
                categories.setdefault(rule.offering_id, []).append(rule.name)
            statement = (
                select(Student.student_number, Course.course_code, Enrolment.offering_id)
                .join(Enrolment, Enrolment.student_id == Student.id)
                .join(Offering, Offering.id == Enrolment.offering_id)
                .join(Course, Course.id == Offering.course_id)
                .join(Term, Term.id == Offering.term_id)
                .where(Term.number == 1)
                .order_by(Enrolment.id)
            )
            found = ((number, code, categories[offering]) for number, code, offering in session.execute(statement))
            first_day = session.scalars(select(Term.first_day).order_by(Term.first_day)).first() or date.max
            yield from islice(files.marks(found, first_day + _FIRST_WEEKS), rows)
    finally:
        database.close()
        shutil.rmtree(copy)
