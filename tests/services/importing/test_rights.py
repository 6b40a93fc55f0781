"""Files are brought in by who may do by hand what they do, and show nobody what is not for him or her."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Denied
from sms_desktop.core.permissions import SECRETARY, rights_of
from sms_desktop.services import contacts, students
from sms_desktop.services.importing import imports
from sms_desktop.services.importing.model import Options, Report
from sms_desktop.services.privacy import erasure, erasure_rules, restriction
from tests.content import change_sets
from tests.services.office import School

STUDENTS = frozenset({"imports:run", "students:view", "students:create", "students:edit"})
CONTACTS = frozenset({"contacts:view", "contacts:create", "contacts:edit"})
FILES = {
    "students": "student number;last name;first name;city\nS1;Alpha;Anna;Nicosia\n",
    "courses": "course code;course name\nMAT;Mathematics\n",
    "enrolments": "student number;course code;term\nS1;MAT;Winter term\n",
}
GUARDIAN = (
    "student number;last name;first name;{more}contact 1 name;contact 1 email\nS1;Alpha;Anna;{city}Maria;{mail}\n"
)


def preview(school: School, rights: frozenset[str], text: str, kind: str = "students", **options: object) -> Report:
    clerk = Actor(7, "clerk", rights, "desk-2")
    return imports.preview(school.database, clerk, school.file(text), Options(kind=kind, **options))  # type: ignore[arg-type]


def fields(report: Report) -> list[str]:
    return [field for row in report.samples["changed"] for field, _old, _new in row.changes]


@pytest.mark.parametrize("kind", FILES)
def test_who_may_only_run_imports_is_neither_shown_nor_changes_anything(school: School, kind: str) -> None:
    whole = frozenset({"imports:run", *(f"{kind}:{action}" for action in ("view", "create", "edit"))})
    preview(school, whole, FILES[kind], kind)
    for missing in sorted(whole):
        with pytest.raises(Denied) as refused:
            preview(school, whole - {missing}, FILES[kind], kind)
        assert refused.value.permission == missing


def test_rights_in_the_own_classes_alone_bring_no_file_in(school: School) -> None:
    with pytest.raises(Denied) as refused:
        preview(school, STUDENTS - {"students:view"} | {"students:view:own"}, FILES["students"])
    assert refused.value.code == "not_own"


def test_making_what_is_missing_needs_the_right_to_make_it(school: School) -> None:
    whole = frozenset({"imports:run", "enrolments:view", "enrolments:create", "enrolments:edit"})
    with pytest.raises(Denied):
        preview(school, whole, FILES["enrolments"], "enrolments", create_missing=True)
    preview(school, rights_of(SECRETARY), FILES["enrolments"], "enrolments", create_missing=True)


def test_contacts_are_brought_in_by_who_may_edit_contacts(school: School) -> None:
    school.run(GUARDIAN.format(more="", city="", mail="old@home.example"))
    changed = GUARDIAN.format(more="", city="", mail="new@home.example")
    assert fields(preview(school, STUDENTS, changed)) == []
    assert fields(preview(school, STUDENTS | CONTACTS, changed)) == ["contact_email"]


def test_what_is_withheld_of_a_restricted_student_is_neither_shown_nor_changed(school: School) -> None:
    school.run(GUARDIAN.format(more="city;", city="Hidden;", mail="old@home.example"))
    with school.database.begin(school.admin) as session:
        student = students.by_number(session, "S1")
        restriction.restrict(session, student, "A court's order")
    changed = GUARDIAN.format(more="city;", city="Nicosia;", mail="new@home.example")
    clerk = replace(school.admin, rights=STUDENTS | CONTACTS)
    report = imports.run(school.database, clerk, school.file(changed), Options())
    assert fields(report) == []
    assert "Hidden" not in str(report)
    with school.database.read(school.admin) as session:
        assert students.get(session, student).data.city == "Hidden"
        assert [row.data.email for row in contacts.of_student(session, student)] == ["old@home.example"]


def restricted_school(school: School) -> int:
    """S1 has an address and a guardian, and is restricted; returns the id."""
    school.run(GUARDIAN.format(more="city;", city="Hidden;", mail="old@home.example"))
    with school.database.begin(school.admin) as session:
        student = students.by_number(session, "S1")
        restriction.restrict(session, student, "A court's order")
    return student


CHANGED = GUARDIAN.format(more="city;", city="Nicosia;", mail="new@home.example")


def test_without_a_reason_a_restricted_student_is_not_changed_by_a_file(school: School) -> None:
    student = restricted_school(school)
    other = "S2;Beta;Ben;Paphos;;\n"
    report = school.run(CHANGED + other, valid_rows_only=True)
    assert (report.counts["rejected"], report.counts["new"]) == (1, 1)
    assert [issue.code for issue in report.issues] == ["reason_needed"]
    assert "Alpha Anna is restricted" in report.issues[0].message
    with pytest.raises(imports.Rejected):
        school.run(CHANGED)
    with school.database.read(school.admin) as session:
        assert students.get(session, student).data.city == "Hidden"
        assert [row.data.email for row in contacts.of_student(session, student)] == ["old@home.example"]


def test_with_a_reason_it_is_and_the_log_keeps_it(school: School) -> None:
    student = restricted_school(school)
    report = school.run(CHANGED, reason=" She asked for it ")
    assert report.counts["changed"] == 1
    entry = change_sets(school.database)[-1]
    assert (entry.action, entry.reason) == ("import", "She asked for it")
    with school.database.read(school.admin) as session:
        assert students.get(session, student).data.city == "Nicosia"
        assert [row.data.email for row in contacts.of_student(session, student)] == ["new@home.example"]


def test_a_contact_alone_needs_the_reason_too_and_what_is_the_same_needs_none(school: School) -> None:
    restricted_school(school)
    same = GUARDIAN.format(more="city;", city="Hidden;", mail="old@home.example")
    assert school.run(same).counts["unchanged"] == 1
    another = same.replace("Maria", "Nikos")
    assert [issue.code for issue in school.preview(another).issues] == ["reason_needed"]
    assert fields(school.preview(another, reason="She asked")) == ["contact"]


def test_a_preview_shows_nobody_what_is_withheld(school: School) -> None:
    restricted_school(school)
    report = school.preview(CHANGED, reason="She asked for it")
    assert report.samples["changed"][0].changes == (
        ("city", "withheld", "Nicosia"), ("contact_email", "withheld", "new@home.example"),
    )  # fmt: skip
    assert "Hidden" not in str(report.to_json()) + str(report.samples_json())


def test_an_erased_student_is_filled_again_with_a_reason_only(school: School) -> None:
    school.run(FILES["students"])
    with school.database.begin(school.admin) as session:
        student = students.by_number(session, "S1")
        students.update(session, student, replace(students.get(session, student).data, status="withdrawn"))
        erasure.erase(session, [student], erasure_rules.REDUCE, "Left long ago")
    again = FILES["students"].replace("Nicosia", "Paphos")
    report = school.preview(again)
    assert [issue.code for issue in report.issues] == ["reason_needed"]
    assert "was erased" in report.issues[0].message
    assert school.run(again, reason="She is back").counts["changed"] == 1


def test_nobody_is_found_by_an_address_that_is_withheld(school: School) -> None:
    head = "student number;last name;first name;e-mail\n"
    school.run(head + "S1;Alpha;Anna;anna@home.example\n")
    with school.database.begin(school.admin) as session:
        restriction.restrict(session, students.by_number(session, "S1"), "A court's order")
    report = preview(school, STUDENTS, head + ";Guess;Gus;anna@home.example\n")
    assert [issue.code for issue in report.issues] == ["protected"]
    assert "Alpha" not in str(report)
