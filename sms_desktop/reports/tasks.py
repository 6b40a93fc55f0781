"""Reports as tasks of the worker process: arguments and answers are JSON, as they go over its pipes."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from sms_desktop.core.actor import Actor
from sms_desktop.core.progress import Progress
from sms_desktop.reports import own_form, running
from sms_desktop.reports.report import Left, Note
from sms_desktop.reports.running import InMemory, Made, Wanted

_DAYS = ("first", "last")


def arguments(wanted: Wanted, target: Path | None = None, most: int | None = None) -> dict[str, Any]:
    """What the tasks take: `reports.make` a target, `reports.preview` how many documents at most."""
    plain = asdict(wanted)
    for name in _DAYS:
        plain[name] = plain[name] and plain[name].isoformat()
    return {"wanted": plain, "target": None if target is None else str(target), "most": most}


def _wanted(arguments: Mapping[str, Any]) -> Wanted:
    plain = dict(arguments["wanted"])
    for name in _DAYS:
        plain[name] = plain[name] and date.fromisoformat(plain[name])
    return Wanted(**{**plain, "subjects": tuple(plain["subjects"]), "names": tuple(plain["names"])})


def make(database: Any, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Writes a report; answers with what `answer` says of it."""
    return answer(running.make(database, who, _wanted(arguments), Path(arguments["target"]), progress))


def preview(database: Any, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """The first documents of a report: `pdf` is base64, `notes` what is to be told of them."""
    return _in_memory(running.preview(database, who, _wanted(arguments), arguments["most"] or 20, progress))


def to_print(database: Any, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """A whole report for the printer, recorded as one that goes out: as `preview`."""
    return _in_memory(running.to_print(database, who, _wanted(arguments), progress))


def _in_memory(made: InMemory) -> dict[str, Any]:
    return {"pdf": b64encode(made.pdf).decode("ascii"), "notes": _told(made.notes)}


def answer(made: Made) -> dict[str, Any]:
    """What was made as JSON has it."""
    return {
        "files": [str(file) for file in made.files],
        "documents": made.documents,
        "pages": made.pages,
        "left": _told(made.left),
        "notes": _told(made.notes),
    }


def _told(found: Iterable[Left | Note]) -> list[dict[str, Any]]:
    return [{"id": one.subject_id, "name": one.name, "sentence": one.sentence} for one in found]


TASKS: dict[str, Callable[[Any, Actor, Mapping[str, Any], Progress], dict[str, Any]]] = {
    "own_forms.fill": own_form.task,
    "reports.make": make,
    "reports.preview": preview,
    "reports.print": to_print,
}
