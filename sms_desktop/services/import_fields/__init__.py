"""What can be imported: a table of fields for each kind (formats.md 2); a new kind is one more table."""

from sms_desktop.services.import_fields.assembly import assemble, split_full_name
from sms_desktop.services.import_fields.courses import COURSES
from sms_desktop.services.import_fields.enrolments import ENROLMENTS
from sms_desktop.services.import_fields.field import ColumnStyle, Field, Holds, read_column
from sms_desktop.services.import_fields.kind import RULE_FIELD, Kind, Need
from sms_desktop.services.import_fields.students import STUDENTS

KINDS: dict[str, Kind] = {kind.name: kind for kind in (STUDENTS, COURSES, ENROLMENTS)}

__all__ = [
    "COURSES",
    "ENROLMENTS",
    "KINDS",
    "RULE_FIELD",
    "STUDENTS",
    "ColumnStyle",
    "Field",
    "Holds",
    "Kind",
    "Need",
    "assemble",
    "read_column",
    "split_full_name",
]
