"""Rows of enrolments into the database: who, in which offering, since when (formats.md 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.i18n import _
from sms_desktop.db import bulk
from sms_desktop.db.courses import Enrolment
from sms_desktop.db.stored import to_stored
from sms_desktop.services.importing.model import CHANGED, FILL, NEVER, NEW, SKIP, UNCHANGED
from sms_desktop.services.importing.offerings import Offerings
from sms_desktop.services.importing.people import People
from sms_desktop.services.importing.rows import Rows, Writing
from sms_desktop.services.importing.seen import FirstRows
from sms_desktop.services.importing.shown import shown_stored

TABLE = cast(Table, Enrolment.__table__)
_OWN = ("status", "enrolled_at")


@dataclass
class Enrolments:
    """The kind `enrolments`; one for a whole import, handed batch after batch."""

    session: Session
    writing: Writing
    seen: FirstRows = field(default_factory=FirstRows)

    def __post_init__(self) -> None:
        self._people = People(self.session, self.writing)
        self._offerings = Offerings(self.session, self.writing)
        self._any_before = self.session.scalar(select(Enrolment.id).limit(1)) is not None

    def take(self, rows: Rows) -> None:
        """Settles the outcome of every row of a batch, and writes it unless this is a preview."""
        students = self._people.find(rows)
        places: dict[int, tuple[int, int]] = {}
        for n in list(rows.alive()):
            offering = self._offerings.find(rows, n)
            if offering is not None and n in students:
                places[n] = (students[n], offering)
        self._doubles(rows, places)
        there = self._there([student for student, __ in places.values()])
        fresh = [n for n in places if n not in rows.rejected and places[n] not in there]
        self._settle_known(rows, {n: there[place] for n, place in places.items() if place in there})
        for n in fresh:
            rows.settle(n, NEW)
        if fresh and not self.writing.preview:
            self._add(rows, fresh, places)

    def _doubles(self, rows: Rows, places: Mapping[int, tuple[int, int]]) -> None:
        for n, place in places.items():
            first = self.seen.first(place, rows.numbers[n])
            if first != rows.numbers[n]:
                rows.reject(
                    n, "student_number", "duplicate_in_file",
                    _("This enrolment stands in row {row} already.").format(row=first),
                )  # fmt: skip

    def _there(self, students: Sequence[int]) -> dict[tuple[int, int], dict[str, Any]]:
        if not self._any_before:
            return {}
        names = ["id", "student_id", "offering_id", "version", *_OWN]
        found = bulk.find_rows(self.session, TABLE, names, "student_id", [s for s in students if s > 0])
        return {(row["student_id"], row["offering_id"]): row for row in found}

    def _settle_known(self, rows: Rows, known: Mapping[int, dict[str, Any]]) -> None:
        changed: dict[int, dict[str, tuple[Any, Any]]] = {}
        on_known = self.writing.options.on_known
        for n, row in known.items():
            if n in rows.rejected:
                continue
            if on_known == NEVER:
                rows.reject(n, "student_number", "known", _("This enrolment is there already."))
                continue
            differs = {} if on_known == SKIP else self._differences(rows, n, row, fill=on_known == FILL)
            if differs:
                changed[n] = differs
            rows.settle(n, CHANGED if differs else UNCHANGED, shown_stored(TABLE, differs))
        self._write_changes(known, changed)

    def _differences(self, rows: Rows, n: int, row: Mapping[str, Any], *, fill: bool) -> dict[str, tuple[Any, Any]]:
        out = {}
        for name in _OWN:
            value = rows.cell(name, n)
            new = to_stored(TABLE.c[name])(value) if value not in ("", None) else None
            if new is not None and new != row[name] and not (fill and row[name]):
                out[name] = (row[name], new)
        return out

    def _write_changes(self, known: Mapping[int, Any], changed: Mapping[int, dict[str, tuple[Any, Any]]]) -> None:
        if self.writing.preview:
            return
        for name in _OWN:
            order = sorted((n for n in changed if name in changed[n]), key=lambda n: known[n]["id"])
            before = {name: [changed[n][name][0] for n in order]}
            after = {name: [changed[n][name][1] for n in order]}
            bulk.update_rows(self.session, TABLE, [known[n]["id"] for n in order], before, after)

    def _add(self, rows: Rows, fresh: Sequence[int], places: Mapping[int, tuple[int, int]]) -> None:
        today = clock.today()
        convert = to_stored(TABLE.c.enrolled_at)
        columns: dict[str, list[Any]] = {
            "student_id": [places[n][0] for n in fresh],
            "offering_id": [places[n][1] for n in fresh],
            "status": [rows.cell("status", n) or "active" for n in fresh],
            "enrolled_at": [convert(rows.cell("enrolled_at", n) or today) for n in fresh],
        }
        bulk.insert_columns(self.session, TABLE, columns, len(fresh))
