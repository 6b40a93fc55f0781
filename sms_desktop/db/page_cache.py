"""How much of the file a connection keeps in memory, where it needs less for a while than it usually has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

#: What it usually has, what is nearly as quick where a whole list is read, and what is enough while rows come in the
#: order of their table: in KiB, below zero for SQLite.
USUAL, LISTS, IN_ORDER = -65536, -32768, -12288
#: So many neighbours share a page of what finds marks and records by enrolment; of rows in order few pages are needed
#: at once.
_SHARE_A_PAGE, _FEW_PAGES = 32, 256


def keep(session: Session, size: int) -> None:
    """Keeps no more of the file in memory than `size` (`USUAL` or less), from now to the end of the block `as_before`.

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


@contextmanager
def for_lists(session: Session) -> Iterator[None]:
    """Inside, whole lists are read: a million rows take little more memory than 100,000, whatever their order."""
    with as_before(session):
        keep(session, LISTS)
        yield


class Order:
    """Keeps as much of the file in memory as rows of enrolments need that come by the thousand.

    Where they jump from one end of the school to the other, pages are needed again and again, and more are kept. Rows
    in order (by student, by course) take the same time with few, and a million of them little more memory than 100,000.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._jumps = False

    def watch(self, enrolment_ids: Iterable[int]) -> None:
        """Looks at the enrolments of some thousand rows; it holds to the end of the block `as_before`."""
        self._jumps = self._jumps or len({row_id // _SHARE_A_PAGE for row_id in enrolment_ids}) > _FEW_PAGES
        keep(self._session, USUAL if self._jumps else IN_ORDER)


def _is_ours(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
