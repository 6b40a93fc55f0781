"""Values of a change as a preview shows them: in the reader's language, old beside new."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Table

from sms_desktop.core.evaluation import Rule
from sms_desktop.core.i18n import _, format_date, format_number, format_percent
from sms_desktop.db.stored import from_stored

#: A field, its value before and its value after, as texts.
Shown = tuple[str, str, str]


def shown(value: Any) -> str:
    """One value as the reader writes it; empty for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return format_number(value.normalize())
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, Rule):
        return f"{value.name} {format_percent(value.weight.normalize())}"
    if isinstance(value, tuple):
        return " + ".join(shown(item) for item in value)
    return str(value)


def shown_stored(table: Table, differs: Mapping[str, tuple[Any, Any]]) -> tuple[Shown, ...]:
    """Differences of a row, given in stored form by column."""
    found = []
    for name, (old, new) in differs.items():
        read = from_stored(table.c[name])
        found.append((name, shown(read(old)), shown(read(new))))
    return tuple(found)
