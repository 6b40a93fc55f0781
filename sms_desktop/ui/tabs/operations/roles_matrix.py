"""The matrix of permissions and roles: a row for each permission, a column for each role."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from sms_desktop.core.actor import OWN
from sms_desktop.core.i18n import _, pgettext
from sms_desktop.core.permissions import may_be_own
from sms_desktop.services.access.roles import RoleRow
from sms_desktop.ui import icons, theme
from sms_desktop.ui.tabs.operations.rights_words import action_title, resource_title, scope_word
from sms_desktop.ui.widgets.table_view import RowDelegate

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_Role = Qt.ItemDataRole
_SIGNS = {"all": ("check", "success"), "own": ("user-check", "accent")}
#: What the first two columns say: what a permission is about, and what it lets one do.
HEADS = 2


class MatrixModel(QAbstractTableModel):
    """Roles of the school's own change with `cycle`; `changed()` tells that there is something to save, or no more."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.permissions: tuple[str, ...] = ()
        self.roles: list[RoleRow] = []
        self._stored: dict[str, frozenset[str]] = {}

    def load(self, permissions: tuple[str, ...], roles: tuple[RoleRow, ...]) -> None:
        """Shows the roles as they are stored."""
        self.beginResetModel()
        self.permissions, self.roles = permissions, list(roles)
        self._stored = {role.name: role.keys for role in roles}
        self.endResetModel()
        self.changed.emit()

    def edited(self) -> list[RoleRow]:
        """The roles that are other than stored."""
        return [role for role in self.roles if role.keys != self._stored[role.name]]

    def role_at(self, index: Index) -> RoleRow | None:
        """The role of a column."""
        place = index.column() - HEADS
        return self.roles[place] if index.isValid() and 0 <= place < len(self.roles) else None

    def cycle(self, index: Index) -> None:
        """None, own classes where that is possible, all, and none again; built-in roles stay as they are."""
        role = self.role_at(index)
        if role is None or role.id is None:
            return
        permission = self.permissions[index.row()]
        states = ["", "own", "all"] if may_be_own(permission) else ["", "all"]
        now = role.scope(permission)
        then = states[(states.index(now) + 1) % len(states)] if now in states else ""
        keys = role.keys - {permission, permission + OWN}
        added = {"all": {permission}, "own": {permission + OWN}}.get(then, set())
        self.roles[index.column() - HEADS] = replace(role, keys=keys | added)
        self.dataChanged.emit(index, index)
        self.changed.emit()

    def retranslate(self) -> None:
        """In the new language."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        if self.permissions:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.permissions)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else HEADS + len(self.roles)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        shown = self.role_at(index)
        return self._head(index, role) if shown is None else self._cell(index, shown, role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical or role != _Role.DisplayRole:
            return None
        if section < HEADS:
            return (pgettext("permission", "What"), _("May"))[section]
        return self.roles[section - HEADS].title

    def _head(self, index: Index, role: int) -> Any:
        resource, action = self.permissions[index.row()].split(":")
        first = index.row() == 0 or self.permissions[index.row() - 1].split(":")[0] != resource
        if role == _Role.DisplayRole:
            return action_title(action) if index.column() else (resource_title(resource) if first else "")
        if role == _Role.ToolTipRole:
            return self.permissions[index.row()]
        if role == _Role.FontRole and not index.column():
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return None

    def _cell(self, index: Index, shown: RoleRow, role: int) -> Any:
        permission = self.permissions[index.row()]
        scope = shown.scope(permission)
        if role == _Role.DisplayRole:
            return scope_word(scope)
        if role == _Role.DecorationRole and scope:
            return icons.icon(*_SIGNS[scope])
        if role == _Role.ForegroundRole and (not scope or shown.id is None):
            return QBrush(QColor(theme.current().muted))
        if role == _Role.AccessibleTextRole:
            resource, action = permission.split(":")
            return f"{shown.title}, {resource_title(resource)}, {action_title(action)}: {scope_word(scope) or _('No')}"
        if role == _Role.ToolTipRole and shown.id is None:
            return _("Built-in roles stay as they are. Copy one to make your own.")
        return None


class MatrixView(QTableView):
    """Moves cell by cell; Space, Enter and a double click give the next state."""

    def __init__(self, model: MatrixModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("operations.roles")
        self._model = model
        self.setModel(model)
        self.setItemDelegate(RowDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setHighlightSections(False)
        self.doubleClicked.connect(model.cycle)
        model.modelReset.connect(self.fit)

    def fit(self) -> None:
        """Columns as wide as their words."""
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 4 * theme.STEP)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._model.cycle(self.currentIndex())
        else:
            super().keyPressEvent(event)
