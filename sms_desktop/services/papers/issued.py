"""The register of issued documents: what left the office, with its number, whose it is, and its pages as they were."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.clock import midnight, utc_now
from sms_desktop.core.errors import Conflict, Invalid, NotFound, StorageProblem
from sms_desktop.core.i18n import N_, _, format_date, format_moment
from sms_desktop.core.names import search_terms
from sms_desktop.db.changes import CREATE, actor, describe, recorder
from sms_desktop.db.documents import IssuedDocument, IssuedPages
from sms_desktop.db.operations import ChangeEntry, ChangeSet
from sms_desktop.db.people import Student
from sms_desktop.services import listing
from sms_desktop.services.access import scope
from sms_desktop.services.checks import same_version, storable
from sms_desktop.services.listing import ALL, Condition, Listing
from sms_desktop.services.papers import paper_fields
from sms_desktop.services.papers.letter_pages import number_of
from sms_desktop.services.papers.paper_names import NAMES

_NUMBER = re.compile(r"(?P<number>\d{1,9})(?:\s*/\s*(?P<year>\d{4}))?")
_LONGEST_REASON = 500


@dataclass(frozen=True)
class IssuedRow:
    """A document that was issued; `number` None for a kind without, names empty where the person was erased."""

    id: int
    version: int
    year: int
    number: int | None
    kind: str
    title: str
    student_id: int | None
    student_number: str
    last_name: str
    first_name: str
    language: str
    issued_at: datetime
    issued_by: str
    recipient: str
    purpose: str
    cancelled_at: datetime | None
    cancelled_by: str
    cancel_reason: str

    @property
    def number_text(self) -> str:
        """The number as the document has it, such as 12/2026; empty for none."""
        return number_of(self.number, self.year)

    @property
    def student(self) -> str:
        """Last name first, as registers have it."""
        return f"{self.last_name} {self.first_name}".strip()

    @property
    def name(self) -> str:
        """The document as sentences name it: its title and number."""
        return " ".join(filter(None, (self.title, self.number_text)))


_OWN = ("id", "version", "year", "number", "kind", "title", "student_id")
_WHOSE = ("student_number", "last_name", "first_name")
_REST = ("language", "issued_at", "issued_by", "recipient", "purpose", "cancelled_at", "cancelled_by", "cancel_reason")
#: `cancelled` is filled where the document was cancelled. Conditions may also name `issued_on`, a day where the
#: reader is, with >= and <=.
FIELDS: dict[str, listing.Field] = {
    **{name: getattr(IssuedDocument, name) for name in (*_OWN, *_REST)},
    **{name: getattr(Student, name) for name in _WHOSE},
    "cancelled": IssuedDocument.cancelled_at,
    "name": Student.sort_key,
}


def count(session: Session, wanted: Listing = ALL) -> int:
    """How many documents the listing has."""
    return session.scalar(_joined(select(func.count(IssuedDocument.id)), wanted).where(_open_to(session))) or 0


def page(session: Session, wanted: Listing = ALL, offset: int = 0, limit: int = 100) -> list[IssuedRow]:
    """Documents of the listing, the newest first unless it says otherwise.

    Its text is a number (`12` or `12/2026`), or words of a student's name or number; cancelled ones are there, too,
    and those of students who were deleted. Students of others' classes are not, for who sees the own ones alone.
    """
    own = _open_to(session)
    order = [IssuedDocument.id.desc()] if not wanted.sort else listing.order(wanted, FIELDS, IssuedDocument.id)
    statement = _joined(select(*_columns()), wanted).where(own).order_by(*order).offset(offset).limit(limit)
    return [_row(values) for values in session.execute(statement)]


def get(session: Session, issued_id: int) -> IssuedRow:
    """One document of the register; raises `NotFound`."""
    return _row_where(session, IssuedDocument.id == issued_id, _open_to(session))


def by_number(session: Session, text: str) -> IssuedRow:
    """The document with a number such as 12/2026, or 12 of this year; raises `NotFound`."""
    own, found = _open_to(session), _NUMBER.fullmatch(text.strip())
    if found is not None:
        year = int(found["year"] or clock.today().year)
        same = (IssuedDocument.number == int(found["number"]), IssuedDocument.year == year, own)
        values = session.execute(_joined(select(*_columns()), ALL).where(*same)).first()
        if values is not None:
            return _row(values)
    raise NotFound(
        _("No document with the number {number} was issued.").format(number=text),
        _("Search the register of issued documents by the student's name."),
    )


def pages(session: Session, issued_id: int) -> bytes:
    """The PDF of a document, byte by byte as it was issued.

    Who could not issue it, for want of a right to see what it tells, is not shown it either (`Denied`). Raises
    `NotFound`, also where its pages went with the erased person, and `StorageProblem` where they are not what was
    issued.
    """
    row = get(session, issued_id)
    paper_fields.require_fields(session, _fields(session, issued_id))
    found = session.execute(
        select(IssuedPages.content, IssuedDocument.content_hash)
        .join(IssuedDocument, IssuedDocument.id == IssuedPages.issued_id)
        .where(IssuedPages.issued_id == issued_id)
    ).first()
    if found is None or not found.content:
        raise NotFound(
            _("The pages of {name} are not kept any more.").format(name=row.name),
            _("The register keeps that it was issued, and when."),
            code="pages_gone",
        )
    if digest(found.content) != found.content_hash:
        raise StorageProblem(
            _("The pages of {name} are not those that were issued.").format(name=row.name),
            _("Run a check of the data, and look at a backup from the day on which it was issued."),
            code="pages_changed",
        )
    return bytes(found.content)


def cancel(session: Session, issued_id: int, reason: str, seen_version: int | None = None) -> int:
    """Cancels a document and returns its version: it keeps its number, and no copy of it is handed out any more.

    Raises `Invalid` without a reason, `Conflict` where it is cancelled already or somebody changed it, `NotFound`.
    """
    shown, reason = get(session, issued_id), reason.strip()
    if not reason:
        raise Invalid(reason=_("Say why: the register keeps it."))
    if len(reason) > _LONGEST_REASON or not storable(reason):
        raise Invalid(reason=_("At most {most} characters fit here.").format(most=_LONGEST_REASON))
    same_version(shown.version, seen_version, shown.name)
    if shown.cancelled_at is not None:
        raise Conflict(_("{name} is cancelled already.").format(name=shown.name), code="cancelled")
    row = session.get_one(IssuedDocument, issued_id)
    describe(session, N_("Cancel {document}"), action="update", document=shown.name)
    recorder(session).reason = recorder(session).reason or reason
    row.cancelled_at, row.cancelled_by, row.cancel_reason = utc_now(), actor(session).name, reason
    session.flush()
    return row.version


def next_number(session: Session, year: int) -> int:
    """The number that the next document of a year gets; nobody else's in the transaction that writes."""
    return (session.scalar(select(func.max(IssuedDocument.number)).where(IssuedDocument.year == year)) or 0) + 1


