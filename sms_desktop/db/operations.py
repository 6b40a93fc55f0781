"""What the program keeps about its own work: change sets, jobs, imports, column profiles, settings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from sms_desktop.db.base import Audited, Base, RowId


class ChangeSet(Base):
    """One transaction that wrote: who, when, what and why, chained to the one before by `chain_hash` (domain.md 8)."""

    __tablename__ = "change_sets"
    __table_args__ = (
        Index("ix_change_sets_user_name_id", "user_name", "id"),
        Index("ix_change_sets_action_id", "action", "id"),
        Index("ix_change_sets_at", "at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    user_id: Mapped[int | None]
    user_name: Mapped[str] = mapped_column(String(100))
    workstation: Mapped[str] = mapped_column(String(200))
    operation_id: Mapped[str] = mapped_column(String(32), unique=True)
    action: Mapped[str] = mapped_column(String(30))
    summary: Mapped[str] = mapped_column(String(300), default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(String(1000), default="")
    undoes: Mapped[int | None] = mapped_column(ForeignKey("change_sets.id"))
    app_version: Mapped[str] = mapped_column(String(20))
    entries_digest: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    chain_hash: Mapped[str] = mapped_column(String(64))


class ChangeEntry(Base):
    """Rows of one table that a change set created, updated or removed, with their values before and after.

    One entry holds one row or many: `payload` is compressed JSON (db.change_entries), so that an import of
    100,000 rows costs a handful of entries.
    """

    __tablename__ = "change_entries"
    __table_args__ = (
        Index("ix_change_entries_rows", "table_name", "first_id", "last_id"),
        Index("ix_change_entries_change_set_id", "change_set_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    change_set_id: Mapped[int] = mapped_column(ForeignKey("change_sets.id"))
    position: Mapped[int]
    table_name: Mapped[str] = mapped_column(String(50))
    operation: Mapped[str] = mapped_column(String(10))
    first_id: Mapped[int] = mapped_column(BigInteger)
    last_id: Mapped[int] = mapped_column(BigInteger)
    row_count: Mapped[int]
    payload: Mapped[bytes] = mapped_column(LargeBinary)


class AuditArchive(Base):
    """Change sets that were moved to a signed file: which, where to, and the link from which the chain goes on."""

    __tablename__ = "audit_archives"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(100))
    first_change: Mapped[int] = mapped_column(BigInteger)
    last_change: Mapped[int] = mapped_column(BigInteger)
    head_hash: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(300))
    file_hash: Mapped[str] = mapped_column(String(64))


class Job(Base):
    """A long piece of work: pending, processing, completed, failed or cancelled."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_state", "state"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(50))
    title: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(20))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    user_name: Mapped[str] = mapped_column(String(100))
    workstation: Mapped[str] = mapped_column(String(200))
    operation_id: Mapped[str] = mapped_column(String(32))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    error: Mapped[str] = mapped_column(String(2000), default="")


class Import(Base):
    """One file brought in: what it was and what it did; taken back by undoing its change set."""

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    at: Mapped[datetime]
    user_name: Mapped[str] = mapped_column(String(100))
    file_name: Mapped[str] = mapped_column(String(300))
    file_hash: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(20))
    rows: Mapped[int]
    new: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    rejected: Mapped[int]
    warnings: Mapped[int]
    seconds: Mapped[float]
    change_set_id: Mapped[int | None]  # no key: the change set is written last, when all it holds is known
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str] = mapped_column(String(100), default="")
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class ColumnProfile(Base):
    """How columns with these headers were mapped last time."""

    __tablename__ = "column_profiles"
    __table_args__ = (Index("uq_column_profiles_kind_fingerprint", "kind", "fingerprint", unique=True),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    fingerprint: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    used_at: Mapped[datetime]


class Setting(Audited, Base):
    """One setting of the school, by key; `value` is JSON."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(String(100), unique=True)
    value: Mapped[Any] = mapped_column(JSON)
