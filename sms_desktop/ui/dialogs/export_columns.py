"""The part of the dialog that exports which chooses the columns: those of the screen, all, or one by one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sms_desktop.core.i18n import _
from sms_desktop.services.exporting.lists import LISTS
from sms_desktop.ui import theme
from sms_desktop.ui.dress import named, roled
from sms_desktop.ui.exporting import Source
from sms_desktop.ui.widgets.column_list import ColumnList, Offered

#: What the columns are that nobody has chosen one by one.
ON_SCREEN, ALL_COLUMNS = "screen", "all"
Preset = str | list[str]


class ColumnsChoice(QWidget):
    """Emits `changed()` when the person chooses others. `preset` is what to remember: a word, or the names."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.columns = ColumnList("export.columns")
        self.on_screen = named(QPushButton(), "export.on_screen", "quiet")
        self.all = named(QPushButton(), "export.all", "quiet")
        self.preset: Preset = ON_SCREEN
        self._source: Source | None = None
        self._form, self._sensitive, self._may = "xlsx", False, False
        self._caption = roled(QLabel(), "field")
        self._caption.setBuddy(self.columns)
        for button, preset in ((self.on_screen, ON_SCREEN), (self.all, ALL_COLUMNS)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, preset=preset: self._tick(preset))
        self.columns.changed.connect(self._touched)
        self.setFocusProxy(self.columns)
        self._lay_out()
        self.retranslate()

    def show_source(self, source: Source, preset: Preset, form: str, *, sensitive: bool, may: bool) -> None:
        """Offers the columns of a source; `may`: sensitive ones as well, which are open where `sensitive` is ticked."""
        self._source, self._form, self._may = source, form, may
        self.preset = ALL_COLUMNS if preset == ON_SCREEN and not source.columns else preset
        self._sensitive = sensitive
        self._offer()
        self.on_screen.setVisible(bool(source.columns))
        self.setVisible(not source.wide)

    def chosen(self) -> tuple[str, ...]:
        """The names of the columns, in their order; none for a sheet, which has its own."""
        return () if self._source is None or self._source.wide else self.columns.chosen()

    def is_enough(self) -> bool:
        """Whether there is anything to write."""
        return bool(self._source and self._source.wide) or bool(self.columns.chosen())

    def set_form(self, form: str) -> None:
        """Another format: on paper “all” are those that fit on a page."""
        self._form = form
        if self.preset == ALL_COLUMNS:
            self._offer()

    def allow_sensitive(self, allowed: bool) -> None:
        """Opens the sensitive columns and ticks them, or closes them."""
        self._sensitive = allowed
        self.columns.allow_sensitive(allowed)

    def retranslate(self) -> None:
        """In the new language, with what is ticked."""
        self._caption.setText(_("Columns"))
        self.on_screen.setText(_("As on screen"))
        self.all.setText(_("All columns"))
        if self._source is not None and not self._source.wide:
            self.columns.offer(self._every(), self.columns.chosen())

    def _tick(self, preset: str) -> None:
        self.preset = preset
        self._offer()
        self.changed.emit()

    def _touched(self) -> None:
        self.preset = list(self.columns.chosen())
        self.changed.emit()

    def _offer(self) -> None:
        source, every = self._source, self._every()
        if source is None:
            return
        if self.preset == ON_SCREEN:
            chosen: Sequence[str] = source.columns
        else:
            chosen = self._all_of(every) if self.preset == ALL_COLUMNS else self.preset
        extra = [one.name for one in every if one.sensitive and one.name not in chosen and self.preset == ON_SCREEN]
        self.columns.let_in(self._sensitive)
        self.columns.offer(every, [*chosen, *(extra if self._sensitive else ())])

    def _every(self) -> list[Offered]:
        source = self._source
        if source is None:
            return []
        if source.table is not None and not source.list:
            return [Offered(column.name, column.title()) for column in source.table.table_model.columns]
        columns = LISTS[source.list].columns
        return [Offered(one.name, one.title(), one.sensitive) for one in columns if self._may or not one.sensitive]

    def _all_of(self, every: Sequence[Offered]) -> list[str]:
        """All columns; on paper those that fit on a page."""
        listed = self._source.list if self._source else ""
        paper = LISTS[listed].on_paper if listed and self._form == "pdf" else ()
        return [column.name for column in every if not paper or column.name in paper]

    def _lay_out(self) -> None:
        column, foot = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP)
        foot.addWidget(self.on_screen)
        foot.addWidget(self.all)
        foot.addStretch(1)
        column.addWidget(self._caption)
        column.addWidget(self.columns, 1)
        column.addLayout(foot)
