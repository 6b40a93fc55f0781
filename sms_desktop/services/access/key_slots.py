"""An account's password: what the users' table keeps of it and what the key file does, together whatever happens.

A new slot is in the key file before its verifier is committed, and an old one goes after that: whenever the process
dies, the old password fits or the new one does. A slot belongs to an account by name and by the salt that its verifier
names; slots that belong to none that may sign in are dropped by `sweep`, at the end of the change and at each sign-in.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from sms_desktop.core.actor import system_actor
from sms_desktop.core.errors import Denied, Invalid, UserError
from sms_desktop.core.i18n import _
from sms_desktop.core.passwords import check_password
from sms_desktop.db import key_ring, keys, opening
from sms_desktop.db.accounts import User
from sms_desktop.db.database import Database
from sms_desktop.services import settings
from sms_desktop.services.access import attempts


def give(session: Session, database: Database, user: User, password: str, cost: keys.Cost | None = None) -> None:
    """Makes `password` the account's; `cost` None is today's. The caller has checked the password.

    The session has read before, and so has the one place of a writer: nobody else writes the key file meanwhile.
    """
    data_key = database.key or keys.new_data_key()
    slot, user.verifier = keys.password_slot(user.name, password, data_key, cost or keys.STRONG)
    if database.key is not None:
        file = database.folder / opening.KEYS
        slots = keys.read_slots(file)
        at = next((n for n, other in enumerate(slots) if _is_of(other, user.name)), len(slots))
        keys.write_slots(file, [*slots[:at], slot, *slots[at:]])  # the first slot stays the first administrator's
    sweep_at_end(session, database)


def check(session: Session, password: str, *names: str) -> None:
    """Raises `Invalid(password=...)` for one that is not good enough; `names` and the school's must not make it."""
    check_password(password, *names, settings.read(session, "school.name"))


def prove(folder: Path, user: User, password: str) -> None:
    """Raises `Invalid(old=...)` where it is not the account's password, `TooSoon` after too many that were not."""
    try:
        with attempts.guarded(folder, user.name):
            if not (user.verifier and keys.verify(password, user.verifier)):
                raise keys.wrong_password()
    except attempts.TooSoon:
        raise
    except Denied:
        raise Invalid(old=_("This is not your password.")) from None
    attempts.forgive(folder, user.name)


def is_below(verifier: str, cost: keys.Cost) -> bool:
    """Whether guessing the password behind a verifier costs less than today's (S01)."""
    parameters = dict(part.split("=") for part in verifier.split("$")[2].split(","))
    return int(parameters["m"]) < cost.memory or int(parameters["t"]) < cost.passes


def sweep_at_end(session: Session, database: Database) -> None:
    """Drops the slots of nobody once this transaction has ended, well or not."""

    def ended(_session: Session, transaction: Any) -> None:
        if transaction.parent is None:
            with suppress(UserError), database.begin(system_actor()) as fresh:  # else the next sign-in does it
                sweep(fresh, database)

    event.listen(session, "after_transaction_end", ended)


def sweep(session: Session, database: Database) -> None:
    """Drops the password slots that belong to no account that may sign in; in a transaction that writes.

    While the school's key is being changed nothing is dropped: that has slots of its own.
    """
    active = select(User.name, User.verifier).where(User.active, User.deleted_at.is_(None))
    theirs = {(name, _salt(verifier)) for name, verifier in session.execute(active)}
    file = database.folder / opening.KEYS
    if database.key is None or key_ring.is_changing(file):
        return
    slots = keys.read_slots(file)
    kept = [slot for slot in slots if slot.kind != "password" or (slot.name, slot.salt) in theirs]
    if len(kept) < len(slots):
        keys.write_slots(file, kept)


def _is_of(slot: keys.Slot, name: str) -> bool:
    return (slot.kind, slot.name) == ("password", name)


def _salt(verifier: str) -> str:
    """The salt that a verifier names (`db.keys.verifier_text`); none for an account that never had a password."""
    return (verifier.split("$") + [""] * 4)[3]
