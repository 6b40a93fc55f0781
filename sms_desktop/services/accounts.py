"""Making a school, signing in, and the accounts that can."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.actor import Actor, system_actor, workstation
from sms_desktop.core.calendar import current_year_name
from sms_desktop.core.errors import Denied, Invalid
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
LONGEST_NAME = 100


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


def make_school(
    folder: Path, new: NewSchool, *, events: EventBus | None = None, cost: keys.Cost = keys.STRONG
) -> SignedIn:
    """A new data folder with its first administrator, year and terms; wholly made or not at all.

    `cost` is what guessing the password costs. Raises `Invalid` (`admin`, `password`, `year`), `Conflict` where there
    is a school already.
    """
    new = _checked(new)
    data_key = None if new.plain else keys.new_data_key()
    with opening.being_made(folder) as place:
        recovery_key = _make_in(place, new, data_key, cost)
    database = opening.open_existing(folder, data_key, events)
    return SignedIn(database, _actor_named(database, new.admin), recovery_key)


def _checked(new: NewSchool) -> NewSchool:
    new = replace(new, admin=new.admin.strip(), year=new.year.strip() or current_year_name(date.today()))
    if not 1 <= len(new.admin) <= LONGEST_NAME:
        raise Invalid(admin=_("The administrator needs a user name of up to {most} letters.").format(most=LONGEST_NAME))
    check_password(new.password, new.admin)
    if new.terms is None and not re.match(r"[12]\d{3}", new.year):
        raise Invalid(year=_("A year is named such as 2026-2027."))
    return new


def _make_in(place: Path, new: NewSchool, data_key: bytes | None, cost: keys.Cost) -> str | None:
    """The school in an empty folder; returns its recovery key where it is encrypted."""
    slot, verifier = keys.password_slot(new.admin, new.password, data_key or keys.new_data_key(), cost)
    recovery_key = None
    if data_key is not None:
        recovery_key = keys.new_recovery_key()
        keys.write_slots(place / opening.KEYS, [slot, keys.recovery_slot(recovery_key, data_key)])
    database = opening.create(place, data_key)
    try:
        migrate.bring_up(database, place / "backups")
        with database.begin(system_actor(), "create") as session:
            _first_rows(session, new, verifier)
    finally:
        database.close()
    return recovery_key


def _first_rows(session: Session, new: NewSchool, verifier: str) -> None:
    describe(session, N_("School made"), plain=new.plain)
    session.add(User(name=new.admin, full_name=new.admin, role=ADMINISTRATOR, verifier=verifier))
    settings.write(session, "school.language", new.language)
    settings.write(session, "school.student_word", new.student_word)
    if new.name:
        settings.write(session, "school.name", new.name)
    names = ("Α' Εξάμηνο", "Β' Εξάμηνο") if new.language == "el" else ("Winter term", "Spring term")
    years.create(session, new.year, new.terms or years.default_terms(int(new.year[:4]), names))


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
    name = name if name is not None else next((slot.name for slot in slots), "")
    data_key, verifiers = _unlocked([slot for slot in slots if slot.name == name], password)
    database = _opened(folder, data_key, events)
    return _admitted(database, name, lambda user: user.verifier in verifiers)


def _unlocked(slots: list[keys.Slot], password: str) -> tuple[bytes, set[str]]:
    """The data key, and the verifiers that fit; a change of password that was cut short leaves a user two slots."""
    if not slots:
        keys.spend_as_much_as_a_slot(password)
    opened: list[tuple[bytes, str]] = []
    for slot in slots:
        with suppress(Denied):
            opened.append(keys.open_password_slot(slot, password))
    if not opened:
        raise keys.wrong_password()
    return opened[0][0], {verifier for __, verifier in opened}


def _sign_in_plain(folder: Path, name: str | None, password: str, events: EventBus | None) -> SignedIn:
    database = _opened(folder, None, events)
    if name is None:
        with database.read(system_actor()) as session:
            name = session.scalar(select(User.name).where(User.deleted_at.is_(None)).order_by(User.id).limit(1)) or ""

    def proven(user: User) -> bool:
        return keys.verify(password, user.verifier)

    return _admitted(database, name, proven, lambda: keys.spend_as_much_as_a_slot(password))


def sign_in_with_recovery_key(
    folder: Path, recovery_key: str, new_password: str, *, cost: keys.Cost = keys.STRONG
) -> SignedIn:
    """Opens the school by the printed key and gives its first administrator a new password.

    Raises `Denied` for another key, `Invalid(password=...)`, `StorageProblem`.
    """
    slots = keys.read_slots(folder / opening.KEYS)
    slot = next((slot for slot in slots if slot.kind == keys.RECOVERY), None)
    if slot is None:
        raise keys.damaged(folder / opening.KEYS)
    data_key = keys.open_recovery_slot(slot, recovery_key)
    database = _opened(folder, data_key, None)
    try:
        name = _first_administrator(database)
        check_password(new_password, name)
        _set_password(database, slots, *keys.password_slot(name, new_password, data_key, cost))
    except BaseException:
        database.close()
        raise
    return SignedIn(database, _actor_named(database, name))


def _first_administrator(database: Database) -> str:
    admins = select(User.name).where(User.role == ADMINISTRATOR, User.deleted_at.is_(None)).order_by(User.id)
    with database.read(system_actor()) as session:
        return session.scalars(admins).first() or ""


def _set_password(database: Database, slots: list[keys.Slot], slot: keys.Slot, verifier: str) -> None:
    """The old slot goes once the new verifier is kept: whatever happens between, one of the two passwords fits."""
    file = database.folder / opening.KEYS
    keys.write_slots(file, [slot, *slots])
    with database.begin(system_actor(), "password_change") as session:
        describe(session, N_("Password of {name} set by the recovery key"), name=slot.name)
        user = session.scalars(select(User).where(User.name == slot.name, User.deleted_at.is_(None))).one()
        user.verifier = verifier
    keys.write_slots(file, [slot, *(other for other in slots if (other.kind, other.name) != (slot.kind, slot.name))])


def _opened(folder: Path, data_key: bytes | None, events: EventBus | None) -> Database:
    database = opening.open_existing(folder, data_key, events)
    try:
        migrate.bring_up(database, folder / "backups")
    except BaseException:
        database.close()
        raise
    return database


def _admitted(
    database: Database, name: str, proven: Callable[[User], bool], unknown: Callable[[], None] = lambda: None
) -> SignedIn:
    with database.read(system_actor()) as session:
        user = session.scalar(select(User).where(User.name == name, User.deleted_at.is_(None)))
    if user is None:
        unknown()
    if user is None or not proven(user) or not user.active:
        database.close()
        raise keys.wrong_password()
    return SignedIn(database, _actor_of(user))


def _actor_named(database: Database, name: str) -> Actor:
    with database.read(system_actor()) as session:
        return _actor_of(session.scalars(select(User).where(User.name == name, User.deleted_at.is_(None))).one())


def _actor_of(user: User) -> Actor:
    return replace(Actor(user.id, user.name, rights_of(user.role)), workstation=workstation())
