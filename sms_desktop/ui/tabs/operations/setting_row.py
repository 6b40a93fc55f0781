"""One setting: what it means at the left, its editor at the right, or below where there is no room."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import LANGUAGES, _
from sms_desktop.services.settings import Known
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dialogs.files import ask_folder
from sms_desktop.ui.dress import named
from sms_desktop.ui.fields import ChoiceField, Field, NumberField, TextField

EDITOR_WIDTH, NARROW = 300, 620
#: Settings whose text is a folder.
FOLDERS = frozenset({"backups.second_place"})


class SettingRow(QWidget):
    """Emits `entered` when the person has finished with the editor."""

    entered = Signal()

    def __init__(self, key: str, known: Known) -> None:
        super().__init__()
        self.key, self._known = key, known
        self.field = _field(key, known)
        named(self.field.editor, f"settings.{key}")
        self._meaning = QLabel(wordWrap=True)  # the field's own caption marks what is required: here all is
        self._meaning.setBuddy(self.field.editor)
        self.field.caption.setParent(self.field)
        self.field.caption.hide()
        self._kept: Any = None
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.STEP * 2)
        self._box.addWidget(self._meaning, 1, Qt.AlignmentFlag.AlignVCenter)
        self.choose: QPushButton | None = None
        self._box.addWidget(self._editor())
        self._listen()
        self.retranslate()

    def show_value(self, value: Any) -> None:
        """Shows what is kept, unless somebody is typing something else just now."""
        typing = self.field.editor.hasFocus() and self._is_typed_over()
        self._kept = value
        if not typing:
            self.field.set_value(value)
            self.field.show_problem("")

    def take(self, value: Any) -> None:
        """Counts a value as kept, while it is being written."""
        self._kept = value

    def refuse(self, sentence: str) -> None:
        """Says why the value was not kept; what was typed stays, to be put right."""
        self._kept = None
        self.field.show_problem(sentence)

    def is_changed(self, value: Any) -> bool:
        """Whether that is another value than what is kept."""
        return bool(value != self._kept)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= NARROW
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._box.direction() != way:
            self._box.setDirection(way)

    def _is_typed_over(self) -> bool:
        try:
            return self.is_changed(self.field.value())
        except ValueError:
            return True

    def _editor(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP)
        column.addWidget(self.field)
        holder.setFixedWidth(EDITOR_WIDTH)
        if self.key in FOLDERS:
            self.choose = named(QPushButton(_("Choose a folder…")), f"settings.{self.key}.choose", "quiet")
            icons.put(self.choose, "folder-open", "accent")
            self.choose.clicked.connect(self._choose)
            row = QHBoxLayout()
            row.addWidget(self.choose)
            row.addStretch(1)
            column.addLayout(row)
        return holder

    def retranslate(self) -> None:
        """Meaning and button in the new language; the field sees to itself."""
        self._meaning.setText(_(self._known.meaning))
        if self.choose is not None:
            self.choose.setText(_("Choose a folder…"))

    def _choose(self) -> None:
        kept = str(self.field.value() or "")
        ask_folder(
            self.window(), "settings.folder", self._take,
            title=_("Choose a folder"), folder=Path(kept) if kept else None,
        )  # fmt: skip

    def _take(self, folder: Path) -> None:
        self.field.set_value(str(folder))
        self.entered.emit()

    def _listen(self) -> None:
        if isinstance(self.field, ChoiceField):
            self.field.box.activated.connect(lambda _place: self.entered.emit())
        elif isinstance(self.field, TextField | NumberField):
            self.field.line.editingFinished.connect(self.entered)


def _field(key: str, known: Known) -> Field:
    def meaning() -> str:
        return _(known.meaning)

    if known.choices:
        choices = known.choices
        return ChoiceField(key, meaning, lambda: [(value, _word(value)) for value in choices], required=True)
    if isinstance(known.default, int | float | Decimal) and not isinstance(known.default, bool):
        bounded = known.least != known.most
        return NumberField(
            key,
            meaning,
            decimals=known.decimals,
            least=known.least if bounded else None,
            most=known.most if bounded else None,
            required=True,
        )
    return TextField(key, meaning, most=known.longest)


def _word(value: Any) -> str:
    return LANGUAGES.get(value, str(value))
