"""Registers: who was there in which period, and lessons that are held besides the schedule (domain.md 1 and 3)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from sms_desktop.db.base import Audited, Base, table_args


class Attendance(Audited, Base):
    """One student in one period: `status` is P (present), A (absent), L (late) or E (excused).

    `document` is the reference of what excused an absence. A record that is taken out is kept by its change set.
    """

    __tablename__ = "attendance"
    __table_args__ = table_args(
        Index("uq_attendance_enrolment_id_date_period", "enrolment_id", "date", "period", unique=True),
        Index("ix_attendance_enrolment_id_status", "enrolment_id", "status"),
    )

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    date: Mapped[date]
    period: Mapped[int]
    status: Mapped[str] = mapped_column(String(1))
    note: Mapped[str] = mapped_column(String(1000), default="")
    document: Mapped[str] = mapped_column(String(200), default="")


class MakeUpLesson(Audited, Base):
    """A lesson of an offering on a date on which its schedule has none."""

    __tablename__ = "make_up_lessons"
    __table_args__ = table_args(Index("ix_make_up_lessons_offering_id_date", "offering_id", "date"))

    offering_id: Mapped[int] = mapped_column(ForeignKey("offerings.id"))
    date: Mapped[date]
    first_period: Mapped[int] = mapped_column(default=1)
    periods: Mapped[int] = mapped_column(default=1)
    start: Mapped[str] = mapped_column(String(5), default="")
    minutes: Mapped[int] = mapped_column(default=45)
    note: Mapped[str] = mapped_column(String(300), default="")
