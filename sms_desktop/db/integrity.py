"""Whether the database file is whole: its pages, its tables, and what rows refer to (reliability.md 2, I1)."""

from __future__ import annotations

from collections import Counter
from contextlib import closing

from sqlalchemy import text
from sqlalchemy.orm import Session

from sms_desktop.db.database import Database, connect
from sms_desktop.db.faults import translated

#: What the first migration lays over the change log, by name.
_SEALS = {
    f"{table}_no_{verb.lower()}": f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'the change log is never altered'); END"
    for table in ("change_sets", "change_entries")
    for verb in ("UPDATE", "DELETE")
}


def damaged_pages(database: Database) -> int:
    """How many pages of an encrypted file are not as they were written; 0 for a plain file, which has no seals.

    The pages of the log are folded in first: without that, whole files were said to be damaged (reliability.md 4
    (2.2)). Nobody writes meanwhile. Pages that another reader keeps from being folded in are not looked at.
    """
    if database.key is None:
        return 0
    with translated(), closing(connect(database.path, database.key)) as connection:
        __, in_log, folded = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if in_log != folded:
            return 0
        connection.execute("BEGIN IMMEDIATE")
        try:
            return len(connection.execute("PRAGMA cipher_integrity_check").fetchall())
        finally:
            connection.execute("ROLLBACK")


def structure_faults(session: Session) -> list[str]:
    """What SQLite finds wrong in the file's tables and indexes, in its own words; names of tables, never values."""
    with translated():
        found = [str(row[0]) for row in session.execute(text("PRAGMA integrity_check"))]
    return [line for line in found if line != "ok"]


def broken_references(session: Session) -> Counter[tuple[str, str]]:
    """How many rows of a table refer to rows of another that are not there, by both names."""
    with translated():
        rows = session.execute(text("PRAGMA foreign_key_check")).all()
    return Counter((str(row[0]), str(row[2])) for row in rows)


def unsealed(session: Session) -> list[str]:
    """What is missing, or another, of what keeps the change log from being altered; the names of triggers."""
    there: set[tuple[str, str]] = {
        (name, sql) for name, sql in session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    }
    return [name for name, sql in _SEALS.items() if (name, sql) not in there]


def seal(session: Session) -> None:
    """Makes anew what keeps the change log from being altered."""
    for name in unsealed(session):
        session.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        session.execute(text(_SEALS[name]))
