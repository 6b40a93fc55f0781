"""The file of one person for reading: headings and tables in the language of the moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sms_desktop.core.i18n import _, format_date, format_moment, format_number, pgettext
from sms_desktop.core.values import presence_word
from sms_desktop.formats.paper.model import Block, Column, Row, Table, Text
from sms_desktop.services.exporting.columns import enrolment_status, gender_word, student_status, yes_no
from sms_desktop.services.exporting.lists import STUDENTS
from sms_desktop.services.history.audit_words import field_word
from sms_desktop.services.privacy.person_changes import KINDS
from sms_desktop.services.privacy.person_data import PersonData

_PRESENT = "P"
#: Changes that are told by the fields of the record itself; the others by those of their tables.
_OWN = ("student",)
_TABLES = {kind: table for table, (kind, _names) in KINDS.items()}


@dataclass(frozen=True)
class _Section:
    """A heading with sentences and then a table under it; `shares` are those of its columns in the width."""

    title: str
    sentences: Sequence[str]
    titles: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    shares: Sequence[float] = ()

    def blocks(self) -> Iterator[Block]:
        yield Text(self.title, "heading")
        yield from (Text(sentence) for sentence in self.sentences)
        if self.rows:
            shares = self.shares or [1.0] * len(self.titles)
            columns = [Column(title, share) for title, share in zip(self.titles, shares, strict=True)]
            yield Table(columns, [Row(cells) for cells in self.rows])


def blocks(data: PersonData) -> list[Block]:
    """The parts of the file in their order; a part without anything says so."""
    return [block for section in _sections(data) for block in section.blocks()]


def _sections(data: PersonData) -> list[_Section]:
    return [
        _record(data),
        _contacts(data),
        _courses(data),
        *_derivations(data),
        _attendance(data),
        _ratings(data),
        _highlights(data),
        _issued(data),
        _deleted(data),
        _changes(data),
        _looks(data),
        _exports(data),
    ]


def _part(title: str, titles: Sequence[str], rows: Iterable[Sequence[str]], shares: Sequence[float] = ()) -> _Section:
    found = list(rows)
    return _Section(title, () if found else (_("Nothing is kept."),), titles, found, shares)


def shown(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, datetime):
        return format_moment(value)
    if isinstance(value, date):
        return format_date(value)
    return format_number(value) if isinstance(value, Decimal) else str(value)


def _titles() -> dict[str, str]:
    """What the fields of a record are called."""
    own = {
        "restricted_at": _("Restricted since"),
        "restriction_note": _("Why restricted"),
        "erased_at": _("Reduced on"),
        "extra": _("Fields of the school's own"),
        "contact": _("Contact"),
        "relation": _("Relation"),
        "name": _("Name"),
        "note": _("Note"),
        "enrolment": _("Enrolment"),
        "highlight": _("Highlight"),
    }
    return {column.name: column.title() for column in STUDENTS.columns} | own


def _field(name: str, value: Any) -> str:
    words = {"status": student_status, "gender": gender_word}.get(name)
    return words(value) if words is not None and isinstance(value, str) else shown(value)


def _record(data: PersonData) -> _Section:
    titles = _titles()
    rows = [(titles.get(name, name), _field(name, value)) for name, value in data.record.items() if value]
    rows += [(_("Photo"), _("In this file, as a picture"))] if data.photo is not None else []
    return _part(_("Record"), ("", ""), rows, (1, 2))


def _contacts(data: PersonData) -> _Section:
    titles = (_("Name"), _("Relation"), _("Telephone"), _("E-mail"), _("Note"), _("May pick up"))
    names = ("name", "relation", "phone", "email", "note", "may_pick_up")
    return _part(_("Contacts"), titles, _rows(data.contacts, names), (3, 2, 2, 3, 3, 2))


def _rows(found: Iterable[Mapping[str, Any]], names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for row in found:
        yield tuple(shown(row[name]) for name in names)


def _courses(data: PersonData) -> _Section:
    titles = (_("Term"), _("Course"), _("Name"), _("Status"), _("Grade"), _("Percent"), _("Notes"))
    rows = [
        (row["term"], row["course_code"], row["course_name"], enrolment_status(row["status"]), shown(row["grade"]),
         shown(row["percentage"]), row["limit_note"])
        for row in data.enrolments
    ]  # fmt: skip
    return _part(_("Enrolments and grades"), titles, rows, (2.5, 1.5, 4, 1.9, 1.4, 1.5, 2))


def _derivations(data: PersonData) -> Iterator[_Section]:
    """How each grade came about, category by category."""
    titles = (_("Category"), _("Weight"), _("Title"), _("Date"), _("Score"), _("Out of"), _("Counts"))
    for row in data.enrolments:
        rows = [
            (one["category"], shown(one["weight"]), item["title"], shown(item["date"]), shown(item["score"]),
             shown(item["max_score"]), yes_no(item["counted"]))
            for one in row["categories"] for item in one["items"]
        ]  # fmt: skip
        noted = [f"{mark['title']}: {mark['note']}" for mark in row["marks"] if mark["note"]]
        if rows or noted:
            title = _("Marks: {course}, {term}").format(course=row["course_code"], term=row["term"])
            yield _Section(title, noted, titles, rows, (2.5, 1.4, 4, 1.9, 1.4, 1.2, 1.3))


def _attendance(data: PersonData) -> _Section:
    """Every record but the present ones, which are only counted; the JSON has them all."""
    titles = (_("Date"), _("Period"), _("Course"), _("Attendance"), _("Note"), _("Document"))
    rows = [
        (shown(row["date"]), str(row["period"]), row["course_code"], presence_word(row["status"]), row["note"],
         row["document"])
        for row in data.attendance if row["status"] != _PRESENT or row["note"]
    ]  # fmt: skip
    present = sum(row["status"] == _PRESENT for row in data.attendance)
    found = _part(_("Attendance"), titles, rows, (1.6, 1.3, 1.6, 1.5, 3, 2.5))
    sentence = _("Present in {present} of {all} recorded periods.").format(present=present, all=len(data.attendance))
    return replace(found, sentences=(sentence,)) if data.attendance else found


def _ratings(data: PersonData) -> _Section:
    titles = (_("Date"), _("Course"), _("Category"), _("Score"), _("Out of"), _("Note"))
    names = ("date", "course_code", "category", "score", "max_score", "note")
    return _part(_("Daily ratings"), titles, _rows(data.daily_ratings, names), (1.6, 1.6, 2.5, 1, 1, 4))


def _highlights(data: PersonData) -> _Section:
    titles = (_("Date"), _("Category"), _("Rating"), _("Text"))
    return _part(_("Highlights"), titles, _rows(data.highlights, ("noted_on", "category", "rating", "text")),
                 (1.5, 2, 2, 5))  # fmt: skip


def _issued(data: PersonData) -> _Section:
    paper, people = pgettext("document", "Document"), _("For whom and what for")
    titles = (_("When"), _("Number"), paper, _("Issued by"), people, _("Cancelled"))
    rows = [
        (shown(one["issued_at"]), one["number"], one["title"], one["issued_by"],
         " · ".join(filter(None, (one["recipient"], one["purpose"]))),
         " ".join(filter(None, (shown(one["cancelled_at"]), one["cancel_reason"]))))
        for one in data.issued
    ]  # fmt: skip
    return _part(_("Papers that were issued"), titles, rows, (1.7, 1.2, 3, 1.5, 3, 2))


def _deleted(data: PersonData) -> _Section:
    words = {"enrolment": _("Enrolment"), "contact": _("Contact"), "highlight": _("Highlight"), "mark": _("Mark")}
    rows = [(words[one["of"]], one["what"], shown(one["deleted_at"])) for one in data.deleted]
    return _part(_("Deleted, and not yet erased"), (_("Data"), _("What"), _("Deleted on")), rows, (1.5, 6, 2))


def _changes(data: PersonData) -> _Section:
    """Every change but those by which marks, ratings and records were entered; the JSON has them all."""
    titles, names = (_("When"), _("Who"), _("What"), _("Fields, before and after")), _titles()
    rows = []
    for change in data.changes:
        if change["of"] not in _OWN and change["operation"] == "create":
            continue
        fields = [
            f"{_name(names, change['of'], one['field'])}: {_value(change['of'], one['field'], one['before']) or '–'} → "
            f"{_value(change['of'], one['field'], one['after']) or '–'}"
            for one in change["fields"]
        ]
        rows.append(
            (shown(change["at"]), change["who"], change["what"], "\n".join(filter(None, (change["about"], *fields))))
        )
    return _part(_("Changes"), titles, rows, (1.7, 1.5, 3, 5))


def _name(names: Mapping[str, str], of: str, field: str) -> str:
    return names.get(field, field) if of in _OWN else field_word(field, _TABLES[of])


def _value(of: str, field: str, value: Any) -> str:
    if of == "attendance" and field == "status" and value:
        return presence_word(value)
    return _field(field, value) if of in _OWN else shown(value)


def _looks(data: PersonData) -> _Section:
    rows = [(shown(one["at"]), one["who"], one["workstation"]) for one in data.looks]
    return _part(_("Who looked at the health note"), (_("When"), _("Who"), _("Workstation")), rows)


def _exports(data: PersonData) -> _Section:
    titles = (_("When"), _("Who"), _("What"), _("Purpose"), _("With this person in it"))
    words = {"yes": _("yes"), "perhaps": _("perhaps: part of a list was exported")}
    rows = [(shown(one["at"]), one["who"], one["what"], one["purpose"], words[one["contained"]])
            for one in data.exports]  # fmt: skip
    return _part(_("Exports"), titles, rows, (1.7, 1.5, 3.5, 3, 2))
