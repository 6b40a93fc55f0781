"""A list of columns to tick and to put in order: by mouse, or with Space and Alt with the arrows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout
from PySide6.QtWidgets import QWidget as Widget

from sms_desktop.core.i18n import _
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named

_NAME = Qt.ItemDataRole.UserRole
_SENSITIVE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class Offered:
    """A column to choose by its name; a `sensitive` one only while those are let in."""

    name: str
    title: str
    sensitive: bool = False


class ColumnList(Widget):
    """Emits `changed()` when the person ticks or moves something."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.list = named(QListWidget(), name)
        self.up, self.down = named(QToolButton(), f"{name}_up", "outlined"), named(QToolButton(), f"{name}_down")
        self.down.setProperty("role", "outlined")
        self._sensitive = False
        self._behave()
        self._lay_out()
        self.retranslate()

    def offer(self, columns: Sequence[Offered], chosen: Sequence[str]) -> None:
        """Shows these columns: those `chosen` first, in their order and ticked."""
        known = {column.name: column for column in columns}
        first = [known[name] for name in chosen if name in known]
        self.list.blockSignals(True)
        self.list.clear()
        for column in (*first, *(column for column in columns if column.name not in chosen)):
            self._add(column, column.name in chosen)
        self._let_in()
        self.list.blockSignals(False)
        self.list.setCurrentRow(0)

    def tick(self, names: Collection[str]) -> None:
        """Ticks these columns alone, where they are."""
        self.list.blockSignals(True)
        for item in self._items():
            item.setCheckState(Qt.CheckState.Checked if item.data(_NAME) in names else Qt.CheckState.Unchecked)
        self._let_in()
        self.list.blockSignals(False)

    def let_in(self, allowed: bool) -> None:
        """Whether sensitive columns of those offered next are open."""
        self._sensitive = allowed

    def allow_sensitive(self, allowed: bool) -> None:
        """Opens the sensitive columns, and ticks them; or closes them."""
        self._sensitive = allowed
        self.list.blockSignals(True)
        for item in self._items():
            if item.data(_SENSITIVE):
                item.setCheckState(Qt.CheckState.Checked if allowed else Qt.CheckState.Unchecked)
        self._let_in()
        self.list.blockSignals(False)

    def chosen(self) -> tuple[str, ...]:
        """The names of the ticked columns, in their order."""
        return tuple(item.data(_NAME) for item in self._items() if item.checkState() is Qt.CheckState.Checked)

    def shift(self, steps: int) -> None:
        """Moves the current column up (-1) or down (1)."""
        row = self.list.currentRow()
        if row < 0 or not 0 <= row + steps < self.list.count():
            return
        self.list.insertItem(row + steps, self.list.takeItem(row))
        self.list.setCurrentRow(row + steps)
        self.changed.emit()

    def _shift_clicked(self, steps: int, _checked: bool = False) -> None:
        self.shift(steps)

    def retranslate(self) -> None:
        """In the new language; whoever offered the columns offers them again."""
        self.list.setAccessibleName(_("Columns"))
        self.list.setToolTip(_("Space ticks a column; Alt with the arrows, or the mouse, moves it"))
        for button, text in ((self.up, _("Move up (Alt+Up)")), (self.down, _("Move down (Alt+Down)"))):
            button.setToolTip(text)
            button.setAccessibleName(text)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _add(self, column: Offered, ticked: bool) -> None:
        item = QListWidgetItem(column.title)
        item.setData(_NAME, column.name)
        item.setData(_SENSITIVE, column.sensitive)
        item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.list.addItem(item)

    def _let_in(self) -> None:
        """Sensitive columns can be ticked only where they are let in; the lock says why not."""
        for item in self._items():
            if item.data(_SENSITIVE):
                item.setIcon(icons.icon("lock-open" if self._sensitive else "lock", "muted"))
                flags = item.flags()
                on = Qt.ItemFlag.ItemIsEnabled
                item.setFlags(flags | on if self._sensitive else flags & ~on)
                if not self._sensitive:
                    item.setCheckState(Qt.CheckState.Unchecked)

    def _behave(self) -> None:
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(96)
        self.list.setIconSize(QSize(16, 16))
        self.list.itemChanged.connect(lambda _item: self.changed.emit())
        self.list.model().rowsMoved.connect(lambda *_where: self.changed.emit())
        for button, icon, steps in ((self.up, "chevron-up", -1), (self.down, "chevron-down", 1)):
            icons.put(button, icon)
            button.clicked.connect(partial(self._shift_clicked, steps))
        for keys, steps in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), self.list)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(partial(self.shift, steps))

    def _lay_out(self) -> None:
        row, arrows = QHBoxLayout(self), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP * 2)
        row.addWidget(self.list, 1)
        arrows.setSpacing(theme.STEP)
        arrows.addWidget(self.up)
        arrows.addWidget(self.down)
        arrows.addStretch(1)
        row.addLayout(arrows)
        self.setFocusProxy(self.list)