def require_in_order(session: Session, today: date) -> None:
    """Raises `Conflict` where a number was given on a later day than `today`: those of a register follow its days.

    The clock was ahead then, or is behind now. Clocks of two computers may be a day apart around midnight.
    """
    after = IssuedDocument.issued_at >= midnight(today + timedelta(days=2))
    later = (after, IssuedDocument.number.is_not(None), IssuedDocument.cancelled_at.is_(None))
    row = session.scalar(select(IssuedDocument).where(*later).order_by(IssuedDocument.id.desc()).limit(1))
    if row is not None:
        raise Conflict(
            _("The clock of this computer says {today}, and {document} was issued on {day}.").format(
                today=format_date(today),
                document=f"{row.title} {number_of(row.number, row.year)}",
                day=format_moment(row.issued_at),
            ),
            _("Set the clock right. If it was wrong on that day, cancel that document first."),
            code="clock_behind",
        )


def damaged(session: Session) -> Iterator[str]:
    """A sentence for each document whose pages are not those that were issued, or are missing; a part of a check.

    Those of a person whose name was erased went with it, and are not missing.
    """
    erased = Student.erased_at.is_not(None) & (Student.first_name == Student.student_number)
    columns = (IssuedDocument.id, IssuedDocument.content_hash, IssuedPages.content, erased)
    statement = (
        select(*columns)
        .outerjoin(IssuedPages, IssuedPages.issued_id == IssuedDocument.id)
        .outerjoin(Student, Student.id == IssuedDocument.student_id)
        .order_by(IssuedDocument.id)
        .execution_options(yield_per=50)
    )
    for issued_id, wanted, content, nameless in session.execute(statement):
        if content and digest(content) != wanted:
            name = _row_where(session, IssuedDocument.id == issued_id).name
            yield _("The pages of {name} are not those that were issued.").format(name=name)
        elif not content and not nameless:
            yield _("The pages of {name} are missing.").format(
                name=_row_where(session, IssuedDocument.id == issued_id).name
            )


