"""The check of the data as a task of a worker process: plain JSON in, plain JSON out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sms_desktop.core.actor import Actor
from sms_desktop.core.progress import Progress
from sms_desktop.db.database import Database
from sms_desktop.services.safekeeping import check


def run(database: Database, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """What `check.check` finds, as `problems` with code, sentence and whether it can be mended."""
    with database.read(who) as session:
        return {"problems": [asdict(problem) for problem in check.check(session, database)]}
