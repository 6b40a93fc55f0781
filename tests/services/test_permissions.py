"""Every function of the services asks for exactly the right that the table names, whoever calls it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from sqlalchemy.orm import Session

from sms_desktop.core.actor import EVERYTHING, OWN, Actor
from sms_desktop.core.errors import Denied
from sms_desktop.core.permissions import ROLES
from sms_desktop.core.scales import Scales
from sms_desktop.db.accounts import User
from sms_desktop.db.changes import recorder
from sms_desktop.db.database import Database
from sms_desktop.services import (
    assessments,
    contacts,
    courses,
    enrolments,
    grade_entry,
    gradebook,
    highlights,
    jobs,
    news,
    offering_rules,
    offerings,
    scale_settings,
    search,
    settings,
    student_absences,
    student_marks,
    students,
    term_lock,
    years,
)
from sms_desktop.services.assessments import AssessmentData
from sms_desktop.services.contacts import ContactData
from sms_desktop.services.courses import CourseData
from sms_desktop.services.highlights import HighlightData
from sms_desktop.services.history import part_history, row_names, undo, undo_terms
from sms_desktop.services.offerings import OfferingData
from sms_desktop.services.safekeeping import check, check_marks
from sms_desktop.services.students import StudentData
from tests.content import change_sets, content
from tests.makers import RULES, Make
from tests.schools import ADMIN, MadeOnce
from tests.services import account_rights, audit_rights, paper_rights, privacy_rights, register_rights, report_rights

AREAS = (register_rights, audit_rights, privacy_rights, account_rights, report_rights, paper_rights)
MODULES = (
    students,
    contacts,
    courses,
    offerings,
    enrolments,
    settings,
    scale_settings,
    years,
    search,
    news,
    undo,
    check,
    jobs,
    gradebook,
    assessments,
    grade_entry,
    offering_rules,
    term_lock,
    highlights,
    student_absences,
    student_marks,
    check_marks,
    part_history,
    row_names,
    undo_terms,
    *(module for area in AREAS for module in area.MODULES),
)
STUDENT = StudentData("Μαρία", "Νέα", "NEW1")
SCALES = Scales(shown="words")
NOTED = HighlightData("Helps others", noted_on=date(2020, 1, 1))
TERM = years.TermDates("Summer", date(2030, 6, 1), date(2030, 7, 1))


class Place(NamedTuple):
    """An open school with one of each (ids 1), and what a call works with."""

    session: Session
    database: Database


Call = Callable[[Place], object]
#: What each function needs, and a call of it that does something.
NEEDS: dict[tuple[ModuleType, str], tuple[str, Call]] = {
    (students, "count"): ("students:view", lambda p: students.count(p.session)),
    (students, "page"): ("students:view", lambda p: students.page(p.session)),
    (students, "ids"): ("students:view", lambda p: students.ids(p.session)),
    (students, "get"): ("students:view", lambda p: students.get(p.session, 1)),
    (students, "by_number"): ("students:view", lambda p: students.by_number(p.session, "S1")),
    (students, "sections"): ("students:view", lambda p: students.sections(p.session)),
    (students, "create"): ("students:create", lambda p: students.create(p.session, STUDENT)),
    (students, "update"): ("students:edit", lambda p: students.update(p.session, 1, STUDENT)),
    (students, "delete"): ("students:delete", lambda p: students.delete(p.session, [1])),
    (students, "restore"): ("students:delete", lambda p: students.restore(p.session, [2])),
    (contacts, "count"): ("contacts:view", lambda p: contacts.count(p.session)),
    (contacts, "page"): ("contacts:view", lambda p: contacts.page(p.session)),
    (contacts, "of_student"): ("contacts:view", lambda p: contacts.of_student(p.session, 1)),
    (contacts, "add"): ("contacts:create", lambda p: contacts.add(p.session, 1, ContactData("N"))),
    (contacts, "update"): ("contacts:edit", lambda p: contacts.update(p.session, 1, 1, ContactData("N"))),
    (contacts, "delete"): ("contacts:delete", lambda p: contacts.delete(p.session, [1])),
    (courses, "count"): ("courses:view", lambda p: courses.count(p.session)),
    (courses, "page"): ("courses:view", lambda p: courses.page(p.session)),
    (courses, "ids"): ("courses:view", lambda p: courses.ids(p.session)),
    (courses, "get"): ("courses:view", lambda p: courses.get(p.session, 1)),
    (courses, "by_code"): ("courses:view", lambda p: courses.by_code(p.session, "MAT")),
    (courses, "create"): ("courses:create", lambda p: courses.create(p.session, CourseData("NEW", "New"))),
    (courses, "update"): ("courses:edit", lambda p: courses.update(p.session, 1, CourseData("NEW", "New"))),
    (courses, "delete"): ("courses:delete", lambda p: courses.delete(p.session, [2])),
    (courses, "restore"): ("courses:delete", lambda p: courses.restore(p.session, [3])),
    (offerings, "count"): ("offerings:view", lambda p: offerings.count(p.session)),
    (offerings, "page"): ("offerings:view", lambda p: offerings.page(p.session)),
    (offerings, "get"): ("offerings:view", lambda p: offerings.get(p.session, 1)),
    (offerings, "of_course"): ("offerings:view", lambda p: offerings.of_course(p.session, 1)),
    (offerings, "create"): ("offerings:create", lambda p: offerings.create(p.session, OfferingData(2, 1))),
    (offerings, "update"): ("offerings:edit", lambda p: offerings.update(p.session, 1, OfferingData(1, 1, "Z"))),
    (offerings, "delete"): ("offerings:delete", lambda p: offerings.delete(p.session, [2])),
    (offerings, "restore"): ("offerings:delete", lambda p: offerings.restore(p.session, [3])),
    (enrolments, "count"): ("enrolments:view", lambda p: enrolments.count(p.session)),
    (enrolments, "page"): ("enrolments:view", lambda p: enrolments.page(p.session)),
    (enrolments, "ids"): ("enrolments:view", lambda p: enrolments.ids(p.session)),
    (enrolments, "of_student"): ("enrolments:view", lambda p: enrolments.of_student(p.session, 1)),
    (enrolments, "of_offering"): ("enrolments:view", lambda p: enrolments.of_offering(p.session, 1)),
    (enrolments, "enrol"): ("enrolments:create", lambda p: enrolments.enrol(p.session, [3], 1)),
    (enrolments, "set_status"): ("enrolments:edit", lambda p: enrolments.set_status(p.session, [1], "dropped")),
    (enrolments, "delete"): ("enrolments:delete", lambda p: enrolments.delete(p.session, [1])),
    (settings, "write"): ("settings:edit", lambda p: settings.write(p.session, "school.name", "N")),
    (scale_settings, "write"): ("settings:edit", lambda p: scale_settings.write(p.session, SCALES)),
    (student_marks, "marks_of_student"): ("grades:view", lambda p: student_marks.marks_of_student(p.session, 1)),
    (student_marks, "of_enrolment"): ("grades:view", lambda p: student_marks.of_enrolment(p.session, 1)),
    (student_marks, "needed"): ("grades:view", lambda p: student_marks.needed(p.session, 1, Decimal(50))),
    (highlights, "count"): ("grades:view", lambda p: highlights.count(p.session)),
    (highlights, "page"): ("grades:view", lambda p: highlights.page(p.session)),
    (highlights, "of_student"): ("grades:view", lambda p: highlights.of_student(p.session, 1)),
    (highlights, "of_term"): ("grades:view", lambda p: highlights.of_term(p.session, 1)),
    (highlights, "add"): ("grades:edit", lambda p: highlights.add(p.session, 1, NOTED)),
    (highlights, "update"): ("grades:edit", lambda p: highlights.update(p.session, 1, NOTED)),
    (highlights, "delete"): ("grades:edit", lambda p: highlights.delete(p.session, [1])),
    (highlights, "restore"): ("grades:edit", lambda p: highlights.restore(p.session, [1])),
    (years, "create"): ("settings:edit", lambda p: years.create(p.session, "2030-2031", [TERM])),
    (undo, "history"): ("students:view", lambda p: undo.history(p.session, "students", 1)),
    (undo, "changes_of"): ("students:view", lambda p: undo.changes_of(p.session, "students", 1)),
    (undo, "describe_change"): ("audit:view", lambda p: undo.describe_change(p.session, 2)),
    (undo, "undo"): ("settings:edit", lambda p: undo.undo(p.session, newest(p.session))),
    (check, "check"): ("settings:edit", lambda p: check.check(p.session, p.database)),
    (check, "repair"): ("settings:edit", lambda p: check.repair(p.session)),
    (jobs, "recent"): ("jobs:view", lambda p: jobs.recent(p.session)),
    (jobs, "get"): ("jobs:view", lambda p: jobs.get(p.session, 1)),
    (gradebook, "gradebook"): ("grades:view", lambda p: gradebook.gradebook(p.session, 1)),
    (gradebook, "final_of"): ("grades:view", lambda p: gradebook.final_of(p.session, [1])),
    (assessments, "add"): ("grades:edit", lambda p: assessments.add(p.session, 1, AssessmentData("New"))),
    (assessments, "update"): ("grades:edit", lambda p: assessments.update(p.session, 1, AssessmentData("New"))),
    (assessments, "reorder"): ("grades:edit", lambda p: assessments.reorder(p.session, 1, [1])),
    (assessments, "set_locked"): ("grades:edit", lambda p: assessments.set_locked(p.session, [1], True)),
    (assessments, "delete"): ("grades:edit", lambda p: assessments.delete(p.session, [1])),
    (assessments, "restore"): ("grades:edit", lambda p: assessments.restore(p.session, [2])),
    (grade_entry, "enter"): (
        "grades:edit",
        lambda p: grade_entry.enter(p.session, 1, [grade_entry.Entry(1, 1, Decimal(9))]),
    ),
    (grade_entry, "set_details"): (
        "grades:edit",
        lambda p: grade_entry.set_details(p.session, 1, 3, grade_entry.MarkDetails(Decimal(20))),
    ),
    (offering_rules, "current"): ("offerings:view", lambda p: offering_rules.current(p.session, 1)),
    (offering_rules, "in_use"): ("offerings:view", lambda p: offering_rules.in_use(p.session, 1)),
    (offering_rules, "preview"): ("offerings:view", lambda p: offering_rules.preview(p.session, 1, EDITS)),
    (offering_rules, "copies"): ("offerings:view", lambda p: offering_rules.copies(p.session, 1)),
    (offering_rules, "copied"): ("offerings:view", lambda p: offering_rules.copied(p.session, 1, RULES)),
    (offering_rules, "change"): ("offerings:edit", lambda p: offering_rules.change(p.session, 2, EDITS)),
    (student_absences, "of_student"): ("attendance:view", lambda p: student_absences.of_student(p.session, 1)),
    (term_lock, "lock"): ("settings:edit", lambda p: term_lock.lock(p.session, 1)),
    (term_lock, "unlock"): ("settings:edit", lambda p: unlocked(p.session)),
    **{key: value for area in AREAS for key, value in area.NEEDS.items()},
}
#: More than one right: what others did is undone with the right to do it and an administrator's; a preview of rules
#: tells grades.
ALSO = {(undo, "undo"): {"students:create"}, (offering_rules, "preview"): {"grades:view"}, **privacy_rights.ALSO,
        **report_rights.ALSO, **paper_rights.ALSO}  # fmt: skip
#: Open to whoever is signed in, and why.
OPEN = {
    (students, "keys_of"): "makes texts of texts",
    (students, "programmes"): "codes and names of programmes, in every form",
    (students, "known_programme_id"): "part of writing a student or a course",
    (students, "programme_id"): "part of writing a student or a course",
    (students, "next_number"): "tells no more than how many there are",
    (contacts, "keys_of"): "makes texts of texts",
    (courses, "keys_of"): "makes texts of texts",
    (courses, "rule_of"): "turns a row into a value",
    (courses, "write_rules"): "part of writing a course or an offering",
    (courses, "checked"): "judges what was typed",
    (settings, "read"): "the program itself needs them",
    (settings, "read_all"): "the program itself needs them",
    (student_marks, "average_of"): "sums up what was read",
    (scale_settings, "read"): "the program itself needs them",
    (years, "terms"): "in every form",
    (years, "current_term"): "in every form",
    (years, "find_term"): "in every form",
    (years, "default_terms"): "days of a calendar",
    (search, "search"): "leaves out what the person may not view (test_search)",
    (undo_terms, "require_open"): "part of an undo; it only refuses",
    (undo_terms, "owned"): "part of an undo",
    (row_names, "name_of"): "part of an undo and of a check, for who may do that",
    (row_names, "student"): "part of naming a row",
    (row_names, "offering"): "part of naming a row",
    (row_names, "table_words"): "words for a table",
    (part_history, "parts"): "asks for the right to view the table that it is told (test_course_history)",
    (part_history, "merged"): "puts what was read in order",
    (check_marks, "misfits"): "part of a check",
    (undo, "titled"): "words for what was read",
    (undo, "title_of"): "words for a row that was read",
    (news, "newest_change"): "a number",
    (news, "changes_after"): "names of tables, for refreshing",
    (jobs, "run"): "its work asks for what it needs",
    (jobs, "run_outside"): "as above",
    (jobs, "tidy"): "the program's own, at its start",
    (jobs, "let_go"): "a part of a restore, which asks",
    (gradebook, "regraded"): "pure: calculates with what was read",
    (gradebook, "graded_by"): "turns values into others",
    (gradebook, "categories"): "part of reading a sheet or a register",
    (gradebook, "assessments"): "part of reading a sheet",
    (assessments, "not_locked"): "judges a row",
    (assessments, "code_of"): "a course code, for sentences",
    (offering_rules, "write"): "part of writing an offering",
    (offering_rules, "by_name"): "part of writing an offering",
    (term_lock, "may_override"): "asks what the person may",
    (term_lock, "locked_offerings"): "part of judging a write",
    (term_lock, "require_open"): "part of judging a write",
    (term_lock, "require_open_term"): "part of judging a write",
    (term_lock, "refusal"): "a sentence",
    **{key: value for area in AREAS for key, value in area.OPEN.items()},
}
KEYS = frozenset().union(*ROLES.values()) - {EVERYTHING} | {
    "settings:edit",
    "audit:view",
    "users:manage",
    "privacy:manage",
}


EDITS = [offering_rules.RuleEdit(rule) for rule in RULES]


def unlocked(session: Session) -> None:
    """Opens a locked term with a reason, as the person who does so gives one."""
    recorder(session).reason = "A mark was forgotten"
    term_lock.unlock(session, 2)


def newest(session: Session) -> int:
    """The change set that made student 3, which the person calling did not."""
    return news.newest_change(session)


@pytest.fixture(scope="module")
def school(school_made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = school_made_once.opened(tmp_path_factory.mktemp("permissions") / "data")
    make = Make(database, ADMIN)
    make.student(student_number="S1")
    gone = make.student()
    make.contact(1)
    make.course(course_code="MAT")
    make.course()
    other = make.course()
    offered = make.offering(course_id=1)
    make.offering(course_id=1, section="B")
    unoffered = make.offering(course_id=1, section="C")
    make.enrolment(1, offered)
    make.teaches(somebody(database), *(1, 2, 3))
    account_rights.made(database)
    paper_rights.made(database)
    quiz, dropped = make.assessment(offered, "Quiz"), make.assessment(offered, "Dropped")
    make.mark(1, make.assessment(offered, "Essay"), "12")
    assert quiz == 1
    with database.begin(ADMIN) as session:
        assessments.delete(session, [dropped])
        register_rights.taken(session, offered)
        highlights.add(session, 1, NOTED)
        term_lock.lock(session, 2)
        students.delete(session, [gone])
        courses.delete(session, [other])
        offerings.delete(session, [unoffered])
    jobs.run(database, replace(ADMIN, name="somebody"), "nothing", "Nothing", lambda session: {})
    make.student()
    yield database
    database.close()


def somebody(database: Database) -> Actor:
    """Who calls the functions: an account, so that it can teach classes; it teaches all there are."""
    with database.begin(ADMIN) as session:
        session.add(User(id=77, name="somebody", role="teacher", verifier=""))
    return Actor(77, "somebody")


class Enough(Exception):
    """Ends a transaction whose work is not to be kept."""


def denied(school: Database, rights: frozenset[str], call: Call) -> bool:
    """Whether somebody with these rights is refused; what is done is taken back, so that calls don't meet."""
    who = Actor(77, "somebody", rights)
    reads = call is NEEDS[check, "check"][1]
    try:
        with school.read(who) if reads else school.begin(who) as session:
            call(Place(session, school))
            raise Enough
    except Denied as error:
        assert error.exit_code == 3
        return True
    except Enough:
        return False


