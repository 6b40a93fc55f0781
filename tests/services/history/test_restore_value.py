"""One field goes back to what it was before a change; what was edited since in other fields stays."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from sms_desktop.core.errors import Denied, Invalid, NotFound
from sms_desktop.core.permissions import TEACHER, VIEWER
from sms_desktop.db.database import Database
from sms_desktop.db.grades import Grade
from sms_desktop.services import contacts, courses, enrolments, grade_entry, students, term_lock
from sms_desktop.services.contacts import ContactData
from sms_desktop.services.grade_entry import MarkDetails
from sms_desktop.services.history import undo
from sms_desktop.services.history.restore_value import restorable, restore_value
from tests.content import last_change
from tests.makers import Make
from tests.schools import ADMIN


def put_back(database: Database, table: str, row_id: int, field: str, change: int, who: Any = ADMIN) -> None:
    with database.begin(who) as session:
        restore_value(session, table, row_id, field, change)


def edited(database: Database, student_id: int, **values: Any) -> int:
    with database.begin(ADMIN) as session:
        students.update(session, student_id, replace(students.get(session, student_id).data, **values))
    return last_change(database)


def test_a_students_field_goes_back_and_the_rest_stays(database: Database, make: Make) -> None:
    student = make.student(last_name="Γεωργίου", programme="AUT")
    married = edited(database, student, last_name="Παππά", programme="NUR", city="Larnaca")
    edited(database, student, city="Nicosia")
    put_back(database, "students", student, "last_name", married)
    put_back(database, "students", student, "programme", married)
    with database.read(ADMIN) as session:
        data = students.get(session, student).data
    assert (data.last_name, data.programme, data.city) == ("Γεωργίου", "AUT", "Nicosia")
    with database.begin(ADMIN) as session:
        undo.undo(session, last_change(database))
    with database.read(ADMIN) as session:
        assert students.get(session, student).data.programme == "NUR"


def test_contacts_and_courses_go_back(database: Database, make: Make) -> None:
    student, course = make.student(), make.course(course_name="Physics")
    contact = make.contact(student, phone="99000001")
    with database.begin(ADMIN) as session:
        contacts.update(session, contact, student, ContactData("Other", phone="99000002", emergency=True))
    put_back(database, "contacts", contact, "phone", last_change(database))
    with database.begin(ADMIN) as session:
        data = courses.get(session, course).data
        courses.update(session, course, replace(data, course_name="Chemistry", credits=Decimal(9)))
    put_back(database, "courses", course, "course_name", last_change(database))
    with database.read(ADMIN) as session:
        [row] = contacts.of_student(session, student)
        assert (row.data.name, row.data.phone, row.data.emergency) == ("Other", "99000001", True)
        record = courses.get(session, course).data
        assert (record.course_name, record.credits) == ("Physics", Decimal(9))


@pytest.fixture
def marked(database: Database, make: Make) -> int:
    """The change that made a mark 15 of 14."""
    offering = make.offering()
    [enrolment] = make.klass(offering, 1)
    exam = make.assessment(offering, "Exam")
    make.mark(enrolment, exam, "14")
    make.mark(enrolment, exam, "15")
    return last_change(database)


def test_marks_and_enrolments_go_back(database: Database, marked: int) -> None:
    put_back(database, "grades", 1, "score", marked)
    with database.begin(ADMIN) as session:
        grade_entry.set_details(session, 1, 1, MarkDetails(Decimal(100), note="late"))
    put_back(database, "grades", 1, "note", last_change(database))
    with database.begin(ADMIN) as session:
        enrolments.set_status(session, [1], "dropped")
    put_back(database, "enrolments", 1, "status", last_change(database))
    with database.read(ADMIN) as session:
        row = session.get_one(Grade, 1)
        assert (row.score, row.note) == (Decimal(14), "")
        assert [one.status for one in enrolments.of_offering(session, 1)] == ["active"]


def test_who_may_not_edit_may_not_put_back(database: Database, make: Make, marked: int) -> None:
    for role in (VIEWER, TEACHER):
        with pytest.raises(Denied):
            put_back(database, "grades", 1, "score", marked, make.user(role))


def test_a_locked_term_is_kept(database: Database, marked: int) -> None:
    with database.begin(ADMIN) as session:
        term_lock.lock(session, 1)
    with pytest.raises(Exception, match="locked"):
        put_back(database, "grades", 1, "score", marked)


def test_what_can_not_go_back_is_said(database: Database, make: Make) -> None:
    student = make.student()
    created = last_change(database)
    change = edited(database, student, city="Larnaca")
    wrong = (("city", created, NotFound), ("section", change, NotFound), ("search_key", change, Invalid))
    for field, at, kind in wrong:
        with pytest.raises(kind):
            put_back(database, "students", student, field, at)
    with pytest.raises(Invalid):
        put_back(database, "users", 1, "role", 1)
    taken = edited(database, student, student_number="OTHER")
    with database.read(ADMIN) as session:
        newest = undo.history(session, "students", student)[0]
        old = next(before for name, before, _after in newest.fields if name == "student_number")
    make.student(student_number=old)
    with pytest.raises(Invalid):
        put_back(database, "students", student, "student_number", taken)


def test_only_fields_of_forms_can_go_back() -> None:
    assert restorable("students", "programme")
    assert restorable("attendance", "status")
    assert not restorable("offerings", "term_id")
    assert not restorable("students", "enrolment")
