"""Making a school, signing in, and the accounts that can."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.actor import Actor, system_actor, workstation
from sms_desktop.core.calendar import current_year_name
from sms_desktop.core.errors import Conflict, Denied, Invalid, StorageProblem
from sms_desktop.core.events import EventBus
from sms_desktop.core.i18n import N_, _
from sms_desktop.core.passwords import check_password
from sms_desktop.core.permissions import ADMINISTRATOR
from sms_desktop.db import keys, migrate, opening
from sms_desktop.db.accounts import User
from sms_desktop.db.changes import describe
from sms_desktop.db.database import Database
from sms_desktop.services import settings, years
from sms_desktop.services.access import attempts, key_slots, roles, teachers
from sms_desktop.services.access.refusals import School

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
    """An open school and the person who opened it; `recovery_key` only right after it was made.

    `must_change`: somebody else set the password, and another is to be chosen before anything else
    (`users.change_own_password`).
    """

    database: Database
    actor: Actor
    recovery_key: str | None = None
    must_change: bool = False


@dataclass(frozen=True)
class Standing:
    """Who an account is by now and what it may do.

    `password` is another mark for each password that was set, and tells nothing of it. `must_change` as in `SignedIn`.
    `changed_by` is the id of the change set that last changed the account.
    """

    actor: Actor
    password: str
    must_change: bool
    changed_by: int


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
    new = replace(new, admin=new.admin.strip(), year=new.year.strip() or current_year_name(clock.today()))
    if not 1 <= len(new.admin) <= LONGEST_NAME:
        raise Invalid(admin=_("The administrator needs a user name of up to {most} letters.").format(most=LONGEST_NAME))
    check_password(new.password, new.admin, new.name)
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


def sign_in(
    folder: Path,
    name: str | None,
    password: str,
    *,
    events: EventBus | None = None,
    timer: attempts.Timer = attempts.TIMER,
    cost: keys.Cost | None = None,
) -> SignedIn:
    """Opens the school in `folder`; raises `Denied` for a wrong name or password, `StorageProblem` for the rest.

    `name` None means the administrator made by `init`. The schema is brought up to date on the way. After wrong
    passwords it raises `attempts.TooSoon` for a while. What failed before is in the log from then on, as is this.
    A slot that is cheaper than `cost` (None: today's) is made anew at that one.
    """
    if opening.is_plain(folder):
        return _sign_in_plain(folder, name, password, events, timer)
    if not opening.exists(folder):
        opening.open_existing(folder, None)  # says that there is no school
    slots = [slot for slot in keys.read_slots(folder / opening.KEYS) if slot.kind == "password"]
    name = name if name is not None else next((slot.name for slot in slots), "")
    with attempts.guarded(folder, name, timer):
        data_key, verifiers = _unlocked([slot for slot in slots if slot.name == name], password)
        database = _opened(folder, data_key, events)
        with _closed_at_a_failure(database):
            user = _admitted(database, name, lambda user: user.verifier in verifiers)
            return _entered(database, user, password, cost)


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


def _sign_in_plain(
    folder: Path, name: str | None, password: str, events: EventBus | None, timer: attempts.Timer
) -> SignedIn:
    database = _opened(folder, None, events)
    with _closed_at_a_failure(database):
        if name is None:
            with database.read(system_actor()) as session:
                first = select(User.name).where(User.deleted_at.is_(None)).order_by(User.id).limit(1)
                name = session.scalar(first) or ""

        def proven(user: User) -> bool:
            return keys.verify(password, user.verifier)

        with attempts.guarded(folder, name, timer):
            user = _admitted(database, name, proven, lambda: keys.spend_as_much_as_a_slot(password))
            return _entered(database, user, password)


def sign_in_with_recovery_key(
    folder: Path, recovery_key: str, new_password: str, *, cost: keys.Cost | None = None
) -> SignedIn:
    """Opens the school by the printed key and gives its first administrator a new password, at any time.

    Where none can sign in, as `check` finds, the first one can again. Raises `Denied` for another key,
    `Invalid(password=...)`, `Conflict` where there is no administrator, `StorageProblem`.
    """
    slots = keys.read_slots(folder / opening.KEYS)
    slot = next((slot for slot in slots if slot.kind == keys.RECOVERY), None)
    if slot is None:
        raise keys.damaged(folder / opening.KEYS)
    database = _opened(folder, keys.open_recovery_slot(slot, recovery_key), None)
    with _closed_at_a_failure(database):
        with database.begin(system_actor(), "password_change") as session:
            user = session.scalars(_administrators()).first()
            if user is None:
                raise Conflict(_("This school has no administrator any more."), _("Restore a good backup."))
            key_slots.check(session, new_password, user.name, user.full_name)
            describe(session, N_("Password of {name} set by the recovery key"), name=user.name)
            user.password_set_by, user.active = None, True
            key_slots.give(session, database, user, new_password, cost)
        attempts.forgive(folder, user.name)
        return _entered(database, user, new_password)


def prove_again(database: Database, who: Actor, password: str) -> None:
    """Whoever is signed in shows it once more: to unlock the window, or before what can't be taken back (S10).

    Raises `Denied` where the password is wrong or the account is disabled, `attempts.TooSoon` after too many tries.
    """
    with database.read(who) as session:
        user = session.get(User, who.user_id) if who.user_id is not None else None
    with attempts.guarded(database.folder, who.name):
        fits = bool(user and user.verifier) and keys.verify(password, user.verifier if user else "")
        if user is None or user.deleted_at is not None or not user.active or not fits:
            raise keys.wrong_password()
    attempts.forgive(database.folder, who.name)


def sign_out(database: School, who: Actor) -> None:
    """Puts into the log that the person left; raises `StorageProblem` where it can't be written."""
    with database.begin(who, "logout", reason="", operation_id=None) as session:
        describe(session, N_("Signed out"))


def standing(session: Session, user_id: int) -> Standing | None:
    """How an account stands by now; None where it was disabled or removed (S09).

    An open window asks when the tables `users`, `roles` or `grants` change, and when a day begins: grants expire.
    """
    user = session.get(User, user_id)
    if user is None or user.deleted_at is not None or not user.active:
        return None
    mark = hashlib.sha256(user.verifier.encode()).hexdigest()
    return Standing(_actor_of(session, user), mark, user.password_set_by is not None, user.version)


def _administrators() -> Select[User]:
    """The administrators, those who may sign in before the others, the first one first."""
    there = User.role == ADMINISTRATOR, User.deleted_at.is_(None)
    return select(User).where(*there).order_by(User.active.desc(), User.id)


def _opened(folder: Path, data_key: bytes | None, events: EventBus | None) -> Database:
    database = opening.open_existing(folder, data_key, events)
    with _closed_at_a_failure(database):
        migrate.bring_up(database, folder / "backups")
    return database


@contextmanager
def _closed_at_a_failure(database: Database) -> Iterator[None]:
    try:
        yield
    except BaseException:
        database.close()
        raise


def _admitted(
    database: Database, name: str, proven: Callable[[User], bool], unknown: Callable[[], None] = lambda: None
) -> User:
    with database.read(system_actor()) as session:
        user = session.scalar(select(User).where(User.name == name, User.deleted_at.is_(None)))
    if user is None:
        unknown()
    if user is None or not proven(user) or not user.active:
        raise keys.wrong_password()
    return user


def _entered(database: Database, user: User, password: str, cost: keys.Cost | None = None) -> SignedIn:
    """The person, once the log has it; where another program is writing for long, the log hears of it next time."""
    with database.read(system_actor()) as session:
        who = _actor_of(session, user)
    try:
        _log_failures(database)
        with database.begin(who, "login") as session:
            describe(session, N_("Signed in"))
            _brought_up_to_date(session, database, user.id, password, cost or keys.STRONG)
    except StorageProblem as error:
        if error.code != "locked":
            raise
        attempts.put_off(database.folder, user.name)
    else:
        attempts.settle(database.folder, user.name)
    return SignedIn(database, who, must_change=user.password_set_by is not None)


def _log_failures(database: Database) -> None:
    """Puts what happened at the closed door into the log: `login_failed` for each name, with the moments."""
    folder = database.folder
    with database.read(system_actor()) as session:
        names = session.scalars(select(User.name)).all()
    for name, moments in attempts.unlogged(folder, names).items():
        with database.begin(system_actor(), "login_failed") as session:
            summary = N_("Failed sign-ins as {name}: {count}") if name else N_("Failed sign-ins of nobody: {count}")
            describe(session, summary, name=name, count=len(moments), times=_texts(moments))
    for name, moments in attempts.unlogged(folder, names, entered=True).items():
        with database.begin(system_actor(), "login") as session:
            describe(session, N_("Signed in earlier as {name}: {count}"), name=name, count=len(moments),
                     times=_texts(moments))  # fmt: skip


def _texts(moments: list[datetime]) -> list[str]:
    return [f"{moment.isoformat(timespec='seconds')}Z" for moment in moments]


def _brought_up_to_date(session: Session, database: Database, user_id: int, password: str, cost: keys.Cost) -> None:
    """What is done at each sign-in: today's cost of guessing, no slots of nobody, the person's own classes."""
    user = session.get_one(User, user_id)
    if key_slots.is_below(user.verifier, cost):
        key_slots.give(session, database, user, password, cost)
    key_slots.sweep(session, database)
    teachers.link_account(session, user)
    session.flush()


def _actor_named(database: Database, name: str) -> Actor:
    with database.read(system_actor()) as session:
        user = session.scalars(select(User).where(User.name == name, User.deleted_at.is_(None))).one()
        return _actor_of(session, user)


def _actor_of(session: Session, user: User) -> Actor:
    return Actor(user.id, user.name, roles.rights_of_user(session, user), workstation())
