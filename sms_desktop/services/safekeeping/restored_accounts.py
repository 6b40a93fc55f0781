"""Who may sign in after a restore: accounts, roles and grants stay as they are today, whatever the backup says.

The key file is today's, so passwords must be too; and nobody comes back who was shut out since.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from sms_desktop.db.accounts import Grant, Role, User
from sms_desktop.db.base import Audited

#: What is of the row and not of what it says.
_OF_THE_ROW = frozenset({"id", "version"})


def carry(today: Session, restored: Session) -> None:
    """Makes accounts, roles and grants of `restored` those of `today`; its change set tells of each that differs.

    An account is the same by its name. Those that are only in the backup can't sign in.
    """
    _carry_users(today, restored)
    _carry_roles(today, restored)
    _carry_grants(today, restored)
    restored.flush()


def _carry_users(today: Session, restored: Session) -> None:
    there = _by_name(restored, User)
    for name, user in _by_name(today, User).items():
        _set(restored, there.pop(name, None) or User(), user)
    for user in there.values():
        user.active = False
    restored.flush()


def _carry_roles(today: Session, restored: Session) -> None:
    there = _by_name(restored, Role)
    for name, role in _by_name(today, Role).items():
        _set(restored, there.pop(name, None) or Role(), role)
    restored.flush()


def _carry_grants(today: Session, restored: Session) -> None:
    for grant in restored.scalars(select(Grant)):
        restored.delete(grant)
    there = {name: user.id for name, user in _by_name(restored, User).items()}
    for grant, name in today.execute(select(Grant, User.name).join(User, User.id == Grant.user_id)):
        if name in there:
            _set(restored, Grant(), grant, user_id=there[name])


def _by_name(session: Session, kind: Any) -> dict[str, Any]:
    return {row.name: row for row in session.scalars(select(kind).where(kind.deleted_at.is_(None)).order_by(kind.id))}


def _set(session: Session, row: Audited, source: Audited, **instead: Any) -> None:
    """Gives a row every value of another one; it is added where it is new."""
    for column in inspect(type(source)).columns:
        if column.key not in _OF_THE_ROW:
            setattr(row, column.key, instead.get(column.key, getattr(source, column.key)))
    session.add(row)
