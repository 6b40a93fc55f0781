"""How a file is read: kind, encoding, delimiter, sheet, header row, term, date order; detected, and changeable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QSpinBox, QVBoxLayout, QWidget

from sms_desktop.core.errors import UserError
from sms_desktop.core.i18n import _
from sms_desktop.services.importing.fields import KINDS
from sms_desktop.services.years import TermRow
from sms_desktop.ui import theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.fields import CalmComboBox
from sms_desktop.ui.tabs.imports import words
from sms_desktop.ui.tabs.imports.draft import Draft

WIDTH = 264
_TEXT_KINDS = ("csv", "pasted")
#: Choices that only say how values are meant: the columns stay as they were chosen.
_KEEP_COLUMNS = ("term", "day_first", "decimal_comma")


class ReadingPanel(QFrame):
    """Writes each choice into the draft and emits `changed`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        roled(self, "panel").setFixedWidth(WIDTH)
        self._draft = Draft()
        self._terms: Sequence[TermRow] = ()
        self._current: int | None = None
        self._captions: dict[str, QLabel] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 16)
        self._column.setSpacing(theme.STEP)
        self.boxes = {name: self._box(name) for name in _TITLES if name != "header_row"}
        self.header_row = named(QSpinBox(), "imports.header_row")
        self.header_row.setRange(0, 999)
        self.header_row.setKeyboardTracking(False)
        self._add("header_row", self.header_row)
        self.header_row.valueChanged.connect(lambda value: self._chose("header_row", value))
        self._in_order()

    def set_terms(self, terms: Sequence[TermRow], current: int | None) -> None:
        """The terms to choose from, and the current one's id."""
        self._terms, self._current = terms, current
        self.show_draft(self._draft, None)

    def show_draft(self, draft: Draft, error: Exception | None) -> None:
        """Shows how the draft is read; what has no meaning for it is hidden."""
        self._draft = draft
        document = draft.document or {}
        self._fill_kind(document, error)
        self._fill_text(document, error)
        self._fill_sheet(document)
        self._fill_values(document)
        self.setVisible(any(not self._widget(name).isHidden() for name in _TITLES))
        for name, title in _TITLES.items():
            self._captions[name].setText(title())
            self._widget(name).setAccessibleName(title().replace("&", ""))

    def _fill_kind(self, document: dict[str, Any], error: Exception | None) -> None:
        entries: list[tuple[str | None, str]] = [(kind.name, kind.title()) for kind in KINDS.values()]
        asking = isinstance(error, UserError) and error.code == "unknown_kind"
        if asking:
            entries.insert(0, (None, _("Please choose")))
        chosen = None if asking else self._draft.options.kind or document.get("kind")
        self._fill("kind", entries, chosen)
        self._show("kind", document.get("kind") != "bundle" and (asking or bool(document)))

    def _fill_text(self, document: dict[str, Any], error: Exception | None) -> None:
        options = self._draft.options
        encoding = options.encoding or document.get("encoding")
        bad_letters = isinstance(error, UserError) and error.code == "bad_encoding"
        known = list(words.ENCODINGS)
        if encoding == "utf-8-sig":
            encoding = "utf-8"
        if encoding and encoding not in known:
            known.append(encoding)
        entries: list[tuple[Any, str]] = [(name, words.encoding_word(name)) for name in known]
        if not encoding:
            entries.insert(0, (None, _("Please choose")))
        self._fill("encoding", entries, encoding)
        self._show("encoding", bool(document.get("encoding") or options.encoding) or bad_letters)
        mark = options.delimiter or document.get("delimiter")
        marks = [*words.DELIMITERS, *([mark] if mark and mark not in words.DELIMITERS else [])]
        self._fill("delimiter", [(one, words.delimiter_word(one)) for one in marks], mark)
        self._show("delimiter", document.get("content") in _TEXT_KINDS or options.delimiter is not None)

    def _fill_sheet(self, document: dict[str, Any]) -> None:
        sheets = document.get("sheets") or []
        self._fill("sheet", [(name, name) for name in sheets], document.get("sheet"))
        self._show("sheet", len(sheets) > 1)
        row = self._draft.options.header_row
        self.header_row.blockSignals(True)
        self.header_row.setValue(document.get("header_row") or 0 if row is None else row)
        self.header_row.blockSignals(False)
        self.header_row.setToolTip(_("The row with the names of the columns; 0 if there is none"))
        self._show("header_row", bool(document) and document.get("content") not in ("json", None, *_BUNDLES))

    def _fill_values(self, document: dict[str, Any]) -> None:
        options, kind = self._draft.options, document.get("kind")
        terms = [(str(term.id), term.title) for term in self._terms]
        entries: list[tuple[Any, str]] = [(None, _("As the file says")), *terms]
        self._fill("term", entries, options.term)
        self._show("term", kind not in ("students", "bundle", None) and bool(terms))
        doubts = set((document.get("ambiguous") or {}).values())
        self._fill("day_first", [(True, _("Day first: 3/4 is 3 April")), (False, _("Month first: 3/4 is 4 March"))],
                   options.day_first is not False)  # fmt: skip
        self._show("day_first", "dates" in doubts or options.day_first is not None)
        signs = [(None, _("As it looks")), (True, _("Comma: 14,5")), (False, _("Point: 14.5"))]
        self._fill("decimal_comma", signs, options.decimal_comma)
        self._show("decimal_comma", "decimals" in doubts or options.decimal_comma is not None)

    def _fill(self, name: str, entries: Sequence[tuple[Any, str]], chosen: Any) -> None:
        box = self.boxes[name]
        box.clear()
        for value, label in entries:
            box.addItem(label, value)
        places = [place for place, (value, _label) in enumerate(entries) if value == chosen]
        box.setCurrentIndex(places[0] if places else -1)

    def _show(self, name: str, wanted: bool) -> None:
        self._captions[name].setVisible(wanted)
        self._widget(name).setVisible(wanted)

    def _widget(self, name: str) -> QWidget:
        return self.header_row if name == "header_row" else self.boxes[name]

    def _chose(self, name: str, value: Any) -> None:
        if name in _KEEP_COLUMNS:
            self._draft.ask_again()
            self._draft.set_option(**{name: value})
        elif value is not None:
            known = {"encoding": {"delimiter": None, "header_row": None}, "sheet": {"header_row": None}}
            self._draft.read_differently(**known.get(name, {}), **{name: value})
        self.changed.emit()

    def _box(self, name: str) -> QComboBox:
        box = named(CalmComboBox(), f"imports.{name}")
        self._add(name, box)
        box.activated.connect(lambda _place: self._chose(name, box.currentData()))
        return box

    def _add(self, name: str, widget: QWidget) -> None:
        self._captions[name] = roled(QLabel(), "field")
        self._captions[name].setBuddy(widget)

    def _in_order(self) -> None:
        for name in _TITLES:
            self._column.addWidget(self._captions[name])
            self._column.addWidget(self._widget(name))
            self._column.addSpacing(theme.STEP)


_BUNDLES = ("oneroster", "school_data_sync", "semester_package")
_TITLES = {
    "kind": lambda: _("What its &rows are"),
    "term": lambda: _("&Term to import into"),
    "encoding": lambda: _("Letters (en&coding)"),
    "delimiter": lambda: _("Cells are &parted by"),
    "sheet": lambda: _("&Sheet"),
    "header_row": lambda: _("R&ow of the headers"),
    "day_first": lambda: _("&Dates are written"),
    "decimal_comma": lambda: _("Decimal si&gn"),
}
