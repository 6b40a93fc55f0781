"""Any list is filtered, sorted and paged by fields that it has, and what is typed is never more than a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from sms_desktop.core.errors import Denied, Invalid
from sms_desktop.core.permissions import SECRETARY, VIEWER
from sms_desktop.db.database import Database
from sms_desktop.services import contacts, courses, enrolments, list_rows, listing, offerings, students
from sms_desktop.services.listing import ALL, Condition, Listing, parse_condition
from sms_desktop.services.privacy import restriction
from sms_desktop.services.students import StudentData
from tests.conftest import Transaction
from tests.makers import Make
from tests.schools import ADMIN, MadeOnce

ODD = ("100%", "under_score", "back\\slash", "O'Neil", 'the "Third"', "; DROP TABLE students; --", "Ω*?[a-z]", "a b")
COUNT = 24


@pytest.fixture(scope="module")
def school(school_made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A list of each kind with many rows alike; made once, for nothing here changes it."""
    database = school_made_once.opened(tmp_path_factory.mktemp("lists") / "data")
    make = Make(database, ADMIN)
    offered = [make.offering(section=section, room=room) for section, room in (("A", "1"), ("B", ""), ("", "1"))]
    with database.begin(ADMIN) as session:
        for n in range(COUNT):
            made = students.create(
                session,
                StudentData(
                    first_name=("Μαρία", "Maria", "ΜΑΡΊΑ")[n % 3],
                    last_name=ODD[n % len(ODD)],
                    student_number=f"N{n * 7 % COUNT:03d}",
                    section=("A", "B", "")[n % 3],
                    study_year=(None, 1, 2, 3)[n % 4],
                    enrolment_date=None if n % 5 == 0 else date(2026, 9, 1) + timedelta(days=n % 3),
                    programme=("", "AUT")[n % 2],
                    mobile=f"69{n:08d}" if n % 2 else "",
                ),
            )
            contacts.add(session, made, contacts.ContactData(name=ODD[n % 3], phone="2101234"))
            enrolments.enrol(session, [made], offered[n % 3])
    yield database
    database.close()


@pytest.fixture
def looking(school: Database) -> Iterator[Session]:
    """A session that looks at that school."""
    with school.read(ADMIN) as session:
        yield session


MODULES = [students, contacts, courses, offerings, enrolments]
every_list = pytest.mark.parametrize(
    "module", MODULES, ids=["students", "contacts", "courses", "offerings", "enrolments"]
)


def identity(row: Any) -> int:
    return int(getattr(row, "link_id", row.id))


@every_list
def test_pages_neither_overlap_nor_leave_a_row_out_in_any_order(looking: Session, module: Any) -> None:
    for field in ["", *module.FIELDS]:
        for descending in (False, True):
            wanted = Listing(sort=field, descending=descending)
            paged = [row for at in range(0, COUNT, 5) for row in module.page(looking, wanted, at, 5)]
            assert paged == module.page(looking, wanted, 0, 1000), field
            assert len({identity(row) for row in paged}) == len(paged) == module.count(looking, wanted), field


#: As if a handful of rows were a million.
SMALL = {"_FEW": 20, "_MOST_IDS": 3, "_MANY_IDS": 2, "_SOME": 3, "_WIDER": 2}
TEXTS = ("", "", "maria", "o'neil", "100", "zzz")


def drawn(looking: Session, module: Any, data: Any) -> Listing:
    """A listing with up to two conditions on what its rows have, a text and an order."""
    field = st.sampled_from(list(module.FIELDS))
    every = module.page(looking, ALL, 0, 1000)
    where = []
    for __ in range(data.draw(st.integers(0, 2))):
        row, name = data.draw(st.sampled_from(every)), data.draw(field)
        found: Any = getattr(row, name, getattr(getattr(row, "data", None), name, None))
        if found is not None:
            where.append(Condition(name, data.draw(st.sampled_from(["=", "!=", "empty", "filled"])), found))
    text = data.draw(st.sampled_from(TEXTS))
    return Listing(text, tuple(where), data.draw(field), data.draw(st.booleans()))


