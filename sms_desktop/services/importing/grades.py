"""Rows of marks into the grade sheets: one mark a row, or one for each column of an assessment (formats.md 2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import _
from sms_desktop.core.marks import DECIMALS, shown_mark
from sms_desktop.db import bulk
from sms_desktop.db.grades import Grade
from sms_desktop.db.stored import from_stored, stored_columns, to_stored
from sms_desktop.services.importing.assessments import Assessments, Item, Unknown
from sms_desktop.services.importing.fields import CATEGORY_FIELD, MARK_FIELD, MAXIMUM_FIELD, USUAL, Percent
from sms_desktop.services.importing.model import CHANGED, FILL, NEVER, NEW, SKIP, UNCHANGED
from sms_desktop.services.importing.places import Place, Places
from sms_desktop.services.importing.rows import Rows, Writing
from sms_desktop.services.importing.seen import FirstMarks, FirstRows
from sms_desktop.services.importing.shown import Shown, shown_stored
from sms_desktop.services.importing.wide import mark_header, plain_header

TABLE = cast(Table, Grade.__table__)
_KEPT = ("score", "max_score", "weight", "assigned_on", "submitted_on", "note", "excused")
_FIELDS = {"assigned_on": "date_assigned", "submitted_on": "date_submitted"}
#: How long after its term's end work may still be handed in.
_RESITS = timedelta(days=366)
_STORED_MAX = to_stored(TABLE.c.max_score)
_READ_MAX = from_stored(TABLE.c.max_score)
_ONE = to_stored(TABLE.c.weight)(Decimal(1))
_HUNDRED = _STORED_MAX(Decimal(100))


@dataclass
class Column:
    """The marks of one column of a batch, in stored form; `likely` is the maximum where nobody says one.

    `percents` are the places of scores with the sign of percent.
    """

    name: str
    scores: list[int | None]
    maxima: list[int | None]
    titles: list[str]
    categories: list[str]
    hint: str
    likely: int
    category: str
    wide: bool
    percents: frozenset[int]


@dataclass(slots=True)
class Mark:
    """One mark of a file, of the row at place `n`."""

    n: int
    column: Column
    enrolment_id: int
    item: Item
    score: int
    maximum: int | None
    outcome: str = NEW
    row: tuple[Any, ...] = ()
    differs: dict[str, tuple[Any, Any]] | None = None


@dataclass
class Grades:
    """The kind `grades`; one for a whole import, handed batch after batch."""

    session: Session
    writing: Writing
    untitled: FirstRows = field(default_factory=FirstRows)
    seen: FirstMarks = field(default_factory=FirstMarks)

    def __post_init__(self) -> None:
        self._places = Places(self.session, self.writing)
        self._sheets = Assessments(self.session)

    def take(self, rows: Rows) -> None:
        """Settles the outcome of every row of a batch, and writes it unless this is a preview."""
        columns = list(_columns(rows))
        alive = list(rows.alive())
        filled = {n for column in columns for n in alive if column.scores[n] is not None}
        wanted = [n for n in alive if n in filled]
        dates = rows.column("date_assigned", None), rows.column("date_submitted", None)
        places = self._places.find(rows, wanted, [one or other for one, other in zip(*dates, strict=True)])
        self._sheets.load(place.offering_id for place in places.values())
        self._dates(rows, places)
        said = _Said(rows)
        marks = self._first(rows, [mark for column in columns for mark in self._marks(rows, column, places)])
        self._known(marks)
        for mark in marks:
            self._judge(rows, mark, said)
        taken = [mark for mark in marks if mark.n not in rows.rejected]
        self._settle(rows, taken)
        if not self.writing.preview:
            self._write(taken, said)

    # -- which marks -----------------------------------------------------------------------------------------

    def _marks(self, rows: Rows, column: Column, places: Mapping[int, Place]) -> Iterator[Mark]:
        scores, titles, categories, maxima = column.scores, column.titles, column.categories, column.maxima
        item_of, hint, rejected = self._sheets.item, column.hint, rows.rejected
        for n, (enrolment_id, offering_id) in places.items():
            score = scores[n]
            if score is None or n in rejected:
                continue
            title = titles[n] or self._untitled(rows.numbers[n], places[n], categories[n], column)
            item = item_of(offering_id, categories[n], title, hint)
            if isinstance(item, Unknown):
                rows.reject(n, column.category, "unknown_category", item.sentence, categories[n])
            else:
                yield Mark(n, column, enrolment_id, item, score, maxima[n])

    def _untitled(self, row: int, place: Place, category: str, column: Column) -> str:
        """The title of a mark without one: its category's name, numbered from the student's second on."""
        found = self._sheets.category(place.offering_id, category, column.hint)
        if isinstance(found, Unknown):
            return ""
        name, number = (found.name if found is not None else column.hint), 1
        while self.untitled.first((place.enrolment_id, name, number), row) != row:
            number += 1
        return name if number == 1 else f"{name} {number}"

    def _first(self, rows: Rows, marks: list[Mark]) -> list[Mark]:
        """The marks that are the first of their student in their assessment; the rows of others are rejected."""
        numbers = rows.numbers
        at = [numbers[mark.n] for mark in marks]
        firsts = self.seen.firsts(
            (mark.item.offering_id, mark.item.place, mark.enrolment_id, row)
            for mark, row in zip(marks, at, strict=True)
        )
        wide = len(at) > len(places := {mark.n for mark in marks})
        in_row = {(mark.n, mark.item) for mark in marks} if wide else places
        if firsts == at and len(in_row) == len(marks):
            return marks
        met: set[tuple[int, Item]] = set()
        for mark, row, first in zip(marks, at, firsts, strict=True):
            if first != row:
                sentence = _("The mark of this student in “{title}” stands in row {row} already.")
            elif (mark.n, mark.item) in met:
                sentence = _("Another column holds marks of “{title}” too: leave one of them out.")
            else:
                met.add((mark.n, mark.item))
                continue
            sentence = sentence.format(title=mark.item.title, row=first)
            rows.reject(mark.n, mark.column.name, "duplicate_in_file", sentence)
        return [mark for mark in marks if mark.n not in rows.rejected]

    def _dates(self, rows: Rows, places: Mapping[int, Place]) -> None:
        """Rejects marks of days outside their term; work handed in later than that is only remarked on."""
        for name in ("date_assigned", "date_submitted"):
            values: list[date | None] | None = rows.values.get(name)
            for n, place in places.items() if values is not None else ():
                day, term = (values or [])[n], self._places.term_of(place.offering_id)
                if day is None or term is None or term.first_day <= day <= term.last_day:
                    continue
                if name == "date_submitted" and term.last_day < day <= term.last_day + _RESITS:
                    rows.warn(n, name, "after_term", _("This is after the end of {term}.").format(term=term.title))
                else:
                    rows.reject(n, name, "outside_term", _("This day is not in {term}.").format(term=term.title))

    # -- what becomes of them --------------------------------------------------------------------------------

    def _known(self, marks: Sequence[Mark]) -> None:
        """Finds the marks that are there already."""
        asked = {(m.enrolment_id, m.item.id): m for m in marks if not m.item.fresh and m.enrolment_id > 0}
        key = ("enrolment_id", "assessment_id")
        for row in bulk.find_keys(self.session, TABLE, [*key, "id", *_KEPT], key, list(asked)):
            asked[row[0], row[1]].row = row[2:]

    def _judge(self, rows: Rows, mark: Mark, said: _Said) -> None:
        """Finds out what a mark changes; rejects its row where it can't be."""
        item, row = mark.item, mark.row
        stored = row[2] if row else item.maximum
        maximum = mark.maximum if mark.maximum is not None else stored
        if maximum is None:
            maximum = mark.column.likely
        if mark.n in mark.column.percents and not self._is_part(rows, mark, maximum):
            return
        if mark.score > maximum:
            self._refuse_score(rows, mark, maximum, sure=mark.maximum is not None or stored is not None)
            return
        if row:
            self._compare(rows, mark, said)
        if item.locked and (not row or mark.differs):
            sentence = _("The column “{title}” is locked.").format(title=item.title)
            rows.reject(mark.n, mark.column.name, "column_locked", sentence)
            return
        if not item.told:
            self._tell(rows, mark, assumed=stored is None and mark.maximum is None)
        mark.maximum = maximum
        if item.maximum is None:
            item.maximum = maximum

    def _is_part(self, rows: Rows, mark: Mark, maximum: int) -> bool:
        """Makes a percentage the part of the maximum that it is; False, and rejected, where that can't be written."""
        score, rest = divmod(mark.score * maximum, _HUNDRED)
        if rest:
            value = f"{shown_mark(_READ_MAX(mark.score))}%"
            sentence = _("“{value}” has more than {most} decimals.").format(value=value, most=DECIMALS)
            rows.reject(mark.n, mark.column.name, "too_exact", sentence, value)
        else:
            mark.score = score
        return not rest

    def _refuse_score(self, rows: Rows, mark: Mark, maximum: int, *, sure: bool) -> None:
        value = shown_mark(_READ_MAX(mark.score))
        sentence = _("“{value}” is over the maximum of {maximum}.")
        sentence = sentence.format(value=value, maximum=shown_mark(_READ_MAX(maximum)))
        if not sure:
            sentence += " " + _("The file says no maximum; give it in a column of its own or for all rows.")
        rows.reject(mark.n, mark.column.name, "over_maximum", sentence, value)

    def _tell(self, rows: Rows, mark: Mark, *, assumed: bool) -> None:
        """What should be known of an assessment, said with its first mark."""
        item = mark.item
        item.told = True
        if item.rule_id is None:
            sentence = _("“{title}” has no category: it counts for nothing until it is given one.")
            rows.warn(mark.n, mark.column.name, "no_category", sentence.format(title=item.title))
        if assumed and mark.column.likely != _STORED_MAX(USUAL):
            sentence = _("“{title}” does not say its maximum: {maximum} is taken, as learning platforms have it.")
            sentence = sentence.format(title=item.title, maximum=shown_mark(_READ_MAX(mark.column.likely)))
            rows.warn(mark.n, mark.column.name, "maximum_assumed", sentence)

    def _compare(self, rows: Rows, mark: Mark, said: _Said) -> None:
        """What the file says otherwise than the mark that is there; an empty cell says nothing."""
        on_known = self.writing.options.on_known
        mark.outcome = UNCHANGED
        if on_known == NEVER:
            rows.reject(mark.n, mark.column.name, "known", _("This mark is there already."))
        if on_known in (NEVER, SKIP):
            return
        old = dict(zip(_KEPT, mark.row[1:], strict=True))
        new = {"score": mark.score, "max_score": mark.maximum, **said.of(mark.n)}
        if old["excused"]:
            new["excused"] = 0
        differs = {name: (old[name], value) for name, value in new.items() if value not in (None, "", old[name])}
        if on_known == FILL:
            differs = {} if old["excused"] else {n: pair for n, pair in differs.items() if pair[0] in (None, "")}
        if differs:
            mark.outcome, mark.differs = CHANGED, differs

    def _settle(self, rows: Rows, marks: Sequence[Mark]) -> None:
        """The outcome of each row, which is that of its marks; and how many marks there were of each."""
        parts = self.writing.report.parts
        by_row: dict[int, list[Mark]] = {}
        fresh = [mark.n for mark in marks if mark.outcome == NEW]
        rows.settle_all(fresh, NEW)
        parts[NEW] += len(fresh)
        if len(fresh) == len(marks):
            return
        for mark in marks:
            by_row.setdefault(mark.n, []).append(mark)
            parts[mark.outcome] += mark.outcome != NEW
        for n, mine in by_row.items():
            outcomes = {mark.outcome for mark in mine}
            if outcomes not in ({NEW}, {UNCHANGED}):
                changes = tuple(change for mark in mine for change in _shown(mark))
                rows.settle(n, NEW if NEW in outcomes else CHANGED, changes)

    # -- writing ---------------------------------------------------------------------------------------------

    def _write(self, marks: Sequence[Mark], said: _Said) -> None:
        fresh = [mark for mark in marks if mark.outcome == NEW]
        for mark in fresh:
            if mark.item.weight is None:
                mark.item.weight, mark.item.assigned = said.weight(mark.n) or _ONE, said.assigned(mark.n)
        self._sheets.make(dict.fromkeys(mark.item for mark in fresh), self.writing.preview)
        if fresh:
            self._add(fresh, said)
        self._change([mark for mark in marks if mark.outcome == CHANGED])

    def _add(self, fresh: Sequence[Mark], said: _Said) -> None:
        columns: dict[str, list[Any]] = {
            "enrolment_id": [mark.enrolment_id for mark in fresh],
            "assessment_id": [mark.item.id for mark in fresh],
            "score": [mark.score for mark in fresh],
            "max_score": [mark.maximum for mark in fresh],
            "weight": [mark.item.weight for mark in fresh],
        }
        for name, values in said.columns.items():
            if name == "weight":
                columns[name] = [values[m.n] if values[m.n] is not None else m.item.weight for m in fresh]
            else:
                columns[name] = [values[mark.n] for mark in fresh]
        bulk.insert_columns(self.session, TABLE, columns, len(fresh))

    def _change(self, changed: Sequence[Mark]) -> None:
        order = sorted(changed, key=lambda mark: mark.row[0])
        differs = [mark.differs or {} for mark in order]
        names = list(dict.fromkeys(name for pairs in differs for name in pairs))
        before = {name: [mark.row[1 + _KEPT.index(name)] for mark in order] for name in names}
        after = {
            name: [pairs[name][1] if name in pairs else old for pairs, old in zip(differs, olds, strict=True)]
            for name, olds in before.items()
        }
        bulk.update_rows(self.session, TABLE, [mark.row[0] for mark in order], before, after)


