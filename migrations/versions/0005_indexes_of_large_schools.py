"""Indexes of large schools: who is in a class, registers by status, students as they are listed, what is deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LIVE, _GONE = sa.text("deleted_at IS NULL"), sa.text("deleted_at IS NOT NULL")
_SORT, _LISTED = ["sort_key", "id"], ["status", "study_year", "section", "programme_id", "deleted_at"]
_IN_A_CLASS = ["offering_id", "status", "deleted_at", "student_id"]
_DELETABLE = ("students", "offerings", "enrolments")


def upgrade() -> None:
    op.drop_index("ix_students_programme_id", "students")
    op.drop_index("ix_students_sort_live", "students")
    _live("ix_students_sort_live", "students", [*_SORT, *_LISTED])
    op.drop_index("ix_enrolments_offering_id", "enrolments")
    op.create_index(f"ix_enrolments_{'_'.join(_IN_A_CLASS)}", "enrolments", _IN_A_CLASS)
    op.create_index("ix_attendance_enrolment_id_status", "attendance", ["enrolment_id", "status"])
    for table in _DELETABLE:
        op.create_index(f"ix_{table}_deleted_at", table, ["deleted_at"], sqlite_where=_GONE, postgresql_where=_GONE)


def downgrade() -> None:
    for table in _DELETABLE:
        op.drop_index(f"ix_{table}_deleted_at", table)
    op.drop_index("ix_attendance_enrolment_id_status", "attendance")
    op.drop_index(f"ix_enrolments_{'_'.join(_IN_A_CLASS)}", "enrolments")
    op.create_index("ix_enrolments_offering_id", "enrolments", ["offering_id"])
    op.drop_index("ix_students_sort_live", "students")
    _live("ix_students_sort_live", "students", _SORT)
    op.create_index("ix_students_programme_id", "students", ["programme_id"])


def _live(name: str, table: str, columns: list[str]) -> None:
    op.create_index(name, table, columns, sqlite_where=_LIVE, postgresql_where=_LIVE)
