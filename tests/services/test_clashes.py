"""Timetables: who is in the same room, with the same teacher or in the same section at the same time."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Conflict, Invalid
from sms_desktop.core.schedule import Lesson
from sms_desktop.services import clashes, courses, offerings, years
from sms_desktop.services.courses import CourseData
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.offerings import OfferingData
from sms_desktop.services.years import TermDates
from tests.conftest import Transaction

MONDAY = Lesson(0, 2, 2)


def term(session: Session) -> int:
    days = date(2026, 9, 14), date(2026, 12, 18)
    years.create(session, "2026-2027", [TermDates("Winter", *days)])
    return years.terms(session)[0].id


def offer(session: Session, code: str, term_id: int, **more: object) -> int:
    programme = str(more.pop("programme", ""))
    course = courses.create(session, CourseData(code, f"Course {code}", programme=programme))
    return offerings.create(session, OfferingData(course, term_id, **{"lessons": (MONDAY,), **more}))


def test_lessons_clash_over_room_teacher_or_section(write: Transaction) -> None:
    with write() as session:
        winter = term(session)
        mine = offer(session, "A1", winter, room="E12", section="A", teachers=("Roe, P.",))
        offer(session, "B1", winter, room="e12 ", section="B")
        offer(session, "C1", winter, teachers=("roe,  p.",))
        offer(session, "D1", winter, section="A")
        offer(session, "E1", winter, room="E13", section="C", teachers=("Doe",))
        found = clashes.clashes(session, mine)
    shares = [(clash.other.course_code, clash.other.shares) for clash in found]
    assert shares == [
        ("B1", (("room", "e12"),)),
        ("C1", (("teacher", "roe,  p."),)),
        ("D1", (("section", "A"),)),
    ]


def test_lessons_at_another_time_or_in_another_term_are_no_clash(write: Transaction) -> None:
    with write() as session:
        winter = term(session)
        years.create(session, "2027-2028", [TermDates("Spring", date(2028, 1, 10), date(2028, 5, 5))])
        spring = years.terms(session)[0].id
        mine = offer(session, "A1", winter, room="E12")
        offer(session, "B1", winter, room="E12", lessons=(Lesson(0, 4, 1), Lesson(1, 2, 2)))
        offer(session, "C1", spring, room="E12")
        beside = clashes.beside(session, offerings.get(session, mine).data, mine)
        assert [other.course_code for other in beside] == ["B1", "B1"]
        assert clashes.clashes(session, mine) == []


def test_sections_of_one_name_in_two_programmes_are_not_the_same_students(write: Transaction) -> None:
    with write() as session:
        winter = term(session)
        mine = offer(session, "A1", winter, section="A", programme="CARS")
        offer(session, "B1", winter, section="A", programme="COOKS")
        offer(session, "C1", winter, section="A")
        assert [clash.other.course_code for clash in clashes.clashes(session, mine)] == ["C1"]


def test_what_is_being_typed_is_looked_at_before_it_is_saved(write: Transaction) -> None:
    with write() as session:
        winter = term(session)
        offer(session, "A1", winter, room="E12")
        draft = OfferingData(0, winter, room="E12")
        assert [other.course_code for other in clashes.beside(session, draft)] == ["A1"]


def test_deleted_offerings_neither_clash_nor_show_and_come_back(write: Transaction) -> None:
    with write() as session:
        winter = term(session)
        mine, other = (offer(session, code, winter, room="E12") for code in ("A1", "B1"))
        assert offerings.delete(session, [other]) == 1
        assert clashes.clashes(session, mine) == []
        assert [row.id for row in offerings.page(session, Listing(deleted=True))] == [other]
        assert offerings.restore(session, [other]) == 1
        assert len(clashes.clashes(session, mine)) == 1


def test_an_offering_whose_place_is_taken_or_whose_course_is_gone_stays_deleted(write: Transaction) -> None:
    with write() as session:
        winter = term(session)
        first = offer(session, "A1", winter, section="A")
        course = offerings.get(session, first).data.course_id
        offerings.delete(session, [first])
        second = offerings.create(session, OfferingData(course, winter, section="A"))
        with pytest.raises(Invalid, match="offered to that section"):
            offerings.restore(session, [first])
        offerings.delete(session, [second])
        courses.delete(session, [course])
        with pytest.raises(Conflict, match="A1 is deleted"):
            offerings.restore(session, [first])


def test_offerings_are_filtered_by_programme_and_sorted_by_how_many_are_enrolled(write: Transaction) -> None:
    with write() as session:
        winter = term(session)
        offer(session, "A1", winter, programme="CARS")
        offer(session, "B1", winter, programme="COOKS")
        cars = Listing(where=(Condition("programme", "=", "CARS"),), sort="enrolled")
        assert [row.course_code for row in offerings.page(session, cars)] == ["A1"]
        assert offerings.count(session, cars) == 1
