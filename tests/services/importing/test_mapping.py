"""Columns of real systems' files told by their headers, by last time's choice and by what is in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_desktop.services.importing.fields import KINDS
from sms_desktop.services.importing.mapping import ColumnMapping, guess_kind, guess_mapping

#: Headers of systems that schools export from, with the field of each; `-` stands for none.
FILES = {
    "the office's enrolment form": """
        Αριθμός Δελτίου Ταυτότητας: = national_id
        Ακαδημαϊκή Χρονιά: = academic_year
        Πρόγραμμα Σπουδών: = programme
        Έτος Σπουδών: = study_year
        Επώνυμο: = last_name
        Όνομα: = first_name
        Όνομα Πατέρα: = father_name
        Ημερομηνία Γέννησης: = date_of_birth
        Τόπος Γέννησης: = place_of_birth
        Υπηκοότητα: = nationality
        Αρ. Κινητού Τηλεφώνου: = mobile
        Αρ. Σταθερού Τηλεφώνου: = phone
        Αρ. Τηλεφώνου σε περίπτωση επείγοντος περιστατικού: = emergency_phone
        Όνομα Ατόμου σε περίπτωση επείγοντος περιστατικού: = emergency_name
        Ηλ. Ταχυδρομείο: = email
        Οδός: = street
        Αριθμός: = street_number
        Δήμος/Κοινότητα: = city
        Ταχυδρομικός Κώδικας: = postal_code
        Επαρχία: = district
        Τυχόν σοβαρό πρόβλημα υγείας - οποιαδήποτε μορφή ανεπάρκειας (προαιρετική συμπλήρωση): = health_note
        RSFP_DateSubmitted = enrolment_date
    """,
    "an office's workbook": """
        ΑΜ = student_number
        ΕΠΙΘΕΤΟ = last_name
        ΟΝΟΜΑ = first_name
        ΠΑΤΡΩΝΥΜΟ = father_name
        ΕΠΙΘΕΤΟ-ΚΗΔΕΜΟΝΑ = contact1_last_name
        ΟΝΟΜΑ-ΚΗΔΕΜΟΝΑ = contact1_first_name
        ΔΙΕΥΘΥΝΣΗ = street
        ΤΚ = postal_code
        ΠΟΛΗ = city
        ΤΗΛ1 = phone
        ΤΗΛ2 = mobile
        EMAIL = email
        ΦΥΛΟ = gender
        ΤΜΗΜΑ-ΓΕΝ-ΠΑΙΔΕΙΑΣ = section
        ΤΜΗΜΑ-ΚΑΤΕΥΘΥΝΣΗΣ = -
        ΤΜΗΜΑ-ΕΠΙΛΟΓΗΣ = -
    """,
    "myschool": """
        Α/Α = -
        Αρ. μητρώου = student_number
        Επώνυμο μαθητή = last_name
        Όνομα μαθητή = first_name
        Όνομα πατέρα = father_name
        Όνομα μητέρας = mother_name
        Ημ/νία γέννησης = date_of_birth
        Τμήμα = section
        Κινητό τηλ. = mobile
        Τηλ. 1 = phone
        Email κηδεμόνα = contact1_email
        Ονοματεπώνυμο κηδεμόνα = contact1_name
        Φύλο = gender
        Υπηκοότητα = nationality
    """,
    "School Data Sync": """
        SIS ID = -
        School SIS ID = -
        First Name = first_name
        Last Name = last_name
        Username = -
        Secondary Email = email
        Student Number = student_number
        Middle Name = -
        Grade = -
        Status = status
        Birthdate = date_of_birth
    """,
    "OpenEduCat": """
        Title = -
        Name = -
        Blood Group = -
        Nationality = nationality
        First Name = first_name
        Last Name = last_name
        Middle Name = -
        Email = email
        Mobile = mobile
        Birth Date = date_of_birth
    """,
    "RosarioSIS": """
        Student ID = student_number
        Last Name = last_name
        First Name = first_name
        Birthdate = date_of_birth
        Gender = gender
        Address = street
        City = city
        State = district
        Zipcode = postal_code
        Home Phone = phone
        Contact Name = contact1_name
        Relation = contact1_relation
        Email = email
        Enrollment Date = enrolment_date
    """,
    "Gibbon": """
        Surname = last_name
        First Name = first_name
        Preferred Name = -
        Gender = gender
        Status = status
        DOB = date_of_birth
        Email = email
        Phone 1 = phone
        Phone 2 = mobile
        Parent 1 Surname = contact1_last_name
        Parent 1 First Name = contact1_first_name
        Parent 1 Email = contact1_email
        Parent 2 Relationship = contact2_relation
    """,
    "PowerSchool": """
        Student_Number = student_number
        Last_Name = last_name
        First_Name = first_name
        DOB = date_of_birth
        Mother = mother_name
        Father = father_name
        Mother_Email = mother_email
        Guardian_Email = contact1_email
        EMERG_CONTACT_1 = emergency_name
        EMERG_PHONE_1 = emergency_phone
        EntryDate = enrolment_date
        Enroll_Status = status
        Home_Room = section
    """,
    "Moodle": """
        username = -
        firstname = first_name
        lastname = last_name
        email = email
        idnumber = student_number
        phone1 = phone
        department = programme
        city = city
        country = -
    """,
}
COURSE_FILES = {
    "a curriculum": """
        Κωδικός = course_code
        Μάθημα = course_name
        Εξάμηνο = semester
        Πιστωτικές μονάδες = credits
        Περίοδοι/εβδομάδα = periods_per_week
        Κανόνες αξιολόγησης = evaluation_rules
    """,
    "the package": """
        course_code = course_code
        course_name = course_name
        semester = semester
        credits = credits
        description = description
        evaluation_rules = evaluation_rules
        absence_penalty = absence_penalty
        hours_per_week = hours_per_week
        periods_per_week = periods_per_week
        teaching_schedule = schedule
    """,
    "a timetable": """
        Κωδ. μαθήματος = course_code
        Τίτλος = course_name
        Π.Μ. = credits
        Ώρες/εβδ. = hours_per_week
        Διδάσκων = teachers
        Αίθουσα = room
        Πρόγραμμα = schedule
        Τμήμα = section
    """,
    "Moodle": """
        shortname = course_code
        fullname = course_name
        summary = description
    """,
}
ENROLMENT_FILES = {
    "a declaration list": """
        ΑΜ = student_number
        Επώνυμο = last_name
        Όνομα = first_name
        Κωδικός μαθήματος = course_code
        Εξάμηνο = term
        Ημ. εγγραφής = enrolled_at
    """,
    "our own names": """
        student_number = student_number
        course_code = course_code
        term = term
        section = section
        status = status
        enrolled_at = enrolled_at
    """,
}
CASES = [(kind, name, text) for kind, files in (("students", FILES), ("courses", COURSE_FILES),
         ("enrolments", ENROLMENT_FILES)) for name, text in files.items()]  # fmt: skip


def expected(text: str) -> dict[str, str]:
    lines = (line.strip().rpartition(" = ") for line in text.strip().splitlines())
    return {header: field for header, __, field in lines}


def by_header(mapping: ColumnMapping) -> dict[str, str]:
    return {column.header: column.field for column in mapping.columns}


@pytest.mark.parametrize(("kind", "name", "text"), CASES, ids=[f"{kind}: {name}" for kind, name, __ in CASES])
def test_the_columns_of_a_systems_file_are_known_by_name(kind: str, name: str, text: str) -> None:
    wanted = expected(text)
    mapping = guess_mapping(kind, list(wanted), [])
    assert by_header(mapping) == {header: field for header, field in wanted.items() if field != "-"}
    assert [list(wanted)[place] for place in mapping.unmapped] == [h for h, field in wanted.items() if field == "-"]
    assert {column.how for column in mapping.columns} == {"name"}


@pytest.mark.parametrize(("kind", "name", "text"), CASES, ids=[f"{kind}: {name}" for kind, name, __ in CASES])
def test_the_kind_of_a_systems_file_is_told_by_its_headers(kind: str, name: str, text: str) -> None:
    guess = guess_kind(list(expected(text)), [])
    assert guess.kind == kind
    assert guess.score > 0.5


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_names_and_titles_are_known_back(kind: str) -> None:
    fields = [field for field in KINDS[kind].fields if field.name != "full_name"]
    for headers in ([field.name for field in fields], [field.title() for field in fields]):
        assert guess_mapping(kind, headers, []).fields() == {field.name: n for n, field in enumerate(fields)}


@pytest.mark.parametrize(
    ("kind", "headers"),
    [
        ("grades", ["student_number", "course_code", "title", "score", "max_score", "date"]),
        ("grades", ["Αρ. μητρώου", "Κωδικός μαθήματος", "Βαθμός"]),
        ("grades", ["ΑΜ", "Επώνυμο", "Όνομα", "Ενδιάμεση /20", "Τελική εξέταση (%)", "Τεστ 1", "Μ.Ο."]),
        ("attendance", ["Αρ. μητρώου", "Ημ/νία", "Σύνολο απουσιών"]),
        ("attendance", ["student_number", "course_code", "date", "period", "status", "note"]),
        ("attendance", ["ΑΜ", "Επώνυμο", "Όνομα", "14/9", "15/9", "2026-09-16 2η", "Δευ 21/9 (3)", "Σύνολο"]),
        ("", ["alpha", "beta"]),
        ("", []),
    ],
)
def test_files_of_marks_and_absences_are_told_from_the_others(kind: str, headers: list[str]) -> None:
    assert guess_kind(headers, []).kind == kind


def test_pupils_without_names_are_students_of_whom_something_is_missing() -> None:
    headers = ["school", "sex", "age", "address", "guardian", "reason", "health", "absences", "G1"]
    rows = [
        ["GP", "F", "18", "U", "mother", "course", "3", "0", "11"],
        ["MS", "M", "17", "R", "other", "home", "5", "9", "12"],
    ]
    assert guess_kind(headers, rows).kind == "students"
    mapping = guess_mapping("students", headers, rows)
    assert by_header(mapping) == {"sex": "gender", "guardian": "contact1_relation"}
    assert len(mapping.missing()) == 2


def test_columns_are_told_by_what_is_in_them_where_the_header_is_no_help() -> None:
    headers = ["Column 1", "Επώνυμο", "Όνομα", "Στοιχεία", "Πότε", "Άλλο", "Κάτι"]
    rows = [
        [f"S{n:03d}", "Βήτα", "Άννα", f"a{n}@b.cy", f"{n + 12}/03/2005", f"99 12345{n}", "κείμενο"] for n in range(6)
    ]
    mapping = guess_mapping("students", headers, rows)
    found = {column.header: (column.field, column.how) for column in mapping.columns}
    assert found == {
        "Column 1": ("student_number", "content"),
        "Επώνυμο": ("last_name", "name"),
        "Όνομα": ("first_name", "name"),
        "Στοιχεία": ("email", "content"),
        "Πότε": ("date_of_birth", "content"),
        "Άλλο": ("mobile", "content"),
    }
    assert mapping.unmapped == (6,)


def test_other_peoples_addresses_and_other_dates_are_not_the_students() -> None:
    headers = ["Teacher's address", "Last login", "Λήξη διαβατηρίου"]
    rows = [["t@b.cy", "03/03/2005", "25/12/2001"]] * 3
    assert guess_mapping("students", headers, rows).columns == ()


def test_a_column_whose_cells_are_something_else_is_not_taken_by_a_doubtful_name() -> None:
    rows = [["openeducat.student_1"], ["openeducat.student_2"]]
    assert guess_mapping("students", ["External ID"], rows).columns == ()
    assert guess_mapping("students", ["External ID"], [["S1"], ["S2"]]).fields() == {"student_number": 0}


def test_a_plain_name_holds_even_where_many_cells_are_wrong_but_less_surely() -> None:
    [column] = guess_mapping("students", ["Date of birth"], [["soon"], ["unknown"]]).columns
    assert column.field == "date_of_birth"
    assert column.confidence < 0.7


def test_a_letter_or_two_may_be_wrong_in_a_header() -> None:
    assert guess_mapping("students", ["Ονοματεπόνυμο", "Natonality"], []).fields() == {"full_name": 0, "nationality": 1}
    assert guess_mapping("students", ["Country"], []).fields() == {}


def test_one_column_a_category_makes_rules() -> None:
    headers = ["course_code", "Συμμετοχή %", "Ενδιάμεση (30%)", "Τελική εξέταση", "Δοκιμή", "Αίθουσα"]
    rows = [["A1", "10%", "30", "60", "κείμενο", "5"]] * 3
    assert by_header(guess_mapping("courses", headers, rows)) == {
        "course_code": "course_code",
        "Συμμετοχή %": "rule:Συμμετοχή",
        "Ενδιάμεση (30%)": "rule:Ενδιάμεση",
        "Τελική εξέταση": "rule:Τελική εξέταση",
        "Αίθουσα": "room",
    }


def test_last_times_choice_goes_before_everything_and_leaves_out_what_was_left_out() -> None:
    remembered = {"first_name": "Επώνυμο:", "city": "=Λευκωσία", "shoe_size": "Όνομα", "phone": "Τηλ"}
    mapping = guess_mapping("students", ["ΕΠΩΝΥΜΟ", "Όνομα", "Email"], [], remembered)
    assert [(column.field, column.how) for column in mapping.columns] == [("first_name", "remembered")]
    assert mapping.unmapped == (1, 2)


def test_a_field_is_given_to_one_column_only() -> None:
    mapping = guess_mapping("students", ["Email", "E-mail", "e-mail address"], [["a@b.cy"] * 3])
    assert mapping.fields() == {"email": 0}
    assert mapping.unmapped == (1, 2)


@given(
    st.lists(st.text(max_size=12), max_size=6),
    st.lists(st.lists(st.text(max_size=12), max_size=7), max_size=4),
    st.sampled_from(sorted(KINDS)),
)
def test_any_table_is_mapped_without_a_column_or_field_twice(
    headers: list[str], rows: list[list[str]], kind: str
) -> None:
    mapping = guess_mapping(kind, headers, rows)
    places = [column.place for column in mapping.columns]
    assert sorted([*places, *mapping.unmapped]) == list(range(len(headers)))
    assert len(set(mapping.fields())) == len(places)
