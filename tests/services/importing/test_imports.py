"""Files brought in: what a preview says, what a run leaves, what taking it back restores."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Cancelled, Conflict, Denied, Invalid
from sms_desktop.db.operations import ChangeEntry, ChangeSet, Job
from sms_desktop.services import jobs, students
from sms_desktop.services.importing import imports
from sms_desktop.services.importing.model import Options
from sms_desktop.services.importing.sources import Given
from tests.services.office import THREE, School, codes

STUDENTS = frozenset({"imports:run", "students:view", "students:create", "students:edit"})


def test_students_of_a_greek_file_come_in(school: School) -> None:
    report = school.run(THREE)
    assert report.counts == {"new": 3, "changed": 0, "unchanged": 0, "rejected": 0}
    assert (report.kind, report.delimiter, report.import_id) == ("students", ";", 1)
    with school.database.read(school.admin) as session:
        record = students.get(session, students.by_number(session, "A100"))
    assert record.data.last_name == "Παπαδόπουλος"
    assert record.data.study_year == 1
    assert str(record.data.date_of_birth) == "2004-12-25"


def test_one_day_over_twelve_settles_the_order_for_the_column(school: School) -> None:
    school.run(THREE)
    with school.database.read(school.admin) as session:
        anna = students.get(session, students.by_number(session, "A101"))
    assert str(anna.data.date_of_birth) == "2005-04-03"


def test_a_preview_writes_nothing_and_tells_the_same(school: School) -> None:
    before = school.content()
    report = school.preview(THREE)
    assert report.counts["new"] == 3
    assert school.content() == before
    assert school.run(THREE).counts == report.counts


def test_the_same_file_twice_changes_nothing_the_second_time(school: School) -> None:
    school.run(THREE)
    before = school.content()
    report = school.run(THREE)
    assert report.counts == {"new": 0, "changed": 0, "unchanged": 3, "rejected": 0}
    assert school.content() == before


def test_a_change_is_shown_field_by_field_and_written(school: School) -> None:
    school.run(THREE)
    changed = THREE.replace("anna@school.example", "anna.g@school.example")
    report = school.preview(changed)
    assert report.counts["changed"] == 1
    assert report.samples["changed"][0].changes == (("email", "anna@school.example", "anna.g@school.example"),)
    school.run(changed)
    with school.database.read(school.admin) as session:
        found = students.get(session, students.by_number(session, "A101"))
    assert found.data.email == "anna.g@school.example"


def test_taking_an_import_back_restores_the_content_table_by_table(school: School) -> None:
    school.run(THREE)
    before = school.content()
    new = "A103;Νέου;Νίκος;nikos@school.example;5/5/2004;Α';A2\n"
    report = school.run(THREE.replace("Γιώργος", "Γεώργιος") + new)
    assert report.counts["new"] == report.counts["changed"] == 1
    assert report.import_id is not None
    taken = imports.take_back(school.database, school.admin, report.import_id)
    assert taken.left == 0
    assert school.content() == before


def test_an_undo_leaves_what_somebody_changed_since_and_says_so(school: School) -> None:
    report = school.run(THREE)
    with school.database.begin(school.admin) as session:
        anna = students.get(session, students.by_number(session, "A101"))
        students.update(session, anna.id, anna.data.__class__(**{**anna.data.__dict__, "city": "Πάφος"}))
    taken = imports.take_back(school.database, school.admin, report.import_id or 0)
    assert (taken.rows, taken.left) == (2, 1)
    assert "Γεωργίου" in taken.sentences[0]
    with school.database.read(school.admin) as session:
        assert [s.student_number for s in students.page(session)] == ["A101"]


def test_an_import_is_taken_back_once(school: School) -> None:
    report = school.run(THREE)
    imports.take_back(school.database, school.admin, report.import_id or 0)
    with pytest.raises(Conflict):
        imports.take_back(school.database, school.admin, report.import_id or 0)


def test_an_import_leaves_one_change_set_of_few_entries(school: School) -> None:
    rows = "".join(f"B{i};Last{i};First;b{i}@school.example;2001-02-03;1;A1\n" for i in range(12_000))
    report = school.run(THREE.splitlines()[0] + "\n" + rows)
    assert report.counts["new"] == 12_000
    with school.database.read(school.admin) as session:
        sets = session.scalars(select(ChangeSet).where(ChangeSet.action == "import")).all()
        entries = session.scalars(select(ChangeEntry).where(ChangeEntry.change_set_id == sets[0].id)).all()
    assert len(sets) == 1
    assert len(entries) <= 4


def test_one_bad_row_stops_the_whole_import_and_names_row_and_column(school: School) -> None:
    before = school.content()
    with pytest.raises(imports.Rejected) as refused:
        school.run(THREE.replace("03/04/2005", "31/02/2005"))
    (issue,) = refused.value.report.issues
    assert (issue.row, issue.column, issue.value, issue.code) == (3, "Ημ. γέννησης", "31/02/2005", "no_such_day")
    assert school.content() == before


def test_the_valid_rows_come_in_where_that_is_wanted(school: School) -> None:
    report = school.run(THREE.replace("03/04/2005", "31/02/2005"), valid_rows_only=True)
    assert (report.counts["new"], report.counts["rejected"]) == (2, 1)


def test_a_mended_cell_is_taken_in_place_of_the_file_s(school: School) -> None:
    bad = THREE.replace("03/04/2005", "31/02/2005")
    report = school.run(bad, corrections={3: {"Ημ. γέννησης": "28/02/2005"}})
    assert report.counts["new"] == 3


def test_the_rejected_rows_are_saved_mended_and_taken(school: School, tmp_path: Path) -> None:
    from sms_desktop.services.importing import rejects

    given = school.file(THREE.replace("03/04/2005", "31/02/2005"))
    target = tmp_path / "rejected.csv"
    assert rejects.save(school.database, school.admin, given, Options(), target) == 1
    text = target.read_text("utf-8-sig")
    assert "31/02/2005" in text
    assert text.splitlines()[0].startswith("Αρ. Μητρώου;")
    target.write_text(text.replace("31/02/2005", "28/02/2005"), "utf-8")
    report = imports.run(school.database, school.admin, Given(target), Options())
    assert report.counts["new"] == 1


def test_two_rows_of_one_student_are_told_apart_from_two_students(school: School) -> None:
    report = school.preview(THREE + "A100;Παπαδόπουλος;Γιώργος;other@school.example;25/12/2004;1;A1\n")
    assert codes(report) == ["duplicate_in_file"]
    assert report.issues[0].row == 5


def test_the_same_name_under_another_number_is_a_warning(school: School) -> None:
    school.run(THREE)
    report = school.preview(THREE.splitlines()[0] + "\nZ9;ΠΑΠΑΔΟΠΟΥΛΟΣ;ΓΙΩΡΓΟΣ;new@school.example;1/1/2004;1;A1\n")
    assert codes(report) == ["likely_duplicate"]
    assert report.counts["new"] == 1
    assert report.warnings == 1


def test_known_students_can_be_skipped_filled_or_refused(school: School) -> None:
    school.run("student_number,last_name,first_name,city,email\nC1,Doe,Jane,,jane@school.example\n")
    more = "student_number,last_name,first_name,city,email\nC1,Doe,Jane,Paphos,j.doe@school.example\n"
    assert school.preview(more, on_known="skip").counts["unchanged"] == 1
    assert codes(school.preview(more, on_known="never")) == ["known"]
    filled = school.preview(more, on_known="fill")
    assert [change[0] for change in filled.samples["changed"][0].changes] == ["city"]


def test_an_empty_cell_never_erases_what_is_there(school: School) -> None:
    school.run(THREE)
    report = school.run("Αρ. Μητρώου;Επώνυμο;Όνομα;E-mail\nA100;Παπαδόπουλος;Γιώργος;\n")
    assert report.counts["unchanged"] == 1


def test_an_import_stops_where_too_much_would_change(school: School) -> None:
    school.run(THREE)
    before = school.content()
    with pytest.raises(Conflict) as refused:
        school.run(THREE.replace("@school.example", "@new.example"), stop_percent=50)
    assert refused.value.code == "too_many_changes"
    assert school.content() == before


def test_students_without_a_number_are_found_again_by_mail_or_by_name_and_birth(school: School) -> None:
    text = "Last name,First name,E-mail,Date of birth\nDoe,Jane,jane@school.example,\nRoe,Rick,,2001-02-03\n"
    first = school.run(text)
    assert first.counts["new"] == 2
    assert school.run(text).counts["unchanged"] == 2


def test_a_student_who_could_not_be_found_again_is_rejected(school: School) -> None:
    report = school.preview("Last name,First name,E-mail\nDoe,Jane,\nRoe,Rick,rick@school.example\n")
    assert codes(report) == ["missing"]
    assert report.issues[0].row == 2


def test_a_file_in_which_nobody_could_be_found_again_is_refused_with_what_is_missing(school: School) -> None:
    with pytest.raises(Invalid) as refused:
        school.preview("Last name,First name,City\nDoe,Jane,Paphos\n", kind="students")
    assert refused.value.code == "fields_missing"


def test_a_cancelled_import_leaves_nothing_but_a_cancelled_job(school: School) -> None:
    before = school.content()

    def impatient(done: int, total: int, /) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        imports.run(school.database, school.admin, school.file(THREE), Options(), impatient)
    assert school.content() == before
    with school.database.read(school.admin) as session:
        assert session.scalars(select(Job.state)).all() == ["cancelled"]


def test_what_a_crash_left_behind_is_tidied_and_told(school: School) -> None:
    with school.database.begin(school.admin) as session:
        from sms_desktop.core.clock import utc_now

        session.add(
            Job(kind="import", title="Import of a.csv", state="processing", created_at=utc_now(), user_name="x",
                workstation="x", operation_id="0" * 32)
        )  # fmt: skip
    (sentence,) = jobs.tidy(school.database)
    assert "Import of a.csv" in sentence
    assert jobs.tidy(school.database) == []


def test_only_who_may_import_can(school: School) -> None:
    viewer = Actor(9, "viewer", frozenset({"students:view"}))
    with pytest.raises(Denied):
        imports.preview(school.database, viewer, school.file(THREE), Options())


def test_two_columns_of_one_name_are_refused_until_one_is_chosen(school: School) -> None:
    text = "student_number,last_name,last_name,first_name\nA1,Doe,Roe,Jane\n"
    with pytest.raises(Invalid) as refused:
        school.run(text)
    assert refused.value.code == "duplicate_columns"
    assert "2, 3" in refused.value.sentence
    assert school.run(text, mapping={"last_name": "#3"}).counts["new"] == 1
    with school.database.read(school.admin) as session:
        assert students.get(session, students.by_number(session, "A1")).data.last_name == "Roe"


def test_a_run_warns_of_the_same_likenesses_as_its_preview(school: School) -> None:
    school.run("student_number,last_name,first_name\nC1,Doe,Jane\n")
    rows = "".join(f"D{i},Roe,Rick\n" for i in range(6000))
    text = "student_number,last_name,first_name\n" + rows + "D9999,Doe,Jane\n"
    assert school.preview(text).warnings == school.run(text).warnings == 1


def test_changes_are_shown_as_the_reader_writes_them(school: School) -> None:
    head = "student_number,last_name,first_name,date_of_birth,programme\n"
    school.run(head + "C1,Doe,Jane,2004-12-25,AUT\n")
    report = school.preview(head + "C1,Doe,Jane,2004-12-26,ELE\n")
    assert report.samples["changed"][0].changes == (
        ("date_of_birth", "25/12/2004", "26/12/2004"),
        ("programme", "AUT", "ELE"),
    )


def test_a_student_repeated_thousands_of_rows_later_is_rejected_in_run_and_preview(school: School) -> None:
    school.run("student_number,last_name,first_name\nC1,Doe,Jane\n")
    rows = "".join(f"D{i},Roe{i},Rick\n" for i in range(6000))
    text = "student_number,last_name,first_name\n" + rows + "D7,Roe7,Richard\n"
    seen = school.preview(text, valid_rows_only=True)
    done = school.run(text, valid_rows_only=True)
    assert codes(seen) == codes(done) == ["duplicate_in_file"]
    assert done.issues[0].message.endswith("row 9 already.")


def test_one_enrolment_twice_is_rejected_also_where_the_course_will_be_made(school: School) -> None:
    school.run(THREE)
    text = "student_number,course_code\nA100,NEW1\nA100,NEW1\n"
    for look in (school.preview, school.run):
        assert look(text, create_missing=True, valid_rows_only=True).counts["rejected"] == 1


def test_who_may_not_see_sensitive_fields_brings_none_in_and_is_shown_none(school: School) -> None:
    text = "student number;last name;first name;mobile;city\nS1;Alpha;Anna;99000001;{city}\n"
    school.run(text.format(city="Paphos"))
    clerk = replace(school.admin, rights=STUDENTS)
    changed = school.file(text.format(city="Nicosia").replace("99000001", "99000009"))
    report = imports.run(school.database, clerk, changed, Options())
    assert [field for row in report.samples["changed"] for field, _old, _new in row.changes] == ["city"]
    assert any("mobile" in note for note in report.notes)
    with school.database.read(school.admin) as session:
        found = students.get(session, students.by_number(session, "S1")).data
    assert (found.mobile, found.city) == ("99000001", "Nicosia")
