"""Grades and attendance: assessments, marks, daily ratings, highlights, registers, make-up lessons."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _row_id() -> tuple[sa.Column[Any], sa.Column[Any]]:
    row_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", row_id, nullable=False), sa.Column("version", sa.BigInteger(), nullable=False)


def _reference(table: str, column: str, to: str, *, nullable: bool = False) -> tuple[Any, Any]:
    name = op.f(f"fk_{table}_{column}_{to}")
    key = sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name)
    return sa.Column(column, sa.Integer(), nullable=nullable), key


def _create(table: str, *parts: Any) -> None:
    key = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))
    op.create_table(table, *_row_id(), *parts, key, sqlite_autoincrement=True)


def upgrade() -> None:
    _create(
        "assessments",
        *_reference("assessments", "offering_id", "offerings"),
        *_reference("assessments", "rule_id", "offering_rules", nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("max_score", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("assigned_on", sa.Date(), nullable=True),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
    )
    live = sa.text("deleted_at IS NULL")
    op.create_index(
        "uq_assessments_offering_id_rule_id_title_live", "assessments", ["offering_id", "rule_id", "title"],
        unique=True, sqlite_where=live, postgresql_where=live,
    )  # fmt: skip
    op.create_index("ix_assessments_offering_id", "assessments", ["offering_id"])
    op.create_index("ix_assessments_rule_id", "assessments", ["rule_id"])
    _create(
        "grades",
        *_reference("grades", "enrolment_id", "enrolments"),
        *_reference("grades", "assessment_id", "assessments"),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("max_score", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("assigned_on", sa.Date(), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("excused", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
    )
    op.create_index("uq_grades_enrolment_id_assessment_id", "grades", ["enrolment_id", "assessment_id"], unique=True)
    op.create_index("ix_grades_assessment_id", "grades", ["assessment_id"])
    _ratings_and_highlights()
    _registers()


def _ratings_and_highlights() -> None:
    _create(
        "daily_ratings",
        *_reference("daily_ratings", "enrolment_id", "enrolments"),
        *_reference("daily_ratings", "rule_id", "offering_rules"),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("max_score", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
    )
    op.create_index("ix_daily_ratings_enrolment_id_date", "daily_ratings", ["enrolment_id", "date"])
    op.create_index("ix_daily_ratings_rule_id", "daily_ratings", ["rule_id"])
    _create(
        "highlights",
        *_reference("highlights", "student_id", "students"),
        *_reference("highlights", "term_id", "terms", nullable=True),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("category", sa.String(length=100), nullable=False),
        sa.Column("rating", sa.String(length=50), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("is_positive", sa.Boolean(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
    )
    op.create_index("ix_highlights_student_id", "highlights", ["student_id"])
    op.create_index("ix_highlights_term_id", "highlights", ["term_id"])


def _registers() -> None:
    _create(
        "attendance",
        *_reference("attendance", "enrolment_id", "enrolments"),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=1), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
    )
    op.create_index(
        "uq_attendance_enrolment_id_date_period", "attendance", ["enrolment_id", "date", "period"], unique=True
    )
    _create(
        "make_up_lessons",
        *_reference("make_up_lessons", "offering_id", "offerings"),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("first_period", sa.Integer(), nullable=False),
        sa.Column("periods", sa.Integer(), nullable=False),
        sa.Column("start", sa.String(length=5), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
    )
    op.create_index("ix_make_up_lessons_offering_id_date", "make_up_lessons", ["offering_id", "date"])


def downgrade() -> None:
    for table in ("make_up_lessons", "attendance", "highlights", "daily_ratings", "grades", "assessments"):
        op.drop_table(table)
