"""Accounts: who there is, with which role, and whether they may sign in (domain.md 7, S15, S16)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Conflict, Denied, Invalid, NotFound
from sms_desktop.core.folding import fold, is_tellable, looks_like
from sms_desktop.core.i18n import N_, _
from sms_desktop.core.permissions import ADMINISTRATOR, every_permission
from sms_desktop.db import keys
from sms_desktop.db.accounts import Grant, User
from sms_desktop.db.changes import actor, describe
from sms_desktop.db.database import Database
from sms_desktop.db.operations import ChangeSet
from sms_desktop.services.access import attempts, key_slots, roles, teachers
from sms_desktop.services.checks import misfits, same_version, trimmed

TABLE = cast(Table, User.__table__)
#: Where the last sign-ins are looked for: a list of accounts does not read a log of years.
_CHANGES_LOOKED_AT = 200_000


@dataclass(frozen=True)
class UserData:
    """An account as a form fills it in; `role` is a built-in role's name or that of one of the school's own."""

    name: str = ""
    full_name: str = ""
    role: str = ""


@dataclass(frozen=True)
class UserRow:
    """An account as lists show it.

    `must_change`: the password was set by somebody else. `last_sign_in` is UTC, None where it was long ago or never.
    `is_me`: the person's own.
    """

    id: int
    version: int
    name: str
    full_name: str
    role: str
    role_title: str
    active: bool
    must_change: bool
    last_sign_in: datetime | None
    is_me: bool


@dataclass(frozen=True)
class Right:
    """What an account may do: `all` or `own`, by its role or by a grant (`until` where that ends)."""

    permission: str
    scope: str
    by_role: bool
    until: date | None = None


def everyone(session: Session) -> list[UserRow]:
    """All accounts that were not removed, by name."""
    actor(session).require(roles.MANAGE)
    rows = session.scalars(select(User).where(User.deleted_at.is_(None)))
    seen = _last_sign_ins(session)
    return sorted((_row(session, user, seen.get(user.id)) for user in rows), key=lambda row: (fold(row.name), row.id))


def get(session: Session, user_id: int) -> UserRow:
    """One account; raises `NotFound`. One's own needs no right."""
    if user_id != actor(session).user_id:
        actor(session).require(roles.MANAGE)
    return _row(session, _user(session, user_id), _last_sign_ins(session).get(user_id))


def by_name(session: Session, name: str) -> int:
    """The id of the account with this user name; raises `NotFound`."""
    actor(session).require(roles.MANAGE)
    found = session.scalar(select(User.id).where(User.name == name.strip(), User.deleted_at.is_(None)))
    if found is None:
        raise NotFound(
            _("There is no account “{name}”.").format(name=name), _("“smsctl users list” shows those there are.")
        )
    return found


def rights(session: Session, user_id: int) -> list[Right]:
    """What an account may do today and where that comes from, in the order of the matrix; one's own need no right."""
    if user_id != actor(session).user_id:
        actor(session).require(roles.MANAGE)
    user = _user(session, user_id)
    by_role = roles.rights_of_role(session, user.role)
    found: list[Right] = []
    granted = session.scalars(select(Grant).where(Grant.user_id == user_id)).all()
    for permission in every_permission():
        if scope := roles.scope_of(by_role, permission):
            found.append(Right(permission, scope, by_role=True))
        for row in granted:
            lasts = row.expires_on is None or row.expires_on >= clock.today()
            if lasts and (scope := roles.scope_of([row.permission], permission)):
                found.append(Right(permission, scope, by_role=False, until=row.expires_on))
    return found


def add(session: Session, database: Database, data: UserData, password: str, cost: keys.Cost | None = None) -> int:
    """A new account's id; its password has to be changed at the first sign-in.

    Raises `Invalid` (`name`, `full_name`, `role`, `password`), and `Denied` for a role with more than one holds.
    """
    actor(session).require(roles.MANAGE)
    data = _checked(session, data)
    roles.require_covered(session, roles.rights_of_role(session, data.role))
    key_slots.check(session, password, data.name, data.full_name)
    describe(session, N_("Add account {name}"), action="create", name=data.name)
    user = User(name=data.name, full_name=data.full_name, role=data.role, verifier="")
    user.password_set_by = actor(session).name
    session.add(user)
    key_slots.give(session, database, user, password, cost)
    teachers.link_account(session, user)
    session.flush()
    return user.id


def update(session: Session, user_id: int, full_name: str, role: str, seen_version: int | None = None) -> int:
    """Changes full name and role, and returns the new version; the user name stays, for the log tells people by it.

    Raises `Invalid`, `Conflict`, and `Denied` for one's own role or for more than one holds.
    """
    user = _managed(session, user_id)
    same_version(user.version, seen_version, user.name)
    data = _fitting(session, UserData(user.name, full_name, role))
    if data.full_name != user.full_name and not actor(session).may_all("offerings:edit"):
        _not_oneself(session, user)  # by the full name one is the teacher of a class
    if data.role != user.role:
        _not_oneself(session, user)
        _keep_an_administrator(session, user)
        roles.require_covered(session, roles.rights_of_role(session, data.role))
    action = "update" if data.role == user.role else "role_change"
    describe(session, N_("Edit account {name}"), action=action, name=user.name, role=data.role)
    user.full_name, user.role = data.full_name, data.role
    teachers.link_account(session, user)
    session.flush()
    return user.version


def disable(session: Session, database: Database, user_id: int) -> None:
    """Lets an account sign in no more, and drops what its password opens; raises `Denied`, `Conflict`."""
    user = _managed(session, user_id)
    _not_oneself(session, user)
    _keep_an_administrator(session, user)
    describe(session, N_("Disable account {name}"), action="update", name=user.name)
    user.active = False
    session.flush()
    key_slots.sweep_at_end(session, database)


