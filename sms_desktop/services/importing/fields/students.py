"""The fields of an import of students, with their contacts (domain.md 1, formats.md 2)."""

from __future__ import annotations

from datetime import date

from sms_desktop.core.i18n import N_
from sms_desktop.core.values import (
    clean_student_number,
    parse_academic_year,
    parse_birth_date,
    parse_date,
    parse_email,
    parse_gender,
    parse_phone,
    parse_status,
    parse_study_year,
)
from sms_desktop.services.importing.fields.contacts import CONTACTS
from sms_desktop.services.importing.fields.field import ColumnStyle, Field, Holds, plain, text
from sms_desktop.services.importing.fields.kind import Kind, Need, way

_PHONE, _EMAIL = plain(parse_phone), plain(parse_email)


def read_date(cell: str, style: ColumnStyle) -> date:
    """A day in the column's order."""
    return parse_date(cell, style.dates, serials=style.serials)


def read_birth(cell: str, style: ColumnStyle) -> date:
    """A day of birth in the column's order."""
    return parse_birth_date(cell, style.dates, style.today, style.serials)


NUMBER = Field(
    "student_number", N_("Student number"), Holds.CODE,
    "student number|student id|student no|student code|student ref|αμ|αριθμος μητρωου|μητρωο|αριθμος μητρωου φοιτητη"
    "|αριθμος φοιτητη|αριθμος μαθητη|αριθμος σπουδαστη|κωδικος φοιτητη|κωδικος μαθητη|κωδικος σπουδαστη"
    "|αριθμος εγγραφης"
    "|registration number|matriculation number|admission number|roll number|student id ref|~id number|~sis user id"
    "|~sis id|~external id|~local id|~learner id|~user id|~sourced id|~id|~κωδικος|~number",
    plain(clean_student_number),
)  # fmt: skip
LAST_NAME = Field(
    "last_name", N_("Last name"), Holds.NAME,
    "last name|surname|family name|επωνυμο|επιθετο|επωνυμο φοιτητη|επωνυμο μαθητη|student last name|legal last name",
    text(100),
)  # fmt: skip
FIRST_NAME = Field(
    "first_name", N_("First name"), Holds.NAME,
    "first name|given name|forename|ονομα|ονομα φοιτητη|ονομα μαθητη|student first name|legal first name|μικρο ονομα"
    "|κυριο ονομα|~christian name",
    text(100),
)  # fmt: skip
FULL_NAME = Field(
    "full_name", N_("Last and first name"), Holds.NAME,
    "full name|ονοματεπωνυμο|ονοματεπωνυμο φοιτητη|ονοματεπωνυμο μαθητη|επωνυμο και ονομα|επωνυμο ονομα"
    "|ονομα και επωνυμο"
    "|last first name|student name|name surname|official name|display name|~name|~student|~φοιτητης|~μαθητης"
    "|~σπουδαστης",
    text(200),
)  # fmt: skip
EMAIL = Field(
    "email", N_("E-mail"), Holds.EMAIL,
    "email|email address|mail|ηλεκτρονικο ταχυδρομειο|ηλεκτρονικη διευθυνση|διευθυνση ηλεκτρονικου ταχυδρομειου"
    "|student email|primary email|ημειλ|ιμειλ|~school email|~secondary email|~personal email",
    _EMAIL,
)  # fmt: skip
BIRTH = Field(
    "date_of_birth", N_("Date of birth"), Holds.DATE,
    "date of birth|birth date|birthdate|birthday|dob|born|ημερομηνια γεννησης|ημνια γεννησεως|γεννηση|γεννηθηκε"
    "|~γεννησης",
    read_birth, empty=None,
)  # fmt: skip

