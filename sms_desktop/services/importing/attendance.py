"""Rows of registers into the attendance: a period each, a column for each day, or a day's absences (formats.md 2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from sms_desktop.core import clock
from sms_desktop.core.i18n import _, format_date
from sms_desktop.db import bulk
from sms_desktop.db.attendance import Attendance
from sms_desktop.db.stored import stored_columns
from sms_desktop.services.importing.daily_totals import DailyTotals
from sms_desktop.services.importing.days import DayHeader, month_first
from sms_desktop.services.importing.fields import DAY_FIELD
from sms_desktop.services.importing.model import CHANGED, FILL, NEVER, NEW, SKIP, UNCHANGED
from sms_desktop.services.importing.places import Place, Places
from sms_desktop.services.importing.rows import Rows, Writing
from sms_desktop.services.importing.seen import FirstRows
from sms_desktop.services.importing.shown import Shown, shown_stored
from sms_desktop.services.importing.teaching import Teaching

TABLE = cast(Table, Attendance.__table__)
_KEY = ("enrolment_id", "date", "period")
_KEPT = ("status", "note", "document")
_REMARKS = ("note", "document")


@dataclass
class Record:
    """What a file says of one student in one period, from the column `name` of the row at place `n`."""

    n: int
    name: str
    enrolment_id: int
    day: str
    period: int
    status: str
    keeps_excused: bool = False
    outcome: str = NEW
    row: tuple[Any, ...] = ()
    differs: dict[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass
class Registers:
    """The kind `attendance`; one for a whole import, handed batch after batch."""

    session: Session
    writing: Writing
    _told: set[tuple[int, date]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._places = Places(self.session, self.writing)
        self._teaching = Teaching(self.session)
        self.seen = FirstRows(self.writing.expected_rows)
        self._totals = DailyTotals(self.session, self.writing, self._places, self._teaching)
        self._any_before = self.session.scalar(select(Attendance.id).limit(1)) is not None

    def take(self, rows: Rows) -> None:
        """Settles the outcome of every row of a batch, and writes it unless this is a preview."""
        records = [record for record in self._records(rows) if record.n not in rows.rejected]
        in_batch: set[tuple[int, str, int]] = set()
        records = [record for record in records if self._is_first(rows, record, in_batch)]
        self._known(records)
        remarks = _remarks(rows)
        for record in records:
            if record.row:
                self._compare(rows, record, remarks)
        taken = [record for record in records if record.n not in rows.rejected]
        self._settle(rows, taken)
        if not self.writing.preview:
            self._add([record for record in taken if record.outcome == NEW], remarks)
            self._change([record for record in taken if record.outcome == CHANGED])

    # -- which records ---------------------------------------------------------------------------------------

    def _records(self, rows: Rows) -> Iterator[Record]:
        across = [name for name in rows.values if name.startswith(DAY_FIELD)]
        if across:
            yield from self._across(rows, across)
        if "status" in rows.values:
            yield from self._long(rows)
        elif "absences" in rows.values:
            excused = "excused_absences" in rows.values
            for n, place, day, period, status in self._totals.absences(rows):
                yield Record(n, "absences", place.enrolment_id, day.isoformat(), period, status, not excused)

    def _long(self, rows: Rows) -> Iterator[Record]:
        statuses, days, periods = rows.values["status"], rows.column("date", None), rows.column("period", None)
        wanted = [n for n in rows.alive() if statuses[n]]
        for n in wanted:
            if days[n] is None:
                rows.reject(n, "date", "missing", _("The row does not say which day."))
        places = self._places.find(rows, [n for n in wanted if n not in rows.rejected], days)
        self._teaching.load(place.offering_id for place in places.values())
        for n, place in places.items():
            for period in self._periods(rows, n, "date", place, days[n], periods[n]):
                yield Record(n, "status", place.enrolment_id, days[n].isoformat(), period, statuses[n])

    def _across(self, rows: Rows, names: Sequence[str]) -> Iterator[Record]:
        """The records of a wide register: who was there on the day of each column."""
        headers = {name: header for name in names if (header := DayHeader.read(rows.headers.get(name) or name))}
        wanted = [n for n in rows.alive() if any(rows.values[name][n] for name in headers)]
        places = self._places.find(rows, wanted, [_a_day(list(headers.values()))] * len(rows.numbers))
        self._teaching.load(place.offering_id for place in places.values())
        chosen = self.writing.options.day_first
        months = month_first(headers.values()) if chosen is None else not chosen
        for name, header in headers.items():
            statuses = rows.values[name]
            for n, place in places.items():
                day = self._day(rows, n, name, place, header, months) if statuses[n] else None
                for period in self._periods(rows, n, name, place, day, header.period) if day is not None else ():
                    assert day is not None
                    yield Record(n, name, place.enrolment_id, day.isoformat(), period, statuses[n])

    def _day(self, rows: Rows, n: int, name: str, place: Place, header: DayHeader, months: bool) -> date | None:
        term = self._places.term_of(place.offering_id)
        first, last = (term.first_day, term.last_day) if term is not None else (clock.today(), clock.today())
        day = header.day(months, first, last)
        if day is None:
            rows.reject(n, name, "not_a_date", _("“{value}” is not a date.").format(value=name[len(DAY_FIELD) :]))
        return day

    def _periods(
        self, rows: Rows, n: int, name: str, place: Place, day: date, period: int | None
    ) -> tuple[int, ...]:  # fmt: skip
        """The periods that a status holds for: the one named, else all that the schedule has, else the first."""
        found = self._teaching.on(place.offering_id, day)
        if found is not None and found.why == "outside_term":
            term = self._places.term_of(place.offering_id)
            title = term.title if term is not None else ""
            rows.reject(n, name, "outside_term", _("This day is not in {term}.").format(term=title))
            return ()
        if found is not None and found.why == "holiday" and (place.offering_id, day) not in self._told:
            self._told.add((place.offering_id, day))
            sentence = _("{day} is a holiday: {name}.").format(day=format_date(day), name=found.holiday)
            rows.warn(n, name, "holiday", sentence)
        if period is not None:
            return (period,)
        return tuple(one.number for one in found.periods) if found is not None and found.periods else (1,)

    def _is_first(self, rows: Rows, record: Record, in_batch: set[tuple[int, str, int]]) -> bool:
        """Whether the record is the first of its student in its period; else its row is rejected."""
        number = rows.numbers[record.n]
        identity = record.enrolment_id, record.day, record.period
        first = self.seen.first(identity, number)
        again = identity in in_batch
        in_batch.add(identity)
        if first == number and not again:
            return True
        sentence = _("This student has a status for this day and period in row {row} already.")
        rows.reject(record.n, record.name, "duplicate_in_file", sentence.format(row=first))
        return False

    # -- what becomes of them --------------------------------------------------------------------------------

    def _known(self, records: Sequence[Record]) -> None:
        """Finds the records that are there already."""
        if not self._any_before:
            return
        asked = {(one.enrolment_id, one.day, one.period): one for one in records if one.enrolment_id > 0}
        for row in bulk.find_keys(self.session, TABLE, [*_KEY, "id", *_KEPT], _KEY, list(asked)):
            asked[row[:3]].row = row[3:]

    def _compare(self, rows: Rows, record: Record, remarks: Mapping[str, list[str]]) -> None:
        """What the file says otherwise than the record that is there; an empty cell says nothing."""
        on_known = self.writing.options.on_known
        record.outcome = UNCHANGED
        if on_known == NEVER:
            rows.reject(record.n, record.name, "known", _("This record is there already."))
        if on_known in (NEVER, SKIP):
            return
        old = dict(zip(_KEPT, record.row[1:], strict=True))
        new = {"status": record.status} | {name: texts[record.n] for name, texts in remarks.items()}
        if record.keeps_excused and old["status"] == "E":
            new["status"] = "E"  # a number of absences does not say that this one is excused no more
        differs = {name: (old[name], value) for name, value in new.items() if value and value != old[name]}
        if on_known == FILL:
            differs = {name: pair for name, pair in differs.items() if not pair[0]}
        if differs:
            record.outcome, record.differs = CHANGED, differs

    def _settle(self, rows: Rows, records: Sequence[Record]) -> None:
        """The outcome of each row, which is that of its records; and how many records there were of each."""
        parts = self.writing.report.parts
        by_row: dict[int, list[Record]] = {}
        for record in records:
            parts[record.outcome] += 1
            by_row.setdefault(record.n, []).append(record)
        for n, mine in by_row.items():
            outcomes = {record.outcome for record in mine}
            if outcomes == {NEW}:
                rows.settle(n, NEW)
            elif outcomes != {UNCHANGED}:
                changes = tuple(dict.fromkeys(change for record in mine for change in _shown(record)))
                rows.settle(n, NEW if NEW in outcomes else CHANGED, changes)

    # -- writing ---------------------------------------------------------------------------------------------

    def _add(self, fresh: Sequence[Record], remarks: Mapping[str, list[str]]) -> None:
        columns: dict[str, list[Any]] = {
            "enrolment_id": [record.enrolment_id for record in fresh],
            "date": [record.day for record in fresh],
            "period": [record.period for record in fresh],
            "status": [record.status for record in fresh],
        }
        columns |= {name: [texts[record.n] for record in fresh] for name, texts in remarks.items()}
        if fresh:
            bulk.insert_columns(self.session, TABLE, columns, len(fresh))

    def _change(self, changed: Sequence[Record]) -> None:
        order = sorted(changed, key=lambda record: record.row[0])
        names = list(dict.fromkeys(name for record in order for name in record.differs))
        before = {name: [record.row[1 + _KEPT.index(name)] for record in order] for name in names}
        after = {
            name: [one.differs[name][1] if name in one.differs else old for one, old in zip(order, olds, strict=True)]
            for name, olds in before.items()
        }
        bulk.update_rows(self.session, TABLE, [record.row[0] for record in order], before, after)


def _a_day(headers: Sequence[DayHeader]) -> date | None:
    """A day of the register, where its columns say the year: it tells the term."""
    dated = [header for header in headers if header.year]
    return dated[0].day(month_first(dated), date.min, date.max) if dated else None


def _remarks(rows: Rows) -> dict[str, list[str]]:
    """Notes and documents of a file with a row for each record, in stored form."""
    if not {"status", "absences"} & rows.values.keys():
        return {}
    names = [name for name in _REMARKS if name in rows.values]
    return dict(zip(names, stored_columns(TABLE, names, [rows.values[name] for name in names]), strict=True))


def _shown(record: Record) -> Iterator[Shown]:
    """The differences of a record by field of the import."""
    wide = record.name.startswith(DAY_FIELD)
    if record.outcome == NEW:
        yield record.name, "", record.status
    for name, old, new in shown_stored(TABLE, record.differs):
        yield record.name if wide and name == "status" else name, old, new
