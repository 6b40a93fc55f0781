"""A list of fields that can be searched by typing, whatever the accents; needed ones first."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QComboBox, QCompleter, QLineEdit, QWidget

from sms_desktop.core.folding import fold
from sms_desktop.core.i18n import _
from sms_desktop.services.importing.fields import DAY_FIELD, MARK_FIELD, RULE_FIELD
from sms_desktop.ui import theme
from sms_desktop.ui.fields import CalmComboBox
from sms_desktop.ui.tabs.imports.draft import DAY, LEFT_OUT, MARK, OWN, WEIGHT, Columns

_DATA, _FOLDED = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_LONG = 14


def field_entries(columns: Columns, *, of_a_column: bool = True) -> QStandardItemModel:
    """Everything that a column (or one value for all rows) can be, in groups; shared by all pickers of a page."""
    model, needed = QStandardItemModel(), columns.needed()
    model.appendRow(_entry(_("Leave out") if of_a_column else _("Choose a field"), LEFT_OUT))
    groups = (
        (_("Needed"), [one for one in columns.kind.fields if one.name in needed]),
        (_("Optional"), [one for one in columns.kind.fields if one.name not in needed]),
    )
    for title, fields in groups:
        model.appendRow(_heading(title))
        for one in fields:
            model.appendRow(_entry(one.title(), one.name))
    if of_a_column:
        _append_more(model, columns)
    return model


def _append_more(model: QStandardItemModel, columns: Columns) -> None:
    entries = [
        (columns.kind.name == "students", _("Keep as a field of our own"), OWN),
        (columns.kind.has(RULE_FIELD), _("Weight of the category named so"), WEIGHT),
        (columns.kind.has(MARK_FIELD), _("Marks of the assessment named so"), MARK),
        (columns.kind.has(DAY_FIELD), _("Attendance on the day named so"), DAY),
    ]
    if any(wanted for wanted, __, __ in entries):
        model.appendRow(_heading(_("More")))
    for wanted, label, choice in entries:
        if wanted:
            model.appendRow(_entry(label, choice))


class FieldPicker(CalmComboBox):
    """Emits `picked(choice)` once the person has chosen."""

    picked = Signal(str)

    def __init__(self, model: QStandardItemModel, parent: QWidget | None = None) -> None:
        super().__init__()
        self.setParent(parent)
        self.setModel(model)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMinimumContentsLength(_LONG)
        self.setMaxVisibleItems(16)
        self._told = LEFT_OUT
        finder = _Finder(model, self)
        self.setCompleter(finder)
        finder.activated[QModelIndex].connect(self._completed)  # type: ignore[index]
        self.activated.connect(self._take)
        self._line().returnPressed.connect(self._typed)
        self.show_choice(LEFT_OUT)

    def _line(self) -> QLineEdit:
        line = self.lineEdit()
        assert line is not None, "the box was made editable"
        return line

    def choice(self) -> str:
        """What is chosen."""
        return str(self.currentData(_DATA) or LEFT_OUT)

    def show_choice(self, choice: str) -> None:
        """Shows a choice without telling of it."""
        place = self.findData(choice, _DATA)
        self.blockSignals(True)
        self.setCurrentIndex(max(place, 0))
        self.blockSignals(False)
        self._tidy()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._tidy()

    def _typed(self) -> None:
        """Enter takes the first field that fits what was typed."""
        wanted = fold(self._line().text())
        model = self.model()
        for place in range(model.rowCount()):
            index = model.index(place, 0)
            if index.flags() & Qt.ItemFlag.ItemIsEnabled and wanted and wanted in str(index.data(_FOLDED)):
                self._take(place)
                return
        self._tidy()

    def _completed(self, index: QModelIndex) -> None:
        place = self.findData(index.data(_DATA), _DATA)
        if place >= 0:
            self._take(place)

    def _take(self, place: int) -> None:
        told = self._told
        self.setCurrentIndex(place)
        self._tidy()
        if self.choice() != told:
            self._told = self.choice()
            self.picked.emit(self._told)

    def _tidy(self) -> None:
        """The name of what is chosen, whatever was typed."""
        self._told = self.choice()
        self._line().setText(self.itemText(self.currentIndex()))
        self._line().setCursorPosition(0)


class _Finder(QCompleter):
    """Finds typed letters anywhere in a field's label or name, without looking at case and accents."""

    def __init__(self, model: QStandardItemModel, parent: QWidget) -> None:
        super().__init__(model, parent)
        self.setCompletionRole(_FOLDED)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setMaxVisibleItems(12)

    def splitPath(self, path: str) -> list[str]:
        return [fold(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))


def _entry(label: str, choice: str) -> QStandardItem:
    item = QStandardItem(label)
    item.setData(choice, _DATA)
    item.setData(f"{fold(label)} {choice}", _FOLDED)
    return item


def _heading(title: str) -> QStandardItem:
    item = QStandardItem(title)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    item.setFont(theme.font(QApplication.font().pointSizeF() * 0.9, QFont.Weight.DemiBold))
    item.setForeground(QColor(theme.current().muted))
    item.setData("\0", _FOLDED)
    return item
