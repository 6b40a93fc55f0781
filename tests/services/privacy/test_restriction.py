"""A restricted student's address, telephones and contacts are in the record alone, for who may see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Conflict, Invalid
from sms_desktop.core.permissions import VIEWER
from sms_desktop.db.changes import recorder
from sms_desktop.db.database import Database
from sms_desktop.services import contacts, students
from sms_desktop.services.exporting import exports
from sms_desktop.services.history import audit, undo
from sms_desktop.services.history.student_history import history
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.privacy import erasure, restriction
from sms_desktop.services.safekeeping.check import check
from sms_desktop.services.search import search
from tests.conftest import Transaction
from tests.content import change_sets
from tests.makers import Make
from tests.schools import ADMIN

SECRETS = ("99000001", "Κρυφή", "Πάφος", "hidden@school.example", "Γιαγιά Κρυφού")


@pytest.fixture
def student(make: Make, write: Transaction) -> int:
    made = make.student(
        last_name="Κρυφός", first_name="Νίκος", student_number="R1",
        mobile="99000001", street="Κρυφή", city="Πάφος", email="hidden@school.example",
    )  # fmt: skip
    make.contact(made, name="Γιαγιά Κρυφού", phone="99000002")
    make.student(last_name="Ανοιχτός", city="Πάφος", email="open@school.example")
    with write() as session:
        restriction.restrict(session, made, "A court's order")
    return made


def test_lists_show_and_find_nothing_that_is_withheld(student: int, read: Transaction) -> None:
    with read() as session:
        row = next(row for row in students.page(session) if row.id == student)
        assert (row.city, row.email, row.mobile, row.phone) == ("", "", "", "")
        wanted = Listing(where=(Condition("city", "=", "Πάφος"),))
        assert [row.last_name for row in students.page(session, wanted)] == ["Ανοιχτός"]
        assert students.count(session, wanted) == 1
        assert contacts.page(session) == []
        assert contacts.count(session) == 0


@pytest.mark.parametrize("words", ["hidden@school.example", "hidden"])
def test_no_list_is_narrowed_by_what_is_withheld(
    student: int, read: Transaction, database: Database, tmp_path: Path, words: str
) -> None:
    with read() as session:
        assert (students.count(session, Listing(words)), students.page(session, Listing(words))) == (0, [])
        assert [row.id for row in students.page(session, Listing("kryfos"))] == [student]
    asked = exports.Asked("students", Listing(words), purpose="A try")
    assert exports.export(database, ADMIN, asked, tmp_path / "some.csv").rows == 0


def test_editing_and_lifting_keep_what_a_student_is_found_by(
    student: int, read: Transaction, write: Transaction, database: Database
) -> None:
    with write() as session:
        recorder(session).reason = "A married name"
        students.update(session, student, replace(students.get(session, student).data, last_name="Φανερός"))
    with read() as session:
        assert students.count(session, Listing("hidden")) == 0
        assert "keys" not in [problem.code for problem in check(session, database)]
    with write() as session:
        restriction.lift(session, student, "It is over")
    with read() as session:
        assert students.count(session, Listing("hidden")) == 1
        assert [hit.id for hit in search(session, "99000001")] == [student]
        assert "keys" not in [problem.code for problem in check(session, database)]


def test_the_record_shows_all_to_who_may_see_sensitive_fields_and_says_why(
    student: int, read: Transaction, database: Database, make: Make
) -> None:
    with read() as session:
        record = students.get(session, student)
        assert (record.data.city, record.data.mobile, record.restriction_note) == (
            "Πάφος",
            "99000001",
            "A court's order",
        )
        assert record.restricted_at is not None
        assert [row.data.name for row in contacts.of_student(session, student)] == ["Γιαγιά Κρυφού"]
    with database.read(make.user("viewer")) as session:
        record = students.get(session, student)
        assert not any(secret in str(record) for secret in (*SECRETS, "court"))
        assert record.restricted_at is not None
        assert contacts.of_student(session, student) == []
        told = str([change.fields for change in history(session, student)])
        assert not any(secret in told for secret in (*SECRETS, "court"))


@pytest.mark.parametrize("words", ["99000001", "hidden@school.example", "Γιαγιά", "99000002"])
def test_search_finds_the_name_and_the_number_alone(student: int, read: Transaction, words: str) -> None:
    with read() as session:
        assert search(session, words) == []
        assert [hit.id for hit in search(session, "κρυφος")] == [student]
        assert [hit.id for hit in search(session, "R1")] == [student]


@pytest.mark.parametrize("what", ["students", "contacts"])
def test_exports_leave_it_out_even_where_sensitive_columns_are_wanted(
    student: int, database: Database, tmp_path: Path, what: str
) -> None:
    file = tmp_path / f"{what}.csv"
    exports.export(database, ADMIN, exports.Asked(what, sensitive=True), file)
    text = file.read_text("utf-8-sig")
    assert not any(secret in text for secret in SECRETS if secret != "Πάφος")
    assert ("R1" in text) is (what == "students")


def test_who_may_not_see_it_edits_the_rest_and_leaves_it_as_it_is(
    student: int, database: Database, make: Make, read: Transaction
) -> None:
    who = replace(make.user("viewer"), rights=frozenset({"students:view", "students:edit"}))
    with database.begin(who, reason="Asked for") as session:
        students.update(session, student, replace(students.get(session, student).data, section="B"))
    with read() as session:
        data = students.get(session, student).data
    assert (data.section, data.city, data.mobile) == ("B", "Πάφος", "99000001")


def test_it_is_listed_lifted_with_a_reason_and_all_of_it_is_in_the_log(
    student: int, read: Transaction, write: Transaction, database: Database
) -> None:
    with read() as session:
        assert [(one.student_number, one.why) for one in restriction.restricted(session)] == [("R1", "A court's order")]
    assert change_sets(database)[-1].reason == "A court's order"
    with pytest.raises(Invalid), write() as session:
        restriction.lift(session, student, " ")
    with write() as session:
        restriction.lift(session, student, "The order has ended")
    with read() as session:
        assert restriction.restricted(session) == []
        found = students.page(session, Listing(where=(Condition("city", "=", "Πάφος"),)))
        assert [row.id for row in found][-1] == student
        assert {problem.code for problem in check(session, database)} <= {"current_year"}
        change = undo.history(session, "students", student)[0]
    assert change.title == "Lift the restriction of Κρυφός Νίκος"
    with pytest.raises(Conflict), write() as session:
        restriction.lift(session, student, "Again")


def test_a_protected_record_is_corrected_with_a_reason_that_is_kept(student: int, database: Database) -> None:
    with database.read(ADMIN) as session:
        data = replace(students.get(session, student).data, father_name="Πέτρος")
    with pytest.raises(Conflict) as caught, database.begin(ADMIN) as session:
        students.update(session, student, data)
    assert caught.value.code == "reason_needed"
    with database.begin(ADMIN, reason="As on the birth certificate") as session:
        students.update(session, student, data)
    last = change_sets(database)[-1]
    assert (last.action, last.reason) == ("update", "As on the birth certificate")


def test_so_is_one_that_was_erased(make: Make, database: Database) -> None:
    student = make.student(status="withdrawn", mobile="1")
    with database.begin(ADMIN) as session:
        erasure.erase(session, [student], "reduce", "Left")
    with database.read(ADMIN) as session:
        data = students.get(session, student).data
    with pytest.raises(Conflict), database.begin(ADMIN) as session:
        students.update(session, student, data)


def test_no_history_tells_of_contacts_to_who_may_not_see_them(
    student: int, read: Transaction, database: Database, make: Make
) -> None:
    with database.read(make.user(VIEWER)) as session:
        for table in ("contacts", "student_contacts"):
            assert undo.history(session, table, 1) == []
    with read() as session:
        assert [change.title for change in undo.history(session, "contacts", 1)] == ["Add contact Γιαγιά Κρυφού"]


def test_the_log_shows_what_is_withheld_to_who_may_see_sensitive_fields_alone(student: int, database: Database) -> None:
    def told(*rights: str) -> str:
        with database.read(Actor(5, "reader", frozenset({"audit:view", *rights}))) as session:
            records = [record for row in audit.page(session) for record in audit.details(session, row.id).records]
            return str([record.fields for record in records if record.row_id == 1])

    assert [word for word in (*SECRETS, "A court's order") if word in told()] == []
    assert [word for word in (*SECRETS, "A court's order") if word not in told("students:sensitive")] == []


def test_contacts_of_a_protected_student_change_with_a_reason(student: int, database: Database) -> None:
    with database.read(ADMIN) as session:
        (row,) = contacts.of_student(session, student)
    works: tuple[Callable[[Session], object], ...] = (
        lambda session: contacts.add(session, student, contacts.ContactData("Θεία")),
        lambda session: contacts.update(session, row.id, student, replace(row.data, note="x")),
        lambda session: contacts.delete(session, [row.id]),
    )
    for work in works:
        with pytest.raises(Conflict) as caught, database.begin(ADMIN) as session:
            work(session)
        assert caught.value.code == "reason_needed"
        with database.begin(ADMIN, reason="Asked for") as session:
            work(session)
        assert change_sets(database)[-1].reason == "Asked for"
