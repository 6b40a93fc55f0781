"""The fields that a letter may name, by group, found as one types; a double click or Enter puts one into the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from sms_desktop.core.folding import fold
from sms_desktop.core.i18n import N_, _
from sms_desktop.services.papers import letter_tables, letter_texts, paper_fields
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named
from sms_desktop.ui.widgets.search_line import SearchLine

_NAME = Qt.ItemDataRole.UserRole
_TABLES = N_("Tables")
#: Group, name and label of a field.
Entry = tuple[str, str, str]


class FieldsPanel(QWidget):
    """Emits `wanted(name)`, such as `student.last_name` or `table:courses`; `entries()` are the fields there are."""

    wanted = Signal(str)

    def __init__(self, name: str = "letter", entries: Callable[[], Sequence[Entry]] | None = None) -> None:
        super().__init__()
        self._entries = entries or of_letters
        self.filter = named(SearchLine(), f"{name}.field_filter", "search")
        self.tree = named(_Tree(), f"{name}.fields")
        self._sign = self.filter.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        icons.put(self._sign, "search", "muted")
        self.filter.textChanged.connect(self._fill)
        self.filter.taken.connect(self._take_first)
        self.filter.left.connect(self._into_tree)
        self.tree.itemActivated.connect(lambda item, _column: self._take(item))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 2)
        column.addWidget(self.filter)
        column.addWidget(self.tree, 1)
        self.setMinimumWidth(200)
        self.retranslate()

    def names(self) -> list[str]:
        """The fields that are shown, from the top."""
        return [item.data(0, _NAME) for item in self._items()]

    def retranslate(self) -> None:
        """In the new language."""
        self.filter.setPlaceholderText(_("Find a field"))
        self.filter.setAccessibleName(_("Find a field"))
        self.filter.setToolTip(_("Enter puts the first field that fits into the text"))
        self.tree.setAccessibleName(_("Fields"))
        self._fill()

    def _fill(self, _text: str = "") -> None:
        """Shows the groups with what fits, all of it open where something is looked for."""
        words = fold(self.filter.text()).split()
        self.tree.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        for group, name, label in self._entries():
            found = f"{fold(label)} {fold(group)} {name}"
            if not all(word in found for word in words):
                continue
            if group not in groups:
                groups[group] = _heading(group)
                self.tree.addTopLevelItem(groups[group])
            item = QTreeWidgetItem(groups[group], [label])
            item.setData(0, _NAME, name)
            item.setToolTip(0, f"{label}\n${{{name}}}")
        for place, heading in enumerate(groups.values()):
            heading.setExpanded(bool(words) or place == 0)

    def _items(self) -> list[QTreeWidgetItem]:
        groups = [self.tree.topLevelItem(place) for place in range(self.tree.topLevelItemCount())]
        found = [group.child(place) for group in groups if group for place in range(group.childCount())]
        return [item for item in found if item is not None]

    def _take_first(self) -> None:
        first = next(iter(self._items()), None)
        if first is not None and self.filter.text().strip():
            self._take(first)

    def _into_tree(self) -> None:
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
        first = next(iter(self._items()), None)
        if first is not None:
            self.tree.setCurrentItem(first)

    def _take(self, item: QTreeWidgetItem) -> None:
        name = item.data(0, _NAME)
        if name:
            self.wanted.emit(name)


class _Tree(QTreeWidget):
    """Enter takes a field, and opens or closes a group; the dialog's own button never hears of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            if item.childCount():
                item.setExpanded(not item.isExpanded())
            else:
                self.itemActivated.emit(item, 0)
        else:
            super().keyPressEvent(event)


def of_letters() -> list[Entry]:
    """The fields and tables of letters, in the reader's language."""
    fields = [(_(field.group), field.name, _(field.label)) for field in letter_texts.USABLE]
    return [*fields, *((_(_TABLES), f"table:{name}", _(label)) for name, label in letter_tables.TABLES.items())]


def of_forms() -> list[Entry]:
    """The fields of the school's own Word and Excel forms, in the reader's language."""
    return [(_(field.group), field.name, _(field.label)) for field in paper_fields.FIELDS]


def _heading(title: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem([title])
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    item.setFont(0, theme.font(QApplication.font().pointSizeF(), QFont.Weight.DemiBold))
    item.setForeground(0, QColor(theme.current().muted))
    return item
