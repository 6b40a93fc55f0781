"""Guardians and emergency persons as vCards, for the school's telephone or mail program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.i18n import _, speaking
from sms_desktop.core.progress import Progress, silent
from sms_desktop.db.database import Database
from sms_desktop.formats.vcard import Person, write_cards
from sms_desktop.services import contacts
from sms_desktop.services.contacts import ContactRow
from sms_desktop.services.exporting import exports, log, whose_rows
from sms_desktop.services.listing import ALL, Condition, Listing
from sms_desktop.services.papers import letterhead
from sms_desktop.services.safekeeping.backups import own_id

LIST = "vcards"
_AT_ONCE = 1000
_REACHABLE = Condition("may_be_contacted", "=", True)


@dataclass(frozen=True)
class Wanted:
    """Which contacts: those of a listing of contacts; `sensitive`: with telephones, for who may see them."""

    listing: Listing = ALL
    sensitive: bool = False
    language: str = "en"
    purpose: str = ""


def write(database: Database, who: Actor, wanted: Wanted, target: Path, progress: Progress = silent) -> int:
    """Writes one card a contact and returns how many; the audit log has it together with the file.

    Left out are those who may not be contacted, those of restricted students, and those without telephone and e-mail.
    Raises `Denied`, `Invalid` for another ending than `.vcf`, `StorageProblem`.
    """
    who.require("exports:run")
    who.require("contacts:view")
    exports.require_ending(target, ".vcf")
    if wanted.sensitive:
        whose_rows.require_sensitive(who, "contacts")
    with speaking(wanted.language), database.read(who) as session:
        school = letterhead.school(session).head.school
        rows = _rows(session, wanted.listing, progress)
        people = _people(rows, wanted.sensitive, school, own_id(database))
        more = {"sensitive": True} if wanted.sensitive else {}
        with log.entry(database, who, target, "vcf", wanted.purpose, list=LIST, **more) as written:
            return write_cards(target, people, written)


def _rows(session: Session, listing: Listing, progress: Progress) -> Iterator[ContactRow]:
    """The contacts that may be reached, whose exporting is allowed, some thousand at a time."""
    reachable = Listing(listing.text, (*listing.where, _REACHABLE), "sort")
    total, offset = contacts.count(session, reachable), 0
    while offset < total:
        progress(offset, total)
        page: Sequence[ContactRow] = contacts.page(session, reachable, offset, _AT_ONCE)
        exportable = whose_rows.exportable(session, [row.student_id for row in page])
        yield from (row for row in page if row.student_id in exportable)
        offset += _AT_ONCE
    progress(total, total)


def _people(rows: Iterator[ContactRow], sensitive: bool, school: str, school_id: str) -> Iterator[Person]:
    """One card a contact, with the students that he or she is a contact of; brothers and sisters share one."""
    found: dict[int, tuple[ContactRow, list[str]]] = {}
    for row in rows:
        relation = f" ({row.data.relation})" if row.data.relation else ""
        found.setdefault(row.id, (row, []))[1].append(f"{row.student}{relation}")
    for row, students in found.values():
        phones = (row.data.phone,) if sensitive and row.data.phone else ()
        if phones or row.data.email:
            yield Person(
                uid=f"contact-{row.id}@{school_id}",
                name=row.data.name,
                phones=phones,
                email=row.data.email,
                organisation=school,
                note="; ".join(students),
                categories=(_("Contacts of students"),),
            )
