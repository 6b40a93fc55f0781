"""What happened to a mark, a day of a register, a contact, a highlight, an enrolment; and earlier values put back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from sms_desktop.core import clock
from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Conflict, Denied, Invalid, NotFound
from sms_desktop.core.i18n import format_date
from sms_desktop.core.permissions import SECRETARY, VIEWER
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.database import Database
from sms_desktop.db.grades import DailyRating, Grade
from sms_desktop.services import absence_limits, assessments, contacts, enrolments, grade_entry, highlights, term_lock
from sms_desktop.services.contacts import ContactData
from sms_desktop.services.grade_entry import Entry, MarkDetails
from sms_desktop.services.highlights import HighlightData
from sms_desktop.services.history import row_history, student_history
from sms_desktop.services.history.restore_value import restore_value
from sms_desktop.services.history.undo import Change, Put
from sms_desktop.services.privacy import restriction
from sms_desktop.services.register_entry import Status
from tests.conftest import Transaction
from tests.content import change_sets, last_change
from tests.makers import Make
from tests.schools import ADMIN
from tests.services.classroom import MONDAY, Classroom, classroom


def told(change: Change) -> list[tuple[Any, ...]]:
    return list(change.fields)


def put_back(database: Database, change: Change, *, who: Actor = ADMIN, place: int = 0, **how: Any) -> None:
    put = change.puts[place]
    assert put is not None
    with database.begin(who) as session:
        restore_value(session, put.table, put.row_id, put.field, change.change_set_id, **how)


@pytest.fixture
def marked(make: Make, write: Transaction) -> tuple[int, int]:
    """An enrolment and an assessment whose mark was 14, then 15 with a note, then taken out."""
    offering = make.offering()
    [enrolment] = make.klass(offering, 1)
    exam = make.assessment(offering, "Exam")
    make.mark(enrolment, exam, "14")
    make.mark(enrolment, exam, "15")
    with write() as session:
        details = MarkDetails(Decimal(20), submitted_on=date(2026, 11, 2), note="late")
        grade_entry.set_details(session, enrolment, exam, details)
    with write() as session:
        grade_entry.enter(session, offering, [Entry(enrolment, exam, None)])
    return enrolment, exam


def test_a_cell_tells_of_each_mark_that_was_in_it(marked: tuple[int, int], read: Transaction) -> None:
    with read() as session:
        gone, detailed, raised, entered = row_history.of_mark(session, *marked)
        assert row_history.of_marks(session, marked[0]) == [gone, detailed, raised, entered]
    full = f"15 of 20, handed in on {format_date(date(2026, 11, 2))}, late"
    assert told(entered) == [("Exam", "", "14 of 20")]
    assert told(raised) == [("Exam", "14 of 20", "15 of 20")]
    assert told(detailed) == [("Exam", "15 of 20", full)]
    assert told(gone) == [("Exam", full, "")]
    assert entered.puts == (None,)
    assert raised.puts == gone.puts == (Put("grades", 1),)


def test_a_mark_that_was_taken_out_comes_back_as_it_was(
    database: Database, marked: tuple[int, int], read: Transaction
) -> None:
    with read() as session:
        gone = row_history.of_mark(session, *marked)[0]
    put_back(database, gone)
    assert change_sets(database)[-1].summary == "Put back: {title}"
    with read() as session:
        [row] = session.scalars(select(Grade))
        assert (row.score, row.note, row.submitted_on) == (Decimal(15), "late", date(2026, 11, 2))
        assert len(row_history.of_mark(session, *marked)) == 5
    with pytest.raises(Conflict, match="meanwhile"):
        put_back(database, gone)
    put_back(database, gone, anyway=True)


def test_a_mark_with_a_maximum_of_its_own_comes_back(database: Database, make: Make, write: Transaction) -> None:
    offering = make.offering()
    [enrolment] = make.klass(offering, 1)
    exam = make.assessment(offering, "Exam")
    make.mark(enrolment, exam, "14")
    with write() as session:
        grade_entry.set_details(session, enrolment, exam, MarkDetails(Decimal(100)))
        grade_entry.enter(session, offering, [Entry(enrolment, exam, Decimal(70))])
    with write() as session:
        grade_entry.enter(session, offering, [Entry(enrolment, exam, Decimal(12))])
        grade_entry.set_details(session, enrolment, exam, MarkDetails(Decimal(20)))
    with write() as session:
        found = row_history.of_mark(session, enrolment, exam)
    assert [told(found[1]), told(found[0])] == [
        [("Exam", "14 of 20", "70 of 100")],
        [("Exam", "70 of 100", "12 of 20")],
    ]
    put_back(database, found[0])
    for _again in range(2):
        with write() as session:
            [row] = session.scalars(select(Grade))
            assert (row.score, row.max_score) == (Decimal(70), Decimal(100))
            session.delete(row)
        with write() as session:
            gone = row_history.of_mark(session, enrolment, exam)[0]
        put_back(database, gone)


def test_an_excused_mark_gets_its_score_back(database: Database, make: Make, write: Transaction) -> None:
    offering = make.offering()
    [enrolment] = make.klass(offering, 1)
    exam = make.assessment(offering, "Exam")
    make.mark(enrolment, exam, "14")
    with write() as session:
        grade_entry.enter(session, offering, [Entry(enrolment, exam, None, excused=True)])
    with write() as session:
        newest = row_history.of_mark(session, enrolment, exam)[0]
    assert told(newest) == [("Exam", "14 of 20", "excused")]
    with database.begin(ADMIN) as session:
        restore_value(session, "grades", 1, "excused", newest.change_set_id)
    with write() as session:
        assert (session.get_one(Grade, 1).score, session.get_one(Grade, 1).excused) == (Decimal(14), False)


def test_what_was_changed_again_since_is_asked_about(database: Database, make: Make, read: Transaction) -> None:
    offering = make.offering()
    [enrolment] = make.klass(offering, 1)
    exam = make.assessment(offering, "Exam")
    for score in ("14", "15", "16"):
        make.mark(enrolment, exam, score)
    with read() as session:
        raised = row_history.of_mark(session, enrolment, exam)[1]
    with pytest.raises(Conflict, match=r"Score was changed again on .* by admin; now it is: 16\.") as caught:
        put_back(database, raised)
    assert caught.value.code == "changed_since"
    put_back(database, raised, anyway=True)
    with read() as session:
        assert session.get_one(Grade, 1).score == Decimal(14)


def test_a_locked_term_refuses_without_a_reason(database: Database, marked: tuple[int, int], read: Transaction) -> None:
    with database.begin(ADMIN) as session:
        term_lock.lock(session, 1)
    with read() as session:
        gone = row_history.of_mark(session, *marked)[0]
    with pytest.raises(Conflict) as caught:
        put_back(database, gone)
    assert caught.value.code == "term_locked"
    with database.begin(ADMIN, reason="An appeal") as session:
        restore_value(session, "grades", 1, "", gone.change_set_id)
    assert change_sets(database)[-1].reason == "An appeal"


@pytest.fixture
def room(database: Database, admin: Actor, make: Make) -> Classroom:
    return classroom(database, admin, make)


def test_a_day_tells_of_its_records_and_ratings(room: Classroom, database: Database, read: Transaction) -> None:
    pupil = room.pupils[0]
    room.all(MONDAY, "P", 1, 2, 3)
    room.rate(0, MONDAY, "8")
    room.rate(0, MONDAY, "9")
    room.take(MONDAY, Status(pupil, 2, "A", "bus"))
    room.take(MONDAY, Status(pupil, 3, None))
    with read() as session:
        cleared, absent, better, rated, taken = row_history.of_day(session, pupil, MONDAY)
    on = format_date(MONDAY)
    assert told(taken) == [(f"Period {n}", "", "Present") for n in (1, 2, 3)]
    assert told(rated) == [("Participation", "", f"{on}, 8 of 10")]
    assert told(better) == [("Participation", f"{on}, 8 of 10", f"{on}, 9 of 10")]
    assert told(absent) == [("Period 2", "Present", "Absent, bus")]
    assert told(cleared) == [("Period 3", "Present", "")]
    for change in (cleared, absent, better):
        put_back(database, change)
    with read() as session:
        rows = select(Attendance.period, Attendance.status, Attendance.note).where(Attendance.enrolment_id == pupil)
        assert [tuple(row) for row in session.execute(rows.order_by(Attendance.period))] == [
            (1, "P", ""), (2, "P", ""), (3, "P", ""),
        ]  # fmt: skip
        assert session.scalars(select(DailyRating.score)).all() == [Decimal(8)]


def test_a_rating_that_was_taken_out_comes_back(room: Classroom, database: Database, read: Transaction) -> None:
    room.rate(0, MONDAY, "8")
    room.rate(0, MONDAY, None)
    with read() as session:
        put_back_of = row_history.of_day(session, room.pupils[0], MONDAY)[0]
    put_back(database, put_back_of)
    with read() as session:
        assert session.scalars(select(DailyRating.score)).all() == [Decimal(8)]


def test_a_contact_is_told_field_by_field_and_put_back(database: Database, make: Make, write: Transaction) -> None:
    student = make.student()
    contact = make.contact(student, phone="99000001", relation="father")
    with write() as session:
        contacts.update(session, contact, student, ContactData("Other", "guardian", "99000002", emergency=True))
    with write() as session:
        edited = row_history.of_row(session, "contacts", contact)[0]
        record = student_history.history(session, student)[0]
    assert ("Telephone", "99000001", "99000002") in edited.fields
    assert ("Relation", "father", "guardian") in edited.fields
    assert ("In an emergency", "No", "Yes") in edited.fields
    assert [name for name, _before, _after in record.fields] == ["contact", "relation"]
    for name in ("Telephone", "Relation"):
        place = [field[0] for field in edited.fields].index(name)
        put_back(database, edited, place=place)
    with write() as session:
        [row] = contacts.of_student(session, student)
        assert row.data == ContactData("Other", "father", "99000001", emergency=True)
    put_back(database, record, anyway=True)
    with write() as session:
        assert contacts.of_student(session, student)[0].data.name == "Γιώργος Παππάς"


def test_sensitive_fields_of_contacts_are_told_to_nobody_else(database: Database, make: Make) -> None:
    student = make.student()
    contact = make.contact(student, phone="99000001", email="a@example.org")
    viewer = make.user(VIEWER)
    with database.read(viewer) as session:
        for found in (row_history.of_row(session, "contacts", contact), student_history.history(session, student)):
            assert "99000001" not in str(found)
            assert "a@example.org" in str(found)
            assert all(put is None for change in found for put in change.puts)
    with database.begin(ADMIN, reason="court") as session:
        restriction.restrict(session, student, "court")
    with database.read(viewer) as session:
        told_now = [row_history.of_row(session, "contacts", contact), student_history.history(session, student)]
        assert "Γιώργος" not in str([change.fields for found in told_now for change in found])


def test_highlights_and_columns_go_back(database: Database, make: Make, write: Transaction) -> None:
    student, exam = make.student(), make.assessment(make.offering(), "Exam")
    with write() as session:
        noted = highlights.add(session, student, HighlightData("Helped"))
    with write() as session:
        highlights.update(session, noted, HighlightData("Fought", is_positive=False))
    with write() as session:
        assessments.update(session, exam, assessments.AssessmentData("Test"))
    with write() as session:
        restore_value(session, "assessments", exam, "title", last_change(database))
    with write() as session:
        [fought, _helped] = row_history.of_row(session, "highlights", noted)
        assert ("What happened", "Helped", "Fought") in fought.fields
        restore_value(session, "highlights", noted, "", fought.change_set_id)
        [row] = highlights.of_student(session, student)
        assert (row.data.text, row.data.is_positive) == ("Helped", True)
        assert session.get_one(assessments.Assessment, exam).title == "Exam"


def test_the_status_of_an_enrolment_and_its_limit_go_back(database: Database, make: Make, write: Transaction) -> None:
    enrolment = make.enrolment()
    with write() as session:
        absence_limits.extend(session, enrolment, clock.today(), "paper 7")
    with write() as session:
        absence_limits.withdraw_extension(session, enrolment)
    with write() as session:
        enrolments.set_status(session, [enrolment], "dropped")
    with write() as session:
        dropped, withdrawn, extended, _new = row_history.of_row(session, "enrolments", enrolment)
        for change in (dropped, withdrawn):
            restore_value(session, "enrolments", enrolment, "", change.change_set_id)
        [limit] = absence_limits.limits(session)
        assert (limit.extended_on, limit.limit_note) == (clock.today(), "paper 7")
    with write() as session:
        restore_value(session, "enrolments", enrolment, "limit_extended_on", extended.change_set_id)
        assert absence_limits.limits(session)[0].extended_on is None


def test_a_teacher_puts_marks_of_the_own_class_back_and_no_others(
    database: Database, make: Make, marked: tuple[int, int], read: Transaction
) -> None:
    with read() as session:
        gone = row_history.of_mark(session, *marked)[0]
    other = make.teacher(make.offering())
    with pytest.raises(Denied):
        put_back(database, gone, who=other)
    with pytest.raises(Denied), database.read(other) as session:
        row_history.of_mark(session, *marked)
    put_back(database, gone, who=make.teacher(1))
    with read() as session:
        assert session.scalars(select(Grade.score)).all() == [Decimal(15)]


def test_who_may_only_look_is_offered_nothing(database: Database, make: Make, marked: tuple[int, int]) -> None:
    viewer = make.user(VIEWER)
    with database.read(replace(viewer, rights=viewer.rights | {"grades:view"})) as session:
        assert {put for one in row_history.of_mark(session, *marked) for put in one.puts} == {None}


def test_rows_without_a_history_of_their_own_are_refused(read: Transaction, make: Make) -> None:
    with read() as session, pytest.raises(Invalid):
        row_history.of_row(session, "users", 1)


def test_a_row_that_is_gone_for_good_is_not_there(database: Database, make: Make, marked: tuple[int, int]) -> None:
    with database.begin(ADMIN) as session, pytest.raises(NotFound):
        restore_value(session, "grades", 1, "score", last_change(database))
    with database.begin(make.user(SECRETARY)) as session, pytest.raises(NotFound):
        restore_value(session, "grades", 99, "", 1)
