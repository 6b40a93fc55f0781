"""Long work over millions of plain values, without the interpreter looking through them for cycles again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def cycles_left() -> Iterator[None]:
    """No automatic collection meanwhile: it takes a third of an import's time and finds nothing.

    Where it is off already (the window sees to it itself) it stays off.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
