"""The event bus: who has changed what, told to whoever shows or keeps something made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Changed:
    """A change set was committed. `tables` are the names of the tables it touched."""

    change_set_id: int
    tables: frozenset[str]
    action: str


Listener = Callable[[Changed], None]


class EventBus:
    """Calls each listener, in the thread that committed, with what was changed; order is that of subscribing."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Adds `listener` and returns the function that takes it off again."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, event: Changed) -> None:
        for listener in tuple(self._listeners):
            listener(event)
