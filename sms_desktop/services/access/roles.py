"""Roles: what each lets people do, the built-in ones and those of the school's own (domain.md 7, S16)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import Table, func, or_, select
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.actor import EVERYTHING, OWN, Actor
from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Conflict, Denied, Invalid, NotFound
from sms_desktop.core.folding import fold
from sms_desktop.core.i18n import N_, _, in_every_language, ngettext
from sms_desktop.core.permissions import ROLES, every_permission, may_be_own
from sms_desktop.db.accounts import Grant, Role, User
from sms_desktop.db.changes import actor, describe
from sms_desktop.services.checks import misfits, same_version, trimmed

MANAGE = "users:manage"
TABLE = cast(Table, Role.__table__)
_WORDS = {
    "administrator": N_("Administrator"),
    "secretary": N_("Secretary"),
    "teacher": N_("Teacher"),
    "viewer": N_("Viewer"),
}
_ABOUT = {
    "administrator": N_("May do everything."),
    "secretary": N_("Runs the office: students, courses and enrolments, marks and attendance, imports, exports."),
    "teacher": N_("Sees the own classes alone, and keeps their marks and attendance."),
    "viewer": N_("Looks at what is not sensitive, and changes nothing."),
}


@dataclass(frozen=True)
class RoleData:
    """A role as a form fills it in; `keys` are permission keys, with `:own` for the own classes alone."""

    name: str = ""
    description: str = ""
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RoleRow:
    """A role as screens show it; `id` None for a built-in one. `users` is how many accounts have it."""

    id: int | None
    version: int
    name: str
    title: str
    description: str
    keys: frozenset[str]
    users: int

    def scope(self, permission: str) -> str:
        """`all`, `own` for the own classes alone, or nothing."""
        return scope_of(self.keys, permission)


@dataclass(frozen=True)
class Matrix:
    """Who may do what: every permission in order, and each role."""

    permissions: tuple[str, ...]
    roles: tuple[RoleRow, ...]


def scope_of(rights: Iterable[str], permission: str) -> str:
    """How far these rights let one do it: `all`, `own` for the own classes alone, or nothing."""
    who = Actor(None, "", frozenset(rights))
    if who.may_all(permission):
        return "all"
    return "own" if who.may(permission) else ""


def title(name: str) -> str:
    """A role as people call it: built-in ones in the reader's language."""
    return _(_WORDS[name]) if name in _WORDS else name


def rights_of_role(session: Session, name: str) -> frozenset[str]:
    """The permission keys of a role, built-in or of the school's own; none for one that is not there."""
    if name in ROLES:
        return ROLES[name]
    row = session.scalar(select(Role).where(Role.name == name, Role.deleted_at.is_(None)))
    return _known(row.keys) if row is not None else frozenset()


def rights_of_user(session: Session, user: User, on: date | None = None) -> frozenset[str]:
    """What an account may do on a day (today): its role's rights and those granted to it until that day or longer."""
    day = on or clock.today()
    lasting = or_(Grant.expires_on.is_(None), Grant.expires_on >= day)
    granted = session.scalars(select(Grant.permission).where(Grant.user_id == user.id, lasting))
    return rights_of_role(session, user.role) | _known(granted)


def require_covered(session: Session, rights: Iterable[str]) -> None:
    """Raises `Denied` where the person would give, or take from somebody, more than he or she holds (S16)."""
    who = actor(session)
    for key in sorted(rights):
        if EVERYTHING in who.rights or key in who.rights or key.removesuffix(OWN) in who.rights:
            continue
        raise Denied(
            _("You don't have the permission “{permission}” yourself.").format(permission=key),
            _("Ask an administrator to do this."),
            code="more_than_held",
            permission=key,
        )


def find(session: Session, name: str) -> str:
    """The name of the role that is meant by `name`: as it is kept, or as it is called in any language.

    Raises `Invalid(role=...)` naming those there are.
    """
    wanted = fold(name.strip())
    own = session.scalars(select(Role.name).where(Role.deleted_at.is_(None)).order_by(Role.name)).all()
    for known in (*ROLES, *own):
        if wanted in {fold(known), *(fold(word) for word in in_every_language(_WORDS.get(known, known)))}:
            return known
    there_are = ", ".join((*ROLES, *own))
    raise Invalid(role=_("There is no role “{name}”. There are: {roles}.").format(name=name, roles=there_are))


