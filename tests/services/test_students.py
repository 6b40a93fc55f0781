"""Students are added, changed, deleted and restored; what breaks a rule is named field by field."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sms_desktop.core import clock
from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.db.database import Database
from sms_desktop.services import students
from sms_desktop.services.privacy import viewing
from sms_desktop.services.students import StudentData
from tests.conftest import TOMORROW, Transaction
from tests.content import change_sets, content, entries, last_change
from tests.makers import Make

MARIA = StudentData(
    first_name="Μαρία",
    last_name="Παπαδοπούλου",
    student_number="S-1",
    email="maria@school.example",
    mobile="6999 111222",
    date_of_birth=date(2006, 5, 4),
    programme="AUT",
    study_year=2,
    section="Α1",
    health_note="asthma",
)


@pytest.fixture
def maria(write: Transaction) -> int:
    with write() as session:
        return students.create(session, MARIA)


def test_a_student_is_kept_as_entered(read: Transaction, maria: int) -> None:
    with read() as session:
        record = students.get(session, maria)
        [row] = students.page(session)
    assert record.data == replace(MARIA, health_note=None)  # shown where somebody asks (test_viewing)
    assert (record.deleted, record.sensitive_hidden, record.name) == (False, False, "Παπαδοπούλου Μαρία")
    assert (row.id, row.version, row.programme, row.mobile) == (maria, record.version, "AUT", "6999 111222")


def test_blanks_around_texts_go_and_letters_are_composed(write: Transaction, read: Transaction) -> None:
    with write() as session:
        made = students.create(session, replace(MARIA, first_name="  Μαρι\u0301α ", section="\tΑ1\n"))
    with read() as session:
        data = students.get(session, made).data
    assert (data.first_name, data.section) == ("Μαρία", "Α1")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", " "),
        ("last_name", ""),
        ("student_number", "-1"),
        ("student_number", "Α1"),
        ("student_number", "1 2"),
        ("student_number", "1" * 51),
        ("status", "asleep"),
        ("email", "maria"),
        ("email", "maria@school"),
        ("email", "two words@school.example"),
        ("study_year", 0),
        ("study_year", 5),
        ("date_of_birth", date(1899, 12, 31)),
        ("date_of_birth", TOMORROW),
        ("first_name", "x" * 101),
        ("private_note", "x" * 5001),
        ("last_name", "Pap\0pa"),
        ("city", "Nico\ud800sia"),
        ("first_name", "Ma\x1bria"),
    ],
)
def test_what_breaks_a_rule_is_named_at_its_field(
    database: Database, write: Transaction, field: str, value: Any
) -> None:
    value = clock.today() + timedelta(days=1) if value is TOMORROW else value
    before = content(database)
    with pytest.raises(Invalid) as caught, write() as session:
        students.create(session, replace(MARIA, **{field: value}))
    assert list(caught.value.fields) == [field]
    assert caught.value.fields[field]
    assert content(database) == before


def test_all_that_is_wrong_is_said_at_once(write: Transaction) -> None:
    with pytest.raises(Invalid) as caught, write() as session:
        students.create(session, StudentData(status="?", study_year=9))
    assert set(caught.value.fields) == {"first_name", "last_name", "status", "study_year"}


def test_notes_may_have_lines(write: Transaction, read: Transaction) -> None:
    with write() as session:
        made = students.create(session, replace(MARIA, private_note="one\r\ntwo\tthree"))
    with read() as session:
        assert students.get(session, made).data.private_note == "one\r\ntwo\tthree"


def test_a_number_that_is_taken_names_its_owner_unless_that_one_is_deleted(write: Transaction, maria: int) -> None:
    with pytest.raises(Invalid, match="Παπαδοπούλου Μαρία") as caught, write() as session:
        students.create(session, MARIA)
    assert list(caught.value.fields) == ["student_number"]
    with write() as session:
        students.delete(session, [maria])
        students.create(session, MARIA)
    with pytest.raises(Invalid), write() as session:
        students.restore(session, [maria])


def test_who_has_no_number_gets_the_next_of_this_year(write: Transaction, read: Transaction) -> None:
    year = clock.today().year
    with write() as session:
        students.create(session, replace(MARIA, student_number=f"{year}-0041"))
        students.create(session, replace(MARIA, student_number=f"{year}-x9"))
        students.create(session, replace(MARIA, student_number=f"{year}_0999"))
        made = students.create(session, replace(MARIA, student_number=""))
    with read() as session:
        assert students.get(session, made).data.student_number == f"{year}-0042"
        assert students.next_number(session, 2) == f"{year}-0045"


def test_an_edit_is_one_change_of_what_changed(database: Database, write: Transaction, maria: int) -> None:
    made = last_change(database)
    with write() as session:
        version = students.update(session, maria, replace(MARIA, programme="ELE", last_name="Νίκου"), seen_version=made)
    change = last_change(database)
    assert version == change
    changed = [(table, operation) for table, operation, __ in entries(database, change)]
    assert changed == [("programmes", "create"), ("students", "update")]
    values = entries(database, change)[1][2]["after"]
    assert set(values) == {"version", "last_name", "programme_id", "search_key", "sort_key"}
    row = change_sets(database)[-1]
    assert (row.action, row.details) == ("update", {"name": "Νίκου Μαρία"})


def test_an_edit_of_nothing_is_no_change(database: Database, write: Transaction, maria: int) -> None:
    made = last_change(database)
    with write() as session:
        assert students.update(session, maria, MARIA, seen_version=made) == made
    assert last_change(database) == made


def test_an_edit_of_what_somebody_changed_meanwhile_overwrites_nothing(
    database: Database, write: Transaction, maria: int
) -> None:
    seen = last_change(database)
    with write() as session:
        students.update(session, maria, replace(MARIA, city="Πάφος"), seen)
    before = content(database)
    with pytest.raises(Conflict) as caught, write() as session:
        students.update(session, maria, replace(MARIA, section="B2"), seen)
    assert caught.value.code == "changed_meanwhile"
    assert content(database) == before


def test_an_edit_without_a_number_keeps_the_number(write: Transaction, read: Transaction, maria: int) -> None:
    with write() as session:
        students.update(session, maria, replace(MARIA, student_number=" "))
    with read() as session:
        assert students.get(session, maria).data.student_number == "S-1"


def test_the_deleted_show_nowhere_and_come_back(database: Database, write: Transaction, read: Transaction) -> None:
    with write() as session:
        ids = [students.create(session, replace(MARIA, student_number=f"S{n}")) for n in range(3)]
    before = content(database, versions=False)
    with write() as session:
        assert students.delete(session, ids[:2]) == 2
    with read() as session:
        assert [row.id for row in students.page(session)] == ids[2:]
        assert students.count(session) == 1
        assert students.count(session, students.Listing(deleted=True)) == 2
        assert students.get(session, ids[0]).deleted
        with pytest.raises(NotFound):
            students.by_number(session, "S0")
    with write() as session:
        assert students.restore(session, ids[:2]) == 2
    assert content(database, versions=False) == before


def test_deleting_the_deleted_or_nobody_is_no_change(database: Database, write: Transaction, maria: int) -> None:
    with write() as session:
        students.delete(session, [maria])
    change = last_change(database)
    with write() as session:
        assert students.delete(session, [maria, 99]) == 0
        assert students.delete(session, []) == 0
    with write() as session:
        students.restore(session, [])
    assert last_change(database) == change


def test_thousands_are_deleted_at_once(make: Make, write: Transaction, read: Transaction) -> None:
    ids = [make.student() for _ in range(3)]
    with write() as session:
        assert students.delete(session, [*ids, *range(1000, 3000)]) == 3
    with read() as session:
        assert students.count(session) == 0


@pytest.mark.parametrize("call", [students.get, lambda s, i: students.update(s, i, MARIA)])
def test_a_student_who_is_not_there_is_not_found(write: Transaction, call: Any) -> None:
    with pytest.raises(NotFound), write() as session:
        call(session, 12345)


def test_a_programme_is_found_by_code_or_name_and_made_once(database: Database, write: Transaction, maria: int) -> None:
    with write() as session:
        students.create(session, replace(MARIA, student_number="S-2", programme="AUT"))
        students.create(session, replace(MARIA, student_number="S-3", programme=""))
        assert students.programmes(session) == [("AUT", "AUT")]
        assert students.sections(session) == ["Α1"]
    assert [row["programme_id"] for row in content(database)["students"].values()] == [1, 1, None]


def test_who_may_not_see_sensitive_fields_sees_none_and_clears_none(
    database: Database, write: Transaction, maria: int
) -> None:
    helper = Actor(5, "helper", frozenset({"students:view", "students:edit"}))
    with database.read(helper) as session:
        record = students.get(session, maria)
        [row] = students.page(session)
    assert record.sensitive_hidden
    assert (record.data.mobile, record.data.health_note, row.mobile) == ("", "", "")
    with database.begin(helper) as session:
        students.update(session, maria, replace(record.data, city="Λεμεσός", health_note="made up"))
    with write() as session:
        data, note = students.get(session, maria).data, viewing.health_note(session, maria)
    assert (data.city, data.mobile, note) == ("Λεμεσός", MARIA.mobile, "asthma")


def tidied(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(str.strip)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=names, last=names, note=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))
def test_names_in_any_script_go_in_and_come_out(
    write: Transaction, read: Transaction, first: str, last: str, note: str
) -> None:
    data = StudentData(first_name=first, last_name=last, private_note=note)
    try:
        with write() as session:
            made = students.create(session, data)
    except Invalid as error:
        assert error.fields.keys() <= {"first_name", "last_name", "private_note"}
        return
    with read() as session:
        kept = students.get(session, made).data
    assert (kept.first_name, kept.last_name) == (tidied(first), tidied(last))
    assert kept.private_note == tidied(note)
