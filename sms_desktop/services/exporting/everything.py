"""Everything of the school as one zip: each list as CSV and as JSON, photos where wanted, and what is in it."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from sms_desktop.core import files
from sms_desktop.core.actor import Actor
from sms_desktop.core.clock import utc_now
from sms_desktop.core.i18n import _, format_moment, format_number, ngettext, speaking
from sms_desktop.core.progress import Progress, silent
from sms_desktop.db import page_cache
from sms_desktop.db.database import Database
from sms_desktop.db.people import Student, StudentPhoto
from sms_desktop.formats.lists.csv_out import csv_into
from sms_desktop.formats.lists.json_out import json_into
from sms_desktop.services.access import scope
from sms_desktop.services.exporting import exports, log, read_rows, whose_rows
from sms_desktop.services.exporting.columns import Column, ExportList
from sms_desktop.services.exporting.exports import Asked
from sms_desktop.services.exporting.lists import LISTS
from sms_desktop.services.listing import ALL
from sms_desktop.services.papers import letterhead
from sms_desktop.services.privacy import restriction

LIST = "everything"
_README = "README.txt"
_PICTURES = {"image/jpeg": ".jpg", "image/png": ".png"}
_PHOTOS = cast(Table, StudentPhoto.__table__)


@dataclass(frozen=True)
class Everything:
    """What was written: the file, and how many rows of each list (and photos) are in it."""

    file: Path
    rows: Mapping[str, int]


@dataclass
class _Pack:
    """The zip while it is written; `done` of `total` rows are in it, each list twice."""

    zip: zipfile.ZipFile
    session: Session
    who: Actor
    sensitive: bool
    language: str
    progress: Progress
    total: int = 0
    done: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def write(
    database: Database,
    who: Actor,
    target: Path,
    language: str = "en",
    sensitive: bool = False,
    purpose: str = "",
    progress: Progress = silent,
) -> Everything:
    """Writes every list that the person may see to `target`, wholly or not at all, and records it as one export.

    All of it is of one moment, streamed in flat memory. `language` (`en`, `el`) is that of the CSV files; `sensitive`
    adds telephones, identity cards, notes and photos, those of restricted students excepted. For who may export the
    whole school. Raises `Denied`, `Invalid` for another ending than `.zip`, `StorageProblem`, `Cancelled`.
    """
    exports.require_ending(target, ".zip")
    with speaking(language), database.read(who) as session, page_cache.for_lists(session):
        scope.require_whole(session, "exports:run")
        scope.require_whole(session, "students:view")
        if sensitive:
            whose_rows.require_sensitive(who, "students")
        more = {"sensitive": True} if sensitive else {}
        with log.entry(database, who, target, "zip", purpose, list=LIST, whole=True, **more) as written:
            found: dict[str, int] = {}
            with files.atomic_writer(target, proven=lambda _file: written(sum(found.values()))) as file:
                found.update(_filled(file, session, who, language, sensitive, purpose, progress))
    return Everything(target, found)


def _filled(
    file: BinaryIO, session: Session, who: Actor, language: str, sensitive: bool, purpose: str, progress: Progress
) -> dict[str, int]:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as zipped:
        pack = _Pack(zipped, session, who, sensitive, language, progress)
        wanted = list(_wanted(pack))
        pack.total = 2 * sum(total for *_parts, total in wanted)
        for what, columns, statement, total in wanted:
            _add(pack, what, columns, statement, total)
        if sensitive:
            pack.rows["photos"] = _photos(pack)
        zipped.writestr(_README, "\r\n".join(_about(pack, purpose)).encode("utf-8"))
    return pack.rows


def _wanted(pack: _Pack) -> Iterator[tuple[ExportList, list[Column], Any, int]]:
    """The lists that the person may see as a whole; the others are told of."""
    for what in LISTS.values():
        if not pack.who.may_all(f"{what.resource}:view"):
            pack.left.append(_(what.label))
            continue
        asked = Asked(what.name, sensitive=pack.sensitive)
        columns = exports.chosen_columns(what, asked, pack.who, "json")
        yield what, columns, *read_rows.chosen(pack.session, what, ALL, columns, pack.who)


def _add(pack: _Pack, what: ExportList, columns: Sequence[Column], statement: Any, total: int) -> None:
    """A list as CSV for people and as JSON for programs."""

    def told(done: int, _total: int, /) -> None:
        pack.progress(pack.done + done, pack.total)

    for form in ("csv", "json"):
        rows = read_rows.rows(pack.session, statement, columns, form, total, told)
        entry = zipfile.ZipInfo(f"{form}/{what.name}.{form}", time.localtime()[:6])  # else it would be of 1980
        entry.compress_type = zipfile.ZIP_DEFLATED
        with pack.zip.open(entry, "w", force_zip64=True) as member:
            file = cast(BinaryIO, member)
            if form == "csv":
                titles = [column.title() for column in columns]
                pack.rows[what.name] = csv_into(file, titles, rows, **exports.csv_style(pack.language))
            else:
                json_into(file, [column.name for column in columns], rows)
        pack.done += total


def _photos(pack: _Pack) -> int:
    """The pictures of students who are not restricted, called by the student's number; returns how many."""
    whose = select(_PHOTOS.c.id, _PHOTOS.c.media_type, Student.student_number).select_from(_PHOTOS)
    whose = whose.join(Student, Student.id == _PHOTOS.c.student_id)
    live = whose.where(Student.deleted_at.is_(None), restriction.unrestricted()).order_by(Student.student_number)
    taken: set[str] = set()
    for number, media_type, student in pack.session.execute(live).all():
        pack.progress(pack.done, pack.total)
        name = files.safe_name(student, _PICTURES.get(media_type, ".bin"), taken)
        taken.add(name.casefold())
        image = pack.session.scalar(select(_PHOTOS.c.image).where(_PHOTOS.c.id == number))
        pack.zip.writestr(f"photos/{name}", image or b"", zipfile.ZIP_STORED)
    return len(taken)


def _about(pack: _Pack, purpose: str) -> Iterator[str]:
    """What is in the zip, for whoever opens it years later."""
    school = letterhead.school(pack.session).head.school
    yield school or _("Everything of the school")
    yield _("Written on {when} by {who}.").format(when=format_moment(utc_now()), who=pack.who.name)
    if purpose.strip():
        yield _("Purpose: {purpose}").format(purpose=" ".join(purpose.split()))
    yield ""
    yield _("csv: the lists for people, with titles. json: the same for programs, with the names of fields.")
    yield ""
    for name, count in pack.rows.items():
        rows = ngettext("{n} row", "{n} rows", count).format(n=format_number(count))
        if name == "photos":
            rows = ngettext("{n} picture", "{n} pictures", count).format(n=format_number(count))
        yield f"{name}: {rows}"
    yield ""
    if pack.sensitive:
        yield _("With telephones, identity cards, notes and photos: keep it safe, and delete it when it is not needed.")
    else:
        yield _("Without telephones, identity cards, notes and photos.")
    restricted = pack.session.scalar(select(func.count(Student.id)).where(~restriction.unrestricted())) or 0
    if restricted:
        yield _("Addresses, telephones, photos and contacts of restricted students are left out.")
    if pack.left:
        yield _("Lists that {who} may not see are left out: {names}.").format(
            who=pack.who.name, names=", ".join(pack.left)
        )
    yield ""
