"""What the school hands out: named exports, letter templates, forms of its own, issued documents, its pictures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from sms_desktop.db.base import Audited, Base, Deletable, table_args, unique_live


class NamedExport(Deletable, Base):
    """A list with columns, filters and order, kept by name; `user_id` None: everybody's, else that account's own.

    `options` are those of `services.exporting.exports.Asked`, as JSON.
    """

    __tablename__ = "named_exports"
    __table_args__ = table_args(unique_live("uq_named_exports_user_id_name_live", "user_id", "name"))

    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(100))
    list: Mapped[str] = mapped_column(String(30))
    form: Mapped[str] = mapped_column(String(10))
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class LetterTemplate(Deletable, Base):
    """A certificate or letter with named fields in its text; `key` names one that came with the program.

    `numbered`: each one issued gets the next number of the year in the register of issued documents.
    """

    __tablename__ = "letter_templates"
    __table_args__ = table_args(unique_live("uq_letter_templates_name_language_live", "name", "language"))

    key: Mapped[str] = mapped_column(String(50), default="")
    kind: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(100))
    language: Mapped[str] = mapped_column(String(5))
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(String(20_000))
    numbered: Mapped[bool] = mapped_column(default=True)
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class OwnForm(Deletable, Base):
    """A Word or Excel form of the school's (or the ministry's), kept as it is and filled at its fields."""

    __tablename__ = "own_forms"
    __table_args__ = table_args(unique_live("uq_own_forms_name_live", "name"))

    name: Mapped[str] = mapped_column(String(100))
    file_name: Mapped[str] = mapped_column(String(300))
    form: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(1000), default="")
    content: Mapped[bytes]
    content_hash: Mapped[str] = mapped_column(String(64))


class IssuedDocument(Audited, Base):
    """One document that left the office: its number in the year's register, whose it is, and the hash of its pages.

    `number` None: a kind that is not numbered. A cancelled one keeps its number.
    """

    __tablename__ = "issued_documents"
    __table_args__ = table_args(
        Index("uq_issued_documents_year_number", "year", "number", unique=True),
        Index("ix_issued_documents_student_id", "student_id"),
    )

    year: Mapped[int]
    number: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(50))
    title: Mapped[str] = mapped_column(String(300))
    student_id: Mapped[int | None] = mapped_column(ForeignKey("students.id"))
    language: Mapped[str] = mapped_column(String(5))
    issued_at: Mapped[datetime]
    issued_by: Mapped[str] = mapped_column(String(100))
    recipient: Mapped[str] = mapped_column(String(300), default="")
    purpose: Mapped[str] = mapped_column(String(500), default="")
    content_hash: Mapped[str] = mapped_column(String(64))
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[str] = mapped_column(String(100), default="")
    cancel_reason: Mapped[str] = mapped_column(String(500), default="")


class IssuedPages(Base):
    """The PDF of an issued document, apart from its row: the log keeps the hash and needs no second copy of it."""

    __tablename__ = "issued_pages"

    issued_id: Mapped[int] = mapped_column(ForeignKey("issued_documents.id"), primary_key=True)
    content: Mapped[bytes]


class SchoolPicture(Audited, Base):
    """A picture of the school's, such as its logo, by name."""

    __tablename__ = "school_pictures"

    name: Mapped[str] = mapped_column(String(30), unique=True)
    media_type: Mapped[str] = mapped_column(String(50))
    image: Mapped[bytes]