def small(patched: pytest.MonkeyPatch, **more: int) -> None:
    for name, number in (SMALL | more).items():
        patched.setattr(list_rows, name, number)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.parametrize("module", [contacts, enrolments], ids=["contacts", "enrolments"])
def test_the_rows_that_are_looked_at_first_are_the_first_of_all(looking: Session, module: Any, data: Any) -> None:
    wanted, offset = drawn(looking, module, data), data.draw(st.integers(0, 30))
    with pytest.MonkeyPatch.context() as patched:
        small(patched, _FEW=data.draw(st.sampled_from([2, 20, 60])))
        quick = module.page(looking, wanted, offset, data.draw(st.integers(1, 9)))
    with pytest.MonkeyPatch.context() as patched:
        small(patched, _MOST_NARROWED=-1)
        plain = module.page(looking, wanted, offset, 1000)
    assert quick == plain[: len(quick)]
    assert quick or not plain
    assert sorted(map(identity, plain)) == sorted(set(map(identity, plain)))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.parametrize("module", [contacts, enrolments], ids=["contacts", "enrolments"])
def test_as_many_rows_are_counted_as_there_are(looking: Session, module: Any, data: Any) -> None:
    wanted = drawn(looking, module, data)
    with pytest.MonkeyPatch.context() as patched:
        small(patched)
        assert module.count(looking, wanted) == len(module.page(looking, wanted, 0, 1000))


def test_what_is_hidden_is_neither_listed_nor_counted(make: Make, read: Transaction, write: Transaction) -> None:
    offered = [make.offering(section=section) for section in "AB"]
    people = [make.student(last_name=f"Nikou{n}") for n in range(4)]
    for person in people:
        make.contact(person, name="Mary")
        for offering in offered:
            make.enrolment(person, offering)
    gone = make.contact(people[1], name="Mary")
    with write() as session:
        students.delete(session, people[:1])
        contacts.delete(session, [gone])
        restriction.restrict(session, people[2], "a court's order")
        enrolments.delete(session, [row.id for row in enrolments.of_student(session, people[3])][:1])
    with read() as session:
        for wanted in (ALL, Listing(text="nikou"), Listing(where=(Condition("last_name", "!=", "x"),), sort="section")):
            shown = [row.student_id for row in enrolments.page(session, wanted)]
            assert sorted(shown) == sorted([*people[1:3] * 2, people[3]])
            assert enrolments.count(session, wanted) == 5
        for wanted in (ALL, Listing(text="mary"), Listing(where=(Condition("name", "=", "Mary"),), sort="last_name")):
            assert sorted(row.student_id for row in contacts.page(session, wanted)) == [people[1], people[3]]
            assert contacts.count(session, wanted) == 2


@every_list
def test_an_order_is_that_of_its_field(looking: Session, module: Any) -> None:
    rows = module.page(looking, ALL, 0, 1000)
    for field in {f.name for f in fields(rows[0])} & set(module.FIELDS):
        shown = [getattr(row, field) for row in module.page(looking, Listing(sort=field), 0, 1000)]
        assert shown == sorted(shown, key=lambda value: (value not in (None, ""), value)), field
        backwards = module.page(looking, Listing(sort=field, descending=True), 0, 1000)
        assert [getattr(row, field) for row in backwards] == shown[::-1], field


@every_list
def test_every_field_can_be_asked_whether_it_is_filled(looking: Session, module: Any) -> None:
    for field in module.FIELDS:
        empty = module.count(looking, Listing(where=(Condition(field, "empty"),)))
        filled = module.count(looking, Listing(where=(Condition(field, "filled"),)))
        assert empty + filled == module.count(looking), field


@every_list
@pytest.mark.parametrize("name", ["", "nonsense", "id; DROP TABLE students", "search_key", "verifier", "students.id"])
def test_a_field_that_the_list_does_not_have_is_refused(looking: Session, module: Any, name: str) -> None:
    with pytest.raises(Invalid, match="no field"):
        module.count(looking, Listing(where=(Condition(name, "=", "x"),)))
    if name:
        with pytest.raises(Invalid, match="no field"):
            module.page(looking, Listing(sort=name))


