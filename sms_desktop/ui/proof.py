"""When the person at the desk last showed the own password: for some minutes it is not asked for again (S10)."""

from __future__ import annotations

import time
from collections.abc import Callable

#: Minutes for which a shown password counts.
GRACE = 5


class Proof:
    """Belongs to one person at one desk; locking the window and a change of rights take it back.

    `waived` for a made-up school, whose password nobody knows by heart.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: float | None = None
        self.waived = False

    def give(self) -> None:
        """The password was shown just now."""
        self._until = self._clock() + GRACE * 60

    def take_back(self) -> None:
        """It has to be shown again."""
        self._until = None

    def holds(self) -> bool:
        """Whether the password need not be shown now."""
        return self.waived or (self._until is not None and self._clock() < self._until)
