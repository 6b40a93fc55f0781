"""Making a school, signing in, and the accounts that can."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor, system_actor, workstation
from sms_desktop.core.calendar import current_year_name
from sms_desktop.core.errors import Invalid
from sms_desktop.core.events import EventBus
from sms_desktop.core.i18n import N_, _
from sms_desktop.core.permissions import ADMINISTRATOR, rights_of
from sms_desktop.db import keys, migrate, opening
from sms_desktop.db.accounts import User
from sms_desktop.db.changes import describe
from sms_desktop.db.database import Database
from sms_desktop.services import settings, years

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 128


@dataclass(frozen=True)
class NewSchool:
    """What the first start asks; `terms` None makes two of 14 teaching weeks around today."""

    admin: str
    password: str
    language: str = "en"
    name: str = ""
    year: str = ""
    terms: list[years.TermDates] | None = None
    plain: bool = False
    student_word: str = "φοιτητής"


@dataclass(frozen=True)
class SignedIn:
    """An open school and the person who opened it; `recovery_key` only right after it was made."""

    database: Database
    actor: Actor
    recovery_key: str | None = None


def check_password(password: str, name: str = "") -> None:
    """Raises `Invalid(password=...)` for one that is too short, too long or the user's own name (S02)."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Invalid(
            password=_("The password must have {least} to {most} characters.").format(
                least=SHORTEST_PASSWORD, most=LONGEST_PASSWORD
            )
        )
    if name and password.casefold() == name.casefold():
        raise Invalid(password=_("The password must not be the user name."))


def make_school(folder: Path, new: NewSchool, *, events: EventBus | None = None) -> SignedIn:
    """A new data folder with its first administrator, year and terms; wholly made or not at all.

    Raises `Invalid` (`admin`, `password`), `Conflict` where there is a school already.
    """
    if not new.admin.strip():
        raise Invalid(admin=_("The administrator needs a user name."))
    check_password(new.password, new.admin)
    data_key = None if new.plain else keys.new_data_key()
    database = opening.create(folder, data_key)
    if events is not None:
        database.events = events
    recovery: list[str] = []

    def fill() -> None:
        migrate.bring_up(database, folder / "backups")
        secret = data_key or keys.new_data_key()
        slot, verifier = keys.password_slot(new.admin, new.password, secret)
        if data_key is not None:
            recovery.append(keys.new_recovery_key())
            keys.write_slots(folder / opening.KEYS, [slot, keys.recovery_slot(recovery[0], data_key)])
        with database.begin(system_actor(), "create") as session:
            _first_rows(session, new, verifier)

    try:
        opening.make_whole(folder, fill)
    except BaseException:
        database.close()
        raise
    actor = _actor_named(database, new.admin)
    return SignedIn(database, actor, recovery[0] if recovery else None)


def _first_rows(session: Session, new: NewSchool, verifier: str) -> None:
    describe(session, N_("School made"), plain=new.plain)
    session.add(User(name=new.admin, full_name=new.admin, role=ADMINISTRATOR, verifier=verifier))
    settings.write(session, "school.language", new.language)
    settings.write(session, "school.student_word", new.student_word)
    if new.name:
        settings.write(session, "school.name", new.name)
    year = new.year or current_year_name(date.today())
    names = ("Α' Εξάμηνο", "Β' Εξάμηνο") if new.language == "el" else ("Winter term", "Spring term")
    years.create(session, year, new.terms or years.default_terms(int(year[:4]), names))


def only_administrator(folder: Path) -> str | None:
    """The name in the first password slot: the one made by `init`, whom `--user` means where it is left out."""
    if opening.is_plain(folder) or not opening.exists(folder):
        return None
    slots = [slot for slot in keys.read_slots(folder / opening.KEYS) if slot.kind == "password"]
    return slots[0].name if slots else None


def sign_in(folder: Path, name: str | None, password: str, *, events: EventBus | None = None) -> SignedIn:
    """Opens the school in `folder`; raises `Denied` for a wrong name or password, `StorageProblem` for the rest.

    `name` None means the administrator made by `init`. The schema is brought up to date on the way.
    """
    if opening.is_plain(folder):
        return _sign_in_plain(folder, name, password, events)
    if not opening.exists(folder):
        opening.open_existing(folder, None)  # says that there is no school
    slots = [slot for slot in keys.read_slots(folder / opening.KEYS) if slot.kind == "password"]
    slot = next((slot for slot in slots if name is None or slot.name == name), None)
    if slot is None:
        keys.spend_as_much_as_a_slot(password)
        raise keys.wrong_password()
    data_key, verifier = keys.open_password_slot(slot, password)
    database = _opened(folder, data_key, events)
    return _admitted(database, slot.name, lambda user: user.verifier == verifier)


def _sign_in_plain(folder: Path, name: str | None, password: str, events: EventBus | None) -> SignedIn:
    database = _opened(folder, None, events)
    if name is None:
        with database.read(system_actor()) as session:
            name = session.scalar(select(User.name).where(User.deleted_at.is_(None)).order_by(User.id).limit(1)) or ""
    return _admitted(database, name, lambda user: keys.verify(password, user.verifier))


def sign_in_with_recovery_key(folder: Path, recovery_key: str, new_password: str) -> SignedIn:
    """Opens the school by the printed key and gives its first administrator a new password."""
    slots = keys.read_slots(folder / opening.KEYS)
    slot = next(slot for slot in slots if slot.kind == keys.RECOVERY)
    data_key = keys.open_recovery_slot(slot, recovery_key)
    database = _opened(folder, data_key, None)
    with database.read(system_actor()) as session:
        admin = session.scalars(
            select(User).where(User.role == ADMINISTRATOR, User.deleted_at.is_(None)).order_by(User.id)
        ).first()
    assert admin is not None, "the last administrator cannot be removed"
    check_password(new_password, admin.name)
    _set_password(database, admin.name, new_password, slots, data_key)
    return SignedIn(database, _actor_named(database, admin.name))


def _set_password(database: Database, name: str, password: str, slots: list[keys.Slot], data_key: bytes) -> None:
    slot, verifier = keys.password_slot(name, password, data_key)
    others = [s for s in slots if (s.kind, s.name) != ("password", name)]
    with database.begin(system_actor(), "password_change") as session:
        describe(session, N_("Password of {name} set by the recovery key"), name=name)
        user = session.scalars(select(User).where(User.name == name, User.deleted_at.is_(None))).one()
        user.verifier = verifier
        keys.write_slots(database.folder / opening.KEYS, [slot, *others])


def _opened(folder: Path, data_key: bytes | None, events: EventBus | None) -> Database:
    database = opening.open_existing(folder, data_key, events)
    try:
        migrate.bring_up(database, folder / "backups")
    except BaseException:
        database.close()
        raise
    return database


def _admitted(database: Database, name: str, proven: object) -> SignedIn:
    with database.read(system_actor()) as session:
        user = session.scalar(select(User).where(User.name == name, User.deleted_at.is_(None)))
    if user is None or not user.active or not (callable(proven) and proven(user)):
        database.close()
        raise keys.wrong_password()
    return SignedIn(database, _actor_of(user))


def _actor_named(database: Database, name: str) -> Actor:
    with database.read(system_actor()) as session:
        return _actor_of(session.scalars(select(User).where(User.name == name, User.deleted_at.is_(None))).one())


def _actor_of(user: User) -> Actor:
    return replace(Actor(user.id, user.name, rights_of(user.role)), workstation=workstation())
