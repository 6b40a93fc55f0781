"""The fields of an import of enrolments: who, in which course, since when (domain.md 1, formats.md 2)."""

from __future__ import annotations

from dataclasses import replace

from sms_desktop.core.i18n import N_
from sms_desktop.core.values import parse_enrolment_status
from sms_desktop.services.importing.fields.courses import COURSE_CODE, COURSE_NAME, SECTION, TERM
from sms_desktop.services.importing.fields.field import Field, Holds, plain
from sms_desktop.services.importing.fields.kind import Kind, Need, way
from sms_desktop.services.importing.fields.students import (
    BIRTH,
    EMAIL,
    FIRST_NAME,
    FULL_NAME,
    LAST_NAME,
    NUMBER,
    read_date,
)

ENROLMENTS = Kind(
    "enrolments",
    N_("Enrolments"),
    (
        NUMBER, LAST_NAME, FIRST_NAME, FULL_NAME, EMAIL, BIRTH,
        replace(COURSE_CODE, known_as=COURSE_CODE.known_as.removesuffix("|~id")), COURSE_NAME,
        replace(TERM, known_as="semester|εξαμηνο|" + TERM.known_as), SECTION,
        Field("status", N_("Status of the enrolment"), Holds.CHOICE,
              "status|enrolment status|enrollment status|κατασταση|κατασταση εγγραφης", plain(parse_enrolment_status)),
        Field("enrolled_at", N_("Enrolled on"), Holds.DATE,
              "enrolled at|enrolled on|enrolment date|enrollment date|date enrolled|ημερομηνια εγγραφης"
              "|ημερομηνια δηλωσης"
              "|start date|begin date|~date|~ημερομηνια", read_date, empty=None),
    ),
    (
        Need(
            N_("No column says which student: map one to the student number, the e-mail, or names and date of birth."),
            (way("student_number"), way("email"), way("last_name", "first_name", "date_of_birth"),
             way("full_name", "date_of_birth")),
        ),
        Need(N_("No column says which course. Map one to the course's code."), (way("course_code"),)),
    ),
    "score|grade|mark|βαθμος|βαθμολογια|period|περιοδος|απουσιες|absence|attendance|παρουσια|category|κατηγορια",
    sure_from=1.0,
)  # fmt: skip
