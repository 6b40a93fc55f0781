"""What the window can do: each command is in a menu, in the Ctrl+K search and in the list under F1."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from sms_desktop.ui import icons

Text = Callable[[], str]


@dataclass(frozen=True)
class Command:
    """A named thing to do. `title` is called when shown; `keys` is a shortcut such as `Ctrl+N`."""

    name: str
    title: Text
    run: Callable[[], object]
    keys: str = ""
    icon: str = ""
    menu: str = "file"
    checkable: bool = False


class Commands:
    """The commands of a window, as actions of its menus."""

    def __init__(self, window: QWidget, menus: dict[str, QMenu]) -> None:
        self._window = window
        self._menus = menus
        self._made: dict[str, tuple[Command, QAction]] = {}
        self._ends: dict[str, QAction] = {}

    def add(self, command: Command, before: QAction | None = None) -> QAction:
        """Puts a command at the end of its menu (or before an action) and returns the action."""
        before = before or self._ends.get(command.menu)
        action = QAction(self._window)
        action.setObjectName(f"main.{command.name}")
        action.setCheckable(command.checkable)
        if command.keys:
            action.setShortcut(QKeySequence(command.keys))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if command.icon:
            icons.put(action, command.icon)
        action.triggered.connect(lambda _checked=False: command.run())
        self._made[command.name] = (command, action)
        self._menus[command.menu].insertAction(before, action) if before else self._menus[command.menu].addAction(
            action
        )
        self._menus[command.menu].menuAction().setVisible(True)
        self._window.addAction(action)
        action.setText(command.title())
        return action

    def end_at(self, menu: str, action: QAction) -> None:
        """From now on the end of this menu, for those who add to it, is before that action."""
        self._ends[menu] = action

    def action(self, name: str) -> QAction:
        """The action of a command."""
        return self._made[name][1]

    def all(self) -> Iterator[tuple[Command, QAction]]:
        """Every command with its action, in the order they were added."""
        yield from self._made.values()

    def retranslate(self) -> None:
        """All texts in the new language."""
        for command, action in self._made.values():
            action.setText(command.title())
