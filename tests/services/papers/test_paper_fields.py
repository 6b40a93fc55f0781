"""The fields of papers: names in every case, results as on the screen, and what is withheld from whom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Denied
from sms_desktop.core.i18n import set_language
from sms_desktop.core.permissions import rights_of
from sms_desktop.db.database import Database
from sms_desktop.db.people import Student
from sms_desktop.services import contacts, settings, student_marks, students
from sms_desktop.services.contacts import ContactData
from sms_desktop.services.papers import paper_fields
from sms_desktop.services.papers.paper_fields import FIELDS, shown
from sms_desktop.services.privacy import restriction
from tests.conftest import Transaction
from tests.makers import Make

GIORGOS = {
    "first_name": "Γιώργος", "last_name": "Παπαδόπουλος", "father_name": "Ανδρέας", "mother_name": "Ελένη",
    "gender": "male", "date_of_birth": date(2004, 5, 14), "study_year": 2, "section": "B1", "programme": "AUT",
    "national_id": "X123", "mobile": "99000001", "street": "Ακαδημίας", "street_number": "4", "city": "Πάφος",
    "district": "Πάφος", "postal_code": "8010",
}  # fmt: skip
WITHHELD = ("student.address", "student.street", "student.city", "student.email", "student.mobile", "student.phone")


def values(read: Transaction, student_id: int, **more: Any) -> dict[str, object]:
    with read() as session:
        return paper_fields.of_students(session, [student_id], **more)[student_id]


def test_names_dates_and_words_are_in_the_language_of_the_paper(make: Make, read: Transaction) -> None:
    student = make.student(**GIORGOS)
    set_language("el")
    found = values(read, student)
    assert found["student.full_name"] == "Γιώργος Παπαδόπουλος"
    assert found["student.full_name_genitive"] == "Γιώργου Παπαδόπουλου"
    assert found["student.last_name_vocative"] == "Παπαδόπουλε"
    assert (found["student.father_name_genitive"], found["student.mother_name_genitive"]) == ("Ανδρέα", "Ελένης")
    assert (found["student.article_accusative"], found["student.noun_accusative"]) == ("τον", "φοιτητή")
    assert found["student.date_of_birth_words"] == "14 Μαΐου 2004"
    assert found["student.date_of_birth_on"] == "στις 14 Μαΐου 2004"
    assert found["student.study_year_words"] == "Β'"
    assert found["student.address"] == "Ακαδημίας 4, 8010 Πάφος"
    assert found["programme.code"] == "AUT"
    set_language("en")
    found = values(read, student)
    assert found["student.full_name_genitive"] == "Γιώργος Παπαδόπουλος"
    assert found["student.full_name_latin"] == "Giorgos Papadopoulos"
    assert (found["student.noun"], found["student.article"]) == ("student", "")
    assert (found["student.date_of_birth_words"], found["student.study_year_words"]) == ("14 May 2004", "second")
    assert found["student.date_of_birth_on"] == "on 14 May 2004"
    assert found["student.enrolment_date_on"] == ""


def test_the_first_of_a_month_has_its_own_words_in_greek(make: Make, read: Transaction) -> None:
    set_language("el")
    found = values(read, make.student(date_of_birth=date(2004, 9, 1), enrolment_date=date(2024, 9, 10)))
    assert found["student.date_of_birth_on"] == "την 1η Σεπτεμβρίου 2004"
    assert found["student.enrolment_date_on"] == "στις 10 Σεπτεμβρίου 2024"


def test_credits_of_passed_courses_count_a_course_once(make: Make, read: Transaction, write: Transaction) -> None:
    student, course = make.student(), make.course()
    for year in (2023, 2024):
        offering = make.offering(course_id=course, term_id=make.term(year))
        enrolment = make.enrolment(student, offering)
        for title, category in (("Midterm", "Midterm"), ("Final", "Final exam")):
            make.mark(enrolment, make.assessment(offering, title, category), "16")
    found = values(read, student)
    assert (found["average.credits"], found["average.credits_passed"]) == (10, 5)


def test_the_school_has_its_own_word_for_students(make: Make, read: Transaction) -> None:
    student = make.student(first_name="Μαρία", gender="female")
    set_language("el", "σπουδαστής")
    assert values(read, student)["student.noun_genitive"] == "σπουδάστριας"


def test_gender_is_told_by_the_first_name_where_it_is_not_kept(make: Make, read: Transaction) -> None:
    set_language("el")
    assert values(read, make.student(first_name="Μαρία"))["student.article"] == "η"
    assert values(read, make.student(first_name="Kim"))["student.article"] == "ο/η"


def test_every_field_that_can_be_named_has_a_value_of_a_plain_type(make: Make, read: Transaction) -> None:
    enrolment = make.enrolment()
    with read() as session:
        found = paper_fields.of_students(session, [1])[1]
        klass = paper_fields.of_offering(session, 1)
    rows = {"courses": found["courses"], "students": klass["students"]}
    for field in FIELDS:
        table, _dot, name = field.name.partition(".")
        if table in rows:
            assert name in rows[table][0], field.name  # type: ignore[index]
        elif table != "document":
            assert field.name in found or field.name in klass, field.name
    for value in (*found.values(), *klass.values()):
        assert value is None or isinstance(value, str | int | Decimal | date | list)
    assert enrolment


def test_results_are_those_of_the_screen(make: Make, read: Transaction) -> None:
    offering = make.offering()
    enrolment = make.enrolment(offering_id=offering)
    make.mark(enrolment, make.assessment(offering, "Midterm", "Midterm"), "14")
    dropped = make.enrolment(1)
    with read() as session:
        found = paper_fields.of_students(session, [1])[1]
        marks = student_marks.marks_of_student(session, 1)
        klass = paper_fields.of_offering(session, offering)
    row = next(row for row in found["courses"] if row["grade"] is not None)  # type: ignore[attr-defined]
    shown_on_screen = next(one for one in marks.courses if one.enrolment_id == enrolment)
    assert row["grade"] == shown_on_screen.final.grade20 == Decimal("14.00")
    assert row["in_progress"] is True
    assert (row["allowed"], row["limit_status"]) == (None, "not known")
    assert found["average.grade"] == marks.average.grade20
    assert klass["students"][0]["grade"] == row["grade"]  # type: ignore[index]
    assert klass["class.size"] == 1
    assert dropped


def test_nothing_is_read_of_results_where_none_is_named(make: Make, read: Transaction) -> None:
    make.enrolment()
    assert "courses" not in values(read, 1, wanted={"student.last_name"})
    assert "courses" in values(read, 1, wanted={"courses"})


def test_deleted_students_are_left_out_and_the_order_is_the_asked_one(
    make: Make, read: Transaction, write: Transaction
) -> None:
    first, gone, last = make.student(), make.student(), make.student()
    with write("delete") as session:
        students.delete(session, [gone])
    with read() as session:
        assert list(paper_fields.of_students(session, [last, gone, 999, first])) == [last, first]


def test_sensitive_fields_are_for_who_may_see_them(database: Database, make: Make) -> None:
    student = make.student(**GIORGOS)
    sensitive = [field.name for field in FIELDS if field.sensitive and field.name.startswith("student.")]
    assert sorted(sensitive) == ["student.mobile", "student.national_id", "student.phone"]
    assert not [field.name for field in FIELDS if field.sensitive and field.name.startswith("school.")]
    for role, seen in (("secretary", "X123"), ("viewer", None)):
        with database.read(Actor(5, role, rights_of(role))) as session:
            assert paper_fields.of_students(session, [student])[student]["student.national_id"] == seen


def test_of_a_restricted_student_no_address_is_told_but_on_the_own_paper_and_never_the_guardian(
    make: Make, read: Transaction, write: Transaction
) -> None:
    student = make.student(**GIORGOS)
    with write() as session:
        contacts.add(session, student, ContactData("Νίκος Παπαδόπουλος", "father"))
    assert values(read, student)["guardian.name"] == "Νίκος Παπαδόπουλος"
    with write() as session:
        restriction.restrict(session, student, "A court's order")
    found, own = values(read, student), values(read, student, own_paper=True)
    assert {found[name] for name in WITHHELD} == {None}
    assert own["student.address"] == "Ακαδημίας 4, 8010 Πάφος"
    assert found["guardian.name"] is own["guardian.name"] is None


def test_a_guardian_who_may_not_be_contacted_is_passed_over(make: Make, read: Transaction, write: Transaction) -> None:
    student = make.student()
    with write() as session:
        contacts.add(session, student, ContactData("First", may_be_contacted=False))
        contacts.add(session, student, ContactData("Second", "mother"))
    found = values(read, student)
    assert (found["guardian.name"], found["guardian.relation"]) == ("Second", "mother")


def of_class(session: Session, offering: int) -> dict[str, object]:
    """The row of the only student of a class."""
    (row,) = cast(list[dict[str, object]], paper_fields.of_offering(session, offering)["students"])
    return row


def test_a_row_of_a_class_has_what_the_ministrys_lists_ask_for(
    database: Database, make: Make, read: Transaction
) -> None:
    offering = make.offering()
    person = {"gender": "female", "date_of_birth": date(2008, 2, 9), "street": "Ακαδημίας", "postal_code": "8010"}
    student = make.student(**person)
    make.enrolment(student_id=student, offering_id=offering)
    make.contact(student, name="Νίκος Παππάς", phone="99123456", email="n@example.org")
    with read() as session:
        row = of_class(session, offering)
    parts = [row[f"date_of_birth_{part}"] for part in ("day", "month", "year")]
    assert parts == ["09", "02", "2008"]
    assert (row["is_male"], row["is_female"], row["street"], row["postal_code"]) == ("", "X", "Ακαδημίας", "8010")
    assert [row[f"guardian_{name}"] for name in ("name", "phone", "email")] == [
        "Νίκος Παππάς", "99123456", "n@example.org",
    ]  # fmt: skip
    teacher = make.teacher(offering)
    with database.read(teacher) as session:
        assert of_class(session, offering)["guardian_phone"] is None


def test_a_day_has_boxes_for_its_parts_and_none_where_there_is_no_day(make: Make, read: Transaction) -> None:
    found = values(read, make.student(date_of_birth=None, gender="other"))
    assert {found[f"student.date_of_birth_{part}"] for part in ("day", "month", "year")} == {""}
    assert (found["student.is_male"], found["student.is_female"]) == ("", "")
    assert f"{found['today_day']}/{found['today_month']}/{found['today_year']}" == f"{clock.today():%d/%m/%Y}"


def test_a_teacher_reads_of_the_own_students_alone_and_no_grades_without_the_right(
    database: Database, make: Make
) -> None:
    offering = make.offering()
    make.enrolment(offering_id=offering)
    other = make.student()
    teacher = make.teacher(offering)
    with database.read(teacher) as session:
        assert paper_fields.of_students(session, [1])[1]["courses"]
        with pytest.raises(Denied):
            paper_fields.of_students(session, [1, other])
    blind = replace(teacher, rights=frozenset({"students:view", "offerings:view"}))
    with database.read(blind) as session:
        found = paper_fields.of_students(session, [1])[1]
        assert (found.get("courses"), found["average.grade"], found["guardian.name"]) == (None, None, None)
        assert paper_fields.of_offering(session, offering)["students"][0]["grade"] is None  # type: ignore[index]


def test_english_texts_of_the_school_stand_in_english_papers(write: Transaction, read: Transaction) -> None:
    with write("settings_change") as session:
        settings.write(session, "school.name", "Σχολή")
        settings.write(session, "school.name_en", "School")
        settings.write(session, "school.place", "Πάφος")
    with read() as session:
        found = paper_fields.of_school(session)
        set_language("el")
        greek = paper_fields.of_school(session)
    assert (found["school.name"], found["school.place"]) == ("School", "Πάφος")
    assert greek["school.name"] == "Σχολή"


def test_an_unknown_field_is_told_with_the_nearest() -> None:
    assert paper_fields.unknown(["student.lastname", "today", "@@@"]) == [
        ("student.lastname", "student.last_name"), ("@@@", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "english", "greek"),
    [
        (None, "", ""),
        ("text", "text", "text"),
        (12, "12", "12"),
        (Decimal("15.50"), "15.50", "15,50"),
        (Decimal("1234.5"), "1,234.5", "1.234,5"),
        (date(2026, 11, 2), "02/11/2026", "02/11/2026"),
        ([1, 2], "2", "2"),
        (True, "yes", "ναι"),
    ],
)
def test_a_value_is_shown_as_its_reader_writes_it(value: object, english: str, greek: str) -> None:
    assert shown(value) == english
    set_language("el")
    assert shown(value) == greek


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-1000, max_value=1000))
def test_a_shown_number_is_the_number(value: Decimal) -> None:
    assert Decimal(shown(value).replace(",", "")) == value


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_the_statements_do_not_grow_with_the_students(database: Database, admin: Actor, make: Make) -> None:
    make.klass(make.offering(), 12)
    counts = []
    for many in (1, 12):
        with statements(database) as asked, database.read(admin) as session:
            assert len(paper_fields.of_students(session, list(range(1, many + 1)))) == many
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_no_note_of_health_or_office_can_be_named() -> None:
    names = {field.name for field in FIELDS}
    assert not any("note" in name for name in names)
    assert {column.key for column in Student.__table__.c} >= {"health_note", "private_note"}
