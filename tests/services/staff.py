"""A school made as a person makes it, with its key file, and the accounts of its staff."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Denied
from sms_desktop.db import keys
from sms_desktop.db.database import Database
from sms_desktop.services.access import accounts, users
from sms_desktop.services.access.accounts import NewSchool, SignedIn
from sms_desktop.services.access.users import UserData
from tests.schools import CHEAP

BOSS, BOSS_PASSWORD = "eleni", "a long sentence"
PASSWORD = "another longer sentence"


@dataclass(frozen=True)
class Staff:
    """An open school whose administrator is `boss`; everybody else's first password is `PASSWORD`."""

    database: Database
    boss: Actor

    @property
    def folder(self) -> Path:
        return self.database.folder

    def add(self, name: str, role: str, full_name: str = "") -> Actor:
        """A new account, as who would sign in with it."""
        with self.database.begin(self.boss) as session:
            user_id = users.add(session, self.database, UserData(name, full_name, role), PASSWORD, CHEAP)
        found = self.now(user_id)
        assert found is not None
        return found

    def now(self, user_id: int | None) -> Actor | None:
        """Who the account is by now."""
        assert user_id is not None
        with self.database.read(self.boss) as session:
            found = accounts.standing(session, user_id)
            return found.actor if found else None

    def signed_in(self, name: str, password: str = PASSWORD) -> SignedIn:
        """Somebody at another desk, who leaves at once."""
        found = accounts.sign_in(self.folder, name, password)
        found.database.close()
        return found

    def opens(self, name: str, password: str = PASSWORD) -> bool:
        try:
            self.signed_in(name, password)
        except Denied as error:
            assert error.code == "wrong_password"
            return False
        return True

    def slots(self) -> list[str]:
        """Whose passwords open the key file."""
        return [slot.name for slot in keys.read_slots(self.folder / "keys.json") if slot.kind == "password"]


def made(folder: Path) -> None:
    """The school, closed, in `folder`."""
    accounts.make_school(folder, NewSchool(BOSS, BOSS_PASSWORD, year="2026-2027"), cost=CHEAP).database.close()
