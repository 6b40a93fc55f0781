"""Files brought in: what a preview says, what a run leaves, what taking it back restores."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import BadFile, Cancelled, Conflict, Denied, Invalid, UserError
from sms_desktop.db.courses import CourseRule, Enrolment, Offering
from sms_desktop.db.database import Database
from sms_desktop.db.operations import ChangeEntry, ChangeSet, Job
from sms_desktop.db.people import Contact, Student, StudentContact
from sms_desktop.services import contacts, courses, imports, jobs, offerings, students, years
from sms_desktop.services.import_model import Options, Report
from sms_desktop.services.import_source import Given
from tests.content import content

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
THREE = """Αρ. Μητρώου;Επώνυμο;Όνομα;E-mail;Ημ. γέννησης;Έτος σπουδών;Τμήμα
A100;Παπαδόπουλος;Γιώργος;george@school.example;25/12/2004;Α';A1
A101;Γεωργίου;Άννα;anna@school.example;03/04/2005;Β΄;A1
A102;Ιωάννου;Μαρία;maria@school.example;1/2/2003;Γ’;B1
"""


class School:
    """What a person does with files, in few words."""

    def __init__(self, database: Database, admin: Actor, folder: Path) -> None:
        self.database, self.admin, self.folder = database, admin, folder

    def file(self, text: str, name: str = "students.csv", encoding: str = "utf-8") -> Given:
        path = self.folder / name
        path.write_bytes(text.encode(encoding))
        return Given(path)

    def preview(self, text: str, **options: object) -> Report:
        return imports.preview(self.database, self.admin, self.file(text), Options(**options))  # type: ignore[arg-type]

    def run(self, text: str, **options: object) -> Report:
        return imports.run(self.database, self.admin, self.file(text), Options(**options))  # type: ignore[arg-type]

    def content(self) -> object:
        return content(self.database)


@pytest.fixture
def school(database: Database, admin: Actor, tmp_path: Path) -> School:
    with database.begin(admin) as session:
        first = date.today().year
        years.create(session, f"{first}-{first + 1}", years.default_terms(first, ("Winter term", "Spring term")))
    return School(database, admin, tmp_path)


def codes(report: Report) -> list[str]:
    return [issue.code for issue in report.issues]


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
    from sms_desktop.services import import_rejects

    given = school.file(THREE.replace("03/04/2005", "31/02/2005"))
    target = tmp_path / "rejected.csv"
    assert import_rejects.save(school.database, school.admin, given, Options(), target) == 1
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


FORM = (
    "Αριθμός Δελτίου Ταυτότητας:;Ακαδημαϊκή Χρονιά:;Πρόγραμμα Σπουδών:;Έτος Σπουδών:;Επώνυμο:;Όνομα:;Όνομα Πατέρα:;"
    "Ημερομηνία Γέννησης:;Τόπος Γέννησης:;Υπηκοότητα:;Αρ. Κινητού Τηλεφώνου:;Αρ. Σταθερού Τηλεφώνου:;"
    "Αρ. Τηλεφώνου σε περίπτωση επείγοντος περιστατικού:;Όνομα Ατόμου σε περίπτωση επείγοντος περιστατικού:;"
    "Ηλ. Ταχυδρομείο:;Οδός:;Αριθμός:;Δήμος/Κοινότητα:;Ταχυδρομικός Κώδικας:;Επαρχία:;"
    '"<p>Έχετε απολυτήριο; (ναι/όχι):</p>";'
    "Τυχόν σοβαρό πρόβλημα υγείας - οποιαδήποτε μορφή ανεπάρκειας ή μεινονεξία (προαιρετική συμπλήρωση):;"
    "RSFP_DateSubmitted\r\n"
    "1000001;2025 - 2026;Μηχανική Αυτοκινήτου;Α';Δοκιμάκης;Πέτρος;Νίκος;25/12/2004;Λεμεσός;Κυπριακή;99000001;25000001;"
    "99000002;Δοκιμάκη Ελένη;petros@school.example;Οδός Δοκιμής;5;Λεμεσός;3000;Λεμεσός;ναι;Άσθμα;2025-09-01 10:00:00\r\n"
    "1000002;2025 - 2026;Μηχανική Αυτοκινήτου;Β΄;Πρότυπου;Άννα;Γιώργος;03/04/2003;Πάφος;Κυπριακή;99000003;;"
    "99000004;Πρότυπος Γιώργος;anna@school.example;Οδός Ελέγχου;7;Πάφος;8000;Πάφος;ναι;;2025-09-02 11:00:00\r\n"
    "1000003;2025 - 2026;Μηχανική Αυτοκινήτου;Γ’;Σύντομος;Νίκος;Ανδρέας;30/06/2002;Πάφος;Κυπριακή;99000005;;"
    "99000006;Σύντομου Μαρία;nikos@school.example;Οδός Ελέγχου;9;Πάφος;8000;Πάφος;όχι;\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1253", "utf-16"])
def test_the_office_s_own_enrolment_form_brings_students_with_their_emergency_contacts(
    school: School, encoding: str
) -> None:
    given = school.file(FORM, "form.txt", encoding)
    report = imports.run(school.database, school.admin, given, Options())
    assert report.counts == {"new": 3, "changed": 0, "unchanged": 0, "rejected": 0}, report.issues
    with school.database.read(school.admin) as session:
        petros = students.get(session, students.by_number(session, "1000001"))
        (contact,) = contacts.of_student(session, petros.id)
    assert petros.data.study_year == 1
    assert petros.data.academic_year == "2025-2026"
    assert petros.data.health_note == "Άσθμα"
    assert (contact.data.name, contact.data.phone, contact.data.emergency) == ("Δοκιμάκη Ελένη", "99000002", True)
    again = imports.run(school.database, school.admin, given, Options())
    assert again.counts["unchanged"] == 3, again.samples["changed"]


def test_taking_the_form_back_takes_the_contacts_too(school: School) -> None:
    before = school.content()
    report = imports.run(school.database, school.admin, school.file(FORM, "form.txt"), Options())
    imports.take_back(school.database, school.admin, report.import_id or 0)
    assert school.content() == before
    with school.database.read(school.admin) as session:
        assert not session.scalars(select(Contact)).all()
        assert not session.scalars(select(StudentContact)).all()
        assert not session.scalars(select(Student)).all()


def test_a_real_curriculum_comes_in_with_its_rules_and_says_which_are_missing(school: School) -> None:
    given = Given(SHARED / "greek" / "mieek_courses.utf8bom.csv")
    report = imports.run(school.database, school.admin, given, Options())
    assert report.kind == "courses"
    assert report.counts == {"new": 26, "changed": 0, "unchanged": 0, "rejected": 0}, report.issues
    with school.database.read(school.admin) as session:
        weights: dict[int, float] = {}
        for rule in session.scalars(select(CourseRule)):
            weights[rule.course_id] = weights.get(rule.course_id, 0) + float(rule.weight)
        assert set(weights.values()) == {100.0}
        engine = courses.get(session, courses.by_code(session, "AUT0107")).data
        assert [str(rule.weight) for rule in engine.rules] == ["20", "10", "10", "30", "30"]
        assert session.scalars(select(Offering)).all()
    unruly = [issue.row for issue in report.issues if issue.code in ("no_rules", "rules_not_100")]
    assert len(weights) + len(unruly) == 26
    assert imports.run(school.database, school.admin, given, Options()).counts["unchanged"] == 26


def test_courses_with_schedules_and_category_columns_are_offered_in_their_term(school: School) -> None:
    text = (
        "code\tname\tcredits\tterm\tsection\tschedule\tParticipation %\tMidterm %\tFinal exam %\n"
        'x1\tEngines\t3\tWinter term\tA1\t{"Monday": {"periods": 2, "start_time": "08:00", "duration": 50}}\t10\t30\t60\n'
    )
    report = imports.run(school.database, school.admin, school.file(text, "c.tsv"), Options())
    assert report.counts["new"] == 1, report.issues
    with school.database.read(school.admin) as session:
        (offered,) = offerings.of_course(session, courses.by_code(session, "X1"))
        data = offerings.get(session, offered.id).data
    assert [(rule.name, str(rule.weight)) for rule in data.rules] == [
        ("Participation", "10"), ("Midterm", "30"), ("Final exam", "60"),
    ]  # fmt: skip
    assert [(lesson.weekday, lesson.periods, lesson.start, lesson.minutes) for lesson in data.lessons] == [
        (0, 2, "08:00", 50)
    ]


def test_rules_that_do_not_add_up_are_left_out_and_the_course_is_taken(school: School) -> None:
    report = school.run("code;name;evaluation rules\nX1;Engines;Midterm 30% + Final exam 60%\n", kind="courses")
    assert codes(report) == ["rules_not_100"]
    assert report.counts["new"] == 1


def test_enrolments_find_students_and_courses_and_name_the_nearest(school: School) -> None:
    school.run(THREE)
    school.run("code;name;term\nAUT1;Engines;Winter term\n", kind="courses")
    text = "student_number,course_code\nA100,AUT1\nA101,aut1\nA1O2,AUT1\nA102,AUT9\n"
    report = school.run(text, valid_rows_only=True)
    assert report.kind == "enrolments"
    assert (report.counts["new"], report.counts["rejected"]) == (2, 2)
    by_code = {issue.code: issue.message for issue in report.issues}
    assert "A102" in by_code["unknown_student"]
    assert "AUT1" in by_code["unknown_course"]
    assert school.run(text, valid_rows_only=True).counts["unchanged"] == 2
    with school.database.read(school.admin) as session:
        assert len(session.scalars(select(Enrolment)).all()) == 2


def test_what_is_missing_is_made_where_the_person_ticks_that(school: School) -> None:
    text = "student_number,last_name,first_name,course_code\nN1,Doe,Jane,NEW1\n"
    report = school.run(text, kind="enrolments", create_missing=True)
    assert report.counts["new"] == 1, report.issues
    with school.database.read(school.admin) as session:
        assert students.by_number(session, "N1")
        assert courses.by_code(session, "NEW1")


def test_columns_can_be_named_by_hand_and_filled_with_constants(school: School) -> None:
    given = Given(SHARED / "uci" / "student-por.csv")
    names = {"last_name": "=Pupil {row}", "first_name": "=Made-up", "section": "school"}
    with pytest.raises(Invalid) as missing:
        imports.run(school.database, school.admin, given, Options(kind="students"))
    assert missing.value.code == "fields_missing"
    mapping = {
        "student_number": "=UCI-{row}",
        "last_name": "=Pupil {row}",
        "first_name": "=Made-up",
        "section": "school",
    }
    report = imports.run(school.database, school.admin, given, Options(kind="students", mapping=mapping))
    assert report.counts["new"] == 649, report.issues[:3]


def test_the_mapping_chosen_once_is_remembered_for_the_same_headers(school: School) -> None:
    text = "Kod;Epi;Ono;Info\nQ1;Doe;Jane;A1\n"
    mapping = {"student_number": "Kod", "last_name": "Epi", "first_name": "Ono", "section": "Info"}
    school.run(text, kind="students", mapping=mapping)
    report = school.run(text.replace("Q1", "Q2"), kind="students")
    assert report.counts["new"] == 1
    with school.database.read(school.admin) as session:
        assert students.get(session, students.by_number(session, "Q2")).data.section == "A1"


def test_custom_fields_are_kept_with_the_student(school: School) -> None:
    report = school.run(THREE.replace("Τμήμα", "Shoe size"), mapping={"extra:shoe_size": "Shoe size"})
    assert report.counts["new"] == 3
    with school.database.read(school.admin) as session:
        extras = session.scalars(select(Student.extra).order_by(Student.student_number)).all()
    assert extras[0] == {"shoe_size": "A1"}


@pytest.mark.parametrize("name", ["oneroster/Test_full_data_set.zip", "sds/SDS_Format_100_Users.zip"])
def test_bundles_are_recognised_and_named(school: School, name: str) -> None:
    with pytest.raises(BadFile) as refused, school.database.read(school.admin) as session:
        imports.inspect(session, Given(SHARED / name), Options())
    assert refused.value.code == "bundle"


def test_pasted_cells_are_a_table_like_any_other(school: School) -> None:
    given = Given(text="Αρ. Μητρώου\tΕπώνυμο\tΌνομα\nP1\tΔοκιμή\tΝίκος\n")
    report = imports.run(school.database, school.admin, given, Options())
    assert report.counts["new"] == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x01\x02\x03" * 100, b"PK\x03\x04half a zip", b"a,b\n1,\x002\n", b'student_number,last_name\n"A,B\n',
     b"student_number\n" + b"x" * 2_000_000],
)  # fmt: skip
def test_bad_files_are_refused_with_a_sentence_and_nothing_written(school: School, data: bytes) -> None:
    before = school.content()
    path = school.folder / "bad.csv"
    path.write_bytes(data)
    with pytest.raises(UserError):
        imports.run(school.database, school.admin, Given(path), Options(kind="students"))
    assert school.content() == before
