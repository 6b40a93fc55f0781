"""Backups as tasks of the worker process: plain JSON in, plain JSON out, refusals as what they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Denied
from sms_desktop.core.progress import silent
from sms_desktop.db import sealed
from sms_desktop.db.database import Database
from sms_desktop.services import worker_process
from sms_desktop.services.tasks import TASKS
from tests.schools import ADMIN


def done(database: Database, task: str, **arguments: Any) -> Any:
    """The answer of a task as it comes over the pipes."""
    return json.loads(json.dumps(TASKS[task](database, ADMIN, json.loads(json.dumps(arguments)), silent)))


def test_a_backup_is_made_and_proven(database: Database, tmp_path: Path) -> None:
    made = done(database, "backups.create", reason="by_hand", to=str(tmp_path))
    assert Path(made["path"]).parent == tmp_path
    assert made["notices"] == []
    assert done(database, "backups.verify", path=made["path"])["ok"]


def test_the_schedule_answers_with_nothing_where_none_is_due(database: Database) -> None:
    assert done(database, "backups.scheduled")["size"] > 0
    assert done(database, "backups.scheduled") == {}


def test_a_damaged_file_is_still_one_on_the_other_side_of_the_pipe() -> None:
    message = worker_process.told(sealed.damaged())
    assert message["type"] == "BadFile"
    assert (message["code"], message["sentence"]) == ("damaged_file", sealed.damaged().sentence)


def test_a_refusal_is_one_there_too(database: Database) -> None:
    with pytest.raises(Denied):
        TASKS["backups.create"](database, Actor(9, "nobody"), {}, silent)
