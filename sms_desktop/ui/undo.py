"""Undo and redo of what this person did in this window, over the change sets that it left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from sms_desktop.core.errors import StorageProblem
from sms_desktop.core.events import Changed, EventBus
from sms_desktop.core.i18n import _
from sms_desktop.ui.changes import ChangeFeed
from sms_desktop.ui.jobs import Jobs

if TYPE_CHECKING:  # every table there is: imported when there is something to undo
    from sms_desktop.services.history import undo as changes

#: So many acts can be taken back, the newest first.
DEEPEST = 200
#: What a person does to rows; signing in, exports and taking an import back are not taken back with Ctrl+Z.
UNDOABLE = frozenset({"create", "update", "delete", "restore", "import", "settings_change", "year_end"})


@dataclass
class Act:
    """A change set that can be taken back (or, once that is done, done again). `title` comes a moment later."""

    id: int
    title: str = ""
    import_id: int | None = None


class UndoStack(QObject):
    """What can be undone and redone. `changed()` tells that a title is another one, `taken(Taken, redo)` what was done.

    Everything committed on the bus is this window's own work: what other programs do comes in elsewhere.
    """

    changed = Signal()
    taken = Signal(object, bool)
    failed = Signal(object)

    def __init__(self, events: EventBus, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._done: list[Act] = []
        self._undone: list[Act] = []
        self._busy = False
        self._wanted: list[bool] = []
        self._held: list[Changed] = []
        self._news = ChangeFeed(events, self)
        self._news.changed.connect(self._heard)

    def close(self) -> None:
        """Listens no longer."""
        self._news.close()

    def undo_title(self) -> str:
        """What Undo would take back; empty where there is nothing."""
        return self._done[-1].title if self._done else ""

    def redo_title(self) -> str:
        """What Redo would do again; empty where there is nothing."""
        return self._undone[-1].title if self._undone else ""

    def undo(self) -> None:
        """Takes the newest act back; asked while another is being taken back, right after that."""
        if self._busy:
            self._wanted.append(False)
        elif self._done:
            self._take(self._done.pop(), self._undone, redo=False)

    def redo(self) -> None:
        """Does again what was taken back last, likewise."""
        if self._busy:
            self._wanted.append(True)
        elif self._undone:
            self._take(self._undone.pop(), self._done, redo=True)

    def newest(self) -> Callable[[], None]:
        """What takes back the act that is the newest now, also when others have followed; for a toast's button."""
        return partial(self._take_back, self._done[-1] if self._done else None)

    def refresh_titles(self) -> None:
        """Asks for all titles anew: they are in the language of the moment."""
        for act in (*self._done, *self._undone):
            self._name(act)

    def _take_back(self, act: Act | None) -> None:
        if act is not None and act in self._done and not self._busy:
            self._done.remove(act)
            self._take(act, self._undone, redo=False)

    def _heard(self, event: Changed) -> None:
        if self._busy:
            self._held.append(event)
        elif event.action in UNDOABLE:
            act = Act(event.change_set_id)
            self._done = [*self._done[1 - DEEPEST :], act]
            self._undone.clear()
            self._name(act)
        elif event.action == "import_undo":
            self._forget_undone_by(event.change_set_id)

    def _forget_undone_by(self, number: int) -> None:
        """An import that was taken back on its own screen is not here to be taken back once more."""

        def known(found: changes.Done) -> None:
            self._done = [act for act in self._done if act.id != found.undoes]
            self.changed.emit()

        self._jobs.read(self, _described(number), known, lambda _error: None)

    def _name(self, act: Act) -> None:
        def named(found: changes.Done) -> None:
            act.title = found.original_title
            act.import_id = found.import_id
            self.changed.emit()

        def nameless(_error: Exception) -> None:
            act.title = act.title or _("the last change")
            self.changed.emit()

        self._jobs.read(self, _described(act.id), named, nameless)

    def _take(self, act: Act, other: list[Act], *, redo: bool) -> None:
        self._busy = True
        self.changed.emit()
        title = (_("Redo: {action}") if redo else _("Undo: {action}")).format(action=act.title)
        done, failed = partial(self._took, act, other, redo), partial(self._not_taken, act, redo)
        if act.import_id is not None and not redo:
            self._jobs.heavy(self, "imports.undo", {"import_id": act.import_id}, done, failed, title=title)
            return
        number = act.id

        def work(session: Any, _progress: object) -> changes.Taken:
            from sms_desktop.services.history import undo

            return undo.undo(session, number, redo=redo)

        self._jobs.write(self, work, done, failed, title=title)

    def _took(self, act: Act, other: list[Act], redo: bool, taken: changes.Taken | dict[str, Any]) -> None:
        if isinstance(taken, dict):  # an import is taken back for good: the same file brings it in again
            from sms_desktop.services.history.undo import Taken

            taken = Taken(act.title, taken["rows"], taken["left"], tuple(taken["sentences"]))
        self._free(taken.change_set_id)
        if taken.change_set_id is not None:
            other.append(Act(taken.change_set_id, act.title))
        self.changed.emit()
        self.taken.emit(taken, redo)
        while self._wanted and not self._busy:
            (self.redo if self._wanted.pop(0) else self.undo)()

    def _not_taken(self, act: Act, redo: bool, error: Exception) -> None:
        self._wanted.clear()
        self._free(None)
        if isinstance(error, StorageProblem):  # once the disk has room again it will do; anything else fails again
            (self._undone if redo else self._done).append(act)
        self.changed.emit()
        self.failed.emit(error)

    def _free(self, own: int | None) -> None:
        """Hears what was committed meanwhile, apart from the undo itself."""
        self._busy = False
        held, self._held = self._held, []
        for event in held:
            if event.change_set_id != own:
                self._heard(event)


def _described(number: int) -> Callable[[Any, object], changes.Done]:
    """Asks for a change set as menus name it."""

    def work(session: Any, _progress: object) -> changes.Done:
        from sms_desktop.services.history import undo

        return undo.describe_change(session, number)

    return work
