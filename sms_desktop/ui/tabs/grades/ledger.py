"""The marks of a sheet as they stand on the screen: what is stored, what is on its way there, what was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sms_desktop.core.i18n import _
from sms_desktop.core.marks import Typed, parse_mark, shown_mark
from sms_desktop.core.values.refused import BadValue
from sms_desktop.services.grade_entry import Entry, Place
from sms_desktop.services.gradebook import AssessmentColumn, Cell, Gradebook, Row, regraded
from sms_desktop.ui.tabs.grades.looks import Refused

#: The stored marks by enrolment, then assessment.
Stored = Mapping[int, Mapping[int, Cell]]


@dataclass(frozen=True)
class Wish:
    """A text for the mark of an enrolment in an assessment."""

    place: Place
    text: str


class Ledger:
    """Holds `rows` by enrolment, each with its final grade as it would be if all that was typed were stored.

    `refused` are texts that could not be kept, by place; they outlive the sheet being read again and other sheets.
    """

    def __init__(self) -> None:
        self.book: Gradebook | None = None
        self.rows: dict[int, Row] = {}
        self.refused: dict[Place, Refused] = {}
        #: Whose sheet each refused text belongs to.
        self.sheets: dict[Place, tuple[int, str]] = {}
        self._pending: dict[Place, Entry] = {}
        self._versions: dict[Place, int] = {}

    def load(self, book: Gradebook) -> None:
        """Takes the sheet as it is stored, and puts over it what is still on its way."""
        self.book, self.rows = book, {row.enrolment_id: row for row in book.rows}
        self._show([entry for entry in self._pending.values() if self._there(entry.place)])
        self._drop_gone()

    def column(self, assessment_id: int) -> AssessmentColumn | None:
        """A column of the sheet."""
        return self.book.column(assessment_id) if self.book else None

    def cell(self, place: Place) -> Cell | None:
        """The mark at a place as it is shown."""
        row = self.rows.get(place[0])
        return row.cells.get(place[1]) if row else None

    def text(self, place: Place) -> str:
        """What is edited and copied: the text that was refused, else the mark."""
        refused, cell = self.refused.get(place), self.cell(place)
        if refused is not None and not refused.theirs:
            return refused.text
        return shown_mark(cell.score, cell.excused) if cell else ""

    def put(self, wishes: Sequence[Wish]) -> list[Entry]:
        """Takes the texts of one act: those that are marks are shown and returned to be stored, the rest is refused."""
        entries = []
        for wish in wishes:
            column = self.column(wish.place[1])
            if column is None:
                continue
            try:
                typed = parse_mark(wish.text, self._maximum(wish.place, column))
            except BadValue as error:
                self._refuse(wish.place, Refused(wish.text, error.sentence), self.book)
                continue
            self.give_up(wish.place)
            entry = self._entry(wish.place, typed)
            if entry is not None:
                entries.append(entry)
        self._take_up(entries)
        return entries

    def keep_mine(self, place: Place) -> list[Entry]:
        """What this person wrote over what somebody else wrote meanwhile, after all."""
        refused = self.refused.get(place)
        return self.put([Wish(place, refused.text)]) if refused else []

    def to_send(self, entries: Sequence[Entry]) -> list[Entry]:
        """The entries with the version that each place is known to have now."""
        return [replace(entry, seen=self._versions.get(entry.place)) for entry in entries]

    def stored(self, entries: Sequence[Entry], version: int) -> None:
        """Notes that entries are stored by the change set `version`."""
        for entry in entries:
            now = 0 if entry.score is None and not entry.excused else version
            if self._pending.get(entry.place) is entry:
                self._settle(entry.place)
            else:
                self._versions[entry.place] = now
            cell = self.cell(entry.place)
            if cell is not None:
                row = self.rows[entry.place[0]]
                self.rows[entry.place[0]] = replace(
                    row, cells={**row.cells, entry.place[1]: replace(cell, version=now or cell.version)}
                )

    def judge(
        self, entries: Sequence[Entry], fresh: Gradebook, sentence: str, writers: Mapping[Place, str]
    ) -> list[Entry]:
        """After a refusal: marks each entry that can't be kept, over the sheet as it is now; returns the others.

        Where none is to blame by itself, all are refused with the `sentence`; `writers` are who wrote last at a place.
        """
        stored = {row.enrolment_id: row.cells for row in fresh.rows}
        again: list[Entry] = []
        judged: dict[Place, Refused] = {}
        for entry in entries:
            reason = self._objection(entry, fresh, stored, sentence, writers.get(entry.place, ""))
            if reason is None:
                again.append(entry)
            else:
                judged[entry.place] = reason
        if not judged:
            again, judged = [], {entry.place: self._refusal(entry, sentence) for entry in entries}
        for place in judged:
            self._settle(place)
        if self.book is not None and self.book.offering_id == fresh.offering_id:
            self.load(fresh)
        for place, refused in judged.items():
            if place[0] in stored and fresh.column(place[1]) is not None:
                self._refuse(place, refused, fresh)
        return again

    def give_up(self, place: Place) -> bool:
        """Drops what was refused at a place; False where nothing was."""
        self.sheets.pop(place, None)
        return self.refused.pop(place, None) is not None

    def unsaved(self) -> list[Place]:
        """The places of this sheet where something could not be kept."""
        return [place for place in self.refused if self._there(place)]

    def _objection(self, entry: Entry, fresh: Gradebook, stored: Stored, sentence: str, writer: str) -> Refused | None:
        """Why an entry can't be kept, None where it could."""
        cells, column = stored.get(entry.place[0]), fresh.column(entry.place[1])
        if cells is None or column is None:
            return self._refusal(entry, sentence)
        cell = cells.get(entry.place[1])
        if column.locked:
            return self._refusal(entry, _("The column “{title}” is locked.").format(title=column.title))
        if (cell.version if cell else 0) != self._versions.get(entry.place, 0):
            return replace(self._refusal(entry, _conflict(entry, cell, writer)), theirs=True)
        maximum = cell.max_score if cell else column.max_score
        if entry.score is not None and entry.score > maximum:
            reason = _("“{value}” is over the maximum of {maximum}.")
            return self._refusal(entry, reason.format(value=shown_mark(entry.score), maximum=shown_mark(maximum)))
        return None

    def _refusal(self, entry: Entry, reason: str) -> Refused:
        return Refused(shown_mark(entry.score, entry.excused), reason)

    def _refuse(self, place: Place, refused: Refused, book: Gradebook | None) -> None:
        self.refused[place] = refused
        if book is not None:
            self.sheets[place] = book.offering_id, book.title

    def _entry(self, place: Place, typed: Typed) -> Entry | None:
        """What is to be stored; None where the mark is that already."""
        cell = self.cell(place)
        now = (cell.score, cell.excused) if cell else (None, False)
        if (typed.score, typed.excused) == now:
            return None
        return Entry(place[0], place[1], typed.score, typed.excused)

    def _take_up(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            if entry.place not in self._pending:
                cell = self.cell(entry.place)
                self._versions[entry.place] = cell.version if cell else 0
            self._pending[entry.place] = entry
        self._show(entries)

    def _show(self, entries: Sequence[Entry]) -> None:
        """Puts entries into the rows, and each row's final grade anew, once."""
        cells: dict[int, dict[int, Cell]] = {}
        for entry in entries:
            own = cells.setdefault(entry.enrolment_id, dict(self.rows[entry.enrolment_id].cells))
            column, before = self.column(entry.assessment_id), own.pop(entry.assessment_id, None)
            if column is not None and (entry.score is not None or entry.excused):
                blank = Cell(0, 0, None, column.max_score, column.weight, False)
                own[entry.assessment_id] = replace(before or blank, score=entry.score, excused=entry.excused)
        if self.book is not None:
            for enrolment, own in cells.items():
                self.rows[enrolment] = regraded(self.book, self.rows[enrolment], own)

    def _maximum(self, place: Place, column: AssessmentColumn) -> Decimal:
        cell = self.cell(place)
        return cell.max_score if cell else column.max_score

    def _settle(self, place: Place) -> None:
        self._pending.pop(place, None)
        self._versions.pop(place, None)

    def _there(self, place: Place) -> bool:
        return place[0] in self.rows and self.column(place[1]) is not None

    def _drop_gone(self) -> None:
        """Refused texts of this sheet whose student or column is not there any more."""
        for place, (offering, _title) in list(self.sheets.items()):
            if self.book is not None and offering == self.book.offering_id and not self._there(place):
                self.give_up(place)


def _conflict(entry: Entry, cell: Cell | None, writer: str) -> str:
    mine = shown_mark(entry.score, entry.excused) or "–"
    if cell is None:
        return _("Somebody took this mark out meanwhile; yours is {mine}.").format(mine=mine)
    theirs = shown_mark(cell.score, cell.excused)
    if writer:
        return _("{who} wrote {theirs} meanwhile; yours is {mine}.").format(who=writer, theirs=theirs, mine=mine)
    return _("Somebody wrote {theirs} meanwhile; yours is {mine}.").format(theirs=theirs, mine=mine)
