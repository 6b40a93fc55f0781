"""A real school, made once for all tests: migrated, encrypted, with an administrator; each test gets a copy."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from sms_desktop.core.actor import EVERYTHING, Actor, system_actor
from sms_desktop.core.permissions import ADMINISTRATOR
from sms_desktop.db import keys, migrate, opening
from sms_desktop.db.accounts import User
from sms_desktop.db.database import Database

ADMIN = Actor(1, "admin", frozenset({EVERYTHING}), "office-pc")
#: Argon2id as cheap as it gets: tests are about what passwords open, not about how long that takes.
CHEAP = keys.Cost(memory=64, passes=1, lanes=1)
#: The printed key of every school made here.
RECOVERY_KEY = keys.new_recovery_key()


@dataclass(frozen=True)
class MadeOnce:
    """A closed data folder, to be copied, and the key of its database (None: plain)."""

    folder: Path
    data_key: bytes | None

    def copied(self, target: Path) -> Path:
        """A data folder of the same content."""
        shutil.copytree(self.folder, target)
        target.chmod(0o700)
        return target

    def opened(self, target: Path) -> Database:
        """The school, copied to `target` and opened there."""
        return opening.open_existing(self.copied(target), self.data_key)


def made_once(folder: Path, data_key: bytes | None) -> MadeOnce:
    """A new school in `folder` with one account, closed again; its recovery key opens its backups."""
    database = opening.create(folder, data_key)
    if data_key is not None:
        keys.write_slots(folder / opening.KEYS, [keys.recovery_slot(RECOVERY_KEY, data_key)])
    migrate.bring_up(database, folder / "backups")
    with database.begin(system_actor(), "create") as session:
        session.add(User(name=ADMIN.name, role=ADMINISTRATOR, verifier=""))
    database.close()
    return MadeOnce(folder, data_key)
