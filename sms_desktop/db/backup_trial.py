"""The database out of a backup, looked at in trial: is it whole, and is in it what the backup says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from sms_desktop.db.database import connect

#: Pages that a look at every one of them keeps at hand, in KiB below zero.
ROOM = ("cache_size=-32768",)
#: How a file that came from elsewhere is looked at.
_WARY = ("trusted_schema=OFF", "cell_size_check=ON", *ROOM)


@dataclass(frozen=True)
class Found:
    """What is in a database: rows by table, and the length and the newest link of the change log's chain."""

    rows: dict[str, int]
    chain_length: int
    chain_head: str


def looked_at(path: Path, data_key: bytes | None, *, thorough: bool) -> Found | None:
    """What is in the database; None where its pages, tables or references are not in order.

    Pages and references are looked at side by side: each takes as long as copying the file. The rows of indexes are
    compared with those of their tables only where it is to be `thorough`.
    """
    with ThreadPoolExecutor(2) as both:
        whole = both.submit(_is_whole, path, data_key, "integrity_check" if thorough else "quick_check")
        counted = both.submit(_counted, path, data_key)
        return counted.result() if whole.result() else None


def _is_whole(path: Path, data_key: bytes | None, check: str) -> bool:
    try:
        with closing(connect(path, data_key, _WARY)) as connection:
            return bool(connection.execute(f"PRAGMA {check}(1)").fetchone()[0] == "ok")
    except dbapi2.Error:
        return False


def _counted(path: Path, data_key: bytes | None) -> Found | None:
    try:
        with closing(connect(path, data_key, _WARY)) as connection:
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                return None
            return Found(rows(connection), *chain(connection))
    except dbapi2.Error:
        return None


def chain(connection: Any) -> tuple[int, str]:
    """The number and the hash of the newest change set; 0 and nothing where there is none."""
    found = connection.execute("SELECT id, chain_hash FROM change_sets ORDER BY id DESC LIMIT 1").fetchone()
    return (found[0], found[1]) if found else (0, "")


def rows(connection: Any) -> dict[str, int]:
    """How many rows each table has."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    own = sorted(name for name in names if name.isidentifier() and not name.startswith(("sqlite_", "alembic_")))
    return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in own}
