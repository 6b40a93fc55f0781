"""What can be imported: a table of fields for each kind (formats.md 2); a new kind is one more table."""

from sms_desktop.services.importing.fields.assembly import assemble, split_full_name
from sms_desktop.services.importing.fields.attendance import ATTENDANCE
from sms_desktop.services.importing.fields.courses import COURSES
from sms_desktop.services.importing.fields.enrolments import ENROLMENTS
from sms_desktop.services.importing.fields.field import ColumnStyle, Field, Holds, read_column
from sms_desktop.services.importing.fields.grades import GRADES, USUAL, Percent
from sms_desktop.services.importing.fields.kind import (
    CATEGORY_FIELD,
    DAY_FIELD,
    MARK_FIELD,
    MAXIMUM_FIELD,
    RULE_FIELD,
    Kind,
    Need,
)
from sms_desktop.services.importing.fields.students import STUDENTS

KINDS: dict[str, Kind] = {kind.name: kind for kind in (STUDENTS, COURSES, ENROLMENTS, GRADES, ATTENDANCE)}

__all__ = [
    "ATTENDANCE",
    "CATEGORY_FIELD",
    "COURSES",
    "DAY_FIELD",
    "ENROLMENTS",
    "GRADES",
    "KINDS",
    "MARK_FIELD",
    "MAXIMUM_FIELD",
    "RULE_FIELD",
    "STUDENTS",
    "USUAL",
    "ColumnStyle",
    "Field",
    "Holds",
    "Kind",
    "Need",
    "Percent",
    "assemble",
    "read_column",
    "split_full_name",
]