class _Said:
    """What the rows of a batch say of their marks besides score and maximum, in stored form."""

    def __init__(self, rows: Rows) -> None:
        fields = {"weight": "weight", "date_assigned": "assigned_on", "date_submitted": "submitted_on", "note": "note"}
        there = {stored: rows.values[name] for name, stored in fields.items() if name in rows.values}
        values = stored_columns(TABLE, list(there), list(there.values()))
        self.columns: dict[str, list[Any]] = dict(zip(there, values, strict=True))

    def of(self, n: int) -> dict[str, Any]:
        return {name: values[n] for name, values in self.columns.items()}

    def weight(self, n: int) -> int | None:
        return self.columns["weight"][n] if "weight" in self.columns else None

    def assigned(self, n: int) -> str | None:
        return self.columns["assigned_on"][n] if "assigned_on" in self.columns else None


def _columns(rows: Rows) -> Iterator[Column]:
    """The columns of marks of a batch: the one of a long file, or each of a wide one."""
    if "score" in rows.values:
        hint = plain_header(rows.headers.get("score", ""))
        yield _column(rows, "score", ("title", "max_score", "category"), "", hint, wide=False)
    for name in [name for name in rows.values if name.startswith(MARK_FIELD)]:
        title = name[len(MARK_FIELD) :]
        said = MARK_FIELD, MAXIMUM_FIELD + title, CATEGORY_FIELD + title
        yield _column(rows, name, said, title, mark_header(rows.headers.get(name, "")).source, wide=True)


