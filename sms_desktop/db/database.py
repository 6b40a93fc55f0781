"""One open school database: connections as reliability.md 4 (2.2) measured them, and the only door to a transaction."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from sms_desktop.core.actor import Actor
from sms_desktop.core.clock import Clock, utc_now
from sms_desktop.core.errors import StorageProblem
from sms_desktop.core.events import EventBus
from sms_desktop.db import chain_head
from sms_desktop.db.changes import Recorder, watch
from sms_desktop.db.faults import translated

#: Marks the file as ours ("SMSD"), checked on every opening.
APPLICATION_ID = 0x534D5344
_BUSY_SECONDS = 5.0
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "cache_size=-65536",
    "mmap_size=0",
    "case_sensitive_like=ON",
)
#: Seconds after which the head of the change log is kept anew where something was written.
_HEAD_SECONDS = 60.0
#: Set in a session's `info`, the write-ahead log is emptied after it: what was erased is not to be read there.
EMPTY_LOG = "empty_log"
_WRITES = "sms_writes"
_LOST = "sms_lost_transaction"


def connect(path: Path, key: bytes | None, pragmas: tuple[str, ...] = _PRAGMAS, *, first: tuple[str, ...] = ()) -> Any:
    """A raw connection to an existing file (never a new one); `key` None for a plain one.

    `first` are pragmas that count only before the file is looked at.
    """
    uri = f"{path.resolve().as_uri()}?mode=rw"
    connection = dbapi2.connect(uri, timeout=_BUSY_SECONDS, check_same_thread=False, isolation_level=None, uri=True)
    try:
        if key is not None:
            connection.execute("PRAGMA cipher_log_level=NONE")  # else a wrong key prints to standard error
            connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        for pragma in first:
            connection.execute("PRAGMA " + pragma)
        connection.execute("SELECT count(*) FROM sqlite_master")  # fails here if the key is wrong
        for pragma in pragmas:
            connection.execute("PRAGMA " + pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def _engine(path: Path, key: bytes | None) -> Engine:
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: connect(path, key),
        poolclass=QueuePool,
        hide_parameters=True,  # errors are logged, and parameters are people's data
    )
    _stop_at_a_lost_transaction(engine)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A deferred transaction that turns to writing fails at once when another has written: writers say so first.
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _stop_at_a_lost_transaction(engine: Engine) -> None:
    """After an error with which SQLite gave the transaction up, nothing more is written by whoever swallowed it.

    A full disk and the like end the transaction by themselves; what is executed next would be kept row by row
    (reliability.md F12). So the error is raised again until the transaction is over.
    """

    @event.listens_for(engine, "handle_error")
    def _failed(context: ExceptionContext) -> None:
        connection = context.connection
        if connection is not None and not connection.connection.in_transaction:
            connection.info[_LOST] = context.original_exception

    def _refuse(connection: Connection, *details: Any) -> None:
        if _LOST in connection.info:
            raise connection.info[_LOST]

    @event.listens_for(engine, "begin")
    def _anew(connection: Connection) -> None:
        connection.info.pop(_LOST, None)

    event.listen(engine, "before_cursor_execute", _refuse)
    event.listen(engine, "commit", _refuse)


class Database:
    """An open school. `begin` is the only way to write, `read` the way to look without writing."""

    def __init__(
        self, path: Path, key: bytes | None, audit_key: bytes, *, events: EventBus | None = None, clock: Clock = utc_now
    ) -> None:
        self.path = path
        self.key = key
        self.audit_key = audit_key
        self.events = events or EventBus()
        self.clock = clock
        #: What sessions that look carry along besides who looks: parts of the program that outlive a session.
        self.carried: dict[str, object] = {}
        self.engine = _engine(path, key)
        self._writer = self.engine.execution_options(**{_WRITES: True})
        self._written, self._head_due = False, time.monotonic() + _HEAD_SECONDS

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.path.parent

    @contextmanager
    def begin(
        self, actor: Actor, action: str = "update", *, reason: str = "", operation_id: str | None = None
    ) -> Iterator[Session]:
        """A session that writes: commits on the way out with exactly one change set, rolls back on any exception.

        `action` is one of domain.md 8. Raises `StorageProblem` for what the disk or another program does to it.
        """
        recorder = Recorder(actor, action, reason, self.audit_key, self.clock, operation_id)
        with translated(), Session(self._writer, expire_on_commit=False) as session:
            session.info["actor"] = actor
            session.info["recorder"] = recorder
            session.info["folder"] = self.folder
            watch(session)
            yield session
            session.flush()
            changed = recorder.finish(session)
            session.commit()
            emptied = session.info.get(EMPTY_LOG)
        if emptied:
            self.empty_log()
        if changed is not None:
            self._written = True
            if time.monotonic() >= self._head_due:
                self.keep_head()
            self.events.publish(changed)

    @contextmanager
    def read(self, actor: Actor) -> Iterator[Session]:
        """A session that sees one moment of the data and leaves nothing behind."""
        with translated(), Session(self.engine, autoflush=False) as session:
            session.info.update(self.carried, actor=actor)
            yield session  # closing rolls back, and leaves what was read readable

    def keep_head(self) -> None:
        """Keeps the head of the change log beside the database (`db.chain_head`), as far as the disk lets it.

        Done by itself every minute in which something was written, and at the end. A head that the log contradicts
        is left as it is: it is the proof.
        """
        self._written, self._head_due = False, time.monotonic() + _HEAD_SECONDS
        with suppress(StorageProblem), translated(), self.engine.connect() as connection:
            chain_head.keep(connection, self.folder, self.audit_key, self.clock())

    def close(self) -> None:
        """Lets go of the file, with its write-ahead log folded into it where nobody else has it open."""
        if self._written:
            self.keep_head()
        self.empty_log()
        self.engine.dispose()

    def empty_log(self) -> None:
        """Folds the write-ahead log, which keeps pages as they were, into the file, and cuts it to nothing.

        Somebody who still reads can be in the way: then the next one does it, or the end.
        """
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("ROLLBACK")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")
        except DBAPIError:
            pass  # another window still reads: its closing will do it
