"""Saving as one types: one change set for each act of the person, one after the other, and where that stands."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from sms_desktop.core.errors import Cancelled, StorageProblem, UserError
from sms_desktop.core.i18n import _
from sms_desktop.services import grade_entry, gradebook, news
from sms_desktop.services.grade_entry import Entry, Place
from sms_desktop.services.gradebook import Gradebook
from sms_desktop.services.history import undo
from sms_desktop.ui.jobs import Jobs
from sms_desktop.ui.tabs.grades.ledger import Ledger

#: Of so many marks that others changed meanwhile it is said who did.
MOST_NAMED = 20


@dataclass(frozen=True)
class Act:
    """What one act of the person changed in an offering."""

    offering_id: int
    entries: tuple[Entry, ...]


class Saving(QObject):
    """Stores acts in order. `changed()` whenever its state is another, `judged()` when something was refused.

    `stopped` is what keeps it from going on (a full disk), until `go_on`; `own` are the ids of its change sets, which
    the sheet shows already. `reason` is kept with each of them where the term is locked.
    """

    changed = Signal()
    judged = Signal()
    failed = Signal(object)

    def __init__(self, jobs: Jobs, ledger: Ledger, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._ledger = jobs, ledger
        self._waiting: deque[Act] = deque()
        self._current: Act | None = None
        self._afterwards: list[Callable[[], object]] = []
        self.stopped: Exception | None = None
        self.own: set[int] = set()
        self.reason = ""

    @property
    def busy(self) -> bool:
        """Whether anything is not stored yet that could be."""
        return self._current is not None or bool(self._waiting)

    def add(self, offering_id: int, entries: Sequence[Entry]) -> None:
        """Stores one act, after those before it."""
        self._waiting.append(Act(offering_id, tuple(entries)))
        self._next()

    def when_idle(self, then: Callable[[], object]) -> None:
        """Calls `then` once everything typed so far is stored or refused; at once where it is."""
        if self.busy and self.stopped is None:
            self._afterwards.append(then)
        else:
            then()

    def go_on(self) -> None:
        """Tries again after having been stopped."""
        self.stopped = None
        self._next()

    def count(self) -> int:
        """How many marks are on their way."""
        acts = [*self._waiting, *([self._current] if self._current else [])]
        return sum(len(act.entries) for act in acts)

    def _next(self) -> None:
        if self._current is None and self._waiting and self.stopped is None:
            self._current = self._waiting.popleft()
            self._write(self._current)
        self.changed.emit()
        if not self.busy:
            afterwards, self._afterwards = self._afterwards, []
            for then in afterwards:
                then()

    def _write(self, act: Act) -> None:
        entries = self._ledger.to_send(act.entries)

        def work(session: Any, _progress: object) -> int:
            grade_entry.enter(session, act.offering_id, entries)
            return news.newest_change(session) + 1  # the number that this transaction's own change set gets

        self._jobs.write(self, work, self._stored, self._refused, title=_("Saving marks"), reason=self.reason)

    def _stored(self, version: int) -> None:
        act, self._current = self._current, None
        self.own.add(version)
        if act is not None:
            self._ledger.stored(act.entries, version)
        self._next()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, StorageProblem | Cancelled) or not isinstance(error, UserError):
            self._stop(error)
            return
        act = self._current
        if act is None:
            return
        entries, sentence = self._ledger.to_send(act.entries), str(error)
        self._jobs.read(
            self,
            lambda session, _progress: _read_again(session, act.offering_id, entries),
            lambda found: self._judge(act, found[0], found[1], sentence),
            self._stop,
        )

    def _judge(self, act: Act, fresh: Gradebook, writers: dict[Place, str], sentence: str) -> None:
        again = self._ledger.judge(act.entries, fresh, sentence, writers)
        self._current = None
        if again:
            self._waiting.appendleft(Act(act.offering_id, tuple(again)))
        self.judged.emit()
        self._next()

    def _stop(self, error: Exception) -> None:
        """Keeps what could not be stored, to be tried again when the person says so."""
        if self._current is not None:
            self._waiting.appendleft(self._current)
        self._current, self.stopped = None, error
        afterwards, self._afterwards = self._afterwards, []
        self.changed.emit()
        self.failed.emit(error)
        for then in afterwards:
            then()


def _read_again(session: Any, offering_id: int, entries: Sequence[Entry]) -> tuple[Gradebook, dict[Place, str]]:
    """The sheet as it is stored now, and who wrote last where a mark is another than the person saw."""
    fresh = gradebook.gradebook(session, offering_id)
    cells = {(row.enrolment_id, assessment): cell for row in fresh.rows for assessment, cell in row.cells.items()}
    others = [entry.place for entry in entries if entry.place in cells and cells[entry.place].version != entry.seen]
    writers = {}
    for place in others[:MOST_NAMED]:
        newest = undo.history(session, "grades", cells[place].id, 1)
        writers[place] = newest[0].user_name if newest else ""
    return fresh, writers
