"""Parts of the dialog that exports: the choice of the format and the choice of the rows."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QRadioButton, QSizePolicy, QVBoxLayout
from PySide6.QtWidgets import QWidget as Widget

from sms_desktop.core.i18n import _, format_number, ngettext
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.exporting import FORMATS, Source

SHOWN, SELECTED, ALL_ROWS = "shown", "selected", "all"


def format_title(form: str) -> str:
    """A format as people call it."""
    return {"xlsx": _("Excel"), "csv": "CSV", "pdf": "PDF", "json": "JSON"}[form]


def format_kind(form: str) -> str:
    """What a file of the format is, for the system's file dialog."""
    titles = {"xlsx": _("Excel workbook"), "csv": _("CSV table"), "pdf": _("PDF document"), "json": _("JSON file")}
    return titles[form]


def format_about(form: str) -> str:
    """What a format is good for."""
    texts = {
        "xlsx": _("For Excel and LibreOffice: numbers and days stay numbers and days; head and filter are ready."),
        "csv": _("Plain text that every program reads, with decimal signs as the language writes them."),
        "pdf": _("To print or to send: A4 with the school's letterhead and numbered pages."),
        "json": _("For other programs: the fields' names and plain values."),
    }
    return texts[form]


class FormatChoice(Widget):
    """The formats side by side; the arrows go through them. `changed(form)` when another is chosen."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.buttons = {form: named(QPushButton(), f"export.{form}", "segment") for form in FORMATS}
        self._group, self._about = QButtonGroup(self), roled(QLabel(wordWrap=True), "muted")
        row, column = QHBoxLayout(), QVBoxLayout(self)
        row.setSpacing(0)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP)
        ends = ("first", *("middle" for _one in range(len(FORMATS) - 2)), "last")
        for (form, button), end in zip(self.buttons.items(), ends, strict=True):
            button.setProperty("end", end)
            button.setCheckable(True)
            button.setAutoDefault(False)
            icons.put(button, FORMATS[form], on="accent")
            self._group.addButton(button)
            button.toggled.connect(lambda on, form=form: self._turned(form) if on else None)
            row.addWidget(button, 1)
        column.addLayout(row)
        column.addWidget(self._about)
        self.choose(next(iter(FORMATS)))

    def form(self) -> str:
        """The chosen format."""
        return next(form for form, button in self.buttons.items() if button.isChecked())

    def choose(self, form: str) -> None:
        """Chooses a format; an unknown one is the first."""
        button = self.buttons.get(form, self.buttons["xlsx"])
        button.setChecked(True)
        self.setFocusProxy(button)

    def retranslate(self) -> None:
        """In the new language."""
        for form, button in self.buttons.items():
            button.setText(" " + format_title(form))
            button.setAccessibleDescription(format_about(form))
        self._about.setText(format_about(self.form()))
        # all texts have room for two lines, so that nothing jumps as one goes through them
        self._about.setMinimumHeight(self._about.fontMetrics().lineSpacing() * 2)

    def _turned(self, form: str) -> None:
        self._about.setText(format_about(form))
        self.changed.emit(form)


class RowsChoice(Widget):
    """Those shown, the selected or all; only the ways there are. `changed()` when another is chosen."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.ways = {way: named(QRadioButton(), f"export.rows_{way}") for way in (SHOWN, SELECTED, ALL_ROWS)}
        self._words = roled(named(QLabel(wordWrap=True), "export.filter"), "muted")
        self._numbers: dict[str, int | None] = {}
        self._source: Source | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP)
        column.addWidget(self.ways[SHOWN])
        column.addWidget(self._words)
        for way in (SELECTED, ALL_ROWS):
            column.addWidget(self.ways[way])
        for button in self.ways.values():
            button.toggled.connect(lambda on: self.changed.emit() if on else None)
        self.ways[ALL_ROWS].setChecked(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_source(self, source: Source) -> None:
        """Offers the ways to choose rows of a source: the selected where there are several, else those shown."""
        self._source = source
        narrowed = source.shown is not None
        self._numbers = {
            SHOWN: source.count if narrowed else None,
            SELECTED: source.selected,
            ALL_ROWS: None if narrowed else source.count,
        }
        there = {SHOWN: narrowed, SELECTED: source.selected > 0, ALL_ROWS: True}
        for way, button in self.ways.items():
            button.setVisible(there[way])
        first = next(way for way in (SELECTED, SHOWN, ALL_ROWS) if there[way])
        self.ways[first].setChecked(True)
        self.retranslate()

    def way(self) -> str:
        """The chosen way."""
        return next(way for way, button in self.ways.items() if button.isChecked())

    def number(self, way: str = "") -> int | None:
        """How many rows that way has, the chosen one where none is named; None while that is not known."""
        return self._numbers.get(way or self.way())

    def set_number(self, way: str, number: int) -> None:
        """How many rows a way has."""
        self._numbers[way] = number
        self.retranslate()

    def retranslate(self) -> None:
        """In the new language."""
        for way, button in self.ways.items():
            button.setText(_way_text(way, self._numbers))
        words = self._source.words() if self._source else ""
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._words.setContentsMargins(26 if self.ways[SHOWN].isVisibleTo(self) else 0, 0, 0, 0)


def _way_text(way: str, numbers: Mapping[str, int | None]) -> str:
    number = numbers.get(way)
    if number is None:
        return _("The rows shown") if way == SHOWN else _("All rows")
    if way == SHOWN:
        text = ngettext("The {n} row shown", "The {n} rows shown", number)
    elif way == SELECTED:
        text = ngettext("The {n} row selected", "The {n} rows selected", number)
    else:
        text = ngettext("All rows: {n}", "All rows: {n}", number)
    return text.format(n=format_number(number))
