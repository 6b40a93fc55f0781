"""Whose rows: each function of the services, by each role, on a class of the own and on another's (domain.md 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from sms_desktop.core.actor import OWN, Actor
from sms_desktop.core.errors import Denied, NotFound, UserError
from sms_desktop.core.permissions import SCOPED
from sms_desktop.db.database import Database
from sms_desktop.services import (
    absence_limits,
    assessments,
    contacts,
    course_history,
    courses,
    daily_ratings,
    enrolments,
    exports,
    grade_entry,
    gradebook,
    highlights,
    make_up_lessons,
    offering_rules,
    offerings,
    register_entry,
    registers,
    search,
    student_absences,
    student_history,
    student_marks,
    students,
    teachers,
    timetables,
    undo,
    viewing,
)
from sms_desktop.services.assessments import AssessmentData
from sms_desktop.services.contacts import ContactData
from sms_desktop.services.courses import CourseData
from sms_desktop.services.exports import Asked
from sms_desktop.services.highlights import HighlightData
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.offerings import OfferingData
from sms_desktop.services.students import StudentData
from tests.content import content
from tests.schools import MadeOnce
from tests.services.test_permissions import NEEDS
from tests.services.two_classes import LONG_AGO, OURS, RULES, THEIRS, Class, Two, built, may, people

Call = Callable[..., object]
PEOPLE = (
    "administrator", "secretary", "teacher", "teacher of the other class", "teacher of none", "viewer", "own classes",
    "disabled",
)  # fmt: skip
EDITS = [offering_rules.RuleEdit(rule) for rule in RULES]


@dataclass(frozen=True)
class One:
    """`call(session, class)` on what belongs to one class: it is refused where that class is not one's own."""

    permission: str
    call: Call
    also: str = ""


@dataclass(frozen=True)
class Many:
    """`call(session, *classes)` on rows of several classes: refused as a whole where one is not one's own."""

    permission: str
    call: Call


@dataclass(frozen=True)
class All:
    """`call(session, two)` lists or counts: what is not of one's own classes is left out."""

    permission: str
    call: Call


def _mark(session: Session, c: Class) -> object:
    return grade_entry.enter(session, c.offering, [grade_entry.Entry(c.enrolment, c.assessment, Decimal(9))])


def _details(session: Session, c: Class) -> object:
    return grade_entry.set_details(session, c.enrolment, c.assessment, grade_entry.MarkDetails(Decimal(20)))


def _take(session: Session, c: Class) -> object:
    return register_entry.take(session, c.offering, LONG_AGO, [register_entry.Status(c.enrolment, 1, "L")])


def _new(c: Class) -> OfferingData:
    return OfferingData(c.course, 1, f"{c.name} section")


