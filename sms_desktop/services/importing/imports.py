"""Bringing files in: looking at one, previewing, running in one transaction, the history, taking one back."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor
from sms_desktop.core.clock import utc_now
from sms_desktop.core.collecting import cycles_left
from sms_desktop.core.errors import Conflict, Invalid, NotFound
from sms_desktop.core.i18n import N_, _, format_number
from sms_desktop.core.progress import Progress, silent
from sms_desktop.db import page_cache
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.changes import actor, describe, recorder
from sms_desktop.db.courses import Course, Enrolment
from sms_desktop.db.database import Database
from sms_desktop.db.grades import Grade
from sms_desktop.db.operations import ColumnProfile, Import
from sms_desktop.db.people import Student
from sms_desktop.services import jobs, settings
from sms_desktop.services.history import undo
from sms_desktop.services.importing import rights, sources
from sms_desktop.services.importing.attendance import Registers
from sms_desktop.services.importing.courses import Courses
from sms_desktop.services.importing.enrolments import Enrolments
from sms_desktop.services.importing.grades import Grades
from sms_desktop.services.importing.model import CHANGED, NEW, REJECTED, Options, Report
from sms_desktop.services.importing.rows import Refused, Rows, Writing
from sms_desktop.services.importing.sources import Given, Source
from sms_desktop.services.importing.students import Students
from sms_desktop.services.safekeeping import backups

BATCH = 5000
_LONGEST_REASON = 1000


class Kind(Protocol):
    """One kind of import: handed batches, it settles each row and, unless it only looks, writes it."""

    def take(self, rows: Rows) -> None: ...


KINDS: dict[str, Callable[[Session, Writing], Kind]] = {
    "students": Students,
    "courses": Courses,
    "enrolments": Enrolments,
    "grades": Grades,
    "attendance": Registers,
}
_COUNTED: dict[str, Any] = {
    "students": Student,
    "courses": Course,
    "enrolments": Enrolment,
    "grades": Grade,
    "attendance": Attendance,
}


class Rejected(Invalid):
    """Rows can't be taken and the import is all or nothing; `report` says which and why, nothing was written."""

    def __init__(self, report: Report) -> None:
        count = report.counts[REJECTED]
        super().__init__(
            _("{count} of {rows} rows can't be taken, so nothing was imported.").format(count=count, rows=report.rows),
            _("Mend them, or import the valid rows only."),
            code="rows_rejected",
        )
        self.report = report


@dataclass(frozen=True)
class ImportRow:
    """An import of the history."""

    id: int
    at: datetime
    user_name: str
    file_name: str
    kind: str
    state: str
    rows: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    warnings: int
    seconds: float
    undone_at: datetime | None


def inspect(session: Session, given: Given, options: Options, *, count: bool = False) -> dict[str, Any]:
    """What a file is: kind, encoding, delimiter, sheet, header row, mapping, first rows (formats.md 5).

    The number of rows is an estimate unless they are to be counted, which reads the file through. A bundle is named
    with what is in it.
    """
    actor(session).require("imports:run")
    try:
        source = sources.open_source(session, given, options)
    except sources.Bundle as bundle:
        return bundle.described()
    if count:
        source.counted()
    return source.described()


def preview(
    database: Database,
    who: Actor,
    given: Given,
    options: Options,
    progress: Progress = silent,
    *,
    rejected: list[Refused] | None = None,
) -> Report:
    """What an import would do, row by row, without writing anything; `rejected` gathers the rows it can't take."""
    who.require("imports:run")
    started = time.monotonic()
    with cycles_left(), database.read(who) as session:
        report = _carry(session, given, options, progress, preview=True, rejected=rejected)
    report.seconds = time.monotonic() - started
    return report


def run(
    database: Database,
    who: Actor,
    given: Given,
    options: Options,
    progress: Progress = silent,
    *,
    rejected: list[Refused] | None = None,
) -> Report:
    """Runs an import as one job, one transaction, one change set, with a backup from before.

    `rejected` gathers the rows that it can't take, also where it takes none because of them. Raises `Rejected` where
    rows can't be taken and not only the valid ones are wanted, `Conflict` where more rows would change than the
    choices allow, `BadFile` for a file that can't be read; then nothing is written.
    """
    who.require("imports:run")
    started = time.monotonic()
    backups.keep_before(database, who, backups.BEFORE_IMPORT)
    reports: list[Report] = []

    def work(session: Session) -> Mapping[str, Any]:
        report = _carry(session, given, options, progress, preview=False, rejected=rejected)
        report.seconds = time.monotonic() - started
        _refuse(session, report, options)
        _record(session, report, given, options)
        reports.append(report)
        return {"import_id": report.import_id, "rows": report.rows, **report.counts}

    with cycles_left():
        jobs.run(database, who, "import", _("Import of {name}").format(name=given.name), work, action="import")
    return reports[0]