texts = st.sampled_from([*ODD, "", "%", "_", "\\", "'", "a", "0", "A", "\\%"]) | st.text(max_size=4)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts, field=st.sampled_from(["last_name", "section", "student_number"]))
def test_a_text_is_compared_as_it_stands(looking: Session, text: str, field: str) -> None:
    values = [getattr(row, field) for row in students.page(looking)]

    def found(operator: str) -> int:
        return students.count(looking, Listing(where=(Condition(field, operator, text),)))

    if "\0" in text:
        return
    assert found("contains") == sum(text in value for value in values)
    assert found("starts") == sum(value.startswith(text) for value in values)
    assert found("=") == values.count(text)
    assert found("!=") == len(values) - values.count(text)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.integers(-2, 5), operator=st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
def test_numbers_are_compared_as_numbers_and_an_empty_field_is_none_of_them(
    looking: Session, value: int, operator: str
) -> None:
    compare: dict[str, Callable[[Any], bool]] = {
        "=": lambda x: x == value,
        "!=": lambda x: x != value,
        "<": lambda x: x is not None and x < value,
        "<=": lambda x: x is not None and x <= value,
        ">": lambda x: x is not None and x > value,
        ">=": lambda x: x is not None and x >= value,
    }
    wanted = sum(compare[operator](row.study_year) for row in students.page(looking))
    for given_as in (value, f" {value} "):
        assert students.count(looking, Listing(where=(Condition("study_year", operator, given_as),))) == wanted


def test_days_and_one_of_several_can_be_asked_for(looking: Session) -> None:
    rows = students.page(looking)

    def found(*condition: Any) -> int:
        return students.count(looking, Listing(where=(Condition(*condition),)))

    days = [row.enrolment_date for row in rows if row.enrolment_date]
    assert found("enrolment_date", ">=", "2026-09-02") == sum(day >= date(2026, 9, 2) for day in days)
    assert found("section", "=", ["A", "B"]) == sum(row.section in "AB" and row.section != "" for row in rows)
    assert found("section", "=", ()) == 0
    assert found("study_year", "=", None) == sum(row.study_year is None for row in rows)
    assert found("programme", "!=", "AUT") == sum(row.programme != "AUT" for row in rows)


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        ("study_year", "=", "two"),
        ("study_year", "=", "9" * 30),
        ("study_year", "<", None),
        ("study_year", "~", 1),
        ("study_year", "", 1),
        ("enrolment_date", "=", "31/02/2026"),
        ("last_name", "like", "%"),
        ("section", "!=", ["A"]),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused(read: Transaction, field: str, operator: str, value: Any) -> None:
    with pytest.raises(Invalid), read() as session:
        students.count(session, Listing(where=(Condition(field, operator, value),)))


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e400", "abc", "1" * 20])
def test_a_decimal_that_is_none_is_refused(read: Transaction, value: str) -> None:
    with pytest.raises(Invalid), read() as session:
        courses.count(session, Listing(where=(Condition("credits", "=", value),)))


def test_decimals_are_compared_exactly(make: Make, read: Transaction) -> None:
    make.course(credits=Decimal("4.5"))
    make.course(credits=Decimal(5))
    with read() as session:
        for value in ("4,5", "4.50", Decimal("4.5")):
            assert courses.count(session, Listing(where=(Condition("credits", "=", value),))) == 1
        assert courses.count(session, Listing(where=(Condition("credits", ">", "4,5"),))) == 1


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("status = active", Condition("status", "=", "active")),
        ("status=active", Condition("status", "=", "active")),
        ("study_year >= 2", Condition("study_year", ">=", "2")),
        ("study_year<2", Condition("study_year", "<", "2")),
        ("email contains @school", Condition("email", "contains", "@school")),
        ("email contains a=b", Condition("email", "contains", "a=b")),
        ("city = a<=b", Condition("city", "=", "a<=b")),
        ("city = x contains y", Condition("city", "=", "x contains y")),
        ("city = very empty room", Condition("city", "=", "very empty room")),
        ("city != ", Condition("city", "!=", "")),
        ("city empty", Condition("city", "empty")),
        (" city  filled ", Condition("city", "filled")),
        ("last_name starts Παπ", Condition("last_name", "starts", "Παπ")),
    ],
)
def test_a_condition_is_read_as_it_is_typed(text: str, condition: Condition) -> None:
    assert parse_condition(text) == condition


