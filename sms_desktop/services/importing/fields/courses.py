"""The fields of an import of courses, with their rules and weekly schedule (domain.md 1 and 2, formats.md 2)."""

from __future__ import annotations

import re
from decimal import Decimal

from sms_desktop.core.evaluation import parse_rules
from sms_desktop.core.i18n import N_, _
from sms_desktop.core.schedule import parse_schedule
from sms_desktop.core.values import (
    BadValue,
    clean_course_code,
    parse_decimal,
    parse_semester,
    parse_study_year,
    shown,
)
from sms_desktop.services.importing.fields.field import ColumnStyle, Field, Holds, plain, text
from sms_desktop.services.importing.fields.kind import RULE_FIELD, Kind, Need, way

_BETWEEN_NAMES = re.compile(r"\s*[;,/\n]\s*")


def _number(cell: str, style: ColumnStyle) -> Decimal:
    return parse_decimal(cell, style.decimals)


def _weight(cell: str, style: ColumnStyle) -> Decimal:
    """A category's weight in percent, with or without the sign."""
    weight = parse_decimal(cell.strip().rstrip("%"), style.decimals)
    if not 0 <= weight <= 100:
        raise BadValue("out_of_range", _("“{value}” is not a percentage.").format(value=shown(cell)))
    return weight


def _names(cell: str) -> tuple[str, ...]:
    """The names of several people in one cell."""
    return tuple(name for name in _BETWEEN_NAMES.split(cell.strip()) if name)


COURSE_CODE = Field(
    "course_code", N_("Course code"), Holds.CODE,
    "course code|course id|course no|course number|course code ref|κωδικος μαθηματος|κωδικος μαθημα|κωδ μαθηματος"
    "|subject code|module code|class code|course sis id|course short name|short name|~κωδικος|~code|~course|~μαθημα"
    "|~id",
    plain(clean_course_code),
)  # fmt: skip
COURSE_NAME = Field(
    "course_name", N_("Course"), Holds.NAME,
    "course name|course title|course|course full name|μαθημα|τιτλος μαθηματος|ονομα μαθηματος|ονομασια μαθηματος"
    "|περιγραφη μαθηματος τιτλος|subject|subject name|module|module name|title|τιτλος|full name|~name|~ονομα"
    "|~ονομασια",
    text(300),
)  # fmt: skip
TERM = Field(
    "term", N_("Term"), Holds.TEXT,
    "term|term name|teaching term|περιοδος διδασκαλιας|διδακτικη περιοδος|~semester|~εξαμηνο|~session", text(100),
)  # fmt: skip
SECTION = Field(
    "section", N_("Section"), Holds.TEXT, "section|section name|τμημα|class section|group|ομαδα|~class", text(50)
)

COURSES = Kind(
    "courses",
    N_("Courses"),
    (
        COURSE_CODE, COURSE_NAME,
        Field("credits", N_("Credits"), Holds.NUMBER,
              "credits|credit|credit units|credit hours|ects|ects credits|πιστωτικες μοναδες|πμ|διδακτικες μοναδες"
              "|πιστωτικες|μοναδες", _number, empty=None),
        Field("hours_per_week", N_("Hours per week"), Holds.NUMBER,
              "hours per week|weekly hours|hours week|hours|ωρες ανα εβδομαδα|ωρες εβδομαδα|ωρες την εβδομαδα"
              "|εβδομαδιαιες ωρες|ωρες διδασκαλιας|ωρες", _number, empty=None),
        Field("periods_per_week", N_("Periods per week"), Holds.NUMBER,
              "periods per week|weekly periods|periods week|periods|περιοδοι ανα εβδομαδα|περιοδοι εβδομαδα"
              "|περιοδοι την εβδομαδα|εβδομαδιαιες περιοδοι|περιοδοι", _number, empty=None),
        Field("description", N_("Description"), Holds.TEXT,
              "description|course description|περιγραφη|περιγραφη μαθηματος|summary|syllabus|περιεχομενο", text(5000)),
        Field("evaluation_rules", N_("Evaluation rules"), Holds.LIST,
              "evaluation rules|evaluation|assessment|assessment rules|grading rules|grading|κανονες αξιολογησης"
              "|αξιολογηση|τροπος αξιολογησης|μεθοδος αξιολογησης|κριτηρια αξιολογησης|weights|βαρυτητες",
              plain(parse_rules), empty=()),
        Field("schedule", N_("Weekly schedule"), Holds.LIST,
              "schedule|weekly schedule|teaching schedule|timetable|lessons|ωρολογιο προγραμμα|προγραμμα"
              "|προγραμμα μαθηματος"
              "|ωραριο|προγραμμα διδασκαλιας|meeting times", plain(parse_schedule), empty=()),
        Field("semester", N_("Semester of the curriculum"), Holds.CHOICE,
              "semester|εξαμηνο|εξαμηνο σπουδων|semester number|εξαμηνο διδασκαλιας|~term|~τετραμηνο",
              plain(parse_semester), empty=None),
        TERM,
        Field("programme", N_("Programme of studies"), Holds.TEXT,
              "programme|program|study programme|προγραμμα σπουδων|ειδικοτητα|κλαδος|κατευθυνση|major|~department"
              "|~course category|~category", text(200)),
        Field("study_year", N_("Year of study"), Holds.CHOICE,
              "study year|year of study|year|ετος|ετος σπουδων|ετος φοιτησης|ταξη|year level"
              "|~level", plain(parse_study_year),
              empty=None),
        SECTION,
        Field("room", N_("Room"), Holds.TEXT,
              "room|classroom|location|αιθουσα|εργαστηριο αιθουσα|χωρος διδασκαλιας", text(50)),
        Field("teachers", N_("Teachers"), Holds.NAME,
              "teachers|teacher|instructor|instructors|lecturer|teacher name|διδασκων|διδασκοντες|διδασκουσα|καθηγητης"
              "|καθηγητες|εκπαιδευτης|εκπαιδευτικος|υπευθυνος καθηγητης", plain(_names), empty=()),
        Field("absence_penalty", N_("Penalty for an absence"), Holds.NUMBER,
              "absence penalty|penalty for absence|penalty|ποινη απουσιας|ποινη απουσιων|μειωση ανα απουσια", _number,
              empty=None),
    ),
    (Need(N_("No column says the course's code. Map one to it."), (way("course_code"),)),),
    "score|grade|mark|βαθμος|last name|first name|επωνυμο|student|μαθητης|φοιτητης|birth|γεννησης|απουσιες",
    families=(Field(RULE_FIELD, N_("Weight of a category"), Holds.NUMBER, "", _weight, empty=None),),
)  # fmt: skip
