"""The history of a student, for who may see it."""

from __future__ import annotations

from dataclasses import replace

from sms_desktop.core.permissions import TEACHER
from sms_desktop.db.database import Database
from sms_desktop.services import students
from sms_desktop.services.student_history import history
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
    student = make.student(mobile="99000001", city="Paphos")
    with database.read(make.user(TEACHER)) as session:
        told = str(history(session, student))
    assert "99000001" not in told
    assert "Paphos" in told
