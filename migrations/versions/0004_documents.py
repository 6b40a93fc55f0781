"""Documents: named exports, letter templates, forms of the school's own, issued documents; the log found quicker."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LIVE = sa.text("deleted_at IS NULL")
_LOG = (("user_name", "id"), ("action", "id"), ("at",))


def upgrade() -> None:
    _named_exports()
    _letter_templates()
    _own_forms()
    _issued_documents()
    _audited(
        "school_pictures",
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("media_type", sa.String(length=50), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("name", name=op.f("uq_school_pictures_name")),
    )
    for columns in _LOG:
        op.create_index(f"ix_change_sets_{'_'.join(columns)}", "change_sets", list(columns))


def downgrade() -> None:
    for columns in _LOG:
        op.drop_index(f"ix_change_sets_{'_'.join(columns)}", "change_sets")
    for table in (
        "school_pictures", "issued_pages", "issued_documents", "own_forms", "letter_templates", "named_exports",
    ):  # fmt: skip
        op.drop_table(table)


def _audited(table: str, *parts: Any) -> None:
    op.create_table(
        table,
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sqlite_autoincrement=True,
    )


def _live_key(table: str, *columns: str) -> None:
    name = f"uq_{table}_{'_'.join(columns)}_live"
    op.create_index(name, table, list(columns), unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE)


def _named_exports() -> None:
    _audited(
        "named_exports",
        sa.Column("user_id", _ROW_ID, nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("list", sa.String(length=30), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_named_exports_user_id_users")),
    )
    _live_key("named_exports", "user_id", "name")


def _letter_templates() -> None:
    _audited(
        "letter_templates",
        sa.Column("key", sa.String(length=50), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("body", sa.String(length=20_000), nullable=False),
        sa.Column("numbered", sa.Boolean(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
    )
    _live_key("letter_templates", "name", "language")


def _own_forms() -> None:
    _audited(
        "own_forms",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
    )
    _live_key("own_forms", "name")


def _issued_documents() -> None:
    _audited(
        "issued_documents",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("student_id", _ROW_ID, nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_by", sa.String(length=100), nullable=False),
        sa.Column("recipient", sa.String(length=300), nullable=False),
        sa.Column("purpose", sa.String(length=500), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("cancelled_by", sa.String(length=100), nullable=False),
        sa.Column("cancel_reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["student_id"], ["students.id"], name=op.f("fk_issued_documents_student_id_students")),
    )
    op.create_index("uq_issued_documents_year_number", "issued_documents", ["year", "number"], unique=True)
    op.create_index("ix_issued_documents_student_id", "issued_documents", ["student_id"])
    op.create_table(
        "issued_pages",
        sa.Column("issued_id", _ROW_ID, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issued_id"], ["issued_documents.id"], name=op.f("fk_issued_pages_issued_id_issued_documents")
        ),
        sa.PrimaryKeyConstraint("issued_id", name=op.f("pk_issued_pages")),
    )