def enable(session: Session, database: Database, user_id: int, password: str, cost: keys.Cost | None = None) -> None:
    """Lets a disabled account sign in again, by a new password that it has to change; raises `Invalid`, `Denied`."""
    user = _managed(session, user_id)
    _not_oneself(session, user)
    describe(session, N_("Enable account {name}"), action="update", name=user.name)
    user.active = True
    _set(session, database, user, password, cost)


def set_password(
    session: Session, database: Database, user_id: int, password: str, cost: keys.Cost | None = None
) -> None:
    """Gives somebody else a password that has to be changed at the next sign-in, which is possible at once.

    Raises `Invalid(password=...)`, `Conflict` for a disabled account, `Denied` for one's own or who may do more.
    """
    user = _managed(session, user_id)
    _not_oneself(session, user)
    if not user.active:
        raise Conflict(_("This account is disabled."), _("Enable it with a new password."), code="disabled")
    describe(session, N_("Set the password of {name}"), action="password_change", name=user.name)
    _set(session, database, user, password, cost)


def change_own_password(
    session: Session, database: Database, old: str, new: str, cost: keys.Cost | None = None
) -> None:
    """Changes one's own password; raises `Invalid` (`old`, `password`), `TooSoon` after too many wrong old ones."""
    who = actor(session)
    user = session.get(User, who.user_id) if who.user_id is not None else None
    if user is None or user.deleted_at is not None or not user.active:
        raise Denied(_("You have no account any more."), _("Ask an administrator."), code="no_account")
    key_slots.prove(database.folder, user, old)
    if new == old:
        raise Invalid(password=_("The new password is the old one."))
    key_slots.check(session, new, user.name, user.full_name)
    describe(session, N_("Change the own password"), action="password_change")
    user.password_set_by = None
    key_slots.give(session, database, user, new, cost)
    session.flush()


def remove(session: Session, database: Database, user_id: int) -> None:
    """Takes an account away for good; the log keeps its name. Raises `Denied`, `Conflict`."""
    user = _managed(session, user_id)
    _not_oneself(session, user)
    _keep_an_administrator(session, user)
    describe(session, N_("Remove account {name}"), action="delete", name=user.name)
    for grant in session.scalars(select(Grant).where(Grant.user_id == user_id)):
        session.delete(grant)
    teachers.unlink_account(session, user_id)
    user.active, user.deleted_at = False, utc_now()
    session.flush()
    key_slots.sweep_at_end(session, database)


def _set(session: Session, database: Database, user: User, password: str, cost: keys.Cost | None) -> None:
    key_slots.check(session, password, user.name, user.full_name)
    user.password_set_by = actor(session).name
    key_slots.give(session, database, user, password, cost)
    session.flush()
    attempts.forgive(database.folder, user.name)


def _row(session: Session, user: User, last_sign_in: datetime | None) -> UserRow:
    return UserRow(
        user.id, user.version, user.name, user.full_name, user.role, roles.title(user.role), user.active,
        user.password_set_by is not None, last_sign_in, user.id == actor(session).user_id,
    )  # fmt: skip


def _last_sign_ins(session: Session) -> dict[int, datetime]:
    newest = session.scalar(select(func.max(ChangeSet.id))) or 0
    statement = (
        select(ChangeSet.user_id, func.max(ChangeSet.at))
        .where(ChangeSet.id > newest - _CHANGES_LOOKED_AT, ChangeSet.action == "login", ChangeSet.user_id.is_not(None))
        .group_by(ChangeSet.user_id)
    )
    return {user_id: at for user_id, at in session.execute(statement) if user_id is not None}


def _user(session: Session, user_id: int) -> User:
    user = session.get(User, user_id)
    if user is None or user.deleted_at is not None:
        raise NotFound(_("This account is not there any more."), _("The list has been refreshed."))
    return user


def _managed(session: Session, user_id: int) -> User:
    """The account, where the person may change it: not one that may do more than he or she (S16)."""
    actor(session).require(roles.MANAGE)
    user = _user(session, user_id)
    roles.require_covered(session, roles.rights_of_user(session, user))
    return user


def _not_oneself(session: Session, user: User) -> None:
    if user.id == actor(session).user_id:
        raise Denied(
            _("Nobody changes the own account in this way."), _("Ask another administrator."), code="own_account"
        )


def _keep_an_administrator(session: Session, user: User) -> None:
    """Raises `Conflict` where the account is the last administrator that can sign in."""
    others = select(func.count(User.id)).where(
        User.role == ADMINISTRATOR, User.active, User.deleted_at.is_(None), User.id != user.id
    )
    if user.role == ADMINISTRATOR and user.active and not session.scalar(others):
        raise Conflict(
            _("{name} is the last administrator.").format(name=user.name),
            _("Make somebody else an administrator first."),
            code="last_administrator",
        )


def _checked(session: Session, data: UserData) -> UserData:
    data = replace(data, name=unicodedata.normalize("NFC", data.name.strip()))
    if not data.name:
        raise Invalid(name=_("An account needs a user name."))
    if not is_tellable(data.name):
        raise Invalid(name=_("A user name has Greek or Latin letters, not both; and digits, spaces, and . _ - + @ '."))
    names = session.scalars(select(User.name).where(User.deleted_at.is_(None)))
    if looks_like(data.name) in {looks_like(name) for name in names}:
        raise Invalid(name=_("There is an account of that name already, or of one that looks the same."))
    return _fitting(session, data)


def _fitting(session: Session, data: UserData) -> UserData:
    data = trimmed(data)
    wrong = misfits(TABLE, data)
    if wrong:
        raise Invalid(**wrong)
    return replace(data, full_name=data.full_name or data.name, role=roles.find(session, data.role))
