"""Whose classes are whose: teachers linked with accounts by name, or because somebody said so."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Denied, Invalid, NotFound
from sms_desktop.db.courses import OfferingTeacher
from sms_desktop.services.access import teachers, users
from tests.content import change_sets
from tests.makers import Make
from tests.services.staff import Staff


@pytest.fixture
def make_here(staff: Staff) -> Make:
    return Make(staff.database, staff.boss)


def linked(staff: Staff) -> dict[str, int | None]:
    with staff.database.read(staff.boss) as session:
        return {row.name: row.user_id for row in session.scalars(select(OfferingTeacher))}


def test_a_teacher_of_an_accounts_full_name_is_that_person(staff: Staff, make_here: Make) -> None:
    make_here.offering(teachers=("ΝΙΚΟΣ  Γεωργιου", "Άλλος Κάποιος"))
    nikos = staff.add("nikos", "teacher", "Νίκος Γεωργίου")
    assert linked(staff) == {"ΝΙΚΟΣ  Γεωργιου": nikos.user_id, "Άλλος Κάποιος": None}
    with staff.database.read(nikos) as session:
        (row,) = teachers.teaching(session, nikos.user_id or 0)
        assert (row.year, row.section) == ("2026-2027", "")
        with pytest.raises(Denied):
            teachers.teaching(session, 1)


def test_a_class_that_is_written_later_is_linked_too(staff: Staff, make_here: Make) -> None:
    nikos = staff.add("nikos", "teacher", "Νίκος Γεωργίου")
    make_here.offering(teachers=("Νίκος Γεωργίου",))
    assert linked(staff) == {"Νίκος Γεωργίου": nikos.user_id}


def test_a_sign_in_finds_the_classes_that_were_brought_in_meanwhile(staff: Staff, make_here: Make) -> None:
    nikos = staff.add("nikos", "teacher", "Νίκος Γεωργίου")
    make_here.offering(teachers=("Νίκος Γεωργίου",))
    with staff.database.begin(staff.boss) as session:
        session.scalars(select(OfferingTeacher)).one().user_id = None
    staff.signed_in("nikos")
    assert linked(staff) == {"Νίκος Γεωργίου": nikos.user_id}


def test_two_accounts_of_one_name_are_not_guessed_between(staff: Staff, make_here: Make) -> None:
    staff.add("nikos", "teacher", "Νίκος Γεωργίου")
    staff.add("nikos2", "teacher", "Νίκος Γεωργίου")
    make_here.offering(teachers=("Νίκος Γεωργίου",))
    assert linked(staff) == {"Νίκος Γεωργίου": None}


def test_the_office_says_who_a_teacher_is_and_takes_it_back(staff: Staff, make_here: Make) -> None:
    nikos = staff.add("nikos", "teacher", "Νίκος Γεωργίου")
    clerk = staff.add("anna", "secretary")
    offering = make_here.offering(teachers=("N. Georgiou",))
    for user_id in (nikos.user_id, None):
        with staff.database.begin(clerk) as session:
            teachers.link(session, offering, "N. Georgiou", user_id)
        assert linked(staff) == {"N. Georgiou": user_id}
        with staff.database.read(clerk) as session:
            (row,) = teachers.of_offering(session, offering)
        assert (row.name, row.user_id, row.user_name) == ("N. Georgiou", user_id, "nikos" if user_id else "")
    assert change_sets(staff.database)[-1].summary == "Link teacher {name} with an account"


def test_only_accounts_that_can_sign_in_are_linked(staff: Staff, make_here: Make) -> None:
    nikos = staff.add("nikos", "teacher", "Νίκος Γεωργίου")
    offering = make_here.offering(teachers=("N. Georgiou",))
    with staff.database.begin(staff.boss) as session:
        users.disable(session, staff.database, nikos.user_id or 0)
    for user_id in (nikos.user_id, 999):
        with pytest.raises(Invalid), staff.database.begin(staff.boss) as session:
            teachers.link(session, offering, "N. Georgiou", user_id)
    with pytest.raises(NotFound), staff.database.begin(staff.boss) as session:
        teachers.link(session, offering, "Somebody else", 1)
    with staff.database.read(staff.boss) as session:
        assert [choice.name for choice in teachers.choices(session)] == ["eleni"]


def test_who_is_removed_teaches_no_more(staff: Staff, make_here: Make) -> None:
    make_here.offering(teachers=("Νίκος Γεωργίου",))
    nikos = staff.add("nikos", "teacher", "Νίκος Γεωργίου")
    with staff.database.begin(staff.boss) as session:
        users.remove(session, staff.database, nikos.user_id or 0)
    assert linked(staff) == {"Νίκος Γεωργίου": None}


def test_a_teacher_links_nobody(staff: Staff, make_here: Make) -> None:
    offering = make_here.offering(teachers=("Νίκος Γεωργίου",))
    nikos: Actor = staff.add("nikos", "teacher", "Νίκος Γεωργίου")
    with pytest.raises(Denied), staff.database.begin(nikos) as session:
        teachers.link(session, offering, "Νίκος Γεωργίου", None)
    with staff.database.read(nikos) as session:
        assert [row.user_name for row in teachers.of_offering(session, offering)] == ["nikos"]
    other = make_here.offering()
    with pytest.raises(Denied), staff.database.read(nikos) as session:
        teachers.of_offering(session, other)
