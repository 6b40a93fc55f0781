"""Who may sign in."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from sms_desktop.db.base import Base, Deletable, table_args, unique_live


class User(Deletable, Base):
    """A person with an account; `verifier` proves a password and cannot be turned back into one (db.keys)."""

    __tablename__ = "users"
    __table_args__ = table_args(unique_live("uq_users_name_live", "name"))

    name: Mapped[str] = mapped_column(String(100))
    full_name: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(50))
    verifier: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