def matrix(session: Session) -> Matrix:
    """Every permission and every role with what it may, built-in ones first."""
    actor(session).require(MANAGE)
    statement = select(User.role, func.count()).where(User.deleted_at.is_(None)).group_by(User.role)
    users: dict[str, int] = dict(session.execute(statement).all())
    built_in = [
        RoleRow(None, 0, name, title(name), _(_ABOUT[name]), keys, users.get(name, 0)) for name, keys in ROLES.items()
    ]
    rows = session.scalars(select(Role).where(Role.deleted_at.is_(None)).order_by(Role.name))
    own = [
        RoleRow(row.id, row.version, row.name, row.name, row.description, _known(row.keys), users.get(row.name, 0))
        for row in rows
    ]
    return Matrix(tuple(every_permission()), (*built_in, *own))


def create(session: Session, data: RoleData) -> int:
    """A new role's id; raises `Invalid` (`name`, `keys`), `Denied` for more than the person holds."""
    actor(session).require(MANAGE)
    data = _checked(session, data, None)
    require_covered(session, data.keys)
    describe(session, N_("Add role {name}"), action="role_change", name=data.name)
    row = Role(name=data.name, description=data.description, keys=sorted(data.keys))
    session.add(row)
    session.flush()
    return row.id


def update(session: Session, role_id: int, data: RoleData, seen_version: int | None = None) -> int:
    """Changes a role, and with it what all who have it may do; returns the new version.

    Raises `Invalid`, `Conflict`, and `Denied` for one's own role or for more than one holds.
    """
    row = _editable(session, role_id)
    same_version(row.version, seen_version, row.name)
    data = _checked(session, data, role_id)
    require_covered(session, data.keys)
    describe(session, N_("Edit role {name}"), action="role_change", name=row.name)
    if data.name != row.name:
        for user in session.scalars(select(User).where(User.role == row.name)):
            user.role = data.name
    row.name, row.description = data.name, data.description
    if frozenset(row.keys) != data.keys:
        row.keys = sorted(data.keys)
    session.flush()
    return row.version


def delete(session: Session, role_id: int) -> None:
    """Takes a role away; raises `Conflict` while anybody has it."""
    row = _editable(session, role_id)
    number = session.scalar(select(func.count(User.id)).where(User.role == row.name, User.deleted_at.is_(None))) or 0
    if number:
        raise Conflict(
            ngettext("{n} account has the role {name}.", "{n} accounts have the role {name}.", number).format(
                n=number, name=row.name
            ),
            _("Give those another role first."),
            code="in_use",
        )
    describe(session, N_("Delete role {name}"), action="role_change", name=row.name)
    row.deleted_at = utc_now()
    session.flush()


def _editable(session: Session, role_id: int) -> Role:
    """A role of the school's own that the person may change: neither his or her own, nor one with more rights."""
    actor(session).require(MANAGE)
    row = session.get(Role, role_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(_("This role is not there any more."), _("The list has been refreshed."))
    if session.scalar(select(User.role).where(User.id == actor(session).user_id)) == row.name:
        raise Denied(_("Nobody changes the role that he or she has."), _("Ask another administrator."), code="own_role")
    require_covered(session, _known(row.keys))
    return row


def _checked(session: Session, data: RoleData, role_id: int | None) -> RoleData:
    data = trimmed(data)
    wrong = misfits(TABLE, data)
    if not data.name:
        wrong["name"] = _("A role needs a name.")
    elif _taken(session, data.name, role_id):
        wrong["name"] = _("There is a role of that name already.")
    strange = sorted(data.keys - _known(data.keys))
    if strange:
        wrong["keys"] = _("There is no permission “{permission}”.").format(permission=strange[0])
    if wrong:
        raise Invalid(**wrong)
    return data


def _taken(session: Session, name: str, role_id: int | None) -> bool:
    built_in = {fold(word) for known, text in _WORDS.items() for word in (known, *in_every_language(text))}
    others = session.scalars(select(Role.name).where(Role.deleted_at.is_(None), Role.id != (role_id or 0)))
    return fold(name) in built_in | {fold(other) for other in others}


def _known(keys: Iterable[str]) -> frozenset[str]:
    """Those of the keys that there are: a newer program may have given others."""
    every = frozenset(every_permission())
    return frozenset(
        key
        for key in keys
        if key in every or (key.endswith(OWN) and (base := key.removesuffix(OWN)) in every and may_be_own(base))
    )


def is_permission(key: str) -> bool:
    """Whether there is such a permission key, be it for the own classes alone."""
    return bool(_known([key]))
