"""What a screen is handed: the open school, who works in it, and the parts of the window that all screens share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sms_desktop.core.actor import Actor
from sms_desktop.core.events import EventBus
from sms_desktop.ui import jobs
from sms_desktop.ui.changes import ChangeFeed
from sms_desktop.ui.memory import Memory
from sms_desktop.ui.proof import Proof
from sms_desktop.ui.undo import UndoStack


class School(jobs.Database, Protocol):
    """The open database, as far as the window knows it: screens hand sessions to services and nothing else."""

    events: EventBus

    @property
    def folder(self) -> Path: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Context:
    """Handed to each tab's factory: `students_tab(context) -> TabSpec`.

    `jobs` reads and writes, `memory` keeps habits per person, `changes.changed` tells what was committed (by this
    window or another program), `undo` holds what this person can take back. `who` tells who works here, with the rights
    of this moment, and `proof` whether the password was shown just now (`dialogs.password_again`).
    """

    database: School
    who: Callable[[], Actor]
    jobs: jobs.Jobs
    memory: Memory
    changes: ChangeFeed
    undo: UndoStack
    proof: Proof = field(default_factory=Proof)

    @property
    def actor(self) -> Actor:
        """Who works here, with the rights of this moment: screens are built anew when those change."""
        return self.who()
