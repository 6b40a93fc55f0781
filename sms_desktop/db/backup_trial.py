"""The database out of a backup, looked at in trial: is it whole, and is in it what the backup says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

from sqlcipher3 import dbapi2

from sms_desktop.db.database import connect

#: How a file that came from elsewhere is read once from end to end: no page is asked for twice, so 2 MB are enough.
WARY = ("trusted_schema=OFF", "cell_size_check=ON", "cache_size=-2048")
#: For `integrity_check`, which looks each row up in each index: half as fast again with 8 MB, twice with 32.
_WITH_ROOM = (*WARY, "cache_size=-32768")
#: How often whoever waits is asked whether the work is still wanted, and SQLite whether to go on (in its own steps).
_ASKED_SECONDS, _ASKED_STEPS = 0.2, 10_000


@dataclass(frozen=True)
class Found:
    """What is in a database: rows by table, and the length and the newest link of the change log's chain."""

    rows: dict[str, int]
    chain_length: int
    chain_head: str


@contextmanager
def beside(
    path: Path, data_key: bytes | None, wanted: Callable[[], object], *, thorough: bool
) -> Iterator[Callable[[], Found | None]]:
    """Looks at a database while the block does something else, and gives what waits for the end of it (`looked_at`).

    While that waits, `wanted` is called now and then; what it raises ends the look, as does any error of the block.
    """
    stop = Event()
    with ThreadPoolExecutor(1) as pool:
        look = pool.submit(looked_at, path, data_key, thorough=thorough, stop=stop)

        def found() -> Found | None:
            while wait([look], _ASKED_SECONDS).not_done:
                wanted()
            return look.result()

        try:
            yield found
        finally:
            stop.set()


def looked_at(path: Path, data_key: bytes | None, *, thorough: bool, stop: Event | None = None) -> Found | None:
    """What is in the database; None where its pages, tables or references are not in order, or `stop` was set.

    Pages and references are looked at side by side: each takes as long as copying the file. The rows of indexes are
    compared with those of their tables only where it is to be `thorough`.
    """
    stop = stop or Event()
    with ThreadPoolExecutor(2) as both:
        whole = both.submit(_is_whole, path, data_key, thorough, stop)
        counted = both.submit(_counted, path, data_key, stop)
        return counted.result() if whole.result() else None


def _is_whole(path: Path, data_key: bytes | None, thorough: bool, stop: Event) -> bool:
    check, pragmas = ("integrity_check", _WITH_ROOM) if thorough else ("quick_check", WARY)
    try:
        with closing(connect(path, data_key, pragmas)) as connection:
            connection.set_progress_handler(stop.is_set, _ASKED_STEPS)
            return bool(connection.execute(f"PRAGMA {check}(1)").fetchone()[0] == "ok")
    except dbapi2.Error:
        return False


def _counted(path: Path, data_key: bytes | None, stop: Event) -> Found | None:
    try:
        with closing(connect(path, data_key, WARY)) as connection:
            connection.set_progress_handler(stop.is_set, _ASKED_STEPS)
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
