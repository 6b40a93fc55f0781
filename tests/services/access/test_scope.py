"""Whose rows: each function of the services, by each role, on a class of the own and on another's (domain.md 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from sms_desktop.core.actor import OWN, Actor
from sms_desktop.core.errors import Denied, NotFound, UserError
from sms_desktop.core.permissions import may_be_own
from sms_desktop.db.database import Database
from sms_desktop.services import (
    contacts,
    courses,
    enrolments,
    highlights,
    news,
    offerings,
    register_entry,
    registers,
    search,
    student_marks,
    students,
)
from sms_desktop.services.exporting import exports
from sms_desktop.services.exporting.exports import Asked
from sms_desktop.services.history import student_history, undo
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.students import StudentData
from tests.content import content
from tests.schools import MadeOnce
from tests.services.class_calls import NOBODYS, SCOPE, All, Many, One
from tests.services.test_permissions import NEEDS
from tests.services.two_classes import OURS, THEIRS, Class, Two, built, may, people

PEOPLE = (
    "administrator", "secretary", "teacher", "teacher of the other class", "teacher of none", "viewer", "own classes",
    "disabled",
)  # fmt: skip


class Enough(Exception):
    """Ends a transaction whose work is not to be kept."""


@dataclass(frozen=True)
class Places:
    """The school, its two classes, and who is there."""

    database: Database
    two: Two
    people: dict[str, Actor]


@pytest.fixture(scope="module")
def places(school_made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    database = school_made_once.opened(tmp_path_factory.mktemp("scope") / "data")
    two = built(database)
    yield Places(database, two, people(database, two))
    database.close()


def outcome(places: Places, who: str, call: Callable[[Session], object]) -> Any:
    """What somebody is told, or the error; nothing is kept."""
    told: Any = None
    try:
        with places.database.begin(places.people[who]) as session:
            told = call(session)
            raise Enough
    except Enough:
        return told
    except UserError as error:
        return error


def names(kind: type) -> list[Any]:
    return [
        pytest.param(entry, id=f"{module.__name__.rsplit('.')[-1]}.{name}")
        for (module, name), entry in SCOPE.items()
        if isinstance(entry, kind)
    ]


def allowed(places: Places, who: str, entry: One | Many | All, class_: Class) -> bool:
    also = getattr(entry, "also", "")
    return all(may(places.people[who], who, one, class_) for one in (entry.permission, also) if one)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("entry", names(One))
def test_what_belongs_to_a_class_is_for_who_may_use_all_or_teaches_it(places: Places, who: str, entry: One) -> None:
    for class_, other in ((places.two.ours, THEIRS), (places.two.theirs, OURS)):
        found = outcome(places, who, lambda session, c=class_: entry.call(session, c))  # type: ignore[misc]
        assert isinstance(found, Denied) is not allowed(places, who, entry, class_), class_.name
        if "own" in who or "teacher" in who:
            assert other not in str(found), "tells of the other class"


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("entry", names(Many))
def test_rows_of_several_classes_are_refused_as_a_whole_for_one_of_another(
    places: Places, who: str, entry: Many
) -> None:
    ours, theirs = places.two.ours, places.two.theirs
    for chosen in ((ours,), (theirs,), (ours, theirs), (theirs, ours)):
        found = outcome(places, who, lambda session, some=chosen: entry.call(session, *some))  # type: ignore[misc]
        assert isinstance(found, Denied) is not all(allowed(places, who, entry, one) for one in chosen), chosen


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("entry", names(All))
def test_lists_counts_and_searches_leave_out_what_is_not_of_the_own_classes(
    places: Places, who: str, entry: All
) -> None:
    found = outcome(places, who, lambda session: entry.call(session, places.two))
    person = places.people[who]
    if not person.may(entry.permission):
        assert isinstance(found, Denied) or found == []
        return
    for class_ in (places.two.ours, places.two.theirs):
        if not allowed(places, who, entry, class_) and not isinstance(found, NotFound):  # names what was asked for
            assert class_.name not in str(found)
            assert class_.name.upper() not in str(found)


def test_counts_are_those_of_the_rows_one_sees(places: Places) -> None:
    for who in ("teacher", "own classes", "viewer", "teacher of none"):
        with places.database.read(places.people[who]) as session:
            for module in (students, contacts, courses, offerings, enrolments, highlights):
                counted = module.count(session)
                assert counted == len(module.page(session))
                assert counted == {"viewer": 2, "teacher of none": 0}.get(who, 1)


def test_what_is_not_there_is_refused_as_what_is_somebody_elses(places: Places) -> None:
    nothing = Class("", *(99_999 for _field in range(12)))
    for entry in (param.values[0] for param in names(One)):
        found = outcome(places, "own classes", lambda session, e=entry: e.call(session, nothing))  # type: ignore[misc]
        assert isinstance(found, Denied)


@pytest.mark.parametrize("excuse", [(register_entry, "excuse"), (register_entry, "unexcuse")])
def test_a_record_that_is_not_there_is_refused_as_one_of_another_class(places: Places, excuse: Any) -> None:
    call, missing = SCOPE[excuse].call, replace(places.two.ours, record=99_999)
    told = [
        str(outcome(places, "teacher", lambda session, some=some: call(session, *some)))  # type: ignore[misc]
        for some in ((missing,), (places.two.theirs,), (places.two.ours, missing))
    ]
    assert len(set(told)) == 1
    assert isinstance(outcome(places, "administrator", lambda session: call(session, missing)), NotFound)


def test_every_function_that_asks_for_a_scoped_permission_has_its_place_here() -> None:
    scoped = {key for key, (permission, _call) in NEEDS.items() if may_be_own(permission)}
    assert sorted(f"{m.__name__}.{n}" for m, n in scoped - SCOPE.keys() - NOBODYS.keys()) == []


@pytest.mark.parametrize("name", ["students", "contacts", "courses", "offerings", "enrolments", "grades", "attendance",
                                  "daily-ratings", "highlights"])  # fmt: skip
def test_an_export_of_a_teacher_has_the_own_classes_alone(places: Places, name: str, tmp_path: Path) -> None:
    target = tmp_path / "list.json"
    teacher, admin = places.people["teacher"], places.people["administrator"]
    exports.export(places.database, teacher, Asked(name), target)
    assert THEIRS.upper() not in target.read_text(encoding="utf-8").upper()
    assert OURS.upper() in target.read_text(encoding="utf-8").upper()
    exports.export(places.database, admin, Asked(name), target)
    assert THEIRS.upper() in target.read_text(encoding="utf-8").upper()


@pytest.mark.parametrize("name", ["grades", "attendance"])
def test_a_wide_sheet_is_of_a_class_whose_rows_one_may_see_and_export(
    places: Places, name: str, tmp_path: Path
) -> None:
    asked = Asked(name, Listing(where=(Condition("course_code", "=", THEIRS.upper()),)), wide=True)
    person = places.people["teacher"]
    for taken in ("exports:run", f"{name}:view"):
        rights = frozenset({"exports:run", f"{name}:view", "offerings:view", "grades:view"}) - {taken} | {taken + OWN}
        with pytest.raises(Denied):
            exports.export(places.database, Actor(person.user_id, person.name, rights), asked, tmp_path / "sheet.csv")


def test_sensitive_fields_of_the_own_students_show_nothing_of_others(places: Places) -> None:
    person = places.people["teacher"]
    rights = frozenset({"students:view", "contacts:view", "exports:run", "students:sensitive:own"})
    with places.database.read(Actor(person.user_id, person.name, rights)) as session:
        assert not any(row.mobile for row in students.page(session))
        assert not any(row.data.phone for row in contacts.page(session))
        assert students.get(session, places.two.ours.student).data.mobile
        assert not students.get(session, places.two.theirs.student).data.mobile
        assert search.search(session, "9999") == []
        with pytest.raises(Denied):
            students.page(session, Listing(where=(Condition("mobile", "contains", "9"),)))
    own = frozenset({"students:view:own", "students:sensitive:own"})
    with places.database.read(Actor(person.user_id, person.name, own)) as session:
        assert [row.mobile for row in students.page(session)] == [f"{OURS} 99"]


def test_histories_tell_those_who_may_not_see_them_nothing_sensitive(places: Places) -> None:
    for who in ("viewer", "teacher"):
        with places.database.read(places.people[who]) as session:
            told = str(undo.history(session, "students", places.two.ours.student))
            assert "asthma" not in told
            assert f"{OURS} 99" not in told


def test_a_student_of_two_classes_shows_a_teacher_one_of_them(places: Places) -> None:
    two, teacher = places.two, places.people["teacher"]
    admin = places.people["administrator"]
    try:
        with places.database.begin(admin) as session:
            enrolments.enrol(session, [two.ours.student], two.theirs.offering)
        with places.database.read(teacher) as session:
            for told in (
                student_marks.marks_of_student(session, two.ours.student),
                student_history.history(session, two.ours.student),
                enrolments.of_student(session, two.ours.student),
                registers.student_month(session, two.ours.student, 2026, 10),
            ):
                assert THEIRS.upper() not in str(told).upper()
    finally:
        with places.database.begin(admin) as session:
            found = [row.id for row in enrolments.of_student(session, two.ours.student)]
            enrolments.delete(session, [one for one in found if one != two.ours.enrolment])


def test_an_act_on_who_has_left_the_class_since_is_not_taken_back(places: Places) -> None:
    person, two = places.people["own classes"], places.two
    with places.database.begin(person) as session:
        students.update(session, two.ours.student, StudentData("Jo", OURS))
        change = news.newest_change(session)
    with places.database.begin(places.people["administrator"]) as session:
        enrolments.set_status(session, [two.ours.enrolment], "dropped")
    with pytest.raises(Denied), places.database.begin(person) as session:
        undo.undo(session, change + 1)
    with places.database.begin(places.people["administrator"]) as session:
        enrolments.set_status(session, [two.ours.enrolment], "active")


WRITING = [entry for entry in SCOPE.values() if isinstance(entry, One | Many)]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(WRITING), st.sampled_from(("teacher", "own classes", "teacher of none",
       "disabled")), st.sampled_from(((0,), (1,), (0, 1), (1, 0)))), min_size=10, max_size=25))  # fmt: skip
def test_whatever_is_done_by_whom_in_which_order_leaves_the_other_class_as_it_was(
    school_made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[Any, str, tuple[int, ...]]]
) -> None:
    database = school_made_once.opened(tmp_path_factory.mktemp("acts") / "data")
    try:
        two = built(database)
        who, classes = people(database, two), (two.ours, two.theirs)
        before = _theirs(database)
        for entry, name, places in acts:
            chosen = [classes[place] for place in places][: 1 if isinstance(entry, One) else 2]
            try:
                with database.begin(who[name]) as session:
                    told = str(entry.call(session, *chosen))
            except UserError as error:
                told = str(error)
            assert THEIRS not in told
        assert _theirs(database) == before
    finally:
        database.close()


def _theirs(database: Database) -> dict[str, dict[int, Any]]:
    """Every second row of what there are two of each: those of the other class."""
    found = content(database)
    return {
        table: {row_id: row for row_id, row in rows.items() if THEIRS.upper() in str(row).upper()}
        for table, rows in found.items()
    }
