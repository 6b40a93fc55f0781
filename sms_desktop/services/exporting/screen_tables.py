"""A table as a screen shows it, written to a file: what has been filtered, sorted and arranged there (formats.md 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from sms_desktop.core.actor import Actor
from sms_desktop.core.errors import Invalid
from sms_desktop.core.i18n import _, speaking
from sms_desktop.core.permissions import SCOPED
from sms_desktop.core.progress import Progress, silent
from sms_desktop.db.database import Database
from sms_desktop.formats.paper.lists import Boxes
from sms_desktop.services.access import scope
from sms_desktop.services.exporting import exports, log, paper_heads
from sms_desktop.services.exporting.exports import Exported, WrittenTable


@dataclass(frozen=True)
class Sheet:
    """What stands on the screen: its name, the titles of its columns, and its rows cell by cell.

    Cells are texts, numbers, days, truths or None; `columns` name the columns for programs (JSON).
    """

    title: str
    columns: Sequence[str]
    titles: Sequence[str]
    rows: Sequence[Sequence[object]]


def export(
    database: Database,
    who: Actor,
    sheet: Sheet,
    language: str,
    target: Path,
    purpose: str = "",
    progress: Progress = silent,
) -> Exported:
    """Writes what somebody has on the screen, and so may see, to `target`, wholly or not at all, and records it.

    Whose rows these are is not known here: who exports the own classes alone, and sees others, too, writes lists.
    Raises `Denied`, `Invalid` for a format that does not exist and for rows that don't fit the columns,
    `StorageProblem`.
    """
    who.require("exports:run")
    if not who.may_all("exports:run") and any(who.may_all(f"{resource}:view") for resource in SCOPED):
        raise scope.not_whole("exports:run")
    form = exports.format_of(target)
    if any(len(row) != len(sheet.titles) for row in sheet.rows) or len(sheet.columns) != len(sheet.titles):
        raise Invalid(_("The table has rows that don't fit its columns."), _("Open the list again."), code="bad_sheet")
    boxes: list[Boxes] = []
    progress(0, len(sheet.rows))
    with speaking(language):
        with database.read(who) as session:
            head = paper_heads.head(session, sheet.title) if form == "pdf" else None
        table = WrittenTable(sheet.title, sheet.columns, sheet.titles, sheet.rows, head, len(sheet.rows), 1)
        with log.entry(database, who, target, form, purpose, list=sheet.title) as written:
            count = exports.write(target, form, table, language, written, boxes.append)
    progress(count, count)
    notes = tuple(chain.from_iterable(map(paper_heads.boxed, boxes)))
    return Exported(sheet.title, target, form, count, tuple(sheet.columns), notes)
