"""Imports as tasks of a worker process: plain JSON in, plain JSON out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sms_desktop.core.actor import Actor
from sms_desktop.core.progress import Progress
from sms_desktop.db.database import Database
from sms_desktop.services.importing import imports, rejects
from sms_desktop.services.importing.model import Options
from sms_desktop.services.importing.sources import Given


def _asked(arguments: Mapping[str, Any]) -> tuple[Given, Options]:
    path = arguments.get("path")
    given = Given(path=Path(path) if path else None, text=arguments.get("text", ""))
    return given, Options.from_json(arguments["options"])


def inspect(database: Database, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """What the file is; see `imports.inspect`."""
    given, options = _asked(arguments)
    with database.read(who) as session:
        return imports.inspect(session, given, options)


def preview(database: Database, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """The report of a preview, with the first rows of each outcome under `samples` and the file's `headers`."""
    report = imports.preview(database, who, *_asked(arguments), progress)
    return {**report.to_json(), "headers": list(report.headers), "samples": report.samples_json()}


def run(database: Database, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """The report of an import that was run; rows that can't be taken come back as a report with `import_id` None."""
    try:
        report = imports.run(database, who, *_asked(arguments), progress)
    except imports.Rejected as refused:
        report = refused.report
    return {**report.to_json(), "change_set_id": report.change_set_id, "headers": list(report.headers)}


def save_rejected(database: Database, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Writes the rows that can't be taken to the file `target`, with their reasons; answers with their count."""
    given, options = _asked(arguments)
    count = rejects.save(database, who, given, options, Path(arguments["target"]), progress)
    return {"rows": count, "target": arguments["target"]}


def undo(database: Database, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Takes an import back; answers with rows put back, rows left and a sentence for each of those."""
    taken = imports.take_back(database, who, arguments["import_id"])
    return {"rows": taken.rows, "left": taken.left, "sentences": list(taken.sentences)}
