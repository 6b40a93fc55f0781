"""Editing evaluation rules: the table, the running total to 100 %, and whole sets of rules pasted as text."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from sms_desktop.core.errors import Invalid
from sms_desktop.core.evaluation import KINDS, TOLERANCE, Rule, check_rules, parse_rules
from sms_desktop.core.folding import fold
from sms_desktop.core.i18n import _, format_number
from sms_desktop.core.values.refused import BadValue
from sms_desktop.services.offering_rules import RuleEdit
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import dress_again, named, roled
from sms_desktop.ui.tabs.courses.parts import tool
from sms_desktop.ui.tabs.courses.rules_model import COLUMNS, PLACES, RulesModel, kind_title
from sms_desktop.ui.widgets.flow import Flow
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.state import StatePanel, Words
from sms_desktop.ui.widgets.table_view import RowDelegate

#: The least height of the table, in logical pixels: the page scrolls before it gets lower.
LEAST = 180
Index = QModelIndex | QPersistentModelIndex


class RuleDelegate(RowDelegate):
    """A list for the kind, a line for the rest, as high as the row."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        if index.column() != PLACES["kind"]:
            line = QLineEdit(parent)
            line.setAlignment(Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)))
            return line
        box = QComboBox(parent)
        for kind in KINDS:
            box.addItem(kind_title(kind), kind)
        box.activated.connect(lambda _place: self._chosen(box))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(index.data(Qt.ItemDataRole.EditRole)))
        else:
            QStyledItemDelegate.setEditorData(self, editor, index)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
        else:
            QStyledItemDelegate.setModelData(self, editor, model, index)

    def _chosen(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)


class RulesTable(QTableView):
    """Rules by keyboard: Enter or F2 types, Ins adds, Del removes, Alt+Up and Alt+Down move, Ctrl+V pastes."""

    add = Signal()
    remove = Signal()
    move_by = Signal(int)
    paste = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if alt and event.key() in steps:
            self.move_by.emit(steps[Qt.Key(event.key())])
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste.emit()
        elif event.key() == Qt.Key.Key_Insert:
            self.add.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._may_type():
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _may_type(self) -> bool:
        writable = self.model().flags(self.currentIndex()) & Qt.ItemFlag.ItemIsEditable
        return bool(writable) and self.state() != QAbstractItemView.State.EditingState


