"""Offerings: a course in a term with its own rules, lessons and teachers, once for each section."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.core.evaluation import Rule
from sms_desktop.core.schedule import Lesson
from sms_desktop.db.database import Database
from sms_desktop.services import courses, enrolments, offerings
from sms_desktop.services.offerings import OfferingData
from tests.conftest import Transaction
from tests.content import content, entries, last_change
from tests.makers import RULES, Make

LESSONS = (Lesson(0, 1, 2, "08:00", 45), Lesson(2, 3, 1, "10:00", 45))


@pytest.fixture
def data(make: Make) -> OfferingData:
    course = make.course(
        course_code="MAT", course_name="Algebra", hours_per_week=Decimal(2), periods_per_week=Decimal(3),
        absence_penalty=Decimal("0.5"),
    )  # fmt: skip
    return OfferingData(course_id=course, term_id=make.term(), section="A1", room="12", teachers=("E. N.", "P. K."),
                        lessons=LESSONS)  # fmt: skip


@pytest.fixture
def made(data: OfferingData, write: Transaction) -> int:
    with write() as session:
        return offerings.create(session, data)


def test_what_is_left_out_comes_from_the_course(data: OfferingData, made: int, read: Transaction) -> None:
    with read() as session:
        record = offerings.get(session, made)
    filled = {"hours_per_week": Decimal(2), "periods_per_week": Decimal(3), "absence_penalty": Decimal("0.5")}
    assert record.data == replace(data, rules=RULES, **filled)
    assert record.title == "MAT · Algebra · Winter term · A1"


def test_its_own_values_and_rules_stand(data: OfferingData, write: Transaction, read: Transaction) -> None:
    own = replace(
        data, periods_per_week=Decimal(0), hours_per_week=Decimal("1.5"), absence_penalty=Decimal(0),
        rules=(Rule("All", Decimal(100), "other"),),
    )  # fmt: skip
    with write() as session:
        made = offerings.create(session, own)
    with read() as session:
        assert offerings.get(session, made).data == own


def test_the_courses_rules_changed_later_leave_the_offering_as_it_is(
    data: OfferingData, made: int, write: Transaction, read: Transaction
) -> None:
    with write() as session:
        course = courses.get(session, data.course_id).data
        courses.update(session, data.course_id, replace(course, rules=(Rule("All", Decimal(100), "other"),)))
    with read() as session:
        assert offerings.get(session, made).data.rules == RULES


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("course_id", 99),
        ("term_id", 99),
        ("section", "x" * 51),
        ("absence_limit", Decimal(101)),
        ("periods_per_week", Decimal(-1)),
        ("room", "a\0"),
    ],
)
def test_what_breaks_a_rule_is_named_at_its_field(
    data: OfferingData, write: Transaction, field: str, value: Any
) -> None:
    with pytest.raises(Invalid) as caught, write() as session:
        offerings.create(session, replace(data, **{field: value}))
    assert list(caught.value.fields) == [field]


def test_rules_that_do_not_sum_to_a_hundred_are_refused(data: OfferingData, write: Transaction) -> None:
    with pytest.raises(Invalid), write() as session:
        offerings.create(session, replace(data, rules=(Rule("All", Decimal(90), "other"),)))


def test_a_deleted_course_is_not_offered(data: OfferingData, write: Transaction) -> None:
    with write() as session:
        courses.delete(session, [data.course_id])
    with pytest.raises(Invalid), write() as session:
        offerings.create(session, data)


def test_the_same_section_is_offered_a_course_once_a_term(
    data: OfferingData, made: int, make: Make, write: Transaction
) -> None:
    next_year = make.term(2027)
    with pytest.raises(Invalid) as caught, write() as session:
        offerings.create(session, data)
    assert list(caught.value.fields) == ["section"]
    with write() as session:
        offerings.create(session, replace(data, section="A2"))
        offerings.create(session, replace(data, term_id=next_year))


def test_an_edit_of_nothing_is_no_change(database: Database, made: int, write: Transaction, read: Transaction) -> None:
    seen = last_change(database)
    with read() as session:
        record = offerings.get(session, made)
    with write() as session:
        assert offerings.update(session, made, record.data, record.version) == record.version
    assert last_change(database) == seen


def test_a_change_of_lessons_or_teachers_alone_keeps_the_others_and_is_told_to_whoever_has_it_open(
    database: Database, made: int, write: Transaction, read: Transaction
) -> None:
    with read() as session:
        record = offerings.get(session, made)
    moved = replace(record.data, lessons=(LESSONS[0], Lesson(4, 1, 1, "12:00", 45)), teachers=("P. K.",))
    with write() as session:
        version = offerings.update(session, made, moved, record.version)
    assert version == last_change(database)
    touched = sorted((table, operation) for table, operation, __ in entries(database, version))
    assert touched == [("lessons", "create"), ("lessons", "remove"), ("offering_teachers", "remove"),
                       ("offerings", "update")]  # fmt: skip
    with read() as session:
        assert offerings.get(session, made).data == moved
    with pytest.raises(Conflict), write() as session:
        offerings.update(session, made, record.data, record.version)


def test_an_edit_moves_an_offering_to_no_other_course_or_term(
    data: OfferingData, made: int, make: Make, write: Transaction, read: Transaction
) -> None:
    other = make.offering(section="A1", course_id=make.course(), term_id=data.term_id)
    with write() as session:
        offerings.update(session, made, replace(data, course_id=offerings.get(session, other).data.course_id))
    with read() as session:
        assert offerings.get(session, made).data.course_id == data.course_id


def test_an_offering_counts_who_takes_part(made: int, make: Make, write: Transaction, read: Transaction) -> None:
    ids = [make.enrolment(offering_id=made) for _ in range(4)]
    with write() as session:
        enrolments.set_status(session, ids[:1], "dropped")
        enrolments.set_status(session, ids[1:2], "completed")
        enrolments.delete(session, ids[3:])
    with read() as session:
        assert [row.enrolled for row in offerings.page(session)] == [2]


def test_an_offering_in_which_students_are_enrolled_is_not_deleted(
    database: Database, made: int, make: Make, write: Transaction
) -> None:
    enrolment = make.enrolment(offering_id=made)
    before = content(database)
    with pytest.raises(Conflict, match="1 "), write() as session:
        offerings.delete(session, [made])
    assert content(database) == before
    with write() as session:
        enrolments.delete(session, [enrolment])
        assert offerings.delete(session, [made, 99]) == 1
    with write() as session:
        assert offerings.page(session) == []
        assert offerings.get(session, made).deleted


def test_a_courses_offerings_come_newest_term_first(
    data: OfferingData, made: int, make: Make, read: Transaction
) -> None:
    newer = make.offering(course_id=data.course_id, term_id=make.term(2027))
    make.offering()
    with read() as session:
        assert [row.id for row in offerings.of_course(session, data.course_id)] == [newer, made]


@pytest.mark.parametrize("call", [offerings.get, lambda s, i: offerings.update(s, i, OfferingData())])
def test_an_offering_that_is_not_there_is_not_found(write: Transaction, call: Any) -> None:
    with pytest.raises(NotFound), write() as session:
        call(session, 12345)
