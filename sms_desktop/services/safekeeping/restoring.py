"""A backup over the open school: rehearsed first, what it replaces kept, put in place wholly or not at all.

The backup is made ready beside the database, upgraded and with its entry in the change log, and then goes into the
open file in one transaction of SQLite's backup API (reliability.md 0.6, R3): killed at any moment, the next start
finds the old school or the new one and needs nobody.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core import files
from sms_desktop.core.actor import Actor, system_actor
from sms_desktop.core.errors import Conflict, StorageProblem
from sms_desktop.core.i18n import N_, _
from sms_desktop.core.progress import Progress, portion, silent
from sms_desktop.db import alone, backup_file, backup_trial, chain, migrate, opening, sealed
from sms_desktop.db.backup_file import Contents
from sms_desktop.db.changes import describe
from sms_desktop.db.database import Database, connect
from sms_desktop.db.faults import translated
from sms_desktop.db.operations import ChangeSet
from sms_desktop.services import jobs
from sms_desktop.services.history.undo import title_of
from sms_desktop.services.papers import restored_papers
from sms_desktop.services.privacy import erased_note, erasure_again
from sms_desktop.services.safekeeping import backup_places, backups, check_log, restored_accounts
from sms_desktop.services.safekeeping.backup_keys import NOTHING, Secret, opened_by
from sms_desktop.services.safekeeping.backup_places import Backup

_SHOWN = 20
_TRIES = 3
_PAGES_AT_ONCE = 500


@dataclass(frozen=True)
class TableCount:
    """Rows of one table, by its name in the database: now, and in the backup."""

    table: str
    now: int
    then: int


@dataclass(frozen=True)
class LostChange:
    """A change that was made after the backup and would be gone."""

    id: int
    at: datetime
    user_name: str
    title: str


@dataclass(frozen=True)
class Rehearsal:
    """What a restore would do: `lost` changes would go (the newest of them in `newest_lost`), rows change.

    `upgrades` where the backup is of an older version of the program; `newer` is a newer good backup there is;
    `problems` are sentences on what is not in order in the backup; `erased` people would be back who were erased since.
    """

    backup: Backup
    rows: tuple[TableCount, ...]
    lost: int
    newest_lost: tuple[LostChange, ...]
    last_change: datetime | None
    upgrades: bool
    newer: Backup | None = None
    problems: tuple[str, ...] = ()
    erased: int = 0


@dataclass(frozen=True)
class Restored:
    """A restore that was done: from which backup, the one that keeps what was there, and how many erased are back."""

    backup: Backup
    kept: Backup
    erased: int = 0


def rehearse(
    database: Database, who: Actor, path: Path, secret: Secret = NOTHING, progress: Progress = silent
) -> Rehearsal:
    """Restores a backup in trial and says what is in it against what is now; changes nothing.

    `secret` is a password or recovery key of the time of the backup, where this school's own keys don't open it.
    Raises `Denied`, `Conflict` for another school's, `StorageProblem` for a newer version's, `Damaged`, `BadFile`.
    """
    who.require("backups:restore")
    with backup_places.working(database.folder), _staged(database, path, secret, progress) as (staged, contents):
        _upgrade(staged)
        with database.read(who) as now, staged.read(system_actor()) as then:
            erased_note.keep(now, database.folder, database.audit_key)
            lost, newest_lost, last = _lost(now, then)
            problems = tuple(chain.problems(then, database.audit_key))
            erased = erasure_again.coming_back(then, database)
        counted = _counts(_rows_of(database), contents.rows)
    backup = backup_places.of_contents(path, contents, backups.own_id(database))
    newest = backups.newest_good(database)
    newer = newest if newest is not None and newest.made_at > backup.made_at else None
    return Rehearsal(
        backup, counted, lost, newest_lost, last, contents.schema != migrate.SCHEMA, newer, problems, erased
    )  # fmt: skip


def restore(
    database: Database, who: Actor, path: Path, secret: Secret = NOTHING, progress: Progress = silent
) -> Restored:
    """Puts a backup in the place of what is in the open school; what was there is kept as a backup of its own.

    Accounts and passwords stay as they are today, and the papers that were issued since stay in their register. Raises
    as `rehearse` does, and `Conflict` (`in_use_elsewhere`) where another window or command has the school open; then
    nothing is changed. Who has looked at the school before, a window above all, starts anew.
    """
    who.require("backups:restore")
    with backup_places.working(database.folder):
        for _turn in range(_TRIES):
            with _staged(database, path, secret, portion(progress, 0, 35)) as (staged, contents):
                kept = backups.written(database, who, backups.BEFORE_RESTORE, None, portion(progress, 35, 70))
                erased = _made_ready(database, staged, who, contents, path, kept)
                if _put_in_place(database, staged, kept, portion(progress, 70, 100)):
                    return Restored(backup_places.of_contents(path, contents, backups.own_id(database)), kept, erased)
    raise Conflict(
        _("Somebody keeps changing the school's data; nothing was restored."),
        _("Wait until nobody works on it, then try again."),
    )


@contextmanager
def _staged(database: Database, path: Path, secret: Secret, progress: Progress) -> Iterator[tuple[Database, Contents]]:
    """The database of a backup, proven and open, in a folder of its own that is gone after the block."""
    contents = backup_file.look(path)
    _must_be_ours(database, contents)
    data_key = backup_file.fitting_key(path, _keys(database, path, secret))
    place = database.folder / f".restore.{secrets.token_hex(4)}{files.UNFINISHED}"
    try:
        place.mkdir(mode=0o700)
        target = place / opening.DATABASE
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        contents = backup_file.extract(path, data_key, target, progress)
        found = backup_trial.looked_at(target, data_key, thorough=True)
        if found != backup_trial.Found(dict(contents.rows), contents.chain_length, contents.chain_head):
            raise sealed.damaged()
        with _opened(database, target, data_key) as staged:
            yield staged, contents
    except OSError as error:
        raise files.storage_problem(error, place) from error
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _opened(database: Database, path: Path, data_key: bytes | None) -> Iterator[Database]:
    staged = Database(path, data_key, database.audit_key, clock=database.clock)
    try:
        yield staged
    finally:
        staged.close()


def _keys(database: Database, path: Path, secret: Secret) -> Iterable[bytes | None]:
    yield from backups.own_keys(database)
    if database.key is not None:
        yield from opened_by(backup_file.opening_in(path).slots, secret)


def _must_be_ours(database: Database, contents: Contents) -> None:
    """Raises unless the backup is of this school, and of no newer version of the program."""
    if contents.plain and database.key is not None:
        raise backup_file.plain_backup()
    if contents.school_id != backups.own_id(database):
        raise Conflict(
            _("This backup is of another school: {school}.").format(school=contents.school or _("without a name")),
            _("Restore it into a new data folder."),
            code="other_school",
        )
    must_not_be_newer(contents)


def must_not_be_newer(contents: Contents) -> None:
    """Raises for a backup that a newer version of the program made."""
    if contents.schema > migrate.SCHEMA:
        raise StorageProblem(
            _("This backup was made by a newer version of the program ({version}).").format(
                version=contents.app_version
            ),
            _("Install that version on this computer."),
            code="newer_schema",
        )


def _made_ready(database: Database, staged: Database, who: Actor, contents: Contents, path: Path, kept: Backup) -> int:
    """The backup's database at today's schema, with today's accounts and an entry that links both change logs.

    Returns how many people are in it who were erased since.
    """
    _upgrade(staged)
    with database.read(who) as today, staged.begin(who, "backup_restore") as session:
        erased_note.keep(today, database.folder, database.audit_key)
        describe(
            session, N_("Backup {file} restored; what was there is kept in {kept}"), action="backup_restore",
            file=path.name, kept=kept.path.name, made_at=contents.made_at,
            backup_length=contents.chain_length, backup_head=contents.chain_head,
            replaced_length=kept.chain_length, replaced_head=kept.chain_head,
            longest=check_log.longest(database.folder, database.audit_key),
        )  # fmt: skip
        restored_accounts.carry(today, session)
        restored_papers.carry(today, session)
        jobs.let_go(session)
        return erasure_again.coming_back(session, database)


def _upgrade(staged: Database) -> None:
    if migrate.current(staged) != migrate.SCHEMA:
        migrate.run(staged, "upgrade", migrate.SCHEMA)


def _put_in_place(database: Database, staged: Database, kept: Backup, progress: Progress) -> bool:
    """Copies the ready database into the open one while nobody else has it; False where it is not as it was kept.

    Whatever is not put in place needs no backup of what it would have replaced.
    """

    def told(_status: int, remaining: int, total: int) -> None:
        if remaining:  # with the last page it is done, and too late for a change of mind
            progress(total - remaining, total)

    with _needless_if_in_use(kept), alone.alone(database) as live:
        if backup_trial.chain(live) != (kept.chain_length, kept.chain_head):
            kept.path.unlink(missing_ok=True)
            return False
        with translated(), closing(connect(staged.path, staged.key, ())) as source:
            source.backup(live, pages=_PAGES_AT_ONCE, progress=told)
    return True


@contextmanager
def _needless_if_in_use(kept: Backup) -> Iterator[None]:
    try:
        yield
    except Conflict:
        with suppress(OSError):
            kept.path.unlink(missing_ok=True)
        raise


def _lost(now: Session, then: Session) -> tuple[int, tuple[LostChange, ...], datetime | None]:
    """How many change sets of now are not in the backup, the newest of them, and when the last change was made."""
    common = _common(now, then)
    gone = select(ChangeSet).where(ChangeSet.id > common).order_by(ChangeSet.id.desc())
    rows = now.scalars(gone.limit(_SHOWN)).all()
    newest = now.scalars(select(ChangeSet).order_by(ChangeSet.id.desc()).limit(1)).first()
    lost = 0 if newest is None else newest.id - common
    shown = tuple(LostChange(row.id, row.at, row.user_name, title_of(row)) for row in rows)
    return lost, shown, None if newest is None else newest.at


def _common(now: Session, then: Session) -> int:
    """The last change set that both logs have: up to it they are the same, from there on they differ."""
    low, high = 0, min(_length(now), _length(then))
    while low < high:
        middle = (low + high + 1) // 2
        if _hash(now, middle) == _hash(then, middle) is not None:
            low = middle
        else:
            high = middle - 1
    return low


def _length(session: Session) -> int:
    return session.scalar(select(ChangeSet.id).order_by(ChangeSet.id.desc()).limit(1)) or 0


def _hash(session: Session, number: int) -> str | None:
    return session.scalar(select(ChangeSet.chain_hash).where(ChangeSet.id == number))


def _rows_of(database: Database) -> dict[str, int]:
    with translated(), closing(connect(database.path, database.key)) as connection:
        return backup_trial.rows(connection)


def _counts(now: Mapping[str, int], then: Mapping[str, int]) -> tuple[TableCount, ...]:
    return tuple(TableCount(name, now.get(name, 0), then.get(name, 0)) for name in sorted({*now, *then}))
