"""What stands above a list on paper: the school, what the list is, and which rows were asked for, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from sms_desktop.core.clock import utc_now
from sms_desktop.core.i18n import _, format_date, format_moment, language
from sms_desktop.formats.paper.lists import ListHead
from sms_desktop.services.export_columns import Column
from sms_desktop.services.letterhead import school
from sms_desktop.services.listing import Condition, Listing


def head(session: Session, title: str, told: str = "") -> ListHead:
    """The head of a list in the language of the moment; `told` says which rows are in it."""
    now = format_moment(utc_now())
    letterhead = school(session).head
    return ListHead(
        title=title,
        letterhead=letterhead if letterhead.school else None,
        filter=told,
        dated=now,
        foot=_("Printed {date}").format(date=now),
        language=language(),
    )


def told(wanted: Listing, columns: Mapping[str, Column]) -> str:
    """The conditions of a listing in words; empty for the whole list. `columns` are those that the list has."""
    parts = [_("Search: “{text}”").format(text=wanted.text.strip())] if wanted.text.strip() else []
    parts += [_condition(condition, columns.get(condition.field)) for condition in wanted.where]
    return "  ·  ".join(parts)


def _condition(condition: Condition, column: Column | None) -> str:
    name = column.title() if column is not None else condition.field
    values = condition.value if isinstance(condition.value, list | tuple) else [condition.value]
    value = ", ".join(_value(each, column) for each in values)
    match condition.operator:
        case "contains":
            return _("{field} contains “{value}”").format(field=name, value=value)
        case "starts":
            return _("{field} begins with “{value}”").format(field=name, value=value)
        case "empty":
            return _("{field} is empty").format(field=name)
        case "filled":
            return _("{field} is filled in").format(field=name)
        case operator:
            sign = {"!=": "≠", "<=": "≤", ">=": "≥"}.get(operator, operator)
            return f"{name} {sign} {value}"


def _value(value: object, column: Column | None) -> str:
    if isinstance(value, date):
        return format_date(value)
    if column is not None and column.words is not None and column.lookup is None and isinstance(value, str):
        return str(column.words(value))
    return "–" if value is None else str(value)
