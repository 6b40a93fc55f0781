"""Results that take long to make, kept until something they were made from changes, at most 15 minutes.

The change log says what has changed, whoever changed it: this window, a worker process or another computer. So an
answer is never older than what the asking session itself would read. Decisions: docs/decisions/0017-kept-results.md.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from cachetools import TTLCache
from sqlalchemy.orm import Session

from sms_desktop.core.i18n import language, student_word
from sms_desktop.db.changes import actor
from sms_desktop.db.database import Database
from sms_desktop.services import news

T = TypeVar("T")
_SECONDS = 900
#: How many rows are kept in all; a result with more than that is never kept.
_MOST_ROWS = 200_000
_NAME = "results"
#: What decides whose rows a person sees, besides what the rows themselves are made from.
_SCOPE = frozenset({"offering_teachers", "enrolments", "offerings"})


@dataclass(frozen=True)
class Figures:
    """How often a result was there (`hits`) and had to be made (`misses`), and how many are kept."""

    hits: int
    misses: int
    kept: int

    @property
    def rate(self) -> float | None:
        """Hits in percent of all that was asked; None before the first."""
        asked = self.hits + self.misses
        return 100 * self.hits / asked if asked else None


@dataclass
class _Kept:
    """A result, and the newest change set that it is known to be as new as."""

    result: Any
    seen: int
    rows: int


class ResultCache:
    """Results by all that they depend on. Of one open school; any thread may ask."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._found: TTLCache[Hashable, _Kept] = TTLCache(
            _MOST_ROWS, _SECONDS, timer=timer, getsizeof=lambda kept: kept.rows
        )
        self._lock = threading.Lock()
        self._hits = self._misses = 0

    def figures(self) -> Figures:
        """How it does."""
        with self._lock:
            self._found.expire()
            return Figures(self._hits, self._misses, len(self._found))

    def answer(self, session: Session, made_from: frozenset[str], key: Hashable, make: Callable[[], T]) -> T:
        """The result of that key, made now where none is kept or one of the tables `made_from` has changed since."""
        now = news.newest_change(session)
        with self._lock:
            kept = self._found.get(key)
            seen = None if kept is None else kept.seen
        fresh = seen is not None and seen <= now and not _touched(session, seen, now, made_from)
        with self._lock:
            self._hits, self._misses = self._hits + fresh, self._misses + (not fresh)
            if kept is not None and fresh:
                kept.seen = max(kept.seen, now)
                found: T = kept.result
                return found
        result = make()
        self._keep(key, _Kept(result, now, _rows(result)))
        return result

    def _keep(self, key: Hashable, made: _Kept) -> None:
        with self._lock:
            there = self._found.get(key)
            if made.rows <= _MOST_ROWS and (there is None or there.seen <= made.seen):
                self._found[key] = made


def keep_for(database: Database) -> ResultCache:
    """From now on what is read from this school through `kept` is kept."""
    cache = ResultCache()
    database.carried[_NAME] = cache
    return cache


def figures(database: Database) -> Figures:
    """How the results of this school do; nothing where none are kept."""
    cache = database.carried.get(_NAME)
    return cache.figures() if isinstance(cache, ResultCache) else Figures(0, 0, 0)


def kept(session: Session, made_from: frozenset[str], make: Callable[..., T], *parameters: Hashable) -> T:
    """`make(session, *parameters)`, or what it gave before for the same reader in the same language.

    `made_from` are the tables it reads. What it gives is handed to several and must not be changed. A session that
    writes always reads anew.
    """
    cache = session.info.get(_NAME)
    if not isinstance(cache, ResultCache):
        return make(session, *parameters)
    who = actor(session)
    reader = (who.user_id, who.name, who.rights, language(), student_word())
    key = (make.__module__, make.__qualname__, parameters, reader)
    return cache.answer(session, made_from | _SCOPE, key, lambda: make(session, *parameters))


def _touched(session: Session, seen: int, now: int, made_from: frozenset[str]) -> bool:
    return seen < now and any(change.tables & made_from for change in news.changes_after(session, seen))


def _rows(result: object) -> int:
    """How much a result weighs: its rows, at least one."""
    return max(1, len(result)) if isinstance(result, tuple | list | dict | frozenset) else 1
