"""How work tells how far it is, and learns that it is no longer wanted."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """`progress(done, total)` reports counts of the work's own unit (rows, mostly); `total` 0 means unknown.

    Raises `Cancelled` once the person has cancelled, so that cancelling is a rollback.
    """

    def __call__(self, done: int, total: int, /) -> None: ...


def silent(done: int, total: int, /) -> None:
    """Progress that nobody watches."""


def portion(progress: Progress, start: int, end: int) -> Progress:
    """Progress for one part of a larger work: its whole stands for `start` to `end` percent of that."""

    def told(done: int, total: int, /) -> None:
        progress(start + (end - start) * done // total if total else start, 100)

    return told


def unheard(count: int, /) -> None:
    """Who is told a count and does nothing with it."""
