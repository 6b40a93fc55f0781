"""What the main window needs to know of a screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from sms_desktop.ui.main_window import MainWindow


@dataclass(frozen=True)
class TabSpec:
    """A screen by name, icon and title; `build(window)` makes it when it is first looked at.

    The screen may have `retranslate()` (a change of language), `refresh()` (F5) and `shown()` (each time it is opened).
    """

    name: str
    icon: str
    title: Callable[[], str]
    build: Callable[[MainWindow], QWidget]
