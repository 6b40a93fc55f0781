"""Exports as tasks of the worker process: arguments and answers are JSON, as they go over its pipes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sms_desktop.core.actor import Actor
from sms_desktop.core.progress import Progress
from sms_desktop.db.database import Database
from sms_desktop.services import exports
from sms_desktop.services.exports import Asked
from sms_desktop.services.listing import Condition, Listing


def arguments(asked: Asked, target: Path) -> dict[str, Any]:
    """What `run` takes, from what it hands to `exports.export`."""
    return {"asked": asdict(asked), "target": str(target)}


def run(database: Database, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Writes a list to a file; answers with the file and how many rows are in it."""
    asked = dict(arguments["asked"])
    wanted = dict(asked.pop("wanted"))
    where = tuple(Condition(**condition) for condition in wanted.pop("where"))
    columns = tuple(asked.pop("columns"))
    whole = Asked(**asked, columns=columns, wanted=Listing(**wanted, where=where))
    done = exports.export(database, who, whole, Path(arguments["target"]), progress)
    return {"rows": done.rows, "file": str(done.file)}