def _column(rows: Rows, name: str, said: tuple[str, str, str], title: str, hint: str, *, wide: bool) -> Column:
    titles, maximum, category = said
    if wide and maximum not in rows.values:
        maximum = "max_score"
    if wide and category not in rows.values:
        category = "category"
    likely = mark_header(rows.headers.get(name, "")).likely
    scores, maxima = stored_columns(TABLE, ("score", "max_score"), (rows.values[name], rows.column(maximum, None)))
    return Column(
        name, scores, maxima, [title] * len(scores) if wide else rows.column(titles), rows.column(category),
        hint or title, _STORED_MAX(Decimal(likely) if likely else USUAL), category, wide,
        frozenset(n for n, score in enumerate(rows.values[name]) if type(score) is Percent),
    )  # fmt: skip


def _shown(mark: Mark) -> Iterator[Shown]:
    """The differences of a mark by field of the import; in a wide file a new mark is one too."""
    wide, title = mark.column.wide, mark.column.name[len(MARK_FIELD) :]
    names = {"score": mark.column.name, "max_score": MAXIMUM_FIELD + title} if wide else _FIELDS
    if mark.outcome == NEW:
        yield mark.column.name, "", shown_mark(_READ_MAX(mark.score))
    for name, old, new in shown_stored(TABLE, mark.differs or {}):
        if name != "excused":
            yield names.get(name, _FIELDS.get(name, name)), old, new
