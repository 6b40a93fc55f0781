"""Exports as tasks of the worker process: arguments and answers are JSON, as they go over its pipes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from sms_desktop.core.actor import Actor
from sms_desktop.core.progress import Progress
from sms_desktop.db.database import Database
from sms_desktop.services.exporting import exports
from sms_desktop.services.exporting.exports import Asked
from sms_desktop.services.listing import Condition, Listing


def asked_as_json(asked: Asked) -> dict[str, Any]:
    """What is to be exported as plain JSON; days are ISO, as conditions read them again."""
    plain = asdict(asked)
    for condition in plain["wanted"]["where"]:
        condition["value"] = _plain(condition["value"])
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def asked_from_json(plain: Mapping[str, Any]) -> Asked:
    """What `asked_as_json` was given."""
    asked = dict(plain)
    wanted = dict(asked.pop("wanted"))
    where = tuple(Condition(**condition) for condition in wanted.pop("where"))
    columns = tuple(asked.pop("columns"))
    return Asked(**asked, columns=columns, wanted=Listing(**wanted, where=where))


def arguments(asked: Asked, target: Path) -> dict[str, Any]:
    """What `run` takes, from what it hands to `exports.export`."""
    return {"asked": asked_as_json(asked), "target": str(target)}


def run(database: Database, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Writes a list to a file; answers with the file, how many rows are in it, and what wants a look."""
    asked = asked_from_json(arguments["asked"])
    done = exports.export(database, who, asked, Path(arguments["target"]), progress)
    return {"rows": done.rows, "file": str(done.file), "notes": list(done.notes)}
