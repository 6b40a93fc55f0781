"""The fields of an import of registers: a period, a day across, or a day's absences in one number (formats.md 2)."""

from __future__ import annotations

from functools import partial

from sms_desktop.core.i18n import N_
from sms_desktop.core.values import parse_int, parse_presence
from sms_desktop.services.importing.fields.field import Field, Holds, plain, text
from sms_desktop.services.importing.fields.grades import COURSE_SENTENCE, OF_OTHER_KINDS, WHERE, WHO_NEEDED, WHOSE
from sms_desktop.services.importing.fields.kind import DAY_FIELD, Kind, Need, way
from sms_desktop.services.importing.fields.students import read_date

#: The last period of a day, and the most absences that one day can have.
LAST_PERIOD = 20
_STATUS, _COUNT = plain(parse_presence), plain(partial(parse_int, low=0, high=LAST_PERIOD))

ATTENDANCE = Kind(
    "attendance",
    N_("Attendance"),
    (
        *WHOSE, *WHERE,
        Field("date", N_("Date"), Holds.DATE,
              "date|day|lesson date|attendance date|date of absence|absence date|ημερομηνια|ημνια|ημερα"
              "|ημερομηνια απουσιας|ημερομηνια μαθηματος|~timestamp", read_date, empty=None),
        Field("status", N_("Attendance status"), Holds.SIGN,
              "status|attendance|attendance status|presence|attendance code|παρουσια|κατασταση|παρουσια απουσια"
              "|απουσια|χαρακτηρισμος|~mark|~code|~state", _STATUS),
        Field("period", N_("Period"), Holds.NUMBER,
              "period|period number|lesson|lesson number|hour|teaching period|περιοδος|ωρα|διδακτικη ωρα"
              "|αριθμος περιοδου|διδακτικη περιοδος", plain(partial(parse_int, low=1, high=LAST_PERIOD)), empty=None),
        Field("absences", N_("Absences of the day"), Holds.NUMBER,
              "total absences|absences|number of absences|συνολο απουσιων|απουσιες|αριθμος απουσιων|συνολικες απουσιες"
              "|absences of day", _COUNT, empty=None),
        Field("excused_absences", N_("Excused absences of the day"), Holds.NUMBER,
              "excused absences|excused|δικαιολογημενες|δικαιολογημενες απουσιες|authorised absences"
              "|συνολο δικαιολογημενων", _COUNT, empty=None),
        Field("note", N_("Note on the attendance"), Holds.TEXT,
              "note|notes|comment|comments|remarks|reason|σημειωση|σημειωσεις|σχολια|παρατηρηση|παρατηρησεις"
              "|αιτιολογια|λογος", text(1000)),
        Field("document", N_("Document"), Holds.TEXT,
              "document|document number|certificate|δικαιολογητικο|εγγραφο|αριθμος πρωτοκολλου|πρωτοκολλο|βεβαιωση",
              text(200)),
    ),
    (
        WHO_NEEDED,
        Need(COURSE_SENTENCE, (way("course_code"), way("absences"))),
        Need(N_("No column says the day. Map one to the date, or each column of a day to that day."),
             (way("date"), way(DAY_FIELD))),
        Need(N_("No column says who was there. Map one to the status, or to the absences of the day."),
             (way("status"), way("absences"), way(DAY_FIELD))),
    ),
    OF_OTHER_KINDS + "|score|grade|mark|marks|βαθμος|βαθμολογια|category|κατηγορια|enrolled|εγγραφης",
    families=(Field(DAY_FIELD, N_("Attendance on {of}"), Holds.SIGN, "", _STATUS),),
    refers=True,
)  # fmt: skip
