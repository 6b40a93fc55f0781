"""Values of lists as people read them, in the language of the moment."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from sms_desktop.core.i18n import _, format_date, format_moment, language


def words(value: object) -> str:
    """A value of a list: numbers with the language's decimal sign and never grouped, days, yes and no, else text."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return str(value)
    return _number(value) if isinstance(value, float | Decimal) else _other(value)


def _number(value: float | Decimal) -> str:
    exact = Decimal(repr(value)) if isinstance(value, float) else value
    if not exact.is_finite():
        return ""
    text = format(exact, "f")
    return text.replace(".", ",") if language() == "el" else text


def _other(value: object) -> str:
    if isinstance(value, datetime):
        return format_moment(value)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(words, value))
    return value.isoformat("minutes") if isinstance(value, time) else str(value)
