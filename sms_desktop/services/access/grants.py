"""Single permissions that a person has besides the role's, until the end of a day or for good (domain.md 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.clock import utc_now
from sms_desktop.core.errors import Denied, Invalid, NotFound
from sms_desktop.core.i18n import N_, _
from sms_desktop.db.accounts import Grant, User
from sms_desktop.db.changes import actor, describe
from sms_desktop.services.access import roles
from sms_desktop.services.checks import storable

LONGEST_REASON = 500


@dataclass(frozen=True)
class GrantRow:
    """A granted permission; it holds to the end of `expires_on`, or for good."""

    id: int
    user_id: int
    permission: str
    expires_on: date | None
    granted_by: str
    reason: str
    granted_at: datetime
    expired: bool


def of_user(session: Session, user_id: int) -> list[GrantRow]:
    """What was granted to one account, expired ones too, by permission; one's own need no right."""
    if user_id != actor(session).user_id:
        actor(session).require(roles.MANAGE)
    rows = session.scalars(select(Grant).where(Grant.user_id == user_id).order_by(Grant.permission, Grant.id))
    today = clock.today()
    return [
        GrantRow(r.id, r.user_id, r.permission, r.expires_on, r.granted_by, r.reason, r.granted_at,
                 r.expires_on is not None and r.expires_on < today)
        for r in rows
    ]  # fmt: skip


def grant(session: Session, user_id: int, permission: str, expires_on: date | None = None, reason: str = "") -> int:
    """Grants a permission key, to the end of a day where one is given; one that is granted already gets the new day.

    Returns the grant's id. Raises `Invalid` (`permission`, `expires_on`, `reason`), `NotFound`, and `Denied` for
    oneself or for more than one holds.
    """
    user = _user(session, user_id)
    permission, reason = permission.strip(), reason.strip()
    _check(permission, expires_on, reason)
    roles.require_covered(session, [permission])
    describe(
        session, N_("Grant {permission} to {name}"), action="permission_grant", permission=permission, name=user.name
    )
    row = session.scalar(select(Grant).where(Grant.user_id == user_id, Grant.permission == permission))
    if row is None:
        row = Grant(user_id=user_id, permission=permission)
        session.add(row)
    row.expires_on, row.reason = expires_on, reason
    row.granted_by, row.granted_at = actor(session).name, utc_now()
    session.flush()
    return row.id


def revoke(session: Session, grant_id: int) -> None:
    """Takes a granted permission back; raises `NotFound`, `Denied`."""
    actor(session).require(roles.MANAGE)
    row = session.get(Grant, grant_id)
    if row is None:
        raise NotFound(_("This permission is not granted any more."), _("The list has been refreshed."))
    user = _user(session, row.user_id)
    roles.require_covered(session, [row.permission])
    describe(
        session, N_("Revoke {permission} of {name}"), action="permission_revoke", permission=row.permission,
        name=user.name,
    )  # fmt: skip
    session.delete(row)
    session.flush()


def _user(session: Session, user_id: int) -> User:
    """The account, where the person may change its rights: nobody does so with the own ones."""
    actor(session).require(roles.MANAGE)
    user = session.get(User, user_id)
    if user is None or user.deleted_at is not None:
        raise NotFound(_("This account is not there any more."), _("The list has been refreshed."))
    if user_id == actor(session).user_id:
        raise Denied(
            _("Nobody grants or revokes the own permissions."), _("Ask another administrator."), code="own_role"
        )
    return user


def _check(permission: str, expires_on: date | None, reason: str) -> None:
    wrong = {}
    if not roles.is_permission(permission):
        wrong["permission"] = _("There is no permission “{permission}”.").format(permission=permission)
    if expires_on is not None and expires_on < clock.today():
        wrong["expires_on"] = _("This day has passed.")
    if len(reason) > LONGEST_REASON or not storable(reason):
        wrong["reason"] = _("At most {most} characters fit here.").format(most=LONGEST_REASON)
    if wrong:
        raise Invalid(**wrong)
