"""Permissions in words: what they are for, what they let one do, and how far they reach."""

from __future__ import annotations

from datetime import date

from sms_desktop.core.actor import OWN
from sms_desktop.core.i18n import _, format_date, pgettext
from sms_desktop.services.access.users import Right


def resource_title(resource: str) -> str:
    """What a permission is about."""
    words = {
        "students": _("Students"),
        "contacts": _("Contacts"),
        "courses": _("Courses"),
        "offerings": _("Offerings"),
        "enrolments": _("Enrolments"),
        "grades": _("Grades"),
        "attendance": _("Attendance"),
        "imports": _("Imports"),
        "exports": _("Exports"),
        "reports": _("Reports and certificates"),
        "analytics": _("Analytics"),
        "jobs": _("Jobs"),
        "backups": _("Backups"),
        "audit": _("Audit log"),
        "privacy": _("Privacy"),
        "users": _("Accounts and roles"),
        "settings": _("Settings"),
        "exchange": _("Exchange with other schools"),
    }
    return words.get(resource, resource)


def action_title(action: str) -> str:
    """What a permission lets one do."""
    words = {
        "view": pgettext("permission", "See"),
        "create": pgettext("permission", "Add"),
        "edit": pgettext("permission", "Change"),
        "delete": pgettext("permission", "Delete"),
        "sensitive": _("Telephones, identity numbers and notes"),
        "run": pgettext("permission", "Run"),
        "names": _("With names"),
        "issue": _("Issue certificates and letters"),
        "restore": pgettext("permission", "Restore"),
        "manage": pgettext("permission", "Manage"),
        "request": pgettext("permission", "Ask and read answers"),
    }
    return words.get(action, action)


def permission_title(permission: str) -> str:
    """A whole permission key, with or without `:own`."""
    resource, action = permission.removesuffix(OWN).split(":")
    text = f"{resource_title(resource)}: {action_title(action)}"
    return f"{text} ({scope_word('own')})" if permission.endswith(OWN) else text


def scope_word(scope: str) -> str:
    """How far a permission reaches: `all`, `own`, or nothing."""
    return {"all": pgettext("permission", "All"), "own": _("Own classes")}.get(scope, "–")


def source_word(right: Right, role: str) -> str:
    """Where a right comes from: the role, or a grant and until when."""
    if right.by_role:
        return _("Role: {role}").format(role=role)
    return lasting_word(right.until)


def lasting_word(until: date | None) -> str:
    """How long a grant holds."""
    return _("Granted until {date}").format(date=format_date(until)) if until else _("Granted for good")
