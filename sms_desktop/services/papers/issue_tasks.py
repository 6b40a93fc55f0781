"""Issuing and previewing letters as tasks of the worker process: the language of a paper is the process's meanwhile."""

from __future__ import annotations

import io
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sms_desktop.core.actor import Actor
from sms_desktop.core.i18n import speaking
from sms_desktop.core.progress import Progress
from sms_desktop.db.database import Database
from sms_desktop.services.papers import issuing, letters
from sms_desktop.services.papers.issuing import NotIssued, Order
from sms_desktop.services.papers.letter_originals import LetterData


def arguments(order: Order, target: Path | None) -> dict[str, Any]:
    """What `issue` takes, from what it hands to `issuing.issue`."""
    return {"order": asdict(order), "target": str(target) if target else None}


def issue(database: Database, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Issues; answers with the ids in the register, who was left out, files, gaps, and the problem with a file."""
    order = dict(arguments["order"])
    order["student_ids"] = tuple(order["student_ids"])
    target = Path(arguments["target"]) if arguments["target"] else None
    done = issuing.issue(database, who, Order(**order), target, progress)
    return {
        "ids": [row.id for row in done.documents],
        "left": [asdict(one) for one in done.left],
        "files": [str(file) for file in done.files],
        "gaps": [[name, list(fields)] for name, fields in done.gaps],
        "problem": done.problem,
    }


def left_of(answer: Mapping[str, Any]) -> tuple[NotIssued, ...]:
    """Who got none, from the answer of `issue`."""
    return tuple(NotIssued(**one) for one in answer["left"])


def preview_arguments(data: LetterData, student_id: int, purpose: str = "", recipient: str = "") -> dict[str, Any]:
    """What `preview` takes."""
    return {"data": asdict(data), "student_id": student_id, "purpose": purpose, "recipient": recipient}


def preview(database: Database, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """The letter as a PDF, base64 in `pdf` (`pages_of`): nothing is written to disk and nothing issued."""
    data, more = LetterData(**arguments["data"]), (arguments["purpose"], arguments["recipient"])
    return {"pdf": b64encode(previewed(database, who, data, arguments["student_id"], *more)).decode()}


def pages_of(answer: Mapping[str, Any]) -> bytes:
    """The PDF in the answer of `preview`."""
    return b64decode(answer["pdf"])


def previewed(
    database: Database, who: Actor, data: LetterData, student_id: int, purpose: str = "", recipient: str = ""
) -> bytes:
    """A letter as a PDF in its own language, for looking at; raises what `letters.preview` does."""
    from sms_desktop.formats.paper.writing import write

    with speaking(data.language), database.read(who) as session:
        document = letters.preview(session, data, student_id, purpose, recipient)
        file = io.BytesIO()
        write(file, [document], data.title)
    return file.getvalue()
