"""The fields of an import of marks: one mark a row, or one column for each assessment (domain.md 1, formats.md 2)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sms_desktop.core.i18n import N_, _, format_number
from sms_desktop.core.marks import parse_mark
from sms_desktop.core.values import BadValue, parse_decimal, shown
from sms_desktop.services.importing.fields.courses import COURSE_CODE, COURSE_NAME, SECTION, TERM
from sms_desktop.services.importing.fields.field import ColumnStyle, Field, Holds, text
from sms_desktop.services.importing.fields.kind import CATEGORY_FIELD, MARK_FIELD, MAXIMUM_FIELD, Kind, Need, way
from sms_desktop.services.importing.fields.students import (
    BIRTH,
    EMAIL,
    FIRST_NAME,
    FULL_NAME,
    LAST_NAME,
    NUMBER,
    read_date,
)

#: The most points and the greatest weight that a mark can have (domain.md 1).
MOST_POINTS, MOST_WEIGHT = Decimal(100_000), Decimal(3)
#: Out of how much a mark is where neither file nor assessment says it (formats.md 2).
USUAL = Decimal(20)
_MOST_SCORE = Decimal(10**9)


class Percent(Decimal):
    """A score written with the sign of percent: a part of whatever its maximum is."""


def _score(cell: str, style: ColumnStyle) -> Decimal | None:
    """A score, `Percent` with the sign; its maximum is judged with its row."""
    score = parse_mark(cell.strip().rstrip("%").strip(), _MOST_SCORE, style.decimals).score
    return Percent(score) if score is not None and cell.rstrip().endswith("%") else score


def _maximum(cell: str, style: ColumnStyle) -> Decimal:
    value = parse_decimal(cell.strip().lstrip("/").rstrip("%").strip(), style.decimals)
    if not 0 < value <= MOST_POINTS:
        sentence = _("“{value}” can't be a maximum: it is above 0 and at most {most}.")
        raise BadValue("out_of_range", sentence.format(value=shown(cell), most=format_number(MOST_POINTS)))
    return value


def _weight(cell: str, style: ColumnStyle) -> Decimal:
    value = parse_decimal(cell.strip().rstrip("%").strip(), style.decimals)
    if cell.rstrip().endswith("%"):
        value /= 100
    if not 0 <= value <= MOST_WEIGHT:
        sentence = _("“{value}” can't be the weight of a mark: it is from 0 to 3.")
        raise BadValue("out_of_range", sentence.format(value=shown(cell)))
    return value


#: Learning platforms' own numbers stand beside the school's, which they call otherwise.
_NUMBERS = NUMBER.known_as.replace("|~sis user id", "") + "|~αριθμος id|~username|~sis login id"
WHOSE = (
    replace(NUMBER, known_as="sis user id|" + _NUMBERS),
    LAST_NAME, FIRST_NAME, FULL_NAME, EMAIL, BIRTH,
)  # fmt: skip
WHERE = (
    replace(COURSE_CODE, known_as=COURSE_CODE.known_as.removesuffix("|~id")),
    replace(COURSE_NAME, known_as=COURSE_NAME.known_as.replace("|title|τιτλος|full name|~name|~ονομα", "")),
    replace(TERM, known_as="semester|εξαμηνο|" + TERM.known_as),
    SECTION,
)
WHO_NEEDED = Need(
    N_("No column says which student: map one to the student number, the e-mail, or names and date of birth."),
    (way("student_number"), way("email"), way("last_name", "first_name", "date_of_birth"),
     way("full_name", "date_of_birth")),
)  # fmt: skip
COURSE_SENTENCE = N_("No column says which course. Map one to the course's code, or give the code for all rows.")
#: Headers that speak of people and catalogues, and not of what somebody did on a day.
OF_OTHER_KINDS = (
    "mobile|phone|address|city|postal code|nationality|father|guardian|mother|κινητο|τηλεφωνο|διευθυνση|υπηκοοτητα"
    "|πατρωνυμο|ονομα πατερα|credits|πιστωτικες μοναδες|hours per week|periods per week|schedule|evaluation rules"
)

GRADES = Kind(
    "grades",
    N_("Grades"),
    (
        *WHOSE, *WHERE,
        Field("category", N_("Category"), Holds.TEXT,
              "category|assessment category|grade category|κατηγορια|κατηγορια αξιολογησης|assessment type|~type|~ειδος"
              "|~τυπος", text(200)),
        Field("title", N_("Assessment"), Holds.TEXT,
              "title|assessment|assessment name|assessment title|assignment|assignment name|test name|exam name|item"
              "|grade item|item name|τιτλος|αξιολογηση|τιτλος αξιολογησης|δοκιμασια|~test|~exam|~εξεταση|~εργασια"
              "|~διαγωνισμα|~περιγραφη|~description", text(200)),
        Field("score", N_("Score"), Holds.NUMBER,
              "score|mark|marks|grade|grades|result|score obtained|marks obtained|points earned|raw score|βαθμος"
              "|βαθμολογια|επιδοση|βαθμοι|percentage|ποσοστο|~points|~μοναδες|~value", _score, empty=None),
        Field("max_score", N_("Maximum"), Holds.NUMBER,
              "max score|maximum|max|maximum score|max grade|max mark|max points|points possible|total points|out of"
              "|μεγιστο|μεγιστη βαθμολογια|μεγιστος βαθμος|αριστα|ανωτατος βαθμος", _maximum, empty=None),
        Field("weight", N_("Weight of the mark"), Holds.NUMBER,
              "weight|weighting|mark weight|grade weight|βαρος|συντελεστης|βαρυτητα", _weight, empty=None),
        Field("date_assigned", N_("Date assigned"), Holds.DATE,
              "date assigned|assigned|assigned on|assigned date|assignment date|exam date|test date|ημερομηνια αναθεσης"
              "|ημερομηνια εξετασης|ημερομηνια διαγωνισματος|~date|~ημερομηνια|~due date", read_date, empty=None),
        Field("date_submitted", N_("Date submitted"), Holds.DATE,
              "date submitted|submitted|submitted on|submitted at|submission date|date of submission"
              "|ημερομηνια υποβολης|ημερομηνια παραδοσης|υποβληθηκε|παραδοθηκε|~graded on|~date graded", read_date,
              empty=None),
        Field("note", N_("Note on the mark"), Holds.TEXT,
              "note|notes|comment|comments|feedback|remarks|σημειωση|σημειωσεις|σχολια|σχολιο|παρατηρηση"
              "|παρατηρησεις", text(1000)),
    ),
    (
        WHO_NEEDED,
        Need(COURSE_SENTENCE, (way("course_code"),)),
        Need(
            N_("No column holds marks. Map one to the score, or each column of marks to a mark of its own."),
            (way("score"), way(MARK_FIELD)),
        ),
    ),
    OF_OTHER_KINDS + "|absence|absences|απουσιες|attendance|παρουσια",
    families=(
        Field(MARK_FIELD, N_("Mark in “{of}”"), Holds.NUMBER, "", _score, empty=None),
        Field(CATEGORY_FIELD, N_("Category of “{of}”"), Holds.TEXT, "", text(200)),
        Field(MAXIMUM_FIELD, N_("Maximum of “{of}”"), Holds.NUMBER, "", _maximum, empty=None),
    ),
    refers=True,
)  # fmt: skip
