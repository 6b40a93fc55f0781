"""What every table has: named constraints, a version that is the change set that last wrote the row, soft deletion."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, MetaData, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The tables of one school."""

    metadata = MetaData(naming_convention=NAMING)


class Scaled(TypeDecorator[Decimal]):
    """A decimal kept as a whole number of its smallest parts: sums and comparisons in SQL stay exact everywhere."""

    impl: Any = BigInteger
    cache_ok = True

    def __init__(self, parts: int = 100) -> None:
        super().__init__()
        self.parts = parts

    @property
    def python_type(self) -> type[Decimal]:
        return Decimal

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        if value is None:
            return None
        return int((Decimal(value) * self.parts).quantize(Decimal(1), ROUND_HALF_UP))

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else self.decimal(value)

    def decimal(self, stored: Any) -> Decimal:
        """The number that is kept so."""
        return Decimal(stored) / self.parts


class Exact(Scaled):
    """A decimal kept as hundredths."""

    impl = Integer
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(100)


#: SQLite numbers rows only in columns of the exact type INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")


class Audited:
    """A row whose every change is in a change set; `version` is the id of the change set that made it as it is."""

    __table_args__: Any = {"sqlite_autoincrement": True}  # ids are never used twice: history is kept by id

    id: Mapped[int] = mapped_column(RowId, primary_key=True, sort_order=-2)
    version: Mapped[int] = mapped_column(BigInteger, default=0, sort_order=-1)


class Deletable(Audited):
    """An audited row that goes by being marked: it shows nowhere, frees its natural key and can be restored."""

    deleted_at: Mapped[datetime | None] = mapped_column(active_history=True)


def table_args(*constraints: Any) -> tuple[Any, ...]:
    """`__table_args__` of an audited table: its constraints, and ids that are never used twice."""
    return (*constraints, {"sqlite_autoincrement": True})


def unique_live(name: str, *columns: str, where: str = "deleted_at IS NULL") -> Index:
    """A natural key among the rows that are not deleted, or that `where` lets through.

    Migrations, which make it, say the same for PostgreSQL: said here, SQLAlchemy would import that at each start.
    """
    return Index(name, *columns, unique=True, sqlite_where=text(where))


def index_live(name: str, *columns: str) -> Index:
    """An index over the rows that are not deleted."""
    return Index(name, *columns, sqlite_where=text("deleted_at IS NULL"))


def index_deleted(name: str) -> Index:
    """An index of the few rows that are deleted, by when: they are listed, and left out of sums, without a search."""
    gone = text("deleted_at IS NOT NULL")
    return Index(name, "deleted_at", sqlite_where=gone)
