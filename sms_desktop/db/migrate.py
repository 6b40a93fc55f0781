"""Bringing a database to the schema of this program: one transaction, after a verified copy (reliability.md 0.4)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import inspect
from sqlcipher3 import dbapi2

from sms_desktop.core import paths
from sms_desktop.core.errors import StorageProblem
from sms_desktop.core.i18n import _
from sms_desktop.db import locks
from sms_desktop.db.database import Database, connect
from sms_desktop.db.faults import problem

#: The newest revision under `migrations/versions`; a test holds the two together.
SCHEMA = "0001"
_WAIT_SECONDS = 30


def current(database: Database) -> str | None:
    """The revision the database is at; None for an empty one."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return found


def bring_up(database: Database, backups: Path) -> bool:
    """Migrates where needed and tells whether it did; the copy it makes before is kept in `backups`.

    Raises `StorageProblem` for a database written by a newer version of the program.
    """
    found = current(database)
    if found == SCHEMA:
        return False
    if found is not None and found > SCHEMA:
        raise StorageProblem(
            _("This school's data was written by a newer version of the program."),
            _("Install that version on this computer; nothing was changed."),
            code="newer_schema",
        )
    held = locks.take(database.folder, "upgrade", wait=_WAIT_SECONDS)
    if held is None:
        raise locks.taken(database.folder, "upgrade")
    try:
        if found is not None:
            verified_copy(database, backups / f"before-{SCHEMA}-{datetime.now():%Y%m%d-%H%M%S}.db")
        _upgrade(database, SCHEMA)
    finally:
        held.release()
    return True


def verified_copy(database: Database, target: Path) -> Path:
    """A copy through SQLite's backup API, under the same key, opened and checked before it counts.

    Raises `StorageProblem` where the copy is not whole; then it is gone again.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = target.with_suffix(".half")
    half.touch(mode=0o600)
    try:
        source = connect(database.path, database.key)
        copy = connect(half, database.key, pragmas=("journal_mode=DELETE", "synchronous=FULL"))
        try:
            source.backup(copy)
            ok = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        finally:
            copy.close()
            source.close()
        if not ok:
            raise StorageProblem(
                _("The copy of the database could not be verified; nothing was changed."),
                _("Check the disk, then try again."),
                code="copy_not_whole",
            )
        half.rename(target)
    except dbapi2.DatabaseError as error:
        raise problem(error) from error
    finally:
        half.unlink(missing_ok=True)
    return target


def _upgrade(database: Database, revision: str) -> None:
    run(database, "upgrade", revision)


def run(database: Database, direction: str, revision: str) -> None:
    """Alembic's `upgrade` or `downgrade` to `revision`: one transaction, foreign keys checked at its end."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(paths.migrations()).replace("%", "%%"))
    with database.engine.connect().execution_options(sms_writes=True) as connection:
        # Batch migrations rebuild tables, which foreign keys would not survive; the pragma is heard only outside
        # a transaction, and the check below makes up for it.
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                config.attributes["connection"] = connection
                getattr(command, direction)(config, revision)
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise StorageProblem(_("The upgrade would break {count} references.").format(count=len(broken)))
        finally:
            raw.execute("PRAGMA foreign_keys=ON")
