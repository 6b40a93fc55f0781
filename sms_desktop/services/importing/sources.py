"""A file on its way in: opened, its kind and columns understood, batches turned into typed columns (formats.md 1)."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_desktop.core.errors import BadFile, Invalid
from sms_desktop.core.i18n import _, ngettext
from sms_desktop.db.operations import ColumnProfile
from sms_desktop.formats.tables.reading import open_pasted, open_table
from sms_desktop.formats.tables.table import Batch, Reading, Table, TableInfo
from sms_desktop.services.importing import mapping, rights
from sms_desktop.services.importing.columns import CUSTOM, Column, columns_of
from sms_desktop.services.importing.fields import DAY_FIELD, KINDS, MARK_FIELD, Holds, Kind, assemble
from sms_desktop.services.importing.judging import Judgement
from sms_desktop.services.importing.model import Options, Report
from sms_desktop.services.importing.rows import Rows
from sms_desktop.services.importing.wide import Platform, names_nobody

BUNDLES = {
    "oneroster": "OneRoster",
    "school_data_sync": "School Data Sync",
    "semester_package": "semester package",
}


class Bundle(BadFile):
    """A bundle of another system: recognised and named, and imported in a later version."""

    code = "bundle"

    def __init__(self, info: TableInfo) -> None:
        self.info = info
        name, version = BUNDLES[info.content], str(info.details.get("version", ""))
        super().__init__(
            _("This is a {name} bundle {version}.").format(name=name, version=version).replace(" .", "."),
            _("It is recognised, but bundles are imported only in a later version of this program."),
        )

    def described(self) -> dict[str, Any]:
        """The document of `smsctl inspect`: the files in it with their rows."""
        files = self.info.details.get("files", {})
        rows = sum(files.values()) if isinstance(files, Mapping) else 0
        version = self.info.details.get("version")
        named = {"content": self.info.content, "kind": "bundle", "name": BUNDLES[self.info.content]}
        return named | {"version": version, "files": files, "rows": rows, "notes": [str(self)]}


#: Rows of the file that a look at it shows.
SHOWN = 20
_SAMPLE, _AT_ONCE = 200, 5000


@dataclass(frozen=True)
class Given:
    """What the person gave: a file or folder, or cells pasted as text."""

    path: Path | None = None
    text: str = ""

    @property
    def name(self) -> str:
        """What the import is called in the history."""
        return self.path.name if self.path is not None else _("pasted cells")

    def digest(self) -> str:
        """SHA-256 of the file or text, so that the same one is known again."""
        if self.path is None:
            return hashlib.sha256(self.text.encode()).hexdigest()
        if self.path.is_dir():
            return ""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass
class Source:
    """An opened file with all that is decided about it."""

    table: Table
    of: Kind
    options: Options
    columns: list[Column]
    unmapped: list[str]
    judgement: Judgement
    fingerprint: str
    first: list[list[str]]
    expected_rows: int = 0
    nobodies: int = 0

    @property
    def kind(self) -> str:
        """The kind's name, such as students or grades."""
        return self.of.name

    @property
    def info(self) -> TableInfo:
        return self.table.info

    @property
    def in_parts(self) -> bool:
        """Whether a row can hold several marks or records."""
        return any(c.name.startswith((MARK_FIELD, DAY_FIELD)) or c.name == "absences" for c in self.columns)

    def counted(self) -> None:
        """Reads the file through, so that `expected_rows` is no estimate."""
        self.expected_rows = sum(len(batch.rows) for batch in self.batches(_AT_ONCE))

    def must_be_complete(self) -> None:
        """Raises `Invalid` (code `fields_missing`) where needed fields have no column."""
        missing = self.missing()
        if missing:
            raise Invalid(
                " ".join(missing),
                _("Say which column holds it, or give a constant (smsctl: --map FIELD=COLUMN or --map FIELD==TEXT)."),
                code="fields_missing",
            )

    def batches(self, size: int) -> Iterator[Batch]:
        """The file's rows, with the cells that the person mended in the preview; of gradebooks only the students'."""
        headers = self.info.headers
        wide = any(column.name.startswith(MARK_FIELD) for column in self.columns)
        self.nobodies = 0
        for whole in self.table.batches(size):
            batch = _of_somebody(whole) if wide else whole
            self.nobodies += len(whole.rows) - len(batch.rows)
            for place, number in enumerate(batch.numbers):
                for header, text in self.options.corrections.get(number, {}).items():
                    if header in headers:
                        batch.rows[place][headers.index(header)] = text
            yield batch

    def must_be_clear(self) -> None:
        """Raises `Invalid` (code `duplicate_columns`) where a field would come from one of two columns of one name."""
        for column in self.columns:
            if column.place is not None and column.how != "chosen" and column.header in self.info.duplicate_headers:
                places = [str(n) for n, header in enumerate(self.info.headers, 1) if header == column.header]
                raise Invalid(
                    _("Several columns are called “{name}”: numbers {places}.").format(
                        name=column.header, places=", ".join(places)
                    ),
                    _("Rename them, or say which one is meant (smsctl: --map {field}=#{place}).").format(
                        field=column.name, place=places[0]
                    ),
                    code="duplicate_columns",
                )

    def missing(self) -> list[str]:
        """A sentence for each thing that every row must say and no column does."""
        return self.of.missing([column.name for column in self.columns])

    def convert(self, batch: Batch, report: Report) -> Rows:
        """The batch's columns typed; cells that can't be read reject their row with the reason."""
        rows = Rows(batch.numbers, batch.rows, {}, report, headers={c.name: c.header for c in self.columns})
        for n, number in enumerate(batch.numbers):
            if number in batch.faults:
                rows.reject(n, "", "bad_row", batch.faults[number], "")
        cells = list(zip(*batch.rows, strict=True)) if batch.rows else []
        for column in self.columns:
            texts = column.texts(cells, batch.numbers)
            if column.field is None:
                rows.extra[column.name[len(CUSTOM) :]] = texts
                continue
            values, bad = column.read(texts, self.judgement)
            rows.values[column.name] = values
            for n, refused in bad.items():
                rows.reject(n, column.name, refused.code, refused.sentence, texts[n])
        assemble(rows.values)
        return rows

    def notes(self) -> list[str]:
        """What should be said about the file as a whole."""
        notes = [*self.info.notes, *self.judgement.notes()]
        if self.info.duplicate_headers:
            names = ", ".join(self.info.duplicate_headers)
            notes.append(_("Several columns have the same name: {names}.").format(names=names))
        if self.nobodies:
            skipped = ngettext(
                "{n} row that is about no student was skipped.",
                "{n} rows that are about no student were skipped.",
                self.nobodies,
            )
            notes.append(skipped.format(n=self.nobodies))
        if self.unmapped:
            notes.append(_("Columns that are not imported: {names}.").format(names=", ".join(self.unmapped)))
        return notes

    def chosen(self) -> Mapping[str, str]:
        """How the columns are mapped, as it is remembered: field to header (or to a constant)."""
        return {column.name: column.choice for column in self.columns}

    def described(self) -> dict[str, Any]:
        """The document of `smsctl inspect`; the rows are counted to the last."""
        rows = sum(len(batch.rows) for batch in self.batches(_AT_ONCE))
        info = self.info
        return {
            "content": info.content,
            "kind": self.kind,
            "encoding": info.encoding,
            "delimiter": info.delimiter,
            "sheets": list(info.sheets),
            "sheet": info.sheet,
            "header_row": info.header_row,
            "headers": list(info.headers),
            "mapping": [column.described() for column in self.columns],
            "unmapped": self.unmapped,
            "missing": self.missing(),
            "ambiguous": self.judgement.ambiguous(),
            "rows": rows,
            "first_rows": self.first[:SHOWN],
            "notes": self.notes(),
        }


