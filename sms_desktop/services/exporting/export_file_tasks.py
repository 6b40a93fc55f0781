"""Other files as tasks of the worker process: a table of the screen, timetables, vCards, templates, everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sms_desktop.core.actor import Actor
from sms_desktop.core.progress import Progress
from sms_desktop.db.database import Database
from sms_desktop.services.exporting import contact_cards, everything, screen_tables, timetable_calendar
from sms_desktop.services.exporting.contact_cards import Wanted
from sms_desktop.services.exporting.screen_tables import Sheet
from sms_desktop.services.importing import templates
from sms_desktop.services.listing import Condition, Listing
from sms_desktop.services.timetable import Whose

Answer = dict[str, Any]


def sheet_arguments(sheet: Sheet, language: str, target: Path, purpose: str = "") -> Answer:
    """What `sheet` takes, from what it hands to `screen_tables.export`; days and exact numbers keep their types."""
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
    """Writes a table of the screen; answers with the file, how many rows are in it, and what wants a look."""
    rows = [[_unpacked(cell) for cell in row] for row in arguments["rows"]]
    wanted = Sheet(arguments["title"], arguments["columns"], arguments["titles"], rows)
    target, purpose = Path(arguments["target"]), arguments["purpose"]
    done = screen_tables.export(database, who, wanted, arguments["language"], target, purpose, progress)
    return {"rows": done.rows, "file": str(done.file), "notes": list(done.notes)}


def timetable_arguments(whose: Whose, language: str, target: Path, purpose: str = "") -> Answer:
    """What `timetable` takes, from what it hands to `timetable_calendar.write`."""
    return {"whose": asdict(whose), "language": language, "target": str(target), "purpose": purpose}


def timetable(database: Database, who: Actor, arguments: Mapping[str, Any], _progress: Progress) -> Answer:
    """Writes a timetable as a calendar file; answers with the file and how many entries are in it."""
    target, whose = Path(arguments["target"]), Whose(**arguments["whose"])
    done = timetable_calendar.write(database, who, whose, arguments["language"], target, arguments["purpose"])
    return {"rows": done, "file": str(target)}


def contacts_arguments(wanted: Wanted, target: Path) -> Answer:
    """What `contacts` takes, from what it hands to `contact_cards.write`."""
    return {"wanted": asdict(wanted), "target": str(target)}


def contacts(database: Database, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> Answer:
    """Writes contacts as vCards; answers with the file and how many cards are in it."""
    plain, target = dict(arguments["wanted"]), Path(arguments["target"])
    listing = dict(plain.pop("listing"))
    where = tuple(Condition(**condition) for condition in listing.pop("where"))
    wanted = Wanted(**plain, listing=Listing(**listing, where=where))
    return {"rows": contact_cards.write(database, who, wanted, target, progress), "file": str(target)}


def template_arguments(kind: str, language: str, target: Path, purpose: str = "") -> Answer:
    """What `template` takes, from what it hands to `templates.write`."""
    return {"kind": kind, "language": language, "target": str(target), "purpose": purpose}


def template(database: Database, who: Actor, arguments: Mapping[str, Any], _progress: Progress) -> Answer:
    """Writes the template of an import; answers with the file."""
    given = {**arguments, "target": Path(arguments["target"])}
    return {"file": str(templates.write(database, who, **given).file)}


def all_arguments(language: str, target: Path, sensitive: bool = False, purpose: str = "") -> Answer:
    """What `all_of_it` takes, from what it hands to `everything.write`."""
    return {"language": language, "target": str(target), "sensitive": sensitive, "purpose": purpose}


def all_of_it(database: Database, who: Actor, arguments: Mapping[str, Any], progress: Progress) -> Answer:
    """Writes everything as one zip; answers with the file and how many rows are in it, in all and of each list."""
    given = {**arguments, "target": Path(arguments["target"])}
    done = everything.write(database, who, **given, progress=progress)
    return {"rows": sum(done.rows.values()), "file": str(done.file), "lists": dict(done.rows)}


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
