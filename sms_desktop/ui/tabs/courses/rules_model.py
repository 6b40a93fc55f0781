"""The evaluation rules on the screen: a small table whose every cell is typed into."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from sms_desktop.core.evaluation import KINDS, Rule, rule
from sms_desktop.core.i18n import _, format_number
from sms_desktop.core.values.refused import BadValue
from sms_desktop.services.offering_rules import RuleEdit
from sms_desktop.ui.entries import read_number

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_Role = Qt.ItemDataRole
#: Digits after the decimal sign that a weight and a multiplier may have.
DECIMALS = 4


@dataclass(frozen=True)
class RuleColumn:
    """A column: the rule's field, its title, and what it means."""

    field: str
    title: Callable[[], str]
    meaning: Callable[[], str]
    width: int


COLUMNS = (
    RuleColumn("name", lambda: _("Category"), lambda: _("What the grade sheet calls it"), 170),
    RuleColumn("kind", lambda: _("Kind"), lambda: _("What kind of assessment it is"), 112),
    RuleColumn("weight", lambda: _("Weight %"), lambda: _("Its share of the final grade; all together make 100"), 76),
    RuleColumn(
        "counts_daily", lambda: _("Daily"), lambda: _("Whether daily ratings count in this category, as grades do"), 56
    ),
    RuleColumn(
        "daily_multiplier", lambda: _("Times"), lambda: _("How many times a daily rating counts, beside a grade"), 58
    ),
    RuleColumn(
        "latest_only",
        lambda: _("Latest"),
        lambda: _("Whether only the latest counts: a resit replaces what was there before"),
        58,
    ),
)
PLACES = {column.field: place for place, column in enumerate(COLUMNS)}


def kind_title(kind: str) -> str:
    """A kind of category in words."""
    titles = {
        "participation": _("Participation"),
        "continuous": _("Continuous assessment"),
        "midterm": _("Midterm"),
        "final": _("Final exam"),
        "homework": _("Homework"),
        "lab": _("Laboratory"),
        "attendance": _("Presence"),
        "project": _("Project"),
        "other": _("Other"),
    }
    return titles[kind]


class RulesModel(QAbstractTableModel):
    """Holds `rules`, and in `ids` the one that each is in the database (None: a new one).

    Emits `edited()` after each change and `refused(sentence)` for what a cell can't take.
    """

    edited = Signal()
    refused = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rules: list[Rule] = []
        self.ids: list[int | None] = []
        self.editable = True

    def set_rules(self, rules: Sequence[Rule], ids: Sequence[int | None] = ()) -> None:
        """Shows these rules instead; without `ids` all are new ones."""
        self.beginResetModel()
        self.rules = list(rules)
        self.ids = list(ids) or [None] * len(self.rules)
        self.endResetModel()

    def edits(self) -> tuple[RuleEdit, ...]:
        """The rules as they shall be, each with the one it was."""
        return tuple(RuleEdit(rule, number) for rule, number in zip(self.rules, self.ids, strict=True))

    def total(self) -> Decimal:
        """The sum of the weights, in percent."""
        return sum((rule.weight for rule in self.rules), Decimal(0))

    def add(self) -> int:
        """Adds an empty rule with what is left to 100 % and returns its place."""
        place = len(self.rules)
        self.beginInsertRows(_ROOT, place, place)
        self.rules.append(Rule("", max(100 - self.total(), Decimal(0))))
        self.ids.append(None)
        self.endInsertRows()
        self.edited.emit()
        return place

    def remove(self, place: int) -> None:
        """Takes a rule away."""
        self.beginRemoveRows(_ROOT, place, place)
        del self.rules[place], self.ids[place]
        self.endRemoveRows()
        self.edited.emit()

    def move(self, place: int, to: int) -> None:
        """Puts a rule somewhere else."""
        rules, ids = list(self.rules), list(self.ids)
        rules.insert(to, rules.pop(place))
        ids.insert(to, ids.pop(place))
        self.set_rules(rules, ids)
        self.edited.emit()

    def retranslate(self) -> None:
        """Titles and words in the new language."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        if self.rules:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rules) - 1, len(COLUMNS) - 1))

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rules)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        column = COLUMNS[section]
        if role == _Role.DisplayRole:
            return column.title()
        if role == _Role.ToolTipRole:
            return column.meaning()
        return _side(column.field) if role == _Role.TextAlignmentRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        if not self.editable:
            return flags
        check = isinstance(self._value(index), bool)
        return flags | (Qt.ItemFlag.ItemIsUserCheckable if check else Qt.ItemFlag.ItemIsEditable)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        value, field = self._value(index), COLUMNS[index.column()].field
        if isinstance(value, bool):
            return self._tick(value, field, role)
        if role == _Role.DisplayRole:
            return kind_title(value) if field == "kind" else _shown(value)
        if role == _Role.EditRole:
            return value if field == "kind" else _shown(value)
        if role == _Role.TextAlignmentRole:
            return _side(field)
        return None

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        field = COLUMNS[index.column()].field
        if role == _Role.CheckStateRole:
            return self._change(index, **{field: Qt.CheckState(value) == Qt.CheckState.Checked})
        if role != _Role.EditRole:
            return False
        if field == "name":
            return self._rename(index, " ".join(str(value).split()))
        if field == "kind":
            return self._change(index, kind=value) if value in KINDS else False
        try:
            return self._change(index, **{field: read_number(str(value), DECIMALS)})
        except BadValue as error:
            self.refused.emit(error.sentence)
            return False

    def _rename(self, index: Index, name: str) -> bool:
        """A new rule takes from its name what the name lets one expect; one that has a name keeps its kind."""
        before = self.rules[index.row()]
        if before.name or not name:
            return self._change(index, name=name)
        likely = rule(name, before.weight)
        return self._change(
            index, name=name, kind=likely.kind, counts_daily=likely.counts_daily, latest_only=likely.latest_only
        )

    def _change(self, index: Index, **values: Any) -> bool:
        row = index.row()
        self.rules[row] = replace(self.rules[row], **values)
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))
        self.edited.emit()
        return True

    def _value(self, index: Index) -> Any:
        return getattr(self.rules[index.row()], COLUMNS[index.column()].field)

    def _tick(self, value: bool, field: str, role: int) -> Any:
        if role == _Role.CheckStateRole:
            return Qt.CheckState.Checked if value else Qt.CheckState.Unchecked
        if role == _Role.AccessibleTextRole:
            return _("Yes") if value else _("No")
        return None


def _shown(value: Any) -> str:
    return format_number(value) if isinstance(value, Decimal) else str(value)


def _side(field: str) -> Qt.AlignmentFlag:
    number = field in ("weight", "daily_multiplier")
    return (Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