class Total(QWidget):
    """The running total: a bar, a number, and in words what is missing or too much."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._bar, self._sign, self.text = QProgressBar(textVisible=False), QLabel(), named(QLabel(), f"{name}.total")
        self._bar.setRange(0, 10_000)
        self.text.setWordWrap(True)
        theme.scale(self.text, 1.0, QFont.Weight.DemiBold)
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP * 2)
        row.addWidget(self._sign)
        row.addWidget(self.text, 1)
        column.addWidget(self._bar)
        column.addLayout(row)

    def show_total(self, total: Decimal, any_rules: bool) -> None:
        """Shows a total in percent; `any_rules` False is no total at all."""
        icon, tone, sentence = _verdict(total, any_rules)
        self._bar.setValue(min(int(total * 100), 10_000))
        icons.put_picture(self._sign, icon, 16, tone)
        self.text.setText(sentence)
        roled(self.text, tone)
        self._bar.setAccessibleName(sentence)
        self._bar.setProperty("tone", tone)
        dress_again(self._bar)


def _verdict(total: Decimal, any_rules: bool) -> tuple[str, str, str]:
    shown = format_number(total)
    if not any_rules:
        return "info", "muted", _("No rules yet: grades of this course can't be calculated.")
    if abs(total - 100) <= TOLERANCE:
        return "circle-check", "success", _("Total {total} %").format(total=shown)
    rest = format_number(abs(100 - total))
    if total < 100:
        return "circle-alert", "danger", _("Total {total} %: {rest} % are missing").format(total=shown, rest=rest)
    return "circle-alert", "danger", _("Total {total} %: {rest} % too much").format(total=shown, rest=rest)


class RulesEditor(QWidget):
    """Evaluation rules being edited. `changed()` after each change; `paste_wanted()` when text is to be pasted.

    `copy_wanted` is emitted by the button that an offering has, to take rules from elsewhere. A rule keeps its id
    whatever it is renamed to; one that is put in place of another by name takes over the other's.
    """

    changed = Signal()
    paste_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self, name: str, *, template: bool = False) -> None:
        super().__init__()
        self.setObjectName(f"{name}.rules")
        self._loaded: tuple[RuleEdit, ...] = ()
        self.model = RulesModel(self)
        self.table = named(RulesTable(), f"{name}.rules_table")
        self.problem, self._total = Notice("problem"), Total(f"{name}.rules")
        self._empty = StatePanel(self.table.viewport(), f"{name}.rules_state")
        names = ("add", "remove", "up", "down", "paste", *(("copy",) if template else ()))
        signs = {"add": "plus", "remove": "trash-2", "up": "chevron-up", "down": "chevron-down",
                 "paste": "clipboard-paste", "copy": "copy"}  # fmt: skip
        self.tools = {one: tool(f"{name}.rules_{one}", signs[one]) for one in names}
        self._dress()
        self._lay_out()
        self._connect()
        self.retranslate()

    @property
    def dirty(self) -> bool:
        """Whether the rules are others than loaded."""
        return self.model.edits() != self._loaded

    def load(self, rules: Sequence[Rule], ids: Sequence[int | None] = ()) -> None:
        """Shows rules as they are stored, with their ids where marks refer to them."""
        self.model.set_rules(rules, ids)
        self._loaded = self.model.edits()
        self.problem.say("")
        self._look()

    def put(self, rules: Sequence[Rule]) -> None:
        """Shows rules to be saved, such as pasted ones; those of the same name stay the ones they are."""
        known = {fold(edit.rule.name): edit.id for edit in self._loaded}
        self.model.set_rules(rules, [known.pop(fold(rule.name), None) for rule in rules])
        self.model.edited.emit()
        if rules:
            self.table.setCurrentIndex(self.model.index(0, 0))

    def finish_typing(self) -> None:
        """Takes what is still being typed into a cell."""
        if self.table.state() == QAbstractItemView.State.EditingState:
            self.table.setFocus()

    def checked(self) -> tuple[Rule, ...]:
        """The rules; raises `Invalid` and shows its sentence here where they can't be (domain.md 2)."""
        if self.model.rules:
            try:
                check_rules(self.model.rules)
            except Invalid as error:
                self.problem.say(str(error))
                raise
        return tuple(self.model.rules)

    def add(self) -> None:
        """Adds a rule and begins to type its name."""
        if self.model.editable:
            place = self.model.add()
            self.table.setCurrentIndex(self.model.index(place, 0))
            self.table.setFocus()
            self.table.edit(self.model.index(place, 0))

    def remove(self) -> None:
        """Takes the current rule away."""
        place = self.table.currentIndex().row()
        if self.model.editable and place >= 0:
            self.model.remove(place)

    def move_by(self, steps: int) -> None:
        """Moves the current rule up or down."""
        here, column = self.table.currentIndex().row(), self.table.currentIndex().column()
        to = here + steps
        if self.model.editable and here >= 0 and 0 <= to < len(self.model.rules):
            self.model.move(here, to)
            self.table.setCurrentIndex(self.model.index(to, column))

    def paste(self) -> None:
        """Takes the rules that the clipboard holds as text; asks for the text where it holds none."""
        if not self.model.editable:
            return
        text = QGuiApplication.clipboard().text()
        try:
            rules = parse_rules(text)
        except BadValue:
            rules = []
        if rules:
            self.put(rules)
        else:
            self.paste_wanted.emit()

    def set_editable(self, editable: bool) -> None:
        """Opens or closes the table and its tools."""
        self.model.editable = editable
        for button in self.tools.values():
            button.setVisible(editable)
        self._look()

    def retranslate(self) -> None:
        """All words in the new language."""
        words: dict[str, tuple[str, str]] = {
            "add": (_("Add"), _("Add a category (Ins)")),
            "remove": (_("Remove"), _("Remove the category (Del)")),
            "up": ("", _("Move up (Alt+Up)")),
            "down": ("", _("Move down (Alt+Down)")),
            "paste": (_("Paste"), _("Paste text such as “Participation 10% + Final exam 90%” (Ctrl+V)")),
            "copy": (_("Copy from…"), _("Take the rules of the course, of last term or of another section")),
        }
        for name, button in self.tools.items():
            button.setText(words[name][0])
            button.setToolTip(words[name][1])
            button.setAccessibleName(words[name][1])
        self.table.setAccessibleName(_("Evaluation rules"))
        self.model.retranslate()
        self._fit_titles()
        self._look()

    def _fit_titles(self) -> None:
        """Each column as wide as its title needs, and the names get the rest."""
        head = self.table.horizontalHeader()
        bold = theme.font(self.font().pointSizeF(), QFont.Weight.DemiBold)
        for place, column in enumerate(COLUMNS[1:], 1):
            head.resizeSection(place, max(column.width, QFontMetrics(bold).horizontalAdvance(column.title()) + 24))

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._empty.setGeometry(self.table.viewport().rect())

    def _edited(self) -> None:
        self.problem.say("")
        self._look()
        self.changed.emit()

    def _look(self) -> None:
        rules, here = self.model.rules, self.table.currentIndex().row()
        self._total.show_total(self.model.total(), bool(rules))
        self.tools["remove"].setEnabled(here >= 0)
        self.tools["up"].setEnabled(here > 0)
        self.tools["down"].setEnabled(0 <= here < len(rules) - 1)
        self._empty.setGeometry(self.table.viewport().rect())
        self._empty.setVisible(not rules)
        if not rules:
            self._empty.show_words(self._words())

    def _words(self) -> Words:
        title = _("No evaluation rules")
        text = _("They say how the final grade comes about: what counts, and how much of 100 %.")
        button = _("Add a category") if self.model.editable else ""
        return Words("list-checks", title, text, button, self.add if self.model.editable else None)

    def _dress(self) -> None:
        table, head, rows = self.table, self.table.horizontalHeader(), self.table.verticalHeader()
        table.setModel(self.model)
        table.setItemDelegate(RuleDelegate(table))
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        table.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        table.setMinimumHeight(LEAST)
        rows.hide()
        rows.setMinimumSectionSize(table.fontMetrics().height() + 5 * theme.STEP)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setHighlightSections(False)
        head.setMinimumSectionSize(40)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _connect(self) -> None:
        acts = {"add": self.add, "remove": self.remove, "up": lambda: self.move_by(-1), "down": lambda: self.move_by(1),
                "paste": self.paste, "copy": self.copy_wanted.emit}  # fmt: skip
        for name, button in self.tools.items():
            button.clicked.connect(lambda _checked=False, act=acts[name]: act())
        self.table.add.connect(self.add)
        self.table.remove.connect(self.remove)
        self.table.move_by.connect(self.move_by)
        self.table.paste.connect(self.paste)
        self.table.selectionModel().currentChanged.connect(lambda *_places: self._look())
        self.model.edited.connect(self._edited)
        self.model.refused.connect(self.problem.say)

    def _lay_out(self) -> None:
        column, row = QVBoxLayout(self), Flow(spacing=0)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(theme.STEP * 2)
        for button in self.tools.values():
            row.addWidget(button)
        column.addLayout(row)
        column.addWidget(self.problem)
        column.addWidget(self.table, 1)
        column.addWidget(self._total)
