"""Step 2: which field each column of the file is; what is still missing, and what is left out, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _
from sms_desktop.services.importing.fields import MARK_FIELD
from sms_desktop.ui import theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.tabs.imports import words
from sms_desktop.ui.tabs.imports.constants import Constants
from sms_desktop.ui.tabs.imports.draft import Columns, Draft
from sms_desktop.ui.tabs.imports.field_picker import FieldPicker, field_entries
from sms_desktop.ui.tabs.imports.mark_details import MarkDetails
from sms_desktop.ui.widgets.elided import Elided
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.scroll import scrolled

#: So many different cells stand beside a column as examples.
EXAMPLES = 3


class ColumnsStep(QWidget):
    """Writes the choices into the draft's columns and emits `changed`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._draft = Draft()
        self.pickers: dict[str, FieldPicker] = {}
        self._how: dict[str, QLabel] = {}
        self.details: dict[str, MarkDetails] = {}
        self._categories: Sequence[str] = ()
        self.missing, self.left_out = Notice("notice"), named(QLabel(wordWrap=True), "imports.left_out", "muted")
        self.missing.setObjectName("imports.missing")
        self._sheet = roled(QFrame(), "panel")
        self._rows = QGridLayout(self._sheet)
        self.constants = Constants()
        self.constants.changed.connect(self._refresh)
        self._lay_out()

    def show_draft(self, draft: Draft) -> None:
        """Shows the draft's columns and how they were understood."""
        self._draft = draft
        if draft.columns is not None:
            entries = field_entries(draft.columns)
            entries.setParent(self)
            self._build(draft.columns, entries)
            self.constants.show_columns(draft.columns)
            self._inner.insertWidget(0 if draft.columns.wants_course() else 1, self.constants)
            self._refresh()

    def retranslate(self) -> None:
        """Everything in the new language."""
        self.show_draft(self._draft)

    def set_categories(self, categories: Sequence[str]) -> None:
        """The categories of the course that the marks are of."""
        self._categories = tuple(categories)
        for part in self.details.values():
            part.offer(self._categories)

    def focus_first(self) -> None:
        """To the first column that is left out while something is missing, else to the first of all."""
        columns = self._draft.columns
        if columns is None:
            return
        if columns.wants_course() and self.constants.focus_course():
            return
        wanted = columns.left_out() if columns.missing() else []
        first = next((self.pickers[name] for name in (*wanted, *self.pickers) if name in self.pickers), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, columns: Columns, entries: QStandardItemModel) -> None:
        self._clear()
        titles = (_("Column of the file"), _("Examples"), _("What it is"), _("How it was found"))
        for place, title in enumerate(titles):
            self._rows.addWidget(roled(QLabel(title), "muted"), 0, place)
        for header in columns.headers:
            self._add(header, columns, entries)

    def _add(self, header: str, columns: Columns, entries: QStandardItemModel) -> None:
        row = self._rows.rowCount()
        picker = named(FieldPicker(entries, self._sheet), f"imports.field_{row}")
        picker.picked.connect(partial(self._picked, header))
        picker.setAccessibleName(_("What the column “{name}” is").format(name=columns.shown(header)))
        name, examples = (
            Elided(columns.shown(header)),
            roled(Elided("  ·  ".join(self._examples(header, columns))), "muted"),
        )
        self.pickers[header], self._how[header] = picker, roled(QLabel(), "muted")
        for place, part in enumerate((name, examples, picker, self._how[header])):
            self._rows.addWidget(part, row, place)
        if columns.kind.has(MARK_FIELD):
            details = self.details[header] = MarkDetails(header, columns, row)
            details.offer(self._categories)
            details.changed.connect(self._said)
            self._rows.addWidget(details, row + 1, 2)

    def _clear(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.hide()
                part.deleteLater()
        self.pickers.clear()
        self._how.clear()
        self.details.clear()

    def _examples(self, header: str, columns: Columns) -> list[str]:
        document = self._draft.document or {}
        place = columns.headers.index(header)
        cells = (row[place] for row in document["first_rows"] if place < len(row) and row[place])
        return list(dict.fromkeys(cells))[:EXAMPLES]

    def _said(self) -> None:
        self._draft.report = None
        self.changed.emit()

    def _picked(self, header: str, choice: str) -> None:
        if self._draft.columns is not None:
            self._draft.columns.choose(header, choice)
            self._draft.report = None
            self._refresh()

    def _refresh(self) -> None:
        columns = self._draft.columns
        if columns is None:
            return
        for header, picker in self.pickers.items():
            picker.show_choice(columns.choice(header))
            how = columns.how.get(header, "") if header in columns.of or columns.how.get(header) == "chosen" else ""
            if header in self.details:
                self.details[header].refresh()
            self._how[header].setText(words.how_word(how) or (_("not imported") if header not in columns.of else ""))
        several = _("Several columns are called “{name}”: say below what each of them is.")
        doubts = [several.format(name=name) for name in columns.doubtful()]
        self.missing.say("\n".join([*columns.missing(), *doubts]))
        left_out = [columns.shown(header) for header in columns.left_out()]
        sentence = _("Columns that are not imported: {names}.").format(names=", ".join(left_out))
        self.left_out.setText(sentence if left_out else _("All columns of the file are imported."))
        self.changed.emit()

    def _lay_out(self) -> None:
        for place, stretch in enumerate((3, 4, 4, 2)):
            self._rows.setColumnStretch(place, stretch)
        self._rows.setContentsMargins(16, 12, 16, 16)
        self._rows.setHorizontalSpacing(theme.STEP * 4)
        self._rows.setVerticalSpacing(theme.STEP * 2)
        content, column = QWidget(), QVBoxLayout(self)
        self._inner = inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.STEP * 3)
        for part in (self._sheet, self.constants, self.left_out):
            inner.addWidget(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 3)
        column.addWidget(self.missing)
        column.addWidget(scrolled(content), 1)