def digest(content: bytes) -> str:
    """What the register keeps of a document's pages to know them by: SHA-256."""
    return hashlib.sha256(content).hexdigest()


def _columns() -> list[Any]:
    return [FIELDS[name].label(name) for name in (*_OWN, *_WHOSE, *_REST)]


def _row(values: Any) -> IssuedRow:
    found = dict(values._mapping)
    return IssuedRow(**found | {name: found[name] or "" for name in _WHOSE})


def _row_where(session: Session, *where: ColumnElement[bool]) -> IssuedRow:
    values = session.execute(_joined(select(*_columns()), ALL).where(*where)).first()
    if values is None:
        raise NotFound(_("This document is not in the register."), _("The list has been refreshed."))
    return _row(values)


def _open_to(session: Session) -> ColumnElement[bool]:
    """The documents of the students whom the person may see; raises `Denied`."""
    actor(session).require("reports:issue")
    return scope.students(session, "students:view", IssuedDocument.student_id)


def _fields(session: Session, issued_id: int) -> Collection[str]:
    """The fields that a document was made from, as the log of its issuing names them; all where nothing is known."""
    row = ChangeEntry
    made = (row.table_name == IssuedDocument.__tablename__, row.operation == CREATE)
    details = session.scalar(
        select(ChangeSet.details)
        .join(row, row.change_set_id == ChangeSet.id)
        .where(*made, row.first_id <= issued_id, row.last_id >= issued_id)
    )
    found: Collection[str] = (details or {}).get("fields", NAMES)
    return found


def _joined(statement: Any, wanted: Listing) -> Any:
    days = [one for one in wanted.where if one.field == "issued_on"]
    others = replace(wanted, where=tuple(one for one in wanted.where if one.field != "issued_on"))
    conditions = [*listing.conditions(others, FIELDS), *map(_in_time, days)]
    if wanted.text.strip():
        conditions.append(_found_by(wanted.text))
    return statement.outerjoin(Student, Student.id == IssuedDocument.student_id).where(*conditions)


def _in_time(condition: Condition) -> ColumnElement[bool]:
    """From the beginning of a day (>=), or to its end (<=), where the reader is."""
    day = date.fromisoformat(str(condition.value))
    if condition.operator == ">=":
        return IssuedDocument.issued_at >= midnight(day)
    return IssuedDocument.issued_at < midnight(day + timedelta(days=1))


def _found_by(text: str) -> ColumnElement[bool]:
    """Documents of that number, or of a student who is found by these words, deleted or not."""
    like = [Student.search_key.like(f"%{listing.escaped(word)}%", escape="\\") for word in search_terms(text)]
    by_name: ColumnElement[bool] = IssuedDocument.student_id.in_(select(Student.id).where(*like).correlate(None))
    number = _NUMBER.fullmatch(text.strip())
    if number is None:
        return by_name
    by_number = IssuedDocument.number == int(number["number"])
    if number["year"]:
        return by_number & (IssuedDocument.year == int(number["year"]))
    return or_(by_number, by_name)
