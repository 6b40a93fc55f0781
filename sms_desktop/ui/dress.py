"""Names and roles of widgets: the name for tests and assistive tools, the role for the style sheet."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QWidget

W = TypeVar("W", bound=QWidget)


def named(widget: W, name: str, role: str = "") -> W:
    """Gives a widget its object name (`<screen>.<thing>`) and, with `role`, its look in window.qss."""
    widget.setObjectName(name)
    if role:
        widget.setProperty("role", role)
    return widget


def roled(widget: W, role: str) -> W:
    """Gives a widget its look in window.qss; one that is shown already takes it on at once."""
    widget.setProperty("role", role)
    dress_again(widget)
    return widget


def size_within_screen(dialog: QWidget, width: int, height: int) -> None:
    """Gives a dialog a size in logical pixels, or as much of it as the screen has."""
    room = dialog.screen().availableSize()
    dialog.resize(min(width, room.width() - 24), min(height, room.height() - 48))


def dress_again(widget: QWidget) -> None:
    """Has the style sheet look at a widget's properties again."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
