"""What people did is taken back by name, by whom it may be, and whatever order it was done in."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from sms_desktop.core import i18n
from sms_desktop.core.actor import Actor, system_actor
from sms_desktop.core.errors import Conflict, Denied, NotFound, UserError
from sms_desktop.core.evaluation import Rule
from sms_desktop.core.permissions import SECRETARY, VIEWER
from sms_desktop.db.database import Database
from sms_desktop.services import contacts, courses, enrolments, offerings, students, years
from sms_desktop.services import settings as school_settings
from sms_desktop.services.contacts import ContactData
from sms_desktop.services.courses import CourseData
from sms_desktop.services.history import undo
from sms_desktop.services.history.undo import Taken
from sms_desktop.services.offerings import OfferingData
from sms_desktop.services.students import StudentData
from tests.conftest import Transaction
from tests.content import Content, change_sets, content, last_change
from tests.makers import Make
from tests.schools import ADMIN, MadeOnce

MARIA = StudentData(first_name="Μαρία", last_name="Παππά", student_number="S1", mobile="6999123456")
RULE = (Rule("All", Decimal(100), "other"),)


def take_back(database: Database, change: int | None = None, who: Actor = ADMIN, *, redo: bool = False) -> Taken:
    with database.begin(who) as session:
        return undo.undo(session, change or last_change(database), redo=redo)


def edit(database: Database, student: int, who: Actor = ADMIN, **values: object) -> int:
    with database.begin(who) as session:
        students.update(session, student, replace(students.get(session, student).data, **values))  # type: ignore[arg-type]
    return last_change(database)


@pytest.fixture
def maria(write: Transaction) -> int:
    with write() as session:
        return students.create(session, MARIA)


def test_an_edit_is_undone_and_redone_by_its_name(database: Database, maria: int) -> None:
    before = content(database)
    edit(database, maria, city="Πάφος")
    after = content(database)
    taken = take_back(database)
    assert (taken.change_set_title, taken.rows, taken.left) == ("Edit student Παππά Μαρία", 1, 0)
    assert content(database) == before
    assert take_back(database, redo=True).change_set_title == "Edit student Παππά Μαρία"
    assert content(database) == after
    with database.read(ADMIN) as session:
        titles = [undo.describe_change(session, row.id).title for row in change_sets(database)[-2:]]
    assert titles == ["Undo: Edit student Παππά Μαρία", "Redo: Edit student Παππά Μαρία"]


def test_titles_are_in_the_language_of_who_reads_them(database: Database, maria: int) -> None:
    with database.read(ADMIN) as session:
        row = change_sets(database)[-1]
        i18n.set_language("el")
        assert undo.title_of(row) == i18n._(row.summary).format(**row.details)
        assert undo.describe_change(session, row.id).action == "create"


def test_what_somebody_changed_since_is_left_and_that_person_named(database: Database, maria: int, make: Make) -> None:
    change = edit(database, maria, city="Πάφος")
    eleni = make.user(SECRETARY)
    edit(database, maria, eleni, city="Λεμεσός")
    taken = take_back(database, change)
    assert (taken.rows, taken.left, taken.change_set_id) == (0, 1, None)
    assert taken.sentences == (f"Παππά Μαρία was changed since by {eleni.name} and was left as it is.",)
    assert content(database)["students"][maria]["city"] == "Λεμεσός"


def test_a_student_who_was_enrolled_since_is_left(database: Database, maria: int, make: Make) -> None:
    made = last_change(database)
    make.enrolment(maria)
    assert take_back(database, made).sentences == ("Παππά Μαρία is in use by later entries and was left as it is.",)


def test_a_number_that_is_taken_by_now_is_said(database: Database, maria: int, write: Transaction) -> None:
    with write() as session:
        students.delete(session, [maria])
    deleted = last_change(database)
    with write() as session:
        students.create(session, MARIA)
    [sentence] = take_back(database, deleted).sentences
    assert "taken by now" in sentence


def test_ten_rows_that_were_left_are_named_and_all_counted(database: Database, make: Make, write: Transaction) -> None:
    ids = [make.student() for _ in range(12)]
    with write() as session:
        students.delete(session, ids)
    deleted = last_change(database)
    with write() as session:
        students.restore(session, ids)
        for row_id in ids:
            students.update(session, row_id, replace(students.get(session, row_id).data, city="Πάφος"))
    taken = take_back(database, deleted)
    assert (taken.left, len(taken.sentences)) == (12, 10)


def test_a_change_that_does_not_exist_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound):
        take_back(database, 99)
    with pytest.raises(NotFound), database.read(ADMIN) as session:
        undo.describe_change(session, 99)


def test_only_an_administrator_undoes_what_others_did(database: Database, maria: int, make: Make) -> None:
    change = edit(database, maria, city="Πάφος")
    eleni = make.user(SECRETARY)
    with pytest.raises(Denied):
        take_back(database, change, eleni)
    own = edit(database, maria, eleni, section="A1")
    assert take_back(database, own, eleni).left == 0
    own = edit(database, maria, eleni, section="A2")
    assert take_back(database, own).left == 0


def test_who_may_no_longer_do_something_may_no_longer_undo_it(database: Database, maria: int, make: Make) -> None:
    eleni = make.user(SECRETARY)
    own = edit(database, maria, eleni, city="Πάφος")
    demoted = replace(eleni, rights=make.user(VIEWER).rights)
    with pytest.raises(Denied):
        take_back(database, own, demoted)
    assert content(database)["students"][maria]["city"] == "Πάφος"


def test_accounts_are_not_touched_by_an_undo(database: Database, make: Make) -> None:
    make.user(SECRETARY)
    before = content(database)
    for change in (1, last_change(database)):
        with pytest.raises(Conflict) as caught:
            take_back(database, change)
        assert caught.value.code == "not_undoable"
    with pytest.raises(Conflict):
        take_back(database, 1, system_actor())
    assert content(database) == before


def test_the_history_of_a_record_tells_each_change_field_by_field(
    database: Database, maria: int, read: Transaction
) -> None:
    edit(database, maria, city="Πάφος", date_of_birth=date(2006, 5, 4))
    edit(database, maria, city="")
    with read() as session:
        newest, edited, made = undo.history(session, "students", maria)
    assert newest.fields == (("city", "Πάφος", ""),)
    assert set(edited.fields) == {("city", "", "Πάφος"), ("date_of_birth", None, date(2006, 5, 4))}
    assert (made.operation, made.user_name, made.title) == ("create", "admin", "Add student Παππά Μαρία")
    assert ("first_name", None, "Μαρία") in made.fields
    assert not {name for name, __, __ in made.fields} & {"id", "version", "search_key", "phone_key", "sort_key"}


def test_the_history_of_decimals_and_of_one_among_many(database: Database, make: Make, write: Transaction) -> None:
    ids = [make.course(credits=Decimal(5)) for _ in range(3)]
    with write() as session:
        courses.update(session, ids[1], replace(courses.get(session, ids[1]).data, credits=Decimal("4.5")))
        courses.update(session, ids[2], replace(courses.get(session, ids[2]).data, credits=Decimal("3.5")))
    with database.read(ADMIN) as session:
        assert undo.history(session, "courses", ids[1])[0].fields == (("credits", Decimal(5), Decimal("4.5")),)
        assert len(undo.history(session, "courses", ids[0])) == 1


def test_the_history_hides_what_the_record_hides(database: Database, maria: int, make: Make) -> None:
    edit(database, maria, mobile="6999000000", health_note="asthma")
    with database.read(make.user(VIEWER)) as session:
        changes = undo.history(session, "students", maria)
        assert not {name for change in changes for name, __, __ in change.fields} & set(students.SENSITIVE)
        with pytest.raises(Denied):
            undo.history(session, "users", 1)
    with pytest.raises(Denied), database.read(Actor(9, "nobody")) as session:
        undo.history(session, "students", maria)


def test_a_change_of_rules_alone_is_undone_although_somebody_renamed_the_course_since(
    database: Database, make: Make, write: Transaction, read: Transaction
) -> None:
    course = make.course(course_name="Algebra")
    with read() as session:
        data = courses.get(session, course).data
    with write() as session:
        courses.update(session, course, replace(data, rules=RULE))
    change = last_change(database)
    with write() as session:
        courses.update(session, course, replace(data, rules=RULE, course_name="Geometry"))
    renamed = last_change(database)
    assert take_back(database, change).left == 0
    with read() as session:
        record = courses.get(session, course)
    assert (record.data, record.version) == (replace(data, course_name="Geometry"), renamed)


# Whatever an office does, in whatever order: undone in reverse it is as it was at each step, redone as it became.


def ids_of(session: Session, module: object) -> list[int]:
    return [row.id for row in module.page(session, students.Listing(sort="id"), 0, 100)]  # type: ignore[attr-defined]


def new_student(session: Session, n: int) -> None:
    students.create(session, replace(MARIA, student_number=f"S{n}", programme=("", "AUT", "ELE")[n % 3]))


def change_student(session: Session, n: int) -> None:
    for row_id in ids_of(session, students)[n % 3 : n % 3 + 1]:
        data = students.get(session, row_id).data
        students.update(session, row_id, replace(data, programme=("", "AUT", "NEW")[n % 3], city=f"c{n}"))


def delete_students(session: Session, n: int) -> None:
    students.delete(session, ids_of(session, students)[n % 2 : n % 2 + 2])


def restore_students(session: Session, n: int) -> None:
    gone = [row.id for row in students.page(session, students.Listing(sort="id", deleted=True))]
    students.restore(session, gone[: n % 2 + 1])


def new_contact(session: Session, n: int) -> None:
    for row_id in ids_of(session, students)[: n % 2 + 1]:
        contacts.add(session, row_id, ContactData(name=f"C{n}"))


def change_contact(session: Session, n: int) -> None:
    for row in contacts.page(session)[n % 2 : n % 2 + 1]:
        contacts.update(session, row.id, row.student_id, replace(row.data, relation=f"r{n}", phone=f"210{n}"))


def delete_contact(session: Session, n: int) -> None:
    contacts.delete(session, [row.id for row in contacts.page(session)[: n % 2 + 1]])


def new_course(session: Session, n: int) -> None:
    courses.create(session, CourseData(course_code=f"C{n}", course_name=f"Course {n}", rules=RULE if n % 2 else ()))


def change_course(session: Session, n: int) -> None:
    for row_id in ids_of(session, courses)[n % 2 : n % 2 + 1]:
        rules = (Rule("All", Decimal(100 - n), "other"), Rule(f"r{n}", Decimal(n), "lab")) if n else RULE
        courses.update(session, row_id, replace(courses.get(session, row_id).data, rules=rules, course_name=f"x{n}"))


def new_offering(session: Session, n: int) -> None:
    for row_id in ids_of(session, courses)[: n % 2 + 1]:
        data = OfferingData(course_id=row_id, term_id=1, section=f"{n % 2}", teachers=("E. N.",))
        offerings.create(session, data)


def enrol(session: Session, n: int) -> None:
    for row_id in ids_of(session, offerings)[n % 2 : n % 2 + 1]:
        enrolments.enrol(session, ids_of(session, students)[: n % 3 + 1], row_id, date(2026, 9, 21))


def drop(session: Session, n: int) -> None:
    enrolments.set_status(session, ids_of(session, enrolments)[n % 2 :], ("dropped", "active")[n % 2])


def set_name(session: Session, n: int) -> None:
    school_settings.write(session, "school.name", f"School {n % 2}")


STEPS = [new_student, change_student, delete_students, restore_students, new_contact, change_contact, delete_contact,
         new_course, change_course, new_offering, enrol, drop, set_name]  # fmt: skip
#: Things are made more often than not, so that there is something to change.
steps = st.tuples(st.sampled_from([*STEPS, new_student, new_course, new_offering, enrol]), st.integers(0, 4))


@contextmanager
def fresh(school: MadeOnce) -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        database = school.opened(Path(folder) / "data")
        with database.begin(ADMIN) as session:
            years.create(session, "2026-2027", years.default_terms(2026, ("Winter term", "Spring term")))
        try:
            yield database
        finally:
            database.close()


def worked(database: Database, day: list[tuple[Callable[[Session, int], None], int]]) -> list[tuple[int, Content]]:
    """Each change set of the day with what it left; what the rules refused left nothing."""
    states = [(last_change(database), content(database))]
    for step, n in day:
        with suppress(UserError), database.begin(ADMIN) as session:
            step(session, n)
        if last_change(database) > states[-1][0]:
            states.append((last_change(database), content(database)))
        else:
            assert content(database) == states[-1][1]
    return states


@settings(max_examples=20, deadline=None)
@given(day=st.lists(steps, min_size=1, max_size=12))
def test_a_day_of_work_is_undone_step_by_step_and_done_again(
    school_made_once: MadeOnce, day: list[tuple[Callable[[Session, int], None], int]]
) -> None:
    with fresh(school_made_once) as database:
        states = worked(database, day)
        undone = []
        for (change, _), (_, earlier) in reversed(list(zip(states[1:], states, strict=False))):
            assert take_back(database, change).left == 0
            undone.append(last_change(database))
            assert content(database) == earlier
        for change, (_, later) in zip(reversed(undone), states[1:], strict=True):
            assert take_back(database, change, redo=True).left == 0
            assert content(database) == later
