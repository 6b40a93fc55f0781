"""Backups as tasks of the worker process: arguments and answers are JSON, as they go over its pipes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sms_desktop.core.actor import Actor
from sms_desktop.core.progress import Progress
from sms_desktop.db.database import Database
from sms_desktop.services.safekeeping import backups


def create(database: Database, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Makes a backup (`reason`, `to`); answers with its `path`, `size` and `notices`."""
    to = arguments.get("to")
    made = backups.create(
        database, who, arguments.get("reason", backups.BY_HAND), Path(to) if to else None, progress
    )  # fmt: skip
    return _answer(made)


def scheduled(database: Database, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Makes a backup where one is due, and thins the old ones; answers with nothing where none is."""
    made = backups.scheduled(database, progress)
    return {} if made is None else _answer(made)


def verify(database: Database, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Looks into the backup `path` for real; answers with `ok`, `rows` and `problems`."""
    proof = backups.verify(database, who, Path(arguments["path"]), progress)
    return {"ok": proof.ok, "rows": dict(proof.rows), "problems": list(proof.problems)}


def _answer(made: backups.Made) -> dict[str, Any]:
    return {"path": str(made.backup.path), "size": made.backup.size, "notices": list(made.notices)}
