"""What people call what the change log holds: actions, fields of every table, values by the name of what they mean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import LANGUAGES, N_, _, day_name, format_date, format_moment, format_number, pgettext
from sms_desktop.core.values import presence_word
from sms_desktop.db import tables
from sms_desktop.services import settings
from sms_desktop.services.access import roles
from sms_desktop.services.contacts import RELATIONS
from sms_desktop.services.exporting.columns import enrolment_status, gender_word, student_status
from sms_desktop.services.highlights import CATEGORIES, RATINGS
from sms_desktop.services.history.row_names import name_of
from sms_desktop.services.importing.fields import KINDS

_ACTIONS = {
    "create": N_("Added"),
    "update": N_("Edited"),
    "delete": N_("Deleted"),
    "restore": N_("Restored"),
    "login": N_("Sign-in"),
    "login_failed": N_("Failed sign-in"),
    "logout": N_("Sign-out"),
    "password_change": N_("Password changed"),
    "import": N_("Import"),
    "import_undo": N_("Import taken back"),
    "export": N_("Export"),
    "report": N_("Report"),
    "backup_create": N_("Backup made"),
    "backup_restore": N_("Backup restored"),
    "role_change": N_("Role changed"),
    "permission_grant": N_("Right granted"),
    "permission_revoke": N_("Right withdrawn"),
    "settings_change": N_("Setting changed"),
    "year_end": N_("End of year"),
    "exchange": N_("Exchange"),
    "view": N_("Looked at"),
    "erase": N_("Erased"),
    "denied": N_("Refused"),
    "archive": N_("Log archived"),
}
#: Fields that no import has under their own name.
_FIELDS = {
    "name": N_("Name"), "code": N_("Code"), "first_day": N_("First day"), "last_day": N_("Last day"),
    "is_current": N_("Current"), "deleted_at": N_("Deleted"), "keys": N_("Permissions"), "key": N_("Setting"),
    "value": N_("Value"), "full_name": N_("Full name"), "role": N_("Role"), "active": N_("Active"),
    "password_set_by": N_("Password set by"), "programme_id": N_("Programme"), "user_id": N_("User"),
    "permission": N_("Permission"), "expires_on": N_("Until"), "granted_by": N_("Granted by"),
    "granted_at": N_("Granted on"), "reason": N_("Reason"), "extra": N_("Further details"),
    "restricted_at": N_("Restricted since"), "restriction_note": N_("Reason of the restriction"),
    "erased_at": N_("Erased on"), "year_id": N_("Academic year"), "number": N_("Number"),
    "teaching_weeks": N_("Teaching weeks"), "state": N_("State"), "course_id": N_("Course"), "kind": N_("Kind"),
    "position": N_("Place in the list"), "weight": N_("Weight"), "counts_daily": N_("Counts daily ratings"),
    "daily_multiplier": N_("Multiplier of daily ratings"), "latest_only": N_("Only the latest counts"),
    "student_id": N_("Student"), "term_id": N_("Term"), "noted_on": N_("Noted on"), "rating": N_("Rating"),
    "text": N_("Text"), "is_positive": N_("Positive"), "absence_limit": N_("Absence limit (%)"),
    "contact_id": N_("Contact"), "relation": N_("Relation"), "emergency": N_("In an emergency"),
    "may_be_contacted": N_("May be contacted"), "may_pick_up": N_("May pick up"),
    "media_type": N_("Kind of picture"), "offering_id": N_("Offering"), "limit_extended_on": N_("Extended limit since"),
    "limit_extended_by": N_("Extended limit approved by"), "limit_note": N_("Note on the limit"),
    "weekday": N_("Day"), "first_period": N_("First period"), "periods": N_("Periods"), "start": N_("Begins at"),
    "minutes": N_("Minutes"), "rule_id": N_("Category"), "assigned_on": N_("Date assigned"), "locked": N_("Locked"),
    "enrolment_id": N_("Enrolment"), "assessment_id": N_("Assessment"), "submitted_on": N_("Date submitted"),
    "excused": N_("Excused"), "description": N_("Description"), "note": N_("Note"), "status": N_("Status"),
    "year": N_("Year"), "language": N_("Language"), "issued_at": N_("Issued on"), "issued_by": N_("Issued by"),
    "recipient": N_("For whom"), "purpose": N_("Purpose"), "content_hash": N_("Fingerprint of the content"),
    "cancelled_at": N_("Cancelled on"), "cancelled_by": N_("Cancelled by"),
    "cancel_reason": N_("Reason of the cancellation"), "body": N_("Text"), "numbered": N_("Numbered"),
    "options": N_("Options"), "list": N_("List"), "form": N_("Format"), "file_name": N_("File"),
    "subject": N_("For whom it is filled"), "content": N_("Content"), "image": N_("Picture"),
    "status_date": N_("Status since"), "category": N_("Category"), "title": N_("Title"),
}  # fmt: skip


def actions() -> list[str]:
    """All actions that the log knows, in the order in which they are chosen from."""
    return list(_ACTIONS)


def action_word(action: str) -> str:
    """An action in the reader's words; one that is not known as it is."""
    return _(_ACTIONS[action]) if action in _ACTIONS else action


