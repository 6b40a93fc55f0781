"""The database file for one connection alone: for what must not happen while another window or command has it open."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlcipher3 import dbapi2

from sms_desktop.core.errors import Conflict
from sms_desktop.core.i18n import _
from sms_desktop.db.database import Database, connect
from sms_desktop.db.faults import translated

_BETWEEN = 0.1
#: Seconds in which another connection may let go: a window looks for changes every other second.
_PATIENCE = 10.0


@contextmanager
def alone(database: Database) -> Iterator[Any]:
    """A raw connection while no other one has the file open, here or in another process.

    The idle connections of `database` are closed for it. Raises `Conflict` where another one stays.
    """
    with translated():
        connection = _taken(database, time.monotonic() + _PATIENCE)
        try:
            yield connection
        finally:
            connection.close()


def _taken(database: Database, until: float) -> Any:
    while True:
        database.engine.dispose()
        try:
            # Said before the first look at the file, it makes SQLite lock the whole of it for good.
            return connect(database.path, database.key, first=("locking_mode=EXCLUSIVE", "busy_timeout=100"))
        except dbapi2.OperationalError as error:
            if "locked" not in str(error):
                raise
            if time.monotonic() > until:
                raise in_use() from error
        time.sleep(_BETWEEN)


def in_use() -> Conflict:
    """The sentence for a school that is open in another window or used by another command."""
    return Conflict(
        _("The school is open in another window, or a command is working on it; nothing was changed."),
        _("Close it there, then try again."),
        code="in_use_elsewhere",
    )
