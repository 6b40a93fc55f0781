"""The rules by which logs are kept: old entries of the change log go to an archive, old log files go for good (S40)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.actor import Actor
from sms_desktop.core.clock import midnight
from sms_desktop.core.errors import Conflict, Invalid
from sms_desktop.core.i18n import N_, _
from sms_desktop.core.progress import Progress, silent
from sms_desktop.db.changes import actor, describe, done_to_files, recorder
from sms_desktop.db.database import Database
from sms_desktop.db.operations import ChangeSet
from sms_desktop.services import settings
from sms_desktop.services.history import audit_archive
from sms_desktop.services.history.audit_archive import Archived
from sms_desktop.services.privacy.retention import years_before

LOG, PROGRAM_LOGS = "log", "program-logs"
LOG_YEARS, PROGRAM_LOG_YEARS = "privacy.log_years", "privacy.program_log_years"
_FOLDER = "logs"


@dataclass(frozen=True)
class LogStanding:
    """How a rule about a log stands: its years (0: kept for good), and how many entries or files are older.

    `before` is the day from which on they stay; None where the rule keeps for good.
    """

    mode: str
    setting: str
    title: str
    years: int
    rows: int
    before: date | None


def standing(session: Session, folder: Path, today: date | None = None) -> list[LogStanding]:
    """The rules of the change log and of the program's log files in a data folder, and what is older."""
    actor(session).require("privacy:manage")
    today = today or clock.today()
    years, file_years = (settings.read(session, key) for key in (LOG_YEARS, PROGRAM_LOG_YEARS))
    before, file_before = (years_before(today, n) if n else None for n in (years, file_years))
    old = len(_old_files(folder, file_before)) if file_before else 0
    return [
        LogStanding(LOG, LOG_YEARS, _("Change log"), years,
                    _old_entries(session, before) if before else 0, before),
        LogStanding(PROGRAM_LOGS, PROGRAM_LOG_YEARS, _("Log files of the program"), file_years, old, file_before),
    ]  # fmt: skip


def archive(
    database: Database, who: Actor, to: Path, why: str, today: date | None = None, progress: Progress = silent
) -> Archived:
    """Moves the entries of the log that are older than the rule says to a sealed file (`audit_archive`).

    Raises `Invalid` without a reason or where nothing is so old, `Conflict` where the rule keeps for good, and as
    `audit_archive.archive` does.
    """
    who.require("privacy:manage")
    _reason(why)
    with database.read(who) as session:
        before = _before(session, LOG_YEARS, today)
    return audit_archive.archive(database, who, before, to, progress, reason=why.strip())


def remove_files(session: Session, folder: Path, why: str, today: date | None = None) -> int:
    """Removes the program's log files that nothing was written to for as long as the rule says; returns how many.

    They hold places in the code, no data of the school. Raises `Invalid`, `Conflict`, `Denied`.
    """
    actor(session).require("privacy:manage")
    _reason(why)
    gone = 0
    for file in _old_files(folder, _before(session, PROGRAM_LOG_YEARS, today)):
        with suppress(OSError):  # another window has it open
            file.unlink()
            gone += 1
    if not gone:
        raise Invalid(_("No log file is so old."))
    describe(session, N_("{count} old log files of the program removed"), action="delete", count=gone)
    done_to_files(session)
    recorder(session).reason = recorder(session).reason or why.strip()
    return gone


def _before(session: Session, key: str, today: date | None) -> date:
    years = settings.read(session, key)
    if not years:
        raise Conflict(
            _("By the settings this is kept for good."),
            _("Set the years first: Operations > Settings, or “smsctl settings set {key} YEARS”.").format(key=key),
            code="kept_for_good",
        )
    return years_before(today or clock.today(), years)


def _reason(why: str) -> None:
    if not why.strip():
        raise Invalid(reason=_("Say why: the log keeps it."))


def _old_entries(session: Session, before: date) -> int:
    """Entries of the log older than a day."""
    old = select(func.count()).select_from(ChangeSet).where(ChangeSet.at < midnight(before))
    return session.scalar(old) or 0


def _old_files(folder: Path, before: date) -> list[Path]:
    """The program's log files that were last written to before a day."""
    found = sorted((folder / _FOLDER).glob("*.log*"))
    return [file for file in found if file.is_file() and _written_on(file) < before]


def _written_on(file: Path) -> date:
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC).date()
    except OSError:
        return date.max
