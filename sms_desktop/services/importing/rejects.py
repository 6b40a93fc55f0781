"""The rows that an import could not take, saved as a file of the same layout plus a column of reasons."""

from __future__ import annotations

from pathlib import Path

from sms_desktop.core.actor import Actor
from sms_desktop.core.i18n import _
from sms_desktop.core.progress import Progress, silent
from sms_desktop.db.database import Database
from sms_desktop.formats.lists.csv_out import write_csv
from sms_desktop.formats.lists.xlsx_out import write_xlsx
from sms_desktop.services.importing import imports
from sms_desktop.services.importing.model import Options, Report
from sms_desktop.services.importing.rows import Refused
from sms_desktop.services.importing.sources import Given


def save(
    database: Database, who: Actor, given: Given, options: Options, target: Path, progress: Progress = silent
) -> int:
    """Looks through the file once more and writes what it can't take to `target`; returns how many rows."""
    kept: list[Refused] = []
    report = imports.preview(database, who, given, options, progress, rejected=kept)
    return write(report, kept, target)


def write(report: Report, kept: list[Refused], target: Path) -> int:
    """Writes rejected rows as CSV (in the file's own delimiter) or, by the suffix of `target`, as XLSX."""
    headers = [*report.headers, _("Why it was not taken")]
    rows = ([*cells, why] for __, cells, why in kept)
    if target.suffix.lower() == ".xlsx":
        write_xlsx(target, headers, rows)
    else:
        write_csv(target, headers, rows, delimiter=report.delimiter or ",")
    return len(kept)
