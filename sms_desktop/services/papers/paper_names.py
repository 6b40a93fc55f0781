"""The names of the fields that letters and forms of the school's own may use, with labels to choose them by."""

from __future__ import annotations

from dataclasses import dataclass

from sms_desktop.core.i18n import N_
from sms_desktop.services import students


@dataclass(frozen=True)
class Field:
    """A field by name, with its label and group for the list that it is inserted from (both translated when shown).

    A field of rows, such as `courses.code`, is one of each row; `sensitive`: only for who may see such fields.
    """

    name: str
    label: str
    group: str
    sensitive: bool = False


_STUDENT, _CASES, _PARENTS = N_("Student"), N_("Student: forms of the name"), N_("Parents and guardians")
_REACHED, _STUDIES, RESULT = N_("Address and telephones"), N_("Studies"), N_("Results and absences")
_COURSES, _CLASS, _PUPILS = N_("Rows: courses of a student"), N_("Class"), N_("Rows: students of a class")
SCHOOL, _DOCUMENT = N_("School"), N_("The document")
_LABELS: dict[str, tuple[tuple[str, str], ...]] = {
    _STUDENT: (
        ("student.number", N_("Student number")),
        ("student.last_name", N_("Last name")),
        ("student.first_name", N_("First name")),
        ("student.full_name", N_("First and last name")),
        ("student.name", N_("Last and first name")),
        ("student.gender", N_("Gender")),
        ("student.is_male", N_("A cross where male")),
        ("student.is_female", N_("A cross where female")),
        ("student.date_of_birth", N_("Date of birth")),
        ("student.date_of_birth_words", N_("Date of birth with the month's name")),
        ("student.date_of_birth_on", N_("Date of birth with the month's name and “on” before it")),
        ("student.date_of_birth_day", N_("Day of birth, two digits")),
        ("student.date_of_birth_month", N_("Month of birth, two digits")),
        ("student.date_of_birth_year", N_("Year of birth")),
        ("student.place_of_birth", N_("Place of birth")),
        ("student.nationality", N_("Nationality")),
        ("student.national_id", N_("National ID")),
    ),
    _CASES: (
        ("student.full_name_genitive", N_("First and last name, genitive")),
        ("student.full_name_accusative", N_("First and last name, accusative")),
        ("student.full_name_vocative", N_("First and last name, vocative")),
        ("student.last_name_genitive", N_("Last name, genitive")),
        ("student.last_name_accusative", N_("Last name, accusative")),
        ("student.last_name_vocative", N_("Last name, vocative")),
        ("student.first_name_genitive", N_("First name, genitive")),
        ("student.first_name_accusative", N_("First name, accusative")),
        ("student.first_name_vocative", N_("First name, vocative")),
        ("student.full_name_latin", N_("First and last name in Latin letters")),
        ("student.last_name_latin", N_("Last name in Latin letters")),
        ("student.first_name_latin", N_("First name in Latin letters")),
        ("student.article", N_("Article before the name")),
        ("student.article_genitive", N_("Article before the name, genitive")),
        ("student.article_accusative", N_("Article before the name, accusative")),
        ("student.noun", N_("The word for a student, by gender")),
        ("student.noun_genitive", N_("The word for a student, genitive")),
        ("student.noun_accusative", N_("The word for a student, accusative")),
    ),
    _PARENTS: (
        ("student.father_name", N_("Father's name")),
        ("student.father_name_genitive", N_("Father's name, genitive")),
        ("student.father_name_latin", N_("Father's name in Latin letters")),
        ("student.mother_name", N_("Mother's name")),
        ("student.mother_name_genitive", N_("Mother's name, genitive")),
        ("student.mother_name_latin", N_("Mother's name in Latin letters")),
        ("guardian.name", N_("Name of the guardian")),
        ("guardian.relation", N_("What the guardian is to the student")),
        ("guardian.phone", N_("Telephone of the guardian")),
        ("guardian.email", N_("E-mail of the guardian")),
    ),
    _REACHED: (
        ("student.address", N_("Address in one line")),
        ("student.street", N_("Street")),
        ("student.street_number", N_("House number")),
        ("student.postal_code", N_("Postal code")),
        ("student.city", N_("City")),
        ("student.district", N_("District")),
        ("student.email", N_("E-mail")),
        ("student.mobile", N_("Mobile")),
        ("student.phone", N_("Landline")),
    ),
    _STUDIES: (
        ("programme.code", N_("Code of the programme")),
        ("programme.name", N_("Name of the programme")),
        ("student.study_year", N_("Year of study")),
        ("student.study_year_words", N_("Year of study in words")),
        ("student.section", N_("Section")),
        ("student.status", N_("Status")),
        ("student.status_date", N_("Date of the status")),
        ("student.enrolment_date", N_("Date of enrolment")),
        ("student.enrolment_date_words", N_("Date of enrolment with the month's name")),
        ("student.enrolment_date_on", N_("Date of enrolment with the month's name and “on” before it")),
        ("student.enrolment_year", N_("Academic year of enrolment")),
        ("year.name", N_("Current academic year")),
        ("term.name", N_("Current term")),
        ("term.first_day", N_("First day of the term")),
        ("term.last_day", N_("Last day of the term")),
    ),
    RESULT: (
        ("average.grade", N_("Average, out of 20")),
        ("average.percentage", N_("Average in percent")),
        ("average.gpa", N_("Average, GPA")),
        ("average.word", N_("Average in words")),
        ("average.courses", N_("Courses in the average")),
        ("average.credits", N_("Credits in the average")),
        ("average.credits_passed", N_("Credits of passed courses")),
        ("term_average.grade", N_("Average of the current term, out of 20")),
        ("term_average.percentage", N_("Average of the current term in percent")),
        ("term_average.word", N_("Average of the current term in words")),
        ("absences.total", N_("Absences of the current term")),
        ("absences.unexcused", N_("Unexcused absences of the current term")),
        ("absences.excused", N_("Excused absences of the current term")),
    ),
    _COURSES: (
        ("courses.no", N_("Number of the row")),
        ("courses.code", N_("Course code")),
        ("courses.name", N_("Course")),
        ("courses.credits", N_("Credits")),
        ("courses.term", N_("Term")),
        ("courses.year", N_("Academic year")),
        ("courses.section", N_("Section of the class")),
        ("courses.status", N_("Status of the enrolment")),
        ("courses.grade", N_("Final grade, out of 20")),
        ("courses.percentage", N_("Final grade in percent")),
        ("courses.gpa", N_("Final grade, GPA")),
        ("courses.word", N_("Final grade in words")),
        ("courses.passed", N_("Passed")),
        ("courses.absences", N_("Absences")),
        ("courses.unexcused", N_("Unexcused absences")),
        ("courses.excused", N_("Excused absences")),
        ("courses.allowed", N_("Allowed absences")),
        ("courses.remaining", N_("Remaining absences")),
        ("courses.limit_status", N_("Standing on the absence limit")),
    ),
    _CLASS: (
        ("course.code", N_("Course code")),
        ("course.name", N_("Course")),
        ("class.section", N_("Section of the class")),
        ("class.teachers", N_("Teachers")),
        ("class.size", N_("Number of students")),
        ("class.term", N_("Term of the class")),
        ("class.year", N_("Academic year of the class")),
    ),
    _PUPILS: (
        ("students.no", N_("Number of the row")),
        ("students.number", N_("Student number")),
        ("students.last_name", N_("Last name")),
        ("students.first_name", N_("First name")),
        ("students.name", N_("Last and first name")),
        ("students.full_name", N_("First and last name")),
        ("students.gender", N_("Gender")),
        ("students.is_male", N_("A cross where male")),
        ("students.is_female", N_("A cross where female")),
        ("students.father_name", N_("Father's name")),
        ("students.father_name_genitive", N_("Father's name, genitive")),
        ("students.mother_name", N_("Mother's name")),
        ("students.date_of_birth", N_("Date of birth")),
        ("students.date_of_birth_day", N_("Day of birth, two digits")),
        ("students.date_of_birth_month", N_("Month of birth, two digits")),
        ("students.date_of_birth_year", N_("Year of birth")),
        ("students.place_of_birth", N_("Place of birth")),
        ("students.nationality", N_("Nationality")),
        ("students.study_year", N_("Year of study")),
        ("students.section", N_("Section")),
        ("students.enrolment_date", N_("Date of enrolment")),
        ("students.guardian_name", N_("Name of the guardian")),
        ("students.guardian_relation", N_("What the guardian is to the student")),
        ("students.guardian_phone", N_("Telephone of the guardian")),
        ("students.guardian_email", N_("E-mail of the guardian")),
        ("students.address", N_("Address in one line")),
        ("students.street", N_("Street")),
        ("students.street_number", N_("House number")),
        ("students.postal_code", N_("Postal code")),
        ("students.city", N_("City")),
        ("students.district", N_("District")),
        ("students.email", N_("E-mail")),
        ("students.mobile", N_("Mobile")),
        ("students.phone", N_("Landline")),
        ("students.national_id", N_("National ID")),
        ("students.grade", N_("Final grade, out of 20")),
        ("students.percentage", N_("Final grade in percent")),
        ("students.word", N_("Final grade in words")),
        ("students.passed", N_("Passed")),
        ("students.absences", N_("Absences")),
        ("students.allowed", N_("Allowed absences")),
    ),
    SCHOOL: (
        ("school.name", N_("Name of the school")),
        ("school.authority", N_("What stands over the school's name")),
        ("school.address", N_("Address of the school")),
        ("school.place", N_("Place that documents are dated from")),
        ("school.phone", N_("Telephone of the school")),
        ("school.email", N_("E-mail of the school")),
        ("school.web", N_("Web address of the school")),
        ("school.signatory", N_("Who signs")),
        ("school.signatory_title", N_("Office of who signs")),
    ),
    _DOCUMENT: (
        ("today", N_("Today's date")),
        ("today_words", N_("Today's date with the month's name")),
        ("today_day", N_("Day of today's date, two digits")),
        ("today_month", N_("Month of today's date, two digits")),
        ("today_year", N_("Year of today's date")),
        ("document.number", N_("Number of the document")),
        ("document.purpose", N_("Purpose, as it is said when the document is issued")),
        ("document.recipient", N_("Recipient, as it is said when the document is issued")),
    ),
}
#: Sensitive as the telephone in a list of contacts is.
_OF_GUARDIANS = ("guardian.phone", "students.guardian_phone")


def _is_of_person(name: str) -> bool:
    """Whether it is a sensitive field of a student's, in a row too."""
    group, _dot, own = name.partition(".")
    return group in ("student", "students") and own in students.SENSITIVE


FIELDS: tuple[Field, ...] = tuple(
    Field(name, label, group, name in _OF_GUARDIANS or _is_of_person(name))
    for group, fields in _LABELS.items()
    for name, label in fields
)
#: Groups of fields that a letter about one student can't name: they are of many rows, or of a class.
ROW_GROUPS = frozenset({_COURSES, _CLASS, _PUPILS})
NAMES = frozenset(field.name for field in FIELDS)
