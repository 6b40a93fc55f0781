"""A field for a table of grades: each with the number it begins at and its name, in one language or in several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sms_desktop.core.i18n import LANGUAGES, _
from sms_desktop.core.scales import Band
from sms_desktop.core.values.refused import BadValue
from sms_desktop.ui import icons, theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.entries import read_number
from sms_desktop.ui.fields import Field, Text, Wrong
from sms_desktop.ui.table import plain

#: Digits after the decimal sign that a grade may begin at.
DECIMALS = 2


class BandsField(Field):
    """Rows of a number and a name in each of `languages`; one language is the name in all. Its value is `Band`s."""

    def __init__(self, name: str, label: Text, head: Text, languages: Sequence[str], usual: Sequence[Band]) -> None:
        self.rows: list[_Row] = []
        self._head, self._languages, self._usual = head, tuple(languages), tuple(usual)
        self._heads = [roled(QLabel(), "muted") for _each in ("lowest", *languages)]
        self._grid, self.add_button, self._reset = QGridLayout(), QPushButton(), QPushButton()
        super().__init__(name, label, QWidget())
        self.set_value(usual)

    def value(self) -> tuple[Band, ...]:
        return tuple(sorted((row.band() for row in self.rows), key=lambda band: -band.lowest))

    def set_value(self, value: Sequence[Band] | None) -> None:
        while self.rows:
            self._drop(self.rows[-1])
        for band in value or ():
            self._add(band)

    def add(self) -> None:
        """Adds an empty row and goes to it."""
        row = self._add(None)
        row.lowest.setFocus(Qt.FocusReason.OtherFocusReason)
        self._edited()

    def retranslate(self) -> None:
        super().retranslate()
        several = len(self._languages) > 1
        titles = [self._head(), *(LANGUAGES[code] if several else _("Letter") for code in self._languages)]
        for head, title in zip(self._heads, titles, strict=True):
            head.setText(title)
        self.add_button.setText(_("Add a grade"))
        self._reset.setText(_("As they were at first"))
        for row in self.rows:
            row.name_parts(titles)

    def _add(self, band: Band | None) -> _Row:
        row = _Row(self._languages, band, self._edited, self._remove)
        row.name_parts([head.text() for head in self._heads])
        self.rows.append(row)
        self._place()
        return row

    def _remove(self, row: _Row) -> None:
        self._drop(row)
        self._place()
        self._edited()

    def _drop(self, row: _Row) -> None:
        self.rows.remove(row)
        for part in row.parts:
            self._grid.removeWidget(part)
            part.hide()
            part.deleteLater()

    def _place(self) -> None:
        for place, row in enumerate(self.rows):
            for column, part in enumerate(row.parts):
                part.setObjectName(f"{self.editor.objectName()}.{place}.{row.names[column]}")
                self._grid.addWidget(part, place + 1, column)

    def _lay_out(self) -> None:
        super()._lay_out()
        column, buttons = QVBoxLayout(self.editor), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, theme.STEP * 2)
        column.setSpacing(theme.STEP)
        self._grid.setHorizontalSpacing(theme.STEP * 2)
        self._grid.setVerticalSpacing(theme.STEP)
        for place, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, place)
        for name, button, act in (("add", self.add_button, self.add), ("reset", self._reset, self._put_back)):
            named(button, f"scales.{name}", "quiet").setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, act=act: act())
            buttons.addWidget(button)
        icons.put(self.add_button, "plus", "accent")
        buttons.addStretch(1)
        column.addLayout(self._grid)
        column.addLayout(buttons)

    def _put_back(self) -> None:
        self.set_value(self._usual)
        self._edited()


class _Row:
    """One grade being edited; `parts` are its widgets from left to right."""

    def __init__(
        self, languages: Sequence[str], band: Band | None, edited: Callable[[], None], gone: Callable[[_Row], None]
    ) -> None:
        self.names = ("lowest", *languages, "remove")
        self._languages = tuple(languages)
        self.lowest, self.words = QLineEdit(), [QLineEdit(maxLength=50) for _code in languages]
        self.remove = QToolButton()
        icons.put(self.remove, "x", "muted")
        self.remove.clicked.connect(lambda: gone(self))
        self.parts: list[QWidget] = [self.lowest, *self.words, self.remove]
        self.lowest.setMaximumWidth(80)
        if band is not None:
            self.lowest.setText(plain(band.lowest))
            for code, line in zip(languages, self.words, strict=True):
                line.setText(band.names.get(code, ""))
                line.setCursorPosition(0)
        for line in (self.lowest, *self.words):
            line.textEdited.connect(lambda _text: edited())

    def band(self) -> Band:
        """What the row says; raises `Wrong`."""
        text = self.lowest.text().strip()
        if not text:
            raise Wrong(_("Each grade needs the number it begins at."))
        try:
            lowest: Decimal = read_number(text, DECIMALS)
        except BadValue as error:
            raise Wrong(error.sentence) from error
        names = [line.text().strip() for line in self.words]
        if len(names) == 1:
            return Band(lowest, dict.fromkeys(LANGUAGES, names[0]))
        return Band(lowest, dict(zip(self._languages, names, strict=True)))

    def name_parts(self, titles: Sequence[str]) -> None:
        """Accessible names, in the language of now."""
        for line, title in zip((self.lowest, *self.words), titles, strict=True):
            line.setAccessibleName(title)
        self.remove.setToolTip(_("Remove this grade"))
        self.remove.setAccessibleName(_("Remove this grade"))
