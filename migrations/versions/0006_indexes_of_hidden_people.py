"""Indexes of the few contacts that are deleted and students that are restricted: lists leave them out by these."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_COLUMNS = {"contacts": "deleted_at", "students": "restricted_at"}


def upgrade() -> None:
    for table, column in _COLUMNS.items():
        some = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=some, postgresql_where=some)


def downgrade() -> None:
    for table, column in _COLUMNS.items():
        op.drop_index(f"ix_{table}_{column}", table)