def _carry(
    session: Session,
    given: Given,
    options: Options,
    progress: Progress,
    *,
    preview: bool,
    rejected: list[Refused] | None = None,
) -> Report:
    source = sources.open_source(session, given, options)
    rights.require(session, source.kind, options)
    source.must_be_clear()
    source.must_be_complete()
    if not preview:
        remember_mapping(session, source)
        recorder(session).reason = options.reason.strip()[:_LONGEST_REASON]
    report = Report(
        kind=source.kind, encoding=source.info.encoding, delimiter=source.info.delimiter, headers=source.info.headers
    )
    with page_cache.as_before(session):
        kind = KINDS[source.kind](session, Writing(options, report, preview, source.expected_rows))
        progress(0, source.expected_rows)
        for batch in source.batches(BATCH):
            rows = source.convert(batch, report)
            kind.take(rows)
            rows.tell()
            if rejected is not None:
                rejected.extend(rows.refused())
            progress(report.rows, max(source.expected_rows, report.rows))
    if source.in_parts:
        report.notes.append(_parts(report))
    report.notes.extend(source.notes())
    return report


def _parts(report: Report) -> str:
    """What rows held several of, in a sentence."""
    sentences = {
        "grades": _("Marks: {new} new, {changed} changed, {unchanged} unchanged."),
        "attendance": _("Records of a period: {new} new, {changed} changed, {unchanged} unchanged."),
    }
    return sentences[report.kind].format(**{name: format_number(count) for name, count in report.parts.items()})


def _refuse(session: Session, report: Report, options: Options) -> None:
    if report.counts[REJECTED] and not options.valid_rows_only:
        raise Rejected(report)
    most = settings.read(session, "imports.stop_percent") if options.stop_percent is None else options.stop_percent
    table = _COUNTED[report.kind]
    live = [table.deleted_at.is_(None)] if hasattr(table, "deleted_at") else []
    counts = report.parts if any(report.parts.values()) else report.counts
    there = (session.scalar(select(func.count(table.id)).where(*live)) or 0) - counts[NEW]
    if there > 0 and counts[CHANGED] * 100 > most * there:
        raise Conflict(
            _("This import would change {count} of {there} rows.").format(count=counts[CHANGED], there=there),
            _("Check that the file and its columns are the right ones, or allow more changes."),
            code="too_many_changes",
        )


def _record(session: Session, report: Report, given: Given, options: Options) -> None:
    counts = report.counts
    describe(
        session,
        N_("Import of {name}: {new} new, {changed} changed"),
        action="import",
        name=given.name,
        new=counts[NEW],
        changed=counts[CHANGED],
    )
    row = Import(
        at=utc_now(),
        user_name=actor(session).name,
        file_name=given.name[:300],
        file_hash=given.digest(),
        kind=report.kind,
        state="completed",
        rows=report.rows,
        **counts,
        warnings=report.warnings,
        seconds=report.seconds,
        change_set_id=recorder(session).change_id(session),
        options={name: value for name, value in options.to_json().items() if name not in ("corrections", "reason")},
    )
    session.add(row)
    session.flush()
    report.import_id = row.id
    report.change_set_id = row.change_set_id


def remember_mapping(session: Session, source: Source) -> None:
    """Keeps how these headers were mapped, for the next file that has them."""
    row = session.scalar(
        select(ColumnProfile).where(ColumnProfile.kind == source.kind, ColumnProfile.fingerprint == source.fingerprint)
    )
    if row is None:
        row = ColumnProfile(kind=source.kind, fingerprint=source.fingerprint)
        session.add(row)
    row.mapping, row.used_at = dict(source.chosen()), utc_now()
    session.flush()


def history(session: Session, limit: int = 200) -> list[ImportRow]:
    """The imports that were run, the newest first."""
    actor(session).require("imports:run")
    names = [name for name in ImportRow.__dataclass_fields__ if name != "__dict__"]
    rows = session.scalars(select(Import).order_by(Import.id.desc()).limit(limit))
    return [ImportRow(**{name: getattr(row, name) for name in names}) for row in rows]


def undo_import(session: Session, import_id: int) -> undo.Taken:
    """Takes an import back; rows that somebody changed since are left and named. Raises `NotFound`, `Conflict`."""
    actor(session).require("imports:run")
    row = session.get(Import, import_id)
    if row is None:
        raise NotFound(_("There is no import number {number}.").format(number=import_id))
    if row.state == "undone":
        raise Conflict(_("This import has been taken back already."), code="undone_already")
    assert row.change_set_id is not None
    describe(session, N_("Import of {name} taken back"), action="import_undo", name=row.file_name)
    taken = undo.undo(session, row.change_set_id)
    row = session.get_one(Import, import_id)
    row.state, row.undone_at, row.undone_by = "undone", utc_now(), actor(session).name
    session.flush()
    return taken


def take_back(database: Database, who: Actor, import_id: int) -> undo.Taken:
    """`undo_import` as a job of its own, with a backup from before."""
    who.require("imports:run")
    backups.keep_before(database, who, backups.BEFORE_UNDO)
    found: list[undo.Taken] = []

    def work(session: Session) -> Mapping[str, Any]:
        found.append(undo_import(session, import_id))
        return {"import_id": import_id, "rows": found[0].rows, "left": found[0].left}

    title = _("Taking back import {number}").format(number=import_id)
    with cycles_left():
        jobs.run(database, who, "import_undo", title, work, action="import_undo")
    return found[0]


def file_digest(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
