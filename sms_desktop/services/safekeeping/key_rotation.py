"""A new data key for the school: who knew the old one, or has an old key file, opens nothing that is written from now.

Only the acting administrator's password is known here, so only that account and a new recovery key open the school
afterwards; every other one gets a new password from an administrator. The keys of before are kept under the new one,
so that old backups stay readable from inside the school, and by the passwords of their time as before. Killed at any
moment, the school opens as it did: while both keys are in the key file, the slots of either open it (`db.key_ring`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from sms_desktop.core import files
from sms_desktop.core.actor import Actor, system_actor
from sms_desktop.core.errors import Conflict, Denied
from sms_desktop.core.i18n import N_, _
from sms_desktop.core.progress import Progress, portion, silent
from sms_desktop.db import alone, key_ring, keys, opening
from sms_desktop.db.accounts import User
from sms_desktop.db.changes import describe, done_to_files
from sms_desktop.db.database import Database
from sms_desktop.services.safekeeping import backup_places, backups, unattended
from sms_desktop.services.safekeeping.backup_places import Backup


@dataclass(frozen=True)
class Rotated:
    """A key that was changed: the recovery key to be printed, shown only now, and the accounts that are locked out.

    `kept` is the last backup under the old key, `made` the first one under the new.
    """

    recovery_key: str
    locked_out: tuple[str, ...]
    kept: Backup
    made: Backup


def is_unfinished(folder: Path) -> bool:
    """Whether a change of the key was cut short: all works as before, but it is to be done again."""
    return key_ring.is_changing(folder / opening.KEYS)


def notices(folder: Path) -> list[str]:
    """What to tell whoever signs in: a change of the key that was cut short."""
    if not is_unfinished(folder):
        return []
    return [_("A change of the school's key was interrupted; everything works as before. An administrator should "
              "change the key once more.")]  # fmt: skip


def rotate(database: Database, who: Actor, password: str, progress: Progress = silent) -> Rotated:
    """Gives the school a new data key and a new recovery key; the acting person's `password` stays as it is.

    Afterwards `database` is of no use: sign in anew. Raises `Denied` for a wrong password, `Conflict` for a school
    that is not encrypted or that another window or command has open, `StorageProblem`; then nothing is changed.
    """
    who.require("users:manage")
    who.require("backups:restore")
    if database.key is None:
        raise Conflict(_("This school's data is not encrypted, so it has no key."), code="not_encrypted")
    file = database.folder / opening.KEYS
    own = _own_slot(keys.read_slots(file), who.name, password)
    with backup_places.working(database.folder):
        kept = backups.written(database, who, backups.BEFORE_KEY, None, portion(progress, 0, 40))
        new = _new_key(file, database.key)
        recovery_key = keys.new_recovery_key()
        slots = [keys.rewrapped(own, password, new), keys.recovery_slot(recovery_key, new)]
        _rekey(database, new, slots)
        fresh = Database(database.path, new, database.audit_key, clock=database.clock)
        locked_out = _noted(fresh, who)
        key_ring.end_change(file, new, slots, key_ring.earlier_keys(file, new))
    try:
        unattended.renew(fresh)
        made = backups.create(fresh, who, backups.BY_HAND, None, portion(progress, 60, 100)).backup
    finally:
        fresh.close()
    return Rotated(recovery_key, locked_out, kept, made)


def _own_slot(slots: Sequence[keys.Slot], name: str, password: str) -> keys.Slot:
    """The slot of the acting person that the password opens."""
    for slot in slots:
        if slot.kind != keys.RECOVERY and slot.name == name:
            try:
                keys.open_password_slot(slot, password)
            except Denied:
                continue
            return slot
    raise keys.wrong_password()


def _new_key(file: Path, data_key: bytes) -> bytes:
    """A new key; where a change was cut short, the one that it was to be changed to, or was changed to."""
    if not key_ring.is_changing(file):
        return keys.new_data_key()
    return key_ring.still_to_come(file, data_key) or data_key


def _rekey(database: Database, new: bytes, slots: Sequence[keys.Slot]) -> None:
    """SQLCipher's own change of key is one transaction: killed in it, the file is under the old key or the new."""
    if new == database.key or database.key is None:
        return
    file = database.folder / opening.KEYS
    with alone.alone(database) as connection:
        before = file.read_bytes()
        if not key_ring.is_changing(file):
            key_ring.begin_change(file, database.key, new, slots)
        try:
            connection.execute(f"PRAGMA rekey=\"x'{new.hex()}'\"")
        except BaseException:
            with files.atomic_writer(file) as back:
                back.write(before)
            raise


def _noted(fresh: Database, who: Actor) -> tuple[str, ...]:
    """Writes the change into the log; returns the accounts that no slot opens any more."""
    with fresh.read(system_actor()) as session:
        others = select(User.name).where(User.deleted_at.is_(None), User.active.is_(True), User.name != who.name)
        names = tuple(session.scalars(others.order_by(User.name)))
    with fresh.begin(who, "settings_change") as session:
        done_to_files(session)
        describe(
            session, N_("Key of the data changed; accounts that need a new password: {count}"),
            action="settings_change", count=len(names), names=list(names),
        )  # fmt: skip
    return names