@pytest.mark.parametrize("text", ["", "status", "= active", "contains x", "status is active", "status emptyx"])
def test_what_is_no_condition_says_how_one_looks(text: str) -> None:
    with pytest.raises(Invalid, match="study_year = 2"):
        parse_condition(text)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_conditions(text: str) -> None:
    with suppress(Invalid):
        assert parse_condition(text).operator in listing.OPERATORS


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts)
def test_no_text_breaks_the_search_in_a_list(looking: Session, text: str) -> None:
    for module in (students, contacts, courses, offerings, enrolments):
        wanted = Listing(text=text)
        assert module.count(looking, wanted) == len(module.page(looking, wanted, 0, 1000))


def test_a_list_is_searched_in_any_script(looking: Session) -> None:
    assert students.count(looking, Listing(text="μαρια")) == COUNT
    assert enrolments.count(looking, Listing(text="maria o'neil")) == COUNT // len(ODD)


def test_what_is_deleted_is_found_by_what_it_belongs_to(make: Make, read: Transaction, write: Transaction) -> None:
    student, offering = make.student(last_name="Nikou"), make.offering(course_id=make.course(course_name="Algebra"))
    gone = make.offering(course_id=make.course(course_name="Geometry"))
    enrolment = make.enrolment(student, offering)
    with write() as session:
        enrolments.delete(session, [enrolment])
        offerings.delete(session, [gone])
    with read() as session:
        assert enrolments.count(session, Listing(text="nikou", deleted=True)) == 1
        assert enrolments.count(session, Listing(text="nikou")) == 0
        assert offerings.count(session, Listing(text="geometry", deleted=True)) == 1
        assert offerings.count(session, Listing(text="geometry")) == 0


HIDDEN = [(students, field) for field in students.SENSITIVE] + [(contacts, "phone"), (contacts, "note")]


@pytest.mark.parametrize(("module", "field"), HIDDEN)
def test_who_may_not_see_a_field_may_not_find_out_by_filter_or_order(
    database: Database, make: Make, module: Any, field: str
) -> None:
    make.contact(make.student())
    by_filter, by_order = Listing(where=(Condition(field, "starts", "6"),)), Listing(sort=field)
    with database.read(make.user(VIEWER)) as session:
        for call in (module.count, module.page):
            with pytest.raises(Denied):
                call(session, by_filter)
        with pytest.raises(Denied):
            module.page(session, by_order)
    with database.read(make.user(SECRETARY)) as session:
        module.page(session, by_filter)
        module.page(session, by_order)


def statements(database: Database, work: Callable[[Session], object]) -> int:
    from sqlalchemy import event

    said: list[str] = []

    def listen(connection: Any, cursor: Any, statement: str, *details: Any) -> None:
        said.append(statement)

    event.listen(database.engine, "before_cursor_execute", listen)
    try:
        with database.read(ADMIN) as session:
            work(session)
    finally:
        event.remove(database.engine, "before_cursor_execute", listen)
    return len([statement for statement in said if not statement.startswith("BEGIN")])


@every_list
def test_a_page_is_a_few_statements_however_long_it_is(school: Database, module: Any) -> None:
    for limit in (1, 5, 400, 1000):
        page = partial(module.page, wanted=ALL, offset=0, limit=limit)
        assert statements(school, page) <= 4
    assert statements(school, module.count) <= 2


def test_a_record_costs_a_handful_of_statements(school: Database) -> None:
    assert statements(school, lambda s: students.get(s, 1)) <= 2
    assert statements(school, lambda s: courses.get(s, 1)) <= 3
    assert statements(school, lambda s: offerings.get(s, 1)) <= 6
    assert statements(school, lambda s: contacts.of_student(s, 1)) == 1
    assert statements(school, lambda s: enrolments.of_offering(s, 1)) == 1
