"""Accounts and privacy: roles of the school's own, single grants, restricted and erased students, archived log."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ADDED: tuple[tuple[str, str, sa.types.TypeEngine[Any]], ...] = (
    ("users", "password_set_by", sa.String(length=100)),
    ("students", "restricted_at", sa.DateTime()),
    ("students", "restriction_note", sa.String(length=1000)),
    ("students", "erased_at", sa.DateTime()),
)


def upgrade() -> None:
    for table, name, kind in _ADDED:
        op.add_column(table, sa.Column(name, kind, nullable=True))
    op.create_table(
        "roles",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sqlite_autoincrement=True,
    )
    live = sa.text("deleted_at IS NULL")
    op.create_index("uq_roles_name_live", "roles", ["name"], unique=True, sqlite_where=live, postgresql_where=live)
    op.create_table(
        "grants",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("permission", sa.String(length=100), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("granted_by", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("granted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_grants_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_grants_user_id", "grants", ["user_id"])
    op.create_table(
        "audit_archives",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("first_change", sa.BigInteger(), nullable=False),
        sa.Column("last_change", sa.BigInteger(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_archives")),
    )


def downgrade() -> None:
    for table in ("audit_archives", "grants", "roles"):
        op.drop_table(table)
    for table, name, _kind in reversed(_ADDED):
        op.drop_column(table, name)
