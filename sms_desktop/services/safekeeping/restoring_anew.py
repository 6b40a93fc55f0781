"""A backup into a new data folder, on a computer that may never have seen the school: with a password or the key."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sms_desktop.core import clock, files
from sms_desktop.core.actor import Actor, system_actor
from sms_desktop.core.errors import StorageProblem
from sms_desktop.core.i18n import N_
from sms_desktop.core.progress import Progress, portion, silent
from sms_desktop.db import backup_file, backup_trial, key_ring, keys, locks, migrate, opening, sealed
from sms_desktop.db.backup_file import Contents, Opening
from sms_desktop.db.changes import describe
from sms_desktop.db.database import Database
from sms_desktop.services import jobs
from sms_desktop.services.access import accounts
from sms_desktop.services.privacy import erased_note
from sms_desktop.services.safekeeping import backup_places, check_log
from sms_desktop.services.safekeeping.backup_keys import Secret, name_meant, opened_by
from sms_desktop.services.safekeeping.backup_places import Backup
from sms_desktop.services.safekeeping.restoring import must_not_be_newer

#: What a school's data folder is made of.
_PARTS = (opening.DATABASE, f"{opening.DATABASE}-wal", f"{opening.DATABASE}-shm", opening.KEYS, opening.PLAIN)


@dataclass(frozen=True)
class RestoredAnew:
    """A school that was restored into its own folder; `aside` is where a damaged one that was there lies now.

    `let_in` are the accounts that could not sign in there any more and can again, as far as its key file tells.
    """

    folder: Path
    backup: Backup
    encrypted: bool
    aside: Path | None = None
    let_in: tuple[str, ...] = ()


def restore_into(
    folder: Path, path: Path, secret: Secret, progress: Progress = silent, *, set_aside: bool = False
) -> RestoredAnew:
    """Makes the school of a backup in `folder`, wholly or not at all, with the passwords and keys of its time.

    A password must be that of somebody who may restore; the recovery key needs no name. With `set_aside` what is in
    the folder is moved away first, for a database that is damaged. Raises `Conflict` where there is a school,
    `Denied`, `Damaged`, `BadFile`, `StorageProblem`; then nothing is changed.
    """
    contents = backup_file.look(path)
    must_not_be_newer(contents)
    openers = backup_file.opening_in(path)
    candidates = [None] if contents.plain else list(opened_by(openers.slots, secret))
    data_key = backup_file.fitting_key(path, candidates)
    aside: list[Path] = []
    let_in = tuple(_shut_out_since(folder, openers)) if set_aside else ()
    with opening.being_made(folder, _moving_away(folder, aside) if set_aside else None) as place:
        _unpacked(path, place, data_key, openers, portion(progress, 0, 90))
        audit_key = _entered(folder, place, data_key, path, _whose(openers, secret, contents), secret)
    erased_note.carry(path.parent, folder, audit_key)
    progress(100, 100)
    backup = backup_places.of_contents(path, contents, contents.school_id)
    return RestoredAnew(folder, backup, data_key is not None, aside[0] if aside else None, let_in)


def _shut_out_since(folder: Path, openers: Opening) -> Iterator[str]:
    """Whose password opened the school at the time of the backup and opens the one in `folder` no more."""
    with suppress(StorageProblem):
        today = {slot.name for slot in keys.read_slots(folder / opening.KEYS) if slot.kind != keys.RECOVERY}
        then = dict.fromkeys(slot.name for slot in openers.slots if slot.kind != keys.RECOVERY)
        yield from (name for name in then if name not in today)


def _whose(openers: Opening, secret: Secret, contents: Contents) -> str | None:
    return secret.user if contents.plain else name_meant(openers.slots, secret)


def _unpacked(path: Path, place: Path, data_key: bytes | None, openers: Opening, progress: Progress) -> None:
    """The database, looked at thoroughly, and its key file."""
    target = place / opening.DATABASE
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    contents = backup_file.extract(path, data_key, target, portion(progress, 0, 30))
    found = backup_trial.looked_at(target, data_key, thorough=True)
    if found != backup_trial.Found(dict(contents.rows), contents.chain_length, contents.chain_head):
        raise sealed.damaged()
    if data_key is not None:
        key_ring.write_new(place / opening.KEYS, openers.slots, openers.earlier)
    elif openers.audit_key is not None:
        with files.atomic_writer(place / opening.PLAIN) as file:
            file.write(json.dumps({"audit_key": openers.audit_key.hex()}).encode())


def _entered(folder: Path, place: Path, data_key: bytes | None, path: Path, name: str | None, secret: Secret) -> bytes:
    """Brings the school to today's schema and writes into its log that it was restored, and by whom.

    Returns the key with which its log and notes are signed.
    """
    contents = backup_file.look(path)
    database, who = _opened(place, data_key, name, secret)
    try:
        who.require("backups:restore")
        with database.begin(who, "backup_restore") as session:
            describe(
                session, N_("Backup {file} restored into a new data folder"), action="backup_restore",
                file=path.name, made_at=contents.made_at,
                backup_length=contents.chain_length, backup_head=contents.chain_head,
                longest=check_log.longest(folder, database.audit_key),
            )  # fmt: skip
            jobs.let_go(session)
        return database.audit_key
    finally:
        database.close()


def _opened(place: Path, data_key: bytes | None, name: str | None, secret: Secret) -> tuple[Database, Actor]:
    if secret.recovery_key and data_key is not None:
        database = opening.open_existing(place, data_key)
        migrate.bring_up(database, place / backup_places.FOLDER)
        return database, system_actor()
    signed_in = accounts.sign_in(place, name, secret.password)
    return signed_in.database, signed_in.actor


def _moving_away(folder: Path, moved: list[Path]) -> Callable[[], None]:
    """Moves a school that can't be opened into a folder of its own, at the last moment and where nobody has it."""

    def move() -> None:
        held = locks.take(folder, "upgrade")
        if held is None:
            raise locks.taken(folder, "upgrade")
        try:
            target = folder / f"set-aside-{clock.here():%Y%m%d-%H%M%S}"
            keys.lock_down_folder(target)
            for name in _PARTS:
                if (folder / name).exists():
                    os.replace(folder / name, target / name)
            files.sync_folder(folder)
            moved.append(target)
        except OSError as error:
            raise files.storage_problem(error, folder) from error
        finally:
            held.release()

    return move
