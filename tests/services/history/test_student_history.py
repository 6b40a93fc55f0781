"""The history of a student, for who may see it."""

from __future__ import annotations

from dataclasses import replace

from sms_desktop.core import clock
from sms_desktop.core.i18n import format_date
from sms_desktop.core.permissions import SECRETARY
from sms_desktop.db.database import Database
from sms_desktop.services import absence_limits, enrolments, highlights, students
from sms_desktop.services.highlights import HighlightData
from sms_desktop.services.history.student_history import history
from tests.conftest import Transaction
from tests.makers import Make


def test_programmes_are_told_by_code_and_deleting_by_its_kind(
    make: Make, write: Transaction, read: Transaction
) -> None:
    student = make.student(programme="AUT")
    with write() as session:
        students.update(session, student, replace(students.get(session, student).data, programme="ELE"))
    with write("delete") as session:
        students.delete(session, [student])
    with read() as session:
        deleted, moved, added = history(session, student)
    assert moved.fields == (("programme", "AUT", "ELE"),)
    assert deleted.fields == ()
    assert "programme" in [name for name, _before, _after in added.fields]


def test_sensitive_fields_are_left_out_for_who_may_not_see_them(database: Database, make: Make) -> None:
    student, offering = make.student(mobile="99000001", city="Paphos"), make.offering()
    make.enrolment(student, offering)
    with database.read(make.teacher(offering)) as session:
        told = str(history(session, student))
    assert "99000001" not in told
    assert "Paphos" in told


def test_enrolments_extensions_and_highlights_are_told(make: Make, write: Transaction, read: Transaction) -> None:
    student = make.student()
    enrolment = make.enrolment(student, make.offering(course_id=make.course(course_code="AUT1")))
    with write() as session:
        absence_limits.extend(session, enrolment, clock.today())
    with write() as session:
        highlights.add(session, student, HighlightData("Helped others"))
    with write() as session:
        enrolments.set_status(session, [enrolment], "dropped")
    with read() as session:
        dropped, noted, extended, enrolled, _added = history(session, student)
    course, today = "AUT1 · 2026-2027 · Winter term", format_date(clock.today())
    limit = f"absence limit extended on {today}"
    assert enrolled.fields == (("enrolment", "", course),)
    assert extended.fields == (("enrolment", course, f"{course}, {limit}"),)
    assert noted.fields == (("highlight", "", f"{today}: Helped others"),)
    assert dropped.fields == (("enrolment", f"{course}, {limit}", f"{course}, dropped, {limit}"),)


def test_highlights_are_left_out_for_who_may_not_see_marks(database: Database, make: Make, write: Transaction) -> None:
    student = make.student()
    with write() as session:
        highlights.add(session, student, HighlightData("Helped others"))
    clerk = make.user(SECRETARY)
    with database.read(replace(clerk, rights=clerk.rights - {"grades:view"})) as session:
        assert "Helped others" not in str(history(session, student))
