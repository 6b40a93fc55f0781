"""Exports over the worker's pipes: what goes in and comes out is JSON."""

from __future__ import annotations

import json
from pathlib import Path

from sms_desktop.core.actor import Actor
from sms_desktop.core.progress import silent
from sms_desktop.db.database import Database
from sms_desktop.services.exporting import export_tasks
from sms_desktop.services.exporting.exports import Asked
from sms_desktop.services.listing import Condition, Listing
from tests.makers import Make


def test_a_filtered_list_is_asked_for_and_written(database: Database, admin: Actor, make: Make, tmp_path: Path) -> None:
    make.student(last_name="Abbot", section="A1")
    make.student(last_name="Brown", section="B1")
    wanted = Listing(text="b", where=(Condition("section", "=", ["A1"]),)).sorted_by("last_name", True)
    asked = Asked("students", wanted, ("last_name", "section"))
    arguments = json.loads(json.dumps(export_tasks.arguments(asked, tmp_path / "list.json")))
    answer = export_tasks.run(database, admin, arguments, silent)
    assert json.loads(json.dumps(answer)) == {"rows": 1, "file": str(tmp_path / "list.json"), "notes": []}
    assert "Abbot" in (tmp_path / "list.json").read_text(encoding="utf-8")
