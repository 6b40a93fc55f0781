"""Other files as tasks of the worker process: a table of the screen, timetables, vCards, templates, everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sms_desktop.core.actor import Actor
from sms_desktop.core.progress import Progress
from sms_desktop.db.database import Database
from sms_desktop.services import contact_cards, everything, export_sheet, import_templates, timetable_calendar
from sms_desktop.services.contact_cards import Wanted
from sms_desktop.services.export_sheet import Sheet

Answer = dict[str, Any]


def sheet_arguments(sheet: Sheet, language: str, target: Path, purpose: str = "") -> Answer:
    """What `sheet` takes, from what it hands to `export_sheet.export`; days and exact numbers keep their types."""
    return {
        "title": sheet.title,
        "columns": list(sheet.columns),
        "titles": list(sheet.titles),
        "rows": [[_packed(cell) for cell in row] for row in sheet.rows],
        "language": language,
        "target": str(target),
        "purpose": purpose,
    }


def sheet(database: Database, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> Answer:
    """Writes a table of the screen; answers with the file and how many rows are in it."""
    rows = [[_unpacked(cell) for cell in row] for row in arguments["rows"]]
    wanted = Sheet(arguments["title"], arguments["columns"], arguments["titles"], rows)
    target, purpose = Path(arguments["target"]), arguments["purpose"]
    done = export_sheet.export(database, who, wanted, arguments["language"], target, purpose, progress)
    return {"rows": done.rows, "file": str(done.file)}


def _packed(cell: object) -> object:
    """A cell as JSON has it: what JSON does not know goes as a pair of its kind and its text."""
    if isinstance(cell, datetime | date):
        return [type(cell).__name__, cell.isoformat()]
    if isinstance(cell, Decimal):
        return ["Decimal", str(cell)]
    if cell is None or isinstance(cell, str | bool | int | float):
        return cell
    return str(cell)


_KINDS: Mapping[str, Any] = {"datetime": datetime.fromisoformat, "date": date.fromisoformat, "Decimal": Decimal}


def _unpacked(cell: object) -> object:
    if isinstance(cell, Sequence) and not isinstance(cell, str):
        kind, text = cell
        return _KINDS[str(kind)](text)
    return cell
