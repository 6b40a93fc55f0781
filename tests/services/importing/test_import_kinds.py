"""The kinds of imports: the office's own form, courses with rules and schedules, enrolments, odd files."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sms_desktop.core.errors import BadFile, Invalid, UserError
from sms_desktop.db.courses import CourseRule, Enrolment, Offering
from sms_desktop.db.people import Contact, Student, StudentContact
from sms_desktop.services import contacts, courses, offerings, students
from sms_desktop.services.importing import imports
from sms_desktop.services.importing.model import Options
from sms_desktop.services.importing.sources import Given
from tests.services.office import SHARED, THREE, School, codes

FORM = (
    "Αριθμός Δελτίου Ταυτότητας:;Ακαδημαϊκή Χρονιά:;Πρόγραμμα Σπουδών:;Έτος Σπουδών:;Επώνυμο:;Όνομα:;Όνομα Πατέρα:;"
    "Ημερομηνία Γέννησης:;Τόπος Γέννησης:;Υπηκοότητα:;Αρ. Κινητού Τηλεφώνου:;Αρ. Σταθερού Τηλεφώνου:;"
    "Αρ. Τηλεφώνου σε περίπτωση επείγοντος περιστατικού:;Όνομα Ατόμου σε περίπτωση επείγοντος περιστατικού:;"
    "Ηλ. Ταχυδρομείο:;Οδός:;Αριθμός:;Δήμος/Κοινότητα:;Ταχυδρομικός Κώδικας:;Επαρχία:;"
    '"<p>Έχετε απολυτήριο; (ναι/όχι):</p>";'
    "Τυχόν σοβαρό πρόβλημα υγείας - οποιαδήποτε μορφή ανεπάρκειας ή μεινονεξία (προαιρετική συμπλήρωση):;"
    "RSFP_DateSubmitted\r\n"
    "1000001;2025 - 2026;Μηχανική Αυτοκινήτου;Α';Δοκιμάκης;Πέτρος;Νίκος;25/12/2004;Λεμεσός;Κυπριακή;99000001;25000001;"
    "99000002;Δοκιμάκη Ελένη;petros@school.example;Δοκιμής;5;Λεμεσός;3000;Λεμεσός;ναι;Άσθμα;2025-09-01 10:00:00\r\n"
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
        assert session.get_one(Student, petros.id).health_note == "Άσθμα"
    assert petros.data.study_year == 1
    assert petros.data.academic_year == "2025-2026"
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


@pytest.mark.real_files
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
        'x1\tEngines\t3\tWinter term\tA1\t{"Mon": {"periods": 2, "start_time": "08:00", "duration": 50}}\t10\t30\t60\n'
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


def test_a_preview_tells_the_students_apart_that_only_the_run_will_make(school: School) -> None:
    text = "student_number,last_name,first_name,course_code\nN1,Doe,Jane,NEW1\nN2,Roe,Jim,NEW1\n"
    assert school.preview(text, kind="enrolments", create_missing=True).counts["new"] == 2


@pytest.mark.real_files
def test_columns_can_be_named_by_hand_and_filled_with_constants(school: School) -> None:
    given = Given(SHARED / "uci" / "student-por.csv")
    names = {"last_name": "=Pupil {row}", "first_name": "=Made up", "section": "school"}
    with pytest.raises(Invalid) as missing:
        imports.run(school.database, school.admin, given, Options(kind="students"))
    assert missing.value.code == "fields_missing"
    mapping = {"student_number": "=UCI-{row}", **names}
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


@pytest.mark.real_files
@pytest.mark.parametrize("name", ["oneroster/Test_full_data_set.zip", "sds/SDS_Format_100_Users.zip"])
def test_bundles_are_recognised_named_and_not_imported_yet(school: School, name: str) -> None:
    with school.database.read(school.admin) as session:
        described = imports.inspect(session, Given(SHARED / name), Options())
    assert described["kind"] == "bundle"
    assert described["name"] in described["notes"][0]
    with pytest.raises(BadFile) as refused:
        imports.run(school.database, school.admin, Given(SHARED / name), Options())
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
