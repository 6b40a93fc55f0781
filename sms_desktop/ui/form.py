"""A form: fields bound to a dataclass by name, with what is wrong shown at the field it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from sms_desktop.core.errors import Invalid, UserError
from sms_desktop.ui import theme
from sms_desktop.ui.fields import CheckField, Field, Text, Wrong
from sms_desktop.ui.widgets.notice import Notice

T = TypeVar("T")
#: Labels stand above the editors where less than this is left beside the longest; and the least width of all.
ROOM_FOR_EDITOR, NARROWEST = 190, 180


class Form(QWidget):
    """Fields one under the other. `load` shows an object, `collect` gives the values, `build` makes the dataclass.

    `dirty_changed(bool)` is emitted when the values become other ones than loaded, and when they are the same again.
    """

    dirty_changed = Signal(bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.fields: dict[str, Field] = {}
        self.dirty = False
        self._stacked = False
        self._sections: list[tuple[QLabel, Text]] = []
        self._loaded: dict[str, Any] = {}
        self._problem = Notice("problem")
        self._rows = QFormLayout()
        self._lay_out()

    def add(self, field: Field) -> Field:
        """Adds a field under the last one; its editor is named `<form>.<field>`."""
        self.fields[field.name] = field
        field.editor.setObjectName(f"{self.objectName()}.{field.name}")
        if isinstance(field, CheckField):
            self._rows.addRow(field)
        else:
            self._rows.addRow(field.caption, field)
        field.changed.connect(self._look)
        self._fit_caption(field)
        self._loaded[field.name] = _value(field)
        return field

    def add_section(self, title: Text) -> None:
        """Adds a heading over the fields that follow."""
        heading = QLabel(title())
        theme.scale(heading, 1.0, QFont.Weight.DemiBold)
        heading.setContentsMargins(0, theme.STEP * 2, 0, 0)
        self._sections.append((heading, title))
        self._rows.addRow(heading)

    def load(self, source: object) -> None:
        """Shows the attributes (or the items of a mapping) that the fields are named after; None clears the form."""
        for name, field in self.fields.items():
            item = source.get(name) if isinstance(source, Mapping) else getattr(source, name, None)
            field.set_value(item)
            field.show_problem("")
        self._problem.say("")
        self.mark_clean()

    def mark_clean(self) -> None:
        """Takes the present values for the saved ones."""
        self._loaded = {name: _value(field) for name, field in self.fields.items()}
        self._look()

    def take(self, name: str, value: Any) -> None:
        """Shows the saved value of one field; what is typed in the others stays."""
        self.fields[name].set_value(value)
        self._loaded[name] = _value(self.fields[name])
        self._look()

    def collect(self) -> dict[str, Any]:
        """The values by name. Raises `Invalid` naming every field that is wrong; each is marked already."""
        values, problems = {}, {}
        for name, field in self.fields.items():
            try:
                values[name] = field.checked()
            except Wrong as wrong:
                problems[name] = str(wrong)
        if problems:
            invalid = Invalid(**problems)
            self.show_invalid(invalid)
            raise invalid
        return values

    def build(self, kind: type[T]) -> T:
        """The dataclass `kind` made from the values; raises `Invalid` as `collect` does."""
        return kind(**self.collect())

    def show_invalid(self, error: UserError) -> None:
        """Shows each sentence at its field and goes to the first; what belongs to no field stands over the form."""
        sentences = dict(error.fields) if isinstance(error, Invalid) else {}
        for name, field in self.fields.items():
            field.show_problem(sentences.pop(name, ""))
        marked = [field for field in self.fields.values() if field.problem]
        rest = " ".join(sentences.values()) if marked or sentences else str(error)
        self._problem.say(rest)
        if marked:
            marked[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """The headings; fields see to themselves."""
        for heading, title in self._sections:
            heading.setText(title())

    def set_enabled(self, names: Iterable[str], enabled: bool) -> None:
        """Opens or closes some of the fields."""
        for name in names:
            self.fields[name].setEnabled(enabled)

    def set_shown(self, names: Iterable[str], shown: bool) -> None:
        """Shows or hides some of the fields, with their labels."""
        for name in names:
            self._rows.setRowVisible(self.fields[name], shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        captions = [field.caption.sizeHint().width() for field in self.fields.values()]
        stacked = self.width() < max(captions, default=0) + ROOM_FOR_EDITOR
        if stacked != self._stacked:
            self._stacked = stacked
            policy = QFormLayout.RowWrapPolicy
            self._rows.setRowWrapPolicy(policy.WrapAllRows if stacked else policy.DontWrapRows)
            for field in self.fields.values():
                self._fit_caption(field)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            for field in self.fields.values():
                self._fit_caption(field)

    def _fit_caption(self, field: Field) -> None:
        """Level with its editor beside it, or close above it."""
        line = field.caption.fontMetrics().height()
        beside = min(field.editor.sizeHint().height(), line + 5 * theme.STEP)
        field.caption.setFixedHeight(line if self._stacked else beside)

    def _look(self) -> None:
        dirty = any(_value(field) != self._loaded[name] for name, field in self.fields.items())
        if dirty != self.dirty:
            self.dirty = dirty
            self.dirty_changed.emit(dirty)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 3)
        column.addWidget(self._problem)
        column.addLayout(self._rows)
        column.addStretch(1)
        self._rows.setHorizontalSpacing(theme.STEP * 4)
        self._rows.setVerticalSpacing(theme.STEP * 2)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self.setMinimumWidth(NARROWEST)
        self._rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


def _value(field: Field) -> Any:
    try:
        return field.value()
    except Wrong as wrong:
        return wrong
