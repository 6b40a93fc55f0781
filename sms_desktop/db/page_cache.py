"""How much of the file a connection keeps in memory, where it needs less for a while than it usually has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

#: What it usually has, and what is enough while rows come in the order of their table: in KiB, below zero for SQLite.
USUAL, IN_ORDER = -65536, -12288


def keep(session: Session, size: int) -> None:
    """Keeps no more of the file in memory than `USUAL` or `IN_ORDER`, from now to the end of the block `as_before`.

    What was changed and finds no room goes to the write-ahead log before its time, which makes it no more final.
    """
    if _is_ours(session):
        session.connection().exec_driver_sql(f"PRAGMA cache_size={size}")


@contextmanager
def as_before(session: Session) -> Iterator[None]:
    """Whatever the block sets with `keep`, the connection is handed on with what it usually has."""
    driver = session.connection().connection.driver_connection
    try:
        yield
    finally:
        if driver is not None and _is_ours(session):
            driver.execute(f"PRAGMA cache_size={USUAL}")  # past the session, which may have failed


def _is_ours(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
