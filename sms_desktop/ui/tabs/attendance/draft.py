"""A register as somebody fills it in: what is stored, what was typed over it, and the way back step by step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sms_desktop.services.daily_ratings import USUAL_MAXIMUM, RatingEntry
from sms_desktop.services.register_entry import Status
from sms_desktop.services.registers import Register, RegisterRow

#: An enrolment, and a period (or, for ratings, a category).
Place = tuple[int, int]
#: So many steps can be taken back before they are saved.
DEEPEST = 200


@dataclass(frozen=True)
class Cell:
    """What a cell holds: `status` P, A, L, E or None for no record; `seen` is the version it was typed over."""

    status: str | None
    note: str = ""
    document: str = ""
    seen: int = 0

    def says_what(self, other: Cell) -> bool:
        """Whether both say the same, whenever they were read."""
        return replace(self, seen=other.seen) == other


@dataclass(frozen=True)
class Score:
    """What a rating is or will be; None for none."""

    score: Decimal | None
    seen: int = 0


_Typed = tuple[dict[Place, Cell], dict[Place, Score]]


class Draft:
    """Changes to `register` that are not saved yet. Ratings that can't be are kept in `wrong`: text and sentence."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.wrong: dict[Place, tuple[str, str]] = {}
        self._rows: Mapping[int, RegisterRow] = {row.enrolment_id: row for row in register.rows}
        self._typed: dict[Place, Cell] = {}
        self._rated: dict[Place, Score] = {}
        self._sent: _Typed = ({}, {})
        self._steps: list[_Typed] = []

    @property
    def dirty(self) -> bool:
        """Whether there is something to save."""
        return bool(self._typed or self._rated)

    @property
    def can_undo(self) -> bool:
        """Whether a step that is not saved can be taken back."""
        return bool(self._steps)

    def count(self) -> int:
        """How many cells are not saved yet."""
        return len(self._typed) + len(self._rated)

    def cell(self, place: Place) -> Cell:
        """What a cell of the register holds or will hold."""
        return self._typed.get(place) or self._stored(place)

    def rating(self, place: Place) -> Decimal | None:
        """A rating of the day, as it is or will be."""
        return (self._rated.get(place) or self._stored_score(place)).score

    def maximum(self, place: Place) -> Decimal:
        """What a rating is out of."""
        found = self._rows[place[0]].ratings.get(place[1])
        return found.max_score if found is not None else USUAL_MAXIMUM

    def is_new(self, place: Place, *, rating: bool = False) -> bool:
        """Whether a cell is not saved yet."""
        return place in (self._rated if rating else self._typed)

    def put(self, places: Iterable[Place], status: str | None) -> None:
        """Gives cells a status (None takes the record out), as one step."""
        before = self._before()
        for place in places:
            cell = self.cell(place)
            kept = Cell(status, cell.note if status else "", cell.document if status == "E" else "")
            self._take(place, kept)
        self._step_from(before)

    def fill(self, places: Iterable[Place], status: str) -> None:
        """Gives a status to those of the cells that have none, as one step."""
        self.put([place for place in places if self.cell(place).status is None], status)

    def excuse(self, places: Iterable[Place], note: str, document: str) -> None:
        """Makes cells excused, with the reason and the document's reference, as one step."""
        before = self._before()
        for place in places:
            self._take(place, Cell("E", note, document))
        self._step_from(before)

    def put_note(self, places: Iterable[Place], note: str, document: str) -> None:
        """Writes a note and a document's reference to cells that have a status, as one step."""
        before = self._before()
        for place in places:
            self._take(place, replace(self.cell(place), note=note, document=document))
        self._step_from(before)

    def rate(self, place: Place, score: Decimal | None) -> None:
        """Gives a rating, or takes it out."""
        before = self._before()
        self.wrong.pop(place, None)
        typed, stored = self._rated.pop(place, None), self._stored_score(place)
        if stored.score != score:
            self._rated[place] = Score(score, (typed or stored).seen)
        self._step_from(before)

    def undo(self) -> None:
        """Takes the last step back."""
        if self._steps:
            self._typed, self._rated = self._steps.pop()

    def discard(self) -> None:
        """Forgets everything that is not saved."""
        self._typed, self._rated, self._steps, self.wrong = {}, {}, [], {}

    def over(self, register: Register) -> Draft:
        """The same changes over the register as it was read again; what is stored by now is no change any more."""
        made = Draft(register)
        cells, scores = self._sent
        for place, cell in self._typed.items():
            if made._fits(place, [period.number for period in register.day.periods]):
                stored, sent = made._stored(place), cells.get(place)
                if not cell.says_what(stored):
                    ours = sent is not None and sent.says_what(stored)
                    made._typed[place] = replace(cell, seen=stored.seen) if ours else cell
        for place, rated in self._rated.items():
            if made._fits(place, [category.id for category in register.categories]):
                there, gone = made._stored_score(place), scores.get(place)
                if rated.score != there.score:
                    ours = gone is not None and gone.score == there.score
                    made._rated[place] = Score(rated.score, there.seen) if ours else rated
        made.wrong, made._sent = {place: why for place, why in self.wrong.items() if place[0] in made._rows}, self._sent
        return made

    def send(self, *, look: bool = True) -> tuple[list[Status], list[RatingEntry]]:
        """What is to be saved. Steps before this are taken back by the window's Undo; `look` False overwrites."""
        self._sent, self._steps = self._before(), []
        statuses = [
            Status(enrolment, period, cell.status, cell.note, cell.document, cell.seen if look else None)
            for (enrolment, period), cell in self._typed.items()
        ]
        ratings = [
            RatingEntry(enrolment, rule, rated.score, seen=rated.seen if look else None)
            for (enrolment, rule), rated in self._rated.items()
        ]
        return statuses, ratings

    def _stored(self, place: Place) -> Cell:
        mark = self._rows[place[0]].marks.get(place[1])
        return Cell(None) if mark is None else Cell(mark.status, mark.note, mark.document, mark.version)

    def _stored_score(self, place: Place) -> Score:
        found = self._rows[place[0]].ratings.get(place[1])
        return Score(None) if found is None else Score(found.score, found.version)

    def _fits(self, place: Place, numbers: Sequence[int]) -> bool:
        return place[0] in self._rows and place[1] in numbers

    def _take(self, place: Place, cell: Cell) -> None:
        stored = self._stored(place)
        seen = self._typed[place].seen if place in self._typed else stored.seen
        if cell.says_what(stored):
            self._typed.pop(place, None)
        else:
            self._typed[place] = replace(cell, seen=seen)

    def _before(self) -> _Typed:
        return dict(self._typed), dict(self._rated)

    def _step_from(self, before: _Typed) -> None:
        if before != self._before():
            self._steps = [*self._steps[1 - DEEPEST :], before]
