"""The words for what is kept about a student: fields, statuses, genders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sms_desktop.core.i18n import _, format_date

Text = Callable[[], str]

FIELDS: dict[str, Text] = {
    "last_name": lambda: _("Last name"),
    "first_name": lambda: _("First name"),
    "father_name": lambda: _("Father's name"),
    "mother_name": lambda: _("Mother's name"),
    "gender": lambda: _("Gender"),
    "date_of_birth": lambda: _("Date of birth"),
    "place_of_birth": lambda: _("Place of birth"),
    "nationality": lambda: _("Nationality"),
    "national_id": lambda: _("Identity card number"),
    "email": lambda: _("E-mail"),
    "mobile": lambda: _("Mobile phone"),
    "phone": lambda: _("Landline"),
    "student_number": lambda: _("Student number"),
    "programme": lambda: _("Programme"),
    "study_year": lambda: _("Year of study"),
    "section": lambda: _("Section"),
    "academic_year": lambda: _("Academic year"),
    "enrolment_date": lambda: _("Date of enrolment"),
    "status": lambda: _("Status"),
    "status_date": lambda: _("Status since"),
    "status_reason": lambda: _("Reason"),
    "street": lambda: _("Street"),
    "street_number": lambda: _("Street number"),
    "city": lambda: _("Town or village"),
    "postal_code": lambda: _("Postal code"),
    "district": lambda: _("District"),
    "health_note": lambda: _("Health note"),
    "private_note": lambda: _("Private note"),
    "enrolment": lambda: _("Enrolment"),
    "highlight": lambda: _("Highlight"),
    "contact": lambda: _("Contact"),
    "relation": lambda: _("Relation"),
}


def field_name(name: str) -> str:
    """A field as people call it; one that is not known here by its own name."""
    return FIELDS[name]() if name in FIELDS else name.replace("_", " ")


def statuses() -> list[tuple[str, str]]:
    """Each status with its word."""
    return [
        ("active", _("Active")),
        ("graduated", _("Graduated")),
        ("withdrawn", _("Withdrawn")),
        ("transferred", _("Transferred")),
    ]


def status_word(status: str) -> str:
    """A status as shown."""
    return dict(statuses()).get(status, status)


def status_tone(status: str) -> str:
    """The badge of a status (window.qss): green where the student is here, amber where not any more."""
    return {"active": "good", "graduated": "", "withdrawn": "warning", "transferred": "warning"}.get(status, "")


def genders() -> list[tuple[str, str]]:
    """Each gender with its word."""
    return [("female", _("Female")), ("male", _("Male")), ("other", _("Other"))]


def shown(name: str, value: Any) -> str:
    """A field's value as text."""
    if value is None or value == "":
        return ""
    if name == "status":
        return status_word(str(value))
    if name == "gender":
        return dict(genders()).get(str(value), str(value))
    return format_date(value) if hasattr(value, "isoformat") else str(value)
