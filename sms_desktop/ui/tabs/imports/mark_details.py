"""What is said of a column of marks besides its title: its category, and out of how much its marks are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from sms_desktop.core.i18n import _, format_number
from sms_desktop.services.importing.fields import CATEGORY_FIELD, MAXIMUM_FIELD, USUAL
from sms_desktop.services.importing.wide import mark_header
from sms_desktop.ui import theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.fields import CalmComboBox
from sms_desktop.ui.tabs.imports.draft import Columns

#: Widths in logical pixels.
_MAXIMUM, _CATEGORY = 72, 120


class MarkDetails(QWidget):
    """Category and maximum of the column `header`. Emits `changed` once one of them is another."""

    changed = Signal()

    def __init__(self, header: str, columns: Columns, number: int) -> None:
        super().__init__()
        self._header, self._columns = header, columns
        self.category = named(CalmComboBox(), f"imports.category_{number}")
        self.maximum = named(QLineEdit(), f"imports.maximum_{number}")
        self.category.setEditable(True)
        self.category.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.category.setMinimumContentsLength(8)
        self.category.setMinimumWidth(_CATEGORY)
        self.maximum.setFixedWidth(_MAXIMUM)
        self._out_of = roled(QLabel(), "muted")
        self._out_of.setBuddy(self.maximum)
        self.category.activated.connect(lambda _place: self._said())
        line = self.category.lineEdit()
        assert line is not None, "the box was made editable"
        line.editingFinished.connect(self._said)
        self.maximum.editingFinished.connect(self._said)
        self._line = line
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP * 2)
        row.addWidget(self.category, 1)
        row.addWidget(self._out_of)
        row.addWidget(self.maximum)
        self.retranslate()

    def retranslate(self) -> None:
        """Texts in the new language."""
        self._out_of.setText(_("out of"))
        self._line.setPlaceholderText(_("Category by its title"))
        self.category.setAccessibleName(_("Category of these marks"))
        likely = mark_header(self._columns.name_of(self._header)).likely
        self.maximum.setPlaceholderText(likely or format_number(USUAL))
        self.maximum.setAccessibleName(_("Out of how much these marks are"))

    def offer(self, categories: Sequence[str]) -> None:
        """The categories to choose from; what is chosen stays."""
        with QSignalBlocker(self.category):
            text = self.category.currentText()
            self.category.clear()
            self.category.addItems(["", *categories])
            self.category.setCurrentText(text)

    def refresh(self) -> None:
        """Shows what is known of the column, if it is one of marks."""
        self.setVisible(self._columns.is_mark(self._header))
        if self._columns.is_mark(self._header):
            with QSignalBlocker(self.category):
                self.category.setCurrentText(self._columns.detail(self._header, CATEGORY_FIELD))
            self.maximum.setText(self._columns.detail(self._header, MAXIMUM_FIELD))

    def _said(self) -> None:
        if not self._columns.is_mark(self._header):
            return
        said = {CATEGORY_FIELD: self.category.currentText().strip(), MAXIMUM_FIELD: self.maximum.text().strip()}
        if any(self._columns.detail(self._header, prefix) != text for prefix, text in said.items()):
            for prefix, text in said.items():
                self._columns.set_detail(self._header, prefix, text)
            self.changed.emit()
