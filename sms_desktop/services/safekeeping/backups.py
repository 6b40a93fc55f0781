"""Backups of the school: made by hand, by schedule and before what is daring; listed, proven, thinned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import exists, or_, select

from sms_desktop.core.actor import Actor, system_actor
from sms_desktop.core.errors import BadFile, Conflict, Denied, StorageProblem, UserError
from sms_desktop.core.i18n import N_, _, ngettext
from sms_desktop.core.progress import Progress, silent
from sms_desktop.db import backup_file, key_ring, opening
from sms_desktop.db.changes import describe, done_to_files
from sms_desktop.db.database import Database
from sms_desktop.db.operations import ChangeEntry, ChangeSet
from sms_desktop.services import jobs, settings
from sms_desktop.services.safekeeping import backup_places
from sms_desktop.services.safekeeping.backup_places import Backup, found_in, main_folder
from sms_desktop.services.safekeeping.backup_thinning import kept

BY_HAND, SCHEDULED, BEFORE_IMPORT, BEFORE_UNDO = "by_hand", "scheduled", "before_import", "before_undo"
BEFORE_RESTORE, BEFORE_UPGRADE, BEFORE_KEY, YEAR_END = "before_restore", "before_upgrade", "before_key", "year_end"
#: What writes to the log without changing what a backup is for.
_QUIET = ("backup_create", "login", "login_failed", "logout", "denied")
_OLD = timedelta(days=1)
#: What a restore replaced stays for so long, whatever else was made in that hour (reliability.md 7.5).
_REPLACED_STAYS = timedelta(days=30)


@dataclass(frozen=True)
class Made:
    """A backup that was made; `notices` are sentences on what did not go as wanted beside it (the second place)."""

    backup: Backup
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proof:
    """What looking into a backup for real found: `rows` by table, and a sentence for each problem."""

    path: Path
    ok: bool
    rows: Mapping[str, int]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pruned:
    """Which backups went (or would go, in a trial), how many stay, and sentences on places that were left alone."""

    deleted: tuple[Path, ...]
    kept: int
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Status:
    """How safe the school is: the newest backup and its age, whether something changed since, and warnings.

    `second` is the newest one in the second place; `warnings` are sentences, none where all is well.
    """

    newest: Backup | None
    age: timedelta | None
    changed: bool
    second: Backup | None = None
    warnings: tuple[str, ...] = ()


def reason_words(reason: str) -> str:
    """Why a backup was made, in the reader's language; a reason in somebody's own words as it is."""
    words = {
        BY_HAND: _("by hand"),
        SCHEDULED: _("by schedule"),
        BEFORE_IMPORT: _("before an import"),
        BEFORE_UNDO: _("before an import was taken back"),
        BEFORE_RESTORE: _("before a restore"),
        BEFORE_UPGRADE: _("before an upgrade"),
        BEFORE_KEY: _("before a change of the key"),
        YEAR_END: _("before the end of the year"),
    }
    return words.get(reason, reason)


def create(
    database: Database, who: Actor, reason: str = BY_HAND, to: Path | None = None, progress: Progress = silent
) -> Made:
    """Makes a backup, proves it, and puts a copy into the second place; with `to`, only into that folder.

    Raises `Denied`, `StorageProblem`, `Damaged` where the trial restore fails, `Conflict` where another process is at
    it for two minutes. Missing second places are told in `notices`.
    """
    who.require("backups:create")
    if to is not None and not to.is_dir():
        raise StorageProblem(
            _("There is no folder {folder}.").format(folder=to), _("Choose a folder that exists."), code="no_folder"
        )
    found: list[Made] = []

    def work(operation_id: str) -> Mapping[str, object]:
        found.append(_made(database, who, reason, to, progress, operation_id))
        return {"file": found[0].backup.path.name, "size": found[0].backup.size}

    with backup_places.working(database.folder):
        jobs.run_outside(database, who, "backup", _("Backup"), work)
    return found[0]


def keep_before(database: Database, who: Actor, reason: str, progress: Progress = silent) -> Backup:
    """A backup from before something daring, which needs no right of its own; an older one does if nothing changed."""
    with backup_places.working(database.folder):
        newest = newest_good(database)
        if newest is not None and not changed_since(database, newest):
            return newest
        return _made(database, who, reason, None, progress).backup


def _made(
    database: Database,
    who: Actor,
    reason: str,
    to: Path | None,
    progress: Progress,
    operation_id: str | None = None,
) -> Made:
    backup = written(database, who, reason, to, progress)
    notices = () if to is not None else tuple(_second_copies(database, backup))
    with database.begin(who, "backup_create", operation_id=operation_id) as session:
        describe(
            session, N_("Backup {file} made"), action="backup_create",
            file=backup.path.name, reason=reason, size=backup.size, chain_length=backup.chain_length,
        )  # fmt: skip
    return Made(backup, notices)


def written(database: Database, who: Actor, reason: str, to: Path | None = None, progress: Progress = silent) -> Backup:
    """The file alone, proven, without a word in the log; for those who hold `backup_places.working`."""
    folder = to or main_folder(database)
    if to is None:
        backup_places.swept(folder)
    path, contents = backup_file.write(database, folder, reason, who.name, progress)
    return backup_places.of_contents(path, contents, contents.school_id)


def _second_copies(database: Database, backup: Backup) -> Iterator[str]:
    place = backup_places.second_place(database)
    if place is None:
        return
    try:
        backup_places.copied(backup.path, place)
    except (UserError, OSError) as error:
        yield _("The backup was not copied to the second place {folder}: {reason}").format(folder=place, reason=error)


def listed(database: Database, who: Actor, folder: Path | None = None) -> list[Backup]:
    """The backups beside the data and in the second place, or those in `folder`; the newest first.

    Files that can't be read are in it with the reason, those of other schools with the school.
    """
    who.require("backups:create")
    if folder is not None:
        return found_in(folder, own_id(database))
    found = found_in(main_folder(database), own_id(database))
    place = backup_places.second_place(database)
    if place is not None:
        found += found_in(place, own_id(database), second=True)
    return sorted(found, key=lambda backup: (not backup.problem, backup.made_at), reverse=True)


def own_id(database: Database) -> str:
    """What the backups of this school have as `school_id`."""
    return backup_file.school_id(database.audit_key)


def own_keys(database: Database) -> list[bytes | None]:
    """The data keys that this school's backups may be under: today's and those before it, the newest first."""
    if database.key is None:
        return [None]
    return [database.key, *reversed(key_ring.earlier_keys(database.folder / opening.KEYS, database.key))]


def verify(database: Database, who: Actor, path: Path, progress: Progress = silent) -> Proof:
    """Restores a backup in trial and looks at everything in it; what is wrong is in the answer, not raised.

    Nobody thins or tidies meanwhile: that would take the trial away, and a good backup would be called damaged. Raises
    `Denied` for who may not, `BadFile` where there is no such file, `StorageProblem` where it can't be read, `Conflict`
    where another process is at the backups for two minutes.
    """
    who.require("backups:create")
    try:
        with backup_places.working(database.folder):
            data_key = backup_file.fitting_key(path, own_keys(database))
            contents = backup_file.prove(path, data_key, progress)
    except (BadFile, Denied) as error:
        if error.code == "no_backup":
            raise
        return Proof(path, False, {}, (str(error),))
    return Proof(path, True, contents.rows)


def newest_good(database: Database, folder: Path | None = None) -> Backup | None:
    """The newest readable backup of this school beside the data, or in `folder`; it was proven when it was made."""
    found = found_in(folder or main_folder(database), own_id(database))
    return next((backup for backup in found if backup.own and not backup.problem), None)


def changed_since(database: Database, backup: Backup) -> bool:
    """Whether the school is no longer as in the backup; making backups and signing in change nothing.

    So does a school whose log went another way since, by a restore.
    """
    with database.read(system_actor()) as session:
        head = session.scalar(select(ChangeSet.chain_hash).where(ChangeSet.id == backup.chain_length))
        if head != backup.chain_head:
            return True
        to_rows = exists().where(ChangeEntry.change_set_id == ChangeSet.id)
        noisy = ChangeSet.action.not_in(_QUIET), or_(ChangeSet.action != "delete", to_rows)  # else of old backups
        later = select(ChangeSet.id).where(ChangeSet.id > backup.chain_length, *noisy)
        return session.scalar(later.limit(1)) is not None


def due(database: Database) -> bool:
    """Whether the schedule wants a backup now: something changed, and the newest is older than the settings say."""
    with database.read(system_actor()) as session:
        minutes = settings.read(session, "backups.every_minutes")
    if not minutes:
        return False
    newest = newest_good(database)
    if newest is None:
        return True
    age = database.clock() - newest.made_at
    return not timedelta(0) <= age < timedelta(minutes=minutes) and changed_since(database, newest)


def scheduled(database: Database, progress: Progress = silent) -> Made | None:
    """What a timer calls: a backup where one is due, then the old ones thinned; None where none is, or one is made.

    It is the program's own act, whoever sits at the window.
    """
    if not due(database):
        return None
    try:
        with backup_places.working(database.folder, 0):
            made = _made(database, system_actor(), SCHEDULED, None, progress)
            thinned = _thinned(database, system_actor(), trial=False, proven=made.backup)
    except Conflict:
        return None
    return Made(made.backup, (*made.notices, *thinned.notices))


def prune(database: Database, who: Actor, *, dry_run: bool = False) -> Pruned:
    """Deletes backups that are no longer wanted: of the last hours, days, weeks and months some stay (`kept`).

    The newest whole one stays in each place: it is proven first, and where none can be, nothing is deleted. Files of
    other schools and files that can't be read are left alone.
    """
    who.require("backups:restore")
    with backup_places.working(database.folder):
        return _thinned(database, who, trial=dry_run)


def _thinned(database: Database, who: Actor, *, trial: bool, proven: Backup | None = None) -> Pruned:
    parts = [_thinned_in(database, main_folder(database), trial, proven)]
    place = backup_places.second_place(database)
    if place is not None and place.is_dir():
        parts.append(_thinned_in(database, place, trial, proven))
    deleted = tuple(path for part in parts for path in part.deleted)
    if deleted and not trial:
        with database.begin(who, "delete") as session:
            done_to_files(session)
            describe(
                session, N_("Old backups deleted: {count}"), action="delete",
                count=len(deleted), files=[path.name for path in deleted],
            )  # fmt: skip
    return Pruned(deleted, sum(part.kept for part in parts), tuple(n for part in parts for n in part.notices))


def _thinned_in(database: Database, folder: Path, trial: bool, proven: Backup | None) -> Pruned:
    own = [backup for backup in found_in(folder, own_id(database)) if backup.own and not backup.problem]
    wanted = kept((backup.made_at for backup in own), database.clock())
    going = [backup for backup in own if backup.made_at not in wanted and not _replaced(backup, database.clock())]
    if not going:
        return Pruned((), len(own))
    safe = _newest_whole(database, own, proven)
    if safe is None:
        return Pruned((), len(own), (_("No backup in {folder} could be proven, so none was deleted.").format(
            folder=folder),))  # fmt: skip
    deleted, notices = [], []
    for backup in (backup for backup in going if backup.path != safe.path):
        try:
            if not trial:
                backup.path.unlink(missing_ok=True)
            deleted.append(backup.path)
        except OSError:
            notices.append(_("The backup {name} can't be deleted.").format(name=backup.path.name))
    return Pruned(tuple(deleted), len(own) - len(deleted), tuple(notices))


def _replaced(backup: Backup, now: datetime) -> bool:
    return backup.reason == BEFORE_RESTORE and now - backup.made_at < _REPLACED_STAYS


def _newest_whole(database: Database, own: Sequence[Backup], proven: Backup | None) -> Backup | None:
    """The newest that can be restored; one that was proven this minute is not proven again, be it a copy of it."""
    for backup in own:
        if proven is not None and backup.path.name == proven.path.name and backup.size == proven.size:
            return backup
        try:
            backup_file.prove(backup.path, backup_file.fitting_key(backup.path, own_keys(database)), thorough=False)
        except UserError:
            continue
        return backup
    return None


def status(database: Database) -> Status:
    """How safe the school is just now, for the status bar; whoever is signed in may know."""
    newest, now = newest_good(database), database.clock()
    changed = newest is None or changed_since(database, newest)
    age = None if newest is None else max(now - newest.made_at, timedelta(0))
    place = backup_places.second_place(database)
    second = newest_good(database, place) if place is not None else None
    warnings = [*_too_old(newest, age, changed), *_second_too_old(database, place, second, now)]
    return Status(newest, age, changed, second, tuple(warnings))


def _too_old(newest: Backup | None, age: timedelta | None, changed: bool) -> Iterator[str]:
    if newest is None or age is None:
        yield _("There is no backup of this school yet.")
    elif changed and age > _OLD:
        yield ngettext(
            "The newest backup is {count} day old, and the data has changed since.",
            "The newest backup is {count} days old, and the data has changed since.",
            age.days,
        ).format(count=age.days)


def _second_too_old(database: Database, place: Path | None, second: Backup | None, now: datetime) -> Iterator[str]:
    if place is None:
        return
    if not place.is_dir():
        yield _("The second place for backups is not there: {folder}.").format(folder=place)
    elif second is None:
        yield _("There is no backup in the second place yet: {folder}.").format(folder=place)
    elif now - second.made_at > _OLD and changed_since(database, second):
        yield _("The newest backup in the second place is older than a day: {folder}.").format(folder=place)
