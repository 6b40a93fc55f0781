"""Bringing a database to the schema of this program: one transaction, after a proven backup (reliability.md 0.4)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect

from sms_desktop.core import files, paths
from sms_desktop.core.actor import system_actor
from sms_desktop.core.errors import StorageProblem
from sms_desktop.core.i18n import _
from sms_desktop.db import backup_file, locks
from sms_desktop.db.database import Database
from sms_desktop.db.faults import translated

#: The newest revision under `migrations/versions`; a test holds the two together.
SCHEMA = "0006"
_WAIT_SECONDS = 30


def current(database: Database) -> str | None:
    """The revision the database is at; None for an empty one."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return found


def bring_up(database: Database, backups: Path) -> bool:
    """Migrates where needed and tells whether it did; the backup it makes before is kept in `backups`.

    Raises `StorageProblem` for a database written by a newer version of the program, and for what the disk does.
    """
    with translated():
        if not _behind(database):
            return False
        held = locks.take(database.folder, "upgrade", wait=_WAIT_SECONDS)
        if held is None:
            raise locks.taken(database.folder, "upgrade")
        try:
            return _brought_up(database, backups)
        finally:
            held.release()


def _brought_up(database: Database, backups: Path) -> bool:
    if not _behind(database):  # another process was faster
        return False
    if current(database) is not None:
        try:
            backups.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise files.storage_problem(error, backups) from error
        backup_file.write(database, backups, "before_upgrade", system_actor().name)
    run(database, "upgrade", SCHEMA)
    return True


def _behind(database: Database) -> bool:
    found = current(database)
    if found is not None and found > SCHEMA:
        raise StorageProblem(
            _("This school's data was written by a newer version of the program."),
            _("Install that version on this computer; nothing was changed."),
            code="newer_schema",
        )
    return found != SCHEMA


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
