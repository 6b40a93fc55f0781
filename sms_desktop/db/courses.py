"""Years, terms, courses, their offerings with rules and lessons, and enrolments (domain.md 1)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from sms_desktop.db.base import Audited, Base, Deletable, Exact, index_deleted, index_live, table_args, unique_live


class AcademicYear(Deletable, Base):
    """A school year; exactly one is current."""

    __tablename__ = "academic_years"
    __table_args__ = table_args(
        unique_live("uq_academic_years_name_live", "name"),
        unique_live("uq_academic_years_current", "is_current", where="is_current AND deleted_at IS NULL"),
    )

    name: Mapped[str] = mapped_column(String(20))
    first_day: Mapped[date]
    last_day: Mapped[date]
    is_current: Mapped[bool] = mapped_column(default=False)


class Term(Deletable, Base):
    """A part of a year in which courses are taught; `state` is open, locked or archived."""

    __tablename__ = "terms"
    __table_args__ = table_args(unique_live("uq_terms_year_id_name_live", "year_id", "name"))

    year_id: Mapped[int] = mapped_column(ForeignKey("academic_years.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))
    first_day: Mapped[date]
    last_day: Mapped[date]
    teaching_weeks: Mapped[int] = mapped_column(default=14)
    state: Mapped[str] = mapped_column(String(20), default="open")


class Holiday(Audited, Base):
    """Days of a term on which nothing is taught, first and last included."""

    __tablename__ = "holidays"
    __table_args__ = table_args(Index("ix_holidays_term_id", "term_id"))

    term_id: Mapped[int] = mapped_column(ForeignKey("terms.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    name: Mapped[str] = mapped_column(String(100), default="")


class Course(Deletable, Base):
    """A course of the catalogue; its rules are the template of its offerings' rules."""

    __tablename__ = "courses"
    __table_args__ = table_args(
        unique_live("uq_courses_course_code_live", "course_code"),
        index_live("ix_courses_sort_live", "sort_key", "id"),
        index_live("ix_courses_search_live", "search_key"),
    )

    course_code: Mapped[str] = mapped_column(String(50))
    course_name: Mapped[str] = mapped_column(String(300))
    credits: Mapped[Decimal | None] = mapped_column(Exact)
    hours_per_week: Mapped[Decimal | None] = mapped_column(Exact)
    periods_per_week: Mapped[Decimal | None] = mapped_column(Exact)
    absence_penalty: Mapped[Decimal] = mapped_column(Exact, default=Decimal(0))
    description: Mapped[str] = mapped_column(String(5000), default="")
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id"))
    study_year: Mapped[int | None]
    semester: Mapped[int | None]
    search_key: Mapped[str] = mapped_column(String(1000), default="")
    sort_key: Mapped[str] = mapped_column(String(500), default="")


class _Rule(Audited):
    """One category of an evaluation (domain.md 2); weight in percent."""

    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20), default="other")
    weight: Mapped[Decimal] = mapped_column(Exact)
    counts_daily: Mapped[bool] = mapped_column(default=False)
    daily_multiplier: Mapped[Decimal] = mapped_column(Exact, default=Decimal(1))
    latest_only: Mapped[bool] = mapped_column(default=False)


class CourseRule(_Rule, Base):
    """A rule of the course's template."""

    __tablename__ = "course_rules"
    __table_args__ = table_args(Index("ix_course_rules_course_id", "course_id"))

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))


class Offering(Deletable, Base):
    """A course in a term, for a section; next year's is another one."""

    __tablename__ = "offerings"
    __table_args__: Any = table_args(
        unique_live("uq_offerings_course_id_term_id_section_live", "course_id", "term_id", "section"),
        Index("ix_offerings_term_id", "term_id"),
        index_deleted("ix_offerings_deleted_at"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    term_id: Mapped[int] = mapped_column(ForeignKey("terms.id"))
    section: Mapped[str] = mapped_column(String(50), default="")
    room: Mapped[str] = mapped_column(String(50), default="")
    hours_per_week: Mapped[Decimal | None] = mapped_column(Exact)
    periods_per_week: Mapped[Decimal | None] = mapped_column(Exact)
    absence_penalty: Mapped[Decimal] = mapped_column(Exact, default=Decimal(0))
    absence_limit: Mapped[Decimal] = mapped_column(Exact, default=Decimal(10))


class OfferingRule(_Rule, Base):
    """A rule of an offering; grades refer to it by id."""

    __tablename__ = "offering_rules"
    __table_args__ = table_args(Index("ix_offering_rules_offering_id", "offering_id"))

    offering_id: Mapped[int] = mapped_column(ForeignKey("offerings.id"))


class OfferingTeacher(Audited, Base):
    """Who teaches an offering: a name, and the account where that person has one."""

    __tablename__ = "offering_teachers"
    __table_args__ = table_args(Index("ix_offering_teachers_offering_id", "offering_id"))

    offering_id: Mapped[int] = mapped_column(ForeignKey("offerings.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(200))


class Lesson(Audited, Base):
    """A weekly lesson of an offering; weekday 0 is Monday, `start` is HH:MM, `minutes` is one period's length."""

    __tablename__ = "lessons"
    __table_args__ = table_args(Index("ix_lessons_offering_id", "offering_id"))

    offering_id: Mapped[int] = mapped_column(ForeignKey("offerings.id"))
    weekday: Mapped[int]
    first_period: Mapped[int] = mapped_column(default=1)
    periods: Mapped[int] = mapped_column(default=1)
    start: Mapped[str] = mapped_column(String(5), default="")
    minutes: Mapped[int] = mapped_column(default=45)


#: Who takes part in a class is read from the index alone.
_IN_A_CLASS = ("offering_id", "status", "deleted_at", "student_id")


class Enrolment(Deletable, Base):
    """A student in an offering: active, completed or dropped."""

    __tablename__ = "enrolments"
    __table_args__ = table_args(
        unique_live("uq_enrolments_student_id_offering_id_live", "student_id", "offering_id"),
        Index(f"ix_enrolments_{'_'.join(_IN_A_CLASS)}", *_IN_A_CLASS),
        index_deleted("ix_enrolments_deleted_at"),
        Index("ix_enrolments_student_id", "student_id"),
    )

    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"))
    offering_id: Mapped[int] = mapped_column(ForeignKey("offerings.id"))
    status: Mapped[str] = mapped_column(String(20), default="active")
    enrolled_at: Mapped[date | None]
    status_date: Mapped[date | None]
    limit_extended_on: Mapped[date | None]
    limit_extended_by: Mapped[str] = mapped_column(String(200), default="")
    limit_note: Mapped[str] = mapped_column(String(1000), default="")
