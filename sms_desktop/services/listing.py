"""Filtering, sorting and paging any list in the database: fields by name, values bound, never pasted into SQL."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm.attributes import InstrumentedAttribute

from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _
from sms_desktop.core.names import search_terms

#: Numbers in a condition stay below what a column can hold.
_LARGEST = 1 << 53
Field = ColumnElement[Any] | InstrumentedAttribute[Any]
OPERATORS = ("contains", "starts", "empty", "filled", "!=", "<=", ">=", "=", "<", ">")
_WITHOUT_VALUE = ("empty", "filled")
_CONDITION = re.compile(
    r"\s*(?P<field>\w+)(?:\s*(?P<sign>!=|<=|>=|=|<|>)|\s+(?P<word>contains|starts|empty|filled)\b)(?P<value>.*)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Condition:
    """`field operator value`, with an operator of `OPERATORS`; `value` may be a list for `=` (one of these)."""

    field: str
    operator: str
    value: Any = None


@dataclass(frozen=True)
class Listing:
    """What part of a list is wanted, in which order; `text` searches as people type (domain.md 6)."""

    text: str = ""
    where: tuple[Condition, ...] = ()
    sort: str = ""
    descending: bool = False
    deleted: bool = False

    def sorted_by(self, field: str, descending: bool = False) -> Listing:
        return replace(self, sort=field, descending=descending)


#: The whole list in its own order.
ALL = Listing()


def touches(listing: Listing, fields: Collection[str]) -> bool:
    """Whether the listing looks at one of `fields`: who may not see a field may not filter or sort by it either."""
    return listing.sort in fields or any(condition.field in fields for condition in listing.where)


def parse_condition(text: str) -> Condition:
    """A condition as `smsctl --where` gives it: `status = active`, `study_year >= 2`, `email contains @x`."""
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise Invalid(
            _("“{text}” is not a condition.").format(text=text),
            _("Write a field, an operator and a value, such as “study_year = 2” or “email contains example”."),
        )
    field, operator, value = found["field"], found["sign"] or found["word"], found["value"].strip()
    return Condition(field, operator, None if operator in _WITHOUT_VALUE else value)


def conditions(listing: Listing, fields: Mapping[str, Field], search: Any = None) -> list[ColumnElement[bool]]:
    """The listing's text and conditions as SQL; raises `Invalid` for a field that the list does not have.

    `search` is the folded key of a noun that can be deleted.
    """
    found = [_condition(c, fields) for c in listing.where]
    words = search_terms(listing.text) if search is not None else []
    if words:
        found.append(_found_by(words, search, listing.deleted))
    return found


def _found_by(words: list[str], search: Any, deleted: bool) -> ColumnElement[bool]:
    """Rows whose key has all the words.

    The key is looked through in its own index, apart from the rows: five times faster than in the order of the list.
    """
    noun = search.class_
    like = has_words(search, words)
    # A deleted row may be found by what it belongs to, which is not deleted: a course's offering, say.
    live = () if deleted else (noun.deleted_at.is_(None),)
    matching: ColumnElement[bool] = noun.id.in_(select(noun.id).where(*live, *like).correlate(None))
    return matching


def has_words(search: Any, words: Sequence[str]) -> list[ColumnElement[bool]]:
    """That a folded key has all the words, which are those of `search_terms`: they hold no signs of LIKE's own.

    The longest is looked for first, which fewest rows have: most rows are looked at for one word alone.
    """
    return [search.like(f"%{word}%") for word in sorted(words, key=len, reverse=True)]


def escaped(text: str) -> str:
    """`text` with LIKE's own signs made plain (S34)."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def field_named(fields: Mapping[str, Field], name: str) -> Field:
    """The column of that name; raises `Invalid` naming those there are."""
    if name not in fields:
        raise Invalid(
            _("This list has no field “{name}”.").format(name=name),
            _("Fields: {fields}.").format(fields=", ".join(fields)),
        )
    return fields[name]


def order(listing: Listing, fields: Mapping[str, Field], last: Field) -> list[ColumnElement[Any]]:
    """The ORDER BY of a listing; `last` settles ties, so that pages never overlap."""
    if not listing.sort:
        return [last.asc()]
    column = field_named(fields, listing.sort)
    return [column.desc() if listing.descending else column.asc(), last.asc()]


def live(deleted_at: Any, listing: Listing, listed: Collection[str], keys: Collection[str]) -> ColumnElement[bool]:
    """That a row is not deleted (or is, as the listing wants it), said so that indexes are taken only where they help.

    They do where all conditions are on fields of the list's own index (`listed`) and the order is that of an index,
    or where a condition is on one of its `keys`. Else rows are read as they lie and then sorted: an index would lead
    to each of them, three times as slow.
    """
    there: ColumnElement[bool] = deleted_at.is_(None)
    if listing.deleted:
        return ~there
    asked = {condition.field for condition in listing.where}
    helps = asked & {*keys} or (asked <= {*listed} and listing.sort in ("", "name", *keys))
    return there if helps else there.is_(true())


def _condition(condition: Condition, fields: Mapping[str, Field]) -> ColumnElement[bool]:
    column, operator, value = field_named(fields, condition.field), condition.operator, condition.value
    if operator in _WITHOUT_VALUE:
        empty = or_(column.is_(None), column == "") if _is_text(column) else column.is_(None)
        return empty if operator == "empty" else ~empty
    if isinstance(value, list | tuple):
        return _compared(column, "in" if operator == "=" else "", [_typed(column, one) for one in value])
    if operator in ("contains", "starts"):
        front = "%" if operator == "contains" else ""
        return column.like(f"{front}{escaped(str(value))}%", escape="\\")
    return _compared(column, operator, _typed(column, value))


def _compared(column: Field, operator: str, value: Any) -> ColumnElement[bool]:
    match operator:
        case "in":
            return column.in_(value)
        case "=":
            return column.is_not_distinct_from(value)
        case "!=":
            return column.is_distinct_from(value)  # what is not filled in is different, too
        case "<" | "<=" | ">" | ">=" if value is not None:
            return column.op(operator, is_comparison=True)(value)
    raise Invalid(
        _("The condition on {field} has no operator that fits.").format(field=column.key),
        _("Operators: {operators}.").format(operators=", ".join(OPERATORS)),
    )


def _is_text(column: Field) -> bool:
    return column.type.python_type is str


def _typed(column: Field, value: Any) -> Any:
    """A text from the command line as the column's own type; raises `Invalid` for one that is none."""
    wanted = column.type.python_type
    if not isinstance(value, str) or wanted is str:
        return value
    try:
        return _read(wanted, value.strip())
    except (ValueError, ArithmeticError):
        raise Invalid(_("“{value}” does not fit the field {field}.").format(value=value, field=column.key)) from None


def _read(wanted: type, value: str) -> Any:
    if wanted is date:
        return date.fromisoformat(value)
    if wanted is bool:
        return value.lower() in ("1", "true", "yes", "ναι")
    number = Decimal(value.replace(",", ".")) if wanted is Decimal else wanted(value)
    if not abs(number) < _LARGEST:
        raise ValueError("too large")
    return number
