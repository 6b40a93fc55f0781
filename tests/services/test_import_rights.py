"""Files are brought in by who may do by hand what they do, and show nobody what is not for him or her."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sms_desktop.core.actor import EVERYTHING, Actor
from sms_desktop.core.errors import Denied
from sms_desktop.core.permissions import SECRETARY, rights_of
from sms_desktop.services import contacts, imports, restriction, students
from sms_desktop.services.import_model import Options, Report
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
    assert fields(preview(school, frozenset({EVERYTHING}), changed)) == ["city", "contact_email"]