#: Every function that asks for a permission which there is for own classes alone.
SCOPE: dict[tuple[ModuleType, str], One | Many | All] = {
    (students, "count"): All("students:view", lambda s, t: students.count(s)),
    (students, "page"): All("students:view", lambda s, t: students.page(s)),
    (students, "ids"): All("students:view", lambda s, t: students.ids(s)),
    (students, "sections"): All("students:view", lambda s, t: students.sections(s)),
    (students, "get"): One("students:view", lambda s, c: students.get(s, c.student)),
    (students, "by_number"): All("students:view", lambda s, t: students.by_number(s, OURS)),
    (students, "update"): One("students:edit", lambda s, c: students.update(s, c.student, StudentData("A", "B"))),
    (students, "delete"): Many("students:delete", lambda s, *cs: students.delete(s, [c.student for c in cs])),
    (students, "restore"): Many("students:delete", lambda s, *cs: students.restore(s, [c.student for c in cs])),
    (contacts, "count"): All("contacts:view", lambda s, t: contacts.count(s)),
    (contacts, "page"): All("contacts:view", lambda s, t: contacts.page(s)),
    (contacts, "of_student"): All("contacts:view", lambda s, t: contacts.of_student(s, t.theirs.student)),
    (contacts, "add"): One("contacts:create", lambda s, c: contacts.add(s, c.student, ContactData("N"))),
    (contacts, "update"): One("contacts:edit", lambda s, c: contacts.update(s, c.contact, c.student, ContactData("N"))),
    (contacts, "delete"): Many("contacts:delete", lambda s, *cs: contacts.delete(s, [c.contact for c in cs])),
    (courses, "count"): All("courses:view", lambda s, t: courses.count(s)),
    (courses, "page"): All("courses:view", lambda s, t: courses.page(s)),
    (courses, "ids"): All("courses:view", lambda s, t: courses.ids(s)),
    (courses, "get"): One("courses:view", lambda s, c: courses.get(s, c.course)),
    (courses, "by_code"): All("courses:view", lambda s, t: courses.by_code(s, OURS.upper())),
    (courses, "update"): One("courses:edit", lambda s, c: courses.update(s, c.course, CourseData(c.name, c.name))),
    (courses, "delete"): Many("courses:delete", lambda s, *cs: courses.delete(s, [c.course for c in cs])),
    (courses, "restore"): Many("courses:delete", lambda s, *cs: courses.restore(s, [c.course for c in cs])),
    (offerings, "count"): All("offerings:view", lambda s, t: offerings.count(s)),
    (offerings, "page"): All("offerings:view", lambda s, t: offerings.page(s)),
    (offerings, "get"): One("offerings:view", lambda s, c: offerings.get(s, c.offering)),
    (offerings, "of_course"): All("offerings:view", lambda s, t: offerings.of_course(s, t.theirs.course)),
    (offerings, "update"): One("offerings:edit", lambda s, c: offerings.update(s, c.offering, _new(c))),
    (offerings, "delete"): Many("offerings:delete", lambda s, *cs: offerings.delete(s, [c.offering for c in cs])),
    (offerings, "restore"): Many("offerings:delete", lambda s, *cs: offerings.restore(s, [c.offering for c in cs])),
    (enrolments, "count"): All("enrolments:view", lambda s, t: enrolments.count(s)),
    (enrolments, "page"): All("enrolments:view", lambda s, t: enrolments.page(s)),
    (enrolments, "ids"): All("enrolments:view", lambda s, t: enrolments.ids(s)),
    (enrolments, "of_student"): All("enrolments:view", lambda s, t: enrolments.of_student(s, t.theirs.student)),
    (enrolments, "of_offering"): All("enrolments:view", lambda s, t: enrolments.of_offering(s, t.theirs.offering)),
    (enrolments, "enrol"): One("enrolments:create", lambda s, c: enrolments.enrol(s, [c.student], c.offering)),
    (enrolments, "set_status"): Many(
        "enrolments:edit", lambda s, *cs: enrolments.set_status(s, [c.enrolment for c in cs], "completed")
    ),
    (enrolments, "delete"): Many("enrolments:delete", lambda s, *cs: enrolments.delete(s, [c.enrolment for c in cs])),
    (student_marks, "marks_of_student"): One("grades:view", lambda s, c: student_marks.marks_of_student(s, c.student)),
    (student_marks, "of_enrolment"): One("grades:view", lambda s, c: student_marks.of_enrolment(s, c.enrolment)),
    (student_marks, "needed"): One("grades:view", lambda s, c: student_marks.needed(s, c.enrolment, Decimal(50))),
    (student_marks, "with_marks"): One("grades:view", lambda s, c: student_marks.with_marks(s, c.enrolment, {})),
    (highlights, "count"): All("grades:view", lambda s, t: highlights.count(s)),
    (highlights, "page"): All("grades:view", lambda s, t: highlights.page(s)),
    (highlights, "of_student"): All("grades:view", lambda s, t: highlights.of_student(s, t.theirs.student)),
    (highlights, "of_term"): All("grades:view", lambda s, t: highlights.of_term(s, t.term)),
    (highlights, "add"): One("grades:edit", lambda s, c: highlights.add(s, c.student, HighlightData("Fine"))),
    (highlights, "update"): One("grades:edit", lambda s, c: highlights.update(s, c.highlight, HighlightData("Fine"))),
    (highlights, "delete"): Many("grades:edit", lambda s, *cs: highlights.delete(s, [c.highlight for c in cs])),
    (highlights, "restore"): Many("grades:edit", lambda s, *cs: _and_back(s, *cs)),
    (undo, "history"): One("students:view", lambda s, c: undo.history(s, "students", c.student)),
    (gradebook, "gradebook"): One("grades:view", lambda s, c: gradebook.gradebook(s, c.offering)),
    (gradebook, "final_of"): Many("grades:view", lambda s, *cs: gradebook.final_of(s, [c.enrolment for c in cs])),
    (assessments, "add"): One("grades:edit", lambda s, c: assessments.add(s, c.offering, AssessmentData("New"))),
    (assessments, "update"): One(
        "grades:edit", lambda s, c: assessments.update(s, c.assessment, AssessmentData("New"))
    ),
    (assessments, "reorder"): One("grades:edit", lambda s, c: assessments.reorder(s, c.offering, [c.assessment])),
    (assessments, "set_locked"): Many(
        "grades:edit", lambda s, *cs: assessments.set_locked(s, [c.assessment for c in cs], True)
    ),
    (assessments, "delete"): Many("grades:edit", lambda s, *cs: assessments.delete(s, [c.assessment for c in cs])),
    (assessments, "restore"): Many("grades:edit", lambda s, *cs: assessments.restore(s, [c.dropped for c in cs])),
    (grade_entry, "enter"): One("grades:edit", _mark),
    (grade_entry, "set_details"): One("grades:edit", _details),
    (offering_rules, "current"): One("offerings:view", lambda s, c: offering_rules.current(s, c.offering)),
    (offering_rules, "in_use"): One("offerings:view", lambda s, c: offering_rules.in_use(s, c.offering)),
    (offering_rules, "preview"): One(
        "offerings:view", lambda s, c: offering_rules.preview(s, c.offering, EDITS), "grades:view"
    ),
    (offering_rules, "copies"): One("offerings:view", lambda s, c: offering_rules.copies(s, c.offering)),
    (offering_rules, "copied"): One("offerings:view", lambda s, c: offering_rules.copied(s, c.offering, RULES)),
    (offering_rules, "change"): One("offerings:edit", lambda s, c: offering_rules.change(s, c.offering, EDITS)),
    (student_absences, "of_student"): One("attendance:view", lambda s, c: student_absences.of_student(s, c.student)),
    (registers, "register"): One("attendance:view", lambda s, c: registers.register(s, c.offering, LONG_AGO)),
    (registers, "month"): One("attendance:view", lambda s, c: registers.month(s, c.offering, 2020, 1)),
    (registers, "student_month"): One("attendance:view", lambda s, c: registers.student_month(s, c.student, 2020, 1)),
    (registers, "not_taken"): All("attendance:view", lambda s, t: registers.not_taken(s, t.term, LONG_AGO)),
    (registers, "count_not_taken"): All("attendance:view", lambda s, t: registers.count_not_taken(s, t.term, LONG_AGO)),
    (register_entry, "take"): One("attendance:edit", _take),
    (register_entry, "set_range"): One(
        "attendance:edit", lambda s, c: register_entry.set_range(s, c.student, LONG_AGO, LONG_AGO, "P")
    ),
    (register_entry, "excuse"): Many(
        "attendance:edit", lambda s, *cs: register_entry.excuse(s, [c.record for c in cs], "Flu")
    ),
    (register_entry, "unexcuse"): Many(
        "attendance:edit", lambda s, *cs: register_entry.unexcuse(s, [c.record for c in cs])
    ),
    (make_up_lessons, "of_offering"): One("attendance:view", lambda s, c: make_up_lessons.of_offering(s, c.offering)),
    (make_up_lessons, "add_lesson"): One(
        "attendance:edit", lambda s, c: make_up_lessons.add_lesson(s, c.offering, register_entry.MakeUp(LONG_AGO))
    ),
    (make_up_lessons, "remove_lesson"): One(
        "attendance:edit", lambda s, c: make_up_lessons.remove_lesson(s, c.made_up)
    ),
    (daily_ratings, "of_offering"): One(
        "grades:view", lambda s, c: daily_ratings.of_offering(s, c.offering, LONG_AGO, LONG_AGO)
    ),
    (daily_ratings, "record"): One("grades:edit", lambda s, c: daily_ratings.record(s, c.offering, LONG_AGO, [])),
    (daily_ratings, "delete"): Many("grades:edit", lambda s, *cs: daily_ratings.delete(s, [c.rating for c in cs])),
    (absence_limits, "limits"): All("attendance:view", lambda s, t: absence_limits.limits(s)),
    (absence_limits, "extend"): One("enrolments:edit", lambda s, c: absence_limits.extend(s, c.enrolment, LONG_AGO)),
    (absence_limits, "withdraw_extension"): One(
        "enrolments:edit", lambda s, c: absence_limits.withdraw_extension(s, c.enrolment)
    ),
    (teachers, "of_offering"): One("offerings:view", lambda s, c: teachers.of_offering(s, c.offering)),
    (teachers, "link"): One("offerings:edit", lambda s, c: teachers.link(s, c.offering, f"{c.name} teacher", None)),
    (viewing, "health_note"): One(
        "students:view", lambda s, c: viewing.health_note(s, c.student), "students:sensitive"
    ),
    # beyond the table of permissions
    (student_history, "history"): One("students:view", lambda s, c: student_history.history(s, c.student)),
    (course_history, "of_course"): One("courses:view", lambda s, c: course_history.of_course(s, c.course)),
    (course_history, "of_offering"): One("offerings:view", lambda s, c: course_history.of_offering(s, c.offering)),
    (timetables, "clashes"): One("offerings:view", lambda s, c: timetables.clashes(s, c.offering)),
    (timetables, "beside"): All(
        "offerings:view", lambda s, t: timetables.beside(s, OfferingData(t.theirs.course, t.term, room="Room 1"))
    ),
    (search, "search"): All("students:view", lambda s, t: [*search.search(s, THEIRS), *search.search(s, OURS)]),
}
#: What such a permission lets one do on nothing that is anybody's, and why.
NOBODYS = {
    (students, "create"): "a new student is in no class yet",
    (courses, "create"): "a new course is nobody's yet",
    (offerings, "create"): "a new offering is nobody's yet",
    (undo, "changes_of"): "part of a history, for a row that was asked for",
    (undo, "undo"): "by what it takes back (below)",
    (teachers, "choices"): "accounts, for whoever may choose a teacher",
}


def _and_back(session: Session, *classes: Class) -> object:
    chosen = [one.highlight for one in classes]
    highlights.delete(session, chosen)
    return highlights.restore(session, chosen)


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


def test_every_function_that_asks_for_a_scoped_permission_has_its_place_here() -> None:
    scoped = {key for key, (permission, _call) in NEEDS.items() if permission.split(":")[0] in SCOPED}
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
        change = undo.newest_change(session)
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
