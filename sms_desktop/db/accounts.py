"""Who may sign in, and what they may do."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from sms_desktop.db.base import Audited, Base, Deletable, table_args, unique_live


class User(Deletable, Base):
    """A person with an account; `verifier` proves a password and cannot be turned back into one (db.keys)."""

    __tablename__ = "users"
    __table_args__ = table_args(unique_live("uq_users_name_live", "name"))

    name: Mapped[str] = mapped_column(String(100))
    full_name: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(50))
    verifier: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    password_set_by: Mapped[str | None] = mapped_column(String(100))  # somebody else: to be changed at the next sign-in


class Role(Deletable, Base):
    """A role of the school's own: a set of permission keys. The built-in ones are in `core.permissions`."""

    __tablename__ = "roles"
    __table_args__ = table_args(unique_live("uq_roles_name_live", "name"))

    name: Mapped[str] = mapped_column(String(50))
    description: Mapped[str] = mapped_column(String(500), default="")
    keys: Mapped[list[str]] = mapped_column(JSON, default=list)


class Grant(Audited, Base):
    """One permission that a person has besides the role's, until the end of a day or for good."""

    __tablename__ = "grants"
    __table_args__ = table_args(Index("ix_grants_user_id", "user_id"))

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    permission: Mapped[str] = mapped_column(String(100))
    expires_on: Mapped[date | None]
    granted_by: Mapped[str] = mapped_column(String(100), default="")
    reason: Mapped[str] = mapped_column(String(500), default="")
    granted_at: Mapped[datetime]
