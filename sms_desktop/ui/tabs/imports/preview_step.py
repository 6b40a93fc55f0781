"""Step 3: what would happen to each row, before anything does; filters, reasons, cells mended in place, choices."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _, format_number
from sms_desktop.services.privacy.restriction import REASON_NEEDED
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dialogs.reason import ask_correction
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.fields import CalmComboBox
from sms_desktop.ui.tabs.imports import words
from sms_desktop.ui.tabs.imports.chips import Chips
from sms_desktop.ui.tabs.imports.draft import Draft
from sms_desktop.ui.tabs.imports.preview_rows import PreviewRow, fitting, rows_of
from sms_desktop.ui.tabs.imports.preview_table import WHY, PreviewModel, PreviewTable
from sms_desktop.ui.tabs.imports.reason_line import ReasonLine
from sms_desktop.ui.tabs.imports.trouble import TroublePanel
from sms_desktop.ui.widgets.notice import Notice
from sms_desktop.ui.widgets.state import Words

#: The table's least height, in logical pixels.
LEAST = 180


class PreviewStep(QWidget):
    """Writes choices and mended cells into the draft. Emits `asked` when a new preview is wanted, `changed` when only
    what may be run is another, `save_wanted` for the rejected rows, `another` for another file."""

    asked = Signal()
    changed = Signal()
    save_wanted = Signal()
    another = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._draft = Draft()
        self._rows: list[PreviewRow] = []
        self._error: Exception | None = None
        self.chips, self.trouble = Chips(), TroublePanel("imports.preview_trouble")
        self.on_known = named(CalmComboBox(), "imports.on_known")
        self.on_known.setSizeAdjustPolicy(CalmComboBox.SizeAdjustPolicy.AdjustToContents)
        self.valid_only = named(QCheckBox(), "imports.valid_only")
        self.create_missing = named(QCheckBox(), "imports.create_missing")
        self.save = named(QPushButton(), "imports.save_rejected", "quiet")
        self.say_why = named(QPushButton(), "imports.say_why", "quiet")
        self._known_label, self._shown = QLabel(), roled(QLabel(wordWrap=True), "muted")
        self.reason = ReasonLine()
        self._notice = Notice("notice")
        self._stack, self._holder = QStackedWidget(), QWidget()
        self.table: PreviewTable | None = None
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_waiting(self, draft: Draft) -> None:
        """Says that the file is being looked through, where there is no preview to look at meanwhile."""
        if draft is not self._draft or draft.report is None:
            self._draft, self._error = draft, None
            self._fill_choices()
            self.trouble.wait()
            self._stack.setCurrentWidget(self.trouble)

    def show_draft(self, draft: Draft, *, again: bool) -> None:
        """Shows the draft's report; `again` keeps the filter and the place in the table."""
        self._draft, self._error = draft, None
        assert draft.report is not None
        assert draft.columns is not None
        self._rows = rows_of(draft.report, draft.columns)
        if not again or not draft.report.get(self.chips.choice(), 1):
            self.chips.choose(words.REJECTED if draft.report["rejected"] else words.ALL)
        self._fill_choices()
        self._fill_table(again=again)
        self._notice.say("\n".join(self._notes()))
        self.chips.show_counts({**draft.report, words.ALL: draft.report["rows"]})
        self._stack.setCurrentWidget(self._holder)

    def show_error(self, draft: Draft, error: Exception) -> None:
        """Shows why there is no preview."""
        self._draft, self._error = draft, error
        self.trouble.show_error(error)
        self.reason.show_row(None)
        self._stack.setCurrentWidget(self.trouble)

    def retranslate(self) -> None:
        """Everything in the new language."""
        self._known_label.setText(_("Rows that are &already here"))
        self.on_known.setAccessibleName(_("Rows that are already here"))
        self.valid_only.setText(_("Import the va&lid rows, even if others are rejected"))
        self.create_missing.setText(_("&Create what is missing"))
        self.create_missing.setToolTip(_("Students, courses and enrolments that rows name and that are not there yet"))
        self.save.setText(_("&Save the rejected rows…"))
        self.say_why.setText(_("Say &why…"))
        self.say_why.setToolTip(_("Restricted and erased students are changed with a reason, which the log keeps"))
        self._fill_choices()
        if self._error is not None:
            self.trouble.show_error(self._error)
        elif self._draft.report is not None:
            self.show_draft(self._draft, again=True)
            self.asked.emit()  # the reasons are in the language that the preview was made in

    def focus_first(self) -> None:
        """To the table, at the first cell that needs a look."""
        if self.table is not None:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_choices(self) -> None:
        options, kind = self._draft.options, self._draft.columns.kind.name if self._draft.columns else ""
        self.on_known.clear()
        for value, label in words.known_choices():
            self.on_known.addItem(label, value)
        self.on_known.setCurrentIndex(self.on_known.findData(options.on_known))
        self.valid_only.setChecked(options.valid_rows_only)
        self.create_missing.setChecked(options.create_missing)
        self.create_missing.setVisible(kind in ("enrolments", "grades", "attendance"))
        report: dict[str, Any] = self._draft.report or {}
        self.valid_only.setVisible(bool(report.get("rejected")))
        self.save.setVisible(bool(report.get("rejected")))
        self.say_why.setVisible(any(issue["code"] == REASON_NEEDED for issue in report.get("issues", [])))

    def _fill_table(self, *, again: bool) -> None:
        assert self._draft.report is not None
        headers = tuple(self._draft.report["headers"])
        table = self.table
        if table is None or not again or self._headers() != headers:
            table = self._new_table(headers)
        before = table.currentIndex()
        here = table.table_model.row(before.row()) if before.isValid() else None
        rows = fitting(self._rows, self.chips.choice())
        table.table_model.set_rows(rows)
        table.setColumnHidden(WHY, not any(row.why for row in self._rows))
        places = [n for n, (_place, row) in enumerate(table.table_model.loaded()) if here and row.number == here.number]
        if here is not None and places:
            table.go_to(places[0], before.column())
        else:
            table.go_to_trouble(before.row() if again and before.isValid() else 0)
        self._show_reason(table.currentIndex())
        self._say_how_many(len(rows))

    def _headers(self) -> tuple[str, ...]:
        model = self.table.table_model if self.table is not None else None
        return model.headers if isinstance(model, PreviewModel) else ()

    def _new_table(self, headers: tuple[str, ...]) -> PreviewTable:
        if self.table is not None:
            self.table.hide()
            self.table.deleteLater()
        columns = self._draft.columns
        read = [header in columns.names or header in columns.of for header in columns.headers] if columns else []
        model = PreviewModel(headers, self._rows, read)
        table = PreviewTable(model)
        model.mended.connect(self._mended)
        table.selectionModel().currentChanged.connect(self._show_reason)
        table.empty = lambda: Words("check", _("No rows of this kind"), _("Choose another filter above."))
        self._held.addWidget(table)
        self.setFocusProxy(table)
        self.table = table
        return table

    def _say_how_many(self, shown: int) -> None:
        report: dict[str, Any] = self._draft.report or {}
        chip = self.chips.choice()
        there = report.get("rows" if chip == words.ALL else chip, 0)
        more = _("The first {shown} of {there} rows are shown.") if shown < there and chip != words.WARNINGS else ""
        mend = _("Enter or F2 mends a cell; the preview is made anew.")
        first = more.format(shown=format_number(shown), there=format_number(there))
        self._shown.setText(f"{first} {mend}".strip())

    def _show_reason(self, index: QModelIndex) -> None:
        row = self.table.table_model.row(index.row()) if self.table is not None and index.isValid() else None
        self.reason.show_row(row)

    def _notes(self) -> list[str]:
        """The file's notes; the columns left out were listed in the step before."""
        report, columns = self._draft.report or {}, self._draft.columns
        left_out = columns.left_out() if columns else []
        listed = _("Columns that are not imported: {names}.").format(
            names=", ".join(columns.name_of(header) for header in left_out) if columns else ""
        )
        return [note for note in report.get("notes", []) if note != listed]

    def _mended(self, row: int, header: str, text: str) -> None:
        self._draft.correct(row, header, text)
        self.asked.emit()

    def _filter(self, _chip: str) -> None:
        if self._draft.report is not None and self.table is not None:
            rows = fitting(self._rows, self.chips.choice())
            self.table.table_model.set_rows(rows)
            self.table.go_to_trouble(0)
            self._show_reason(self.table.currentIndex())
            self._say_how_many(len(rows))

    def _choose(self, **choices: object) -> None:
        self._draft.set_option(**choices)
        self.asked.emit()

    def _choose_valid_only(self, on: bool) -> None:
        self._draft.set_option(valid_rows_only=on)
        self.changed.emit()

    def _connect(self) -> None:
        self.chips.chosen.connect(self._filter)
        self.on_known.activated.connect(lambda _place: self._choose(on_known=self.on_known.currentData()))
        self.valid_only.clicked.connect(self._choose_valid_only)
        self.create_missing.clicked.connect(lambda on: self._choose(create_missing=on))
        self.save.clicked.connect(self.save_wanted)
        self.say_why.clicked.connect(lambda: ask_correction(self, lambda why: self._choose(reason=why)))
        self.trouble.another.connect(self.another)

    def _lay_out(self) -> None:
        self._known_label.setBuddy(self.on_known)
        icons.put(self.save, "download", "accent")
        icons.put(self.say_why, "pencil", "accent")
        choices, foot, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        for part in (self._known_label, self.on_known, self.create_missing, self.valid_only):
            choices.addWidget(part)
        choices.setSpacing(theme.STEP * 3)
        choices.addStretch(1)
        self._held = held = QVBoxLayout(self._holder)
        held.setContentsMargins(0, 0, 0, 0)
        self._stack.setMinimumHeight(LEAST)
        foot.addWidget(self._shown, 1)
        foot.addWidget(self.say_why)
        foot.addWidget(self.save)
        for page in (self._holder, self.trouble):
            self._stack.addWidget(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP * 3)
        column.addWidget(self.chips)
        column.addLayout(choices)
        column.addWidget(self._notice)
        column.addWidget(self._stack, 1)
        column.addWidget(self.reason)
        column.addLayout(foot)