#: Columns that mean something else in one table than in others.
_OF_TABLE = {
    ("contacts", "phone"): N_("Telephone"), ("highlights", "category"): N_("About"),
    ("highlights", "text"): N_("What happened"), ("highlights", "noted_on"): N_("Day"),
    ("letter_templates", "key"): N_("Came with the program as"), ("courses", "course_name"): N_("Name"),
}  # fmt: skip


def field_word(name: str, table: str = "") -> str:
    """A column as people call it: of any table, or of that one."""
    if (table, name) in _OF_TABLE:
        return _(_OF_TABLE[table, name])
    if name in _FIELDS:
        return _(_FIELDS[name])
    labels = (kind.field(name) for kind in KINDS.values())
    label = next((field.label for field in labels if field is not None), "")
    return _(label) if label else name.replace("_", " ")


def value_word(session: Session, table: str, name: str, value: Any) -> str:
    """A value of a column as people read it: a reference by the name of its row, dates and numbers in words."""
    if value is None or value == "":
        return ""
    column = tables.metadata.tables[table].c[name]
    if column.foreign_keys:
        return name_of(session, _target(column), int(value))
    words: dict[tuple[str, str], Callable[[Any], str]] = {
        ("students", "status"): student_status,
        ("students", "gender"): gender_word,
        ("enrolments", "status"): enrolment_status,
        ("attendance", "status"): presence_word,
        ("lessons", "weekday"): day_name,
        ("users", "role"): roles.title,
        ("settings", "key"): _setting,
        ("terms", "state"): _term_state,
        ("student_contacts", "relation"): _usual,
        ("highlights", "category"): _usual,
        ("highlights", "rating"): _usual,
        ("course_rules", "kind"): _rule_kind,
        ("offering_rules", "kind"): _rule_kind,
        ("own_forms", "content"): lambda _bytes: _("(a file)"),
    }
    shown = words.get((table, name)) or (_language if name == "language" else None)
    return str(shown(value)) if shown else plain_word(value)


def plain_word(value: Any) -> str:
    """A value that stands for itself, in the reader's language."""
    match value:
        case bool():
            return _("Yes") if value else _("No")
        case datetime():
            return format_moment(value)
        case date():
            return format_date(value)
        case int() | float() | Decimal():
            return format_number(value)
        case list() | tuple():
            return ", ".join(plain_word(one) for one in value)
        case dict():
            return ", ".join(f"{name}: {plain_word(one)}" for name, one in value.items())
        case bytes():
            return _("(a picture)")
    return str(value)


def _target(column: Column[Any]) -> str:
    return str(next(iter(column.foreign_keys)).column.table.name)


def _setting(key: str) -> str:
    """What a setting is for; one that is not known any more by its key."""
    return _(settings.KNOWN[key].meaning) if key in settings.KNOWN else key


def _usual(text: str) -> str:
    """A relation, category or rating of those that the window offers; any other as it was typed."""
    return _(text) if text in (*RELATIONS, *CATEGORIES, *RATINGS) else text


def _language(name: str) -> str:
    return LANGUAGES.get(name, name)


def _term_state(state: str) -> str:
    words = {"open": pgettext("term", "Open"), "locked": _("Locked"), "archived": _("Archived")}
    return words.get(state, state)


def _rule_kind(kind: str) -> str:
    words = {
        "participation": _("Participation"), "continuous": _("Continuous assessment"), "midterm": _("Midterm"),
        "final": _("Final exam"), "homework": _("Homework"), "lab": _("Laboratory"), "attendance": _("Presence"),
        "project": _("Project"), "other": _("Other"),
    }  # fmt: skip
    return words.get(kind, kind)
