"""Contacts of students: added, changed, deleted; what they are to a student belongs to them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.db.database import Database
from sms_desktop.services import contacts, students
from sms_desktop.services.contacts import ContactData
from tests.conftest import Transaction
from tests.content import content, last_change
from tests.makers import Make

FATHER = ContactData("Γιώργος Παππάς", "father", "6999 123456", "g@home.example", "after 16:00", True, True, True)


@pytest.fixture
def student(make: Make) -> int:
    return make.student(last_name="Παππά", first_name="Μαρία", student_number="S1")


def test_a_contact_is_kept_with_what_it_is_to_the_student(student: int, make: Make, read: Transaction) -> None:
    made = make.contact(student)
    with read() as session:
        assert [row.id for row in contacts.of_student(session, student)] == [made]
    make.contact(student, **{name: getattr(FATHER, name) for name in FATHER.__dataclass_fields__})
    with read() as session:
        row = contacts.of_student(session, student)[1]
        assert (row.data, row.student, row.student_number) == (FATHER, "Παππά Μαρία", "S1")
        assert contacts.count(session) == 2


def test_contacts_keep_the_order_they_were_entered_in(student: int, make: Make, read: Transaction) -> None:
    made = [make.contact(student, name=name) for name in ("Γ", "Α", "Β")]
    with read() as session:
        assert [row.id for row in contacts.of_student(session, student)] == made
        assert [row.data.name for row in contacts.page(session)] == ["Α", "Β", "Γ"]


@pytest.mark.parametrize("values", [{"name": "  "}, {"name": "x" * 201}, {"phone": "1" * 51}, {"note": "a\0b"}])
def test_what_breaks_a_rule_is_named(student: int, write: Transaction, values: dict[str, str]) -> None:
    with pytest.raises(Invalid) as caught, write() as session:
        contacts.add(session, student, replace(FATHER, **values))
    assert list(caught.value.fields) == list(values)


def test_a_contact_of_nobody_is_refused(student: int, write: Transaction) -> None:
    with write() as session:
        students.delete(session, [student])
    for missing in (student, 99):
        with pytest.raises(NotFound), write() as session:
            contacts.add(session, missing, FATHER)


def test_an_edit_changes_the_person_and_the_relation(
    student: int, make: Make, write: Transaction, read: Transaction
) -> None:
    made = make.contact(student)
    with write() as session:
        contacts.update(session, made, student, FATHER)
    with read() as session:
        assert [row.data for row in contacts.of_student(session, student)] == [FATHER]


def test_a_relation_that_somebody_changed_meanwhile_is_not_overwritten(
    database: Database, student: int, make: Make, write: Transaction
) -> None:
    made = make.contact(student)
    seen = last_change(database)
    data = ContactData(name="Γιώργος Παππάς")
    with write() as session:
        contacts.update(session, made, student, replace(data, relation="uncle"), seen)
    before = content(database)
    with pytest.raises(Conflict), write() as session:
        contacts.update(session, made, student, replace(data, relation="father"), seen)
    assert content(database) == before
    with write() as session:
        contacts.update(session, made, student, replace(data, relation="uncle"), last_change(database))
    assert content(database) == before


def test_a_contact_of_another_student_or_one_that_is_deleted_is_not_found(
    student: int, make: Make, write: Transaction
) -> None:
    made, other = make.contact(student), make.student()
    with pytest.raises(NotFound), write() as session:
        contacts.update(session, made, other, FATHER)
    with write() as session:
        assert contacts.delete(session, [made, made, 99]) == 1
    with pytest.raises(NotFound), write() as session:
        contacts.update(session, made, student, FATHER)


def test_the_deleted_show_nowhere_nor_do_those_of_deleted_students(
    student: int, make: Make, write: Transaction, read: Transaction
) -> None:
    gone = make.contact(student)
    other = make.student()
    make.contact(other)
    with write() as session:
        contacts.delete(session, [gone])
        students.delete(session, [other])
    with read() as session:
        assert contacts.of_student(session, student) == []
        assert (contacts.count(session), contacts.page(session)) == (0, [])


def test_who_may_not_see_telephones_sees_none_and_clears_none(
    database: Database, student: int, make: Make, read: Transaction
) -> None:
    made = make.contact(student, phone="6999 123456", note="after 16:00")
    helper = Actor(5, "helper", frozenset({"contacts:view", "contacts:edit"}))
    with database.read(helper) as session:
        [row] = contacts.of_student(session, student)
    assert (row.data.phone, row.data.note) == ("", "")
    with database.begin(helper) as session:
        contacts.update(session, made, student, replace(row.data, relation="mother"))
    with read() as session:
        data = contacts.of_student(session, student)[0].data
    assert (data.relation, data.phone, data.note) == ("mother", "6999 123456", "after 16:00")
