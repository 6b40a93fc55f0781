"""Assessments, marks, daily ratings and highlights (domain.md 1)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from sms_desktop.db.base import Audited, Base, Deletable, Exact, Scaled, table_args, unique_live

#: Five decimals, as gradebooks of learning platforms keep them.
Score = Scaled(100_000)


class Assessment(Deletable, Base):
    """A column of an offering's grade sheet: what is marked, in which category, out of how much.

    `rule_id` is the category; None where it has none yet, and then its marks count for nothing. `max_score`, `weight`
    and `assigned_on` are what new marks of it begin with. A locked one takes no changes.
    """

    __tablename__ = "assessments"
    __table_args__ = table_args(
        unique_live("uq_assessments_offering_id_rule_id_title_live", "offering_id", "rule_id", "title"),
        Index("ix_assessments_offering_id", "offering_id"),
        Index("ix_assessments_rule_id", "rule_id"),
    )

    offering_id: Mapped[int] = mapped_column(ForeignKey("offerings.id"))
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("offering_rules.id"))
    title: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)
    max_score: Mapped[Decimal] = mapped_column(Score, default=Decimal(20))
    weight: Mapped[Decimal] = mapped_column(Exact, default=Decimal(1))
    assigned_on: Mapped[date | None]
    locked: Mapped[bool] = mapped_column(default=False)


class Grade(Audited, Base):
    """The mark of a student in an assessment; `score` None with `excused`: it counts for nothing.

    Maximum, weight and dates are the mark's own (domain.md 1). A mark that is taken out is kept by its change set.
    """

    __tablename__ = "grades"
    __table_args__ = table_args(
        Index("uq_grades_enrolment_id_assessment_id", "enrolment_id", "assessment_id", unique=True),
        Index("ix_grades_assessment_id", "assessment_id"),
    )

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"))
    score: Mapped[Decimal | None] = mapped_column(Score)
    max_score: Mapped[Decimal] = mapped_column(Score)
    weight: Mapped[Decimal] = mapped_column(Exact, default=Decimal(1))
    assigned_on: Mapped[date | None]
    submitted_on: Mapped[date | None]
    excused: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(1000), default="")


class DailyRating(Audited, Base):
    """How a student did on one day, in a category that counts daily ratings."""

    __tablename__ = "daily_ratings"
    __table_args__ = table_args(
        Index("ix_daily_ratings_enrolment_id_date", "enrolment_id", "date"),
        Index("ix_daily_ratings_rule_id", "rule_id"),
    )

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    rule_id: Mapped[int] = mapped_column(ForeignKey("offering_rules.id"))
    date: Mapped[date]
    score: Mapped[Decimal] = mapped_column(Score)
    max_score: Mapped[Decimal] = mapped_column(Score, default=Decimal(10))
    note: Mapped[str] = mapped_column(String(1000), default="")


class Highlight(Deletable, Base):
    """Something worth remembering about a student in a term, good or not."""

    __tablename__ = "highlights"
    __table_args__ = table_args(
        Index("ix_highlights_student_id", "student_id"), Index("ix_highlights_term_id", "term_id")
    )

    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"))
    term_id: Mapped[int | None] = mapped_column(ForeignKey("terms.id"))
    noted_on: Mapped[date]
    category: Mapped[str] = mapped_column(String(100), default="")
    rating: Mapped[str] = mapped_column(String(50), default="")
    text: Mapped[str] = mapped_column(String(2000))
    is_positive: Mapped[bool] = mapped_column(default=True)
