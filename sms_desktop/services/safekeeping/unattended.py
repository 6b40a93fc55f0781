"""Backups that nobody signs in for: the data key in the system's keyring, if the school wants that."""

from __future__ import annotations

from pathlib import Path

from sms_desktop.core.actor import Actor, workstation
from sms_desktop.core.errors import Conflict, Denied
from sms_desktop.core.i18n import N_, _
from sms_desktop.db import migrate, opening
from sms_desktop.db.changes import describe
from sms_desktop.db.database import Database
from sms_desktop.services.access.accounts import SignedIn
from sms_desktop.services.safekeeping import keyring_store

_NAME = "data-key"
_MAY = frozenset({"backups:create"})


def allow(database: Database, who: Actor) -> None:
    """Keeps the data key in the keyring of the person whom this computer runs for; told in the log.

    Raises `Denied`, `Conflict` for a school that needs no key, `StorageProblem` where there is no real keyring.
    """
    who.require("users:manage")
    who.require("backups:create")
    if database.key is None:
        raise Conflict(_("This school's data is not encrypted, so it has no key."), code="not_encrypted")
    keyring_store.keep(database.folder, _NAME, database.key.hex())
    with database.begin(who, "permission_grant") as session:
        describe(session, N_("Unattended backups allowed on {workstation}"), action="permission_grant",
                 workstation=who.workstation)  # fmt: skip


def forbid(database: Database, who: Actor) -> None:
    """Takes the data key out of the keyring; told in the log."""
    who.require("users:manage")
    keyring_store.forget(database.folder, _NAME)
    with database.begin(who, "permission_revoke") as session:
        describe(session, N_("Unattended backups no longer allowed on {workstation}"), action="permission_revoke",
                 workstation=who.workstation)  # fmt: skip


def is_allowed(folder: Path) -> bool:
    """Whether the keyring has this school's key."""
    return keyring_store.fetch(folder, _NAME) is not None


def renew(database: Database) -> None:
    """After a change of the data key: the keyring has the new one, if it had one."""
    if database.key is not None and is_allowed(database.folder):
        keyring_store.keep(database.folder, _NAME, database.key.hex())


def open_school(folder: Path) -> SignedIn:
    """The school, open for backups alone, by the key in the keyring; raises `Denied`, `Conflict`, `StorageProblem`."""
    kept = None if opening.is_plain(folder) else keyring_store.fetch(folder, _NAME)
    if kept is None and not opening.is_plain(folder):
        raise Denied(
            _("Unattended backups are not allowed on this computer."),
            _("Allow them with “smsctl backup unattended on”, which needs a password once."),
            code="not_unattended",
        )
    database = opening.open_existing(folder, None if kept is None else bytes.fromhex(kept))
    if migrate.current(database) != migrate.SCHEMA:
        database.close()
        raise Conflict(
            _("The school's data is of another version of the program."), _("Sign in once with this version.")
        )
    return SignedIn(database, Actor(None, "system", _MAY, workstation()))
