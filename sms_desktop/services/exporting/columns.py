"""What a list that can be exported is made of: columns with their titles, sources and words (formats.md 3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from sms_desktop.core.i18n import _, pgettext
from sms_desktop.db.courses import AcademicYear, Term
from sms_desktop.db.people import Student
from sms_desktop.services import listing, students
from sms_desktop.services.importing.fields import KINDS

#: Values of one column for some rows of the list, by the row's id.
Lookup = Callable[[Session, Sequence[int]], Mapping[int, Any]]


@dataclass(frozen=True)
class Column:
    """One column: an SQL `source`, or a `lookup` for what lies in other tables.

    `words` is the value as people read it (CSV, XLSX) and `data` as programs do (JSON); both are the value itself
    where left out. `label` is the untranslated title, which imports know again.
    """

    name: str
    label: str
    source: listing.Field | None = None
    lookup: Lookup | None = None
    words: Callable[[Any], object] | None = None
    data: Callable[[Any], object] | None = None
    sensitive: bool = False

    def title(self) -> str:
        """The title in the language of the moment."""
        return _(self.label)


@dataclass(frozen=True)
class ExportList:
    """One list: `resource` is what one must be allowed to view, `joined` brings a statement's tables together.

    `whole` does so where all rows are wanted in the list's own order, so that the database needs not sort them first.
    `conditions(session, listing)` reads a listing where the list has a way of its own to be filtered.
    `on_paper` are the columns that fit on a page: those of a PDF for which none were chosen. Empty: all of them.
    """

    name: str
    label: str
    resource: str
    columns: tuple[Column, ...]
    fields: Mapping[str, listing.Field]
    search: listing.Field
    key: listing.Field
    order: tuple[listing.Field, ...]
    joined: Callable[[Any], Any]
    whole: Callable[[Any], Any] | None = None
    conditions: Callable[..., Any] | None = None
    on_paper: tuple[str, ...] = ()

    def column(self, name: str) -> Column | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)


def student_status(status: str) -> str:
    """The status of a student in the reader's words; one that is not known as it is."""
    words = {
        "active": pgettext("student", "active"),
        "graduated": pgettext("student", "graduated"),
        "withdrawn": pgettext("student", "withdrawn"),
        "transferred": pgettext("student", "transferred"),
    }
    return words.get(status, status)


def enrolment_status(status: str) -> str:
    """The status of an enrolment in the reader's words."""
    words = {
        "active": pgettext("enrolment", "active"),
        "completed": pgettext("enrolment", "completed"),
        "dropped": pgettext("enrolment", "dropped"),
    }
    return words.get(status, status)


def gender_word(gender: str) -> str:
    """A gender in the reader's words."""
    words = {
        "male": pgettext("gender", "male"),
        "female": pgettext("gender", "female"),
        "other": pgettext("gender", "other"),
    }
    return words.get(gender, gender)


def yes_no(value: bool) -> str:
    """Yes or no in the reader's language."""
    return _("yes") if value else _("no")


def known(kind: str, name: str, source: listing.Field | None, **more: Any) -> Column:
    """A column that imports of `kind` have as a field, by that field's own title."""
    field = KINDS[kind].field(name)
    assert field is not None, name
    return Column(name, field.label, source, sensitive=field.sensitive or name in students.SENSITIVE, **more)


WHOSE = tuple(
    known("students", name, source)
    for name, source in (
        ("student_number", Student.student_number),
        ("last_name", Student.last_name),
        ("first_name", Student.first_name),
    )
)
#: A term as files name it, with its year.
TERM = AcademicYear.name + " " + Term.name
