"""Which right each function of accounts, roles, grants and teachers' links asks for."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.actor import system_actor
from sms_desktop.db import keys, opening
from sms_desktop.db.accounts import Grant, Role, User
from sms_desktop.db.courses import OfferingTeacher
from sms_desktop.db.database import Database
from sms_desktop.services.access import accounts, grants, roles, teachers, users
from sms_desktop.services.access.roles import RoleData
from sms_desktop.services.access.users import UserData
from tests.schools import CHEAP

MODULES = (users, roles, grants, teachers, accounts)
MANAGE = "users:manage"
PASSWORD = "another longer sentence"


def made(database: Database) -> None:
    """Two roles that let nobody do anything, an account of each kind with a grant, and a teacher of class 1."""
    keys.write_slots(database.folder / opening.KEYS, [])
    with database.begin(system_actor()) as session:
        session.add_all([Role(name="Nothing", keys=[]), Role(name="Unused", keys=[])])
        session.add(User(name="target", role="Nothing", verifier=""))
        session.add(User(name="gone", role="Nothing", verifier="", active=False))
        session.add(OfferingTeacher(offering_id=1, name="Somebody"))
        session.flush()
        session.add(Grant(user_id=_id(session, "target"), permission=MANAGE, granted_at=database.clock()))


def _id(session: Session, name: str) -> int:
    return session.scalars(select(User.id).where(User.name == name)).one()


def _target(p: Any) -> int:
    return _id(p.session, "target")


NEEDS: dict[tuple[ModuleType, str], tuple[str, Callable[[Any], object]]] = {
    (users, "everyone"): (MANAGE, lambda p: users.everyone(p.session)),
    (users, "get"): (MANAGE, lambda p: users.get(p.session, _target(p))),
    (users, "by_name"): (MANAGE, lambda p: users.by_name(p.session, "target")),
    (users, "rights"): (MANAGE, lambda p: users.rights(p.session, _target(p))),
    (users, "add"): (
        MANAGE,
        lambda p: users.add(p.session, p.database, UserData("new", "", "Nothing"), PASSWORD, CHEAP),
    ),
    (users, "update"): (MANAGE, lambda p: users.update(p.session, _target(p), "Other", "Unused")),
    (users, "disable"): (MANAGE, lambda p: users.disable(p.session, p.database, _target(p))),
    (users, "enable"): (
        MANAGE,
        lambda p: users.enable(p.session, p.database, _id(p.session, "gone"), PASSWORD, CHEAP),
    ),
    (users, "set_password"): (
        MANAGE,
        lambda p: users.set_password(p.session, p.database, _target(p), PASSWORD, CHEAP),
    ),
    (users, "remove"): (MANAGE, lambda p: users.remove(p.session, p.database, _target(p))),
    (roles, "matrix"): (MANAGE, lambda p: roles.matrix(p.session)),
    (roles, "create"): (MANAGE, lambda p: roles.create(p.session, RoleData("New"))),
    (roles, "update"): (MANAGE, lambda p: roles.update(p.session, 1, RoleData("Nothing", "at all"))),
    (roles, "delete"): (MANAGE, lambda p: roles.delete(p.session, 2)),
    (grants, "of_user"): (MANAGE, lambda p: grants.of_user(p.session, _target(p))),
    (grants, "grant"): (MANAGE, lambda p: grants.grant(p.session, _target(p), MANAGE)),
    (grants, "revoke"): (MANAGE, lambda p: grants.revoke(p.session, 1)),
    (teachers, "teaching"): (MANAGE, lambda p: teachers.teaching(p.session, _target(p))),
    (teachers, "of_offering"): ("offerings:view", lambda p: teachers.of_offering(p.session, 1)),
    (teachers, "choices"): ("offerings:edit", lambda p: teachers.choices(p.session)),
    (teachers, "link"): ("offerings:edit", lambda p: teachers.link(p.session, 1, "Somebody", _target(p))),
}
OPEN = {
    (users, "change_own_password"): "one's own, by the old one",
    **{(roles, name): "part of asking what somebody may" for name in ("rights_of_role", "rights_of_user", "scope_of")},
    **{(roles, name): "part of writing an account" for name in ("find", "require_covered")},
    **{(roles, name): "words" for name in ("title", "is_permission")},
    (teachers, "link_offering"): "part of writing a class",
    (teachers, "link_account"): "part of writing an account",
    (teachers, "unlink_account"): "part of writing an account",
    (accounts, "make_school"): "there is nobody yet",
    (accounts, "only_administrator"): "at the door",
    (accounts, "sign_in"): "by a password",
    (accounts, "sign_in_with_recovery_key"): "by the recovery key",
    (accounts, "prove_again"): "by a password",
    (accounts, "sign_out"): "whoever is signed in",
    (accounts, "standing"): "the program itself asks who may go on",
}