_OWN = (
    NUMBER, LAST_NAME, FIRST_NAME, FULL_NAME,
    Field("father_name", N_("Father's name"), Holds.NAME,
          "father name|father first name|father full name|fathers name|father|patronymic|πατρωνυμο|ονομα πατερα"
          "|ονομα πατρος|πατερας|ονοματεπωνυμο πατερα|middle name father", text(100)),
    Field("mother_name", N_("Mother's name"), Holds.NAME,
          "mother name|mother first name|mother full name|mother|μητρωνυμο|ονομα μητερας|ονομα μητρος|μητερα"
          "|ονοματεπωνυμο μητερας", text(100)),
    Field("gender", N_("Gender"), Holds.CHOICE, "gender|sex|φυλο|γενος", plain(parse_gender)),
    EMAIL,
    Field("mobile", N_("Mobile phone"), Holds.PHONE,
          "mobile|mobile phone|mobile number|mobile phone number|cell|cell phone|cellphone|sms|κινητο|κινητο τηλεφωνο"
          "|τηλεφωνο κινητο|αριθμος κινητου|αριθμος κινητου τηλεφωνου|~phone 2|~τηλεφωνο 2", _PHONE, sensitive=True),
    Field("phone", N_("Landline"), Holds.PHONE,
          "landline|home phone|home phone number|telephone home|σταθερο|σταθερο τηλεφωνο|αριθμος σταθερου τηλεφωνου"
          "|τηλεφωνο σταθερο|τηλεφωνο οικιας|τηλεφωνο σπιτιου|phone|phone number|telephone|telephone number|τηλεφωνο"
          "|αριθμος τηλεφωνου|phone 1|τηλεφωνο 1|~contact number", _PHONE, sensitive=True),
    BIRTH,
    Field("place_of_birth", N_("Place of birth"), Holds.TEXT,
          "place of birth|birth place|birthplace|city of birth|country of birth|τοπος γεννησης"
          "|τοπος γεννησεως", text(100)),
    Field("nationality", N_("Nationality"), Holds.TEXT,
          "nationality|citizenship|υπηκοοτητα|εθνικοτητα|ιθαγενεια|χωρα υπηκοοτητας", text(100)),
    Field("national_id", N_("Identity card number"), Holds.CODE,
          "national id|identity card|identity card number|id card|id card number|identity number"
          "|αριθμος δελτιου ταυτοτητας"
          "|αριθμος ταυτοτητας|ταυτοτητα|δελτιο ταυτοτητας|αδτ|αριθμος πολιτικης ταυτοτητας|αριθμος διαβατηριου"
          "|passport"
          "|passport number|αριθμος δελτιου ταυτοτητας διαβατηριου|social security|social security number|~id number"
          "|αμκα|~arc", text(50), sensitive=True),
    Field("street", N_("Street"), Holds.TEXT,
          "street|street address|address|address 1|address line 1|home address|οδος|διευθυνση|διευθυνση κατοικιας"
          "|οδος και αριθμος|οδος αριθμος|mailing address|διευθυνση διαμονης", text(200)),
    Field("street_number", N_("Street number"), Holds.TEXT,
          "street number|house number|αριθμος οδου|αριθμος σπιτιου|>street αριθμος|>street number", text(20)),
    Field("city", N_("Town or village"), Holds.TEXT,
          "city|town|village|municipality|πολη|δημος|κοινοτητα|δημος κοινοτητα|πολη χωριο|χωριο|πολη κοινοτητα"
          "|κατοικια"
          "|περιοχη", text(100)),
    Field("postal_code", N_("Postal code"), Holds.TEXT,
          "postal code|postcode|post code|zip|zip code|zipcode|τκ|ταχυδρομικος κωδικας"
          "|ταχυδρομικος κωδικος", text(20)),
    Field("district", N_("District"), Holds.TEXT,
          "district|province|county|region|επαρχια|νομος|περιφερεια|~state", text(100)),
    Field("enrolment_date", N_("Date of enrolment"), Holds.DATE,
          "enrolment date|enrollment date|date of enrolment|date of enrollment|date enrolled|entry date|admission date"
          "|start date|ημερομηνια εγγραφης|ημερομηνια εισαγωγης|registration date|~date submitted|~rsfp date submitted"
          "|~ημερομηνια υποβολης|~submission date|~enrolled at|~created at", read_date, empty=None),
    Field("academic_year", N_("Academic year"), Holds.CHOICE,
          "academic year|school year|ακαδημαικη χρονια|ακαδημαικο ετος|σχολικο ετος|σχολικη χρονια|ετος εισαγωγης"
          "|~year",
          plain(parse_academic_year)),
    Field("programme", N_("Programme of studies"), Holds.TEXT,
          "programme|program|programme of studies|study programme|program of study|major|curriculum|προγραμμα"
          "|προγραμμα σπουδων|ειδικοτητα|κλαδος|κατευθυνση|τομεας|degree|~department|~τμημα σπουδων|~course"
          "|~σχολη", text(200)),
    Field("study_year", N_("Year of study"), Holds.CHOICE,
          "study year|year of study|year of studies|year level|ετος σπουδων|ετος φοιτησης|εξαμηνο ετος|ταξη|ετος"
          "|current year of study|~class year|~year", plain(parse_study_year), empty=None),
    Field("section", N_("Section"), Holds.TEXT,
          "section|class section|+τμημα|home room|homeroom|form class|class group|group|ομαδα|~class|~form", text(50)),
    Field("status", N_("Status"), Holds.CHOICE,
          "status|student status|enroll status|enrolment status|enrollment status|κατασταση|κατασταση φοιτησης"
          "|κατασταση φοιτητη|is active|active|ενεργος|~enabled user", plain(parse_status)),
    Field("status_date", N_("Date of the status"), Holds.DATE,
          "status date|date of status|ημερομηνια καταστασης|exit date|withdrawal date|ημερομηνια διαγραφης"
          "|graduation date|ημερομηνια αποφοιτησης|leaving date|date left", read_date, empty=None),
    Field("status_reason", N_("Reason of the status"), Holds.TEXT,
          "status reason|reason of status|λογος διαγραφης|λογος καταστασης|exit reason|withdrawal reason"
          "|αιτια διαγραφης"
          "|leaving reason", text(500)),
    Field("health_note", N_("Health note"), Holds.TEXT,
          "health note|health|health issue|health issues|health problem|medical|medical condition|medical conditions"
          "|medical notes|medical information|προβλημα υγειας|προβληματα υγειας|υγεια|ιατρικο ιστορικο|αλλεργιες"
          "|allergies"
          "|σοβαρο προβλημα υγειας", text(5000), sensitive=True),
    Field("private_note", N_("Private note"), Holds.TEXT,
          "private note|note|notes|comment|comments|remarks|σημειωση|σημειωσεις|παρατηρηση|παρατηρησεις"
          "|σχολια", text(5000),
          sensitive=True),
)  # fmt: skip

NAMES = Need(
    N_("No column says the last and first name. Map columns to them, or one to both names together."),
    (way("last_name", "first_name"), way("full_name")),
)
STUDENTS = Kind(
    "students",
    N_("Students"),
    (*_OWN, *CONTACTS),
    (
        NAMES,
        Need(
            N_("No column says how a student is found again: map one to the student number, e-mail or date of birth."),
            (way("student_number"), way("email"), way("date_of_birth"), way("national_id")),
        ),
    ),
    "teacher number|qualification|score|mark|βαθμος|βαθμολογια|period|περιοδος|course code|κωδικος μαθηματος|credits"
    "|πιστωτικες μοναδες|απουσιες|absence|attendance|παρουσια",
)
