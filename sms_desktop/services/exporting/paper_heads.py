"""What stands above a list on paper: the school, what the list is, and which rows were asked for, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.clock import utc_now
from sms_desktop.core.i18n import _, format_date, format_moment, format_number, language, ngettext
from sms_desktop.db.courses import AcademicYear, Term
from sms_desktop.formats.paper.lists import Boxes, ListHead
from sms_desktop.services.access import scope
from sms_desktop.services.exporting.columns import TERM, Column
from sms_desktop.services.history import row_names
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.papers.letterhead import school


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


def boxed(boxes: Boxes) -> tuple[str, ...]:
    """What is to be told of a list with boxes instead of letters that the font lacks, in the reader's language."""
    found = []
    if boxes.rows:
        sentence = ngettext(
            "{n} row has letters that the PDF's font can't write, and boxes in their place: “{text}” in row {row}, on "
            "page {page}. XLSX and CSV keep them.",
            "{n} rows have letters that the PDF's font can't write, and boxes in their place, first “{text}” in row "
            "{row}, on page {page}. XLSX and CSV keep them.",
            boxes.rows,
        )
        numbers = {"n": boxes.rows, "row": boxes.row, "page": boxes.page}
        found.append(sentence.format(text=boxes.text, **{name: format_number(n) for name, n in numbers.items()}))
    if boxes.head:
        sentence = _(
            "What stands above the list has letters that the PDF's font can't write: {text}. XLSX and CSV keep them."
        )
        found.append(sentence.format(text=boxes.head))
    return tuple(found)


def told(
    wanted: Listing,
    columns: Mapping[str, Column],
    session: Session | None = None,
    own: str = "",
    sensitive: bool = True,
) -> str:
    """The conditions of a listing in words; empty for the whole list. `columns` are those that the list has.

    With a `session` whom and what they name by number is told by name, to who may see that; `own` is what the list's
    rows are called elsewhere (`offering_id`). Without `sensitive` what was asked of a sensitive field is not told: it
    would tell it of everybody on the list.
    """
    parts = [_("Search: “{text}”").format(text=wanted.text.strip())] if wanted.text.strip() else []
    hidden = {name for name, column in columns.items() if column.sensitive and not sensitive}
    parts += [_told(one, columns.get(one.field), session, own) for one in wanted.where if one.field not in hidden]
    parts += [_("By a sensitive field")] if any(one.field in hidden for one in wanted.where) else []
    return "  ·  ".join(part for part in parts if part)


def _told(condition: Condition, column: Column | None, session: Session | None, own: str) -> str:
    """Nothing where only a number is known, which says nothing to anybody."""
    if column is None and (condition.field == "id" or condition.field.endswith("_id")):
        return _by_number(condition, session, own)
    return _condition(condition, column)


def _by_number(condition: Condition, session: Session | None, own: str) -> str:
    """A class, a term or a student that a condition names by number; empty for other conditions."""
    field, value = condition.field, condition.value
    if field == "id" and isinstance(value, list | tuple):
        return ngettext("{n} chosen row", "{n} chosen rows", len(value)).format(n=format_number(len(value)))
    field = own if field == "id" else field
    if session is None or condition.operator != "=" or not isinstance(value, int):
        return ""
    if field in _NAMED and scope.allows(session, _NAMED[field][0], _NAMED[field][1], value):
        return _NAMED[field][2](session, value)
    return _term(session, value) if field == "term_id" else ""


def _term(session: Session, term_id: int) -> str:
    name = session.scalar(
        select(TERM).select_from(Term).join(AcademicYear, AcademicYear.id == Term.year_id).where(Term.id == term_id)
    )
    return _("Term: {term}").format(term=name) if name else ""


_NAMED: dict[str, tuple[str, Callable[..., None], Callable[[Session, int], str]]] = {
    "offering_id": ("offerings:view", scope.require_offerings, row_names.offering),
    "student_id": ("students:view", scope.require_students, row_names.student),
}


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