def names(keys: Any) -> list[str]:
    return [f"{module.__name__.rsplit('.')[-1]}.{function}" for module, function in keys]


every_function = pytest.mark.parametrize("key", NEEDS, ids=names(NEEDS))


@every_function
@pytest.mark.parametrize("role", [*ROLES, "nobody"])
def test_each_role_may_what_its_rights_say(school: Database, role: str, key: tuple[ModuleType, str]) -> None:
    permission, call = NEEDS[key]
    rights = ROLES.get(role, frozenset())
    needed = {permission, *ALSO.get(key, ())}
    who = Actor(77, "somebody", rights)
    assert denied(school, rights, call) is not all(who.may(one) for one in needed)


@every_function
def test_one_right_is_needed_and_no_other_does_instead(school: Database, key: tuple[ModuleType, str]) -> None:
    permission, call = NEEDS[key]
    needed = frozenset({permission, *ALSO.get(key, ())})
    assert not denied(school, needed, call)
    for one in needed:
        assert denied(school, KEYS - {one, one + OWN}, call)


def test_refusals_and_trials_left_the_school_as_it_was(school: Database) -> None:
    before = content(school), len(change_sets(school))
    for __, call in NEEDS.values():
        denied(school, frozenset(), call)
        denied(school, frozenset({EVERYTHING}), call)
    assert (content(school), len(change_sets(school))) == before


def test_every_public_function_is_in_one_table_or_the_other() -> None:
    found = {
        (module, name)
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert names(found - NEEDS.keys() - OPEN.keys()) == []
    assert names((NEEDS.keys() | OPEN.keys()) - found) == []


def test_a_refusal_names_the_right_and_no_data(school: Database) -> None:
    with pytest.raises(Denied) as caught, school.read(Actor(77, "somebody")) as session:
        students.get(session, 1)
    assert "students:view" in caught.value.sentence
    assert "Γεωργίου" not in str(caught.value)


def test_a_record_that_is_not_there_is_refused_like_one_that_is(school: Database) -> None:
    for call in (students.get, courses.get, offerings.get, lambda s, i: undo.history(s, "students", i)):
        with pytest.raises(Denied), school.read(Actor(77, "somebody")) as session:
            call(session, 99999)
