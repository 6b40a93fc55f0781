"""Undo of marks and registers: by what they are called, under their own rights, and never past the lock of a term."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Conflict, Denied
from sms_desktop.core.permissions import SECRETARY
from sms_desktop.db.attendance import Attendance, MakeUpLesson
from sms_desktop.db.courses import Enrolment, OfferingRule, Term
from sms_desktop.db.database import Database
from sms_desktop.db.grades import Assessment, DailyRating, Grade, Highlight
from sms_desktop.services import grade_entry, term_lock
from sms_desktop.services.grade_entry import Entry
from sms_desktop.services.history import row_names, undo
from sms_desktop.services.history.undo import Taken
from tests.content import change_sets, content, last_change
from tests.makers import Make
from tests.schools import ADMIN

DAY = date(2026, 10, 5)


@pytest.fixture
def marked(database: Database, make: Make) -> Database:
    """Maria (enrolment 1) in AUT1 with a mark, a rating, a register entry, a highlight, and a make-up lesson."""
    maria = make.student(last_name="Παππά", first_name="Μαρία")
    offering = make.offering(course_id=make.course(course_code="AUT1"), section="B1")
    enrolment = make.enrolment(maria, offering)
    make.mark(enrolment, make.assessment(offering, "Essay", "Midterm"), "14.5")
    with database.begin(ADMIN) as session:
        rule = session.scalars(select(OfferingRule.id)).first()
        assert rule is not None
        session.add_all(
            [
                DailyRating(enrolment_id=enrolment, rule_id=rule, date=DAY, score=Decimal(8)),
                Attendance(enrolment_id=enrolment, date=DAY, period=2, status="A"),
                Highlight(student_id=maria, term_id=1, noted_on=DAY, text="Helped others"),
                MakeUpLesson(offering_id=offering, date=DAY),
            ]
        )
    return database


def re_marked(database: Database, score: str | None, who: object = ADMIN, reason: str = "") -> int:
    with database.begin(who, reason=reason) as session:  # type: ignore[arg-type]
        grade_entry.enter(session, 1, [Entry(1, 1, None if score is None else Decimal(score))])
    return last_change(database)


def take_back(database: Database, change: int, who: object = ADMIN, reason: str = "") -> Taken:
    with database.begin(who, reason=reason) as session:  # type: ignore[arg-type]
        return undo.undo(session, change)


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("enrolments", "Παππά Μαρία in AUT1 · 2026-2027 · Winter term · B1"),
        ("offerings", "AUT1 · 2026-2027 · Winter term · B1"),
        ("assessments", "Essay in AUT1 · 2026-2027 · Winter term · B1"),
        ("grades", "Mark of Παππά Μαρία in Essay (AUT1)"),
        ("daily_ratings", "Rating of Παππά Μαρία on 05/10/2026 (AUT1)"),
        ("attendance", "Attendance of Παππά Μαρία on 05/10/2026, period 2 (AUT1)"),
        ("highlights", "Highlight of Παππά Μαρία on 05/10/2026"),
        ("make_up_lessons", "Make-up lesson of AUT1 · 2026-2027 · Winter term · B1 on 05/10/2026"),
        ("offering_rules", "Midterm"),
        ("courses", "AUT1 Course 1"),
    ],
)
def test_a_row_is_called_what_people_call_it(marked: Database, table: str, name: str) -> None:
    with marked.read(ADMIN) as session:
        assert row_names.name_of(session, table, 1).replace("Course 2", "Course 1") == name


def test_a_mark_that_was_taken_out_is_still_called_what_it_was(marked: Database) -> None:
    re_marked(marked, None)
    with marked.read(ADMIN) as session:
        assert session.get(Grade, 1) is None
        assert row_names.name_of(session, "grades", 1) == "Mark of Παππά Μαρία in Essay (AUT1)"


def test_what_nothing_is_known_of_is_a_number_of_its_kind(marked: Database) -> None:
    with marked.read(ADMIN) as session:
        assert row_names.name_of(session, "attendance", 77) == "number 77 of the attendance records"
    assert row_names.table_words("no_such_table") == "no_such_table"


def test_every_table_that_keeps_changes_has_a_word() -> None:
    from sms_desktop.db import tables

    known = {table for table in tables.audited() if table in row_names._WORDS}
    assert known == set(tables.audited())


def test_a_mark_changed_since_is_left_and_named(marked: Database, make: Make) -> None:
    change = re_marked(marked, "15")
    eleni = make.user(SECRETARY)
    re_marked(marked, "16", eleni)
    [sentence] = take_back(marked, change).sentences
    assert sentence.startswith(f"Mark of Παππά Μαρία in Essay (AUT1) was changed since by {eleni.name}")


@pytest.mark.parametrize("score", ["15", None])
def test_who_may_edit_marks_undoes_entering_and_taking_out(marked: Database, make: Make, score: str | None) -> None:
    eleni = make.user(SECRETARY)
    before = content(marked)
    own = re_marked(marked, score, eleni)
    with pytest.raises(Denied):
        take_back(marked, own, replace(eleni, rights=eleni.rights - {"grades:edit"}))
    assert take_back(marked, own, eleni).left == 0
    assert content(marked) == before


def _mark(session: Session) -> None:
    session.get_one(Grade, 1).score = Decimal(3)


def _register(session: Session) -> None:
    session.delete(session.get_one(Attendance, 1))


def _column(session: Session) -> None:
    session.get_one(Assessment, 1).title = "Test"


def _highlight(session: Session) -> None:
    session.get_one(Highlight, 1).text = "Helped others all term"


def _enrolment(session: Session) -> None:
    session.get_one(Enrolment, 1).status = "completed"


@pytest.mark.parametrize("act", [_mark, _register, _column, _enrolment, _highlight])
def test_a_locked_term_refuses_an_undo_unless_an_administrator_says_why(
    marked: Database, act: Callable[[Session], None]
) -> None:
    before = content(marked)["terms"][1]["state"]
    assert before == "open"
    with marked.begin(ADMIN) as session:
        act(session)
    change = last_change(marked)
    with marked.begin(ADMIN) as session:
        term_lock.lock(session, 1)
    with pytest.raises(Conflict) as refused:
        take_back(marked, change)
    assert refused.value.code == "term_locked"
    assert take_back(marked, change, reason="a mistake of the office").left == 0
    assert change_sets(marked)[-1].reason == "a mistake of the office"


def test_what_was_done_for_a_reason_is_taken_back_for_the_same(marked: Database) -> None:
    with marked.begin(ADMIN) as session:
        term_lock.lock(session, 1)
    change = re_marked(marked, "19", reason="appeal")
    assert take_back(marked, change).rows == 1
    assert change_sets(marked)[-1].reason == "appeal"


def test_the_lock_of_one_term_does_not_touch_another(marked: Database, make: Make) -> None:
    change = re_marked(marked, "15")
    other = make.term(2025)
    with marked.begin(ADMIN) as session:
        session.get_one(Term, other).state = "archived"
    assert take_back(marked, change).rows == 1


def test_the_lock_itself_is_not_undone_without_a_reason(marked: Database) -> None:
    with marked.begin(ADMIN) as session:
        term_lock.lock(session, 1)
    lock = last_change(marked)
    with pytest.raises(Conflict) as refused:
        take_back(marked, lock)
    assert "say why" in refused.value.way_out
    assert take_back(marked, lock, reason="locked by mistake").rows == 1
    assert content(marked)["terms"][1]["state"] == "open"
    assert take_back(marked, last_change(marked)).rows == 1
