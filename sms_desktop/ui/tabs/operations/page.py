"""What the Operations screen needs to know of one of its pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class PageSpec:
    """A page by name, icon and title; `build()` makes it when it is first looked at.

    It is there for whoever has the `permission`. The widget may have `retranslate()`, `refresh()` (F5), `shown()`
    (each time it is opened) and `unsaved()` (names what would be lost).
    """

    name: str
    icon: str
    title: Callable[[], str]
    permission: str
    build: Callable[[], QWidget]
