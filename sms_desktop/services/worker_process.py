"""Heavy work in a process of its own, so that a window never waits for the interpreter's lock (architecture.md, traps).

Both sides speak JSON lines over pipes. The database's key goes over the pipe, never in arguments or environment.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import IO, Any

from sms_desktop.core import errors, paths
from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Cancelled, UserError
from sms_desktop.core.events import Changed
from sms_desktop.core.i18n import language, student_word
from sms_desktop.core.progress import Progress
from sms_desktop.db.database import Database

_NO_WINDOW = 0x08000000 if sys.platform == "win32" else 0


class WorkerDied(Exception):
    """The worker process ended without an answer; the job's lock says so to the next tidy-up."""


def request(database: Database, who: Actor, task: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """All that the worker needs to know."""
    return {
        "folder": str(database.folder),
        "key": database.key.hex() if database.key is not None else None,
        "actor": {**asdict(who), "rights": sorted(who.rights)},
        "language": language(),
        "student_word": student_word(),
        "task": task,
        "arguments": dict(arguments),
    }


def run_task(
    database: Database, who: Actor, task: str, arguments: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    """Runs a task of `services.tasks` in a worker process and returns its answer.

    Progress is passed on; where that raises `Cancelled`, the worker rolls back and `Cancelled` goes on up. What the
    worker raises as `UserError` is raised here. Changes it committed are published on this database's bus.
    """
    process = subprocess.Popen(
        paths.child_command("worker"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        creationflags=_NO_WINDOW,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        _send(process.stdin, request(database, who, task, arguments))
        return _listen(process.stdin, process.stdout, database, progress)
    finally:
        process.stdin.close()  # a worker that is still at it rolls back
        process.wait()
        process.stdout.close()


def _send(pipe: IO[str], message: Mapping[str, Any]) -> None:
    pipe.write(json.dumps(message) + "\n")
    pipe.flush()


def _listen(pipe: IO[str], answers: IO[str], database: Database, progress: Progress) -> dict[str, Any]:
    cancelled = False
    for line in answers:
        message = json.loads(line)
        if "progress" in message and not cancelled:
            try:
                progress(*message["progress"])
            except Cancelled:
                cancelled = True
                _send(pipe, {"cancel": True})
        elif "changed" in message:
            told = message["changed"]
            database.events.publish(Changed(told["id"], frozenset(told["tables"]), told["action"]))
        elif "result" in message:
            found: dict[str, Any] = message["result"]
            return found
        elif "error" in message:
            raise _rebuilt(message["error"])
    raise WorkerDied("the worker process ended without an answer")


def told(error: Exception) -> dict[str, Any]:
    """An error as the worker sends it home: a `UserError` whole, anything else as its type alone (no personal data)."""
    if isinstance(error, UserError):
        return {
            "type": next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == errors.__name__),
            "sentence": error.sentence,
            "way_out": error.way_out,
            "code": error.code,
            "fields": getattr(error, "fields", {}),
            "permission": getattr(error, "permission", ""),
            "place": [getattr(error, "row", None), getattr(error, "column", None)],
        }
    return {"type": type(error).__name__}


def _rebuilt(message: Mapping[str, Any]) -> Exception:
    if message["type"] == "Cancelled":
        return Cancelled()
    kind = getattr(errors, message["type"], None)
    if not (isinstance(kind, type) and issubclass(kind, UserError)):
        return WorkerDied(f"the worker process failed: {message['type']}")
    error = kind(message["sentence"], message["way_out"], code=message["code"])
    if isinstance(error, errors.Invalid):
        error.fields = message["fields"]
    if isinstance(error, errors.Denied):
        error.permission = message["permission"]
    if isinstance(error, errors.BadFile):
        error.row, error.column = message["place"]
    return error