def open_source(session: Session, given: Given, options: Options) -> Source:
    """Opens what was given and understands it as far as it can; raises `BadFile`, `Invalid`."""
    reading = Reading(options.encoding, options.delimiter, options.sheet, options.header_row)
    table = open_table(given.path, reading) if given.path is not None else open_pasted(given.text, reading)
    if table.info.content in BUNDLES:
        raise Bundle(table.info)
    rows = table.batches(_SAMPLE)
    whole = next(rows, Batch([], [], {}))
    headers = table.info.headers
    platform, first = Platform.read(headers, whole.rows), _of_somebody(whole)
    name = options.kind or mapping.guess_kind(headers, first.rows).kind
    if name not in KINDS:
        raise Invalid(
            _("The file does not look like students, courses, enrolments, grades or attendance."),
            _("Say what it is (smsctl: --kind), if it is one of these."),
            code="unknown_kind",
        )
    fingerprint = mapping.headers_fingerprint(headers)
    remembered = _remembered(session, name, fingerprint)
    columns, unmapped = columns_of(KINDS[name], headers, first.rows, options, remembered, platform)
    open_to = rights.permitted(session, columns)
    unmapped += [column.header for column in columns if column not in open_to and column.header]
    columns = open_to
    judgement = _judge(table, options, columns)
    judgement.look(first.rows, chain((whole,), rows))
    expected = _estimate(given, first, table.info)
    if not KINDS[name].has(MARK_FIELD):
        first = whole
    return Source(table, KINDS[name], options, columns, unmapped, judgement, fingerprint, first.rows, expected)


def _of_somebody(batch: Batch) -> Batch:
    """A batch of a gradebook without the rows of maxima, averages and made-up students."""
    kept = [n for n, row in enumerate(batch.rows) if not names_nobody(row)]
    if len(kept) == len(batch.rows):
        return batch
    return Batch([batch.numbers[n] for n in kept], [batch.rows[n] for n in kept], batch.faults)


def _judge(table: Table, options: Options, columns: list[Column]) -> Judgement:
    judgement = Judgement(table, options)
    for column in columns:
        if column.place is not None and column.field is not None:
            if column.field.holds is Holds.DATE:
                judgement.watch_dates(column.place)
            elif column.field.holds is Holds.NUMBER:
                judgement.watch_decimals(column.place)
    return judgement


def _remembered(session: Session, kind: str, fingerprint: str) -> Mapping[str, str]:
    row = session.scalar(
        select(ColumnProfile).where(ColumnProfile.kind == kind, ColumnProfile.fingerprint == fingerprint)
    )
    return row.mapping if row is not None else {}


def _estimate(given: Given, first: Batch, info: TableInfo) -> int:
    """The number of rows, by the size of the file and of its first rows (a progress bar needs no more)."""
    if len(first.rows) < _SAMPLE:
        return len(first.rows)
    if info.content not in ("csv", "pasted"):
        return 0
    sample = sum(len(cell.encode(info.encoding or "utf-8", "replace")) + 1 for row in first.rows for cell in row)
    size = given.path.stat().st_size if given.path is not None else len(io.BytesIO(given.text.encode()).getvalue())
    return max(len(first.rows), size * len(first.rows) // max(1, sample + len(first.rows)))
