"""How a column writes its dates and decimals, judged over the whole of it, never row by row (formats.md 1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sms_desktop.core.i18n import _
from sms_desktop.core.values import DateJudge, DateOrder, DecimalJudge, Decimals
from sms_desktop.formats.tables.table import Batch, Table
from sms_desktop.services.importing.model import Options

_UNDECIDED = (DateOrder.AMBIGUOUS, Decimals.AMBIGUOUS)
_NOTHING_YET = (DateOrder.PLAIN, Decimals.PLAIN)


@dataclass
class Judgement:
    """One judge for each column of dates or decimals; asks the whole file only where a first look settles nothing."""

    table: Table
    options: Options
    dates: dict[int, DateJudge] = field(default_factory=dict)
    decimals: dict[int, DecimalJudge] = field(default_factory=dict)
    _guessed: dict[int, str] = field(default_factory=dict)
    _asked_all: bool = False

    def watch_dates(self, column: int) -> None:
        """The column (by its place in the file) holds dates."""
        self.dates.setdefault(column, DateJudge())

    def watch_decimals(self, column: int) -> None:
        """The column holds numbers that may have decimal places."""
        self.decimals.setdefault(column, DecimalJudge())

    def look(self, rows: Sequence[Sequence[str]], everything: Iterable[Batch]) -> None:
        """Looks at the first rows, and at all where a column could be read either way.

        `everything` is the reading that the first rows are from: a workbook is not parsed once more for it.
        """
        self._add(rows)
        if self._open():
            self._ask_all(everything)

    def date_order(self, column: int, texts: Sequence[str]) -> DateOrder:
        """The order of day and month in this column, of which `texts` are the next cells."""
        if self.options.day_first is not None:
            return DateOrder.DAY_FIRST if self.options.day_first else DateOrder.MONTH_FIRST
        judge = self.dates[column]
        found = judge.result
        if found in _NOTHING_YET:
            judge.add(texts)
            if judge.result is DateOrder.AMBIGUOUS:
                self._ask_all()
            found = judge.result
        if found is DateOrder.AMBIGUOUS:
            self._guessed[column] = "dates"
            return DateOrder.DAY_FIRST  # as everybody here writes them; said in the notes, and to be chosen
        return found

    def serials(self, column: int) -> bool:
        """Whether the column holds a spreadsheet's day numbers."""
        return self.dates[column].serials

    def decimal_sign(self, column: int, texts: Sequence[str]) -> Decimals:
        """The decimal sign of this column, of which `texts` are the next cells."""
        if self.options.decimal_comma is not None:
            return Decimals.COMMA if self.options.decimal_comma else Decimals.POINT
        judge = self.decimals[column]
        if judge.result in _NOTHING_YET:
            judge.add(texts)
            if judge.result is Decimals.AMBIGUOUS:
                self._ask_all()
        if judge.result is Decimals.AMBIGUOUS:
            self._guessed[column] = "decimals"
            return Decimals.COMMA if self.table.info.delimiter == ";" else Decimals.POINT
        return judge.result

    def ambiguous(self) -> dict[str, str]:
        """The columns, by header, that can be read either way, and whether that is their `dates` or `decimals`."""
        headers = self.table.info.headers
        found = {headers[c]: "dates" for c, judge in self.dates.items() if judge.result in _UNDECIDED}
        found |= {headers[c]: "decimals" for c, judge in self.decimals.items() if judge.result in _UNDECIDED}
        return found

    def notes(self) -> list[str]:
        """A sentence for each column that had to be guessed."""
        headers, notes = self.table.info.headers, []
        if self.options.day_first is None:
            for header, what in self.ambiguous().items():
                if what == "dates":
                    notes.append(
                        _("“{column}” could be day-month or month-day; it was read day first.").format(column=header)
                    )
        for column, what in self._guessed.items():
            if what == "decimals":
                notes.append(
                    _("“{column}” could have a decimal comma or point; check its numbers.").format(
                        column=headers[column]
                    )
                )
        return notes

    def _add(self, rows: Sequence[Sequence[str]]) -> None:
        for column, judge in self._judges():
            judge.add([row[column] for row in rows])

    def _judges(self) -> list[tuple[int, DateJudge | DecimalJudge]]:
        return [*self.dates.items(), *self.decimals.items()]

    def _open(self) -> bool:
        return any(judge.result in _UNDECIDED for __, judge in self._judges())

    def _ask_all(self, everything: Iterable[Batch] | None = None) -> None:
        if self._asked_all:
            return
        self._asked_all = True
        for batch in self.table.batches() if everything is None else everything:
            self._add(batch.rows)
            if not self._open():
                return
